"""What can be known of a part's XML before it is filled in.

A part is walked as its template says, branches and loops included. Where the walk proves that the
result is well-formed, that no table changes its shape and that no text goes astray, whatever is
filled in, the filled-in text can go into the file as it is: none of what :mod:`finish` does for a
part would change it. Otherwise the walk ends in :class:`Unprovable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"<(/?)([^\s/<>]+)([^<>]*?)(/?)>")
_SPAN = re.compile(r'\sw:val="(\d{1,4})"')
_LITERAL_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_OPEN_BRACES = re.compile(r"(?:\{_?|\}_?|%_)$")
_IDENTITY = re.compile(r'\sid="\d*"')
_FILLED = "\x00"
"""Stands for a value inside a start tag."""
WITHOUT_TEXT = frozenset(
    f"w:{name}"
    for name in ("document", "body", "hdr", "ftr", "footnotes", "footnote", "p", "r", "tbl", "tr", "tc")
)
END_WITH_PARAGRAPH = frozenset(f"w:{name}" for name in ("tc", "hdr", "ftr", "footnote", "txbxContent"))


class Unprovable(Exception):  # noqa: N818  no error: the other way is taken
    """The part has to be looked at each time it is filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a value is printed."""

    attribute: bool = False
    """Inside a start tag, between quotes."""
    tab: str | None = ""
    """What a tab becomes there; empty: it stays a tab, and a line end too. None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What has to be looked at while the part is filled in, since the template alone does not tell."""

    kind: str
    """``paragraph``: one may be needed before what follows; ``table``: it begins; ``row``: it ends; ``columns``:
    the table ends, and is as its template only if a row was as wide as its columns."""
    table: int = 0
    """Number of the table."""
    width: int = 0
    """Of the row, or of the table's columns."""


@dataclass(slots=True)
class _Element:
    name: str
    branch: int
    last: tuple[str, int] = ("", 0)
    """Name and branch of the child that was opened last."""
    properties: str | None = ""
    """Of a run: its ``w:rPr`` as text; None when not known."""
    columns: int = 0
    width: int = 0
    """Of a table: the widest row that is always there; of a row: its cells with their spans."""
    cells: int = 0
    span: int = 1
    number: int = 0
    """Of a table."""
    begins: tuple[int, int] = (0, 0)
    """Piece of the template's text, and position in it, where it was opened."""


@dataclass(frozen=True, slots=True)
class Start:
    """How things stood where a branch began."""

    partial: str
    opened: tuple[_Element, ...]


