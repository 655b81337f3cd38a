"""The tags of a template: found across the runs Word splits them into, and marked to keep their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from halvvag_docs.word.places import TEXT, Spot, own_texts

WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_FORM = re.compile(r"\{([{%#])-?(p|tr|tc|r)?(?=\s)\s*(.*?)\s*-?[}%#]\}", re.DOTALL)
_PLAIN_FORM = re.compile(r"\{([{%#])-?()\s*(.*?)\s*-?[}%#]\}", re.DOTALL)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Word corrects quotes while one types, and a no-break space is easily typed for a space.
_TYPED = {ord(character): '"' for character in "“”„‟″"}
_TYPED |= {ord(character): "'" for character in "‘’‚‛′"}
_TYPED |= {ord(character): " " for character in "\u00a0\u2007\u202f\t\n\r"}
_TYPED |= {ord(character): "" for character in "\u200b\u200c\u200d\u2060\ufeff\u00ad"}

# A mark is one character of a plane that no font fills; it travels with its tag through docxtpl's patching.
_FIRST_MARK, _LAST_MARK = 0xF0000, 0xFFFFD
MARK = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag of a template."""

    number: int
    """Position among the tags of its part, 0-based."""
    text: str
    """The whole tag as typed, quotes made straight: ``{%tr for m in plan.mal %}``."""
    kind: str
    """``{`` prints, ``%`` is a statement, ``#`` a comment."""
    scope: str
    """``p``, ``tr``, ``tc`` or ``r``: docxtpl's unit that the tag stands for; else empty."""
    body: str
    """What is inside: ``for m in plan.mal``."""
    spot: Spot

    @property
    def word(self) -> str:
        """First word of a statement: ``for``, ``endif``."""
        return self.body.split(None, 1)[0] if self.kind == "%" and self.body else ""


def find(spot: Spot, *, first: int) -> tuple[Tag, ...]:
    """Return the tags of one paragraph; ``first`` is the number of the first of them."""
    text = "".join(element.text or "" for element in _texts(spot))
    found = (_clean(match.group()) for match in WHOLE.finditer(text))
    return tuple(_tag(whole, first + position, spot) for position, whole in enumerate(found))


def leftovers(spot: Spot) -> str:
    """Return the first brace pair of a paragraph that belongs to no whole tag, or an empty text."""
    text = "".join(element.text or "" for element in _texts(spot))
    rest = BROKEN.search(WHOLE.sub("", text))
    return rest.group() if rest else ""


def _tag(whole: str, number: int, spot: Spot) -> Tag:
    match = _FORM.fullmatch(whole) or _PLAIN_FORM.fullmatch(whole)
    kind, scope, body = match.groups() if match else (whole[1], "", whole[2:-2].strip())
    return Tag(number=number, text=whole, kind=kind, scope=scope or "", body=body, spot=spot)


def _texts(spot: Spot) -> Iterator[Any]:
    return (element for element in own_texts(spot.element) if element.tag == TEXT)


def _clean(whole: str) -> str:
    return MARK.sub("", whole.translate(_TYPED))


def mark(tags: Iterable[Tag]) -> None:
    """Clean every tag where it stands in the tree, and put its mark before its closing braces."""
    by_spot: dict[int, list[Tag]] = {}
    spots: dict[int, Spot] = {}
    for tag in tags:
        by_spot.setdefault(id(tag.spot.element), []).append(tag)
        spots[id(tag.spot.element)] = tag.spot
    for key, spot in spots.items():
        _mark_paragraph(spot, by_spot[key])


def _mark_paragraph(spot: Spot, tags: list[Tag]) -> None:
    elements = list(_texts(spot))
    whole = "".join(element.text or "" for element in elements)
    letters = list(whole)
    for match, tag in zip(WHOLE.finditer(whole), tags, strict=True):
        for position in range(match.start(), match.end()):
            letters[position] = _clean(letters[position])
        if tag.word not in ("vm", "hm"):  # docxtpl knows these only when nothing else is in the tag
            close = match.end() - (3 if whole[match.end() - 3] == "-" else 2)
            letters[close] = chr(_FIRST_MARK + tag.number) + letters[close]
    start = 0
    for element in elements:
        end = start + len(element.text or "")
        if any(match.start() < end and match.end() > start for match in WHOLE.finditer(whole)):
            element.text = "".join(letters[start:end])
            element.set(_SPACE, "preserve")
        start = end


def number_of(mark_character: str) -> int:
    """Return the number of the tag that a mark belongs to."""
    return ord(mark_character) - _FIRST_MARK
