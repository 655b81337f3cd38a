"""docs/forms.md: its example really is a form, and it names all that a schema or a template may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import Halvvag
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from halvvag_docs import answers, forms, schema, validation
from halvvag_docs.schema import shape
from halvvag_docs.validation import wide
from halvvag_docs.word import filters

DOC = (Path(__file__).resolve().parent.parent / "docs" / "forms.md").read_text(encoding="utf-8")
_FILE = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STYLED = re.compile(r"\[(.+?)\] (.+)")
_BUILT_IN = {
    "Titel": "Title",
    "Rubrik 1": "Heading 1",
    "Brödtext": "Body Text",
    "Sidhuvud": "Header",
    "Sidfot": "Footer",
}
# Filters that Jinja has too; ours only keep track of what is printed.
_ALIKE = frozenset("text string e escape forceescape safe upper lower capitalize title trim replace".split())  # noqa: SIM905


def _word_file(text: str, path: Path) -> None:
    """Write the Word template that ``text`` describes: a paragraph a line, its style in brackets."""
    document = Document()
    section = document.sections[0]
    for line in text.splitlines():
        match = _STYLED.fullmatch(line)
        assert match, line
        style = _BUILT_IN.get(match[1], match[1])
        if style not in [one.name for one in document.styles]:
            document.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH)
        where = {"Header": section.header, "Footer": section.footer}.get(style, document)
        where.add_paragraph(match[2], style)
    document.save(str(path))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of own forms, built from the code blocks of the document that carry a file name."""
    base = tmp_path_factory.mktemp("own")
    for kind, name, text in _FILE.findall(DOC):
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "mall":
            _word_file(text, path)
        else:
            path.write_text(text, encoding="utf-8")
    return base


def test_the_example_is_a_form_and_its_sample_is_right(root: Path) -> None:
    """Schema, template and sample are found together, and the sample has no problem."""
    form = forms.find_forms(root)["nyckelkvitto"]
    assert form.title == "Nyckelkvitto"
    assert set(form.templates) == {".docx"}
    text = (root / "samples" / "exempel" / "01-nyckelkvitto.yaml").read_text(encoding="utf-8")
    checked = validation.check(form, answers.parse(text, document="01-nyckelkvitto"))
    assert checked.problems == ()
    assert checked.answers.items_of("nyckelkvitto.nycklar")[0]["slag"] == "rum"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("belopp:", "beloppet:", ["required", "unknown"]),
        ("deposition: ja", "deposition: nej", ["dependencies"]),
        ("slag: rum", "slag: cykel", ["allowed"]),
        ("status: faststalld\n", "status: utkast\n", []),
    ],
)
def test_the_example_asks_what_the_text_says(root: Path, old: str, new: str, expected: list[str]) -> None:
    """Conditions and choices work as the document explains them."""
    text = (root / "samples" / "exempel" / "01-nyckelkvitto.yaml").read_text(encoding="utf-8")
    raw = answers.parse(text.replace(old, new, 1), document="fil")
    problems = validation.check(forms.load_form("nyckelkvitto", root), raw).problems
    assert [one.rule for one in problems] == expected


def test_the_commands_of_the_document_work(root: Path, tmp_path: Path, halvvag: Halvvag) -> None:
    """Prove, draft, check and render: the four lines under «Pröva», with the answers in the Word file."""
    assert halvvag("forms", "nyckelkvitto", "--check", "--root", root).exit_code == 0
    draft = halvvag("new", "nyckelkvitto", "--root", root)
    assert draft.exit_code == 0
    assert "Numret som är instansat i nyckeln." in draft.stdout
    checked = halvvag("check", root / "samples" / "exempel", "--root", root)
    assert (checked.exit_code, checked.stdout) == (0, "")
    rendered = halvvag("render", root / "samples" / "exempel", "-o", tmp_path, "--root", root)
    assert rendered.exit_code == 0, rendered.stderr
    (path,) = tmp_path.glob("*.docx")
    document = Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Rum 4" in texts
    assert "Ytterdörr –" in texts
    assert "Belopp 20,00\u00a0€" in texts
    assert "En extra hos min syster." in texts
    assert not any("{" in text for text in texts)


def _listed(words: object) -> list[str]:
    """Return the words that the document does not name as code."""
    assert words
    return [word for word in words if not re.search(rf"`{re.escape(str(word))}[`:(]", DOC)]  # type: ignore[attr-defined]


def test_every_word_of_the_format_is_explained() -> None:
    """A new type, key, rule kind or filter does not exist until it is documented."""
    assert _listed(schema.KINDS) == []
    assert _listed(sorted(shape.FORM)) == []
    assert _listed(sorted(shape.META)) == []
    assert _listed(wide._WIDE) == []
    own = {name for name, used in filters.FILTERS.items() if used.__module__ == filters.__name__}
    assert _listed(sorted(own - _ALIKE - {filters.UNCUT})) == []


def test_every_shared_list_that_is_named_exists() -> None:
    """The document names no list, term or block that is not there."""
    enums = forms.load_block("_blocks")["enums"]
    named = DOC.partition("De gemensamma listorna")[2].partition("Använd dem")[0]
    assert set(re.findall(r"`([a-z_]+)`", named)) <= set(enums)
    assert "person" in forms.load_block("_terms")
    row = next(line for line in DOC.splitlines() if line.startswith("| `blocks` |"))
    assert set(re.findall(r"`(\w+)`", row)) - {"blocks"} == set(forms.load_block("_blocks")["blocks"])
