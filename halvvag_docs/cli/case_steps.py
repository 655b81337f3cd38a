"""``halvvag case settle``, ``revise`` and ``conflicts``: what happens to one document of the register."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli import problems
from halvvag_docs.cli.cases import Place, actor, judging_of, note_reading, opened, register_option, remember_option
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option, unit_option
from halvvag_docs.cli.tables import table
from halvvag_docs.errors import AnswersError, ExitCode, FileError, Level, Problem

if TYPE_CHECKING:
    from halvvag_docs.casework.registered import Judging
    from halvvag_docs.register import Entry, Register

_SETTLE_HELP = """Fastställer ett utkast: det kontrolleras, får status och datum, och ändras aldrig mer.

Fel stoppar alltid. En varning stoppar tills någon har skrivit ett skäl, med --reason eller när
programmet frågar; skälet sparas i dokumentet men skrivs inte ut. Den version som gällde förut blir ersatt.
"""
_REVISE_HELP = """Börjar nästa version av ett fastställt dokument: ett utkast med samma svar, utan underskrifter.

Den fastställda versionen gäller tills den nya är fastställd.
"""
_CONFLICTS_HELP = """Visar texter som lades undan när två ändrade samma utkast samtidigt.

Den andres text står i utkastet, din ligger kvar här. Läs den med --show, för in det som ska vara med
och ta sedan bort den med --drop. Så länge den ligger kvar går dokumentet inte att fastställa.
"""
_ASK_WHY = "Varför är det rätt ändå? (tomt: avbryt)"
_document_argument = click.argument(
    "chosen", metavar="ÄRENDE/DOKUMENT", type=PATH, help="Till exempel HV-2026-014/09-krisplan."
)


@click.command(
    cls=Command,
    help=_SETTLE_HELP,
    short_help="Fastställ ett utkast.",
    examples=(
        "halvvag case settle HV-2026-014/09-krisplan",
        'halvvag case settle HV-2026-014/08-genomforandeplan --reason R07="Fem veckor i mars"',
    ),
)
@_document_argument
@click.option("--reason", "reasons", multiple=True, metavar="REGEL=SKÄL", help="Varför en varning inte hindrar.")
@remember_option
@register_option
@unit_option
@today_option
@root_option
def settle(  # noqa: PLR0913  one argument for each option
    chosen: Path,
    *,
    reasons: tuple[str, ...],
    remember: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Settle, and print the document with its version; or print what hinders."""
    judging = judging_of(today, root, unit)
    given = _reasons(reasons)
    with opened(place, remember=remember) as register:
        draft = _find(register, chosen)
        try:
            settled = _settle(register, draft, judging, given)
        except AnswersError as error:
            _show(draft, error.problems, judging.root)
            click.echo(_refusal(error.problems), err=True)
            click.get_current_context().exit(ExitCode.ANSWERS)
    click.echo(f"{settled.case_id}/{settled.name} version {settled.version} är fastställd.")


def _settle(register: Register, draft: Entry, judging: Judging, given: Mapping[str, str]) -> Entry:
    """Settle; when only warnings hinder and a person sits there, ask for the reasons and try once more."""
    from halvvag_docs.casework import registered

    def attempt(reasons: Mapping[str, str]) -> Entry:
        return registered.settle(
            register, draft.document_id, judging=judging, actor=actor(), reasons=reasons, expected=draft.revision
        )

    try:
        return attempt(given)
    except AnswersError as error:
        if not _somebody_is_there() or any(problem.level is Level.ERROR for problem in error.problems):
            raise
        return attempt({**given, **_ask(draft, error.problems, judging.root)})


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def _ask(draft: Entry, found: Iterable[Problem], root: Path | None) -> dict[str, str]:
    by_rule: dict[str, list[Problem]] = {}
    for problem in found:
        by_rule.setdefault(problem.rule, []).append(problem)
    answered: dict[str, str] = {}
    for rule, alike in by_rule.items():
        _show(draft, alike, root)
        answered[rule] = click.prompt(_ASK_WHY, default="", show_default=False, err=True)
    return answered


