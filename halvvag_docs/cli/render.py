"""``halvvag render`` and ``halvvag demo``: from checked answers to finished documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli import problems
from halvvag_docs.cli.cases import Place, judging_of, open_cases, register_option
from halvvag_docs.cli.progress import progress
from halvvag_docs.cli.shell import (
    PATH,
    Command,
    force_option,
    missing_glyphs_option,
    root_option,
    today_option,
    unit_option,
)
from halvvag_docs.errors import ExitCode

if TYPE_CHECKING:
    from halvvag_docs.casework import CheckedCase
    from halvvag_docs.documents import Document

_ALL = "alla"
RECIPIENTS = ("klient", "bestallare", "natverk", "intern")
"""Profiles of ``schemas/_sharing.yaml``."""
_DEMO_DAY = date(2026, 11, 22)
"""The sample cases are from 2026; whatever the clock says, the demonstration judges them from that day."""

_RENDER_HELP = """Skriver Word och PDF av kontrollerade svar.

En mapp ger alla ärendets dokument. Är något fel i svaren, eller är ett dokument inte fastställt,
skrivs inget alls; med --draft skrivs det ändå, med UTKAST på varje sida. Varningar stoppar inte.

De färdiga filernas namn skrivs ut; filerna kan bara läsas av dig.
"""
_DEMO_HELP = """Gör alla dokument i de två påhittade exempelärendena, för att visa hur det blir.

Ett ärende är från ett halvvägshem i Finland, det andra från boendestöd i Sverige. Inget annat än
mappen UT skrivs.
"""


@click.command(
    cls=Command,
    help=_RENDER_HELP,
    short_help="Skriv Word och PDF av kontrollerade svar.",
    examples=(
        "halvvag render samples/A-fi-halvvagshem -o ut",
        "halvvag render arenden/HV-2026-014/09-krisplan.yaml -o ut --format pdf",
        "halvvag render arenden/HV-2026-014 -o ut --draft",
        "halvvag render arenden/HV-2026-014/08-genomforandeplan.yaml -o ut --recipient bestallare",
        "halvvag render HV-2026-014/09-krisplan -o ut",
        "halvvag render arenden/HV-2026-014/11-uppfoljning.yaml -o ut --draft --fillable --format docx",
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
@click.option("-o", "--out", metavar="MAPP", type=PATH, required=True, help="Mapp för dokumenten.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("docx", "pdf", _ALL)),
    default=_ALL,
    show_default=True,
    help="Word, PDF, eller alla som formuläret har mall för.",
)
@click.option("--draft", is_flag=True, help="Skriv också utkast och svar med fel, med UTKAST på varje sida.")
@click.option(
    "--recipient",
    type=click.Choice(RECIPIENTS),
    help="Lämna ut bara det som en sådan mottagare får se. Samtycke prövas inte här; det gör «halvvag share».",
)
@click.option(
    "--fillable",
    is_flag=True,
    help="Gör Word-filen till en blankett: svaren står i fält som går att fylla i, resten är skyddat.",
)
@missing_glyphs_option
@force_option
@register_option
@unit_option
@today_option
@root_option
def render(  # noqa: PLR0913  one argument for each option
    paths: tuple[Path, ...],
    *,
    out: Path,
    format_: str,
    draft: bool,
    recipient: str | None,
    fillable: bool,
    allow_missing_glyphs: bool,
    force: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Write the documents and print their paths."""
    from halvvag_docs import casework

    cases = open_cases(paths, place=place, judging=judging_of(today, root, unit))
    if recipient:
        from halvvag_docs import sharing

        cases = [sharing.for_profile(case, recipient, root) for case in cases]
    for source, problem in casework.problems_of(cases):
        click.echo(problems.line(source, problem), err=True)
    stopped = [source for case in cases for source in case.asked if source.why_not(draft=draft)]
    if stopped:
        for source in stopped:
            click.echo(f"Fel: {source.path}: {source.why_not(draft=draft)}", err=True)
        click.echo("Inget skrevs.", err=True)
        click.get_current_context().exit(problems.exit_code(stopped) or ExitCode.ANSWERS)
    suffixes = ("docx", "pdf") if format_ == _ALL else (format_,)
    ways = {"allow_missing_glyphs": allow_missing_glyphs, "fillable": fillable}
    for path in write([(case, out) for case in cases], suffixes, force=force, **ways):
        click.echo(path)


@click.command(
    cls=Command,
    help=_DEMO_HELP,
    short_help="Gör exempeldokumenten, för att se hur det blir.",
    examples=("halvvag demo", "halvvag demo provtryck --force"),
)
@click.argument(
    "out",
    metavar="[UT]",
    type=PATH,
    default=Path("halvvag-demo"),
    help="Mapp för dokumenten; annars halvvag-demo.",
)
@force_option
def demo(out: Path, *, force: bool) -> None:
    """Render the sample cases and say where the documents are."""
    from halvvag_docs import casework
    from halvvag_docs.forms import builtin_root

    folders = sorted(path for path in (builtin_root() / "samples").iterdir() if path.is_dir())
    cases = casework.read_cases(folders, today=_DEMO_DAY)
    written = write([(case, out / case.folder.name) for case in cases], ("docx", "pdf"), force=force)
    for path in written:
        click.echo(path)
    kinds = {suffix: sum(path.suffix == suffix for path in written) for suffix in (".docx", ".pdf")}
    click.echo(f"{kinds['.docx']} Word-dokument och {kinds['.pdf']} PDF ligger i {out.resolve()}", err=True)


def write(
    cases: list[tuple[CheckedCase, Path]],
    suffixes: tuple[str, ...],
    *,
    force: bool,
    **ways: bool,
) -> list[Path]:
    """Make every document first, then write them: a failure leaves nothing behind.

    ``ways`` are those of :func:`halvvag_docs.casework.render`.
    """
    from halvvag_docs import casework, files

    made: list[tuple[Path, Document]] = []
    left_out: set[str] = set()
    total = sum(len(case.asked) for case, _ in cases)
    with progress(total, "Skriver") as bar:
        for case, folder in cases:
            for one in casework.render(case, suffixes, **ways):
                made.extend((folder / document.name, document) for document in one.documents)
                left_out |= {str(one.missing)} if one.missing else set()
                if not one.documents and not one.missing:
                    click.echo(
                        f"{one.source.path}: ingen mall för {' eller '.join(suffixes)}, hoppas över.", err=True
                    )
                bar.advance()
    targets = [(path, document.content) for path, document in made]
    files.write_all(targets, force=force)
    for path, document in made:
        for replaced in document.replaced:
            click.echo(f"OBS: {path.name}: {replaced} syns som ett ersättningstecken.", err=True)
    for reason in sorted(left_out):
        click.echo(reason, err=True)
    return [path for path, _ in targets]
