"""Read a tagged PDF as a screen reader does: the text in the order of its structure, and what is in the margins.

For files whose text is shown with composite fonts, as Typst writes them. Source: ISO 32000-1, 9.4, 9.7.4.3, 14.6
and 14.7.4.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from halvvag_docs.pdfform.drawn import Decoder, decoder
from halvvag_docs.pdfform.graph import entry, raw_list, resolved

_TOKEN = re.compile(rb"\(|<<|>>|<[0-9A-Fa-f\s]*>|/[^\s/<>\[\]()]*|[-+.0-9]+(?![A-Za-z])|[^\s/<>\[\]()]+|[\[\]]")
_IN_STRING = re.compile(rb"\\[\s\S]|[()]")
_OPERAND = re.compile(rb"[-+.0-9/(<>\[\]]")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|[\s\S])")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\\": b"\\", b"(": b"(", b")": b")"}
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TWO_BYTES = 2
_DEFAULT_WIDTH = 1000.0
_SLACK = 1.0
"""Points by which a line may pass the edge: side bearings of letters count as width."""

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The words of a tagged document."""

    text: str
    """All tagged text in the order of the structure tree, a line feed after each piece."""
    margins: tuple[str, ...]
    """For each page, the text in headers and footers."""
    outside: tuple[int, ...]
    """Pages, 1 and up, where text begins or ends off the paper."""


@dataclass(frozen=True, slots=True)
class _Font:
    decode: Decoder
    widths: dict[int, float]
    default: float

    def width(self, codes: bytes) -> float:
        """Return the advance of a string of two-byte codes, in thousandths of the size."""
        pairs = range(0, len(codes), _TWO_BYTES)
        return sum(self.widths.get(int.from_bytes(codes[i : i + _TWO_BYTES], "big"), self.default) for i in pairs)


@dataclass(slots=True)
class _Page:
    """What one content stream shows."""

    box: tuple[float, float, float, float]
    fonts: dict[str, _Font]
    marked: dict[int, str] = field(default_factory=dict)
    margin: list[str] = field(default_factory=list)
    outside: bool = False


def page_text(content: bytes) -> PageText:
    """Return the words of a tagged document that we made ourselves."""
    reader = PdfReader(io.BytesIO(content))
    pages: dict[int, _Page] = {}
    known: dict[int, _Font] = {}
    for page in reader.pages:
        box = page.mediabox
        sides = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        fonts = {name: _font(value, known) for name, value in (entry(page, "/Resources", "/Font") or {}).items()}
        read = _Page(sides, fonts)
        _Interpreter(read).run(_contents(page))
        reference: Any = page.indirect_reference
        pages[reference.idnum] = read
    pieces = _in_order(entry(reader.root_object, "/StructTreeRoot"), None, pages)
    return PageText(
        text="".join(f"{piece}\n" for piece in pieces),
        margins=tuple("\n".join(page.margin) for page in pages.values()),
        outside=tuple(number for number, page in enumerate(pages.values(), 1) if page.outside),
    )


def _contents(page: Any) -> bytes:
    """Return the operators of a page as they were written."""
    contents = entry(page, "/Contents")
    streams = raw_list(contents) or ([] if contents is None else [contents])
    return b"\n".join(resolved(stream).get_data() for stream in streams)


def _in_order(element: Any, page: Any, pages: dict[int, _Page]) -> Iterator[str]:
    """Yield the text of each piece of marked content below an element, in the order of the tree."""
    if isinstance(element, DictionaryObject) and "/Pg" in element:
        page = element.raw_get("/Pg")
    kids = entry(element, "/K")
    for kid in raw_list(kids) or ([] if kids is None else [kids]):
        inner = resolved(kid)
        if isinstance(inner, int):
            yield pages[page.idnum].marked.get(inner, "")
        elif isinstance(inner, DictionaryObject):
            if "/MCID" in inner:
                at = inner.raw_get("/Pg") if "/Pg" in inner else page
                yield pages[at.idnum].marked.get(int(entry(inner, "/MCID")), "")
            elif "/S" in inner:
                yield from _in_order(inner, page, pages)


def _font(value: Any, known: dict[int, _Font]) -> _Font:
    font = resolved(value)
    if id(font) not in known:
        to_unicode = entry(font, "/ToUnicode") if entry(font, "/Subtype") == "/Type0" else None
        below = resolved((raw_list(entry(font, "/DescendantFonts")) or [None])[0])
        known[id(font)] = _Font(
            decoder(None if to_unicode is None else to_unicode.get_data()),
            _widths(entry(below, "/W")),
            float(entry(below, "/DW") or _DEFAULT_WIDTH),
        )
    return known[id(font)]


