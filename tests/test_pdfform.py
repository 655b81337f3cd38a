"""Any form is filled with its own names and states, whole, and alike for the same input."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfmaking import COMB, COMBO, MULTILINE, RADIO, button, form, settings, text_field
from pypdf import PdfReader

from halvvag_docs import pdfform
from halvvag_docs.errors import FileError, RenderError
from halvvag_docs.pdfform import FieldKind, PageMarks, fonts
from halvvag_docs.pdfform.saved import dump_plate, load_plate

NAMES = "Áŋel-Máret Łukasz, Nguyễn Thị Hồng, Ђорђе, Ελένη"
LOREM = "Jag vill bo kvar tills jag har en egen lägenhet och kan sova en hel natt utan att vakna. "


@pytest.fixture(scope="module")
def plate() -> pdfform.Plate:
    """Return a form with one field of each kind."""
    return pdfform.compile_template(
        form(
            text_field("namn", tip="Namn"),
            text_field("ord", tip="Egna ord", rect="50 600 250 660", flags=MULTILINE),
            text_field("nummer", tip="Postnummer", rect="50 560 150 576", flags=COMB, more="/MaxLen 5"),
            button("tolk", ["Ja"], tip="Behöver tolk"),
            button("svar", ["ja", "nej"], tip="Svar", flags=RADIO),
            "/FT/Ch/T(sprak)/TU(Kontaktspr\xe5k)/Opt[[(sv)(Svenska)][(se)(Nordsamiska)]]"
            f"/DA(/Helv 10 Tf 0 g)/Subtype/Widget/Rect[50 500 250 516]/F 4/Ff {COMBO}",
            "/FT/Sig/T(underskrift)/TU(Underskrift)/Subtype/Widget/Rect[50 450 250 480]/F 132",
            text_field("datum", tip="Datum", rect="260 450 300 466"),
        )
    )


def test_a_form_tells_its_fields(plate: pdfform.Plate) -> None:
    """Kinds, states, options and labels are those of the file, in reading order."""
    described = {field.name: field for field in plate.fields}
    assert [field.kind for field in plate.fields] == [
        FieldKind.TEXT,
        FieldKind.MULTILINE,
        FieldKind.COMB,
        FieldKind.CHECK,
        FieldKind.RADIO,
        FieldKind.CHOICE,
        FieldKind.SIGNATURE,
        FieldKind.TEXT,
    ]
    assert described["tolk"].states == ("Ja",)
    assert described["svar"].states == ("ja", "nej")
    assert [(option.export, option.display) for option in described["sprak"].options] == [
        ("sv", "Svenska"),
        ("se", "Nordsamiska"),
    ]
    assert described["nummer"].max_length == 5
    assert described["ord"].label == "Egna ord"
    assert described["namn"].pages == (0,)


def test_values_are_stored_and_drawn(plate: pdfform.Plate) -> None:
    """What is read back is what was given; what is drawn is what a person reads."""
    words = f"{NAMES}\n(två) \\ rader"
    values: dict[str, pdfform.Value | None] = {
        "namn": "Ђорђе",
        "ord": words,
        "nummer": "06100",
        "tolk": True,
        "svar": "nej",
        "sprak": "Nordsamiska",
        "datum": "",
    }
    content = pdfform.fill_plate(plate, values, settings())
    assert pdfform.read(content) == values | {"sprak": "se"}
    drawn = pdfform.drawn_text(content)
    assert drawn["sprak"] == "Nordsamiska\n"
    assert drawn["svar"] == "nej"
    assert drawn["tolk"] == "Ja"
    assert pdfform.shows(drawn["ord"], words)
    assert drawn["nummer"].split() == list("06100")
    assert b"NeedAppearances" not in content


def test_every_wrong_value_is_told_at_once_and_none_is_shown(plate: pdfform.Plate) -> None:
    """A person can put all of it right in one go, and the message holds nothing secret."""
    values: dict[str, pdfform.Value | None] = {
        "nman": "hemlig",
        "namn": True,
        "tolk": "hemlig",
        "svar": "hemlig",
        "sprak": "hemlig",
        "nummer": "hemligt",
        "underskrift": "hemlig",
    }
    with pytest.raises(RenderError) as caught:
        pdfform.fill_plate(plate, values, settings())
    message = str(caught.value)
    assert message.count("\n- ") == len(values)
    assert "Fältet nman finns inte" in message
    assert "namn" in message
    assert "ja (" not in message
    assert "sv (Svenska), se (Nordsamiska)" in message
    assert "true, false, Ja" in message
    assert "5 tecken" in message
    assert "hemlig" not in message


def test_a_text_too_long_for_its_box_goes_on_on_a_sheet(plate: pdfform.Plate) -> None:
    """Nothing is cut: the box says where the rest stands, and the field holds the whole value."""
    value = LOREM * 30
    content = pdfform.fill_plate(plate, {"ord": value, "namn": LOREM * 2}, settings())
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 2
    sheet = reader.pages[1].extract_text()
    assert "Bilaga 1 – Fortsättningsblad" in sheet
    assert sheet.index("1. Namn (sida 1)") < sheet.index("2. Egna ord (sida 1)")
    assert pdfform.read(content)["ord"] == value.rstrip() + " "
    fields = {field.name: field for field in pdfform.fields(content)}
    assert fields["ord"].read_only
    assert not fields["datum"].read_only
    look = reader.get_fields()
    assert look is not None
    assert "fortsätter i bilaga 1, punkt 2" in _appearance(reader, "ord")
    assert "se bilaga 1, punkt 1" in _appearance(reader, "namn")


def _appearance(reader: PdfReader, name: str) -> str:
    """Return the text of a field's appearance stream in the simple font, as written."""
    for annotation in reader.pages[0]["/Annots"]:  # type: ignore[attr-defined]
        widget = annotation.get_object()
        if widget["/T"] == name:
            data = widget["/AP"]["/N"].get_data().decode("cp1252")
            return " ".join(re.findall(r"\((.*?)\) Tj", data))
    raise AssertionError(name)


