"""Which answer the field of a form holds, and how its value is written in an answers file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from halvvag_docs import pdfform
from halvvag_docs.formatting import MONTHS
from halvvag_docs.forms import Field, Form
from halvvag_docs.yamltext import RawValue

_ONE = re.compile(r"\{([\w.]+)\}")
_STEP = re.compile(r"\.(\d+)(?=\.|$)")
_BULLET = re.compile(r"^\s*[•*–-]\s*")
_MONTH = re.compile(r"(\w+)\s+(\d{4})")
_YES, _NO = "ja", "nej"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a field's value belongs."""

    path: str
    """Path of the answer: ``uppfoljning.mal[0].bedomning``."""
    field: Field
    value: RawValue
    """As it is written in an answers file; "" for no answer."""
    code: str = ""
    """For a box that stands for one code of a list: which. ``value`` is then «ja» or «nej»."""


def placed(one: pdfform.FormField, value: pdfform.Value, form: Form) -> Placed | None:
    """Return where the value of a field belongs; None for a field that prints several answers, or none."""
    source = one.source or one.name
    if one.kind.holds_text:
        alone = _ONE.fullmatch(source) if one.source else None
        if one.source and not alone:
            return None
        source = alone[1] if alone else source
    path = _STEP.sub(r"[\1]", source)
    field = form.field(path)
    if field is not None and field.is_leaf:
        return Placed(path=path, field=field, value=written(field, value))
    listed = form.field(path.rpartition("[")[0]) if path.endswith("]") else None
    if listed is not None and listed.is_leaf:
        return Placed(path=path, field=listed, value=_scalar(listed, listed.items, str(value)))
    head, _, code = path.rpartition(".")
    field = form.field(head)
    if one.kind is pdfform.FieldKind.CHECK and field is not None and code in field.labels:
        return Placed(path=head, field=field, value=_YES if value else _NO, code=code)
    return None


def written(field: Field, value: pdfform.Value) -> RawValue:
    """Return a field's value as somebody would type it into an answers file."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if field.kind == "list":
        lines = [_BULLET.sub("", line).strip() for line in value.split("\n")]
        return [_scalar(field, field.items, line) for line in lines if line]
    return _scalar(field, field.kind, value)


def _scalar(field: Field, kind: str, value: str) -> str:
    text = value.strip()
    if kind == "boolean":
        return {"Ja": _YES, "Nej": _NO}.get(text, text)
    if kind == "enum":
        by_label = {label.casefold(): code for code, label in field.labels.items()}
        return text if text in field.labels else by_label.get(text.casefold(), text)
    if kind == "month" and (found := _MONTH.fullmatch(text)) and found[1].casefold() in MONTHS:
        return f"{found[2]}-{MONTHS.index(found[1].casefold()) + 1:02}"
    return value


def put(data: dict[str, Any], one: Placed) -> None:
    """Put an answer into raw answers, making the groups and rows above it."""
    steps = list(_steps(one.path))
    holder: Any = data
    for step, following in pairwise(steps):
        holder = _inner(holder, step, [] if isinstance(following, int) else {})
    last = steps[-1]
    if one.code:
        held = holder.get(last)
        if one.field.kind == "list":
            kept = [code for code in held or () if code != one.code]
            holder[last] = [*kept, one.code] if one.value == _YES else kept
        elif one.value == _YES or held == one.code:
            holder[last] = one.code if one.value == _YES else ""
    elif isinstance(last, int):
        holder.extend([""] * (last + 1 - len(holder)))
        holder[last] = one.value
    else:
        holder[last] = one.value


def _steps(path: str) -> Iterator[str | int]:
    for step in re.findall(r"[^.\[\]]+", path):
        yield int(step) if step.isdecimal() else step


def _inner(holder: Any, step: str | int, empty: Any) -> Any:
    if isinstance(step, int):
        holder.extend({} for _ in range(step + 1 - len(holder)))
        return holder[step]
    if not isinstance(holder.get(step), list if isinstance(empty, list) else dict):
        holder[step] = empty
    return holder[step]


def without_empty_rows(value: Any) -> Any:
    """Return raw answers without rows in which nothing stands: a form has more places than are used."""
    if isinstance(value, dict):
        return {name: without_empty_rows(item) for name, item in value.items()}
    if isinstance(value, list):
        inner = (without_empty_rows(item) for item in value)
        return [item for item in inner if item != "" and not (isinstance(item, dict) and not _has_any(item))]
    return value


def _has_any(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_has_any, value.values() if isinstance(value, dict) else value))
    return bool(value != "")