@dataclass(slots=True)
class Layout:
    """The walk through one part."""

    body: bool
    """Whether it is the main part, whose tables and drawings docxtpl repairs."""
    watched: frozenset[int] = frozenset()
    """Numbers of the tables that may lose rows; see :attr:`unsure`."""
    breaks: bool = True
    """Whether line ends and tabs of values become Word's."""
    simple: bool = True
    """False where text boxes nest paragraphs: docxtpl then makes line breaks in some and not in others."""
    unsure: set[int] = field(default_factory=set, init=False)
    """Tables found to lose rows in some cases: they are to be watched in another walk."""
    _stack: list[_Element] = field(default_factory=list, init=False)
    _partial: str = field(default="", init=False)
    """A start tag up to where a value stands in it."""
    _branches: list[int] = field(default_factory=lambda: [0], init=False)
    _count: int = field(default=0, init=False)
    _piece: int = field(default=0, init=False)
    _tables: int = field(default=0, init=False)
    _drawings: int = field(default=1000, init=False)
    _checks: list[Check] = field(default_factory=list, init=False)

    def text(self, data: str) -> Iterator[str | Check]:
        """Yield the template's own text, and between it what is to be looked at there.

        Raises:
            Unprovable: as the class says.
        """
        for typed, meant in _LITERAL_BRACES:
            data = data.replace(typed, meant)
        if "\n" in data or "\t" in data or "<!" in data or "<?" in data or _OPEN_BRACES.search(data):
            raise Unprovable
        whole = self._partial + data
        sent = len(self._partial)
        position = 0
        self._partial = ""
        self._piece += 1
        for tag in _TAG.finditer(whole):
            self._characters(whole[position : tag.start()])
            position = tag.end()
            if tag[1]:
                self._close(tag[2], whole, tag)
            else:
                self._open(tag)
            if self._checks:
                yield whole[sent : tag.start()]
                yield from self._checks
                self._checks.clear()
                sent = tag.start()
            if tag[2] == "wp:docPr" and self.body:
                yield whole[sent : tag.start()] + self._drawing(tag)
                sent = tag.end()
        rest = whole[position:]
        if "<" in rest:
            before, _, started = rest.partition("<")
            self._characters(before)
            self._partial = f"<{started}"
        else:
            self._characters(rest)
        yield whole[sent:]

    def site(self) -> Site:
        """Return how a value is printed here."""
        if self._partial:
            if self._partial.count('"') % 2 == 0:
                raise Unprovable
            self._partial += _FILLED
            return Site(attribute=True)
        if not self._stack or self._stack[-1].name in WITHOUT_TEXT:
            raise Unprovable
        if not self.breaks:
            return Site()
        run = self._stack[-2] if len(self._stack) > 1 else None
        if self._stack[-1].name != "w:t" or run is None or run.name != "w:r":
            raise Unprovable
        if not self.simple or run.properties is None:
            return Site(tab=None)
        return Site(
            tab=f'</w:t></w:r><w:r>{run.properties}<w:tab/></w:r><w:r>{run.properties}<w:t xml:space="preserve">'
        )

    def branch(self) -> Start:
        """Begin a branch; what is returned is given to :meth:`join` when it ends."""
        self._count += 1
        self._branches.append(self._count)
        return Start(self._partial, tuple(self._stack))

    def join(self, start: Start, *, loop: bool) -> None:
        """End a branch: what was open at its start is open now, or the like of it; ``loop``: it may come again."""
        self._branches.pop()
        if len(start.opened) != len(self._stack) or bool(start.partial) != bool(self._partial):
            raise Unprovable
        for before, now in zip(start.opened, self._stack, strict=True):
            if before is not now:
                self._liken(before, now, loop=loop)
        self._stack[:] = start.opened
        if start.partial:
            if start.partial.count('"') % 2 != self._partial.count('"') % 2:
                raise Unprovable
            self._partial = f"{start.partial}{_FILLED}"

    def _liken(self, before: _Element, now: _Element, *, loop: bool) -> None:
        """Go on as in ``before`` where a branch began in one paragraph or run and ended in another."""
        if before.name != now.name or before.name not in ("w:p", "w:r", "w:t"):
            raise Unprovable
        if before.properties != now.properties:
            if loop:
                raise Unprovable  # what was printed in the first round stands in another run in the next
            before.properties = None

    def end(self) -> None:
        """End the part."""
        if self._stack or self._partial:
            raise Unprovable

    @property
    def _branch(self) -> int:
        return self._branches[-1]

    def _characters(self, text: str) -> None:
        if text and (not self._stack or self._stack[-1].name in WITHOUT_TEXT) and text.strip():
            raise Unprovable

    def _open(self, tag: re.Match[str]) -> None:
        _, name, attributes, empty = tag.groups()
        parent = self._stack[-1] if self._stack else None
        if parent is not None:
            parent.last = (name, self._branch)
        self._table_part(name, attributes, parent)
        if empty:
            if name in END_WITH_PARAGRAPH or name in ("w:tr", "w:tbl"):
                raise Unprovable
            return
        element = _Element(name, self._branch, begins=(self._piece, tag.start()))
        if name == "w:tbl":
            self._tables += 1
            element.number = self._tables
            if element.number in self.watched:
                self._checks.append(Check(kind="table", table=element.number))
        self._stack.append(element)

    def _drawing(self, tag: re.Match[str]) -> str:
        """Return a drawing's start tag with the number that docxtpl gives it; a loop would copy the number."""
        numbered = _IDENTITY.sub("", tag[3])
        if self._branch or tag[1] or numbered == tag[3]:
            raise Unprovable
        self._drawings += 1
        return f'<{tag[2]} id="{self._drawings}"{numbered}{tag[4]}>'

    def _table_part(self, name: str, attributes: str, parent: _Element | None) -> None:
        if name == "w:tc":
            if parent is None or parent.name != "w:tr" or parent.branch != self._branch:
                raise Unprovable
            parent.cells += 1
        elif name == "w:gridCol":
            table = self._nearest("w:tbl")
            if table.branch != self._branch:
                raise Unprovable
            table.columns += 1
        elif name == "w:gridSpan":
            cell = self._nearest("w:tc")
            span = _SPAN.search(attributes)
            if span is None or cell.branch != self._branch:
                raise Unprovable
            cell.span = int(span[1])

    def _nearest(self, name: str) -> _Element:
        for element in reversed(self._stack):
            if element.name == name:
                return element
        raise Unprovable

    def _close(self, name: str, whole: str, tag: re.Match[str]) -> None:
        if not self._stack or self._stack[-1].name != name:
            raise Unprovable
        element = self._stack.pop()
        if name == "w:rPr":
            piece, start = element.begins
            self._keep_properties(element, whole[start : tag.end()] if piece == self._piece else "")
        elif name == "w:tc":
            self._nearest("w:tr").width += element.span
        elif name == "w:tr":
            self._close_row(element)
        elif name == "w:tbl":
            self._close_table(element)
        if name in END_WITH_PARAGRAPH and element.last != ("w:p", element.branch):
            self._checks.append(Check(kind="paragraph"))

    def _keep_properties(self, element: _Element, text: str) -> None:
        """Note what a run looks like, for the runs that a tab in a value splits it into."""
        run = self._stack[-1] if self._stack else None
        if run is not None and run.name == "w:r":
            known = text.startswith("<w:rPr>") and text.count("w:rPr>") == 2 and run.branch == element.branch
            run.properties = text if known and not run.properties else None

    def _close_row(self, row: _Element) -> None:
        table = self._nearest("w:tbl")
        # Cells of a table in a table count for both when docxtpl adds columns.
        around = [one for one in self._stack if one.name == "w:tbl"]
        if row.cells == 0 or (self.body and any(row.cells > one.columns for one in around)):
            raise Unprovable
        if row.branch == table.branch:
            table.width = max(table.width, row.width)
        elif table.number in self.watched:
            self._checks.append(Check(kind="row", table=table.number, width=row.width))

    def _close_table(self, table: _Element) -> None:
        """See to it that the table keeps its columns: one of its rows, always there, is as wide as they are."""
        wanted = table.columns if self.body else 1
        if 0 < table.width >= wanted:
            return
        if table.number not in self.watched:
            self.unsure.add(table.number)
        self._checks.append(Check(kind="columns", table=table.number, width=max(wanted, 1)))
