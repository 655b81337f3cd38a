"""What the README promises, done."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from commandline import Halvvag

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that has the samples of the checkout."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_python_of_the_readme_makes_a_pdf(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines run as they stand, they are ten at most, and a PDF comes out."""
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line and not line.startswith("from ")]) <= 10
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  our own text
    assert (checkout / "krisplan.pdf").read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr().out.endswith("krisplan.pdf\n")


@pytest.mark.usefixtures("checkout")
def test_commands_of_the_readme_work(halvvag: Halvvag) -> None:
    """Each line of the terminal example ends well."""
    [block] = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    lines = re.findall(r"^\$ halvvag (.+)$", block, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        assert halvvag(*line.split()).exit_code == 0, line


def test_the_two_commands_come_first() -> None:
    """``make demo`` and ``make test`` are named before anything else is explained, and exist."""
    assert README.index("make demo") < README.index("make test") < README.index("## ")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {"demo", "test"} <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
