"""The krisplan as a PDF form: three pages, every answer on them, nothing lost however much is written."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from halvvag_docs import answers, documents, forms, pdfform, units, validation
from halvvag_docs.forms import Form

ROOT = Path(__file__).resolve().parent.parent
CASES = {"A-fi-halvvagshem": "09-krisplan", "B-se-boendestod": "05-krisplan"}


@pytest.fixture(scope="module")
def krisplan() -> Form:
    """Return the form."""
    return forms.load_form("krisplan")


def _text(case: str) -> str:
    return (ROOT / "samples" / case / f"{CASES[case]}.yaml").read_text(encoding="utf-8")


def _content(form: Form, text: str, **more: Any) -> bytes:
    made = validation.validate(form, answers.parse(text, document="krisplan"))
    return documents.render(form, made, format="pdf", unit=units.UNNAMED, **more).content


@pytest.mark.parametrize("case", CASES)
def test_a_sample_has_the_page_to_carry_and_two_about_the_plan(krisplan: Form, case: str) -> None:
    """Nothing of the sample needs a continuation sheet."""
    pages = PdfReader(io.BytesIO(_content(krisplan, _text(case)))).pages
    assert len(pages) == 3
    carried = pages[0].extract_text()
    assert "Min krisplan" in carried
    assert "112" in carried


def test_the_page_to_carry_holds_no_identity_number(krisplan: Form) -> None:
    """A plan that is lost tells nobody's full name or number."""
    fields = pdfform.fields(krisplan.templates[".pdf"].read_bytes())
    private = {"klient.id_nummer", "klient.efternamn", "klient.hemadress.gata", "klient.telefon"}
    carried = {reference.path for reference in pdfform.references([f for f in fields if f.pages == (0,)])}
    assert not private & carried


def test_more_contacts_than_rows_stand_on_the_sheet(krisplan: Form) -> None:
    """The sixth to the ninth contact are printed whole, and the page says where."""
    more = "".join(
        f'    - {{ordning: {i}, namn: Kontakt Nummer {i}, roll: vän, telefon: "+46701740613", tider: alltid,'
        f" personal_far_ringa: false}}\n"
        for i in range(5, 10)
    )
    text = _text("A-fi-halvvagshem").replace("  trygg_plats:\n", more + "  trygg_plats:\n")
    content = _content(krisplan, text)
    drawn = pdfform.drawn_text(content)
    assert pdfform.shows(drawn["krisplan.kontakter.4.namn"], "Kontakt Nummer 5")
    for i in range(6, 10):
        assert pdfform.shows(drawn["fler_kontakter"], f"Kontakt Nummer {i}, vän, alltid")
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 4
    assert "Fler kontakter (sida 1)" in pages[3].extract_text()


def test_long_words_of_the_person_are_never_cut(krisplan: Form) -> None:
    """Four thousand characters in a box of two lines stand whole in the file."""
    words = "Jag vill känna igen mig själv på morgonen, Nguyễn och Ђорђе med. " * 60
    text = _text("B-se-boendestod").replace("Jag vill ha nyckeln kvar.", words.strip())
    drawn = pdfform.drawn_text(_content(krisplan, text, draft=True))
    assert pdfform.shows(drawn["krisplan.skal"], words)


def test_the_committed_template_is_what_its_source_gives(krisplan: Form) -> None:
    """Nobody edits the built file by hand, and building is reproducible."""
    pytest.importorskip("typst", reason="needs the extra «build»")
    from halvvag_docs.forge.__main__ import build

    built = build(ROOT / "templates" / "src" / "pdf" / "krisplan.typ", ROOT / "templates" / "fonts")
    assert built == krisplan.templates[".pdf"].read_bytes()


def test_every_field_has_a_label_for_screen_readers(krisplan: Form) -> None:
    """A tooltip in words for each field, and no two alike."""
    fields = pdfform.fields(krisplan.templates[".pdf"].read_bytes())
    assert [field.name for field in fields if field.label in {"", field.name}] == []
    assert len({field.label for field in fields}) == len(fields)
