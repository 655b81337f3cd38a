"""Draw the value of a field as an appearance stream. Source: ISO 32000-1, 12.7.3.3 and 14.6."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the text of a field looks, from its default appearance string."""

    weight: str = fonts.REGULAR
    size: float = 0.0
    """Points; 0 lets the box decide."""
    colour: bytes = b"0 g"
    alignment: int = 0
    """0 left, 1 centred, 2 right (quadding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a text is drawn, in points from its own lower left corner."""

    width: float
    height: float
    style: Style
    multiline: bool = False
    cells: int = 0
    """Cells of a comb, 0 for running text."""
    hidden: bool = False
    """Nobody sees it: nothing is drawn."""


class Drawing(NamedTuple):
    """A drawn text."""

    content: bytes
    rest: str = ""
    """What did not fit and must stand on the continuation sheet; the words in the box point there."""


class Place(NamedTuple):
    """Where the continuation sheet takes up a text."""

    sheet: int
    point: int
    label: str = ""
    """What is continued, with a colon, when no label stands beside the box."""


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


def draw(text: str, box: Box, font: Font, place: Place) -> Drawing:
    """Draw cleaned `text` into `box`.

    What does not fit is returned as the rest; the box then refers to `place` on the continuation sheet.
    """
    shown = fonts.drawable(text).rstrip()
    if not shown or box.hidden:
        return Drawing(b"")
    if box.cells:
        return Drawing(_tx(_comb(shown, box, font)))
    if not box.multiline:
        return _draw_line(shown, box, font, place)
    block = layout.fit_paragraphs(shown, font, box.width, box.height, text_size(box))
    if block.fits:
        return Drawing(_tx(_paragraphs(block, block.lines, box, font)))
    return _draw_part(block, box, font, place)


def _draw_line(shown: str, box: Box, font: Font, place: Place) -> Drawing:
    flat, size = shown.replace("\n", " "), text_size(box)
    wide, free = sum(font.advances(flat)) * size / 1000, box.width - 2 * layout.PADDING
    if wide > free:
        block = layout.fit_line(flat, font, box.width, size)
        if not block.fits:
            return Drawing(_moved(box, font, place), shown)
        size, wide = block.size, block.lines[0].width
    x = layout.PADDING + (0.0, (free - wide) / 2, free - wide)[box.style.alignment]
    y = (box.height - font.cap_height * size / 1000) / 2
    return Drawing(_tx(_lines([(Line(flat, wide, 0.0, ""), x, y)], size, box, font)))


def _draw_part(block: Block, box: Box, font: Font, place: Place) -> Drawing:
    """Keep what fits above a last line that tells where the text goes on."""
    kept = _whole_items(block.lines[: max(0, block.room - 1)])
    note = next(
        (n for n in _filled(_MORE, place) if font.width(n, block.size) <= box.width - 2 * layout.PADDING), None
    )
    if not kept or note is None:
        return Drawing(content=_moved(box, font, place), rest=layout.joined(block.lines))
    last = Line(note, font.width(note, block.size), 0.0, "")
    content = _paragraphs(block, kept, box, font) + _reference(
        _lines(
            [(last, _x(last, box), _first(box, block) - len(kept) * layout.LEADING * block.size)],
            block.size,
            box,
            font,
        )
    )
    return Drawing(content=_tx(content), rest=layout.joined(block.lines[len(kept) :]))


