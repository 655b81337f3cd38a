"""The quick way and Cerberus say the same: what the quick way passes has no fault, and has the same values."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rawrecords import TODAY, Chance, judged
from samplechanges import change, raw_case, table

from halvvag_docs import validation
from halvvag_docs.answers import RawAnswers
from halvvag_docs.forms import Form, find_forms, load_form
from halvvag_docs.validation.accepting import accepted
from halvvag_docs.validation.terms import terms_of

FORMS = find_forms()
SEEDS = range(int(os.environ.get("HALVVAG_SEEDS", "10")))
"""Documents of each form, good and bad; 200 make 2,000 of each: see benchmarks/README.md."""
FOLDERS = {"A": "A-fi-halvvagshem", "B": "B-se-boendestod"}


def agrees(form: Form, raw: RawAnswers, **terms: Any) -> bool:
    """See to it that what the quick way passes has no fault and the same values; say whether it passed."""
    on = terms_of(raw.data, TODAY)._replace(**terms)
    before = copy.deepcopy(raw.data)
    slow, quick = validation._judged(form, raw, on), accepted(form, raw.data, on)
    if quick is not None:
        assert slow.problems == ()
        assert typed(quick) == typed(slow.answers._values)
    assert raw.data == before
    return quick is not None


def typed(value: Any) -> Any:
    """Return values with their types, since 1 equals True, and with the order of their names."""
    if isinstance(value, Mapping):
        return type(value), [(name, typed(item)) for name, item in value.items()]
    return (tuple, *map(typed, value)) if isinstance(value, tuple) else (type(value), value)


@pytest.mark.parametrize("name", FORMS)
def test_both_ways_agree_on_good_and_bad_answers(name: str) -> None:
    """Documents drawn by chance; the good ones all go the quick way."""
    for seed in SEEDS:
        chance = Chance(FORMS[name], seed)
        good = chance.good()
        assert agrees(FORMS[name], good)
        agrees(FORMS[name], chance.bad(good))


def test_both_ways_agree_on_the_samples() -> None:
    """All of them go the quick way, and still do as drafts."""
    for folder in FOLDERS.values():
        for raw in raw_case(folder).values():
            form = FORMS[validation.form_name(raw, FORMS)]
            assert agrees(form, raw)
            assert agrees(form, change(raw, {"dokument.status": "utkast"}))


def test_both_ways_agree_on_the_listed_changes() -> None:
    """Those by which the numbered rules are tested."""
    count = 0
    for entry in table("mutations.yaml")["mutationer"]:
        found = raw_case(FOLDERS[entry["mapp"]]).items()
        raw = next(raw for stem, raw in found if stem.startswith(entry["fil"]) or entry["fil"] == "alla")
        changed = change(raw, entry.get("andra", {}), entry.get("kopior"))
        count += agrees(FORMS[validation.form_name(raw, FORMS)], changed)
    assert count > 200


FORM = """
title: Prov
fields:
  prov:
    type: dict
    schema:
      namn: {type: string, required: true, %s meta: {label: Namn}}
      frivilligt:
        type: dict
        required: false
        meta: {label: Frivilligt}
        schema:
          a: {type: string, required: true, meta: {label: A}}
          b: {type: dict, meta: {label: B}, schema: {c: {type: boolean, meta: {label: C}}}}
          rader: {type: list, meta: {label: Rader}, schema: {type: string}}
"""


def _form(root: Path, rule: str) -> Form:
    (root / "schemas").mkdir()
    blocks = "enums: {}\nblocks: {dokument: {type: dict, schema: {typ: {type: string, meta: {label: Typ}}}}}\n"
    (root / "schemas" / "_blocks.yaml").write_text(blocks, encoding="utf-8")
    (root / "schemas" / "prov.yaml").write_text(FORM % rule, encoding="utf-8")
    return load_form("prov", root)


@pytest.mark.parametrize(
    "rule",
    [
        "anyof: [{regex: a}, {regex: b}],",
        "forbidden: [a],",
        "excludes: x,",
        "empty: false,",
        "dependencies: [x],",
        "check_with: x,",
    ],
)
def test_a_rule_that_is_not_known_is_left_to_cerberus(tmp_path: Path, rule: str) -> None:
    """Nothing of such a form goes the quick way, not even a document that is good."""
    form = _form(tmp_path, rule)
    raw = {"dokument": {"typ": "prov"}, "prov": {"namn": "x"}}
    assert accepted(form, raw, terms_of(raw, TODAY)) is None


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        ("", True),
        ({}, True),
        ({"a": "", "b": "", "rader": []}, True),
        ({"a": "", "b": {"c": ""}}, True),
        ({"a": "x"}, True),
        ({"b": {"c": "ja"}}, False),
        ({"hittepa": ""}, False),
        ({"hittepa": "viktigt"}, False),
        ({"b": {"hittepa": "viktigt"}}, False),
        ([], False),
        ("x", False),
        (None, False),
    ],
)
def test_a_group_that_may_be_left_out(tmp_path: Path, given: Any, passes: bool) -> None:  # noqa: FBT001
    """It may be empty in many ways; an answer under a name that nobody knows is never left out in silence."""
    form = _form(tmp_path, "")
    data: Any = {"dokument": {"typ": "prov"}, "prov": {"namn": "x", "frivilligt": given}}
    raw = RawAnswers(document="fil", data=data, lines={})
    assert agrees(form, raw, draft=False) is passes
    assert (not validation._judged(form, raw, terms_of(data, TODAY)._replace(draft=False)).problems) is passes


def test_check_goes_the_quick_way_and_cerberus_has_the_last_word() -> None:
    """The same values on both ways; a fault is told with its place."""
    raw = raw_case(FOLDERS["A"])["09-krisplan"]
    form = FORMS["krisplan"]
    found = validation.check(form, raw, today=TODAY)
    assert (found.problems, dict(found.answers)) == ((), dict(judged(form, raw).answers))
    wrong = change(raw, {"klient.hittepa": "x"})
    assert [one.path for one in validation.check(form, wrong, today=TODAY).problems] == ["klient.hittepa"]