def test_a_list_is_continued_at_a_whole_item(plate: pdfform.Plate) -> None:
    """An item that does not fit whole stands whole on the sheet."""
    items = "\n".join(f"• Punkt {i}: " + LOREM for i in range(6))
    content = pdfform.fill_plate(plate, {"ord": items}, settings())
    text = _appearance(PdfReader(io.BytesIO(content)), "ord")
    assert text.replace("\\", "").rstrip().endswith("punkt 1")
    assert PdfReader(io.BytesIO(content)).pages[1].extract_text().count("• Punkt") == 5


@pytest.mark.parametrize("value", ["\u0007", "hem\u0007lig", "hemlig\x7f"])
def test_a_control_character_is_refused_by_name(plate: pdfform.Plate, value: str) -> None:
    """As in Word: nothing of a value is dropped in silence, but for marks of byte order; all line ends are one."""
    with pytest.raises(RenderError, match=r"«Namn» \(namn\).*U\+00[07][7F]") as caught:
        pdfform.fill_plate(plate, {"namn": value}, settings())
    assert "lig" not in str(caught.value)
    content = pdfform.fill_plate(plate, {"ord": "\ufeffen\r\ntvå\x0btre"}, settings())
    assert pdfform.read(content)["ord"] == "en\ntvå\ntre"


def test_a_character_without_a_glyph_is_refused_by_name(plate: pdfform.Plate) -> None:
    """A box without the character, or an empty square, would be a lie on paper."""
    with pytest.raises(RenderError, match=r"Egna ord: U\+1F600 GRINNING FACE") as caught:
        pdfform.fill_plate(plate, {"ord": "Bra 😀 idag"}, settings())
    assert "idag" not in str(caught.value)


def test_what_is_replaced_is_told_of_composed_letters_too() -> None:
    """A letter and a mark are drawn as the letter that they make."""
    assert pdfform.undrawable("M\u0307") == ["\u1e40"]


def test_a_missing_glyph_may_be_drawn_as_a_visible_replacement(plate: pdfform.Plate) -> None:
    """Readers and copying still get the character."""
    content = pdfform.fill_plate(plate, {"ord": "Bra 😀 idag"}, settings(allow_missing_glyphs=True))
    assert pdfform.shows(pdfform.drawn_text(content)["ord"], "Bra 😀 idag")
    glyph = fonts.load(fonts.REGULAR).glyphs[fonts.REPLACEMENT]
    assert f"{glyph:04x}".encode() in content


def test_a_settled_document_is_locked_but_for_signing() -> None:
    """Signature fields and the date and place beside them stay open."""
    template = form(
        text_field("namn"),
        "/T(sign)/Kids[12 0 R 13 0 R 14 0 R]",
        "/FT/Sig/T(underskrift)/Parent 11 0 R/Subtype/Widget/Rect[50 450 250 480]/F 132",
        text_field("datum", more="/Parent 11 0 R"),
        text_field("namn", more="/Parent 11 0 R"),
        top=2,
    )
    content = pdfform.fill(
        template, {"namn": "A"}, lock=True, title="Prov", language="sv-SE", created=date(2026, 1, 2)
    )
    locked = {field.name: field.read_only for field in pdfform.fields(content)}
    assert locked == {"namn": True, "sign.underskrift": False, "sign.datum": False, "sign.namn": True}


