"""Give the answers of one document their types, and note each text that is no value of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from halvvag_docs.forms import Form
from halvvag_docs.validation.findings import Findings
from halvvag_docs.validation.kinds import KindError, Surroundings, read_leaf
from halvvag_docs.validation.paths import has_answer


@dataclass(slots=True)
class Reader:
    """Turns text into values, group by group, noting what is no value of its kind."""

    form: Form
    region: str
    today: date | None
    findings: Findings = field(default_factory=Findings)
    unknown: int = 0
    """How many names no schema knows."""

    def read_group(self, schema: Mapping[str, Any], given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        """Return typed answers in the schema's order; unanswered are absent, unknown names stay for the judge."""
        around = Surroundings(siblings=given, region=self.region, today=self.today)
        result: dict[str, Any] = {}
        for name, rules in schema.items():
            path = f"{prefix}.{name}" if prefix else name
            value = self._read(rules, given.get(name, ""), path, around)
            if value is not None:
                result[name] = value
        unknown = {name: "" for name in given if name not in schema}
        self.unknown += len(unknown)
        return result | unknown

    def _read(self, rules: Mapping[str, Any], given: Any, path: str, around: Surroundings) -> Any:
        kind = rules["type"]
        if kind == "dict":
            return self._group(rules, given, path)
        if given in ("", [], {}):
            return None
        if kind == "list":
            return self._list(rules["schema"], given, path, around)
        if not isinstance(given, str):
            return self._wrong(path, "scalar", is_group=isinstance(given, Mapping))
        try:
            value = read_leaf(kind, given, around)
        except KindError as error:
            return self._wrong(path, "kind", kind, reason=str(error))
        return None if value == "" else value

    def _group(self, rules: Mapping[str, Any], given: Any, path: str) -> dict[str, Any] | None:
        """Read a group. One that is marked ``required: false`` and has no answer is left out whole.

        Not when a name in it is unknown: that may be an answer gone astray, and the judge has to see it.
        """
        if not isinstance(given, Mapping):
            if given != "":
                self._wrong(path, "type", "dict")
            given = {}
        before = self.unknown
        values = self.read_group(rules["schema"], given, path)
        optional = rules.get("required") is False and self.unknown == before
        return None if optional and not has_answer(values) else values

    def _list(self, rules: Mapping[str, Any], given: Any, path: str, around: Surroundings) -> list[Any] | None:
        if not isinstance(given, list):
            self._wrong(path, "type", "list")
            return None
        if not any(has_answer(item) for item in given):
            return None
        if rules["type"] == "dict":
            return [self._item(rules, item, f"{path}[{n}]") for n, item in enumerate(given)]
        items = [self._read(rules, item, f"{path}[{n}]", around) for n, item in enumerate(given)]
        for n, item in enumerate(items):
            if item is None:
                self.findings.add(f"{path}[{n}]", "empty", None, {})
        return [item for item in items if item is not None] if None in items else items

    def _item(self, rules: Mapping[str, Any], given: Any, path: str) -> dict[str, Any]:
        if not isinstance(given, Mapping):
            self._wrong(path, "type", "dict")
            return {}
        return self.read_group(rules["schema"], given, path)

    def _wrong(self, path: str, rule: str, constraint: Any = None, **detail: Any) -> Any:
        """Note the problem; the answer then counts as absent."""
        self.findings.add(path, rule, constraint, detail)
        return None
