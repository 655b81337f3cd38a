"""All documents of a run in one file to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from halvvag_docs import files, pdfform
from halvvag_docs.batch.eligible import ALREADY
from halvvag_docs.batch.order import Fault, Outcome, State, Task
from halvvag_docs.batch.running import Plan
from halvvag_docs.errors import FileError
from halvvag_docs.forms import load_form
from halvvag_docs.pdfform import Part

_PDF = ".pdf"
_THERE = frozenset((State.MADE, State.SKIPPED))
_GONE = "finns inte längre på sin plats och är inte med i utskriften. Skriv ut den för sig."
_CHANGED = "har ändrats sedan den skrevs och är inte med i utskriften. Skriv ut den för sig."


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What became of a file to print."""

    pages: int
    documents: int
    faults: tuple[tuple[Task, Fault], ...]
    """Documents that are not in it, and why."""


def is_there(outcome: Outcome) -> bool:
    """Say whether the documents of a task lie in the output folder after the run, made of the present answers."""
    return outcome.state in _THERE or outcome.reason == ALREADY


def print_all(plan: Plan, tasks: Sequence[Task], target: Path, *, new_sheet: bool) -> Printed:
    """Write the PDFs of tasks, made by this run or an earlier one, into one file; one at a time is in memory.

    Args:
        plan: the run, carried out.
        tasks: those with :func:`is_there`, in the order wanted.
        target: the file; an earlier one is replaced. It is not written when there are no PDFs.
        new_sheet: whether each document begins on a sheet of its own when both sides are printed on.

    Raises:
        FileError: it cannot be written, is signed, or is one of the documents.
    """
    if plan.journal.holds(target):
        raise FileError(f"{target}: filen är ett av dokumenten. Välj ett annat namn.")
    faults: list[tuple[Task, Fault]] = []
    found = list(_found(plan, tasks, faults))
    if not found:
        return Printed(pages=0, documents=0, faults=tuple(faults))
    kind = load_form(plan.order.form, plan.order.root).title
    files.make_folder(target.parent)
    with files.writing(target, force=True) as out:
        pages = pdfform.merge(
            _parts(found),
            out,
            title=f"{kind} {plan.order.batch_id}",
            created=plan.order.today,
            new_sheet=new_sheet,
        )
    return Printed(pages=pages, documents=len(found), faults=tuple(faults))


def _found(plan: Plan, tasks: Sequence[Task], faults: list[tuple[Task, Fault]]) -> Iterator[tuple[str, Path]]:
    """Yield case id and file of what was made; what somebody has changed since may be anything."""
    for task in tasks:
        entry = plan.journal.entry(task.row)
        for name in entry.files if entry else ():
            path = plan.journal.place(name)
            if path.suffix != _PDF:
                continue
            if not path.is_file():
                faults.append((task, Fault(message=f"{path.name} {_GONE}")))
            elif entry and plan.journal.is_ours(entry, name):
                yield task.case_id or "utan-arende", path
            else:
                faults.append((task, Fault(message=f"{path.name} {_CHANGED}")))


def _parts(found: Iterable[tuple[str, Path]]) -> Iterator[Part]:
    for case_id, path in found:
        yield Part(content=files.read_bytes(path), name=case_id)
