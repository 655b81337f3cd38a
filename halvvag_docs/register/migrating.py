"""The version of a register: compared at each opening, and brought up to date when it is older."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from halvvag_docs.errors import FileError
from halvvag_docs.register.faults import NewerRegisterError
from halvvag_docs.register.tables import HEAD, KNOWN

_LOCK = 0x68616C76
"""Key of PostgreSQL's advisory lock: one program migrates, the others wait."""


def bring_up_to_date(engine: Engine, place: str, *, create: bool, target: str = HEAD) -> None:
    """Make the tables of a new register, or migrate those of an older one.

    Args:
        engine: of the register; its transactions for writing begin with the option ``writing``.
        place: what messages call it.
        create: whether a register may be made where there is none.
        target: the migration to stop at.

    Raises:
        FileError: there is no register and none may be made.
        NewerRegisterError: the register was written by a newer program.
    """
    with engine.connect() as connection, connection.begin():
        found = _version(connection)
    if found == HEAD:
        return
    if found is not None and found not in KNOWN:
        raise NewerRegisterError(
            f"{place}: registret är skrivet av en nyare version av programmet. Uppdatera programmet."
        )
    if found is None and not create:
        raise FileError(f"{place}: här finns inget register. Skapa ett med «halvvag case new ÄRENDE».")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _migrate(connection, target)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection, target: str) -> None:
    # Imported here, since most openings find the register up to date.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
