"""What is printed on every page beside the form: unit, case, document, page number, and that it is a draft.

Marks are pagination artifacts: no part of the text that a screen reader reads. Source: ISO 32000-1, 14.8.2.2;
ISO 14289-1, 7.8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from halvvag_docs.pdfform import fonts, syntax
from halvvag_docs.pdfform.appearance import show
from halvvag_docs.pdfform.fonts import Font
from halvvag_docs.pdfform.layout import Line, wrap

SIDE = 42.0
"""From the left and right edge to the marks, points. Our templates keep this margin."""
_HEADER, _FOOTER = 32.0, 24.0
CODE = 29.0
"""Width of a code, points: modules of a third of a millimetre, three dots of a scanner at 200 an inch."""
_BESIDE_CODE = 8.0
_SIZE, _DRAFT_SIZE, _WATERMARK_SIZE = 8.0, 13.0, 120.0
_SMALLEST_UNIT, _STEP, _LEADING, _EDGE = 5.0, 0.5, 1.15, 12.0
"""For the unit's name, when it is long: sizes, distance of two lines in sizes, what stays free of the paper."""
_APART = 10.0
"""Between two words in the header, points."""
_RULE = b"0.059 0.322 0.341 RG 0.75 w\n"
_GREY = b"0.333 0.4 0.416 rg\n"
_WARNING = b"0.65 0.16 0.08 rg\n"
_PALE = b"0.93 0.95 0.95 rg\n"
_DRAFT = "UTKAST – inte fastställt"
_WATERMARK = "UTKAST"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMarks:
    """Words printed on every page; the page number «Sida x av y» stands at the lower right."""

    header_left: str = ""
    """The unit."""
    header_right: str = ""
    """The case: `HV-2026-014`."""
    footer_left: str = ""
    """Document id and version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCode:
    """A square code in the margin of every page, so that a scanned page can be told."""

    modules: Callable[[int, int], Sequence[Sequence[bool]]]
    """From the number of a page (1 and up) and the number of pages: rows from the top, True for dark."""
    left: float
    """Where its lower left corner stands, points."""
    bottom: float

    def drawn(self, place: tuple[int, int]) -> bytes:
        """Return the operators that draw the code of one page, as wide as `CODE`."""
        rows = self.modules(*place)
        scale = CODE / len(rows)
        runs = b"".join(
            b"%d %d %d 1 re\n" % (start, len(rows) - 1 - y, end - start)
            for y, row in enumerate(rows)
            for start, end in _runs(row)
        )
        matrix = syntax.numbers(scale, 0, 0, scale, self.left, self.bottom)
        return b"0 g\n%s cm\n%sf\n" % (matrix, runs)


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where dark modules begin and end."""
    start = 0
    for dark, same in groupby(row):
        end = start + len(list(same))
        if dark:
            yield start, end
        start = end


def banner(excerpt: str, *, draft: bool) -> str:
    """Return what every page says in large letters of a draft and of an excerpt: «Utdrag för beställaren»."""
    parts = (_WATERMARK if excerpt else _DRAFT) if draft else "", excerpt
    return " – ".join(part for part in parts if part)


def before_page(size: tuple[float, float], *, draft: bool, found: Mapping[str, Font]) -> bytes:
    """Return what is drawn under the page's own contents; it opens a graphics state that `after_page` closes."""
    if not draft:
        return b"q\n"
    width, height = size
    font = found[fonts.BOLD]
    half = font.width(_WATERMARK, _WATERMARK_SIZE) / 2
    turn = 0.8192, 0.5736
    x = width / 2 - half * turn[0] + 0.36 * _WATERMARK_SIZE * turn[1]
    y = height / 2 - half * turn[1] - 0.36 * _WATERMARK_SIZE * turn[0]
    text = show([(Line(_WATERMARK, 0, 0, ""), 0.0, 0.0)], _WATERMARK_SIZE, fonts.BOLD, font)
    matrix = syntax.numbers(turn[0], turn[1], -turn[1], turn[0], x, y)
    return _artifact("Watermark", b"%s cm\n%sBT\n%sET\n" % (matrix, _PALE, text)) + b"q\n"


def after_page(
    size: tuple[float, float],
    marks: PageMarks | None,
    place: tuple[int, int],
    *,
    said: str,
    code: PageCode | None,
    found: Mapping[str, Font],
) -> bytes:
    """Return what is drawn over the page.

    `place` is its number (1 and up) and the number of pages; `said` is its :func:`banner`, empty for none.
    """
    width, height = size
    font, drawn = found[fonts.REGULAR], b"Q\n"
    taken = font.width(fonts.drawable(marks.header_right), _SIZE) + SIDE if marks else 0.0
    if code:
        drawn += _artifact("Footer", code.drawn(place))
    if said:
        bold = found[fonts.BOLD]
        x = (width - bold.width(said, _DRAFT_SIZE)) / 2
        taken = max(taken, width - x)
        drawn += _artifact(
            "Header", _text(said, x, height - _HEADER - 1, (_DRAFT_SIZE, fonts.BOLD, _WARNING), bold)
        )
    if marks is None:
        return drawn
    foot = SIDE + (CODE + _BESIDE_CODE if code else 0.0)
    for kind, left, y in (("Header", SIDE, height - _HEADER - 7), ("Footer", foot, _FOOTER + 12)):
        drawn += _artifact(
            kind, _RULE + b"%s m %s l S\n" % (syntax.numbers(left, y), syntax.numbers(width - SIDE, y))
        )
    number = f"Sida {place[0]} av {place[1]}"
    words: tuple[tuple[str, str, float | None, float], ...] = (
        ("Header", marks.header_right, None, height - _HEADER),
        ("Footer", marks.footer_left, foot, _FOOTER),
        ("Footer", number, None, _FOOTER),
    )
    if marks.header_left:
        drawn += _artifact("Header", _unit(marks.header_left, width - taken - SIDE - _APART, height, font))
    for kind, text, start, y in words:
        if text:
            shown = fonts.drawable(text)
            x = width - SIDE - font.width(shown, _SIZE) if start is None else start
            drawn += _artifact(kind, _text(shown, x, y, (_SIZE, fonts.REGULAR, _GREY), font))
    return drawn


def _unit(name: str, free: float, height: float, font: Font) -> bytes:
    """Return the unit's name in the width that is free: a long one smaller and in lines above each other."""
    size, text = _SIZE, fonts.drawable(name)
    lines = wrap(text, font, size, free)
    while size > _SMALLEST_UNIT and len(lines) > 1 + int((_HEADER - _EDGE - size) / (_LEADING * size)):
        size -= _STEP
        lines = wrap(text, font, size, free)
    placed = [
        (line, SIDE, height - _HEADER + above * _LEADING * size)
        for above, line in zip(reversed(range(len(lines))), lines, strict=True)
    ]
    return _GREY + b"BT\n" + show(placed, size, fonts.REGULAR, font) + b"ET\n"


def _text(text: str, x: float, y: float, style: tuple[float, str, bytes], font: Font) -> bytes:
    size, weight, colour = style
    return colour + b"BT\n" + show([(Line(text, 0, 0, ""), x, y)], size, weight, font) + b"ET\n"


def _artifact(kind: str, content: bytes) -> bytes:
    return b"/Artifact<</Type/Pagination/Subtype/%s>>BDC\nq\n%sQ\nEMC\n" % (kind.encode("ascii"), content)
