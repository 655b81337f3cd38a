"""Running text as PDF: words of people stay words, nothing is lost, and templates can do no harm."""

from __future__ import annotations

import io
import string
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flowforms
import pytest
from flowforms import BODY, HEAD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from halvvag_docs import documents, flow, pdfform
from halvvag_docs.errors import FileError, FormError, MissingProgramError, RenderError
from halvvag_docs.forms import Form, builtin_root
from halvvag_docs.pdfform import fonts
from halvvag_docs.units import UNNAMED
from halvvag_docs.values import leaf

FONTS = builtin_root() / "templates" / "fonts"
MARKUP = (
    r"#panic() $x^2$ @ref [inne] {kod} \ \u{41} // rest /* block */ *fet* _kursiv_ `rå` ``` <etikett> ~ -- --- ..."
    "\n= Rubrik\n- punkt\n+ nummer\n/ term: ord\n#let x = 1\n#{1 + 1}\n'enkla' \"dubbla\" https://example.invalid/#a"
)
COVERED = sorted(
    set(fonts.load(fonts.REGULAR).glyphs) & set(fonts.load(fonts.BOLD).glyphs) - set(string.whitespace)
)


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Return the small form with a template of running text."""
    return flowforms.write_form(tmp_path)


@pytest.fixture
def printed(form: Form) -> Callable[[str], str]:
    """Return a function from the text of a letter to the text of its PDF, both without white space."""

    def render(text: str) -> str:
        return flowforms.text_of(flowforms.render(form, flowforms.letter(form, text=text), unit=UNNAMED))

    return render


def test_answers_never_become_typst(printed: Callable[[str], str]) -> None:
    """Every sign that means something to Typst is printed as it was written."""
    assert flowforms.squeezed(MARKUP) in printed(MARKUP)


@pytest.mark.parametrize("name", flowforms.FLOWING)
def test_markup_in_every_free_text(name: str) -> None:
    """The same in every field, in tables and headings too; the render itself proves that nothing is lost."""
    form, answers, unit = flowforms.sample(name)
    line = MARKUP.partition("\n")[0]
    changed = flowforms.with_words(form, answers, lambda kind: MARKUP if kind == "text" else line)
    text = flowforms.text_of(flowforms.render(form, changed, unit=unit))
    assert flowforms.squeezed(line) in text


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.sampled_from([*COVERED, " ", "\n"]), min_size=1, max_size=400).filter(str.strip))
def test_any_text_reads_back(printed: Callable[[str], str], text: str) -> None:
    """Whatever our font can draw stands in the file, whole: the render itself compares."""
    assert printed(text)


def test_line_breaks_make_paragraphs(form: Form) -> None:
    """A line feed in an answer begins a new paragraph, for the eye and for a screen reader."""
    content = flowforms.render(form, flowforms.letter(form, text="Första raden.\n\nAndra raden."), unit=UNNAMED)
    lines = pdfform.page_text(content).text.splitlines()
    assert lines.index("Andra raden.") == lines.index("Första raden.") + 1


@pytest.mark.parametrize("name", ["uppdrag", "sip", "drogtest_logg"])
def test_long_texts_flow_over_pages(name: str) -> None:
    """8 000 characters in every text and words as long as a line: all of it on the paper."""
    form, answers, unit = flowforms.sample(name)
    text = "Vi pratade om vad som händer på kvällarna och vem man då kan ringa. " * 118
    line = f"Ett {'mycket' * 12} långt ord"
    changed = flowforms.with_words(form, answers, lambda kind: text.strip() if kind == "text" else line)
    content = flowforms.render(form, changed, unit=unit)
    assert pdfform.page_text(content).outside == ()
    assert flowforms.squeezed(text) in flowforms.text_of(content)


def test_heading_row_is_repeated() -> None:
    """A table that goes on over a page shows its headings there too, outside the running text."""
    form, answers, unit = flowforms.sample("drogtest_logg")
    page = pdfform.page_text(flowforms.render(form, answers, unit=unit))
    assert "Datum och tid" in page.margins[1]
    assert page.text.count("Datum och tid") == 1


def test_a_character_without_a_glyph_is_named(form: Form) -> None:
    """The message says which field and which character, never the answer."""
    answers = flowforms.letter(form, text="Hemligt 😀 漢", ord=["hemligt ↯"])
    with pytest.raises(RenderError) as caught:
        flowforms.render(form, answers, unit=UNNAMED)
    message = str(caught.value)
    assert "Brevets text: U+1F600 GRINNING FACE" in message
    assert "U+6F22" in message
    assert "Nyckelord: U+21AF" in message
    assert "emligt" not in message


def test_a_character_without_a_glyph_can_be_replaced(form: Form) -> None:
    """When that is allowed, a visible replacement stands in its place."""
    answers = flowforms.letter(form, text="Glad 😀 hälsning")
    content = flowforms.render(form, answers, unit=UNNAMED, allow_missing_glyphs=True)
    assert "Glad�hälsning" in flowforms.text_of(content)


@pytest.mark.parametrize(
    "text",
    [
        "Hej محمد علی och שרה כהן (ser er 12 مرحبا)!",
        "שרה כהן",
        "می‌خواهم",
        "สวัสดีครับ",
        "வணக்கம்",
        "ሰላም አበበ",
        "გამარჯობა",
        "Բարեւ",
    ],
)
def test_other_scripts_are_set(printed: Callable[[str], str], text: str) -> None:
    """Arabic, Hebrew and more need no extra here: Typst shapes letters and turns lines by itself."""
    assert printed(text)


def test_word_from_the_right_that_is_lost_is_found(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn from right to left is compared word by word."""
    whole = pdfform.page_text

    def cut(content: bytes) -> pdfform.PageText:
        page = whole(content)
        return pdfform.PageText(text=page.text.replace("ןהכ", "ןה"), margins=(), outside=())

    monkeypatch.setattr(pdfform, "page_text", cut)
    with pytest.raises(RenderError, match="Brevets text"):
        flowforms.render(form, flowforms.letter(form, text="שרה כהן"), unit=UNNAMED)


