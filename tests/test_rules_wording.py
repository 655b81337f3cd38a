"""Rules about what is written: R31, R38, R46, R47."""

from __future__ import annotations

import pytest
from rule_cases import UNIT, D, document, places, problems

from halvvag_docs.answers import Answers
from halvvag_docs.units import Unit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Får 20 mg om dagen.", True),
        ("Får 20mg.", True),
        ("2,5 ml vid behov", True),
        ("50 µg", True),
        ("50 μg", True),
        ("20 MG", True),
        ("tjugo milligram", False),
        ("5 milligram", True),
        ("0,25 mg/l i utandningsluften", False),
        ("20 mg/dag", True),
        ("5 ml/dygn", True),
        ("0,25 mg/liter luft", False),
        ("Betala 20 mgr", False),
        ("Läser 20 min", False),
        ("SMS 20", False),
    ],
)
def test_r38_a_dose_does_not_belong_in_a_social_document(text: str, found: bool) -> None:  # noqa: FBT001
    """A number with a unit of medicine is found in any text of the form, at its own place."""
    one = document("utredning", {"utredning.stodbehov": [{"bedomning": text}], "klient.tolk": "5 mg"})
    assert places("R38", one) == (["utredning: utredning.stodbehov[0].bedomning"] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Återfall konstaterat, varning given.", True),
        ("Klienten har tagit ett återfall.", True),
        ("Det var ett regelbrott.", True),
        ("Hon har brutit mot husets regler.", True),
        ("Samtal om återfallsprevention.", False),
        ("Risk för återfall, samtal bokat.", False),
        ("Inget återfall konstaterat.", False),
        ("Planen vid återfall gicks igenom.", False),
        ("Nytt test bokat.", False),
        ("", False),
    ],
)
def test_r31_an_unconfirmed_test_proves_no_relapse(text: str, found: bool) -> None:  # noqa: FBT001
    """What is said of an unconfirmed test in the log is not called a relapse."""
    row = {"resultat": "positivt_obekraftat", "atgard": text}
    other = {"resultat": "positivt_bekraftat", "atgard": text}
    log = document("drogtest_logg", {"drogtest_logg.poster": [other, row]})
    assert places("R31", log) == (["drogtest_logg: drogtest_logg.poster[1].atgard"] if found else [])


def log(*results: str) -> Answers:
    """Return a log with these results."""
    return document("drogtest_logg", {"drogtest_logg.poster": [{"resultat": one} for one in results]})


@pytest.mark.parametrize(
    ("results", "found"),
    [
        (["positivt_obekraftat"], True),
        (["positivt_obekraftat", "negativt"], True),
        (["positivt_obekraftat", "positivt_bekraftat"], False),
        (["positivt_obekraftat", "vagrat"], False),
        (["negativt"], False),
        ([], False),
    ],
)
def test_r31_follow_ups_wait_for_proof(results: list[str], found: bool) -> None:  # noqa: FBT001
    """A relapse in the staff's words rests on more than an unconfirmed test, or is not written."""
    values = {
        "uppfoljning.samlad_bedomning": "Ett återfall i maj.",
        "uppfoljning.mal": [{"bedomning": "Återfall."}, {"bedomning": "Bra."}],
        "uppfoljning.mina_ord.hur_gar_det": "Jag tog ett återfall.",
        "uppfoljning.avslut.orsak": "regelbrott",
    }
    paths = ["samlad_bedomning", "mal[0].bedomning", "avslut.orsak"]
    expected = [f"uppfoljning: uppfoljning.{path}" for path in paths] if found else []
    assert places("R31", document("uppfoljning", values), log(*results)) == expected


def test_r31_counts_in_the_follow_up_itself() -> None:
    """Without a log the follow-up's own numbers tell."""
    values = {"uppfoljning.samlad_bedomning": "Ett återfall i maj.", "uppfoljning.tester.obekraftade": 1}
    assert len(places("R31", document("uppfoljning", values))) == 1
    assert places("R31", document("uppfoljning", {**values, "uppfoljning.tester.bekraftat_positiva": 1})) == []


@pytest.mark.parametrize(
    ("form", "path", "text", "found"),
    [
        ("uppdrag", "omfattning", "Boende, direkt service 4 h, gruppverksamhet en gång i veckan", True),
        ("uppdrag", "omfattning", "Boende. Gruppverksamheten är avgiftsfri.", False),
        ("uppdrag", "omfattning", "Boende med social handledning", False),
        ("uppdrag", "omfattning", "Boende och Nya nycklar", True),
        ("uppfoljning", "utfort_kommentar", "I tiden ingår gruppmöten 60 min.", True),
        ("uppfoljning", "utfort_kommentar", "Gruppen ingår inte i de 240 min.", False),
        ("uppfoljning", "utfort_kommentar", "Hon går i grupp. Samtalen tog 180 min.", False),
        ("uppfoljning", "utfort_kommentar", "Självhjälpsgrupp 60 min", False),
        ("genomforandeplan", "tillaggsbeslut", "Grupp 2 h i veckan", True),
    ],
)
def test_r46_group_activity_is_free_and_not_counted(form: str, path: str, text: str, found: bool) -> None:  # noqa: FBT001
    """It is found where it is ordered or where its minutes are counted."""
    assert places("R46", document(form, {f"{form}.{path}": text})) == ([f"{form}: {form}.{path}"] if found else [])


def test_r46_a_support_session_is_no_group() -> None:
    """A planned session spent in the group would count it."""
    one = document(
        "genomforandeplan", {"genomforandeplan.stodpass": [{"innehall": "Post"}, {"innehall": "Grupp"}]}
    )
    assert places("R46", one) == ["genomforandeplan: genomforandeplan.stodpass[1].innehall"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bråk med Jonas Emil Lindqvist.", True),
        ("Bråk med Emil Lindqvists vän.", True),
        ("Jonas  Lindqvist var med.", True),
        ("En Lindqvist var med.", False),
        ("Emil var med.", False),
        ("emil lindqvist", False),
        ("Emil Lindqvistsson", False),
        ("Linnea Backlund var med.", False),
    ],
)
def test_r47_other_clients_are_not_named(text: str, found: bool) -> None:  # noqa: FBT001
    """Another client of the unit is found by full name; the person's own name is no finding."""
    own = {"klient.fornamn": "Linnea Sofia", "klient.efternamn": "Backlund"}
    one = document("natverksmote", {**own, "natverksmote.syfte": text})
    assert places("R47", one) == (["natverksmote: natverksmote.syfte"] if found else [])
    assert places("R47", one, unit=Unit(namn="X")) == []


def test_r47_does_not_repeat_the_name() -> None:
    """The message tells that a name is there, not which."""
    one = document("natverksmote", {"natverksmote.syfte": "Om Jonas Lindqvist"}, datum=D(2026, 3, 1))
    [problem] = problems("R47", one, unit=UNIT)
    assert "Jonas" not in problem.message + problem.path
