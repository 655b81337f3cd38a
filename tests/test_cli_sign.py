"""``halvvag sign`` and ``halvvag verify``, as a person runs them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import certificates
import pytest
import signedforms
from commandline import Halvvag

from halvvag_docs import files, pictures, register
from halvvag_docs.errors import FileError

TODAY = "2026-11-22"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder with the form, keys for two people, their passphrase and the trusted root."""
    (tmp_path / "plan.pdf").write_bytes(signedforms.form())
    (tmp_path / "carola.p12").write_bytes(certificates.root().file("Carola Exempelsson", days=(-30, 9000)))
    (tmp_path / "linnea.p12").write_bytes(certificates.root().file("Linnea Backlund", days=(-30, 9000)))
    (tmp_path / "rot.pem").write_bytes(certificates.root().pem)
    (tmp_path / "losenord.txt").write_text(certificates.PASSPHRASE + "\n", "utf-8")
    return tmp_path


def test_two_people_sign_one_file(desk: Path, halvvag: Halvvag) -> None:
    """The first signature makes a new file, the second is added to it; the original stays as it was."""
    given = ("--passphrase-file", desk / "losenord.txt")
    first = halvvag("sign", desk / "plan.pdf", "--role", "klient", "--key", desk / "linnea.p12", *given)
    assert first.exit_code == 0, first.stderr
    signed = desk / "plan_signerad.pdf"
    assert first.stdout.strip() == str(signed)
    assert "Linnea" not in first.stderr
    second = halvvag("sign", signed, "--role", "handledare", "--key", desk / "carola.p12", *given)
    assert second.stdout.strip() == str(signed)
    assert (desk / "plan.pdf").read_bytes() == signedforms.form()
    seen = halvvag("verify", signed, "--trust", desk / "rot.pem")
    assert seen.exit_code == 0, seen.stdout
    assert "Underskrift 1: Linnea Backlund (Klienten själv)" in seen.stdout
    assert "Underskrift 2: Carola Exempelsson (Handledare)" in seen.stdout
    assert "Inte underskrivet: Handläggare" in seen.stdout


def test_the_next_one_is_sent_to_the_signed_file(desk: Path, halvvag: Halvvag) -> None:
    """Who signs the original again is told where to sign; nothing is written over."""
    signed = desk / "plan_signerad.pdf"
    signed.write_bytes(signedforms.signed("Linnea Backlund"))
    before = signed.read_bytes()
    command = ("sign", desk / "plan.pdf", "--role", "handledare", "--key", desk / "carola.p12")
    again = halvvag(*command, "--passphrase-file", desk / "losenord.txt")
    assert (again.exit_code, signed.read_bytes() == before) == (6, True)
    assert f"{signed}: någon har redan skrivit under i den filen. Skriv under i den i stället." in again.stderr
    taken = halvvag(*command, "-o", desk / "rot.pem")
    assert "Välj ett annat namn med --out" in taken.stderr
    assert "--force" not in again.stderr + taken.stderr


def test_the_passphrase_is_asked_for_and_not_shown(desk: Path, halvvag: Halvvag) -> None:
    """A wrong one writes nothing and is repeated nowhere."""
    command = ("sign", desk / "plan.pdf", "--role", "klient", "--key", desk / "linnea.p12")
    wrong = halvvag(*command, input="gissning\n")
    assert wrong.exit_code == 7
    assert "gissning" not in wrong.output
    assert not (desk / "plan_signerad.pdf").exists()
    right = halvvag(*command, input=certificates.PASSPHRASE + "\n")
    assert right.exit_code == 0, right.stderr
    assert certificates.PASSPHRASE not in right.output


def test_the_places_are_listed(desk: Path, halvvag: Halvvag) -> None:
    """One can look before one signs."""
    listed = halvvag("sign", desk / "plan.pdf", "--list")
    assert listed.stdout.splitlines()[0] == "Klienten själv (signaturer.0.underskrift): tomt"


