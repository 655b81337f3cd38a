"""``halvvag fill``: any template with plain data."""

from __future__ import annotations

import atexit
import gc
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.progress import progress
from halvvag_docs.cli.shell import PATH, Command, force_option, missing_glyphs_option, root_option, today_option
from halvvag_docs.errors import ExitCode

if TYPE_CHECKING:
    from halvvag_docs.filling import Filled

_SHOWN = 20

_HELP = """Fyller en egen mall med egna data. Inget formulär behövs, men --form kan kontrollera data mot ett.

MALL är en .docx (med {{ fält }}, {% if … %} och {% for … %} som i docxtpl) eller en .pdf med
formulärfält. DATA är JSON (ett objekt eller en lista), JSON Lines, YAML, CSV (UTF-8; första raden är
fältens namn) eller en mapp med JSON-filer. Det blir ett dokument för varje post.

Ett fält i en Word-mall som inte finns i data är ett fel, liksom två dokument med samma namn. I en PDF
blir fält som data inte nämner som de är i mallen, så ta den tomma blanketten. Text skrivs ut precis som
den står. Vad en PDF:s fält heter visar «halvvag forms inspect». Skript i en PDF körs aldrig och följer
inte med.
"""


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Fyll en egen .docx eller .pdf med egna data.",
    examples=(
        "halvvag fill brev.docx mottagare.csv -o brev",
        'halvvag fill intyg.docx data.jsonl -o ut --name "intyg-{dnr}"',
        "halvvag fill ansokan.pdf svar.json -o ansokan-ifylld.pdf",
        "halvvag fill kallelse.docx planer.jsonl -o ut --form genomforandeplan",
    ),
)
@click.argument("template", metavar="MALL", type=PATH, help="En .docx eller .pdf.")
@click.argument("data", metavar="DATA", type=PATH, help="En .json, .jsonl, .yaml eller .csv, eller en mapp.")
@click.option(
    "-o",
    "--out",
    metavar="UT",
    type=PATH,
    required=True,
    help="Mapp för dokumenten, eller filnamn när det bara är ett.",
)
@click.option(
    "--name",
    metavar="MÖNSTER",
    default="",
    help='Filnamn, till exempel "{dnr}" eller "{dokument.arende_id}-{nr}"; ta inga namn eller personnummer. '
    "Annars ett löpnummer: 000001, 000002 …",
)
@click.option("--lock", is_flag=True, help="Lås fälten i en ifylld PDF.")
@click.option(
    "--cache",
    metavar="MAPP",
    default="",
    envvar="HALVVAG_CACHE",
    show_envvar=True,
    help="Mapp där förberedda mallar sparas till nästa gång; «nej» för att inte spara. Bara du får komma åt den.",
)
@click.option(
    "--jobs",
    metavar="ANTAL",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Så många processer delar på arbetet när dokumenten är många.",
)
@click.option(
    "--form",
    metavar="FORMULÄR",
    default="",
    help="Kontrollera varje post mot ett formulär, som genomforandeplan; en post med fel blir inget dokument.",
)
@missing_glyphs_option
@force_option
@root_option
@today_option
def fill(  # noqa: PLR0913  an option each
    template: Path,
    data: Path,
    *,
    out: Path,
    name: str,
    lock: bool,
    allow_missing_glyphs: bool,
    force: bool,
    cache: str,
    jobs: int,
    form: str,
    root: Path | None,
    today: date,
) -> None:
    """Make a document for each record; print each path on stdout."""
    # Records are trees of plain data: the collector would look through them time and again, and find nothing; at
    # the end it would look through all that was imported, which takes as long as ten documents.
    gc.set_threshold(50_000, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)
    from halvvag_docs import filling

    kept = _cache_folder(cache)
    job = filling.Job(
        template=template,
        data=data,
        out=out,
        name=name,
        force=force,
        lock=lock,
        allow_missing_glyphs=allow_missing_glyphs,
        cache=kept,
        jobs=jobs,
        form=form,
        root=root,
        today=today,
    )
    plan = filling.prepare(job)
    failed: list[Filled] = []
    with progress(plan.total, "Fyller") as bar:
        for done in filling.run(plan, notify=_notify):
            bar.advance()
            if done.error:
                failed.append(done)
            else:
                print(done.target)
    if failed:
        _report(failed, plan.total)


def _notify(notice: str) -> None:
    click.echo(f"OBS: {notice}", err=True)


def _cache_folder(asked: str) -> Path | None:
    """Return where prepared templates are kept, by the custom of the system, or None."""
    if asked == "nej":
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  may have no home
    folder = Path(asked or home)
    if not folder.is_absolute() and not asked:
        return None
    return folder if asked else folder / "halvvag_docs"


def _report(failed: list[Filled], total: int) -> None:
    """Say which records gave no document, and exit."""
    for one in failed[:_SHOWN]:
        for fault in str(one.error).split("\n"):
            click.echo(f"Fel: {one.place}: {fault}", err=True)
    if len(failed) > _SHOWN:
        click.echo(f"… och {len(failed) - _SHOWN} till.", err=True)
    click.echo(f"{len(failed)} av {total} dokument blev inte gjorda.", err=True)
    error = failed[0].error
    code = error.exit_code if error and total == 1 else ExitCode.BATCH
    click.get_current_context().exit(code)
