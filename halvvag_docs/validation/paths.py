"""Find answers by path in the typed values of a document, and put paths in the order of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from halvvag_docs.forms import Form


def target(path: str, other: str) -> str:
    """Return the path that ``other`` means beside ``path``: a sibling, or from the top with ``^``."""
    if other.startswith("^"):
        return other[1:]
    parent = path.rpartition(".")[0]
    return f"{parent}.{other}" if parent else other


def value_at(values: Any, path: str) -> Any:
    """Return the value at ``path`` in mappings and lists, or None.

    Beside ``[2]`` a list takes ``[roll=klient]``: its first item whose ``roll`` is ``klient``.
    """
    return value_along(values, steps_of(path))


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[str, ...]:
    """Return the steps of a path: names, positions in lists, and choices such as ``roll=klient``."""
    return tuple(re.findall(r"[^.\[\]]+", path))


def value_along(values: Any, steps: Sequence[str]) -> Any:
    """Return the value that :func:`value_at` finds along the steps of a path, or None."""
    for step in steps:
        if type(values) is dict or isinstance(values, Mapping):  # most are dicts: that question costs nothing
            values = values.get(step)
        elif isinstance(values, list | tuple) and step.isdecimal() and int(step) < len(values):
            values = values[int(step)]
        elif isinstance(values, list | tuple) and "=" in step:
            values = _chosen(values, step)
        else:
            return None
    return values


def _chosen(items: Sequence[Any], step: str) -> Any:
    name, _, wanted = step.partition("=")
    return next((item for item in items if isinstance(item, Mapping) and item.get(name) == wanted), None)


def concrete(path: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the answer's paths that a schema path stands for: one for each item of each list on the way."""
    head, found, tail = path.partition("[]")
    if not found:
        parent = value_at(values, path.rpartition(".")[0]) if "." in path else values
        if isinstance(parent, Mapping):
            yield path
        return
    items = value_at(values, head)
    for n in range(len(items) if isinstance(items, list) else 0):
        yield from concrete(f"{head}[{n}]{tail}", values)


def has_answer(value: Any) -> bool:
    """Say whether any leaf of ``value`` is answered."""
    if isinstance(value, str):
        return value != ""
    if type(value) is dict or isinstance(value, Mapping):
        return any(map(has_answer, value.values()))
    if isinstance(value, list | tuple):
        return any(map(has_answer, value))
    return value is not None


def form_order(form: Form, path: str) -> tuple[tuple[int, ...], str]:
    """Return a key that sorts problems in the order of the form; unknown fields come after their siblings."""
    schema: Any = form.schema
    place: list[int] = []
    for step in steps_of(path):
        if step.isdecimal() and "type" in schema:
            place.append(int(step))
            schema = schema["schema"]
            continue
        fields = schema.get("schema", schema) if "type" in schema and isinstance(schema["type"], str) else schema
        names = list(fields)
        place.append(names.index(step) if step in names else len(names))
        schema = fields.get(step, {})
    return tuple(place), path
