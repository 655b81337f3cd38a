"""Invented answers that try out a form: every field answered, in every way it can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from halvvag_docs.answers import Answers, freeze
from halvvag_docs.forms import Field, Form
from halvvag_docs.schema import walk
from halvvag_docs.units import OnCall, StaffHours, SupportLine, Unit
from halvvag_docs.validation.paths import target

_ROWS = 2
_MANY_ROWS = 12
"""More than any page has room for: the first variant tries where lists go on."""
_MOST = 8
"""Variants tried at the most: enums with more codes are tried with the first of them."""
_CASE = "PROV-1"
_TEXT = "Prov {n} å & <b> {{{{ x }}}} «{label}»"
_DAY = date(2026, 5, 14)

FULL_UNIT = Unit(
    namn="Provenheten",
    system="fi",
    organisation="Provorganisationen",
    adress="Provgatan 1, 00100 Provby",
    telefon="+46701740604",
    forestandare="Föreståndare Exempel",
    personal_tid=StaffHours(dagar=("mandag",), fran=time(8), till=time(16)),
    jour=OnCall(nummer="+46701740606", fran=time(16), till=time(22)),
    vardradgivning="116117",
    texter=MappingProxyType({"ring_112_nar": ("Prov",), "ring_polis_nar": ("Prov",)}),
    stodlinjer=(SupportLine(namn="Provlinjen", nummer="116117", tider="alltid", kontrollerad=_DAY),),
)
"""A unit with every setting."""


def variants(form: Form) -> Iterator[tuple[int, Answers]]:
    """Yield numbered settled answers to every field: each code of an enum, yes and no, nought come in turn."""
    count = max((len(field.labels) for field in form.fields), default=2)
    for system in ("fi", "se"):
        for number in range(min(max(count, 2), _MOST)):
            yield number, complete(form, system, number)


def complete(form: Form, system: str, number: int) -> Answers:
    """Return answers to every field whose ``dependencies`` hold; ``number`` chooses among the values."""
    maker = _Maker(form, number)
    values = {field.name: maker.value(field) for field in form.fields if "." not in field.path}
    document = values.setdefault("dokument", {})
    document |= {"typ": form.name, "system": system, "status": "faststalld", "arende_id": _CASE, "version": 1}
    for _ in range(2):  # an answer taken away may take another with it
        _take_away(form, values)
    return Answers(freeze(values), document="prov", form=form.name)


def minimal(form: Form, system: str) -> dict[str, Any]:
    """Return what the least draft of a form says, as in an answers file."""
    return {"dokument": {"typ": form.name, "system": system, "arende_id": _CASE}}


class _Maker:
    """Makes a value for each field."""

    def __init__(self, form: Form, number: int) -> None:
        self._number = number
        self._limits = {path: rules.get("maxlength", _MANY_ROWS) for path, rules in walk(form.schema)}
        self._members: dict[str, list[Field]] = {}
        for field in form.fields:
            self._members.setdefault(field.path.rpartition(".")[0], []).append(field)

    def value(self, field: Field) -> Any:
        if field.kind == "dict":
            return self._group(field.path)
        if field.items == "dict":
            return [self._group(f"{field.path}[]") for _ in range(self._rows(field))]
        if field.kind == "list":
            return [self._leaf(field, field.items, row) for row in range(self._rows(field))]
        return self._leaf(field, field.kind, 0)

    def _rows(self, field: Field) -> int:
        wanted = _ROWS if self._number or "[]" in field.path else _MANY_ROWS
        return min(wanted, int(self._limits[field.path]))

    def _group(self, members: str) -> dict[str, Any]:
        return {field.name: self.value(field) for field in self._members.get(members, ())}

    def _leaf(self, field: Field, kind: str, row: int) -> Any:
        number = self._number + row
        if kind == "enum":
            return list(field.labels)[number % len(field.labels)]
        if kind in _VALUES:
            choices = _VALUES[kind]
            return choices[number % len(choices)]
        text = _TEXT.format(n=number, label=field.label)
        return text if field.kind == "list" else text[: self._limits[field.path]]


_VALUES: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "integer": (3, 0),
        "decimal": (Decimal("1.50"), Decimal(0)),
        "boolean": (True, False),
        "date": (_DAY,),
        "time": (time(16), time(0)),
        "month": ("2026-05",),
        "partial_date": ("2026-05", "2026"),
        "phone": ("+46701740605", "112"),
        "postal_code": ("06100",),
        "email": ("prov@example.invalid",),
        "uuid": ("00000000-0000-4000-8000-000000000000",),
        "identity_number": ("010594Y9032",),
    }
)


def _take_away(form: Form, values: dict[str, Any]) -> None:
    """Remove answers to questions that are not asked, given the other answers."""
    asked_on_condition = [field for field in form.fields if field.dependencies]
    for field in asked_on_condition:
        for holder, path in list(_holders(values, field.path)):
            conditions = ((target(path, other), allowed) for other, allowed in field.dependencies.items())
            if not all(_at(values, other) in allowed for other, allowed in conditions):
                holder.pop(field.name, None)


def _holders(values: Any, path: str, prefix: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each group that holds the field at a schema path, with the path of its answer."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    at = f"{prefix}.{name}" if prefix else name
    if not rest:
        yield values, at
    elif isinstance(values.get(name), list):
        for number, row in enumerate(values[name]):
            yield from _holders(row, rest, f"{at}[{number}]")
    elif isinstance(values.get(name), dict):
        yield from _holders(values[name], rest, at)


def _at(values: dict[str, Any], path: str) -> Any:
    return Answers(freeze(values), document="", form="").at(path)