def test_same_input_gives_same_bytes(plate: pdfform.Plate) -> None:
    """A file can be compared with the one made last time."""
    values = {"namn": NAMES, "ord": LOREM * 40}
    again = pdfform.compile_template(form(text_field("namn"), text_field("ord", flags=MULTILINE)))
    other = pdfform.compile_template(form(text_field("namn"), text_field("ord", flags=MULTILINE)))
    assert pdfform.fill_plate(again, values, settings()) == pdfform.fill_plate(other, values, settings())
    assert pdfform.fill_plate(plate, values, settings()) == pdfform.fill_plate(plate, values, settings())


def test_metadata_tell_kind_case_and_language_and_nobody(plate: pdfform.Plate) -> None:
    """Title, dates and language are ours; the author of the blank form is gone."""
    content = pdfform.fill_plate(plate, {"namn": "Linnea"}, settings(title="Prov <&> Łódź"))
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "Prov <&> Łódź"
    assert reader.metadata.author is None
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": "Prov <&> Łódź"}
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 3, 12)
    assert str(reader.root_object["/Lang"]) == "sv-FI"
    assert b"En person" not in content


def test_marks_and_draft_stand_on_every_page(plate: pdfform.Plate) -> None:
    """Also on the continuation sheet."""
    marks = PageMarks(header_left="Enheten", header_right="HV-2026-001", footer_left="Dokument-id x · version 1")
    content = pdfform.fill_plate(plate, {"ord": LOREM * 40}, settings(marks=marks, draft=True))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 2
    for i, text in enumerate(pages, 1):
        for words in ("Enheten", "HV-2026-001", "version 1", f"Sida {i} av 2", "UTKAST – inte fastställt"):
            assert words in text


@pytest.mark.parametrize("draft", [True, False])
def test_a_units_long_name_leaves_the_other_marks_free(plate: pdfform.Plate, *, draft: bool) -> None:
    """It stands in lines above each other, left of the words in the middle and of the case."""
    name = "Boendestöd för vuxna med samsjuklighet i Mellersta Österbottens välfärdsområde, enhet Björkbacken"
    marks = PageMarks(header_left=name, header_right="HV-2026-014")
    said = ("UTKAST – inte fastställt", "HV-2026-014") if draft else ("HV-2026-014",)
    content = pdfform.fill_plate(plate, {}, settings(marks=marks, draft=draft))
    starts: dict[str, tuple[float, float]] = {}
    PdfReader(io.BytesIO(content)).pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: starts.update({text.strip(): (tm[4], size)})
    )
    lines = [text for text in starts if text and all(word in name for word in text.split()) and text[:2] in name]
    assert " ".join(lines) == name
    font = plate.fonts[fonts.REGULAR]
    ends = [starts[line][0] + font.width(line, starts[line][1]) for line in lines]
    assert max(ends) < min(starts[words][0] for words in said)


def test_a_field_without_a_value_keeps_the_forms_own() -> None:
    """A value that the form came with stays, and is drawn with our fonts."""
    content = pdfform.fill(
        form(text_field("ort", more="/V(Malax)"), text_field("namn", more="/V(bort)")),
        {"namn": None},
        lock=False,
        title="Prov",
        language="sv-FI",
        created=date(2026, 1, 2),
    )
    assert pdfform.read(content) == {"ort": "Malax", "namn": ""}
    assert pdfform.drawn_text(content) == {"ort": "Malax\n", "namn": ""}


def test_two_fields_of_one_name_are_both_filled() -> None:
    """Each is a field of the form by itself, as some programs write them, and none vanishes from the page."""
    plate = pdfform.compile_template(form(text_field("namn"), text_field("namn", rect="50 600 250 616")))
    content = pdfform.fill_plate(plate, {"namn": "Bo"}, settings())
    page: Any = PdfReader(io.BytesIO(content)).pages[0]
    boxes = [note.get_object() for note in page["/Annots"]]
    assert [(box["/T"], box["/V"]) for box in boxes] == [("namn", "Bo"), ("namn", "Bo")]
    assert all(b"Bo" in box["/AP"]["/N"].get_data() for box in boxes)


