"""What there is, what is missing, what is due: one case on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level, Problem
from halvvag_docs.forms import Form
from halvvag_docs.overview.chain import Step
from halvvag_docs.overview.deadlines import DEADLINES, Due, end_of, last_test, start_of
from halvvag_docs.rules.view import CaseView, day, first_known, flag, rows, text
from halvvag_docs.units import Unit

_PLAN = "genomforandeplan"
_LAST_TEST = "last_test"
_RECOMMENDED = "bör finnas"


class State(StrEnum):
    """How far a step has come. The value is the Swedish word that staff read."""

    DONE = "klar"
    RUNNING = "pågår"
    DRAFT = "utkast"
    COMING = "kommer"
    MISSING = "saknas"
    LATE = "försenad"
    NOT_NEEDED = "gäller inte"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the chain, as it stands."""

    number: int
    title: str
    state: State
    need: str
    """``ska``, ``bor`` or ``vid_behov``."""
    day: date | None = None
    """When it was done, or drawn up as a draft."""
    version: int = 0
    """Version of the newest document; 0 when there is none."""
    documents: tuple[str, ...] = ()
    """File stems, oldest first."""
    due: Due | None = None
    """What is due next, and by when; a day before today is late."""

    @property
    def word(self) -> str:
        """The state as staff read it; what is only recommended «bör finnas»."""
        return _RECOMMENDED if self.state is State.MISSING and self.need == "bor" else self.state.value


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One document of the case, with what was found in it."""

    document: str
    """File stem."""
    form: str
    title: str
    date: date | None
    version: int
    status: str
    """``utkast``, ``faststalld``, ``ersatt`` or ``makulerad``."""
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(one.level is Level.ERROR for one in self.problems)

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return len(self.problems) - self.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """An open goal of the plan in force."""

    number: str
    area: str
    """Swedish label."""
    day: date | None
    """By when."""
    result: str = ""
    """Swedish label of what the last follow-up said; empty when none has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Something agreed at a meeting and not yet done."""

    what: str
    who: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One case at a glance. Holds a name and free text: for the staff's own eyes only."""

    case_id: str
    system: str
    """``fi`` or ``se``."""
    today: date
    name: str = field(repr=False)
    is_protected: bool
    is_halfway_house: bool
    start: date | None
    end: date | None
    staff: str = field(repr=False)
    orderer: str = field(repr=False)
    steps: tuple[StepLine, ...]
    documents: tuple[DocumentLine, ...] = field(repr=False)
    goals: tuple[Goal, ...]
    agreements: tuple[Agreement, ...] = field(repr=False)
    next_meeting: date | None

    @property
    def due(self) -> tuple[tuple[StepLine, Due], ...]:
        """What is late or to come, the nearest first."""
        found = [(line, line.due) for line in self.steps if line.due and line.state is not State.NOT_NEEDED]
        return tuple(sorted(found, key=lambda one: (one[1].day, one[0].number)))


def survey(
    case: Case,
    unit: Unit,
    today: date,
    *,
    forms: Mapping[str, Form],
    steps: Sequence[Step],
    problems: Sequence[Problem] = (),
) -> Overview:
    """Return the overview of a case.

    Args:
        case: its documents; the chain counts those that are not dated after ``today``.
        unit: the unit's settings, whose limits say when something is due.
        today: the day it is looked at.
        forms: all forms by name, for titles and labels.
        steps: the chain, see :func:`halvvag_docs.overview.chain.read_chain`.
        problems: what was found in the documents.
    """
    known = tuple(one for one in case.documents if not (one.date and one.date > today))
    view = CaseView(Case(documents=known), unit, today)
    in_order = sorted(case.documents, key=lambda one: (one.date or date.max, one.document))
    latest = next((one for one in reversed(in_order) if one.status in ("faststalld", "utkast")), None)
    is_halfway_house = view.is_halfway_house(latest) if latest else True
    return Overview(
        case_id=latest.case_id if latest else "",
        system=latest.system if latest else "fi",
        today=today,
        name=latest.person if latest else "",
        is_protected=any(flag(one, "klient.skyddade_uppgifter") for one in case.documents),
        is_halfway_house=is_halfway_house,
        start=start_of(view),
        end=end_of(view),
        staff=_staff(view),
        orderer=text(latest, "bestallare.namn"),
        steps=tuple(_line(view, step, is_halfway_house=is_halfway_house) for step in steps),
        documents=tuple(_document(one, forms, problems) for one in in_order),
        goals=tuple(_goals(view, forms)),
        agreements=tuple(open_agreements(view)),
        next_meeting=_next_meeting(view),
    )


