"""What many tests need: the command line as a function, the sample cases, and programs that may be missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from click.testing import CliRunner, Result
from commandline import Halvvag

from halvvag_docs.cli import main

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-22"

# A busy machine is no fault of what is tested.
hypothesis.settings.register_profile("any machine", suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("any machine")


@pytest.fixture
def halvvag(monkeypatch: pytest.MonkeyPatch) -> Halvvag:
    """Run the command line: ``halvvag("check", path)`` gives exit_code, stdout and stderr."""
    monkeypatch.setenv("HALVVAG_CACHE", "nej")
    for name in ("HALVVAG_ROOT", "HALVVAG_UNIT"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: object, input: str | None = None) -> Result:  # noqa: A002  Click's word
        result = CliRunner().invoke(main, [str(arg) for arg in args], prog_name="halvvag", input=input)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def samples() -> Path:
    """Return the folder with the two sample cases; only to be read."""
    return ROOT / "samples"


@pytest.fixture
def case_a(tmp_path: Path, samples: Path) -> Path:
    """Return a copy of the Finnish sample case that a test may change."""
    return Path(shutil.copytree(samples / "A-fi-halvvagshem", tmp_path / "A"))


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Return the path of a program; without it a test is skipped, on CI it fails."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("CI"):
            pytest.fail(f"{name} is not installed; .ci/run should have done that")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add options that write what a person then looks at: ``--golden-update`` and ``--pictures``."""
    parser.addoption("--golden-update", action="store_true", help="write tests/golden anew")
    parser.addoption("--pictures", metavar="FOLDER", help="write a picture of every kind of web page there")
