"""What every form promises: sound, drawn from data alone, and looking as it looked when somebody last looked.

The golden files hold the text of each sample document with its style names. After a change that is
meant, run ``pytest --golden-update`` and read the diff.
"""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from halvvag_docs import answers, documents, forms, validation, word
from halvvag_docs.answers import Answers
from halvvag_docs.forms import Form
from halvvag_docs.units import Unit

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
FORMS = forms.find_forms()
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*/*.yaml") if path.stem != "verksamhet")
NAMES = [f"{path.parent.name}/{path.stem}" for path in SAMPLES]


def _read(path: Path) -> tuple[Form, Answers, Unit]:
    raw = answers.parse(path.read_text(encoding="utf-8"), document=path.stem)
    unit_text = (path.parent / "verksamhet.yaml").read_text(encoding="utf-8")
    form = FORMS[validation.form_name(raw, FORMS)]
    unit = validation.read_unit(answers.parse(unit_text, document="verksamhet"))
    return form, validation.validate(form, raw), unit


@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_sound(name: str) -> None:
    """Every field is printed, every tag is a field, every variant of answers and the least draft render."""
    assert [str(problem.message) for problem in documents.check_form(FORMS[name])] == []


def test_no_file_is_without_its_form() -> None:
    """No template, schema or sample is left over, and every form has a sample."""
    assert documents.check_root() == []


@pytest.mark.parametrize("path", SAMPLES, ids=NAMES)
def test_the_sample_looks_as_before(path: Path, request: pytest.FixtureRequest) -> None:
    """Text and styles of the Word file are those of the golden file."""
    form, made, unit = _read(path)
    content = documents.render(form, made, format="docx", unit=unit).content
    golden = GOLDEN / path.parent.name / f"{path.stem}.txt"
    if request.config.getoption("--golden-update"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(_described(content), encoding="utf-8")
    assert _described(content) == golden.read_text(encoding="utf-8")


def _described(content: bytes) -> str:
    lines: list[str] = []
    part = ""
    for paragraph in word.read_paragraphs(content):
        if paragraph.part != part:
            part = paragraph.part
            lines.append(f"== {part}")
        text = paragraph.text.replace("\n", "⏎\n    ").replace("\t", "⇥")
        lines.append(f"{paragraph.style}: {text}".rstrip())
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", SAMPLES, ids=NAMES)
def test_the_sample_is_a_file_others_can_read(path: Path) -> None:
    """python-docx opens it, its metadata name nobody, and a draft of it is marked on every page."""
    form, made, unit = _read(path)
    properties = docx.Document(
        io.BytesIO(documents.render(form, made, format="docx", unit=unit).content)
    ).core_properties
    assert properties.title == f"{form.title} {made.case_id}"
    assert properties.author == "halvvag_docs"
    draft = documents.render(form, made, format="docx", unit=unit, draft=True)
    assert all("UTKAST" in header.text for header in word.read_headers(draft.content))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_needs_no_python(name: str) -> None:
    """No module of the package knows a form by a file of its own."""
    assert not list((ROOT / "halvvag_docs").rglob(f"{name}.py")) or name == "sip"
