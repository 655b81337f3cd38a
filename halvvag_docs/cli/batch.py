"""``halvvag batch``: the same form for many cases, or for the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.batch_report import Report
from halvvag_docs.cli.cases import Place, actor, is_registered, opened, register_option
from halvvag_docs.cli.progress import progress
from halvvag_docs.cli.shell import DAY, PATH, Command, force_option, root_option, today_option, unit_option
from halvvag_docs.errors import FileError

if TYPE_CHECKING:
    from halvvag_docs.batch import Appointment, Order, Plan

_ALL = "alla"
_UNDER_WAY = 64
"""Tasks of a cluster at a time: enough for many workers, few enough for the memory."""

_HELP = """Gör samma formulär för många ärenden på en gång, eller ett för varje rad i en tabell.

KÄLLA är ärenden ur registret, ärendemappar, eller en mapp med ärendemappar; utan KÄLLA hela registret.
Varje öppet ärende får ett nytt utkast i Word och PDF, förifyllt som med «halvvag new»; personens egna
ord och bedömningarna är tomma att fylla i. Svarsfilen läggs bredvid, i en mapp för ärendet; i registret
sparas utkastet i ärendet. En uppföljning gäller månaden i --month. Ärenden som inte kan få formuläret
räknas upp med skälet.

KÄLLA kan också vara en enda tabell: .xlsx, .ods, .csv, .jsonl eller .json, ett dokument för varje rad.
Rubrikerna är svarens namn eller ledtexter; annars säger --columns vad de är.

--meeting gör i stället ett häfte inför nätverksmötet: protokollet som förifyllt utkast, ett underlag för
den som leder mötet (öppna överenskommelser, samtycken som gäller den dagen) och en kallelse till var och
en som får kallas.

