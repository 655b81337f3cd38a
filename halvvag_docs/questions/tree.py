"""Raw answers as a tree that never changes: every act copies the branch it touches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from halvvag_docs.validation.paths import has_answer
from halvvag_docs.yamltext import RawValue

Step = str | int


def steps(path: str) -> tuple[Step, ...]:
    """Return the steps of an answer's path: ``mal[2].text`` -> ``("mal", 2, "text")``."""
    return tuple(int(one[1:-1]) if one[0] == "[" else one for one in re.findall(r"[^.\[\]]+|\[\d+\]", path))


def at(data: Any, path: str) -> RawValue:
    """Return the raw value at ``path``; ``""`` when there is none."""
    for step in steps(path):
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else ""
        else:
            data = data.get(step, "") if isinstance(data, Mapping) else ""
    found: RawValue = data
    return found


def put(data: Mapping[str, Any], path: str, value: RawValue) -> dict[str, Any]:
    """Return the tree with ``value`` at ``path``; groups and the next row of a list are made as needed."""
    changed: dict[str, Any] = _changed(data, steps(path), lambda _old: value)
    return changed


def change(data: Mapping[str, Any], path: str, act: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the tree with what stands at ``path`` (``""``: nothing) replaced by what ``act`` makes of it."""
    changed: dict[str, Any] = _changed(data, steps(path), act)
    return changed


def _changed(node: Any, way: tuple[Step, ...], act: Callable[[Any], Any]) -> Any:
    if not way:
        return act(node)
    step, rest = way[0], way[1:]
    if isinstance(step, int):
        rows = list(node) if isinstance(node, list) else []
        if step == len(rows):
            rows.append("")
        rows[step] = _changed(rows[step], rest, act)
        return rows
    group = dict(node) if isinstance(node, Mapping) else {}
    group[step] = _changed(group.get(step, ""), rest, act)
    return group


def renumbered(path: str, rows: str, place: Callable[[int], int | None]) -> str | None:
    """Return where ``path`` stands when the rows of the list ``rows`` have new places; None: its row is gone."""
    if not path.startswith(f"{rows}["):
        return path
    number, _, rest = path[len(rows) + 1 :].partition("]")
    new = place(int(number))
    return None if new is None else f"{rows}[{new}]{rest}"


def without_empty_rows(schema: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without the items of the schema's lists in which nothing is answered.

    A row without any name in it (``{}``) was just begun, and stays.
    """
    return {name: _full(schema[name], value) if name in schema else value for name, value in data.items()}


def _full(rules: Mapping[str, Any], value: Any) -> Any:
    if rules["type"] == "dict" and isinstance(value, Mapping):
        return without_empty_rows(rules["schema"], value)
    if rules["type"] == "list" and isinstance(value, list):
        return [_full(rules["schema"], item) for item in value if item == {} or has_answer(item)]
    return value


def ordered(schema: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers in the order of their schema; what it does not know comes after, untouched."""
    known = {name: _ordered(rules, data[name]) for name, rules in schema.items() if name in data}
    return known | {name: value for name, value in data.items() if name not in known}


def _ordered(rules: Mapping[str, Any], value: Any) -> Any:
    if rules["type"] == "dict" and isinstance(value, Mapping):
        return ordered(rules["schema"], value)
    if rules["type"] == "list" and isinstance(value, list):
        return [_ordered(rules["schema"], item) for item in value]
    return value


def item_of(path: str) -> tuple[str, int]:
    """Return the list and the position of one of its items: ``mal[2]`` -> ``("mal", 2)``."""
    owner, _, place = path.removesuffix("]").rpartition("[")
    return owner, int(place)


def is_inside(path: str, of: str) -> bool:
    """Say whether an answer is ``of``, or stands in it."""
    return path == of or path.startswith((f"{of}[", f"{of}."))


def owner(path: str, known: Mapping[str, Any]) -> str:
    """Return the question that a problem's path belongs to; "" when there is none."""
    while path and path not in known:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return path
