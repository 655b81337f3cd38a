"""The tasks of a run over a table: one for each row of Excel, OpenDocument, CSV, JSON Lines or JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs import answers, files, identity, records, spreadsheets
from halvvag_docs.batch.columns import CASE_COLUMNS, FAULT, Columns, holds_several, read_columns
from halvvag_docs.batch.journal import Journal, new_document_id
from halvvag_docs.batch.order import Order, Task
from halvvag_docs.errors import FileError
from halvvag_docs.forms import Form
from halvvag_docs.validation.kinds import KindError, Surroundings, read_leaf
from halvvag_docs.yamltext import plain_text

_ID = 8
"""Characters of a document's id that tell two documents of one name apart."""


def read_rows(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield (place, heading -> text) of each row, one at a time where the kind of file allows it.

    Raises:
        FileError, MissingProgramError: as ``spreadsheets.read`` and ``records.read``.
    """
    if path.suffix.lower() in spreadsheets.SUFFIXES:
        for row in spreadsheets.read(path):
            yield f"rad {row.number}", row.cells
        return
    for record in records.read(path):
        yield record.place, dict(_flat(record.data, ""))


def _flat(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _flat(value, f"{path}.{name}" if path else str(name))
    elif data == []:
        return
    elif isinstance(data, list) and not any(
        isinstance(one, Mapping | list) or holds_several(plain_text(one)) for one in data
    ):
        yield path, "\n".join(map(plain_text, data))  # as such a list stands in one cell
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _flat(value, f"{path}[{place}]")
    else:
        yield path, plain_text(data)


class Rows:
    """Rows in the order of their file; each time it is walked through, the file is read anew."""

    def __init__(self, path: Path, form: Form, columns: Path | None) -> None:
        """Hold a table.

        Args:
            path: the file.
            form: what each row is an answer to.
            columns: a file that says what the columns mean, or None.
        """
        self._path = path
        self._form = form
        self._settings = columns

    def columns(self) -> Columns:
        """Return what the headings of the whole table mean.

        Raises:
            FileError: as :func:`read_columns`, or there are no rows.
        """
        headings: dict[str, None] = {}
        for _, cells in read_rows(self._path):
            headings |= dict.fromkeys(cells)
        if not headings:
            raise FileError(f"{self._path}: det finns inga rader.")
        if tuple(headings) == CASE_COLUMNS:
            raise FileError(
                f"{self._path}: tabellen räknar upp ärenden. Rätta dem där de ligger, och kör samma kommando igen."
            )
        return read_columns(self._form, headings, self._settings)

    def tasks(self, order: Order, columns: Columns, making: str, journal: Journal) -> Iterator[Task]:
        """Yield a task for each row; only the names of files are made of the answers, nothing is judged."""
        settings = files.read_text(order.unit) if order.unit else ""
        for place, cells in read_rows(self._path):
            own = {name: text for name, text in cells.items() if not name.startswith(FAULT)}
            values = columns.values(own)
            plain = json.dumps(sorted(values.items()))
            key = hashlib.sha256(f"{making}\n{plain}".encode()).hexdigest()
            row = journal.row(order.form, plain)
            document_id = new_document_id(journal, row)
            yield Task(
                place=place,
                case_id=_case_id(values, order.today),
                stem=_stem(order, values),
                row=row,
                key=key,
                document_id=values.get("dokument.id", document_id),
                settings=settings,
                cells=own,
                values=values,
            )


def _case_id(values: Mapping[str, str], today: date) -> str:
    """Return the case id of a row; empty when it is none, or holds what nobody may see."""
    text = values.get("dokument.arende_id", "").strip()
    if identity.may_tell_birth(text, today):
        return ""
    return identity.shown_case_id(text, (values.get(path) for path in answers.WHO))


def told_apart(task: Task) -> str:
    """Return the task's file name with the start of its document's id, for one that has a twin."""
    return f"{task.stem}_{task.document_id[:_ID]}"


def _stem(order: Order, values: Mapping[str, str]) -> str:
    """Return the name that ``documents.render`` would give; what is no id or date fails before it is used."""
    case_id = values.get("dokument.arende_id", "").strip() or "utan-arende"
    day = _day(values.get("dokument.datum", "")) or order.today.isoformat()
    version = values.get("dokument.version", "1").strip()
    mark = "_utkast" if values.get("dokument.status", "utkast").strip() == "utkast" else ""
    return files.safe_name(f"{case_id}_{order.form}_{day}_v{version}{mark}")


def _day(text: str) -> str:
    """Return a day as ``render`` writes it, however the row writes it; what is none stays as it is."""
    try:
        found: date = read_leaf("date", text, Surroundings(siblings={}))
    except KindError:
        return text.strip()
    return found.isoformat()
