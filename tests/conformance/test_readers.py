"""Every answer of every sample as poppler, MuPDF, Ghostscript, and PDFium, that of Chromium, show it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from pages import words, words_of
from pypdf import PdfReader

from halvvag_docs import casework

pytestmark = pytest.mark.conformance

SAMPLES = Path(__file__).parents[2] / "samples"
CASES = ("A-fi-halvvagshem", "B-se-boendestod")
COMMANDS = {
    "pdftotext": ("-layout", "{}", "-"),
    "mutool": ("draw", "-q", "-F", "txt", "{}"),
    "gs": ("-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite", "-sOutputFile=-", "{}"),
}


@pytest.fixture(scope="module")
def expected(made: Path) -> dict[Path, set[str]]:
    """Return the words of the answers that each PDF of the samples was made of."""
    found = {}
    for case in casework.read_cases([SAMPLES / name for name in CASES], today=date(2026, 11, 22)):
        for source in case.asked:
            assert source.form is not None
            assert source.answers is not None
            kind = f"_{source.answers.form}_{source.answers.date}_"
            paths = [path for path in (made / case.folder.name).glob("*.pdf") if kind in path.name]
            path = paths[0] if len(paths) == 1 else next(p for p in paths if source.answers.id[:8] in p.name)
            found[path] = words_of(source.form, source.answers)
    assert len(found) == 22
    return found


@pytest.mark.parametrize("engine", COMMANDS)
def test_a_reader_sees_every_word(
    expected: dict[Path, set[str]], program: Callable[[str], str], engine: str
) -> None:
    """What one program shows and another does not is lost for half of those who get the file."""
    for pdf, wanted in expected.items():
        command = [program(engine), *(part.format(pdf) for part in COMMANDS[engine])]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        missing = wanted - words(done.stdout.decode("utf-8", "replace"))
        assert missing == set(), pdf.name


def test_pdfium_sees_every_word(expected: dict[Path, set[str]]) -> None:
    """Chromium draws fields over the page; flattened in memory, their looks become text that can be read."""
    for pdf, wanted in expected.items():
        seen: set[str] = set()
        with pypdfium2.PdfDocument(pdf) as document:
            document.init_forms()
            for page in document:
                page.flatten()
            for number in range(len(document)):
                seen |= words(document[number].get_textpage().get_text_bounded())
        assert wanted - seen == set(), pdf.name


def test_the_file_says_the_same_of_itself_twice(made: Path) -> None:
    """The information dictionary and XMP agree on title, program and day, and name nobody."""
    for pdf in sorted(made.rglob("*.pdf")):
        reader = PdfReader(pdf)
        info, xmp = reader.metadata, reader.xmp_metadata
        assert info is not None
        assert xmp is not None
        assert xmp.dc_title == {"x-default": info.title}
        assert str(info.title).endswith(pdf.name.partition("_")[0])
        assert (xmp.xmp_creator_tool, xmp.pdf_producer) == (info.creator, info.producer)
        made_on, changed_on = info.creation_date, info.modification_date
        assert made_on is not None
        assert made_on == changed_on
        assert str(made_on.date()) in pdf.name
        assert {one.date() for one in (xmp.xmp_create_date, xmp.xmp_modify_date) if one} == {made_on.date()}
        assert xmp.dc_language == [str(reader.root_object["/Lang"])]
        assert (info.author, info.subject, info.get("/Keywords"), xmp.dc_creator) == (None, None, None, [])
