"""Answers as somebody may have typed them, drawn by chance from a form's schema: with faults and without."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from halvvag_docs import validation
from halvvag_docs.answers import RawAnswers
from halvvag_docs.errors import Problem
from halvvag_docs.forms import Form
from halvvag_docs.schema import schema_path
from halvvag_docs.validation.paths import steps_of, target, value_at
from halvvag_docs.validation.terms import terms_of

TODAY = date(2026, 12, 31)
TEXTS = (
    "Vill bo kvar",
    "Behöver stöd på morgonen & kvällen",
    "Åker till Åbo <varje> vecka",
    "Stiger upp kl. 7, äter frukost\noch går till arbetet",
)
NAMES = ("Linnea", "Örn-Sörensen", "O'Brien", "Áile")
CODES = ("M1", "S1", "HV-2026-014")
KINDS: Mapping[str, tuple[str, ...]] = {
    "boolean": ("true", "false", "Ja", "nej", " JA "),
    "time": ("16:00", "7.30", "00:00"),
    "month": ("2026-05", " 2025-12"),
    "partial_date": ("2025", "2025-11", "2025-11-03"),
    "phone": ("112", "113 13", "+358 40 123 4567", "+46701740611"),
    "postal_code": ("22100", "SE-22 150", " 22 150 "),
    "email": ("a.b@example.org",),
    "identity_number": ("140587-9184", "19900101-0017", "x"),
    "uuid": ("B7A1F0E2-5D0C-4A2E-9D39-0C2C2F7A1B11",),
}
ODD: tuple[Any, ...] = (
    "", " ", "\n", "x", "-1", "\u22125", "0", "1,5", "4.5", "99999", "1234567890", "\u0663", "maybe", "true",
    "2026-02-30", "31.12.2026", "9999-12-31", "25:00", "å" * 300, "a\nb", "{{ x }}", "\u00a0", "\ud800", "null",
    [], {}, [""], [[]], ["a"], ["a", ""], [" "], ["true", "true"], [{}], [{"x": ""}], {"x": ""}, {"x": "y"},
    [{"x": "y"}, "z"],
)  # fmt: skip
"""What is put in the place of an answer, a group or a list."""


class Chance:
    """Draws documents of a form from a number."""

    def __init__(self, form: Form, seed: int) -> None:
        self.form = form
        self.draw = random.Random(seed)  # noqa: S311  not for secrets

    def good(self) -> RawAnswers:
        """Return a document in which Cerberus finds no fault, a draft or not."""
        raw = RawAnswers(document="fil", data=self._group(self.form.schema), lines={})
        head: Any = raw.data["dokument"]
        head |= {
            "typ": self.form.name,
            "arende_id": "HV-2026-014",
            "status": self.draw.choice(("faststalld", "utkast")),
        }
        for _ in range(20):
            problems = judged(self.form, raw).problems
            if not problems:
                return raw
            for one in problems:
                self._mend(raw.data, one)
        found = sorted({f"{one.path} {one.rule}" for one in judged(self.form, raw).problems})
        raise AssertionError(found)

    def bad(self, good: RawAnswers) -> RawAnswers:
        """Return the document with a few places of it changed to something else, most often a fault."""
        data = copy.deepcopy(good.data)
        for _ in range(self.draw.choice((1, 1, 2, 4))):
            self._spoil(data)
        return RawAnswers(document="fil", data=data, lines={})

    def _group(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        often = self.draw.choice((0.3, 0.7, 0.95))
        chosen = {name: self._value(rules) for name, rules in schema.items() if self.draw.random() < often}
        return chosen | {name: self._value(schema[name]) for name in ("dokument",) if name in schema}

    def _value(self, rules: Mapping[str, Any]) -> Any:
        if rules["type"] == "dict":
            return self._group(rules["schema"])
        if rules["type"] == "list":
            least = max(rules.get("minlength", 0), 1)
            count = min(least + self.draw.choice((0, 0, 1, 3)), rules.get("maxlength", 99))
            return [self._value(rules["schema"]) for _ in range(count)]
        return self._leaf(rules)

    def _leaf(self, rules: Mapping[str, Any]) -> str:
        kind, draw = rules["type"], self.draw
        if "allowed" in rules:
            return {True: "ja", False: "nej"}.get(chosen := draw.choice(rules["allowed"]), chosen)  # type: ignore[no-any-return]
        if kind in KINDS:
            return draw.choice(KINDS[kind])
        if kind == "date":
            day = TODAY - timedelta(days=draw.randrange(700))
            return draw.choice((day.isoformat(), f"{day.day}.{day.month}.{day.year}"))
        if kind in ("integer", "decimal"):
            low = rules.get("min", 0)
            number = str(draw.randint(int(low), int(rules.get("max", int(low) + 40))))
            return draw.choice((number, f" {number}", number if kind == "integer" else f"{number},0"))
        if "regex" in rules:
            return draw.choice([one for one in (*CODES, *NAMES) if re.fullmatch(rules["regex"], one)])
        limit = rules.get("maxlength", 4000)
        return str(draw.choice(TEXTS[:3] if kind == "string" else TEXTS))[:limit]

    def _mend(self, data: Any, problem: Problem) -> None:
        """Do what the message says, so that the next judgement finds less."""
        *way, name = steps_of(problem.path)
        rules = rules_at(self.form, problem.path)
        place = data
        for step in way:
            place = place[int(step)] if step.isdecimal() else place.setdefault(step, {})
        if problem.rule == "required":
            place[name] = self._value(rules)
        elif problem.rule == "not_before":
            place[name] = value_at(data, target(problem.path, rules["not_before"]))
        elif problem.rule == "every_code":
            wanted = rules["every_code"]["field"]
            codes = rules["schema"]["schema"][wanted]["allowed"]
            place[name] = [{**self._value(rules["schema"]), wanted: code} for code in codes]
        elif isinstance(place, dict):
            del place[name]
        else:
            place[int(name)] = self._value(rules)

    def _spoil(self, data: Any) -> None:
        """Change one place, at any depth, to something odd, to another place's answer, or to nothing."""
        place, last = data, self.draw.choice(list(data))
        while isinstance(place[last], dict | list) and place[last] and self.draw.random() < 0.85:
            place = place[last]
            last = self.draw.choice(list(place)) if isinstance(place, dict) else self.draw.randrange(len(place))
        act = self.draw.randrange(6)
        if act == 0:
            del place[last]
        elif act == 1 and isinstance(place, dict):
            place[self.draw.choice(("hittepa", "", "typ ", "År"))] = self.draw.choice(("x", "", {}))
        elif act == 2 and isinstance(place[last], list):
            place[last] = (place[last] * 30)[: self.draw.choice((2, 5, 25, 200))]
        else:
            place[last] = copy.deepcopy(self.draw.choice(ODD))


def judged(form: Form, raw: RawAnswers) -> validation.Checked:
    """Return what Cerberus says of the answers, without the quick way."""
    return validation._judged(form, raw, terms_of(raw.data, TODAY))


def rules_at(form: Form, path: str) -> Any:
    """Return a field's rules in the schema."""
    rules: Any = {"type": "dict", "schema": form.schema}
    for step in schema_path(path).replace("[]", ".[]").split("."):
        rules = rules["schema"] if step == "[]" else rules["schema"][step]
    return rules
