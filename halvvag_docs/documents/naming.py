"""The proof that what a schema names exists: fields and answers in conditions, sections, roles, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from halvvag_docs import files, rules, validation, yamltext
from halvvag_docs.errors import FormError, Level, Problem
from halvvag_docs.forms import Field, Form
from halvvag_docs.schema import walk

_DOCUMENT = "dokument"
_SIGNATURES = "underskrifter"
_ROLE = "underskrifter[].roll"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NUMBERS = frozenset(("integer", "decimal"))
_NEVER_EQUAL = frozenset(("dict", "list", "date", "time"))
"""Kinds whose answers equal no value that a schema can hold, but for «not answered»."""
_RECKONED = frozenset(("number", "place", "sum"))

Fault = tuple[str, str]
"""Schema path, and what is wrong there."""


def prove_names(form: Form) -> list[Problem]:
    """Return what the schema of a form names that is not there, and what every form has to say of itself."""
    faults = [*_top(form), *_signers(form), *_sections(form)]
    for path, rules_ in walk(form.schema):
        for word, check in _CHECKS.items():
            if word in rules_:
                faults += [(path, f"{word}: {fault}") for fault in check(form, path, rules_[word])]
        faults += [(path, f"sets: {fault}") for fault in _sets(form, path)]
    return [
        Problem(
            document=form.name, path=path, rule="schema", level=Level.ERROR, message=f"{form.name}.yaml, {fault}"
        )
        for path, fault in faults
    ]


def _top(form: Form) -> Iterator[Fault]:
    try:
        validation.prove(form)
    except FormError as error:
        yield "", str(error)
    path = form.root / "schemas" / f"{form.name}.yaml"
    data = yamltext.load_settings(files.read_text(path), name=path.name)
    for word in ("title", "version", "fields"):
        if word not in data:
            yield "", f"«{word}» saknas överst i filen."
    if data.get("fields") and list(data["fields"]) != [form.name]:
        yield "", f"fields: ska ha ett enda block, som heter {form.name}."
    if _DOCUMENT not in form.schema:
        yield "", f"blocks: blocket «{_DOCUMENT}» saknas."
    if unknown := [one for one in form.rules if one not in rules.RULES]:
        yield "", f"rules: {', '.join(unknown)} finns inte. Vilka regler som finns står i docs/regler.md."


def _signers(form: Form) -> Iterator[Fault]:
    if not form.signers:
        return
    field = form.field(_ROLE)
    if field is None:
        yield "", f"signers: blocket «{_SIGNATURES}» saknas under blocks."
        return
    for role in dict.fromkeys(one.roll for one in form.signers):
        if role not in field.labels:
            yield "", f"signers: rollen «{role}» finns inte. Välj bland {', '.join(field.labels)}."


def _sections(form: Form) -> Iterator[Fault]:
    ids = [one.id for one in form.sections]
    yield from (("", f"sections: «{one}» står flera gånger.") for one in dict.fromkeys(ids) if ids.count(one) > 1)
    for path, rules_ in walk(form.schema):
        section = rules_["meta"].get("section")
        if section is not None and section not in ids:
            yield path, f"section: «{section}» finns inte under sections."


def _conditions(form: Form, path: str, given: Any) -> Iterator[str]:
    for other, values in given.items():
        field = named(form, path, other)
        if field is None:
            yield from _paths(form, path, [other])
            continue
        for value in values:
            if not _is_possible(field, value):
                yield f"«{_written(value)}» kan inte vara svaret på «{field.label}» ({other})."


def _dependencies(form: Form, path: str, given: Any) -> Iterator[str]:
    if not isinstance(given, Mapping):
        yield from _paths(form, path, [given] if isinstance(given, str) else given)
        return
    if chosen := [other for other in given if "[" in other]:
        yield f"«{', '.join(chosen)}»: en rad kan inte pekas ut här. Skriv villkoret som required_if."
        return
    listed = {other: values if isinstance(values, list) else [values] for other, values in given.items()}
    yield from _conditions(form, path, listed)


def _paths(form: Form, path: str, given: Iterable[str]) -> Iterator[str]:
    for other in given:
        if named(form, path, other) is None and not _is_left_out(form, path, other):
            yield f"«{other}» finns inte i formuläret."


def _is_left_out(form: Form, path: str, other: str) -> bool:
    """Say whether a common block names a block that the form does not have, as it may."""
    own, block = path.partition(".")[0], other.removeprefix("^").partition(".")[0]
    return other.startswith("^") and own != form.name and block not in form.schema


def _not_before(form: Form, path: str, other: str) -> Iterator[str]:
    field = named(form, path, other)
    if field is None:
        yield from _paths(form, path, [other])
    elif field.kind != "date":
        yield f"«{other}» är inget datum."


def _max_by(form: Form, path: str, given: Mapping[str, Mapping[Any, Any]]) -> Iterator[str]:
    yield from _conditions(form, path, {other: list(limits) for other, limits in given.items()})


def _every_code(form: Form, path: str, given: Mapping[str, Any]) -> Iterator[str]:
    field = form.field(f"{path}[].{given['field']}")
    if field is None or not field.labels:
        yield f"«{given['field']}» är inget val i raden."
    yield from _conditions(form, path, given.get("if", {}))


def _sets(form: Form, path: str) -> Iterator[str]:
    field = form.field(path)
    if field is None or not field.sets:
        return
    row = path.rpartition(".")[0]
    if field.sets[0] not in _RECKONED:
        yield f"«{field.sets[0]}» finns inte. Välj bland {', '.join(sorted(_RECKONED))}."
    elif not row.endswith("[]"):
        yield "fältet står inte i en rad."
    elif field.sets[0] == "sum":
        yield from _paths(form, path, field.sets[1:])


_CHECKS: Mapping[str, Callable[[Form, str, Any], Iterator[str]]] = MappingProxyType(
    {
        "required_if": _conditions,
        "required_if_any": _conditions,
        "dependencies": _dependencies,
        "max_by": _max_by,
        "every_code": _every_code,
        "not_before": _not_before,
        "not_containing": _paths,
    }
)
"""Word of a schema -> what yields the faults of its value."""


def named(form: Form, path: str, other: str) -> Field | None:
    """Return the field that a rule of the field at ``path`` means by ``other``, None when no answer can be there.

    A list on the way has to say which row: ``deltagare[roll=klient].narvaro``, ``deltagare[0].narvaro``.
    """
    rows = path.rpartition(".")[0]
    whole = other[1:] if other.startswith("^") else f"{rows}.{other}" if rows else other
    start = 0 if other.startswith("^") else len(whole) - len(other)
    for choice in _CHOICE.finditer(whole, start):
        name, equals, code = choice[1].partition("=")
        key = form.field(f"{whole[: choice.start()]}[].{name}") if equals else None
        if not (choice[1].isdecimal() or (key and (not key.labels or code in key.labels))):
            return None
    return form.field(whole)


def _is_possible(field: Field, value: Any) -> bool:
    """Say whether an answer to the field may be one of the values of a condition."""
    if value is None:
        return True
    if field.kind in _NEVER_EQUAL:
        return False
    if field.kind in _NUMBERS:
        return not isinstance(value, str | bool)
    if field.kind == "boolean":
        return isinstance(value, bool)
    return isinstance(value, str) and (value in field.labels or field.kind != "enum")


def _written(value: Any) -> str:
    """Return a value as a schema writes it."""
    return yamltext.plain_text(value) if not isinstance(value, Mapping) else str(dict(value))
