"""The documents of both sample cases, made once, and what other programs make of them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from halvvag_docs.cli import main


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every document of the sample cases, a folder for each case."""
    folder = tmp_path_factory.mktemp("made")
    result = CliRunner().invoke(main, ["demo", str(folder), "--force"], prog_name="halvvag")
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def printed(made: Path, tmp_path_factory: pytest.TempPathFactory, program: Callable[[str], str]) -> Path:
    """Return a folder with a PDF of every Word document, as LibreOffice lays it out; all in one run."""
    soffice = program("soffice")
    out = tmp_path_factory.mktemp("printed")
    words = sorted(made.rglob("*.docx"))
    profile = out / "profile"
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    for case in sorted({path.parent for path in words}):
        those = [str(path) for path in words if path.parent == case]
        subprocess.run(
            [*command, "--outdir", str(out / case.name), *those], check=True, capture_output=True, timeout=400
        )
    return out