def _line(view: CaseView, step: Step, *, is_halfway_house: bool) -> StepLine:
    own = "halvvagshem" if is_halfway_house else "boendestod"
    if step.only and step.only != own:
        return StepLine(number=step.number, title=step.title, state=State.NOT_NEEDED, need=step.need)
    found = [one for one in view.of(step.form) if step.is_shown_by(one) and _is_of_now(view, step, one)]
    done = [(one, made) for one in found if (made := _made(view, step, one))]
    state, due = _state(view, step, [one for one, _ in done])
    newest = done[-1] if done else None
    return StepLine(
        number=step.number,
        title=step.title,
        state=state,
        need=step.need,
        day=newest[1] if newest else None,
        version=newest[0].version if newest else 0,
        documents=tuple(one.document for one, _ in done),
        due=due,
    )


def _is_of_now(view: CaseView, step: Step, document: Answers) -> bool:
    """Say whether a document counts for the time that is granted now."""
    begins = [day(one, "uppdrag.period.fran") for one in view.of("uppdrag")]
    since = max((one for one in begins if one and one <= view.today), default=None)
    return not step.renewed or since is None or document.date is None or document.date >= since


def _made(view: CaseView, step: Step, document: Answers) -> date | None:
    """Return when a document shows that its step was done; None when it does not show it."""
    if step.date == _LAST_TEST:
        return last_test(view)
    return day(document, step.date) if step.date else document.date


def _state(view: CaseView, step: Step, found: Sequence[Answers]) -> tuple[State, Due | None]:
    settled = [one for one in found if not one.is_draft]
    end = end_of(view)
    is_over = view.is_closed() or (end is not None and view.today > end)
    if settled:
        if view.is_closed() or (step.repeats and is_over):
            return State.DONE, None
        due = DEADLINES[step.then](view) if step.then else None
        if due and due.day < view.today:
            return State.LATE, due
        if due and end and due.day > end:
            due = None
        return State.RUNNING if step.repeats else State.DONE, due
    due = DEADLINES[step.due](view) if step.due else None
    if found:
        return State.DRAFT, due
    if view.is_closed() or (step.repeats and is_over) or (step.need == "vid_behov" and due is None):
        return State.NOT_NEEDED, None
    return _missing(view, step, due), due


def _missing(view: CaseView, step: Step, due: Due | None) -> State:
    """Return how a step without a document stands; a deadline that nothing decides yet lies ahead."""
    if due is None:
        return State.COMING if step.due else State.MISSING
    if due.day >= view.today:
        return State.COMING
    return State.MISSING if step.need == "bor" else State.LATE


def _document(one: Answers, forms: Mapping[str, Form], problems: Sequence[Problem]) -> DocumentLine:
    return DocumentLine(
        document=one.document,
        form=one.form,
        title=forms[one.form].title if one.form in forms else one.form,
        date=one.date,
        version=one.version,
        status=one.status,
        problems=tuple(problem for problem in problems if problem.document == one.document),
    )


def _staff(view: CaseView) -> str:
    plans, decisions = view.of(_PLAN), view.of("uppdrag")
    named = [text(one, f"{_PLAN}.handledare.namn") for one in reversed(plans)]
    named += [text(one, "uppdrag.mottaget.av") for one in reversed(decisions)]
    return next((name for name in named if name), "")


def _goals(view: CaseView, forms: Mapping[str, Form]) -> list[Goal]:
    """Return the goals of the newest plan that no follow-up has ended, with the last answer to each."""
    plans = view.of(_PLAN)
    if not plans:
        return []
    told = {
        text(row, "mal_id"): row
        for one in view.of("uppfoljning")
        if not (one.date and plans[-1].date and one.date < plans[-1].date)
        for row in rows(one, "uppfoljning.mal")
    }
    open_ = [
        row
        for row in rows(plans[-1], f"{_PLAN}.mal")
        if text(told.get(text(row, "mal_id")), "nasta_steg") != "avsluta"
    ]
    return [
        Goal(
            number=text(row, "mal_id"),
            area=_label(forms, _PLAN, f"{_PLAN}.mal[].omrade", text(row, "omrade")),
            day=day(row, "senast"),
            result=_label(
                forms, "uppfoljning", "uppfoljning.mal[].uppfyllt", text(told.get(text(row, "mal_id")), "uppfyllt")
            ),
        )
        for row in open_
    ]


def _label(forms: Mapping[str, Form], form: str, path: str, code: str) -> str:
    found = forms[form].field(path) if form in forms else None
    return found.labels.get(code, code) if found else code


def open_agreements(view: CaseView) -> list[Agreement]:
    """Return what was agreed and is still open, in its latest wording, the nearest day first."""
    latest = {
        text(row, "vad").casefold(): row
        for one in view.of("natverksmote")
        for row in rows(one, "natverksmote.overenskommelser")
    }
    found = [
        Agreement(what=text(row, "vad"), who=text(row, "ansvarig"), day=day(row, "senast"))
        for row in latest.values()
        if text(row, "status") == "oppen"
    ]
    return sorted(found, key=lambda one: one.day or date.max)


def _next_meeting(view: CaseView) -> date | None:
    """Return the day of the next network meeting that was agreed, unless it has passed."""
    agreed = [day(one, "natverksmote.nasta_mote") for one in reversed(view.of("natverksmote"))]
    return first_known(one for one in agreed if one and one >= view.today)
