"""The shape of a schema: which words it may hold, and what stands after each. Faults are told with file and field.

Whether the fields, roles and rules that a schema names exist is proved by ``halvvag forms --check``; this here is
quick enough for every start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from halvvag_docs.errors import FormError

KINDS = (
    "string", "text", "integer", "decimal", "boolean", "date", "time", "month", "partial_date",
    "phone", "postal_code", "email", "identity_number", "uuid", "dict", "list",
)  # fmt: skip
"""Values of ``type`` in a schema. A field with ``enum`` has the kind ``enum``."""

_UNUSABLE = re.compile(r"[\s.\[\]{}^=|]")
"""What a field's name cannot hold, since paths and print expressions mean something by it."""
_SENSITIVITY = re.compile(r"S[0-4][RN·]*")


class Word(NamedTuple):
    """What stands after a word of a schema."""

    fits: Callable[[Any], bool]
    wanted: str
    """Swedish, after «ska vara»."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_pattern(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return True


def _is_conditions(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(path, str) and isinstance(values, list) and all(map(_is_condition, values))
        for path, values in value.items()
    )


def _is_condition(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and value.keys() <= {"min", "max"} and all(map(_is_number, value.values()))
    return value is None or isinstance(value, str | int | float)


def _is_dependencies(value: Any) -> bool:
    """Cerberus takes a name and a list of names, too, and a value alone."""
    return isinstance(value, str) or _is_strings(value) or (_is_mapping(value) and all(map(_is_string, value)))


def _is_limits(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(path, str) and isinstance(limits, Mapping) and all(map(_is_number, limits.values()))
        for path, limits in value.items()
    )


def _is_every_code(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and value.keys() <= {"field", "if"}
        and isinstance(value.get("field"), str)
        and _is_conditions(value.get("if", {}))
    )


_YES_NO = Word(_is_bool, "true eller false")
_TEXT = Word(_is_text, "text")
_COUNT = Word(_is_count, "ett heltal, minst 0")
_NUMBER = Word(_is_number, "ett tal")
_CONDITIONS = Word(_is_conditions, "{SÖKVÄG: [värden]}, till exempel {deposition: [true]}")

RULES: Mapping[str, Word] = MappingProxyType(
    {
        "type": Word(_is_string, "en fälttyp"),
        "meta": Word(_is_mapping, "namn och värden, till exempel {label: Slag}"),
        "schema": Word(_is_mapping, "fälten i gruppen, eller vad en rad i listan är"),
        "required": _YES_NO,
        "nullable": _YES_NO,
        "minlength": _COUNT,
        "maxlength": _COUNT,
        "min": _NUMBER,
        "max": _NUMBER,
        "allowed": Word(_is_list, "en lista"),
        "regex": Word(_is_pattern, "ett reguljärt uttryck som går att läsa"),
        "dependencies": Word(_is_dependencies, _CONDITIONS.wanted),
        "required_if": _CONDITIONS,
        "required_if_any": _CONDITIONS,
        "every_code": Word(_is_every_code, "{field: NAMN} eller {field: NAMN, if: {SÖKVÄG: [värden]}}"),
        "max_by": Word(_is_limits, "{GRANNE: {kod: tal}}"),
        "not_future": _YES_NO,
        "not_before": Word(_is_string, "en sökväg"),
        "not_containing": Word(_is_strings, "en lista med sökvägar"),
    }
)
"""Words beside ``enum`` that the rules of a field are written with."""

_CERBERUS = frozenset(
    "allow_unknown allof anyof check_with contains empty excludes forbidden items keysrules noneof oneof readonly "  # noqa: SIM905
    "require_all valuesrules".split()
)
"""Words of Cerberus that are left to it."""

META: Mapping[str, Word] = MappingProxyType(
    {
        **dict.fromkeys(("label", "help", "section", "prefill", "row", "example", "sets"), _TEXT),
        **dict.fromkeys(("always", "internal", "offered"), _YES_NO),
        "class": Word(lambda value: value in ("F", "H", "E", "B", "K", "-"), 'en av F, H, E, B, K och "-"'),
        "sensitivity": Word(
            lambda value: isinstance(value, str) and bool(_SENSITIVITY.fullmatch(value)),
            "S0–S4 med R och N, t.ex. S3R",
        ),
        "labels": Word(_is_mapping, "koder och etiketter"),
    }
)
"""Words under ``meta``."""

FORM: Mapping[str, Word] = MappingProxyType(
    {
        "title": _TEXT,
        "version": Word(lambda value: _is_count(value, 1), "ett heltal, minst 1"),
        "description": _TEXT,
        "adopted": _YES_NO,
        "blocks": Word(_is_strings, "en lista, till exempel [dokument, underskrifter]"),
        "sections": Word(_is_list, "en lista"),
        "signers": Word(_is_list, "en lista"),
        "rules": Word(_is_strings, "en lista, till exempel [R38, R47]"),
        "fields": Word(_is_mapping, "namn och regler"),
    }
)
"""Words at the top of a schema."""

_SECTION = MappingProxyType({"id": _TEXT, "title": _TEXT, "help": _TEXT})
_SIGNER = MappingProxyType(
    {
        "roll": Word(_is_string, "en kod ur listan signatur_roll"),
        "krav": Word(lambda value: value in ("ska", "far"), "ska eller far"),
        "mening": _TEXT,
        "system": Word(lambda value: value in ("fi", "se", ""), "fi eller se"),
    }
)
_SHARED = MappingProxyType(dict.fromkeys(("enums", "blocks"), Word(_is_mapping, "namn och innehåll")))


def check_form(data: Mapping[str, Any], source: str) -> None:
    """See to it that what stands at the top of a schema is what it should be.

    Raises:
        FormError: an unknown word, or a wrong value; ``source`` is what the message calls the file.
    """
    _check(data, FORM, source, "okänt överst i filen")
    check_sections(data, source)
    for number, signer in enumerate(data.get("signers", ()), 1):
        _check_part(signer, _SIGNER, ("roll", "krav", "mening"), f"{source}: signers, nummer {number}")


def check_shared(data: Mapping[str, Any], source: str) -> None:
    """See to it that the lists, blocks and sections of all forms are mappings and a list; ``Raises`` as above."""
    _check({name: data[name] for name in _SHARED if name in data}, _SHARED, source, "okänt")
    if not _is_list(data.get("sections", [])):
        _wrong(source, "sections", FORM["sections"])
    check_sections(data, source)


def check_sections(data: Mapping[str, Any], source: str) -> None:
    """See to it that each section has an id and a title; ``Raises`` as above."""
    for number, section in enumerate(data.get("sections", ()), 1):
        _check_part(section, _SECTION, ("id", "title"), f"{source}: sections, nummer {number}")


def check_rules(rules: Mapping[str, Any], place: str, *, item: bool) -> None:
    """See to it that the rules of a field are written as they should be, lists of codes aside.

    Raises:
        FormError: an unknown word or kind, a wrong value, or no label; ``place`` is file and field.
    """
    known = {name: rule for name, rule in rules.items() if name not in _CERBERUS}
    _check(known, RULES, place, "okänd regel")
    _check(rules["meta"], META, place, "okänt under meta")
    kind = rules.get("type")
    if kind not in KINDS:
        raise FormError(f"{place}: okänd typ. Välj en av {', '.join(KINDS)}, eller «enum».")
    if not item and kind != "dict" and not rules["meta"].get("label"):
        raise FormError(f"{place}: «meta: label» saknas.")


def check_names(names: Iterable[Any], place: str) -> None:
    """See to it that fields have names that paths can be made of; ``Raises`` as above."""
    for name in names:
        if not isinstance(name, str):
            raise FormError(f"{place}: namnet {_written(name)} ska stå inom citattecken för att vara text.")
        if not name or name.isdecimal() or _UNUSABLE.search(name):
            raise FormError(f"{place}: «{name}» kan inte vara namn på ett fält. Använd bokstäver, siffror och _.")


def _check_part(part: Any, words: Mapping[str, Word], needed: Iterable[str], place: str) -> None:
    if not isinstance(part, Mapping):
        raise FormError(f"{place}: ska bestå av {', '.join(words)}.")
    if missing := [name for name in needed if part.get(name) in (None, "")]:
        raise FormError(f"{place}: {' och '.join(missing)} saknas.")
    _check(part, words, place, "okänt")


def _check(given: Mapping[str, Any], words: Mapping[str, Word], place: str, unknown: str) -> None:
    if wrong := [name for name in given if name not in words]:
        raise FormError(f"{place}: {unknown}: {', '.join(map(_written, wrong))}.{_nearest(wrong[0], words)}")
    for name, value in given.items():
        if not words[name].fits(value):
            _wrong(place, name, words[name])


def _wrong(place: str, name: str, word: Word) -> NoReturn:
    raise FormError(f"{place}: «{name}» ska vara {word.wanted}.")


def _nearest(name: Any, words: Iterable[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415  nobody but a wrong schema needs it

    near = get_close_matches(str(name), list(words), 1)
    return f" Menade du {near[0]}?" if near else ""


def _written(name: Any) -> str:
    """Return a name as YAML writes it."""
    if name is None:
        return "null"
    return str(name).lower() if isinstance(name, bool) else str(name)
