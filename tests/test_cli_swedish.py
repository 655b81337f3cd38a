from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from commandline import Halvvag

from halvvag_docs.cli import main
from halvvag_docs.cli.swedish import WORDS

# Texts for a programmer who declares a command wrongly; no user can see them.
_FOR_PROGRAMMERS = re.compile(
    "Could not determine name|No options defined|take exactly one|defined twice|Boolean option"
)

# English that Click would print where a Swedish user reads; "Fel" and "Val" are Swedish.
_ENGLISH = re.compile(
    r"\b(usage|options?|commands?|error|try|help for|show this|exit|missing|no such|invalid|did you mean|required"
    r"|default|unexpected|argument [a-z]|takes|integer|float|path|directory|file|boolean|choose|one of|got)\b",
    re.IGNORECASE,
)


def _texts_of_click() -> Iterator[str]:
    """Yield every text that Click passes through gettext."""
    for path in sorted(Path(str(click.__file__)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "ngettext")
            ):
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value


def _commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    todo: list[tuple[tuple[str, ...], click.Command]] = [((), main)]
    while todo:
        path, command = todo.pop()
        if isinstance(command, click.Group):
            for name, child in command.commands.items():
                found.append((*path, name))
                todo.append(((*path, name), child))
    return found


def test_every_text_of_click_has_a_swedish_one() -> None:
    """A new Click with a new text makes this fail instead of speaking English to staff."""
    missing = sorted(
        {text for text in _texts_of_click() if text not in WORDS and not _FOR_PROGRAMMERS.search(text)}
    )
    assert missing == []


def test_translations_keep_the_places_of_values() -> None:
    """What Click puts into a text has its place in the Swedish text too, or is left out on purpose."""
    for english, swedish in WORDS.items():
        given = set(re.findall(r"\{(\w+)", english))
        assert set(re.findall(r"\{(\w+)", swedish)) <= given, english


@pytest.mark.parametrize("command", _commands(), ids=" ".join)
def test_help_is_swedish(halvvag: Halvvag, command: tuple[str, ...]) -> None:
    """No help page holds a word of Click's English."""
    result = halvvag(*command, "--help")
    assert result.exit_code == 0
    prose = re.sub(
        r"--?[a-z]+|\.(?:json|yaml|csv|docx|pdf)\w*|halvvag \w+.*|\{\{?.*?\}\}?|\{%.*?%\}", "", result.stdout
    )
    assert not _ENGLISH.search(prose), _ENGLISH.findall(prose)
    assert "Användning: halvvag" in result.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("fylla",), "Kommandot 'fylla' finns inte. Menade du 'fill'?"),
        (("chekc",), "Kommandot 'chekc' finns inte. Menade du 'check'?"),
        (("check",), "Det här saknas: 'ÄRENDE…'."),
        (("fill", "a.docx", "b.json"), "Det här valet saknas: '-o' / '--out'."),
        (("check", "--jsn", "x"), "Valet '--jsn' finns inte. Menade du '--json'?"),
        (("render", "x", "-o"), "Valet '-o' behöver ett värde."),
        (("render", "x", "-o", "y", "--format", "odt"), "'odt' är inget av 'docx', 'pdf', 'alla'."),
        (("check", "x", "--today", "22.11.2026"), "'22.11.2026' är inget datum."),
        (("check", "x", "--json=ja"), "Valet '--json' tar inget värde."),
        (("demo", "a", "b"), "Ett argument för mycket: b"),
        (("forms", "a", "b", "c"), "För många argument: b c"),
    ],
)
def test_usage_errors_are_swedish(halvvag: Halvvag, args: tuple[str, ...], words: str) -> None:
    """A slip on the command line is explained in Swedish, with exit code 2 and nothing on stdout."""
    result = halvvag(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    prose = re.sub(r"'[^']*'|--?[a-z]+|«.*?»|Användning: .*", "", result.stderr)
    assert not _ENGLISH.search(prose), result.stderr


def test_no_command_shows_the_help(halvvag: Halvvag) -> None:
    """``halvvag`` alone shows what there is, and counts as a usage error."""
    result = halvvag()
    assert result.exit_code == 2
    assert "Kommandon:" in result.stderr
    assert sys.modules["click.core"].__dict__["_"]("Commands") == "Kommandon"
