"""When: periods, deadlines, and which follow-up it is time for."""

from __future__ import annotations

from datetime import date, timedelta

from halvvag_docs.answers import Answers
from halvvag_docs.days import last_of_month, months_later
from halvvag_docs.prefill.derivation import Derivation
from halvvag_docs.prefill.sources import Ask, Offer
from halvvag_docs.rules.view import day, shifted, text

_PLAN = "genomforandeplan"
_PERIOD = "uppdrag.period"
_NEW_MONTH = 10
"""Up to this day of a month its monthly follow-up is about the month before."""
_REVIEW_MONTHS = 6
"""A crisis plan is read through again within so many months. Source: proposal of the domain reference, 2.5."""


def follow_up_is_final(ask: Ask) -> bool:
    """Say whether the follow-up before the period ends is due: the plan's own day has come, or the margin has."""
    plan, decision = ask.newest(_PLAN), ask.newest("uppdrag")
    _, _, end = _granted(ask)
    margin = shifted(end, -ask.unit.granser.uppfoljning_marginal_dagar) if end else None
    known = [day(plan, f"{_PLAN}.uppfoljning.datum"), day(decision, "uppdrag.uppfoljning_senast"), margin]
    return any(due is not None and ask.today >= due for due in known)


def _kind(ask: Ask) -> Offer | None:
    documents = tuple(one for one in (ask.newest(_PLAN), ask.newest("uppdrag")) if one)
    return Offer(value="slut" if follow_up_is_final(ask) else "manad", documents=documents) if documents else None


def _granted(ask: Ask) -> tuple[Answers | None, date | None, date | None]:
    """Return the time that is granted, with the decision that says so; the plan's own time when there is none."""
    for form in ("uppdrag", _PLAN):
        document = ask.newest(form)
        if start := day(document, f"{form}.period.fran"):
            return document, start, day(document, f"{form}.period.till")
    return None, None, None


def _period(ask: Ask) -> Offer | None:
    """Return what the follow-up is about: the whole period so far, or the month that has just been."""
    decision, start, end = _granted(ask)
    if decision is None or start is None or start > ask.today:
        return None
    if ask.own("uppfoljning.typ") == "slut":
        value = {"fran": start, "till": min(ask.today, end or ask.today)}
    else:
        month = ask.today.replace(day=1)
        first = month if ask.today.day > _NEW_MONTH else months_later(month, -1)
        value = {"fran": max(first, start), "till": min(last_of_month(first), end or date.max)}
    return Offer(value=value, documents=(decision,)) if value["fran"] <= value["till"] else None


def _next_follow_up(ask: Ask) -> Offer | None:
    """Return the end of next month, or of the period when that is nearer or this is the last follow-up."""
    decision, _, end = _granted(ask)
    until = ask.own("uppfoljning.period.till")
    if decision is None or end is None or not isinstance(until, date):
        return None
    if ask.own("uppfoljning.typ") == "slut":
        return Offer(value=end, documents=(decision,)) if end > ask.today else None
    return Offer(value=min(end, last_of_month(months_later(until, 1))), documents=(decision,))


def _move_in(ask: Ask) -> Offer | None:
    """Return the day of move-in: as in the last plan, as agreed at a meeting, or as granted."""
    meetings = reversed(ask.case.of("natverksmote"))
    places = (
        (ask.newest(_PLAN), f"{_PLAN}.inflytt_datum"),
        *((one, "natverksmote.overenskommen_inflytt") for one in meetings),
        (ask.newest("uppdrag"), f"{_PERIOD}.fran"),
    )
    known = ((document, day(document, path)) for document, path in places if document)
    found = next(((document, value) for document, value in known if value), None)
    return Offer(value=found[1], documents=(found[0],)) if found and ask.is_halfway_house else None


def _move_out(ask: Ask) -> Offer | None:
    """Return the last day that is granted, where somebody has moved in."""
    decision = ask.newest("uppdrag")
    end = day(decision, f"{_PERIOD}.till")
    return Offer(value=end, documents=(decision,)) if decision and end and ask.is_halfway_house else None