Kör samma kommando igen när något har avbrutits eller rättats: det som redan är gjort av samma svar
hoppas över, och filer som du har ändrat skrivs aldrig över. Ett ärende eller en rad med fel stoppar inte
de andra. Det som inte gick står i fel.xlsx: raderna i en tabell kan rättas där och användas som KÄLLA,
ärenden rättas där de ligger. Slutar då med 9.
"""


class Month(click.ParamType[date]):
    """A month: ``2026-11``."""

    name = "månad"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the first day of the month, or fail in Swedish."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{value!r} är ingen månad. Skriv år och månad, till exempel 2026-11.", param, ctx)


@click.command(
    cls=Command,
    help=_HELP,
    short_help="Gör ett formulär för många ärenden eller rader.",
    examples=(
        "halvvag batch uppfoljning -o ut --due-by 2026-12-15",
        "halvvag batch uppfoljning arenden -o ut --dry-run",
        "halvvag batch uppfoljning arenden -o ut --month 2026-11 --jobs 2",
        "halvvag batch uppfoljning arenden -o ut --due-by 2026-12-15 --calendar ut/forfaller.ics",
        "halvvag batch uppfoljning arenden -o ut --format pdf --merge ut/alla.pdf",
        "halvvag batch --meeting arenden/HV-2026-014 -o ut --time 13.00 --place Video",
        "halvvag batch samtycke lista.xlsx -o ut --columns kolumner.yaml",
        "halvvag batch samtycke ut/fel.xlsx -o ut --columns kolumner.yaml",
    ),
)
@click.argument(
    "words",
    metavar="FORMULÄR [KÄLLA]…",
    nargs=-1,
    required=True,
    help="Till exempel uppfoljning och ärenden, eller en tabell. Med --meeting bara ärenden.",
)
@click.option("-o", "--out", metavar="MAPP", type=PATH, required=True, help="Mapp för dokumenten.")
@click.option(
    "--month", metavar="MÅNAD", type=Month(), default=None, help="Månad som uppföljningen gäller; annars denna."
)
@click.option(
    "--due-by", metavar="DATUM", type=DAY, default=None, help="Bara ärenden vars uppföljning ska göras senast då."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("docx", "pdf", _ALL)),
    default=_ALL,
    show_default=True,
    help="Word, PDF, eller alla som formuläret har mall för.",
)
@click.option("--columns", metavar="FIL", type=PATH, help="YAML-fil som säger vilket svar varje kolumn är.")
@click.option("--into-case", is_flag=True, help="Lägg svarsfilen i ärendets egen mapp.")
@click.option("--jobs", metavar="ANTAL", type=click.IntRange(1, 64), default=1, help="Antal processer; annars 1.")
@click.option("--dask", metavar="ADRESS", help="Låt ett Dask-kluster arbeta: tls://värd:8786 (tillägget dask).")
@click.option("--dry-run", is_flag=True, help="Visa alla namn och problem; skriv inget.")
@click.option("--calendar", metavar="FIL", type=PATH, help="Kalender (.ics) över uppföljningar; skrivs över.")
@click.option("--overview", metavar="FIL", type=PATH, help="Lista (.xlsx) med ärende-id och datum; skrivs över.")
@click.option(
    "--merge", metavar="FIL", type=PATH, help="Alla PDF i en enda fil (.pdf) att skriva ut; skrivs över."
)
@click.option("--meeting", is_flag=True, help="Gör ett möteshäfte för varje ärende i stället för ett formulär.")
@click.option("--date", "day", metavar="DATUM", type=DAY, help="Mötets dag; annars den i förra protokollet.")
@click.option("--time", "clock", metavar="TID", help="Mötets tid, till exempel «13.00–13.50».")
@click.option("--place", "where", metavar="TEXT", help="Var mötet hålls.")
@click.option("--single-sided", is_flag=True, help="Inga tomma sidor mellan dokumenten i --merge.")
@click.option(
    "--allow-missing-glyphs", is_flag=True, help="Visa ett ersättningstecken för det som PDF:ens typsnitt saknar."
)
@force_option
@register_option
@unit_option
@today_option
@root_option
def batch(  # noqa: PLR0913  one argument for each option
    words: tuple[str, ...],
    *,
    out: Path,
    month: date | None,
    due_by: date | None,
    format_: str,
    columns: Path | None,
    into_case: bool,
    jobs: int,
    dask: str | None,
    dry_run: bool,
    calendar: Path | None,
    overview: Path | None,
    merge: Path | None,
    meeting: bool,
    day: date | None,
    clock: str | None,
    where: str | None,
    single_sided: bool,
    allow_missing_glyphs: bool,
    force: bool,
    place: Place,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Plan, make, report."""
    from halvvag_docs.batch import Order

    _check_files((calendar, ".ics", "--calendar"), (overview, ".xlsx", "--overview"), (merge, ".pdf", "--merge"))
    if merge and format_ == "docx":
        raise click.UsageError("--merge behöver PDF. Ta bort --format docx.")
    if month and month > today:
        raise click.BadParameter("månaden har inte börjat än.", param_hint="--month")
    appointment = _appointment(day, clock, where, today, meeting=meeting)
    _check_cluster(dask, jobs)
    form, sources = _split(words, meeting=meeting)
    if meeting and _is_table(sources):
        raise click.UsageError("--meeting gäller ärenden, inte rader.")
    _check_sources(sources, columns, due_by=due_by, into_case=into_case, dated=bool(calendar or overview))
    order = Order(
        form=form,
        meeting=appointment,
        remote=bool(dask),
        out=out,
        formats=("docx", "pdf") if format_ == _ALL else (format_,),
        today=today,
        month=month or today.replace(day=1),
        root=root,
        unit=unit,
        due_by=due_by,
        into_case=into_case,
        force=force,
        allow_missing_glyphs=allow_missing_glyphs,
        dated=bool(calendar or overview),
    )
    with _planned(order, sources, columns, place) as plan:
        for notice in plan.notices:
            click.echo(f"OBS: {notice}", err=True)
        report = Report(plan, dry_run=dry_run, merges=bool(merge))
        _carry_out(plan, report, jobs=jobs, dask=dask)
    if not dry_run:
        report.write_errors()
        report.write_lists(calendar, overview)
        if merge:
            report.write_merged(merge, new_sheet=not single_sided)
    report.end()


