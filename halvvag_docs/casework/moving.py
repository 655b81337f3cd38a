"""Cases in and out of the register: a folder becomes a case, and a case the same folder again, byte for byte."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from halvvag_docs import answers, files
from halvvag_docs.casework.reading import SUFFIXES, UNIT_FILE
from halvvag_docs.errors import AnswersError, FileError
from halvvag_docs.identity import is_case_id
from halvvag_docs.register import CANCELLED, DRAFT, REPLACED, SETTLED, Act, Action, Actor, Entry

if TYPE_CHECKING:
    from halvvag_docs.register import Register

OLDER = "versioner"
"""Folder of an exported case with the older versions of its documents."""
_OLD_NAME = re.compile(r"(?P<name>.+)\.v[1-9]\d{0,3}")
_STATUSES = (DRAFT, SETTLED, REPLACED, CANCELLED)
_UNNAMED = uuid.UUID("6a1f6d0e-31f5-4c63-9d1c-0f2f1b0a7c11")
"""Namespace of ids for documents that have none of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The content of a case folder."""

    case_id: str
    entries: tuple[Entry, ...]
    others: tuple[tuple[str, bytes], ...]
    """Name with ``/`` between folders, and content, of every other file."""


def take_in(register: Register, folder: Path, *, actor: Actor, case_id: str = "") -> Package:
    """Bring a case folder into the register, with all of its files.

    Args:
        register: where to.
        folder: the case.
        actor: who does it.
        case_id: needed when no document tells it and the folder is called something else.

    Raises:
        FileError: a file cannot be read, the documents are of several cases, two of them have the same id and
            version, or the register has the case or a document already. Nothing is then taken in.
    """
    package = read_package(folder, case_id=case_id)
    register.take_in(package.case_id, package.entries, package.others, actor=actor)
    return package


def give_out(register: Register, case_id: str, folder: Path, *, actor: Actor) -> list[Path]:
    """Write a case of the register as a folder; older versions go into the folder ``versioner`` in it.

    Returns:
        The files, in order of their names.

    Raises:
        FileError: there is no such case, or the folder has something in it already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileError(f"{folder}: mappen är inte tom. Välj en ny mapp.")
    targets = [(_inside(folder, name), content) for name, content in _out(register, case_id)]
    files.write_all(targets)
    register.log(Act(action=Action.EXPORTED, user=actor.user, role=actor.role, case_id=case_id))
    return sorted(path for path, _ in targets)


def read_package(folder: Path, *, case_id: str = "") -> Package:
    """Read a case folder; the arguments and errors are those of :func:`take_in`."""
    if not folder.is_dir():
        raise FileError(f"{folder}: mappen finns inte. Ange ärendets mapp.")
    entries: list[Entry] = []
    others: list[tuple[str, bytes]] = []
    told: set[str] = {case_id} - {""}
    for path in _files_in(folder):
        name = path.relative_to(folder).as_posix()
        content = files.read_bytes(path)
        found = _entry(name, content)
        if found is None:
            others.append((name, content))
        else:
            entries.append(found)
            told |= {found.case_id} - {""}
    if len(told) > 1:
        named_ids = ", ".join(sorted(filter(is_case_id, told)))
        raise FileError(f"{folder}: dokumenten hör till olika ärenden ({named_ids}).")
    known = next(iter(told), folder.name)
    if not is_case_id(known):
        raise FileError(f"{folder}: inget dokument säger vilket ärendet är. Ange det med --case-id.")
    named = tuple(_named(entry, known) for entry in entries)
    _refuse_twins(folder, named)
    return Package(case_id=known, entries=named, others=tuple(others))


def _files_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise FileError(f"{path}: är en länk. Lägg själva filen i mappen, eller ta bort länken.")
        if path.is_file():
            yield path


def _entry(name: str, content: bytes) -> Entry | None:
    """Return the document that a file holds, without ids it does not tell; None for a file of another kind."""
    path = PurePosixPath(name)
    old = _OLD_NAME.fullmatch(path.stem) if path.parts[:-1] == (OLDER,) else None
    if path.suffix not in SUFFIXES or name == UNIT_FILE or (len(path.parts) > 1 and not old):
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if "\x00" in text:
        return None
    block = _block(text, path.stem)
    version, status = str(block.get("version", "")), str(block.get("status", ""))
    return Entry(
        case_id=str(block.get("arende_id", "")).strip(),
        document_id=_uuid(str(block.get("id", ""))),
        name=old["name"] if old else path.stem,
        suffix=path.suffix,
        form=str(block.get("typ", ""))[:80],
        version=int(version) if version.isascii() and version.isdecimal() and 0 < int(version) < 10_000 else 1,
        status=status if status in _STATUSES else DRAFT,
        text=text,
    )


def _block(text: str, name: str) -> dict[str, Any]:
    """Return what a document says of itself; nothing when it cannot be read, which is for ``check`` to say."""
    try:
        block = answers.parse(text.removeprefix("\ufeff"), document=name).data.get("dokument")
    except AnswersError:
        return {}
    return block if isinstance(block, dict) else {}


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


def _named(entry: Entry, case_id: str) -> Entry:
    document_id = entry.document_id or str(uuid.uuid5(_UNNAMED, f"{case_id}/{entry.name}"))
    return replace(entry, case_id=case_id, document_id=document_id)


def _refuse_twins(folder: Path, entries: Sequence[Entry]) -> None:
    """Make sure that each version is there once, a draft is the newest version, and a name means one document."""
    seen: dict[object, Entry] = {}
    names: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: (one.version, one.is_draft)):
        before = seen.get(entry.document_id)
        if before and (before.is_draft or before.version == entry.version):
            raise FileError(
                f"{folder}: {before.name} och {entry.name} har samma dokument-id och går inte att skilja åt som "
                "versioner. Ge det ena dokumentet ett annat id, eller ta bort det."
            )
        twin = names.get(entry.name)
        if twin and twin.document_id != entry.document_id:
            raise FileError(f"{folder}: två dokument heter {entry.name}. Byt namn på det ena.")
        seen[entry.document_id] = names[entry.name] = entry


def _inside(folder: Path, name: str) -> Path:
    """Return the place of a file in the case folder, and never outside it."""
    target = folder / PurePosixPath(name)
    if not target.resolve().is_relative_to(folder.resolve()):
        raise FileError(f"{folder}: en av ärendets filer har ett namn som leder ut ur mappen. Inget skrevs.")
    return target


def _out(register: Register, case_id: str) -> Iterator[tuple[str, bytes]]:
    newest: dict[str, Entry] = {}
    for entry in register.history(case_id):
        if older := newest.get(entry.name):
            yield f"{OLDER}/{older.name}.v{older.version}{older.suffix}", older.text.encode()
        newest[entry.name] = entry
    for entry in newest.values():
        yield f"{entry.name}{entry.suffix}", entry.text.encode()
    for name in register.files(case_id):
        yield name, register.read_file(case_id, name) or b""
