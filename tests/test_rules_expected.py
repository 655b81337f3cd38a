"""What the rules must find in the two sample cases, as they stand and after each of the listed changes."""

from __future__ import annotations

from typing import Any

import pytest
from samplechanges import Found, change, found, problems, raw_case, table

from halvvag_docs.answers import RawAnswers
from halvvag_docs.errors import Level

EXPECTED = table("expected.yaml")
MUTATIONS = table("mutations.yaml")["mutationer"]
FOLDERS = {"A": "A-fi-halvvagshem", "B": "B-se-boendestod"}


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_sample_case_gives_exactly_the_listed_rules(folder: str) -> None:
    """Each file of a sample case gives the rules listed for it, no more and no fewer."""
    listed = {(stem, *line.split()) for stem, lines in EXPECTED["filer"][folder].items() for line in lines}
    assert found(folder) == listed
    assert set(EXPECTED["filer"][folder]) == set(raw_case(folder))


@pytest.mark.parametrize("entry", EXPECTED["mutationer"], ids=lambda entry: f"nr{entry['nr']}")
def test_change_adds_and_removes_exactly_the_listed_rules(entry: dict[str, Any]) -> None:
    """After a change the listed rules appear, those listed to go are gone, and all else stays."""
    values = {one["sokvag"]: None if one.get("ta_bort") else one["varde"] for one in entry["andra"]}
    new = {(one["fil"], one["regel"], one["niva"]) for one in entry.get("nya", ())}
    gone = {(one["fil"], one["regel"], one["niva"]) for one in entry.get("forsvinner", ())}
    _compare(entry["mapp"], _changed(entry["mapp"], entry["fil"], values), new, gone)


@pytest.mark.parametrize("entry", MUTATIONS, ids=lambda entry: entry["id"])
def test_each_rule_answers_to_small_changes_and_no_other_rule_does(entry: dict[str, Any]) -> None:
    """For every rule: just inside its limit, just outside, and the same in the other kind of service."""
    folder = FOLDERS[entry["mapp"]]
    changed = _changed(folder, entry["fil"], entry.get("andra", {}), entry.get("kopior"))
    new, gone = _spread(folder, entry.get("nya", ())), _spread(folder, entry.get("forsvinner", ()))
    _compare(folder, changed, new, gone)


def test_every_counted_rule_appears_in_some_change() -> None:
    """The table of changes leaves no rule out that a change of the sample cases can bring about."""
    named = {
        line.split()[1] for entry in MUTATIONS for line in (*entry.get("nya", ()), *entry.get("forsvinner", ()))
    }
    assert named == {f"R{n:02}" for n in range(1, 49)} - {"R21", "R24", "R31", "R46", "R47"}


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_our_own_rules_are_silent_on_the_sample_cases(folder: str) -> None:
    """Limits and comparisons between documents find nothing in cases that are in order."""
    every = problems(folder)
    assert [problem for problem in every if not problem.rule.startswith("R")] == []
    assert {problem.level for problem in every} <= {Level.WARNING}


def _changed(
    folder: str, file: str, values: dict[str, Any], copies: dict[str, int] | None = None
) -> dict[str, RawAnswers]:
    stems = [stem for stem in raw_case(folder) if file == "alla" or stem.startswith(file)]
    return {stem: change(raw_case(folder)[stem], values, copies) for stem in stems}


def _spread(folder: str, lines: tuple[str, ...]) -> Found:
    """Read «file rule level», where the file is a number or «alla»."""
    split = [line.split() for line in lines]
    return {
        (stem, rule, level)
        for file, rule, level in split
        for stem in raw_case(folder)
        if file == "alla" or stem.startswith(file)
    }


def _compare(folder: str, changed: dict[str, RawAnswers], new: Found, gone: Found) -> None:
    before = found(folder)
    assert gone <= before
    assert found(folder, changed) == (before - gone) | new
