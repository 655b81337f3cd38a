"""The tasks of a run over cases that are folders of answers files: one for each folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from halvvag_docs import casework, files
from halvvag_docs.batch.journal import Journal, new_document_id
from halvvag_docs.batch.order import Order, Task
from halvvag_docs.errors import FileError
from halvvag_docs.formatting import plural
from halvvag_docs.identity import is_case_id
from halvvag_docs.register import Entry

_ANSWERS = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?dokument["']?[ ]*:""", re.MULTILINE)
_CASE_ID = re.compile(
    _ANSWERS.pattern
    + rb""".*?^[ ]+["']?arende_id["']?[ ]*:[ ]*["']?([A-Z0-9][A-Z0-9-]{2,19})["']?[ ]*(?:\#.*)?\r?$""",
    re.MULTILINE | re.DOTALL,
)
_UNKNOWN = "utan-arende"


class CaseFolders:
    """Cases in the order of their names; each time it is walked through, the files are read anew."""

    def __init__(self, folders: Sequence[Path], order: Order, making: str, journal: Journal) -> None:
        """Hold the tasks.

        Args:
            folders: as :func:`case_folders` finds them.
            order: what is to be made.
            making: hash of the form and its templates.
            journal: which knows the rows again.
        """
        self._folders = folders
        self._order = order
        self._making = making
        self._journal = journal

    def __iter__(self) -> Iterator[Task]:
        """Yield a task for each case; no answers are looked at but the case id."""
        for number, folder in enumerate(self._folders, 1):
            yield self._task(folder, number)

    def _task(self, folder: Path, number: int) -> Task:
        order = self._order
        digest, case_id = _looked_at(folder, order.unit)
        row = self._journal.row(order.form, order.occasion, case_id or str(folder.resolve()))
        return Task(
            place=folder.name if is_case_id(folder.name) else case_id or f"mapp {number} i namnordning",
            case_id=case_id,
            stem=case_stem(order, case_id or _UNKNOWN),
            row=row,
            key=hashed(self._making, order.occasion, str(order.meeting), str(order.due_by), digest),
            document_id=new_document_id(self._journal, row),
            folder=folder,
            papers=tuple(_papers(folder, case_id)) if order.remote else None,
            settings=_settings(folder, order.unit) if order.remote else "",
            target=self._target(folder, case_id or _UNKNOWN, row),
        )

    def _target(self, folder: Path, case_id: str, row: str) -> Path:
        """Return the file for the new answers: the next number of the case, past those of earlier runs."""
        file = casework.next_file(folder, self._order.form)
        if self._order.into_case:
            return file
        number = int(file.name[:2])
        while True:
            target = self._order.out / files.safe_name(case_id) / f"{number:02}{file.name[2:]}"
            if self._journal.owner(target) in ("", row):
                return target
            number += 1


def case_folders(paths: Sequence[Path], out: Path) -> tuple[list[Path], tuple[str, ...]]:
    """Return the folders that are cases, and notices about what is passed over.

    Cases are the folders given, and those inside a given folder that is none itself.

    Args:
        paths: the folders.
        out: where the documents go; it may lie among the cases, but be none of the folders given.

    Raises:
        FileError: a path is no folder, or neither it nor any folder in it holds answers, or it is ``out``.
    """
    found: dict[Path, Path] = {}
    notices: list[str] = []
    for path in paths:
        if path.resolve() == out.resolve():
            raise FileError(f"{path}: dokumenten får inte läggas bland ärendena. Ange en egen mapp med -o.")
        others = [one for one in _subfolders(path) if one.resolve() != out.resolve()]
        cases = [one for one in others if _is_case(one)]
        if _is_case(path) and (not cases or _holds_answers(path)):
            found[path.resolve()] = path
            continue
        if not cases:
            raise FileError(f"{path}: här finns inga ärenden (mappar med svarsfiler).")
        found |= {one.resolve(): one for one in cases}
        notices += _passed_over(path, len(others) - len(cases))
    return sorted(found.values(), key=lambda one: (one.name, str(one))), tuple(notices)


def _passed_over(path: Path, number: int) -> Iterator[str]:
    """Yield what of a folder of cases belongs to none of them; a name of it might be somebody's."""
    if _is_case(path):
        yield f"{path}: filer som ligger bredvid ärendenas mappar är inte med."
    if number:
        what = plural(number, "mapp", "mappar")
        yield f"{path}: {what} utan svarsfiler är inte med. Ligger ärenden längre in, ange mappen ovanför dem."


def _is_case(folder: Path) -> bool:
    return any(_files_of(folder))


def _holds_answers(folder: Path) -> bool:
    """Say whether a file of a folder looks like answers, and not like settings for something else."""
    return any(_ANSWERS.search(files.read_bytes(file)) for file in _files_of(folder))


def _files_of(folder: Path) -> list[Path]:
    return [one for one in files.list_files(folder, casework.SUFFIXES) if one.name != casework.UNIT_FILE]


def _subfolders(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith((".", "~")))


def _looked_at(folder: Path, unit: Path | None) -> tuple[str, str]:
    """Return a hash of all files of a case and of its unit's settings, and the case id that they tell."""
    digest = hashlib.sha256()
    case_id = ""
    settings = unit or folder.resolve().parent / casework.UNIT_FILE
    for path in (*files.list_files(folder, casework.SUFFIXES), *([settings] if settings.is_file() else [])):
        try:
            content = files.read_bytes(path)
        except FileError:
            content = b""  # the one who reads the case will say so
        digest.update(f"{path.name}\n{len(content)}\n".encode() + content)
        told = None if case_id or path.name == casework.UNIT_FILE else _CASE_ID.search(content)
        case_id = told[1].decode() if told else case_id
    return digest.hexdigest(), case_id


def _papers(folder: Path, case_id: str) -> Iterator[Entry]:
    """Yield the documents of a folder as a register would hold them; one that cannot be read is empty."""
    for path in _files_of(folder):
        try:
            text = files.read_text(path)
        except FileError:
            text = ""  # the one who judges the case will say so
        yield Entry(case_id=case_id, document_id=path.name, name=path.stem, form="", text=text)


def _settings(folder: Path, unit: Path | None) -> str:
    places = (unit,) if unit else (folder / casework.UNIT_FILE, folder.resolve().parent / casework.UNIT_FILE)
    found = next((one for one in places if one.is_file()), None)
    return files.read_text(found) if found else ""


def case_stem(order: Order, case_id: str) -> str:
    """Return the name that the documents of a case get, but for its end."""
    if order.meeting:
        return files.safe_name(f"{case_id}_mote_{(order.meeting.day or order.today).isoformat()}")
    return files.safe_name(f"{case_id}_{order.form}_{order.today.isoformat()}_v1_utkast")


def hashed(*parts: str) -> str:
    """Return a hash of several texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
