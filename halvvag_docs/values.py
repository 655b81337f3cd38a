"""Answers that know where they come from and how they are printed.

A template compares and loops over an answer's value and prints its text: the code ``fi`` prints as
«Finland». Whatever is made of an answer on the way to the page (joined, capitalised, split) keeps the
sources, so that a rendering can tell which answers it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from halvvag_docs import formatting, identity

WITHHELD = "utelämnat"
"""What stands in the place of an answer that is left out of a copy."""


class UnprintableError(ValueError):
    """A value that cannot stand in a document; the text is a Swedish reason without the value."""


class Source(NamedTuple):
    """An answer, or one piece of it, that stands behind a printed text."""

    path: str
    """Path of the answer, list items 0-based: ``krisplan.kontakter[2].telefon``."""
    piece: int = 0
    """Which piece of the answer, 0-based."""
    pieces: int = 1
    """How many pieces the answer was split into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One text that a rendering printed."""

    part: str
    """Zip member of the Word file: ``word/document.xml``."""
    text: str
    sources: tuple[Source, ...]
    """The answers in the text; empty for a text that is no answer."""


class Leaf:
    """What the answers of all types have in common."""

    shown: str
    """How the answer is printed."""
    sources: tuple[Source, ...]


class Text(str, Leaf):  # noqa: SLOT000  it has room for its sources
    """Text, or a code with a label."""


class Withheld(Text):
    """What the recipient of a copy may not see: counts as not answered and prints nothing by itself.

    Where a document would print a dash for a missing answer it prints :data:`WITHHELD` instead, whether or not
    the question was answered, so that the word tells nothing.
    """


class Number(int, Leaf):
    """A whole number."""


class Amount(Decimal, Leaf):
    """A decimal number."""


class Flag(int, Leaf):
    """Yes (1) or no (0); ``bool`` itself cannot be derived from."""


class Day(date, Leaf):
    """A date."""


class Clock(time, Leaf):
    """A time of day."""


class Group(dict[str, Any]):
    """A group of fields: true when any of them was answered, so that a template can leave out an empty one."""

    def __bool__(self) -> bool:
        return any(_is_answered(value) for value in self.values())


def _is_answered(value: Any) -> bool:
    """Say whether a value is an answer; no (False) and 0 are."""
    return bool(value) if isinstance(value, str | list | dict) else value is not None


def leaf(value: Any, *, shown: str, sources: Iterable[Source] = ()) -> Any:
    """Return ``value`` as a leaf of its type.

    Args:
        value: str, bool, int, Decimal, date or time.
        shown: how it is printed.
        sources: where it comes from.
    """
    made: Any
    if isinstance(value, bool):
        made = Flag(value)
    elif isinstance(value, int):
        made = Number(value)
    elif isinstance(value, Decimal):
        made = Amount(value)
    elif isinstance(value, date):
        made = Day(value.year, value.month, value.day)
    elif isinstance(value, time):
        made = Clock(value.hour, value.minute, value.second)
    else:
        made = Text(value)
    made.shown = shown
    made.sources = tuple(sources)
    return made


def withheld() -> Withheld:
    """Return what stands for an answer that is left out of a copy."""
    made = Withheld()
    made.shown, made.sources = "", ()
    return made


def text(shown: str, sources: Iterable[Source]) -> str:
    """Return a text made of answers, with their sources; a plain str when there are none."""
    found = tuple(sources)
    made: str = leaf(shown, shown=shown, sources=found) if found else shown
    return made


def sources_of(value: Any) -> tuple[Source, ...]:
    """Return the answers behind ``value``."""
    return value.sources if isinstance(value, Leaf) else ()


def shown(value: Any, system: str) -> str:
    """Return how ``value`` is printed.

    Args:
        value: a leaf, str, bool, int, float, Decimal, date, time, or None (printed as nothing).
        system: ``fi`` or ``se``: whose habits plain dates follow.

    Raises:
        UnprintableError: a list, a mapping, or a value of another type.
    """
    if isinstance(value, Leaf):
        return value.shown
    if value is None:
        return ""
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return str(write(value, system))
    kind = "en lista" if isinstance(value, list | tuple) else "en grupp"
    raise UnprintableError(f"taggen skriver ut {kind}. Skriv ut delarna med for, eller en lista med |lista.")


def _moment(value: datetime, system: str) -> str:
    """Write a date from a spreadsheet, which comes with a time of day; midnight is not printed."""
    day = formatting.format_date(value, system)
    return day if value.time() == time() else f"{day} kl. {formatting.format_time(value.time())}"


# bool before int, and datetime before date: the first is a kind of the second.
_WRITERS: tuple[tuple[Any, Any], ...] = (
    (str, lambda value, _system: str(value)),
    (bool, lambda value, _system: formatting.yes_no(value)),
    (int, lambda value, _system: str(value)),
    (Decimal, lambda value, _system: formatting.format_decimal(value)),
    (float, lambda value, _system: formatting.format_decimal(Decimal(repr(value)))),
    (datetime, _moment),
    (date, formatting.format_date),
    (time, lambda value, _system: formatting.format_time(value)),
)


_REGIONS = {"fi": "FI", "se": "SE"}


def written(kind: str, value: Any, system: str, country: str = "") -> str:
    """Return how a typed answer to a field of ``kind`` is printed; a code (``enum``) as it stands.

    Args:
        kind: one of :data:`halvvag_docs.schema.KINDS`.
        value: as ``validation`` gives it.
        system: ``fi`` or ``se``, whose habits are followed.
        country: of the address in which a postal code stands; that of ``system`` when empty.
    """
    write = _KINDS.get(kind)
    return write(value, system, country) if write else str(value)


_KINDS: dict[str, Callable[[Any, str, str], str]] = {
    "date": lambda value, system, _: formatting.format_date(value, system),
    "time": lambda value, _system, _country: formatting.format_time(value),
    "month": lambda value, _system, _country: formatting.format_month(value),
    "partial_date": lambda value, system, _: formatting.format_partial_date(value, system),
    "boolean": lambda value, _system, _country: formatting.yes_no(value),
    "decimal": lambda value, _system, _country: formatting.format_decimal(value),
    "phone": lambda value, system, _: identity.format_phone(value, _REGIONS.get(system)),
    "postal_code": lambda value, system, country: formatting.format_postal_code(value, country or system),
}
