"""A case: which documents are in use, in which order, and how one is found; and the unit's settings."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from halvvag_docs import validation
from halvvag_docs.answers import Answers, freeze, parse
from halvvag_docs.cases import Case
from halvvag_docs.errors import AnswersError
from halvvag_docs.forms import builtin_root
from halvvag_docs.units import Limits


def document(stem: str, form: str, day: int, *, status: str = "faststalld", **blocks: object) -> Answers:
    """Return the answers of a document drawn up on a day of May."""
    head = {"status": status, "datum": date(2026, 5, day), "id": stem, "version": 1}
    return Answers(freeze({"dokument": head, **blocks}), document=stem, form=form)


def test_documents_come_in_the_order_in_which_they_were_made() -> None:
    """By date, then by file name; replaced and cancelled ones are out of use."""
    case = Case(
        documents=(
            document("03", "uppfoljning", 9),
            document("02", "uppfoljning", 3),
            document("01", "uppfoljning", 9),
            document("00", "uppfoljning", 20, status="ersatt"),
            document("09", "uppfoljning", 21, status="makulerad"),
            document("05", "uppdrag", 1),
        )
    )
    assert [one.document for one in case.of("uppfoljning")] == ["02", "01", "03"]
    assert case.latest("uppfoljning") is case.documents[0]
    assert case.latest("sip") is None


def test_documents_are_found_by_id_and_consents_by_number() -> None:
    """The newest version answers for an id; the newest consent for its number."""
    old, new = (
        document("a", "samtycke", 1, samtycke={"id": "S1"}),
        document("b", "samtycke", 2, samtycke={"id": "S1"}),
    )
    case = Case(documents=(new, old))
    assert case.consent("S1") is new
    assert case.consent("S2") is None
    assert case.by_id("a") is old
    assert case.by_id("x") is None


def test_an_empty_document_is_a_draft() -> None:
    """Whatever is missing, a document can be asked for its head."""
    answers = Answers(freeze({}), document="d", form="krisplan")
    assert answers.is_draft
    assert (answers.id, answers.version, answers.case_id, answers.system, answers.date) == ("d", 1, "", "fi", None)


@pytest.mark.parametrize("case", ["A-fi-halvvagshem", "B-se-boendestod"])
def test_the_sample_units_are_read(case: str) -> None:
    """Hours are times, limits numbers, and what a unit leaves out has the default."""
    path = builtin_root() / "samples" / case / "verksamhet.yaml"
    unit = validation.read_unit(parse(path.read_text(encoding="utf-8"), document="verksamhet"))
    assert unit.namn
    assert unit.personal_tid is not None
    assert unit.personal_tid.fran == time(8)
    assert unit.granser.plan_klar_senast_dagar == Limits().plan_klar_senast_dagar
    assert unit.stodlinjer[0].kontrollerad == date(2026, 11, 22)
    if case.startswith("A"):
        assert unit.jour is not None
        assert unit.jour.till == time(22)
    else:
        assert unit.jour is None


def test_a_wrong_unit_names_the_field() -> None:
    """The settings are checked like answers."""
    text = "verksamhet: {namn: Huset, granser: {samtal_min: många}, adres: x}\n"
    with pytest.raises(AnswersError) as caught:
        validation.read_unit(parse(text, document=Path("verksamhet.yaml").stem))
    assert {problem.path for problem in caught.value.problems} >= {
        "verksamhet.granser.samtal_min",
        "verksamhet.adres",
    }
