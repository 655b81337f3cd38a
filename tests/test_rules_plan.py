"""Rules about decision and plan: R15–R26, R44."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from rule_cases import D, decision, document, goal, places, plan, problems

PLAN = "genomforandeplan"
FOLLOW_UP = f"{PLAN}.uppfoljning.datum"


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (D(2026, 3, 9), D(2026, 9, 8), ""),
        (D(2026, 3, 9), D(2026, 3, 9), "Ange slutdatum efter 9.3.2026."),
        (D(2026, 3, 9), D(2026, 3, 1), "Ange slutdatum efter 9.3.2026."),
        (D(2026, 3, 9), None, "Ange slutdatum efter 9.3.2026."),
        (None, None, "Ange slutdatum."),
        (None, D(2026, 9, 8), ""),
    ],
)
def test_r15_a_decision_ends(first: D | None, last: D | None, message: str) -> None:
    """A missing end, or one that is not after the start, is an error."""
    found = problems("R15", decision({"uppdrag.period.fran": first, "uppdrag.period.till": last}))
    assert [problem.message for problem in found] == (
        [f"Beslutet ska vara tidsbegränsat. {message}"] if message else []
    )


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (D(2026, 6, 4), True),
        (D(2026, 6, 5), False),
        (D(2026, 9, 8), False),
        (D(2027, 3, 10), False),
        (D(2027, 3, 11), True),
        (D(2026, 3, 1), True),
        (None, False),
    ],
)
def test_r44_a_stay_is_three_months_to_a_year(last: D | None, found: bool) -> None:  # noqa: FBT001
    """89 days with both ends counted are three months; 366 days are a year."""
    assert bool(places("R44", decision({"uppdrag.period.till": last}))) is found
    at_home = {"uppdrag.period.till": last, "uppdrag.insats": "boendestod"}
    assert places("R44", decision(at_home)) == []


def test_r16_a_plan_works_towards_a_granted_goal() -> None:
    """One linked goal is enough; none, or a decision without goals, is an error."""
    other = goal(uppdragsmal="M9")
    assert places("R16", plan({f"{PLAN}.mal": [other, goal()]}), decision()) == []
    assert places("R16", plan({f"{PLAN}.mal": [other]})) == [f"{PLAN}: {PLAN}.mal"]
    assert places("R16", plan({f"{PLAN}.mal": []})) == [f"{PLAN}: {PLAN}.mal"]
    assert places("R16", plan({f"{PLAN}.uppdragets_mal": []})) == [f"{PLAN}: {PLAN}.mal"]
    assert places("R16", decision({"uppdrag.mal": []})) == ["uppdrag: uppdrag.mal"]


def test_a_goal_points_at_a_granted_goal_that_exists() -> None:
    """A link to nowhere is found even when another goal is linked well."""
    [problem] = problems("uppdragsmal", plan({f"{PLAN}.mal": [goal(), goal(mal_id="2", uppdragsmal="M9")]}))
    assert problem.path == f"{PLAN}.mal[1].uppdragsmal"
    assert problem.message.startswith("Mål 2 ")


@pytest.mark.parametrize(
    ("changes", "path", "missing"),
    [
        ({}, "", ""),
        ({"hur_mats": ""}, ".hur_mats", "hur målet mäts"),
        ({"hur_mats": "  "}, ".hur_mats", "hur målet mäts"),
        ({"senast": None}, ".senast", "senast-datum"),
        ({"aktiviteter": []}, ".aktiviteter", "aktivitet"),
        ({"aktiviteter": [{"vad": "Samtal"}]}, ".aktiviteter[0].ansvarig", "ansvarig"),
        (
            {"aktiviteter": [{"vad": "A", "ansvarig": "jag"}, {"vad": "B"}, {"vad": "C"}]},
            ".aktiviteter[1].ansvarig",
            "ansvarig",
        ),
        ({"hur_mats": "", "senast": None}, "", "hur målet mäts och senast-datum"),
    ],
)
def test_r17_a_goal_says_who_does_what_by_when(changes: dict[str, Any], path: str, missing: str) -> None:
    """All that one goal lacks is said in one sentence, at the field when there is only one."""
    found = problems("R17", plan({f"{PLAN}.mal": [goal(), goal(mal_id="2", **changes)]}))
    assert [problem.path for problem in found] == ([f"{PLAN}.mal[1]{path}"] if missing else [])
    assert all(problem.message.startswith(f"Mål 2 saknar {missing}.") for problem in found)


def test_r17_an_unusual_goal_number_is_not_repeated() -> None:
    """What stands in the number's field could be anything; then the place in the list is said."""
    [problem] = problems("R17", plan({f"{PLAN}.mal": [goal(mal_id="Linneas mål", senast=None)]}))
    assert problem.message.startswith("Mål 1 ")


