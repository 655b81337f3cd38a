"""What can be said instead of an answer: a mark or a word after a colon."""

from __future__ import annotations

import unicodedata
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Act(Enum):
    """What a person asks the interview to do."""

    HELP = "hjälp"
    BACK = "tillbaka"
    SKIP = "hoppa"
    SECTIONS = "avsnitt"
    REVIEW = "granska"
    CLEAR = "töm"
    EDIT = "redigera"
    MORE = "fler"
    QUIT = "sluta"


class Command(NamedTuple):
    """One command as it was typed."""

    act: Act | None
    """None when there is no such command."""
    argument: str = ""


LEGEND = (
    ("Enter", "tar förslaget, behåller svaret, eller lämnar tomt"),
    ("?", "varför frågan ställs, och den här hjälpen"),
    ("<", "tillbaka till förra frågan"),
    (":hoppa", "lämna frågan för nu"),
    (":töm", "ta bort svaret"),
    (":redigera", "skriv ett långt svar i din texteditor"),
    (":fler", "skriv fler rader efter det som står"),
    (":avsnitt", "visa avsnitten; «:avsnitt 3» går till det tredje"),
    (":granska", "visa alla svar"),
    (":sluta", "spara och sluta; fortsätt senare med samma kommando"),
)
"""Command -> what it does, for the help."""

_MARKS = MappingProxyType({"?": Act.HELP, "<": Act.BACK})
_SIGN = ":"
_ESCAPE = "\\"


def read(text: str) -> Command | None:
    """Return the command that a line is, or None when it is an answer.

    A word may be shortened as long as it is clear which is meant, and written without dots: ``:tom``.
    """
    text = text.strip()
    if text in _MARKS:
        return Command(_MARKS[text])
    if not text.startswith(_SIGN) or len(text) == 1:
        return None
    word, _, argument = text[1:].partition(" ")
    found = [act for act in Act if _plain(act.value).startswith(_plain(word))]
    return Command(found[0] if len(found) == 1 else None, argument.strip())


def answer(text: str) -> str:
    """Return the answer that a line is: after a backslash everything is meant as it stands."""
    return text[1:] if text.startswith(_ESCAPE) else text


def _plain(word: str) -> str:
    """Return a word without case and dots."""
    return "".join(one for one in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(one))
