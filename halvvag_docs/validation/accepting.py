"""The quick way: functions made of a form's schema, once, that read answers and pass those without a fault.

Cerberus takes ten times as long to judge a document as it takes to fill it in, and nearly all documents are good.
So a document that these functions pass is valid; every other goes to Cerberus whole, which alone says what is
wrong. They know the common rules. Of a schema with any other rule, or with one that Cerberus might refuse, every
document goes to Cerberus.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from halvvag_docs.forms import Form
from halvvag_docs.schema import is_lax
from halvvag_docs.validation.kinds import READERS, TEXT_KINDS, KindError, Surroundings
from halvvag_docs.validation.paths import has_answer
from halvvag_docs.validation.terms import Terms
from halvvag_docs.validation.wide import finder, wide_rules

_Values = Mapping[str, Any]
_Relation = Callable[[_Values, _Values, "date | None"], bool]
"""Takes a group, the whole document and the day; says whether a rule that looks at several answers is broken."""

_NOTHING: tuple[Any, ...] = ("", [], {})
"""What stands for no answer."""
_LOOKS_AROUND = frozenset(("phone", "postal_code", "identity_number"))
"""Kinds whose readers ask for the answers beside them, the country or the day."""
_NOWHERE = Surroundings({})
_PLAIN_PATH = re.compile(r"\^?[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_ANYWHERE = frozenset(("type", "meta", "required", "nullable"))
_WIDE: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "required_if": lambda rule: isinstance(rule, dict),
        "required_if_any": lambda rule: isinstance(rule, dict),
        "every_code": lambda rule: isinstance(rule, dict) and _is_every_code(rule),
        "max_by": lambda rule: isinstance(rule, dict),
        "not_future": lambda rule: isinstance(rule, bool),
        "not_before": lambda rule: isinstance(rule, str),
        "not_containing": lambda rule: isinstance(rule, list) and all(isinstance(one, str) for one in rule),
    }
)
"""Rule that looks beyond a field's own group -> whether Cerberus takes what the schema asks for."""


class _NotSure(Exception):  # noqa: N818  no error: Cerberus will tell
    """Something may be wrong with the answers."""


class _Unknown(Exception):  # noqa: N818  as above
    """The schema has a rule that is not known here."""


@dataclass(slots=True)
class _Run:
    """One document on its way."""

    terms: Terms
    later: list[tuple[_Values, tuple[_Relation, ...]]] = field(default_factory=list)
    """Groups with the rules that have to wait until the whole document is read."""


_Take = Callable[[Any, _Values, _Run], Any]
"""Takes what was written for a field, the group in which it was, and the run; returns the value, None for none."""


def accepted(form: Form, data: Mapping[str, Any], terms: Terms) -> Mapping[str, Any] | None:
    """Return the answers with their types, frozen, when they are sure to be good, else None."""
    take = _taker(form, draft=terms.draft)
    if take is None:
        return None
    run = _Run(terms)
    try:
        values: Mapping[str, Any] = take(data, data, run)
    except (_NotSure, KindError):
        return None
    broken = any(relation(group, values, terms.today) for group, relations in run.later for relation in relations)
    return None if broken else values


@lru_cache(maxsize=64)
def _taker(form: Form, *, draft: bool) -> _Take | None:
    """Return what reads and passes a document of the form; None when its schema has a rule that is not known."""
    try:
        for rules in _all_rules(form.schema):
            _refuse_unknown(rules)
        return _Maker(form, draft=draft).group(form.schema, "")
    except _Unknown:
        return None


