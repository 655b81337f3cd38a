"""When a case may be purged, and whom the law spares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from halvvag_docs.casework import CheckedCase, read_cases, retention
from halvvag_docs.casework.retention import Ruling, Told, certificate, read_terms
from halvvag_docs.errors import FormError
from halvvag_docs.register import Act, Action

TERMS = read_terms()
LATE = date(2040, 1, 1)


def _case(folder: Path) -> CheckedCase:
    (case,) = read_cases([folder], today=LATE)
    return case


def _rule(folder: Path, day: date, *told: object, handed_over: bool = False) -> Ruling:
    municipality, birth_day = told or ("Umeå", 14)
    answer = Told(municipality=str(municipality), birth_day=int(str(birth_day)), handed_over=handed_over)
    return retention.rule(_case(folder), answer, day, TERMS)


@pytest.fixture
def finnish(samples: Path) -> Path:
    """Return the folder of a case that ended on 2026-09-08."""
    return samples / "A-fi-halvvagshem"


@pytest.fixture
def swedish(tmp_path: Path, samples: Path) -> Path:
    """Return a Swedish case of somebody born on the 14th in no spared municipality; last note 2026-08-03."""
    folder = tmp_path / "B"
    folder.mkdir()
    for path in (samples / "B-se-boendestod").glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_ten_years_after_the_matter_was_closed(finnish: Path) -> None:
    """In Finland the day counts on which the time ended: not that very day ten years later, but the next."""
    assert _rule(finnish, date(2036, 9, 8)).hindrance == "det får gallras tidigast 2036-09-09."
    assert _rule(finnish, date(2036, 9, 9)) == Ruling(reason_code="tid")
    assert _rule(finnish, date(2026, 8, 1)).hindrance == "ärendet är inte avslutat."


def test_originals_that_were_handed_over(finnish: Path, swedish: Path) -> None:
    """In Finland the välfärdsområde is the controller and keeps them; in Sweden the years are waited for."""
    assert _rule(finnish, date(2026, 11, 22), handed_over=True) == Ruling(reason_code="overlamnat")
    assert not _rule(swedish, date(2026, 11, 22), handed_over=True).may


def test_five_years_after_the_last_note(swedish: Path) -> None:
    """In Sweden every later note moves the day."""
    notes = [one.settled_date or one.date for one in _case(swedish).case.documents]
    last = max(day for day in notes if day)
    first = last.replace(year=last.year + 5)
    assert not _rule(swedish, first).may
    assert _rule(swedish, first.replace(day=first.day + 1)) == Ruling(reason_code="tid")


@pytest.mark.parametrize("day", [5, 15, 25])
def test_born_on_a_spared_day(swedish: Path, day: int) -> None:
    """For research; whatever year it is."""
    assert "gallras aldrig" in _rule(swedish, LATE, "Umeå", day).hindrance
    assert _rule(swedish, LATE, "Umeå", day + 1).may


@pytest.mark.parametrize(
    "name", ["Göteborg", "göteborgs stad", "Norrköpings kommun", "Gotland", "Ånge", "SUNDSVALL"]
)
def test_spared_municipalities(swedish: Path, name: str) -> None:
    """In every common way to write them."""
    assert "gallras aldrig" in _rule(swedish, LATE, name, 14).hindrance
    assert _rule(swedish, LATE, "Mora", 14).may


def test_the_documents_are_asked_too(swedish: Path) -> None:
    """A wrong answer at the keyboard does not purge whom the documents show to be spared."""
    plan = swedish / "04-genomforandeplan.yaml"
    text = plan.read_text("utf-8")
    hemkommun = next(line for line in text.splitlines() if line.strip().startswith("hemkommun:"))
    plan.write_text(text.replace(hemkommun, "  hemkommun: Motala"), "utf-8")
    assert "gallras aldrig" in _rule(swedish, LATE, "Umeå", 14).hindrance


def test_finland_spares_nobody_by_day_or_place(finnish: Path) -> None:
    """The Swedish lists are of Swedish law."""
    assert _rule(finnish, LATE, "Göteborg", 15).may


def test_what_cannot_be_read_is_not_purged(case_a: Path) -> None:
    """Nobody knows what it says."""
    (case_a / "04-utredning.yaml").write_text("dokument: [", "utf-8")
    assert "04-utredning går inte att läsa" in _rule(case_a, LATE).hindrance


def test_an_empty_case_may_go(finnish: Path) -> None:
    """It holds nothing to keep."""
    case = _case(finnish)
    empty = replace(case, asked=(), others=(), case=replace(case.case, documents=()))
    assert retention.rule(empty, Told(municipality="", birth_day=1), LATE, TERMS).may


@pytest.mark.parametrize(
    "text", ["systems: []\n", "systems: {fi: {years: 10}}\n", "systems: {fi: {years: 10, from: birth}}\n"]
)
def test_wrong_terms_are_a_fault_of_the_form(tmp_path: Path, text: str) -> None:
    """A unit's own terms are checked as its forms are."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "_retention.yaml").write_text(text, "utf-8")
    with pytest.raises(FormError, match=r"_retention\.yaml"):
        read_terms(tmp_path)


def test_the_certificate_holds_ids_and_hashes() -> None:
    """A line for each version and file, and where the log tells of it."""
    case = Act(action=Action.PURGED, user="carola", case_id="HV-1", reason_code="tid", number=7)
    version = replace(case, document_id="d-1", version=2, sha256="ab" * 32, number=8)
    file = replace(case, sha256="cd" * 32, number=9, hash="ef" * 32)
    text = certificate((case, version, file))
    assert "Logg: rad 7–9, " + "ef" * 32 in text
    assert "ab" * 32 + "  dokument d-1 version 2\n" in text
    assert "cd" * 32 + "  fil\n" in text
