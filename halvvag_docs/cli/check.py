"""``halvvag check``: answers against their forms and the field's rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from halvvag_docs.cli import problems
from halvvag_docs.cli.cases import Place, judging_of, open_cases, register_option
from halvvag_docs.cli.shell import PATH, Command, root_option, today_option, unit_option

_HELP = """Kontrollerar svaren mot formulären och reglerna.

En mapp läses som ett ärende: reglerna ser alla dokument tillsammans. För en enskild fil visas bara
det som rör den, men resten av mappen läses som sammanhang. Inget skrivs eller ändras.

Slutar med 0 när inget är fel (varningar kan finnas), 4 när något är fel i svaren och 6 när en fil
inte går att läsa.
"""


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Kontrollera svar mot formulär och regler.",
    examples=(
        "halvvag check samples/A-fi-halvvagshem",
        "halvvag check arenden/HV-2026-014/08-genomforandeplan.yaml",
        "halvvag check HV-2026-014",
        "halvvag check arenden/HV-2026-014 --json --unit verksamhet.yaml --today 2026-11-22",
    ),
)
@click.argument(
    "paths",
    metavar="ÄRENDE…",
    nargs=-1,
    required=True,
    type=PATH,
    help="Mappar med svarsfiler, enskilda filer, eller ärende-id i registret.",
)
@click.option("--all", "everything", is_flag=True, help="Visa också varningar som har bekräftats i dokumentet.")
@click.option("--json", "as_json", is_flag=True, help="Skriv en JSON-lista, för andra program.")
@register_option
@unit_option
@today_option
@root_option
def check(  # noqa: PLR0913  one argument for each option
    paths: tuple[Path, ...],
    *,
    place: Place,
    everything: bool,
    as_json: bool,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Show every problem of every file on stdout."""
    cases = open_cases(paths, place=place, judging=judging_of(today, root, unit))
    sources = [source for case in cases for source in case.asked]
    found = [(source, problem) for source in sources for problem in problems.of(source, everything=everything)]
    if as_json:
        click.echo(problems.as_json(problem for _, problem in found))
    else:
        for source, problem in found:
            click.echo(problems.line(source, problem))
        click.echo(problems.summary(sources), err=True)
    click.get_current_context().exit(problems.exit_code(sources))
