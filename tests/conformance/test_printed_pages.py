"""What LibreOffice and poppler show of the finished documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pages import text_of, words, words_of

from halvvag_docs import casework
from halvvag_docs.casework import Source

pytestmark = pytest.mark.conformance

CASES = ("A-fi-halvvagshem", "B-se-boendestod")


def _sources(samples: Path) -> list[tuple[str, Source]]:
    cases = casework.read_cases([samples / name for name in CASES], today=date(2026, 11, 22))
    return [(case.folder.name, source) for case in cases for source in case.asked]


def _document(folder: Path, source: Source, suffix: str) -> Path | None:
    assert source.answers is not None
    kind = f"_{source.answers.form}_{source.answers.date}_"
    found = [path for path in folder.glob(f"*{suffix}") if kind in path.name]
    if len(found) > 1:
        found = [path for path in found if source.answers.id[:8] in path.name]
    return found[0] if found else None


def test_every_sample_becomes_a_word_document(made: Path) -> None:
    """Eleven documents for each case, none missing, none too many."""
    assert [len(list((made / name).glob("*.docx"))) for name in CASES] == [11, 11]


def test_libreoffice_shows_every_word_of_every_answer(printed: Path, samples: Path) -> None:
    """Each Word file opens, and the words of all free text stand on its pages."""
    for case, source in _sources(samples):
        assert source.form is not None
        assert source.answers is not None
        pdf = _document(printed / case, source, ".pdf")
        assert pdf is not None, source.path.name
        pages = text_of(pdf)
        missing = words_of(source.form, source.answers) - words("\n".join(pages))
        assert len(missing) == 0, (
            f"{source.path.name}: {len(missing)} words are not on the pages: {sorted(missing)}"
        )


def test_every_page_says_which_document_it_belongs_to(printed: Path) -> None:
    """The case id stands on each page, and the pages are counted."""
    for pdf in sorted(printed.rglob("*.pdf")):
        pages = text_of(pdf)
        case_id = pdf.name.partition("_")[0]
        for number, page in enumerate(pages, 1):
            assert case_id in page, f"{pdf.name}, page {number}"
            assert f"Sida {number} av {len(pages)}" in page, f"{pdf.name}, page {number}"


def test_poppler_shows_every_word_of_the_pdf_forms(made: Path, samples: Path) -> None:
    """A value that a viewer does not draw is lost on paper, whatever the file says."""
    seen = 0
    for case, source in _sources(samples):
        assert source.form is not None
        assert source.answers is not None
        pdf = _document(made / case, source, ".pdf")
        if pdf is None:
            continue
        seen += 1
        missing = words_of(source.form, source.answers) - words("\n".join(text_of(pdf)))
        assert len(missing) == 0, f"{pdf.name}: {sorted(missing)}"
    assert seen >= 2
