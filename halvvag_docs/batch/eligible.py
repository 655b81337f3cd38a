"""Which case gets a form now: the reasons against it, in Swedish, and what the program decides beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs import casework, overview
from halvvag_docs.answers import Answers
from halvvag_docs.batch import meetings
from halvvag_docs.batch.order import Dates, Fault, Order
from halvvag_docs.casework import CheckedCase
from halvvag_docs.days import last_of_month
from halvvag_docs.formatting import format_date
from halvvag_docs.rules.view import CaseView, day, first_known, flag, text

FOLLOW_UP = "uppfoljning"
PROTECTED = "skyddade personuppgifter: dokumentet görs för hand."
ALREADY = "formuläret ligger redan i ärendet."
"""The one reason that is no reason to worry: an earlier run has made it."""
_PLAN = "genomforandeplan"
_MONTHLY, _FINAL = "manad", "slut"
_ALIKE = {_MONTHLY: frozenset(("manad", "mellan", "slut", "avslut")), _FINAL: frozenset(("slut", "avslut"))}
"""Kind of follow-up -> the kinds that make it needless."""


def faults(checked: CheckedCase, case_id: str) -> Iterator[Fault]:
    """Yield what is so wrong with a case that nothing can be drawn from it."""
    for source in checked.asked:
        if source.answers is None:
            yield Fault(message=f"{source.path.name} går inte att läsa. Kör «halvvag check» på ärendet.")
    found = {one.case_id for one in checked.case.documents if one.case_id}
    if len(found) > 1:
        yield Fault(message="Ärendets dokument har olika ärende-id. Kör «halvvag check» på ärendet.")
    elif checked.asked and (not case_id or found != {case_id}):
        yield Fault(message="Inget dokument i ärendet har ett giltigt ärende-id.")


def faults_of_sources(checked: CheckedCase, drawn: Sequence[str]) -> Iterator[Fault]:
    """Yield the documents that a draft was drawn from although something is wrong in them."""
    for source in checked.asked:
        if source.answers is not None and source.answers.id in drawn and source.has_errors:
            number = sum(problem.level.swedish == "FEL" for problem in source.problems)
            yield Fault(
                message=f"{source.path.name} har {number} fel som måste rättas först. "
                "Kör «halvvag check» på ärendet."
            )


def dates(checked: CheckedCase, today: date, root: Path | None) -> Dates:
    """Return when the case is to be followed up, as the chain of steps says."""
    seen = casework.survey(checked, today=today, root=root)
    steps = {step.number: step for step in overview.read_chain(root) if step.form == FOLLOW_UP}
    found: dict[str, date] = {}
    for line, due in seen.due:
        kinds = steps[line.number].where.get(f"{FOLLOW_UP}.typ", ()) if line.number in steps else ()
        found |= {kind: due.day for kind in (_MONTHLY, _FINAL) if kind in kinds}
    held = [day(one, f"{FOLLOW_UP}.datum") for one in checked.case.of(FOLLOW_UP) if not one.is_draft]
    return Dates(
        case_id=seen.case_id,
        until=seen.end,
        latest=max((one for one in held if one), default=None),
        due=found.get(_MONTHLY),
        final=found.get(_FINAL),
    )


def is_protected(documents: Iterable[Answers]) -> bool:
    """Say whether a person's whereabouts are secret."""
    return any(flag(one, "klient.skyddade_uppgifter") for one in documents)


def refusal(checked: CheckedCase, order: Order, found: Dates, document_id: str) -> str:
    """Return why the case gets no form; empty when it gets one."""
    if not checked.asked:
        return "ärendet har inga dokument än."
    view = CaseView(checked.case, checked.unit, order.today)
    if is_protected(checked.case.documents):
        return PROTECTED
    if view.is_closed():
        return "ärendet är avslutat."
    if any(one.id == document_id for one in checked.case.documents):
        return ALREADY
    if order.form != FOLLOW_UP:
        return ""
    reasons = (_without_decision(view, order), _without_plan(view, order))
    known = first_known(reason or None for reason in reasons)
    return known or _not_now(view, order, found)


def _without_decision(view: CaseView, order: Order) -> str:
    settled = [one for one in view.of("uppdrag") if not one.is_draft]
    if not settled:
        return "uppdraget är inte fastställt." if view.of("uppdrag") else "uppdrag saknas."
    if granted(view, order) is None:
        return f"inget uppdrag gäller i {order.batch_id}."
    return ""


def _without_plan(view: CaseView, order: Order) -> str:
    settled = [one for one in view.of(_PLAN) if not one.is_draft]
    if not settled:
        return "genomförandeplanen är inte fastställd." if view.of(_PLAN) else "genomförandeplan saknas."
    if not any(_covers(one, _PLAN, order) for one in settled):
        return f"ingen genomförandeplan gäller i {order.batch_id}."
    return ""


def _not_now(view: CaseView, order: Order, found: Dates) -> str:
    kind = _kind(order, found)
    others = [one for one in view.of(FOLLOW_UP) if text(one, f"{FOLLOW_UP}.typ") in _ALIKE[kind]]
    for one in others:
        if _is_about(one, order):
            return f"har redan en uppföljning för {order.batch_id} ({one.document})."
    if order.due_by and (found.next is None or found.next > order.due_by):
        when = f" (nästa {format_date(found.next, _system(view))})" if found.next else ""
        return f"ingen uppföljning är på tur{when}."
    return ""


def given(checked: CheckedCase, order: Order, found: Dates) -> Mapping[str, Any]:
    """Return what the program itself decides about a follow-up, before any source is asked."""
    if order.meeting:
        return meetings.given(checked, order)
    if order.form != FOLLOW_UP:
        return {}
    kind = _kind(order, found)
    head = {f"{FOLLOW_UP}.typ": kind, f"{FOLLOW_UP}.batch_id": order.batch_id}
    decision = granted(CaseView(checked.case, checked.unit, order.today), order)
    if kind == _FINAL or decision is None:
        return head  # the period of the last follow-up is derived from the decision
    start, end = day(decision, "uppdrag.period.fran"), day(decision, "uppdrag.period.till")
    return head | {
        f"{FOLLOW_UP}.period.fran": max(order.month, start or order.month),
        f"{FOLLOW_UP}.period.till": min(last_of_month(order.month), end or date.max),
    }


def granted(view: CaseView, order: Order) -> Answers | None:
    """Return the newest settled decision whose time reaches into the month."""
    found = [one for one in view.of("uppdrag") if not one.is_draft and _covers(one, "uppdrag", order)]
    return found[-1] if found else None


def _kind(order: Order, found: Dates) -> str:
    is_final = order.due_by is not None and found.final is not None and found.final <= order.due_by
    return _FINAL if is_final else _MONTHLY


def _covers(document: Answers, form: str, order: Order) -> bool:
    start, end = day(document, f"{form}.period.fran"), day(document, f"{form}.period.till")
    return (start or date.min) <= last_of_month(order.month) and (end or date.max) >= order.month


def _is_about(document: Answers, order: Order) -> bool:
    until = day(document, f"{FOLLOW_UP}.period.till")
    same = until is not None and until.replace(day=1) == order.month
    return same or text(document, f"{FOLLOW_UP}.batch_id") == order.batch_id


def _system(view: CaseView) -> str:
    return view.case.documents[-1].system if view.case.documents else "fi"