def test_a_file_that_does_not_hold_ends_with_7(desk: Path, halvvag: Halvvag) -> None:
    """Changed after signing, forged, or not signed at all: each in words and as JSON."""
    signed = signedforms.signed("Linnea Backlund")
    (desk / "andrad.pdf").write_bytes(signedforms.Forger(signed).change("svar", "nej"))
    changed = halvvag("verify", desk / "andrad.pdf", "--trust", desk / "rot.pem")
    assert changed.exit_code == 7
    assert "HÅLLER INTE" in changed.stdout
    assert "fick INTE göra det: «Svaret»" in changed.stdout
    (desk / "hel.pdf").write_bytes(signed)
    unasked = halvvag("verify", desk / "hel.pdf")
    assert (unasked.exit_code, "INTE PRÖVAD mot någon rot" in unasked.stdout) == (0, True)
    as_json = halvvag("verify", desk / "andrad.pdf", "--trust", desk / "rot.pem", "--json")
    assert json.loads(as_json.stdout)["signatures"][0]["changes_allowed"] is False
    unsigned = halvvag("verify", desk / "plan.pdf")
    assert (unsigned.exit_code, unsigned.stdout.splitlines()[0]) == (7, "Filen är inte underskriven elektroniskt.")


def test_a_draft_is_not_signed(desk: Path, samples: Path, halvvag: Halvvag) -> None:
    """Its fields are open and it says UTKAST; nothing is written."""
    source = desk / "09-krisplan.yaml"
    text = (samples / "A-fi-halvvagshem" / "09-krisplan.yaml").read_text("utf-8")
    source.write_text(re.sub(r"status: .*", "status: utkast", text, count=1), "utf-8")
    made = halvvag("render", source, "-o", desk, "--format", "pdf", "--draft")
    path = Path(made.stdout.strip())
    given = ("--key", desk / "linnea.p12", "--passphrase-file", desk / "losenord.txt")
    refused = halvvag("sign", path, "--role", "klient", *given)
    assert refused.exit_code == 7
    assert "utkast" in refused.stderr


def test_a_signed_file_is_never_rewritten(desk: Path, samples: Path, halvvag: Halvvag) -> None:
    """No command with --force puts another document in its place, and none fills it."""
    source = samples / "A-fi-halvvagshem" / "09-krisplan.yaml"
    render = ("render", source, "-o", desk, "--format", "pdf", "--force")
    path = Path(halvvag(*render).stdout.strip())
    signed = signedforms.signed("Linnea Backlund", content=path.read_bytes())
    path.write_bytes(signed)
    again = halvvag(*render)
    assert again.exit_code == 6
    assert "underskriven och skrivs aldrig över" in again.stderr
    filled = halvvag("fill", path, desk / "data.json", "-o", desk / "ut", input="")
    assert filled.exit_code != 0
    with pytest.raises(FileError, match="underskriven"):
        files.write_new(path, b"%PDF-1.7 annat", force=True)
    assert path.read_bytes() == signed


@pytest.fixture
def plan(case_a: Path, tmp_path: Path, halvvag: Halvvag) -> Path:
    """Return the krisplan of the sample case as PDF; the case beside it may be changed."""
    made = halvvag(
        "render", case_a / "09-krisplan.yaml", "-o", tmp_path / "ut", "--format", "pdf", "--today", TODAY
    )
    return Path(made.stdout.strip())


def test_a_document_is_made_again_byte_for_byte(plan: Path, case_a: Path, halvvag: Halvvag) -> None:
    """Unsigned and signed; what differs is named: the answers, or the file itself."""
    command = ("verify", plan, "--rebuild", "--case", case_a, "--today", TODAY)
    assert halvvag(*command).exit_code == 0
    unsigned = plan.read_bytes()
    plan.write_bytes(signedforms.signed("Linnea Backlund", content=unsigned))
    signed = halvvag(*command)
    assert (signed.exit_code, "varje byte är densamma" in signed.stdout) == (0, True), signed.stdout
    plan.write_bytes(unsigned.replace(b"/StructTreeRoot", b"/StructTreeroot", 1))
    assert "INTE samma fil, fast svar" in halvvag(*command).stdout
    plan.write_bytes(unsigned)


