"""Where each document goes, and whether it can go there: all are looked at before the first is written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from halvvag_docs import files, records
from halvvag_docs.errors import FileError
from halvvag_docs.filling.job import Job
from halvvag_docs.records import Record

_MARK = re.compile(r"\{([^{}]+)\}")
_NUMBER = "nr"
_TEMPLATES = (".docx", ".pdf")
_OTHER_PATTERN = "Välj ett annat mönster med --name."


class Targets:
    """The files that a job will write.

    A name that ``job.name`` makes of answers stands in no message: the record's place stands for it.

    Raises:
        FileError: no document of the job can go where it shall.
    """

    def __init__(self, job: Job) -> None:
        _refuse_place(job)
        self._job = job
        self._existing = _existing(job)
        self._seen: dict[int, int] = {}
        """Hash of each name, so that a million fit in memory, and the number of its record."""

    def check(self, record: Record, number: int) -> None:
        """Prove that the document of a record can be written.

        Raises:
            FileError: its name cannot be made, is another's too, or is taken by what may not be replaced.
        """
        target = target_of(self._job, record, number)
        if number == 2 and is_file(self._job):
            message = f"{self._job.out}: data räcker till flera dokument. Ange en mapp i stället för en fil."
            raise FileError(message)
        name = files.folded(target.name)
        if (first := self._seen.setdefault(hash(name), number)) != number:
            raise FileError(self._twins(record, target, first))
        if (taken := self._existing.get(name)) and (fault := self._fault_of(taken)):
            raise FileError(f"{self._told(record, target)}: {fault}")

    def _twins(self, record: Record, target: Path, first: int) -> str:
        before = next(islice(records.read(self._job.data), first - 1, None))
        where = self._job.out if self._job.name else target
        return f"{where}: {before.place} och {record.place} skulle få samma namn. {_OTHER_PATTERN}"

    def _told(self, record: Record, target: Path) -> str:
        return f"{self._job.out}, {record.place}" if self._job.name else str(target)

    def _fault_of(self, taken: Path) -> str:
        """Say why what is there already cannot be replaced; nothing when it can."""
        if taken.is_dir():
            return "det finns redan en mapp med namnet."
        if self._job.template.exists() and taken.exists() and taken.samefile(self._job.template):
            return "det är mallen själv. Skriv till en annan mapp eller välj ett annat namn."
        if not self._job.force:
            return "filen finns redan. Lägg till --force för att skriva över den."
        return files.SIGNED if files.is_signed(taken) else ""


def is_file(job: Job) -> bool:
    """Say whether the job makes one document, whose name is given."""
    return job.out.suffix.lower() == job.template.suffix.lower() and not job.out.is_dir()


def target_of(job: Job, record: Record, number: int) -> Path:
    """Return where the document of the record with the ``number``, 1-based, goes.

    Raises:
        FileError: a field of ``job.name`` has no value, or no name is left.
    """
    if is_file(job):
        return job.out
    suffix = job.template.suffix.lower()
    if job.name:
        text = _MARK.sub(lambda mark: _value(record, mark[1], number), job.name).removesuffix(suffix)
    elif record.stem:
        text = record.stem
    else:
        return job.out / f"{number:06}{suffix}"
    return job.out / f"{files.safe_name(text)}{suffix}"


def _refuse_place(job: Job) -> None:
    suffix, other = job.template.suffix.lower(), job.out.suffix.lower()
    if job.out.is_dir() or is_file(job):
        return
    if other in _TEMPLATES:
        raise FileError(f"{job.out}: mallen är en {suffix}, så dokumentet ska heta {suffix}, inte {other}.")
    if job.out.exists():
        raise FileError(f"{job.out}: det är en fil. Ange en mapp, eller ett namn som slutar på {suffix}.")


def _existing(job: Job) -> dict[str, Path]:
    folder = job.out.parent if is_file(job) else job.out
    if not folder.is_dir():
        return {}
    try:
        return {files.folded(name): folder / name for name in os.listdir(folder)}  # noqa: PTH208  paths are slow
    except OSError as error:
        raise FileError(f"{folder}: mappen får du inte läsa. Kontrollera rättigheterna.") from error


def _value(record: Record, name: str, number: int) -> str:
    """Return what stands for ``{name}`` in a file name."""
    if name == _NUMBER and _NUMBER not in record.data:
        return f"{number:06}"
    value: Any = record.data.get(name)
    if value is None:
        value = record.data
        for step in name.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
    if value is None or value == "" or isinstance(value, Mapping | list):
        raise FileError(f"{record.place}: fältet «{name}» i --name har inget värde.")
    if isinstance(value, str):
        return value
    from halvvag_docs import values  # noqa: PLC0415  most names are text

    return values.shown(value, "fi")
