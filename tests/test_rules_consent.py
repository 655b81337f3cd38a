"""Rules about consent: R28, R35, R36, R48, and whom a consent names."""

from __future__ import annotations

from typing import Any

import pytest
from rule_cases import D, consent, document, places, plan, problems

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level

MEETING = D(2026, 3, 2)


def meeting(*people: dict[str, Any], **values: Any) -> Answers:
    """Return a network meeting with these participants."""
    return document(
        "natverksmote", {"natverksmote.datum": MEETING, "natverksmote.deltagare": list(people), **values}
    )


@pytest.mark.parametrize(
    ("agreed", "found"),
    [
        (consent("S3", "sip"), 0),
        (consent("S3", "informationsutbyte"), 1),
        (consent("S4", "sip"), 1),
        (consent("S3", "sip", till=D(2026, 5, 4)), 1),
        (consent("S3", "sip", aterkallat={"datum": D(2026, 5, 5)}), 1),
        (consent("S3", "sip", aterkallat={"datum": D(2026, 5, 6)}), 0),
    ],
)
def test_r28_a_sip_needs_its_own_consent(agreed: Answers, found: int) -> None:
    """It has to be of the right kind and hold on the day of the meeting."""
    sip = document("sip", {"sip.samtycke_id": "S3", "sip.datum": D(2026, 5, 5)})
    assert places("R28", agreed, sip) == ["sip: sip.samtycke_id"] * found


def test_r28_a_sip_without_any_consent() -> None:
    """No number, no consent."""
    assert places("R28", document("sip"), consent("S3", "sip")) == ["sip: sip.samtycke_id"]


@pytest.mark.parametrize(
    ("role", "number", "found"),
    [
        ("klient", "", 0),
        ("remitterande_instans", "", 0),
        ("usm_handledare", "", 0),
        ("boendestodjare", "", 0),
        ("behandlingsenhet", "", 1),
        ("narstaende", "", 1),
        ("foretradare", "", 1),
        ("vard", "S1", 0),
        ("vard", "S9", 1),
    ],
)
def test_r35_guests_at_a_meeting_need_consent(role: str, number: str, found: int) -> None:
    """The person, the buyer and the staff need none; everybody else does."""
    one = meeting({"roll": role, "namn": "Mia Exempelgården", "samtycke_id": number})
    expected = ["natverksmote: natverksmote.deltagare[0].samtycke_id"]
    assert places("R35", consent(), one) == expected * found


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "drogtest"},
        {"uppgifter": ["kontakt"]},
        {"till": D(2026, 3, 1)},
        {"fran": D(2026, 3, 3)},
        {"aterkallat": {"datum": MEETING}},
    ],
)
def test_r35_a_consent_that_does_not_hold_or_cover_is_none(changes: dict[str, Any]) -> None:
    """Kind, kinds of information, dates and withdrawal all count; the message names roles only."""
    guest = {"roll": "vard", "namn": "Karin Låtsman", "samtycke_id": "S1"}
    [problem] = problems("R35", consent(**changes), meeting(guest))
    assert problem.message == (
        "Vården får inte ta del av plan och mål: samtycke saknas, har gått ut eller har återkallats."
    )


@pytest.mark.parametrize(
    ("profile", "ground", "number", "found"),
    [
        ("klient", "egen_kopia", "", 0),
        ("intern", "", "", 0),
        ("bestallare", "bestalld_tjanst", "", 0),
        ("bestallare", "samtycke", "", 1),
        ("bestallare", "samtycke", "S1", 0),
        ("natverk", "samtycke", "S1", 0),
        ("natverk", "samtycke", "", 1),
        ("natverk", "bestalld_tjanst", "", 1),
        ("natverk", "lag", "", 0),
        ("natverk", "menprovning", "", 0),
        ("natverk", "lag", "S9", 1),
    ],
)
def test_r35_recipients_need_consent_or_the_law(profile: str, ground: str, number: str, found: int) -> None:
    """The buyer of the service needs none; a network needs consent unless the law or a trial of harm decides."""
    row = {"profil": profile, "grund": ground, "samtycke_id": number, "datum": D(2026, 3, 3)}
    assert (
        places("R35", consent(), plan({"sandlista": [row]}))
        == ["genomforandeplan: sandlista[0].samtycke_id"] * found
    )


