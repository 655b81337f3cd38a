"""A case of the register is judged as its folder is; documents are settled and revised; lists are summed up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from registers import ANNA, BERTIL, new_register

from halvvag_docs.casework import CheckedCase, moving, read_cases, registered
from halvvag_docs.casework.registered import Judging
from halvvag_docs.errors import AnswersError, FileError
from halvvag_docs.register import Action, ConflictError, Entry, Register

TODAY = date(2026, 6, 15)
JUDGING = Judging(today=TODAY)
CASES = {"A-fi-halvvagshem": "HV-2026-014", "B-se-boendestod": "BS-2026-031"}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Return an empty register."""
    with new_register(tmp_path / "r") as opened:
        yield opened


@pytest.fixture
def filled(register: Register, samples: Path) -> Register:
    """Return a register with the Finnish sample case."""
    moving.take_in(register, samples / "A-fi-halvvagshem", actor=ANNA)
    return register


def _named(register: Register, name: str) -> Entry:
    return next(one for one in register.entries("HV-2026-014") if one.name == name)


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _plain(case: CheckedCase) -> object:
    found = [(one.document, one.problems, one.acknowledged, dict(one.answers or {})) for one in case.asked]
    return found, case.unit


@pytest.mark.parametrize("folder", CASES)
def test_round_trip_is_exact(register: Register, samples: Path, tmp_path: Path, folder: str) -> None:
    """A folder taken in and given out again has the same files, byte for byte."""
    package = moving.take_in(register, samples / folder, actor=ANNA)
    written = moving.give_out(register, package.case_id, tmp_path / "ut", actor=ANNA)
    assert _files(tmp_path / "ut") == _files(samples / folder)
    assert len(written) == 12
    assert register.verify_log().is_intact


def test_odd_files_come_back_too(register: Register, tmp_path: Path) -> None:
    """Windows line ends, a byte order mark, YAML that is none, pictures, folders, text in another code."""
    folder = tmp_path / "HV-7"
    odd = {
        "01-a.yaml": b"\xef\xbb\xbfdokument:\r\n  typ: krisplan\r\n",
        "02-b.yml": b"dokument: [\n",
        "03-c.yaml": b"\xff\xfe\x00",
        "bilagor/bild.png": bytes(range(256)),
        "bilagor/04-d.yaml": b"dokument:\n  id: x\n",
        ".dold": b"",
    }
    for name, content in odd.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    moving.take_in(register, folder, actor=ANNA)
    assert [(one.name, one.form) for one in register.entries("HV-7")] == [("01-a", "krisplan"), ("02-b", "")]
    out = tmp_path / "ut"
    moving.give_out(register, "HV-7", out, actor=ANNA)
    assert {
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()
    } == odd


def test_older_versions_travel_along(filled: Register, tmp_path: Path) -> None:
    """A settled version and the draft after it come back as two versions, and go out the same way again."""
    plan = _named(filled, "08-genomforandeplan")
    registered.revise(filled, plan.document_id, today=TODAY, actor=ANNA)
    moving.give_out(filled, "HV-2026-014", tmp_path / "HV", actor=ANNA)
    assert (tmp_path / "HV" / "versioner" / "08-genomforandeplan.v1.yaml").read_text("utf-8") == plan.text
    with new_register(tmp_path / "annat") as other:
        moving.take_in(other, tmp_path / "HV", actor=ANNA)
        found = other.versions(plan.document_id)
        assert [(one.version, one.status) for one in found] == [(1, "faststalld"), (2, "utkast")]
        moving.give_out(other, "HV-2026-014", tmp_path / "igen", actor=ANNA)
    first, second = (
        {p.relative_to(r): p.read_bytes() for p in r.rglob("*.yaml")} for r in (tmp_path / "HV", tmp_path / "igen")
    )
    assert first == second


