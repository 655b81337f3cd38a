"""Templates with a program of their own: the same documents, sooner, and nothing of the care lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import wordfiles
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from halvvag_docs import keeping, word
from halvvag_docs.errors import FormError, RenderError
from halvvag_docs.word import saved

PARAGRAPHS = (
    "{{ a }} {{ b.c }} {% if a and not b.c %}ja{% elif a == 'x' %}{{ rows|length }}{% else %}nej{% endif %}",
    "{% for r in rows %}{{ loop.index }} {{ loop.revindex }}{{ r.y }}{{ '' if loop.last else ', ' }}{% endfor %}",
    "{%p for r in rows if r.y %}",
    "{{ r.y|upper }} {{ 'först' if loop.first else a }}",
    "{%p else %}",
    "inga {{ a|saknas }}",
    "{%p endfor %}",
    "{% set z = b.c %}{{ z }} {{ a ~ '-' ~ z }} {{ rows[0].y if rows else '' }}",
    "{{ a|lista }} {{ a|trim|lower if b.c == 'x' else a|stor }}",
    "{% if b is defined and q is not defined and a is not none %}{{ a|default('-') }}{% endif %}",
)
TABLE = (
    ("{%tr for r in rows %}", ""),
    ("{{ r.y }}", "{% for s in a|stycken %}[{{ s }}]{% endfor %}"),
    ("{%tr endfor %}", ""),
)
CONTENT = wordfiles.template(*PARAGRAPHS, table=TABLE, header="{{ a }}", footer="{{ b.c }}")
TEMPLATE = word.Template(CONTENT)
FILLER = word.Filler(CONTENT)

LEAF = st.text(st.sampled_from("ab <>&\"'{}%_\n\t\r\x0c\ud800å☒"), max_size=6) | st.sampled_from(
    ["", "x", None, True, False, 0, 7, -1, Decimal("1.50"), 2.5, date(2026, 5, 14)]
)
DATA = st.fixed_dictionaries(
    {
        "a": LEAF,
        "b": st.fixed_dictionaries({"c": LEAF}),
        "rows": st.lists(st.fixed_dictionaries({"y": LEAF}), max_size=3),
    }
)
ODD = st.dictionaries(
    st.sampled_from(["a", "b", "rows", "loop", "q"]), LEAF | st.lists(LEAF, max_size=2), max_size=4
)


def _canonical(content: bytes) -> dict[str, bytes]:
    members = wordfiles.members(content)
    return {
        name: etree.tostring(etree.fromstring(data), method="c14n2") if name.endswith((".xml", ".rels")) else data
        for name, data in members.items()
    }


def _outcome(render: Any, data: dict[str, Any]) -> object:
    try:
        return _canonical(render(data))
    except RenderError as error:
        return str(error)


@given(DATA | ODD)
@settings(max_examples=80, deadline=None)
def test_both_ways_make_the_same_document(data: dict[str, Any]) -> None:
    """Whatever the data: the same parts, or the same message with the same place."""
    assert _outcome(FILLER.fill, data) == _outcome(lambda one: TEMPLATE.render(one).content, data)


def test_the_template_has_a_program() -> None:
    """Else the test before compares one way with itself."""
    assert FILLER.compiled
    record = {"a": "x", "b": {"c": "å\n"}, "rows": [{"y": "1"}, {"y": "2"}]}
    assert TEMPLATE.program().fill(record) == FILLER.fill(record)


@pytest.mark.parametrize(
    "tag",
    [
        "{{ range(3)|join }}",
        "{{ a|replace('a', 'b') }}",
        "{{ a.upper() }}",
        "{% for k, v in b.items() %}{{ k }}{% endfor %}",
    ],
)
def test_what_is_uncommon_goes_through_jinja(tag: str) -> None:
    """Such a template has no program, and is filled all the same."""
    content = wordfiles.template(tag)
    filler = word.Filler(content)
    assert not filler.compiled
    assert _canonical(filler.fill({"a": "a", "b": {"c": 1}})) == _canonical(
        word.render(content, {"a": "a", "b": {"c": 1}})
    )


@pytest.mark.parametrize("name", ["a'b", 'a"b', "a\\", "import('os')", "{}", "å"])
def test_names_are_only_ever_names(name: str) -> None:
    """A name of a template stands in the program as a constant."""
    quoted = name.replace("\\", "\\\\").replace("'", "\\'")
    filler = word.Filler(wordfiles.template(f"{{{{ b['{quoted}'] }}}}"))
    assert wordfiles.paragraphs(filler.fill({"b": {name: "rätt"}})) == ["rätt"]


def test_a_bad_template_is_refused_at_once() -> None:
    """The checks come before the program."""
    with pytest.raises(FormError, match="når in i programmet"):
        word.Filler(wordfiles.template("{{ a.__class__ }}"))


def _across(*texts: str) -> bytes:
    """Return a template whose texts stand in one run each, every other one bold."""

    def runs(document: Any) -> None:
        paragraph = document.add_paragraph()
        for number, text in enumerate(texts):
            paragraph.add_run(text).bold = bool(number % 2)

    return wordfiles.template(change=runs)


@pytest.mark.parametrize("a", ["", "x", "x\ty", "x\ny"])
def test_a_branch_may_end_in_another_run(a: str) -> None:
    """Word splits runs where it likes; the text after the branch stands in one or the other."""
    content = _across("{% if a %}ett {{ a }}", "två {{ a }}{% else %}tre", "{% endif %}{{ b }}", "slut")
    filler = word.Filler(content)
    assert filler.compiled
    for b in ("fyra", "fy\tra", "fy\nra"):
        data = {"a": a, "b": b}
        assert _canonical(filler.fill(data)) == _canonical(word.render(content, data))


def test_a_part_that_may_break_has_no_program() -> None:
    """A loop whose rounds begin in different runs is looked at each time."""
    content = _across("{% for r in rows %}{{ r }}", "{{ r }}{% endfor %}")
    filler = word.Filler(content)
    assert not filler.compiled
    assert wordfiles.paragraphs(filler.fill({"rows": ["a\tb", "c\td"]})) == ["a\tba\tbc\tdc\td"]


def test_a_kept_program_makes_the_same_bytes(tmp_path: Path) -> None:
    """The second run reads what the first one kept."""
    folder = tmp_path / "cache"
    record = {"a": "x", "b": {"c": "y"}, "rows": []}
    first = word.Filler(CONTENT, cache=folder).fill(record)
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert saved.load(folder, kept.stem) is not None
    assert word.Filler(CONTENT, cache=folder).fill(record) == first == FILLER.fill(record)


def test_a_kept_program_needs_no_library(tmp_path: Path) -> None:
    """A single document is made without docxtpl, Jinja, lxml and PyYAML."""
    (tmp_path / "mall.docx").write_bytes(CONTENT)
    (tmp_path / "data.json").write_text('{"a": "x", "b": {"c": "y"}, "rows": [{"y": "z"}]}', encoding="utf-8")
    word.Filler(CONTENT, cache=tmp_path / "cache")
    code = (
        "import sys; from halvvag_docs.cli import main; main(standalone_mode=False);"
        "print(*(n for n in ('docxtpl', 'docx', 'jinja2', 'lxml', 'yaml', 'rich', 'pypdf') if n in sys.modules))"
    )
    command = [sys.executable, "-c", code, "fill", "mall.docx", "data.json", "-o", "ut", "--cache", "cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [os.path.join("ut", "000001.docx")]  # noqa: PTH118  as it is printed


@pytest.mark.parametrize("fault", ["open folder", "open file", "link", "damaged", "cut"])
def test_a_program_that_others_may_have_written_is_not_run(tmp_path: Path, fault: str) -> None:
    """Code is read from what only its owner can write, and only as it was written."""
    folder = tmp_path / "cache"
    word.Filler(CONTENT, cache=folder)
    (kept,) = folder.iterdir()
    assert saved.load(folder, kept.stem) is not None
    content = kept.read_bytes()
    if fault == "open folder":
        folder.chmod(0o750)
    elif fault == "open file":
        kept.chmod(0o620)
    elif fault == "link":
        kept.rename(tmp_path / "other")
        kept.symlink_to(tmp_path / "other")
    elif fault == "damaged":
        kept.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    else:
        kept.write_bytes(content[:20])
    assert saved.load(folder, kept.stem) is None


def test_another_template_or_program_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """What had a part in making the program is in its name."""
    keys = {saved.key(CONTENT), saved.key(CONTENT + b"x")}
    monkeypatch.setattr(sys, "version", "another")
    keys.add(saved.key(CONTENT))
    assert len(keys) == 3


def test_a_full_or_locked_disk_is_no_error(tmp_path: Path) -> None:
    """What cannot be kept is made again next time."""
    (tmp_path / "file").touch()
    assert word.Filler(CONTENT, cache=tmp_path / "file" / "cache").compiled


def test_few_programs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow without end."""
    monkeypatch.setattr(keeping, "_KEPT", 2)
    for number in range(4):
        saved.store(tmp_path / "cache", f"{number}", TEMPLATE.program())
    assert len(list((tmp_path / "cache").iterdir())) == 2


YES_OR_NO = wordfiles.template(
    "{{ a|janej }} {{ a|kryss }} {{ a|kryss('x', 'ja') }} {% if a %}{{ a|janej }}{% endif %}"
)


@pytest.mark.parametrize(
    "value",
    [
        "ja",
        "nej",
        " Ja ",
        "TRUE",
        "false",
        "",
        "  ",
        None,
        True,
        False,
        0,
        1,
        "kanske",
        2.5,
        "x",
        [],
        ["x"],
        ["y"],
    ],
)
def test_yes_and_no_are_printed_without_jinja(value: Any) -> None:
    """In words, as JSON, or not at all; what is none of them is the same error."""
    filler, template = word.Filler(YES_OR_NO), word.Template(YES_OR_NO)
    assert filler.compiled
    data = {"a": value}
    assert _outcome(filler.fill, data) == _outcome(lambda one: template.render(one).content, data)
