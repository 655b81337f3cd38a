"""Set text in scripts that Noto Sans lacks: Arabic, Hebrew, Ethiopic and others, with the extra `scripts`.

A `Shaper` lives as long as one document is made: it notes which glyphs are shown, so that only these are embedded.
What stands right to left is drawn in the order of reading too, and where the ToUnicode map alone would mislead
the text stands as /ActualText. Source: ISO 32000-1, 9.4 and 14.9.4; Unicode Standard Annex #9.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, groupby, pairwise
from typing import Any, NamedTuple

from halvvag_docs.pdfform import bidi, scripts, syntax
from halvvag_docs.pdfform.bidi import LEFT_MARK, RIGHT_MARK
from halvvag_docs.pdfform.fonts import Font
from halvvag_docs.pdfform.layout import Line
from halvvag_docs.pdfform.scripts import Script

EXTRA = 'pip install "halvvag-docs[scripts]"'
"""Installs what this module needs."""
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset(_JOINERS + LEFT_MARK + RIGHT_MARK) | bidi.EXPLICIT
_NO_TEXT = "\u200b"
"""Text of a glyph that has no character of its own; where it is shown its text stands beside it."""


class Glyph(NamedTuple):
    """A glyph in its place, lengths in thousandths of the size."""

    number: int
    advance: int
    x: int
    y: int
    start: int
    """Index of the first character that it stands for."""


class Piece(NamedTuple):
    """A part of a line in one font and one direction."""

    text: str
    """In the order of reading."""
    start: int
    """Index of its first character in the line."""
    script: Script | None
    """None for Noto Sans."""
    backward: bool


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("uharfbuzz") is not None


def is_covered(character: str) -> bool:
    """Whether the fonts of other scripts can draw a character, or it is never drawn."""
    return character in _UNSEEN or scripts.covering(character) is not None


@cache
def _harfbuzz(script: Script) -> Any:
    import uharfbuzz  # noqa: PLC0415 - an extra, and few documents need it

    return uharfbuzz.Font(uharfbuzz.Face(script.data))


class Shaper:
    """Sets the lines of one document."""

    def __init__(self, found: Mapping[str, Font]) -> None:
        self.fonts = {weight: _shaped(font, self) for weight, font in found.items()}
        self.used: dict[str, dict[int, str]] = {}
        """By title of a script, the glyphs that are shown and the text of each."""
        self._known: dict[tuple[str, str, bool], list[Glyph]] = {}
        self._characters: dict[str, dict[int, str]] = {}

    def advances(self, text: str, font: Font) -> Iterator[int]:
        """Yield the advance of each character of a paragraph; that of a joined group stands at its first."""
        for piece in _by_font(text, font):
            widths = [0] * len(piece.text)
            for glyph in self._glyphs(piece._replace(backward=bidi.is_backward(piece.text)), font):
                widths[glyph.start] += glyph.advance
            yield from widths

    def directed(self, lines: list[Line], limit: float) -> list[Line]:
        """Put the lines of paragraphs that run from right to left at the right edge of a column."""
        found: list[Line] = []
        paragraph: list[Line] = []
        for line in lines:
            paragraph.append(line)
            if line.glue == "\n":
                found += _placed(paragraph, limit)
                paragraph = []
        return found

    def show(self, line: str, place: tuple[float, float], font: Font, face: tuple[bytes, float]) -> bytes:
        """Write the operators for a line, in the order of reading: many programs take text as it comes.

        Args:
            line: as read.
            place: x and y of its left end.
            font: Noto Sans in the line's weight.
            face: resource name of its composite font, which is set before and after, and the size.
        """
        x, (name, size) = place[0], face
        found: list[tuple[int, bytes]] = []
        for piece in (piece for stretch in bidi.stretches(line) for piece in _drawn(stretch, font)):
            glyphs = self._glyphs(piece, font)
            own = _resource(piece.script) if piece.script else name
            head = b"/%s %s Tf 1 0 0 1 %.2f %.2f Tm\n" % (own, syntax.number(size), x, place[1])
            found.append((piece.start, head + self._operators(piece, glyphs, font, size)))
            x += sum(glyph.advance for glyph in glyphs) * size / 1000
        written = b"".join(operators for _, operators in sorted(found))
        return b"%s/%s %s Tf\n" % (written, name, syntax.number(size))

    def _operators(self, piece: Piece, glyphs: list[Glyph], font: Font, size: float) -> bytes:
        """Write a piece; a group of glyphs that does not read as its text gets it as /ActualText."""
        row = _Row(piece.script.font.widths if piece.script else font.widths, size)
        ends = accumulate((glyph.advance for glyph in glyphs), initial=0)
        placed = sorted(zip(glyphs, ends, strict=False), key=lambda one: one[0].start)
        groups = [list(items) for _, items in groupby(placed, key=lambda one: one[0].start)]
        starts = [items[0][0].start for items in groups]
        for items, (start, end) in zip(groups, pairwise([*starts, len(piece.text)]), strict=True):
            text = "".join(c for c in piece.text[start:end] if piece.script or c not in _UNSEEN)
            numbers = [glyph.number for glyph, _ in items]
            row.add(items, "" if self._reads_as(piece.script, numbers, font, text) == text else text)
        return row.written()

    def _reads_as(self, script: Script | None, numbers: list[int], font: Font, text: str) -> str:
        """Return what programs read in glyphs for `text` by the ToUnicode map, noting them in it."""
        if script is None:
            return "".join(self._characters_of(font)[number] for number in numbers)
        used = self.used.setdefault(script.title, {})
        known = self._characters_of(script.font)
        own = text if len(numbers) == 1 else _NO_TEXT
        return "".join(used.setdefault(number, known.get(number, own)) for number in numbers)

    def _characters_of(self, font: Font) -> Mapping[int, str]:
        """Return the character of each glyph that has one."""
        if font.name not in self._characters:
            self._characters[font.name] = {glyph: character for character, glyph in font.glyphs.items()}
        return self._characters[font.name]

    def _glyphs(self, piece: Piece, font: Font) -> list[Glyph]:
        """Return the glyphs of a piece from left to right."""
        if piece.script is None:
            return _unshaped(piece, font)
        key = piece.script.title, piece.text, piece.backward
        if key not in self._known:
            self._known[key] = _harfbuzz_glyphs(piece.script, piece.text, backward=piece.backward)
        return self._known[key]

    def resources(self, first: int) -> tuple[bytes, list[bytes]]:
        """Return the entries of a font dictionary, and the objects for numbers `first` and up."""
        shown = [script for script in scripts.available() if script.title in self.used]
        bodies: list[bytes] = []
        names = b""
        for script in shown:
            number = first + len(bodies)
            names += b"/%s %d 0 R" % (_resource(script), number)
            bodies += scripts.objects(script, self.used[script.title], number)
        return names, bodies


class _ShapedFont(Font):
    """Noto Sans together with the fonts of other scripts."""

    __slots__ = ()

    def needs_shaper(self, text: str) -> bool:
        return not set(text) <= self.glyphs.keys()

    def advances(self, text: str) -> Iterable[int]:
        if self.shaper is None or not self.needs_shaper(text):
            return map(self.advance, text)
        return self.shaper.advances(text, self)

    def missing(self, text: str) -> list[str]:
        return [c for c in Font.missing(self, text) if not is_covered(c)]


def _shaped(font: Font, shaper: Shaper) -> Font:
    return _ShapedFont._make(font._replace(shaper=shaper))


def _resource(script: Script) -> bytes:
    return b"Hv" + script.title.removeprefix("NotoSans").partition("-")[0].encode("ascii")


def _unshaped(piece: Piece, font: Font) -> list[Glyph]:
    """Return the glyphs of a piece in Noto Sans, a glyph for each character."""
    mirrored = bidi.MIRRORED if piece.backward else {}
    drawn = [(i, mirrored.get(c, c)) for i, c in enumerate(piece.text) if c not in _UNSEEN]
    glyphs = [Glyph(font.codes[ord(c)], font.advance(c), 0, 0, i) for i, c in drawn]
    return glyphs[::-1] if piece.backward else glyphs


def _harfbuzz_glyphs(script: Script, text: str, *, backward: bool) -> list[Glyph]:
    import uharfbuzz  # noqa: PLC0415 - an extra, and few documents need it

    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.direction = "rtl" if backward else "ltr"
    buffer.language = "und"
    buffer.guess_segment_properties()
    uharfbuzz.shape(_harfbuzz(script), buffer)
    return [
        Glyph(info.codepoint, at.x_advance, at.x_offset, at.y_offset, info.cluster)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def _by_font(text: str, font: Font, *, start: int = 0, backward: bool = False) -> Iterator[Piece]:
    """Yield the pieces of a stretch in the order of reading."""
    chosen: list[Script | None] = []
    for character in text:
        before = chosen[-1] if chosen else None
        own = None if character in font.glyphs else scripts.covering(character)
        # A mark or a joiner belongs to the letter before it.
        clings = before and (character in _JOINERS or unicodedata.combining(character))
        chosen.append(before if clings else own)
    pairs = zip(text, chosen, strict=True)
    for _, items in groupby(pairs, key=lambda pair: pair[1] and pair[1].title):
        found = list(items)
        yield Piece("".join(c for c, _ in found), start, found[0][1], backward)
        start += len(found)


def _drawn(stretch: bidi.Stretch, font: Font) -> Iterable[Piece]:
    """Return the pieces of a stretch from left to right."""
    pieces = list(_by_font(stretch.text, font, start=stretch.start, backward=stretch.backward))
    return reversed(pieces) if stretch.backward else pieces


def _placed(paragraph: list[Line], limit: float) -> list[Line]:
    """Give the lines of one paragraph the direction of its beginning."""
    backward = bidi.is_backward(paragraph[0].text)
    mark = RIGHT_MARK if backward else LEFT_MARK
    found = []
    for line in paragraph:
        text = line.text if bidi.is_backward(line.text) == backward else mark + line.text
        indent = max(0.0, limit - line.width - line.indent) if backward else line.indent
        found.append(line._replace(text=text, indent=indent))
    return found


class _Row:
    """Writes the glyphs of one piece. Source: ISO 32000-1, 9.4.3."""

    def __init__(self, widths: tuple[int, ...], size: float) -> None:
        self.widths, self.size = widths, size
        self.parts: list[bytes] = []
        self.row, self.pen, self.rise = b"", 0, 0

    def add(self, glyphs: list[tuple[Glyph, int]], text: str) -> None:
        """Add glyphs, each with the place of its origin; `text` stands for them unless it is empty."""
        if text:
            self._end_row()
            self.parts.append(b"/Span<</ActualText%s>>BDC\n" % syntax.text_string(text))
        for glyph, x in glyphs:
            if glyph.y != self.rise:
                self._end_row()
                self.rise = glyph.y
                self.parts.append(b"%s Ts\n" % syntax.number(glyph.y * self.size / 1000))
            move = x + glyph.x - self.pen
            self.row += (b"%d" % -move if move else b"") + b"<%04X>" % glyph.number
            self.pen = x + glyph.x + self.widths[glyph.number]
        if text:
            self._end_row()
            self.parts.append(b"EMC\n")

    def _end_row(self) -> None:
        if self.row:
            self.parts.append(b"[%s]TJ\n" % self.row.replace(b"><", b""))
        self.row = b""

    def written(self) -> bytes:
        """Return the operators."""
        self._end_row()
        return b"".join(self.parts) + (b"0 Ts\n" if self.rise else b"")
