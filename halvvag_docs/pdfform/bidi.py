"""Order of drawing for text that runs in both directions: the Unicode bidirectional algorithm without embeddings.

Explicit formatting characters are ignored; everything else (weak and neutral types, digits, mirrored brackets) is
treated as in Unicode Standard Annex #9, rules P2, P3, W1 to W7, N1, N2, I1, I2, L1, L2 and L4.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

LEFT_MARK, RIGHT_MARK = "\u200e", "\u200f"
"""Invisible; at the beginning of a line they tell the direction of the paragraph that the line belongs to."""
EXPLICIT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Explicit formatting characters, never drawn."""
MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
"""What is drawn for a bracket that runs from right to left. Source: UAX #9, L4."""
_STRONG = {"L": "L", "R": "R", "AL": "R"}


_Run = tuple[int, int, str]
"""Level, index of the first character, text."""


class Stretch(NamedTuple):
    """A piece of a line that runs in one direction."""

    text: str
    """In the order of reading."""
    start: int
    """Index of its first character."""
    backward: bool
    """From right to left."""


def is_backward(text: str) -> bool:
    """Whether a paragraph runs from right to left: its first letter does. Source: UAX #9, P2 and P3."""
    return next((_STRONG[t] for t in map(unicodedata.bidirectional, text) if t in _STRONG), "L") == "R"


def stretches(line: str) -> list[Stretch]:
    """Return the pieces of a line from left to right."""
    base = int(is_backward(line))
    pairs = list(zip(line, _levels(line, base), strict=True))
    runs = [(level, "".join(c for c, _ in items)) for level, items in groupby(pairs, key=lambda pair: pair[1])]
    starts = [0, *accumulate(len(text) for _, text in runs)]
    placed = [(level, start, text) for (level, text), start in zip(runs, starts, strict=False)]
    return [Stretch(text, start, bool(level % 2)) for level, start, text in _reordered(placed)]


def _reordered(runs: list[_Run]) -> list[_Run]:
    """Reverse from the highest level down to the lowest odd one. Source: UAX #9, L2."""
    for level in range(max((run[0] for run in runs), default=0), 0, -1):
        turned: list[_Run] = []
        for above, items in groupby(runs, key=lambda run: run[0] >= level):
            found = list(items)
            turned += found[::-1] if above else found
        runs = turned
    return runs


def _levels(line: str, base: int) -> list[int]:
    side = "R" if base else "L"
    types = _resolved(_weak([unicodedata.bidirectional(c) or "L" for c in line], side), side)
    levels = [_level(kind, base) for kind in types]
    end = len(line)
    while end and line[end - 1].isspace():
        end -= 1
        levels[end] = base
    return levels


def _level(kind: str, base: int) -> int:
    """Source: UAX #9, I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"R": 1, "L": 0}.get(kind, 2)


def _weak(types: list[str], side: str) -> list[str]:
    """Resolve marks and what belongs to numbers. Source: UAX #9, W1 to W7."""
    types = _arabic_numbers(_without_marks(types, side), side)
    for i in range(1, len(types) - 1):
        if types[i] in {"ES", "CS"} and types[i - 1] == types[i + 1] == "EN":
            types[i] = "EN"
        elif types[i] == "CS" and types[i - 1] == types[i + 1] == "AN":
            types[i] = "AN"
    types = _terminators(types)
    strong = side
    for i, kind in enumerate(types):
        strong = kind if kind in _STRONG else strong
        types[i] = "L" if kind == "EN" and strong == "L" else kind
    return types


def _without_marks(types: Iterable[str], side: str) -> Iterator[str]:
    """Let a mark go with the character before it. Source: UAX #9, W1."""
    before = side
    for kind in types:
        before = before if kind == "NSM" else kind
        yield before


def _arabic_numbers(types: Iterable[str], side: str) -> list[str]:
    """Tell numbers after Arabic letters from others. Source: UAX #9, W2 and W3."""
    found, strong = [], side
    for kind in types:
        strong = kind if kind in _STRONG else strong
        found.append("AN" if kind == "EN" and strong == "AL" else _STRONG.get(kind, kind))
    return found


def _terminators(types: Iterable[str]) -> list[str]:
    """Let signs such as % and € go with the number beside them. Source: UAX #9, W5 and W6."""
    found: list[str] = []
    groups = [(kind, len(list(items))) for kind, items in groupby(types)]
    for i, (kind, length) in enumerate(groups):
        beside = {groups[j][0] for j in (i - 1, i + 1) if 0 <= j < len(groups)}
        turned = "EN" if kind == "ET" and "EN" in beside else "ON" if kind in {"ET", "ES", "CS"} else kind
        found += [turned] * length
    return found


def _resolved(types: Sequence[str], side: str) -> list[str]:
    """Give neutral characters the direction around them. Source: UAX #9, N1 and N2."""
    found: list[str] = []
    groups = [(neutral, list(items)) for neutral, items in groupby(types, key=_is_neutral)]
    for i, (neutral, items) in enumerate(groups):
        if neutral:
            before = _side(groups[i - 1][1][-1]) if i else side
            after = _side(groups[i + 1][1][0]) if i + 1 < len(groups) else side
            found += [before if before == after else side] * len(items)
        else:
            found += items
    return found


def _is_neutral(kind: str) -> bool:
    return kind not in {"L", "R", "EN", "AN"}


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