def test_r35_a_log_is_covered_by_test_results() -> None:
    """To a network a test log takes consent to test results, not to plan and goals."""
    row = {"profil": "natverk", "grund": "samtycke", "samtycke_id": "S1", "datum": D(2026, 3, 3)}
    log = document("drogtest_logg", {"sandlista": [row]})
    assert len(places("R35", consent(), log)) == 1
    assert places("R35", consent(uppgifter=["testresultat"]), log) == []


@pytest.mark.parametrize(
    ("actor", "number", "found"),
    [
        ("Exempelgården", "S1", 0),
        ("Exempelgården", "", 1),
        ("Östra Nylands välfärdsområde", "", 0),
        ("Peter Fiktivsson", "", 0),
        ("", "", 0),
    ],
)
def test_r35_partners_of_a_plan_need_consent_but_the_buyer(actor: str, number: str, found: int) -> None:
    """Who cooperates is told things; the buyer may know anyway."""
    buyer = {"bestallare.namn": "Östra Nylands välfärdsområde", "bestallare.kontakt.namn": "Peter Fiktivsson"}
    one = plan({"genomforandeplan.samverkan": [{"aktor": actor, "samtycke_id": number}], **buyer})
    path = "genomforandeplan: genomforandeplan.samverkan[0].samtycke_id"
    assert places("R35", consent(uppgifter=["ekonomi"]), one) == [path] * found


@pytest.mark.parametrize(
    ("holder", "number", "found"),
    [
        ("Linnea (utskrift i plånboken)", "", 0),
        ("klienten", "", 0),
        ("Gun Backlund", "", 1),
        ("Gun Backlund", "S1", 0),
        ("", "", 0),
    ],
)
def test_r35_copies_of_a_krisplan_need_consent_but_the_persons_own(holder: str, number: str, found: int) -> None:
    """A relative with the same last name is not the person."""
    name = {"klient.fornamn": "Linnea Sofia", "klient.efternamn": "Backlund", "klient.tilltalsnamn": "Linnea"}
    one = document("krisplan", {"krisplan.kopior": [{"till": holder, "samtycke_id": number}], **name})
    assert places("R35", consent(), one) == ["krisplan: krisplan.kopior[0].samtycke_id"] * found


def test_a_consent_names_the_one_who_is_told() -> None:
    """Someone none of whose words stand among the parties is asked about; a shared word is enough."""
    unnamed = {"roll": "vard", "namn": "Karin Låtsman", "organisation": "Region Exempel", "samtycke_id": "S1"}
    named = {**unnamed, "organisation": "Exempelgården"}
    assert places("samtycke_part", consent(), meeting(unnamed, named)) == [
        "natverksmote: natverksmote.deltagare[0].samtycke_id"
    ]
    assert places("samtycke_part", meeting(unnamed)) == []


def test_r36_a_consent_lasts_a_year_at_the_most() -> None:
    """365 days are allowed; one more is an error in the consent itself."""
    assert places("R36", consent(till=D(2027, 2, 23))) == []
    [problem] = problems("R36", consent(till=D(2027, 2, 24)))
    assert (problem.document, problem.path, problem.level) == ("samtycke-S1", "samtycke.till", Level.ERROR)


@pytest.mark.parametrize(
    ("settled", "followed", "found"),
    [
        (D(2026, 8, 25), [], 0),
        (D(2026, 8, 26), [], 1),
        (D(2026, 8, 26), [{"datum": D(2026, 8, 20)}], 0),
        (D(2026, 8, 26), [{"datum": D(2026, 8, 27)}], 1),
    ],
)
def test_r36_a_consent_in_use_has_been_followed_up(settled: D, followed: list[dict[str, Any]], found: int) -> None:
    """183 days after the last follow-up it is stale, where it is used: a warning in that document."""
    log = document("drogtest_logg", {"drogtest_logg.samtycke_id": "S2"}, faststalld_datum=settled)
    case = problems("R36", consent("S2", "drogtest", uppfoljt=followed), log)
    assert [one.level for one in case if one.document == "drogtest_logg"] == [Level.WARNING] * found


