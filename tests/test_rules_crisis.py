"""Rules about the krisplan: R10–R12, its phone numbers and its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from rule_cases import UNIT, D, document, places, plan, problems

from halvvag_docs.answers import Answers
from halvvag_docs.units import OnCall, Unit


def crisis(jour: dict[str, Any] | None = None, *, system: str = "fi", **values: Any) -> Answers:
    """Return a complete krisplan with changes."""
    on_call = {"finns": True, "nummer": "+46701740606", "fran": time(16), "till": time(22), "ring_nar": ["Sug"]}
    usual = {
        "utanfor_jour": {"natt": "Väcker en vän.", "helgdag": "AA-möte."},
        "ring_112_nar": ["Livsfara"],
        "ring_polis_nar": ["Hot"],
        "kontakter": [{"ordning": 1, "namn": "A", "telefon": "+46701740613"}],
        "trygg_plats": [{"plats": "Allrummet"}],
    }
    return document(
        "krisplan", {"krisplan": {**usual, "jour": {**on_call, **(jour or {})}, **values}}, system=system
    )


@pytest.mark.parametrize(
    ("jour", "path"),
    [
        ({}, ""),
        ({"fran": time(17), "till": time(21)}, ""),
        ({"fran": time(15, 59)}, "fran"),
        ({"till": time(22, 1)}, "till"),
        ({"till": time(6)}, "till"),
        ({"fran": time(20), "till": time(18)}, "till"),
        ({"finns": False, "fran": time(8)}, ""),
        ({"fran": None, "till": None}, ""),
    ],
)
def test_r10_promises_no_more_than_the_unit_keeps(jour: dict[str, Any], path: str) -> None:
    """Hours outside 16–22 are an error, also when they go past midnight or backwards."""
    found = problems("R10", crisis(jour))
    assert [problem.path for problem in found] == ([f"krisplan.jour.{path}"] if path else [])
    assert all(problem.message.startswith("Journumret svarar kl. 16–22.") for problem in found)


def test_r10_without_a_duty_phone_in_the_settings() -> None:
    """A halfway house answers 16–22 as a rule; support at home may name somebody else's phone."""
    late = {"till": time(23)}
    assert places("R10", crisis(late), unit=Unit(namn="X")) == ["krisplan: krisplan.jour.till"]
    assert places("R10", crisis(late, system="se"), unit=Unit(namn="X")) == []


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [(22, 6, ""), (23, 5, ""), (1, 5, ""), (21, 5, "fran"), (23, 7, "till"), (5, 23, "till")],
)
def test_r10_a_phone_may_be_answered_past_midnight(start: int, end: int, path: str) -> None:
    """A unit with duty at night is measured by its own hours."""
    night = replace(UNIT, jour=OnCall(nummer="112", fran=time(22), till=time(6)))
    found = places("R10", crisis({"fran": time(start), "till": time(end)}), unit=night)
    assert found == ([f"krisplan: krisplan.jour.{path}"] if path else [])


@pytest.mark.parametrize(
    ("hours", "path"),
    [
        ({"natt": "a", "helgdag": "b"}, ""),
        ({"natt": "", "helgdag": "b"}, "natt"),
        ({"natt": "a"}, "helgdag"),
        ({}, "natt"),
    ],
)
def test_r11_night_and_weekend_have_a_way_out(hours: dict[str, str], path: str) -> None:
    """Both hours without anyone have to be filled; one sentence says so for both."""
    found = places("R11", crisis(utanfor_jour=hours))
    assert found == ([f"krisplan: krisplan.utanfor_jour.{path}"] if path else [])


@pytest.mark.parametrize(
    ("one", "missing"),
    [
        (crisis(), ""),
        (crisis({"ring_nar": []}), "när man ringer jouren"),
        (crisis({"finns": False, "ring_nar": []}), ""),
        (crisis(ring_112_nar=[" "]), "när man ringer 112"),
        (crisis(ring_polis_nar=[]), "när man ringer polisen"),
        (crisis(kontakter=[]), "någon att ringa"),
        (crisis(trygg_plats=[{}]), "en trygg plats"),
        (crisis(trygg_plats=[], kontakter=[]), "någon att ringa och en trygg plats"),
    ],
)
def test_r12_a_krisplan_is_complete(one: Answers, missing: str) -> None:
    """All that is missing is said in one sentence."""
    found = [problem.message for problem in problems("R12", one)]
    assert found == ([f"Krisplanen är ofullständig: ange {missing}."] if missing else [])


def test_the_duty_phone_is_the_units() -> None:
    """A number other than the unit's is asked about."""
    assert places("journummer", crisis()) == []
    assert places("journummer", crisis({"nummer": "+46701740607"})) == ["krisplan: krisplan.jour.nummer"]


def test_contacts_have_their_own_place_and_a_phone() -> None:
    """Only a housemate needs no number."""
    rows = [
        {"ordning": 1, "namn": "A", "telefon": "112"},
        {"ordning": 2, "namn": "B", "roll": "gruppen, samma hus"},
        {"ordning": 1, "namn": "C", "telefon": "112"},
        {"ordning": 3, "namn": "D", "roll": "vän"},
        {},
    ]
    assert places("kontakter", crisis(kontakter=rows)) == [
        "krisplan: krisplan.kontakter[2].ordning",
        "krisplan: krisplan.kontakter[3].telefon",
    ]


@pytest.mark.parametrize(
    ("review", "found"),
    [(D(2026, 8, 20), 0), (D(2026, 8, 21), 1), (D(2026, 9, 30), 1), (None, 0)],
)
def test_a_krisplan_is_reviewed_with_the_plan(review: D | None, found: int) -> None:
    """Its review is no later than the plan's follow-up, nor than half a year."""
    one = crisis(galler_fran=D(2026, 3, 12), oversyn_senast=review)
    followed = plan({"genomforandeplan.uppfoljning.datum": D(2026, 8, 20)})
    assert len(places("krisplan_oversyn", one, followed)) == found
    assert len(places("krisplan_oversyn", one)) == (1 if review == D(2026, 9, 30) else 0)
