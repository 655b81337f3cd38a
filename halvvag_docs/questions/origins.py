"""The document's own record of where its answers came from (``ursprung``), kept true while answers change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from halvvag_docs.questions.tree import renumbered

BLOCK = "ursprung"
SUGGESTED, CONFIRMED, CHANGED = "foreslagen", "bekraftad", "andrad"
_RECEIPT = "K"


def _rows(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    rows = data.get(BLOCK)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            yield row


class Known(NamedTuple):
    """What the record of a document says, by path."""

    receipts: frozenset[str]
    """Answers that the program itself has set."""
    waiting: frozenset[str]
    """Answers that were filled in, and that nobody has confirmed."""


def known(data: Mapping[str, Any]) -> Known:
    """Read the record once."""
    rows = [(str(row.get("path", "")), row) for row in _rows(data)]
    return Known(
        receipts=frozenset(path for path, row in rows if row.get("klass") == _RECEIPT),
        waiting=frozenset(path for path, row in rows if row.get("status") == SUGGESTED),
    )


def marked(data: Mapping[str, Any], path: str, status: str) -> dict[str, Any]:
    """Return the answers with ``status`` for the origin of ``path``, and of the lists in which it stands."""
    if not any(_concerns(row, path) for row in _rows(data)):
        return dict(data)
    rows = [
        {**row, "status": status} if isinstance(row, Mapping) and _concerns(row, path) else row
        for row in data[BLOCK]
    ]
    return {**data, BLOCK: rows}


def _concerns(row: Mapping[str, Any], path: str) -> bool:
    known = str(row.get("path", ""))
    return bool(known) and (known == path or path.startswith(f"{known}["))


def noted(data: Mapping[str, Any], row: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers with ``row`` in the place of what was known of the same path."""
    if not row:
        return dict(data)
    kept = [
        known
        for known in data.get(BLOCK) or []
        if not (isinstance(known, Mapping) and known.get("path") == row["path"])
    ]
    return {**data, BLOCK: [*kept, dict(row)]}


def moved(data: Mapping[str, Any], rows: str, place: Callable[[int], int | None]) -> dict[str, Any]:
    """Return the answers with the paths in ``ursprung`` and ``dokument.bekraftelser`` following their rows."""
    changed = dict(data)
    if isinstance(data.get(BLOCK), list):
        changed[BLOCK] = _followed(data[BLOCK], rows, place)
    head = data.get("dokument")
    if isinstance(head, Mapping) and isinstance(head.get("bekraftelser"), list):
        changed["dokument"] = {**head, "bekraftelser": _followed(head["bekraftelser"], rows, place)}
    return changed


def _followed(entries: list[Any], rows: str, place: Callable[[int], int | None]) -> list[Any]:
    kept = []
    for entry in entries:
        path = entry.get("path", "") if isinstance(entry, Mapping) else ""
        new = renumbered(path, rows, place) if isinstance(path, str) else path
        if new is not None:
            kept.append({**entry, "path": new} if new != path else entry)
    return kept
