"""What is more than a copy: goals, agreements, counts, dates and people."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from casefiles import FINNISH, SWEDISH, all_forms, changed, document, sample, sample_case, sample_unit

from halvvag_docs import prefill
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.units import UNNAMED, Limits, StaffHours, Unit

BEFORE_MONTH = ("01", "02", "03", "04", "05", "06", "07", "08", "09")
PERIOD = {"period": {"fran": date(2026, 3, 9), "till": date(2026, 9, 8)}}


def _values(form: str, case: Case, day: str, unit: Unit = UNNAMED) -> Answers:
    made = prefill.draft(all_forms()[form], case, unit, date.fromisoformat(day), forms=all_forms())
    return Answers(freeze(made.values), document="", form=form)


def _case(*documents: Answers) -> Case:
    return Case(documents=documents)


# --- goals ----------------------------------------------------------------------------------------------


def test_proposed_goals_get_the_numbers_they_keep() -> None:
    """M1, M2 … in the order of the inquiry."""
    made = _values("uppdrag", sample_case(FINNISH, "01", "04"), "2026-03-04")
    assert [row["mal_id"] for row in made.items_of("uppdrag.mal")] == ["M1", "M2", "M3", "M4"]
    assert made.at("uppdrag.mal[1].text") == "Fungerande dygnsrytm och vardag"


def test_granted_goals_are_copied_word_for_word() -> None:
    """The plan has the decision's goals, and a goal of its own to begin with for each."""
    made = _values("genomforandeplan", sample_case(FINNISH, "07"), "2026-03-12")
    assert made.at("genomforandeplan.uppdragets_mal") == sample(FINNISH)["07"].at("uppdrag.mal")
    links = [(row["mal_id"], row["uppdragsmal"]) for row in made.items_of("genomforandeplan.mal")]
    assert links == [("1", "M1"), ("2", "M2"), ("3", "M3"), ("4", "M4")]


def test_only_open_goals_are_followed_up() -> None:
    """A goal that a follow-up has ended does not come back; the rest keep number, words and day."""
    made = _values("uppfoljning", sample_case(SWEDISH, *BEFORE_MONTH, "10"), "2026-07-20")
    assert [row["mal_id"] for row in made.items_of("uppfoljning.mal")] == ["1"]
    assert made.at("uppfoljning.mal[0].smart_mal") == sample(SWEDISH)["11"].at("uppfoljning.mal[0].smart_mal")
    assert made.at("uppfoljning.mal[0].uppfyllt") is None


def test_a_renewed_plan_goes_on_with_open_goals() -> None:
    """They keep their numbers and areas, the person's words are quoted, and new ones get the next number."""
    decision = document(
        "uppdrag", "2026-08-25", {"mal": [{"mal_id": "M1", "text": "a"}, {"mal_id": "M9", "text": "b"}]}
    )
    earlier = sample_case(FINNISH, "08", "11")
    case = Case(documents=(*earlier.documents, decision))
    form = all_forms()["genomforandeplan"]
    made = prefill.draft(form, case, UNNAMED, date(2026, 9, 1), forms=all_forms())
    rows = Answers(freeze(made.values), document="", form="").items_of("genomforandeplan.mal")
    assert [(row["mal_id"], row.get("uppdragsmal"), row.get("omrade")) for row in rows] == [
        ("1", "M1", "alkohol"), ("2", None, "hem"), ("4", None, "sysselsattning"), ("5", "M9", None),
    ]  # fmt: skip
    notes = prefill.notes(made, all_forms())
    assert "«Jag ska vara nykter varje dag" in notes["genomforandeplan.mal[0].egna_ord"][0]
    assert not any("smart_mal" in row for row in rows)


