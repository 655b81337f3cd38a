"""Documents in the tables: the newest version of each, drafts that grow, versions that never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from halvvag_docs.register.entries import DRAFT, REPLACED, SETTLED, Entry, Sidelined
from halvvag_docs.register.faults import UnknownCaseError
from halvvag_docs.register.tables import cases, documents, drafts, sidelined, versions

_COLUMNS = ("version", "name", "suffix", "text", "revision", "saved_at", "saved_by")


def every(connection: Connection, *, case_id: str = "", document_id: str = "") -> list[Entry]:
    """Return all versions, drafts too, of a case or of one document, in order of name and version."""
    wanted = documents.c.case_id == case_id if case_id else documents.c.document_id == document_id
    found = [
        _entry(row)
        for table in (versions, drafts)
        for row in connection.execute(
            select(documents, table).join(table, table.c.document_id == documents.c.document_id).where(wanted)
        )
    ]
    return sorted(found, key=lambda one: (one.name, one.document_id, one.version))


def newest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the newest version of each document, in order of their names."""
    found: dict[str, Entry] = {}
    for one in sorted(entries, key=lambda one: one.version):
        found[one.document_id] = one
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.document_id)))


def lock(connection: Connection, case_id: str) -> bool:
    """Let no other change the case until the transaction ends; return whether there is such a case."""
    wanted = select(cases.c.case_id).where(cases.c.case_id == case_id).with_for_update()
    return connection.execute(wanted).first() is not None


def touch(connection: Connection, entry: Entry) -> None:
    """Note that a case was changed when ``entry`` was saved."""
    saved = _values(entry)["saved_at"]
    connection.execute(update(cases).where(cases.c.case_id == entry.case_id).values(changed_at=saved))


def draft(connection: Connection, document_id: str) -> Entry | None:
    """Return the working draft of a document, or None."""
    wanted = select(documents, drafts).join(drafts, drafts.c.document_id == documents.c.document_id)
    row = connection.execute(wanted.where(documents.c.document_id == document_id)).first()
    return _entry(row) if row else None


def last_version(connection: Connection, document_id: str) -> int:
    """Return the number of the newest settled version; 0 when there is none."""
    wanted = select(func.max(versions.c.version)).where(versions.c.document_id == document_id)
    return connection.execute(wanted).scalar() or 0


def home(connection: Connection, document_id: str) -> str | None:
    """Return the case a document belongs to, or None when the register does not have it."""
    wanted = select(documents.c.case_id).where(documents.c.document_id == document_id)
    return connection.execute(wanted).scalar()


def put_document(connection: Connection, entry: Entry) -> None:
    """Add a document without versions."""
    connection.execute(
        insert(documents).values(document_id=entry.document_id, case_id=entry.case_id, form=entry.form)
    )


def put_draft(connection: Connection, entry: Entry, *, before: Entry | None) -> None:
    """Write a draft, in place of the one ``before``."""
    if before is None:
        connection.execute(insert(drafts).values(document_id=entry.document_id, **_values(entry)))
    else:
        where = drafts.c.document_id == entry.document_id
        connection.execute(update(drafts).where(where).values(_values(entry)))


def put_version(connection: Connection, entry: Entry) -> None:
    """Write a version that will never change."""
    connection.execute(
        insert(versions).values(document_id=entry.document_id, status=entry.status, **_values(entry))
    )


def replace_older(connection: Connection, document_id: str) -> None:
    """Mark the settled versions of a document as replaced."""
    where = (versions.c.document_id == document_id) & (versions.c.status == SETTLED)
    connection.execute(update(versions).where(where).values(status=REPLACED))


def drop_drafts(connection: Connection, document_id: str) -> None:
    """Remove the working draft of a document, and what was set aside."""
    for table in (drafts, sidelined):
        connection.execute(delete(table).where(table.c.document_id == document_id))


def set_aside(connection: Connection, entry: Entry) -> int:
    """Keep a text that came too late; return its number."""
    new = insert(sidelined).values(document_id=entry.document_id, **_values(entry)).returning(sidelined.c.number)
    return int(connection.execute(new).scalar_one())


def set_aside_of(connection: Connection, case_id: str) -> tuple[Sidelined, ...]:
    """Return what was set aside in a case, oldest first."""
    wanted = (
        select(documents, sidelined)
        .join(sidelined, sidelined.c.document_id == documents.c.document_id)
        .where(documents.c.case_id == case_id)
        .order_by(sidelined.c.number)
    )
    return tuple(Sidelined(number=row.number, entry=_entry(row)) for row in connection.execute(wanted))


def is_set_aside(connection: Connection, document_id: str) -> bool:
    """Whether a text of this document waits for somebody to look at it."""
    return (
        connection.execute(select(sidelined.c.number).where(sidelined.c.document_id == document_id)).first()
        is not None
    )


def drop_set_aside(connection: Connection, number: int) -> Sidelined:
    """Remove a text that was set aside, and return it.

    Raises:
        UnknownCaseError: there is none with this number.
    """
    wanted = (
        select(documents, sidelined)
        .join(sidelined, sidelined.c.document_id == documents.c.document_id)
        .where(sidelined.c.number == number)
    )
    row = connection.execute(wanted).first()
    if row is None:
        raise UnknownCaseError("Den undanlagda texten finns inte längre.")
    connection.execute(delete(sidelined).where(sidelined.c.number == number))
    return Sidelined(number=number, entry=_entry(row))


def drop_documents(connection: Connection, case_id: str) -> None:
    """Remove all documents of a case."""
    own = select(documents.c.document_id).where(documents.c.case_id == case_id)
    for table in (sidelined, drafts, versions):
        connection.execute(delete(table).where(table.c.document_id.in_(own)))
    connection.execute(delete(documents).where(documents.c.case_id == case_id))


def _entry(row: Row[Any]) -> Entry:
    values = row._mapping  # noqa: SLF001  SQLAlchemy's public name for it
    entry = Entry(
        case_id=values[documents.c.case_id],
        document_id=values[documents.c.document_id],
        form=values[documents.c.form],
        status=values.get("status", DRAFT),
        **{name: values[name] for name in _COLUMNS},
    )
    return replace(entry, saved_at=datetime.fromisoformat(values["saved_at"]))


def _values(entry: Entry) -> dict[str, Any]:
    saved = entry.saved_at.isoformat(timespec="microseconds") if entry.saved_at else ""
    return {**{name: getattr(entry, name) for name in _COLUMNS}, "saved_at": saved}
