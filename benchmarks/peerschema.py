"""A schema of ours in Cerberus' own words, as somebody would write it who uses Cerberus alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import phonenumbers
from cerberus import TypeDefinition, Validator

_KEPT = frozenset(
    ("required", "minlength", "maxlength", "min", "max", "allowed", "regex", "dependencies", "nullable")
)


def validator(schema: Mapping[str, Any]) -> Validator:
    """Return a validator for the whole document."""
    return _Validator(_rewritten(schema))


class _Validator(Validator):  # type: ignore[misc]
    """Cerberus with the two types that it lacks."""

    types_mapping = Validator.types_mapping | {
        "decimal": TypeDefinition("decimal", (Decimal,), ()),
        "time": TypeDefinition("time", (time,), ()),
    }


def _rewritten(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _rules(rules) for name, rules in schema.items()}


def _rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: rule for name, rule in rules.items() if name in _KEPT}
    kind = rules["type"]
    if kind == "dict":
        return {**kept, "type": "dict", "schema": _rewritten(rules["schema"])}
    if kind == "list":
        return {**kept, "type": "list", "schema": _rules(rules["schema"])}
    name, coerce = _TYPES.get(kind, ("string", str.strip))
    return {**kept, "type": name, "coerce": coerce}


def _phone(text: str) -> str:
    digits = text.replace(" ", "")
    if digits.isdecimal() and len(digits) <= 6:
        return digits
    number = phonenumbers.parse(text, "FI")
    if not phonenumbers.is_valid_number(number):
        raise ValueError
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_TYPES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "integer": ("integer", int),
    "decimal": ("decimal", lambda text: Decimal(text.replace(",", "."))),
    "boolean": ("boolean", {"true": True, "ja": True, "false": False, "nej": False}.__getitem__),
    "date": ("date", date.fromisoformat),
    "time": ("time", time.fromisoformat),
    "phone": ("string", _phone),
    "uuid": ("string", lambda text: str(uuid.UUID(text))),
}
