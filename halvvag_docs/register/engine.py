"""The door to the database: one encrypted file (SQLCipher), or a PostgreSQL server.

SQLCipher makes the key of the passphrase (PBKDF2-HMAC-SHA512, 256,000 rounds, salt in the file) and encrypts every
page of the file, of its write-ahead log and of its journal with AES-256. A commit waits for the disk.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from halvvag_docs.errors import FileError, MissingProgramError
from halvvag_docs.register.faults import WrongPassphraseError

_BUSY_SECONDS = 30
_CONNECTIONS = 8
_PLAIN = b"SQLite format 3\x00"
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)


def read_url(url: str) -> URL:
    """Return the parts of a register's address.

    Raises:
        FileError: no address of a register; the message shows nothing of it, since it may hold a password.
    """
    try:
        parts = make_url(url)
    except ArgumentError:
        parts = None
    if parts is None or parts.get_backend_name() not in ("sqlite", "postgresql"):
        raise FileError("Registrets adress ska börja med sqlite:/// eller postgresql://.")
    if parts.get_backend_name() == "sqlite" and not parts.database:
        raise FileError("Registrets adress saknar filnamn: sqlite:///mapp/register.db.")
    return parts


def place_of(parts: URL) -> str:
    """Return what messages call the register: the file, or the address without the password."""
    return str(parts.database) if parts.get_backend_name() == "sqlite" else parts.render_as_string()


def make_engine(parts: URL, passphrase: str, *, create: bool) -> Engine:
    """Return an engine whose transactions say whether they write.

    Raises:
        FileError: there is no such file, or it is no register.
        MissingProgramError: the driver of PostgreSQL is not installed.
        WrongPassphraseError: the passphrase does not open the file.
    """
    if parts.get_backend_name() == "postgresql":
        return _postgresql(parts)
    path = Path(str(parts.database))
    _look_at(path, create=create)
    if not passphrase:
        raise WrongPassphraseError(f"{path}: registret behöver en lösenfras.")
    _make_file(path)
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3,
        creator=lambda: connect(path, passphrase),
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def connect(path: Path, passphrase: str) -> Any:
    """Open a register's file; the connection may move between threads, and begins no transaction by itself.

    Raises:
        WrongPassphraseError: the passphrase is not the right one.
    """
    connection = sqlcipher3.connect(
        str(path), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        # Else SQLCipher writes English lines about a wrong key on the terminal.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = {quoted(passphrase)}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for setting in _SETTINGS:
            connection.execute(setting)
    except sqlcipher3.DatabaseError as error:
        connection.close()
        if "not a database" in str(error) or "hmac" in str(error).casefold():
            raise WrongPassphraseError(f"{path}: lösenfrasen stämmer inte. Försök igen.") from None
        raise
    return connection


def quoted(text: str) -> str:
    """Return ``text`` as a literal of SQL; a PRAGMA takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def _look_at(path: Path, *, create: bool) -> None:
    """Make sure that there is a register, or may be one; an empty file is one whose making was interrupted."""
    try:
        if not path.exists() or not path.stat().st_size:
            if not create:
                raise FileError(f"{path}: här finns inget register. Skapa ett med «halvvag case new ÄRENDE».")
            return
        with path.open("rb") as file:
            if file.read(len(_PLAIN)) == _PLAIN:
                raise FileError(f"{path}: filen är en okrypterad databas och inget register.")
    except OSError as error:
        raise FileError(f"{path}: går inte att läsa (felkod {error.errno}). Kontrollera rättigheterna.") from error


def _make_file(path: Path) -> None:
    """Make a file that its owner alone can read; SQLite gives what it writes beside it the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise FileError(f"{path}: går inte att öppna (felkod {error.errno}). Kontrollera mappen.") from error


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql(parts: URL) -> Engine:
    try:
        import psycopg  # noqa: F401, PLC0415  only those who have a server need it
    except ImportError:
        raise MissingProgramError(
            "Ett register i PostgreSQL behöver ett tillägg: pip install 'halvvag-docs[postgres]'."
        ) from None
    return create_engine(
        parts.set(drivername="postgresql+psycopg"),
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )
