"""What a form carries along of how it was when it went out, so that what comes back can be compared.

It lies in the page-piece dictionary of the catalog, where ISO 32000-1, 14.5 has room for a program's own data and
PDF/A leaves it alone: facts about the document, and of each field a short digest of its value. Nothing stands
there that the file does not show.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import date

from halvvag_docs.pdfform import syntax
from halvvag_docs.pdfform.model import FieldKind, FormField, Value

KEY = "/halvvag_docs"
_FIELDS = "fields"
_DIGITS = 8
_COUNT = re.compile(rb"/Count (\d+)")
_OFF = frozenset(("", "Off", False, None))


def digest(value: Value | None) -> str:
    """Return a short digest of a value as `reader.read` gives it: eight hexadecimal digits."""
    plain = "" if value in _OFF else "\x01" if value is True else str(value)
    return hashlib.sha256(plain.encode()).hexdigest()[:_DIGITS]


def as_read(field: FormField, value: Value) -> Value:
    """Return a stored value as it is read back: a box with one state is ticked or not."""
    if field.kind is FieldKind.CHECK and len(field.states) <= 1:
        return value not in _OFF
    return value


def digests(fields: Iterable[tuple[str, Value]]) -> bytes:
    """Return the stream that holds the digest of each field by its name."""
    lines = "\n".join(f"{name} {digest(value)}" for name, value in fields)
    return syntax.stream(b"/Filter/FlateDecode", zlib.compress(lines.encode()))


def piece(facts: Iterable[tuple[str, str]], number: int, day: date) -> bytes:
    """Return the catalog's entry: facts by name, and the object number of the digests."""
    own = b"".join(syntax.name(key) + syntax.text_string(text) for key, text in facts)
    own += syntax.name(_FIELDS) + b" " + syntax.reference(number)
    stamp = day.strftime("%Y%m%d").encode("ascii")
    return b"/PieceInfo<<%s<</LastModified(D:%s)/Private<<%s>>>>>>" % (KEY.encode("ascii"), stamp, own)


def page_count(pages: bytes) -> int:
    """Return how many pages the written root of the page tree has; 0 when it does not tell."""
    found = _COUNT.search(pages)
    return int(found[1]) if found else 0


def unpacked(private: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the facts, and the digest of each field by its name."""
    facts = {key: text for key, text in private.items() if key != _FIELDS}
    pairs = (line.rpartition(" ") for line in private.get(_FIELDS, "").splitlines())
    return facts, {name: found for name, _, found in pairs if name}
