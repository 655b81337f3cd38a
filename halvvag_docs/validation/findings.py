"""What a check has found so far: one problem a field, the first that says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Finding(NamedTuple):
    """One broken rule at one field."""

    path: str
    rule: str
    constraint: Any
    """What the schema asks for."""
    detail: Mapping[str, Any]
    """Facts for the message, none of them an answer."""


class Findings:
    """Findings by path."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def add(self, path: str, rule: str, constraint: Any, detail: Mapping[str, Any]) -> None:
        """Note a broken rule unless the field, or a group that it stands in, already has one."""
        if not any(path == known or path.startswith((f"{known}.", f"{known}[")) for known in self._found):
            self._found[path] = Finding(path, rule, constraint, detail)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())
