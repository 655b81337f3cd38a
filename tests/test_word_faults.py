"""Faults of a template, found before it is used: all at once, each with its place, in Swedish."""

from __future__ import annotations

from typing import Any

import pytest
import wordfiles

from halvvag_docs import word
from halvvag_docs.errors import FormError

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

FAULTS = {
    "{{ ''.__class__ }}": "«__class__»",
    "{{ x['__class__'] }}": "«__class__»",
    "{{ x|attr('__class__') }}": "filtret «attr», som inte finns",
    "{{ _hemlig }}": "«_hemlig»",
    "{{ x|finnsej }}": "filtret «finnsej», som inte finns",
    "{{ x|truncate(2) }}": "filtret «truncate», som inte finns",
    "{{ x is konstig }}": "testet «konstig», som inte finns",
    "{{ a b }}": "«b» hör inte hemma här",
    "{{ 1 + }}": "tom eller slutar för tidigt",
    "{{ }}": "tom eller slutar för tidigt",
    "{{ a": "«{{» hör inte till någon hel tagg",
    "a }}": "«}}» hör inte till någon hel tagg",
    "{% if %}{% endif %}": "tom eller slutar för tidigt",
    "{% macro m() %}{% endmacro %}": "«macro» finns inte i Word-mallar",
    "{% include 'x' %}": "«include» finns inte i Word-mallar",
    "{% raw %}{% endraw %}": "«raw» finns inte i Word-mallar",
    "{% autoescape false %}{% endautoescape %}": "«autoescape» finns inte i Word-mallar",
    "{% set x %}a{% endset %}": "saknar likhetstecken",
    "{% if a %}": "avslutas aldrig. Lägg till {% endif %}",
    "{% endfor %}": "har ingen början här",
    "{% if a %}{% endfor %}": "har ingen början här; närmast före står «{% if a %}»",
    "{% for a in b %}{% elif c %}{% endfor %}": "har ingen början här; närmast före står «{% for a in b %}»",
    "{%p if a %}text{%p endif %}": "ersätter hela stycket, men där står mer",
    "{%p if a %}{% endif %}": "men de är av olika slag",
    "{%p for x in {'a': 1} %}": "får inte innehålla % eller }",
}


@pytest.mark.parametrize("tag", FAULTS)
def test_a_fault_is_found_with_its_place(tag: str) -> None:
    """The message names the template, the paragraph, the tag and what to do."""
    with pytest.raises(FormError) as caught:
        word.Template(wordfiles.template("rätt {{ x }}", tag), name="plan.docx")
    assert FAULTS[tag] in str(caught.value)
    assert "dokumentet, stycke 2" in str(caught.value)
    assert str(caught.value).startswith("plan.docx")


def test_all_faults_come_at_once_in_reading_order() -> None:
    """Nobody has to run the check once for each fault."""
    template = wordfiles.template(
        "{{ a b }}",
        "{{ x|fel }}",
        table=[["ok", "{{ 1 + }}"], ["{%tr if a %}", ""]],
        header="{{ ''.__class__ }}",
        footer="{% if a %}",
    )
    places = [finding.place for finding in word.lint(template, name="m.docx")]
    assert places == [
        "dokumentet, stycke 1",
        "dokumentet, stycke 2",
        "dokumentet, tabell 1, rad 1, cell 2",
        "dokumentet, tabell 1, rad 2, cell 1",
        "sidhuvudet, stycke 1",
        "sidfoten, stycke 1",
    ]
    with pytest.raises(FormError, match="har 6 fel:"):
        word.Template(template)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([["{%tr for x in y %}", "{{ x }}"], ["{%tr endfor %}", ""]], "ersätter hela tabellraden"),
        ([["{%tr for x in y %}{{ x }}{%tr endfor %}", ""]], "ersätter hela tabellraden"),
        ([["{%tc for x in y %}{{ x }}", "{%tc endfor %}"]], "ersätter hela cellen"),
        ([["{%tr for x in y %}", ""], ["{{ x }}", "{% endfor %}"]], "men de är av olika slag"),
        ([["{% if a %}", "b{% endif %}"]], "som står på annat håll"),
    ],
)
def test_a_loop_in_the_wrong_row_or_cell_is_found(table: list[list[str]], message: str) -> None:
    """Docxtpl puts the tag in the place of the whole row: the rest of the row would be lost in silence."""
    findings = word.lint(wordfiles.template(table=table), name="m.docx")
    assert any(message in finding.message for finding in findings)
    assert all(finding.place.startswith("dokumentet, tabell 1, rad ") for finding in findings)


def test_both_ends_of_rows_stand_in_the_same_table() -> None:
    """A loop that begins in one table and ends in the next gives a broken file."""

    def second_table(document: Any) -> None:
        document.add_paragraph("emellan")
        document.add_table(rows=1, cols=1).cell(0, 0).text = "{%tr endfor %}"

    template = wordfiles.template(table=[["{%tr for x in y %}"], ["{{ x }}"]], change=second_table)
    (finding,) = word.lint(template, name="m.docx")
    assert finding.place == "dokumentet, tabell 2, rad 1, cell 1"
    assert "«{%tr for x in y %}» i dokumentet, tabell 1, rad 1, cell 1, som står på annat håll" in finding.message


