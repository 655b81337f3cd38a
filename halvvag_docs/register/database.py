"""An open database: transactions that read, transactions that write, and the clock of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from halvvag_docs.register import log
from halvvag_docs.register.entries import Act
from halvvag_docs.register.faults import explained

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
        with explained(self.place), self._engine.connect() as connection, connection.begin():
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

    def _note(self, connection: Connection, act: Act) -> Act:
        return log.append(connection, act, self._clock())

    def _utc(self) -> datetime:
        return self._clock().astimezone(UTC)
