"""Another authority's form becomes one of the unit's own: drafted, proved, filled in, printed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from commandline import Halvvag
from foreignforms import DIALECTS, REFUSED, form, widget
from pdfmaking import COMB, COMBO, MULTILINE, button, text_field
from wordforms import CONTROLS, TAGS, document, paragraph

from halvvag_docs import adoption, answers, pdfform, word
from halvvag_docs.adoption.question import of_text, says_something, slug, unique
from halvvag_docs.errors import ExitCode, FileError, FormError
from halvvag_docs.forms import load_form

APPLICATION = form(
    text_field("topmostSubform[0].Page1[0].f1_01[0]", tip="Förnamn"),
    text_field("Text2", tip="Telefon", rect="50 660 250 676"),
    text_field("datum", flags=COMB, rect="50 620 250 636", more="/MaxLen 8"),
    text_field("skal", tip="Skäl till ansökan", flags=MULTILINE, rect="50 500 250 600"),
    button("samtycker", ["Ja"], rect="50 470 60 480"),
    text_field("land", flags=COMBO, rect="50 440 250 456", more="/Opt[[(se)(Sverige)][(fi)(Finland)]]").replace(
        "/FT/Tx", "/FT/Ch"
    ),
    text_field("dold", more="/F 2").replace("/F 4", "", 1),
    text_field("dnr", flags=1, rect="50 400 250 416", more="/V(12)"),
    f"/FT/Sig/T(underskrift){widget('50 300 250 360')}",
)
"""A form with hidden and fixed fields, and names that mean nothing."""


def _adopt(halvvag: Halvvag, folder: Path, content: bytes, file: str) -> Path:
    (folder / file).write_bytes(content)
    root = folder / "egna"
    result = halvvag("forms", "inspect", folder / file, "--draft", "ansokan_b", "-o", root)
    assert result.exit_code == ExitCode.OK, result.stderr
    assert len(result.stdout.split()) == 3
    return root


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("blankett.pdf", APPLICATION),
        ("taggar.docx", document(TAGS)),
        ("kontroller.docx", document(CONTROLS)),
        ("ord.pdf", form(text_field("Null"), text_field("True", rect="50 640 250 656"))),
        ("ord.docx", document(paragraph("{{ null }} {{ no }} {{ grupp.true }}"))),
        *(
            (f"{slug(name)}.pdf", content)
            for name, content in DIALECTS.items()
            if name.startswith(("check", "radio", "list"))
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_adopted_form_works_at_once(file: str, content: bytes, tmp_path: Path, halvvag: Halvvag) -> None:
    """The draft proves sound, its sample is right and is printed, and a new document can be begun."""
    root = _adopt(halvvag, tmp_path, content, file)
    proof = halvvag("forms", "ansokan_b", "--check", "--root", root)
    assert proof.exit_code == ExitCode.OK, proof.output
    assert halvvag("new", "ansokan_b", "--root", root).exit_code == ExitCode.OK
    sample = root / "samples" / "ansokan_b"
    assert halvvag("check", sample, "--root", root).exit_code == ExitCode.OK
    made = halvvag("render", sample, "-o", tmp_path / "ut", "--root", root)
    assert made.exit_code == ExitCode.OK, made.stderr
    assert len(list((tmp_path / "ut").iterdir())) == 1


def test_the_schema_is_guessed_from_the_form() -> None:
    """Names, kinds, lengths, choices and where an answer comes from."""
    made = adoption.adopt(APPLICATION, "blankett.pdf", "ansokan_b")
    found = {question.key: question for question in made.questions}
    assert list(found) == ["fornamn", "telefon", "datum", "skal", "samtycker", "land"]
    assert found["fornamn"].prefill == "klient.fornamn"
    assert found["telefon"].kind == "phone"
    assert (found["datum"].kind, found["datum"].maxlength) == ("string", 8)
    assert found["skal"].kind == "text"
    assert found["samtycker"].kind == "boolean"
    assert found["land"].codes == {"se": "Sverige", "fi": "Finland"}
    assert made.left == ("dold", "dnr")


def test_what_the_form_holds_itself_is_kept(tmp_path: Path, halvvag: Halvvag) -> None:
    """A read-only number and a hidden field are not asked for, and not emptied."""
    root = _adopt(halvvag, tmp_path, APPLICATION, "blankett.pdf")
    halvvag("render", root / "samples" / "ansokan_b", "-o", tmp_path / "ut", "--root", root)
    (made,) = (tmp_path / "ut").iterdir()
    values = pdfform.read(made.read_bytes())
    assert values["dnr"] == "12"
    assert values["land"] == "se"
    assert values["samtycker"] is True


def test_nothing_is_added_to_the_pages_of_others(tmp_path: Path, halvvag: Halvvag) -> None:
    """No header or footer of ours on another authority's form, but the mark of a draft."""
    root = _adopt(halvvag, tmp_path, APPLICATION, "blankett.pdf")
    sample = root / "samples" / "ansokan_b"
    halvvag("render", sample, "-o", tmp_path / "ut", "--root", root)
    (made,) = (tmp_path / "ut").iterdir()
    assert b"Dokument-id" not in b"".join(_contents(made.read_bytes()))
    assert load_form("ansokan_b", root).adopted


