"""The act log: each line's hash covers the line and the hash of the one before it.

A line that is changed, taken out, put in or moved breaks the chain from there on. Who can write the whole database
can write the whole chain anew; against that helps the hash of the last line, kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from halvvag_docs.register.entries import Act, Action, LogFault, LogVerdict
from halvvag_docs.register.tables import acts, head, versions

_CODES = (
    "user",
    "role",
    "case_id",
    "document_id",
    "version",
    "profile",
    "recipient_kind",
    "basis",
    "consent_id",
    "sha256",
    "template",
    "schema_version",
    "reason_code",
)
_VOUCHED = (Action.SETTLED, Action.IMPORTED)


def append(connection: Connection, act: Act, now: datetime) -> Act:
    """Add an act to the end of the log, in the transaction of what it tells of.

    Args:
        connection: in a transaction that writes.
        act: what was done.
        now: with its zone; when, unless the act says.
    """
    last = connection.execute(select(head.c.number, head.c.hash).with_for_update()).one()
    done = replace(act, number=last.number + 1, when=act.when or now)
    row = _row(done)
    row["hash"] = _hash(row, last.hash)
    connection.execute(insert(acts).values(row))
    connection.execute(update(head).values(number=done.number, hash=row["hash"]))
    return replace(done, hash=row["hash"])


def read(connection: Connection, case_id: str | None) -> Iterator[Act]:
    """Yield the acts of a case, or all of them, in order."""
    wanted = select(acts).order_by(acts.c.number)
    if case_id is not None:
        wanted = wanted.where(acts.c.case_id == case_id)
    for row in connection.execute(wanted):
        yield _act(row)


def verify(connection: Connection) -> LogVerdict:
    """Look through the whole log, and compare each settled version with the hash the log has of it."""
    faults: list[LogFault] = []
    number, before = 0, ""
    vouched: dict[tuple[str, int], str] = {}
    for row in connection.execute(select(acts).order_by(acts.c.number).execution_options(yield_per=1000)):
        if row.number != number + 1:
            faults.append(LogFault(number=number + 1, message=f"Rad {number + 1} saknas i loggen."))
        number = row.number
        if row.hash != _hash(row._asdict(), before):
            faults.append(LogFault(number=number, message=f"Rad {number} i loggen är ändrad."))
        before = row.hash
        if row.action in _VOUCHED and row.sha256:
            vouched[row.document_id, row.version] = row.sha256
        elif row.action == Action.PURGED:
            vouched.pop((row.document_id, row.version), None)
    last = connection.execute(select(head.c.number, head.c.hash)).first()
    if last is None or (last.number, last.hash) != (number, before):
        faults.append(LogFault(number=0, message="Loggen slutar inte där den ska: rader sist i den saknas."))
    faults.extend(_unlike(connection, vouched))
    return LogVerdict(entries=number, head=before, faults=tuple(faults))


def digest(text: str) -> str:
    """Return the SHA-256 of an answers file, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _unlike(connection: Connection, vouched: dict[tuple[str, int], str]) -> Iterator[LogFault]:
    """Yield the settled versions that are not, or no longer, what the log vouches for."""
    missing = dict(vouched)
    wanted = select(versions.c.document_id, versions.c.version, versions.c.text)
    for row in connection.execute(wanted.execution_options(yield_per=100)):
        if missing.pop((row.document_id, row.version), None) != digest(row.text):
            yield _fault(row.document_id, row.version, "är inte det som fastställdes")
    for document_id, version in missing:
        yield _fault(document_id, version, "saknas, fast loggen inte säger att det är gallrat")


def _fault(document_id: str, version: int, what: str) -> LogFault:
    return LogFault(number=0, message=f"Dokument {document_id} version {version} {what}.")


def _row(act: Act) -> dict[str, Any]:
    when = act.when or datetime.now(UTC)
    return {
        "number": act.number,
        "utc": when.astimezone(UTC).isoformat(timespec="microseconds"),
        "local": when.isoformat(timespec="seconds"),
        "action": act.action.value,
        "fields": json.dumps(act.fields),
        **{name: getattr(act, name) for name in _CODES},
    }


def _hash(row: dict[str, Any], before: str) -> str:
    plain = [before, *(row[name] for name in ("number", "utc", "local", "action", "fields", *_CODES))]
    return hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).hexdigest()


def _act(row: Row[Any]) -> Act:
    return Act(
        action=Action(row.action),
        when=datetime.fromisoformat(row.local),
        fields=tuple(json.loads(row.fields)),
        number=row.number,
        hash=row.hash,
        **{name: getattr(row, name) for name in _CODES},
    )