def _all_rules(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for rules in schema.values():
        yield rules
        if rules["type"] == "dict":
            yield from _all_rules(rules["schema"])
        elif rules["type"] == "list":
            yield from _all_rules({"": rules["schema"]})


def _refuse_unknown(rules: Mapping[str, Any]) -> None:
    """Let only rules pass whose every demand Cerberus takes, too, and that mean here what they mean there."""
    known = _ANYWHERE | _OF_KIND.get(rules["type"], frozenset(("allowed",))) | _WIDE.keys() | {"dependencies"}
    if rules.keys() - known or not isinstance(rules["meta"], dict):
        raise _Unknown
    if any(type(rules.get(name, False)) is not bool for name in ("required", "nullable")):
        raise _Unknown
    if any(type(rules.get(name, 0)) is not int for name in ("minlength", "maxlength")):
        raise _Unknown
    if any(type(rules.get(name, 0)) not in (int, float) for name in ("min", "max")):
        raise _Unknown
    if any(name in rules and not fits(rules[name]) for name, fits in _WIDE.items()):
        raise _Unknown


_LENGTHS = frozenset(("minlength", "maxlength"))
_OF_TEXT = _LENGTHS | {"allowed", "regex"}
_OF_NUMBER = frozenset(("min", "max", "allowed"))
_OF_KIND: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "dict": frozenset(("schema",)),
        "list": _LENGTHS | {"schema"},
        "integer": _OF_NUMBER,
        "decimal": _OF_NUMBER,
        **dict.fromkeys(TEXT_KINDS, _OF_TEXT),
    }
)
"""Kind -> the rules that it may have, beside those that every kind may have."""


def _is_every_code(rule: Mapping[str, Any]) -> bool:
    return rule.keys() <= {"field", "if"} and type(rule.get("field")) is str and type(rule.get("if", {})) is dict


class _Maker:
    """Makes the functions for one form, from the leaves up."""

    def __init__(self, form: Form, *, draft: bool) -> None:
        self._form = form
        self._draft = draft
        self._wide: dict[str, list[_Relation]] = {}
        for one in wide_rules(form):
            if not (draft and one.settled_only):
                self._wide.setdefault(one.path.rpartition(".")[0], []).append(_as_relation(one.test))

    def group(self, schema: Mapping[str, Any], path: str) -> _Take:
        """Return what reads a group of fields; ``path`` is its schema path."""
        members = []
        relations = list(self._wide.get(path, ()))
        for name, rules in schema.items():
            lax = is_lax(rules, draft=self._draft)
            members.append(
                (name, self._field(rules, f"{path}.{name}" if path else name), rules.get("required") and not lax)
            )
            if "dependencies" in rules:
                relations.append(_dependencies(name, rules["dependencies"]))
        return _group_taker(tuple(members), tuple(relations))

    def _field(self, rules: Mapping[str, Any], path: str) -> _Take:
        if rules["type"] == "dict":
            take = self.group(rules["schema"], path)
            return _optional(take, rules["schema"]) if rules.get("required") is False else take
        if rules["type"] == "list":
            return self._list(rules, path)
        return _leaf_taker(rules, lax=is_lax(rules, draft=self._draft))

    def _list(self, rules: Mapping[str, Any], path: str) -> _Take:
        items = rules["schema"]
        if items["type"] == "list" or "dependencies" in items:
            raise _Unknown
        is_group = items["type"] == "dict"
        take = self.group(items["schema"], f"{path}[]") if is_group else self._field(items, f"{path}[]")
        least = 0 if is_lax(rules, draft=self._draft) else rules.get("minlength", 0)
        return _list_taker(take, is_group=is_group, least=least, most=rules.get("maxlength", float("inf")))


def _as_relation(test: Callable[[_Values, _Values, date | None], Any]) -> _Relation:
    return lambda group, root, today: test(group, root, today) is not None


def _dependencies(name: str, asked: Any) -> _Relation:
    """Return the test of Cerberus' ``dependencies``: an answer only when others are as the schema says."""
    if not isinstance(asked, dict) or not all(_is_plain(other) for other in asked):
        raise _Unknown
    parts = [
        (finder(other), allowed if isinstance(allowed, list) else [allowed]) for other, allowed in asked.items()
    ]

    def is_broken(group: _Values, root: _Values, _today: date | None) -> bool:
        return name in group and any(find(group, root) not in allowed for find, allowed in parts)

    return is_broken


