"""The same form for many cases or rows: nothing skipped in silence, nothing lost, nothing made twice.

A run is planned (:func:`for_cases`, :func:`for_table`), then carried out (:func:`run`) by any
``concurrent.futures.Executor``: threads, processes, or the workers of another machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from halvvag_docs import casework, documents
from halvvag_docs.batch import meetings
from halvvag_docs.batch.calendar import calendar
from halvvag_docs.batch.folders import CaseFolders, case_folders
from halvvag_docs.batch.journal import Journal
from halvvag_docs.batch.lists import overview, write_errors
from halvvag_docs.batch.meetings import FORM as MEETING_FORM
from halvvag_docs.batch.order import Dates, Fault, Order, Outcome, Result, State, Task
from halvvag_docs.batch.printing import Printed, is_there, print_all
from halvvag_docs.batch.registered import RegisteredCases
from halvvag_docs.batch.running import Plan, plan, run
from halvvag_docs.batch.tables import Rows
from halvvag_docs.batch.workers import crew, dask_crew
from halvvag_docs.forms import Form, load_form
from halvvag_docs.overview import Appointment

if TYPE_CHECKING:
    from halvvag_docs.register import Actor, Register

__all__ = [
    "MEETING_FORM",
    "Appointment",
    "Dates",
    "Fault",
    "Order",
    "Outcome",
    "Plan",
    "Printed",
    "Result",
    "State",
    "Task",
    "calendar",
    "crew",
    "dask_crew",
    "for_cases",
    "for_register",
    "for_table",
    "is_there",
    "overview",
    "print_all",
    "run",
    "write_errors",
]


def for_cases(order: Order, paths: Sequence[Path], *, salt: str) -> Plan:
    """Return a run over folders of cases, or folders that hold such folders.

    Args:
        order: what is to be made.
        paths: the folders.
        salt: random digits for a journal that does not exist yet.

    Raises:
        FileError: a folder holds no cases, or the journal cannot be read.
        FormError: the form does not exist or is wrong.
        RenderError: the form has no template for the formats.
    """
    form, order = _form(order)
    journal = Journal(order.out, salt)
    folders, notices = case_folders(paths, order.out)
    cases = CaseFolders(folders, order, _making(form, order), journal)
    return replace(plan(order, cases.__iter__, journal), notices=notices)


def for_register(order: Order, register: Register, case_ids: Sequence[str], *, actor: Actor, salt: str) -> Plan:
    """Return a run over cases of the register, which keeps the new documents as drafts.

    Args:
        order: what is to be made.
        register: open as long as the run lasts.
        case_ids: which; none for all.
        actor: who runs it, for the register's log.
        salt: as :func:`for_cases`.

    Raises:
        FileError: a case is not in the register, or the journal cannot be read.
        FormError, RenderError: as :func:`for_cases`.
    """
    form, order = _form(order)
    journal = Journal(order.out, salt)
    cases = RegisteredCases(register, case_ids, order, making=_making(form, order), journal=journal, actor=actor)
    return Plan(
        order=order,
        walk=cases.__iter__,
        total=len(cases),
        twins=frozenset(),  # no two cases of a register have one id
        journal=journal,
        file=cases.file,
    )


def for_table(order: Order, path: Path, columns: Path | None, *, salt: str) -> Plan:
    """Return a run over the rows of a table.

    Args:
        order: what is to be made; without ``unit``, the settings beside the table are used.
        path: ``.xlsx``, ``.ods``, ``.csv``, ``.jsonl`` or ``.json``.
        columns: a file that says what the columns mean, or None.
        salt: random digits for a journal that does not exist yet.

    Raises:
        FileError: the table or the file of columns cannot be read, or does not fit the form.
        FormError, RenderError: as :func:`for_cases`.
        MissingProgramError: the extra for Excel is not installed.
    """
    form, order = _form(order)
    beside = path.parent / casework.UNIT_FILE
    order = order if order.unit or not beside.is_file() else replace(order, unit=beside)
    journal = Journal(order.out, salt)
    rows = Rows(path, form, columns)
    told = rows.columns()
    making = _making(form, order)
    made = plan(order, lambda: rows.tasks(order, told, making, journal), journal)
    return replace(made, headings=tuple(told.paths), heading=told.heading)


def _form(order: Order) -> tuple[Form, Order]:
    """Return the form, and the order with the formats that the form has templates for."""
    form = load_form(order.form, order.root)
    having = tuple(one for one in order.formats if documents.has_template(form, one))
    if not having:
        documents.template_for(form, order.formats[0])  # says what is missing
    return form, replace(order, formats=having)


def _making(form: Form, order: Order) -> str:
    """Return a hash of all that makes documents of answers: the form and its templates."""
    schema = json.dumps([form.name, form.version, form.schema], sort_keys=True, default=str)
    templates = [documents.template_digest(documents.template_for(form, one)) for one in order.formats]
    if order.meeting:
        templates += meetings.digests(order)
    return hashlib.sha256("\n".join([schema, *templates, *order.formats]).encode()).hexdigest()