@pytest.mark.parametrize(("count", "rules"), [(6, []), (7, ["R18"]), (20, ["R18"]), (21, ["R18", "max_mal"])])
def test_r18_many_goals(count: int, rules: list[str]) -> None:
    """More than six goals are a warning, more than twenty an error."""
    many = plan({f"{PLAN}.mal": [goal(mal_id=str(n)) for n in range(count)]})
    assert [rule for rule in ("R18", "max_mal") if places(rule, many)] == rules


@pytest.mark.parametrize(
    ("planned", "rule", "said"),
    [
        (D(2026, 8, 20), "", ""),
        (D(2026, 8, 25), "", ""),
        (D(2026, 8, 26), "R20", "Uppföljningen är 13 dagar"),
        (D(2026, 9, 8), "R20", "Uppföljningen är 0 dagar"),
        (D(2026, 9, 9), "R19", "slut 8.9.2026."),
    ],
)
def test_r19_and_r20_follow_up_in_good_time(planned: D, rule: str, said: str) -> None:
    """After the period is an error, in its last fourteen days a warning, never both."""
    case = (plan({FOLLOW_UP: planned}), decision())
    found = [problem for name in ("R19", "R20") for problem in problems(name, *case)]
    assert [problem.rule for problem in found] == ([rule] if rule else [])
    assert all(said in problem.message for problem in found)


def test_r20_the_day_in_the_decision_counts_too() -> None:
    """A follow-up after «uppföljning senast» is late even with weeks left."""
    early = decision({"uppdrag.uppfoljning_senast": D(2026, 8, 1)})
    assert places("R20", plan({FOLLOW_UP: D(2026, 8, 2)}), early) == [f"{PLAN}: {FOLLOW_UP}"]


def test_r19_without_a_decision_goes_by_the_plan_itself() -> None:
    """A plan that comes alone is measured by its own period."""
    assert places("R19", plan({FOLLOW_UP: D(2026, 9, 9)})) == [f"{PLAN}: {FOLLOW_UP}"]


def test_an_extension_has_its_own_decision() -> None:
    """The first plan is judged by the first decision, the next by the one it builds on."""
    first = decision(name="beslut-1")
    second = decision(
        {"uppdrag.period.fran": D(2026, 9, 9), "uppdrag.period.till": D(2026, 12, 31)},
        name="beslut-2",
        datum=D(2026, 9, 1),
    )
    old = plan({FOLLOW_UP: D(2026, 9, 20)}, name="plan-1", bygger_pa=["id-beslut-1"])
    new = plan({FOLLOW_UP: D(2026, 11, 1)}, name="plan-2", bygger_pa=["id-beslut-2"], datum=D(2026, 9, 5))
    assert places("R19", first, second, old, new) == [f"plan-1: {FOLLOW_UP}"]


@pytest.mark.parametrize(
    ("today", "kind", "held", "found"),
    [
        (D(2026, 8, 25), "", None, False),
        (D(2026, 8, 26), "", None, True),
        (D(2026, 8, 26), "manad", D(2026, 8, 20), True),
        (D(2026, 8, 26), "slut", D(2026, 8, 20), False),
        (D(2026, 8, 26), "slut", D(2026, 3, 1), True),
        (D(2027, 8, 26), "avslut", D(2026, 6, 1), False),
        (D(2027, 8, 26), "", None, True),
    ],
)
def test_r21_the_period_is_followed_up_before_it_ends(today: D, kind: str, held: D | None, found: bool) -> None:  # noqa: FBT001
    """In the last fourteen days, and after, a final follow-up has to exist."""
    values = {"uppfoljning.typ": kind, "uppfoljning.datum": held}
    case = (decision(), document("uppfoljning", values)) if kind else (decision(),)
    assert bool(places("R21", *case, today=today)) is found


def test_r22_a_plan_has_a_krisplan_or_says_why_not() -> None:
    """Neither of the two is a warning."""
    none = {f"{PLAN}.krisplan_id": ""}
    assert places("R22", plan()) == []
    assert places("R22", plan(none)) == [f"{PLAN}: {PLAN}.krisplan_id"]
    assert places("R22", plan({**none, f"{PLAN}.krisplan_saknas_orsak": "Vill inte ha någon nu."})) == []