def test_characters_that_are_never_drawn_are_left_out() -> None:
    """Soft hyphens, joiners, control characters; decomposed letters are composed."""
    assert flow.drawable("می\u200cخواهم") == "می\u200cخواهم"
    assert flow.drawable("a\u00adb\u200bc\x07 e\u0301\r\nf\u2028g\th") == "abc é\nf\ng   h"


def test_an_answer_is_data() -> None:
    """A leaf is told from a group of leaves by names that no field can have."""
    made = flow.encode(
        {"pris": leaf(1500, shown="1500"), "ja": [leaf(value=True, shown="Ja")], "utkast": True}, system="se"
    )
    assert made["pris"] == {
        "@text": "1500",
        "@code": "1500",
        "@path": "",
        "@money": "1\u00a0500,00\u00a0kr",
        "@EUR": "1\u00a0500,00\u00a0€",
        "@SEK": "1\u00a0500,00\u00a0kr",
    }
    assert made["ja"][0]["@code"] is True
    assert made["utkast"] is True


def test_lost_answer_is_an_error(tmp_path: Path) -> None:
    """A template that leaves an answer out does not make a document; the error names the label."""
    form = flowforms.write_form(tmp_path, HEAD + BODY.replace('#prose("Text", b.text)', ""))
    with pytest.raises(RenderError, match=r"«Brevets text» \(brev.text\)"):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_text_off_the_paper_is_an_error(tmp_path: Path) -> None:
    """What nobody can see was not printed."""
    off = HEAD + BODY.replace('#prose("Text", b.text)', "#move(dx: 600pt, say(b.text))")
    form = flowforms.write_form(tmp_path, off)
    with pytest.raises(RenderError, match="utanför papperet på sida 1"):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_draft_says_so_on_every_page(form: Form, tmp_path: Path) -> None:
    """A draft has its mark in every page's header; a template that forgets it makes no draft."""
    answers = flowforms.letter(form, text="Lång text. " * 800)
    page = pdfform.page_text(flowforms.render(form, answers, unit=UNNAMED, draft=True))
    assert len(page.margins) > 2
    assert all("UTKAST – inte fastställt" in margin for margin in page.margins)
    form = flowforms.write_form(tmp_path, HEAD + "#set page(header: none)\n" + BODY)
    with pytest.raises(RenderError, match="UTKAST"):
        flowforms.render(form, answers, unit=UNNAMED, draft=True)


@pytest.mark.parametrize(
    "line",
    [
        '#import "@preview/cetz:0.3.0": *',
        '#import "@preview/cetz:0.3.0"',
        '#include "annan.typ"',
        "#eval(d.brev.text)",
        '#read("/etc/passwd")',
        '#plugin("x.wasm")',
        '#std.eval("1")',
        "#let f = eval",
    ],
)
def test_templates_cannot_reach_out(tmp_path: Path, line: str) -> None:
    """No packages from the network, no files, no code from answers; the line is named."""
    form = flowforms.write_form(tmp_path, f"{HEAD}{line}\n{BODY}")
    with pytest.raises(FormError, match=r"brev\.typ, rad 3: "):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_typst_itself_finds_no_files(tmp_path: Path) -> None:
    """Behind the list of words: what is not among the sources is looked for among the fonts alone."""
    (tmp_path / "hemligt.txt").write_text("x")
    for path in ("hemligt.txt", str(tmp_path / "hemligt.txt"), "/etc/passwd", "../../pyproject.toml"):
        source = {"main.typ": f'#read("{path}")'.encode()}
        with pytest.raises(FormError):
            flow.typeset(source, name="x.typ", fonts=FONTS)


