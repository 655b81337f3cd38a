"""An interview in its case: what is known, what is confirmed, what the rules say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from halvvag_docs import casework
from halvvag_docs.cases import Case
from halvvag_docs.casework import Surroundings
from halvvag_docs.questions import Interview, State
from halvvag_docs.questions.tree import at

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "A-fi-halvvagshem"
DAY = date(2026, 3, 12)
KEY = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(scope="module")
def around() -> Surroundings:
    """Return the Finnish sample case as it was before the plan was made."""
    whole = Surroundings.of(casework.read_cases([SAMPLE], today=DAY)[0], DAY)
    earlier = tuple(one for one in whole.case.documents if one.document < "08")
    return Surroundings(case=Case(documents=earlier), unit=whole.unit, forms=whole.forms, today=DAY)


def begun(around: Surroundings, form: str) -> Interview:
    """Return the interview about a new document."""
    return casework.begin(around.forms[form], around, document="99-nytt", document_id=KEY)


def _status(made: Interview, path: str) -> str:
    rows = made.data["ursprung"]
    return str(next(row["status"] for row in rows if row["path"] == path))


def test_facts_are_there_and_need_no_question(around: Surroundings) -> None:
    """Class F is filled in silently, changeable like any answer."""
    made = begun(around, "genomforandeplan")
    one = made.question("klient.hemkommun")
    assert (one.state, one.shown) == (State.ANSWERED, "Borgå")
    changed = made.set("klient.hemkommun", "Lovisa")
    assert changed.question("klient.hemkommun").shown == "Lovisa"
    assert _status(changed, "klient.hemkommun") == "andrad"


def test_a_suggestion_waits_with_its_origin(around: Surroundings) -> None:
    """Class H waits until somebody confirms or changes it; the document keeps which it was."""
    made = begun(around, "genomforandeplan")
    one = made.question("genomforandeplan.uppfoljning.datum")
    assert (one.state, one.shown) == (State.SUGGESTED, "25.8.2026")
    assert one.suggestion is not None
    assert one.suggestion.origin == "uppdrag 4.3.2026: Uppdrag › Uppföljning senast"
    sure = made.confirm(one.path)
    assert sure.question(one.path).state is State.ANSWERED
    assert _status(sure, one.path) == "bekraftad"
    same = made.set(one.path, str(one.answer))
    assert _status(same, one.path) == "bekraftad"
    other = made.set(one.path, "2026-08-01")
    assert other.question(one.path).state is State.ANSWERED
    assert _status(other, one.path) == "andrad"


def test_own_words_are_quoted_beside_an_empty_field(around: Surroundings) -> None:
    """Class E is never filled in."""
    one = begun(around, "genomforandeplan").question("genomforandeplan.mina_ord.viktigt")
    assert one.state is State.EMPTY
    assert one.suggestion is not None
    assert one.suggestion.value is None
    assert one.suggestion.quotations[0].startswith("Tidigare, utredning 25.2.2026: «Vara nykter")


def test_an_assessment_has_no_suggestion(around: Surroundings) -> None:
    """Class B is never filled in, nor shown."""
    for form in around.forms:
        for one in begun(around, form).every:
            if one.field.field_class == "B":
                assert one.suggestion is None, one.path


def test_the_program_sets_its_receipts_as_answers_come(around: Surroundings) -> None:
    """The plan's monthly minutes follow what they are made of, and are not asked for once they are known."""
    made = casework.refreshed(begun(around, "genomforandeplan"), around)
    path = "genomforandeplan.direkt_tid_min_per_manad"
    assert made.question(path).state is State.EMPTY
    for name, value in (("samtal.minuter", "45"), ("samtal.per_manad", "4"), ("test.per_manad", "2")):
        made = made.set(f"genomforandeplan.{name}", value)
    made = made.set("genomforandeplan.test.minuter", "10").set(
        "genomforandeplan.natverksmote.minuter_per_manad", "30"
    )
    made = casework.refreshed(made, around)
    assert at(made.data, path) == "230"
    assert path not in [one.path for one in made.every]
    longer = casework.refreshed(made.set("genomforandeplan.test.minuter", "15"), around)
    assert at(longer.data, path) == "240"


def test_a_later_answer_moves_what_depends_on_it(around: Surroundings) -> None:
    """What nobody has confirmed is offered anew from the answers as they are."""
    made = begun(around, "krisplan").set("krisplan.kontakter", "")
    made = casework.refreshed(made, around)
    one = made.question("krisplan.kontakter")
    assert one.suggestion is not None
    assert made.confirm("krisplan.kontakter").question("krisplan.kontakter[0].namn").shown == "Gun Backlund"


def test_what_was_left_empty_about_the_person_is_not_asked_again(around: Surroundings) -> None:
    """No need of an interpreter in January means that nobody has to say so in March."""
    made = begun(around, "krisplan")
    assert made.question("klient.tolk").state is State.PASSED
    first = Surroundings(case=Case(documents=()), unit=around.unit, forms=around.forms, today=DAY)
    assert begun(first, "ansokan").question("klient.tolk").state is State.EMPTY


def test_going_on_finds_the_suggestions_again(around: Surroundings) -> None:
    """A draft that is read back shows the same as before."""
    made = casework.refreshed(begun(around, "genomforandeplan"), around)
    again = casework.resume(made.form, made.text(), around, document="99-nytt")
    assert again.data == made.data
    assert [one.suggestion for one in again.every] == [one.suggestion for one in made.every]
    assert [one.state for one in again.every] == [one.state for one in made.every]


def test_a_quotation_follows_its_row() -> None:
    """Goals that change places keep what was said about them, also after the file was read again."""
    whole = Surroundings.of(casework.read_cases([SAMPLE], today=date(2026, 9, 9))[0], date(2026, 9, 1))
    made = begun(whole, "genomforandeplan")
    told = {
        one.path: one.suggestion.quotations
        for one in made.every
        if one.path.endswith(".egna_ord") and "mal[" in one.path and one.suggestion
    }
    assert told
    first = min(told)
    place = int(first.split("[")[1].split("]")[0])
    moved = made.move(f"genomforandeplan.mal[{place}]", 3 if place < 3 else 0)
    path = f"genomforandeplan.mal[{3 if place < 3 else 0}].egna_ord"
    for again in (moved, casework.resume(made.form, moved.text(), whole, document="99-nytt")):
        suggestion = again.question(path).suggestion
        assert suggestion is not None
        assert suggestion.quotations == told[first]


def test_judged_says_what_check_says(case_a: Path) -> None:
    """The review has the problems of fields and rules that ``halvvag check`` shows for the file."""
    day = date(2026, 11, 22)
    path = case_a / "09-krisplan.yaml"
    text = path.read_text("utf-8").replace("22:00", "23:30").replace("status: faststalld", "status: utkast")
    path.write_text(text, "utf-8")
    checked = casework.read_cases([case_a], today=day)[0]
    (source,) = [one for one in checked.asked if one.document == "09-krisplan"]
    around = Surroundings.of(checked, day)
    made = casework.resume(around.forms["krisplan"], text, around, document="09-krisplan")
    found = casework.judged(made, around)
    assert found
    assert {(one.path, one.rule, one.message) for one in found} == {
        (one.path, one.rule, one.message) for one in source.problems
    }
    lines = [line for line in made.review(found).lines if line.problems]
    assert "krisplan.jour.till" in [line.question.path for line in lines]
