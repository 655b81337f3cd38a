"""How much: planned and delivered time, tests counted, and single facts of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from halvvag_docs.answers import Answers, freeze
from halvvag_docs.days import last_of_month, months_later
from halvvag_docs.prefill.derivation import Derivation
from halvvag_docs.prefill.people import consents_of
from halvvag_docs.prefill.sources import Ask, Offer
from halvvag_docs.rules.calendar import planned_months
from halvvag_docs.rules.time_frame import direct_time
from halvvag_docs.rules.view import Source, clock, day, flag, number, rows, text
from halvvag_docs.units import UNNAMED

_PLAN = "genomforandeplan"
_LOG = "drogtest_logg.poster"
_TALKS_A_MONTH = 4
"""A talk a week. Source: the service's own terms, 45–60 minutes a week."""
_WEEKS_28 = 28
_NOT_TAKEN = "ej_genomfort"
_CLEAN = frozenset(("negativt", "positivt_forklarat"))
_COUNTED = {
    "bekraftat_positiva": "positivt_bekraftat",
    "obekraftade": "positivt_obekraftat",
    "vagrade": "vagrat",
    "ogiltiga": "ogiltigt",
}
"""Count -> the result it counts. Source: domain reference, 2.7."""
_MONTHS_AT_MOST = 24


def _talk_minutes(ask: Ask) -> Offer | None:
    return Offer(value=ask.unit.granser.samtal_min) if ask.is_halfway_house else None


def _talks(ask: Ask) -> Offer | None:
    return Offer(value=_TALKS_A_MONTH) if ask.is_halfway_house else None