def test_open_agreements_move_to_the_next_meeting() -> None:
    """What is done or struck stays behind; what an older meeting left open is not forgotten."""
    made = _values("natverksmote", sample_case(FINNISH, "06", "10"), "2026-08-20")
    rows = made.items_of("natverksmote.overenskommelser")
    assert [row["vad"] for row in rows] == ["Boka tid hos företagshälsovården", "Ta ställning till förlängning"]
    assert {row["status"] for row in rows} == {"oppen"}
    forgetful = changed(sample(FINNISH)["10"], natverksmote__overenskommelser=None)
    again = _values("natverksmote", _case(sample(FINNISH)["06"], forgetful), "2026-08-20")
    assert len(again.items_of("natverksmote.overenskommelser")) == 2


def test_a_meeting_goes_through_open_goals_or_needs() -> None:
    """Before there is a plan the inquiry's needs, with the person's words about each."""
    first = _values("natverksmote", sample_case(FINNISH, "04"), "2026-03-02")
    assert [row["rubrik"] for row in first.items_of("natverksmote.punkter")] == [
        "Relationer", "Sysselsättning", "Ekonomi",
    ]  # fmt: skip
    later = _values("natverksmote", sample_case(FINNISH, "04", "08", "11"), "2026-08-30")
    assert [row["rubrik"] for row in later.items_of("natverksmote.punkter")] == [
        "Mål 1 – Alkohol", "Mål 2 – Sköta hemmet", "Mål 4 – Sysselsättning",
    ]  # fmt: skip


def test_ratings_come_from_the_latest_that_was_given() -> None:
    """A follow-up's number replaces the inquiry's; areas that are no problem are left out; the heaviest first."""
    made = _values("uppfoljning", sample_case(FINNISH, "04", "07", "08", "11"), "2026-09-01")
    rows = [(row["omrade"], row["forra"]) for row in made.items_of("uppfoljning.skattning")]
    assert rows[:2] == [("arbete_forsorjning", 2), ("psykisk_halsa", 2)]
    assert ("alkohol", 1) in rows
    assert not {area for area, _ in rows} & {"narkotika", "spel"}


# --- counts and time ------------------------------------------------------------------------------------


def _tests(*results: tuple[str, str]) -> Answers:
    rows = [{"datum": date.fromisoformat(day), "typ": "alkohol", "resultat": result} for day, result in results]
    return document("drogtest_logg", "2026-03-01", {"poster": rows})


def test_tests_of_the_period_are_counted_by_result() -> None:
    """Explained counts as clean; what was never taken is no test; days outside are left out."""
    log = _tests(
        ("2026-03-08", "negativt"), ("2026-03-09", "negativt"), ("2026-04-01", "positivt_forklarat"),
        ("2026-04-02", "positivt_bekraftat"), ("2026-04-03", "positivt_obekraftat"), ("2026-04-04", "vagrat"),
        ("2026-04-05", "ogiltigt"), ("2026-04-06", "ej_genomfort"), ("2026-09-09", "negativt"),
    )  # fmt: skip
    made = _values("uppfoljning", _case(document("uppdrag", "2026-03-01", PERIOD), log), "2026-09-08")
    assert made.at("uppfoljning.typ") == "slut"
    assert dict(made.at("uppfoljning.tester")) == {
        "tagna": 6, "rena": 2, "bekraftat_positiva": 1, "obekraftade": 1, "vagrade": 1, "ogiltiga": 1,
    }  # fmt: skip


def test_without_a_log_nothing_is_counted() -> None:
    """No log is not the same as no tests."""
    made = _values("uppfoljning", _case(document("uppdrag", "2026-03-01", PERIOD)), "2026-09-08")
    assert made.at("uppfoljning.tester") is None


