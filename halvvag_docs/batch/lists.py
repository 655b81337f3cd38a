"""What a run leaves to read in Excel: the failing rows to be corrected, and when cases are due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from halvvag_docs import casework, files, spreadsheets
from halvvag_docs.batch.columns import CASE_COLUMNS, FAULT
from halvvag_docs.batch.order import Dates, Fault, Outcome
from halvvag_docs.batch.running import Plan
from halvvag_docs.spreadsheets import Sheet

STEM, SUFFIX = "fel", ".xlsx"
_TOO_LONG = "Raden har en text som inte ryms i en cell i Excel. Rätta raden där den kom ifrån."
_ROW, _REST = f"{FAULT}rad", f"{FAULT}raden"


def errors(plan: Plan, failed: Sequence[Outcome]) -> Sheet:
    """Return the failing tasks as a sheet.

    Of a table: its own columns, so that it can be corrected and fed back in, with the problem beside each cell
    that has one. Of cases: the case id and what is wrong; they are corrected where their answers are.
    """
    if not plan.headings:
        told = [(one.task.case_id, _joined(fault.message for fault in one.faults)) for one in failed]
        return Sheet(title="Fel", columns=CASE_COLUMNS, rows=told)
    failed = [_fitting(one) for one in failed]
    placed = [_by_heading(plan, one) for one in failed]
    bad = {name for faults in placed for name in faults}
    columns: list[str] = [_ROW]
    for name in plan.headings:
        columns += [name, f"{FAULT}{name}"] if name in bad else [name]
    columns += [_REST] if "" in bad else []
    rows = [[_cell(name, one, faults) for name in columns] for one, faults in zip(failed, placed, strict=True)]
    marked = {
        (number, at) for number, faults in enumerate(placed) for at, name in enumerate(columns) if name in faults
    }
    return Sheet(title="Fel", columns=tuple(columns), rows=rows, marked=frozenset(marked))


def _fitting(one: Outcome) -> Outcome:
    """Return a row as Excel can hold it: one with too long a text has to be corrected where it came from."""
    if all(len(text) <= spreadsheets.LONGEST for text in one.task.cells.values()):
        return one
    return replace(one, task=replace(one.task, cells={}), faults=(*one.faults, Fault(message=_TOO_LONG)))


def digest(sheet: Sheet) -> str:
    """Return a hash of what a sheet says."""
    text = json.dumps([sheet.columns, [list(map(str, row)) for row in sheet.rows]])
    return hashlib.sha256(text.encode()).hexdigest()


def write_errors(plan: Plan, failed: Sequence[Outcome]) -> Path | None:
    """Write the table of failing rows and return it; None when the last one says the same.

    An earlier table is never replaced: somebody may be correcting it.

    Raises:
        FileError: it cannot be written.
        MissingProgramError: the extra for Excel is not installed.
    """
    sheet = errors(plan, failed)
    found = digest(sheet)
    target, number = plan.order.out / f"{STEM}{SUFFIX}", 1
    if plan.journal.is_told(found):
        return None
    while target.exists():
        number += 1
        target = plan.order.out / f"{STEM}-{number}{SUFFIX}"
    files.write_new(target, spreadsheets.write(sheet))
    settings = plan.order.out / casework.UNIT_FILE
    if plan.headings and plan.order.unit and not settings.exists():
        files.write_new(settings, files.read_bytes(plan.order.unit))  # for the corrected rows, of the same unit
    plan.journal.told(found, target)
    return target


def overview(cases: Sequence[Dates]) -> Sheet:
    """Return when each case is due, the nearest first."""
    in_order = sorted(cases, key=lambda one: (one.next or date.max, one.case_id))
    return Sheet(
        title="Uppföljningar",
        columns=("Ärende-id", "Nästa uppföljning", "Före periodens slut", "Senaste uppföljning", "Beviljat till"),
        rows=[(one.case_id, one.due, one.final, one.latest, one.until) for one in in_order],
    )


def _by_heading(plan: Plan, outcome: Outcome) -> dict[str, str]:
    """Return heading -> messages; those that no column is to blame for stand under an empty heading."""
    found: dict[str, list[str]] = {}
    for fault in outcome.faults:
        name = plan.heading(fault.path) if fault.path else ""
        found.setdefault(name if name in plan.headings else "", []).append(plan.told(fault))
    return {name: _joined(messages) for name, messages in found.items()}


def _cell(column: str, outcome: Outcome, faults: dict[str, str]) -> str:
    if column == _ROW:
        return outcome.task.place
    if column == _REST:
        return faults.get("", "")
    if column.startswith(FAULT):
        return faults.get(column.removeprefix(FAULT), "")
    return outcome.task.cells.get(column, "")


def _joined(messages: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(messages))
