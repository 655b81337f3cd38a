"""``halvvag case import``, ``export``, ``backup`` and ``restore``: in and out of the register, whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from halvvag_docs.cli.cases import (
    Place,
    actor,
    ask_passphrase,
    check_passphrase,
    opened,
    opened_with,
    register_option,
    remember_option,
    told_passphrase,
)
from halvvag_docs.cli.shell import PATH, Command, today_option

_IMPORT_HELP = """Tar in ett ärendes mapp i registret, med alla filer i den. Mappen ändras inte.

Dokumenten läses som de är, också de som har fel: «halvvag check ÄRENDE» säger sedan vad som ska rättas.
"""
_EXPORT_HELP = """Skriver ett ärende ur registret som en mapp, med filerna som de togs in, tecken för tecken.

Äldre versioner av dokumenten läggs i mappen «versioner». Filerna är inte krypterade.
"""
_BACKUP_HELP = """Sparar hela registret i en enda krypterad fil, medan andra arbetar i det.

Filen öppnas med samma lösenfras som registret; för en databasserver väljer du en. Filen läses tillbaka
och loggen prövas innan kommandot säger att det är klart. Lägg den på en annan plats än registret.
"""
_RESTORE_HELP = """Gör ett register av en säkerhetskopia. Ett register som redan finns skrivs aldrig över.

Flytta undan det gamla först, eller ange en annan plats med --register.
"""


@click.command(
    cls=Command,
    help=_IMPORT_HELP,
    short_help="Ta in ett ärendes mapp i registret.",
    examples=("halvvag case import samples/A-fi-halvvagshem", "halvvag case import gammalt --case-id HV-2026-020"),
)
@click.argument("folder", metavar="MAPP", type=PATH, help="Ärendets mapp.")
@click.option("--case-id", metavar="ÄRENDE", default="", help="Ärende-id, om inget dokument säger det.")
@remember_option
@register_option
@today_option
def import_(folder: Path, *, case_id: str, remember: bool, place: Place, today: date) -> None:
    """Take the folder in, and print the case id."""
    from halvvag_docs.casework import moving, refuse_case_id
    from halvvag_docs.formatting import plural

    if case_id:
        refuse_case_id(case_id, today)
    moving.read_package(folder, case_id=case_id)  # what is wrong with the folder is said before anything is asked
    with opened(place, create=True, remember=remember) as register:
        package = moving.take_in(register, folder, actor=actor(), case_id=case_id)
    click.echo(package.case_id)
    others = f" och {plural(len(package.others), 'annan fil', 'andra filer')}" if package.others else ""
    click.echo(f"{len(package.entries)} dokument{others} togs in. Mappen ligger kvar, okrypterad.", err=True)


@click.command(
    cls=Command,
    help=_EXPORT_HELP,
    short_help="Skriv ett ärende ur registret som en mapp.",
    examples=("halvvag case export HV-2026-014 -o HV-2026-014",),
)
@click.argument("case_id", metavar="ÄRENDE", help="Ärende-id i registret.")
@click.option("-o", "--out", metavar="MAPP", type=PATH, required=True, help="En ny mapp.")
@remember_option
@register_option
def export(case_id: str, *, out: Path, remember: bool, place: Place) -> None:
    """Write the folder, and print its files."""
    from halvvag_docs.casework import moving

    with opened(place, remember=remember) as register:
        for path in moving.give_out(register, case_id, out, actor=actor()):
            click.echo(path)


@click.command(
    cls=Command,
    help=_BACKUP_HELP,
    short_help="Spara hela registret i en krypterad fil.",
    examples=("halvvag case backup /media/usb/register-2026-11-22.db",),
)
@click.argument("target", metavar="FIL", type=PATH, help="Den nya filen.")
@remember_option
@register_option
def backup(target: Path, *, remember: bool, place: Place) -> None:
    """Write the file, and print its name."""
    from halvvag_docs.formatting import plural
    from halvvag_docs.register import backup as write_backup

    with opened_with(place, remember=remember) as (register, own):
        verdict = write_backup(register, target, own or _new_passphrase())
        count = len(register.cases())
    click.echo(target)
    click.echo(f"{plural(count, 'ärende', 'ärenden')}. Loggen är hel: {verdict.entries} rader.", err=True)


def _new_passphrase() -> str:
    """Return a passphrase for the backup of a server, which has none of its own."""
    passphrase = told_passphrase() or ask_passphrase(new=True)
    check_passphrase(passphrase)
    return passphrase


@click.command(
    cls=Command,
    help=_RESTORE_HELP,
    short_help="Gör ett register av en säkerhetskopia.",
    examples=("halvvag case restore /media/usb/register-2026-11-22.db",),
)
@click.argument("source", metavar="FIL", type=PATH, help="Säkerhetskopian.")
@register_option
def restore(source: Path, *, place: Place) -> None:
    """Make the register, and say where it is."""
    from halvvag_docs.errors import FileError
    from halvvag_docs.register import restore as read_backup

    if place.is_file and place.path.exists():
        raise FileError(f"{place.path}: här finns redan ett register. Flytta undan det först.")
    passphrase = told_passphrase() or ask_passphrase(prompt="Säkerhetskopians lösenfras")
    verdict = read_backup(source, passphrase, place.url)
    click.echo(f"Registret är återställt. Loggen är hel: {verdict.entries} rader.", err=True)
