"""A form that came back: its fields and values, and what it carried along, in one reading of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from halvvag_docs.pdfform import active, reader, sent, source
from halvvag_docs.pdfform.compiling import SIGNED, notices
from halvvag_docs.pdfform.graph import entry, resolved
from halvvag_docs.pdfform.inspection import is_signed
from halvvag_docs.pdfform.model import FormField, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Comeback:
    """What is in a form that came back."""

    fields: tuple[FormField, ...]
    values: Mapping[str, Value] = field(repr=False)
    """As `reader.read` gives them."""
    facts: Mapping[str, str]
    """What the form says of itself, see `sent`; empty when it carries nothing."""
    sent: Mapping[str, str] = field(repr=False)
    """Digest of each field as it was sent."""
    pages: int
    notices: tuple[str, ...]
    """What does not belong in a form that was only filled in, in Swedish."""


def come_back(content: bytes) -> Comeback:
    """Return what is in a form that came back.

    Raises:
        FileError: see `source.open_form`.
    """
    opened = source.open_form(content)
    with source.careful():
        found = source.source_fields(opened)
        facts, digests = _carried(opened)
        told = [*notices(opened.root_object), *active.without_actions(opened)]
        signed = (SIGNED,) if any(map(is_signed, found)) else ()
        return Comeback(
            fields=tuple(map(source.describe, found)),
            values=dict(reader.values_of(found)),
            facts=facts,
            sent=digests,
            pages=len(opened.pages),
            notices=(*told, *signed),
        )


def _carried(opened: PdfReader) -> tuple[dict[str, str], dict[str, str]]:
    private = entry(opened.root_object, "/PieceInfo", sent.KEY, "/Private")
    if not isinstance(private, DictionaryObject):
        return {}, {}
    return sent.unpacked({str(key)[1:]: _words(resolved(private[key])) for key in private})


def _words(value: object) -> str:
    return value.get_data().decode("utf-8", "replace") if isinstance(value, StreamObject) else str(value)
