"""The package as a user gets it: built, installed alone, run far from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of an environment that holds the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    pip = [str(folder / "env" / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), f"{wheel}[pdf]"], check=True, timeout=600)
    return folder / "env" / "bin"


def _run(installed: Path, cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HALVVAG"))}
    command = [str(installed / "halvvag"), *args]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_demo_runs_from_the_wheel(installed: Path, made: Path, tmp_path: Path) -> None:
    """All documents come out, and they are the same bytes as from the checkout."""
    done = _run(installed, tmp_path, "demo", "ut")
    assert done.returncode == 0, done.stderr
    ours = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    theirs = {path.relative_to(tmp_path / "ut"): path for path in (tmp_path / "ut").rglob("*") if path.is_file()}
    assert set(theirs) == set(ours)
    assert [str(name) for name, path in theirs.items() if path.read_bytes() != ours[name]] == []


def test_forms_are_proven_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """Schemas and templates came along and fit each other."""
    done = _run(installed, tmp_path, "forms", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
