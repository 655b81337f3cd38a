"""The fonts we draw with: measured and embedded without any library.

The files stand in `templates/fonts`, cut from Noto Sans by `forge.fonts`. A font is used by two font objects: a
simple one in WinAnsiEncoding, with which a viewer can go on editing a field, and a composite one that reaches
every glyph. Source: ISO 32000-1, 9.6.3 and 9.7; OpenType 1.9 (cmap format 4, head, hhea, hmtx); ISO 19005-2,
6.2.11.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform import syntax

if TYPE_CHECKING:
    from halvvag_docs.pdfform.shaping import Shaper

REGULAR, BOLD = "Regular", "Bold"
REPLACEMENT = "\ufffd"
"""Drawn for a character without a glyph when that is allowed."""
_EMBEDDED = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp")
_CHECKSUM_MAGIC = 0xB1B0AFBA
_NOT_DRAWN = re.compile(r"[\t\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f]")
_IGNORED = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F))
_JOINED = re.compile(r"[\u0600-\u08ff\u0900-\u0dff]")
"""Letters whose form depends on joiners between them: Persian and Indian words are written with such."""
_JOINERS = frozenset((0x200C, 0x200D))


class _Advances(dict[str, int]):
    """Advance of each character; a character without a glyph is as wide as the replacement."""

    def __missing__(self, _: str) -> int:
        return self[REPLACEMENT]


class _Codes(dict[int, int]):
    """Glyph index of each code point; that of the replacement for a character without a glyph."""

    def __missing__(self, _: int) -> int:
        return self[ord(REPLACEMENT)]


class Font(NamedTuple):
    """A TrueType font with 1000 units to the em."""

    name: str
    """PostScript name with the tag of a subset."""
    program: bytes
    """The font file without tables that a PDF does not need."""
    glyphs: Mapping[str, int]
    """Glyph index of each character."""
    widths: tuple[int, ...]
    """Advance of each glyph, in thousandths of the size."""
    advance: Callable[[str], int]
    """Advance of a character, in thousandths of the size."""
    codes: Mapping[int, int]
    """Glyph index of each code point, for `str.translate`."""
    latin: tuple[bytes, bytes]
    """Low and high bytes of the advances in WinAnsiEncoding, for `bytes.translate`."""
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int
    weight: int
    shaper: Shaper | None = None
    """Sets what this font has no letters for; only in a document that needs it, see `shaping`."""

    def missing(self, text: str) -> list[str]:
        """Return the characters of drawable `text` that the font lacks, each once."""
        if set(text) <= self.glyphs.keys():
            return []
        return [c for c in dict.fromkeys(text) if c not in self.glyphs and c != "\n"]

    def advances(self, text: str) -> Iterable[int]:
        """Return the advance of each character of one line of drawable `text`, in thousandths of the size."""
        return map(self.advance, text)

    def latin_units(self, encoded: bytes) -> int:
        """Return the width of a text in WinAnsiEncoding, in thousandths of the size."""
        low, high = self.latin  # summing bytes takes half the time of looking up characters
        return sum(encoded.translate(low)) + 256 * sum(encoded.translate(high))

    def units(self, text: str) -> int:
        """Return the width of one line of drawable `text`, in thousandths of the size."""
        encoded = syntax.win_ansi(text)
        return sum(self.advances(text)) if encoded is None else self.latin_units(encoded)

    def width(self, text: str, size: float) -> float:
        """Return the width of one line of drawable `text` in points."""
        return self.units(text) * size / 1000

    def encode(self, text: str) -> bytes:
        """Return `text` as glyph indexes of two bytes for the composite font."""
        return text.translate(self.codes).encode("utf-16-be")


def drawable(text: str) -> str:
    """Return `text` without characters that are never drawn (soft hyphen, joiners) and with tabs as spaces."""
    if (text.isascii() and "\t" not in text) or not _NOT_DRAWN.search(text):
        return text
    ignored = _IGNORED if not _JOINED.search(text) else {c: None for c in _IGNORED if c not in _JOINERS}
    return text.translate(ignored).expandtabs(4)


def describe(character: str) -> str:
    """Return a character's code point and name for a message: `U+1F600 GRINNING FACE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


@cache
def load(weight: str) -> Font:
    """Return Noto Sans of `weight`, `Regular` or `Bold`.

    Raises:
        FileError: the font file is not there.
    """
    from halvvag_docs.forms import builtin_root  # noqa: PLC0415 - a cached plate brings its fonts and needs no forms

    return read(builtin_root() / "templates" / "fonts" / f"NotoSans-{weight}.ttf")


