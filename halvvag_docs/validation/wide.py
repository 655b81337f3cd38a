"""Rules of a schema that look beyond a field's own group, which Cerberus cannot say.

``required_if: {path: [values]}`` asks for an answer when all other answers are among the values,
``required_if_any`` when one of them is; a value may be ``{min: 1}`` or ``{max: 9}`` for a number.
``every_code: {field: name, if: {path: [values]}}`` asks a list for an item with each code of an enum;
``max_by: {sibling: {code: number}}`` is a largest number that depends on another answer.
``not_future: true`` and ``not_before: path`` are about dates; ``not_containing: [paths]`` keeps names
and numbers out of an identifier. Paths are written as in Cerberus' ``dependencies``: a sibling's name,
or ``^`` and the whole path.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from halvvag_docs.forms import Form
from halvvag_docs.schema import walk
from halvvag_docs.validation import messages
from halvvag_docs.validation.paths import concrete, has_answer, target, value_at

_ASKING = frozenset(("required_if", "required_if_any"))
_SETTLED_ONLY = _ASKING | {"every_code"}


def broken_wide_rules(
    form: Form, values: Mapping[str, Any], *, draft: bool, today: date | None
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (path, rule, detail) of the rules that look beyond a field's own group."""
    for path, rules in _wide_rules(form):
        for name, constraint in rules.items():
            if draft and name in _SETTLED_ONLY:
                continue
            for one in concrete(path, values):
                detail = _WIDE[name](form, values, one, constraint, today)
                if detail is not None:
                    yield one, "required" if name in _ASKING else name, detail


@lru_cache(maxsize=64)
def _wide_rules(form: Form) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    found = ((path, {name: rules[name] for name in _WIDE if name in rules}) for path, rules in walk(form.schema))
    # What is said of a whole list comes last: a problem of a group silences later ones inside it.
    return tuple(sorted((pair for pair in found if pair[1]), key=lambda pair: "every_code" in pair[1]))


def _required_if(
    _form: Form, values: Mapping[str, Any], path: str, conditions: Any, _today: date | None
) -> Mapping[str, Any] | None:
    return {} if _hold(values, path, conditions, all) and not has_answer(value_at(values, path)) else None


def _required_if_any(
    _form: Form, values: Mapping[str, Any], path: str, conditions: Any, _today: date | None
) -> Mapping[str, Any] | None:
    return {} if _hold(values, path, conditions, any) and not has_answer(value_at(values, path)) else None


def _hold(values: Mapping[str, Any], path: str, conditions: Any, how: Callable[[Iterable[bool]], bool]) -> bool:
    return how(_among(value_at(values, target(path, other)), allowed) for other, allowed in conditions.items())


def _among(value: Any, allowed: Sequence[Any]) -> bool:
    return any(_within(value, one) if isinstance(one, Mapping) else value == one for one in allowed)


def _within(value: Any, limits: Mapping[str, Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return bool(limits.get("min", value) <= value <= limits.get("max", value))


def _every_code(
    form: Form, values: Mapping[str, Any], path: str, wanted: Any, _today: date | None
) -> Mapping[str, Any] | None:
    rows = value_at(values, path)
    field = form.field(f"{path}[].{wanted['field']}")
    if not rows or field is None or not _hold(values, path, wanted.get("if", {}), all):
        return None
    there = {row.get(wanted["field"]) for row in rows}
    missing = [label for code, label in field.labels.items() if code not in there]
    return {"missing": ", ".join(missing)} if missing else None


def _max_by(
    _form: Form, values: Mapping[str, Any], path: str, limits: Any, _today: date | None
) -> Mapping[str, Any] | None:
    value = value_at(values, path)
    for other, numbers in limits.items():
        limit = numbers.get(value_at(values, target(path, other)))
        if limit is not None and isinstance(value, int | Decimal) and value > limit:
            return {"limit": limit}
    return None


def _not_future(
    _form: Form, values: Mapping[str, Any], path: str, wanted: Any, today: date | None
) -> Mapping[str, Any] | None:
    value = value_at(values, path)
    return {} if wanted and today and isinstance(value, date) and value > today else None


def _not_before(
    form: Form, values: Mapping[str, Any], path: str, other: Any, _today: date | None
) -> Mapping[str, Any] | None:
    before = target(path, other)
    value, earlier = value_at(values, path), value_at(values, before)
    if isinstance(value, date) and isinstance(earlier, date) and value < earlier:
        return {"other": messages.named(form, before)}
    return None


def _not_containing(
    _form: Form, values: Mapping[str, Any], path: str, others: Any, _today: date | None
) -> Mapping[str, Any] | None:
    value = value_at(values, path)
    if not isinstance(value, str):
        return None
    folded = _folded(value)
    for other in others:
        secret = value_at(values, target(path, other))
        if any(piece in folded for piece in _pieces(secret)):
            return {}
    return None


def _pieces(secret: Any) -> Iterator[str]:
    """Yield what of a name, date or number may not stand in an identifier: words of 3 letters, runs of digits."""
    if isinstance(secret, date):
        yield from (secret.strftime(form) for form in ("%Y%m%d", "%y%m%d", "%d%m%y", "%d%m%Y"))
    elif isinstance(secret, str):
        yield from re.findall(r"[A-Z]{3,}|\d{4,}", _folded(secret))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"(?<=\d)[-./ ](?=\d)", "", plain.upper())


_Wide = Callable[[Form, Mapping[str, Any], str, Any, "date | None"], "Mapping[str, Any] | None"]
_WIDE: Mapping[str, _Wide] = MappingProxyType(
    {
        "required_if": _required_if,
        "required_if_any": _required_if_any,
        "every_code": _every_code,
        "max_by": _max_by,
        "not_future": _not_future,
        "not_before": _not_before,
        "not_containing": _not_containing,
    }
)
