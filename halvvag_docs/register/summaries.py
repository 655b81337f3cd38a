"""What lists show of each case, kept ready so that a list need not read every document."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
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
    plain = [summaries.c[name] for name in _PLAIN]
    wanted = select(cases.c.case_id, cases.c.changed_at, summaries.c.dues, summaries.c.saved_at, *plain)
    joined = wanted.outerjoin(summaries, summaries.c.case_id == cases.c.case_id)
    rows = connection.execute(joined.order_by(cases.c.case_id)).all()
    return tuple(map(_summary, rows))


def _summary(row: Row[Any]) -> Summary:
    case_id, changed, dues, saved, *values = tuple(row)
    changed_at = datetime.fromisoformat(changed)
    if dues is None or saved is None:
        return Summary(case_id=case_id, changed_at=changed_at, is_stale=True)
    return Summary(
        case_id=case_id,
        dues=_dues(dues),
        changed_at=changed_at,
        is_stale=saved < changed,
        **dict(zip(_PLAIN, values, strict=True)),
    )


# A page lists all cases again and again, and what is due in most of them is what was due a minute ago.
@lru_cache(maxsize=8192)
def _dues(text: str) -> tuple[Due, ...]:
    return tuple(_due(day, step) for day, step in json.loads(text))


@lru_cache(maxsize=8192)
def _due(day: str, step: int) -> Due:
    return Due(day=date.fromisoformat(day), step=step)