def _whole_items(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Leave out the beginning of a list item that goes on elsewhere, when an item before it is whole."""
    end = len(lines)
    while end and lines[end - 1].glue != "\n":
        end -= 1
    hanging = end < len(lines) and (lines[end].indent or layout.is_item(lines[end].text))
    return lines[:end] if end and hanging else lines


def _moved(box: Box, font: Font, place: Place) -> bytes:
    for note in _filled(_MOVED, place):
        block = layout.fit_line(note, font, box.width, min(text_size(box), 9.0))
        if block.fits:
            break
    drawn = _paragraphs(block, block.lines, box, font) if box.multiline else _single(block, box, font)
    return _tx(_reference(drawn))


def _filled(patterns: Iterable[str], place: Place) -> list[str]:
    return [
        pattern.format(sheet=place.sheet, point=place.point, label=place.label).strip() for pattern in patterns
    ]


def _single(block: Block, box: Box, font: Font) -> bytes:
    line = block.lines[0]
    baseline = (box.height - font.cap_height * block.size / 1000) / 2
    return _lines([(line, _x(line, box), baseline)], block.size, box, font)


def _paragraphs(block: Block, lines: tuple[Line, ...], box: Box, font: Font) -> bytes:
    top, step = _first(box, block), layout.LEADING * block.size
    return _lines([(line, _x(line, box), top - i * step) for i, line in enumerate(lines)], block.size, box, font)


def _first(box: Box, block: Block) -> float:
    return box.height - layout.PADDING / 2 - layout.RISE * block.size


def _x(line: Line, box: Box) -> float:
    free = box.width - 2 * layout.PADDING - line.indent - line.width
    return layout.PADDING + line.indent + (0.0, free / 2, free)[box.style.alignment]


def _comb(text: str, box: Box, font: Font) -> bytes:
    """Draw each character in the middle of its cell, all equally wide. Source: ISO 32000-1, table 228."""
    size, cell = text_size(box), box.width / box.cells
    widest = max(font.width(c, size) for c in text)
    size = max(min(size, size * (cell - 1) / widest), layout.SMALLEST_LINE) if widest > cell - 1 else size
    baseline = (box.height - font.cap_height * size / 1000) / 2
    start = (0, (box.cells - len(text)) // 2, box.cells - len(text))[box.style.alignment]
    lines = [
        (Line(c, font.width(c, size), 0.0, ""), (start + i + 0.5) * cell - font.width(c, size) / 2, baseline)
        for i, c in enumerate(text)
        if c.strip()
    ]
    return _lines(lines, size, box, font)


def _lines(lines: list[tuple[Line, float, float]], size: float, box: Box, font: Font) -> bytes:
    """Write the text operators for lines at given places."""
    weight = box.style.weight
    return b"%s\nBT\n%sET\n" % (box.style.colour, show(lines, size, weight, font))


def show(lines: list[tuple[Line, float, float]], size: float, weight: str, font: Font) -> bytes:
    """Write font and show operators for lines, each with x and y of its start.

    The simple font is used when it has every character.
    """
    names = FONT_NAMES[weight]
    try:
        shown = [
            b"1 0 0 1 %.2f %.2f Tm %s Tj\n" % (x, y, syntax.literal(syntax.win_ansi(line.text)))
            for line, x, y in lines
            if line.text
        ]
    except UnicodeEncodeError:
        face = names[1], size
        shown = [_wide(line.text, (x, y), font, face) for line, x, y in lines if line.text]
        return b"/%s %s Tf\n%s" % (names[1], syntax.number(size), b"".join(shown))
    return b"/%s %s Tf\n%s" % (names[0], syntax.number(size), b"".join(shown))


def _wide(text: str, place: tuple[float, float], font: Font, face: tuple[bytes, float]) -> bytes:
    if font.shaper is not None and not set(text) <= font.glyphs.keys():
        return font.shaper.show(text, place, font, face)
    operators = b"1 0 0 1 %.2f %.2f Tm %s Tj\n" % (*place, syntax.hexadecimal(font.encode(text)))
    return operators if not font.missing(text) else _with_actual_text(text, operators)


def _with_actual_text(text: str, operators: bytes) -> bytes:
    """Keep for readers and copying what the font could not draw. Source: ISO 32000-1, 14.9.4."""
    return b"/Span<</ActualText%s>>BDC\n%sEMC\n" % (syntax.text_string(text), operators)


def _reference(content: bytes) -> bytes:
    return REFERENCE_TAG + b" BMC\n" + content + b"EMC\n"


def _tx(content: bytes) -> bytes:
    """Wrap the drawn value as viewers expect it, so that they can replace it."""
    return b"/Tx BMC\nq\n%sQ\nEMC\n" % content
