"""A question with any number of short answers: one on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halvvag_docs.cli.ask import commands, editing, showing
from halvvag_docs.cli.ask.moves import Move
from halvvag_docs.cli.ask.rows import Order, order
from halvvag_docs.cli.ask.screen import listing, read, say
from halvvag_docs.cli.ask.single import leave

if TYPE_CHECKING:
    from halvvag_docs.cli.ask.dialogue import Dialogue
    from halvvag_docs.questions import Question


def ask(talk: Dialogue, one: Question) -> Move:
    """Show the items there are, and take more until an empty line."""
    showing.question(one)
    _items(talk, one.path)
    say("Ett svar på varje rad. En tom rad avslutar.")
    while True:
        one = talk.made.question(one.path)
        text = read(f"{len(_of(talk, one.path)) + 1}: ")
        if not text.strip():
            return _done(talk, one)
        if (asked := order(text)) is not None:
            _obey(talk, one, asked)
        elif (command := commands.read(text)) is not None:
            move = talk.obey(command, one)
            if move is not Move.STAY:
                return move
        else:
            _add(talk, one, commands.answer(text))


def _of(talk: Dialogue, path: str) -> list[str]:
    from halvvag_docs.questions import State

    found = talk.made.question(path)
    offered = found.suggestion.value if found.suggestion and found.state is State.SUGGESTED else None
    known = found.answer or offered
    return [str(item) for item in known] if isinstance(known, list) else []


def _items(talk: Dialogue, path: str) -> None:
    if found := _of(talk, path):
        listing(found)
        say(
            "Skriv fler, «:ändra 2», «:bort 2» eller «:flytta 2 1» (den andra först). Enter går vidare.",
        )


def _done(talk: Dialogue, one: Question) -> Move:
    from halvvag_docs.questions import State

    if one.state is State.SUGGESTED:
        talk.keep(talk.made.confirm(one.path), one.path)
    elif not one.answer:
        return leave(talk, one)
    showing.problems(talk.made.problems_at(one.path))
    return Move.ON


def _add(talk: Dialogue, one: Question, text: str) -> None:
    _replace(talk, one, [*_of(talk, one.path), text], len(_of(talk, one.path)))


def _replace(talk: Dialogue, one: Question, items: list[str], place: int) -> None:
    """Keep the items; say what is wrong with the one at ``place``, which is then left as it was."""
    made = talk.made.set(one.path, [*items])
    wrong = [each for each in made.problems_at(one.path) if each.path in (one.path, f"{one.path}[{place}]")]
    if wrong:
        showing.problems(wrong)
        say("Raden togs inte med. Skriv den på ett annat sätt.")
        return
    talk.keep(made, one.path)


def _obey(talk: Dialogue, one: Question, asked: Order) -> None:
    items = _of(talk, one.path)
    if not asked.fits(len(items)):
        say(f"Raderna är numrerade från 1 till {len(items)}." if items else "Det finns inga rader än.")
        return
    place = asked.numbers[0] - 1
    if asked.word == "bort":
        del items[place]
    elif asked.word == "flytta":
        items.insert(asked.numbers[1] - 1, items.pop(place))
    else:
        items[place] = _rewritten(talk, items[place])
    if asked.word == "ändra":
        _replace(talk, one, items, place)
    else:
        talk.keep(talk.made.set(one.path, [*items]), one.path)
    _items(talk, one.path)


def _rewritten(talk: Dialogue, text: str) -> str:
    """Return a new text for an item: a line, or from the editor; nothing keeps the old one."""
    say(f"Står nu: {text}")
    new = read("Ny text (Enter behåller, :redigera öppnar editorn): ")
    command = commands.read(new)
    if command is not None and command.act is commands.Act.EDIT:
        return editing.edited(text, talk.home.folder) or text
    return commands.answer(new) if new.strip() else text
