"""A question with one answer: a line, a choice, or a text of several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.ask import commands, editing, showing, values
from halvvag_docs.cli.ask.moves import Move
from halvvag_docs.cli.ask.screen import is_yes, read, say

if TYPE_CHECKING:
    from halvvag_docs.cli.ask.dialogue import Dialogue
    from halvvag_docs.questions import Question
    from halvvag_docs.yamltext import RawValue

_END = "En tom rad avslutar."


def ask(talk: Dialogue, one: Question) -> Move:
    """Show a question and take its answer."""
    together = _together(talk, one)
    if len(together) > 1 and (move := _confirm_all(talk, together)) is not Move.STAY:
        return move
    showing.question(one)
    if one.is_long:
        say(f"Flera rader går bra. {_END}")
    refused = None
    while True:
        one = talk.made.question(one.path)
        text = read(showing.prompt(one))
        if (command := commands.read(text)) is not None:
            move = talk.obey(command, one)
        elif not text.strip():
            move = _enter(talk, one)
        elif one.is_long:
            move = _write(talk, one, [commands.answer(text)])
        else:
            move = _take(talk, one, commands.answer(text), sure=text == refused)
            refused = text
        if move is not Move.STAY:
            return move


def _enter(talk: Dialogue, one: Question) -> Move:
    from halvvag_docs.questions import State

    if one.state is State.SUGGESTED:
        before = talk.made
        talk.keep(talk.made.confirm(one.path), one.path)
        showing.problems(talk.made.problems_at(one.path))
        showing.problems(each for each in talk.made.caused(before, one.path) if each.rule != "dependencies")
        return Move.ON
    return Move.ON if one.answer else leave(talk, one)


def leave(talk: Dialogue, one: Question) -> Move:
    """Go on without an answer."""
    from halvvag_docs.questions import Need

    if one.need is Need.ALWAYS and not one.answer:
        say("Den här frågan behöver ett svar redan nu.")
        return Move.STAY
    if one.need is Need.REQUIRED and not one.answer:
        say("Lämnas tom. Svaret behövs innan dokumentet fastställs; frågan står kvar i granskningen.")
    talk.keep(talk.made.skip(one.path))
    return Move.ON


def _take(talk: Dialogue, one: Question, text: str, *, sure: bool) -> Move:
    value: RawValue | None = values.value(one, text)
    if value is None:
        say("Svara ja eller nej." if one.kind == "boolean" else "Det är inget av valen. Skriv numret eller ordet.")
        return Move.STAY
    if talk.answer(one.path, value, sure=sure):
        return Move.ON
    say("Rätta svaret. Skriver du samma sak igen får det stå kvar, och du kan rätta det senare.")
    return Move.STAY


def _write(talk: Dialogue, one: Question, lines: list[str]) -> Move:
    """Take further lines until an empty one; each is saved as it comes."""
    while True:
        talk.keep(talk.made.set(one.path, "\n".join(lines)))
        text = read("… ")
        if not text.strip():
            break
        lines.append(commands.answer(text))
    return Move.ON if talk.answer(one.path, "\n".join(lines)) else _kept(talk, one)


def _kept(_talk: Dialogue, _one: Question) -> Move:
    say("Texten är sparad som den är. Skriv om den, :redigera den, eller gå vidare med Enter.")
    return Move.STAY


def more(talk: Dialogue, one: Question) -> Move:
    """Write further lines after the text that is there."""
    if not one.is_long or not isinstance(one.answer, str):
        say("Det går bara när svaret är en lång text.")
        return Move.STAY
    say(_END)
    text = read("… ")
    if not text.strip():
        return Move.STAY
    return _write(talk, one, [*one.answer.split("\n"), commands.answer(text)] if one.answer else [text])


def edit(talk: Dialogue, one: Question) -> Move:
    """Open the answer in the user's editor."""
    if one.kind not in ("text", "string") or not isinstance(one.answer, str):
        say("Det går bara när svaret är en text.")
        return Move.STAY
    text = editing.edited(one.answer, talk.home.folder)
    if text is None:
        say("Editorn gick inte att öppna, eller texten är oförändrad.")
        return Move.STAY
    if not talk.answer(one.path, text):
        if not isinstance(text, str):
            return Move.STAY
        talk.answer(one.path, text, sure=True)
        return _kept(talk, one)
    click.echo("Texten är sparad.")
    return Move.ON


def _together(talk: Dialogue, one: Question) -> list[Question]:
    """Return the suggestions that stand in the same group and are best confirmed at once."""
    from halvvag_docs.questions import State

    group = one.path.rpartition(".")[0]
    asked = talk.made.asked
    place = next((number for number, each in enumerate(asked) if each.path == one.path), len(asked))
    found: list[Question] = []
    for each in asked[place:]:
        fits = each.path.rpartition(".")[0] == group and each.state is State.SUGGESTED
        if not fits or each.kind in ("list", "rows") or not each.answer or not one.group:
            break
        found.append(each)
    return found


def _confirm_all(talk: Dialogue, found: list[Question]) -> Move:
    """Show several suggestions; Enter takes them all, no goes through them one at a time."""
    origins = {each.suggestion.origin for each in found if each.suggestion}
    say()
    say(f"Förslag{f' ({origins.pop()})' if len(origins) == 1 else ''}:")
    for each in found:
        say(f"{each.label}: {each.shown}", indent="    ", hang="      ")
    while True:
        text = read("Stämmer allt? Enter tar alla, nej går igenom dem en i taget: ")
        if (command := commands.read(text)) is not None:
            move = talk.obey(command, found[0])
            if move is not Move.STAY:
                return move
        elif not text.strip() or is_yes(text):
            made = talk.made
            for each in found:
                made = made.confirm(each.path)
            talk.keep(made, found[0].path)
            return Move.ON
        elif is_yes(text) is False:
            return Move.STAY
        else:
            say("Svara ja eller nej.")
