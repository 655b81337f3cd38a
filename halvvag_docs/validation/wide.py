"""Rules of a schema that look beyond a field's own group, which Cerberus cannot say.

``required_if: {path: [values]}`` asks for an answer when all other answers are among the values;
``not_future: true`` and ``not_before: path`` are about dates; ``not_containing: [paths]`` keeps names
and numbers out of an identifier. Paths are written as in Cerberus' ``dependencies``: a sibling's name,
or ``^`` and the whole path.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from halvvag_docs.forms import Form, walk
from halvvag_docs.validation import messages
from halvvag_docs.validation.paths import concrete, has_answer, target, value_at


def broken_wide_rules(
    form: Form, values: Mapping[str, Any], *, draft: bool, today: date | None
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (path, rule, detail) of the rules that look beyond a field's own group."""
    for path, rules in _wide_rules(form):
        for name, constraint in rules.items():
            if draft and name == "required_if":
                continue
            for one in concrete(path, values):
                detail = _WIDE[name](form, values, one, constraint, today)
                if detail is not None:
                    yield one, "required" if name == "required_if" else name, detail


@lru_cache(maxsize=64)
def _wide_rules(form: Form) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    found = ((path, {name: rules[name] for name in _WIDE if name in rules}) for path, rules in walk(form.schema))
    return tuple((path, rules) for path, rules in found if rules)


def _required_if(
    _form: Form, values: Mapping[str, Any], path: str, conditions: Any, _today: date | None
) -> Mapping[str, Any] | None:
    if has_answer(value_at(values, path)):
        return None
    holds = all(value_at(values, target(path, other)) in allowed for other, allowed in conditions.items())
    return {} if holds else None


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
        "not_future": _not_future,
        "not_before": _not_before,
        "not_containing": _not_containing,
    }
)
