"""«Bilaga 1 – Fortsättningsblad»: generated, tagged pages for text that had no room in its box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as _part

from halvvag_docs.pdfform import fonts, layout, syntax
from halvvag_docs.pdfform.appearance import SHEET, show
from halvvag_docs.pdfform.fonts import Font
from halvvag_docs.pdfform.layout import Line
from halvvag_docs.pdfform.marks import SIDE

FIELD_KEY = b"/HvField"
"""Property of marked content on a continuation sheet: the field that the text belongs to."""
PAGE = (595.276, 841.89)
"""A4, points."""
_TOP, _BOTTOM = 64.0, 52.0
_INTRO = "Texten på det här bladet hör till de numrerade ställena på sidorna före, där den inte fick plats."
_ACCENT, _INK = b"0.059 0.322 0.341 rg\n", b"0.118 0.165 0.173 rg\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One numbered piece of text."""

    field: str
    """Full name of the field that the text belongs to."""
    label: str
    page: int
    """Page of the field, 0-based."""
    text: str = _part(repr=False)
    """Drawable text."""


@dataclass(slots=True)
class Element:
    """A structure element of the sheet, in reading order."""

    role: str
    """/H1, /H2 or /P without the slash."""
    point: int
    """Index of the point it belongs to; -1 for the head of the sheet."""
    marked: list[tuple[int, int]] = _part(default_factory=list)
    """Where its content stands: page of the sheet and marked-content identifier, both 0-based."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The laid-out sheet."""

    pages: tuple[bytes, ...]
    """Content of each page."""
    elements: tuple[Element, ...]
    identifiers: tuple[tuple[int, ...], ...]
    """For each page, the index of the element that each marked-content identifier belongs to."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    role: str
    point: int
    text: str
    weight: str
    size: float
    colour: bytes
    before: float
    """Free above, points."""
    keep: int
    """Lines of the following paragraph that must stand on the same page."""


def lay_out(points: Sequence[Point], found: Mapping[str, Font]) -> Sheet:
    """Return the pages of the sheet for `points`, numbered from 1."""
    setter = _Setter(found, points)
    for paragraph in _paragraphs(points):
        setter.add(paragraph)
    return setter.sheet()


def _paragraphs(points: Sequence[Point]) -> list[_Paragraph]:
    title = f"Bilaga {SHEET} – Fortsättningsblad"
    found = [
        _Paragraph("H1", -1, title, fonts.BOLD, 18.0, _ACCENT, 0.0, 3),
        _Paragraph("P", -1, _INTRO, fonts.REGULAR, 10.0, _INK, 6.0, 3),
    ]
    for i, point in enumerate(points):
        heading = f"{i + 1}. {point.label} (sida {point.page + 1})"
        found.append(_Paragraph("H2", i, fonts.drawable(heading), fonts.BOLD, 11.5, _ACCENT, 16.0, 2))
        for j, text in enumerate(part for part in point.text.split("\n") if part.strip()):
            found.append(_Paragraph("P", i, text, fonts.REGULAR, 10.5, _INK, 4.0 if j == 0 else 3.0, 0))
    return found


class _Setter:
    """Sets paragraphs one below the other, page after page."""

    def __init__(self, found: Mapping[str, Font], points: Sequence[Point]) -> None:
        self.fonts, self.points = found, points
        self.pages: list[list[bytes]] = []
        self.identifiers: list[list[int]] = []
        self.elements: list[Element] = []
        self._new_page()

    def _new_page(self) -> None:
        self.pages.append([])
        self.identifiers.append([])
        self.y = PAGE[1] - _TOP

    def add(self, paragraph: _Paragraph) -> None:
        """Set one paragraph; it may run over pages, a heading never stands alone at the foot."""
        font, step = self.fonts[paragraph.weight], paragraph.size * 1.3
        lines = layout.wrap(paragraph.text, font, paragraph.size, PAGE[0] - 2 * SIDE)
        if self.y < PAGE[1] - _TOP:
            self.y -= paragraph.before
        needed = (min(len(lines), 2) if not paragraph.keep else len(lines) + paragraph.keep) * step
        if self.y - needed < _BOTTOM:
            self._new_page()
        element = Element(paragraph.role, paragraph.point)
        self.elements.append(element)
        while lines:
            room = max(1, int((self.y - _BOTTOM) / step))
            self._write(paragraph, element, lines[:room], step)
            lines = lines[room:]
            if lines:
                self._new_page()

    def _write(self, paragraph: _Paragraph, element: Element, lines: list[Line], step: float) -> None:
        page, identifier = len(self.pages) - 1, len(self.identifiers[-1])
        placed = [(line, SIDE + line.indent, self.y - paragraph.size - i * step) for i, line in enumerate(lines)]
        name = self.points[paragraph.point].field if paragraph.role == "P" and paragraph.point >= 0 else ""
        mark = b"/MCID %d" % identifier + (FIELD_KEY + syntax.text_string(name) if name else b"")
        text = show(placed, paragraph.size, paragraph.weight, self.fonts[paragraph.weight])
        self.pages[-1].append(
            b"/%s<<%s>>BDC\n%sBT\n%sET\nEMC\n" % (paragraph.role.encode("ascii"), mark, paragraph.colour, text)
        )
        self.identifiers[-1].append(len(self.elements) - 1)
        element.marked.append((page, identifier))
        self.y -= len(lines) * step

    def sheet(self) -> Sheet:
        return Sheet(
            tuple(b"".join(parts) for parts in self.pages),
            tuple(self.elements),
            tuple(tuple(page) for page in self.identifiers),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Object numbers for the structure of a sheet."""

    parent: int
    """The document element."""
    pages: tuple[int, ...]
    first: int
    """First free number: the sheet's section, then one section per point, then the elements."""


def structure_objects(sheet: Sheet, points: Sequence[Point], numbers: Numbers) -> list[bytes]:
    """Return the structure elements for numbers `numbers.first` and up: Sect with H1, P and one Sect per point.

    The section of a point carries the field's name as its title, so that the text can be read back by field.
    """
    section, element_start = numbers.first, numbers.first + 1 + len(points)
    bodies: list[bytes] = []
    for i in range(-1, len(points)):
        kids = [element_start + j for j, element in enumerate(sheet.elements) if element.point == i]
        if i < 0:
            kids += [section + 1 + j for j in range(len(points))]
        title = b"" if i < 0 else b"/T" + syntax.text_string(points[i].field)
        parent = numbers.parent if i < 0 else section
        bodies.append(
            b"<</Type/StructElem/S/Sect/P %d 0 R%s/K[%s]>>"
            % (parent, title, b" ".join(map(syntax.reference, kids)))
        )
    for element in sheet.elements:
        marked = b" ".join(
            b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (numbers.pages[page], identifier)
            for page, identifier in element.marked
        )
        bodies.append(
            b"<</Type/StructElem/S/%s/P %d 0 R/K[%s]>>"
            % (element.role.encode("ascii"), section + 1 + element.point, marked)
        )
    return bodies


def parent_tree_leaf(sheet: Sheet, points: Sequence[Point], first: int, key: int) -> bytes:
    """Return the leaf of the parent tree for the sheet's pages, whose keys are `key` and up."""
    start = first + 1 + len(points)
    rows = b" ".join(
        b"%d [%s]" % (key + i, b" ".join(syntax.reference(start + element) for element in page))
        for i, page in enumerate(sheet.identifiers)
    )
    return b"<</Limits[%d %d]/Nums[%s]>>" % (key, key + len(sheet.identifiers) - 1, rows)
