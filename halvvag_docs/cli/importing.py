"""``halvvag import``: the answers of a form that came back filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.cases import (
    Place,
    actor,
    is_registered,
    judging_of,
    open_case,
    opened,
    register_option,
)
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option, unit_option, yes_or_no
from halvvag_docs.errors import ExitCode

if TYPE_CHECKING:
    from halvvag_docs.importing import Change, Receipt
    from halvvag_docs.register import Entry, Register

_HELP = """Tar emot en blankett, PDF eller Word, som har varit ute och fyllts i.

Filen hör ihop med sitt dokument genom ett märke i den. Det som är nytt visas: vad som stod förut, och nu.
Varje svar prövas som om någon hade skrivit in det. Du tar emot svar för svar, alla på en gång, eller tittar bara.

Det som tas emot blir ett utkast, en ny version av dokumentet; inget som fanns ändras. Gå igenom hela blanketten
på en gång: till en mapp tas samma blankett inte emot en gång till när något ur den är mottaget.

Har någon ändrat i låsta
fält eller i Word-blankettens fasta text, lagt till fält eller sidor, eller är blanketten för ett annat dokument
eller en äldre version, sägs det.
"""
_MOST = 60
"""Characters of an answer on the screen."""


@click.command(
    "import",
    cls=Command,
    help=_HELP,
    short_help="Ta emot en ifylld blankett (PDF eller Word).",
    examples=(
        "halvvag import svar.pdf --case arenden/HV-2026-014",
        "halvvag import svar.pdf --case HV-2026-014 --accept all",
        "halvvag import svar.pdf --case arenden/HV-2026-014 --accept none",
        "halvvag import svar.docx --case arenden/HV-2026-014",
    ),
)
@click.argument(
    "file", metavar="FIL", type=PATH, help="Den ifyllda filen: PDF, eller en Word-blankett (render --fillable)."
)
@click.option(
    "--case",
    "value",
    metavar="ÄRENDE",
    type=PATH,
    required=True,
    help="Ärendets mapp, eller ärende-id i registret.",
)
@click.option(
    "--accept",
    type=click.Choice(("ask", "all", "none")),
    default="ask",
    show_default=True,
    help="Fråga om varje svar, ta emot alla, eller visa bara.",
)
@register_option
@unit_option
@today_option
@root_option
def import_(  # noqa: PLR0913  one argument for each option
    file: Path,
    *,
    value: Path,
    accept: str,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Show what is new, and write the next version with what is accepted."""
    from halvvag_docs import files, importing

    case = open_case(value, place=place, judging=judging_of(today, root, unit))
    receipt = importing.receive(files.read_bytes(file), case, today=today)
    for line in _told(receipt):
        click.echo(line, err=True)
    for change in receipt.changes:
        click.echo(_shown(change))
    fitting = [one for one in receipt.changes if one.fits]
    if accept == "none" or not fitting:
        click.echo("Inget nytt att ta emot." if not fitting else "Inget togs emot.", err=True)
        click.get_current_context().exit(_code(receipt))
    if accept == "all" and (receipt.faults or any(one.meanwhile for one in fitting)):
        click.echo("Filen stämmer inte med det som skickades. Titta på svaren ett i taget.", err=True)
        click.get_current_context().exit(ExitCode.ANSWERS)
    chosen = {one.number for one in fitting if accept == "all" or yes_or_no(f"Ta emot {one.number}?")}
    if not chosen:
        click.echo("Inget togs emot.", err=True)
        return
    where = (
        _in_register(place, receipt, chosen, today) if is_registered(value) else _beside(receipt, chosen, today)
    )
    click.echo(where)
    click.get_current_context().exit(_code(receipt))


def _told(receipt: Receipt) -> Iterator[str]:
    for fault in receipt.faults:
        yield f"OBS: {fault.message}"
    for label in receipt.left_out:
        yield f"OBS: «{label}» har ändrats men kan inte föras in härifrån. För in det för hand."
    for change in receipt.changes:
        for problem in change.problems:
            yield f"FEL {change.number}: {problem}"
        if change.meanwhile:
            yield f"OBS {change.number}: {change.place} har också ändrats här sedan blanketten skickades."


def _code(receipt: Receipt) -> ExitCode:
    wrong = receipt.faults or receipt.left_out or any(not one.fits for one in receipt.changes)
    return ExitCode.ANSWERS if wrong else ExitCode.OK


def _shown(change: Change) -> str:
    before, now = _short(change.words(change.before)), _short(change.words(change.after))
    return f"{change.number:3}  {change.place}\n     förut: {before}\n     nu:    {now}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return (line if len(line) <= _MOST else f"{line[:_MOST]}…") or "–"


def _beside(receipt: Receipt, chosen: set[int], today: date) -> Path:
    """Write the next version beside the file of the document, which stays as it is."""
    from halvvag_docs import files, importing

    version = receipt.returned.version + 1
    text = importing.accepted(receipt, chosen, today=today, version=version)
    stem = receipt.source.document.removesuffix(f"-v{receipt.returned.version}")
    return files.write_new(receipt.source.path.with_name(f"{stem}-v{version}.yaml"), text.encode())


def _in_register(place: Place, receipt: Receipt, chosen: set[int], today: date) -> str:
    """Save the answers in the document's draft, or begin one for its next version."""
    from halvvag_docs import importing
    from halvvag_docs.register import Act, Action

    who = actor()
    with opened(place) as register:
        entry, expected = _next_entry(register, receipt)
        text = importing.accepted(receipt, chosen, today=today, version=entry.version)
        paths = tuple(one.path for one in receipt.changes if one.number in chosen)
        saved = register.save(replace(entry, text=text), expected=expected, actor=who, fields=paths)
        register.log(
            Act(
                action=Action.IMPORTED,
                user=who.user,
                role=who.role,
                case_id=saved.case_id,
                document_id=saved.document_id,
                version=saved.version,
                fields=paths,
            )
        )
    return f"{saved.case_id}/{saved.name} version {saved.version}"


def _next_entry(register: Register, receipt: Receipt) -> tuple[Entry, int | None]:
    entry = register.entry(receipt.returned.document_id)
    if entry.is_draft:
        return entry, entry.revision
    return replace(entry, version=entry.version + 1, revision=0), None
