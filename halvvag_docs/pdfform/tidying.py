"""Put a form right that another program wrote carelessly, in memory, before anybody looks at its fields.

Only what viewers agree on: a widget on a page is a field even when the list of fields has forgotten it, a field
that is written in place is an object like others, a check box that nobody drew has the state Yes. Source: ISO
32000-1, 12.7.2, 12.7.3.1 and 12.7.4.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from halvvag_docs.pdfform import looks
from halvvag_docs.pdfform.graph import entry, raw_list, resolved

_BLACK = b"0 0 0"
_DEEPEST = 64
_FIRST_FREE = 1 << 22
"""Numbers in memory only: what is written is numbered anew."""
OF_FIELD = ("/T", "/FT", "/Ff", "/V", "/DV", "/Opt", "/MaxLen", "/TU", "/TM", "/Kids")
"""Entries that belong to a field and not to the places where it is shown."""


def tidy(reader: PdfReader) -> None:
    """Make every field and widget an object of its own that the form knows."""
    form = entry(reader.root_object, "/AcroForm")
    if not isinstance(form, DictionaryObject):
        return
    tops = _with_references(reader, form, "/Fields")
    widgets = [one for page in reader.pages for one in _with_references(reader, page, "/Annots")]
    tops = list({top.idnum: top for one in tops for top in [_top(one)]}.values())
    known = set(_tree(reader, tops))
    for widget in widgets:
        if entry(widget, "/Subtype") != "/Widget" or widget.idnum in known:
            continue
        top = _adopted(widget, known)
        if top.idnum not in known and any(key in resolved(top) for key in ("/T", "/FT")):
            tops.append(top)
        known |= set(_tree(reader, [top])) | {widget.idnum}
    form[NameObject("/Fields")] = ArrayObject(tops)


def _with_references(reader: PdfReader, holder: DictionaryObject, key: str) -> list[IndirectObject]:
    """Return the dictionaries in an array as references; those written in place become objects."""
    items = [one for one in raw_list(entry(holder, key)) if isinstance(resolved(one), DictionaryObject)]
    found = [one if isinstance(one, IndirectObject) else _object(reader, one) for one in items]
    if any(not isinstance(one, IndirectObject) for one in items):
        holder[NameObject(key)] = ArrayObject(found)
    return found


def _object(reader: PdfReader, value: Any) -> IndirectObject:
    """Give a value a number of its own."""
    number = _FIRST_FREE + len(reader.resolved_objects)
    while number in reader.xref_objStm or any(number in known for known in reader.xref.values()):
        number += 1
    reader.resolved_objects[(0, number)] = value
    return IndirectObject(number, 0, reader)


def _above(field: Any) -> Any:
    """Return the reference to the field above one, when that knows it; else None."""
    node = resolved(field)
    parent = node.raw_get("/Parent") if "/Parent" in node else None
    if not isinstance(parent, IndirectObject) or not isinstance(resolved(parent), DictionaryObject):
        return None
    kids = [kid.idnum for kid in raw_list(entry(parent, "/Kids")) if isinstance(kid, IndirectObject)]
    return parent if field.idnum in kids else None


def _top(field: IndirectObject) -> IndirectObject:
    """Return the topmost field above one."""
    for _ in range(_DEEPEST):
        above = _above(field)
        if above is None:
            break
        field = above
    return field


def _tree(reader: PdfReader, tops: Sequence[IndirectObject]) -> Iterator[int]:
    """Yield the numbers of fields and all below them; kids that are written in place become objects."""
    stack, seen = list(tops), set()
    while stack:
        one = stack.pop()
        if one.idnum not in seen:
            seen.add(one.idnum)
            yield one.idnum
            stack += _with_references(reader, resolved(one), "/Kids")


def _adopted(widget: IndirectObject, known: set[int]) -> IndirectObject:
    """Hang a forgotten widget under the field it names as its parent; return the topmost field."""
    node = resolved(widget)
    parent = node.raw_get("/Parent") if "/Parent" in node else None
    is_field = isinstance(parent, IndirectObject) and any(key in (resolved(parent) or ()) for key in ("/T", "/FT"))
    if _above(widget) is None and is_field:
        kids = [*raw_list(entry(parent, "/Kids")), widget]
        resolved(parent)[NameObject("/Kids")] = ArrayObject(kids)
        known.discard(widget.idnum)
    return _top(widget)


def draw_states(reader: PdfReader, widgets: Sequence[DictionaryObject], value: str, *, radio: bool) -> None:
    """Draw the states of a check box or of radio buttons that have no look of their own.

    Args:
        reader: the file.
        widgets: where the field is shown.
        value: the stored state; names the state of a check box when nothing else does.
        radio: whether they are radio buttons; those without a name are counted from 0.
    """
    for i, widget in enumerate(widgets):
        looks_on = entry(widget, "/AP", "/N")
        names = [] if isinstance(looks_on, StreamObject) else [key for key in looks_on or () if key != "/Off"]
        missing = [key for key in names if not isinstance(entry(looks_on, key), StreamObject)]
        if names and not missing:
            continue
        name = _state(widget, str(i) if radio else value.replace("Off", "") or "Yes")
        size = _size(widget)
        ground, mark = looks.backdrop(widget, *size), looks.dot if radio else looks.tick
        states = DictionaryObject({} if isinstance(looks_on, StreamObject) else looks_on or {})
        for key in missing or [name]:
            states[NameObject(key)] = _object(reader, _drawn(ground + mark(*size, _BLACK), size))
        if not isinstance(entry(states, "/Off"), StreamObject):
            states[NameObject("/Off")] = _object(reader, _drawn(ground, size))
        widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): states})


def _state(widget: DictionaryObject, otherwise: str) -> str:
    pressed = entry(widget, "/AP", "/D")
    is_named = isinstance(pressed, DictionaryObject) and not isinstance(pressed, StreamObject)
    known = [key for key in pressed if key != "/Off"] if is_named else []
    shown = entry(widget, "/AS")
    if not known and shown not in {None, "/Off"}:
        known = [str(shown)]
    return str(known[0]) if known else f"/{otherwise}"


def _size(widget: DictionaryObject) -> tuple[float, float]:
    left, bottom, right, top = rectangle(widget)
    return right - left, top - bottom


def rectangle(widget: DictionaryObject) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a widget in points; all 0 when it says nothing that can be used."""
    corners = [resolved(value) for value in raw_list(entry(widget, "/Rect"))]
    if len(corners) != 4 or not all(isinstance(value, int | float) for value in corners):
        return 0.0, 0.0, 0.0, 0.0
    x, y, x2, y2 = (float(value) for value in corners)
    return min(x, x2), min(y, y2), max(x, x2), max(y, y2)


def _drawn(content: bytes, size: tuple[float, float]) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(value) for value in (0, 0, *size)]),
            NameObject("/Resources"): DictionaryObject(),
        }
    )
    return stream


def joined_fields(
    base: tuple[IndirectObject, DictionaryObject], places: Sequence[tuple[IndirectObject, DictionaryObject]]
) -> None:
    """Hang the places of a second field of the same name under the first, so that both are one field."""
    reference, field = base
    for place, widget in places:
        for key in OF_FIELD:
            widget.pop(key, None)
        widget[NameObject("/Parent")] = reference
        field[NameObject("/Kids")] = ArrayObject([*raw_list(entry(field, "/Kids")), place])
