"""Commands that take a case of the register where they take a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from commandline import Halvvag
from registers import ANNA, PASSPHRASE, new_register, url_of

from halvvag_docs.casework import moving
from halvvag_docs.register import Action, ConflictError, open_register

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


def test_a_case_from_beginning_to_end(
    halvvag: Halvvag, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new register, a case, a folder taken in, lists, history, the folder again."""
    monkeypatch.setenv("HALVVAG_REGISTER", url_of(tmp_path / "nytt"))
    monkeypatch.setenv("HALVVAG_USER", "carola")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    once = PASSPHRASE + "\n"
    assert "för kort" in halvvag("case", "new", "HV-1", input="kort\nkort\n").stderr
    assert halvvag("case", "new", "HV-1", input=once + once).stdout == "HV-1\n"
    assert "stora bokstäver" in halvvag("case", "new", "Linnea", input=once).stderr
    for asked in (("new", "HV-19900602-2397"), ("import", samples / "A-fi-halvvagshem", "--case-id", "HV-010190")):
        refused = halvvag("case", *asked, input=once)
        assert (refused.exit_code, "födelsedatum" in refused.stderr, asked[-1] in refused.stderr) == (
            6,
            True,
            False,
        )
    taken = halvvag("case", "import", samples / "A-fi-halvvagshem", input=once)
    assert taken.stdout == f"{CASE}\n"
    assert "11 dokument och 1 annan fil togs in" in taken.stderr
    listed = halvvag("case", "list", *DAY, input=once)
    assert [line.split() for line in listed.stdout.splitlines()[1:]] == [
        ["HV-1", "–", "–", "–", listed.stdout.split()[-1]],
        [CASE, "2026-03-09", "2026-09-08", "2026-06-23", listed.stdout.split()[-1]],
    ]
    assert "Backlund" not in listed.output
    assert halvvag("case", "list", "2026-0", "--json", *DAY, input=once).stdout.count('"case"') == 1
    due = halvvag("case", "due", *DAY, input=once).stdout.splitlines()
    assert due[0].split() == ["2026-06-23", CASE]
    history = halvvag("case", "history", CASE, input=once).stdout
    assert "09-krisplan" in history
    assert "importerad" in history
    assert "fastställd" in history
    out = tmp_path / "ut"
    written = halvvag("case", "export", CASE, "-o", out, input=once).stdout.splitlines()
    assert len(written) == 12
    assert (out / "verksamhet.yaml").read_bytes() == (
        samples / "A-fi-halvvagshem" / "verksamhet.yaml"
    ).read_bytes()
    assert "inte tom" in halvvag("case", "export", CASE, "-o", out, input=once).stderr


def test_names_are_searched_only_when_asked_for(halvvag: Halvvag, folder: Path) -> None:
    """Without --name a name finds nothing; with it the search is in the log, and what was sought is not."""
    once = PASSPHRASE + "\n"
    assert halvvag("case", "list", "Backlund", *DAY, input=once).stdout == ""
    found = halvvag("case", "list", "linnea backlund", "--name", *DAY, input=once).stdout
    assert CASE in found
    assert "Backlund" not in found
    assert halvvag("case", "list", "Peter", "--name", *DAY, input=once).stdout == ""
    with open_register(url_of(folder), PASSPHRASE) as register:
        searches = [act for act in register.acts() if act.reason_code == "namnsokning"]
    assert [act.user for act in searches] == ["carola", "carola"]