def test_delivered_time_comes_from_log_and_minutes_only() -> None:
    """Month by month since the last follow-up; talks are not assumed, but what the plan means is shown."""
    form = all_forms()["uppfoljning"]
    made = prefill.draft(
        form, sample_case(FINNISH, *BEFORE_MONTH, "10"), sample_unit(FINNISH), date(2026, 8, 20), forms=all_forms()
    )
    rows = Answers(freeze(made.values), document="", form="").items_of("uppfoljning.utfort")
    assert [(row["manad"], row["test_min"], row["natverk_min"]) for row in rows] == [
        ("2026-06", 20, 0), ("2026-07", 20, 0), ("2026-08", 20, 0),
    ]  # fmt: skip
    assert not any("samtal_antal" in row for row in rows)
    notes = prefill.notes(made, all_forms())
    assert notes["uppfoljning.utfort[0].samtal_antal"] == ("Enligt planen: 5 samtal, 225 minuter.",)


def test_a_sip_meeting_is_meeting_time() -> None:
    """An hour on 5 May belongs to May."""
    made = _values("uppfoljning", sample_case(SWEDISH, *BEFORE_MONTH), "2026-05-29", sample_unit(SWEDISH))
    assert made.at("uppfoljning.period") == {"fran": date(2026, 5, 1), "till": date(2026, 5, 31)}
    assert [dict(row) for row in made.items_of("uppfoljning.utfort")] == [
        {"manad": "2026-05", "test_min": 0, "natverk_min": 60}
    ]


def test_direct_time_is_summed_when_nothing_is_missing() -> None:
    """A renewed plan has all parts of the old one: 4 × 45 + 2 × 10 + 30."""
    made = _values("genomforandeplan", sample_case(FINNISH, "07", "08"), "2026-09-01", sample_unit(FINNISH))
    assert made.at("genomforandeplan.direkt_tid_min_per_manad") == 230
    first = _values("genomforandeplan", sample_case(FINNISH, "07"), "2026-03-12", sample_unit(FINNISH))
    assert first.at("genomforandeplan.direkt_tid_min_per_manad") is None


def test_support_at_home_gets_no_halfway_house_frame() -> None:
    """No talks, tests, move-in or frame of four hours where somebody lives at home."""
    made = _values("genomforandeplan", sample_case(SWEDISH, "01", "02", "03"), "2026-02-24", sample_unit(SWEDISH))
    plan = made["genomforandeplan"]
    assert not {"samtal", "test", "inflytt_datum", "utflytt_planerad", "hemort"} & set(plan)  # type: ignore[arg-type]
    decision = _values("uppdrag", sample_case(SWEDISH, "01", "02"), "2026-02-06", sample_unit(SWEDISH))
    assert decision.at("uppdrag.timmar_per_manad") is None


def test_the_units_limits_decide() -> None:
    """Shortest talk, longest time between tests, margin before the end."""
    unit = Unit(
        namn="X", granser=Limits(samtal_min=50, test_max_lucka_dagar=7, uppfoljning_marginal_dagar=30,
                                 direkt_min_per_manad=300)
    )  # fmt: skip
    plan = _values("genomforandeplan", sample_case(FINNISH, "07"), "2026-03-12", unit)
    assert (plan.at("genomforandeplan.samtal.minuter"), plan.at("genomforandeplan.test.per_manad")) == (50, 4)
    decision = _values("uppdrag", sample_case(FINNISH, "04"), "2026-03-04", unit)
    assert decision.at("uppdrag.uppfoljning_senast") == date(2026, 8, 9)
    assert decision.at("uppdrag.timmar_per_manad") == 5


def test_tests_before_move_in_come_from_the_log() -> None:
    """Only those that were taken for it."""
    made = _values("utredning", sample_case(FINNISH, "01", "05"), "2026-03-03")
    rows = [(row["typ"], row["resultat"]) for row in made.items_of("utredning.tester_fore_inflytt")]
    assert rows == [("alkohol", "negativt"), ("drog", "negativt")]


