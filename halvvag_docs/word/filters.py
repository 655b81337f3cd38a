"""The filters of templates. Each keeps track of the answers it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from itertools import chain
from typing import Any

from jinja2 import pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined

from halvvag_docs import formatting, identity, values
from halvvag_docs.values import Leaf, Source, sources_of, text
from halvvag_docs.word.plain import CHECKED, UNCHECKED, YES_OR_NO

SYSTEM = "whose habits"
"""Name in the context, one that no template can spell, of ``fi`` or ``se``."""

_LONGEST = 1_000_000
"""Characters of one text, or items of one list."""
_NO_ANSWER = "svaret är varken ja eller nej (true eller false)."

UNCUT = "no piece of a text"
"""Name of a filter, one that no template can spell."""


def _system(context: Context) -> str:
    return str(context.parent[SYSTEM])


def _shown(context: Context, value: Any) -> str:
    return str(value) if isinstance(value, Undefined) else values.shown(value, _system(context))


def _changed(context: Context, value: Any, change: Callable[[str], str]) -> str:
    return text(change(_shown(context, value)), sources_of(value))


@pass_context
def plain(context: Context, value: Any) -> str:
    """Return the value as it is printed."""
    return text(_shown(context, value), sources_of(value))


@pass_context
def datum_lang(context: Context, value: Any) -> str:
    """«14 maj 2026»; what is no whole date is printed as it is."""
    if isinstance(value, date):
        return text(formatting.format_date_long(value), sources_of(value))
    return text(_shown(context, value), sources_of(value))


@pass_context
def klockslag(context: Context, value: Any) -> str:
    """«16.00»."""
    if isinstance(value, time):
        return text(formatting.format_time(value), sources_of(value))
    return text(_shown(context, value), sources_of(value))


def janej(value: Any) -> str:
    """«Ja», «Nej», or nothing when not answered."""
    return "" if value in ("", None) else text(formatting.yes_no(_is_yes(value)), sources_of(value))


def _is_yes(value: Any) -> bool:
    """Say whether a value is yes; in tables and YAML that is a word.

    Raises:
        UnprintableError: it is another text.
    """
    if not isinstance(value, str):
        return bool(value)
    word = value.strip().casefold()
    if word not in YES_OR_NO:
        raise values.UnprintableError(_NO_ANSWER)
    return YES_OR_NO[word]


@pass_context
def lista(context: Context, items: Any, word: str = "och") -> str:
    """«a, b och c»."""
    found = _items(items)
    texts = [_shown(context, item) for item in found]
    return text(formatting.join_list(texts, word), chain.from_iterable(map(sources_of, found)))


@pass_context
def join(context: Context, items: Any, between: Any = "", attribute: str | None = None) -> str:
    """Print the items with ``between`` between them."""
    found = _items(items)
    if attribute is not None:
        found = [context.environment.getattr(item, attribute) for item in found]
    texts = [_shown(context, item) for item in found]
    refuse_length(sum(map(len, texts)) + len(texts) * len(str(between)))
    return text(str(between).join(texts), chain.from_iterable(map(sources_of, found)))


def refuse_length(length: int) -> None:
    """Stop a template that would fill the memory with one text."""
    if length > _LONGEST:
        raise SecurityError("result too large")


@pass_context
def replace(context: Context, value: Any, old: str, new: str) -> str:
    """Print the value with one text in place of another; what is printed is no longer the whole answer."""
    before = _shown(context, value)
    refuse_length(len(before) + before.count(old) * len(new))
    return before.replace(old, new)


def _items(items: Any) -> list[Any]:
    return [items] if isinstance(items, str) and items else list(items or ())


@pass_context
def stycken(context: Context, value: Any) -> list[str]:
    """Split a text at its line breaks; empty lines are left out."""
    lines = [line for line in _shown(context, value).split("\n") if line.strip()]
    whole = sources_of(value)
    return [text(line, _pieces(whole, n, len(lines))) for n, line in enumerate(lines)]


def _pieces(sources: Iterable[Source], piece: int, pieces: int) -> Iterable[Source]:
    return (Source(source.path, piece, pieces) for source in sources)


@pass_context
def telefon(context: Context, value: Any) -> str:
    """Print a phone number in national form."""
    region = _system(context).upper()
    if isinstance(value, Leaf):
        return text(value.shown, sources_of(value))
    return identity.format_phone(str(value or ""), region)


@pass_context
def belopp(context: Context, value: Any, currency: str | None = None) -> str:
    """«1 234,50 €» in Finland, «1 234,50 kr» in Sweden, or the ``currency`` given (EUR, SEK)."""
    if not isinstance(value, int | Decimal):
        return text(_shown(context, value), sources_of(value))
    return text(formatting.format_money(value, currency or _system(context)), sources_of(value))


def kryss(value: Any, *codes: str) -> str:
    """«☒» or «☐»: for a yes/no answer, or for whether an enum, or a list of them, holds one of ``codes``."""
    if not codes:
        return text(CHECKED if _is_yes(value) else UNCHECKED, sources_of(value))
    chosen = [item for item in (value if isinstance(value, list | tuple) else [value]) if item in codes]
    return text(CHECKED if chosen else UNCHECKED, chain.from_iterable(map(sources_of, chosen)))


@pass_context
def stor(context: Context, value: Any) -> str:
    """Make the first letter a capital."""
    return _changed(context, value, formatting.capitalise)


def saknas(value: Any, word: str = "–") -> Any:
    """Print the value, or a dash when it is not answered; of what is left out of a copy, that it is."""
    if isinstance(value, values.Withheld):
        return values.WITHHELD
    empty = value is None or (isinstance(value, str | list | tuple) and len(value) == 0)
    return word if empty else value


def _uncut(value: Any) -> Any:
    """Return what a piece is taken of; of a text none is, lest an answer is printed in part."""
    if isinstance(value, str):
        raise values.UnprintableError("taggen skriver ut en bit av en text. Skriv ut hela texten, utan [ : ].")
    return value


def _styled(change: Callable[[str], str]) -> Callable[..., str]:
    @pass_context
    def styled(context: Context, value: Any) -> str:
        return _changed(context, value, change)

    return styled


FILTERS: dict[str, Callable[..., Any]] = {
    "datum": plain,
    "datum_lang": datum_lang,
    "klockslag": klockslag,
    "janej": janej,
    "lista": lista,
    "join": join,
    "stycken": stycken,
    "etikett": plain,
    "telefon": telefon,
    "belopp": belopp,
    "kryss": kryss,
    "stor": stor,
    "saknas": saknas,
    "replace": replace,
    "text": plain,
    "string": plain,
    # All that is printed is escaped; a template can neither ask for it twice nor go without.
    "e": plain,
    "escape": plain,
    "forceescape": plain,
    "safe": plain,
    "upper": _styled(str.upper),
    "lower": _styled(str.lower),
    "capitalize": _styled(str.capitalize),
    "title": _styled(str.title),
    "trim": _styled(str.strip),
    UNCUT: _uncut,
}

KEEP_TEXT = frozenset(FILTERS) - {"lista", "join", "stycken", "replace", UNCUT} | {"default", "d"}
"""Filters after which a printed answer is still that answer."""
KEEP_LIST = frozenset(
    ("sort", "reverse", "list", "unique", "select", "reject", "selectattr", "rejectattr", "default", "d", "saknas")
)
"""Filters after which a list is still made of its items."""
TAKE_ITEM = frozenset(("first", "last", "min", "max"))
PRINT_LIST = frozenset(("lista", "join"))
