"""Rules about following up, order in time, and contradictions: R27, R43, R45 and our own."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from rule_cases import D, decision, document, goal, places, plan, problems

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level

PLAN = "genomforandeplan"
TWO_GOALS = {f"{PLAN}.mal": [goal(), goal(mal_id="2")]}


def follow_up(*goals: dict[str, Any], held: D = D(2026, 8, 20), **head: Any) -> Answers:  # noqa: B008
    """Return a follow-up of some goals."""
    values = {"uppfoljning.datum": held, "uppfoljning.mal": list(goals)}
    return document("uppfoljning", values, **{"datum": held, "faststalld_datum": held, **head})


DONE = {"mal_id": "1", "uppfyllt": "helt", "nasta_steg": "fortsatt"}
OTHER = {"mal_id": "2", "uppfyllt": "helt", "nasta_steg": "avsluta"}


@pytest.mark.parametrize(
    ("goals", "paths"),
    [
        ([DONE, OTHER], []),
        ([DONE], [""]),
        ([DONE, {"mal_id": "2"}], ["[1].uppfyllt"]),
        ([DONE, {**OTHER, "uppfyllt": "delvis"}], ["[1].bedomning"]),
        ([DONE, {**OTHER, "uppfyllt": "nej", "bedomning": " "}], ["[1].bedomning"]),
        ([DONE, {**OTHER, "uppfyllt": "nej", "bedomning": "Behöver tid."}], []),
        ([DONE, {**OTHER, "uppfyllt": "ej_aktuellt"}], []),
        ([], ["", ""]),
    ],
)
def test_r45_every_open_goal_is_followed_up(goals: list[dict[str, Any]], paths: list[str]) -> None:
    """A goal that is missing, unanswered or only partly reached without assessment is an error."""
    found = problems("R45", plan(TWO_GOALS), follow_up(*goals))
    assert [problem.path for problem in found] == [f"uppfoljning.mal{path}" for path in paths]


@pytest.mark.parametrize(
    ("earlier", "found"),
    [
        (OTHER, 0),
        ({**OTHER, "nasta_steg": "nytt_mal"}, 0),
        ({**OTHER, "nasta_steg": "fortsatt"}, 1),
        ({"mal_id": "2", "uppfyllt": "ej_aktuellt"}, 0),
    ],
)
def test_r45_a_goal_closed_earlier_is_not_asked_about_again(earlier: dict[str, Any], found: int) -> None:
    """What an earlier follow-up closed stays closed; a later one closes nothing."""
    may = follow_up(DONE, earlier, held=D(2026, 5, 29), name="maj")
    july = follow_up(DONE, name="juli")
    assert len(places("R45", plan(TWO_GOALS), may, july)) == found
    assert len(places("R45", plan(TWO_GOALS), follow_up(DONE, name="mars", held=D(2026, 3, 29)), july)) == 2


def test_r45_without_a_plan_looks_at_what_is_there() -> None:
    """A follow-up that comes alone is judged by itself."""
    assert places("R45", follow_up(DONE)) == []
    assert places("R45", follow_up({"mal_id": "1"})) == ["uppfoljning: uppfoljning.mal[0].uppfyllt"]


@pytest.mark.parametrize(
    ("providers", "answer", "found"),
    [
        (["kommun", "region"], "nej", 1),
        (["kommun", "region"], "ja_kallas", 0),
        (["kommun", "kommun"], "nej", 0),
        (["forening"], "nej", 0),
        ([], "nej", 0),
        (["kommun", ""], "nej", 0),
    ],
)
def test_r27_several_providers_need_coordination(providers: list[str], answer: str, found: int) -> None:
    """Two kinds of authority and «nej» is a warning in meetings and follow-ups."""
    granted = decision({"uppdrag.ovriga_insatser": [{"huvudman": one} for one in providers]})
    for form in ("natverksmote", "uppfoljning"):
        one = document(form, {f"{form}.sip_behov": answer})
        assert places("R27", granted, one) == [f"{form}: {form}.sip_behov"] * found
        assert places("R27", one) == []


def test_the_next_follow_up_is_inside_the_period() -> None:
    """A date after the granted period is asked about."""
    for planned, found in ((D(2026, 9, 8), 0), (D(2026, 9, 9), 1)):
        one = document("uppfoljning", {"uppfoljning.nasta_uppfoljning": planned})
        assert len(places("nasta_uppfoljning", decision(), one)) == found


def test_a_sip_has_more_than_one_provider() -> None:
    """Measures of one authority alone need no coordination."""
    for providers, found in ((["kommun", "region"], 0), (["kommun", "kommun"], 1), ([], 0)):
        rows = {"sip.insatser": [{"huvudman": one} for one in providers]}
        assert len(places("sip_huvudman", document("sip", rows))) == found


@pytest.mark.parametrize(
    ("form", "values", "path"),
    [
        (PLAN, {"inflytt_datum": D(2026, 9, 8), "period": {"till": D(2026, 9, 8)}}, ""),
        (PLAN, {"inflytt_datum": D(2026, 9, 9), "period": {"till": D(2026, 9, 8)}}, "period.till"),
        ("natverksmote", {"start": time(13), "slut": time(14)}, ""),
        ("natverksmote", {"start": time(13), "slut": time(13)}, "slut"),
        ("natverksmote", {"start": time(13)}, ""),
        ("samtycke", {"fran": D(2026, 2, 1), "till": D(2026, 2, 2)}, ""),
        ("samtycke", {"fran": D(2026, 2, 1), "till": D(2026, 2, 1)}, "till"),
    ],
)
def test_r43_things_come_in_their_order(form: str, values: dict[str, Any], path: str) -> None:
    """Move-in within the plan, meetings and consents that end after they begin."""
    one = document(form, {f"{form}.{name}": value for name, value in values.items()})
    assert places("R43", one) == ([f"{form}: {form}.{path}"] if path else [])


def test_r43_treatment_ends_before_move_in() -> None:
    """The same day is in order; it is a condition of the halfway house only."""
    for end, found in ((D(2026, 3, 9), 0), (D(2026, 3, 10), 1)):
        one = document("utredning", {"utredning.behandling.slut": end})
        assert len(places("R43", one, plan())) == found
        assert places("R43", one, plan(), decision({"uppdrag.insats": "boendestod"})) == []


@pytest.mark.parametrize(
    ("one", "path"),
    [
        (document("sip", {"sip.start": time(10), "sip.slut": time(9)}), "sip: sip.slut"),
        (document("utredning", {"utredning.beroende.nykter_sedan": D(2026, 3, 2)}),
         "utredning: utredning.beroende.nykter_sedan"),
        (plan({f"{PLAN}.mal": [goal(senast=D(2026, 9, 9))]}), f"{PLAN}: {PLAN}.mal[0].senast"),
        (plan({f"{PLAN}.regler.vardavtal_datum": D(2026, 3, 10)}), f"{PLAN}: {PLAN}.inflytt_datum"),
    ],
)  # fmt: skip
def test_other_dates_come_in_their_order_too(one: Answers, path: str) -> None:
    """The limits of single fields that need two of them are rules of our own."""
    assert places("kronologi", one) == [path]


def said(**person: str) -> dict[str, str]:
    """Return a person's details."""
    usual = {"fornamn": "Linnea", "efternamn": "Backlund", "hemkommun": "Borgå"}
    return {f"klient.{name}": value for name, value in {**usual, **person}.items()}


