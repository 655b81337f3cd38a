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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from halvvag_docs.forms import Form
from halvvag_docs.identity import tells_whom
from halvvag_docs.schema import walk
from halvvag_docs.validation import messages
from halvvag_docs.validation.paths import concrete, has_answer, steps_of, target, value_along, value_at

_ASKING = frozenset(("required_if", "required_if_any"))
_SETTLED_ONLY = _ASKING | {"every_code"}
_OTHER = "other"
"""Fact of a rule: what it calls the other answer, until that has the name that staff know."""

_Group = Mapping[str, Any]
Test = Callable[[_Group, _Group, "date | None"], "Mapping[str, Any] | None"]
"""Takes the group that a field stands in, the whole document and the day; returns the facts of a broken rule."""


class Wide(NamedTuple):
    """One rule of one field of a form."""

    path: str
    """Schema path of the field."""
    rule: str
    settled_only: bool
    """Whether a draft is not asked for it."""
    test: Test


def broken_wide_rules(
    form: Form, values: Mapping[str, Any], *, draft: bool, today: date | None
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (path, rule, detail) of the rules that look beyond a field's own group."""
    for one in wide_rules(form):
        if draft and one.settled_only:
            continue
        for path in concrete(one.path, values):
            detail = one.test(value_at(values, path.rpartition(".")[0]), values, today)
            if detail is not None:
                if _OTHER in detail:
                    detail = {_OTHER: messages.named(form, target(path, detail[_OTHER]))}
                yield path, "required" if one.rule in _ASKING else one.rule, detail


@lru_cache(maxsize=64)
def wide_rules(form: Form) -> tuple[Wide, ...]:
    """Return the rules of a form that look beyond a field's own group."""
    found = [(path, [name for name in _WIDE if name in rules], rules) for path, rules in walk(form.schema)]
    # What is said of a whole list comes last: a problem of a group silences later ones inside it.
    found.sort(key=lambda one: "every_code" in one[1])
    return tuple(
        Wide(path, name, name in _SETTLED_ONLY, _WIDE[name](form, path, rules[name]))
        for path, names, rules in found
        for name in names
    )


def _required_if(_form: Form, path: str, conditions: Any) -> Test:
    return _required(path, _holding(conditions, all))


def _required_if_any(_form: Form, path: str, conditions: Any) -> Test:
    return _required(path, _holding(conditions, any))


def _required(path: str, hold: _Question) -> Test:
    name = _name(path)
    return lambda group, root, _today: {} if not has_answer(group.get(name)) and hold(group, root) else None


def _holding(conditions: Mapping[str, Any], how: Callable[[Iterable[bool]], bool]) -> _Question:
    parts = [(finder(other), allowed) for other, allowed in conditions.items()]
    return lambda group, root: how(_among(find(group, root), allowed) for find, allowed in parts)


def holds(values: _Group, path: str, conditions: Mapping[str, Any], how: Callable[[Iterable[bool]], bool]) -> bool:
    """Say whether the conditions of a field hold.

    Args:
        values: typed answers of the whole document.
        path: the answer's path, beside which plain names of ``conditions`` are looked up.
        conditions: as in ``required_if``: other field -> values, of which one must be there.
        how: ``all`` or ``any`` of the fields.
    """
    return _holding(conditions, how)(value_at(values, path.rpartition(".")[0]) or {}, values)


def _among(value: Any, allowed: Sequence[Any]) -> bool:
    return any(_within(value, one) if isinstance(one, dict) else value == one for one in allowed)


def _within(value: Any, limits: Mapping[str, Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return bool(limits.get("min", value) <= value <= limits.get("max", value))


def _every_code(form: Form, path: str, wanted: Any) -> Test:
    name, code = _name(path), wanted["field"]
    hold = _holding(wanted.get("if", {}), all)
    field = form.field(f"{path}[].{code}")
    labels = field.labels if field else {}

    def test(group: _Group, root: _Group, _today: date | None) -> Mapping[str, Any] | None:
        rows = group.get(name)
        if not rows or not hold(group, root):
            return None
        there = {row.get(code) for row in rows}
        missing = [label for known, label in labels.items() if known not in there]
        return {"missing": ", ".join(missing)} if missing else None

    return test


def _max_by(_form: Form, path: str, limits: Any) -> Test:
    name = _name(path)
    parts = [(finder(other), numbers) for other, numbers in limits.items()]

    def test(group: _Group, root: _Group, _today: date | None) -> Mapping[str, Any] | None:
        value = group.get(name)
        for find, numbers in parts:
            limit = numbers.get(find(group, root))
            if limit is not None and isinstance(value, int | Decimal) and value > limit:
                return {"limit": limit}
        return None

    return test


def _not_future(_form: Form, path: str, wanted: Any) -> Test:
    name = _name(path)

    def test(group: _Group, _root: _Group, today: date | None) -> Mapping[str, Any] | None:
        value = group.get(name)
        return {} if wanted and today and isinstance(value, date) and value > today else None

    return test


def _not_before(_form: Form, path: str, other: Any) -> Test:
    name, find = _name(path), finder(other)

    def test(group: _Group, root: _Group, _today: date | None) -> Mapping[str, Any] | None:
        value, earlier = group.get(name), find(group, root)
        wrong = isinstance(value, date) and isinstance(earlier, date) and value < earlier
        return {_OTHER: other} if wrong else None

    return test


def _not_containing(_form: Form, path: str, others: Any) -> Test:
    name, secrets = _name(path), [finder(other) for other in others]

    def test(group: _Group, root: _Group, _today: date | None) -> Mapping[str, Any] | None:
        value = group.get(name)
        if not isinstance(value, str):
            return None
        return {} if tells_whom(value, (find(group, root) for find in secrets)) else None

    return test


def _name(path: str) -> str:
    return path.rpartition(".")[2]


_Question = Callable[[_Group, _Group], bool]


def finder(other: str) -> Callable[[_Group, _Group], Any]:
    """Return what finds an answer that a rule names: a sibling in the group, or with ``^`` from the top."""
    steps = steps_of(other.removeprefix("^"))
    if other.startswith("^"):
        return lambda _group, root: value_along(root, steps)
    return lambda group, _root: value_along(group, steps)


_WIDE: Mapping[str, Callable[[Form, str, Any], Test]] = MappingProxyType(
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
"""What makes the test of a rule, of the form, the field's schema path and what the schema asks for."""
