"""What a run is asked to do, one task of it, and what became of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from halvvag_docs.overview import Appointment
from halvvag_docs.register import Entry

MINUTES_PART, NOTES_PART, LETTER_PART = "protokoll", "underlag", "kallelse"
"""Parts of a meeting pack, as the names of their files end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The same for every task of a run; it travels to other processes."""

    form: str
    out: Path
    """Folder of the documents and the journal."""
    formats: tuple[str, ...]
    """``docx`` and ``pdf``, or one of them."""
    today: date
    month: date
    """First day of the month that follow-ups are about."""
    root: Path | None = None
    unit: Path | None = None
    due_by: date | None = None
    """Only follow-ups that are due by this day; None for every open case."""
    into_case: bool = False
    """Whether the new answers file goes into the folder of its case."""
    force: bool = False
    """Whether files that are there already may be replaced."""
    remote: bool = False
    """Whether the workers are on other machines: a task then carries the texts of its case."""
    meeting: Appointment | None = None
    """Of a meeting pack, whose form is the minutes: when and where it is held; None for any other form."""
    allow_missing_glyphs: bool = False
    """Whether a PDF shows a replacement for what its font lacks; see :func:`halvvag_docs.documents.render`."""
    dated: bool = False
    """Whether the dates of cases are asked for although their forms are made already."""

    @property
    def batch_id(self) -> str:
        """The month as ``uppfoljning.batch_id`` says it."""
        return f"{self.month:%Y-%m}"

    @property
    def occasion(self) -> str:
        """What tells two documents of one form and case apart: the month, or the meeting and its day."""
        return f"{self.batch_id} möte {self.meeting.day or ''}" if self.meeting else self.batch_id

    @property
    def endings(self) -> tuple[str, ...]:
        """What the names of a task's documents end with, after its stem, as far as is known beforehand."""
        if self.meeting is None:
            return tuple(f".{one}" for one in self.formats)
        return tuple(f"_{part}.{one}" for part in (MINUTES_PART, NOTES_PART) for one in self.formats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One case, or one row of a table."""

    place: str
    """What a person calls it on the screen: the name of the folder, or «rad 7»."""
    case_id: str
    """Empty when the source does not say."""
    stem: str
    """File name of the documents without suffix, as planned."""
    row: str
    """Hash by which the journal knows the task again, whatever its answers have become."""
    key: str
    """Hash of the answers it is made from, of the form, and of its templates."""
    document_id: str
    """UUID of the new document."""
    folder: Path | None = None
    """Of a case that is a folder."""
    target: Path | None = None
    """Of such a case: the answers file to be written."""
    papers: tuple[Entry, ...] | None = field(default=None, repr=False)
    """Of a case of the register, or one that travels: all versions of its documents."""
    settings: str = field(default="", repr=False)
    """Of such a case, and of a row: the text of the unit's settings; empty when there are none."""
    name: str = ""
    """Of a case of the register: what it will call the new document."""
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of a row: heading -> text."""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Of a row: path of the answer -> text."""
    is_made: bool = False
    """Nothing but its dates is wanted."""

    @property
    def is_case(self) -> bool:
        """Whether it is a case, and no row of a table."""
        return self.folder is not None or self.papers is not None

    def files(self, order: Order) -> tuple[Path, ...]:
        """Return the files that the task makes, as far as is known beforehand."""
        made = tuple(order.out / f"{self.stem}{ending}" for ending in order.endings)
        return (*made, self.target) if self.target else made


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a task failed, in Swedish and without any value."""

    message: str
    path: str = ""
    """The answer it is about, ``klient.id_nummer``; empty for the task as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When a case is to be followed up. A case id and dates, nothing else: that is all a list may show.

    Source: SoLPuL 2001:454 7 a §: no sensitive data in compilations.
    """

    case_id: str
    until: date | None
    """Last day that is granted."""
    latest: date | None
    """Day of the last follow-up."""
    due: date | None
    """By when the next one is due."""
    final: date | None
    """By when the one before the end of the period is due; None when it is made."""

    @property
    def next(self) -> date | None:
        """The nearest day on which a follow-up is due."""
        return min((one for one in (self.due, self.final) if one), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a worker hands back; nothing is on disk yet."""

    documents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Ending of the file name (see :attr:`Order.endings`) -> content, which is empty in a dry run."""
    answers: str = field(default="", repr=False)
    """Text of the new answers file; empty for a row."""
    faults: tuple[Fault, ...] = ()
    refusal: str = ""
    """Why there is nothing to be made, in Swedish."""
    dates: Dates | None = None
    left_out: str = ""
    """Why a format was left out although the form has a template for it."""


class State(Enum):
    """What became of a task. The value is the Swedish word that staff read."""

    MADE = "skriven"
    PLANNED = "skrivs"
    SKIPPED = "finns redan"
    REFUSED = "inget formulär"
    FAILED = "FEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of the report."""

    task: Task
    state: State
    files: tuple[Path, ...] = ()
    """Written, or to be written."""
    faults: tuple[Fault, ...] = ()
    reason: str = ""
    """Of a refusal."""
    dates: Dates | None = None
    left_out: str = ""
