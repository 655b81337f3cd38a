"""``halvvag ask``: a document as a conversation, one question at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.cases import Place, actor, is_registered, judging_of, note_reading, opened, register_option
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option, unit_option
from halvvag_docs.errors import ExitCode, FileError

if TYPE_CHECKING:
    from halvvag_docs.casework import Source
    from halvvag_docs.casework.registered import Judging
    from halvvag_docs.cli.ask.dialogue import Dialogue
    from halvvag_docs.cli.ask.homes import Home
    from halvvag_docs.cli.ask.shelves import Shelf
    from halvvag_docs.questions import Interview

_HELP = """Ställer formulärets frågor en i taget, och sparar efter varje svar.

Det som ärendets tidigare dokument redan säger frågas inte igen: fakta är ifyllda, förslag tar du med
Enter, personens egna ord visas som citat bredvid. Skriv ? vid en fråga för att se varför den ställs och
vad du kan göra, < för att gå tillbaka.

Avbryt när du vill, också genom att stänga fönstret. Samma kommando fortsätter där du var. Ett påbörjat
utkast fortsätter alltid. Ett fastställt dokument ändras aldrig, det får en ny version i stället.
"""
_NEW, _NEXT = "new", "next"


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Fyll i ett dokument som en intervju.",
    examples=(
        "halvvag ask krisplan --case arenden/HV-2026-014",
        "halvvag ask uppfoljning --case HV-2026-014 --new",
        "halvvag ask krisplan --case arenden/HV-2026-014 --next",
    ),
)
@click.argument("name", metavar="FORMULÄR", help="Till exempel krisplan; «halvvag forms» visar alla.")
@click.option(
    "--case",
    "chosen",
    metavar="ÄRENDE",
    type=PATH,
    required=True,
    help="Ärendets mapp, eller ärende-id i registret.",
)
@click.option("--new", "how", flag_value=_NEW, help="Börja ett nytt dokument, fast det finns ett av samma slag.")
@click.option("--next", "how", flag_value=_NEXT, help="Börja nästa version av det fastställda dokumentet.")
@click.option("-o", "--out", metavar="MAPP", type=PATH, help="Mapp för Word och PDF; annars frågas det efter den.")
@register_option
@unit_option
@today_option
@root_option
def ask(  # noqa: PLR0913  one argument for each option
    name: str,
    *,
    chosen: Path,
    how: str | None,
    out: Path | None,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Hold the interview, then offer the finished documents."""
    from halvvag_docs.cli.ask import ending
    from halvvag_docs.cli.ask.moves import QuitError
    from halvvag_docs.cli.ask.screen import StopError, say

    with _shelf(chosen, place, judging_of(today, root, unit)) as shelf:
        interrupted = False
        try:
            talk = _talk(name, shelf, how)
            talk.run()
            ending.end(talk, shelf, out)
        except QuitError:
            pass
        except StopError as stop:
            interrupted = stop.interrupted
        else:
            return
        say("Allt du har svarat är sparat. Fortsätt där du var med samma kommando:")
        click.echo(f"  halvvag ask {name} --case {chosen}")
        if interrupted:
            click.get_current_context().exit(ExitCode.INTERRUPTED)


@contextmanager
def _shelf(chosen: Path, place: Place, judging: Judging) -> Iterator[Shelf]:
    from halvvag_docs.cli.ask.shelves import FolderShelf, RegisterShelf

    if not is_registered(chosen):
        yield FolderShelf(chosen, judging, actor())
        return
    with opened(place) as register:
        shelf = RegisterShelf(register, str(chosen), judging, actor())
        note_reading(register, str(chosen))
        yield shelf


def _talk(name: str, shelf: Shelf, how: str | None) -> Dialogue:
    """Return the conversation about the draft that is meant."""
    from halvvag_docs import casework
    from halvvag_docs.cli.ask.dialogue import Dialogue

    made, home, is_begun = _found(name, shelf, how)
    around = casework.Surroundings.of(shelf.case, shelf.judging.today)
    talk = Dialogue(
        made,
        home,
        refresh=lambda one: casework.refreshed(one, around),
        judge=lambda one: casework.judged(one, around),
    )
    talk.keep(made)
    _welcome(talk, is_begun=is_begun)
    return talk


def _found(name: str, shelf: Shelf, how: str | None) -> tuple[Interview, Home, bool]:
    """Return the interview, its home, and whether it was begun before."""
    from halvvag_docs.cli.ask import shelves
    from halvvag_docs.forms import load_form

    load_form(name, shelf.judging.root)
    known, settled = shelves.drafts_of(shelf, name), shelves.settled_of(shelf, name)
    if known and how is None:
        text, home = shelf.open(known[-1])
        return shelves.go_on(shelf, name, text, known[-1].document), home, True
    if settled and how is None:
        how = _asked_how(settled[-1])
    if how == _NEXT:
        if not settled:
            raise FileError("Det finns inget fastställt dokument av det slaget. Ta bort --next.")
        document, text, home = shelf.revise(settled[-1])
        return shelves.go_on(shelf, name, text, document), home, False
    return *shelves.begin(shelf, name), False


def _asked_how(settled: Source) -> str:
    """Ask what is wanted when the document of this form is settled.

    Raises:
        FileError: nobody answers, or nothing is wanted.
    """
    from halvvag_docs.cli.ask.screen import StopError, listing, read, say

    say(f"{settled.document} är fastställd och ändras inte. Vad vill du göra?")
    listing(("nästa version av den, med samma svar att ändra i", "ett nytt dokument av samma slag", "inget"))
    try:
        text = read("Nummer: ").strip()
    except StopError:
        text = ""
    if text in ("1", "2"):
        return (_NEXT, _NEW)[int(text) - 1]
    raise FileError(
        f"{settled.document}: dokumentet är fastställt. Lägg till --next för nästa version av det, "
        "eller --new för ett nytt dokument av samma slag."
    )


def _welcome(talk: Dialogue, *, is_begun: bool) -> None:
    from halvvag_docs.cli.ask import editing
    from halvvag_docs.cli.ask.screen import say

    made = talk.made
    waiting = sum(one.asked - one.done for one in made.sections)
    say(f"{made.form.title}. {made.form.description}")
    click.echo(f"{'Fortsätter med' if is_begun else 'Nytt utkast:'} {talk.home.place}")
    say(f"Kvar att svara på: {waiting}.")
    for path in editing.left_behind(talk.home.folder):
        click.echo(f"En text som låg öppen i editorn finns kvar: {path}")
        say("Läs den, och ta bort mappen när du har det du behöver.")
    say("Allt sparas efter varje svar. Skriv ? för hjälp, < för att gå tillbaka, :sluta för att fortsätta senare.")
