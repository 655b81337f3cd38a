"""Rules about the person: R01, R13, R37, R40, R41, R42, and the birth date."""

from __future__ import annotations

from typing import Any

import pytest
from rule_cases import D, decision, document, places, plan, problems

from halvvag_docs.rules import areas
from halvvag_docs.units import Unit

ADULT = {"klient.id_typ": "fi_personbeteckning", "klient.id_nummer": "140587-9184"}
MINOR = {"klient.id_typ": "fi_personbeteckning", "klient.id_nummer": "010516B903X"}


def test_r01_minor_on_the_first_day_of_each_document_that_starts_something() -> None:
    """A child is found in inquiry, decision and plan; other documents say nothing about it."""
    case = (document("utredning", MINOR), decision(MINOR), plan(MINOR), document("ansokan", MINOR))
    assert places("R01", *case) == [
        "utredning: klient.id_nummer",
        "uppdrag: uppdrag.period.fran",
        "genomforandeplan: genomforandeplan.inflytt_datum",
    ]


@pytest.mark.parametrize(("born", "found"), [(D(2008, 3, 9), 0), (D(2008, 3, 10), 1)])
def test_r01_eighteen_on_the_day_itself_is_enough(born: D, found: int) -> None:
    """Someone who turns 18 on the first day may move in, a day later is too late."""
    assert len(places("R01", decision({"klient.id_typ": "saknas", "klient.fodelsedatum": born}))) == found


def test_r01_says_nothing_without_a_birth_date_or_a_start() -> None:
    """An unknown age or start is no finding."""
    unknown = {"klient.id_typ": "se_samordningsnummer", "klient.id_nummer": "19171160-2399"}
    assert places("R01", decision(unknown), document("utredning", ADULT)) == []
    assert places("R01", document("uppdrag", MINOR)) == []


@pytest.mark.parametrize(
    ("street", "town", "found"),
    [
        ("Påhittsvägen 1, Malax", "Borgå", True),
        ("påhittsvägen 1", "Malax", True),
        ("Påhittsvägen 1 rum 4", "Malax", True),
        ("Påhittsvägen 1", "", True),
        ("Påhittsvägen 1", "Borgå", False),
        ("Påhittsvägen 12", "Malax", False),
        ("c/o Halvvägshemmet, Påhittsvägen 1", "Malax", False),
        ("", "Malax", False),
    ],
)
def test_r13_the_home_is_not_the_house(street: str, town: str, found: bool) -> None:  # noqa: FBT001
    """The unit's own address is found however it is written; the same street elsewhere is not."""
    home = {"klient.hemadress.gata": street, "klient.hemadress.postort": town}
    assert bool(places("R13", document("utredning", home))) is found


def test_r13_is_worded_for_support_at_home_and_silent_without_an_address() -> None:
    """In Sweden nobody lives in a halfway house; a unit without address cannot be compared with."""
    home = document("utredning", {"klient.hemadress.gata": "Påhittsvägen 1, Malax"}, system="se")
    assert "verksamhetens" in problems("R13", home)[0].message
    assert problems("R13", home, unit=Unit(namn="X")) == []


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"klient.hemadress.gata": "Fabulagatan 7"}, "klient.hemadress.gata"),
        ({"klient.hemadress.postnummer": "12345"}, "klient.hemadress.postnummer"),
        ({"klient.hemadress.gata": "c/o Halvvägshemmet", "klient.hemadress.postnummer": "66100"}, ""),
        ({"klient.telefon": "+46701740611"}, ""),
        ({"klient.telefon": "+46701740611", "sandlista": [{"profil": "klient"}]}, ""),
        ({"klient.telefon": "+46701740611", "sandlista": [{"profil": "natverk"}]}, "klient.telefon"),
        ({"klient.telefon": "+46701740611", "sandlista": [{"profil": "bestallare"}]}, "klient.telefon"),
        ({"utredning.sammanfattande_bedomning": "Bor på Fabulagatan 9."}, "utredning.sammanfattande_bedomning"),
    ],
)
def test_r37_protected_people_have_no_address_on_paper(values: dict[str, Any], path: str) -> None:
    """An address in its field or in a text, or a phone number that leaves the house, is found."""
    old = document("ansokan", {"klient.hemadress.gata": "Fabulagatan 9"})
    protected = document("utredning", {"klient.skyddade_uppgifter": True, **values})
    open_ = document("utredning", {"klient.skyddade_uppgifter": False, **values})
    assert places("R37", old, protected) == ([f"utredning: {path}"] if path else [])
    assert places("R37", old, open_) == []


