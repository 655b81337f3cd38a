"""What lists show of each case, kept ready so that a list need not read every document."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from halvvag_docs.register.entries import Due, Summary
from halvvag_docs.register.tables import cases, summaries

_PLAIN = tuple(
    one.name for one in fields(Summary) if one.name not in ("case_id", "dues", "changed_at", "is_stale")
)


def put(connection: Connection, summary: Summary, now: datetime) -> None:
    """Keep a summary in place of the case's earlier one."""
    connection.execute(delete(summaries).where(summaries.c.case_id == summary.case_id))
    row = {name: getattr(summary, name) for name in _PLAIN}
    row |= {
        "case_id": summary.case_id,
        "dues": json.dumps([(due.day.isoformat(), due.step) for due in summary.dues]),
        "judged_on": summary.judged_on or now.date(),
        "saved_at": now.isoformat(timespec="microseconds"),
    }
    connection.execute(insert(summaries).values(row))


def every(connection: Connection) -> tuple[Summary, ...]:
    """Return a summary of each case, in order of their ids; empty ones of cases that were never summed up."""
    own = [column for column in summaries.c if column.name != "case_id"]
    joined = select(cases.c.case_id, cases.c.changed_at, *own).outerjoin(
        summaries, summaries.c.case_id == cases.c.case_id
    )
    return tuple(_summary(row) for row in connection.execute(joined.order_by(cases.c.case_id)))


def _summary(row: Row[Any]) -> Summary:
    changed = datetime.fromisoformat(row.changed_at)
    if row.judged_on is None:
        return Summary(case_id=row.case_id, changed_at=changed, is_stale=True)
    return Summary(
        case_id=row.case_id,
        dues=tuple(Due(day=date.fromisoformat(day), step=step) for day, step in json.loads(row.dues)),
        changed_at=changed,
        is_stale=row.saved_at < row.changed_at,
        **{name: getattr(row, name) for name in _PLAIN},
    )
