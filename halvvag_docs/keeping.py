"""A private folder where what took long to make is kept until next time.

What is read back steers what is printed, so it is read only from a folder that its owner alone can look into and
write to, and from a file of the same owner; where that cannot be known (Windows), nothing is kept. A file that
is damaged counts as none. Nothing about any person is ever kept here.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LIMIT = 16 * 1024 * 1024
_KEPT = 64
"""Files of one kind that are kept; the oldest go."""
_DIGEST = 32


def load(folder: Path, name: str) -> bytes | None:
    """Return what is kept under `name` (with a suffix that tells the kind), or None."""
    try:
        with _opened(folder) as inside:
            content = _read(name, inside)
    except OSError:
        return None
    digest, payload = content[:_DIGEST], content[_DIGEST:]
    return payload if hashlib.sha256(payload).digest() == digest else None


def store(folder: Path, name: str, payload: bytes) -> None:
    """Keep `payload` under `name`; a disk that does not take it is no error."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(folder) as inside:
            _write(name, hashlib.sha256(payload).digest() + payload, inside)
            _forget_old(Path(name).suffix, inside)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Hold the folder open, so that nobody can put another in its place meanwhile."""
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
        return file.readall()


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


def _forget_old(suffix: str, folder: int) -> None:
    names = [name for name in os.listdir(folder) if name.endswith(suffix)]
    names.sort(key=lambda name: os.stat(name, dir_fd=folder).st_mtime_ns)
    for name in names[:-_KEPT]:
        os.unlink(name, dir_fd=folder)
