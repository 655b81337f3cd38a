"""What a person is told of a run: each file at once, then what was not made and why; and the lists beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.tables import table
from halvvag_docs.errors import ExitCode, FileError, MissingProgramError

if TYPE_CHECKING:
    from halvvag_docs.batch import Dates, Outcome, Plan, Task

_SHOWN = 200
_COUNTED = {
    "MADE": "skrivna",
    "PLANNED": "skulle skrivas",
    "SKIPPED": "fanns redan",
    "REFUSED": "utan formulär",
    "FAILED": "fel",
}
"""State -> what its count is called."""


class Report:
    """What a run has done so far; no more of it is kept than will be told."""

    def __init__(self, plan: Plan, *, dry_run: bool, merges: bool) -> None:
        """Begin a report.

        Args:
            plan: the run.
            dry_run: nothing is written.
            merges: :meth:`write_merged` will be called.
        """
        self.plan = plan
        self.dry_run = dry_run
        self._merges = merges
        self._failed: list[Outcome] = []
        self._dates: list[Dates] = []
        self._printable: list[Task] = []
        self._refused: list[tuple[str, str, str]] = []
        self._faults: list[tuple[str, str, str]] = []
        self._left_out: set[str] = set()
        self._counts: dict[str, int] = {}  # by the name of a state

    def take(self, one: Outcome) -> None:
        """Tell what has been written, and keep the rest for the end."""
        from halvvag_docs.batch import is_there

        for path in one.files:
            print(f"{path}  {one.state.value}" if self.dry_run else path)
        self._counts[one.state.name] = self._counts.get(one.state.name, 0) + 1
        if one.faults:
            self._failed.append(one)
        if one.reason:
            self._refused.append((one.task.place, one.task.case_id, one.reason))
        if one.dates and self.plan.order.dated:
            self._dates.append(one.dates)
        if self._merges and is_there(one):
            self._printable.append(one.task)
        if one.left_out:
            self._left_out.add(one.left_out)

    def write_lists(self, calendar: Path | None, overview: Path | None) -> None:
        """Write when cases are due; a file that cannot be written is a fault.

        Raises:
            MissingProgramError: the extra for Excel is not installed.
        """
        from halvvag_docs import batch as runs
        from halvvag_docs import files, spreadsheets

        order = self.plan.order
        due = [one for one in self._dates if one.next and (order.due_by is None or one.next <= order.due_by)]
        made = [(calendar, runs.calendar(due, order.today))] if calendar else []
        made += [(overview, spreadsheets.write(runs.overview(self._dates)))] if overview else []
        for path, content in made:
            try:
                files.make_folder(path.parent)
                click.echo(files.write_new(path, content, force=True), err=True)
            except FileError as error:
                self._faults.append((path.name, "", str(error)))

    def write_merged(self, target: Path, *, new_sheet: bool) -> None:
        """Write all PDFs of the run, and those that an earlier run made, into one file.

        Raises:
            RenderError: a document cannot be read.
        """
        from halvvag_docs import batch as runs
        from halvvag_docs.formatting import plural

        try:
            printed = runs.print_all(self.plan, self._printable, target, new_sheet=new_sheet)
        except FileError as error:
            self._faults.append(("--merge", "", str(error)))
            return
        self._faults += [(task.place, task.case_id, fault.message) for task, fault in printed.faults]
        what = f"{plural(printed.documents, 'dokument', 'dokument')}, {plural(printed.pages, 'sida', 'sidor')}"
        click.echo(f"{target}  {what}" if printed.pages else f"Inget att slå ihop i {target}.", err=True)

    def write_errors(self) -> None:
        """Write the table of what failed; one that cannot be written is a fault itself."""
        from halvvag_docs import batch as runs

        if not self._failed:
            return
        try:
            path = runs.write_errors(self.plan, self._failed)
        except MissingProgramError as error:
            click.echo(f"fel.xlsx skrevs inte. {error}", err=True)
            return
        except FileError as error:
            self._faults.append(("fel.xlsx", "", str(error)))
            return
        if path:
            click.echo(f"Det som inte gick står i {path}", err=True)

    def end(self) -> None:
        """Say what was not made and why, and exit with 9 when something failed."""
        from halvvag_docs.formatting import capitalise, plural

        _list("INGET FORMULÄR", self._refused)
        told = [(one.task, fault) for one in self._failed for fault in one.faults]
        faults = [(task.place, task.case_id, self.plan.told(fault)) for task, fault in told] + self._faults
        _list("FEL", faults)
        for reason in sorted(self._left_out):
            click.echo(reason, err=True)
        counts = ", ".join(
            f"{word}: {self._counts[name]}" for name, word in _COUNTED.items() if name in self._counts
        )
        plan = self.plan
        what = plural(plan.total, "rad", "rader") if plan.headings else plural(plan.total, "ärende", "ärenden")
        click.echo(f"{what}. {capitalise(counts)}.", err=True)
        click.get_current_context().exit(ExitCode.BATCH if faults else ExitCode.OK)


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