def three(second: dict[str, Any], third: dict[str, Any] | None = None) -> list[Answers]:
    """Return three documents of which the first is as usual."""
    return [
        document("ansokan", said(), name="01", datum=D(2026, 2, 1)),
        document("utredning", {**said(), **second}, name="02", datum=D(2026, 2, 2)),
        document("uppdrag", {**said(), **(third or {})}, name="03", datum=D(2026, 2, 3)),
    ]


def test_a_contradiction_names_both_places_once() -> None:
    """The later document is shown, the earlier named; going back to what was before is no news."""
    [problem] = problems("motsagelse", *three({"klient.efternamn": "Backman"}))
    assert (problem.document, problem.path) == ("02", "klient.efternamn")
    assert problem.message == "«Efternamn» är inte samma som i 01 («Efternamn»). Kontrollera vilket som stämmer."
    moved = {"klient.hemadress.gata": "Nygatan 1"}
    old = {"klient.hemadress.gata": "Gamla vägen 2"}
    assert places("motsagelse", *three(old, moved)) == ["03: klient.hemadress.gata"]
    assert places("motsagelse", *three({**old, "klient.skyddade_uppgifter": True}, moved)) == []


def test_documents_of_another_case_are_told_one_by_one() -> None:
    """Each that has another ärende-id than most says so, and nothing else in it is compared."""
    ours = [document(form, said(), name=form, arende_id="HV-1") for form in ("ansokan", "utredning", "uppdrag")]
    stranger = said(fornamn="Emil", efternamn="Lindqvist", hemkommun="Vasa")
    other = [document(form, stranger, name=f"{form}-2", arende_id="BS-2") for form in ("ansokan", "krisplan")]
    found = problems("motsagelse", *other, *ours)
    assert [(one.document, one.path) for one in found] == [
        ("ansokan-2", "dokument.arende_id"),
        ("krisplan-2", "dokument.arende_id"),
    ]
    assert "eget ärendes mapp" in found[0].message
    assert "BS-2" not in found[0].message
    assert {one.level for one in found} == {Level.ERROR}


