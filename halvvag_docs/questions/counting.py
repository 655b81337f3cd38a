"""What the program reckons from the rows of a list (``meta: sets`` of a schema), so that nobody is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from halvvag_docs.forms import Field, Form
from halvvag_docs.questions import tree
from halvvag_docs.schema import schema_path

_NUMBER, _PLACE, _SUM = "number", "place", "sum"


def numbered(form: Form, data: Mapping[str, Any], rows: str, place: int) -> dict[str, Any]:
    """Return the answers with the next free number in the new row at ``place`` of the list ``rows``.

    A number follows its row for good: rows that move keep theirs, and one that was removed is not given again
    while a higher one is in use.
    """
    changed = dict(data)
    for field in _set_in(form, rows, _NUMBER):
        taken = tree.at(data, rows)
        used = [_count(row.get(field.name, "")) for row in taken if isinstance(row, Mapping)]
        prefix = field.sets[1] if len(field.sets) > 1 else ""
        path = f"{rows}[{place}].{field.name}"
        if not tree.at(changed, path):
            changed = tree.put(changed, path, f"{prefix}{max(used, default=0) + 1}")
    return changed


def reckoned(form: Form, data: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the answers with places and sums right in every list on the way to ``path``, and at it."""
    changed = dict(data)
    for found in re.finditer(r"\[\d+\]|$", path):
        rows = path[: found.start()]
        for field in _set_in(form, rows, _PLACE):
            changed = _each_row(changed, rows, field.name, lambda place, _row: str(place + 1))
        for field in _set_in(form, rows, _SUM):
            names = field.sets[1:]
            changed = _each_row(changed, rows, field.name, lambda _place, row, names=names: _total(row, names))
    return changed


def _set_in(form: Form, rows: str, how: str) -> list[Field]:
    parent = f"{schema_path(rows)}[]"
    return [one for one in form.fields if one.sets[:1] == (how,) and one.path.rpartition(".")[0] == parent]


def _each_row(data: Mapping[str, Any], rows: str, name: str, reckon: Any) -> dict[str, Any]:
    found = tree.at(data, rows)
    if not isinstance(found, list):
        return dict(data)
    new = [
        {**row, name: value} if isinstance(row, Mapping) and (value := reckon(place, row)) is not None else row
        for place, row in enumerate(found)
    ]
    return tree.put(data, rows, new)


def _total(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    """Return the sum when all its parts are whole numbers; an incomplete row keeps what it has."""
    parts = [str(row.get(name, "")).strip() for name in names]
    return str(sum(map(int, parts))) if all(re.fullmatch(r"\d{1,9}", part) for part in parts) else None


def _count(text: Any) -> int:
    found = re.search(r"\d+$", str(text))
    return int(found[0]) if found else 0