def test_unknown_source_is_named(tmp_path: Path) -> None:
    """An import of what is not there says what is."""
    form = flowforms.write_form(tmp_path, '#import "src/annat.typ": *\n' + BODY)
    with pytest.raises(FormError, match=r"rad 1: src/annat\.typ finns inte.*src/flow\.typ, src/frame\.typ"):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_template_that_is_no_text(tmp_path: Path) -> None:
    """A template in another encoding is told, not guessed."""
    form = flowforms.write_form(tmp_path)
    form.templates[".typ"].write_bytes("å".encode("latin-1"))
    with pytest.raises(FileError, match="UTF-8"):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_fault_in_a_template_is_told_with_its_line(tmp_path: Path) -> None:
    """A name that does not exist, on the line where it stands."""
    form = flowforms.write_form(tmp_path, f"{HEAD}\n#say(d.brev.finnsinte)\n{BODY}")
    with pytest.raises(FormError, match=r"brev\.typ, rad 4: «finnsinte» finns inte\."):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("#finnsinte", "namnet «finnsinte» finns inte"),
        ("#let x = (1", "stängs aldrig"),
        ("#}", "stängs utan att ha öppnats"),
        ("#(1,).at(3)", "listan har inte så många rader"),
        ("#for x in 3 []", "är ingen lista"),
        ("#none.x", "inga fält"),
        ("#text(fill: 3)[x]", "Typst säger «expected color"),
    ],
)
def test_what_typst_says_is_told_in_swedish(tmp_path: Path, source: str, words: str) -> None:
    """The commonest slips in words; what is not known is quoted as Typst's."""
    form = flowforms.write_form(tmp_path, f"{HEAD}\n{source}\n{BODY}")
    with pytest.raises(FormError) as caught:
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)
    assert str(caught.value).startswith("brev.typ, rad ")
    assert words in str(caught.value)


def test_fault_in_the_shared_parts_is_told_by_the_template(tmp_path: Path) -> None:
    """A part that got the wrong thing is told by the line of the template that gave it."""
    form = flowforms.write_form(tmp_path, f"{HEAD}{BODY}\n#rows(1, 2)\n")
    with pytest.raises(FormError, match=r"brev\.typ, rad \d+: "):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_no_answer_in_a_message(tmp_path: Path) -> None:
    """A template that shouts an answer is not repeated."""
    form = flowforms.write_form(tmp_path, f'{HEAD}#panic(d.brev.text.at("@text"))\n{BODY}')
    with pytest.raises(FormError, match="det upprepar ett svar") as caught:
        flowforms.render(form, flowforms.letter(form, text="Hemligheten"), unit=UNNAMED)
    assert "Hemlig" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_warning_is_an_error(tmp_path: Path) -> None:
    """What Typst warns of, such as a font that is not there, would change the look unseen."""
    form = flowforms.write_form(tmp_path, f'{HEAD}#set text(font: "Finns Inte")\n{BODY}')
    with pytest.raises(FormError, match="typsnittet «finns inte» finns inte"):
        flowforms.render(form, flowforms.letter(form), unit=UNNAMED)


def test_without_typst_the_message_says_what_to_do(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named, and the way without it."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingProgramError, match=r"halvvag-docs\[pdf\].*--format docx"):
        flowforms.render(form, flowforms.letter(form, text="Ingen Typst här."), unit=UNNAMED)


def test_unit_may_have_a_look_of_its_own(tmp_path: Path) -> None:
    """Shared sources beside a unit's template come before ours."""
    form = flowforms.write_form(tmp_path)
    own = tmp_path / "templates" / "src"
    own.mkdir()
    look = (builtin_root() / "templates" / "src" / "look.typ").read_text("utf-8")
    (own / "look.typ").write_text(look.replace("inte fastställt", "ett förslag"), encoding="utf-8")
    answers = flowforms.letter(form)
    first = documents.render(form, answers, format="pdf", unit=UNNAMED, draft=True)
    assert "UTKAST – ett förslag" in pdfform.page_text(first.content).margins[0]
    (own / "look.typ").unlink()
    again = documents.render(form, answers, format="pdf", unit=UNNAMED, draft=True)
    assert first.origin["template_sha256"] != again.origin["template_sha256"]


def test_same_bytes_every_time(form: Form) -> None:
    """Nothing in the file comes from the clock or the machine."""
    answers = flowforms.letter(form)
    assert flowforms.render(form, answers, unit=UNNAMED) == flowforms.render(form, answers, unit=UNNAMED)


@pytest.mark.parametrize("name", flowforms.FLOWING)
def test_metadata_hold_no_name(name: str) -> None:
    """Kind, case, date and language, the same in both places; no name and no number of a person."""
    form, answers, unit = flowforms.sample(name)
    reader = PdfReader(io.BytesIO(flowforms.render(form, answers, unit=unit)))
    info: Any = reader.metadata
    xmp: Any = reader.xmp_metadata
    root: Any = reader.root_object
    assert info.title == f"{form.title} {answers.case_id}" == xmp.dc_title["x-default"]
    assert info.creation_date.date() == answers.date == xmp.xmp_create_date.date()
    assert root["/Lang"] == {"fi": "sv-FI", "se": "sv-SE"}[answers.system]
    packet = root["/Metadata"].get_data().decode()
    for secret in (answers.at("klient.efternamn"), answers.at("klient.id_nummer"), unit.namn):
        assert secret not in f"{packet}{info}"
