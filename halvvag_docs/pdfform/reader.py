"""Read a filled form back: the stored values, and the words that are really drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from halvvag_docs.pdfform import source
from halvvag_docs.pdfform.appearance import REFERENCE_TAG
from halvvag_docs.pdfform.continuation import FIELD_KEY
from halvvag_docs.pdfform.drawn import Decoder, decoder, shown_texts
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.model import FieldKind, Value
from halvvag_docs.pdfform.source import SourceField, Widget

_SHEET_DEPTH = 3
"""Levels below the tree root where the points of a continuation sheet may stand."""
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f]+")


def read(content: bytes) -> dict[str, Value]:
    """Return the value of every field that takes one.

    Text, an export code, a state ("" for none), or a bool for a check box.

    A check box with several states gives the state instead of true.

    Raises:
        FileError: see `source.open_form`.
    """
    return dict(values_of(source.source_fields(source.open_form(content))))


def values_of(fields: Iterable[SourceField]) -> Iterator[tuple[str, Value]]:
    """Yield name and value of every field that takes one, as `read` gives them."""
    for field in fields:
        described = source.describe(field)
        if not described.kind.fillable:
            continue
        value = source.value_of(field)
        if described.kind in {FieldKind.CHECK, FieldKind.RADIO}:
            value = "" if value == "Off" else value
        single = described.kind is FieldKind.CHECK and len(described.states) <= 1
        yield field.name, bool(value) if single else value


def drawn_text(content: bytes) -> dict[str, str]:
    """Return what stands on paper for every field: its appearance, then its part of the continuation sheet.

    For a check box or radio button it is the state that is drawn, "" for none. Lines end with a line feed;
    references to the continuation sheet are left out. Only what is drawn counts: stored values are not looked at.

    Raises:
        FileError: see `source.open_form`.
    """
    reader = source.open_form(content)
    drawn, decoders = {}, _Decoders()
    for field in source.source_fields(reader):
        if field.kind in {FieldKind.CHECK, FieldKind.RADIO}:
            states = [str(entry(widget.dictionary, "/AS") or "/Off")[1:] for widget in field.widgets]
            drawn[field.name] = next((state for state in states if state != "Off"), "")
        elif field.kind.fillable:
            drawn[field.name] = _appearance_text(field, decoders)
    # Walking the structure tree takes long, and only a box that refers to the sheet has more there.
    for name, text in _continued(reader, decoders) if decoders.referred else ():
        if name in drawn:
            drawn[name] = f"{drawn[name]}{text}"
    return drawn


def shows(drawn: str, value: str) -> bool:
    """Whether `value` stands whole in `drawn`; white space and characters that are never seen do not count."""
    return _visible(value) in _visible(drawn)


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _appearance_text(field: SourceField, decoders: _Decoders) -> str:
    """Return the text of the first widget that draws any."""
    texts = (_widget_text(widget, decoders) for widget in field.widgets)
    return next((text for text in texts if text), "")


def _widget_text(widget: Widget, decoders: _Decoders) -> str:
    normal = entry(widget.dictionary, "/AP", "/N")
    if not isinstance(normal, StreamObject):
        return ""
    data = normal.get_data()
    decoders.referred |= REFERENCE_TAG in data
    found = shown_texts(data, decoders.of(entry(normal, "/Resources")))
    reference = REFERENCE_TAG.decode("ascii")
    return "".join(one.text + "\n" for one in found if all(mark.tag != reference for mark in one.marks))


def _continued(reader: PdfReader, decoders: _Decoders) -> Iterator[tuple[str, str]]:
    """Yield field name and text of each point on the continuation sheet, found through the structure tree."""
    root = entry(reader.root_object, "/StructTreeRoot")
    if root is None:
        yield from _untagged(reader, decoders)
    pages: dict[int, dict[int, str]] = {}
    for point in _sections(root, 0) if isinstance(root, DictionaryObject) else ():
        text = ""
        paragraphs = (kid for kid in raw_list(entry(point, "/K")) if entry(kid, "/S") == "/P")
        for paragraph in paragraphs:
            for mark in raw_list(entry(paragraph, "/K")):
                page = mark.raw_get("/Pg")
                if page.idnum not in pages:
                    pages[page.idnum] = _marked_text(page.get_object(), decoders)
                text += pages[page.idnum].get(int(mark["/MCID"]), "")
        yield str(point["/T"]), text


def _untagged(reader: PdfReader, decoders: _Decoders) -> Iterator[tuple[str, str]]:
    """Yield field name and text from the continuation sheet of a form without tags."""
    for page in reader.pages:
        contents = entry(page, "/Contents")
        data = contents.get_data() if isinstance(contents, StreamObject) else b""
        if FIELD_KEY in data:
            for one in shown_texts(data, decoders.of(entry(page, "/Resources"))):
                yield from ((mark.field, one.text + "\n") for mark in one.marks if mark.field)


def _sections(element: DictionaryObject, depth: int) -> Iterator[DictionaryObject]:
    """Yield the titled sections below the document element: the points of a continuation sheet."""
    kids = raw_list(entry(element, "/K")) or [entry(element, "/K")]
    for kid in kids if depth <= _SHEET_DEPTH else ():
        kind = entry(kid, "/S")
        if kind == "/Sect" and entry(kid, "/T") is not None:
            yield resolved(kid)
        elif kind == "/Sect" or (kind is not None and depth == 0):
            yield from _sections(resolved(kid), depth + 1)


def _marked_text(page: DictionaryObject, decoders: _Decoders) -> dict[int, str]:
    """Return the text of a page of ours by marked-content identifier."""
    texts: dict[int, str] = {}
    for one in shown_texts(entry(page, "/Contents").get_data(), decoders.of(entry(page, "/Resources"))):
        for mark in one.marks:
            if mark.identifier is not None:
                texts[mark.identifier] = texts.get(mark.identifier, "") + one.text + "\n"
    return texts


class _Decoders:
    """Decoders by resource dictionary; a form's widgets share one."""

    def __init__(self) -> None:
        self.known: dict[int, dict[str, Decoder]] = {}
        self.referred = False
        """Whether any box that was read refers to the continuation sheet."""

    def of(self, resources: Any) -> dict[str, Decoder]:
        """Return a decoder for each font resource."""
        key = id(resources)
        if key not in self.known:
            fonts = entry(resources, "/Font") or {}
            self.known[key] = {str(name): _decoder(fonts[name]) for name in fonts}
        return self.known[key]


def _decoder(font: Any) -> Decoder:
    to_unicode = entry(font, "/ToUnicode") if entry(font, "/Subtype") == "/Type0" else None
    return decoder(None if to_unicode is None else to_unicode.get_data())
