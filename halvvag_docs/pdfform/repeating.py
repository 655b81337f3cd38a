"""Repeat pages of a form: a template with more rows, made from the template (pypdf)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

from halvvag_docs.pdfform import graph, source
from halvvag_docs.pdfform.assembly import whole_file
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.model import FieldKind, FormField, Rows
from halvvag_docs.pdfform.rows import moved
from halvvag_docs.pdfform.source import SourceField


def repeated(content: bytes, copies: Mapping[Rows, int]) -> bytes:
    """Return the template with the pages of `copies` repeated right after themselves.

    Raises:
        FileError: see `source.open_form`.
    """
    reader = source.open_form(content)
    growth = _Growth(reader)
    for rows, count in sorted(copies.items(), key=lambda item: -item[0].page):
        for copy in range(count, 0, -1):
            growth.repeat(rows, copy)
    return growth.written()


class _Growth:
    """A template that grows copies of its pages."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.root = reader.root_object
        self.fields = source.source_fields(reader)
        self.pages: list[Any] = list(reader.pages)
        self.free = int(entry(reader.trailer, "/Size")) - 1
        self.added: dict[int, Any] = {}
        self.tree = entry(self.root, "/StructTreeRoot")
        self.keys = entry(self.tree, "/ParentTree", "/Nums")
        document = (raw_list(entry(self.tree, "/K")) or [entry(self.tree, "/K")])[0]
        self.tags = [kid for kid in raw_list(entry(document, "/K")) if isinstance(kid, IndirectObject)]
        self.next_key = 1 + max((int(key) for key in self.keys[0::2]), default=-1) if self.keys else 0

    def repeat(self, rows: Rows, copy: int) -> None:
        """Put copy number `copy` of the page of `rows` right after the page."""
        page = self.pages[rows.page]
        fields = [field for field in self.fields if any(w.page == rows.page for w in field.widgets)]
        nodes = [_nodes(field, rows) for field in fields]
        elements = self._elements(page.indirect_reference)
        parts = self._parts(fields, nodes, elements)
        originals = [page.indirect_reference, *(raw for raw in _unique(parts))]
        numbers = {original.idnum: self._new() for original in originals}
        for original in originals:
            self.added[numbers[original.idnum].idnum] = self._copied(resolved(original), numbers)
        self._rename(fields, rows, copy, numbers)
        self._rekey(page.indirect_reference, fields, numbers)
        self._insert(page, _unique(above[-1] for above in nodes), elements, numbers)

    def _new(self) -> IndirectObject:
        self.free += 1
        return IndirectObject(self.free, 0, self.reader)

    def _parts(
        self, fields: Iterable[SourceField], nodes: Iterable[list[IndirectObject]], elements: list[IndirectObject]
    ) -> Iterable[IndirectObject]:
        """Yield what is copied with a page: nodes of names, fields, widgets, tags."""
        for field, above in zip(fields, nodes, strict=True):
            yield from above
            yield field.reference
            yield from (widget.reference for widget in field.widgets)
        for element in elements:
            yield from self._below(element)

    def _below(self, element: IndirectObject) -> Iterable[IndirectObject]:
        """Yield a structure element and those inside it."""
        yield element
        kids = raw_list(entry(element, "/K"))
        for kid in kids or [resolved(element).raw_get("/K")] if "/K" in resolved(element) else []:
            if isinstance(kid, IndirectObject) and entry(kid, "/Type") != "/OBJR" and entry(kid, "/S") is not None:
                yield from self._below(kid)

    def _elements(self, page: IndirectObject) -> list[IndirectObject]:
        """Return the top structure elements whose content stands on the page."""
        return [kid for kid in self.tags if self._on_page(resolved(kid), page)]

    def _on_page(self, element: Any, page: IndirectObject) -> bool:
        """Whether a structure element, or something inside it, has its content on the page."""
        if not isinstance(element, DictionaryObject):
            return False
        own = element.raw_get("/Pg") if "/Pg" in element else None
        if own is not None and own.idnum == page.idnum:
            return True
        kid = entry(element, "/K")
        return any(self._on_page(resolved(one), page) for one in raw_list(kid) or [kid])

    def _copied(self, value: Any, numbers: Mapping[int, IndirectObject]) -> Any:
        """Return a copy whose references lead to the copies."""
        if isinstance(value, IndirectObject):
            return numbers.get(value.idnum, value)
        if isinstance(value, DictionaryObject):
            return DictionaryObject(
                {NameObject(key): self._copied(item, numbers) for key, item in graph.raw_items(value)}
            )
        if isinstance(value, ArrayObject):
            return ArrayObject([self._copied(item, numbers) for item in raw_list(value)])
        return value

    def _rename(
        self, fields: Iterable[SourceField], rows: Rows, copy: int, numbers: Mapping[int, IndirectObject]
    ) -> None:
        for field in fields:
            described = source.describe(field)
            new = moved(described, rows, copy)
            row = self.added[numbers[_nodes(field, rows)[-1].idnum].idnum]
            index = new.name.removeprefix(f"{rows.list}.").partition(".")[0]
            row[NameObject("/T")] = TextStringObject(index)
            place = self.added[numbers[field.reference.idnum].idnum]
            if described.source:
                place[NameObject("/TM")] = TextStringObject(new.source)
            for reference in _unique((field.reference, *(widget.reference for widget in field.widgets))):
                self._relabel(self.added[numbers[reference.idnum].idnum], described.name, rows, copy)

    def _relabel(self, dictionary: Any, name: str, rows: Rows, copy: int) -> None:
        """Renumber the tooltip of a field or widget, and the words of its tag."""
        tip = entry(dictionary, "/TU")
        if tip is not None:
            dictionary[NameObject("/TU")] = TextStringObject(_renumbered(str(tip), name, rows, copy))

    def _rekey(
        self, page: IndirectObject, fields: Iterable[SourceField], numbers: Mapping[int, IndirectObject]
    ) -> None:
        """Give the copies keys of their own in the parent tree, and their tags the new words."""
        if self.keys is None:
            return
        known = dict(zip((int(key) for key in self.keys[0::2]), raw_list(self.keys)[1::2], strict=True))
        widgets = [widget.reference for field in fields for widget in field.widgets]
        for original, key_name in [(page, "/StructParents"), *((widget, "/StructParent") for widget in widgets)]:
            copied = self.added[numbers[original.idnum].idnum]
            parent = known[int(copied[key_name])]
            if key_name == "/StructParent":
                tag = self.added[numbers[parent.idnum].idnum]
                tag[NameObject("/Alt")] = TextStringObject(str(copied.get("/TU", entry(tag, "/Alt"))))
            elif isinstance(parent, IndirectObject):
                parent = resolved(parent)
            copied[NameObject(key_name)] = NumberObject(self.next_key)
            self.keys.extend([NumberObject(self.next_key), self._copied(parent, numbers)])
            self.next_key += 1
        self.tree[NameObject("/ParentTreeNextKey")] = NumberObject(self.next_key)

    def _insert(
        self,
        page: Any,
        rows: Iterable[IndirectObject],
        elements: list[IndirectObject],
        numbers: Mapping[int, IndirectObject],
    ) -> None:
        """Hang the copies into the trees of pages, fields and tags."""
        kids = entry(page, "/Parent", "/Kids")
        place = [kid.idnum for kid in raw_list(kids)].index(page.indirect_reference.idnum)
        kids.insert(place + 1, numbers[page.indirect_reference.idnum])
        node: Any = page
        while (node := entry(node, "/Parent")) is not None:
            node[NameObject("/Count")] = NumberObject(int(node["/Count"]) + 1)
        for row in rows:
            entry(row, "/Parent", "/Kids").append(numbers[row.idnum])
        if elements:
            tags = entry(elements[0], "/P", "/K")
            place = [kid.idnum for kid in raw_list(tags)].index(elements[-1].idnum)
            tags[place + 1 : place + 1] = [numbers[element.idnum] for element in elements]

    def written(self) -> bytes:
        """Return the grown template."""
        trailer = self.reader.trailer
        roots = [trailer.raw_get("/Root"), trailer.raw_get("/Info"), *self.added.values()]
        used = graph.reachable(self._follow, roots, frozenset())
        bodies = {idnum: graph.write(self._object(idnum), _own_number) for idnum in sorted({*used, *self.added})}
        root, info = trailer.raw_get("/Root").idnum, trailer.raw_get("/Info").idnum
        return whole_file(bodies, root=root, info=info)

    def _follow(self, reference: IndirectObject) -> Any:
        return self._object(reference.idnum)

    def _object(self, number: int) -> Any:
        return self.added[number] if number in self.added else self.reader.get_object(number)


def _nodes(field: SourceField, rows: Rows) -> list[IndirectObject]:
    """Return the nodes of names above a field, up to that of its row: a row may have a list of its own."""
    nodes: list[IndirectObject] = []
    node: Any = field.dictionary
    for _ in range(field.name.removeprefix(f"{rows.list}.").count(".")):
        nodes.append(node.raw_get("/Parent"))
        node = resolved(nodes[-1])
    return nodes


def _own_number(reference: IndirectObject) -> int:
    return int(reference.idnum)


def _unique(references: Iterable[IndirectObject]) -> list[IndirectObject]:
    return list({reference.idnum: reference for reference in references}.values())


def _renumbered(tip: str, name: str, rows: Rows, copy: int) -> str:
    """Return a tooltip with the number of the row on the copy."""
    return moved(FormField(name=name, kind=FieldKind.TEXT, label=tip), rows, copy).label
