"""Open a PDF and find its form fields (pypdf)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.model import FieldKind, FormField, Option
from halvvag_docs.pdfform.plate import READ_ONLY

_REQUIRED = 2
_MULTILINE, _COMB = 1 << 12, 1 << 24
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
_COMBO, _EDIT = 1 << 17, 1 << 18
_DEEPEST = 64
"""Levels of the field tree; more means a cycle."""
_INHERITED = ("/FT", "/Ff", "/DA", "/Q", "/MaxLen", "/Opt", "/V", "/TM")
_XFA = (
    "PDF-filen är ett XFA-formulär, som bara Adobes program visar. Skriv ut den till PDF och gör fälten på nytt."
)
_DAMAGED = "PDF-filen är skadad och går inte att läsa. Öppna den i en PDF-läsare och spara den på nytt."


@dataclass(frozen=True, slots=True)
class Widget:
    """One place on a page where a field is shown."""

    reference: IndirectObject
    dictionary: DictionaryObject
    page: int | None
    """0-based, None when no page shows it."""


@dataclass(slots=True)
class SourceField:
    """A terminal field as it stands in the file."""

    name: str
    parent: str
    reference: IndirectObject
    dictionary: DictionaryObject
    attributes: dict[str, Any]
    """Inherited and own entries of the field."""
    widgets: list[Widget] = field(default_factory=list)

    @property
    def flags(self) -> int:
        """Field flags. Source: ISO 32000-1, tables 221, 226, 228 and 230."""
        value = self.attributes.get("/Ff")
        return int(value) if isinstance(value, int | float) else 0

    @property
    def kind(self) -> FieldKind:
        """The kind of the field, from its type and flags."""
        kind = FieldKind.BUTTON
        match str(self.attributes.get("/FT")):
            case "/Tx" if self.flags & _COMB and "/MaxLen" in self.attributes:
                kind = FieldKind.COMB
            case "/Tx":
                kind = FieldKind.MULTILINE if self.flags & _MULTILINE else FieldKind.TEXT
            case "/Btn" if not self.flags & _PUSH_BUTTON:
                kind = FieldKind.RADIO if self.flags & _RADIO else FieldKind.CHECK
            case "/Ch":
                kind = FieldKind.CHOICE if self.flags & _COMBO else FieldKind.LISTBOX
            case "/Sig":
                kind = FieldKind.SIGNATURE
        return kind


def open_form(content: bytes) -> PdfReader:
    """Open a PDF that holds a form.

    Raises:
        FileError: it is no PDF, is damaged or encrypted, holds no form fields, or holds an XFA form alone.
    """
    if b"%PDF-" not in content[:1024]:
        raise FileError("Filen är ingen PDF.")
    try:
        reader = PdfReader(io.BytesIO(content))
        encrypted = reader.is_encrypted
        form = None if encrypted else entry(reader.root_object, "/AcroForm")
    except Exception as error:  # pypdf lets any exception out of a broken file
        raise damaged() from error
    if encrypted:
        raise FileError("PDF-filen är krypterad. Spara en kopia utan lösenord och försök igen.")
    if not raw_list(entry(form, "/Fields")):
        raise FileError("PDF-filen har inga formulärfält." if entry(form, "/XFA") is None else _XFA)
    return reader


def damaged() -> FileError:
    """Return the error for a file whose skeleton is broken."""
    return FileError(_DAMAGED)


def source_fields(reader: PdfReader) -> list[SourceField]:
    """Return the terminal fields in reading order, that of the pages' annotations.

    Raises:
        FileError: the field tree is damaged.
    """
    found: dict[str, SourceField] = {}
    try:
        places = _places_of_widgets(reader)
        form = entry(reader.root_object, "/AcroForm")
        start = {key: entry(form, key) for key in ("/DA", "/Q") if key in form}
        for reference in raw_list(entry(form, "/Fields")):
            for one in _walk(reference, "", start, places, 0):
                if one.name in found:
                    found[one.name].widgets.extend(one.widgets)
                else:
                    found[one.name] = one
    except FileError:
        raise
    except Exception as error:  # pypdf lets any exception out of a broken file
        raise damaged() from error
    nowhere = len(reader.pages), 0
    return sorted(
        found.values(),
        key=lambda one: min(
            (places.get(widget.reference.idnum, nowhere) for widget in one.widgets), default=nowhere
        ),
    )


def _walk(
    reference: Any, parent: str, inherited: dict[str, Any], spots: dict[int, tuple[int, int]], depth: int
) -> Iterator[SourceField]:
    node = resolved(reference)
    if depth > _DEEPEST:
        raise FileError("Fälten i PDF-filen hänvisar till varandra i cirkel. Filen går inte att fylla.")
    if not isinstance(node, DictionaryObject) or not isinstance(reference, IndirectObject):
        return
    attributes = {**inherited, **{key: entry(node, key) for key in _INHERITED if key in node}}
    own = entry(node, "/T")
    name = parent if own is None else f"{parent}.{own}" if parent else str(own)
    kids = [kid for kid in raw_list(entry(node, "/Kids")) if isinstance(resolved(kid), DictionaryObject)]
    if any("/T" in resolved(kid) for kid in kids):
        passed_on = {key: value for key, value in attributes.items() if key not in {"/V", "/TM"}}
        for kid in kids:
            yield from _walk(kid, name, passed_on, spots, depth + 1)
    elif "/FT" in attributes:
        places = [place for place in kids or [reference] if isinstance(place, IndirectObject)]
        widgets = [Widget(place, resolved(place), spots.get(place.idnum, (None, 0))[0]) for place in places]
        yield SourceField(name, parent, reference, node, attributes, widgets)


def describe(source: SourceField) -> FormField:
    """Return what a person and a program need to know of a field."""
    kind, flags = source.kind, source.flags
    tooltips = (entry(d, "/TU") for d in (source.dictionary, *(w.dictionary for w in source.widgets)))
    length = source.attributes.get("/MaxLen")
    states = dict.fromkeys(state for widget in source.widgets for state in states_of(widget))
    return FormField(
        name=source.name,
        kind=kind,
        label=next((str(tip) for tip in tooltips if tip), source.name),
        pages=tuple(sorted({w.page for w in source.widgets if w.page is not None})),
        states=tuple(states) if kind in {FieldKind.CHECK, FieldKind.RADIO} else (),
        options=_options(source, kind),
        max_length=int(length) if isinstance(length, int | float) and kind.holds_text else None,
        editable=kind is FieldKind.CHOICE and bool(flags & _EDIT),
        source=str(source.attributes.get("/TM") or ""),
        read_only=bool(flags & READ_ONLY),
        required=bool(flags & _REQUIRED),
    )


def states_of(widget: Widget) -> list[str]:
    """Return the states that the appearance of a check box or radio button knows, without Off."""
    normal = entry(widget.dictionary, "/AP", "/N")
    return [str(key)[1:] for key in normal or () if key != "/Off"]


def _options(source: SourceField, kind: FieldKind) -> tuple[Option, ...]:
    options = []
    for item in raw_list(source.attributes.get("/Opt")):
        pair = raw_list(item)
        code, words = (pair[0], pair[1]) if len(pair) > 1 else (resolved(item), resolved(item))
        options.append(Option(export=str(resolved(code)), display=str(resolved(words))))
    if kind is FieldKind.RADIO and not options:
        kids = [widget for widget in source.widgets if widget.dictionary is not source.dictionary]
        labels = [(state, entry(kid.dictionary, "/TU")) for kid in kids for state in states_of(kid)]
        options = [Option(export=state, display=str(label or state)) for state, label in labels]
    return tuple(options)


def value_of(source: SourceField) -> str:
    """Return the stored value: text, export code or state; "" for none."""
    value = source.attributes.get("/V")
    if isinstance(value, ArrayObject):
        value = resolved(value[0]) if value else None
    if value is None or isinstance(value, DictionaryObject):
        return ""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    is_state = source.kind in {FieldKind.CHECK, FieldKind.RADIO} and str(value).startswith("/")
    return str(value)[1:] if is_state else str(value)


def _places_of_widgets(reader: PdfReader) -> dict[int, tuple[int, int]]:
    """Return the page and the place among the page's annotations, both 0-based, by object number."""
    return {
        annotation.idnum: (page_index, index)
        for page_index, page in enumerate(reader.pages)
        for index, annotation in enumerate(raw_list(entry(page, "/Annots")))
        if isinstance(annotation, IndirectObject)
    }