def _contents(content: bytes) -> list[bytes]:
    from pypdf import PdfReader

    found = [page.get_contents() for page in PdfReader(io.BytesIO(content)).pages]
    return [one.get_data() for one in found if one is not None]


def test_the_adopted_template_holds_no_script() -> None:
    """The copy is clean: scripts and the XFA half are gone, the fields and what they print are there."""
    made = adoption.adopt(DIALECTS["scripts of fields"], "x.pdf", "prov")
    template = made.files["templates/prov.pdf"]
    assert [field.source for field in pdfform.fields(template)] == ["{prov.namn}"]
    assert pdfform.inspect(template).notices == ()
    assert "JavaScript" in made.notices[0]


@pytest.mark.parametrize("name", ["Ansökan", "klient", "2a", "a-b", ""])
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    """Names are schema names, and not those of common blocks."""
    with pytest.raises(FormError, match="små bokstäver"):
        adoption.adopt(APPLICATION, "blankett.pdf", name)


def test_a_form_of_ours_is_not_replaced(tmp_path: Path, halvvag: Halvvag) -> None:
    """A draft of its name would take its place in silence; nothing is written, whatever is forced."""
    (tmp_path / "x.pdf").write_bytes(APPLICATION)
    root = tmp_path / "egna"
    result = halvvag("forms", "inspect", tmp_path / "x.pdf", "--draft", "krisplan", "-o", root, "--force")
    assert result.exit_code == ExitCode.FORM
    assert "Välj ett annat namn" in result.stderr
    assert not root.exists()


def test_a_signed_form_is_not_taken_over() -> None:
    """Its signature would no longer hold, and the template could never be filled."""
    with pytest.raises(FileError, match="redan underskriven"):
        adoption.adopt(REFUSED["signed"][0], "s.pdf", "prov")


def test_a_form_without_questions_is_refused() -> None:
    """Only hidden fields: there is nothing to ask."""
    with pytest.raises(FormError, match="inget att fylla i"):
        adoption.adopt(form(text_field("namn", flags=1)), "x.pdf", "prov")


def test_a_word_file_without_places_is_refused() -> None:
    """The message says what to put in."""
    with pytest.raises(FormError, match="varken taggar"):
        adoption.adopt(document("<w:p><w:r><w:t>Hej</w:t></w:r></w:p>"), "brev.docx", "brev")


def test_files_that_exist_are_not_written_over(tmp_path: Path, halvvag: Halvvag) -> None:
    """A schema that somebody has improved is not lost."""
    root = _adopt(halvvag, tmp_path, APPLICATION, "blankett.pdf")
    schema = root / "schemas" / "ansokan_b.yaml"
    schema.write_text("# min", encoding="utf-8")
    result = halvvag("forms", "inspect", tmp_path / "blankett.pdf", "--draft", "ansokan_b", "-o", root)
    assert result.exit_code == ExitCode.FILE
    assert schema.read_text("utf-8") == "# min"


def test_tags_keep_their_names() -> None:
    """A Word form's own names go on working; groups, lists and words in lists become questions."""
    made = adoption.adopt(document(TAGS), "taggar.docx", "remiss")
    found = {question.key: question for question in made.questions}
    assert {key: question.kind for key, question in found.items()} == {
        "mottagare": "dict",
        "akut": "boolean",
        "datum": "date",
        "tider": "list",
        "skal": "list",
    }
    assert found["akut"].internal
    assert [member.key for member in found["tider"].members] == ["dag", "klockslag"]


def test_controls_become_tags() -> None:
    """Content controls and the older fields are replaced by tags that print the answers."""
    made = adoption.adopt(document(CONTROLS), "kontroller.docx", "prov")
    template = made.files["templates/prov.docx"]
    assert word.controls(template, "x") == ()
    printed = {use.path for use in word.references(template) if use.printed}
    assert printed == {"utdrag", *(f"prov.{question.key}" for question in made.questions)}


def test_inspect_lists_a_pdf(tmp_path: Path, halvvag: Halvvag) -> None:
    """Names as fill wants them, kinds, pages, words and values."""
    (tmp_path / "b.pdf").write_bytes(APPLICATION)
    shown = halvvag("forms", "inspect", tmp_path / "b.pdf").stdout
    assert "1 sida, 9 fält" in shown
    assert "se (Sverige), fi (Finland)" in shown
    listed = json.loads(halvvag("forms", "inspect", tmp_path / "b.pdf", "--json").stdout)
    fields = {one["name"]: one for one in listed["fields"]}
    assert fields["datum"]["max_length"] == 8
    assert fields["dold"]["hidden"]
    assert fields["samtycker"]["states"] == ["Ja"]
    assert fields["topmostSubform[0].Page1[0].f1_01[0]"]["label"] == "Förnamn"


