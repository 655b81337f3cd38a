"""Several documents become one file to print: nothing clashes, nothing is lost, all can be filled in."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pdfmaking import button, form, settings, text_field
from pypdf import PdfReader

from halvvag_docs import pdfform
from halvvag_docs.errors import FileError
from halvvag_docs.forms import builtin_root
from halvvag_docs.pdfform import PageMarks, Part
from halvvag_docs.pdfform.assembly import whole_file

TEMPLATES = builtin_root() / "templates"
LONG = "Jag vill bo kvar tills jag har en egen lägenhet och kan sova en hel natt. " * 60


def _merged(*parts: Part, new_sheet: bool = False) -> bytes:
    out = io.BytesIO()
    pdfform.merge(parts, out, title="Utskrift", created=date(2026, 5, 20), new_sheet=new_sheet)
    return out.getvalue()


def _plan(case_id: str, words: str) -> bytes:
    template = (TEMPLATES / "krisplan.pdf").read_bytes()
    own = next(one.name for one in pdfform.fields(template) if one.kind is pdfform.FieldKind.MULTILINE)
    return _filled(template, {own: words}, f"Krisplan {case_id}")


def _filled(
    template: bytes, values: dict[str, pdfform.Value], title: str, language: str = "sv-FI", header: str = ""
) -> bytes:
    marks = PageMarks(header_right=header)
    day = date(2026, 5, 20)
    return pdfform.fill(template, values, lock=False, title=title, language=language, created=day, marks=marks)


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    """Return two plans; a text of the first is so long that it goes on to a sheet."""
    long, short = _plan("HV-2026-101", LONG), _plan("HV-2026-102", "Kort.")
    return [
        Part(content=long, name="HV-2026-101"),
        Part(content=short, name="HV-2026-102"),
    ]


def test_fields_keep_their_values_under_names_of_their_own(parts: list[Part]) -> None:
    """Each document's fields stand below the case id, and show what they showed."""
    whole = _merged(*parts)
    wanted = {f"{part.name}.{name}": value for part in parts for name, value in pdfform.read(part.content).items()}
    assert pdfform.read(whole) == wanted
    drawn = pdfform.drawn_text(whole)
    for part in parts:
        for name, text in pdfform.drawn_text(part.content).items():
            assert drawn[f"{part.name}.{name}"] == text
    assert len(drawn) == len(wanted)
    assert any(len(text) > len(LONG) * 0.9 for text in drawn.values())


def test_fields_can_still_be_filled(parts: list[Part]) -> None:
    """What one document is given, the other does not get."""
    plate = pdfform.compile_template(_merged(*parts))
    names = [field.name for field in plate.fields if field.name.startswith("HV-2026-102.")]
    own = next(one.name for one in plate.fields if one.name in names and one.kind is pdfform.FieldKind.TEXT)
    filled = pdfform.read(pdfform.fill_plate(plate, {own: "Nytt"}, settings()))
    assert filled[own] == "Nytt"
    assert filled[own.replace("HV-2026-102", "HV-2026-101")] != "Nytt"


def test_pages_and_tags_are_those_of_the_documents() -> None:
    """Text in reading order, and «Sida 1 (7)» of each document, stand as they stood."""
    template = (TEMPLATES / "krisplan.pdf").read_bytes()
    marked = [
        Part(content=_filled(template, {}, "Krisplan", language, name), name=name)
        for name, language in (("HV-2026-101", "sv-FI"), ("BS-2026-102", "sv-SE"))
    ]
    alone = [pdfform.page_text(part.content) for part in marked]
    whole = _merged(*marked)
    together = pdfform.page_text(whole)
    assert together.text == "".join(one.text for one in alone)
    assert together.margins == tuple(margin for one in alone for margin in one.margins)
    reader: Any = PdfReader(io.BytesIO(whole))
    tops = reader.root_object["/StructTreeRoot"]["/K"]
    assert [(one.get_object()["/S"], one.get_object()["/Lang"]) for one in tops] == [
        ("/Document", "sv-FI"), ("/Document", "sv-SE"),
    ]  # fmt: skip


def test_parent_tree_leads_back_from_every_page_and_field(parts: list[Part]) -> None:
    """A screen reader finds the tag of what it stands on, in the document that it stands in."""
    reader: Any = PdfReader(io.BytesIO(_merged(*parts)))
    tree = reader.root_object["/StructTreeRoot"]["/ParentTree"]
    entries: dict[int, Any] = {}
    for leaf in tree["/Kids"]:
        numbers = leaf.get_object()["/Nums"]
        entries |= {int(numbers[i]): numbers[i + 1].get_object() for i in range(0, len(numbers), 2)}
    for page in reader.pages:
        assert isinstance(entries[page["/StructParents"]], list)
        for widget in page.get("/Annots", ()):
            element = entries[widget.get_object()["/StructParent"]]
            assert element["/K"]["/Obj"] == widget.get_object()


