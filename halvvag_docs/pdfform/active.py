"""Take out of a form what could run or fetch: scripts, and actions that send, start or change something.

A form of somebody else may hold JavaScript that checks or calculates in a viewer. Nothing of it is ever run here,
and nothing of it is passed on. Source: ISO 32000-1, 12.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from halvvag_docs.pdfform.graph import entry, raw_list, reachable, resolved

_HARMLESS = frozenset({"/GoTo", "/GoToR", "/URI", "/Named", "/Thread", "/Hide", "/SetOCGState"})
"""Actions that only show another place or layer; all others are taken out."""
_SCRIPT = "/JavaScript"
NOTICE_SCRIPTS = (
    "Formuläret har skript (JavaScript). De har inte körts och följer inte med: kontroller och uträkningar som de "
    "gör måste du göra själv."
)
NOTICE_ACTIONS = (
    "Formulärets knappar för att skicka, nollställa eller öppna något fungerar inte i det ifyllda dokumentet."
)


def without_actions(reader: PdfReader) -> tuple[str, ...]:
    """Take out every script and every action that does more than lead somewhere; return notices in Swedish."""
    root = reader.root_object
    kinds = {*_from_root(root)}
    for idnum in reachable(reader.get_object, [root], frozenset({"/Metadata"})):
        for holder in _dictionaries(reader.get_object(idnum)):
            kinds |= set(_from(holder))
    found = ((NOTICE_SCRIPTS, _SCRIPT in kinds), (NOTICE_ACTIONS, bool(kinds - {_SCRIPT})))
    return tuple(notice for notice, is_there in found if is_there)


def _from_root(root: DictionaryObject) -> Iterator[str]:
    """Take out what runs when the document is opened; yield the kinds of action."""
    opening = entry(root, "/OpenAction")
    if isinstance(opening, DictionaryObject):
        if entry(opening, "/S") == _SCRIPT:
            yield _SCRIPT
        root.pop("/OpenAction")
    names = entry(root, "/Names")
    if isinstance(names, DictionaryObject) and names.pop(_SCRIPT, None) is not None:
        yield _SCRIPT


def _from(holder: DictionaryObject) -> Iterator[str]:
    """Take the actions out of one dictionary; yield their kinds."""
    more = entry(holder, "/AA")
    if isinstance(more, DictionaryObject):
        for key in more:
            yield from (kind for kind in _kinds(entry(more, key)) if kind == _SCRIPT)
        holder.pop("/AA")
    for key in ("/A", "/PA"):
        kinds = list(_kinds(entry(holder, key)))
        if set(kinds) - _HARMLESS:
            yield from (kind for kind in kinds if kind not in _HARMLESS)
            holder.pop(key)


def _kinds(action: Any, depth: int = 0) -> Iterator[str]:
    """Yield the kind of an action and of those that follow it."""
    kind = entry(action, "/S")
    if kind is None or depth > 20:  # a chain that long is a circle
        return
    yield str(kind)
    after = entry(action, "/Next")
    for one in raw_list(after) or [after]:
        yield from _kinds(resolved(one), depth + 1)


def _dictionaries(value: Any) -> Iterator[DictionaryObject]:
    """Yield a dictionary and those written directly inside it."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, DictionaryObject):
            yield item
            stack.extend(item.raw_get(key) for key in list(item))
        elif isinstance(item, ArrayObject):
            stack.extend(raw_list(item))
