"""The fillable forms of application, consent, plan and follow-up: on paper, on screen, with much to say."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from halvvag_docs import answers, documents, forms, pdfform, units, validation
from halvvag_docs.answers import RawAnswers
from halvvag_docs.forms import Field, Form
from halvvag_docs.pdfform import FieldKind, FormField

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "templates" / "src" / "pdf"
PAGES = {"ansokan": 3, "samtycke": 3, "genomforandeplan": 6, "uppfoljning": 6}
SAMPLES = {
    f"{path.parent.name}/{path.stem}": text
    for path in sorted((ROOT / "samples").glob("*/*.yaml"))
    if (found := re.search(r"^  typ: (\w+)", text := path.read_text(encoding="utf-8"), re.MULTILINE))
    and found[1] in PAGES
}
"""The samples of these forms, as text."""
SHORT_WORDS = {"samtycke.parter[].riktning"}
"""Answers whose buttons finish a sentence that their column begins."""
SEVEN_CENTIMETRES = 198.4
"""Points. Source: domain, block of signatures."""


@cache
def _form(name: str) -> Form:
    return forms.load_form(name)


@cache
def _template(name: str) -> bytes:
    return _form(name).templates[".pdf"].read_bytes()


@cache
def _fields(name: str) -> tuple[FormField, ...]:
    return pdfform.fields(_template(name))


def _pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def _leaf(form: Form, field: FormField) -> Field | None:
    """Return the field of the form that a PDF field holds the whole answer to."""
    return form.field(re.sub(r"\.\d+(?=\.|$)", "[]", field.source or field.name))


def _raw(sample: str) -> RawAnswers:
    return answers.parse(SAMPLES[sample], document="prov")


def _name(raw: RawAnswers) -> str:
    document: Any = raw.data["dokument"]
    return str(document["typ"])


def _render(raw: RawAnswers, **more: Any) -> bytes:
    form = _form(_name(raw))
    made = validation.validate(form, raw)
    return documents.render(form, made, format="pdf", unit=units.UNNAMED, **more).content


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_template_is_what_its_source_gives(name: str) -> None:
    """Nobody edits the built file by hand, and building is reproducible."""
    pytest.importorskip("typst", reason="needs the extra «build»")
    from halvvag_docs.forge.__main__ import build

    assert build(SOURCES / f"{name}.typ", ROOT / "templates" / "fonts") == _template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_blank_form_holds_nobodys_answers(name: str) -> None:
    """The roles that stand in it beforehand are its defaults, so that filling it has nothing to warn of."""
    plate = pdfform.kept_plate(_template(name), None)
    assert (plate.held, plate.notices) == ((), ())


@pytest.mark.parametrize("name", PAGES)
def test_each_part_begins_where_it_should(name: str) -> None:
    """No part runs over onto a page of its own, and the parts come in the order of the Word template."""
    pages = _pages(_template(name))
    assert len(pages) == PAGES[name]
    assert [page.split("\n")[0].strip() for page in pages] == {
        "ansokan": ["Ansökan om plats eller boendestöd", "Vad jag söker", "Underskrift"],
        "samtycke": ["Samtycke", "Ett fritt val", "Återkallelse"],
        "genomforandeplan": [
            "Genomförandeplan",
            "2 Mina ord",
            "4 Mål och aktiviteter",
            "5 Veckan",
            "7 Samverkan",
            "11 Underskrifter",
        ],
        "uppfoljning": [
            "Uppföljning",
            "1 Så här tycker jag",
            "2 Mål för mål",
            "3 Utfört",
            "6 Bedömning och förslag",
            "9 Underskrifter",
        ],
    }[name]


@pytest.mark.parametrize("name", PAGES)
def test_every_field_has_a_label_for_screen_readers(name: str) -> None:
    """A question in words for each field, and no two alike."""
    labels = [field.label for field in _fields(name)]
    assert [field.name for field in _fields(name) if field.label in {"", field.name}] == []
    assert [label for label in labels if labels.count(label) > 1] == []


@pytest.mark.parametrize("name", PAGES)
def test_words_of_the_person_are_told_from_those_of_staff(name: str) -> None:
    """Free text is labelled as own words exactly when it is, and as a judgement only when it is one."""
    form = _form(name)
    for field in _fields(name):
        leaf = _leaf(form, field)
        if leaf is None or leaf.kind != "text":
            continue
        assert ("egna ord" in field.label) == (leaf.field_class == "E"), field.name
        if "bedömning" in field.label:
            assert leaf.field_class == "B", field.name


@pytest.mark.parametrize("name", PAGES)
def test_what_can_be_chosen_is_what_the_schema_allows(name: str) -> None:
    """Rings, boxes and lists have every code of their answer, in its words, and no other."""
    form = _form(name)
    for field in _fields(name):
        leaf = _leaf(form, field)
        offered = field.states or tuple(option.export for option in field.options)
        if leaf is None or not offered or field.kind is FieldKind.CHECK:
            continue
        if leaf.kind == "boolean":
            assert offered == ("Ja", "Nej"), field.name
        elif leaf.kind == "integer":
            assert offered == ("0", "1", "2", "3", "4"), field.name
        else:
            assert offered == tuple(leaf.labels), field.name
            shown = [option.display.rpartition(": ")[2] for option in field.options]
            assert leaf.path in SHORT_WORDS or shown == list(leaf.labels.values()), field.name


@pytest.mark.parametrize(("name", "path"), [("ansokan", "stodomraden"), ("samtycke", "uppgifter")])
def test_every_code_of_a_list_has_a_box_with_its_words(name: str, path: str) -> None:
    """A person ticks what applies."""
    leaf = _form(name).field(f"{name}.{path}")
    assert leaf is not None
    boxes = {field.name: field.label for field in _fields(name) if field.name.startswith(f"{name}.{path}.")}
    assert {box.rpartition(".")[2]: label.partition(": ")[2] for box, label in boxes.items()} == dict(leaf.labels)


def _sizes(name: str) -> dict[str, tuple[float, float]]:
    """Return width and height of each box by its label, points."""
    sizes = {}
    for page in PdfReader(io.BytesIO(_template(name))).pages:
        annotations: Any = page["/Annots"]
        for widget in (reference.get_object() for reference in annotations):
            left, low, right, high = (float(value) for value in widget["/Rect"])
            sizes[str(widget["/TU"])] = (right - left, high - low)
    return sizes


@pytest.mark.parametrize("name", PAGES)
def test_each_signer_has_a_line_with_meaning_date_and_place(name: str) -> None:
    """The blank form says who signs and what it means, in the words of the schema."""
    form, fields = _form(name), {field.name: field for field in _fields(name)}
    lines = [field.name for field in fields.values() if field.kind is FieldKind.SIGNATURE]
    per_case = [{signer.roll for signer in form.signers} - {other} for other in ("boendestodjare", "handledare")]
    assert len(lines) == max(map(len, per_case))
    shown = pdfform.read(_template(name))
    meanings = {signer.mening for signer in form.signers}
    for i, line in enumerate(lines):
        assert line == f"signaturer.{i}.underskrift"
        assert _sizes(name)[fields[line].label][0] >= SEVEN_CENTIMETRES
        assert {f"signaturer.{i}.{part}" for part in ("namn", "datum", "ort", "satt_text")} <= set(fields)
        assert shown[f"signaturer.{i}.roll_text"]
        assert shown[f"signaturer.{i}.mening"] in meanings


@pytest.mark.parametrize("name", PAGES)
def test_each_signature_locks_all_but_those_of_the_others(name: str) -> None:
    """People sign in turn: the others' signatures, dates and places stay open, everything else does not."""
    fields: Any = PdfReader(io.BytesIO(_template(name))).get_fields()
    lines = [field for field, value in fields.items() if value.get("/FT") == "/Sig"]
    assert lines
    for line in lines:
        widget = fields[line].indirect_reference.get_object()
        assert isinstance(widget.raw_get("/Lock"), IndirectObject), "signing software finds it nowhere else"
        others = [other.removesuffix("underskrift") for other in lines if other != line]
        left = {other + part for other in others for part in ("underskrift", "datum", "ort")}
        assert (widget["/Lock"]["/Action"], set(widget["/Lock"]["/Fields"])) == ("/Exclude", left)


