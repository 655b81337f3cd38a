"""Turn the links of a set form into form fields.

Typst writes a complete structure tree but no form fields. A link to `field:NAME` becomes a widget, its tag /Link
becomes /Form, dotted names become a tree of fields. Source: ISO 32000-1, 12.5.6.19, 12.7 and 14.8.4.5; ISO
14289-1, 7.18.4.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from halvvag_docs.errors import FormError
from halvvag_docs.pdfform import fonts, graph, looks, syntax
from halvvag_docs.pdfform.appearance import FONT_NAMES, Box, Pen, Style
from halvvag_docs.pdfform.assembly import whole_file
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.plate import OPEN_BESIDE_SIGNATURE

_INK = "0.118 0.165 0.173 rg"
_ACCENT = b"0.059 0.322 0.341"
_TYPES = {"check": "/Btn", "radio": "/Btn", "choice": "/Ch", "signature": "/Sig"}
_FLAGS = {"multiline": 1 << 12, "comb": 1 << 24, "radio": 1 << 15 | 1 << 14, "choice": 1 << 17}
_ALIGNMENTS = {"left": 0, "center": 1, "right": 2}
_PRINT, _PRINT_AND_LOCKED = 4, 132
_FORM_XOBJECT = b"/Type/XObject/Subtype/Form/BBox[0 0 %s]/Resources%s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a Typst source says of one field; see `templates/src/pdf/form.typ`."""

    name: str
    """Full dotted name."""
    tip: str
    """What a screen reader says."""
    kind: str
    """text, multiline, comb, check, radio, choice or signature."""
    size: float = 10.0
    """Points; the text starts at this size."""
    bold: bool = False
    align: str = "left"
    """left, center or right."""
    source: str = ""
    """Print expression, see `binding`."""
    cells: int = 0
    """Cells of a comb, or most characters; 0 for no limit."""
    options: tuple[tuple[str, str], ...] = ()
    """Code and words of each choice."""
    state: str = "Ja"
    """Name of a check box's or radio button's state."""
    value: str = ""
    """Text, or code of a choice, that the empty form shows."""

    @property
    def target(self) -> str:
        """The address of the link that stands for the field."""
        return f"field:{self.name}" + (f"={self.state}" if self.kind == "radio" else "")


def with_fields(content: bytes, notes: Sequence[Note]) -> bytes:
    """Return the fillable template of a set form.

    Raises:
        FormError: a field has no place, two fields have one name, or a place has no note.
    """
    return _Forge(PdfReader(io.BytesIO(content)), notes).template()


