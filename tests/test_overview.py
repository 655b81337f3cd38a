"""One case at a glance: the chain as data, deadlines, states, and the page for the staff meeting."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from casefiles import FINNISH, SWEDISH, all_forms, changed, document, sample, sample_case, sample_unit
from hypothesis import given, settings
from hypothesis import strategies as st

from halvvag_docs import overview
from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.errors import FormError, Level, Problem
from halvvag_docs.overview import Agreement, Goal, Overview, State, StepLine
from halvvag_docs.units import UNNAMED, Limits, Unit

PERIOD = {"insats": "halvvagshem_stodboende", "period": {"fran": date(2026, 3, 9), "till": date(2026, 9, 8)}}
DECISION = document("uppdrag", "2026-03-01", PERIOD)


def _seen(case: Case, day: str, unit: Unit = UNNAMED, problems: tuple[Problem, ...] = ()) -> Overview:
    return overview.survey(
        case, unit, date.fromisoformat(day), forms=all_forms(), steps=overview.read_chain(), problems=problems
    )


def _step(number: int, day: str, *documents: Answers, unit: Unit = UNNAMED) -> StepLine:
    return _seen(Case(documents=documents), day, unit).steps[number - 1]


def _due(line: StepLine) -> str:
    return line.due.day.isoformat() if line.due else ""


def test_the_chain_has_the_fourteen_steps() -> None:
    """In the order of the work; every form has its place."""
    steps = overview.read_chain()
    assert [step.number for step in steps] == list(range(1, 15))
    assert {step.form for step in steps} == set(all_forms())


def test_the_whole_sample_stands_as_it_should() -> None:
    """The Finnish case at the end of its year: all done but the discharge, and one consent late."""
    seen = _seen(sample_case(FINNISH), "2026-11-22", sample_unit(FINNISH))
    states = {line.number: line.state for line in seen.steps}
    assert {number for number, state in states.items() if state is State.LATE} == {2, 14}
    assert {number for number, state in states.items() if state is State.NOT_NEEDED} == {11, 12}
    assert {number for number, state in states.items() if state is State.DONE} == set(range(1, 15)) - {
        2,
        11,
        12,
        14,
    }
    assert (seen.case_id, seen.name, seen.staff) == ("HV-2026-014", "Linnea Backlund", "Carola Exempelsson")
    assert (seen.start, seen.end) == (date(2026, 3, 9), date(2026, 9, 8))


def test_it_is_seen_as_on_the_day() -> None:
    """Documents dated later are not there yet; what they will be lies ahead."""
    seen = _seen(sample_case(FINNISH), "2026-03-06", sample_unit(FINNISH))
    found = {line.number: (line.state, _due(line)) for line in seen.steps}
    assert found[4] == (State.DONE, "")
    assert found[7] == (State.COMING, "2026-03-09")
    assert found[8] == (State.COMING, "2026-03-23")
    assert found[10] == (State.COMING, "2026-03-23")
    assert found[13] == (State.COMING, "2026-08-25")


def test_support_at_home_has_no_move_in() -> None:
    """Tests, first meeting and house rules are the halfway house's own."""
    seen = _seen(sample_case(SWEDISH), "2026-06-20", sample_unit(SWEDISH))
    assert not seen.is_halfway_house
    assert {line.number for line in seen.steps if line.state is State.NOT_NEEDED} == {4, 5, 7, 10}
    assert _due(seen.steps[11]) == ""
    assert seen.steps[11].state is State.DONE


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-03-09", State.COMING), ("2026-03-23", State.COMING), ("2026-03-24", State.LATE)],
)
def test_a_plan_is_due_within_fourteen_days(day: str, state: State) -> None:
    """From the first granted day, by the unit's own limit."""
    line = _step(8, day, DECISION)
    assert (line.state, _due(line)) == (state, "2026-03-23")
    unit = Unit(namn="X", granser=Limits(plan_klar_dagar=7))
    assert _due(_step(8, day, DECISION, unit=unit)) == "2026-03-16"


def test_a_draft_is_a_draft_with_its_deadline() -> None:
    """It is not done, and it does not hide that it is late."""
    plan = document("genomforandeplan", "2026-03-12", {}, status="utkast")
    line = _step(8, "2026-04-01", DECISION, plan)
    assert (line.state, _due(line), line.day, line.version) == (State.DRAFT, "2026-03-23", date(2026, 3, 12), 1)