def test_changed_answers_are_named(plan: Path, case_a: Path, halvvag: Halvvag) -> None:
    """By part: here the answers, not template or program."""
    answers = case_a / "09-krisplan.yaml"
    text = answers.read_text("utf-8")
    answers.write_text(re.sub(r"(skal: )(\|.*\n\s+)?", r"\1\2Jo, ", text, count=1), "utf-8")
    assert answers.read_text("utf-8") != text
    again = halvvag("verify", plan, "--rebuild", "--case", case_a, "--today", TODAY, "--json")
    assert again.exit_code == 7
    assert json.loads(again.stdout)["rebuilt"]["differs"] == ["answers_sha256"]


def test_a_refusal_is_noted_in_the_answers(plan: Path, case_a: Path, halvvag: Halvvag) -> None:
    """One entry more, everything else word for word; the file is as it was, and can still be made again."""
    answers, before = case_a / "09-krisplan.yaml", plan.read_bytes()
    text = answers.read_text("utf-8")
    given = ("--role", "handledare", "--refused", "--name", "Carola Exempelsson", "--today", TODAY)
    done = halvvag("sign", plan, *given, "--case", case_a)
    assert done.exit_code == 0, done.stderr
    entry = 'roll: "handledare"\n    namn: "Carola Exempelsson"\n    datum: "2026-11-22"\n    satt: "ville_inte"\n'
    now = answers.read_text("utf-8")
    assert now.replace(f"  - {entry}", "") == text
    assert f"- {entry}" in now
    assert halvvag("check", answers, "--today", TODAY).exit_code == 0
    assert plan.read_bytes() == before
    again = halvvag("verify", plan, "--rebuild", "--case", case_a, "--today", TODAY)
    assert again.exit_code == 0
    assert "har antecknats i svaren sedan dess: 1" in again.stdout


def test_a_refusal_needs_a_case_a_role_and_a_name(plan: Path, case_a: Path, halvvag: Halvvag) -> None:
    """The client's own name is taken from the answers; of others it must be said."""
    assert halvvag("sign", plan, "--role", "klient", "--refused").exit_code == 2
    assert halvvag("sign", plan, "--role", "kungen", "--refused", "--case", case_a).exit_code == 2
    nameless = halvvag("sign", plan, "--role", "handledare", "--refused", "--case", case_a)
    assert (nameless.exit_code, "--name" in nameless.stderr) == (6, True)
    own = halvvag("sign", plan, "--role", "klient", "--refused", "--case", case_a)
    assert own.exit_code == 0, own.stderr


def test_scanned_pages_are_told_and_missing_ones_named(plan: Path, case_a: Path, halvvag: Halvvag) -> None:
    """From a PDF or from pictures; against the case the answers are compared too."""
    whole = halvvag("verify", "--scan", plan, "--case", case_a, "--today", TODAY)
    assert whole.exit_code == 0, whole.stdout
    assert "Krisplan, dokument-id" in whole.stdout
    assert "alla 3 sidor finns" in whole.stdout
    assert "Ärendets svar är de som dokumentet gjordes av." in whole.stdout
    pictured = []
    for number in (0, 2):
        path = plan.with_name(f"sida{number}.png")
        path.write_bytes(pictures.draw(plan.read_bytes(), number, width=1700).png())
        pictured.append(path)
    part = halvvag("verify", "--scan", *pictured)
    assert part.exit_code == 7
    assert "av 3 sidor saknas sida 2" in part.stdout
    blank = halvvag("verify", "--scan", Path(__file__).parents[1] / "templates" / "samtycke.pdf")
    assert (blank.exit_code, blank.stdout.startswith("Ingen kod hittades")) == (7, True)


