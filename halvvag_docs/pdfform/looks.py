"""Draw what no font draws: the tick and the dot of a button, and the ground and border of any widget."""

from __future__ import annotations

from typing import Any

from halvvag_docs.pdfform import syntax
from halvvag_docs.pdfform.graph import entry


def tick(width: float, height: float, colour: bytes) -> bytes:
    """Draw the tick of a check box; `colour` is three components."""
    points = [(0.2, 0.5), (0.42, 0.26), (0.82, 0.78)]
    path = syntax.numbers(points[0][0] * width, points[0][1] * height) + b" m "
    path += b"".join(syntax.numbers(x * width, y * height) + b" l " for x, y in points[1:])
    return b"q %s RG %s w 1 J 1 j %sS Q\n" % (colour, syntax.number(0.17 * height), path)


def dot(width: float, height: float, colour: bytes) -> bytes:
    """Draw a filled circle in the middle, from four curves; `colour` is three components."""
    x, y, r = width / 2, height / 2, 0.27 * min(width, height)
    c = 0.5523 * r
    curves = [
        (x + r, y + c, x + c, y + r, x, y + r),
        (x - c, y + r, x - r, y + c, x - r, y),
        (x - r, y - c, x - c, y - r, x, y - r),
        (x + c, y - r, x + r, y - c, x + r, y),
    ]
    path = syntax.numbers(x + r, y) + b" m " + b"".join(syntax.numbers(*curve) + b" c " for curve in curves)
    return b"q %s rg %sf Q\n" % (colour, path)


def backdrop(dictionary: Any, width: float, height: float) -> bytes:
    """Draw background and border of a widget. Source: ISO 32000-1, table 189 and 12.5.4."""
    drawn = b""
    if fill := _colour(entry(dictionary, "/MK", "/BG"), b"g rg k"):
        drawn += fill + b"\n0 0 %s re f\n" % syntax.numbers(width, height)
    own = entry(dictionary, "/BS", "/W")
    thickness = 1.0 if own is None else float(own)
    if (edge := _colour(entry(dictionary, "/MK", "/BC"), b"G RG K")) and thickness > 0:
        inner = syntax.numbers(thickness / 2, thickness / 2, width - thickness, height - thickness)
        drawn += b"%s\n%s w %s re S\n" % (edge, syntax.number(thickness), inner)
    return b"q\n" + drawn + b"Q\n" if drawn else b""


def _colour(components: Any, operators: bytes) -> bytes:
    """Write a colour of one, three or four components; none means transparent."""
    values = [float(value) for value in components or ()]
    operator = dict(zip((1, 3, 4), operators.split(), strict=True)).get(len(values))
    return syntax.numbers(*values) + b" " + operator if operator else b""
