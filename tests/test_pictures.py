"""Pages as pictures: drawn with their fields, in memory, as plain PNG."""

from __future__ import annotations

import struct
import zlib

import pytest

from halvvag_docs import pictures
from halvvag_docs.errors import FileError, RenderError
from halvvag_docs.forms import builtin_root

PLAN = (builtin_root() / "templates" / "krisplan.pdf").read_bytes()


def test_page_is_drawn_as_wide_as_asked() -> None:
    """A4 keeps its shape, and something stands on the page."""
    picture = pictures.draw(PLAN, 0, width=300)
    assert (picture.width, round(picture.height / picture.width, 1)) == (300, 1.4)
    assert len(picture.rgb) == picture.width * picture.height * 3
    assert len(set(picture.rgb)) > 100


def test_png_holds_the_same_pixels() -> None:
    """Row by row, with filter 0 before each, and nothing else in the file."""
    picture = pictures.draw(PLAN, 1, width=120)
    png = picture.png()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    length = struct.unpack(">I", png[33:37])[0]
    assert png[37:41] == b"IDAT"
    lines = zlib.decompress(png[41 : 41 + length])
    row = picture.width * 3
    assert b"".join(lines[at + 1 : at + 1 + row] for at in range(0, len(lines), row + 1)) == picture.rgb
    assert png.endswith(b"IEND\xaeB`\x82")


def test_pages_are_counted_and_a_missing_one_is_named() -> None:
    """Pages are numbered from 1 for people."""
    assert pictures.count(PLAN) == 3
    with pytest.raises(RenderError, match="ingen sida 4"):
        pictures.draw(PLAN, 3, width=100)


def test_what_is_no_pdf_is_refused() -> None:
    """With a sentence, not with PDFium's own error."""
    with pytest.raises(FileError, match="går inte att läsa som PDF"):
        pictures.count(b"%PDF-1.7 nothing more")
