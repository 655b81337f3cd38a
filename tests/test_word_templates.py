"""The ten Word templates: built from their sources, and drawn so that they can be read, printed and signed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "templates" / "src" / "word"
TEMPLATES = sorted((ROOT / "templates").glob("[!_]*.docx"))
SEVEN_CM = 7 * 567
"""Twips."""


def _body(path: Path) -> Any:
    return docx.Document(str(path)).element.body


def _text(element: Any) -> str:
    return "".join(element.itertext(qn("w:t")))


@pytest.fixture(params=TEMPLATES, ids=lambda path: path.stem)
def template(request: pytest.FixtureRequest) -> Path:
    """Return each template in turn."""
    return Path(request.param)


def test_each_form_has_a_template() -> None:
    """Every schema has its Word template and every template its source."""
    forms = {path.stem for path in (ROOT / "schemas").glob("*.yaml") if not path.stem.startswith("_")}
    assert {path.stem for path in TEMPLATES} == forms
    assert {path.stem for path in (SOURCE / "forms").glob("[!_]*.py")} == forms


def test_committed_templates_are_what_their_sources_make() -> None:
    """Building again gives the committed templates."""
    done = subprocess.run(
        [sys.executable, SOURCE / "build.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_tables_are_whole_rows_with_a_spoken_description(template: Path) -> None:
    """No row splits over two pages, and each table says what it is to one who cannot see it."""
    for table in _body(template).iter(qn("w:tbl")):
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblDescription')}").get(qn("w:val"))
        for row in table.iter(qn("w:tr")):
            assert "{%tr" in _text(row) or row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None


def test_data_tables_repeat_their_header(template: Path) -> None:
    """A table with column headings repeats them on each page."""
    for table in _body(template).iter(qn("w:tbl")):
        if table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}").get(qn("w:firstRow")) == "1":
            first = table.find(qn("w:tr"))
            assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_signature_line_is_seven_centimetres(template: Path) -> None:
    """A hand has room to sign."""
    lines = [
        int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
        for cell in _body(template).iter(qn("w:tc"))
        if "{{ s.satt_text }}" in _text(cell) and "Underskrift" not in _text(cell)
    ]
    assert lines
    assert min(lines) >= SEVEN_CM


def test_pages_say_case_draft_and_page_number(template: Path) -> None:
    """Each kind of page has the case and the draft mark above, the document's id and «Sida x av y» below."""
    sections = [one for one in docx.Document(str(template)).sections if not one.header.is_linked_to_previous]
    assert sections
    for section in sections:
        above, below = section.header._element, section.footer._element
        assert "{{ dokument.arende_id }}" in _text(above)
        assert "UTKAST" in _text(above)
        assert "{{ dokument.id }}" in _text(below)
        fields = {one.get(qn("w:instr")) for one in below.iter(qn("w:fldSimple"))}
        assert fields == {"PAGE", "NUMPAGES"}


def test_no_layout_by_empty_paragraphs_or_tabs(template: Path) -> None:
    """Space comes from styles, not from empty lines between paragraphs or tabs inside them."""
    body = _body(template)
    assert not list(body.iter(qn("w:tab")))
    assert all(_text(paragraph) for paragraph in body.iterchildren(qn("w:p")))


@pytest.mark.parametrize("colour", ["ACCENT", "INK", "QUIET"])
@pytest.mark.parametrize("ground", ["WHITE", "TINT"])
def test_text_colours_have_contrast(colour: str, ground: str) -> None:
    """Text stands out from its ground by at least 4.5:1. Source: WCAG 2.2, 1.4.3."""
    values = dict(
        line.replace('"', "").split(" = ")
        for line in (SOURCE / "design" / "styles.py").read_text(encoding="utf-8").splitlines()
        if line.startswith((f"{colour} =", f"{ground} ="))
    )
    light, dark = sorted((_luminance(values[ground]), _luminance(values[colour])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
