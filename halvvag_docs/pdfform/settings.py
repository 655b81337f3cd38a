"""How a document is filled, whatever its values."""

from __future__ import annotations

from datetime import date
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
    excerpt: str = ""
    """Said on every page of a copy that does not hold all: «Utdrag för beställaren»."""
