"""Open a PDF and find its form fields (pypdf)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from halvvag_docs.errors import FileError, HalvvagError
from halvvag_docs.pdfform import tidying
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.model import FieldKind, FormField, Option, clean
from halvvag_docs.pdfform.plate import READ_ONLY

# What pypdf mends in a broken file is nothing that staff can use, in English on the screen; a program that has set
# up logging still gets it.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_REQUIRED = 2
_MULTILINE, _COMB = 1 << 12, 1 << 24
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
_COMBO, _EDIT, _SEVERAL = 1 << 17, 1 << 18, 1 << 21
_UNSEEN = 1 << 1 | 1 << 5
"""Widget flags Hidden and NoView."""
_DEEPEST = 64
"""Levels of the field tree; more means a cycle."""
_INHERITED = ("/FT", "/Ff", "/DA", "/Q", "/MaxLen", "/Opt", "/V", "/TM")
_XFA = (
    "PDF-filen är ett XFA-formulär, som bara Adobes program visar. Fråga efter formuläret som vanlig ifyllbar "
    "PDF, eller skriv ut det till PDF och gör fälten på nytt."
)
_NO_FIELDS = (
    "PDF-filen har inga formulärfält. Är den en utskrift eller inläsning av en blankett: fråga efter den "
    "ifyllbara filen, eller gör fälten i till exempel LibreOffice."
)
_ENCRYPTED = "PDF-filen är krypterad. Spara en kopia utan lösenord och försök igen."
_CIRCLE = "Fälten i PDF-filen hänvisar till varandra i cirkel. Filen går inte att fylla."
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
    def is_widget(self) -> bool:
        """Whether field and widget are one object."""
        return any(widget.reference.idnum == self.reference.idnum for widget in self.widgets)

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
            case "/Tx" if self.flags & _COMB and self.attributes.get("/MaxLen"):
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
        FileError: as :func:`open_file`, or it holds no form fields, or holds an XFA form alone.
    """
    reader = open_file(content)
    with careful():
        form = entry(reader.root_object, "/AcroForm")
        if entry(form, "/XFA") is not None and (
            not raw_list(entry(form, "/Fields")) or bool(entry(reader.root_object, "/NeedsRendering"))
        ):
            raise FileError(_XFA)
        tidying.tidy(reader)
        if not raw_list(entry(form, "/Fields")):
            raise FileError(_NO_FIELDS)
    return reader


def open_file(content: bytes) -> PdfReader:
    """Open any PDF.

    Raises:
        FileError: it is no PDF, or is damaged or encrypted.
    """
    if b"%PDF-" not in content[:1024]:
        raise FileError("Filen är ingen PDF.")
    try:
        reader = PdfReader(io.BytesIO(content))
        encrypted = reader.is_encrypted
        _ = None if encrypted else entry(reader.root_object, "/Pages")
    except Exception as error:  # pypdf lets any exception out of a broken file
        raise FileError(_ENCRYPTED if b"/Encrypt" in content else _DAMAGED) from error
    if encrypted:
        raise FileError(_ENCRYPTED)
    return reader


def damaged() -> FileError:
    """Return the error for a file whose skeleton is broken."""
    return FileError(_DAMAGED)


@contextmanager
def careful() -> Iterator[None]:
    """Tell whatever a broken file makes pypdf raise as the error that it is."""
    try:
        yield
    except HalvvagError:
        raise
    except Exception as error:  # as in `open_form`: objects are read when they are needed
        raise damaged() from error


