"""Walk the objects of a parsed PDF, number them anew and write them out (pypdf objects in, bytes out)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from halvvag_docs.pdfform import syntax

Number = Callable[[IndirectObject], int]
"""Gives the number of a referenced object in the new file; 0 for one that is not kept, written as null."""


def resolved(value: Any) -> Any:
    """Return what a reference leads to, None for the null object."""
    value = value.get_object() if isinstance(value, IndirectObject) else value
    return None if isinstance(value, NullObject) else value


def entry(holder: Any, *keys: str) -> Any:
    """Return the value under `keys`, one dictionary inside the other; None when something lacks."""
    value = resolved(holder)
    for key in keys:
        value = resolved(value.raw_get(key)) if isinstance(value, DictionaryObject) and key in value else None
    return value


def raw_list(value: Any) -> list[Any]:
    """Return the items of an array, references left as they are; empty for anything else."""
    value = resolved(value)
    return list(list.__iter__(value)) if isinstance(value, ArrayObject) else []


def raw_items(dictionary: DictionaryObject) -> list[tuple[str, Any]]:
    """Return the entries of a dictionary, references left as they are."""
    return [(str(key), dictionary.raw_get(key)) for key in dictionary]


def reachable(follow: Callable[[IndirectObject], Any], roots: Iterable[Any], skipped: frozenset[str]) -> list[int]:
    """Return the numbers of all objects that `roots` lead to, in the order met, except through `skipped` keys."""
    seen: dict[int, None] = {}
    stack = list(roots)[::-1]
    while stack:
        item = stack.pop()
        if isinstance(item, IndirectObject):
            if item.idnum not in seen:
                seen[item.idnum] = None
                stack.append(follow(item))
        elif isinstance(item, DictionaryObject):
            stack.extend(value for key, value in reversed(raw_items(item)) if key not in skipped)
        elif isinstance(item, ArrayObject):
            stack.extend(reversed(raw_list(item)))
    return list(seen)


def write(value: Any, number: Number) -> bytes:
    """Write any object; references get their new numbers."""
    match value:
        case IndirectObject():
            new = number(value)
            return syntax.reference(new) if new else b"null"
        case StreamObject():
            return write_stream(value, number)
        case DictionaryObject():
            return b"<<" + entries(dict(raw_items(value)), number) + b">>"
        case ArrayObject():
            return syntax.array([write(item, number) for item in raw_list(value)])
        case _:
            return _write_simple(value)


def _write_simple(value: Any) -> bytes:
    written = b"null"
    match value:
        case BooleanObject():
            written = b"true" if value.value else b"false"
        case NumberObject():
            written = b"%d" % int(value)
        case FloatObject():
            written = f"{float(value):.6f}".rstrip("0").rstrip(".").encode("ascii") or b"0"
        case NameObject():
            written = syntax.name(str(value)[1:])
        case ByteStringObject():
            written = syntax.hexadecimal(bytes(value))
        case TextStringObject():
            written = syntax.text_string(str(value))
    return written


def entries(items: Mapping[str, Any], number: Number, *, without: Iterable[str] = ()) -> bytes:
    """Write dictionary entries, except the keys in `without`."""
    left_out = frozenset(without)
    return b"".join(
        syntax.name(key[1:]) + b" " + write(value, number) for key, value in items.items() if key not in left_out
    )


def write_stream(value: StreamObject, number: Number) -> bytes:
    """Write a stream with its data as they are encoded in the source."""
    head = entries(dict(raw_items(value)), number, without=("/Length",))
    return syntax.stream(head, bytes(value._data))  # noqa: SLF001 - pypdf has no public access to the encoded bytes