def test_r36_every_kind_of_use_counts_and_each_consent_is_reported_once() -> None:
    """Meetings, lists of recipients, SIP and late tests: where the consent is used too late."""
    late = D(2026, 9, 30)
    guest = {"roll": "vard", "samtycke_id": "S1"}
    sent = {"profil": "natverk", "grund": "samtycke", "samtycke_id": "S1", "datum": late}
    values = {"natverksmote.datum": late, "sandlista": [sent]}
    assert places("R36", consent(), meeting(guest, guest, **values)) == ["natverksmote: sandlista[0].samtycke_id"]
    sip = document("sip", {"sip.samtycke_id": "S1", "sip.datum": late})
    assert places("R36", consent(), sip) == ["sip: sip.samtycke_id"]
    rows = {"drogtest_logg.samtycke_id": "S1", "drogtest_logg.poster": [{"datum": late}]}
    assert len(places("R36", consent(), document("drogtest_logg", rows))) == 1
    assert places("R36", document("drogtest_logg", rows)) == []


def test_r36_a_consent_is_judged_where_it_is_used() -> None:
    """That nobody asked for a while is past; the consent itself is only too long or not."""
    assert problems("R36", consent(uppfoljt=[{"datum": D(2026, 6, 1)}, {}, {"datum": D(2027, 1, 1)}])) == []


@pytest.mark.parametrize(("form", "path"), [("krisplan", "krisplan.kopior"), ("uppdrag", "sandlista")])
def test_r36_runs_in_every_form_that_can_rest_on_a_consent(form: str, path: str) -> None:
    """Copies of a krisplan and lists of recipients use a consent as well."""
    row = {"samtycke_id": "S1", "datum": D(2026, 12, 1), "till": "Mia", "profil": "natverk", "grund": "samtycke"}
    late = document(form, {path: [row]})
    assert places("R36", consent(), late) == [f"{form}: {path}[0].samtycke_id"]


def test_a_consent_denied_at_a_follow_up_holds_no_longer() -> None:
    """From that day on, until another version is given."""
    guest = {"roll": "vard", "samtycke_id": "S1"}
    denied = consent(uppfoljt=[{"datum": D(2026, 3, 1), "galler_fortfarande": False}])
    confirmed = consent(uppfoljt=[{"datum": D(2026, 3, 1), "galler_fortfarande": True}])
    later = consent(uppfoljt=[{"datum": D(2026, 3, 3), "galler_fortfarande": False}])
    again = consent(fran=MEETING)
    assert [len(places("R35", one, meeting(guest))) for one in (denied, confirmed, later)] == [1, 0, 0]
    assert places("R35", denied, again, meeting(guest)) == []
    assert len(places("R35", denied, consent(), meeting(guest))) == 1


@pytest.mark.parametrize(("ability", "found"), [("ja", 0), ("med_stod", 0), ("osaker", 1), ("", 0)])
def test_r48_an_unsure_ability_is_asked_about(ability: str, found: int) -> None:
    """Only «osäker» is doubtful."""
    assert places("R48", consent(formaga=ability)) == ["samtycke-S1: samtycke.formaga"] * found


def test_relatives_may_be_called_only_with_consent() -> None:
    """A relative nobody has agreed to is shown once, in the newest document."""
    gun = {"klient.narstaende": [{"namn": "Gun Backlund", "far_kontaktas": True}]}
    old, new = document("ansokan", gun, datum=D(2026, 2, 1)), document("utredning", gun)
    path = "utredning: klient.narstaende[0].far_kontaktas"
    assert places("narstaende_samtycke", old, new) == [path]
    agreed = consent(parter=[{"namn": "Gun Backlund (mamma)"}])
    assert places("narstaende_samtycke", old, new, agreed) == []
    not_to_call = {"klient.narstaende": [{"namn": "Gun Backlund", "far_kontaktas": False}]}
    assert places("narstaende_samtycke", document("ansokan", not_to_call)) == []
