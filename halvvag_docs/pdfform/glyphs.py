"""Which characters our fonts can draw, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from halvvag_docs.errors import RenderError
from halvvag_docs.pdfform import fonts
from halvvag_docs.pdfform.fonts import REPLACEMENT, Font, describe
from halvvag_docs.pdfform.model import clean

__all__ = ["REPLACEMENT", "describe", "fonts_for", "missing_glyphs", "replaced", "undrawable"]

_WEIGHTS = (fonts.REGULAR, fonts.BOLD)
_REWRITE = "Skriv om texten utan tecknen, eller tillåt en synlig ersättning (--allow-missing-glyphs)."
_INSTALL = "Arabisk, hebreisk och annan skrift i formulärfält kräver ett tillägg; installera det med «{}»."


def fonts_for(
    found: Mapping[str, Font], missing: Iterable[tuple[str, str]], *, allow_missing: bool
) -> Mapping[str, Font]:
    """Return the fonts that draw texts with characters that `found` lacks.

    Args:
        found: fonts by weight.
        missing: label of the field and character.
        allow_missing: whether what no font has is drawn as a visible replacement.

    Raises:
        RenderError: a character cannot be drawn; the message names field and character, and what helps.
    """
    from halvvag_docs.pdfform import shaping  # noqa: PLC0415 - few documents need it

    wanted = list(dict.fromkeys(missing))
    foreign = [one for one in wanted if shaping.is_covered(one[1])]
    if foreign and shaping.is_installed():
        wanted = [one for one in wanted if one not in foreign]
        found = shaping.Shaper(found).fonts
        foreign = []
    if wanted and not allow_missing:
        raise RenderError(
            "Texten innehåller tecken som dokumentets typsnitt saknar:\n"
            + "\n".join(f"- {label}: {describe(character)}" for label, character in wanted)
            + "\n"
            + (_INSTALL.format(shaping.EXTRA) + "\n" if foreign else "")
            + _REWRITE
        )
    return found


def missing_glyphs(text: str) -> list[str]:
    """Return the characters of drawable `text` that some weight of our font lacks, each once."""
    if text.isascii():
        return []
    return list(dict.fromkeys(c for weight in _WEIGHTS for c in fonts.load(weight).missing(text)))


def undrawable(text: str) -> list[str]:
    """Return the characters of a field's text that come out as the visible replacement, each once."""
    missing = missing_glyphs(fonts.drawable(clean(text)))
    if not missing:
        return []
    from halvvag_docs.pdfform import shaping  # noqa: PLC0415 - as above

    installed = shaping.is_installed()
    return [character for character in missing if not (installed and shaping.is_covered(character))]


def replaced(text: str) -> str:
    """Return drawable `text` with the visible replacement for each character without a glyph."""
    return text.translate({ord(character): REPLACEMENT for character in missing_glyphs(text)})
