"""Commands that take a case of the register where they take a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import Halvvag
from registers import ANNA, PASSPHRASE, new_register, url_of

from halvvag_docs.casework import moving
from halvvag_docs.register import Action, open_register

CASE = "HV-2026-014"
DAY = ("--today", "2026-06-15")


@pytest.fixture
def folder(tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose register holds the Finnish sample case; the commands find it, but no keyring."""
    with new_register(tmp_path / "r") as register:
        moving.take_in(register, samples / "A-fi-halvvagshem", actor=ANNA)
    monkeypatch.setenv("HALVVAG_REGISTER", url_of(tmp_path / "r"))
    monkeypatch.setenv("HALVVAG_USER", "carola")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "r"


def test_check_takes_a_case_id(halvvag: Halvvag, folder: Path, samples: Path) -> None:
    """The same problems as of the folder; the passphrase is asked for once and not shown; reading is logged."""
    of_folder = halvvag("check", samples / "A-fi-halvvagshem", "--json", *DAY)
    result = halvvag("check", CASE, "--json", *DAY, input=PASSPHRASE + "\n")
    assert json.loads(result.stdout) == json.loads(of_folder.stdout)
    assert result.exit_code == of_folder.exit_code
    assert PASSPHRASE not in result.output
    with open_register(url_of(folder), PASSPHRASE) as register:
        last = register.acts(CASE)[-1]
    assert (last.action, last.user) == (Action.READ, "carola")


def test_render_takes_one_document(halvvag: Halvvag, folder: Path, tmp_path: Path) -> None:
    """``ÄRENDE/DOKUMENT`` is one document of the case."""
    out = tmp_path / "ut"
    result = halvvag("render", f"{CASE}/09-krisplan", "-o", out, "--format", "pdf", *DAY, input=PASSPHRASE + "\n")
    assert result.exit_code == 0
    (path,) = out.iterdir()
    assert path.name.startswith(f"{CASE}_krisplan_")
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_new_keeps_its_draft_in_the_register(halvvag: Halvvag) -> None:
    """The draft gets the next number of the case and is there for the next command."""
    result = halvvag("new", "uppfoljning", "--case", CASE, *DAY, input=PASSPHRASE + "\n")
    assert result.stdout == f"{CASE}/12-uppfoljning\n"
    shown = halvvag("case", "show", CASE, "--json", *DAY, input=PASSPHRASE + "\n")
    assert "12-uppfoljning" in {one["document"] for one in json.loads(shown.stdout)["documents"]}


def test_a_wrong_passphrase_is_said_to_be_wrong(halvvag: Halvvag, folder: Path) -> None:
    """In Swedish, with exit code 6, and without showing what was typed."""
    result = halvvag("check", CASE, input="fel lösenfras\n")
    assert result.exit_code == 6
    assert (
        result.stderr.splitlines()[-1] == f"Fel: {folder / 'register.db'}: lösenfrasen stämmer inte. Försök igen."
    )
    assert "fel lösenfras" not in result.output


@pytest.mark.usefixtures("folder")
def test_programs_give_the_passphrase_in_a_file(
    halvvag: Halvvag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked then; a file that others can read is refused."""
    secret = tmp_path / "hemlig"
    secret.touch(0o600)
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    monkeypatch.setenv("HALVVAG_PASSPHRASE_FILE", str(secret))
    assert halvvag("check", CASE, *DAY).exit_code in (0, 4)
    secret.chmod(0o644)
    assert "får läsas av andra" in halvvag("check", CASE, *DAY).stderr


@pytest.mark.usefixtures("folder")
def test_what_is_not_there_is_said(halvvag: Halvvag, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A case, a document, a folder, a whole register."""
    entered = PASSPHRASE + "\n"
    assert "HV-9999: ärendet finns inte i registret" in halvvag("check", "HV-9999", input=entered).stderr
    assert "12-x finns inte" in halvvag("check", f"{CASE}/12-x.yaml", input=entered).stderr
    assert "mappen finns inte" in halvvag("case", "show", "nej").stderr
    monkeypatch.setenv("HALVVAG_REGISTER", url_of(tmp_path / "annan"))
    assert "här finns inget register" in halvvag("check", CASE).stderr