# --- dates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "kind", "period"),
    [
        ("2026-04-30", "manad", ("2026-04-01", "2026-04-30")),
        ("2026-05-10", "manad", ("2026-04-01", "2026-04-30")),
        ("2026-05-11", "manad", ("2026-05-01", "2026-05-31")),
        ("2026-03-15", "manad", ("2026-03-09", "2026-03-31")),
        ("2026-08-25", "slut", ("2026-03-09", "2026-08-25")),
        ("2026-10-01", "slut", ("2026-03-09", "2026-09-08")),
        ("2026-03-01", "manad", None),
    ],
)
def test_a_follow_up_is_of_the_month_until_the_end_is_near(day: str, kind: str, period: Any) -> None:
    """The month that has just been, cut to the period; in the last two weeks the whole time."""
    made = _values("uppfoljning", _case(document("uppdrag", "2026-02-20", PERIOD)), day)
    assert made.at("uppfoljning.typ") == kind
    found = made.at("uppfoljning.period")
    assert (found and (found["fran"].isoformat(), found["till"].isoformat())) == period


def test_the_next_follow_up_is_a_month_on_and_inside_the_period() -> None:
    """The end of next month, at the latest the last day that is granted."""
    decision = _case(document("uppdrag", "2026-02-20", PERIOD))
    assert _values("uppfoljning", decision, "2026-05-29").at("uppfoljning.nasta_uppfoljning") == date(2026, 6, 30)
    assert _values("uppfoljning", decision, "2026-08-20").at("uppfoljning.nasta_uppfoljning") == date(2026, 9, 8)
    assert _values("uppfoljning", decision, "2026-10-01").at("uppfoljning.nasta_uppfoljning") is None


def test_move_in_is_as_agreed_or_as_granted() -> None:
    """The meeting's word comes before the decision's first day."""
    decision = document("uppdrag", "2026-02-20", PERIOD)
    assert _values("genomforandeplan", _case(decision), "2026-03-01").at("genomforandeplan.inflytt_datum") == date(
        2026, 3, 9
    )
    meeting = document("natverksmote", "2026-03-02", {"overenskommen_inflytt": date(2026, 3, 11)})
    assert _values("genomforandeplan", _case(decision, meeting), "2026-03-03").at(
        "genomforandeplan.inflytt_datum"
    ) == date(2026, 3, 11)


def test_a_crisis_plan_holds_from_today_and_is_read_through_in_time() -> None:
    """Not before the plan begins; at the plan's follow-up, within six months."""
    plan = {"period": {"fran": date(2026, 3, 9)}, "uppfoljning": {"datum": date(2026, 8, 20)}}
    case = _case(document("genomforandeplan", "2026-02-20", plan))
    early = _values("krisplan", case, "2026-02-25")
    assert (early.at("krisplan.galler_fran"), early.at("krisplan.oversyn_senast")) == (
        date(2026, 3, 9), date(2026, 8, 20),
    )  # fmt: skip
    late = _values("krisplan", case, "2026-09-01")
    assert (late.at("krisplan.galler_fran"), late.at("krisplan.oversyn_senast")) == (
        date(2026, 9, 1), date(2027, 3, 1),
    )  # fmt: skip


def test_a_consent_holds_a_year_and_has_the_next_number() -> None:
    """S1, S2 … and the day before the same day next year, or the unit's own limit."""
    made = _values("samtycke", sample_case(FINNISH, "01", "02", "03"), "2026-04-01")
    assert (made.at("samtycke.id"), made.at("samtycke.till")) == ("S3", date(2027, 3, 31))
    short = Unit(namn="X", granser=Limits(samtycke_max_dagar=90))
    assert _values("samtycke", _case(), "2026-04-01", short).at("samtycke.till") == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("numbers", "day", "kind"),
    [
        (("01", "04"), "2026-03-02", "inledande"),
        (("07",), "2026-03-05", "inledande"),
        (("07",), "2026-04-05", "uppfoljande"),
        (("07", "08"), "2026-03-12", "uppfoljande"),
        (("07", "08"), "2026-09-20", "avslutande"),
    ],
)
def test_a_meeting_is_before_during_or_after_the_stay(numbers: tuple[str, ...], day: str, kind: str) -> None:
    """The first one before, follow-ups during, the last one after the granted time."""
    assert _values("natverksmote", sample_case(FINNISH, *numbers), day).at("natverksmote.typ") == kind


