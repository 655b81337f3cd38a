"""After the review: settle the document, and offer Word and PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli import render
from halvvag_docs.cli.ask import showing
from halvvag_docs.cli.ask.screen import agreed, listing, read, say
from halvvag_docs.errors import AnswersError, Level

if TYPE_CHECKING:
    from halvvag_docs.casework import CheckedCase
    from halvvag_docs.cli.ask.dialogue import Dialogue
    from halvvag_docs.cli.ask.shelves import Shelf
    from halvvag_docs.forms import Form

_OFFERS = (
    (("docx", "pdf"), "Word och PDF"),
    (("docx",), "bara Word"),
    (("pdf",), "bara PDF"),
    ((), "inget nu"),
)
"""Formats, and what the choice of them is called."""


def end(talk: Dialogue, shelf: Shelf, out: Path | None) -> None:
    """Offer to settle the document, and to write it."""
    settle(talk, shelf)
    formats = _chosen(talk.made.form)
    if not formats:
        return
    case = shelf.reread(talk.made.document)
    folder = out or Path(read(f"Mapp (Enter: {shelf.out()}): ").strip() or shelf.out())
    say("Klart:" if _is_settled(case) else "Klart, med UTKAST på varje sida:")
    for path in render.write([(case, folder)], formats, force=not _is_settled(case)):
        click.echo(path)


def settle(talk: Dialogue, shelf: Shelf) -> None:
    """Settle the document if nothing is missing and somebody wants to."""
    found = list(talk.problems())
    if talk.made.missing or any(one.level is Level.ERROR for one in found):
        say(f"Dokumentet är sparat som utkast: {talk.home.place}")
        return
    say()
    say(
        "Dokumentet är sparat som utkast och kan fastställas. Ett fastställt dokument ändras aldrig, det får en ny"
    )
    say("version i stället.")
    if not agreed("Fastställa nu?", otherwise=False):
        return
    reasons = {one.rule: _reason(one.message) for one in {each.rule: each for each in found}.values()}
    if not all(reasons.values()):
        say("Dokumentet fastställdes inte, det är kvar som utkast.")
        return
    try:
        shelf.settle(talk.made, talk.home, reasons)
    except AnswersError as error:
        say("Dokumentet gick inte att fastställa, det är kvar som utkast:")
        showing.problems(error.problems)
        return
    say("Dokumentet är fastställt.")


def _reason(message: str) -> str:
    say()
    say(f"VARNING: {message}")
    return read("Varför är det rätt ändå? (Enter: fastställ inte) ").strip()


def _is_settled(case: CheckedCase) -> bool:
    return not any(one.is_draft or one.has_errors for one in case.asked)


def _chosen(form: Form) -> tuple[str, ...]:
    """Ask in which of the formats that the form has templates for the document is wanted."""
    from halvvag_docs.documents import has_template

    offers = [(formats, name) for formats, name in _OFFERS if all(has_template(form, one) for one in formats)]
    if len(offers) == 1:
        return ()
    say()
    say("Vill du skriva dokumentet?")
    listing([name for _, name in offers])
    while True:
        text = read(f"Nummer (Enter: {offers[0][1]}): ").strip() or "1"
        if text.isdecimal() and 1 <= int(text) <= len(offers):
            return offers[int(text) - 1][0]
        say(f"Skriv ett nummer från 1 till {len(offers)}.")
