"""A schema in Cerberus' words as we write it: our types and enums, and the paths of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from halvvag_docs.errors import FormError
from halvvag_docs.schema import shape
from halvvag_docs.schema.shape import KINDS

__all__ = ["HINTS", "KINDS", "expand", "is_lax", "schema_path", "walk"]

HINTS: Mapping[str, str] = MappingProxyType(
    {
        "integer": "heltal",
        "decimal": "tal, med decimalkomma",
        "boolean": "ja eller nej",
        "date": "datum, ÅÅÅÅ-MM-DD",
        "time": "klockslag, TT:MM",
        "month": "månad, ÅÅÅÅ-MM",
        "partial_date": "ÅÅÅÅ, ÅÅÅÅ-MM eller ÅÅÅÅ-MM-DD",
        "phone": "telefonnummer",
        "postal_code": "postnummer",
        "email": "e-postadress",
        "identity_number": "hela numret",
    }
)
"""Kind -> Swedish: how an answer of it is written; kinds that need no word are not there."""

_TEXT_LIMITS = {"string": 200, "text": 4000}


def schema_path(path: str) -> str:
    """Return the path without list positions: ``a[2].b`` and ``a[].b`` -> ``a[].b``."""
    if "[" not in path:
        return path
    return "[]".join(part.partition("]")[2] if n else part for n, part in enumerate(path.split("[")))


def is_lax(rules: Mapping[str, Any], *, draft: bool) -> bool:
    """Say whether nothing is required of a field: in a draft, unless the field is marked ``always``."""
    return draft and not rules.get("meta", {}).get("always")


def walk(schema: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (schema path, rules) of every field of a Cerberus schema, groups before members."""
    for name, rules in schema.items():
        path = f"{prefix}.{name}" if prefix else name
        yield path, rules
        yield from _members(rules, path)


def _members(rules: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if rules.get("type") == "dict":
        yield from walk(rules.get("schema", {}), path)
    elif rules.get("type") == "list" and rules.get("schema", {}).get("type") == "dict":
        yield from walk(rules["schema"].get("schema", {}), f"{path}[]")


def expand(fields: Mapping[str, Any], enums: Mapping[str, Any], *, source: str) -> dict[str, Any]:
    """Return a Cerberus schema: enums as ``allowed`` with labels, default lengths, groups as they are.

    Raises:
        FormError: an unknown enum, type or rule, a rule with a wrong value, a field without a label, a name
            that is no text; the message begins with ``source`` and the field.
    """
    if not isinstance(fields, Mapping):
        raise FormError(f"{source}: här ska stå fält med namn och regler.")
    shape.check_names(fields, source)
    return {name: _expand_field(rules, enums, f"{source}: {name}") for name, rules in fields.items()}


def _expand_field(rules: Any, enums: Mapping[str, Any], place: str, *, item: bool = False) -> dict[str, Any]:
    if not isinstance(rules, Mapping):
        raise FormError(f"{place}: fältet saknar regler.")
    meta = rules.get("meta") or {}
    if not isinstance(meta, Mapping):
        raise FormError(f"{place}: «meta» ska vara {shape.RULES['meta'].wanted}.")
    result = {**rules, "meta": dict(meta)}
    if "enum" in result:
        labels = _enum(result.pop("enum"), enums, place)
        result |= {"type": "string", "allowed": list(labels)}
        result["meta"]["labels"] = labels
    shape.check_rules(result, place, item=item)
    if result["type"] == "dict":
        result["schema"] = expand(result.get("schema") or {}, enums, source=place)
    elif result["type"] == "list":
        result["schema"] = _expand_field(result.get("schema"), enums, f"{place}[]", item=True)
    elif "allowed" not in result and result["type"] in _TEXT_LIMITS:
        result.setdefault("maxlength", _TEXT_LIMITS[result["type"]])
    return result


def _enum(given: Any, enums: Mapping[str, Any], place: str) -> dict[str, str]:
    labels = enums.get(given) if isinstance(given, str) else given
    if not isinstance(labels, Mapping) or not all(isinstance(code, str) for code in labels):
        raise FormError(f"{place}: enum saknas eller har koder som inte är text.")
    return {code: str(label) for code, label in labels.items()}