def test_a_document_filled_again_says_nothing_twice() -> None:
    """Our fonts stand once in the resources of a page, and a page without contents has none still."""
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, NameObject

    writer, out = PdfWriter(clone_from=io.BytesIO(form(text_field("namn")))), io.BytesIO()
    writer.pages[0][NameObject("/Contents")] = ArrayObject()
    writer.write(out)
    once = pdfform.fill_plate(pdfform.compile_template(out.getvalue()), {"namn": "Bo"}, settings())
    plate = pdfform.compile_template(once)
    assert plate.is_filled
    assert plate.pages[0].contents == b""
    assert plate.pages[0].head.count(b"/HvA ") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Hej", "ingen PDF"),
        (b"%PDF-1.7\n1 0 obj <<", "skadad"),
        (form(), "inga formulärfält"),
        (form(form_entries="/XFA(x)"), "XFA"),
    ],
)
def test_what_is_no_form_is_refused_with_a_way_out(content: bytes, words: str) -> None:
    """Staff learn what is wrong with the file, not what the library choked on."""
    with pytest.raises(FileError, match=words):
        pdfform.fields(content)


def test_an_encrypted_file_is_refused() -> None:
    """We ask for a copy without a password."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(form(text_field("namn"))))
    writer.encrypt("hemligt", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(FileError, match="krypterad"):
        pdfform.fields(out.getvalue())


def test_a_cycle_in_the_field_tree_is_refused() -> None:
    """A hostile file does not hang us."""
    template = form("/T(a)/Kids[11 0 R]", "/T(b)/Parent 10 0 R/Kids[10 0 R]")
    with pytest.raises(FileError, match="cirkel"):
        pdfform.fields(template)


SMALL = pdfform.compile_template(form(text_field("namn"), text_field("ord", flags=MULTILINE)))
TEXT = st.text(st.sampled_from([*sorted(fonts.load(fonts.REGULAR).glyphs), "\n"]), max_size=400).filter(
    lambda text: not pdfform.undrawable(text)  # a letter and a mark may compose to a letter that the font lacks
)


@hypothesis.settings(deadline=None)
@given(TEXT, TEXT)
def test_any_text_is_read_back_and_drawn_whole(line: str, words: str) -> None:
    """Whatever the font covers survives in value and on paper, however long."""
    line = line.replace("\n", " ")
    content = pdfform.fill_plate(SMALL, {"namn": line, "ord": words}, settings())
    stored, drawn = pdfform.read(content), pdfform.drawn_text(content)
    for name, value in (("namn", line), ("ord", words)):
        assert stored[name] == pdfform.clean(value)
        assert pdfform.shows(drawn[name], value)
        assert pdfform.shows(value, drawn[name])


def test_a_compiled_template_is_kept_and_fills_alike(plate: pdfform.Plate, tmp_path: Path) -> None:
    """The second time it comes from the disk, without pypdf, and gives the same bytes."""
    folder = tmp_path / "kept"
    first = pdfform.kept_plate(plate.template, folder)
    (file,) = folder.iterdir()
    loaded = load_plate(dump_plate(first), plate.template)
    assert loaded._replace(fonts=first.fonts) == first
    again = pdfform.kept_plate(plate.template, folder)
    values: dict[str, pdfform.Value | None] = {"namn": NAMES, "ord": LOREM * 40, "tolk": True}
    assert pdfform.fill_plate(again, values, settings()) == pdfform.fill_plate(plate, values, settings())
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(file.read_bytes()[:-1])
    assert pdfform.kept_plate(plate.template, folder).fonts[fonts.REGULAR].program


def test_what_others_can_write_to_is_not_trusted(plate: pdfform.Plate, tmp_path: Path) -> None:
    """A shared folder is neither read nor written."""
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert pdfform.kept_plate(plate.template, folder) == plate
    assert list(folder.iterdir()) == []


def test_filling_a_kept_template_needs_no_pypdf(plate: pdfform.Plate, tmp_path: Path) -> None:
    """One document in a process of its own does not wait for the parser."""
    pdfform.kept_plate(plate.template, tmp_path / "kept")
    (tmp_path / "form.pdf").write_bytes(plate.template)
    program = (
        "import sys, datetime; from pathlib import Path; from halvvag_docs import pdfform;"
        f"here = Path({str(tmp_path)!r}); template = (here / 'form.pdf').read_bytes();"
        "plate = pdfform.kept_plate(template, here / 'kept');"
        "s = pdfform.Settings(lock=True, title='x', language='sv-FI', created=datetime.date(2026, 1, 1));"
        "pdfform.fill_plate(plate, {'namn': 'Ђорђе'}, s); sys.exit('pypdf' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