def test_a_plan_of_another_case_is_not_compared_with_our_decision() -> None:
    """What belongs together by form and date need not belong to the same person."""
    ours = [decision(), document("utredning", name="utredning")]
    moved = {"genomforandeplan.period.till": D(2027, 9, 8)}
    assert "motsagelse" in {one.rule for one in problems("motsagelse", *ours, plan(moved))}
    found = problems("motsagelse", *ours, document("ansokan", arende_id="HV-1"), plan(moved, arende_id="BS-2"))
    assert {one.path for one in found} == {"dokument.arende_id"}


def test_spelling_of_spaces_and_capitals_is_no_contradiction() -> None:
    """Only what a reader would see as another thing is reported, and only of documents in use."""
    assert places("motsagelse", *three({"klient.efternamn": " backlund "})) == []
    cancelled = document("utredning", said(efternamn="X"), name="00", status="makulerad")
    assert places("motsagelse", cancelled, *three({})) == []


def test_goals_keep_their_words_from_decision_to_follow_up() -> None:
    """The decision's goals are copied into the plan, the plan's into the follow-up."""
    assert places("motsagelse", decision(), plan()) == []
    changed = decision({"uppdrag.mal": [{"mal_id": "M1", "text": "Något annat"}]})
    assert places("motsagelse", changed, plan()) == [f"{PLAN}: {PLAN}.uppdragets_mal[0].text"]
    goals = {f"{PLAN}.mal": [goal(smart_mal="Nykter till juni", senast=D(2026, 6, 30))]}
    same = {**DONE, "smart_mal": "Nykter  till juni", "senast": D(2026, 6, 30)}
    assert places("motsagelse", plan(goals), follow_up(same)) == []
    other = {**same, "smart_mal": "Nykter till juli", "senast": D(2026, 7, 31)}
    assert places("motsagelse", plan(goals), follow_up(other)) == [
        "uppfoljning: uppfoljning.mal[0].smart_mal",
        "uppfoljning: uppfoljning.mal[0].senast",
    ]


def test_a_plan_stays_inside_its_decision() -> None:
    """Both ends are compared; a shorter plan is no contradiction."""
    for first, last, found in (
        (D(2026, 3, 9), D(2026, 9, 8), []),
        (D(2026, 3, 20), D(2026, 6, 1), []),
        (D(2026, 3, 8), D(2026, 9, 9), ["fran", "till"]),
    ):
        period = {f"{PLAN}.period.fran": first, f"{PLAN}.period.till": last}
        paths = [f"{PLAN}: {PLAN}.period.{end}" for end in found]
        assert places("motsagelse", decision(), plan(period)) == paths


def test_move_in_staff_and_test_results_are_compared() -> None:
    """What was agreed at the first meeting, who the handledare is, and what a test said."""
    agreed = {"natverksmote.typ": "inledande", "natverksmote.overenskommen_inflytt": D(2026, 3, 8)}
    assert places("motsagelse", document("natverksmote", agreed), plan()) == [f"{PLAN}: {PLAN}.inflytt_datum"]
    staff = {f"{PLAN}.handledare": {"namn": "Carola", "ersattare": "Jan"}}
    contacts = [{"roll": "handledare", "namn": name} for name in ("Jan", "Helena", "carola")]
    crisis = document("krisplan", {"krisplan.kontakter": contacts}, datum=D(2026, 4, 1))
    assert places("motsagelse", plan(staff), crisis) == ["krisplan: krisplan.kontakter[1].namn"]
    test = {"datum": D(2026, 3, 3), "typ": "drog", "resultat": "negativt"}
    inquiry = document("utredning", {"utredning.tester_fore_inflytt": [test]}, datum=D(2026, 3, 4))
    log = document("drogtest_logg", {"drogtest_logg.poster": [{**test, "resultat": "positivt_bekraftat"}]})
    assert places("motsagelse", inquiry, log) == ["utredning: utredning.tester_fore_inflytt[0].resultat"]


def test_a_copied_file_is_told_apart_from_a_new_version() -> None:
    """The same id and version stand twice, or the id in another form; the later one names the other."""
    first = document("krisplan", name="09-krisplan", id="k")
    copy = document("krisplan", name="12-krisplan-ny", id="k")
    [problem] = problems("dubblett", copy, first)
    assert (problem.document, problem.path, problem.level) == ("12-krisplan-ny", "dokument.id", Level.ERROR)
    assert "samma som i 09-krisplan" in problem.message
    for one in (document("krisplan", name="12", id="k", version=2), document("krisplan", name="12", id="")):
        assert problems("dubblett", first, one) == []
    replaced = document("krisplan", name="12-krisplan-ny", id="k", status="ersatt")
    assert places("dubblett", first, replaced) == ["09-krisplan: dokument.id"]
    [problem] = problems(
        "dubblett", plan(id="k"), document("krisplan", name="k", id="k", version=2, datum=D(2026, 4, 1))
    )
    assert (problem.document, "annat slags dokument" in problem.message) == ("k", True)