@pytest.mark.parametrize(
    ("kind", "number", "rules"),
    [
        ("fi_personbeteckning", "140587-9184", ["R41"]),
        ("fi_personbeteckning", "140587-918A", ["R40"]),
        ("fi_personbeteckning", "010594-0012", ["R40"]),
        ("fi_personbeteckning", "310290-903Y", ["R40"]),
        ("se_personnummer", "19900602-2397", []),
        ("se_personnummer", "900602-2397", []),
        ("se_personnummer", "19900602-2398", ["R40"]),
        ("se_personnummer", "140587-9184", ["R40"]),
        ("se_samordningsnummer", "20260162-2380", []),
        ("se_samordningsnummer", "701003-2391", ["R40"]),
        ("saknas", "", []),
        ("saknas", "140587-918A", []),
        ("", "140587-918A", []),
    ],
)
def test_r40_and_r41_judge_the_number_by_its_kind(kind: str, number: str, rules: list[str]) -> None:
    """A wrong number is an error in every document; a temporary one a warning; no kind means no judgement."""
    one = document("krisplan", {"klient.id_typ": kind, "klient.id_nummer": number})
    assert [rule for rule in ("R40", "R41") if places(rule, one)] == rules


def test_r40_gives_the_reason_and_never_the_number() -> None:
    """Staff learn what is wrong; the number itself stays out of the message."""
    number = "140587-918A"
    wrong = document("sip", {"klient.id_typ": "fi_personbeteckning", "klient.id_nummer": number})
    [problem] = problems("R40", wrong)
    assert "(kontrolltecknet stämmer inte)" in problem.message
    assert number not in problem.message


@pytest.mark.parametrize(
    ("municipality", "authority", "named"),
    [
        ("Borgå", "Östra Nylands välfärdsområde", None),
        ("borgå stad", "östra nylands välfärdsområde", None),
        ("Malax kommun", "Östra Nylands välfärdsområde", "Östra Nylands välfärdsområde"),
        ("Vasa", "Österbottens välfärdsområde", None),
        ("Vasa", "Södra Österbottens välfärdsområde", "Södra Österbottens välfärdsområde"),
        ("S:t Karins", "Egentliga Finlands välfärdsområde", None),
        ("Sankt Karins", "Egentliga Finlands välfärdsområde", None),
        ("Vanda", "Vanda och Kervo välfärdsområde", None),
        ("Helsingfors", "Helsingfors stad", None),
        ("Borgå", "Helsingfors", "Helsingfors stad"),
        ("Borgå", "Bolaget Ab", "Beställaren"),
        ("Borgå", "Östra Nylands välfärdsområde, vuxensocialarbetet", None),
        ("Esbo", "Östra Nylands välfärdsområde (Borgå)", "Östra Nylands välfärdsområde"),
        ("Kimitoöns kommun", "Egentliga Finlands välfärdsområde", None),
        ("Kimitoöns kommun", "Satakunta välfärdsområde", "Satakunta välfärdsområde"),
        ("Mariehamn", "Kommunernas socialtjänst k.f.", None),
        ("Rovaniemi", "Östra Nylands välfärdsområde", None),
        ("Påhittby", "Östra Nylands välfärdsområde", None),
        ("Borgå", "", None),
    ],
)
def test_r42_compares_the_buyer_with_the_home_municipality(
    municipality: str, authority: str, named: str | None
) -> None:
    """Only municipalities in the table are judged, and only names of authorities are printed."""
    one = document("uppdrag", {"klient.hemkommun": municipality, "bestallare.namn": authority})
    found = problems("R42", one)
    assert [problem.message.split(" är inte")[0] for problem in found] == ([named] if named else [])


