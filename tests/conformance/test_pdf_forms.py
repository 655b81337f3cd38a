"""PDF forms as other people's programs see them: blank, as a draft, and with more text than there is room for."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from halvvag_docs import forms, pdfform
from halvvag_docs.pdfform import PageMarks, Settings

pytestmark = pytest.mark.conformance

VERAPDF = Path(__file__).parents[2] / ".ci" / "verapdf"
NAMES = "Áŋel-Máret Łukasz, Nguyễn Thị Hồng, Ђорђе och Ελένη"
LONG = f"Jag vill sova en hel natt och vakna utan att räkna timmar. {NAMES} vet varför. "
READERS = {
    "pdftotext": ("-raw", "{}", "-"),
    "mutool": ("draw", "-q", "-F", "txt", "{}"),
    "gs": ("-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite", "-sOutputFile=-", "{}"),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every PDF template blank, as a draft, and overfull; and a plan of nine goals."""
    folder = tmp_path_factory.mktemp("forms")
    marks = PageMarks(header_left="Enheten", header_right="HV-2026-001", footer_left="Dokument-id x · version 1")
    for form in forms.find_forms().values():
        if ".pdf" not in form.templates:
            continue
        template = form.templates[".pdf"].read_bytes()
        (folder / f"{form.name}-blank.pdf").write_bytes(template)
        for kind, length, draft in (("utkast", 1, True), ("full", 12, False)):
            settings = Settings(
                lock=not draft,
                title=f"{form.title} HV-2026-001",
                language="sv-FI",
                created=date(2026, 3, 12),
                marks=marks,
                draft=draft,
            )
            plate = pdfform.compile_template(template)
            values = {
                field.name: (f"{number}. " + LONG * length)[: field.max_length]
                for number, field in enumerate(plate.fields)
                if field.kind.holds_text
            }
            content = pdfform.fill_plate(plate, values, settings)
            (folder / f"{form.name}-{kind}.pdf").write_bytes(content)
        if form.name == "genomforandeplan":
            (folder / "nine-full.pdf").write_bytes(pdfform.fill_plate(plate, _nine_goals(), settings))
    return folder


def _nine_goals() -> dict[str, str]:
    """Return a plan for which a page is repeated: nine goals, five of them with a text too long for its box."""
    goals = {f"genomforandeplan.mal.{i}.smart_mal": f"{i}. " + LONG for i in range(9)}
    return goals | {f"genomforandeplan.mal.{i}.hur_mats": f"{i}: " + LONG * 20 for i in range(2, 7)}


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_every_form_passes_verapdf(filled: Path, program: Callable[[str], str], flavour: str) -> None:
    """Blank, draft and overfull files can be archived and read aloud."""
    program("java")
    pdfs = sorted(str(path) for path in filled.glob("*.pdf"))
    assert pdfs
    command = [str(VERAPDF), "--flavour", flavour, *pdfs]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_every_text(filled: Path, program: Callable[[str], str], reader: str) -> None:
    """Poppler, MuPDF and Ghostscript find each of the texts of an overfull form whole."""
    for pdf in sorted(filled.glob("*-full.pdf")):
        command = [program(reader), *(part.format(pdf) for part in READERS[reader])]
        done = subprocess.run(command, capture_output=True, timeout=300, check=True)
        seen = "".join(done.stdout.decode("utf-8", "replace").split())
        drawn = pdfform.drawn_text(pdf.read_bytes())
        lost = [name for name, text in drawn.items() if not _all_lines(text, seen)]
        assert lost == [], pdf.name


def _all_lines(text: str, seen: str) -> bool:
    return all("".join(line.split()) in seen for line in text.splitlines())


def test_qpdf_finds_the_files_sound(filled: Path, program: Callable[[str], str]) -> None:
    """Cross-references, streams and page trees are in order."""
    for pdf in sorted(filled.glob("*.pdf")):
        done = subprocess.run([program("qpdf"), "--check", str(pdf)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{pdf.name}: {done.stdout}{done.stderr}"