# --- people ---------------------------------------------------------------------------------------------


def test_the_author_is_the_one_who_writes_such_documents() -> None:
    """The unit's own for its documents, the authority's for a decision, with title, unit and telephone."""
    case = sample_case(FINNISH, *BEFORE_MONTH)
    mine = _values("uppfoljning", case, "2026-06-15")
    assert mine.at("dokument.upprattad_av") == sample(FINNISH)["08"].at("dokument.upprattad_av")
    theirs = _values("uppdrag", case, "2026-06-15")
    assert theirs.at("dokument.upprattad_av") == sample(FINNISH)["07"].at("dokument.upprattad_av")
    last = _values("uppfoljning", sample_case(SWEDISH, *BEFORE_MONTH, "10"), "2026-07-20")
    assert last.at("dokument.upprattad_av.namn") == "Helena Påhittberg"


def test_an_unknown_author_is_not_invented() -> None:
    """Only the unit's own name and telephone; for a decision nothing at all."""
    unit = sample_unit(FINNISH)
    assert dict(_values("ansokan", _case(), "2026-02-16", unit).at("dokument.upprattad_av")) == {
        "enhet": unit.namn, "telefon": unit.telefon,
    }  # fmt: skip
    assert _values("uppdrag", _case(), "2026-02-16", unit).at("dokument.upprattad_av") is None
    assert _values("ansokan", _case(), "2026-02-16").at("dokument.upprattad_av") is None


def test_a_meeting_calls_those_with_a_consent_that_holds() -> None:
    """Person, authority, our own, and parties of valid consents; kin are known as kin."""
    case = sample_case(SWEDISH, "01", "02", "03")
    made = _values("natverksmote", case, "2026-04-16", sample_unit(SWEDISH))
    rows = [
        (row["namn"], row.get("roll"), row.get("samtycke_id")) for row in made.items_of("natverksmote.deltagare")
    ]
    assert rows == [
        ("Emil Lindqvist", "klient", None),
        ("Helena Påhittberg", "remitterande_instans", None),
        ("Amina Provsson", "boendestodjare", None),
        ("Sjuksköterska Karin Låtsman", None, "S1"),
        ("Maja Lindqvist", "narstaende", "S1"),
    ]
    late = _values("natverksmote", case, "2027-02-01", sample_unit(SWEDISH))
    assert len(late.items_of("natverksmote.deltagare")) == 3


def test_others_who_took_part_come_from_the_meeting() -> None:
    """Not the person, not our own, not those who could not come."""
    meeting = changed(sample(FINNISH)["06"])
    made = _values("genomforandeplan", _case(meeting), "2026-03-12")
    rows = [(row["namn"], row["roll"]) for row in made.items_of("genomforandeplan.deltagare")]
    assert rows == [("Peter Fiktivsson", "remitterande instans"), ("Mia Påhittad", "behandlingsenhet")]


def test_partners_bring_their_consent() -> None:
    """Found by the partner's name; an expired consent is not named."""
    case = sample_case(FINNISH, "01", "02", "07")
    made = _values("genomforandeplan", case, "2026-03-12")
    assert made.at("genomforandeplan.samverkan[0].samtycke_id") == "S1"
    late = _values("genomforandeplan", case, "2027-03-12")
    assert late.at("genomforandeplan.samverkan[0].samtycke_id") is None


def test_a_consent_is_not_asked_for_what_needs_none() -> None:
    """The authority is a party under Swedish rules only; kin only when they may be contacted."""
    finnish = _values("samtycke", sample_case(FINNISH, "01"), "2026-02-23")
    assert [row["namn"] for row in finnish.items_of("samtycke.parter")] == [
        "Behandlingshemmet Exempelgården", "Gun Backlund (mamma)",
    ]  # fmt: skip
    swedish = _values("samtycke", sample_case(SWEDISH, "01", "02", "03", "04"), "2026-04-13")
    assert swedish.at("samtycke.parter[0].namn") == "Vuxenenheten"


