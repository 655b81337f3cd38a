"""What one page of a form asks: a section, or one row of a list in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from halvvag_docs.errors import Level, Problem
from halvvag_docs.questions import Interview, Question, SectionState, State
from halvvag_docs.web import fields
from halvvag_docs.web.fields import Asked
from halvvag_docs.yamltext import RawValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One row of a list, as it stands on the page of the list."""

    path: str
    title: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    """Label and answer of each question of the row that is answered."""
    first: bool
    last: bool

    @property
    def id(self) -> str:
        """Id of the card."""
        return fields.field_id(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The questions of one page."""

    interview: Interview
    section: SectionState
    row: str = ""
    """Path of the row, ``genomforandeplan.mal[2]``; empty for the section itself."""
    typed: Mapping[str, RawValue] = field(default_factory=dict, repr=False)
    """What could not be kept, and stands in the fields all the same."""
    problems: tuple[Problem, ...] = ()
    """What is wrong on the page, to be shown."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the page in order; those inside the rows of its lists have pages of their own."""
        return tuple(one for one in self.every if one.asked)

    @property
    def every(self) -> tuple[Question, ...]:
        """The same with those that are not asked as things stand: somebody may have them on the screen still."""
        before = f"{self.row}." if self.row else ""
        return tuple(
            one
            for one in self.interview.of_section(self.section.id)
            if one.path.startswith(before) and "[" not in one.path[len(before) :]
        )

    @property
    def title(self) -> str:
        """Heading of the page: the section's title, or «Mål 2»."""
        return row_title(self.interview, self.row) if self.row else self.section.title

    @property
    def groups(self) -> tuple[tuple[str, tuple[Asked, ...]], ...]:
        """The questions under their headings; what stands first may have none."""
        shown = [(self._heading(one), self._asked(one)) for one in self.questions]
        return tuple(
            (title, tuple(asked for _, asked in members))
            for title, members in groupby(shown, key=lambda one: one[0])
        )

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Id of the field, and message, of all that is wrong on the page."""
        found = [one for one in self.problems if one.level is Level.ERROR]
        known = {one.path for one in self.questions}
        return tuple((fields.field_id(_owner(one.path, known)), one.message) for one in found)

    @property
    def suggested(self) -> tuple[Question, ...]:
        """The questions that wait to be confirmed."""
        return tuple(one for one in self.questions if one.state is State.SUGGESTED)

    @property
    def reasons(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Labels, and why they are asked; questions with the same reasons together."""
        found: dict[tuple[str, ...], list[str]] = {}
        for one in self.questions:
            found.setdefault(one.why, []).append(one.label)
        return tuple((tuple(dict.fromkeys(labels)), lines) for lines, labels in found.items() if lines)

    def cards(self, path: str) -> tuple[Card, ...]:
        """Return the rows of a list."""
        answer = self.interview.question(path).answer
        count = len(answer) if isinstance(answer, list) else 0
        return tuple(
            Card(
                path=f"{path}[{place}]",
                title=row_title(self.interview, f"{path}[{place}]"),
                lines=tuple(_lines(self.interview, f"{path}[{place}]")),
                first=place == 0,
                last=place == count - 1,
            )
            for place in range(count)
        )

    def _heading(self, one: Question) -> str:
        return one.group.removeprefix(row_group(self.interview, self.row)).removeprefix(" › ")

    def _asked(self, one: Question) -> Asked:
        known = {each.path for each in self.questions}
        own = [each for each in self.problems if _owner(each.path, known) == one.path]
        return fields.asked(one, own, self.typed.get(one.path))


def row_title(interview: Interview, row: str) -> str:
    """Return what a row is called: «Mål 2», numbered from 1."""
    owner, place = parted(row)
    return f"{interview.question(owner).row} {place + 1}"


def row_group(interview: Interview, row: str) -> str:
    """Return the groups that a row stands in, itself included: «Mål 2 › Aktivitet 1»; empty for no row."""
    if not row:
        return ""
    group = interview.question(parted(row)[0]).group
    return f"{group} › {row_title(interview, row)}" if group else row_title(interview, row)


def parted(row: str) -> tuple[str, int]:
    """Return the list that a row belongs to, and its place, 0-based.

    Raises:
        ValueError: it is no path of a row.
    """
    owner, _, place = row.removesuffix("]").rpartition("[")
    return owner, int(place)


def _lines(interview: Interview, row: str) -> Iterator[tuple[str, str]]:
    for one in interview.asked:
        if one.path.startswith(f"{row}.") and "[" not in one.path[len(row) :] and one.shown:
            yield one.label, one.shown


def _owner(path: str, known: set[str]) -> str:
    """Return the question of the page that a problem belongs to; the path itself when there is none."""
    way = path
    while way and way not in known:
        way = way[: max(way.rfind("."), way.rfind("["), 0)]
    return way or path