def _show(draft: Entry, found: Iterable[Problem], root: Path | None) -> None:
    """Write problems as «check» does; a warning with its rule, which a reason has to name."""
    from halvvag_docs.casework import Source
    from halvvag_docs.forms import find_forms

    source = Source(path=Path(draft.case_id, draft.name), form=find_forms(root).get(draft.form))
    for problem in found:
        line, rule = problems.line(source, problem), f" [{problem.rule}]"
        is_told = problem.level is Level.ERROR or line.endswith(rule)
        click.echo(line if is_told else line + rule, err=True)


def _refusal(found: Iterable[Problem]) -> str:
    if any(problem.level is Level.ERROR for problem in found):
        return "Inget fastställdes. Rätta felen först."
    rules = " ".join(f'--reason {rule}="…"' for rule in sorted({problem.rule for problem in found}))
    return f"Inget fastställdes. Rätta, eller skriv varför det är rätt ändå: {rules}"


def _reasons(given: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        rule, equals, reason = one.partition("=")
        if not equals or not reason.strip():
            raise click.BadParameter('skriv så här: --reason R07="varför det är rätt ändå"')
        found[rule.strip()] = reason.strip()
    return found


@click.command(
    cls=Command,
    help=_REVISE_HELP,
    short_help="Börja nästa version av ett fastställt dokument.",
    examples=("halvvag case revise HV-2026-014/08-genomforandeplan",),
)
@_document_argument
@remember_option
@register_option
@today_option
def revise(chosen: Path, *, remember: bool, place: Place, today: date) -> None:
    """Begin the version, and print it."""
    from halvvag_docs.casework import registered

    with opened(place, remember=remember) as register:
        begun = registered.revise(register, _find(register, chosen).document_id, today=today, actor=actor())
    click.echo(f"{begun.case_id}/{begun.name} version {begun.version} är ett utkast.")


@click.command(
    cls=Command,
    help=_CONFLICTS_HELP,
    short_help="Visa texter som lades undan när två ändrade samtidigt.",
    examples=("halvvag case conflicts HV-2026-014", "halvvag case conflicts HV-2026-014 --show 3 > min-text.yaml"),
)
@click.argument("case_id", metavar="ÄRENDE", help="Ärende-id i registret.")
@click.option("--show", metavar="NR", type=int, help="Skriv ut den texten.")
@click.option("--drop", metavar="NR", type=int, help="Ta bort den texten, när det som behövs är infört.")
@remember_option
@register_option
def conflicts(case_id: str, *, show: int | None, drop: int | None, remember: bool, place: Place) -> None:
    """List the texts, print one, or remove one."""
    with opened(place, remember=remember) as register:
        register.entries(case_id)
        found = {one.number: one.entry for one in register.sidelined(case_id)}
        for number in (show, drop):
            if number is not None and number not in found:
                raise FileError(f"{case_id}: det finns ingen undanlagd text med nummer {number}.")
        if show is not None:
            note_reading(register, case_id)
            click.echo(found[show].text, nl=False)
        if drop is not None:
            register.drop_sidelined(drop, actor=actor())
            click.echo(f"Text {drop} är borttagen.", err=True)
    if show is None and drop is None:
        rows = [
            (str(number), one.name, f"v{one.version}", str(one.saved_at)[:16], one.saved_by)
            for number, one in found.items()
        ]
        click.echo(table(rows) if rows else "Inga undanlagda texter.", err=not rows)


def _find(register: Register, chosen: Path) -> Entry:
    """Return the newest version of the document that is meant by ``ÄRENDE/DOKUMENT``."""
    from halvvag_docs.casework import registered

    if len(chosen.parts) != 2:
        raise FileError(f"{chosen}: ange ärende och dokument, till exempel HV-2026-014/09-krisplan.")
    return registered.entry_named(register, chosen.parts[0], Path(chosen.parts[1]).stem)
