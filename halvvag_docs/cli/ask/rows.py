"""A question with any number of groups, such as goals: which there are, and what to do with them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from halvvag_docs.cli.ask import commands, showing
from halvvag_docs.cli.ask.moves import Move
from halvvag_docs.cli.ask.screen import agreed, is_yes, listing, read, say
from halvvag_docs.cli.ask.single import leave

if TYPE_CHECKING:
    from halvvag_docs.cli.ask.dialogue import Dialogue
    from halvvag_docs.questions import Question

_NEW = "ny"
_SHOWN = 2
_WORDS = ("ändra", "bort", "flytta")


class Order(NamedTuple):
    """What is to be done with which items."""

    word: str
    """``ändra``, ``bort`` or ``flytta``."""
    numbers: tuple[int, ...]
    """Item, 1-based; for ``flytta`` also its new place."""

    def fits(self, count: int) -> bool:
        """Say whether there are such items among ``count``."""
        wanted = 2 if self.word == "flytta" else 1
        return len(self.numbers) == wanted and all(1 <= number <= count for number in self.numbers)


def order(text: str) -> Order | None:
    """Return what ``ändra 2``, ``:bort 2`` or ``flytta 3 1`` asks for; None when it is something else."""
    found = re.fullmatch(r"\s*:(\w+)((?:\s+\d{1,4}){1,2})\s*", text)
    if not found:
        return None
    word = next((one for one in _WORDS if _plain(one).startswith(_plain(found[1]))), "")
    return Order(word, tuple(map(int, found[2].split()))) if word else None


def _plain(word: str) -> str:
    return unicodedata.normalize("NFD", word.casefold()).encode("ascii", "ignore").decode()


def ask(talk: Dialogue, one: Question) -> Move:
    """Show the rows there are; take new ones, changes, and the order to go on."""
    one = _without_empty(talk, one)
    showing.question(one)
    _rows(talk, one)
    while True:
        one = talk.made.question(one.path)
        text = read(_prompt(one)).strip()
        move = _obeyed(talk, one, text)
        if move is not Move.STAY:
            return move


def _prompt(one: Question) -> str:
    from halvvag_docs.questions import State

    row = one.row.lower()
    if one.state is State.SUGGESTED:
        return f"Enter tar förslaget, ny lägger till {row}: "
    return f"Enter går vidare, ny lägger till {row}: " if one.answer else f"Lägga till {row}? ja eller nej: "


def _obeyed(talk: Dialogue, one: Question, text: str) -> Move:
    if not text or (not one.answer and is_yes(text) is False):
        return _done(talk, one)
    if _plain(text) in (_NEW, "n") or is_yes(text):
        return _new(talk, one)
    if text.isdecimal():
        text = f":ändra {text}"
    elif text.split()[0].casefold() in (*_WORDS, "andra"):
        text = f":{text}"
    if (asked := order(text)) is not None:
        return _ordered(talk, one, asked)
    if (command := commands.read(text)) is not None:
        return talk.obey(command, one)
    say("Skriv ny, ändra 2, bort 2, flytta 2 1, eller Enter för att gå vidare.")
    return Move.STAY


def _done(talk: Dialogue, one: Question) -> Move:
    from halvvag_docs.questions import State

    if one.state is State.SUGGESTED:
        talk.keep(talk.made.confirm(one.path), one.path)
    elif not one.answer:
        return leave(talk, one)
    wrong = [each for each in talk.made.problems_at(one.path) if each.path == one.path]
    showing.problems(wrong)
    return Move.ON


def _new(talk: Dialogue, one: Question) -> Move:
    if one.state.name == "SUGGESTED" and not one.answer:
        talk.keep(talk.made.confirm(one.path), one.path)
    made, row = talk.made.add(one.path)
    wrong = [each for each in made.problems_at(one.path) if each.path == one.path]
    if wrong:
        showing.problems(wrong)
        return Move.STAY
    talk.keep(made, one.path)
    return talk.go_to_row(one.path, row, every=False)


def _ordered(talk: Dialogue, one: Question, asked: Order) -> Move:
    count = len(one.answer) if isinstance(one.answer, list) else 0
    if not asked.fits(count):
        say(f"Raderna är numrerade från 1 till {count}." if count else "Det finns inga rader än.")
        return Move.STAY
    row = f"{one.path}[{asked.numbers[0] - 1}]"
    if asked.word == "ändra":
        return talk.go_to_row(one.path, row, every=True)
    if asked.word == "flytta":
        talk.keep(talk.made.move(row, asked.numbers[1] - 1), one.path)
    elif agreed(f"Ta bort {one.row.lower()} {asked.numbers[0]} och allt i raden?", otherwise=False):
        talk.keep(talk.made.remove(row), one.path)
    _rows(talk, talk.made.question(one.path))
    return Move.STAY


def _rows(talk: Dialogue, one: Question) -> None:
    if isinstance(one.answer, list) and one.answer:
        listing([title(talk, f"{one.path}[{place}]") for place in range(len(one.answer))])
        say("Du kan också skriva ändra 2, bort 2, eller flytta 2 1.")
    elif one.suggestion is not None and isinstance(one.suggestion.value, list):
        listing([", ".join(map(str, row.values())) for row in one.suggestion.value if isinstance(row, dict)])


def title(talk: Dialogue, row: str) -> str:
    """Return what a row is called in a list: its first answers, and what is left in it."""
    inside = [each for each in talk.made.asked if each.path.startswith(f"{row}.")]
    known = [showing.short(each.shown) for each in inside if each.shown and each.kind != "rows"]
    return ", ".join(known[:_SHOWN]) or "(tom)"


def _without_empty(talk: Dialogue, one: Question) -> Question:
    """Take away rows that were begun and left without any answer."""
    rows = one.answer if isinstance(one.answer, list) else []
    for place in reversed(range(len(rows))):
        row = f"{one.path}[{place}]"
        if not any(each.answer for each in talk.made.every if each.path.startswith(f"{row}.")):
            talk.keep(talk.made.remove(row))
            say(f"{one.row} {place + 1} var tom och togs bort.")
    return talk.made.question(one.path)