@pytest.mark.usefixtures("folder")
def test_settle_and_revise(halvvag: Halvvag) -> None:
    """Warnings stop until there is a reason for each; the exit code is 4; then the version is settled."""
    once = PASSPHRASE + "\n"
    plan = f"{CASE}/08-genomforandeplan"
    assert halvvag("case", "revise", plan, *DAY, input=once).stdout == f"{plan} version 2 är ett utkast.\n"
    refused = halvvag("case", "settle", plan, *DAY, input=once)
    assert refused.exit_code == 4
    lines = refused.stderr.splitlines()
    assert lines[-1].startswith("Inget fastställdes. Rätta, eller skriv varför det är rätt ändå: --reason ")
    rules = [word.split("=")[0] for word in lines[-1].split("--reason ")[1:]]
    assert "R07" in rules
    reasons = [part for rule in rules for part in ("--reason", f"{rule}=Avtalat med beställaren")]
    assert "skriv så här" in halvvag("case", "settle", plan, "--reason", "R07", *DAY, input=once).stderr
    settled = halvvag("case", "settle", plan, *reasons, *DAY, input=once)
    assert settled.stdout == f"{plan} version 2 är fastställd.\n", settled.stderr
    assert "inget utkast" in halvvag("case", "settle", plan, *DAY, input=once).stderr
    assert (
        "dokumentet 12-x finns inte. Det här finns: 01-"
        in halvvag("case", "revise", f"{CASE}/12-x", input=once).stderr
    )


def test_what_was_set_aside_is_shown_and_dropped(halvvag: Halvvag, folder: Path) -> None:
    """The text comes whole, by its number, and goes when told to."""
    once = PASSPHRASE + "\n"
    with open_register(url_of(folder), PASSPHRASE) as register:
        entry = next(one for one in register.entries(CASE) if one.name == "09-krisplan")
        new = replace(entry, version=2, revision=0)
        register.save(replace(new, text="a: deras\n"), expected=None, actor=ANNA)
        with pytest.raises(ConflictError):
            register.save(replace(new, text="a: mitt\n"), expected=None, actor=ANNA)
    assert halvvag("case", "conflicts", CASE, input=once).stdout.split()[:3] == ["1", "09-krisplan", "v2"]
    assert halvvag("case", "conflicts", CASE, "--show", "1", input=once).stdout == "a: mitt\n"
    assert "nummer 7" in halvvag("case", "conflicts", CASE, "--show", "7", input=once).stderr
    halvvag("case", "conflicts", CASE, "--drop", "1", input=once)
    assert "Inga undanlagda" in halvvag("case", "conflicts", CASE, input=once).stderr


