"""Programs of templates, kept on disk, so that a single document need not wait for docxtpl and lxml.

What is read back is code that runs. So it is read only from a folder that its owner alone can look into
and write to, and from a file of the same owner; where that cannot be known (Windows), nothing is kept.
A file that is damaged, or made by other versions, counts as none.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from halvvag_docs.word.archive import Archive
from halvvag_docs.word.program import Program

_LIMIT = 16 * 1024 * 1024
_KEPT = 64
"""Programs that are kept; the ones not used for longest go."""
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
    try:
        with _opened(folder) as inside:
            content = _read(name + _SUFFIX, inside)
    except OSError:
        return None
    digest, payload = content[:32], content[32:]
    if hashlib.sha256(payload).digest() != digest:
        return None
    records, directory, count, members, code = marshal.loads(payload)  # noqa: S302  ours: see the module's docstring
    return Program(Archive(records, directory, count), members, code)


def store(folder: Path, name: str, program: Program) -> None:
    """Keep a program; a disk that does not take it is no error."""
    archive = program.archive
    payload = marshal.dumps(
        (archive.records, archive.directory, archive.count, tuple(program.members), program.code)
    )
    content = hashlib.sha256(payload).digest() + payload
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(folder) as inside:
            _write(name + _SUFFIX, content, inside)
            _forget_old(inside)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Yield the folder, held open so that nobody can put another in its place meanwhile."""
    if not hasattr(os, "geteuid") or os.open not in os.supports_dir_fd:
        raise OSError
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        state = os.fstat(number)
        if state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o077:
            raise OSError
        yield number
    finally:
        os.close(number)


def _read(name: str, folder: int) -> bytes:
    number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    with os.fdopen(number, "rb", buffering=0) as file:
        state = os.fstat(number)
        ours = stat.S_ISREG(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o022
        if not ours or state.st_size > _LIMIT:
            raise OSError
        return file.read(_LIMIT)


def _write(name: str, content: bytes, folder: int) -> None:
    beside = f".{os.urandom(8).hex()}.tmp"
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside, dir_fd=folder)
        raise


def _forget_old(folder: int) -> None:
    names = [name for name in os.listdir(folder) if name.endswith(_SUFFIX)]
    if len(names) > _KEPT:
        names.sort(key=lambda name: os.stat(name, dir_fd=folder).st_mtime_ns)
        for name in names[:-_KEPT]:
            os.unlink(name, dir_fd=folder)
