"""``forms --check``: what is wrong with a form is found before anybody's answers are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import smallforms
import wordfiles

from halvvag_docs import answers, documents, pdfform
from halvvag_docs.documents import trial
from halvvag_docs.errors import Problem
from halvvag_docs.forms import load_form


def _messages(problems: list[Problem], rule: str) -> list[str]:
    return [problem.message for problem in problems if problem.rule == rule]


def test_a_sound_form_has_no_problems(tmp_path: Path) -> None:
    """All fields printed, drafts and every variant of answers rendered."""
    form = smallforms.write_form(tmp_path)
    raw = answers.parse(smallforms.answers_text(), document="prov")
    assert documents.check_form(form, [raw]) == []


def test_a_field_that_no_template_prints_is_named(tmp_path: Path) -> None:
    """Whether it is absent, or only decides something, with the place."""
    tags = {**smallforms.TAGS, "dag": "{% if brev.dag %}x{% endif %}", "tid": ""}
    problems = documents.check_form(smallforms.write_form(tmp_path, smallforms.template(tags)))
    found = {problem.path: problem.message for problem in problems if problem.rule == "unprinted"}
    assert found["brev.dag"] == (
        "brev.docx: «Postas den» skrivs inte ut: fältet används bara i ett villkor (dokumentet, stycke 9)."
    )
    assert found["brev.tid"] == "brev.docx: «Postas klockan» skrivs inte ut: fältet finns inte i mallen."
    assert set(found) == {"brev.dag", "brev.tid"}
    assert any("brev.dag" in message for message in _messages(problems, "render"))


@pytest.mark.parametrize(
    "tag",
    [
        "{{ brev.fel }}",
        "{{ bref.text }}",
        "{{ brev.text.upper() }}",
        "{{ verksamhet.klientnamn }}",
        "{{ ord.finnsej }}",
        "{% for r in brev.rader %}{{ r.fel }}{% endfor %}",
        "{% if signaturer[0].fel %}{% endif %}",
        "{{ klient.fornamn }}",
    ],
)
def test_a_name_that_no_form_has_is_found_with_its_place(tmp_path: Path, tag: str) -> None:
    """Also in a branch that no sample takes."""
    hidden = f"{{% if brev.text == 'aldrig' %}}{tag}{{% endif %}}"
    form = smallforms.write_form(tmp_path, smallforms.template({**smallforms.TAGS, "x": hidden}))
    (message,) = _messages(documents.check_form(form), "unknown")
    assert message.startswith("brev.docx, dokumentet, stycke 19: «")


def test_an_expression_of_a_pdf_that_cannot_be_read_is_found(tmp_path: Path) -> None:
    """It prints nothing, and so loses nothing that anybody would miss."""
    form = load_form("krisplan")
    content = form.templates[".pdf"].read_bytes()
    name = next(one.name for one in pdfform.fields(content) if one.kind.holds_text)
    (tmp_path / "krisplan.pdf").write_bytes(pdfform.with_sources(content, {name: "{krisplan.giltig_fran"}))
    problems = documents.check_form(replace(form, templates={".pdf": tmp_path / "krisplan.pdf"}))
    assert any("krisplan.pdf, sida 1" in one and "klammer" in one for one in _messages(problems, "template"))


def test_lost_answers_in_some_variant_are_found(tmp_path: Path) -> None:
    """A condition that hides a field for one code of another is only seen when that code is tried."""
    tags = {**smallforms.TAGS, "dag": "{% if brev.slag != 'sorgset' %}{{ brev.dag }}{% endif %}"}
    problems = documents.check_form(smallforms.write_form(tmp_path, smallforms.template(tags)))
    assert _messages(problems, "unprinted") == []
    (message,) = _messages(problems, "render")
    assert "«Postas den» (brev.dag)" in message


def test_a_draft_without_its_mark_is_found(tmp_path: Path) -> None:
    """The least draft is rendered in both systems."""
    form = smallforms.write_form(tmp_path, smallforms.template(header="{{ verksamhet.namn }}"))
    (message,) = _messages(documents.check_form(form), "render")
    assert "UTKAST" in message


def test_faults_of_a_template_are_all_listed(tmp_path: Path) -> None:
    """One problem for each line of the error."""
    form = smallforms.write_form(tmp_path, wordfiles.template("{{ a b }}", "{{ c d }}"))
    messages = _messages(documents.check_form(form), "template")
    assert messages[0] == "brev.docx har 2 fel:"
    assert "dokumentet, stycke 2" in messages[2]


def test_problems_of_a_sample_are_problems_of_the_form(tmp_path: Path) -> None:
    """A sample that is wrong teaches what is wrong."""
    form = smallforms.write_form(tmp_path)
    raw = answers.parse(smallforms.answers_text().replace("slag: glatt", "slag: fel"), document="prov")
    assert [(problem.document, problem.rule) for problem in documents.check_form(form, [raw])] == [
        ("prov", "allowed")
    ]


def test_a_form_without_templates_is_not_sound(tmp_path: Path) -> None:
    """Nothing could be made of its answers."""
    form = smallforms.write_form(tmp_path)
    problems = documents.check_form(replace(form, templates={}))
    assert _messages(problems, "template") == ["formuläret har ingen mall."]


def test_files_without_their_form_are_orphans(tmp_path: Path) -> None:
    """Templates, schemas and samples that nobody would ever miss."""
    smallforms.write_form(tmp_path)
    (tmp_path / "templates" / "brev.liten.docx").write_bytes(b"")
    (tmp_path / "templates" / "gammal.docx").write_bytes(b"")
    (tmp_path / "schemas" / "_glomd.yaml").write_text("a: 1")
    case = tmp_path / "samples" / "C"
    case.mkdir(parents=True)
    (case / "01.yaml").write_text("dokument: {typ: okand}")
    found = {(problem.document, problem.rule) for problem in documents.check_root(tmp_path)}
    assert found == {("gammal.docx", "orphan"), ("_glomd.yaml", "orphan"), ("01", "orphan"), ("brev", "sample")}


def test_prove_takes_samples_and_orphans_together(tmp_path: Path) -> None:
    """A root of a unit's own is proved as ours is; one form may be chosen."""
    smallforms.write_form(tmp_path)
    case = tmp_path / "samples" / "C"
    case.mkdir(parents=True)
    (case / "01.yaml").write_text(smallforms.answers_text(), encoding="utf-8")
    assert documents.prove(tmp_path, ["brev"]) == []
    (case / "01.yaml").write_text(smallforms.answers_text().replace("ja: false", "ja: kanske"), encoding="utf-8")
    assert [problem.document for problem in documents.prove(tmp_path, ["brev"])] == ["01"]