class _Forge:
    def __init__(self, reader: PdfReader, notes: Sequence[Note]) -> None:
        self.reader = reader
        self.notes = {note.target: note for note in notes}
        if len(self.notes) < len(notes):
            raise FormError("Två fält i mallen har samma namn.")
        self.free = int(entry(reader.trailer, "/Size")) - 1
        self.added: dict[int, bytes] = {}
        self.nodes: dict[str, tuple[IndirectObject, DictionaryObject]] = {}
        self.top = ArrayObject()
        self.parents: list[tuple[IndirectObject, DictionaryObject]] = []
        self.resources = DictionaryObject()
        self.fields: dict[str, DictionaryObject] = {}

    def template(self) -> bytes:
        for page in self.reader.pages:
            for annotation in raw_list(entry(page, "/Annots")):
                self._turn(annotation, page)
        if self.notes:
            raise FormError(f"Fälten {', '.join(self.notes)} har ingen plats i mallen.")
        self._lock()
        self._tag()
        root = self.reader.root_object
        entry(root, "/MarkInfo").pop("/Suspects", None)  # false is the default, and poppler warns of it
        form = DictionaryObject({NameObject("/Fields"): self.top})
        form[NameObject("/DA")] = TextStringObject(f"/HvA 0 Tf {_INK}")
        form[NameObject("/DR")] = self._fonts()
        root[NameObject("/AcroForm")] = form
        return self._written(root)

    def _new(self, body: bytes = b"") -> IndirectObject:
        self.free += 1
        self.added[self.free] = body
        return IndirectObject(self.free, 0, self.reader)

    # Fields

    def _turn(self, reference: IndirectObject, page: Any) -> None:
        """Turn one link annotation into a widget, if it stands for a field."""
        widget = resolved(reference)
        target = str(entry(widget, "/A", "/URI") or "")
        if not target.startswith("field:"):
            return
        note = self.notes.pop(target, None)
        if note is None:
            raise FormError(f"Platsen {target} i mallen hör till inget fält, eller finns två gånger.")
        for key in ("/A", "/Border", "/Contents"):
            widget.pop(key, None)
        flags = _PRINT_AND_LOCKED if note.kind == "signature" else _PRINT
        _put(widget, {"/Subtype": "/Widget", "/F": flags, "/P": page.indirect_reference})
        box = [float(value) for value in widget["/Rect"]]
        _put(widget, {"/TU": TextStringObject(note.tip)})
        widget[NameObject("/AP")] = self._looks(note, box[2] - box[0], box[3] - box[1])
        if note.kind in {"check", "radio"}:
            _put(widget, {"/AS": "/Off"})
        if note.kind == "radio":
            self._radio(note, reference, widget)
            return
        _put(widget, _field_entries(note))
        self._hang(note.name, reference, widget)

    def _radio(self, note: Note, reference: IndirectObject, widget: DictionaryObject) -> None:
        """Hang one button under the field that all buttons of a choice share."""
        if note.name not in self.nodes:
            group = DictionaryObject({NameObject("/Kids"): ArrayObject()})
            _put(group, _field_entries(note) | {"/TU": TextStringObject(note.tip.rpartition(": ")[0] or note.tip)})
            place = self._new()
            self.parents.append((place, group))
            self.nodes[note.name] = (place, group)
            self._hang(note.name, place, group)
        place, group = self.nodes[note.name]
        widget[NameObject("/Parent")] = place
        group["/Kids"].append(reference)  # type: ignore[attr-defined]

    def _hang(self, name: str, reference: IndirectObject, field: DictionaryObject) -> None:
        """Put a field at its place in the tree of names."""
        above, _, own = name.rpartition(".")
        if "/FT" in field:
            self.fields[name] = field
        field[NameObject("/T")] = TextStringObject(own)
        if not above:
            self.top.append(reference)
            return
        if above not in self.nodes:
            node = DictionaryObject({NameObject("/Kids"): ArrayObject()})
            place = self._new()
            self.parents.append((place, node))
            self.nodes[above] = (place, node)
            self._hang(above, place, node)
        place, node = self.nodes[above]
        field[NameObject("/Parent")] = place
        node["/Kids"].append(reference)  # type: ignore[attr-defined]

    def _looks(self, note: Note, width: float, height: float) -> DictionaryObject:
        """Return the appearances of a field in the empty form."""
        size = _FORM_XOBJECT % (syntax.numbers(width, height), b"<<>>")
        if note.value:
            resources = graph.write(self._fonts(), number)
            head = _FORM_XOBJECT % (syntax.numbers(width, height), resources)
            shown = self._new(syntax.stream(head, _written_value(note, width, height)))
            return DictionaryObject({NameObject("/N"): shown})
        empty = self._new(
            syntax.stream(size, b"" if note.kind in {"check", "radio", "signature"} else b"/Tx BMC\nEMC\n")
        )
        if note.kind not in {"check", "radio"}:
            return DictionaryObject({NameObject("/N"): empty})
        draw_state = looks.tick if note.kind == "check" else looks.dot
        drawn = draw_state(width, height, _ACCENT)
        states = {NameObject(f"/{note.state}"): self._new(syntax.stream(size, drawn)), NameObject("/Off"): empty}
        return DictionaryObject({NameObject("/N"): DictionaryObject(states)})

    def _lock(self) -> None:
        """Let each signature lock everything but the other signatures and what is filled in with them.

        The lock is an indirect object. Source: ISO 32000-1, 12.7.4.5, tables 232 and 233.
        """
        signatures = [name for name, field in self.fields.items() if str(field["/FT"]) == "/Sig"]
        for name in signatures:
            others = {other.rpartition(".")[0] for other in signatures if other != name}
            left = [one for one in self.fields if one in signatures and one != name]
            left += [one for one in self.fields if _is_beside(one, others)]
            names = syntax.array([syntax.text_string(one) for one in left])
            lock = self._new(b"<</Type/SigFieldLock/Action/Exclude/Fields%s>>" % names)
            self.fields[name][NameObject("/Lock")] = lock

    # Tags

    def _tag(self) -> None:
        """Turn the tag of each link that became a widget into a form tag.

        Its kid is one direct object reference, neither in an array nor indirect: signing software finds it only
        there when it judges whether a later signature changed the form.
        """
        tree = entry(self.reader.root_object, "/StructTreeRoot")
        elements = [entry(tree, "/K")] + [resolved(kid) for kid in raw_list(entry(tree, "/K"))]
        while elements:
            element = elements.pop()
            kids = [resolved(kid) for kid in raw_list(entry(element, "/K"))]
            widgets = [kid for kid in kids if entry(kid, "/Obj", "/Subtype") == "/Widget"]
            if entry(element, "/S") == "/Link" and widgets:
                tip = entry(widgets[0], "/Obj", "/TU")
                _put(element, {"/S": "/Form", "/Alt": TextStringObject(str(tip))})
                element[NameObject("/K")] = widgets[0]
            else:
                elements += [kid for kid in kids if isinstance(kid, DictionaryObject)]

    # Writing

    def _follow(self, reference: IndirectObject) -> Any:
        return None if reference.idnum in self.added else self.reader.get_object(reference)

    def _fonts(self) -> DictionaryObject:
        """Return resources with our fonts, which are added at the first call."""
        if self.resources:
            return self.resources
        resources = DictionaryObject()
        for weight in (fonts.REGULAR, fonts.BOLD):
            places = [self._new() for _ in range(6)]
            for place, body in zip(places, fonts.font_objects(fonts.load(weight), places[0].idnum), strict=True):
                self.added[place.idnum] = body
            for name, place in zip(FONT_NAMES[weight], places, strict=False):
                resources[NameObject("/" + name.decode("ascii"))] = place
        self.resources[NameObject("/Font")] = resources
        return self.resources

    def _written(self, root: DictionaryObject) -> bytes:
        """Write every object that is in use under its own number."""
        for place, node in self.parents:
            self.added[place.idnum] = graph.write(node, number)
        roots = [root, self.reader.trailer.raw_get("/Info"), *(node for _, node in self.parents)]
        used = graph.reachable(self._follow, roots, frozenset())
        old = [idnum for idnum in used if idnum not in self.added]
        bodies = {idnum: graph.write(self.reader.get_object(idnum), number) for idnum in old} | self.added
        root_number = int(self.reader.trailer.raw_get("/Root").idnum)
        bodies[root_number] = graph.write(root, number)
        return whole_file(bodies, root=root_number, info=int(self.reader.trailer.raw_get("/Info").idnum))


