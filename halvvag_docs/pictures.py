"""Pages of a PDF as pictures, in memory. PDFium draws; nothing is written to the disk."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from halvvag_docs.errors import FileError, MissingProgramError, RenderError

try:
    import pypdfium2
except ImportError:
    pypdfium2 = None

_TURN = threading.Lock()
"""PDFium does one thing at a time in a process."""
_LARGEST = 4_000
"""Pixels of a side, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page as it looks."""

    width: int
    """Pixels."""
    height: int
    rgb: bytes = field(repr=False)
    """Three bytes a pixel, row by row from the top, without padding."""

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        row = self.width * 3
        lines = b"".join(b"\0" + self.rgb[at : at + row] for at in range(0, len(self.rgb), row))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def count(content: bytes) -> int:
    """Return how many pages a PDF has.

    Raises:
        FileError: it is no PDF that can be drawn.
        MissingProgramError: PDFium is not installed.
    """
    with _TURN, _opened(content) as document:
        return len(document)


def draw(content: bytes, number: int, *, width: int) -> Picture:
    """Draw a page with all its fields.

    Args:
        content: the PDF.
        number: of the page, 0-based.
        width: of the picture, in pixels; the height follows.

    Raises:
        RenderError: there is no such page.
        FileError, MissingProgramError: as :func:`count`.
    """
    with _TURN, _opened(content) as document:
        if not 0 <= number < len(document):
            raise RenderError(f"Dokumentet har ingen sida {number + 1}.")
        document.init_forms()
        page = document[number]
        # At least one pixel: an odd page must not stop anybody.
        scale = min(width, _LARGEST) / max(page.get_width(), 1)
        scale = min(scale, _LARGEST / max(page.get_height(), 1))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        row = bitmap.width * 3
        data = bytes(bitmap.buffer)
        packed = b"".join(data[at : at + row] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
        return Picture(width=bitmap.width, height=bitmap.height, rgb=packed)


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    if pypdfium2 is None:
        raise MissingProgramError("Bilder av PDF-sidor är ett tillägg: pip install 'halvvag-docs[web]'.")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise FileError("Filen går inte att läsa som PDF.") from None
    try:
        yield document
    finally:
        document.close()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
