"""The conditions of a schema in Swedish, and which answers they look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from halvvag_docs.formatting import join_list
from halvvag_docs.forms import Field, Form
from halvvag_docs.validation import named
from halvvag_docs.validation.paths import target


def sentence(form: Form, path: str, conditions: Mapping[str, tuple[Any, ...]], word: str = "och") -> str:
    """Return conditions in words: «Jourtelefon finns» är Ja och «Regelverk» är Finland.

    Args:
        form: whose labels are used.
        path: of the answer that has the conditions.
        conditions: other field -> values, of which one must be there.
        word: ``och`` where all must hold, ``eller`` where one is enough.
    """
    parts = [_part(form, target(path, other), allowed) for other, allowed in conditions.items()]
    return join_list(parts, word)


def _part(form: Form, path: str, allowed: tuple[Any, ...]) -> str:
    named_values = [value for value in allowed if value is not None]
    if not named_values:
        return f"{named(form, path)} inte är ifyllt"
    return f"{named(form, path)} är {join_list([_value(form.field(path), one) for one in named_values], 'eller')}"


def _value(field: Field | None, value: Any) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, Mapping):
        limits = [f"{word} {value[key]}" for key, word in (("min", "minst"), ("max", "högst")) if key in value]
        return " och ".join(limits)
    return f"«{field.labels[value]}»" if field and value in field.labels else str(value)
