"""Months of the calendar: the same day some months later, and where a month ends."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date


def months_later(start: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month; the calendar has an end."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_of_month(value: date) -> date:
    """Return the last day of the month of a date."""
    return value.replace(day=monthrange(value.year, value.month)[1])
