"""The PDF of a document shows the same answers as its Word file, or it is not made."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from halvvag_docs import answers, documents, forms, pdfform, validation
from halvvag_docs.documents import pdf
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import Form
from halvvag_docs.units import UNNAMED, Unit
from halvvag_docs.values import Group, Source, leaf

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@pytest.fixture(scope="module")
def krisplan() -> Form:
    """Return the form with a fillable template."""
    return forms.load_form("krisplan")


def _sample(form: Form) -> answers.Answers:
    text = (SAMPLES / "A-fi-halvvagshem" / "09-krisplan.yaml").read_text(encoding="utf-8")
    return validation.validate(form, answers.parse(text, document="09-krisplan"))


def _render(form: Form, made: answers.Answers, unit: Unit = UNNAMED, **more: Any) -> documents.Document:
    return documents.render(form, made, format="pdf", unit=unit, **more)


def test_a_settled_document_is_locked_and_named_as_the_word_file(krisplan: Form) -> None:
    """Its fields can be read by programs, and changed by nobody but those who sign."""
    document = _render(krisplan, _sample(krisplan))
    assert document.name == "HV-2026-014_krisplan_2026-03-12_v1.pdf"
    assert document.media_type == "application/pdf"
    fields = pdfform.fields(document.content)
    texts = [field for field in fields if field.kind is pdfform.FieldKind.TEXT and "datum" not in field.name]
    assert texts
    assert all(field.read_only for field in texts if "ort" not in field.name)
    drawn = " ".join(pdfform.drawn_text(document.content).values())
    assert "Lönedag och ensam fredagskväll" in drawn.replace("\n", " ")


def test_equal_answers_give_equal_bytes(krisplan: Form) -> None:
    """Neither the clock nor a random id is in the file."""
    made = _sample(krisplan)
    assert _render(krisplan, made).content == _render(krisplan, made).content


def test_a_draft_can_be_filled_in_further(krisplan: Form) -> None:
    """It is marked, named as a draft, and its fields are open."""
    document = _render(krisplan, _sample(krisplan), draft=True)
    assert document.name.endswith("_v1_utkast.pdf")
    assert any(not field.read_only for field in pdfform.fields(document.content))
    assert document.content != _render(krisplan, _sample(krisplan)).content


def test_an_answer_that_no_field_shows_stops_the_document(krisplan: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn is read back; a text that is not whole is an error with its label, never its value."""
    read = pdfform.drawn_text

    def cut(content: bytes) -> dict[str, str]:
        return {name: text[:-3] if "skal" in name else text for name, text in read(content).items()}

    monkeypatch.setattr(pdfform, "drawn_text", cut)
    with pytest.raises(RenderError, match=r"krisplan\.pdf visar inte allt som är besvarat") as caught:
        _render(krisplan, _sample(krisplan))
    assert "(krisplan.skal)" in str(caught.value)
    assert "Elsa" not in str(caught.value)


def test_values_for_fields_are_texts_and_codes() -> None:
    """Text fields get what is printed; boxes and choices get codes and truth values."""
    context = Group(
        kod=leaf("god_man", shown="God man", sources=[Source("kod")]),
        ja=leaf(True, shown="Ja"),
        dag=leaf(date(2026, 5, 14), shown="14.5.2026"),
        lista=[leaf("a", shown="A"), ""],
        utkast=False,
    )
    assert pdf.printed(context) == {
        "kod": "God man",
        "ja": "Ja",
        "dag": "14.5.2026",
        "lista": ["A", ""],
        "utkast": False,
    }
    codes = pdf.codes(context)
    assert codes["kod"] == "god_man"
    assert codes["ja"] is True
