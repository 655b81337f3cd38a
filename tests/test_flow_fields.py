"""Signatures in a PDF of running text are real form fields, tagged; everything else in it is fixed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import flowforms
import pytest
from pypdf import PdfReader

from halvvag_docs import documents, pdfform
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.errors import Level, RenderError
from halvvag_docs.pdfform import FieldKind, FormField


def _fields(content: bytes) -> dict[str, FormField]:
    return {field.name: field for field in pdfform.fields(content)}


def _signed(form_name: str, *signatures: dict[str, Any]) -> bytes:
    form, answers, unit = flowforms.sample(form_name)
    values = flowforms.thawed(answers)
    values["underskrifter"] = list(signatures)
    changed = Answers(freeze(values), document=answers.document, form=answers.form)
    return flowforms.render(form, changed, unit=unit)


@pytest.mark.parametrize("name", flowforms.FLOWING)
def test_each_signature_has_its_fields(name: str) -> None:
    """A field to sign in, a date and a place, with words for those who listen; known dates are filled in."""
    content = _render(name)
    fields = _fields(content)
    signatures = [field for field in fields.values() if field.kind is FieldKind.SIGNATURE]
    assert signatures
    for field in signatures:
        place = field.name.removesuffix(".underskrift")
        role = field.label.removeprefix("Underskrift: ")
        assert fields[f"{place}.datum"].label == f"Datum för underskrift: {role}"
        assert fields[f"{place}.ort"].label == f"Ort för underskrift: {role}"
    assert len(fields) == 3 * len(signatures)
    _, answers, _ = flowforms.sample(name)
    assert len([value for value in pdfform.read(content).values() if value]) == len(
        answers.items_of("underskrifter")
    )


def test_fields_are_open_and_nothing_else_can_be_changed() -> None:
    """In a settled document only signatures, dates and places can be written."""
    content = _render("uppdrag")
    assert all(not field.read_only for field in _fields(content).values())
    reader = PdfReader(io.BytesIO(content))
    kinds = {str(item["/Subtype"]) for page in reader.pages for item in _annotations(page)}
    assert kinds == {"/Widget"}


def test_fields_are_tagged_for_screen_readers_and_signing_software() -> None:
    """Each widget hangs in a form tag by one direct object reference; an array would break later signatures."""
    reader = PdfReader(io.BytesIO(_render("sip")))
    widgets = [item for page in reader.pages for item in _annotations(page)]
    tags = list(_tags(reader.root_object["/StructTreeRoot"], "/Form"))
    assert len(tags) == len(widgets) > 0
    for tag in tags:
        kid = tag.raw_get("/K")
        assert kid["/Type"] == "/OBJR"
        assert kid["/Obj"]["/Subtype"] == "/Widget"
        assert tag["/Alt"] == kid["/Obj"]["/TU"]


def test_dates_are_drawn() -> None:
    """A date that was given stands on the line, drawn, not only stored."""
    drawn = pdfform.drawn_text(_render("uppdrag"))
    assert drawn["signaturer.0.datum"].strip() == "4.3.2026"


def test_a_place_that_was_given_is_printed() -> None:
    """A place may be long: it is printed and wrapped, never shrunk."""
    place = "Ärkebiskopskontoret i Malax, tredje våningen"
    signature = {"roll": "beslutsfattare", "namn": "Bo", "datum": date(2026, 3, 4), "satt": "papper", "ort": place}
    content = _signed("uppdrag", signature)
    assert "signaturer.0.ort" not in _fields(content)
    assert flowforms.squeezed(place) in flowforms.text_of(content)


@pytest.mark.parametrize(("how", "words"), [("ville_inte", "Ville inte"), ("muntligt_noterat", "Muntligt")])
def test_what_was_said_or_refused_has_no_field(how: str, words: str) -> None:
    """Then there is nothing to sign; how it was is printed on the line."""
    content = _signed("uppdrag", {"roll": "beslutsfattare", "namn": "Bo", "datum": date(2026, 3, 4), "satt": how})
    reader = PdfReader(io.BytesIO(content))
    assert "/AcroForm" not in reader.root_object
    assert words.replace(" ", "") in flowforms.text_of(content)


def test_many_signatures_go_on_over_pages() -> None:
    """Each one stays whole, and the first has its sentence above it on the same page."""
    signer: dict[str, Any] = {"roll": "deltagare", "datum": date(2026, 5, 5), "satt": "papper"}
    content = _signed("sip", *[signer | {"namn": f"Deltagare {number}"} for number in range(12)])
    signatures = [field for field in pdfform.fields(content) if field.kind is FieldKind.SIGNATURE]
    assert len(signatures) == 14
    reader = PdfReader(io.BytesIO(content))
    first = reader.pages[signatures[0].pages[0]].extract_text()
    assert "Underskriften gäller" in first
    fields = _fields(content)
    for field in signatures:
        assert fields[field.name.replace("underskrift", "datum")].pages == field.pages


def test_line_to_sign_on_is_seven_centimetres() -> None:
    """Room for a hand. Source: domain, section 6."""
    reader = PdfReader(io.BytesIO(_render("utredning")))
    widgets = [item for page in reader.pages for item in _annotations(page) if item.get("/FT") == "/Sig"]
    assert widgets
    for widget in widgets:
        left, _, right, _ = (float(side) for side in widget["/Rect"])
        assert right - left >= 7 / 2.54 * 72


def test_field_that_shows_another_date_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The date is read back from what is drawn."""
    monkeypatch.setattr(pdfform, "drawn_text", lambda _content: {"signaturer.0.datum": "1.1.1900"})
    with pytest.raises(RenderError, match=r"«Datum» \(underskrifter\[0\].datum\)"):
        _render("uppdrag")


