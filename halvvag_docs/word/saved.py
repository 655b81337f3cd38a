"""Programs of templates, kept on disk, so that a single document need not wait for docxtpl and lxml.

What is read back is code that runs, which is why ``keeping`` reads only what its owner alone can have written.
A program that was made by other versions counts as none.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from halvvag_docs import keeping
from halvvag_docs.word.archive import Archive
from halvvag_docs.word.program import Program

_SUFFIX = ".program"
_LIBRARIES = ("docxtpl", "jinja2", "lxml", "markupsafe", "python_docx")


def key(template: bytes) -> str:
    """Return the name of the template's program: its content, and all that had a part in making it."""
    made_by = [sys.implementation.cache_tag, sys.version, sys.byteorder, *_versions(), *_sources()]
    digest = hashlib.sha256(template)
    digest.update("\0".join(map(str, made_by)).encode())
    return digest.hexdigest()


def _versions() -> Iterator[str]:
    """Yield the folders that hold the libraries' versions in their names; asking importlib takes too long."""
    for folder in sys.path:
        with suppress(OSError):
            names = os.listdir(folder)  # noqa: PTH208  a tenth of the time
            found = (name for name in names if name.endswith(".dist-info"))
            yield from sorted(name for name in found if name.lower().startswith(_LIBRARIES))


def _sources() -> Iterator[str]:
    """Yield the state of the modules that make programs: they change more often than the version."""
    for entry in sorted(os.scandir(Path(__file__).parent), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            state = entry.stat()
            yield f"{entry.name} {state.st_mtime_ns} {state.st_size}"


def load(folder: Path, name: str) -> Program | None:
    """Return the program ``name`` kept in ``folder``, or None."""
    payload = keeping.load(folder, name + _SUFFIX)
    if payload is None:
        return None
    records, directory, count, members, code = marshal.loads(payload)  # noqa: S302  ours: see `keeping`
    return Program(Archive(records, directory, count), members, code)


def store(folder: Path, name: str, program: Program) -> None:
    """Keep a program; a disk that does not take it is no error."""
    archive = program.archive
    payload = marshal.dumps(
        (archive.records, archive.directory, archive.count, tuple(program.members), program.code)
    )
    keeping.store(folder, name + _SUFFIX, payload)