@pytest.mark.parametrize(
    ("area", "municipalities"),
    [
        ("Österbottens", "Jakobstad Kaskö Korsholm Korsnäs Kristinestad Kronoby Laihela Larsmo Malax Nykarleby"),
        ("Österbottens", "Närpes Pedersöre Vasa Vörå"),
        ("Västra Nylands", "Esbo Grankulla Hangö Högfors Ingå Kyrkslätt Lojo Raseborg Sjundeå Vichtis"),
        ("Östra Nylands", "Askola Borgå Lappträsk Lovisa Mörskom Pukkila Sibbo"),
        ("Vanda och Kervo", "Vanda Kervo"),
        ("Egentliga Finlands", "Åbo Kimitoön Pargas"),
        ("Mellersta Österbottens", "Karleby"),
        ("Lapplands", "Utsjoki Enare Enontekis Sodankylä"),
    ],
)
def test_r42_knows_each_municipality_of_the_table(area: str, municipalities: str) -> None:
    """Its own area is right, any other is not."""
    for municipality in municipalities.split():
        home = {"klient.hemkommun": municipality}
        own = document("uppdrag", {**home, "bestallare.namn": f"{area} välfärdsområde"})
        other = document("uppdrag", {**home, "bestallare.namn": "Kajanalands välfärdsområde"})
        assert (len(places("R42", own)), len(places("R42", other))) == (0, 1)


def test_r42_is_about_finland_only() -> None:
    """A Swedish municipality that happens to share a name is not judged."""
    values = {"klient.hemkommun": "Vasa", "bestallare.namn": "Exempelby kommun"}
    assert places("R42", document("uppdrag", values, system="se")) == []


def test_the_law_names_21_areas_and_helsinki() -> None:
    """The list of authorities is complete, and every area in the table is on it."""
    assert len(areas.AUTHORITIES) == 22
    assert {areas.known_authority(name) for name in areas.AUTHORITIES} == set(areas.AUTHORITIES)
    assert areas.authority_of("Utsjoki") == "Lapplands välfärdsområde"


@pytest.mark.parametrize(
    ("kind", "number", "born", "found"),
    [
        ("fi_personbeteckning", "140587-9184", D(1987, 5, 14), False),
        ("fi_personbeteckning", "140587-9184", D(1987, 5, 15), True),
        ("se_personnummer", "19900602-2397", D(1990, 6, 1), False),
        ("se_personnummer", "19900602-2397", D(1991, 6, 2), True),
    ],
)
def test_the_birth_date_agrees_with_the_number(kind: str, number: str, born: D, found: bool) -> None:  # noqa: FBT001
    """A Swedish number may hold a neighbouring day; a Finnish one is exact."""
    values = {"klient.id_typ": kind, "klient.id_nummer": number, "klient.fodelsedatum": born}
    assert bool(places("fodelsedatum", document("ansokan", values))) is found


def test_more_than_a_hundred_years_is_asked_about() -> None:
    """A plus sign in a Swedish number makes the person a hundred years older, which is rarely meant."""
    values = {"klient.id_typ": "se_personnummer", "klient.id_nummer": "900602+2397"}
    assert places("alder", document("ansokan", values)) == ["ansokan: klient.id_nummer"]
    assert places("alder", document("ansokan", {"klient.fodelsedatum": D(1900, 1, 1)})) == [
        "ansokan: klient.fodelsedatum"
    ]
    assert places("alder", document("ansokan", ADULT)) == []
