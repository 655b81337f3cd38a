"""A folder for another program to work in, such as an editor: for its owner alone, and wiped at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from halvvag_docs.errors import FileError

MARK = ".halvvag-"
"""How the name of such a folder begins; what follows is chance."""


@contextmanager
def private_folder(inside: Path | None) -> Iterator[Path]:
    """Make a folder ``inside`` another (None: the system's) that only its owner can enter.

    At the end its files are written over, backups of an editor too, and removed. Disks that keep old blocks
    (SSD, snapshots) may remember all the same.

    Raises:
        FileError: it cannot be made.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=MARK, dir=inside))
    except OSError as error:
        raise FileError(f"{inside}: det går inte att göra en mapp här ({error.strerror}).") from error
    try:
        yield folder
    finally:
        _wipe(folder)


def _wipe(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with suppress(OSError), path.open("r+b", buffering=0) as file:
                file.write(bytes(path.stat().st_size))
                os.fsync(file.fileno())
    shutil.rmtree(folder, ignore_errors=True)
