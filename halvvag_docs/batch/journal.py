"""What a run has done, a line for each step, so that a killed run goes on exactly where it was.

Nothing about a person stands in it: hashes, the names of files (which hold the case id), and states. The hashes
of rows are salted with a number that is drawn once for each journal.
"""

from __future__ import annotations

import hashlib
import json
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from filelock import FileLock, Timeout

from halvvag_docs import files
from halvvag_docs.errors import FileError

NAME = "batch.jsonl"
_LOCK = ".batch.lock"
_VERSION = 1
_SALT = 32
_WAIT = "Vänta tills den är klar, eller välj en annan mapp."
_BEGUN, _DONE, _FAILED = "begun", "done", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The last that is known of a row."""

    key: str
    state: str
    files: Mapping[str, str]
    """Path below the output folder -> SHA-256 of what we wrote; of a row broken off, of all that may be there now.

    Several stand in one text, with spaces between: a run of many thousands remembers many.
    """

    @property
    def is_done(self) -> bool:
        """Whether all files of the row were written."""
        return self.state == _DONE

    @property
    def is_broken_off(self) -> bool:
        """Whether a run ended while it wrote the row's files."""
        return self.state == _BEGUN


class Journal:
    """The journal of one output folder."""

    def __init__(self, folder: Path, salt: str) -> None:
        """Open the journal in ``folder``, or prepare a new one; nothing is written yet.

        Args:
            folder: the output folder; it may be missing.
            salt: random hexadecimal digits, which a new journal takes as its own.

        Raises:
            FileError: it cannot be read, or is of another program.
        """
        self.path = folder / NAME
        self.salt = salt
        self._read()

    def _read(self) -> None:
        self._error_table: dict[str, Any] = {}
        self._entries: dict[str, Entry] = {}
        self._owners: dict[int, str] = {}  # by a hash of the folded name: a run of many thousands has many names
        self._is_new = True
        for line in self._lines():
            try:
                self._take(line)
            except (AttributeError, KeyError, TypeError):
                continue  # no line of ours

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the output folder for one run, and read again what another has done there since.

        Raises:
            FileError: another run is at work in it, or nothing can be written there.
        """
        lock = FileLock(self.path.with_name(_LOCK), timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise FileError(f"{self.path.parent}: en annan körning pågår i mappen. {_WAIT}") from None
        except OSError as error:
            raise files.refused(error) from error
        try:
            self._read()
            yield
        finally:
            lock.release()

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines that are whole; a killed run, or a power cut, may have left one that is not."""
        if not self.path.exists():
            return
        try:
            with self.path.open("rb") as lines:  # one at a time in memory
                for text in lines:
                    try:
                        line = json.loads(text)
                    except ValueError:
                        continue
                    if isinstance(line, dict):
                        yield line
        except OSError as error:
            raise files.refused(error) from error

    def _take(self, line: dict[str, Any]) -> None:
        if "journal" in line:
            if line["journal"] != _VERSION:
                raise FileError(f"{self.path}: journalen är skriven av en nyare version av programmet.")
            if self._is_new:
                self.salt, self._is_new = str(line["salt"]), False
        elif "error_table" in line:
            self._error_table = line
        elif "row" in line:
            named = MappingProxyType({str(name): str(hashes) for name, hashes in line["files"].items()})
            row = sys.intern(line["row"])
            self._entries[row] = Entry(key=line["key"], state=line["state"], files=named)
            self._owners |= dict.fromkeys((hash(files.folded(name)) for name in named), row)

    def row(self, *parts: str) -> str:
        """Return the salted hash that stands for something in this journal."""
        text = json.dumps([self.salt, *parts])
        return hashlib.sha256(text.encode()).hexdigest()[:_SALT]

    def entry(self, row: str) -> Entry | None:
        """Return what is known of a row."""
        return self._entries.get(row)

    def owner(self, path: Path) -> str:
        """Return the row that last wrote a file; empty when none did."""
        name = self.name(path)
        return self._owners.get(hash(files.folded(name)), "") if name else ""

    def name(self, path: Path) -> str:
        """Return how the journal calls a file; empty for one elsewhere, whose path might be somebody's name."""
        folder = self.path.parent
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""

    def holds(self, path: Path) -> bool:
        """Say whether a file is a row's, whatever way leads to it."""
        folder, real = self.path.parent.resolve(), path.resolve()
        return real.is_relative_to(folder) and bool(self.owner(self.path.parent / real.relative_to(folder)))

    def place(self, name: str) -> Path:
        """Return the file that the journal calls ``name``."""
        return self.path.parent / name

    def begin(self, row: str, key: str, contents: Mapping[Path, bytes]) -> None:
        """Note what is about to be written, before anything is; what lies there now stays known as well."""
        known = self._known(row)
        new = {name: f"{known.get(name, '')} {one}".strip() for name, one in self._hashes(contents).items()}
        self._write(row, key, _BEGUN, known | new)

    def done(self, row: str, key: str, written: Mapping[Path, bytes]) -> None:
        """Note that all files of a row are there; what was written earlier in other formats stays known."""
        kept = {name: hashes for name, hashes in self._known(row).items() if self.place(name).is_file()}
        self._write(row, key, _DONE, kept | self._hashes(written))

    def failed(self, row: str, key: str) -> None:
        """Note that a row could not be made; what it wrote before stays known."""
        self._write(row, key, _FAILED, self._known(row))

    def _known(self, row: str) -> dict[str, str]:
        old = self._entries.get(row)
        return dict(old.files) if old else {}

    def _hashes(self, contents: Mapping[Path, bytes]) -> dict[str, str]:
        """Return the hashes of files in the output folder by their names; others have none."""
        named = ((self.name(path), content) for path, content in contents.items())
        return {name: hashlib.sha256(content).hexdigest() for name, content in named if name}

    def is_whole(self, entry: Entry) -> bool:
        """Say whether all files of a row were written and lie there; a power cut may leave an empty one."""
        places = [self.place(name) for name in entry.files]
        return entry.is_done and all(path.is_file() and path.stat().st_size for path in places)

    def is_ours(self, entry: Entry, name: str) -> bool:
        """Say whether a file of a row is as we wrote it."""
        return _hashed(self.place(name)) in entry.files[name].split()

    def is_told(self, rows: str) -> bool:
        """Say whether the last table of failing rows says the same, and lies there as it was written.

        Args:
            rows: hash of the failing rows.
        """
        line = self._error_table
        path = self.place(str(line.get("file", "")))
        return line.get("error_table") == rows and path.is_file() and _hashed(path) == line.get("sha256")

    def told(self, rows: str, path: Path) -> None:
        """Note which failing rows stand in a table that has been written."""
        line = {"error_table": rows, "file": self.name(path), "sha256": _hashed(path)}
        self._add(line)
        self._take(line)

    def _write(self, row: str, key: str, state: str, named: dict[str, str]) -> None:
        line = {"row": row, "key": key, "state": state, "files": named}
        self._add(line)
        self._take(line)

    def _add(self, line: Mapping[str, Any]) -> None:
        if self._is_new:
            self._is_new = False
            self._add({"journal": _VERSION, "salt": self.salt})
        files.append_line(self.path, json.dumps(line, ensure_ascii=False))


def new_document_id(journal: Journal, row: str) -> str:
    """Return the UUID of a new document: the same whenever the run goes on, another in another output folder."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"halvvag:batch:{row}:{journal.salt}"))


def _hashed(path: Path) -> str:
    return hashlib.sha256(files.read_bytes(path)).hexdigest()
