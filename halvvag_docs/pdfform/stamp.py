"""What a signature shows on the page: a name and a few facts, in the fonts that the forms are drawn with."""

from __future__ import annotations

from functools import cache

from halvvag_docs.pdfform import fonts, syntax
from halvvag_docs.pdfform.appearance import FONT_OBJECTS, Box, Pen, Style, font_entries, show
from halvvag_docs.pdfform.assembly import whole_file
from halvvag_docs.pdfform.glyphs import REPLACEMENT
from halvvag_docs.pdfform.layout import Line

_BAR = b"0.059 0.322 0.341 rg\n"
_INK, _QUIET = b"0.118 0.165 0.173 rg\n", b"0.333 0.4 0.416 rg\n"
_INDENT, _BAR_WIDTH = 8.0, 2.0
_LARGEST, _SMALLEST = 11.0, 4.5
_NEXT = 0.78
"""Size of the facts, in sizes of the name."""
_LEADING = 1.25
_BESIDE = 10.0


def draw_stamp(head: str, facts: tuple[str, ...], *, width: float, height: float) -> bytes:
    """Return the operators that draw a bar, `head` in bold and a line for each of `facts`, in a box of points.

    The fonts are called as in the resources of `stamp_fonts`. Text is as large as the box allows; a character
    that they lack is drawn as a visible replacement.
    """
    lines = [
        (_covered(head), fonts.BOLD, _INK, 1.0),
        *((_covered(fact), fonts.REGULAR, _QUIET, _NEXT) for fact in facts),
    ]
    size = _size([(text, weight, part) for text, weight, _, part in lines], width, height)
    tall = sum(part for *_, part in lines) * size * _LEADING
    y = (height + tall) / 2
    drawn = [_BAR + b"%s re f\n" % syntax.numbers(0, (height - tall) / 2, _BAR_WIDTH, tall)]
    for text, weight, colour, part in lines:
        y -= part * size * _LEADING
        placed = [(Line(text, 0.0, 0.0, ""), _INDENT, y + 0.28 * part * size)]
        drawn.append(colour + b"BT\n" + show(placed, part * size, weight, fonts.load(weight)) + b"ET\n")
    return b"q\n%sQ\n" % b"".join(drawn)


def draw_line(text: str, *, width: float, height: float) -> bytes:
    """Return the operators that write `text` into a field beside a signature, as the other fields are written."""
    box = Box(width=width, height=height, style=Style(size=_BESIDE, colour=_INK.strip()))
    content, _ = Pen(box, fonts.load(box.style.weight)).draw(_covered(text), 1)
    return content


@cache
def stamp_fonts() -> bytes:
    """Return a file that holds what a stamp is drawn with, as the resources `/DR` of its form; always the same."""
    weights = {weight: fonts.load(weight) for weight in (fonts.REGULAR, fonts.BOLD)}
    bodies: dict[int, bytes] = {}
    for i, font in enumerate(weights.values()):
        first = 1 + i * FONT_OBJECTS
        bodies |= dict(enumerate(fonts.font_objects(font, first), first))
    root = len(bodies) + 1
    resources = b"<</Font<<%s>>>>" % font_entries(1, weights)
    bodies[root] = b"<</Type/Catalog/Pages %d 0 R/AcroForm<</Fields[]/DR%s>>>>" % (root + 1, resources)
    bodies[root + 1] = b"<</Type/Pages/Kids[]/Count 0>>"
    bodies[root + 2] = b"<<>>"
    return whole_file(bodies, root=root, info=root + 2)


def _covered(text: str) -> str:
    shown = fonts.drawable(text)
    return shown.translate({ord(one): REPLACEMENT for one in fonts.load(fonts.BOLD).missing(shown)})


def _size(lines: list[tuple[str, str, float]], width: float, height: float) -> float:
    """Return the size at which the widest line and all lines together fit."""
    widest = max(fonts.load(weight).width(text, part) for text, weight, part in lines)
    fitting = min((width - _INDENT) / max(widest, 0.1), height / (sum(part for *_, part in lines) * _LEADING))
    return max(_SMALLEST, min(_LARGEST, fitting))
