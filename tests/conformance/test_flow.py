"""PDF of running text as other people's programs see it: long, full, least, as a draft, and with markup in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import flowforms
import pytest

from halvvag_docs import documents, pdfform, validation
from halvvag_docs.answers import RawAnswers
from halvvag_docs.documents import trial
from halvvag_docs.units import UNNAMED

pytestmark = pytest.mark.conformance

VERAPDF = Path(__file__).parents[2] / ".ci" / "verapdf"
NAMES = "Áŋel-Máret Łukasz, Nguyễn Thị Hồng, Ђорђе och Ελένη"
SCRIPTS = "Hej محمد علی och שרה כהן! สวัสดีครับ வணக்கம் ሰላም አበበ გამარჯობა Բարեւ"
MARKUP = r"#panic() $x^2$ @ref [inne] {kod} \ // rest *fet* `rå` <etikett> = Rubrik"
LONG = f"Jag vill sova en hel natt. {NAMES} vet varför. " * 60
WIDE = f"{'Ångström' * 12} och {NAMES}"
READERS = {
    "pdftotext": ("-raw", "{}", "-"),
    "mutool": ("draw", "-q", "-F", "txt", "{}"),
    "gs": ("-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite", "-sOutputFile=-", "{}"),
}


@pytest.fixture(scope="module")
def flowing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with documents of every form of running text."""
    folder = tmp_path_factory.mktemp("flowing")
    for name in flowforms.FLOWING:
        form, answers, unit = flowforms.sample(name)
        least = RawAnswers(document=name, data=trial.minimal(form, answers.system), lines={})
        made = {
            "prov": (answers, unit),
            "lang": (flowforms.with_words(form, answers, {"text": LONG, "string": WIDE}.get), unit),
            "tecken": (flowforms.with_words(form, answers, lambda _kind: MARKUP), unit),
            "skrift": (flowforms.with_words(form, answers, lambda _kind: SCRIPTS), unit),
            "full": (trial.complete(form, answers.system, 0), trial.FULL_UNIT),
            "minst": (validation.check(form, least).answers, UNNAMED),
        }
        for kind, (given, its_unit) in made.items():
            draft = kind in {"minst", "tecken"}
            content = documents.render(form, given, format="pdf", unit=its_unit, draft=draft).content
            (folder / f"{name}-{kind}.pdf").write_bytes(content)
    return folder


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_every_document_passes_verapdf(flowing: Path, program: Callable[[str], str], flavour: str) -> None:
    """Whatever the answers are, the file can be archived and read aloud."""
    program("java")
    pdfs = sorted(str(path) for path in flowing.glob("*.pdf"))
    assert len(pdfs) == 6 * len(flowforms.FLOWING)
    command = [str(VERAPDF), "--flavour", flavour, *pdfs]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_every_line(flowing: Path, program: Callable[[str], str], reader: str) -> None:
    """Poppler, MuPDF and Ghostscript find each line of the running text; words from right to left they turn."""
    for pdf in sorted(set(flowing.glob("*.pdf")) - set(flowing.glob("*-skrift.pdf"))):
        command = [program(reader), *(part.format(pdf) for part in READERS[reader])]
        done = subprocess.run(command, capture_output=True, timeout=300, check=True)
        seen = flowforms.squeezed(done.stdout.decode("utf-8", "replace"))
        lines = map(flowforms.squeezed, pdfform.page_text(pdf.read_bytes()).text.splitlines())
        assert [line for line in lines if line not in seen] == [], pdf.name


def test_qpdf_finds_the_files_sound(flowing: Path, program: Callable[[str], str]) -> None:
    """Cross-references, streams and page trees are in order."""
    for pdf in sorted(flowing.glob("*.pdf")):
        done = subprocess.run([program("qpdf"), "--check", str(pdf)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{pdf.name}: {done.stdout}{done.stderr}"
