"""Whatever a case holds, the rules end in problems or none, and tell nobody's secrets."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rule_cases import UNIT

from halvvag_docs import rules
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level
from halvvag_docs.forms import Form, find_forms
from halvvag_docs.rules.judge import judge
from halvvag_docs.units import UNNAMED

MARK = "Hemligsson"
TEXTS = (
    f"{MARK} tog 20 mg, återfall, grupp 60 min",
    f"Linnea {MARK}",
    f"c/o {MARK}",
    f"Påhittsvägen 1 {MARK}",
    MARK,
)
NUMBERS = ("140587-9184", "140587-918A", "19900602-2397", "20260162-2380", "19171160-2399", "x")
MIDDLE = date(2026, 6, 1)
ODD_DAYS = (date.min, date.max, MIDDLE, date(2024, 2, 29))
ODD_TIMES = (time(0), time(23, 59), time(16))


class Chance:
    """Fills a schema with values of the right kinds, some of them missing, many of them odd."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311  not for secrets

    def document(self, form: Form, place: int) -> Answers:
        """Return a document of the form, settled, draft or out of use."""
        data = self.group(form.schema)
        head = data.setdefault("dokument", {})
        head["status"] = self.draw.choice(("faststalld", "faststalld", "utkast", "ersatt", "makulerad"))
        head["id"] = f"id-{place}"
        head["bygger_pa"] = [f"id-{self.draw.randrange(12)}"]
        return Answers(freeze(data), document=f"d{place}", form=form.name)

    def group(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return most of the members of a group."""
        return {name: self.value(one) for name, one in schema.items() if self.draw.random() < 0.8}

    def value(self, one: Mapping[str, Any]) -> Any:
        """Return a value for one field, group or list."""
        kind = one.get("type", "string")
        if "allowed" in one:
            return self.draw.choice(one["allowed"])
        if kind == "dict":
            return self.group(one.get("schema", {}))
        if kind == "list":
            return [self.value(one["schema"]) for _ in range(self.draw.choice((0, 1, 2, 8)))]
        return self.leaf(kind)

    def leaf(self, kind: str) -> Any:
        """Return a value of a kind; a text holds the mark, or is a short reference."""
        draw = self.draw
        near = MIDDLE + timedelta(days=draw.randint(-400, 400))
        makers: dict[str, Any] = {
            "integer": lambda: draw.choice((0, 1, 4, 5, 45, -3, 999_999_999)),
            "decimal": lambda: draw.choice((Decimal(0), Decimal("4.5"), Decimal(-1))),
            "boolean": lambda: draw.random() < 0.5,
            "date": lambda: draw.choice((near, near, near, draw.choice(ODD_DAYS))),
            "time": lambda: draw.choice((*ODD_TIMES, time(draw.randrange(24), draw.randrange(60)))),
            "identity_number": lambda: draw.choice(NUMBERS),
            "month": lambda: "2026-06",
            "phone": lambda: "+46701740611",
        }
        short = (lambda: draw.choice(("S1", "M1", "1")),)
        return draw.choice((makers.get(kind, lambda: draw.choice(TEXTS)), *(() if kind in makers else short)))()


def _case(seed: int) -> Case:
    chance = Chance(seed)
    forms = list(find_forms().values())
    chosen = [*forms, *chance.draw.choices(forms, k=4)]
    chance.draw.shuffle(chosen)
    return Case(documents=tuple(chance.document(form, place) for place, form in enumerate(chosen)))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), today=st.one_of(st.dates(), st.just(MIDDLE)))
def test_any_case_ends_in_problems_or_none(seed: int, today: date) -> None:
    """No combination of dates and values raises; a problem never repeats what somebody wrote."""
    case = _case(seed)
    for unit in (UNIT, UNNAMED):
        for verdict in judge(case, unit, today):
            problem = verdict.problem
            assert MARK not in problem.message + problem.path
            assert not any(number in problem.message for number in NUMBERS[:-1])
            assert "{" not in problem.message


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_same_case_gives_the_same_problems(seed: int) -> None:
    """The rules look at the case, the unit and the day, and at nothing else."""
    assert rules.check(_case(seed), UNIT, MIDDLE) == rules.check(_case(seed), UNIT, MIDDLE)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_an_empty_or_torn_document_is_no_obstacle(seed: int) -> None:
    """Blocks of the wrong shape, as a broken file leaves them, are passed over."""
    draw = random.Random(seed)  # noqa: S311  not for secrets
    wrong: list[Any] = ["text", 3, [], ["text"], {}, {"period": 3}, True, date.max]
    documents = []
    for place, name in enumerate(find_forms()):
        data = {block: draw.choice(wrong) for block in ("dokument", "klient", "bestallare", "sandlista", name)}
        documents.append(Answers(freeze(data), document=f"d{place}", form=name))
    found = rules.check(Case(documents=tuple(documents)), UNIT, MIDDLE)
    assert all(problem.level is Level.WARNING for problem in found)
