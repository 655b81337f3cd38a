"""``halvvag batch``: the same form for many cases, or for the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.progress import progress
from halvvag_docs.cli.shell import DAY, PATH, Command, force_option, root_option, today_option, unit_option
from halvvag_docs.cli.tables import table
from halvvag_docs.errors import ExitCode, MissingProgramError

if TYPE_CHECKING:
    from halvvag_docs.batch import Dates, Order, Outcome, Plan

_ALL = "alla"
_SHOWN = 200
_COUNTED = {
    "MADE": "skrivna",
    "PLANNED": "skulle skrivas",
    "SKIPPED": "fanns redan",
    "REFUSED": "utan formulär",
    "FAILED": "fel",
}
"""State -> what its count is called."""

_HELP = """Gör samma formulär för många ärenden på en gång, eller ett för varje rad i en tabell.

KÄLLA är ärendemappar, eller en mapp med ärendemappar. Varje öppet ärende får ett nytt utkast i Word
och PDF, förifyllt som med «halvvag new»; personens egna ord och bedömningarna är tomma att fylla i.
Svarsfilen läggs bredvid, i en mapp för ärendet. En uppföljning gäller månaden i --month. Ärenden som
inte kan få formuläret räknas upp med skälet.

KÄLLA kan också vara en enda tabell: .xlsx, .ods, .csv, .jsonl eller .json, ett dokument för varje rad.
Rubrikerna är svarens namn eller ledtexter; annars säger --columns vad de är.

