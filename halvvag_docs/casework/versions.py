"""From one version of a document to the next, as data: raw answers in, raw answers out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from halvvag_docs.errors import Problem

DRAFT, SETTLED = "utkast", "faststalld"
_OF_ONE_VERSION = ("underskrifter", "sandlista")
"""Blocks that belong to one version and are empty in the next."""
_OF_ONE_SETTLING = ("faststalld_datum", "bekraftelser")


def settled(data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the answers of a draft as settled on a day."""
    return _with(data, {"status": SETTLED, "faststalld_datum": today.isoformat()})


def acknowledged(
    data: Mapping[str, Any], warnings: Iterable[Problem], reasons: Mapping[str, str], *, by: str, today: date
) -> dict[str, Any]:
    """Return the answers with a reason for each warning.

    Args:
        data: raw answers.
        warnings: what the rules say.
        reasons: rule id -> why it is right all the same.
        by: user id of the one who says so.
        today: when.
    """
    given = [
        {"regel": one.rule, "path": one.path, "skal": reasons[one.rule], "av": by, "datum": today.isoformat()}
        for one in warnings
    ]
    return (
        _with(data, {"bekraftelser": [*(_head(data).get("bekraftelser") or ()), *given]}) if given else dict(data)
    )


def next_version(data: Mapping[str, Any], version: int, today: date) -> dict[str, Any]:
    """Return the answers of a settled document as the draft of ``version``: without signatures and recipients."""
    kept = {name: value for name, value in data.items() if name not in _OF_ONE_VERSION}
    head = {name: value for name, value in _head(data).items() if name not in _OF_ONE_SETTLING}
    kept["dokument"] = head | {"version": str(version), "status": DRAFT, "datum": today.isoformat()}
    return kept


def _head(data: Mapping[str, Any]) -> dict[str, Any]:
    head = data.get("dokument")
    return dict(head) if isinstance(head, Mapping) else {}


def _with(data: Mapping[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {**data, "dokument": _head(data) | changes}
