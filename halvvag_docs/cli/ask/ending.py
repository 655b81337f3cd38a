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

_FORMATS = (("docx", "pdf"), ("docx",), ("pdf",), ())
_OFFERS = ("Word och PDF", "bara Word", "bara PDF", "inget nu")


def end(talk: Dialogue, shelf: Shelf, out: Path | None) -> None:
    """Offer to settle the document, and to write it."""
    settle(talk, shelf)
    say()
    say("Vill du skriva dokumentet?")
    listing(_OFFERS)
    formats = _chosen()
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


def _chosen() -> tuple[str, ...]:
    while True:
        text = read("Nummer (Enter: Word och PDF): ").strip() or "1"
        if text.isdecimal() and 1 <= int(text) <= len(_FORMATS):
            return _FORMATS[int(text) - 1]
        say(f"Skriv ett nummer från 1 till {len(_FORMATS)}.")
