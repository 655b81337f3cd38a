"""Running the rules: which, at what level, what was acknowledged, and how they are documented."""

from __future__ import annotations

import re
import runpy
import string
from pathlib import Path
from typing import Any

import pytest
from rule_cases import TODAY, UNIT, D, document, places, plan, problems

from halvvag_docs import answers, rules, validation
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level
from halvvag_docs.forms import find_forms
from halvvag_docs.rules.judge import judge
from halvvag_docs.rules.view import CaseView, shifted
from halvvag_docs.units import Limits, Unit

DOCS = Path(__file__).resolve().parent.parent / "docs"
WITHOUT_CRISIS_PLAN: dict[str, Any] = {"genomforandeplan.krisplan_id": ""}


def acknowledged(rule: str, **values: str) -> dict[str, Any]:
    """Return an acknowledgement of a rule."""
    return {"bekraftelser": [{"regel": rule, "skal": "Övervägt.", "av": "X", "datum": D(2026, 3, 19), **values}]}


def test_every_rule_of_the_reference_is_there_and_named_once() -> None:
    """R01 to R48 exist, followed by our own under Swedish words."""
    ids = list(rules.RULES)
    assert ids[:48] == [f"R{n:02}" for n in range(1, 49)]
    assert all(re.fullmatch(r"[a-z_]+", rule_id) and rules.RULES[rule_id].everywhere for rule_id in ids[48:])


def test_schemas_name_only_rules_that_exist_and_every_numbered_rule_is_used() -> None:
    """A rule nobody runs, and a schema that asks for one nobody wrote, are mistakes."""
    asked = {rule_id for form in find_forms().values() for rule_id in form.rules}
    assert asked == {rule_id for rule_id, rule in rules.RULES.items() if not rule.everywhere}


def test_settings_named_by_rules_exist() -> None:
    """Each is a limit or another field of the unit."""
    known = set(Limits.__dataclass_fields__) | set(Unit.__dataclass_fields__)
    assert {name for rule in rules.RULES.values() for name in rule.settings} <= known


def test_a_rule_is_run_only_where_the_schema_asks_for_it() -> None:
    """Which rules a form runs is data; ours run everywhere, even without a form."""
    values = {"klient.id_typ": "fi_personbeteckning", "klient.id_nummer": "140587-9184"}
    born = {**values, "klient.fodelsedatum": D(1990, 1, 1)}
    case = Case(documents=(document("ansokan", born),))
    assert [one.rule for one in rules.check(case, UNIT, TODAY)] == ["R41", "fodelsedatum"]
    assert [one.rule for one in rules.check(case, UNIT, TODAY, {})] == ["fodelsedatum"]


def test_every_rule_stays_inside_the_document_it_is_given(samples: Path) -> None:
    """A unit may ask for any rule in any form of its own: it finds something there or nothing."""
    forms = find_forms()
    raw = [answers.parse(path.read_text("utf-8"), document=path.stem) for path in samples.glob("A*/[01]*.yaml")]
    read = [validation.check(forms[validation.form_name(one, forms)], one, today=TODAY).answers for one in raw]
    empty = [document(form, name=f"{form}-tom") for form in forms]
    view = CaseView(Case(documents=(*read, *empty)), UNIT, TODAY)
    for rule in rules.RULES.values():
        for one in view.case.documents:
            blocks = {finding.path.partition(".")[0].partition("[")[0] for finding in rule.search(view, one)}
            assert blocks <= {"dokument", "klient", "bestallare", "sandlista", one.form}


@pytest.mark.parametrize(("status", "found"), [("faststalld", 1), ("utkast", 1), ("ersatt", 0), ("makulerad", 0)])
def test_documents_out_of_use_are_not_judged(status: str, found: int) -> None:
    """A replaced or cancelled document is context only."""
    assert len(places("R22", plan(WITHOUT_CRISIS_PLAN, status=status))) == found


def test_errors_are_warnings_in_a_draft() -> None:
    """A draft may lack things; what it lacks is said mildly."""
    values: dict[str, Any] = {"genomforandeplan.mal": []}
    assert problems("R16", plan(values))[0].level is Level.ERROR
    assert problems("R16", plan(values, status="utkast"))[0].level is Level.WARNING


@pytest.mark.parametrize(
    ("note", "hidden"),
    [
        (acknowledged("R22"), True),
        (acknowledged("R22", path="genomforandeplan.krisplan_id"), True),
        (acknowledged("R22", path="genomforandeplan.mal"), False),
        (acknowledged("R07"), False),
        (acknowledged("R22", skal=""), False),
    ],
)
def test_an_acknowledged_warning_is_hidden_unless_everything_is_asked_for(
    note: dict[str, Any],
    hidden: bool,  # noqa: FBT001
) -> None:
    """Rule and place have to fit, and a reason has to be given."""
    case = Case(documents=(plan(WITHOUT_CRISIS_PLAN, **note),))
    shown = [one.rule for one in rules.check(case, UNIT, TODAY)]
    every = [one.rule for one in rules.check(case, UNIT, TODAY, everything=True)]
    assert ("R22" not in shown) is hidden
    assert "R22" in every
    verdict = next(one for one in judge(case, UNIT, TODAY) if one.problem.rule == "R22")
    assert verdict.acknowledged == ("dokument.bekraftelser[0]" if hidden else "")


@pytest.mark.parametrize("status", ["faststalld", "utkast"])
def test_an_error_cannot_be_acknowledged(status: str) -> None:
    """Not even in a draft, where it is shown as a warning."""
    one = plan({"genomforandeplan.mal": []}, status=status, **acknowledged("R16"))
    assert len(problems("R16", one)) == 1


def test_days_stop_at_the_end_of_the_calendar() -> None:
    """A date nobody can have meant is no reason to fail."""
    assert shifted(D.max, 14) == D.max
    assert shifted(D.min, -1) == D.min
    assert shifted(D(2026, 3, 1), -1) == D(2026, 2, 28)


def test_every_message_has_its_facts() -> None:
    """Placeholders are names, and no sentence is without its full stop."""
    for rule in rules.RULES.values():
        for text in (rule.message, *rule.variants.values()):
            names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
            assert all(re.fullmatch(r"\w+", name) for name in names)
            assert text.endswith((".", "?"))


def test_the_page_about_the_rules_is_current() -> None:
    """docs/regler.md is what the rules say about themselves; `make docs` writes it."""
    written = runpy.run_path(str(DOCS / "write_rules.py"))["document"]()
    assert (DOCS / "regler.md").read_text(encoding="utf-8") == written
