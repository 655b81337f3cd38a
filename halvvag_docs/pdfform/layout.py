"""Put text into a box: measured lines, wrapped at words, at the largest size that fits. All lengths are points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from halvvag_docs.pdfform.fonts import Font

LEADING = 1.25
"""Distance of two baselines, in sizes."""
RISE = 0.95
"""From the upper padding to the first baseline, in sizes: room for the stacked marks of Vietnamese capitals."""
DROP = 0.25
"""From the last baseline to the lower padding, in sizes."""
PADDING = 2.0
"""Free on each side of the text in a box."""
SMALLEST_LINE = 7.0
"""A single line is never set smaller. Source: design of the forms, read on paper at arm's length."""
SMALLEST_PARAGRAPH = 9.0
"""Text of several lines is never set smaller."""
_STEP = 0.5
_BULLET = re.compile(r"(?:[•–*-]|\d{1,2}[.)])[ \u00a0]+")
_ROUNDING = 1e-6
"""In thousandths of a size: a line that fits exactly fits."""
_HYPHEN = re.compile(r"[-–/](?<=[^\W\d][-–/])(?=[^\W\d])")
"""Between two letters; it begins with what is rare, so that a search is quick."""


class Line(NamedTuple):
    """One laid-out line; a tuple, because a page has many."""

    text: str
    width: float
    indent: float
    """From the left edge of the column; wrapped lines of a list item hang."""
    glue: str
    """What stood before the next line in the text: a space, a line feed, or nothing inside a broken word."""


class Block(NamedTuple):
    """The lines of a text at one size."""

    size: float
    lines: tuple[Line, ...]
    room: int
    """Lines that the box has room for; more lines than this do not fit."""

    @property
    def fits(self) -> bool:
        """Whether every line has room."""
        return len(self.lines) <= self.room


def is_item(text: str) -> bool:
    """Whether a line begins like an item of a list."""
    return _BULLET.match(text) is not None


def joined(lines: tuple[Line, ...]) -> str:
    """Return the text that `lines` were made from."""
    return "".join(line.text + line.glue for line in lines).rstrip("\n")


class Paragraph:
    """A paragraph that is measured once, in thousandths of a size, and set as often as needed."""

    __slots__ = ("_ends", "_font", "_hyphens", "text", "units")

    def __init__(self, text: str, font: Font) -> None:
        """Measure drawable `text` without line feeds in `font`."""
        self.text, self._font = text, font
        self.units = font.units(text)
        self._ends: list[int] = []

    def lines(self, size: float, limit: float) -> Iterator[Line]:
        """Yield the lines at `size` in a column of `limit` points; a wider word is broken."""
        width = self.units * size / 1000
        if width <= limit:
            yield Line(self.text, width, 0.0, "\n")
            return
        if not self._ends:
            # A line costs a few look-ups then, however many words it has.
            self._ends = [0, *accumulate(self._font.advances(self.text))]
            self._hyphens = _hyphens(self.text)
        yield from self._broken(size, limit)

    def _broken(self, size: float, limit: float) -> Iterator[Line]:
        text, ends, scale = self.text, self._ends, size / 1000
        bullet = _BULLET.match(text)
        hang = min(self._font.width(bullet[0], size), limit / 3) if bullet else 0.0
        start, indent = 0, 0.0
        while True:
            room = ends[start] + (limit - indent) / scale + _ROUNDING
            if ends[-1] <= room:
                break
            fitting = bisect_right(ends, room, start) - 1
            end, glue = _break(text, self._hyphens, start, fitting)
            yield Line(text[start:end], (ends[end] - ends[start]) * scale, indent, glue)
            start, indent = end + len(glue), hang
        yield Line(text[start:], (ends[-1] - ends[start]) * scale, indent, "\n")


def _hyphens(text: str) -> list[int]:
    return [match.end() for match in _HYPHEN.finditer(text)]


def wrap(text: str, font: Font, size: float, limit: float) -> list[Line]:
    """Return the lines of drawable `text` in a column of `limit` points; a wider word is broken."""
    return _set([Paragraph(part, font) for part in text.split("\n")], font, size, limit)


def _set(paragraphs: Sequence[Paragraph], font: Font, size: float, limit: float) -> list[Line]:
    lines = [line for paragraph in paragraphs for line in paragraph.lines(size, limit)]
    return lines if font.shaper is None else font.shaper.directed(lines, limit)


def _break(paragraph: str, hyphens: Sequence[int], start: int, fitting: int) -> tuple[int, str]:
    """Return where the line from `start` ends, at most at `fitting`, and the space that it ends with, if any.

    Without a place to break the word is broken, after one character at least.
    """
    space = paragraph.rfind(" ", start, fitting + 1)
    at = bisect_right(hyphens, fitting)
    hyphen = hyphens[at - 1] if at else 0
    if space >= start and space >= hyphen:
        return space, " "
    return (hyphen if hyphen > start else max(fitting, start + 1)), ""


def sizes(nominal: float, smallest: float) -> Iterator[float]:
    """Yield `nominal` and half a point less each time, down to `smallest`."""
    size = nominal
    while size > smallest:
        yield size
        size -= _STEP
    yield min(nominal, smallest)


def room_for_lines(height: float, size: float) -> int:
    """Return how many lines of `size` a box of `height` holds."""
    free = height - PADDING - (RISE + DROP) * size
    return 0 if free < 0 else 1 + int(free / (LEADING * size) + 1e-6)


def fit_paragraphs(text: str, font: Font, width: float, height: float, nominal: float) -> Block:
    """Return drawable `text` wrapped into a box, as large as fits, or at the smallest size."""
    paragraphs = [Paragraph(part, font) for part in text.split("\n")]
    for size in sizes(nominal, SMALLEST_PARAGRAPH):
        lines = _set(paragraphs, font, size, width - 2 * PADDING)
        block = Block(size, tuple(lines), room_for_lines(height, size))
        if block.fits:
            break
    return block


def fit_line(text: str, font: Font, width: float, nominal: float) -> Block:
    """Return drawable `text` on one line, at the largest size that fits, or at the smallest when none does."""
    natural = font.width(text, nominal)
    free = width - 2 * PADDING
    size = nominal
    if natural > free:
        size = max(int(nominal * free / natural * 10) / 10, min(nominal, SMALLEST_LINE))
    wide = font.width(text, size)
    return Block(size, (Line(text, wide, 0.0, "\n"),), 1 if wide <= free + 0.01 else 0)