def _is_plain(other: Any) -> bool:
    """Say whether Cerberus finds the same answer by this path as we do."""
    return isinstance(other, str) and _PLAIN_PATH.fullmatch(other) is not None


def _group_taker(members: tuple[tuple[str, _Take, bool], ...], relations: tuple[_Relation, ...]) -> _Take:
    names = frozenset(name for name, _, _ in members)

    def take(given: Any, _siblings: _Values, run: _Run) -> Any:
        if given == "":
            given = {}
        elif not isinstance(given, dict) or not given.keys() <= names:
            raise _NotSure
        values = {}
        for name, member, needed in members:
            value = member(given.get(name, ""), given, run)
            if value is not None:
                values[name] = value
            elif needed:
                raise _NotSure
        result = MappingProxyType(values)
        if relations:
            run.later.append((result, relations))
        return result

    return take


def _optional(take: _Take, schema: Mapping[str, Any]) -> _Take:
    """Return what leaves a group out whole when it holds no answer."""

    def take_or_leave(given: Any, siblings: _Values, run: _Run) -> Any:
        if _is_blank(schema, given):
            return None
        before = len(run.later)
        values = take(given, siblings, run)
        if has_answer(values):
            return values
        del run.later[before:]
        return None

    return take_or_leave


def _is_blank(schema: Mapping[str, Any], given: Any) -> bool:
    """Say whether a group is sure to hold no answer, and no name that the schema does not know."""
    if given == "":
        return True
    if not isinstance(given, dict) or not given.keys() <= schema.keys():
        return False
    groups = {name: rules["schema"] for name, rules in schema.items() if rules["type"] == "dict"}
    return all(
        _is_blank(groups[name], item) if name in groups else item in _NOTHING for name, item in given.items()
    )


def _list_taker(take: _Take, *, is_group: bool, least: int, most: float) -> _Take:
    def take_all(given: Any, siblings: _Values, run: _Run) -> Any:
        if given in _NOTHING:
            return None
        if not isinstance(given, list) or (is_group and not all(isinstance(item, dict) for item in given)):
            raise _NotSure
        if not has_answer(given):
            return None
        values = tuple([take(item, siblings, run) for item in given])
        if not least <= len(values) <= most or None in values:
            raise _NotSure
        return values

    return take_all


def _leaf_taker(rules: Mapping[str, Any], *, lax: bool) -> _Take:
    read = READERS[rules["type"]]
    looks_around = rules["type"] in _LOOKS_AROUND
    checks = tuple(_checks(rules, lax=lax))

    def take(given: Any, siblings: _Values, run: _Run) -> Any:
        if not isinstance(given, str):
            if given in _NOTHING:
                return None
            raise _NotSure
        if not given:
            return None
        value = read(
            given, Surroundings(siblings, run.terms.region, run.terms.today) if looks_around else _NOWHERE
        )
        if value == "":
            return None
        for check in checks:
            if not check(value):
                raise _NotSure
        return value

    return take


def _checks(rules: Mapping[str, Any], *, lax: bool) -> Iterator[Callable[[Any], Any]]:
    """Yield the questions that a value has to answer with yes, asked in the way of Cerberus."""
    longest, shortest = rules.get("maxlength"), rules.get("minlength")
    if longest is not None:
        yield lambda value: len(value) <= longest
    if shortest is not None and not lax:
        yield lambda value: len(value) >= shortest
    if "min" in rules:
        yield partial(operator.le, rules["min"])
    if "max" in rules:
        yield partial(operator.ge, rules["max"])
    if "allowed" in rules:
        yield _choices(rules["allowed"]).__contains__
    if "regex" in rules:
        yield _pattern(rules["regex"])


def _choices(allowed: Any) -> frozenset[Any]:
    if not isinstance(allowed, list) or not all(type(one) in (str, bool, int) for one in allowed):
        raise _Unknown
    return frozenset(allowed)


def _pattern(regex: Any) -> Callable[[str], Any]:
    try:
        return re.compile(regex if regex.endswith("$") else f"{regex}$").match
    except (AttributeError, re.error):
        raise _Unknown from None