def test_inspect_finds_the_words_beside_a_field(tmp_path: Path, halvvag: Halvvag) -> None:
    """A field without a tooltip is explained by what is printed to its left."""
    drawn = b"BT /F1 10 Tf 1 0 0 1 50 703 Tm (Ditt efternamn:) Tj ET"
    content = form(
        f"/FT/Tx/T(Text1){widget('150 700 250 716')}",
        page="/Contents 7 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
        more={7: b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn)},
    ).replace(b"/Resources<<>>", b"")
    (tmp_path / "b.pdf").write_bytes(content)
    listed = json.loads(halvvag("forms", "inspect", tmp_path / "b.pdf", "--json").stdout)
    assert listed["fields"][0]["beside"] == "Ditt efternamn"
    made = adoption.adopt(content, "b.pdf", "prov")
    assert [question.key for question in made.questions] == ["ditt_efternamn"]


def test_inspect_lists_a_word_file(tmp_path: Path, halvvag: Halvvag) -> None:
    """Tags and controls with their places, each as what it is."""
    (tmp_path / "t.docx").write_bytes(document(TAGS + CONTROLS))
    shown = halvvag("forms", "inspect", tmp_path / "t.docx").stdout
    assert "tider[].dag" in shown
    assert "äldre formulärfält" in shown
    listed = json.loads(halvvag("forms", "inspect", tmp_path / "t.docx", "--json").stdout)
    assert {one["kind"] for one in listed["controls"]} == {"text", "check", "choice", "date", "rich"}


def test_a_signed_form_can_be_looked_at(tmp_path: Path, halvvag: Halvvag) -> None:
    """Its fields are listed; stderr says that it cannot be filled."""
    (tmp_path / "s.pdf").write_bytes(REFUSED["signed"][0])
    result = halvvag("forms", "inspect", tmp_path / "s.pdf")
    assert result.exit_code == ExitCode.OK
    assert "underskriven" in result.stderr


def test_other_files_are_refused(tmp_path: Path, halvvag: Halvvag) -> None:
    """Only PDF and Word."""
    (tmp_path / "x.odt").write_bytes(b"")
    assert halvvag("forms", "inspect", tmp_path / "x.odt").exit_code == ExitCode.FORM


@pytest.mark.parametrize("words", [(), ("krisplan",), ("krisplan", "--json"), ("--json",)])
def test_forms_is_still_a_command_of_its_own(words: tuple[str, ...], halvvag: Halvvag) -> None:
    """``forms`` alone, with a name and with options works as it did before it had a command below it."""
    result = halvvag("forms", *words)
    assert result.exit_code == ExitCode.OK
    assert "krisplan" in result.stdout


def test_help_of_forms_names_inspect(halvvag: Halvvag) -> None:
    """The command's own help, and the one below it."""
    shown = halvvag("forms", "--help").stdout
    assert "--check" in shown
    assert "inspect" in shown


def test_samples_are_read_back_as_they_were_meant() -> None:
    """The sample is YAML that means what was written."""
    made = adoption.adopt(APPLICATION, "blankett.pdf", "ansokan_b")
    raw = answers.parse(made.files["samples/ansokan_b/01-ansokan_b.yaml"].decode(), document="x")
    assert raw.data["ansokan_b"]["datum"] == "Prov på"  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sökandens namn (1)", "sokandens_namn_1"),
        ("1. Ålder", "f_1_alder"),
        ("…", ""),
        ("x" * 60, "x" * 40),
        ("Null", "f_null"),
    ],
)
def test_slugs(text: str, name: str) -> None:
    """Labels become names without å, ä, ö."""
    assert slug(text) == name


@pytest.mark.parametrize("name", ["Text12", "f1_01", "Kryssruta 3", "undefined_2", "Check Box1", "fält 4", "7"])
def test_names_that_programs_give_say_nothing(name: str) -> None:
    """What a drawing program calls its fields is no name for a question."""
    assert not says_something(name)


@pytest.mark.parametrize(
    ("label", "maxlength", "kind", "prefill"),
    [
        ("Datum", None, "date", ""),
        ("Datum", 6, "string", ""),
        ("Handläggarens telefon", None, "phone", ""),
        ("E-post", None, "email", "klient.epost"),
        ("Anmärkning", None, "string", ""),
    ],
)
def test_words_tell_the_kind(label: str, maxlength: int | None, kind: str, prefill: str) -> None:
    """A date needs room for its ten characters; a caseworker's phone is not the client's."""
    assert of_text(label, maxlength) == (kind, prefill)


def test_equal_names_are_counted() -> None:
    """Two questions never share a name."""
    taken: set[str] = set()
    assert [unique("namn", taken), unique("namn", taken), unique("", taken)] == ["namn", "namn_2", "falt"]
