"""The fonts of scripts that Noto Sans lacks: which letters they have, and what a document embeds of them.

The files stand in `templates/fonts`, cut from Noto's fonts by `forge.scripts`. Source: OpenType 1.9 (glyf, loca);
ISO 32000-1, 9.7 and 9.9; ISO 19005-2, 6.2.11.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from halvvag_docs.pdfform import fonts, syntax
from halvvag_docs.pdfform.fonts import Font

_FILES = "NotoSans[A-Z]*-Regular.ttf"
_LONG_OFFSETS = 50
"""Place of indexToLocFormat in the head table."""
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
"""Flags of a glyph made of others."""


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """A font for one script."""

    font: Font
    data: bytes
    """The whole file, with its layout tables."""

    @property
    def title(self) -> str:
        """Name of the file without its ending."""
        return self.font.name.partition("+")[2]


@cache
def available() -> tuple[Script, ...]:
    """Return the fonts in `templates/fonts` beside Noto Sans itself, in the order of their names.

    Raises:
        FileError: one cannot be read.
    """
    from halvvag_docs.forms import builtin_root  # noqa: PLC0415 - only documents in such a script need the folder

    paths = sorted((builtin_root() / "templates" / "fonts").glob(_FILES))
    return tuple(Script(fonts.read(path), path.read_bytes()) for path in paths)


@cache
def covering(character: str) -> Script | None:
    """Return the first font with a glyph for a character."""
    return next((script for script in available() if character in script.font.glyphs), None)


def objects(script: Script, used: Mapping[int, str], first: int) -> list[bytes]:
    """Return the objects of the font with the glyphs `used`, for numbers `first` and up.

    They are the composite font, its descendant, descriptor and file, and the ToUnicode map.

    Args:
        script: the font.
        used: text of each glyph that the document shows.
        first: number of the composite font.
    """
    font, program = script.font, _subset(script.data, used)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
    base = syntax.name(f"{tag}+{script.title}")
    widths = b" ".join(b"%d[%d]" % (glyph, font.widths[glyph]) for glyph in sorted(used))
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (base, first + 1, first + 4),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%s"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[%s]>>" % (base, first + 2, widths),
        b"<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%s]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d"
        b"/StemV 80/FontFile2 %d 0 R>>"
        % (base, syntax.numbers(*font.box), font.ascent, font.descent, font.cap_height, first + 3),
        syntax.stream(b"/Filter/FlateDecode/Length1 %d" % len(program), zlib.compress(program, 6)),
        syntax.stream(b"/Filter/FlateDecode", zlib.compress(fonts.unicode_map(sorted(used.items())), 6)),
    ]


def _subset(data: bytes, used: Iterable[int]) -> bytes:
    """Return a font file with the outlines of `used` only; every glyph keeps its index."""
    tables = fonts.tables(data)
    long = tables["head"][_LONG_OFFSETS : _LONG_OFFSETS + 2] != b"\0\0"
    count = len(tables["loca"]) // (4 if long else 2)
    offsets = [at * (1 if long else 2) for at in struct.unpack(f">{count}{'L' if long else 'H'}", tables["loca"])]
    outlines = [tables["glyf"][start:end] for start, end in pairwise(offsets)]
    kept = _with_parts(outlines, {0, *used})
    body, places = bytearray(), [0]
    for glyph, outline in enumerate(outlines):
        body += outline if glyph in kept else b""
        places.append(len(body))
    packed = [at if long else at // 2 for at in places]
    loca = struct.pack(f">{count}{'L' if long else 'H'}", *packed)
    return fonts.font_file({**tables, "glyf": bytes(body), "loca": loca})


def _with_parts(outlines: list[bytes], wanted: set[int]) -> set[int]:
    """Add the glyphs that others are made of."""
    found: set[int] = set()
    left = list(wanted)
    while left:
        glyph = left.pop()
        if glyph not in found:
            found.add(glyph)
            left += _parts(outlines[glyph])
    return found


def _parts(outline: bytes) -> Iterable[int]:
    """Yield the glyphs that a composite glyph is made of. Source: OpenType 1.9, glyf."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield glyph
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
