"""``halvvag batch`` over the register: who is due gets a draft there and files outside, once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batchcases import SECRETS, TODAY, change, make_case, remove
from commandline import Halvvag
from pypdf import PdfReader
from registers import ANNA, PASSPHRASE, new_register, url_of

from halvvag_docs import yamltext
from halvvag_docs.batch.journal import Journal
from halvvag_docs.casework import moving
from halvvag_docs.register import Action, Register, open_register

DAY = ("--today", TODAY)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a register with four cases, two of which get a follow-up."""
    cases = tmp_path / "arenden"
    make_case(cases, 101)
    make_case(cases, 102, sample="B-se-boendestod")
    remove(make_case(cases, 103), "08")
    change(make_case(cases, 104), "08", "skyddade_uppgifter: false", "skyddade_uppgifter: true")
    with new_register(tmp_path / "r") as register:
        for folder in sorted(cases.iterdir()):
            moving.take_in(register, folder, actor=ANNA)
    secret = tmp_path / "hemlig"
    secret.touch(0o600)
    secret.write_text(PASSPHRASE, "utf-8")
    monkeypatch.setenv("HALVVAG_REGISTER", url_of(tmp_path / "r"))
    monkeypatch.setenv("HALVVAG_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("HALVVAG_USER", "carola")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "r"


def _opened(place: Path) -> Register:
    return open_register(url_of(place), PASSPHRASE)


def test_the_whole_register_gets_its_drafts(halvvag: Halvvag, place: Path, tmp_path: Path) -> None:
    """Drafts in the register, files outside, reasons on the screen, and every act in the log."""
    result = halvvag("batch", "uppfoljning", "-o", "ut", *DAY)
    assert result.exit_code == 0, result.stderr
    stems = [f"{case_id}_uppfoljning_{TODAY}_v1_utkast" for case_id in ("BS-2026-102", "HV-2026-101")]
    assert result.stdout.splitlines() == [f"ut/{stem}.{kind}" for stem in stems for kind in ("docx", "pdf")]
    assert "HV-2026-103    genomförandeplan saknas." in result.stderr
    assert "HV-2026-104    skyddade personuppgifter: dokumentet görs för hand." in result.stderr
    assert not list((tmp_path / "ut").rglob("*.yaml"))
    with _opened(place) as register:
        (draft,) = [one for one in register.entries("HV-2026-101") if one.form == "uppfoljning"]
        assert (draft.name, draft.is_draft, draft.saved_by) == ("10-uppfoljning", True, "carola")
        data: Any = yamltext.read(draft.text, lambda *_: pytest.fail("no YAML"))[0]
        assert data["uppfoljning"]["batch_id"] == "2026-05"
        assert data["dokument"]["id"] == draft.document_id
        acts = [(one.action, one.reason_code) for one in register.acts("HV-2026-101")][-3:]
        assert acts == [(Action.CREATED, ""), *[(Action.EXPORTED, "batch:2026-05")] * 2]
        assert register.verify_log().is_intact
        assert not [one for one in register.entries("HV-2026-103") if one.form == "uppfoljning"]
    told = result.output + (tmp_path / "ut" / "batch.jsonl").read_text("utf-8")
    assert not any(secret in told for secret in SECRETS)


@pytest.mark.usefixtures("place")
def test_a_case_without_documents_gets_nothing(halvvag: Halvvag) -> None:
    """A case that somebody has just created is no fault."""
    assert halvvag("case", "new", "HV-2026-105").exit_code == 0
    result = halvvag("batch", "uppfoljning", "HV-2026-105", "-o", "ut", *DAY)
    assert (result.exit_code, "HV-2026-105    ärendet har inga dokument än." in result.stderr) == (0, True)


@pytest.mark.usefixtures("place")
def test_the_same_as_of_folders(halvvag: Halvvag, tmp_path: Path) -> None:
    """Where a case lies makes no difference to its form, but for the document's id."""
    halvvag("batch", "uppfoljning", "HV-2026-101", "-o", "ut", "--format", "pdf", *DAY)
    halvvag("batch", "uppfoljning", tmp_path / "arenden" / "HV-2026-101", "-o", "mapp", "--format", "pdf", *DAY)
    (one,), (other,) = (tmp_path / "ut").glob("*.pdf"), (tmp_path / "mapp").glob("*.pdf")
    assert one.name == other.name
    fields, others = PdfReader(one).get_form_text_fields(), PdfReader(other).get_form_text_fields()
    assert {name for name in fields if fields[name] != others[name]} <= {"id"}


def test_a_second_run_makes_nothing_and_a_filled_draft_is_kept(halvvag: Halvvag, place: Path) -> None:
    """Also when somebody has begun to answer meanwhile."""
    halvvag("batch", "uppfoljning", "HV-2026-101", "-o", "ut", *DAY)
    with _opened(place) as register:
        draft = next(one for one in register.entries("HV-2026-101") if one.form == "uppfoljning")
        filled = replace(draft, text=draft.text.replace('hur_gar_det: ""', 'hur_gar_det: "Bra."'))
        register.save(filled, expected=draft.revision, actor=ANNA)
    again = halvvag("batch", "uppfoljning", "-o", "ut", *DAY, "--merge", "alla.pdf")
    assert "fanns redan: 1" in again.stderr
    assert [line for line in again.stdout.splitlines() if "HV-2026-101" in line] == []
    with _opened(place) as register:
        (kept,) = [one for one in register.entries("HV-2026-101") if one.form == "uppfoljning"]
        assert 'hur_gar_det: "Bra."' in kept.text
    assert len(PdfReader("alla.pdf").outline) == 2


def test_killed_between_the_draft_and_the_journal_it_is_done_next_time(
    halvvag: Halvvag, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case whose draft was saved, but not noted, is made again word for word; then the journal knows."""
    noted = Journal.done
    with monkeypatch.context() as killing:
        killing.setattr(Journal, "done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert halvvag("batch", "uppfoljning", "-o", "ut", *DAY).exit_code == 130
    assert Journal.done is noted
    with _opened(place) as register:
        (before,) = [one for one in register.entries("BS-2026-102") if one.form == "uppfoljning"]
    assert halvvag("batch", "uppfoljning", "-o", "ut", *DAY).exit_code == 0
    journal = (tmp_path / "ut" / "batch.jsonl").read_text("utf-8")
    assert journal.count('"state": "done"') == 2
    assert halvvag("batch", "uppfoljning", "-o", "ut", *DAY).stdout == ""
    with _opened(place) as register:
        (after,) = [one for one in register.entries("BS-2026-102") if one.form == "uppfoljning"]
    assert after == before


def test_due_by_and_lists(halvvag: Halvvag, place: Path, tmp_path: Path) -> None:
    """As for folders."""
    lists = ("--calendar", "f.ics", "--overview", "o.xlsx")
    nobody = halvvag(
        "batch", "uppfoljning", "-o", "ut", "--due-by", "2026-04-01", *lists, *DAY, "--format", "docx"
    )
    assert (nobody.exit_code, nobody.stdout) == (0, "")
    assert nobody.stderr.count("ingen uppföljning är på tur") == 2
    assert (tmp_path / "o.xlsx").is_file()
    dry = halvvag("batch", "uppfoljning", "-o", "ut", "--due-by", "2026-12-31", "--dry-run", *DAY)
    assert dry.stdout.count("skrivs") == 4
    with _opened(place) as register:
        assert not [one for one in register.entries("HV-2026-101") if one.form == "uppfoljning"]


def test_meeting_pack_of_a_registered_case(halvvag: Halvvag, place: Path, tmp_path: Path) -> None:
    """The minutes are kept in the register, the pages outside."""
    result = halvvag("batch", "--meeting", "HV-2026-101", "-o", "ut", "--format", "docx", *DAY)
    assert result.exit_code == 0, result.stderr
    assert len(list((tmp_path / "ut").glob("*kallelse*.docx"))) == 4
    with _opened(place) as register:
        assert "10-natverksmote" in {one.name for one in register.entries("HV-2026-101")}


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("HV-2026-999",), 6, "HV-2026-999: ärendet finns inte i registret."),
        (("HV-2026-101", "arenden"), 2, "Ange antingen mappar eller ärenden ur registret, inte båda."),
        (("HV-2026-101", "--into-case"), 2, "i registret sparas utkasten i ärendet ändå."),
    ],
)
def test_usage_that_makes_no_sense(halvvag: Halvvag, args: tuple[str, ...], code: int, message: str) -> None:
    """Is refused before anything is made."""
    result = halvvag("batch", "uppfoljning", *args, "-o", "ut", *DAY)
    assert (result.exit_code, message in result.stderr) == (code, True)


def test_killed_and_resumed_every_case_has_one_draft(place: Path, tmp_path: Path) -> None:
    """Between any two steps: the files of a case, its draft, the journal, the log."""
    for number in range(200, 206):
        make_case(tmp_path / "fler", number)
    with _opened(place) as register:
        for folder in sorted((tmp_path / "fler").iterdir()):
            moving.take_in(register, folder, actor=ANNA)
    command = [sys.executable, "-m", "halvvag_docs", "batch", "uppfoljning", "-o", "ut", "--format", "docx", *DAY]
    for wanted in (2, 5):
        process = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while (
            len(list(Path("ut").glob("*.docx"))) < wanted
            and process.poll() is None
            and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        process.kill()
        process.wait()
    last = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert last.returncode == 0, last.stderr
    made = sorted(path.name[:11] for path in Path("ut").glob("*.docx"))
    assert len(made) == len(set(made)) == 8
    with _opened(place) as register:
        for case_id in made:
            drafts = [one for one in register.entries(case_id) if one.form == "uppfoljning"]
            assert len(drafts) == 1
        assert register.verify_log().is_intact


def test_lost_files_are_made_again_of_an_untouched_draft(halvvag: Halvvag, place: Path, tmp_path: Path) -> None:
    """Somebody has deleted them; a draft that has been written in since is somebody's work, and is left alone."""
    command = ("batch", "uppfoljning", "HV-2026-101", "-o", "ut", "--format", "pdf", *DAY)
    halvvag(*command)
    (made,) = (tmp_path / "ut").glob("*.pdf")
    before = made.read_bytes()
    made.unlink()
    assert halvvag(*command).exit_code == 0
    assert made.read_bytes() == before
    made.unlink()
    with _opened(place) as register:
        (draft,) = [one for one in register.entries("HV-2026-101") if one.form == "uppfoljning"]
        register.save(replace(draft, text=f"{draft.text}# egna ord\n"), expected=draft.revision, actor=ANNA)
    result = halvvag(*command)
    assert (result.exit_code, made.exists()) == (9, False)
    assert "HV-2026-101: utkastet 10-uppfoljning är ändrat." in result.stderr
    with _opened(place) as register:
        (draft,) = [one for one in register.entries("HV-2026-101") if one.form == "uppfoljning"]
        assert "# egna ord" in draft.text
        assert not register.sidelined("HV-2026-101")
