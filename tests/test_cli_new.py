"""``halvvag new`` from a case: the draft, its origins, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from casefiles import all_forms
from commandline import Halvvag

from halvvag_docs import answers, validation


@pytest.fixture
def before_plan(case_a: Path) -> Path:
    """Return the Finnish case as it stood before there was a plan."""
    for path in case_a.glob("*.yaml"):
        if path.name[:2] in {"08", "09", "10", "11"}:
            path.unlink()
    return case_a


def test_a_plan_is_drawn_from_its_case(halvvag: Halvvag, before_plan: Path) -> None:
    """The next file of the case, checked without errors, printed as a draft."""
    result = halvvag("new", "genomforandeplan", "--case", before_plan, "--today", "2026-03-12")
    target = before_plan / "08-genomforandeplan.yaml"
    assert (result.exit_code, result.stdout) == (0, f"{target}\n")
    assert 'skyddade_uppgifter: "nej"' in target.read_text("utf-8")
    checked = halvvag("check", target, "--today", "2026-03-12")
    assert checked.exit_code == 0
    assert "FEL" not in checked.stdout
    out = before_plan / "ut"
    printed = halvvag("render", target, "--draft", "-o", out, "--format", "docx", "--today", "2026-03-12")
    assert printed.exit_code == 0, printed.stderr
    assert [path.name for path in out.iterdir()] == ["HV-2026-014_genomforandeplan_2026-03-12_v1_utkast.docx"]


def test_explained_in_a_table(halvvag: Halvvag, before_plan: Path) -> None:
    """Columns under each other: label, document, date, label there, class; no answer in it."""
    result = halvvag("new", "genomforandeplan", "--case", before_plan, "--explain", "--today", "2026-03-12")
    lines = result.stdout.splitlines()[1:]
    columns = [lines[0].index(word) for word in ("Fält", "Ur", "Datum", "Fält där", "Klass")]
    row = next(line for line in lines if line.startswith("Person › Efternamn "))
    cells = [row[start:end].strip() for start, end in zip(columns, [*columns[1:], None], strict=True)]
    assert cells == ["Person › Efternamn", "Uppdrag", "4.3.2026", "Person › Efternamn", "F fakta"]
    assert "Backlund" not in "\n".join(lines)


def test_two_drafts_have_their_own_ids(halvvag: Halvvag, before_plan: Path) -> None:
    """Ids are random, so that nobody can guess the key of a fingerprint."""
    ids = set()
    for _ in range(2):
        path = Path(halvvag("new", "natverksmote", "--case", before_plan, "--today", "2026-03-12").stdout.strip())
        raw = answers.parse(path.read_text("utf-8"), document=path.stem)
        ids.add(validation.check(all_forms()["natverksmote"], raw).answers.id)
    assert len(ids) == 2


def test_nothing_is_overwritten(halvvag: Halvvag, before_plan: Path) -> None:
    """A file that exists stops the command before anything is made."""
    target = before_plan / "07-uppdrag.yaml"
    before = target.read_text("utf-8")
    result = halvvag("new", "krisplan", "--case", before_plan, "-o", target)
    assert result.exit_code == 6
    assert "finns redan" in result.stderr
    assert target.read_text("utf-8") == before


def test_without_a_case_an_empty_draft(halvvag: Halvvag) -> None:
    """On stdout, with the unit's own name and telephone when it is known."""
    text = halvvag("new", "uppfoljning", "--today", "2026-03-12").stdout
    data = answers.parse(text, document="x").data
    assert isinstance(data["dokument"], dict)
    assert data["dokument"]["datum"] == "2026-03-12"
    assert isinstance(data["klient"], dict)
    assert data["klient"]["efternamn"] == ""


def test_a_file_that_cannot_be_read_is_named(halvvag: Halvvag, before_plan: Path) -> None:
    """The draft is made of the rest, and it is said what was left out."""
    (before_plan / "07-uppdrag.yaml").write_text("dokument: [", "utf-8")
    result = halvvag("new", "genomforandeplan", "--case", before_plan, "--today", "2026-03-12")
    assert result.exit_code == 0
    assert "07-uppdrag.yaml" in result.stderr


def test_a_folder_named_after_a_birth_gives_no_case_id(halvvag: Halvvag, tmp_path: Path) -> None:
    """The name of an empty folder becomes the ärende-id, which may not tell who somebody is."""
    folder = tmp_path / "HV-19900602-2397"
    folder.mkdir()
    refused = halvvag("new", "ansokan", "--case", folder)
    assert (refused.exit_code, "födelsedatum" in refused.stderr, "1990" in refused.output) == (6, True, False)
    assert list(folder.iterdir()) == []
