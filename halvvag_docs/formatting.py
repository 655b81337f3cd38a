"""How dates, times, numbers and lists are written in Swedish, in Finland and in Sweden.

`system` is `fi` or `se` (dokument.system) and decides between the two countries' habits. Ranges take an en
dash without spaces. Pure functions; nothing asks the clock or the locale.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

EN_DASH: Final = "\u2013"
NO_BREAK_SPACE: Final = "\u00a0"

MONTHS: Final = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
# Stored code to printed name, in the order of date.weekday().
WEEKDAYS: Final = {
    "mandag": "måndag",
    "tisdag": "tisdag",
    "onsdag": "onsdag",
    "torsdag": "torsdag",
    "fredag": "fredag",
    "lordag": "lördag",
    "sondag": "söndag",
}
_WEEKDAY_CODES = tuple(WEEKDAYS)
_CURRENCIES = {"EUR": "€", "SEK": "kr"}
_SYSTEM_CURRENCIES = {"fi": "EUR", "se": "SEK"}


def format_date(day: date, system: str) -> str:
    """Write a date in figures: «14.5.2026» (fi) or «2026-05-14» (se)."""
    return f"{day.day}.{day.month}.{day.year}" if system == "fi" else day.isoformat()


def format_date_long(day: date) -> str:
    """Write a date in words: «14 maj 2026»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_date_range(first: date, last: date, system: str) -> str:
    """Write a period: «9.3–8.9.2026» (fi, a shared month or year said once) or «2026-03-09–2026-09-08» (se)."""
    if first == last:
        return format_date(first, system)
    start = format_date(first, system)
    if system == "fi" and first.year == last.year:
        start = f"{first.day}" if first.month == last.month else f"{first.day}.{first.month}"
    return f"{start}{EN_DASH}{format_date(last, system)}"


def format_partial_date(value: date | str, system: str) -> str:
    """Write a date of which month or day may be unknown: `2026-01-11`, `2026-01` or `2026`."""
    if isinstance(value, date):
        return format_date(value, system)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return format_date(date.fromisoformat(value), system)
    return format_month(value) if re.fullmatch(r"\d{4}-\d{2}", value, re.ASCII) else value


def format_month(value: date | str) -> str:
    """Write a month: «juni 2026» for `2026-06` or any day of it. Raises ValueError for other text."""
    day = value if isinstance(value, date) else date.fromisoformat(f"{value}-01")
    return f"{MONTHS[day.month - 1]} {day.year}"


def format_time(clock: time) -> str:
    """Write a time of day: «16.00», «9.30»."""
    return f"{clock.hour}.{clock.minute:02}"


def format_time_range(start: time, end: time, system: str) -> str:
    """Write opening hours: «kl. 16–22» (fi, whole hours without minutes) or «kl. 16.00–22.00» (se)."""
    return f"kl. {_range_end(start, system)}{EN_DASH}{_range_end(end, system)}"


def _range_end(clock: time, system: str) -> str:
    return str(clock.hour) if system == "fi" and clock.minute == 0 else format_time(clock)


def weekday_code(day: date) -> str:
    """Return the stored code of the weekday a date falls on."""
    return _WEEKDAY_CODES[day.weekday()]


def age_at(birth_date: date, day: date) -> int:
    """Return full years on a day; negative before birth. Born on 29 February, one turns on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def format_decimal(number: Decimal | int, places: int | None = None) -> str:
    """Write a number with decimal comma, digits as given or rounded to `places`: «8,0», «0,25», «-3»."""
    decimal = Decimal(number)
    text = f"{decimal:f}" if places is None else f"{decimal:.{places}f}"
    return text.replace(".", ",")


def format_money(amount: Decimal | int, currency: str) -> str:
    """Write an amount with two decimals: «80,00 €», «6 480,00 kr», spaces non-breaking.

    Args:
        amount: in whole units of the currency.
        currency: `EUR`, `SEK`, or `fi`, `se` for the system's own; another code is printed as it stands.
    """
    code = _SYSTEM_CURRENCIES.get(currency, currency)
    grouped = f"{amount:,.2f}".replace(",", NO_BREAK_SPACE).replace(".", ",")
    return f"{grouped}{NO_BREAK_SPACE}{_CURRENCIES.get(code, code)}"


def format_postal_code(code: str, country: str) -> str:
    """Write a stored postal code: «123 45» in Sweden (`SE` or `se`), otherwise as stored."""
    return f"{code[:3]} {code[3:]}" if country.upper() == "SE" and len(code) == 5 else code


def yes_no(value: bool) -> str:  # noqa: FBT001 - the value itself is what is printed
    """Write a truth value: «Ja» or «Nej»."""
    return "Ja" if value else "Nej"


def join_list(items: Iterable[str], word: str = "och") -> str:
    """Write a list: «a», «a och b», «a, b och c»; nothing for no items."""
    texts = list(items)
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def days_away(day: date, today: date) -> str:
    """Write how far a day is from today: «om 3 dagar», «i dag», «för 1 dag sedan»."""
    days = (day - today).days
    if days == 0:
        return "i dag"
    return f"om {plural(days, 'dag', 'dagar')}" if days > 0 else f"för {plural(-days, 'dag', 'dagar')} sedan"


def plural(count: int, one: str, many: str) -> str:
    """Write a count with its noun: «1 dag», «3 dagar»."""
    return f"{count} {one if count == 1 else many}"


def capitalise(text: str) -> str:
    """Return the text with its first letter upper case and the rest untouched."""
    return text[:1].upper() + text[1:]
