"""Draw the value of a field as an appearance stream. Source: ISO 32000-1, 12.7.3.3 and 14.6."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from halvvag_docs.pdfform import fonts, layout, syntax
from halvvag_docs.pdfform.fonts import Font
from halvvag_docs.pdfform.layout import Block, Line

FONT_NAMES = {fonts.REGULAR: (b"HvA", b"HvAU"), fonts.BOLD: (b"HvB", b"HvBU")}
"""Resource names of the simple and the composite font of each weight."""
FONT_OBJECTS = 6
"""Objects that one weight takes, see `fonts.font_objects`."""
REFERENCE_TAG = b"/Reference"
"""Marks the words that point at the continuation sheet: drawn, but no part of the value."""
SHEET = 1
"""Number of the appendix that is the continuation sheet."""
_LINE, _SMALLEST = 1.15, 4.0
"""Height of a line in sizes; a box lower than that has smaller text, for cut letters cannot be read at all."""
_MORE = (
    "… fortsätter i bilaga {sheet}, punkt {point}",
    "… mer i bilaga {sheet}, punkt {point}",
    "… bilaga {sheet}:{point}",
)
_MOVED = (
    "{label} se bilaga {sheet}, punkt {point}",
    "se bilaga {sheet}, punkt {point}",
    "bilaga {sheet}, punkt {point}",
    "bilaga {sheet}:{point}",
    "bil. {sheet}:{point}",
    "*{point}",
)


class Style(NamedTuple):
    """How the text of a field looks, from its default appearance string."""

    weight: str = fonts.REGULAR
    size: float = 0.0
    """Points; 0 lets the box decide."""
    colour: bytes = b"0 g"
    alignment: int = 0
    """0 left, 1 centred, 2 right (quadding)."""


class Box(NamedTuple):
    """Where a text is drawn, in points from its own lower left corner."""

    width: float
    height: float
    style: Style
    multiline: bool = False
    cells: int = 0
    """Cells of a comb, 0 for running text."""
    hidden: bool = False
    """Nobody sees it: nothing is drawn."""


Drawing = tuple[bytes, str]
"""A drawn text, and what did not fit: that must stand on the continuation sheet, where the drawn words point."""
Placed = tuple[Line, float, float]
"""A line with x and y of its start."""


def font_entries(first: int, weights: Iterable[str]) -> bytes:
    """Return the entries of a font dictionary for weights whose objects begin at the number `first`."""
    numbers = count(first, FONT_OBJECTS)
    return b"".join(
        b"/%s %d 0 R/%s %d 0 R" % (FONT_NAMES[weight][0], number, FONT_NAMES[weight][1], number + 1)
        for weight, number in zip(weights, numbers, strict=False)
    )


def text_size(box: Box) -> float:
    """Return the size a text starts from. Source: ISO 32000-1, 12.7.3.3 (size 0 means: by the box)."""
    if box.multiline:
        return box.style.size or 10.0
    size = box.style.size or min(12.0, max(layout.SMALLEST_LINE, 0.68 * box.height))
    return min(size, max(_SMALLEST, box.height / _LINE))


class Pen:
    """Draws texts into one box with one font; what they have in common is made ready once."""

    __slots__ = ("_before", "_draw", "_free", "_label", "_size", "_start", "_y", "box", "font")

    def __init__(self, box: Box, font: Font, label: str = "") -> None:
        """Make ready.

        Args:
            box: where texts are drawn.
            font: has the weight of its style.
            label: what is continued, with a colon, when no label stands beside the box.
        """
        self.box, self.font, self._label = box, font, label
        self._size, self._free = text_size(box), box.width - 2 * layout.PADDING
        self._y = self._baseline(self._size)
        self._start = _at(layout.PADDING, self._y)
        self._before = b"/Tx BMC\nq\n%s\nBT\n%s" % (box.style.colour, _face(box.style.weight, self._size))
        self._draw = self._comb if box.cells else self._block if box.multiline else self._line

    def draw(self, text: str, point: int) -> Drawing:
        """Draw cleaned `text`.

        What does not fit is returned as the rest; the box then refers to `point` on the continuation sheet.
        """
        shown = fonts.drawable(text).rstrip()
        return self._draw(shown, point) if shown and not self.box.hidden else _NOTHING

    def _baseline(self, size: float) -> float:
        """Return where a line stands whose capitals are in the middle of the box."""
        return (self.box.height - self.font.cap_height * size / 1000) / 2

    def _comb(self, shown: str, _: int) -> Drawing:
        """Draw each character in the middle of its cell, all equally wide. Source: ISO 32000-1, table 228."""
        box, size, cell = self.box, self._size, self.box.width / self.box.cells
        units = [self.font.units(character) for character in shown]
        widest = max(units) * size / 1000
        if widest > cell - 1:
            size = max(min(size, size * (cell - 1) / widest), layout.SMALLEST_LINE)
        free = box.cells - len(shown)
        first, y = (0, free // 2, free)[box.style.alignment], self._baseline(size)
        placed = [
            (Line(character, 0.0, 0.0, ""), (first + i + 0.5) * cell - wide * size / 2000, y)
            for i, (character, wide) in enumerate(zip(shown, units, strict=True))
            if character.strip()
        ]
        return self._written(placed, size)

    def _line(self, shown: str, point: int) -> Drawing:
        flat = shown.replace("\n", " ")
        encoded = syntax.win_ansi(flat)
        if encoded is not None:  # nearly always, and then the shortest way
            wide = self.font.latin_units(encoded) * self._size / 1000
            if wide <= self._free:
                start = _at(self._x(wide), self._y) if self.box.style.alignment else self._start
                return b"%s%s%s Tj\nET\nQ\nEMC\n" % (self._before, start, syntax.literal(encoded)), ""
        wide = self.font.width(flat, self._size)
        if wide <= self._free:
            return self._written([(Line(flat, wide, 0.0, ""), self._x(wide), self._y)], self._size)
        block = layout.fit_line(flat, self.font, self.box.width, self._size)
        if not block.fits:
            return self._moved(point), shown
        return _tx(self._single(block)), ""

    def _single(self, block: Block) -> bytes:
        line = block.lines[0]
        return self._lines([(line, self._x(line.width), self._baseline(block.size))], block.size)

    def _x(self, wide: float) -> float:
        free = self._free - wide
        return layout.PADDING + (0.0, free / 2, free)[self.box.style.alignment]

    def _block(self, shown: str, point: int) -> Drawing:
        block = layout.fit_paragraphs(shown, self.font, self.box.width, self.box.height, self._size)
        if not block.fits:
            return self._part(block, point)
        return self._written(self._placed(block.lines, block.size), block.size)

    def _placed(self, lines: Sequence[Line], size: float, above: int = 0) -> list[Placed]:
        """Place lines below each other, with `above` lines above them."""
        step = layout.LEADING * size
        top = self.box.height - layout.PADDING / 2 - layout.RISE * size - above * step
        if self.box.style.alignment:
            starts = [line.indent + self._x(line.indent + line.width) for line in lines]
        else:
            starts = [layout.PADDING + line.indent for line in lines]
        return [(line, x, top - i * step) for i, (line, x) in enumerate(zip(lines, starts, strict=True))]

    def _part(self, block: Block, point: int) -> Drawing:
        """Keep what fits above a last line that tells where the text goes on."""
        font, size = self.font, block.size
        kept = _whole_items(block.lines[: max(0, block.room - 1)])
        notes = (_filled(pattern, point) for pattern in _MORE)
        note = next((note for note in notes if font.width(note, size) <= self._free), None)
        if not kept or note is None:
            return self._moved(point), layout.joined(block.lines)
        last = Line(note, font.width(note, size), 0.0, "")
        content = self._lines(self._placed(kept, size), size)
        content += _reference(self._lines(self._placed([last], size, len(kept)), size))
        return _tx(content), layout.joined(block.lines[len(kept) :])

    def _moved(self, point: int) -> bytes:
        """Draw where the whole text stands."""
        for pattern in _MOVED:
            note = _filled(pattern, point, self._label)
            block = layout.fit_line(note, self.font, self.box.width, min(self._size, 9.0))
            if block.fits:
                break
        if not self.box.multiline:
            return _tx(_reference(self._single(block)))
        return _tx(_reference(self._lines(self._placed(block.lines, block.size), block.size)))

    def _lines(self, placed: list[Placed], size: float) -> bytes:
        """Write the text operators for lines at given places."""
        style = self.box.style
        return b"%s\nBT\n%sET\n" % (style.colour, show(placed, size, style.weight, self.font))

    def _written(self, placed: list[Placed], size: float) -> Drawing:
        """Write the whole of a text."""
        simple = _simple(placed) if size == self._size else None
        if simple is None:
            return _tx(self._lines(placed, size)), ""
        return b"%s%sET\nQ\nEMC\n" % (self._before, simple), ""


_NOTHING: Drawing = b"", ""


def _whole_items(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out the beginning of a list item that goes on elsewhere, when an item before it is whole."""
    end = len(lines)
    while end and lines[end - 1].glue != "\n":
        end -= 1
    hanging = end < len(lines) and (lines[end].indent or layout.is_item(lines[end].text))
    return lines[:end] if end and hanging else lines


