from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import Halvvag

from halvvag_docs import answers, drafts, validation
from halvvag_docs.forms import find_forms, load_form

FORMS = sorted(find_forms())


def test_forms_are_listed(halvvag: Halvvag) -> None:
    """A line for each, with the name that other commands take."""
    result = halvvag("forms")
    assert [line.split()[0] for line in result.stdout.splitlines()] == FORMS
    assert len(FORMS) == 10


def test_fields_of_a_form_are_shown(halvvag: Halvvag) -> None:
    """Path, label, kind and whether it is needed."""
    result = halvvag("forms", "krisplan")
    assert "krisplan.kontakter[].telefon" in result.stdout
    assert "krävs ibland" in result.stdout
    described = json.loads(halvvag("forms", "krisplan", "--json").stdout)
    assert described[0]["name"] == "krisplan"
    assert {field["path"] for field in described[0]["fields"]} == {
        leaf.path for leaf in load_form("krisplan").leaves
    }


def test_unknown_form_is_refused(halvvag: Halvvag) -> None:
    """The message lists those that exist."""
    for command in ("forms", "new"):
        result = halvvag(command, "krispaln")
        assert result.exit_code == 3
        assert "krisplan" in result.stderr


def test_forms_are_proven(halvvag: Halvvag) -> None:
    """Every schema fits its templates and samples."""
    result = halvvag("forms", "--check")
    assert result.exit_code == 0, result.stdout
    assert "allt stämmer" in result.stderr


def test_template_that_forgets_a_field_is_found(halvvag: Halvvag, tmp_path: Path) -> None:
    """A field that no template prints is named, with exit code 3, in JSON too."""
    ours = load_form("ansokan")
    for folder, source in (("schemas", ours.root / "schemas"), ("templates", ours.root / "templates")):
        (tmp_path / folder).mkdir()
        for path in source.glob("ansokan.*"):
            (tmp_path / folder / path.name).write_bytes(path.read_bytes())
    schema = tmp_path / "schemas" / "ansokan.yaml"
    text = schema.read_text("utf-8")
    extra = "      bortglomt:\n        type: string\n        meta: {label: Bortglömt, prefill: derive:nope}\n"
    head, mark, tail = text.partition("  ansokan:\n")
    start = tail.index("    schema:\n") + len("    schema:\n")
    schema.write_text(head + mark + tail[:start] + extra + tail[start:], "utf-8")
    result = halvvag("forms", "ansokan", "--check", "--root", tmp_path)
    assert result.exit_code == 3
    assert "Bortglömt" in result.stdout or "bortglomt" in result.stdout
    assert "«derive:nope» finns inte" in result.stdout
    found = json.loads(halvvag("forms", "ansokan", "--check", "--json", "--root", tmp_path).stdout)
    assert any("bortglomt" in problem["path"] for problem in found)


@pytest.mark.parametrize("name", FORMS)
def test_new_draft_asks_every_question(halvvag: Halvvag, name: str) -> None:
    """Each field stands there with its label; only what a draft needs at once is missing."""
    text = halvvag("new", name, "--today", "2026-11-22").stdout
    form = load_form(name)
    raw = answers.parse(text, document=name)
    checked = validation.check(form, raw)
    assert {problem.path for problem in checked.problems} <= {"dokument.arende_id", "dokument.system"}
    assert checked.answers.status == "utkast"
    for leaf in form.leaves:
        if leaf.required and not leaf.internal:
            assert f"# {leaf.label}" in " ".join(text.split()) or leaf.label.split()[0] in text, leaf.path


@pytest.mark.parametrize("case", ["A-fi-halvvagshem", "B-se-boendestod"])
def test_draft_keeps_what_is_known(samples: Path, case: str) -> None:
    """A draft composed of a finished document's answers reads back as the same answers."""
    for path in sorted((samples / case).glob("[0-9]*.yaml")):
        raw = answers.parse(path.read_text("utf-8"), document=path.stem)
        form = load_form(validation.form_name(raw, find_forms()))
        again = answers.parse(drafts.compose(form, raw.data), document=path.stem)
        assert dict(validation.check(form, again).answers) == dict(validation.check(form, raw).answers)


def test_notes_stand_above_their_field() -> None:
    """Where a value comes from is a comment, not an answer."""
    text = drafts.compose(
        load_form("krisplan"), {"klient": {"fornamn": "Jonas"}}, {"klient.fornamn": ("ur 01-ansokan, version 1",)}
    )
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "# ur 01-ansokan, version 1" in line)
    assert "Förnamn" in lines[at + 1]
    assert any(line == '  fornamn: "Jonas"' for line in lines[at:])


def test_new_draft_lands_in_the_case(halvvag: Halvvag, case_a: Path) -> None:
    """The next number, the case's own id, nothing overwritten."""
    result = halvvag("new", "krisplan", "--case", case_a, "--today", "2026-11-22")
    target = case_a / "12-krisplan.yaml"
    assert result.stdout == f"{target}\n"
    raw = answers.parse(target.read_text("utf-8"), document="12-krisplan")
    checked = validation.check(load_form("krisplan"), raw)
    assert (checked.answers.case_id, checked.answers.system) == ("HV-2026-014", "fi")
    assert checked.problems == ()
    assert halvvag("new", "krisplan", "--case", case_a, "-o", target).exit_code == 6


def test_first_draft_of_a_case_makes_its_folder(halvvag: Halvvag, tmp_path: Path) -> None:
    """A case begins with a folder that is not there yet."""
    result = halvvag("new", "ansokan", "--case", tmp_path / "HV-2026-020")
    assert result.exit_code == 0
    assert (tmp_path / "HV-2026-020" / "01-ansokan.yaml").is_file()
