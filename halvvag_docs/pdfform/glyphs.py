"""Which characters our fonts can draw."""

from __future__ import annotations

from halvvag_docs.pdfform import fonts
from halvvag_docs.pdfform.fonts import REPLACEMENT, describe

__all__ = ["REPLACEMENT", "describe", "missing_glyphs", "replaced"]

_WEIGHTS = (fonts.REGULAR, fonts.BOLD)


def missing_glyphs(text: str) -> list[str]:
    """Return the characters of drawable `text` that some weight of our font lacks, each once."""
    if text.isascii():
        return []
    return list(dict.fromkeys(c for weight in _WEIGHTS for c in fonts.load(weight).missing(text)))


def replaced(text: str) -> str:
    """Return drawable `text` with the visible replacement for each character without a glyph."""
    return text.translate({ord(character): REPLACEMENT for character in missing_glyphs(text)})
