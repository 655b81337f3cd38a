"""Where a value came from, and a fingerprint by which a later change of its source is seen."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from halvvag_docs import yamltext
from halvvag_docs.answers import Answers

SUGGESTED = "foreslagen"
CONFIRMED = "bekraftad"
CHANGED = "andrad"
_FINGERPRINT = 32
"""Hexadecimal digits that are kept: 128 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The origin of one answer, or of all rows of one list."""

    path: str
    """Where it stands in the new document."""
    source: str
    """``uppdrag.period.fran``, ``verksamhet.namn``, ``today`` or ``derive:NAME``."""
    document: str = ""
    """``dokument.id`` of the document it was drawn from; empty for the unit and the day."""
    form: str = ""
    """Which form that document is."""
    version: int = 0
    date: date | None = None
    """``dokument.datum`` of that document."""
    system: str = "fi"
    """Whose way of writing dates that document follows."""
    field_class: str
    """F, H, E or K of the field it stands in."""
    status: str
    """``foreslagen`` waits to be confirmed, ``bekraftad`` needs no confirmation, ``andrad`` was changed since."""
    fingerprint: str = ""
    """:func:`fingerprint` of what was filled in or quoted."""
    value: Any = field(default=None, repr=False)
    """What was filled in or quoted, typed; it is not kept in the document's own record."""
    quotation: str = field(default="", repr=False)
    """What is only shown beside the field: the person's own words, or what did not fit."""

    def as_row(self) -> dict[str, Any]:
        """Return the row of ``ursprung``; the quotation is not kept there."""
        row = {"path": self.path, "dokument": self.document, "version": self.version or "", "falt": self.source}
        row |= {"klass": self.field_class, "status": self.status, "avtryck": self.fingerprint}
        return {name: value for name, value in row.items() if value != ""}


def fingerprint(value: Any, document_id: str) -> str:
    """Return a keyed fingerprint of a value, equal for equal values in the same document.

    HMAC-SHA-256 with the new document's random ``dokument.id`` as key. A bare hash of a date, a name
    or a yes could be undone by trying all of them; without the id a fingerprint that has left the
    file (in a log, in an extract) says nothing, and the same name has another fingerprint in each
    document. It protects nothing from somebody who holds the whole file: the values stand there too.
    """
    text = json.dumps(value, default=_plain, sort_keys=True)
    return hmac.new(document_id.encode(), text.encode(), "sha256").hexdigest()[:_FINGERPRINT]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else yamltext.plain_text(value)


def document_id(document: Answers) -> str:
    """Return the UUID of a document; empty for a draft that has none."""
    return str(document.at("dokument.id", ""))