def _widths(array: Any) -> dict[int, float]:
    """Return the width of each code of a composite font."""
    widths: dict[int, float] = {}
    items = [resolved(item) for item in raw_list(array)]
    while items:
        first = int(items.pop(0))
        if isinstance(items[0], list):
            widths.update({first + i: float(width) for i, width in enumerate(items.pop(0))})
        else:
            last, width = int(items.pop(0)), float(items.pop(0))
            widths.update(dict.fromkeys(range(first, last + 1), width))
    return widths


class _Interpreter:
    """Follows the operators that move and show text."""

    def __init__(self, page: _Page) -> None:
        self.page = page
        self.matrix, self.line = _IDENTITY, _IDENTITY
        self.saved: list[Matrix] = []
        self.marks: list[tuple[str, int | None, str | None]] = []
        self.font: _Font | None = None
        self.size = 0.0

    def run(self, content: bytes) -> None:
        """Read a whole stream."""
        operands: list[bytes] = []
        for token in _tokens(content):
            if _OPERAND.match(token):
                operands.append(token)
                continue
            self._operate(token, operands)
            operands = []

    def _operate(self, operator: bytes, operands: list[bytes]) -> None:
        match operator:
            case b"q":
                self.saved.append(self.matrix)
            case b"Q" if self.saved:
                self.matrix = self.saved.pop()
            case b"cm":
                self.matrix = _times(_matrix(operands), self.matrix)
            case b"Tm":
                self.line = _matrix(operands)
            case b"Tf":
                self.font, self.size = self.page.fonts.get(operands[-2].decode("latin-1")), float(operands[-1])
            case b"Tj" | b"TJ":
                self._show(operands)
            case _:
                self._mark(operator, operands)

    def _mark(self, operator: bytes, operands: list[bytes]) -> None:
        """Follow the beginning or end of marked content."""
        if operator in {b"BDC", b"BMC"}:
            self.marks.append(_mark(operands))
        elif operator == b"EMC" and self.marks:
            actual = self.marks.pop()[2]
            if actual is not None:
                self._add(actual)

    def _show(self, operands: list[bytes]) -> None:
        """Show one string, or strings with distances (in thousandths) between them."""
        if self.font is None:
            return
        strings = [_string(one) for one in operands if one[:1] in b"<("]
        moved = sum(float(one) for one in operands if one[:1] not in b"<([]")
        width = (sum(map(self.font.width, strings)) - moved) * self.size / 1000
        at = _times(self.line, self.matrix)
        self._look(at[4], at[5])
        self._look(at[4] + width * at[0], at[5] + width * at[1])
        if all(actual is None for _, _, actual in self.marks):
            self._add("".join(map(self.font.decode, strings)))

    def _look(self, x: float, y: float) -> None:
        left, bottom, right, top = self.page.box
        inside = left - _SLACK <= x <= right + _SLACK and bottom - _SLACK <= y <= top + _SLACK
        self.page.outside = self.page.outside or not inside

    def _add(self, text: str) -> None:
        for tag, identifier, _ in reversed(self.marks):
            if identifier is not None:
                self.page.marked[identifier] = self.page.marked.get(identifier, "") + text
                return
            if tag == "Artifact":
                self.page.margin.append(text)
                return


def _tokens(content: bytes) -> Iterator[bytes]:
    """Yield the tokens of a content stream; parentheses inside a string may stand in pairs."""
    at = 0
    while found := _TOKEN.search(content, at):
        at = found.end()
        if found[0] == b"(":
            depth = 1
            while depth and (inner := _IN_STRING.search(content, at)):
                at = inner.end()
                depth += {b"(": 1, b")": -1}.get(inner[0], 0)
            yield content[found.start() : at]
        else:
            yield found[0]


def _mark(operands: list[bytes]) -> tuple[str, int | None, str | None]:
    """Return tag, marked-content identifier and actual text of marked content."""
    entries = dict(pairwise(operands[1:]))
    identifier, actual = entries.get(b"/MCID"), entries.get(b"/ActualText")
    return (
        operands[0].decode("latin-1").removeprefix("/"),
        None if identifier is None else int(identifier),
        None if actual is None else _text_string(actual),
    )


def _string(token: bytes) -> bytes:
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode("ascii"))
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1]) or bytes([int(match[1], 8)]), token[1:-1])


def _text_string(token: bytes) -> str:
    data = _string(token)
    return data[2:].decode("utf-16-be") if data.startswith(b"\xfe\xff") else data.decode("latin-1")


def _matrix(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands[-6:])
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