def _filled(pattern: str, point: int, label: str = "") -> str:
    return pattern.format(sheet=SHEET, point=point, label=label).strip()


def show(lines: list[Placed], size: float, weight: str, font: Font) -> bytes:
    """Write font and show operators for lines, each with x and y of its start.

    The simple font is used when it has every character.
    """
    simple = _simple(lines)
    if simple is not None:
        return _face(weight, size) + simple
    name = FONT_NAMES[weight][1]
    shown = [_wide(line.text, (x, y), font, (name, size)) for line, x, y in lines if line.text]
    return b"/%s %s Tf\n%s" % (name, syntax.number(size), b"".join(shown))


def _face(weight: str, size: float) -> bytes:
    return b"/%s %s Tf\n" % (FONT_NAMES[weight][0], syntax.number(size))


@lru_cache(maxsize=4096)  # boxes stand below each other, and lines in them
def _at(x: float, y: float) -> bytes:
    """Write the operator that moves to a place."""
    return b"1 0 0 1 %.2f %.2f Tm " % (x, y)


def _simple(lines: list[Placed]) -> bytes | None:
    """Write the show operators of the simple font; None when it lacks a character."""
    shown = []
    for line, x, y in lines:
        text = line.text
        encoded = syntax.win_ansi(text)
        if encoded is None:
            return None
        if text:
            shown.append(b"%s%s Tj\n" % (_at(x, y), syntax.literal(encoded)))
    return b"".join(shown)


def _wide(text: str, place: tuple[float, float], font: Font, face: tuple[bytes, float]) -> bytes:
    if font.shaper is not None and not set(text) <= font.glyphs.keys():
        return font.shaper.show(text, place, font, face)
    operators = b"%s%s Tj\n" % (_at(*place), syntax.hexadecimal(font.encode(text)))
    return operators if not font.missing(text) else _with_actual_text(text, operators)


def _with_actual_text(text: str, operators: bytes) -> bytes:
    """Keep for readers and copying what the font could not draw. Source: ISO 32000-1, 14.9.4."""
    return b"/Span<</ActualText%s>>BDC\n%sEMC\n" % (syntax.text_string(text), operators)


def _reference(content: bytes) -> bytes:
    return REFERENCE_TAG + b" BMC\n" + content + b"EMC\n"


def _tx(content: bytes) -> bytes:
    """Wrap the drawn value as viewers expect it, so that they can replace it."""
    return b"/Tx BMC\nq\n%sQ\nEMC\n" % content