def source_fields(reader: PdfReader) -> list[SourceField]:
    """Return the terminal fields in reading order, that of the pages' annotations.

    Raises:
        FileError: the field tree is damaged, or two fields of different kinds have one name.
    """
    with careful():
        places = _places_of_widgets(reader)
        form = entry(reader.root_object, "/AcroForm")
        start = {key: entry(form, key) for key in ("/DA", "/Q") if key in form}
        found: dict[str, SourceField] = {}
        walk = _Walk(places)
        for reference in raw_list(entry(form, "/Fields")):
            for one in walk.fields(reference, "", start):
                known = found.get(one.name)
                found[one.name] = _joined(known, one) if known else one
        for one in found.values():
            if one.kind in {FieldKind.CHECK, FieldKind.RADIO}:
                shown = [widget.dictionary for widget in one.widgets]
                tidying.draw_states(reader, shown, value_of(one), radio=one.kind is FieldKind.RADIO)
        nowhere = len(reader.pages), 0
    return sorted(
        found.values(),
        key=lambda one: min(
            (places.get(widget.reference.idnum, nowhere) for widget in one.widgets), default=nowhere
        ),
    )


def _joined(first: SourceField, second: SourceField) -> SourceField:
    """Make one field of two with the same name.

    Raises:
        FileError: they are of different kinds.
    """
    if first.attributes.get("/FT") != second.attributes.get("/FT"):
        raise FileError(
            f"Två fält av olika slag heter {first.name}. Ge dem olika namn i programmet som formuläret är gjort i."
        )
    if not (first.is_widget and second.is_widget):
        if first.is_widget:
            first, second = second, first
        hung = [(widget.reference, widget.dictionary) for widget in second.widgets]
        tidying.joined_fields((first.reference, first.dictionary), hung)
    first.widgets.extend(second.widgets)
    return first


class _Walk:
    """Walks the field tree once; what hangs in two places is met in the first of them."""

    def __init__(self, spots: dict[int, tuple[int, int]]) -> None:
        self.spots = spots
        self.seen: set[int] = set()
        self.above: list[int] = []

    def fields(self, reference: Any, parent: str, inherited: dict[str, Any]) -> Iterator[SourceField]:
        """Yield the terminal fields below a node.

        Raises:
            FileError: the tree leads back to itself.
        """
        node = resolved(reference)
        if not isinstance(node, DictionaryObject) or not isinstance(reference, IndirectObject):
            return
        if reference.idnum in self.above or len(self.above) > _DEEPEST:
            raise FileError(_CIRCLE)
        if reference.idnum in self.seen:
            return
        self.seen.add(reference.idnum)
        attributes = {**inherited, **{key: entry(node, key) for key in _INHERITED if key in node}}
        own = entry(node, "/T")
        name = parent if own is None else f"{parent}.{own}" if parent else str(own)
        kids = [kid for kid in raw_list(entry(node, "/Kids")) if isinstance(resolved(kid), DictionaryObject)]
        if any(_is_field(kid) for kid in kids):
            passed_on = {key: value for key, value in attributes.items() if key not in {"/V", "/TM"}}
            self.above.append(reference.idnum)
            for kid in kids:
                yield from self.fields(kid, name, passed_on)
            self.above.pop()
        elif "/FT" in attributes and name:
            own_place = [reference] if "/Rect" in node or entry(node, "/Subtype") == "/Widget" else []
            places = [place for place in kids or own_place if isinstance(place, IndirectObject)]
            widgets = [
                Widget(place, resolved(place), self.spots.get(place.idnum, (None, 0))[0]) for place in places
            ]
            yield SourceField(name, parent, reference, node, attributes, widgets)


def _is_field(kid: Any) -> bool:
    """Whether a kid is a field: it has a name, or something below it has."""
    stack, seen = [kid], set()
    while stack:
        node = resolved(stack.pop())
        if id(node) not in seen:
            seen.add(id(node))
            if entry(node, "/T") is not None:
                return True
            stack += raw_list(entry(node, "/Kids"))
    return False


