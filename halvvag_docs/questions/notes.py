"""What the interview notes for itself at the top of the answers file: places in the form, never an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PLACE = "# Intervjun är vid: "
_PASSED = "# Intervjun har lämnat tomt: "
_PATH = re.compile(r"[a-z_]\w*(?:\.\w+|\[\d+\])*", re.ASCII)


def written(place: str, passed: Iterable[str]) -> Iterator[str]:
    """Yield the comment lines that tell where the interview is and what it was told to leave."""
    if place:
        yield f"{_PLACE}{place}"
    if left := sorted(passed):
        yield f"{_PASSED}{', '.join(left)}"


def read(text: str) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """Return place, passed questions, and the other comment lines at the top of an answers file."""
    place, passed, head = "", frozenset[str](), []
    for line in text.splitlines():
        if line.startswith(_PLACE):
            place = next(iter(_paths(line.removeprefix(_PLACE))), "")
        elif line.startswith(_PASSED):
            passed = frozenset(_paths(line.removeprefix(_PASSED)))
        elif line.startswith("#"):
            head.append(line.rstrip())
        else:
            break
    return place, passed, tuple(head)


def _paths(text: str) -> Iterator[str]:
    """Yield what looks like a path; whatever else somebody wrote there is nothing to us."""
    yield from (one for one in map(str.strip, text.split(",")) if _PATH.fullmatch(one))
