from __future__ import annotations

import re
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from commandline import Halvvag

from halvvag_docs import word
from halvvag_docs.errors import MissingProgramError, RenderError

TODAY = ("--today", "2026-11-22")
PLAN = "09-krisplan.yaml"


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def plan(case_a: Path) -> Path:
    """Return the crisis plan of a case that a test may change."""
    return case_a / PLAN


def test_documents_are_named_and_printed(halvvag: Halvvag, plan: Path, tmp_path: Path) -> None:
    """Paths on stdout, warnings on stderr, files for the owner alone, no name of a person in them."""
    result = halvvag("render", plan, "-o", tmp_path / "ut", "--format", "docx", *TODAY)
    assert result.exit_code == 0
    (made,) = (tmp_path / "ut").iterdir()
    assert result.stdout == f"{made}\n"
    assert made.name == "HV-2026-014_krisplan_2026-03-12_v1.docx"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert ": VARNING  " in result.stderr


def test_same_answers_give_the_same_bytes(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """Rendering twice, on different days, makes no difference."""
    for folder, day in (("ett", "2026-11-22"), ("två", "2026-12-01")):
        result = halvvag("render", case_a, "-o", tmp_path / folder, "--today", day)
        assert result.exit_code == 0, result.stderr
    first = {path.name: path.read_bytes() for path in (tmp_path / "ett").iterdir()}
    assert len(first) >= 11
    assert {path.name: path.read_bytes() for path in (tmp_path / "två").iterdir()} == first


def test_answers_with_errors_are_rendered_only_as_a_draft(halvvag: Halvvag, plan: Path, tmp_path: Path) -> None:
    """Without --draft nothing is written; with it every page says UTKAST."""
    _change(plan, "  galler_fran: 2026-03-12\n", "")
    result = halvvag("render", plan, "-o", tmp_path / "ut", *TODAY)
    assert result.exit_code == 4
    assert "Gäller från" in result.stderr
    assert "Inget skrevs" in result.stderr
    assert not (tmp_path / "ut").exists()
    result = halvvag("render", plan, "-o", tmp_path / "ut", "--format", "docx", "--draft", *TODAY)
    assert result.exit_code == 0
    (made,) = (tmp_path / "ut").iterdir()
    assert "_utkast" in made.name
    assert "UTKAST" in word.read_text(made.read_bytes())


def test_draft_is_rendered_only_as_a_draft(halvvag: Halvvag, plan: Path, tmp_path: Path) -> None:
    """A document that is not settled says so, and what to do."""
    _change(plan, "  status: faststalld\n", "  status: utkast\n")
    result = halvvag("render", plan, "-o", tmp_path / "ut", *TODAY)
    assert result.exit_code == 4
    assert "inte fastställt" in result.stderr
    assert halvvag("render", plan, "-o", tmp_path / "ut", "--draft", *TODAY).exit_code == 0


def test_settled_document_is_not_marked(halvvag: Halvvag, plan: Path, tmp_path: Path) -> None:
    """--draft lets drafts through; what is right and settled stays final."""
    halvvag("render", plan, "-o", tmp_path / "ut", "--format", "docx", "--draft", *TODAY)
    (made,) = (tmp_path / "ut").iterdir()
    assert "UTKAST" not in word.read_text(made.read_bytes())


def test_broken_answers_stop_everything(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """All or nothing: one file that cannot be read, and no document is written, draft or not."""
    (case_a / "01-ansokan.yaml").write_bytes(b"\x00")
    for extra in ((), ("--draft",)):
        assert halvvag("render", case_a, "-o", tmp_path / "ut", *extra, *TODAY).exit_code == 6
    assert not (tmp_path / "ut").exists()


def test_existing_documents_are_kept(halvvag: Halvvag, plan: Path, tmp_path: Path) -> None:
    """A second time needs --force."""
    arguments = ("render", plan, "-o", tmp_path / "ut", *TODAY)
    halvvag(*arguments)
    result = halvvag(*arguments)
    assert result.exit_code == 6
    assert "--force" in result.stderr
    assert halvvag(*arguments, "--force").exit_code == 0


def test_failure_leaves_nothing(
    halvvag: Halvvag, case_a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the last document cannot be made whole, the others are not written either."""
    from halvvag_docs import documents

    real = documents.render

    def fail(form: object, *args: object, **settings: object) -> object:
        if getattr(form, "name", "") == "uppfoljning":
            raise RenderError("«Namn» fick inte plats.")
        return real(form, *args, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "render", fail)
    result = halvvag("render", case_a, "-o", tmp_path / "ut", "--format", "docx", *TODAY)
    assert result.exit_code == 5
    assert "fick inte plats" in result.stderr
    assert not (tmp_path / "ut").exists()


def test_twins_get_names_of_their_own(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """Two consents of one day are told apart, and a document is called the same made alone or together."""
    together = halvvag("render", case_a, "-o", tmp_path / "alla", "--format", "docx", *TODAY).stdout
    names = {Path(line).name for line in together.splitlines() if "_samtycke_" in line}
    assert len(names) == 2
    alone = halvvag(
        "render", case_a / "03-samtycke-drogtest.yaml", "-o", tmp_path / "en", "--format", "docx", *TODAY
    )
    assert Path(alone.stdout.strip()).name in names


def test_form_without_a_template_is_told(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """One document that cannot be made is an error; in a folder it is passed over aloud."""
    (tmp_path / "egen" / "schemas").mkdir(parents=True)
    schema = "title: Eget\nversion: 1\ndescription: Utan mall.\nblocks: [dokument]\nrules: []\nfields: {}\n"
    (tmp_path / "egen" / "schemas" / "eget.yaml").write_text(schema)
    own = case_a / "12-eget.yaml"
    plan = (case_a / PLAN).read_text("utf-8")
    head = plan.partition("\nklient:")[0].replace("typ: krisplan", "typ: eget")
    own.write_text(re.sub(r"\n  id: .*", f"\n  id: {uuid4()}", head) + "\n", "utf-8")
    root = ("--root", tmp_path / "egen")
    result = halvvag("render", own, "-o", tmp_path / "ut", "--format", "docx", *root, *TODAY)
    assert result.exit_code == 5, result.stderr
    assert "Word-mall" in result.stderr
    result = halvvag("render", case_a, "-o", tmp_path / "ut", "--format", "docx", *root, *TODAY)
    assert "12-eget.yaml: ingen mall för docx, hoppas över." in result.stderr
    assert len(result.stdout.splitlines()) == 11


def test_missing_program_leaves_one_format_out(
    halvvag: Halvvag, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word is made without the program that PDF needs, and that is said; PDF alone is an error."""
    from halvvag_docs import documents

    real = documents.render

    def lacking(*args: object, **settings: object) -> object:
        if settings["format"] == "pdf":
            raise MissingProgramError("Typst är inte installerat.")
        return real(*args, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "render", lacking)
    result = halvvag("render", plan, "-o", tmp_path / "ut", *TODAY)
    assert result.exit_code == 0
    assert "Typst är inte installerat." in result.stderr
    assert [path.suffix for path in (tmp_path / "ut").iterdir()] == [".docx"]
    assert halvvag("render", plan, "-o", tmp_path / "pdf", "--format", "pdf", *TODAY).exit_code == 8


def test_demo_makes_every_sample(halvvag: Halvvag, tmp_path: Path) -> None:
    """22 Word documents, a krisplan as PDF for each case, and where they are."""
    result = halvvag("demo", tmp_path / "demo")
    assert result.exit_code == 0
    assert len(list((tmp_path / "demo").rglob("*.docx"))) == 22
    assert sorted(path.parent.name for path in (tmp_path / "demo").rglob("*krisplan*.pdf")) == [
        "A-fi-halvvagshem",
        "B-se-boendestod",
    ]
    assert str((tmp_path / "demo").resolve()) in result.stderr
    assert len(result.stdout.splitlines()) == len(list((tmp_path / "demo").rglob("*.*")))


def test_characters_that_no_font_has_are_told_once_with_the_document(
    halvvag: Halvvag, plan: Path, tmp_path: Path
) -> None:
    """The file is named when it stops there; a list of texts with the same character gives one line."""
    for line in ("Bråk i telefon", "När någon säger", "Jag äter inte"):
        _change(plan, f"- {line}", f"- 😀 {line}")
    arguments = ("render", plan, "-o", tmp_path / "ut", "--format", "pdf", *TODAY)
    stopped = halvvag(*arguments)
    assert stopped.exit_code == 5
    assert f"Fel: {plan}: Texten innehåller tecken" in stopped.stderr
    told = [line for line in halvvag(*arguments, "--allow-missing-glyphs").stderr.splitlines() if "OBS" in line]
    assert len(told) == len(set(told)) == 2
