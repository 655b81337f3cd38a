"""``halvvag ask`` about a case of the register."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import Halvvag
from registers import ANNA, PASSPHRASE, new_register, url_of

from halvvag_docs import answers
from halvvag_docs.casework import moving
from halvvag_docs.questions.tree import at
from halvvag_docs.register import Entry, Register, open_register

CASE = "HV-2026-014"
DAY = ("--today", "2026-06-15")


@pytest.fixture
def folder(tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose register holds the Finnish sample case; its passphrase is in a file."""
    with new_register(tmp_path / "r") as register:
        moving.take_in(register, samples / "A-fi-halvvagshem", actor=ANNA)
    secret = tmp_path / "fras"
    secret.write_text(PASSPHRASE, "utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("HALVVAG_REGISTER", url_of(tmp_path / "r"))
    monkeypatch.setenv("HALVVAG_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("HALVVAG_USER", "carola")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "r"


def _newest(register: Register, form: str) -> Entry:
    return [one for one in register.entries(CASE) if one.form == form][-1]


def test_each_answer_is_saved_and_the_interview_goes_on(halvvag: Halvvag, folder: Path) -> None:
    """A new draft of the register holds what was answered; the same command goes on with it."""
    options = ("ask", "uppfoljning", "--case", CASE, "--new", *DAY)
    result = halvvag(*options, input="\n\n")
    assert result.exit_code == 0, result.stderr
    assert f"Nytt utkast: {CASE}/12-uppfoljning\n" in result.stdout
    with open_register(url_of(folder), PASSPHRASE) as register:
        first = _newest(register, "uppfoljning")
    assert (first.is_draft, first.saved_by) == (True, "carola")
    again = halvvag("ask", "uppfoljning", "--case", CASE, *DAY, input="\n\n")
    assert f"Fortsätter med {CASE}/12-uppfoljning\n" in again.stdout
    with open_register(url_of(folder), PASSPHRASE) as register:
        second = _newest(register, "uppfoljning")
        acts = register.acts(CASE)
        assert register.verify_log().is_intact
    assert second.document_id == first.document_id
    assert second.revision > first.revision
    assert any(act.fields for act in acts)


def test_the_next_version_begins_in_the_register(halvvag: Halvvag, folder: Path) -> None:
    """The settled version stays, the draft has its answers and the next number."""
    refused = halvvag("ask", "krisplan", "--case", CASE, *DAY, input="")
    assert refused.exit_code == 6
    assert halvvag("ask", "krisplan", "--case", CASE, "--next", *DAY, input="").exit_code == 0
    with open_register(url_of(folder), PASSPHRASE) as register:
        draft = _newest(register, "krisplan")
        settled = register.entry(draft.document_id, 1)
    assert (draft.version, draft.status, settled.status) == (2, "utkast", "faststalld")
    old, new = (answers.parse(one.text, document="x").data for one in (settled, draft))
    assert at(new, "krisplan.triggers") == at(old, "krisplan.triggers")
    assert "underskrifter" not in new


def test_somebody_elses_answer_in_the_register_stands(
    halvvag: Halvvag, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later save is set aside, and said to be."""
    import builtins
    from dataclasses import replace

    def changing(_prompt: str) -> str:
        with open_register(url_of(folder), PASSPHRASE) as register:
            entry = _newest(register, "krisplan")
            register.save(replace(entry, text=entry.text + "# Anna\n"), expected=entry.revision, actor=ANNA)
        return ""

    monkeypatch.setattr(builtins, "input", changing)
    result = halvvag("ask", "krisplan", "--case", CASE, "--new", *DAY)
    assert result.exit_code == 6
    assert "någon annan har ändrat dokumentet" in result.stderr
    with open_register(url_of(folder), PASSPHRASE) as register:
        assert _newest(register, "krisplan").text.endswith("# Anna\n")
        assert len(register.sidelined(CASE)) == 1
