"""What a template sees, as data that Typst reads: texts, codes and where each answer stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from halvvag_docs import formatting
from halvvag_docs.values import WITHHELD, Flag, Leaf, Withheld

_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_JOINED = re.compile(r"[\u0600-\u08ff\u0900-\u0dff]")
"""Letters whose form depends on joiners between them: Persian and Indian words are written with such."""
_JOINERS = {0x200C: "\u200c", 0x200D: "\u200d"}
_NEVER_DRAWN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F))


def drawable(text: str) -> str:
    """Return `text` composed (NFC), with line feeds as line ends and without characters that are never drawn.

    Those are control characters, soft hyphens, joiners and marks of direction; a tab becomes four spaces.
    """
    plain = _CONTROLS.sub("", unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)))
    kept = _JOINERS if _JOINED.search(plain) else {}
    return plain.translate({**_NEVER_DRAWN, **kept}).expandtabs(4)


def encode(value: Any, *, system: str, draw: Callable[[str], str] = drawable) -> Any:
    """Return a context as data for a template.

    An answer becomes a mapping: `@text` is how it is printed, `@code` what it is compared by (a bool for yes and
    no, else text), `@path` where it stands (empty for what needs no printing); a number has `@money` too, and
    `@EUR` and `@SEK`: a sum in that currency. Field names never begin with @, so an answer is told from a group of
    answers. What was not answered is ""; what is left out of a copy has no code, and `@withheld`: the word for it.

    Args:
        value: a context of leaves, groups and lists; texts and bools stay what they are.
        system: `fi` or `se`: whose currency `@money` is in.
        draw: makes of a text what is drawn.
    """
    if isinstance(value, Withheld):
        return {"@text": "", "@code": "", "@path": "", "@withheld": WITHHELD}
    if isinstance(value, Leaf):
        return _answer(value, system, draw)
    if isinstance(value, Mapping):
        return {key: encode(item, system=system, draw=draw) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item, system=system, draw=draw) for item in value]
    return draw(value) if isinstance(value, str) else value


def _answer(value: Any, system: str, draw: Callable[[str], str]) -> dict[str, Any]:
    answer = {
        "@text": draw(value.shown),
        "@code": bool(value) if isinstance(value, Flag) else str(value),
        "@path": value.sources[0].path if value.sources else "",
    }
    if isinstance(value, int | Decimal) and not isinstance(value, Flag):
        sums = {"money": system, "EUR": "EUR", "SEK": "SEK"}
        answer |= {f"@{form}": draw(formatting.format_money(value, currency)) for form, currency in sums.items()}
    return answer