def test_invented_answers_cover_every_field_that_may_be_asked(tmp_path: Path) -> None:
    """Each field has a value in some variant, each code of an enum comes, and conditions are kept."""
    form = smallforms.write_form(
        tmp_path,
        schema=smallforms.SCHEMA.replace(
            "antal: {type: integer,", "antal: {type: integer, dependencies: {ja: [true]},"
        ),
    )
    made = [one for _, one in trial.variants(form)]
    answered = {
        field.path for field in form.leaves for one in made if one.at(field.path.replace("[]", "[0]")) is not None
    }
    assert answered == {field.path for field in form.leaves}
    assert {one.at("brev.slag") for one in made} == {"glatt", "sorgset"}
    assert {one.at("brev.antal") is None for one in made if one.at("brev.ja") is False} == {True}


@pytest.mark.parametrize(
    ("old", "new", "path", "fault"),
    [
        ("version: 3\n", "", "", "«version» saknas överst i filen."),
        ("rules: []", "rules: [R38, R99]", "", "rules: R99 finns inte."),
        ("roll: klient,", "roll: klienten,", "", "signers: rollen «klienten» finns inte."),
        ("[dokument, underskrifter]", "[dokument]", "", "signers: blocket «underskrifter» saknas"),
        ("{id: brev, title: Brevet}", "{id: brev, title: A}\n  - {id: brev, title: B}", "", "«brev» står flera"),
        ("\n  brev:", "\n  brevet:", "", "fields: ska ha ett enda block, som heter brev."),
        ("label: Brevets text", "label: Text, section: brevt", "brev.text", "section: «brevt» finns inte"),
        ("dag: {", "dag: {required_if: {jaa: [true]}, ", "brev.dag", "required_if: «jaa» finns inte"),
        (
            "dag: {",
            "dag: {required_if: {ja: [ja]}, ",
            "brev.dag",
            "«ja» kan inte vara svaret på «Svar önskas» (ja)",
        ),
        ("dag: {", "dag: {required_if_any: {slag: [gladd]}, ", "brev.dag", "«gladd» kan inte vara svaret på"),
        ("dag: {", "dag: {dependencies: {^brev.hej: [true]}, ", "brev.dag", "dependencies: «^brev.hej» finns"),
        ("dag: {", "dag: {not_before: ^dokument.dautm, ", "brev.dag", "not_before: «^dokument.dautm» finns inte"),
        ("dag: {", "dag: {not_before: ja, ", "brev.dag", "not_before: «ja» är inget datum"),
        (
            "text: {",
            "text: {not_containing: [^klient.namn], ",
            "brev.text",
            "not_containing: «^klient.namn» finns",
        ),
        ("antal: {", "antal: {max_by: {slagg: {glatt: 3}}, ", "brev.antal", "max_by: «slagg» finns inte"),
        (
            "antal: {",
            "antal: {max_by: {slag: {glad: 3}}, ",
            "brev.antal",
            "max_by: «glad» kan inte vara svaret på",
        ),
        ("row: Bilaga}", "row: Bilaga}\n        every_code: {field: slag}", "brev.rader", "every_code: «slag» är"),
        ("{label: Bilagans sidor", "{label: X, sets: hej", "brev.rader[].sidor", "sets: «hej» finns inte"),
        ("{label: Bilagans sidor", "{label: X, sets: sum a", "brev.rader[].sidor", "sets: «a» finns inte"),
        ("{label: Antal sidor", "{label: X, sets: number", "brev.antal", "sets: fältet står inte i en rad"),
        ("dag: {", "dag: {required_if: {rader.namn: [a]}, ", "brev.dag", "«rader.namn» finns inte"),
        ("dag: {", "dag: {required_if: {'rader[nam=a].sidor': [1]}, ", "brev.dag", "«rader[nam=a].sidor» finns"),
    ],
)
def test_what_a_schema_names_has_to_be_there(tmp_path: Path, old: str, new: str, path: str, fault: str) -> None:
    """Each slip would leave a question, a demand or a role out in silence."""
    assert old in smallforms.SCHEMA
    form = smallforms.write_form(tmp_path, schema=smallforms.SCHEMA.replace(old, new, 1))
    found = [(one.path, one.message) for one in documents.check_form(form) if one.rule == "schema"]
    assert [one for one, _ in found] == [path]
    assert found[0][1].startswith("brev.yaml, ")
    assert fault in found[0][1]


@pytest.mark.parametrize(
    "rule",
    [
        "required_if: {ja: [true, null], ^dokument.system: [fi]}",
        "required_if: {antal: [{min: 1}], 'rader[namn=Karta].sidor': [1], 'rader[0].sidor': [null]}",
        "dependencies: {slag: [glatt, null]}",
        "not_before: ^dokument.datum",
    ],
)
def test_what_is_there_may_be_named(tmp_path: Path, rule: str) -> None:
    """Beside the field, from the top, in a chosen row; nothing, codes, limits."""
    form = smallforms.write_form(tmp_path, schema=smallforms.SCHEMA.replace("dag: {", f"dag: {{{rule}, ", 1))
    assert _messages(documents.check_form(form), "schema") == []
