"""An open database: transactions that read, transactions that write, and the clock of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from halvvag_docs.errors import FileError
from halvvag_docs.register import log
from halvvag_docs.register.engine import quoted
from halvvag_docs.register.entries import Act
from halvvag_docs.register.faults import explained, refused

Clock = Callable[[], datetime]
"""Gives the time with its zone."""


class Database:
    """Connections to a register; a context manager that closes them."""

    def __init__(self, engine: Engine, place: str, clock: Clock) -> None:
        self._engine = engine
        self.place = place
        """The file, or the server's address without its password."""
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def close(self) -> None:
        """Close all connections; the key leaves memory with them."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment of the register; for this package only."""
        with explained(self.place), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that changes something; for this package only."""
        with (
            explained(self.place),
            self._engine.connect() as connection,
            connection.execution_options(writing=True).begin(),
        ):
            yield connection

    def make_one_file(self) -> None:
        """Write what lies beside the file into it, so that nothing old lies about; a server does nothing."""
        if self._engine.dialect.name == "sqlite":
            with explained(self.place), self._raw() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def change_passphrase(self, new: str) -> None:
        """Encrypt the whole file anew; other programs that have it open must open it again. Closes the register.

        Raises:
            FileError: somebody else is writing, or the register is no file.
        """
        if self._engine.dialect.name != "sqlite":
            raise FileError(f"{self.place}: en server har ingen lösenfras. Byt lösenord i databasen.")
        with explained(self.place), self._raw() as cursor:
            cursor.execute(f"PRAGMA rekey = {quoted(new)}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()

    @contextmanager
    def _raw(self) -> Iterator[Any]:
        """Give a cursor outside of any transaction, for what SQLite does to the file as a whole."""
        connection = self._engine.raw_connection()
        try:
            yield connection.cursor()
        except self._engine.dialect.loaded_dbapi.Error as error:
            connection.invalidate()  # it may hold a key that the file does not have
            raise refused(self.place, error) from None
        finally:
            connection.close()

    def _note(self, connection: Connection, act: Act) -> Act:
        return log.append(connection, act, self._clock())

    def _utc(self) -> datetime:
        return self._clock().astimezone(UTC)
