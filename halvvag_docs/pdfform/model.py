"""What a fillable form holds, and whether given values fit it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from halvvag_docs.errors import RenderError

Value = str | bool
"""Text of a field, or a state or option code; a bool for a check box."""

_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_YES, _NO = frozenset({"true", "ja"}), frozenset({"false", "nej"})
_LISTED = 40
"""So many names are listed whole in a message; of more, only those most alike."""


class FieldKind(StrEnum):
    """Kinds of form fields. Source: ISO 32000-1, 12.7.4."""

    TEXT = "text"
    MULTILINE = "multiline"
    COMB = "comb"
    CHECK = "check"
    RADIO = "radio"
    CHOICE = "choice"
    LISTBOX = "listbox"
    SIGNATURE = "signature"
    BUTTON = "button"

    @property
    def holds_text(self) -> bool:
        """Whether the value is free text."""
        return self in _TEXTS

    @property
    def fillable(self) -> bool:
        """Whether the field takes a value at all."""
        return self not in _UNFILLED


_TEXTS = frozenset({FieldKind.TEXT, FieldKind.MULTILINE, FieldKind.COMB})
_UNFILLED = frozenset({FieldKind.SIGNATURE, FieldKind.BUTTON})


class Option(NamedTuple):
    """One choice of a list."""

    export: str
    """The code that is stored."""
    display: str
    """The words that are shown."""


class Rows(NamedTuple):
    """The rows of a list that stand on one page, which can be repeated for more; see `rows`."""

    list: str
    """Name above the rows: `genomforandeplan.mal`."""
    first: int
    """Index of the first row on the page."""
    size: int
    """How many stand on the page."""
    page: int
    """0-based."""


class FormField(NamedTuple):
    """One field of a form, with everything a value must fit."""

    name: str
    """Full dotted name."""
    kind: FieldKind
    label: str
    """Tooltip of the field in words for people, else the name."""
    pages: tuple[int, ...] = ()
    """Pages with a widget of the field, 0-based."""
    states: tuple[str, ...] = ()
    """States of a check box or radio button besides Off, as drawn in the form."""
    options: tuple[Option, ...] = ()
    max_length: int | None = None
    """Most characters of a text; the number of cells of a comb."""
    several: bool = False
    """A list box in which more than one option can be chosen, a line each."""
    hidden: bool = False
    """No page shows the field."""
    editable: bool = False
    """A choice that also takes words outside its options."""
    source: str = ""
    """Print expression, see `binding`; empty: the name is the path of the answer."""
    read_only: bool = False
    required: bool = False
    rows: Rows | None = None
    """The rows on the field's page, when the page can be repeated for more of them."""

    @property
    def takes_the_rest(self) -> bool:
        """Whether the field prints those items of a list that have no rows of their own; mostly there are none."""
        return re.match(r"for [\w.]+\[\d+:\]", self.source) is not None


def clean(text: str) -> str:
    """Return `text` composed (NFC), with line feeds as line ends and without control characters."""
    if text.isprintable():  # most texts: no control character and no line end
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    return _CONTROLS.sub("", unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)))


def _cleaned(text: str) -> str:
    """Return `text` as `clean` does, when that takes away no control character.

    Raises:
        ValueError: it would.
    """
    if not text.isprintable() and (found := _CONTROLS.search(text.replace("\ufeff", ""))):
        raise ValueError(
            f"texten innehåller ett tecken som inte går att visa (U+{ord(found[0]):04X}). Ta bort det."
        )
    return clean(text)


def checked_values(known: Mapping[str, FormField], values: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return `values` as the fields `known` by name store them: cleaned text, export codes, and states.

    The state for none is `Off`.

    Raises:
        RenderError: a name is unknown, a value has the wrong kind, or a state or option does not exist. All such
            problems are told at once, with what would be right and never with the value.
    """
    problems: list[str] = []
    stored: dict[str, Value] = {}
    for name, value in values.items():
        if name not in known:
            problems.append(_unknown_name(name, known))
            continue
        try:
            stored[name] = _stored(known[name], value)
        except ValueError as error:
            problems.append(f"Fältet «{known[name].label}» ({name}): {error}")
    if problems:
        raise RenderError("Värdena passar inte formuläret.\n" + "\n".join(f"- {problem}" for problem in problems))
    return stored


def _unknown_name(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if len(names) <= _LISTED:
        return f"Fältet {name} finns inte. Fälten heter: {', '.join(names)}."
    from difflib import get_close_matches  # noqa: PLC0415 - only for a message

    alike = get_close_matches(name, names, n=5, cutoff=0.4) or names[:5]
    return f"Fältet {name} finns inte. Närmast liknar {', '.join(alike)}; formuläret har {len(names)} fält."


def _stored(field: FormField, value: Value | None) -> Value:
    if isinstance(value, str) and field.kind.holds_text:  # nearly every value, so first
        return _text(field, _cleaned(value))
    if not field.kind.fillable:
        if value in {None, "", False}:
            return ""
        raise ValueError("en knapp eller underskrift fylls inte med ett värde.")
    if field.kind is FieldKind.CHECK:
        return _state(field, value)
    if value is None:
        value = ""
    if isinstance(value, bool):
        wanted = "här behövs text, inte ja eller nej." if field.kind.holds_text else _listing(field)
        raise ValueError(wanted)  # noqa: TRY004 - the caller tells it as a problem of the field
    if field.kind.holds_text:
        return _text(field, value)
    return _option(field, _cleaned(value))


def _text(field: FormField, text: str) -> str:
    if field.max_length is not None and len(text) > field.max_length:
        raise ValueError(f"texten är längre än de {field.max_length} tecken som får plats.")
    if field.kind is FieldKind.COMB and "\n" in text:
        raise ValueError("texten i rutor får inte ha flera rader.")
    return text


def _state(field: FormField, value: Value | None) -> str:
    if value in {None, "", False, "Off"}:
        return "Off"
    if value is True and len(field.states) == 1:
        return field.states[0]
    if isinstance(value, str):
        known = {option.display: option.export for option in field.options}
        if (state := known.get(value, value)) in field.states:
            return state
        if value.casefold() in _YES and len(field.states) == 1:  # from tables and YAML, where all is text
            return field.states[0]
        if value.casefold() in _NO:
            return "Off"
    raise ValueError(_listing(field))


def _option(field: FormField, text: str) -> str:
    if field.several:
        return "\n".join(_one_option(field, line) for line in text.split("\n") if line)
    return _one_option(field, text)


def _one_option(field: FormField, text: str) -> str:
    if field.kind is FieldKind.RADIO:
        if text in {"", "Off"}:
            return "Off"
        if text in field.states:
            return text
    elif not text or text in {option.export for option in field.options}:
        return text
    for option in field.options:
        if text in {option.display, option.display.strip(), option.export.strip()}:
            return option.export
    if field.editable:
        return text
    raise ValueError(_listing(field))


def _listing(field: FormField) -> str:
    if field.kind is FieldKind.CHECK and not field.options:
        return f"möjliga värden är true, false{''.join(f', {state}' for state in field.states)}."
    shown = {option.export: option.display for option in field.options}
    codes = field.states or tuple(shown)
    return (
        "möjliga värden är "
        + ", ".join(f"{code} ({shown[code]})" if shown.get(code, code) != code else code for code in codes)
        + "."
    )
