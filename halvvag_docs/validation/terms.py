"""On what terms a document is judged: as a draft or not, in which country, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from halvvag_docs.validation.paths import value_at


class Terms(NamedTuple):
    """What a judgement depends on beside the form and the answers."""

    draft: bool
    """Whether nothing but the fields marked ``always`` is required."""
    region: str
    """FI or SE: whose national phone numbers are meant."""
    today: date | None
    """For «not in the future», and the century of a short identity number."""


def terms_of(data: Mapping[str, Any], today: date | None) -> Terms:
    """Return the terms for a document, or for a unit's settings, of which ``data`` is what was typed."""
    draft = value_at(data, "dokument.status") in (None, "", "utkast")
    is_swedish = "se" in (value_at(data, "dokument.system"), value_at(data, "verksamhet.system"))
    return Terms(draft, "SE" if is_swedish else "FI", today)
