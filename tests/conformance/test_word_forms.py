"""A Word form that LibreOffice opened and saved reads as it was filled in."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filledwords import AFTER, FORMS, TYPED, filled, sent, source_of
from sharecases import TODAY

from halvvag_docs import importing


@pytest.mark.conformance
def test_libreoffice_keeps_what_was_filled_in(tmp_path: Path, program: Callable[[str], str]) -> None:
    """Every value is equal, whatever it did to tags and runs, and the fixed text is found unchanged."""
    for name in FORMS:
        (tmp_path / f"{name}.docx").write_bytes(filled(sent(name), TYPED[name]))
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    command = [program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "docx", "--outdir", str(tmp_path / "saved"), *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for name in FORMS:
        content = (tmp_path / "saved" / f"{name}.docx").read_bytes()
        receipt = importing.receive(content, source_of(name)[0], today=TODAY)
        assert [fault.message for fault in receipt.faults] == [], name
        assert {one.path: one.after for one in receipt.changes} == {
            path: AFTER.get(path, text) for path, text in TYPED[name].items()
        }
