"""How a document is filled, whatever its values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from halvvag_docs.pdfform.marks import PageCode, PageMarks


class Settings(NamedTuple):
    """How a document is filled."""

    lock: bool
    """Every field read-only except signatures and the date and place beside them."""
    title: str
    """Kind of document and case, never a name."""
    language: str
    """Language tag, `sv-FI` or `sv-SE`."""
    created: date
    marks: PageMarks | None = None
    draft: bool = False
    allow_missing_glyphs: bool = False
    """Draw a visible replacement for a character without a glyph instead of refusing it."""
    code: PageCode | None = None
    origin: Mapping[str, str] = MappingProxyType({})
    """What the file is made of, for its information dictionary; ids and digests, nothing personal."""
    excerpt: str = ""
    """Said on every page of a copy that does not hold all: «Utdrag för beställaren»."""
    sent: tuple[tuple[str, str], ...] = ()
    """Facts that a form to be filled in carries along, see `sent`; empty: it carries nothing."""