def test_the_follow_up_has_room_to_write_by_hand() -> None:
    """It is sent out with own words and assessments empty: each box takes several lines of handwriting."""
    heights = {label: height for label, (_, height) in _sizes("uppfoljning").items()}
    form = _form("uppfoljning")
    for field in _fields("uppfoljning"):
        leaf = _leaf(form, field)
        if leaf is not None and leaf.kind == "text" and leaf.field_class in {"E", "B"}:
            assert heights[field.label] >= 36, field.name
        if field.kind is FieldKind.TEXT and leaf is not None and field.name.partition(".")[0] == "uppfoljning":
            assert heights[field.label] >= 14, field.name


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_have_room_in_the_form(sample: str) -> None:
    """Every answer stands in its box, on as many pages as its goals need."""
    raw = _raw(sample)
    name = _name(raw)
    own: Any = raw.data[name]
    goals = len(own.get("mal", ()))
    on_page = {"genomforandeplan": 2, "uppfoljning": 3}.get(name, 1)
    pages = _pages(_render(raw))
    assert len(pages) == PAGES[name] + max(0, -(-goals // on_page) - 1)
    assert not any("Fortsättningsblad" in page for page in pages)


LONG = "Det ska stå precis som jag säger det, också när det blir långt, Nguyễn och Ђорђе. " * 30


def test_nine_goals_and_five_long_texts_stand_whole_in_the_plan() -> None:
    """More goals repeat the page, more text goes on on the sheet; rendering itself proves that nothing is lost."""
    raw = _raw("A-fi-halvvagshem/08-genomforandeplan")
    plan: Any = raw.data["genomforandeplan"]
    plan["mal"] = [plan["mal"][i % 4] | {"mal_id": str(i + 1)} for i in range(9)]
    plan["mal"][2] |= {"smart_mal": LONG}
    plan["mal"][8] |= {"aktiviteter": plan["mal"][0]["aktiviteter"] * 3, "hur_mats": LONG}
    plan["mina_ord"] |= {"viktigt": LONG}
    plan |= {"hansyn": LONG, "utflyttning": LONG}
    content = _render(raw, draft=True)
    drawn = pdfform.drawn_text(content)
    assert pdfform.shows(drawn["genomforandeplan.mal.8.hur_mats"], LONG)
    assert pdfform.shows(drawn["genomforandeplan.mal.2.smart_mal"], LONG)
    pages = _pages(content)
    assert [number for number, page in enumerate(pages) if "4 Mål och aktiviteter" in page] == [2, 3, 4, 5, 6]
    sheet = "\n".join(pages[10:])
    points = re.findall(r"^\d+\. (.+) \(sida (\d+)\)$", sheet, re.MULTILINE)
    assert points == [
        ("Vad är viktigt för mig (med egna ord)", "2"),
        ("Hänsyn till önskemål, och önskemål som inte kunnat tillgodoses (bedömning)", "2"),
        ("Mål 3: målet konkret (bedömning)", "4"),
        ("Mål 9: hur vet vi att det är nått", "7"),
        ("Mål 9: fler aktiviteter", "7"),
        ("Utflyttning och återgång till hemorten", "8"),
    ]


def test_seven_goals_are_followed_up_on_three_pages() -> None:
    """Each has rings of its own for what was reached and what comes next."""
    raw = _raw("A-fi-halvvagshem/11-uppfoljning-slut")
    goals: Any = raw.data["uppfoljning"]
    goals["mal"] = [goals["mal"][i % 4] | {"mal_id": str(i + 1)} for i in range(7)]
    content = _render(raw)
    values = pdfform.read(content)
    assert [values[f"uppfoljning.mal.{i}.uppfyllt"] for i in range(7)] == [
        "helt", "delvis", "helt", "delvis", "helt", "delvis", "helt",
    ]  # fmt: skip
    assert values["uppfoljning.mal.6.nasta_steg"] == "avsluta"
    assert values["uppfoljning.mal.7.uppfyllt"] in {"", "Off"}
    assert len(_pages(content)) == PAGES["uppfoljning"] + 2


def test_a_settled_plan_can_only_be_signed() -> None:
    """Everything is locked but the lines, with the date and place beside them."""
    fields = pdfform.fields(_render(_raw("B-se-boendestod/04-genomforandeplan")))
    still_open = {field.name.rpartition(".")[2] for field in fields if not field.read_only}
    assert still_open == {"underskrift", "datum", "ort"}


@pytest.mark.parametrize("name", PAGES)
def test_a_document_says_its_own_roles_and_not_those_of_the_blank_form(name: str) -> None:
    """What the blank form shows from the start is replaced, also where nobody signs."""
    text = f"dokument:\n  typ: {name}\n  system: se\n  arende_id: BS-2026-031\n"
    raw = answers.parse(text, document="prov")
    checked = validation.check(_form(name), raw)
    made = documents.render(_form(name), checked.answers, format="pdf", unit=units.UNNAMED, draft=True)
    drawn = pdfform.drawn_text(made.content)
    roles = [text.strip() for field, text in drawn.items() if field.endswith(".roll_text")]
    assert "Boendestödjare" in roles
    assert not any("/" in role for role in roles)
    assert not drawn.get("uppfoljning.skattning.0.omrade", "").strip()
