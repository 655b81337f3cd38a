"""What the rules must find in the two sample cases, as they stand and after each of the listed changes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from halvvag_docs import answers, rules, validation
from halvvag_docs.answers import RawAnswers
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level, Problem
from halvvag_docs.forms import builtin_root, find_forms
from halvvag_docs.units import Unit
from halvvag_docs.yamltext import load_settings, plain_text

TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent
EXPECTED = load_settings((HERE / "data" / "expected.yaml").read_text("utf-8"), name="expected.yaml")
FOLDERS = ("A-fi-halvvagshem", "B-se-boendestod")
# Depend on the day of the test, or on words that were not counted when the list was made.
NOT_COUNTED = {"R21", "R24", "R31", "R46", "R47"}

Found = set[tuple[str, str, str]]


@cache
def _raw(folder: str) -> dict[str, RawAnswers]:
    paths = sorted((builtin_root() / "samples" / folder).glob("*.yaml"))
    found = {path.stem: path.read_text("utf-8") for path in paths if not path.stem.startswith("verksamhet")}
    return {stem: answers.parse(content, document=stem) for stem, content in found.items()}


@cache
def _unit(folder: str) -> Unit:
    content = (builtin_root() / "samples" / folder / "verksamhet.yaml").read_text("utf-8")
    return validation.read_unit(answers.parse(content, document="verksamhet"))


def _problems(folder: str, raw: dict[str, RawAnswers]) -> tuple[Problem, ...]:
    forms = find_forms()
    checked = [validation.check(forms[validation.form_name(one, forms)], one, today=TODAY) for one in raw.values()]
    case = Case(documents=tuple(one.answers for one in checked))
    return rules.check(case, _unit(folder), TODAY, forms)


def _check(folder: str, raw: dict[str, RawAnswers]) -> Found:
    """Return (file, rule, level) of what the numbered rules find."""
    return {
        (problem.document, problem.rule, problem.level.swedish)
        for problem in _problems(folder, raw)
        if problem.rule.startswith("R") and problem.rule not in NOT_COUNTED
    }


def _changed(folder: str, entry: dict[str, Any]) -> dict[str, RawAnswers]:
    raw = dict(_raw(folder))
    for stem in raw if entry["fil"] == "alla" else [entry["fil"]]:
        data = copy.deepcopy(raw[stem].data)
        for change in entry["andra"]:
            _set(data, change)
        raw[stem] = RawAnswers(document=stem, data=data, lines=raw[stem].lines)
    return raw


def _set(data: Any, change: dict[str, Any]) -> None:
    *way, last = [int(step) if step.isdecimal() else step for step in _steps(change["sokvag"])]
    for step in way:
        data = data[step]
    if change.get("ta_bort"):
        del data[last]
    else:
        value = change["varde"]
        data[last] = [plain_text(item) for item in value] if isinstance(value, list) else plain_text(value)


def _steps(path: str) -> Iterator[str]:
    return (step for step in path.replace("[", ".").replace("]", "").split(".") if step)


@pytest.mark.parametrize("folder", FOLDERS)
def test_sample_case_gives_exactly_the_listed_rules(folder: str) -> None:
    """Each file of a sample case gives the rules listed for it, no more and no fewer."""
    listed = {(stem, *line.split()) for stem, lines in EXPECTED["filer"][folder].items() for line in lines}
    assert _check(folder, _raw(folder)) == listed
    assert set(EXPECTED["filer"][folder]) == set(_raw(folder))


@pytest.mark.parametrize("entry", EXPECTED["mutationer"], ids=lambda entry: f"nr{entry['nr']}")
def test_change_adds_and_removes_exactly_the_listed_rules(entry: dict[str, Any]) -> None:
    """After a change the listed rules appear, those listed to go are gone, and all else stays."""
    folder = entry["mapp"]
    before = _check(folder, _raw(folder))
    new = {(one["fil"], one["regel"], one["niva"]) for one in entry.get("nya", ())}
    gone = {(one["fil"], one["regel"], one["niva"]) for one in entry.get("forsvinner", ())}
    assert gone <= before
    assert _check(folder, _changed(folder, entry)) == (before - gone) | new


@pytest.mark.parametrize("folder", FOLDERS)
def test_our_own_rules_are_silent_on_the_sample_cases(folder: str) -> None:
    """Limits and comparisons between documents find nothing in cases that are in order."""
    problems = _problems(folder, _raw(folder))
    assert [problem for problem in problems if not problem.rule.startswith("R")] == []
    assert {problem.level for problem in problems} <= {Level.WARNING}
