"""Sharing and taking back for a case in the register: its log says what was done, and drafts stand in it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from casefiles import SAMPLES
from commandline import Halvvag
from pypdf import PdfReader, PdfWriter

from halvvag_docs.register import Action, open_register

CASE, FOLLOW_UP, TODAY = "HV-2026-014", "11-uppfoljning-slut", "2026-11-22"
_WORDS = "fyra ord som ingen annan har"


@pytest.fixture
def registered(halvvag: Halvvag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take the Finnish sample case into a new register, and return the register's address."""
    url = f"sqlite:///{tmp_path / 'r.db'}"
    (tmp_path / "fras").write_text(_WORDS, encoding="utf-8")
    (tmp_path / "fras").chmod(0o600)
    monkeypatch.setenv("HALVVAG_REGISTER", url)
    monkeypatch.setenv("HALVVAG_PASSPHRASE_FILE", str(tmp_path / "fras"))
    monkeypatch.setenv("HALVVAG_USER", "jte")
    result = halvvag("case", "import", SAMPLES / "A-fi-halvvagshem")
    assert result.exit_code == 0, result.output
    return url


def test_share_and_import_are_logged(registered: str, halvvag: Halvvag, tmp_path: Path) -> None:
    """A package is logged as sent, with levels; a returned form changes the draft and is logged as imported."""
    (tmp_path / "pw").write_text("åtta-ord-långt", encoding="utf-8")
    shared = halvvag(
        "share", CASE, "--to", "bestallare", "--documents", "06-natverksmote-inledande", "-o", tmp_path / "ut",
        "--passphrase-file", tmp_path / "pw", "--today", TODAY,
    )  # fmt: skip
    assert shared.exit_code == 0, shared.output
    assert halvvag("case", "revise", f"{CASE}/{FOLLOW_UP}").exit_code == 0
    halvvag("render", f"{CASE}/{FOLLOW_UP}", "-o", tmp_path, "--format", "pdf", "--draft", "--today", TODAY)
    (form,) = tmp_path.glob("*_utkast.pdf")
    writer = PdfWriter(clone_from=PdfReader(form))
    for page in writer.pages:
        values = {"uppfoljning.samlad_bedomning": "Bra."}
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    content = io.BytesIO()
    writer.write(content)
    (tmp_path / "svar.pdf").write_bytes(content.getvalue())
    taken = halvvag("import", tmp_path / "svar.pdf", "--case", CASE, "--accept", "all", "--today", TODAY)
    assert (taken.exit_code, taken.stdout.splitlines()[-1]) == (0, f"{CASE}/{FOLLOW_UP} version 2")
    with open_register(registered, _WORDS) as register:
        (sent,) = [act for act in register.acts(CASE) if act.action is Action.SENT]
        assert (sent.user, sent.basis, sent.fields) == ("jte", "bestalld_tjanst", ("S0", "S1", "S2", "S3R"))
        found = [act for act in register.acts(CASE) if act.action is Action.IMPORTED]
        assert found[-1].fields == ("uppfoljning.samlad_bedomning",)
        entry = next(one for one in register.entries(CASE) if one.name == FOLLOW_UP)
        assert (entry.version, entry.is_draft) == (2, True)
        assert 'samlad_bedomning: "Bra."' in entry.text
        assert register.verify_log().faults == ()