def _follow_up_deadline(ask: Ask) -> Offer | None:
    """Return the last day for a follow-up: so early that a new decision can be made."""
    inquiry, end = ask.newest("utredning"), ask.own(f"{_PERIOD}.till")
    if not isinstance(end, date):
        return None
    value = shifted(end, -ask.unit.granser.uppfoljning_marginal_dagar)
    return Offer(value=value, documents=(inquiry,) if inquiry else ())


def _crisis_plan_start(ask: Ask) -> Offer | None:
    """Return today, or the day the plan begins when that is still to come."""
    plan = ask.newest(_PLAN)
    start = day(plan, f"{_PLAN}.period.fran")
    if plan and start and start > ask.today:
        return Offer(value=start, documents=(plan,))
    return Offer(value=ask.today)


def _crisis_plan_review(ask: Ask) -> Offer | None:
    """Return the plan's follow-up, or six months from the start when that is sooner."""
    plan, start = ask.newest(_PLAN), ask.own("krisplan.galler_fran")
    latest = months_later(start if isinstance(start, date) else ask.today, _REVIEW_MONTHS)
    planned = day(plan, f"{_PLAN}.uppfoljning.datum")
    if plan is None or planned is None or planned < ask.today:
        return Offer(value=latest)
    return Offer(value=min(planned, latest), documents=(plan,))


def _consent_end(ask: Ask) -> Offer | None:
    """Return the last day of a year that begins with the consent, or the unit's own shorter limit."""
    start = ask.own("samtycke.fran")
    if not isinstance(start, date):
        return None
    a_year = months_later(start, 12) - timedelta(days=1)
    return Offer(value=min(a_year, shifted(start, ask.unit.granser.samtycke_max_dagar)))


def _meeting_kind(ask: Ask) -> Offer | None:
    """Return the first meeting before the stay, a follow-up during it, the last one after it."""
    decision, plan = ask.newest("uppdrag"), ask.newest(_PLAN)
    start, end = day(decision, f"{_PERIOD}.fran"), day(decision, f"{_PERIOD}.till")
    documents = tuple(one for one in (decision, plan) if one)
    if end and ask.today > end:
        value = "avslutande"
    else:
        value = "uppfoljande" if plan or (start and start <= ask.today) else "inledande"
    return Offer(value=value, documents=documents)


def _follow_up_form(ask: Ask) -> Offer | None:
    """Return how the plan says its follow-up is held, when it is that one; else a meeting."""
    plan = ask.newest(_PLAN)
    planned = text(plan, f"{_PLAN}.uppfoljning.form")
    if plan and ask.own("uppfoljning.typ") == "slut" and planned in ("mote", "natverksmote"):
        return Offer(value=planned, documents=(plan,))
    return Offer(value="mote") if plan else None


def _plan_follow_up_form(ask: Ask) -> Offer | None:
    """Return a network meeting in Finland, a meeting in Sweden. Source: domain reference, step 13."""
    decision = ask.newest("uppdrag")
    value = "natverksmote" if ask.system == "fi" else "mote"
    return Offer(value=value, documents=(decision,)) if decision else None


DERIVATIONS = (
    Derivation(name="move_in", text="överenskommen eller beviljad första dag", find=_move_in),
    Derivation(name="move_out", text="beviljad sista dag", find=_move_out),
    Derivation(name="follow_up_kind", text="periodens slut och planens uppföljningsdag", find=_kind),
    Derivation(name="follow_up_period", text="beviljad tid och dagens datum", find=_period),
    Derivation(name="next_follow_up", text="slutet av nästa månad, inom beviljad tid", find=_next_follow_up),
    Derivation(name="follow_up_deadline", text="periodens slut minus marginalen", find=_follow_up_deadline),
    Derivation(name="crisis_plan_start", text="dagens datum eller planens början", find=_crisis_plan_start),
    Derivation(name="crisis_plan_review", text="planens uppföljning, högst sex månader", find=_crisis_plan_review),
    Derivation(name="consent_end", text="ett år framåt, högst enhetens gräns", find=_consent_end),
    Derivation(name="meeting_kind", text="var i vistelsen ärendet är", find=_meeting_kind),
    Derivation(name="follow_up_form", text="så som planen säger", find=_follow_up_form),
    Derivation(name="plan_follow_up_form", text="så som det brukar vara i landet", find=_plan_follow_up_form),
)
