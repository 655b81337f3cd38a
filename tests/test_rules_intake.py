"""Rules about moving in: R02, R03, R04, R05, R14, R34, R39."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from rule_cases import D, decision, document, places, plan, problems

from halvvag_docs.answers import Answers

Entry = tuple[time | None, str]
"""Time and result of a test in the log."""
CLEAN = [
    {"datum": D(2026, 3, 3), "typ": "alkohol", "resultat": "negativt"},
    {"datum": D(2026, 3, 3), "typ": "drog", "resultat": "positivt_forklarat"},
]


def inquiry(values: dict[str, Any] | None = None, **head: Any) -> Answers:
    """Return an inquiry that proposes a place, with treatment done and clean tests."""
    usual = {
        "utredning.forslag": "halvvagshem",
        "utredning.behandling.typ": "primarbehandling",
        "utredning.behandling.slut": D(2026, 2, 27),
        "utredning.tester_fore_inflytt": CLEAN,
    }
    return document("utredning", {**usual, **(values or {})}, **head)


def with_tests(*changes: dict[str, Any]) -> dict[str, Any]:
    """Return the two tests with changes to each, and any further ones whole."""
    rows = [{**test, **change} for test, change in zip(CLEAN, changes, strict=False)]
    return {"utredning.tester_fore_inflytt": [*rows, *changes[2:]]}


def refused(day: D) -> dict[str, Any]:
    """Return an alcohol test that was refused."""
    return {"datum": day, "typ": "alkohol", "resultat": "vagrat"}


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({}, ""),
        ({"utredning.behandling.slut": D(2026, 3, 9)}, ""),
        ({"utredning.behandling.typ": "avgiftning"}, ""),
        ({"utredning.behandling.typ": "pagar"}, "utredning.behandling.typ"),
        ({"utredning.behandling.typ": "ingen"}, "utredning.behandling.typ"),
        ({"utredning.behandling.slut": None}, "utredning.behandling.slut"),
        ({"utredning.behandling.slut": D(2026, 3, 10)}, "utredning.behandling.slut"),
    ],
)
def test_r02_treatment_is_done_before_moving_in(values: dict[str, Any], path: str) -> None:
    """Ongoing, missing and late treatment is an error that names the day of move-in."""
    found = problems("R02", inquiry(values), plan())
    assert [problem.path for problem in found] == ([path] if path else [])
    assert all("senast 9.3.2026" in problem.message for problem in found)


def test_r02_is_about_the_halfway_house_only() -> None:
    """Support at home, and an inquiry that proposes something else, have no such condition."""
    ongoing = {"utredning.behandling.typ": "pagar"}
    assert places("R02", inquiry({**ongoing, "utredning.forslag": "boendestod"}, system="se")) == []
    assert places("R02", inquiry({**ongoing, "utredning.forslag": "avslag_foreslas"})) == []
    assert places("R02", inquiry({**ongoing, "utredning.forslag": "avvakta"}), decision()) != []
    assert places("R02", inquiry({**ongoing, "utredning.forslag": ""}, system="se")) == []


def test_r02_without_a_known_start_leaves_the_date_out() -> None:
    """Nothing is invented when nobody has said when the person moves in."""
    [problem] = problems("R02", inquiry({"utredning.behandling.typ": "pagar"}))
    assert problem.message.endswith("Ange enhet och slutdatum.")


def test_empty_drafts_are_not_scolded_for_treatment_and_tests() -> None:
    """A draft that has not come so far is left in peace."""
    empty = document("utredning", {"utredning.forslag": "halvvagshem"}, status="utkast")
    assert [places(rule, empty) for rule in ("R02", "R03", "R04")] == [[], [], []]


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ""),
        (with_tests({}, {"resultat": "positivt_obekraftat"}), "drogtest"),
        (with_tests({"resultat": "vagrat"}, {}), "alkoholtest"),
        (with_tests({"datum": D(2026, 3, 10)}, {}), "alkoholtest"),
        (with_tests({"resultat": "ej_genomfort"}, {"resultat": "ogiltigt"}), "alkoholtest och drogtest"),
        (with_tests({"typ": "drog"}, {}), "alkoholtest"),
        ({"utredning.tester_fore_inflytt": []}, "alkoholtest och drogtest"),
        (with_tests({}, {}, refused(D(2026, 3, 5))), "alkoholtest"),
        (with_tests({}, {}, refused(D(2026, 2, 1))), ""),
    ],
)
def test_r03_needs_a_clean_test_of_both_kinds(values: dict[str, Any], missing: str) -> None:
    """The last test of each kind before move-in decides; one that was never taken does not count."""
    found = problems("R03", inquiry(values), plan())
    assert [problem.message.rpartition(": ")[2] for problem in found] == ([f"{missing}."] if missing else [])


@pytest.mark.parametrize(
    ("day", "result", "found"),
    [
        (D(2026, 3, 8), "positivt_bekraftat", True),
        (D(2026, 3, 8), "negativt", False),
        (D(2026, 3, 3), "vagrat", True),
        (D(2026, 3, 3), "negativt", False),
        (D(2026, 3, 2), "positivt_bekraftat", False),
        (D(2026, 3, 20), "positivt_bekraftat", False),
    ],
)
def test_r03_sees_a_later_test_in_the_log(day: D, result: str, found: bool) -> None:  # noqa: FBT001
    """A test that was not clean counts up to move-in, though the inquiry does not know it or says otherwise."""
    rows = [{"datum": day, "typ": "drog", "resultat": result}]
    log = document("drogtest_logg", {"drogtest_logg.poster": rows})
    assert bool(places("R03", inquiry(), log, plan())) is found


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ((time(9), "positivt_bekraftat"), (time(14), "negativt"), False),
        ((time(14), "vagrat"), (time(9), "negativt"), True),
        ((None, "vagrat"), (time(14), "negativt"), True),
    ],
)
def test_r03_takes_the_last_test_of_a_day(first: Entry, second: Entry, found: bool) -> None:  # noqa: FBT001
    """The time of day decides between two in the log; without it both have to be clean."""
    rows = [
        {"datum": D(2026, 3, 3), "typ": "drog", "tid": taken, "resultat": result}
        for taken, result in (first, second)
    ]
    log = document("drogtest_logg", {"drogtest_logg.poster": rows})
    assert bool(places("R03", inquiry(), log, plan())) is found


@pytest.mark.parametrize(
    ("values", "days"),
    [
        (with_tests({}, {}), 0),
        (with_tests({"datum": D(2026, 3, 2)}, {"datum": D(2026, 3, 2)}), 0),
        (with_tests({"datum": D(2026, 3, 1)}, {"datum": D(2026, 3, 1)}), 8),
        (with_tests({"datum": D(2026, 2, 20)}, {}), 17),
    ],
)
def test_r04_warns_of_tests_older_than_a_week(values: dict[str, Any], days: int) -> None:
    """Seven days are fine, eight are not, and each kind of test is counted for itself."""
    found = problems("R04", inquiry(values), plan())
    assert [problem.message.split()[4] for problem in found] == ([str(days)] if days else [])


def test_r04_names_the_kind_of_test_when_only_one_is_old() -> None:
    """«The latest test» would not be true when the other kind was tested later."""
    [alcohol] = problems("R04", inquiry(with_tests({"datum": D(2026, 2, 20)}, {})), plan())
    assert alcohol.message.startswith("Det senaste alkoholtestet togs 17 dagar")
    both = with_tests({"datum": D(2026, 2, 20)}, {"datum": D(2026, 2, 20)})
    assert problems("R04", inquiry(both), plan())[0].message.startswith("Det senaste testet togs 17 dagar")


def meeting(**values: Any) -> Answers:
    """Return a first meeting a week before move-in where everybody was present."""
    roles = ("klient", "remitterande_instans", "usm_handledare")
    people = [{"roll": role, "narvaro": "distans" if role == "klient" else "narvarande"} for role in roles]
    usual = {"typ": "inledande", "datum": D(2026, 3, 2), "deltagare": people}
    return document("natverksmote", {"natverksmote": {**usual, **values}})


def test_r05_wants_everybody_at_a_first_meeting_and_shows_in_the_plan() -> None:
    """No meeting, a late one, another kind, or someone who could not come: a warning in the plan."""
    assert places("R05", meeting(), plan()) == []
    people = [
        {"roll": "klient", "narvaro": "narvarande"},
        {"roll": "remitterande_instans", "narvaro": "forhindrad"},
    ]
    [problem] = problems("R05", meeting(deltagare=people), plan())
    assert (problem.document, problem.rule) == ("genomforandeplan", "R05")
    assert "Saknas: remitterande instans och handledare från verksamheten." in problem.message
    for change in ({"typ": "extra"}, {"datum": D(2026, 3, 10)}):
        assert "Saknas: mötet." in problems("R05", meeting(**change), plan())[0].message
    assert places("R05", plan()) == ["genomforandeplan: genomforandeplan.inflytt_datum"]


def test_r05_is_about_the_halfway_house_and_needs_a_plan() -> None:
    """Without a plan there is nowhere to show it; at home there is no move."""
    assert places("R05", meeting(typ="extra")) == []
    assert places("R05", plan(), decision({"uppdrag.insats": "boendestod"})) == []


@pytest.mark.parametrize(
    ("keeps", "homeless", "found"),
    [(True, False, 0), (False, False, 1), (False, True, 0), (False, None, 1), (None, False, 0)],
)
def test_r14_home_is_kept_unless_there_is_none(keeps: object, homeless: object, found: int) -> None:
    """Giving up a home is a warning; having none, or not having answered, is not."""
    values = {"utredning.boende.behaller_bostad": keeps, "klient.saknar_bostad": homeless}
    assert len(places("R14", inquiry(values))) == found


def test_r34_no_rehabilitation_benefit_during_the_stay() -> None:
    """The benefit is found among others, and only where it matters."""
    values = {"utredning.ekonomi.forsorjning": ["lon", "rehabiliteringspenning"]}
    assert places("R34", inquiry(values)) == ["utredning: utredning.ekonomi.forsorjning"]
    assert places("R34", inquiry({"utredning.ekonomi.forsorjning": ["sjukdagpenning"]})) == []
    assert places("R34", inquiry({**values, "utredning.forslag": "boendestod"}, system="se")) == []


@pytest.mark.parametrize(
    ("risk", "paths"),
    [
        ({"barn_under_18": 1, "barn_atgard": "bedoms"}, ["barn_atgard"]),
        ({"barn_under_18": 0, "barn_atgard": "bedoms"}, []),
        ({"barn_under_18": 2, "barn_atgard": "stod_erbjuds", "suicid": "nej"}, []),
        ({"suicid": "ej_fragat"}, ["suicid"]),
        ({"vald_utsatt": "ej_fragat", "hot_vald": "ej_fragat"}, ["vald_utsatt"]),
        ({"barn_under_18": 1, "barn_atgard": "bedoms", "hot_vald": "ej_fragat"}, ["barn_atgard", "hot_vald"]),
    ],
)
def test_r39_children_and_risk_are_settled_first(risk: dict[str, Any], paths: list[str]) -> None:
    """An open question about children, and one about risk that was not put, are warnings of their own."""
    one = inquiry({f"utredning.risk.{name}": value for name, value in risk.items()})
    assert places("R39", one) == [f"utredning: utredning.risk.{path}" for path in paths]