def test_what_cannot_be_one_case_is_refused(filled: Register, case_a: Path, tmp_path: Path) -> None:
    """Two cases in a folder, the same document twice, a case that is there, a link; nothing is taken in."""
    with pytest.raises(FileError, match="finns redan i registret"):
        moving.take_in(filled, case_a, actor=ANNA)
    plan = case_a / "08-genomforandeplan.yaml"
    twin = case_a / "12-genomforandeplan.yaml"
    twin.write_bytes(plan.read_bytes())
    with pytest.raises(FileError, match="08-genomforandeplan och 12-genomforandeplan har samma dokument-id"):
        moving.take_in(filled, case_a, actor=ANNA)
    twin.unlink()
    plan.write_text(plan.read_text("utf-8").replace("HV-2026-014", "HV-2026-015"), "utf-8")
    with pytest.raises(FileError, match="olika ärenden"):
        moving.take_in(filled, case_a, actor=ANNA)
    plan.write_text(plan.read_text("utf-8").replace("HV-2026-015", "Linnea Backlund"), "utf-8")
    with pytest.raises(FileError, match=r"olika ärenden \(HV-2026-014\)\.$"):
        moving.take_in(filled, case_a, actor=ANNA)
    empty = tmp_path / "en mapp"
    empty.mkdir()
    with pytest.raises(FileError, match="--case-id"):
        moving.take_in(filled, empty, actor=ANNA)
    if os.name != "nt":  # where it takes special rights to make one
        (empty / "länk").symlink_to(plan)
        with pytest.raises(FileError, match="är en länk"):
            moving.take_in(filled, empty, actor=ANNA, case_id="HV-8")
    assert filled.cases() == ("HV-2026-014",)


@pytest.mark.parametrize("folder", CASES)
def test_the_register_judges_as_the_folder_does(register: Register, samples: Path, folder: str) -> None:
    """The same answers, problems and settings of the unit."""
    case_id = moving.take_in(register, samples / folder, actor=ANNA).case_id
    of_register = registered.read_registered(register, case_id, today=TODAY)
    (of_folder,) = read_cases([samples / folder], today=TODAY)
    assert _plain(of_register) == _plain(of_folder)
    assert of_register.asked[0].path == Path(case_id, of_folder.asked[0].path.name)


def test_one_document_of_a_case(filled: Register) -> None:
    """The others are context; a document that is not there is named, with those that are."""
    checked = registered.read_registered(filled, "HV-2026-014", today=TODAY, asked=["09-krisplan"])
    assert [one.document for one in checked.asked] == ["09-krisplan"]
    assert len(checked.others) == 10
    with pytest.raises(FileError, match=r"09-kris finns inte\. Det här finns: 01-ansokan"):
        registered.read_registered(filled, "HV-2026-014", today=TODAY, asked=["09-kris"])


def test_settings_of_the_unit(register: Register, samples: Path, tmp_path: Path) -> None:
    """Those given, else the case's, else the register's."""
    register.create_case("HV-1", actor=ANNA)
    assert registered.unit_of(register, "HV-1").namn == "Verksamheten"
    text = (samples / "A-fi-halvvagshem" / "verksamhet.yaml").read_text("utf-8")
    register.set_setting("verksamhet", text, actor=ANNA)
    assert registered.unit_of(register, "HV-1").namn == "Halvvägshemmet (exempel)"
    given = tmp_path / "egen.yaml"
    given.write_text(text.replace("(exempel)", "(annat)", 1), "utf-8")
    assert registered.unit_of(register, "HV-1", given).namn == "Halvvägshemmet (annat)"


def _draft_of(register: Register, name: str, change: tuple[str, str] = ("", "")) -> Entry:
    """Begin the next version of a document, with one answer changed."""
    draft = registered.revise(register, _named(register, name).document_id, today=TODAY, actor=ANNA)
    changed = replace(draft, text=draft.text.replace(*change)) if change[0] else draft
    return register.save(changed, expected=draft.revision, actor=ANNA)