@pytest.mark.parametrize(
    ("settled", "said"),
    [
        (D(2026, 3, 23), ""),
        (D(2026, 3, 24), "klar senast 23.3.2026."),
        (D(2026, 4, 9), "klar senast 23.3.2026."),
        (D(2026, 4, 10), "klar senast 9.4.2026. Det dröjde mer än en månad"),
        (None, ""),
    ],
)
def test_r23_the_first_plan_is_ready_in_time(settled: D | None, said: str) -> None:
    """Fourteen days are the routine, 31 the limit; a draft is not late yet."""
    found = problems("R23", plan(faststalld_datum=settled))
    assert [said in problem.message for problem in found] == ([True] if said else [])


def test_r23_a_renewed_plan_is_not_late() -> None:
    """A new version, or a second plan for the same stay, is made when it is needed."""
    late = D(2026, 7, 1)
    assert places("R23", plan(version=2, datum=late, faststalld_datum=late)) == []
    second = plan(name="ny", datum=late, faststalld_datum=late)
    assert places("R23", plan(name="gammal", status="ersatt"), second) == []
    assert places("R23", plan(name="utkast", status="utkast"), second) == ["ny: dokument.faststalld_datum"]


def test_r24_a_plan_older_than_a_year_is_renewed() -> None:
    """Only the newest plan of a stay that goes on grows too old."""
    day = D(2027, 3, 20)
    assert places("R24", plan(), today=day) == []
    assert places("R24", plan(), today=D(2027, 3, 21)) == [f"{PLAN}: dokument.faststalld_datum"]
    assert places("R24", plan(faststalld_datum=None), today=D(2027, 3, 21)) == [f"{PLAN}: dokument.datum"]
    newer = plan(name="ny", datum=D(2027, 3, 1), faststalld_datum=D(2027, 3, 1))
    assert places("R24", plan(), newer, today=D(2027, 3, 21)) == []
    left = document("uppfoljning", {"uppfoljning.typ": "avslut"})
    assert places("R24", plan(), left, today=D(2027, 3, 21)) == []


@pytest.mark.parametrize("form", ["utredning", PLAN])
@pytest.mark.parametrize(
    ("how", "why", "found"),
    [("deltog", "", 0), ("", "", 0), ("deltog_delvis", "", 1), ("ville_inte", " ", 1), ("kunde_inte", "Sjuk.", 0)],
)
def test_r25_not_taking_part_is_explained(form: str, how: str, why: str, found: int) -> None:
    """Anything but full participation needs its reason, in inquiry and plan alike."""
    one = document(form, {f"{form}.delaktighet": how, f"{form}.delaktighet_orsak": why})
    assert places("R25", one) == [f"{form}: {form}.delaktighet_orsak"] * found


@pytest.mark.parametrize("form", ["utredning", PLAN])
@pytest.mark.parametrize(
    ("exists", "person", "staff", "path"),
    [
        (True, "a", "b", ""),
        (False, "", "", ""),
        (True, "a", "", "personalens_syn"),
        (True, "", "", "klientens_syn"),
        (None, "", "b", ""),
    ],
)
def test_r26_both_views_are_written(form: str, exists: object, person: str, staff: str, path: str) -> None:
    """A disagreement has two sides."""
    views = {"finns": exists, "klientens_syn": person, "personalens_syn": staff}
    found = places("R26", document(form, {f"{form}.oenighet": views}))
    assert found == ([f"{form}: {form}.oenighet.{path}"] if path else [])


@pytest.mark.parametrize(("hours", "found"), [(4, 0), (Decimal("4.5"), 1), (None, 0)])
def test_a_decision_grants_no_more_than_the_frame(hours: int | Decimal | None, found: int) -> None:
    """Four hours are all a halfway house gives; support at home has as many as are granted."""
    granted = {"uppdrag.timmar_per_manad": hours}
    assert len(places("beviljad_tid", decision(granted))) == found
    assert places("beviljad_tid", decision({**granted, "uppdrag.insats": "boendestod"})) == []


@pytest.mark.parametrize(
    ("names", "found"), [(["jag själv"], 1), (["Jag själv", "Carola"], 0), (["Linnea och Carola"], 0), ([""], 0)]
)
def test_somebody_of_the_staff_is_responsible_for_something(names: list[str], found: int) -> None:
    """A plan in which the person does everything alone is no support."""
    activities = [{"vad": "A", "ansvarig": name} for name in names]
    assert len(places("ansvarig", plan({f"{PLAN}.mal": [goal(aktiviteter=activities)]}))) == found


def test_a_plan_lasts_a_year_at_the_most() -> None:
    """366 days are a year."""
    for last, found in ((D(2027, 3, 10), 0), (D(2027, 3, 11), 1)):
        assert len(places("plan_period", plan({f"{PLAN}.period.till": last}))) == found
