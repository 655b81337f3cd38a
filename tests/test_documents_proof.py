"""``forms --check``: what is wrong with a form is found before anybody's answers are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import smallforms
import wordfiles

from halvvag_docs import answers, documents
from halvvag_docs.documents import trial
from halvvag_docs.errors import Problem


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
