"""``halvvag sign`` and ``halvvag verify``, as a person runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import certificates
import pytest
import signedforms
from commandline import Halvvag

from halvvag_docs import files
from halvvag_docs.errors import FileError


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
