"""Rules about time: the monthly frame, the length of talks, staff hours, and sums of what was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.formatting import EN_DASH, WEEKDAYS, format_time, format_time_range, join_list
from halvvag_docs.rules.calendar import planned_months
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, Source, amount, clock, number, rows, text

_PLAN = "genomforandeplan"
_TOTAL = f"{_PLAN}.direkt_tid_min_per_manad"
_DONE = "uppfoljning.utfort"
_WEEKDAYS_ONLY = tuple(WEEKDAYS)[:5]
_USUAL_HOURS = (clock_time(8), clock_time(16))
_WEEKS = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectTime:
    """Planned direct service in an ordinary month, in minutes."""

    talks: int
    tests: int
    meetings: int
    support: int
    """Support sessions, 52 weeks spread over 12 months."""

    @property
    def total(self) -> int:
        """All of it."""
        return self.talks + self.tests + self.meetings + self.support


def direct_time(plan: Answers) -> DirectTime | None:
    """Return a plan's direct service in an ordinary month; None when it says nothing about time.

    Group activity is not counted. Source: the service's own terms, four hours a month.
    """
    talk, test = f"{_PLAN}.samtal", f"{_PLAN}.test"
    parts = (
        _times(plan, f"{talk}.per_manad", f"{talk}.minuter"),
        _times(plan, f"{test}.per_manad", f"{test}.minuter"),
        number(plan, f"{_PLAN}.natverksmote.minuter_per_manad"),
        _support(plan),
    )
    if all(part is None for part in parts):
        return None
    talks, tests, meetings, support = (part or 0 for part in parts)
    return DirectTime(talks=talks, tests=tests, meetings=meetings, support=support)


def _times(plan: Answers, often: str, minutes: str) -> int | None:
    count, length = number(plan, often), number(plan, minutes)
    return None if count is None or length is None else count * length


def _support(plan: Answers) -> int | None:
    weekly = [number(row, "langd_min") or 0 for row in rows(plan, f"{_PLAN}.stodpass")]
    return (sum(weekly) * _WEEKS * 2 + 12) // 24 if weekly else None


def _framed(view: CaseView, document: Answers) -> DirectTime | None:
    """Return the planned time where the monthly frame applies."""
    if document.form != _PLAN or not view.is_halfway_house(document):
        return None
    return direct_time(document)


def _hours(minutes: int) -> str:
    return f"{round(minutes / 60, 2):g}".replace(".", ",")


def _over_frame(view: CaseView, document: Answers) -> Iterator[Finding]:
    time = _framed(view, document)
    frame = view.limits.direkt_min_per_manad
    if time and time.total > frame:
        facts = {
            "min": str(time.total),
            "ram": str(frame),
            "timmar": _hours(frame),
            "a": str(time.talks),
            "b": str(time.tests),
            "c": str(time.meetings),
        }
        extra = text(document, f"{_PLAN}.tillaggsbeslut")
        level, variant = (Level.WARNING, "tillagg") if extra else (None, "")
        yield Finding(path=_TOTAL, facts=facts, level=level, variant=variant)


def _over_frame_in_long_month(view: CaseView, document: Answers) -> Iterator[Finding]:
    time = _framed(view, document)
    frame = view.limits.direkt_min_per_manad
    # Only a talk four times a month is weekly and comes a fifth time; five already count five.
    if time is None or time.total > frame or number(document, f"{_PLAN}.samtal.per_manad") != 4:
        return
    total = time.total + (number(document, f"{_PLAN}.samtal.minuter") or 0)
    if total > frame:
        weekday = WEEKDAYS.get(text(document, f"{_PLAN}.samtal.veckodag"), "")
        facts = {"veckodag": weekday, "min": str(total), "timmar": _hours(frame)}
        yield Finding(path=_TOTAL, facts=facts, variant="" if weekday else "veckor")


def _talk_length(view: CaseView, document: Answers) -> Iterator[Finding]:
    if not view.is_halfway_house(document):
        return
    shortest, longest = view.limits.samtal_min, view.limits.samtal_max
    limits = {"kort": str(shortest), "lang": str(longest)}
    planned = number(document, f"{_PLAN}.samtal.minuter")
    if planned is not None and not shortest <= planned <= longest:
        yield Finding(path=f"{_PLAN}.samtal.minuter", facts={"min": str(planned), **limits})
    for place, row in enumerate(rows(document, _DONE)):
        count, minutes = number(row, "samtal_antal"), number(row, "samtal_min")
        if count and minutes is not None and not shortest * count <= minutes <= longest * count:
            mean = f"{minutes / count:.1f}".removesuffix(".0").replace(".", ",")
            facts = {"min": mean, **limits}
            yield Finding(path=f"{_DONE}[{place}].samtal_min", facts=facts, level=Level.WARNING)


def _outside_staff_hours(view: CaseView, document: Answers) -> Iterator[Finding]:
    weekday, start = text(document, f"{_PLAN}.samtal.veckodag"), clock(document, f"{_PLAN}.samtal.klockslag")
    staff = view.unit.personal_tid
    days = staff.dagar if staff else _WEEKDAYS_ONLY
    opens, closes = (staff.fran, staff.till) if staff else _USUAL_HOURS
    hours = format_time_range(opens, closes, "fi")
    shown = {"dagar": _day_words(days), "tider": hours}
    if weekday and weekday not in days:
        said = [WEEKDAYS.get(weekday, ""), f"kl. {format_time(start)}" if start else ""]
        facts = {"tid": " ".join(part for part in said if part), **shown}
        yield Finding(path=f"{_PLAN}.samtal.veckodag", facts=facts)
    elif start:
        # The date is only there to add minutes to a time of day.
        begins = datetime.combine(date(2000, 1, 3), start)
        ends = begins + timedelta(minutes=min(number(document, f"{_PLAN}.samtal.minuter") or 0, 1440))
        if start < opens or ends > datetime.combine(begins.date(), closes):
            facts = {"tid": f"kl. {format_time(start)}", "slut": f"kl. {format_time(ends.time())}", **shown}
            variant = "slut" if opens <= start < closes else ""
            yield Finding(path=f"{_PLAN}.samtal.klockslag", facts=facts, variant=variant)


def _day_words(days: tuple[str, ...]) -> str:
    """Return how staff days are said: «vardagar», or the days one by one."""
    if days == _WEEKDAYS_ONLY:
        return "vardagar"
    return join_list(f"{WEEKDAYS.get(code, code)}ar" for code in days)


def _wrong_total(_view: CaseView, document: Answers) -> Iterator[Finding]:
    stated, time = number(document, _TOTAL), direct_time(document)
    if document.form == _PLAN and stated is not None and time and stated != time.total:
        yield Finding(path=_TOTAL, facts={"min": str(time.total)})


def _more_support_than_granted(view: CaseView, document: Answers) -> Iterator[Finding]:
    planned = _support(document)
    granted = amount(view.related("uppdrag", document), "uppdrag.timmar_per_manad")
    if document.form == _PLAN and planned and granted is not None and planned > granted * 60:
        facts = {"min": str(planned), "beviljat": str(int(granted * 60))}
        yield Finding(path=f"{_PLAN}.stodpass", facts=facts)


def _wrong_sum(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for place, row in enumerate(rows(document, _DONE)):
        parts = [number(row, name) for name in ("samtal_min", "test_min", "natverk_min")]
        stated = number(row, "summa_min")
        if stated is not None and None not in parts and stated != sum(part or 0 for part in parts):
            facts = {"min": str(sum(part or 0 for part in parts))}
            yield Finding(path=f"{_DONE}[{place}].summa_min", facts=facts)


def _unexplained_time(view: CaseView, document: Answers) -> Iterator[Finding]:
    if text(document, "uppfoljning.utfort_kommentar") or not view.is_halfway_house(document):
        return
    plan = view.related(_PLAN, document)
    for place, row in enumerate(rows(document, _DONE)):
        minutes = number(row, "summa_min")
        if minutes is not None and minutes > view.limits.direkt_min_per_manad:
            yield Finding(path=f"{_DONE}[{place}].summa_min", facts={"ram": str(view.limits.direkt_min_per_manad)})
        elif plan and _fewer_talks(plan, row):
            yield Finding(path=f"{_DONE}[{place}].samtal_antal", variant="samtal")


def _fewer_talks(plan: Answers, row: Source) -> bool:
    """Say whether fewer talks were held than the month had room for, public holidays left out."""
    held, often = number(row, "samtal_antal"), number(plan, f"{_PLAN}.samtal.per_manad")
    if held is None or often is None or held >= often:
        return False
    planned = {one.month: one.meetings for one in planned_months(plan)}
    return held < min(often, planned.get(text(row, "manad"), 0))


_SUM_OVER = (
    "Planerad direkt service är {min} min/månad, ramen är {ram} min ({timmar} h): samtal {a}, "
    "tester {b}, nätverksmöten {c}."
)
RULES = (
    Rule(
        id="R06",
        level=Level.ERROR,
        level_note="VARNING när ett tilläggsbeslut är angivet",
        when="Halvvägshem: planerad direkt service är mer än 240 minuter i månaden (samtal × antal + test × "
        "antal + "
        "nätverksmöten, alltid omräknat).",
        source="Verksamhetens villkor: högst 4 timmar i månaden",
        message=f"{_SUM_OVER} Minska tiden eller ange tilläggsbeslut.",
        variants={"tillagg": f"{_SUM_OVER} Kontrollera att tilläggsbeslutet räcker för tiden."},
        settings=("direkt_min_per_manad",),
        search=_over_frame,
    ),
    Rule(
        id="R07",
        level=Level.WARNING,
        when="Halvvägshem: en månad med fem samtalsdagar går över ramen, fast en med fyra ryms.",
        source="Räknat på verksamhetens villkor",
        message="I månader med fem {veckodag}ar blir tiden {min} min, mer än {timmar} h. Planera hur det "
        "hanteras.",
        variants={
            "veckor": "I månader med fem samtal blir tiden {min} min, mer än {timmar} h. Planera hur det hanteras."
        },
        settings=("direkt_min_per_manad",),
        search=_over_frame_in_long_month,
    ),
    Rule(
        id="R08",
        level=Level.ERROR,
        level_note="VARNING för utförda samtal i uppföljningen, minuter delat med antal",
        when="Halvvägshem: individuella stödsamtal är kortare än 45 eller längre än 60 minuter.",
        source="Verksamhetens villkor: 45–60 minuter i veckan",
        message=f"Individuella stödsamtal är {{kort}}{EN_DASH}{{lang}} minuter per vecka. Du angav {{min}}.",
        settings=("samtal_min", "samtal_max"),
        search=_talk_length,
    ),
    Rule(
        id="R09",
        level=Level.WARNING,
        when="Ett planerat samtal ligger utanför personalens tider (vardagar kl. 8–16).",
        source="Verksamhetens villkor: bemanning",
        message="Personal finns på plats {dagar} {tider}. Tiden {tid} ligger utanför.",
        variants={
            "slut": "Personal finns på plats {dagar} {tider}. Samtalet {tid} slutar {slut}, efter personalens tid."
        },
        settings=("personal_tid",),
        search=_outside_staff_hours,
    ),
    Rule(
        id="direkt_tid",
        level=Level.WARNING,
        when="Planens angivna direkta tid är en annan än den som räknas fram.",
        source="Följer av fälten",
        message="Den direkta tiden räknas till {min} min/månad. Rätta summan.",
        search=_wrong_total,
        everywhere=True,
    ),
    Rule(
        id="stodpass_tid",
        level=Level.WARNING,
        when="Stödpassen tar mer tid i månaden än uppdraget medger.",
        source="Följer av fälten",
        message="Stödpassen tar {min} min/månad, beviljat är {beviljat} min. Minska tiden eller kontakta "
        "beställaren.",
        search=_more_support_than_granted,
        everywhere=True,
    ),
    Rule(
        id="utfort_summa",
        level=Level.WARNING,
        when="Summan av utförd direkt service är en annan än dess delar.",
        source="Följer av fälten",
        message="Samtal, tester och nätverksmöten blir {min} min tillsammans. Rätta summan.",
        search=_wrong_sum,
        everywhere=True,
    ),
    Rule(
        id="utfort_kommentar",
        level=Level.WARNING,
        when="Halvvägshem: utförd tid är mer än ramen, eller samtalen färre än planerat (helgdagar borträknade), "
        "utan kommentar.",
        source="Följer av fälten",
        message="Tiden är mer än {ram} min. Kommentera varför.",
        variants={"samtal": "Samtalen är färre än planerat. Kommentera varför."},
        settings=("direkt_min_per_manad",),
        search=_unexplained_time,
        everywhere=True,
    ),
)
