"""How pages write dates, times and states."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from halvvag_docs import formatting

_STATUSES = {"utkast": "utkast", "faststalld": "fastställd", "ersatt": "ersatt", "makulerad": "makulerad"}


def teach(app: Flask) -> None:
    """Give the templates of ``app`` their filters."""
    app.jinja_env.filters.update(
        day=day, away=away, moment=moment, status=status, lower_first=lower_first, upper_first=upper_first
    )


def day(value: date, system: str = "fi") -> str:
    """Return a date as the country writes it: 14.5.2026, 2026-05-14."""
    return formatting.format_date(value, system)


def away(value: date, today: date) -> str:
    """Return how far a day is from today: «om 3 dagar», «i dag», «för 2 dagar sedan»."""
    return formatting.days_away(value, today)


def moment(value: datetime) -> str:
    """Return when something was saved, on the clock of this machine."""
    local = value.astimezone()
    return f"{formatting.format_date(local.date(), 'fi')} kl. {formatting.format_time(local.time())}"


def status(value: str) -> str:
    """Return the Swedish word of a document's state."""
    return _STATUSES.get(value, value)


def lower_first(value: str) -> str:
    """Return a title inside a sentence; one of capital letters keeps them: «krisplan», «SIP»."""
    return value if value[:2].isupper() else value[:1].lower() + value[1:]


def upper_first(value: str) -> str:
    """Return a text that begins a sentence."""
    return value[:1].upper() + value[1:]