def test_backup_and_restore(
    halvvag: Halvvag, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file, encrypted; back in another place with all that was there; nothing is written over."""
    once = PASSPHRASE + "\n"
    copy = tmp_path / "kopia.db"
    assert halvvag("case", "backup", copy, input=once).stdout == f"{copy}\n"
    assert b"Backlund" not in copy.read_bytes()
    assert "finns redan" in halvvag("case", "backup", copy, input=once).stderr
    assert "finns redan ett register" in halvvag("case", "restore", copy, input=once).stderr
    monkeypatch.setenv("HALVVAG_REGISTER", url_of(tmp_path / "annat"))
    assert "stämmer inte" in halvvag("case", "restore", copy, input="fel lösenfras\n").stderr
    assert "återställt" in halvvag("case", "restore", copy, input=once).stderr
    assert CASE in halvvag("case", "list", *DAY, input=once).stdout
    with (
        open_register(url_of(folder), PASSPHRASE) as old,
        open_register(url_of(tmp_path / "annat"), PASSPHRASE) as new,
    ):
        assert new.history(CASE) == old.history(CASE)
        assert new.acts(CASE) == old.acts(CASE)
    assert {path.name for path in tmp_path.iterdir()} >= {"kopia.db", "annat", "r"}
    assert not list(tmp_path.rglob("*.tmp*"))


def test_the_passphrase_is_changed(halvvag: Halvvag, folder: Path) -> None:
    """The old one opens nothing any more, the new one everything."""
    new = "helt andra ord än förut\n"
    assert "är bytt" in halvvag("case", "passphrase", input=PASSPHRASE + "\n" + new + new).stderr
    assert "stämmer inte" in halvvag("case", "verify-log", input=PASSPHRASE + "\n").stderr
    result = halvvag("case", "verify-log", input=new)
    assert result.exit_code == 0
    head = result.stdout.splitlines()[-1]
    assert halvvag("case", "verify-log", "--expect", head, input=new).exit_code == 0
    assert halvvag("case", "verify-log", "--expect", "ab" * 32, input=new).exit_code == 6
    assert folder.exists()


@pytest.mark.usefixtures("folder")
def test_purge_asks_and_leaves_a_certificate(halvvag: Halvvag, tmp_path: Path) -> None:
    """Too early is refused; handed over it goes, after a last question; the certificate names nobody."""
    asked = f"{PASSPHRASE}\nBorgå\n14\n"
    early = halvvag("case", "purge", CASE, "--today", "2026-11-22", input=asked)
    assert (early.exit_code, "tidigast 2036-09-09" in early.stderr) == (6, True)
    arguments = ("case", "purge", CASE, "--handed-over", "-o", tmp_path / "bevis.txt", "--today", "2026-11-22")
    assert halvvag(*arguments, input=asked + "HV-1\n").exit_code == 6
    assert halvvag(*arguments, input=asked + CASE + "\n").exit_code == 0
    text = (tmp_path / "bevis.txt").read_text("utf-8")
    assert "Grund: overlamnat" in text
    assert text.count("version 1") == 11
    assert "Backlund" not in text
    assert halvvag("case", "list", *DAY, input=PASSPHRASE + "\n").stdout == ""
    assert halvvag("case", "verify-log", input=PASSPHRASE + "\n").exit_code == 0


@pytest.mark.usefixtures("folder")
def test_the_unit_is_kept_in_the_register(halvvag: Halvvag, samples: Path, tmp_path: Path) -> None:
    """Wrong settings are refused with what is wrong in them."""
    once = PASSPHRASE + "\n"
    assert (
        "sparade" in halvvag("case", "unit", samples / "A-fi-halvvagshem" / "verksamhet.yaml", input=once).stderr
    )
    wrong = tmp_path / "fel.yaml"
    wrong.write_text("verksamhet: {namnn: x}\n", "utf-8")
    refused = halvvag("case", "unit", wrong, input=once)
    assert (refused.exit_code, f"Fel: {wrong}:1: " in refused.stderr) == (4, True)


@pytest.mark.usefixtures("folder")
def test_who_does_it_is_a_user_and_a_role(halvvag: Halvvag, monkeypatch: pytest.MonkeyPatch) -> None:
    """A role that is no single word is refused before anything is written, a user that nobody knows too."""
    monkeypatch.setenv("HALVVAG_ROLE", "den som kom")
    refused = halvvag("case", "new", "HV-2", input=PASSPHRASE + "\n")
    assert (refused.exit_code, "ett enda ord" in refused.stderr) == (2, True)
    monkeypatch.setenv("HALVVAG_ROLE", "boendestödjare")
    assert halvvag("case", "new", "HV-2", input=PASSPHRASE + "\n").exit_code == 0
    monkeypatch.delenv("HALVVAG_USER")
    unknown: dict[str, str] = {}
    monkeypatch.setattr("getpass.getuser", lambda: unknown["nobody"])
    assert "HALVVAG_USER" in halvvag("case", "new", "HV-3", input=PASSPHRASE + "\n").stderr


def test_the_keyring_remembers(halvvag: Halvvag, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --remember the passphrase is asked for no more, until it no longer fits."""
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("keyring.get_password", lambda service, name: kept.get((service, name)))
    monkeypatch.setattr("keyring.set_password", lambda service, name, text: kept.update({(service, name): text}))
    assert halvvag("case", "verify-log", "--remember", input=PASSPHRASE + "\n").exit_code == 0
    assert kept == {("halvvag_docs", str(folder / "register.db")): PASSPHRASE}
    assert halvvag("case", "verify-log").exit_code == 0
    kept["halvvag_docs", str(folder / "register.db")] = "något annat"
    result = halvvag("case", "verify-log", input=PASSPHRASE + "\n")
    assert "nyckelringen stämmer inte längre" in result.stderr
    assert result.exit_code == 0


@pytest.mark.usefixtures("folder")
def test_lines_about_several_cases_name_the_case(halvvag: Halvvag, tmp_path: Path) -> None:
    """As the path of a file does for a folder."""
    halvvag("case", "new", "HV-2026-020", input=PASSPHRASE + "\n")
    halvvag("new", "ansokan", "--case", "HV-2026-020", *DAY, input=PASSPHRASE + "\n")
    lines = halvvag("check", CASE, "HV-2026-020", *DAY, input=PASSPHRASE + "\n").stdout.splitlines()
    assert {line.partition("/")[0] for line in lines} == {CASE}
    out = ("-o", tmp_path / "ut")
    stopped = halvvag("render", "HV-2026-020", *out, *DAY, input=PASSPHRASE + "\n").stderr
    assert "Fel: HV-2026-020/01-ansokan.yaml: " in stopped


@pytest.mark.usefixtures("folder")
def test_settling_says_faults_as_check_does(halvvag: Halvvag) -> None:
    """With the section of each field, so that two of one name are told apart, and without codes."""
    halvvag("case", "new", "HV-2026-020", input=PASSPHRASE + "\n")
    halvvag("new", "ansokan", "--case", "HV-2026-020", *DAY, input=PASSPHRASE + "\n")
    draft = "HV-2026-020/01-ansokan"
    told = halvvag("case", "settle", draft, *DAY, input=PASSPHRASE + "\n").stderr
    faults = [line for line in told.splitlines() if "FEL" in line]
    assert len(faults) > 5
    assert len(set(faults)) == len(faults)
    assert all(" › «" in line for line in faults)
    assert not any(line.endswith("]") for line in faults)


@pytest.mark.usefixtures("folder")
def test_settling_asks_a_person_for_reasons(halvvag: Halvvag, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each rule; an empty answer leaves the draft as it was."""
    monkeypatch.setattr("halvvag_docs.cli.case_steps._somebody_is_there", lambda: True)
    plan = f"{CASE}/08-genomforandeplan"
    halvvag("case", "revise", plan, *DAY, input=PASSPHRASE + "\n")
    gave_up = halvvag("case", "settle", plan, *DAY, input=PASSPHRASE + "\n" + "\n" * 9)
    assert (gave_up.exit_code, gave_up.stdout) == (4, "")
    asked = gave_up.stderr.count("Varför är det rätt ändå?")
    assert asked > 1
    answers = "Avtalat med beställaren\n" * asked
    assert "är fastställd" in halvvag("case", "settle", plan, *DAY, input=f"{PASSPHRASE}\n{answers}").stdout


def test_the_register_lies_in_the_users_own_folder(
    halvvag: Halvvag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When nobody says where; the folder is made for its owner alone."""
    monkeypatch.delenv("HALVVAG_REGISTER", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, **_: tmp_path / "data" / name)
    assert halvvag("case", "new", "HV-1", input=f"{PASSPHRASE}\n{PASSPHRASE}\n").exit_code == 0
    made = tmp_path / "data" / "halvvag_docs" / "register.db"
    assert made.is_file()
    if os.name != "nt":
        assert (made.parent.stat().st_mode & 0o777, made.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("library", ["sqlcipher3", "sqlalchemy"])
def test_without_the_extra_it_is_said_what_to_install(library: str, tmp_path: Path) -> None:
    """With exit code 8; folders need no register and go on working."""
    program = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from halvvag_docs.cli import main; main(sys.argv[1:], prog_name='halvvag')"
    )
    place = ("--register", f"sqlite:///{tmp_path / 'r.db'}")
    command = [sys.executable, "-c", program, "case", "new", "HV-1", *place]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert done.returncode == 8
    assert done.stderr == "Fel: Registret är ett tillägg: pip install 'halvvag-docs[register]'.\n"
