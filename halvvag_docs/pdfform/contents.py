"""Everything that a PDF holds, seen or not: texts, strings, streams, and what earlier revisions left behind."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject, TextStringObject

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform import reader, source
from halvvag_docs.pdfform.tagged import page_text

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def texts(content: bytes, *, tagged: bool = True) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of all that a person or a program can read in a document.

    That is the text of the pages and their margins, what is drawn in fields and on continuation sheets, and every
    string of every object: field values, tooltips, alternative texts, bookmarks, metadata.

    Args:
        content: a PDF that we made.
        tagged: whether the pages are of our own templates, and so can also be read as a screen reader does.
    """
    if tagged:
        pages = page_text(content)
        yield "sidorna", "\n".join((pages.text, *pages.margins))
    try:
        for name, drawn in reader.drawn_text(content).items():
            yield f"fältet {name}", drawn
    except FileError:  # a document of running text need have no fields
        pass
    opened = PdfReader(io.BytesIO(content))
    with source.careful():
        for number, one in enumerate(() if tagged else opened.pages, start=1):
            yield f"sida {number}", one.extract_text()
        for number in sorted(
            {idnum for table in opened.xref.values() for idnum in table} | set(opened.xref_objStm)
        ):
            yield from ((f"objekt {number}", one) for one in _strings(opened.get_object(number)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, StreamObject) and value.get("/Type") == "/Metadata":
        yield value.get_data().decode("utf-8", "replace")
    if isinstance(value, DictionaryObject):
        for item in dict.values(value):
            yield from _strings(item)
    elif isinstance(value, ArrayObject):
        for item in list.__iter__(value):
            yield from _strings(item)
    elif isinstance(value, TextStringObject):
        yield str(value)
    elif isinstance(value, ByteStringObject):
        yield bytes(value).decode("latin-1")


def raw(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (where, bytes) of the file as it is, and of each stream in it inflated, those of old revisions too."""
    yield "filen", content
    for number, match in enumerate(_STREAM.finditer(content), start=1):
        try:
            yield f"ström {number}", zlib.decompressobj().decompress(match[1])
        except zlib.error:  # not deflated: it stands in the file as it is
            continue