def test_revise_and_settle(filled: Register) -> None:
    """The next version begins unsigned as a draft; settled, it replaces the older one, which stays as it was."""
    old = _named(filled, "09-krisplan")
    draft = _draft_of(filled, "09-krisplan")
    assert (draft.version, draft.status, draft.revision) == (2, "utkast", 1)
    assert "underskrifter" not in draft.text
    assert "faststalld_datum" not in draft.text
    with pytest.raises(FileError, match="bara ett fastställt"):
        registered.revise(filled, draft.document_id, today=TODAY, actor=ANNA)
    with pytest.raises(AnswersError) as caught:
        registered.settle(filled, draft.document_id, judging=JUDGING, actor=ANNA)
    reasons = {one.rule: "Det är avtalat så" for one in caught.value.problems}
    assert all(one.document == "09-krisplan" for one in caught.value.problems)
    settled = registered.settle(filled, draft.document_id, judging=JUDGING, actor=BERTIL, reasons=reasons)
    assert (settled.version, settled.status, settled.saved_by) == (2, "faststalld", "bertil")
    assert [(one.version, one.status) for one in filled.versions(old.document_id)] == [
        (1, "ersatt"),
        (2, "faststalld"),
    ]
    assert filled.entry(old.document_id, 1).text == old.text
    checked = registered.read_registered(filled, "HV-2026-014", today=TODAY, asked=["09-krisplan"])
    answers = checked.asked[0].answers
    assert answers is not None
    assert (answers.version, answers.status, answers.settled_date) == (2, "faststalld", TODAY)
    overruled = [act for act in filled.acts("HV-2026-014") if act.action is Action.OVERRULED]
    assert {act.reason_code for act in overruled} == set(reasons)
    assert filled.acts("HV-2026-014")[-1].schema_version == str(checked.forms["krisplan"].version)
    assert filled.verify_log().is_intact
    with pytest.raises(FileError, match="inget utkast"):
        registered.settle(filled, draft.document_id, judging=JUDGING, actor=ANNA)


def test_errors_cannot_be_explained_away(filled: Register) -> None:
    """A missing answer stops the settling whatever reason is given, and the draft is left as it was."""
    draft = _draft_of(filled, "09-krisplan", ("id_nummer: ", "id_nummer_: "))
    with pytest.raises(AnswersError) as caught:
        registered.settle(filled, draft.document_id, judging=JUDGING, actor=ANNA, reasons={"required": "nej"})
    assert "error" in {one.level.value for one in caught.value.problems}
    assert filled.entry(draft.document_id) == draft


def test_settling_what_somebody_else_changed(filled: Register) -> None:
    """The revision that was looked at is the one that is settled."""
    draft = _draft_of(filled, "09-krisplan")
    reasons = dict.fromkeys(("kalla", *(f"R{number:02}" for number in range(1, 49))), "så är det")
    with pytest.raises(ConflictError):
        registered.settle(
            filled, draft.document_id, judging=JUDGING, actor=ANNA, reasons=reasons, expected=draft.revision + 1
        )
    assert filled.entry(draft.document_id).is_draft


def test_a_new_document_draws_on_the_case(filled: Register) -> None:
    """It gets the next number and what the case knows; an empty case gives its id at least."""
    entry, made = registered.add_draft(filled, "HV-2026-014", "uppfoljning", judging=JUDGING, actor=ANNA)
    assert (entry.name, entry.form, entry.revision) == ("12-uppfoljning", "uppfoljning", 1)
    assert "Backlund" in entry.text
    assert made.origins
    filled.create_case("HV-3", actor=ANNA)
    first, _ = registered.add_draft(filled, "HV-3", "ansokan", judging=JUDGING, actor=ANNA)
    assert first.name == "01-ansokan"
    assert 'arende_id: "HV-3"' in first.text


def test_lists_are_summed_up_from_the_case(filled: Register) -> None:
    """Dates and states, made anew after a save, with no word of the person."""
    (before,) = filled.overview()
    assert before.is_stale
    (summary,) = registered.overview(filled, JUDGING)
    assert (summary.start, summary.end) == (date(2026, 3, 9), date(2026, 9, 8))
    assert (summary.documents, summary.drafts, summary.closed) == (11, 0, False)
    (kept,) = filled.overview()
    assert not kept.is_stale
    assert kept == summary
    registered.add_draft(filled, "HV-2026-014", "krisplan", judging=JUDGING, actor=ANNA)
    assert filled.overview()[0].is_stale
    assert registered.overview(filled, JUDGING)[0].drafts == 1


def test_what_is_due(filled: Register) -> None:
    """Days and case ids, the earliest first, as the overview of the case has them."""
    found = registered.due(filled, date(2026, 8, 20), JUDGING)
    assert (date(2026, 6, 23), "HV-2026-014") in found
    assert found == sorted(found)
    assert registered.due(filled, date(2026, 1, 1), JUDGING) == []
