"""Compile a template: parse it once and write down everything that no document changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform import active, fonts, graph, planning, source
from halvvag_docs.pdfform.appearance import FONT_NAMES, FONT_OBJECTS, font_entries
from halvvag_docs.pdfform.assembly import packed
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.model import FieldKind
from halvvag_docs.pdfform.plate import READ_ONLY, PagePlan, Plate, StructurePlan
from halvvag_docs.pdfform.rows import with_rows
from halvvag_docs.pdfform.source import SourceField

_WRITTEN_PER_DOCUMENT = frozenset({"/Metadata", "/Lang", "/AcroForm", "/Perms", "/NeedsRendering"})
_REPLACED = frozenset({"/DR", "/RV", "/AA", "/Metadata"})
"""Keys that lead to nothing we keep: their fonts, rich text, scripts and XMP of parts."""
_DRAWN_BY_TEMPLATE = frozenset({FieldKind.CHECK, FieldKind.RADIO, FieldKind.SIGNATURE, FieldKind.BUTTON})
_DEEPEST = 32
"""Levels of a number tree; more means a cycle."""
SIGNED = (
    "PDF-filen är redan underskriven; underskriften skulle inte gälla längre om fälten fylls. Använd ett formulär "
    "utan underskrifter."
)
_HYBRID = "Formuläret finns också i Adobes XFA-form. Den delen följer inte med; de vanliga fälten fylls."
_RIGHTS = "Formulärets tillägg för Adobe Reader (särskilda rättigheter) följer inte med; det behövs inte längre."
_OUR_NAMES = frozenset(f"/{name.decode()}" for names in FONT_NAMES.values() for name in names)
_CLAIMS = {"pdfa-2a": (rb"pdfaid:part\W+2", rb"pdfaid:conformance\W+A"), "pdfua-1": (rb"pdfuaid:part\W+1",)}


def compile_template(content: bytes) -> Plate:
    """Compile a template for filling.

    Raises:
        FileError: see `source.open_form`; or it is signed, and would not be so any longer.
    """
    reader = source.open_form(content)
    with source.careful():
        told = [*notices(reader.root_object), *active.without_actions(reader)]
        fields = source.source_fields(reader)
        for field in fields:
            _prepare(field)
        return _Compiler(content, reader, fields, tuple(told)).plate()


def _holds_an_answer(field: SourceField) -> bool:
    """Whether somebody may have written what a field holds: it is neither the form's own nor locked."""
    if not field.kind.fillable or field.flags & READ_ONLY or source.value_of(field) in {"", "Off"}:
        return False
    return bool(entry(field.dictionary, "/DV") != field.attributes.get("/V"))


def notices(root: DictionaryObject) -> Iterator[str]:
    """Say what documents do not get although the template has it."""
    if entry(root, "/AcroForm", "/XFA") is not None:
        yield _HYBRID
    if entry(root, "/Perms", "/UR3") is not None or entry(root, "/Perms", "/UR") is not None:
        yield _RIGHTS


def _prepare(field: SourceField) -> None:
    """Take away the looks of texts that are drawn anew.

    Raises:
        FileError: it is a signature that somebody made.
    """
    if field.kind is FieldKind.SIGNATURE and isinstance(field.attributes.get("/V"), DictionaryObject):
        raise FileError(SIGNED)
    if field.kind not in _DRAWN_BY_TEMPLATE and not _is_foreign(field):
        for widget in field.widgets:
            widget.dictionary.pop("/AP", None)


def _is_foreign(field: SourceField) -> bool:
    """Whether the template's own value is in a script that our fonts lack."""
    value = source.value_of(field)
    options = source.describe(field).options if field.kind is FieldKind.CHOICE and not value.isascii() else ()
    shown = next((option.display for option in options if option.export == value), value)
    return not shown.isascii() and bool(fonts.load(fonts.REGULAR).missing(fonts.drawable(shown)))


