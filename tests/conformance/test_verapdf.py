"""An independent judge of PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.conformance

VERAPDF = Path(__file__).parents[2] / ".ci" / "verapdf"


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_every_pdf_passes(made: Path, program: Callable[[str], str], flavour: str) -> None:
    """Archives and screen readers can read what we make."""
    program("java")
    pdfs = sorted(str(path) for path in made.rglob("*.pdf"))
    assert pdfs
    command = [str(VERAPDF), "--flavour", flavour, *pdfs]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
