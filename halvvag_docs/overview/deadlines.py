"""By when something is due: a small pure function for each kind of deadline, named in ``_chain.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from halvvag_docs.answers import Answers
from halvvag_docs.days import last_of_month, months_later
from halvvag_docs.rules.view import CaseView, day, decided, first_known, flag, rows, shifted, text

_PLAN = "genomforandeplan"
_SIP_WITHIN = timedelta(weeks=3)
"""A SIP meeting is held so soon after the need was seen. Source: domain reference, 2.9."""
_SIP_REVIEW_MONTHS = 12
_CRISIS_REVIEW_MONTHS = 6
_NOT_TAKEN = "ej_genomfort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be done, and by when."""

    day: date
    text: str
    """Swedish: what, in a few words."""


Deadline = Callable[[CaseView], "Due | None"]


def start_of(view: CaseView) -> date | None:
    """Return the day of move-in, or when the support begins, as far as the case knows it."""
    known = [
        *view.of(_PLAN),
        *view.of("uppdrag"),
        *view.of("utredning"),
        *view.of("ansokan"),
        *view.of("natverksmote"),
    ]
    return view.start(known[0]) if known else None


def end_of(view: CaseView) -> date | None:
    """Return the last day that is granted, or the day somebody left."""
    ends = [day(one, "uppdrag.period.till") for one in view.of("uppdrag")]
    left = [day(one, "uppfoljning.avslut.datum") for one in view.of("uppfoljning")]
    return first_known((*reversed(left), max((one for one in ends if one), default=None)))


def last_test(view: CaseView) -> date | None:
    """Return the day of the last test that was taken during the stay."""
    start = start_of(view)
    taken = [
        day(row, "datum")
        for log in view.of("drogtest_logg")
        for row in rows(log, "drogtest_logg.poster")
        if text(row, "resultat") != _NOT_TAKEN
    ]
    return max(
        (one for one in taken if one and one <= view.today and (start is None or one >= start)), default=None
    )


def _latest(view: CaseView, form: str) -> Answers | None:
    found = view.of(form)
    return found[-1] if found else None


def _before_start(view: CaseView) -> Due | None:
    start = start_of(view)
    return Due(day=start, text="före starten") if start else None


def _at_start(view: CaseView) -> Due | None:
    start = start_of(view)
    return Due(day=start, text="senast på inflyttningsdagen") if start else None


def _plan_ready(view: CaseView) -> Due | None:
    start = start_of(view)
    days = view.limits.plan_klar_dagar
    return Due(day=shifted(start, days), text=f"inom {days} dagar från starten") if start else None


def _plan_renewal(view: CaseView) -> Due | None:
    plan = _latest(view, _PLAN)
    made = decided(plan) if plan else None
    return Due(day=shifted(made, view.limits.plan_max_dagar), text="planen förnyas") if made else None


def _crisis_review(view: CaseView) -> Due | None:
    """Return the day the plan names, or half a year from a follow-up that has gone through it since."""
    review = day(_latest(view, "krisplan"), "krisplan.oversyn_senast")
    if review is None:
        return None
    gone_through = [
        day(one, "uppfoljning.datum")
        for one in view.of("uppfoljning")
        if flag(one, "uppfoljning.kontroll.krisplan")
    ]
    since = max((one for one in gone_through if one), default=None)
    if since and since >= review:
        review = months_later(since, _CRISIS_REVIEW_MONTHS)
    return Due(day=review, text="krisplanen ses över")


def _consent_review(view: CaseView) -> Due | None:
    """Return the first consent that has to be followed up or runs out, among those that hold."""
    found = [due for one in view.of("samtycke") for due in _consent_dates(view, one)]
    return min(found, key=lambda due: due.day, default=None)


def _consent_dates(view: CaseView, consent: Answers) -> list[Due]:
    first, last = day(consent, "samtycke.fran"), day(consent, "samtycke.till")
    if consent.is_draft or day(consent, "samtycke.aterkallat.datum") or (last and last < view.today):
        return []
    number = text(consent, "samtycke.id")
    asked = [day(row, "datum") for row in rows(consent, "samtycke.uppfoljt")]
    since = max((one for one in (*asked, first) if one), default=None)
    found = [Due(day=last, text=f"samtycke {number} går ut")] if last else []
    if since:
        again = shifted(since, view.limits.samtycke_uppfoljning_dagar)
        found.append(Due(day=again, text=f"samtycke {number} följs upp"))
    return found


def _next_test(view: CaseView) -> Due | None:
    last = first_known((last_test(view), start_of(view)))
    if last is None:
        return None
    return Due(day=shifted(last, view.limits.test_max_lucka_dagar), text="nästa test")


def _next_follow_up(view: CaseView) -> Due | None:
    """Return what the last follow-up agreed, else the end of the month after the last time it was talked over."""
    latest = _latest(view, "uppfoljning")
    if latest and (agreed := day(latest, "uppfoljning.nasta_uppfoljning")):
        return Due(day=agreed, text="avtalad dag")
    meetings = [one for one in view.of("natverksmote") if text(one, "natverksmote.typ") == "uppfoljande"]
    told = [day(one, "uppfoljning.datum") for one in view.of("uppfoljning")]
    told += [day(one, "natverksmote.datum") for one in meetings]
    since = max((one for one in (*told, start_of(view)) if one), default=None)
    return Due(day=last_of_month(months_later(since, 1)), text="nästa uppföljning") if since else None


def _sip_meeting(view: CaseView) -> Due | None:
    """Return three weeks from the day the need was seen, while nobody has called the meeting off."""
    wanted = [
        one
        for form in ("natverksmote", "uppfoljning")
        for one in view.of(form)
        if text(one, f"{form}.sip_behov") == "ja_kallas"
    ]
    seen = [day(one, f"{one.form}.datum") for one in wanted]
    first = min((one for one in seen if one), default=None)
    return Due(day=first + _SIP_WITHIN, text="SIP-möte senast") if first else None


def _sip_review(view: CaseView) -> Due | None:
    sip = _latest(view, "sip")
    if sip is None or day(sip, "sip.avslut.datum"):
        return None
    held = day(sip, "sip.datum")
    known = first_known(
        (day(sip, "sip.uppfoljning.datum"), months_later(held, _SIP_REVIEW_MONTHS) if held else None)
    )
    return Due(day=known, text="SIP följs upp") if known else None


def _final_follow_up(view: CaseView) -> Due | None:
    """Return the day the plan names, else the decision's last day for it, else the margin before the end."""
    decision, end = _latest(view, "uppdrag"), end_of(view)
    known = first_known(
        (
            day(_latest(view, _PLAN), f"{_PLAN}.uppfoljning.datum"),
            day(decision, "uppdrag.uppfoljning_senast"),
            shifted(end, -view.limits.uppfoljning_marginal_dagar) if end else None,
        )
    )
    return Due(day=known, text="före ett nytt beslut") if known else None


def _period_end(view: CaseView) -> Due | None:
    end = end_of(view)
    return Due(day=end, text="beviljad tid slutar") if end else None


DEADLINES: Mapping[str, Deadline] = MappingProxyType(
    {
        "at_start": _at_start,
        "before_start": _before_start,
        "consent_review": _consent_review,
        "crisis_review": _crisis_review,
        "final_follow_up": _final_follow_up,
        "next_follow_up": _next_follow_up,
        "next_test": _next_test,
        "period_end": _period_end,
        "plan_ready": _plan_ready,
        "plan_renewal": _plan_renewal,
        "sip_meeting": _sip_meeting,
        "sip_review": _sip_review,
    }
)
"""Names that ``_chain.yaml`` may use."""
