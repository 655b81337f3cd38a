"""How questions, problems and sections look: short lines that read well aloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from halvvag_docs.cli.ask import commands, values
from halvvag_docs.cli.ask.screen import listing, say

if TYPE_CHECKING:
    from halvvag_docs.errors import Problem
    from halvvag_docs.questions import Interview, Question

_SHORT = 60


def section(made: Interview, section_id: str) -> None:
    """Write the heading of a section."""
    one = next(each for each in made.sections if each.id == section_id)
    say()
    say(f"=== Avsnitt {one.number} av {len(made.sections)}: {one.title} ===")
    if one.help:
        say(one.help)


def sections(made: Interview) -> None:
    """Write all sections with what is left in them."""
    listing(
        [f"{one.title} – {'klart' if one.is_done else f'{one.asked - one.done} kvar'}" for one in made.sections]
    )


def question(one: Question) -> None:
    """Write a question: label, help, how to answer, what was said before, what stands there now."""
    from halvvag_docs.questions import Need, State

    need = {Need.OPTIONAL: "frivillig"}.get(one.need, "krävs")
    facts = [need, "" if one.choices or one.is_long else one.hint]
    say()
    say(f"{one.label} ({', '.join(fact for fact in facts if fact)})")
    if one.help:
        say(one.help)
    if one.example:
        say(f"Till exempel: {one.example}")
    if one.suggestion is not None:
        for told in (*one.suggestion.quotations, *one.suggestion.hints):
            say(told)
    if one.state is State.SUGGESTED:
        _suggestion(one)
    elif one.answer and one.kind not in ("list", "rows"):
        say(f"Svar nu: {one.shown}")
    _choices(one)


def _suggestion(one: Question) -> None:
    origin = one.suggestion.origin if one.suggestion else ""
    shown = one.shown or (one.suggestion.shown if one.suggestion else "")
    if one.kind in ("list", "rows"):
        say(f"Förslag{f' ({origin})' if origin else ''}:")
    else:
        say(f"Förslag: {shown}{f' ({origin})' if origin else ''}")


def _choices(one: Question) -> None:
    if one.kind == "boolean" or not one.choices:
        return
    if values.is_numbered(one.choices):
        listing([choice.label for choice in one.choices])
    else:
        for choice in one.choices:
            say(choice.label, indent="    ")


def prompt(one: Question) -> str:
    """Return what stands before the cursor."""
    from halvvag_docs.questions import State

    if one.state is State.SUGGESTED:
        return "Svar (Enter tar förslaget): "
    if one.answer:
        return "Svar (Enter behåller): "
    how = {"boolean": "ja eller nej", "choices": "nummer, med komma emellan", "enum": "nummer eller ord"}.get(
        one.kind
    )
    return f"Svar ({how}): " if how else "Svar: "


def problems(found: Iterable[Problem]) -> None:
    """Write what is wrong with an answer."""
    for one in found:
        say(f"{'Obs' if one.level.value == 'warning' else 'Stämmer inte'}: {one.message}")


def why(one: Question, found: Iterable[Problem]) -> None:
    """Write why a question is asked, where rules about it come from, and what can be said instead of an answer."""
    from halvvag_docs.rules.registry import RULES

    say()
    say("Varför frågan ställs:")
    for sentence in (*one.why, one.when):
        if sentence:
            say(sentence, indent="  - ", hang="    ")
    for problem in found:
        rule = RULES.get(problem.rule)
        say(problem.message, indent="  - ", hang="    ")
        if rule:
            say(f"Regel {rule.id}: {rule.when} Källa: {rule.source}", indent="    ")
    say("Det här kan du skriva:")
    for command, meaning in commands.LEGEND:
        say(f"{command:<10} {meaning}", indent="  ", hang=" " * 13)
    say("Börjar svaret med ? < eller : skriver du \\ först.", indent="  ")


def short(text: str) -> str:
    """Return the beginning of a long answer, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT].rstrip()} … ({len(text)} tecken)"
