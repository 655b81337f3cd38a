"""Backups: the rows of one moment of a register, in one encrypted file, and back into a new register.

The same for both databases: what is copied are rows, so a backup of a server can become a file and the other way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, text

from halvvag_docs.errors import FileError
from halvvag_docs.register.entries import LogVerdict
from halvvag_docs.register.faults import DamagedError
from halvvag_docs.register.store import Register, open_register
from halvvag_docs.register.tables import acts, cases, head, metadata, sidelined

_AT_ONCE = 500


def backup(register: Register, target: Path, passphrase: str) -> LogVerdict:
    """Write a whole register to one file, while others go on working in it.

    Args:
        register: what to save.
        target: the file; it must not exist.
        passphrase: that opens the file.

    Returns:
        What the log of the finished file, read back, says.

    Raises:
        FileError: the file exists, the disk refuses, or what was written is not whole; no file is then left.
    """
    _refuse_existing(target)
    with _beside(target) as beside, _named(target, beside):
        with open_register(f"sqlite:///{beside}", passphrase, create=True) as copy:
            with register.reading() as source, copy.writing() as goal:
                _copy(source, goal)
            copy.make_one_file()
        with open_register(f"sqlite:///{beside}", passphrase) as copy:
            verdict = copy.verify_log()
            copy.make_one_file()
        _refuse_faults(target, verdict)
        _publish(beside, target)
    return verdict


def restore(source: Path, passphrase: str, url: str) -> LogVerdict:
    """Make a register of a backup. The backup is not changed, and the register must be new or empty.

    Args:
        source: the backup.
        passphrase: that opens the backup, and the register if that is a file.
        url: the register to make.

    Returns:
        What the log of the restored register says.

    Raises:
        FileError: the backup is no backup or damaged, or there is a register with cases at ``url``.
        WrongPassphraseError: the passphrase does not open the backup.
    """
    with _copied(source, url) as beside, open_register(f"sqlite:///{beside}", passphrase) as saved:
        _refuse_faults(source, saved.verify_log())
        with open_register(url, passphrase, create=True) as register:
            with saved.reading() as rows, register.writing() as goal:
                if goal.execute(select(cases.c.case_id)).first() or goal.execute(select(acts.c.number)).first():
                    raise FileError(f"{register.place}: här finns redan ett register. Välj en annan plats.")
                _copy(rows, goal)
            return register.verify_log()


def _copy(source: Connection, goal: Connection) -> None:
    goal.execute(delete(head))
    for table in metadata.sorted_tables:
        rows = source.execute(select(table).execution_options(yield_per=_AT_ONCE))
        for some in rows.mappings().partitions(_AT_ONCE):
            goal.execute(insert(table), [dict(row) for row in some])
    if goal.dialect.name == "postgresql":
        # Numbers that were given explicitly do not move the sequence.
        last = goal.execute(select(func.max(sidelined.c.number))).scalar()
        if last:
            goal.execute(
                text("SELECT setval(pg_get_serial_sequence('sidelined', 'number'), :last)"), {"last": last}
            )


@contextmanager
def _copied(source: Path, url: str) -> Iterator[Path]:
    """Give a copy of a backup to work on: opening a register may change its file."""
    goal = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else source
    try:
        content = source.read_bytes()
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{source}: går inte att läsa (felkod {error.errno}). Kontrollera namnet.") from error
    with _beside(goal) as beside:
        beside.touch(0o600)
        beside.write_bytes(content)
        with _named(source, beside):
            yield beside


@contextmanager
def _named(source: Path, beside: Path) -> Iterator[None]:
    """Let errors about a temporary file name the backup that it stands for."""
    try:
        yield
    except FileError as error:
        if str(beside) not in str(error):
            raise
        if isinstance(error, DamagedError):
            raise FileError(f"{source}: säkerhetskopian är skadad. Använd en annan säkerhetskopia.") from None
        raise type(error)(str(error).replace(str(beside), str(source))) from None


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a name beside ``target``, and remove what is left of it afterwards."""
    beside = target.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        yield beside
    except OSError as error:
        raise FileError(f"{target}: går inte att skriva (felkod {error.errno}). Kontrollera mappen.") from error
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                beside.with_name(beside.name + end).unlink()


def _publish(beside: Path, target: Path) -> None:
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    _refuse_existing(target)
    beside.replace(target)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise FileError(f"{target}: filen finns redan. Välj ett annat namn.")


def _refuse_faults(path: Path, verdict: LogVerdict) -> None:
    if not verdict.is_intact:
        raise FileError(f"{path}: säkerhetskopian är inte hel: {verdict.faults[0].message}")