def _tests(ask: Ask) -> Offer | None:
    """Return the fewest tests a month that keep within the unit's longest time without one."""
    gap = max(ask.unit.granser.test_max_lucka_dagar, 1)
    return Offer(value=-(-_WEEKS_28 // gap)) if ask.is_halfway_house else None


def _hours(ask: Ask) -> Offer | None:
    """Return the frame of direct service in hours, where there is one."""
    granted = ask.own("uppdrag.insats")
    if granted != "halvvagshem_stodboende":
        return None
    hours, rest = divmod(ask.unit.granser.direkt_min_per_manad, 60)
    return Offer(value=hours) if not rest else None


def _direct_minutes(ask: Ask) -> Offer | None:
    """Return planned direct service in a month, when nothing it is made of is missing."""
    plan = Answers(freeze(ask.values), document="", form=_PLAN)
    parts = (
        "samtal.minuter",
        "samtal.per_manad",
        "test.minuter",
        "test.per_manad",
        "natverksmote.minuter_per_manad",
    )
    whole = all(number(plan, f"{_PLAN}.{part}") is not None for part in parts) if ask.is_halfway_house else True
    planned = direct_time(plan)
    return Offer(value=planned.total) if whole and planned else None


def _period(ask: Ask) -> tuple[date, date] | None:
    start, end = ask.own("uppfoljning.period.fran"), ask.own("uppfoljning.period.till")
    return (start, end) if isinstance(start, date) and isinstance(end, date) else None


def _tests_between(ask: Ask, first: date, last: date) -> list[Source]:
    found = [row for log in ask.case.of("drogtest_logg") for row in rows(log, _LOG)]
    return [row for row in found if (taken := day(row, "datum")) and first <= taken <= last]


def _test_counts(ask: Ask) -> Offer | None:
    """Return how many tests of the period ended how; what was never taken is not counted."""
    period, logs = _period(ask), ask.case.of("drogtest_logg")
    if period is None or not logs:
        return None
    results = [text(row, "resultat") for row in _tests_between(ask, *period)]
    counts = {name: results.count(result) for name, result in _COUNTED.items()}
    clean = sum(result in _CLEAN for result in results)
    value = {"tagna": clean + sum(counts.values()), "rena": clean} | counts
    return Offer(value=value, documents=tuple(reversed(logs)))


def _before_move_in(ask: Ask) -> Offer | None:
    logs = ask.case.of("drogtest_logg")
    found = tuple(
        {name: row.get(name) for name in ("datum", "typ", "resultat")}
        for log in logs
        for row in rows(log, _LOG)
        if text(row, "anledning") == "fore_inflytt" and (day(row, "datum") or date.max) <= ask.today
    )
    return Offer(value=found, documents=tuple(reversed(logs))) if found else None


def _delivered(ask: Ask) -> Offer | None:
    """Return the months to account for, with the time that the log and the minutes show.

    Talks are not filled in, since nothing says that they were held: what the plan means stands beside.
    """
    period, plan = _period(ask), ask.newest(_PLAN)
    if period is None or plan is None:
        return None
    meetings = (*ask.case.of("natverksmote"), *ask.case.of("sip"))
    months = list(_months(ask, *period))
    found = tuple(_month(ask, plan, meetings, first, last) for first, last in months)
    planned = {one.month: one for one in planned_months(plan)}
    word = "samtal" if ask.is_halfway_house else "stödpass"
    hints = {
        f"[{place}].samtal_antal": f"Enligt planen: {one.meetings} {word}, {one.meeting_minutes} minuter."
        for place, row in enumerate(found)
        if (one := planned.get(row["manad"])) and one.meetings
    }
    documents = (plan, *ask.case.of("drogtest_logg"), *meetings, *ask.case.of("uppfoljning"))
    return Offer(value=found, documents=documents, hints=hints) if found else None


def _months(ask: Ask, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the months of a period that came after the work was last followed up, cut to the period."""
    told = [_last_told(one) for one in ask.case.of("uppfoljning")]
    met = [
        day(one, "natverksmote.datum")
        for one in ask.case.of("natverksmote")
        if text(one, "natverksmote.typ") == "uppfoljande"
    ]
    earlier = [last_of_month(known) for known in (*told, *met) if known and known < last]
    start = max([first, *(_day_after(known) for known in earlier if _day_after(known) <= last)])
    for _ in range(_MONTHS_AT_MOST):
        end = min(last_of_month(start), last)
        yield start, end
        start = months_later(start.replace(day=1), 1)
        if start > last:
            return


def _last_told(follow_up: Answers) -> date | None:
    """Return the first day of the last month that a follow-up accounts for."""
    told = [text(row, "manad") for row in rows(follow_up, "uppfoljning.utfort")]
    last = max((month for month in told if len(month) == len("2026-01")), default="")
    return date.fromisoformat(f"{last}-01") if last else None


def _day_after(last: date) -> date:
    return months_later(last.replace(day=1), 1)


def _month(ask: Ask, plan: Answers, meetings: Iterable[Answers], first: date, last: date) -> dict[str, Any]:
    row: dict[str, Any] = {"manad": f"{first:%Y-%m}"}
    length = number(plan, f"{_PLAN}.test.minuter")
    days = {day(one, "datum") for one in _tests_between(ask, first, last) if text(one, "resultat") != _NOT_TAKEN}
    if length is not None or not days:
        row["test_min"] = len(days) * (length or 0)
    return row | {"natverk_min": sum(_minutes(one) for one in meetings if _held(one, first, last))}


def _held(meeting: Answers, first: date, last: date) -> bool:
    held = day(meeting, f"{meeting.form}.datum")
    return held is not None and first <= held <= last


def _minutes(meeting: Answers) -> int:
    start, end = clock(meeting, f"{meeting.form}.start"), clock(meeting, f"{meeting.form}.slut")
    if start is None or end is None or end <= start:
        return 0
    # The date is only there to subtract one time of day from another.
    return int((datetime.combine(date.min, end) - datetime.combine(date.min, start)).total_seconds()) // 60


def _home(ask: Ask) -> Offer | None:
    """Return how the person lives at home, and whether the home is kept."""
    inquiry = ask.newest("utredning")
    situation = text(inquiry, "utredning.boende.situation")
    if inquiry is None or not situation or not ask.is_halfway_house or flag(inquiry, "klient.saknar_bostad"):
        return None
    label = ask.label("utredning", "utredning.boende.situation", situation)
    place = text(inquiry, "klient.hemadress.postort")
    kept = flag(inquiry, "utredning.boende.behaller_bostad")
    tail = {True: " Behålls under boendetiden.", False: " Behålls inte.", None: ""}[kept]
    return Offer(value=f"{label}{f' i {place}' if place else ''}.{tail}", documents=(inquiry,))


def _support_now(ask: Ask) -> Offer | None:
    """Return the support that is given now, a line for each."""
    plan, decision = ask.newest(_PLAN), ask.newest("uppdrag")
    lines = [f"{text(row, 'aktor')}: {text(row, 'om')}" for row in rows(plan, f"{_PLAN}.samverkan")]
    document = plan
    if not lines:
        others = rows(decision, "uppdrag.ovriga_insatser")
        lines = [f"{text(row, 'utforare')}: {text(row, 'insats')}" for row in others]
        document = decision
    return Offer(value="\n".join(lines), documents=(document,)) if lines and document else None


def _treatment(ask: Ask) -> Offer | None:
    """Return where the person is in treatment, as the application says."""
    first = ask.newest("ansokan")
    names = [
        text(row, "namn")
        for row in rows(first, "ansokan.nuvarande_kontakter")
        if text(row, "slag") == "behandling"
    ]
    return Offer(value=names[0], documents=(first,)) if first and names else None


def _begun_by(ask: Ask) -> Offer | None:
    """Return what began the case: the treatment unit, or the application itself."""
    first = ask.newest("ansokan")
    how = text(first, "ansokan.inkommen_via")
    value = how if how == "behandlingsenhet" else "ansokan"
    return Offer(value=value, documents=(first,)) if first and how else None


def _on_call(ask: Ask) -> Offer | None:
    """Return whether the unit has an on-call telephone; nothing when the unit is not known."""
    return None if ask.unit is UNNAMED else Offer(value=ask.unit.jour is not None)


def _next_consent(ask: Ask) -> Offer:
    """Return the next free number of a consent: S1, S2 and so on."""
    taken = {text(one, "samtycke.id") for one in ask.case.documents if one.form == "samtycke"}
    place = len(taken) + 1
    while f"S{place}" in taken:
        place += 1
    return Offer(value=f"S{place}")


def _consent(ask: Ask, kind: str) -> Offer | None:
    found = consents_of(ask, kind)
    return Offer(value=found[-1].at("samtycke.id"), documents=(found[-1],)) if found else None


def _test_consent(ask: Ask) -> Offer | None:
    return _consent(ask, "drogtest")


def _sip_consent(ask: Ask) -> Offer | None:
    return _consent(ask, "sip")


DERIVATIONS = (
    Derivation(name="talk_minutes", text="enhetens kortaste samtal", find=_talk_minutes),
    Derivation(name="talks_per_month", text="ett samtal i veckan", find=_talks),
    Derivation(name="tests_per_month", text="enhetens längsta tid mellan tester", find=_tests),
    Derivation(name="frame_hours", text="ramen för direkt service", find=_hours),
    Derivation(name="direct_minutes", text="summan av planens tider", find=_direct_minutes, is_certain=True),
    Derivation(name="test_counts", text="räknat i drogtestloggen", find=_test_counts, is_certain=True),
    Derivation(name="tests_before_move_in", text="tester före inflyttning", find=_before_move_in, is_certain=True),
    Derivation(name="delivered_service", text="drogtestlogg och protokoll, månad för månad", find=_delivered),
    Derivation(name="home", text="boendet enligt utredningen", find=_home),
    Derivation(name="support_now", text="samverkan och övriga insatser", find=_support_now),
    Derivation(name="treatment_unit", text="behandlingskontakt i ansökan", find=_treatment),
    Derivation(name="begun_by", text="hur ansökan kom in", find=_begun_by),
    Derivation(name="on_call_exists", text="verksamhetens jour", find=_on_call, is_certain=True),
    Derivation(name="next_consent", text="nästa lediga nummer", find=_next_consent),
    Derivation(name="test_consent", text="giltigt samtycke till tester", find=_test_consent, is_certain=True),
    Derivation(name="sip_consent", text="giltigt samtycke till SIP", find=_sip_consent, is_certain=True),
)
