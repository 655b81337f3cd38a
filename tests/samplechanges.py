"""The two sample cases, changed leaf by leaf, and what the numbered rules find in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rule_cases import TODAY

from halvvag_docs import answers, rules, validation
from halvvag_docs.answers import Answers, RawAnswers
from halvvag_docs.cases import Case
from halvvag_docs.errors import Problem
from halvvag_docs.forms import builtin_root, find_forms
from halvvag_docs.units import Unit
from halvvag_docs.yamltext import load_settings, plain_text

DATA = Path(__file__).parent / "data"
# Depend on the day of the test, or on words that were not counted when the list was made.
NOT_COUNTED = {"R21", "R24", "R31", "R46", "R47"}

Found = set[tuple[str, str, str]]
"""Document, rule, level in Swedish."""


def table(name: str) -> Any:
    """Return a file of `tests/data`."""
    return load_settings((DATA / name).read_text("utf-8"), name=name)


@cache
def raw_case(folder: str) -> dict[str, RawAnswers]:
    """Return the documents of a sample case by name; not to be changed."""
    paths = sorted((builtin_root() / "samples" / folder).glob("*.yaml"))
    found = {path.stem: path.read_text("utf-8") for path in paths if not path.stem.startswith("verksamhet")}
    return {stem: answers.parse(content, document=stem) for stem, content in found.items()}


@cache
def unit(folder: str) -> Unit:
    """Return the settings of a sample case's unit."""
    content = (builtin_root() / "samples" / folder / "verksamhet.yaml").read_text("utf-8")
    return validation.read_unit(answers.parse(content, document="verksamhet"))


@cache
def _as_it_stands(folder: str) -> dict[str, Answers]:
    return {stem: _read(one) for stem, one in raw_case(folder).items()}


def _read(raw: RawAnswers) -> Answers:
    forms = find_forms()
    return validation.check(forms[validation.form_name(raw, forms)], raw, today=TODAY).answers


def problems(folder: str, changed: Mapping[str, RawAnswers] | None = None) -> tuple[Problem, ...]:
    """Return what all rules find in a sample case, some documents of which may be changed ones."""
    documents = _as_it_stands(folder) | {stem: _read(raw) for stem, raw in (changed or {}).items()}
    return rules.check(Case(documents=tuple(documents.values())), unit(folder), TODAY, find_forms())


def found(folder: str, changed: Mapping[str, RawAnswers] | None = None) -> Found:
    """Return what the numbered rules find, those that are not counted left out."""
    return {
        (one.document, one.rule, one.level.swedish)
        for one in problems(folder, changed)
        if one.rule.startswith("R") and one.rule not in NOT_COUNTED
    }


def change(raw: RawAnswers, values: Mapping[str, object], copies: Mapping[str, int] | None = None) -> RawAnswers:
    """Return a document with other answers.

    Args:
        raw: the document.
        values: path → value; None removes the field, the place after the last row adds one.
        copies: path of a list of goals → how many it shall have; its last row is repeated under a new `mal_id`.
    """
    data = copy.deepcopy(raw.data)
    for path, value in values.items():
        _put(data, path, value)
    for path, count in (copies or {}).items():
        goals: Any = data
        for step in _steps(path):
            goals = goals[step]
        while len(goals) < count:
            goals.append({**copy.deepcopy(goals[-1]), "mal_id": str(len(goals) + 1)})
    _add_up(data)
    return RawAnswers(document=raw.document, data=data, lines=raw.lines)


def _put(data: Any, path: str, value: object) -> None:
    *way, last = _steps(path)
    for step in way:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    if value is None:
        if isinstance(last, int) or last in data:
            del data[last]
    elif isinstance(data, list) and last == len(data):
        data.append(_plain(value))
    else:
        data[last] = _plain(value)


def _steps(path: str) -> list[str | int]:
    steps: Iterator[str] = (step for step in path.replace("[", ".").replace("]", "").split(".") if step)
    return [int(step) if step.isdecimal() else step for step in steps]


def _plain(value: object) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return plain_text(value)


def _add_up(data: Any) -> None:
    """Recompute a plan's direct time, as the program that fills in the plan does."""
    plan = data.get("genomforandeplan", {})
    if "samtal" in plan:
        talks, tests = (int(plan[name]["minuter"]) * int(plan[name]["per_manad"]) for name in ("samtal", "test"))
        total = talks + tests + int(plan["natverksmote"]["minuter_per_manad"])
        plan["direkt_tid_min_per_manad"] = str(total)