def read(path: Path) -> Font:
    """Return the font of a TrueType file.

    Raises:
        FileError: the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(
            f"Typsnittet {path.name} saknas i mappen templates/fonts. Installera programmet på nytt."
        ) from error
    found = tables(data)
    head, hhea, os2 = found["head"], found["hhea"], found["OS/2"]
    glyphs = _characters(found["cmap"])
    widths = _widths(
        found["hmtx"], struct.unpack_from(">H", hhea, 34)[0], struct.unpack_from(">H", found["maxp"], 4)[0]
    )
    program = font_file(found)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
    ascent, descent = struct.unpack_from(">hh", hhea, 4)
    return Font(
        name=f"{tag}+{path.stem}",
        program=program,
        glyphs=glyphs,
        widths=widths,
        advance=_advances(glyphs, widths),
        codes=_codes(glyphs),
        latin=_latin(glyphs, widths),
        box=struct.unpack_from(">hhhh", head, 36),
        ascent=ascent,
        descent=descent,
        cap_height=struct.unpack_from(">h", os2, 88)[0],
        weight=struct.unpack_from(">H", os2, 4)[0],
    )


def _advances(glyphs: Mapping[str, int], widths: Sequence[int]) -> Callable[[str], int]:
    return _Advances({character: widths[glyph] for character, glyph in glyphs.items()}).__getitem__


def _codes(glyphs: Mapping[str, int]) -> Mapping[int, int]:
    return _Codes({ord(character): glyph for character, glyph in glyphs.items()})


def _latin(glyphs: Mapping[str, int], widths: Sequence[int]) -> tuple[bytes, bytes]:
    characters = bytes(range(256)).decode("cp1252", "replace")
    row = [widths[glyphs[character]] if character in glyphs else 0 for character in characters]
    return bytes(one & 0xFF for one in row), bytes(one >> 8 for one in row)


def metrics(font: Font) -> list[Any]:
    """Return what measuring and encoding with a font need, as JSON can hold it."""
    return [font.name, "".join(font.glyphs), list(font.glyphs.values()), list(font.widths), font.cap_height]


def with_metrics(saved: Sequence[Any]) -> Font:
    """Return a font from its `metrics`: it measures and encodes, but cannot be embedded."""
    name, characters, numbers, widths, cap_height = saved
    glyphs = dict(zip(characters, numbers, strict=True))
    return Font(
        name=name,
        program=b"",
        glyphs=glyphs,
        widths=tuple(widths),
        advance=_advances(glyphs, widths),
        codes=_codes(glyphs),
        latin=_latin(glyphs, widths),
        box=(0, 0, 0, 0),
        ascent=0,
        descent=0,
        cap_height=cap_height,
        weight=0,
    )


def tables(data: bytes) -> dict[str, bytes]:
    """Return the tables of a TrueType file."""
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * i) for i in range(count))
    return {tag.decode("latin-1"): data[start : start + length] for tag, _, start, length in entries}


def _characters(cmap: bytes) -> dict[str, int]:
    count = struct.unpack_from(">H", cmap, 2)[0]
    offsets = {
        struct.unpack_from(">HHL", cmap, 4 + 8 * i)[:2]: struct.unpack_from(">HHL", cmap, 4 + 8 * i)[2]
        for i in range(count)
    }
    table = cmap[offsets[3, 1] :]
    segments = struct.unpack_from(">H", table, 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{segments}H", table, 14 + 2 * segments * i + (2 if i else 0)) for i in range(4)
    )
    base = 16 + 6 * segments
    found = {}
    for i in range(segments):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if ranges[i]:
                glyph = struct.unpack_from(">H", table, base + 2 * i + ranges[i] + 2 * (code - starts[i]))[0]
            glyph = (glyph + deltas[i]) & 0xFFFF
            if glyph:
                found[chr(code)] = glyph
    return found


def _widths(hmtx: bytes, measured: int, glyphs: int) -> tuple[int, ...]:
    widths = [struct.unpack_from(">H", hmtx, 4 * i)[0] for i in range(measured)]
    return tuple(widths + widths[-1:] * (glyphs - measured))


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return int(sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF)


def font_file(found: Mapping[str, bytes]) -> bytes:
    """Return a font file of the embedded tables only, with right checksums."""
    kept = {tag: found[tag] for tag in _EMBEDDED}
    kept["head"] = kept["head"][:8] + b"\0\0\0\0" + kept["head"][12:]
    power = len(kept).bit_length() - 1
    directory = struct.pack(">LHHHH", 0x10000, len(kept), 16 << power, power, 16 * len(kept) - (16 << power))
    offset, body = 12 + 16 * len(kept), b""
    for tag, data in kept.items():
        directory += struct.pack(">4sLLL", tag.encode("ascii"), _checksum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    adjustment = (_CHECKSUM_MAGIC - _checksum(directory + body)) & 0xFFFFFFFF
    at = offset + sum(len(kept[tag]) + -len(kept[tag]) % 4 for tag in _EMBEDDED[: _EMBEDDED.index("head")]) + 8
    whole = directory + body
    return whole[:at] + struct.pack(">L", adjustment) + whole[at + 4 :]


def font_objects(font: Font, first: int) -> list[bytes]:
    """Return six objects for numbers `first` and up.

    They are the simple font, the composite font, its descendant, descriptor and file, and the ToUnicode map.
    """
    descendant, descriptor, file, to_unicode = first + 2, first + 3, first + 4, first + 5
    base = syntax.name(font.name)
    latin = [font.advance(bytes((code,)).decode("cp1252", "replace")) for code in range(32, 256)]
    packed = zlib.compress(font.program, 9)
    pairs = sorted((glyph, character) for character, glyph in font.glyphs.items())
    return [
        b"<</Type/Font/Subtype/TrueType/BaseFont%s/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[%s]"
        b"/FontDescriptor %d 0 R>>" % (base, syntax.numbers(*latin), descriptor),
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (base, descendant, to_unicode),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%s"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[0[%s]]>>"
        % (base, descriptor, syntax.numbers(*font.widths)),
        b"<</Type/FontDescriptor/FontName%s/Flags 32/FontBBox[%s]"
        b"/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d"
        b"/FontFile2 %d 0 R>>"
        % (
            base,
            syntax.numbers(*font.box),
            font.ascent,
            font.descent,
            font.cap_height,
            50 + (font.weight // 65) ** 2,
            file,
        ),
        syntax.stream(b"/Filter/FlateDecode/Length1 %d" % len(font.program), packed),
        syntax.stream(b"/Filter/FlateDecode", zlib.compress(unicode_map(pairs), 9)),
    ]


def unicode_map(pairs: Iterable[tuple[int, str]]) -> bytes:
    """Return the CMap from glyph indexes back to texts. Source: ISO 32000-1, 9.10.3."""
    rows = [b"<%04X><%s>" % (glyph, c.encode("utf-16-be").hex().upper().encode()) for glyph, c in pairs]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks)
        + b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
