"""Cerberus, the language of our schemas and the judge of field errors. Its only importer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from threading import get_ident
from typing import Any

from cerberus import SchemaError, TypeDefinition, Validator, errors

from halvvag_docs.errors import FormError
from halvvag_docs.forms import Form
from halvvag_docs.schema import is_lax
from halvvag_docs.validation.kinds import TEXT_KINDS

_LAX = frozenset(("required", "minlength"))
_GROUP_CODES = frozenset((errors.MAPPING_SCHEMA.code, errors.SEQUENCE_SCHEMA.code, errors.NORMALIZATION.code))


class FieldError:
    """One broken rule, as plain facts."""

    __slots__ = ("constraint", "path", "rule", "value")

    def __init__(self, path: str, rule: str, constraint: Any, value: Any) -> None:
        self.path = path
        self.rule = rule
        self.constraint = constraint
        self.value = value


def judge(form: Form, values: Mapping[str, Any], *, draft: bool) -> list[FieldError]:
    """Return every rule of the schema that the typed ``values`` break.

    In a draft nothing but ``meta: always`` fields is required and lists may be short.

    Raises:
        FormError: the schema is not valid Cerberus; the message names the form and the place.
    """
    validator = _validator(form, draft=draft, thread=get_ident())
    validator.validate(values, normalize=False)
    return list(_flat(validator._errors))  # noqa: SLF001  the public form loses constraint and value


def prove(form: Form) -> None:
    """Raise FormError unless the form's schema is valid Cerberus."""
    _schema(form, draft=False)


def _flat(found: Any) -> Iterator[FieldError]:
    for error in found:
        if error.child_errors and (error.code in _GROUP_CODES or error.is_group_error):
            yield from _flat(error.child_errors)
        else:
            rule = error.rule or ("unknown" if error.code == errors.UNKNOWN_FIELD.code else "other")
            yield FieldError(_joined(error.document_path), rule, error.constraint, error.value)


def _joined(steps: tuple[Any, ...]) -> str:
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


@lru_cache(maxsize=256)
def _validator(form: Form, *, draft: bool, thread: int) -> FieldValidator:  # noqa: ARG001  part of the key
    """Return the validator of a form; each thread has its own, since one cannot be shared.

    Kept, because Cerberus hashes the whole schema whenever a validator is made.
    """
    return FieldValidator(_schema(form, draft=draft))


@lru_cache(maxsize=64)
def _schema(form: Form, *, draft: bool) -> dict[str, Any]:
    """Return the form's schema as Cerberus takes it, checked once."""
    schema = _prepared(form.schema, draft=draft)
    try:
        FieldValidator(schema)
    except SchemaError as error:
        place = " › ".join(_steps(error.args[0]))
        raise FormError(f"{form.name}.yaml: schemat är fel vid {place}. Se docs/forms.md.") from None
    return schema


def _steps(found: Any) -> list[str]:
    """Return the way to the first fault that Cerberus found in a schema: fields, and the rule."""
    if not isinstance(found, Mapping) or not found:
        return []
    key, faults = next(iter(found.items()))
    own = [] if " " in str(key) or key == "schema" else [str(key)]
    return [*own, *_steps(next((one for one in faults if isinstance(one, Mapping)), None))]


def _prepared(fields: Mapping[str, Any], *, draft: bool) -> dict[str, Any]:
    return {name: _prepared_rules(rules, draft=draft) for name, rules in fields.items()}


def _prepared_rules(rules: Mapping[str, Any], *, draft: bool) -> dict[str, Any]:
    lax = is_lax(rules, draft=draft)
    result = {key: rule for key, rule in rules.items() if not (lax and key in _LAX)}
    if rules.get("type") == "dict":
        result["schema"] = _prepared(rules["schema"], draft=draft)
    elif rules.get("type") == "list":
        result["schema"] = _prepared_rules(rules["schema"], draft=draft)
    return result


class FieldValidator(Validator):  # type: ignore[misc]
    """Cerberus with our types and rule names. It is not safe to share between threads.

    The rules that look beyond a field's own group are known here so that a schema may hold them,
    and are judged over the whole document in ``validation``.
    """

    types_mapping = Validator.types_mapping | {
        **{kind: TypeDefinition(kind, (str,), ()) for kind in TEXT_KINDS if kind != "string"},
        "decimal": TypeDefinition("decimal", (Decimal, int), (bool,)),
        "time": TypeDefinition("time", (time,), ()),
        "date": TypeDefinition("date", (date,), ()),
        "list": TypeDefinition("list", (list, tuple), ()),
    }

    def _validate_required_if(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'dict'}"""  # noqa: D415  Cerberus reads the rule's own schema from here

    def _validate_required_if_any(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'dict'}"""  # noqa: D415  Cerberus reads the rule's own schema from here

    def _validate_every_code(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'dict', 'schema': {'field': {'type': 'string', 'required': True}, 'if': {'type': 'dict'}}}"""  # noqa: D415  Cerberus reads the rule's own schema from here

    def _validate_max_by(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'dict'}"""  # noqa: D415  Cerberus reads the rule's own schema from here

    def _validate_not_future(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'boolean'}"""  # noqa: D415  Cerberus reads the rule's own schema from here

    def _validate_not_before(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'string'}"""  # noqa: D415  Cerberus reads the rule's own schema from here

    def _validate_not_containing(self, constraint: Any, field: str, value: Any) -> None:
        """{'type': 'list', 'schema': {'type': 'string'}}"""  # noqa: D415  Cerberus reads the rule's own schema from here
