"""Months as they really are: how often a weekday comes, and which of those days are public holidays.

The only importer of `holidays`. Source: the library's tables for Finland and Sweden; in Sweden the eves
that are free in practice (midsummer, Christmas, New Year) count as holidays too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from halvvag_docs.answers import Answers
from halvvag_docs.formatting import weekday_code
from halvvag_docs.rules.view import day, number, rows, text

_MONTHS_AT_MOST = 60
_LAST_YEAR = 2100
WEEKLY = frozenset((4, 5))
"""`per_manad` of a talk that is held every week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMonth:
    """Direct service planned in one calendar month, in minutes."""

    month: str
    """`YYYY-MM`."""
    meetings: int
    """Individual talks (halfway house) or support sessions (support at home) that can be held."""
    meeting_minutes: int
    test_minutes: int
    network_minutes: int
    lost: tuple[date, ...]
    """Planned days that are public holidays, on which nobody meets."""

    @property
    def minutes(self) -> int:
        """All direct service of the month."""
        return self.meeting_minutes + self.test_minutes + self.network_minutes


@lru_cache(maxsize=256)
def public_holidays(system: str, year: int) -> Mapping[date, str]:
    """Return the public holidays of a year in `fi` or `se`, with their Swedish names."""
    import holidays  # noqa: PLC0415  quick only when nobody asks

    if not 1917 < year <= _LAST_YEAR:
        return MappingProxyType({})
    if system == "se":
        found = holidays.country_holidays("SE", years=year, language="sv", categories=("public", "de_facto"))
    else:
        found = holidays.country_holidays("FI", years=year, language="sv_FI")
    return MappingProxyType(dict(sorted(found.items())))


def is_holiday(value: date, system: str) -> bool:
    """Say whether a date is a public holiday."""
    return value in public_holidays(system, value.year)


def planned_months(plan: Answers) -> tuple[PlannedMonth, ...]:
    """Return the direct service a plan means month by month, the first five years at most.

    A talk planned four or five times a month is weekly: it is held on each of its weekdays in the period
    that is no public holiday. Tests and network meetings are an average a month in every month.
    """
    first, last = day(plan, "genomforandeplan.period.fran"), day(plan, "genomforandeplan.period.till")
    if first is None or last is None or last < first or last.year > _LAST_YEAR:
        return ()
    return tuple(_planned(plan, start, end) for start, end in _months(first, last))


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each month of a period, cut to the period."""
    for _ in range(_MONTHS_AT_MOST):
        next_month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(last, next_month - timedelta(days=1))
        first = next_month
        if first > last:
            return


def _planned(plan: Answers, start: date, end: date) -> PlannedMonth:
    sessions, minutes = 0, 0
    lost: set[date] = set()
    for weekday, length, at_most in _meetings(plan):
        days = [value for value in _days(start, end) if weekday_code(value) == weekday]
        free = [value for value in days if is_holiday(value, plan.system)]
        held = len(days) - len(free) if at_most is None else min(at_most, len(days) - len(free))
        sessions += held
        minutes += held * length
        lost.update(free)
    tests = _product(plan, "genomforandeplan.test.per_manad", "genomforandeplan.test.minuter")
    return PlannedMonth(
        month=f"{start:%Y-%m}",
        meetings=sessions,
        meeting_minutes=minutes,
        test_minutes=tests,
        network_minutes=number(plan, "genomforandeplan.natverksmote.minuter_per_manad") or 0,
        lost=tuple(sorted(lost)),
    )


def _meetings(plan: Answers) -> Iterator[tuple[str, int, int | None]]:
    """Yield weekday, minutes, and how often a month at most (None: every week)."""
    often = number(plan, "genomforandeplan.samtal.per_manad")
    length = number(plan, "genomforandeplan.samtal.minuter")
    if often and length:
        yield text(plan, "genomforandeplan.samtal.veckodag"), length, None if often in WEEKLY else often
    for row in rows(plan, "genomforandeplan.stodpass"):
        yield text(row, "veckodag"), number(row, "langd_min") or 0, None


def _days(start: date, end: date) -> Iterator[date]:
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)


def _product(plan: Answers, times: str, minutes: str) -> int:
    return (number(plan, times) or 0) * (number(plan, minutes) or 0)
