from __future__ import annotations

import json
from pathlib import Path

from commandline import Halvvag

from halvvag_docs import word

DAY = ("--today", "2026-05-01")


def test_case_is_shown_with_what_is_due(halvvag: Halvvag, samples: Path) -> None:
    """The chain, what is late or near, and each document with what was found in it."""
    result = halvvag("case", "show", samples / "A-fi-halvvagshem", *DAY)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("HV-2026-014")
    assert any("Genomförandeplan" in line and "klar" in line for line in lines)
    assert any("30.4.2026" in line and "sedan" in line for line in lines)
    assert any("08-genomforandeplan" in line for line in lines)


def test_case_is_shown_to_programs(halvvag: Halvvag, samples: Path) -> None:
    """Codes and ISO dates, and no name of the person."""
    result = halvvag("case", "show", samples / "B-se-boendestod", "--json", *DAY)
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert "BS-2026-031" in found.values()
    assert "Lindqvist" not in json.dumps(found.get("steps"))


def test_overview_is_written_as_a_page(halvvag: Halvvag, samples: Path, tmp_path: Path) -> None:
    """One Word file, named by case and day, never over another."""
    arguments = ("case", "show", samples / "A-fi-halvvagshem", "-o", tmp_path / "ut", *DAY)
    result = halvvag(*arguments)
    target = tmp_path / "ut" / "HV-2026-014_arendeoversikt_2026-05-01.docx"
    assert str(target) in result.output
    assert "HV-2026-014" in word.read_text(target.read_bytes())
    assert halvvag(*arguments).exit_code == 6
    assert halvvag(*arguments, "--force").exit_code == 0


def test_unreadable_document_is_named(halvvag: Halvvag, case_a: Path) -> None:
    """The overview is of the rest, and says so."""
    (case_a / "09-krisplan.yaml").write_text("")
    result = halvvag("case", "show", case_a, *DAY)
    assert result.exit_code == 0
    assert "09-krisplan.yaml: går inte att läsa" in result.stderr