def test_what_is_recommended_is_missing_but_not_late() -> None:
    """A crisis plan ought to be there; nobody is late with it."""
    line = _step(9, "2026-05-01", DECISION)
    assert (line.state, line.word) == (State.MISSING, "bör finnas")


def test_without_a_decision_the_end_lies_ahead() -> None:
    """Nothing decides the last steps yet."""
    line = _step(14, "2026-02-01", sample(FINNISH)["01"])
    assert (line.state, line.due) == (State.COMING, None)


def test_the_next_test_is_counted_from_the_last_one_taken() -> None:
    """Tests before the stay do not count, nor those that were not taken."""

    def log(*rows: tuple[str, str, str]) -> Answers:
        told = [{"datum": date.fromisoformat(day), "anledning": why, "resultat": how} for day, why, how in rows]
        return document("drogtest_logg", "2026-03-03", {"poster": told})

    before = log(("2026-03-03", "fore_inflytt", "negativt"))
    assert _due(_step(10, "2026-03-10", DECISION, before)) == "2026-03-23"
    during = log(("2026-03-17", "planerat", "negativt"), ("2026-03-30", "slumpvis", "ej_genomfort"))
    line = _step(10, "2026-03-30", DECISION, during)
    assert (line.state, _due(line)) == (State.RUNNING, "2026-03-31")
    assert _step(10, "2026-04-01", DECISION, during).state is State.LATE
    assert _step(10, "2026-10-01", DECISION, during).state is State.DONE


def test_consents_are_followed_up_before_they_run_out() -> None:
    """Half a year from the last time, or the last day; withdrawn and expired ones need nothing."""

    def consent(**more: Any) -> Answers:
        block = {"id": "S1", "fran": date(2026, 3, 1), "till": date(2027, 2, 28)} | more
        return document("samtycke", "2026-03-01", block)

    assert _due(_step(2, "2026-03-02", DECISION, consent())) == "2026-08-31"
    assert _due(_step(2, "2026-03-02", DECISION, consent(till=date(2026, 6, 1)))) == "2026-06-01"
    asked = consent(uppfoljt=[{"datum": date(2026, 3, 2)}], till=date(2026, 9, 1))
    late = _step(2, "2026-09-02", DECISION, asked)
    assert (late.state, late.due) == (State.DONE, None)
    assert _step(2, "2026-12-01", DECISION, consent()).state is State.LATE
    assert _step(2, "2026-12-01", DECISION, consent(aterkallat={"datum": date(2026, 4, 1)})).due is None


def test_a_crisis_plan_is_read_through_again() -> None:
    """On its own day, or half a year after a follow-up that went through it since."""
    crisis = document("krisplan", "2026-03-12", {"oversyn_senast": date(2026, 6, 1)})
    assert _due(_step(9, "2026-05-01", DECISION, crisis)) == "2026-06-01"
    assert _step(9, "2026-06-02", DECISION, crisis).state is State.LATE
    checked = document("uppfoljning", "2026-06-01", {"datum": date(2026, 6, 1), "kontroll": {"krisplan": True}})
    assert _step(9, "2026-06-02", DECISION, crisis, checked).state is State.DONE


def test_the_next_follow_up_is_as_agreed_or_at_the_end_of_next_month() -> None:
    """Counted from the last time it was talked over, a follow-up or a meeting."""
    assert _due(_step(11, "2026-03-20", DECISION)) == "2026-04-30"
    meeting = document("natverksmote", "2026-05-28", {"typ": "uppfoljande", "datum": date(2026, 5, 28)})
    assert _due(_step(11, "2026-06-01", DECISION, meeting)) == "2026-06-30"
    told = {"typ": "manad", "datum": date(2026, 5, 29), "nasta_uppfoljning": date(2026, 6, 15)}
    line = _step(11, "2026-06-01", DECISION, document("uppfoljning", "2026-05-29", told))
    assert (line.state, _due(line)) == (State.RUNNING, "2026-06-15")