def test_nested_tables_are_told_apart() -> None:
    """A table in a cell has a place of its own."""

    def nested(document: Any) -> None:
        document.tables[0].cell(0, 0).add_table(rows=1, cols=2).cell(0, 1).text = "{{ a b }}"

    (finding,) = word.lint(wordfiles.template(table=[["yttre"]], change=nested), name="m.docx")
    assert finding.place == "dokumentet, tabell 1, rad 1, cell 1, tabell 1, rad 1, cell 2"


def test_parts_that_are_not_filled_in_may_hold_no_tags() -> None:
    """A tag in an endnote or a comment would be printed as it stands."""
    notes = f'<w:endnotes xmlns:w="{NAMESPACE}"><w:p><w:r><w:t>{{{{ x }}}}</w:t></w:r></w:p></w:endnotes>'.encode()
    template = wordfiles.with_member(wordfiles.template("x"), "word/endnotes.xml", notes)
    (finding,) = word.lint(template, name="m.docx")
    assert finding.place == "word/endnotes.xml"
    assert "fylls inte i" in finding.message


def test_footnotes_are_filled_in() -> None:
    """Footnotes are part of the document, and are numbered in messages without Word's separators."""
    notes = (
        f'<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>{{ x }}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    template = _with_footnotes(wordfiles.template("x"), notes)
    content = word.render(template, {"x": "A & B"})
    assert word.read_text(content).endswith("\n\nA & B")
    broken = _with_footnotes(wordfiles.template("x"), notes.replace("{{ x }}", "{{ x y }}"))
    assert [finding.place for finding in word.lint(broken, name="m.docx")] == ["fotnot 1"]


def _with_footnotes(content: bytes, notes: str) -> bytes:
    relation = (
        '<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    )
    kind = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.footnotes+xml"/></Types>'
    )
    content = wordfiles.with_member(content, "word/footnotes.xml", notes.encode())
    content = wordfiles.with_member(
        content, "word/_rels/document.xml.rels", lambda old: old.replace(b"</Relationships>", relation.encode())
    )
    return wordfiles.with_member(
        content, "[Content_Types].xml", lambda old: old.replace(b"</Types>", kind.encode())
    )


def test_hidden_and_deleted_tags_are_found() -> None:
    """What is printed there would never be seen."""

    def hide(document: Any) -> None:
        document.paragraphs[0].runs[0].font.hidden = True

    (hidden,) = word.lint(wordfiles.template("{{ x }}", change=hide), name="m.docx")
    assert "dold text" in hidden.message
    deleted = wordfiles.with_member(
        wordfiles.template("{{ x }}"),
        "word/document.xml",
        lambda old: old.replace(b"<w:r><w:t>", b'<w:del w:id="1" w:author="a"><w:r><w:t>').replace(
            b"</w:t></w:r>", b"</w:t></w:r></w:del>"
        ),
    )
    assert any("spårad borttagning" in one.message for one in word.lint(deleted, name="m.docx"))


def test_tags_in_field_codes_and_fetching_fields_are_found() -> None:
    """A field code is an instruction to Word, not text, and may bring in other files."""

    def with_code(code: str) -> bytes:
        field = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r></w:p>'
        return wordfiles.with_member(
            wordfiles.template("x"), "word/document.xml", lambda old: old.replace(b"</w:p>", field.encode(), 1)
        )

    (tag,) = word.lint(with_code(" HYPERLINK {{ x }} "), name="m.docx")
    assert "fältkod" in tag.message
    (fetch,) = word.lint(with_code(" INCLUDETEXT c:\\hemligt.docx "), name="m.docx")
    assert "hämtar innehåll utifrån" in fetch.message
    assert word.lint(with_code(" PAGE "), name="m.docx") == ()


def test_text_boxes_are_filled_once_in_each_copy() -> None:
    """Word keeps a drawing twice, for itself and for older programs; the text read back has it once."""
    word_drawing = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    box = "<w:txbxContent><w:p><w:r><w:t>[{{ x }}]</w:t></w:r></w:p></w:txbxContent>"
    run = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:wps="{word_drawing}" Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    template = wordfiles.with_member(
        wordfiles.template("x"), "word/document.xml", lambda old: old.replace(b"</w:p>", run.encode(), 1)
    )
    content = word.render(template, {"x": "å"})
    assert word.read_text(content) == "x\n[å]"
    assert [one.text for one in word.read_paragraphs(content, copies=True)] == ["x", "[å]", "[å]"]
    places = {reference.place for reference in word.references(template)}
    assert places == {"dokumentet, stycke 1, textruta, stycke 1"}