class _Compiler:
    """Numbers the objects of one template and writes them."""

    def __init__(
        self, content: bytes, reader: PdfReader, fields: list[SourceField], notices: tuple[str, ...]
    ) -> None:
        self.content, self.reader, self.fields, self.notices = content, reader, fields, notices
        self.root = reader.root_object
        self.form = entry(self.root, "/AcroForm")
        self.pages = list(reader.pages)
        self.page_tree = self.root.raw_get("/Pages")
        self.tree, self.document = _structure(self.root)
        self.fonts = {weight: fonts.load(weight) for weight in (fonts.REGULAR, fonts.BOLD)}
        if not isinstance(self.page_tree, IndirectObject):
            raise source.damaged()
        self._number()

    def plate(self) -> Plate:
        """Return the compiled template."""
        planner = planning.FieldPlans(self.fields, self.form, self._of, self.resources_number, self.last)
        plans = tuple(planner.of(field) for field in self.fields)
        bodies = self._static() | {number: body for body, number in planner.blanks.items()}
        static = packed(bodies, planner.last + 1)
        return Plate(
            fields=with_rows([source.describe(field) for field in self.fields]),
            template=self.content,
            static=static,
            plans=plans,
            pages=tuple(self._page(page) for page in self.pages),
            pages_number=self._of(self.page_tree),
            pages_head=self._entries(resolved(self.page_tree), ("/Kids", "/Count", "/Rotate", "/CropBox")),
            pages_kids=b" ".join(self._write(kid) for kid in raw_list(entry(self.page_tree, "/Kids"))),
            catalog_number=self.last,
            catalog_head=self._entries(self.root, _WRITTEN_PER_DOCUMENT) + b"/AcroForm<<" + self._form() + b">>",
            structure=self._structure_plan(),
            resources_number=self.resources_number,
            fonts=self.fonts,
            last_number=static.last,
            conformance=claims(self.root),
            notices=self.notices,
            held=tuple(source.describe(field).label for field in self.fields if _holds_an_answer(field)),
            is_filled=any(_OUR_NAMES & set(entry(page, "/Resources", "/Font") or ()) for page in self.pages),
        )

    def _number(self) -> None:
        """Give numbers: static objects first, then ours, then those written per document, the catalog last."""
        places: list[Any] = [field.reference for field in self.fields]
        places += [widget.reference for field in self.fields for widget in field.widgets]
        places += [page.indirect_reference for page in self.pages]
        places += [one for one in (self.page_tree, self.tree, self.document) if one is not None]
        dynamic = dict.fromkeys(place.idnum for place in places)
        roots = [value for key, value in graph.raw_items(self.root) if key not in _WRITTEN_PER_DOCUMENT]
        roots.append(self.form.raw_get("/Fields"))
        order = graph.reachable(self.reader.get_object, roots, _REPLACED)
        self.statics = [idnum for idnum in order if idnum not in dynamic]
        self.numbers = {idnum: i for i, idnum in enumerate(self.statics, 1)}
        self.ours = len(self.statics) + 1
        self.resources_number = self.ours + FONT_OBJECTS * len(self.fonts)
        self.leaf_number = self.resources_number + 1
        self.numbers |= {idnum: self.leaf_number + i for i, idnum in enumerate(dynamic, 1)}
        self.last = self.leaf_number + len(dynamic) + 1

    def _of(self, reference: IndirectObject) -> int:
        """Return the new number, 0 for something that is not kept."""
        return self.numbers.get(reference.idnum, 0)

    def _write(self, value: Any) -> bytes:
        return graph.write(value, self._of)

    def _entries(self, dictionary: Any, without: Iterable[str] = ()) -> bytes:
        return graph.entries(dict(graph.raw_items(dictionary)), self._of, without=without)

    def _static(self) -> dict[int, bytes]:
        """Return what never changes, by number."""
        bodies = [self._body(self.reader.get_object(idnum)) for idnum in self.statics]
        for i, font in enumerate(self.fonts.values()):
            bodies += fonts.font_objects(font, self.ours + i * FONT_OBJECTS)
        bodies.append(b"<</Font<<" + self._font_entries() + b">>>>")
        bodies.append(self._leaf())
        return dict(enumerate(bodies, 1))

    def _body(self, value: Any) -> bytes:
        return graph.write_stream(value, self._of) if isinstance(value, StreamObject) else self._write(value)

    def _font_entries(self) -> bytes:
        return font_entries(self.ours, self.fonts)

    def _form(self) -> bytes:
        kept = self._entries(self.form, ("/DR", "/DA", "/NeedAppearances", "/XFA", "/Q", "/CO"))
        return kept + b"/DR %d 0 R/DA(/HvA 0 Tf 0 g)" % self.resources_number

    def _page(self, page: Any) -> PagePlan:
        box = page.mediabox
        turn = int(page.get("/Rotate") or 0)
        head = self._entries(page, ("/Contents", "/Resources", "/MediaBox", "/Rotate", "/AA"))
        head += b"/Resources<<" + self._resources(page) + b">>/MediaBox" + self._write(box)
        given = entry(page, "/Contents")
        one = [] if given is None else [page.raw_get("/Contents")]
        contents = raw_list(given) if isinstance(given, ArrayObject) else one
        return PagePlan(
            number=self._of(page.indirect_reference),
            head=head + (b"/Rotate %d" % turn if turn else b""),
            contents=b" ".join(self._write(item) for item in contents),
            box=(float(box.left), float(box.bottom), float(box.right), float(box.top)),
        )

    def _resources(self, page: Any) -> bytes:
        """Write the page's resources with our fonts beside its own, for marks on the page."""
        resources = resolved(page.get("/Resources")) or DictionaryObject()
        own = entry(resources, "/Font") or DictionaryObject()
        return (
            self._entries(resources, ("/Font",))
            + b"/Font<<"
            + self._entries(own, _OUR_NAMES)
            + self._font_entries()
            + b">>"
        )

    def _leaf(self) -> bytes:
        """Write the parent tree of the template as one leaf."""
        if self.tree is None:
            return b"null"
        numbers = dict(number_tree(entry(self.tree, "/ParentTree")))
        pairs = b" ".join(b"%d %s" % (key, self._write(numbers[key])) for key in sorted(numbers))
        return b"<</Limits[%d %d]/Nums[%s]>>" % (min(numbers), max(numbers), pairs)

    def _structure_plan(self) -> StructurePlan | None:
        if self.tree is None or self.document is None:
            return None
        document = resolved(self.document)
        kids = entry(document, "/K")
        items = raw_list(kids) or ([document.raw_get("/K")] if kids is not None else [])
        return StructurePlan(
            root_number=self._of(self.tree),
            root_head=self._entries(resolved(self.tree), ("/ParentTree", "/ParentTreeNextKey")),
            leaf_number=self.leaf_number,
            next_key=max(key for key, _ in number_tree(entry(self.tree, "/ParentTree"))) + 1,
            document_number=self._of(self.document),
            document_head=self._entries(document, ("/K",)),
            kids=b" ".join(self._write(item) for item in items),
        )