def test_a_crisis_plan_calls_kin_and_staff_in_order() -> None:
    """Numbered; staff with the hours they are in."""
    made = _values("krisplan", sample_case(FINNISH, "07"), "2026-03-12", sample_unit(FINNISH))
    first, second = made.items_of("krisplan.kontakter")
    assert (first["ordning"], first["namn"], first["personal_far_ringa"]) == (1, "Gun Backlund", True)
    assert (second["ordning"], second["roll"], second["tider"]) == (2, "handledare", "vardagar 8–16")
    two_days = Unit(namn="X", personal_tid=StaffHours(dagar=("mandag", "tisdag"), fran=time(9), till=time(15)))
    other = _values("krisplan", sample_case(FINNISH, "07"), "2026-03-12", two_days)
    assert other.at("krisplan.kontakter[1].tider") == "måndag och tisdag 9–15"


def test_the_on_call_telephone_is_the_units() -> None:
    """Yes with its number, no without one, nothing when the unit is not known."""
    assert _values("krisplan", _case(), "2026-03-12", sample_unit(FINNISH)).at("krisplan.jour.finns") is True
    assert _values("krisplan", _case(), "2026-03-12", sample_unit(SWEDISH)).at("krisplan.jour.finns") is False
    assert _values("krisplan", _case(), "2026-03-12").at("krisplan.jour") is None


def test_consents_are_found_by_what_they_are_about() -> None:
    """A test log and a SIP name the valid consent of their own kind."""
    assert (
        _values("drogtest_logg", sample_case(FINNISH, "02", "03"), "2026-03-03").at("drogtest_logg.samtycke_id")
        == "S2"
    )
    sip = _values("sip", sample_case(SWEDISH, "01", "04", "06", "07"), "2026-05-05")
    assert sip.at("sip.samtycke_id") == "S3"
    lines = (
        "Beroendemottagningen: Tider och vad vi påminner om",
        "Sven Attrappsson, god man: Räkningar i röd mapp",
    )
    assert sip.at("sip.nulage") == "\n".join(lines)
    withdrawn = changed(sample(SWEDISH)["07"], samtycke__aterkallat={"datum": date(2026, 5, 1)})
    assert _values("sip", _case(withdrawn), "2026-05-05").at("sip.samtycke_id") is None


def test_the_inquiry_knows_how_the_case_began() -> None:
    """The treatment unit, or the application itself whatever way it came."""
    made = _values("utredning", sample_case(FINNISH, "01"), "2026-02-25")
    assert made.at("utredning.aktualiserad_genom") == "behandlingsenhet"
    assert made.at("utredning.behandling.enhet") == "Behandlingshemmet Exempelgården"
    by_phone = changed(sample(FINNISH)["01"], ansokan__inkommen_via="telefon")
    assert _values("utredning", _case(by_phone), "2026-02-25").at("utredning.aktualiserad_genom") == "ansokan"


def test_the_home_is_described_from_the_inquiry() -> None:
    """Kind and place of the home, and whether it is kept; nothing for one who has none."""
    inquiry = sample(FINNISH)["04"]
    path = "genomforandeplan.hemort.bostad"
    assert _values("genomforandeplan", _case(inquiry), "2026-03-12").at(path) == (
        "Egen hyresbostad i Borgå. Behålls under boendetiden."
    )
    given_up = changed(inquiry, utredning__boende__behaller_bostad=False)
    assert _values("genomforandeplan", _case(given_up), "2026-03-12").at(path) == (
        "Egen hyresbostad i Borgå. Behålls inte."
    )
    homeless = changed(inquiry, klient__saknar_bostad=True)
    assert _values("genomforandeplan", _case(homeless), "2026-03-12").at(path) is None
