"""``halvvag case unit``, ``purge``, ``verify-log`` and ``passphrase``: what keeps a register in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from halvvag_docs.cli.cases import (
    Place,
    actor,
    ask_passphrase,
    check_passphrase,
    forget,
    keep,
    opened,
    register_option,
    remember_option,
)
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option
from halvvag_docs.errors import ExitCode, FileError

_DAY_OF_MONTH = click.IntRange(1, 31)
_ASK_SURE = "Ärendet tas bort och går inte att få tillbaka. Skriv ärende-id en gång till"
_UNIT_HELP = """Sparar enhetens inställningar (verksamhet.yaml) i registret, för alla ärenden som inte har egna."""
_PURGE_HELP = """Gallrar ett ärende: alla versioner och filer tas bort ur registret, och ett bevis skrivs.

Programmet frågar efter kommun och födelsedag, för somliga ska bevaras för forskning (i Sverige de som är
födda den 5, 15 eller 25, och alla i Östergötland, Gotland, Västernorrland och Göteborg). I Finland gallras
tio år efter att ärendet avslutades, eller när originalen är överlämnade till välfärdsområdet; i Sverige
fem år efter den sista anteckningen. Beviset innehåller ärende-id, dokument-id och kontrollsummor, inget
om personen. Säkerhetskopior och exporterade mappar gallras inte härifrån.
"""
_VERIFY_HELP = """Prövar registrets logg, och att varje fastställd version är det som fastställdes.

Den sista radens kontrollsumma visas. Skriv av den ibland och spara den på papper: med --expect ser du
senare att loggen fram till dess inte har skrivits om.
"""
_CHANGE_HELP = """Byter registrets lösenfras. Hela filen krypteras om; säkerhetskopior behåller den gamla.

Stäng andra program som har registret öppet först.
"""


@click.command(
    cls=Command,
    help=_UNIT_HELP,
    short_help="Spara enhetens inställningar i registret.",
    examples=("halvvag case unit verksamhet.yaml",),
)
@click.argument("path", metavar="FIL", type=PATH, help="Inställningarna, verksamhet.yaml.")
@remember_option
@register_option
def unit(path: Path, *, remember: bool, place: Place) -> None:
    """Check the settings and keep them."""
    from halvvag_docs.casework import registered

    with opened(place, remember=remember) as register:
        registered.set_unit(register, path, actor=actor())
    click.echo("Enhetens inställningar är sparade i registret.", err=True)


@click.command(
    cls=Command,
    help=_PURGE_HELP,
    short_help="Gallra ett ärende, om lagen medger det.",
    examples=("halvvag case purge HV-2012-003", "halvvag case purge HV-2026-014 --handed-over -o gallrat.txt"),
)
@click.argument("case_id", metavar="ÄRENDE", help="Ärende-id i registret.")
@click.option("--municipality", metavar="KOMMUN", help="Personens kommun; frågas annars.")
@click.option("--birth-day", metavar="DAG", type=_DAY_OF_MONTH, help="Dag i månaden, 1–31; frågas annars.")
@click.option("--handed-over", is_flag=True, help="Originalen är överlämnade till den som ansvarar för dem.")
@click.option("--yes", is_flag=True, help="Fråga inte en sista gång.")
@click.option("-o", "--out", metavar="FIL", type=PATH, help="Filen för beviset; annars skrivs det på skärmen.")
@remember_option
@register_option
@today_option
@root_option
def purge(  # noqa: PLR0913  one argument for each option
    case_id: str,
    *,
    municipality: str | None,
    birth_day: int | None,
    handed_over: bool,
    yes: bool,
    out: Path | None,
    remember: bool,
    place: Place,
    today: date,
    root: Path | None,
) -> None:
    """Purge the case when it may be, and write the certificate."""
    from halvvag_docs import files
    from halvvag_docs.casework import registered, retention

    if out:
        files.check_targets([out])
    with opened(place, remember=remember) as register:
        checked = registered.read_registered(register, case_id, today=today, root=root)
        told = retention.Told(
            municipality=municipality or click.prompt("Personens kommun", err=True),
            birth_day=birth_day
            or click.prompt("Födelsedag (dag i månaden)", type=click.IntRange(1, 31), err=True),
            handed_over=handed_over,
        )
        ruling = retention.rule(checked, told, today, retention.read_terms(root))
        if not ruling.may:
            raise FileError(f"{case_id}: ärendet gallras inte: {ruling.hindrance}")
        if not yes and click.prompt(_ASK_SURE, err=True) != case_id:
            raise FileError(f"{case_id}: det var inte ärendets id. Inget gallrades.")
        acts = register.purge(case_id, actor=actor(), reason_code=ruling.reason_code)
    text = retention.certificate(acts)
    click.echo(files.write_new(out, text.encode()) if out else text, nl=bool(out))


@click.command(
    cls=Command,
    help=_VERIFY_HELP,
    short_help="Pröva att loggen och de fastställda versionerna är orörda.",
    examples=("halvvag case verify-log",),
)
@click.option("--expect", metavar="SUMMA", default="", help="En sista kontrollsumma som du har skrivit av förr.")
@remember_option
@register_option
def verify_log(*, expect: str, remember: bool, place: Place) -> None:
    """Say whether the log is whole; every fault is named."""
    with opened(place, remember=remember) as register:
        verdict = register.verify_log()
        is_there = not expect or any(act.hash == expect.strip().lower() for act in register.acts())
    for fault in verdict.faults:
        click.echo(f"Fel: {fault.message}", err=True)
    if not is_there:
        click.echo("Fel: ingen rad i loggen har den kontrollsumman. Loggen har skrivits om.", err=True)
    if verdict.faults or not is_there:
        click.get_current_context().exit(ExitCode.FILE)
    click.echo(f"Loggen är hel: {verdict.entries} rader. Den sista har kontrollsumman\n{verdict.head}")


@click.command(
    cls=Command,
    help=_CHANGE_HELP,
    short_help="Byt registrets lösenfras.",
    examples=("halvvag case passphrase",),
)
@remember_option
@register_option
def passphrase(*, remember: bool, place: Place) -> None:
    """Ask for the old and the new one, and encrypt anew."""
    with opened(place) as register:
        new = ask_passphrase(new=True)
        check_passphrase(new)
        register.change_passphrase(new)
    forget(place)
    if remember:
        keep(place, new)
    click.echo("Lösenfrasen är bytt.", err=True)
