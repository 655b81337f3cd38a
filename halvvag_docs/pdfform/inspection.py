"""Look at a form of somebody else: its fields, the words beside them, and what filling would leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform import active, graph, source, tidying
from halvvag_docs.pdfform.assembly import whole_file
from halvvag_docs.pdfform.compiling import SIGNED, notices
from halvvag_docs.pdfform.graph import entry
from halvvag_docs.pdfform.model import FieldKind, FormField
from halvvag_docs.pdfform.source import SourceField

_LEFT, _ABOVE, _RIGHT = 260.0, 16.0, 24.0
"""How far from a field its words may stand, points."""
_MOST = 120
"""Characters of a label."""
_WIDE = 0.5
"""Width of an average character, in ems: where a text ends is not told by pypdf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a PDF form is made of."""

    fields: tuple[FormField, ...]
    beside: Mapping[str, str]
    """Field name -> words on the page that seem to belong to it; with `=STATE` after the name, to one button."""
    pages: int
    notices: tuple[str, ...]
    """What filling leaves out, or why it is not possible, in Swedish."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of text on a page: where its baseline begins, and how large it is."""

    x: float
    y: float
    size: float
    words: str

    @property
    def end(self) -> float:
        return self.x + _WIDE * self.size * len(self.words)


def inspect(content: bytes) -> Inspection:
    """Return what is in a form, filled and signed ones too.

    Raises:
        FileError: see `source.open_form`.
    """
    reader = source.open_form(content)
    with source.careful():
        found = source.source_fields(reader)
        signed = any(is_signed(field) for field in found)
        told = [*notices(reader.root_object), *active.without_actions(reader)]
        return Inspection(
            fields=tuple(source.describe(field) for field in found),
            beside=dict(_beside(reader, found)),
            pages=len(reader.pages),
            notices=(*told, *((SIGNED,) if signed else ())),
        )


def is_signed(field: SourceField) -> bool:
    """Whether a field holds a signature."""
    return field.kind is FieldKind.SIGNATURE and isinstance(field.attributes.get("/V"), DictionaryObject)


def with_sources(content: bytes, expressions: Mapping[str, str]) -> bytes:
    """Return a form in which the fields print these expressions, see `binding`; scripts and XFA are taken out.

    Args:
        content: the form.
        expressions: field name -> print expression.

    Raises:
        FileError: see `source.open_form`; or the form is signed, and would not be so any longer.
    """
    reader = source.open_form(content)
    with source.careful():
        active.without_actions(reader)
        found = source.source_fields(reader)
        if any(map(is_signed, found)):
            raise FileError(SIGNED)
        for field in found:
            if field.name in expressions:
                field.dictionary[NameObject("/TM")] = TextStringObject(expressions[field.name])
        root = reader.root_object
        for holder, keys in ((root, ("/NeedsRendering", "/Perms")), (entry(root, "/AcroForm"), ("/XFA",))):
            for key in keys:
                holder.pop(key, None)
        return _rewritten(reader)


def _rewritten(reader: PdfReader) -> bytes:
    """Write all that the catalog leads to, numbered anew, as one revision."""
    root = reader.trailer.raw_get("/Root")
    used = graph.reachable(reader.get_object, [root], frozenset())
    numbers = {idnum: i for i, idnum in enumerate(used, 1)}
    bodies = {
        new: graph.write(reader.get_object(idnum), lambda one: numbers.get(one.idnum, 0))
        for idnum, new in numbers.items()
    }
    information = max(bodies) + 1
    bodies[information] = b"<<>>"
    return whole_file(bodies, root=numbers[root.idnum], info=information)


# Words beside the fields


def _beside(reader: PdfReader, fields: list[SourceField]) -> Iterator[tuple[str, str]]:
    texts: dict[int, list[_Text]] = {}
    for field in fields:
        widget = next((one for one in field.widgets if one.page is not None), None)
        if widget is None or widget.page is None or not field.kind.fillable:
            continue
        if widget.page not in texts:
            texts[widget.page] = _texts(reader.pages[widget.page])
        on_page = texts[widget.page]
        box = tidying.rectangle(widget.dictionary)
        alone = field.kind is FieldKind.CHECK and len(field.widgets) == 1
        words = _right_of(box, on_page) if alone else ""
        if words := words or _left_of(box, on_page) or _above(box, on_page):
            yield field.name, words[:_MOST]
        for button in field.widgets if field.kind in {FieldKind.CHECK, FieldKind.RADIO} else ():
            if words := _right_of(tidying.rectangle(button.dictionary), on_page):
                yield from ((f"{field.name}={state}", words[:_MOST]) for state in source.states_of(button))


def _texts(page: Any) -> list[_Text]:
    found: list[_Text] = []

    def note(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        words = " ".join(text.split()).strip(" :_.…")
        if words:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or 1.0
            found.append(_Text(x, y, float(size or 10) * scale, words))

    page.extract_text(visitor_text=note)
    return found


Rectangle = tuple[float, float, float, float]


def _left_of(box: Rectangle, texts: list[_Text]) -> str:
    left, bottom, _, top = box
    same = [one for one in texts if bottom - 3 <= one.y <= top and one.x < left and left - one.end < _LEFT]
    return max(same, key=lambda one: one.x).words if same else ""


def _above(box: Rectangle, texts: list[_Text]) -> str:
    left, _, right, top = box
    over = [one for one in texts if top - 2 <= one.y <= top + _ABOVE and left - 12 <= one.x <= right]
    return min(over, key=lambda one: (one.y, one.x)).words if over else ""


def _right_of(box: Rectangle, texts: list[_Text]) -> str:
    _, bottom, right, top = box
    same = [one for one in texts if bottom - 3 <= one.y <= top and right - 2 <= one.x <= right + _RIGHT]
    return min(same, key=lambda one: one.x).words if same else ""