def test_bookmarks_name_cases_alone(parts: list[Part]) -> None:
    """One for each case; a case with several documents has one below for each."""
    third = Part(content=_plan("HV-2026-102", "Annat."), name="HV-2026-102")
    reader: Any = PdfReader(io.BytesIO(_merged(*parts, third)))
    first, second, below = reader.outline
    assert [first["/Title"], second["/Title"]] == ["HV-2026-101", "HV-2026-102"]
    assert [one["/Title"] for one in below] == ["Krisplan HV-2026-102"] * 2
    pages = [len(PdfReader(io.BytesIO(part.content)).pages) for part in parts]
    assert reader.get_destination_page_number(below[1]) == sum(pages)
    names = {name.partition(".")[0] for name in pdfform.read(_merged(*parts, third))}
    assert names == {"HV-2026-101", "HV-2026-102", "HV-2026-102-2"}


def test_no_two_cases_share_a_sheet_of_paper() -> None:
    """An empty page follows a document that would leave the back of its last sheet to the next one."""
    part = Part(content=form(text_field("namn")), name="A")
    other = Part(content=form(text_field("namn")), name="B")
    assert len(PdfReader(io.BytesIO(_merged(part, other))).pages) == 2
    reader: Any = PdfReader(io.BytesIO(_merged(part, other, new_sheet=True)))
    assert ["/Annots" in page for page in reader.pages] == [True, False, True, False]
    assert reader.pages[1].mediabox == reader.pages[0].mediabox


def test_what_documents_share_is_written_once(parts: list[Part]) -> None:
    """Four of a kind are far smaller together than apart, and the same documents give the same bytes."""
    four = [Part(content=parts[1].content, name=f"HV-{number}") for number in range(100, 104)]
    whole = _merged(*four)
    assert len(whole) < 0.5 * 4 * len(parts[1].content)
    assert whole == _merged(*four)


def test_metadata_claims_what_all_documents_claim(parts: list[Part]) -> None:
    """A file with a document that is no PDF/A says nothing of PDF/A."""
    assert b"pdfaid:part>2<" in _merged(parts[1])
    plain = Part(content=form(text_field("namn")), name="B")
    assert b"pdfaid:part" not in _merged(parts[1], plain).replace(b"xmlns:pdfaid", b"")


def _with_font(name: str) -> bytes:
    """Return a form whose field is edited with /F1, which is a font of this name."""
    font = f"<</Type/Font/Subtype/Type1/BaseFont/{name}>>"
    field = "/FT/Tx/T(namn)/DA(/F1 10 Tf 0 g)/Subtype/Widget/Rect[50 700 250 716]/F 4"
    return form(field, form_entries=f"/DR<</Font<</F1 {font}>>>>")


def test_fonts_of_the_same_name_are_told_apart() -> None:
    """Whoever types into a field gets the letters of its own document."""
    reader: Any = PdfReader(
        io.BytesIO(
            _merged(
                Part(content=_with_font("Helvetica"), name="A"),
                Part(content=_with_font("Courier"), name="B"),
            )
        )
    )
    fonts = reader.root_object["/AcroForm"]["/DR"]["/Font"]
    used = [page["/Annots"][0].get_object()["/DA"].split()[0] for page in reader.pages]
    assert [fonts[name]["/BaseFont"] for name in used] == ["/Helvetica", "/Courier"]


def test_shared_objects_may_lead_in_a_circle() -> None:
    """A font or picture that names itself is written like any other."""
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources 4 0 R>>",
        3: b"<</Type/Page/Parent 2 0 R>>",
        4: b"<</Properties<</Loop 5 0 R>>>>",
        5: b"<</Next 6 0 R>>",
        6: b"<</Next 5 0 R/Own(yes)>>",
        7: b"<<>>",
    }
    reader: Any = PdfReader(io.BytesIO(_merged(Part(content=whole_file(bodies, root=1, info=7), name="A"))))
    loop = reader.pages[0]["/Resources"]["/Properties"]["/Loop"]
    assert loop["/Next"]["/Next"] == loop
    assert loop["/Next"]["/Own"] == "yes"
    assert reader.pages[0].mediabox.height == 842


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hej", "A: Filen är ingen PDF."),
        (b"%PDF-1.7\n%%EOF", "A: PDF-filen är skadad"),
        (form("/FT/Sig/T(s)/V<</Type/Sig>>/Subtype/Widget/Rect[1 1 9 9]"), "A: Dokumentet är underskrivet"),
    ],
)
def test_what_cannot_be_merged_is_named(content: bytes, message: str) -> None:
    """The case and the reason; a signed document would lose its signature."""
    with pytest.raises(FileError, match=message):
        _merged(Part(content=content, name="A"))


def test_lock_of_a_signature_names_the_fields_as_they_are_called_now() -> None:
    """A signature still locks the same fields of its own document."""
    lock = "/Lock<</Type/SigFieldLock/Action/Include/Fields[(namn)]>>"
    signed_later = form(text_field("namn"), f"/FT/Sig/T(s){lock}/Subtype/Widget/Rect[1 1 9 9]/F 132")
    reader: Any = PdfReader(io.BytesIO(_merged(Part(content=signed_later, name="A"))))
    assert reader.pages[0]["/Annots"][1].get_object()["/Lock"]["/Fields"] == ["A.namn"]


def test_button_states_survive() -> None:
    """A ticked box stays ticked."""
    ticked = pdfform.fill(
        form(button("tolk", ["Ja"])),
        {"tolk": True},
        lock=False,
        title="",
        language="sv-FI",
        created=date(2026, 1, 1),
    )
    assert pdfform.read(_merged(Part(content=ticked, name="A"))) == {"A.tolk": True}