def _split(words: tuple[str, ...], *, meeting: bool) -> tuple[str, tuple[Path, ...]]:
    """Return the form, and where its answers come from."""
    from halvvag_docs.batch import MEETING_FORM

    form, sources = (MEETING_FORM, words) if meeting else (words[0], words[1:])
    return form, tuple(map(Path, sources))


def _appointment(
    day: date | None, clock: str | None, where: str | None, today: date, *, meeting: bool
) -> Appointment | None:
    from halvvag_docs.batch import Appointment

    if not meeting:
        if day or clock or where:
            raise click.UsageError("--date, --time och --place hör till --meeting.")
        return None
    if day and day < today:
        raise click.BadParameter("dagen har redan varit.", param_hint="--date")
    return Appointment(day=day, time=clock or "", place=where or "")


def _check_files(*named: tuple[Path | None, str, str]) -> None:
    for path, suffix, option in named:
        if path and path.suffix.lower() != suffix:
            raise click.BadParameter(f"filen ska sluta på {suffix}.", param_hint=option)


def _check_sources(
    sources: tuple[Path, ...], columns: Path | None, *, due_by: date | None, into_case: bool, dated: bool
) -> None:
    """Refuse options that do not go with where the answers come from."""
    if _is_table(sources):
        if len(sources) > 1:
            raise click.UsageError("Ange en tabell i taget, eller bara ärenden.")
        if due_by or into_case or dated:
            raise click.UsageError("--due-by, --into-case, --calendar och --overview gäller ärenden, inte rader.")
        return
    missing = [source for source in sources if not source.exists() and not is_registered(source)]
    if missing:
        raise FileError(f"{missing[0]}: finns inte. Kontrollera namnet och mappen.")
    if columns:
        raise click.UsageError("--columns gäller en tabell, inte ärenden.")
    _check_cases(sources, into_case=into_case)


def _check_cases(sources: tuple[Path, ...], *, into_case: bool) -> None:
    ids = [source for source in sources if is_registered(source)]
    if 0 < len(ids) < len(sources):
        raise click.UsageError("Ange antingen mappar eller ärenden ur registret, inte båda.")
    if into_case and len(ids) == len(sources):
        raise click.UsageError("--into-case gäller mappar; i registret sparas utkasten i ärendet ändå.")


def _is_table(sources: tuple[Path, ...]) -> bool:
    return any(source.is_file() for source in sources)


@contextmanager
def _planned(order: Order, sources: tuple[Path, ...], columns: Path | None, place: Place) -> Iterator[Plan]:
    """Yield a run over the table, folders, or cases of the register; all of it when nothing is named."""
    import secrets

    from halvvag_docs import batch as runs

    salt = secrets.token_hex(16)
    if _is_table(sources):
        yield runs.for_table(order, sources[0], columns, salt=salt)
    elif all(is_registered(source) for source in sources):
        with opened(place) as register:
            yield runs.for_register(order, register, [str(one) for one in sources], actor=actor(), salt=salt)
    else:
        yield runs.for_cases(order, sources, salt=salt)


def _check_cluster(address: str | None, jobs: int) -> None:
    """Refuse what is no address of a cluster, and warn of answers that travel in clear."""
    if address is None:
        return
    if jobs > 1:
        raise click.UsageError("Ange --jobs eller --dask, inte båda.")
    kind, _, host = address.partition("://")
    if kind not in ("tls", "tcp") or not host:
        raise click.BadParameter("skriv adressen som tls://värd:port eller tcp://värd:port.", param_hint="--dask")
    if kind == "tcp" and not host.startswith(("127.", "localhost", "[::1]")):
        click.echo("VARNING: svaren går okrypterade till en annan dator. Använd tls://.", err=True)


def _carry_out(plan: Plan, report: Report, *, jobs: int, dask: str | None) -> None:
    from halvvag_docs import batch as runs

    start, window = (runs.dask_crew(dask), _UNDER_WAY) if dask else (runs.crew(jobs), 2 * jobs + 1)
    with progress(plan.total, "Provar" if report.dry_run else "Skriver") as bar:
        for one in runs.run(plan, start, window=window, dry_run=report.dry_run):
            report.take(one)
            bar.advance()
