"""Finding and loading forms: data only, shadowed by a unit's own root, wrong ones refused with their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from halvvag_docs.errors import FormError
from halvvag_docs.forms import Sensitivity, find_forms, load_block, load_form
from halvvag_docs.schema import schema_path

BLOCKS = "enums: {}\nblocks: {dokument: {type: dict, schema: {typ: {type: string, meta: {label: Typ}}}}}\n"


def write_form(root: Path, name: str, text: str) -> None:
    """Write one schema below ``root``, with the shared blocks beside it."""
    (root / "schemas").mkdir(exist_ok=True)
    (root / "schemas" / "_blocks.yaml").write_text(BLOCKS, encoding="utf-8")
    (root / "schemas" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_fields_inherit_section_class_and_sensitivity(tmp_path: Path) -> None:
    """What stands on a group holds for its members until one says otherwise."""
    write_form(
        tmp_path,
        "prov",
        """
title: Prov
sections: [{id: ett, title: Ett}]
fields:
  prov:
    type: dict
    schema:
      a: {type: string, meta: {label: A}}
      lista:
        type: list
        meta: {label: Lista, section: tva, class: E, sensitivity: S3RN, row: Rad}
        schema:
          type: dict
          schema:
            b: {enum: {x: X, y: Ypsilon}, meta: {label: B}}
            c: {type: text, meta: {label: C, class: B, sensitivity: S4}}
""",
    )
    form = load_form("prov", tmp_path)
    assert [field.path for field in form.leaves] == ["dokument.typ", "prov.a", "prov.lista[].b", "prov.lista[].c"]
    b, c = form.field("prov.lista[3].b"), form.field("prov.lista[].c")
    assert b is not None
    assert c is not None
    assert (b.section, b.field_class, b.sensitivity) == ("tva", "E", Sensitivity(3, bestallare=True, natverk=True))
    assert (c.section, c.field_class, c.sensitivity) == ("tva", "B", Sensitivity(4))
    assert dict(b.labels) == {"x": "X", "y": "Ypsilon"}
    assert b.kind == "enum"
    assert form.field("prov.a").section == "ett"  # type: ignore[union-attr]
    assert form.schema["prov"]["schema"]["a"]["maxlength"] == 200


def test_a_unit_shadows_our_forms_one_by_one(tmp_path: Path) -> None:
    """A root of one's own replaces forms and templates of the same name and keeps the rest."""
    write_form(tmp_path, "krisplan", "title: Vår krisplan\nfields: {}\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "krisplan.docx").write_bytes(b"")
    forms = find_forms(tmp_path)
    assert forms["krisplan"].title == "Vår krisplan"
    assert forms["krisplan"].templates[".docx"].parent.parent == tmp_path
    assert forms["uppdrag"].root != tmp_path
    assert find_forms()["krisplan"].title != "Vår krisplan"


def test_a_changed_schema_is_read_again(tmp_path: Path) -> None:
    """Who edits a schema while a program runs sees the change."""
    write_form(tmp_path, "prov", "title: Ett\nfields: {}\n")
    assert load_form("prov", tmp_path).title == "Ett"
    write_form(tmp_path, "prov", "title: Två\nfields: {}\n")
    path = tmp_path / "schemas" / "prov.yaml"
    os.utime(path, ns=(1, 1))
    assert load_form("prov", tmp_path).title == "Två"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("title: A\nfields: {}\nblocks: [finns_inte]\n", "finns_inte"),
        ("title: A\nfilds: {}\n", "filds. Menade du fields?"),
        ("title: A\nversion: ett\n", "«version» ska vara ett heltal, minst 1"),
        ("title: A\nversion: -1\n", "«version» ska vara ett heltal, minst 1"),
        ("title: A\nblocks: dokument\n", "«blocks» ska vara en lista"),
        ("title: A\nrules: R38\n", "«rules» ska vara en lista"),
        ("title: A\nsigners: [{krav: ska, mening: Jag.}]\n", "signers, nummer 1: roll saknas"),
        ("title: A\nsigners: [{roll: klient, krav: skall, mening: Jag.}]\n", "«krav» ska vara ska eller far"),
        ("title: A\nsections: [{id: a}]\n", "sections, nummer 1: title saknas"),
        ("title: A\nsections: [a]\n", "sections, nummer 1: ska bestå av id, title, help"),
        ("title: A\nfields: [a]\n", "«fields» ska vara namn och regler"),
        ("title: {{namn}}\n", "Rad 1: ett namn saknas före kolon"),
        ("title: a: b\n", "Rad 1: ett kolon för mycket"),
        ("title: A\nfields: {a: {type: string, meta: {label: A, sensitivity: S9}}}\n", "S0–S4"),
        ("title: A\ntitle: B\n", "Rad 2: «title» står två gånger"),
    ],
)
def test_a_wrong_schema_names_file_and_fault(tmp_path: Path, text: str, word: str) -> None:
    """The author is told what to mend."""
    write_form(tmp_path, "fel", text)
    with pytest.raises(FormError) as raised:
        load_form("fel", tmp_path)
    assert str(raised.value).startswith("fel.yaml: ")
    assert word in str(raised.value)


def test_a_schema_that_is_no_utf_8_is_told_so(tmp_path: Path) -> None:
    """Notepad saves UTF-16 when asked to."""
    write_form(tmp_path, "fel", "")
    (tmp_path / "schemas" / "fel.yaml").write_text("title: Brev\n", encoding="utf-16")
    with pytest.raises(FormError, match=r"fel\.yaml: filen är sparad som UTF-16"):
        load_form("fel", tmp_path)


@pytest.mark.parametrize("text", ["enums: [a]\n", "blocks: a\n", "sections: {}\n", "sections: [{id: a}]\n"])
def test_wrong_shared_blocks_are_told(tmp_path: Path, text: str) -> None:
    """A unit's own lists and blocks may be wrong, too."""
    write_form(tmp_path, "fel", "title: A\nfields: {}\n")
    (tmp_path / "schemas" / "_blocks.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=r"^_blocks\.yaml: "):
        load_form("fel", tmp_path)


def test_an_unknown_form_lists_those_there_are() -> None:
    """A mistyped name is answered with the right ones."""
    with pytest.raises(FormError, match="genomforandeplan"):
        load_form("genomförandeplan")


def test_a_root_may_hold_templates_alone(tmp_path: Path) -> None:
    """A unit that only restyles our templates has no schemas of its own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "sip.docx").write_bytes(b"")
    assert find_forms(tmp_path)["sip"].templates[".docx"].parent.parent == tmp_path


def test_a_root_without_forms_is_refused(tmp_path: Path) -> None:
    """A mistyped root must not quietly mean «ours only»."""
    with pytest.raises(FormError, match="schemas"):
        find_forms(tmp_path)


def test_shared_files_are_handed_out_as_copies() -> None:
    """Nobody can change the terms for the next reader."""
    load_block("_terms")["x"] = 1
    assert "x" not in load_block("_terms")


@pytest.mark.parametrize(
    ("path", "schema"), [("a.b", "a.b"), ("a[2].b[0].c", "a[].b[].c"), ("a[12]", "a[]"), ("a[].b", "a[].b")]
)
def test_positions_are_left_out_of_a_schema_path(path: str, schema: str) -> None:
    """An answer's path and its field's path differ only by the positions."""
    assert schema_path(path) == schema
