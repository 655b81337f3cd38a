"""The page before the end: every answer with its number, what is wrong, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halvvag_docs.cli.ask import commands, showing
from halvvag_docs.cli.ask.moves import Move
from halvvag_docs.cli.ask.screen import read, say

if TYPE_CHECKING:
    from halvvag_docs.cli.ask.dialogue import Dialogue
    from halvvag_docs.questions import Question, Review, ReviewLine


def page(talk: Dialogue) -> Question | None:
    """Show the review; return the question that is to be changed, None to be done."""
    seen = talk.made.review(tuple(talk.problems()))
    _lines(seen)
    _left(seen)
    say("Skriv ett nummer för att ändra svaret. Enter: klart för den här gången.")
    while True:
        text = read("Nummer, eller Enter: ").strip()
        if not text:
            return None
        if text.isdecimal() and 1 <= int(text) <= len(seen.lines):
            return seen.lines[int(text) - 1].question
        command = commands.read(text)
        if command is not None and talk.obey(command, seen.lines[-1].question) is Move.GONE:
            return talk.goal
        if command is None:
            say(f"Skriv ett nummer från 1 till {len(seen.lines)}.")


def _lines(seen: Review) -> None:
    say()
    say("=== Granska svaren ===")
    section = group = ""
    for line in seen.lines:
        if line.section != section:
            section, group = line.section, ""
            say()
            say(section)
        if line.question.group != group:
            group = line.question.group
            if group:
                say(f"{group}:", indent="  ")
        say(f"{line.number:3} {line.question.label}: {_answer(line)}", indent="  ", hang="      ")
        for problem in line.problems:
            say(f"{problem.level.swedish}: {problem.message}", indent="      ")


def _answer(line: ReviewLine) -> str:
    from halvvag_docs.questions import State

    one = line.question
    mark = {State.SUGGESTED: " (förslag, inte bekräftat)"}.get(one.state, "")
    return f"{showing.short(one.shown)}{mark}" if one.shown else f"– ({one.need.value})"


def _left(seen: Review) -> None:
    say()
    for problem in seen.others:
        say(f"{problem.level.swedish}: {problem.message}", hang="  ")
    if not seen.missing:
        say("Alla svar som krävs finns.")
        return
    say("Det här behövs innan dokumentet kan fastställas:")
    for problem in seen.missing:
        say(problem.message, indent="  - ", hang="    ")