def test_a_sip_is_due_three_weeks_after_the_need() -> None:
    """Only where somebody has said so; then its own follow-up."""
    assert _step(12, "2026-04-20", DECISION).state is State.NOT_NEEDED
    meeting = document("natverksmote", "2026-04-16", {"datum": date(2026, 4, 16), "sip_behov": "ja_kallas"})
    line = _step(12, "2026-04-20", DECISION, meeting)
    assert (line.state, _due(line)) == (State.COMING, "2026-05-07")
    assert _step(12, "2026-05-08", DECISION, meeting).state is State.LATE
    sip = document("sip", "2026-05-05", {"datum": date(2026, 5, 5), "uppfoljning": {"datum": date(2026, 8, 1)}})
    held = _step(12, "2026-05-08", DECISION, meeting, sip)
    assert (held.state, _due(held)) == (State.DONE, "2026-08-01")
    ended = changed(sip, sip__avslut={"datum": date(2026, 7, 1)})
    assert _step(12, "2026-09-01", DECISION, ended).due is None


def test_a_renewed_decision_begins_the_last_steps_again() -> None:
    """The follow-up before the old end does not count for the new time."""
    final = document("uppfoljning", "2026-08-20", {"typ": "slut", "datum": date(2026, 8, 20)})
    assert _step(13, "2026-08-21", DECISION, final).state is State.DONE
    longer = {"insats": "halvvagshem_stodboende", "period": {"fran": date(2026, 9, 9), "till": date(2026, 12, 31)}}
    renewed = document("uppdrag", "2026-09-01", longer)
    line = _step(13, "2026-09-20", DECISION, final, renewed)
    assert (line.state, _due(line)) == (State.COMING, "2026-12-17")


def test_after_the_discharge_nothing_is_due() -> None:
    """The case is closed: what is done is done, what is missing is not asked for."""
    block = {"typ": "avslut", "datum": date(2026, 9, 8), "avslut": {"datum": date(2026, 9, 8)}}
    end = document("uppfoljning", "2026-09-08", block)
    seen = _seen(Case(documents=(*sample_case(FINNISH).documents, end)), "2026-11-22", sample_unit(FINNISH))
    assert seen.due == ()
    assert seen.steps[13].state is State.DONE


def test_what_is_nearest_comes_first() -> None:
    """Late things before things to come."""
    seen = _seen(sample_case(FINNISH), "2026-06-15", sample_unit(FINNISH))
    days = [due.day for _, due in seen.due]
    assert days == sorted(days)
    assert days[0] == date(2026, 6, 23)
    assert seen.next_meeting == date(2026, 8, 20)


def test_open_goals_and_agreements() -> None:
    """Ended goals are gone; what the last follow-up said stands beside; agreements by day."""
    seen = _seen(sample_case(FINNISH), "2026-11-22")
    assert [(one.number, one.area, one.result) for one in seen.goals] == [
        ("1", "Alkohol", "Helt"), ("2", "Sköta hemmet", "Delvis"), ("4", "Sysselsättning", "Delvis"),
    ]  # fmt: skip
    assert [one.who for one in seen.agreements] == ["Linnea Backlund", "Peter Fiktivsson"]


def test_problems_stand_with_their_documents() -> None:
    """Counted by level; those of other documents are not mixed in."""
    found = tuple(
        Problem(document="07-uppdrag", path="", rule="R15", level=level, message="x")
        for level in (Level.ERROR, Level.WARNING, Level.WARNING)
    )
    seen = _seen(sample_case(FINNISH), "2026-11-22", problems=found)
    counts = {one.document: (one.errors, one.warnings) for one in seen.documents if one.problems}
    assert counts == {"07-uppdrag": (1, 2)}


def test_an_empty_case_is_no_fault() -> None:
    """Everything is missing or lies ahead."""
    seen = _seen(Case(documents=()), "2026-11-22")
    assert (seen.case_id, seen.name, seen.start, seen.end, seen.goals) == ("", "", None, None, ())
    assert {line.state for line in seen.steps} <= {State.COMING, State.MISSING, State.NOT_NEEDED}


def test_a_repr_tells_no_name() -> None:
    """An overview in a log gives nobody away."""
    seen = _seen(sample_case(FINNISH), "2026-11-22")
    assert "Backlund" not in repr(seen)
    assert "Carola" not in repr(seen)