def test_text_that_is_cut_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The running text is read back from the pages."""
    whole = pdfform.page_text

    def cut(content: bytes) -> pdfform.PageText:
        page = whole(content)
        return pdfform.PageText(text=page.text.replace("psykosocialt", "psyk"), margins=(), outside=())

    monkeypatch.setattr(pdfform, "page_text", cut)
    with pytest.raises(RenderError, match=r"«Varför insatsen beviljats»"):
        _render("uppdrag")


def test_proof_finds_what_a_template_forgets(tmp_path: Path) -> None:
    """`forms --check` names the field, without any sample."""
    form = flowforms.write_form(tmp_path, flowforms.HEAD + flowforms.BODY.replace('one("Antal", b.antal), ', ""))
    problems = [one for one in documents.check_form(form) if one.level is Level.ERROR]
    assert {one.path for one in problems if one.rule == "unprinted"} == {"brev.antal"}


def test_proof_finds_what_only_some_answers_show(tmp_path: Path) -> None:
    """A field that is printed only under a condition is lost when the condition does not hold."""
    body = flowforms.BODY.replace(
        'one("Svar", b.ja)', 'if code(b.slag) == "glatt" { one("Svar", b.ja) } else { one("S", "") }'
    )
    form = flowforms.write_form(tmp_path, flowforms.HEAD + body)
    messages = [one.message for one in documents.check_form(form) if one.rule == "render"]
    assert messages
    assert all("«Svar önskas»" in message for message in messages)


def test_proof_passes_a_sound_template(tmp_path: Path) -> None:
    """The small form is sound."""
    assert documents.check_form(flowforms.write_form(tmp_path)) == []


def _render(name: str) -> bytes:
    form, answers, unit = flowforms.sample(name)
    return flowforms.render(form, answers, unit=unit)


def _annotations(page: Any) -> list[Any]:
    return [item.get_object() for item in page.get("/Annots", ())]


def _tags(element: Any, kind: str) -> Any:
    element = element.get_object()
    if not isinstance(element, dict):
        return
    if element.get("/S") == kind:
        yield element
    kids = element.get("/K")
    kids = kids.get_object() if kids is not None else []
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from _tags(kid, kind)