def _is_beside(name: str, signatures: set[str]) -> bool:
    parent, _, own = name.rpartition(".")
    return parent in signatures and own in OPEN_BESIDE_SIGNATURE


def number(reference: IndirectObject) -> int:
    """Return the number an object already has: the template keeps Typst's."""
    return int(reference.idnum)


def _put(dictionary: DictionaryObject, items: dict[str, Any]) -> None:
    for key, value in items.items():
        plain = NameObject(value) if type(value) is str else NumberObject(value) if type(value) is int else value
        dictionary[NameObject(key)] = plain


def _field_entries(note: Note) -> dict[str, Any]:
    """Return the dictionary entries of a field."""
    entries: dict[str, Any] = {"/FT": _TYPES.get(note.kind, "/Tx"), "/TU": TextStringObject(note.tip)}
    if note.kind in _FLAGS:
        entries["/Ff"] = _FLAGS[note.kind]
    if note.source:
        entries["/TM"] = TextStringObject(note.source)
    if note.kind in {"check", "radio"}:
        return entries | {"/V": "/Off"}
    if note.kind == "signature":
        return entries
    font = FONT_NAMES[_weight(note)][0].decode("ascii")
    if note.value:
        entries["/V"] = entries["/DV"] = TextStringObject(note.value)
    entries |= {"/DA": TextStringObject(f"/{font} {note.size:g} Tf {_INK}"), "/Q": _ALIGNMENTS[note.align]}
    if note.cells:
        entries["/MaxLen"] = note.cells
    if note.options:
        pairs = [ArrayObject([TextStringObject(code), TextStringObject(words)]) for code, words in note.options]
        entries["/Opt"] = ArrayObject(pairs)
    return entries


def _weight(note: Note) -> str:
    return fonts.BOLD if note.bold else fonts.REGULAR


def _written_value(note: Note, width: float, height: float) -> bytes:
    """Draw the value that the empty form shows.

    Raises:
        FormError: it has no room.
    """
    style = Style(
        weight=_weight(note), size=note.size, colour=_INK.encode("ascii"), alignment=_ALIGNMENTS[note.align]
    )
    box = Box(width=width, height=height, style=style, multiline=note.kind == "multiline", cells=note.cells)
    words = dict(note.options).get(note.value, note.value)
    content, rest = Pen(box, fonts.load(style.weight)).draw(words, 1)
    if rest:
        raise FormError(f"Texten som fältet {note.name} visar från början får inte plats i det.")
    return content