Kör samma kommando igen när något har avbrutits eller rättats: det som redan är gjort av samma svar
hoppas över, och filer som du har ändrat skrivs aldrig över. En rad som inte går stoppar inte de andra.
De rader som inte gick står i fel.xlsx, som kan rättas och användas som KÄLLA. Slutar då med 9.
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
        "halvvag batch uppfoljning arenden -o ut --dry-run",
        "halvvag batch uppfoljning arenden -o ut --month 2026-11 --jobs 2",
        "halvvag batch uppfoljning arenden -o ut --due-by 2026-12-15 --calendar ut/forfaller.ics",
        "halvvag batch samtycke lista.xlsx -o ut --columns kolumner.yaml",
        "halvvag batch samtycke ut/fel.xlsx -o ut --columns kolumner.yaml",
    ),
)
@click.argument("form", metavar="FORMULÄR", help="Till exempel uppfoljning; «halvvag forms» visar alla.")
@click.argument(
    "sources", metavar="KÄLLA…", nargs=-1, required=True, type=PATH, help="Ärendemappar, eller en tabell."
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
@click.option("--dry-run", is_flag=True, help="Visa alla namn och problem; skriv inget.")
@click.option("--calendar", metavar="FIL", type=PATH, help="Kalender (.ics) över uppföljningar; skrivs över.")
@click.option("--overview", metavar="FIL", type=PATH, help="Lista (.xlsx) med ärende-id och datum; skrivs över.")
@force_option
@unit_option
@today_option
@root_option
def batch(  # noqa: PLR0913  one argument for each option
    form: str,
    sources: tuple[Path, ...],
    *,
    out: Path,
    month: date | None,
    due_by: date | None,
    format_: str,
    columns: Path | None,
    into_case: bool,
    jobs: int,
    dry_run: bool,
    calendar: Path | None,
    overview: Path | None,
    force: bool,
    unit: Path | None,
    today: date,
    root: Path | None,
) -> None:
    """Plan, make, report."""
    from halvvag_docs.batch import Order

    _check_lists(calendar, overview)
    if month and month > today:
        raise click.BadParameter("månaden har inte börjat än.", param_hint="--month")
    order = Order(
        form=form,
        out=out,
        formats=("docx", "pdf") if format_ == _ALL else (format_,),
        today=today,
        month=month or today.replace(day=1),
        root=root,
        unit=unit,
        due_by=due_by,
        into_case=into_case,
        force=force,
        dated=bool(calendar or overview),
    )
    plan = _planned(order, sources, columns)
    report = _Report(dry_run=dry_run)
    _carry_out(plan, report, jobs=jobs)
    if not dry_run:
        _write_lists(plan, report.dates, calendar, overview)
        _write_errors(plan, report.failed)
    report.end(plan)


def _check_lists(calendar: Path | None, overview: Path | None) -> None:
    for path, suffix, option in ((calendar, ".ics", "--calendar"), (overview, ".xlsx", "--overview")):
        if path and path.suffix.lower() != suffix:
            raise click.BadParameter(f"filen ska sluta på {suffix}.", param_hint=option)


def _planned(order: Order, sources: tuple[Path, ...], columns: Path | None) -> Plan:
    """Return a run over the one table that was given, else over cases."""
    import secrets

    from halvvag_docs import batch as runs

    salt = secrets.token_hex(16)
    if any(source.is_file() for source in sources):
        if len(sources) > 1:
            raise click.UsageError("Ange en tabell i taget, eller bara mappar.")
        if order.due_by or order.into_case or order.dated:
            raise click.UsageError("--due-by, --into-case, --calendar och --overview gäller ärenden, inte rader.")
        return runs.for_table(order, sources[0], columns, salt=salt)
    if columns:
        raise click.UsageError("--columns gäller en tabell, inte ärenden.")
    return runs.for_cases(order, sources, salt=salt)


def _carry_out(plan: Plan, report: _Report, *, jobs: int) -> None:
    from halvvag_docs import batch as runs

    with progress(plan.total, "Provar" if report.dry_run else "Skriver") as bar:
        for one in runs.run(plan, runs.crew(jobs), window=2 * jobs + 1, dry_run=report.dry_run):
            report.take(one)
            bar.advance()


class _Report:
    """What a person is told: each file at once, the rest at the end."""

    def __init__(self, *, dry_run: bool) -> None:
        self.dry_run = dry_run
        self.failed: list[Outcome] = []
        self.dates: list[Dates] = []
        self._refused: list[tuple[str, str, str]] = []
        self._left_out: set[str] = set()
        self._counts: dict[str, int] = {}  # by the name of a state

    def take(self, one: Outcome) -> None:
        for path in one.files:
            print(f"{path}  {one.state.value}" if self.dry_run else path)
        self._counts[one.state.name] = self._counts.get(one.state.name, 0) + 1
        if one.faults:
            self.failed.append(one)
        if one.reason:
            self._refused.append((one.task.place, one.task.case_id, one.reason))
        if one.dates:
            self.dates.append(one.dates)
        if one.left_out:
            self._left_out.add(one.left_out)

    def end(self, plan: Plan) -> None:
        """Say what was not made and why, and exit with 9 when something failed."""
        from halvvag_docs.formatting import capitalise, plural

        _list("INGET FORMULÄR", self._refused)
        faults = [(one.task.place, one.task.case_id, fault.message) for one in self.failed for fault in one.faults]
        _list("FEL", faults)
        for reason in sorted(self._left_out):
            click.echo(reason, err=True)
        counts = ", ".join(
            f"{word}: {self._counts[name]}" for name, word in _COUNTED.items() if name in self._counts
        )
        what = plural(plan.total, "rad", "rader") if plan.headings else plural(plan.total, "ärende", "ärenden")
        click.echo(f"{what}. {capitalise(counts)}.", err=True)
        click.get_current_context().exit(ExitCode.BATCH if self.failed else ExitCode.OK)


def _list(title: str, rows: list[tuple[str, str, str]]) -> None:
    if not rows:
        return
    click.echo(f"\n{title}\n{table(list(_once(rows[:_SHOWN])), '  ')}", err=True)
    if len(rows) > _SHOWN:
        click.echo(f"  … och {len(rows) - _SHOWN} till.", err=True)


def _once(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield place, case id and reason; the case id is left out where the place says it."""
    for place, case_id, reason in rows:
        yield place, "" if case_id == place else case_id, " ".join(reason.split("\n"))


def _write_lists(plan: Plan, dates: list[Dates], calendar: Path | None, overview: Path | None) -> None:
    from halvvag_docs import batch as runs
    from halvvag_docs import files, spreadsheets

    due_by = plan.order.due_by
    due = [one for one in dates if one.next and (due_by is None or one.next <= due_by)]
    made = [(calendar, runs.calendar(due, plan.order.today))] if calendar else []
    made += [(overview, spreadsheets.write(runs.overview(dates)))] if overview else []
    for path, content in made:
        files.make_folder(path.parent)
        click.echo(files.write_new(path, content, force=True), err=True)


def _write_errors(plan: Plan, failed: list[Outcome]) -> None:
    from halvvag_docs import batch as runs

    if not failed:
        return
    try:
        path = runs.write_errors(plan, failed)
    except MissingProgramError as error:
        click.echo(f"fel.xlsx skrevs inte. {error}", err=True)
        return
    if path:
        click.echo(f"Det som inte gick står i {path}", err=True)
