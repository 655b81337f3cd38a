"""What is otherwise in a file now than when it was signed, told by its fields and pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic

from halvvag_docs.signing import fields
from halvvag_docs.signing.verdict import Change

_OPEN = ("datum", "ort")
_DEEPEST = 64


def since(signature: Any, *, allowed: bool) -> tuple[Change, ...]:
    """Return what came after a signature.

    Args:
        signature: pyHanko's.
        allowed: whether all of it is allowed, as its policy has found; then no change is named as forbidden.
    """
    reader = signature.reader
    before = reader.get_historical_resolver(signature.signed_revision)
    if reader.total_revisions - 1 <= signature.signed_revision:
        return ()
    found = [*_signatures(before, reader), *_fields(before, reader, allowed=allowed), *_pages(before, reader)]
    if not allowed and all(one.allowed for one in found):
        found.append(Change(kind="other", name="något annat än fält, underskrifter och sidor", allowed=False))
    return tuple(found)


def _signatures(before: Any, after: Any) -> Iterator[Change]:
    known = {one.field for one in fields.places_in(before) if one.signed}
    for one in fields.places_in(after):
        if one.signed and one.field not in known:
            yield Change(kind="signature", name=one.words, allowed=True)


def _fields(before: Any, after: Any, *, allowed: bool) -> Iterator[Change]:
    """Yield the fields whose value or look is another; the date and town beside a signature may be filled in."""
    old, new = dict(_terminal(before)), dict(_terminal(after))
    signed = {one.field.rpartition(".")[0] for one in fields.places_in(after) if one.signed}
    for name in dict.fromkeys((*old, *new)):
        if name not in old or name not in new:
            yield Change(kind="field", name=_label(old.get(name) or new[name], name), allowed=False)
        elif _state(old[name]) != _state(new[name]):
            parent, _, own = name.rpartition(".")
            beside = own in _OPEN and parent in signed and not fields.text_of(old[name])
            yield Change(kind="field", name=_label(new[name], name), allowed=allowed or beside)


def _pages(before: Any, after: Any) -> Iterator[Change]:
    old, new = (int(one.root["/Pages"]["/Count"]) for one in (before, after))
    if new != old:
        words = f"{abs(new - old)} sida" if abs(new - old) == 1 else f"{abs(new - old)} sidor"
        yield Change(kind="pages", name=f"{words} {'tillagd' if new > old else 'borttagen'}", allowed=False)


def _terminal(resolver: Any) -> Iterator[tuple[str, Any]]:
    """Yield (full name, field) of every field that is no signature."""
    form = fields.entry(resolver.root, "/AcroForm")
    yield from _below(fields.entry(form, "/Fields") or (), "", _DEEPEST)


def _below(kids: Any, above: str, deepest: int) -> Iterator[tuple[str, Any]]:
    for kid in (one.get_object() for one in kids):
        own = fields.entry(kid, "/T")
        name = above if own is None else f"{above}.{own}".lstrip(".")
        below = fields.entry(kid, "/Kids")
        if below and any(fields.entry(one.get_object(), "/T") is not None for one in below):
            if deepest:
                yield from _below(below, name, deepest - 1)
        elif fields.entry(kid, "/FT") != "/Sig":
            yield name, kid


def _state(field: Any) -> tuple[Any, ...]:
    """Return what a field holds and shows, comparable."""
    widgets = [field, *(one.get_object() for one in fields.entry(field, "/Kids") or ())]
    looks = [(_text(one.raw_get("/AS")) if "/AS" in one else "", _shown(one)) for one in widgets]
    return (_text(fields.entry(field, "/V")), *looks)


def _shown(widget: Any) -> bytes:
    look = fields.entry(fields.entry(widget, "/AP"), "/N")
    return look.data if isinstance(look, generic.StreamObject) else b""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _label(field: Any, name: str) -> str:
    label = fields.entry(field, "/TU")
    return f"«{label}»" if label else name