def _structure(root: DictionaryObject) -> tuple[IndirectObject | None, IndirectObject | None]:
    """Find the structure root and its document element; None, None when the template has no tags we can add to.

    Tags without a parent tree lead nowhere and are left out.
    """
    tree = root.raw_get("/StructTreeRoot") if "/StructTreeRoot" in root else None
    if isinstance(tree, IndirectObject) and any(True for _ in number_tree(entry(tree, "/ParentTree"))):
        kids = raw_list(entry(tree, "/K")) or [resolved(tree).raw_get("/K")]
        if isinstance(kids[0], IndirectObject):
            return tree, kids[0]
    root.pop("/StructTreeRoot", None)
    return None, None


def number_tree(node: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """Yield the entries of a number tree. Source: ISO 32000-1, 7.9.7."""
    items = raw_list(entry(node, "/Nums"))
    yield from ((int(resolved(key)), value) for key, value in zip(items[0::2], items[1::2], strict=False))
    for kid in raw_list(entry(node, "/Kids")) if depth < _DEEPEST else ():
        yield from number_tree(kid, depth + 1)


def claims(root: DictionaryObject) -> frozenset[str]:
    """Return the standards that a file says it follows: `pdfa-2a`, `pdfua-1`."""
    metadata = entry(root, "/Metadata")
    packet = metadata.get_data() if isinstance(metadata, StreamObject) else b""
    return frozenset(name for name, tests in _CLAIMS.items() if all(re.search(test, packet) for test in tests))