def describe(source: SourceField) -> FormField:
    """Return what a person and a program need to know of a field."""
    kind, flags = source.kind, source.flags
    tooltips = (entry(d, "/TU") for d in (source.dictionary, *(w.dictionary for w in source.widgets)))
    length = source.attributes.get("/MaxLen")
    longest = int(length) if isinstance(length, int | float) and kind.holds_text else 0
    states = dict.fromkeys(state for widget in source.widgets for state in states_of(widget))
    return FormField(
        name=source.name,
        kind=kind,
        label=next((str(tip) for tip in tooltips if tip), source.name),
        pages=tuple(sorted({w.page for w in source.widgets if w.page is not None})),
        states=tuple(states) if kind in {FieldKind.CHECK, FieldKind.RADIO} else (),
        options=_options(source, kind),
        max_length=longest if longest > 0 else None,
        several=kind is FieldKind.LISTBOX and bool(flags & _SEVERAL),
        hidden=not any(_is_seen(widget) for widget in source.widgets),
        editable=kind is FieldKind.CHOICE and bool(flags & _EDIT),
        source=str(source.attributes.get("/TM") or ""),
        read_only=bool(flags & READ_ONLY),
        required=bool(flags & _REQUIRED),
    )


def states_of(widget: Widget) -> list[str]:
    """Return the states that the appearance of a check box or radio button knows, without Off."""
    normal = entry(widget.dictionary, "/AP", "/N")
    return [str(key)[1:] for key in normal or () if key != "/Off"]


def _is_seen(widget: Widget) -> bool:
    """Whether a widget is on a page, has a size and is not hidden. Source: ISO 32000-1, table 165."""
    left, bottom, right, top = tidying.rectangle(widget.dictionary)
    flags = entry(widget.dictionary, "/F")
    unseen = isinstance(flags, int) and bool(flags & _UNSEEN)
    return widget.page is not None and right - left > 1 and top - bottom > 1 and not unseen


def _options(source: SourceField, kind: FieldKind) -> tuple[Option, ...]:
    given = [_option(item) for item in raw_list(source.attributes.get("/Opt"))]
    if kind not in {FieldKind.CHECK, FieldKind.RADIO}:
        return tuple(given)
    if given:  # one for each button, in words that its state only counts. Source: ISO 32000-1, table 227
        pairs = zip(source.widgets, given, strict=False)
        return tuple(
            Option(export=state, display=one.display) for kid, one in pairs for state in states_of(kid)[:1]
        )
    if kind is FieldKind.CHECK:
        return ()
    kids = [widget for widget in source.widgets if widget.dictionary is not source.dictionary]
    labels = [(state, entry(kid.dictionary, "/TU")) for kid in kids for state in states_of(kid)]
    return tuple(Option(export=state, display=str(label or state)) for state, label in labels)


def _option(item: Any) -> Option:
    pair = [_words(one) for one in raw_list(item)] or [_words(resolved(item))]
    return Option(export=pair[0], display=pair[-1])


def _words(value: Any) -> str:
    """Return a text object as text; names without their slash."""
    value = resolved(value)
    if isinstance(value, StreamObject):
        value = value.get_data()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return "" if value is None else str(value)


def value_of(source: SourceField) -> str:
    """Return the stored value: text, export code or state; "" for none, a line each for several choices."""
    value = source.attributes.get("/V")
    if isinstance(value, ArrayObject):
        return "\n".join(clean(_words(item)) for item in raw_list(value))
    if value is None or (isinstance(value, DictionaryObject) and not isinstance(value, StreamObject)):
        return ""
    if isinstance(value, StreamObject):
        return clean(_words(value))
    is_state = source.kind in {FieldKind.CHECK, FieldKind.RADIO} and str(value).startswith("/")
    return str(value)[1:] if is_state else clean(_words(value))


def _places_of_widgets(reader: PdfReader) -> dict[int, tuple[int, int]]:
    """Return the page and the place among the page's annotations, both 0-based, by object number."""
    return {
        annotation.idnum: (page_index, index)
        for page_index, page in enumerate(reader.pages)
        for index, annotation in enumerate(raw_list(entry(page, "/Annots")))
        if isinstance(annotation, IndirectObject)
    }
