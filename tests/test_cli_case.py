"""``halvvag case show``: on the screen, for programs, on paper."""

from __future__ import annotations

import json
from pathlib import Path

import docx
from commandline import Halvvag


def test_the_chain_on_the_screen(halvvag: Halvvag, samples: Path) -> None:
    """Fourteen steps with their state, what is nearest, and what is to be put right, in Swedish."""
    result = halvvag("case", "show", samples / "A-fi-halvvagshem", "--today", "2026-06-15")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "HV-2026-014  Linnea Backlund"
    assert "Tid: 9.3–8.9.2026  Handledare: Carola Exempelsson" in lines[1]
    steps = [line for line in lines if line[:4].strip().isdecimal()][:14]
    assert [int(line[:4]) for line in steps] == list(range(1, 15))
    assert steps[9].split() == [
        "10", "Tester", "under", "vistelsen", "pågår", "9.6.2026", "v1", "23.6.2026", "nästa", "test",
    ]  # fmt: skip
    assert any(line.split()[:4] == ["23.6.2026", "om", "8", "dagar"] for line in lines)
    assert "      alla dokument" in lines
    assert "\x1b" not in result.stdout


def test_what_is_late_is_said_to_be(halvvag: Halvvag, samples: Path) -> None:
    """With how long ago it was due."""
    out = halvvag("case", "show", samples / "B-se-boendestod", "--today", "2026-11-22").stdout
    assert (
        "14  Förlängning eller avslut           försenad                     2026-08-15 beviljad tid slutar" in out
    )
    assert "för 99 dagar sedan" in out
    assert "Boendestödjare: Amina Provsson" in out


def test_for_programs(halvvag: Halvvag, samples: Path) -> None:
    """Codes, ISO dates, and the problems of each document with their rules."""
    found = json.loads(
        halvvag("case", "show", samples / "A-fi-halvvagshem", "--json", "--today", "2026-06-15").stdout
    )
    assert (found["case"], found["today"], found["halfway_house"]) == ("HV-2026-014", "2026-06-15", True)
    assert [step["state"] for step in found["steps"]] == [
        *["done"] * 9, "running", "coming", "not_needed", "coming", "coming",
    ]  # fmt: skip
    assert found["steps"][8]["due"] == {"date": "2026-08-20", "text": "krisplanen ses över"}
    plan = next(one for one in found["documents"] if one["document"] == "08-genomforandeplan")
    assert {one["rule"] for one in plan["problems"]} == {"R07", "R41"}
    assert (plan["errors"], plan["warnings"], plan["status"]) == (0, 2, "faststalld")


def test_on_paper(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """A Word page named by case id and day; «Intern» above; the name inside and nowhere else."""
    out = tmp_path / "ut"
    result = halvvag("case", "show", case_a, "-o", out, "--today", "2026-06-15")
    (path,) = out.iterdir()
    assert path.name == "HV-2026-014_arendeoversikt_2026-06-15.docx"
    assert result.stderr == f"{path}\n"
    page = docx.Document(str(path))
    assert page.core_properties.title == "Ärendeöversikt HV-2026-014"
    header = "".join(paragraph.text for paragraph in page.sections[0].header.paragraphs)
    assert "Intern" in header
    assert "HV-2026-014" in header
    assert "Backlund" not in header
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    assert "Tester under vistelsen" in cells
    assert "23.6.2026 nästa test" in cells


def test_the_page_takes_the_name_it_is_given_but_replaces_nothing(
    halvvag: Halvvag, case_a: Path, tmp_path: Path
) -> None:
    """A .docx is a file; a second time it takes --force."""
    target = tmp_path / "mote.docx"
    assert halvvag("case", "show", case_a, "-o", target).exit_code == 0
    again = halvvag("case", "show", case_a, "-o", target)
    assert (again.exit_code, again.stdout) == (6, "")
    assert halvvag("case", "show", case_a, "-o", target, "--force").exit_code == 0


def test_a_file_is_no_case(halvvag: Halvvag, case_a: Path) -> None:
    """Neither is a folder that is not there."""
    assert halvvag("case", "show", case_a / "07-uppdrag.yaml").exit_code == 6
    assert halvvag("case", "show", case_a / "saknas").exit_code == 6


def test_a_broken_file_is_named_and_left_out(halvvag: Halvvag, case_a: Path) -> None:
    """The rest of the case is shown."""
    (case_a / "09-krisplan.yaml").write_text("dokument: [", "utf-8")
    result = halvvag("case", "show", case_a, "--today", "2026-06-15")
    assert result.exit_code == 0
    assert "09-krisplan.yaml" in result.stderr
    assert "   9  Krisplan                           bör finnas" in result.stdout


def test_protected_identity_is_said_first(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """One document that says so is enough, on the screen and on paper."""
    path = case_a / "07-uppdrag.yaml"
    path.write_text(
        path.read_text("utf-8").replace("skyddade_uppgifter: false", "skyddade_uppgifter: true"), "utf-8"
    )
    assert "SKYDDADE PERSONUPPGIFTER" in halvvag("case", "show", case_a, "-o", tmp_path / "a.docx").stdout
    header = docx.Document(str(tmp_path / "a.docx")).sections[0].header
    assert "Skyddade personuppgifter" in "".join(paragraph.text for paragraph in header.paragraphs)
