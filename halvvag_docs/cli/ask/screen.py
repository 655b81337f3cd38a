"""The terminal, a line at a time: nothing is drawn over, so a pipe and a screen reader get the same."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress

import click

with suppress(ImportError):  # not on Windows, whose console edits lines itself
    import readline

    readline.set_auto_history(False)  # answers are not kept where the next one at the keyboard finds them

WIDTH = 78


class StopError(Exception):
    """Nobody answers any more: the end of the input, or Ctrl-C."""

    def __init__(self, *, interrupted: bool) -> None:
        """Say whether it was Ctrl-C."""
        super().__init__()
        self.interrupted = interrupted


def say(text: str = "", *, indent: str = "", hang: str | None = None) -> None:
    """Write a paragraph, or several, wrapped between words.

    Args:
        text: line feeds are kept.
        indent: before the first line.
        hang: before the other lines; as ``indent`` when None.
    """
    width = min(WIDTH, shutil.get_terminal_size((80, 24)).columns)
    for line in text.split("\n"):
        wrapped = textwrap.wrap(
            line,
            max(width, len(indent) + 20),
            initial_indent=indent,
            subsequent_indent=indent if hang is None else hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for one in wrapped or [""]:
            click.echo(one)
        indent = indent if hang is None else hang


def listing(items: Iterator[str] | list[str] | tuple[str, ...]) -> None:
    """Write numbered lines, from 1."""
    for number, item in enumerate(items, start=1):
        say(item, indent=f"{number:3} ", hang="    ")


def read(prompt: str) -> str:
    """Return one line, without its end.

    Raises:
        StopError: there is none.
    """
    try:
        text = input(prompt)
    except EOFError:
        click.echo()
        raise StopError(interrupted=False) from None
    except KeyboardInterrupt:
        click.echo()
        raise StopError(interrupted=True) from None
    if not sys.stdin.isatty():
        click.echo()  # nobody sees what comes through a pipe, and what follows begins on its own line
    return text


def is_yes(text: str) -> bool | None:
    """Return what a yes or no means; None when it is neither."""
    word = text.strip().casefold()
    if word and "ja".startswith(word):
        return True
    return False if word and "nej".startswith(word) else None


def agreed(question: str, *, otherwise: bool) -> bool:
    """Ask for yes or no.

    Args:
        question: Swedish, with its question mark.
        otherwise: what Enter means.

    Raises:
        StopError: nobody answers.
    """
    while True:
        text = read(f"{question} ja eller nej (Enter: {'ja' if otherwise else 'nej'}): ")
        found = otherwise if not text.strip() else is_yes(text)
        if found is not None:
            return found
        say("Svara ja eller nej.")