def test_who_has_signed_is_not_noted_as_unwilling(plan: Path, case_a: Path, desk: Path, halvvag: Halvvag) -> None:
    """Neither with the signed file nor with the one it was made of; the answers stay as they are."""
    text = (case_a / "09-krisplan.yaml").read_text("utf-8")
    given = ("--key", desk / "linnea.p12", "--passphrase-file", desk / "losenord.txt")
    signed = Path(halvvag("sign", plan, "--role", "klient", *given).stdout.strip())
    for path in (signed, plan):
        refused = halvvag("sign", path, "--role", "klient", "--refused", "--case", case_a)
        assert refused.exit_code == 7
        assert f"{signed}: Klienten själv har redan skrivit under. Inget antecknades." in refused.stderr
    assert (case_a / "09-krisplan.yaml").read_text("utf-8") == text
    other = halvvag("sign", signed, "--role", "handledare", "--refused", "--name", "X", "--case", case_a)
    assert other.exit_code == 0, other.stderr


def test_signing_is_logged_in_the_register(
    plan: Path, case_a: Path, desk: Path, halvvag: Halvvag, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act with the hash of the signed file; a refusal too; neither with a name."""
    url = f"sqlite:///{desk / 'register.db'}"
    (desk / "fras.txt").write_text("fyra ord räcker bra\n", "utf-8")
    (desk / "fras.txt").chmod(0o600)
    monkeypatch.setenv("HALVVAG_PASSPHRASE_FILE", str(desk / "fras.txt"))
    monkeypatch.setenv("HALVVAG_REGISTER", url)
    imported = halvvag("case", "import", case_a)
    assert imported.exit_code == 0, imported.stderr
    given = ("--key", desk / "linnea.p12", "--passphrase-file", desk / "losenord.txt", "--case", "HV-2026-014")
    done = halvvag("sign", plan, "--role", "klient", *given)
    assert done.exit_code == 0, done.stderr
    refused = halvvag("sign", plan, "--role", "handledare", "--refused", "--name", "X", "--case", "HV-2026-014")
    assert refused.exit_code == 0, refused.stderr
    with register.open_register(url, "fyra ord räcker bra") as opened:
        acts = [act for act in opened.acts("HV-2026-014") if act.action is register.Action.SIGNED]
    assert [act.reason_code for act in acts] == ["", "ville_inte"]
    history = halvvag("case", "history", "HV-2026-014").stdout
    assert "signerad (Klienten själv)" in history
    assert "ville inte skriva under (Handledare)" in history
    assert acts[0].sha256 == hashlib.sha256(plan.with_name(f"{plan.stem}_signerad.pdf").read_bytes()).hexdigest()


@pytest.mark.usefixtures("desk")
def test_a_document_is_of_the_case_that_is_named(
    plan: Path, case_a: Path, tmp_path: Path, halvvag: Halvvag, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a signature nor a refusal is logged in another case of the register."""
    (tmp_path / "fras.txt").write_text("fyra ord räcker bra\n", "utf-8")
    (tmp_path / "fras.txt").chmod(0o600)
    monkeypatch.setenv("HALVVAG_PASSPHRASE_FILE", str(tmp_path / "fras.txt"))
    monkeypatch.setenv("HALVVAG_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    assert halvvag("case", "import", case_a).exit_code == 0
    assert halvvag("case", "new", "BS-2026-031").exit_code == 0
    key = ("--key", tmp_path / "linnea.p12", "--passphrase-file", tmp_path / "losenord.txt")
    for how in (key, ("--refused",)):
        wrong = halvvag("sign", plan, "--role", "klient", *how, "--case", "BS-2026-031")
        assert wrong.exit_code == 6
        assert "BS-2026-031: ärendet har inget dokument med id" in wrong.stderr
    history = halvvag("case", "history", "HV-2026-014").stdout
    assert "signerad" not in history
    assert "ville inte" not in history
