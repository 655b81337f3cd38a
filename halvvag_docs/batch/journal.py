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
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from halvvag_docs import files
from halvvag_docs.errors import FileError

NAME = "batch.jsonl"
_VERSION = 1
_SALT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The last that is known of a row."""

    key: str
    is_done: bool
    files: Mapping[str, str]
    """Path below the output folder -> SHA-256 of what was written; empty while not known."""

    @property
    def is_broken_off(self) -> bool:
        """Whether a run ended while it wrote the row's files."""
        return not self.is_done and "" in self.files.values()


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
        self._error_table: dict[str, Any] = {}
        self._entries: dict[str, Entry] = {}
        self._owners: dict[int, str] = {}  # by a hash of the folded name: a run of many thousands has many names
        self._is_new = True
        for line in self._lines():
            self._take(line)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self.path.exists():
            return
        for _, text in files.read_lines(self.path):
            try:
                line = json.loads(text)
            except ValueError:
                continue  # a killed run left it without its end
            if isinstance(line, dict):
                yield line

    def _take(self, line: dict[str, Any]) -> None:
        if "journal" in line:
            if line["journal"] != _VERSION:
                raise FileError(f"{self.path}: journalen är skriven av en nyare version av programmet.")
            self.salt, self._is_new = str(line["salt"]), False
        elif "error_table" in line:
            self._error_table = line
        elif "row" in line:
            named = MappingProxyType({str(name): str(sha) for name, sha in line.get("files", {}).items()})
            row = sys.intern(line["row"])
            self._entries[row] = Entry(key=line["key"], is_done=line["state"] == "done", files=named)
            self._owners |= dict.fromkeys((hash(files.folded(name)) for name in named), row)

    def row(self, *parts: str) -> str:
        """Return the salted hash that stands for something in this journal."""
        text = json.dumps([self.salt, *parts], ensure_ascii=False)
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

    def place(self, name: str) -> Path:
        """Return the file that the journal calls ``name``."""
        return self.path.parent / name

    def begin(self, row: str, key: str, targets: tuple[Path, ...]) -> None:
        """Note what is about to be written, before anything is."""
        old = self._entries.get(row)
        known = dict(old.files) if old else {}
        self._write(row, key, "begun", known | {self.name(path): "" for path in targets})

    def done(self, row: str, key: str, written: Mapping[Path, bytes]) -> None:
        """Note that all files of a row are there; what was written earlier in other formats stays known."""
        old = self._entries.get(row)
        kept = {name: sha for name, sha in old.files.items() if self.place(name).is_file()} if old else {}
        hashes = {self.name(path): hashlib.sha256(content).hexdigest() for path, content in written.items()}
        self._write(row, key, "done", kept | hashes)

    def failed(self, row: str, key: str) -> None:
        """Note that a row could not be made; what it wrote before stays known."""
        old = self._entries.get(row)
        self._write(row, key, "failed", dict(old.files) if old else {})

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
        inside = {name: sha for name, sha in named.items() if name}
        line = {"row": row, "key": key, "state": state, "files": inside}
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
