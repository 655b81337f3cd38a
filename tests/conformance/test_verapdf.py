"""An independent judge of PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from halvvag_docs import pdfform

pytestmark = pytest.mark.conformance

VERAPDF = Path(__file__).parents[2] / ".ci" / "verapdf"


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_every_pdf_passes(made: Path, program: Callable[[str], str], flavour: str) -> None:
    """Archives and screen readers can read what we make."""
    program("java")
    pdfs = sorted(str(path) for path in made.rglob("*.pdf"))
    assert pdfs
    _judge(flavour, pdfs)


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_all_documents_in_one_file_pass(
    made: Path, tmp_path: Path, program: Callable[[str], str], flavour: str
) -> None:
    """What is merged for printing is still tagged and can be kept."""
    program("java")
    paths = sorted(made.rglob("*.pdf"))
    names = [path.name.partition("_")[0] for path in paths]
    parts = (pdfform.Part(content=path.read_bytes(), name=name) for path, name in zip(paths, names, strict=True))
    with (tmp_path / "alla.pdf").open("wb") as out:
        pages = pdfform.merge(parts, out, title="Utskrift", created=date(2026, 5, 20), new_sheet=True)
    assert pages > len(paths)
    _judge(flavour, [str(tmp_path / "alla.pdf")])


def _judge(flavour: str, pdfs: list[str]) -> None:
    command = [str(VERAPDF), "--flavour", flavour, *pdfs]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
