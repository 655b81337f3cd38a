"""Rules of a schema that look at several answers at once: conditions, whole lists, limits that depend."""

from __future__ import annotations

from pathlib import Path

import pytest

from halvvag_docs import validation
from halvvag_docs.answers import parse
from halvvag_docs.errors import FormError
from halvvag_docs.forms import Form, load_form

BLOCKS = """
enums: {}
blocks:
  dokument:
    type: dict
    schema:
      typ: {type: string, meta: {label: Typ, always: true}}
      status: {type: string, meta: {label: Status}}
"""
FORM = """
title: Prov
fields:
  prov:
    type: dict
    schema:
      antal: {type: integer, meta: {label: Antal}}
      andel: {type: decimal, meta: {label: Andel}}
      klar: {type: boolean, allowed: [true], meta: {label: Klar}}
      skal: {type: text, required_if: {antal: [{min: 3}]}, meta: {label: Skäl}}
      atgard: {type: text, required_if_any: {antal: [{min: 3}], andel: [{max: 1}]}, meta: {label: Åtgärd}}
      fraga: {type: text, required_if: {"rader[roll=klient].var": [har, null]}, meta: {label: Fråga}}
      rader:
        type: list
        every_code: {field: roll, if: {klar: [true]}}
        meta: {label: Rader, row: Rad}
        schema:
          type: dict
          schema:
            roll: {enum: {klient: Klient, staff: Personal}, meta: {label: Roll}}
            var: {enum: {har: Här, borta: Borta}, meta: {label: Var}}
            poang: {type: integer, max_by: {roll: {staff: 5}}, meta: {label: Poäng}}
"""


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """Return a small form with a rule of each kind."""
    root = tmp_path_factory.mktemp("root")
    (root / "schemas").mkdir()
    (root / "schemas" / "_blocks.yaml").write_text(BLOCKS, encoding="utf-8")
    (root / "schemas" / "prov.yaml").write_text(FORM, encoding="utf-8")
    return load_form("prov", root)


def found(form: Form, text: str, status: str = "faststalld") -> list[tuple[str, str]]:
    """Return (path, rule) of each problem of the answers in ``text``."""
    raw = parse(f"dokument: {{typ: prov, status: {status}}}\nprov: {text}\n", document="fil")
    return [(one.path, one.rule) for one in validation.check(form, raw).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{antal: 2, fraga: a}", []),
        ("{antal: 3, fraga: a}", ["prov.skal", "prov.atgard"]),
        ("{antal: 3, fraga: a, skal: b, atgard: c}", []),
        ('{andel: "1,5", fraga: a}', []),
        ('{andel: "0,5", fraga: a}', ["prov.atgard"]),
        ("{antal: 2}", ["prov.fraga"]),
        ("{rader: [{roll: staff}, {roll: klient, var: har}]}", ["prov.fraga"]),
        ("{rader: [{roll: staff}, {roll: klient, var: borta}]}", []),
    ],
)
def test_a_condition_may_be_a_limit_a_choice_or_a_row(form: Form, text: str, expected: list[str]) -> None:
    """Numbers are compared, one of several conditions is enough, and a row is found by its code."""
    assert found(form, text) == [(path, "required") for path in expected]


def test_a_draft_is_asked_for_nothing(form: Form) -> None:
    """Conditions and whole lists are for settled documents."""
    assert found(form, "{antal: 3, klar: true, rader: [{roll: staff}]}", status="utkast") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{fraga: a, klar: true, rader: [{roll: staff}]}", [("prov.rader", "every_code")]),
        ("{fraga: a, klar: true, rader: [{roll: staff}, {roll: klient}]}", []),
        ("{fraga: a, rader: [{roll: staff}]}", []),
        ("{fraga: a, klar: true}", []),
    ],
)
def test_a_list_may_need_a_row_for_each_code(form: Form, text: str, expected: list[tuple[str, str]]) -> None:
    """Only when its own condition holds, and an empty list is the business of ``required``."""
    assert found(form, text) == expected


def test_a_limit_may_depend_on_another_answer(form: Form) -> None:
    """A code without a limit of its own has none."""
    rows = "{roll: staff, poang: 6}, {roll: staff, poang: 5}, {roll: klient, poang: 99}, {poang: 99}"
    assert found(form, f"{{fraga: a, rader: [{rows}]}}") == [("prov.rader[0].poang", "max_by")]


def test_messages_name_what_is_missing_and_never_an_answer(form: Form) -> None:
    """Labels, the limit and «ja», in Swedish."""
    raw = parse(
        "dokument: {typ: prov, status: faststalld}\n"
        "prov: {fraga: a, klar: true, rader: [{roll: staff, poang: 7}]}\n",
        document="fil",
    )
    missing, limit = (one.message for one in validation.check(form, raw).problems)
    assert missing == "«Rader»: en rad saknas för: Klient. Lägg till en rad för varje."
    assert "högst 5" in limit
    assert "7" not in limit
    raw = parse("dokument: {typ: prov}\nprov: {klar: nej}\n", document="fil")
    (problem,) = validation.check(form, raw).problems
    assert "Välj ja." in problem.message


def test_a_rule_without_its_field_is_refused(tmp_path: Path) -> None:
    """The schema is checked before any answer is."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "_blocks.yaml").write_text(BLOCKS, encoding="utf-8")
    broken = FORM.replace("field: roll, ", "")
    (tmp_path / "schemas" / "prov.yaml").write_text(broken, encoding="utf-8")
    raw = parse("dokument: {typ: prov}\n", document="fil")
    with pytest.raises(FormError):
        validation.check(load_form("prov", tmp_path), raw)
