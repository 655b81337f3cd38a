"""Reading YAML as text: no guessed types, every fault named with its line, and a stable round trip."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from halvvag_docs import yamltext
from halvvag_docs.answers import dump, parse
from halvvag_docs.errors import AnswersError, FormError

TRAPS = """
telefon: 0701234567
tid: 12:30
svar: no
pris: 4.0
datum: 2026-05-14
tom:
inget: null
citat: "null"
"""


def test_no_type_is_guessed() -> None:
    """What YAML readers take for numbers, times and booleans stays the text that was typed."""
    assert parse(TRAPS, document="d").data == {
        "telefon": "0701234567",
        "tid": "12:30",
        "svar": "no",
        "pris": "4.0",
        "datum": "2026-05-14",
        "tom": "",
        "inget": "",
        "citat": "null",
    }


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("a: 1\n\tb: 2\n", "yaml", ("Rad 2", "tabbtecken")),
        ("a: 1\nb: 2\na: 3\n", "duplicate", ("«a»", "rad 1", "rad 3")),
        ("", "empty", ("tom",)),
        ("# bara en kommentar\n", "empty", ("tom",)),
        ("- a\n- b\n", "yaml", ("namn: svar",)),
        ("a: b: c\n", "yaml", ("Rad 1", "kolon")),
        ('a: "b\n', "yaml", ("citattecken",)),
        ("a: 1\n---\nb: 2\n", "yaml", ("Rad", "---")),
        ('a: "x\\ay"\n', "control", ("Rad 1", "U+0007")),
        ("a: x\x0by\n", "yaml", ("U+000B",)),
        ("a: &x [*x]\n", "yaml", ("Rad 1",)),
        ("a: " + "[" * 40 + "]" * 40, "yaml", ("nivåer",)),
    ],
)
def test_faults_are_explained_in_swedish(text: str, rule: str, words: tuple[str, ...]) -> None:
    """Each kind of broken file has its own message, with the line."""
    with pytest.raises(AnswersError) as caught:
        parse(text, document="fil")
    (problem,) = caught.value.problems
    assert problem.rule == rule
    assert problem.document == "fil"
    assert all(word in problem.message for word in words), problem.message


def test_no_message_holds_a_value() -> None:
    """Parsers quote what they choke on; we do not, since it may be an answer."""
    with pytest.raises(AnswersError) as caught:
        parse("a: Hemligt Namn: Hemligt\n", document="fil")
    assert "Hemligt" not in str(caught.value)


def test_all_faults_come_at_once() -> None:
    """Two keys that stand twice are two problems."""
    with pytest.raises(AnswersError) as caught:
        parse("a: 1\na: 2\nb:\n  c: 1\n  c: 2\n", document="fil")
    assert [problem.path for problem in caught.value.problems] == ["a", "b.c"]


def test_text_is_normalised() -> None:
    """Decomposed letters are composed, and all line ends are one character."""
    raw = parse('a: "A\\u030Angest\\r\\nny rad"\n', document="d")
    assert raw.data == {"a": "Ångest\nny rad"}


def test_lines_are_known_for_every_value() -> None:
    """A problem can point at its line, or at the nearest enclosing one when a value is missing."""
    raw = parse("a:\n  b:\n    - c: 1\n    - c: 2\n", document="d")
    assert raw.line_of("a.b[1].c") == 4
    assert raw.line_of("a.b[1].d") == 4
    assert raw.line_of("a.x") == 1
    assert raw.line_of("z") is None


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\n\t"))
keys = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)
trees = st.dictionaries(
    keys,
    st.recursive(texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)),
    min_size=1,
    max_size=5,
)


@given(trees)
def test_dump_and_parse_are_a_round_trip(tree: dict[str, yamltext.RawValue]) -> None:
    """What was parsed once is dumped and parsed again to the same, and any YAML reader sees the same strings."""
    first = parse(dump(tree), document="d").data
    text = dump(first)
    assert parse(text, document="d").data == first
    assert dump(parse(text, document="d").data) == text
    assert yaml.safe_load(text) == first


anything = st.text(max_size=8) | st.sampled_from(
    ["a\r\nb", "\x85", "\u2028", "A\u030a", "~", "null", "\x07", "\ufffe"]
)
leaves = anything | st.none() | st.booleans() | st.integers() | st.dates() | st.times()


@given(
    st.dictionaries(
        anything,
        st.recursive(
            leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3)
        ),
        min_size=1,
        max_size=3,
    )
)
def test_data_that_were_no_file_are_read_as_if_they_were(tree: dict[str, object]) -> None:
    """The same text, and the same complaints of control characters and of names."""
    found: list[list[tuple[str, str]]] = [[], []]
    in_file, _ = yamltext.read(dump(tree), lambda path, rule, _message: found[0].append((path, rule)))
    as_data = yamltext.as_read(tree, lambda path, rule, _message: found[1].append((path, rule)))
    assert found[1] == found[0]
    if not found[0]:
        assert as_data == in_file


@given(
    st.one_of(st.text(max_size=20).filter("z".__ne__), st.sampled_from(["no", "Null", "klient"])),
    st.text(max_size=40),
)
@example("a" * 200, "")
@example("a", "  två  blanksteg \xa0\xad\u2028\ufeff🙂")
def test_one_answer_is_written_as_among_others(name: str, text: str) -> None:
    """A single line, which is written without a YAML writer, is the one that a writer gives."""
    assert dump({name: text}) + dump({"z": []}) == dump({name: text, "z": []})


def test_long_text_is_written_as_a_block() -> None:
    """A person can read and mend a text of several lines in the file."""
    assert dump({"a": "rad ett\nrad två: här"}) == "a: |-\n  rad ett\n  rad två: här\n"


def test_settings_keep_codes_as_text() -> None:
    """In schemas only true and false are booleans; dates stay text; numbers are numbers."""
    data = yamltext.load_settings("a: [nej, no, on, true, 2026-01-01, 4]", name="x.yaml")
    assert data == {"a": ["nej", "no", "on", True, "2026-01-01", 4]}


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "- a\n", "a: [\n"])
def test_broken_settings_name_the_file(text: str) -> None:
    """A schema that cannot be read is a FormError with the file's name."""
    with pytest.raises(FormError, match=r"x\.yaml"):
        yamltext.load_settings(text, name="x.yaml")