@settings(max_examples=40, deadline=None)
@given(
    day=st.dates(min_value=date(2025, 1, 1), max_value=date(2028, 1, 1)) | st.sampled_from([date.min, date.max]),
    numbers=st.sets(st.sampled_from([f"{number:02}" for number in range(1, 12)]), min_size=1),
    folder=st.sampled_from([FINNISH, SWEDISH]),
)
def test_any_case_on_any_day_can_be_seen(day: date, numbers: set[str], folder: str) -> None:
    """Whatever is missing, never an exception, on screen or on paper."""
    case, unit = sample_case(folder, *sorted(numbers)), sample_unit(folder)
    seen = overview.survey(case, unit, day, forms=all_forms(), steps=overview.read_chain())
    assert len(seen.steps) == 14


# --- the chain as data ----------------------------------------------------------------------------------


def _root(tmp_path: Path, text: str) -> Path:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "_chain.yaml").write_text(text, "utf-8")
    return tmp_path


def test_a_unit_may_have_its_own_chain(tmp_path: Path) -> None:
    """Its list replaces ours whole."""
    steps = overview.read_chain(_root(tmp_path, "steps:\n  - {title: Start, form: ansokan}\n"))
    assert [(step.title, step.form, step.need) for step in steps] == [("Start", "ansokan", "ska")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps: 1\n", "ska stå en lista"),
        ("steps:\n  - {title: A}\n", "steg 1: title och form krävs"),
        ("steps:\n  - {title: A, form: ansokan, fel: 1}\n", "steg 1"),
        ("steps:\n  - {title: A, form: ansokan, need: kanske}\n", "need ska vara en av ska, bor, vid_behov"),
        ("steps:\n  - {title: A, form: ansokan, due: nyss}\n", "nyss finns inte bland tidsgränserna"),
    ],
)
def test_a_wrong_chain_is_explained(tmp_path: Path, text: str, said: str) -> None:
    """The step is named by its number."""
    with pytest.raises(FormError, match=said):
        overview.read_chain(_root(tmp_path, text))


# --- the page -------------------------------------------------------------------------------------------


def _cells(content: bytes) -> list[list[str]]:
    tables = docx.Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def test_the_page_holds_the_whole_overview() -> None:
    """All fourteen steps, goals and agreements; the same bytes for the same day."""
    seen = _seen(sample_case(FINNISH), "2026-06-15", sample_unit(FINNISH))
    name, content = overview.page(seen, sample_unit(FINNISH))
    assert name == "HV-2026-014_arendeoversikt_2026-06-15.docx"
    rows = _cells(content)
    assert [row[1] for row in rows if row[0].isdecimal()][:14] == [line.title for line in seen.steps]
    assert ["Boka tid hos företagshälsovården", "12.6.2026", "Linnea Backlund"] in rows
    assert overview.page(seen, sample_unit(FINNISH))[1] == content
    mistaken = replace(seen, case_id="Linnea Backlund")
    assert overview.page(mistaken, UNNAMED)[0] == "arende_arendeoversikt_2026-06-15.docx"


def test_a_page_that_is_too_small_says_so() -> None:
    """Long lists are cut with a count of the rest, long texts with dots."""
    seen = _seen(sample_case(FINNISH), "2026-06-15")
    seen = replace(
        seen,
        goals=tuple(Goal(number=str(place), area="X", day=None) for place in range(9)),
        agreements=tuple(Agreement(what="ord " * 100, who="Y", day=None) for _ in range(9)),
    )
    rows = _cells(overview.page(seen, UNNAMED)[1])
    assert ["", "… och 4 till", "", ""] in rows
    assert ["… och 7 till", "", ""] in rows
    assert max(len(cell) for row in rows for cell in row) <= 130


def test_a_unit_may_have_its_own_page(tmp_path: Path) -> None:
    """A template of the same name in its own root is used instead."""
    (tmp_path / "templates").mkdir()
    own = docx.Document()
    own.add_paragraph("Vårt möte om {{ dokument.arende_id }}")
    own.save(str(tmp_path / "templates" / "_arendeoversikt.docx"))
    seen = _seen(sample_case(FINNISH), "2026-06-15")
    page = docx.Document(io.BytesIO(overview.page(seen, UNNAMED, tmp_path)[1]))
    assert [paragraph.text for paragraph in page.paragraphs] == ["Vårt möte om HV-2026-014"]
