"""Move one document into a larger file: its objects under new numbers, its names told apart from others'."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform import graph, source, syntax
from halvvag_docs.pdfform.compiling import claims, number_tree
from halvvag_docs.pdfform.graph import entry, raw_list, resolved
from halvvag_docs.pdfform.growing import GrowingFile

_DEEPEST = 64
_GROUP = 1 << 30
"""Number, in memory only, of the node that the document's fields will hang under."""
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""Source: ISO 32000-1, table 30."""
_SIGNED = (
    "Dokumentet är underskrivet, och underskriften skulle inte gälla i en hopslagen fil. Skriv ut det för sig."
)
_FONT = re.compile(r"/(\S+)(?=\s+[-+.\d]+\s+Tf)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the larger file a document comes."""

    prefix: str
    """Name of the node above its fields."""
    number: int
    """1 for the first document."""
    first_key: int
    """From which its keys in the parent tree are counted."""
    pages: int
    """Object number of the node above its pages; the caller writes it."""
    group: int
    """Object number of the node above its fields; written here."""
    tags: int
    """Object number of the root of the structure tree."""
    fonts: Mapping[str, bytes]
    """Name -> reference of the fonts that fields may be edited with, so far."""


@dataclass(slots=True, kw_only=True)
class Moved:
    """What a document leaves for the larger file to tie together. References are written ones."""

    claims: frozenset[str]
    language: str
    title: str
    """As the file itself says; empty when it does not."""
    pages: list[int]
    box: bytes
    """Media box of the last page."""
    next_key: int
    has_fields: bool = False
    elements: list[bytes] = field(default_factory=list)
    """Top elements of its tags."""
    leaves: list[int] = field(default_factory=list)
    """Leaf of the parent tree."""
    ids: list[int] = field(default_factory=list)
    """Leaf of the tree of element identifiers."""
    roles: dict[str, bytes] = field(default_factory=dict)
    classes: dict[str, bytes] = field(default_factory=dict)
    fonts: dict[str, bytes] = field(default_factory=dict)
    defaults: bytes = b""
    """How fields are edited, where they do not say so themselves."""
    intents: bytes = b""


def moved(content: bytes, place: Place, file: GrowingFile, shared: Callable[[bytes], int]) -> Moved:
    """Write the objects of a document into a larger file.

    Args:
        content: the document.
        place: where it comes.
        file: what is written to.
        shared: writes an object, unless an equal one is there, and returns its number.

    Raises:
        FileError: it is no PDF, or is damaged, encrypted or signed.
    """
    reader = source.open_file(content)
    with source.careful():
        return _Move(reader, place, file, shared).run()


class _Move:
    def __init__(self, reader: PdfReader, place: Place, file: GrowingFile, shared: Callable[[bytes], int]) -> None:
        self.reader, self.place, self.file, self.shared = reader, place, file, shared
        self.root = reader.root_object
        self.form, self.tree = entry(self.root, "/AcroForm"), entry(self.root, "/StructTreeRoot")
        self.pages = [_page(page) for page in reader.pages]
        if not self.pages:
            raise source.damaged()
        self.numbers = {_GROUP: place.group}
        self.fixed = self._fixed()
        self.bound: set[int] = set()
        self.queue: list[IndirectObject] = []
        self.under_way: set[int] = set()
        self.fonts: dict[str, str] = {}

    def run(self) -> Moved:
        fonts = self._rename_fonts()
        tops = self._hang_fields()
        tags = raw_list(entry(self.tree, "/K")) or ([self.tree.raw_get("/K")] if entry(self.tree, "/K") else [])
        language = str(entry(self.root, "/Lang") or "")
        for one in map(resolved, tags):
            if language and "/Lang" not in one:
                one[NameObject("/Lang")] = TextStringObject(language)
        keys = dict(number_tree(entry(self.tree, "/ParentTree")))
        ids = dict(_name_tree(entry(self.tree, "/IDTree")))
        self._look([*self.pages, *tops, *tags, *keys.values(), *ids.values()])
        done = Moved(
            claims=claims(self.root),
            language=language,
            title=str(entry(self.reader.trailer, "/Info", "/Title") or ""),
            pages=[self._number(one) for one in self.pages],
            box=self._write(resolved(self.pages[-1])["/MediaBox"]),
            next_key=self.place.first_key + max([-1, *keys]) + 1,
            has_fields=bool(tops),
            elements=[self._write(one) for one in tags],
            fonts=fonts,
            defaults=self._defaults(),
            intents=self._write(self.root["/OutputIntents"]) if "/OutputIntents" in self.root else b"",
        )
        done.roles, done.classes = self._words("/RoleMap"), self._words("/ClassMap")
        done.leaves = [self._leaf(keys)] if keys else []
        done.ids = [self._id_leaf(ids)] if ids else []
        if tops:
            kids = syntax.array([self._write(one) for one in tops])
            body = b"<</T%s/Kids%s%s>>" % (syntax.text_string(self.place.prefix), kids, done.defaults)
            self.file.put(self.place.group, body)
        self._write_all()
        return done

    # What changes in the document

    def _fixed(self) -> dict[int, int]:
        """Return what stands outside the document: the nodes above its pages, and the root of its tags."""
        fixed: dict[int, int] = {}
        for page in self.pages:
            above = resolved(page).raw_get("/Parent")
            while isinstance(above, IndirectObject) and above.idnum not in fixed:
                fixed[above.idnum] = self.place.pages
                above = resolved(above).raw_get("/Parent") if "/Parent" in resolved(above) else None
        tree = self.root.raw_get("/StructTreeRoot") if "/StructTreeRoot" in self.root else None
        return fixed | ({tree.idnum: self.place.tags} if isinstance(tree, IndirectObject) else {})

    def _rename_fonts(self) -> dict[str, bytes]:
        """Give fonts for editing other names where the names mean other fonts already; return all, by new name."""
        found: dict[str, bytes] = {}
        for name, font in graph.raw_items(entry(self.form, "/DR", "/Font") or DictionaryObject()):
            written, new = self._write(font), str(name)
            while self.place.fonts.get(new, written) != written:
                new += "x"
            self.fonts[str(name)[1:]] = new[1:]
            found[new] = written
        return found

    def _hang_fields(self) -> list[IndirectObject]:
        """Hang the document's fields under the node that tells them from others'."""
        tops = [one for one in raw_list(entry(self.form, "/Fields")) if isinstance(one, IndirectObject)]
        for one in tops:
            resolved(one)[NameObject("/Parent")] = IndirectObject(_GROUP, 0, self.reader)
        return tops

    def _defaults(self) -> bytes:
        kept = {key: entry(self.form, key) for key in ("/DA", "/Q") if entry(self.form, key) is not None}
        if "/DA" in kept:
            kept["/DA"] = self._edited_with(kept["/DA"])
        return graph.entries(kept, self._number)

    def _edited_with(self, text: Any) -> TextStringObject:
        """Return a default appearance with the new names of the fonts."""
        return TextStringObject(_FONT.sub(lambda found: "/" + self.fonts.get(found[1], found[1]), str(text)))

    def _look(self, roots: Sequence[Any]) -> None:
        """Change what has to be changed, and find the objects that belong to this document alone.

        Those lead back to its pages or tags; what leads nowhere (letters, pictures, printed text) may be shared.
        """
        above: dict[int, set[int]] = {}
        stack: list[tuple[int, Any]] = [(0, one) for one in roots[::-1]]
        while stack:
            owner, item = stack.pop()
            if isinstance(item, IndirectObject):
                is_new = item.idnum not in above
                above.setdefault(item.idnum, set()).add(owner)
                if is_new and item.idnum not in self.fixed and item.idnum != _GROUP:
                    stack.append((item.idnum, self.reader.get_object(item)))
            elif isinstance(item, DictionaryObject):
                self._change(item)
                stack.extend((owner, value) for _, value in graph.raw_items(item))
            elif isinstance(item, ArrayObject):
                stack.extend((owner, value) for value in raw_list(item))
        waiting = [*self.fixed, _GROUP, *(one.idnum for one in self.pages)]
        while waiting:
            number = waiting.pop()
            if number not in self.bound:
                self.bound.add(number)
                waiting += above.get(number, ())

    def _change(self, item: DictionaryObject) -> None:
        """Make the names and keys of a dictionary its document's own; take away what acts by itself."""
        for key in ("/StructParent", "/StructParents"):
            if key in item:
                item[NameObject(key)] = NumberObject(int(entry(item, key)) + self.place.first_key)
        item.pop("/AA", None)
        if "/DA" in item:
            item[NameObject("/DA")] = self._edited_with(entry(item, "/DA"))
        if "/S" in item:
            self._rename(item)
        if "/Headers" in item:
            named = [self._own(resolved(one)) for one in raw_list(entry(item, "/Headers"))]
            item[NameObject("/Headers")] = ArrayObject(named)
        if entry(item, "/FT") == "/Sig" and isinstance(entry(item, "/V"), DictionaryObject):
            raise FileError(_SIGNED)
        if names := raw_list(entry(item, "/Lock", "/Fields")):
            below = [TextStringObject(f"{self.place.prefix}.{resolved(one)}") for one in names]
            entry(item, "/Lock")[NameObject("/Fields")] = ArrayObject(below)

    def _rename(self, item: DictionaryObject) -> None:
        """Tell an element of the tags apart from other documents'."""
        if entry(item, "/S") == "/Sect" and "/T" in item:  # a point of a continuation sheet is called as its field
            item[NameObject("/T")] = TextStringObject(f"{self.place.prefix}.{entry(item, '/T')}")
        if "/ID" in item:
            item[NameObject("/ID")] = self._own(entry(item, "/ID"))

    def _own(self, identifier: Any) -> ByteStringObject:
        """Return an element's identifier as no other document has it; they stay in the documents' order."""
        plain = bytes(identifier) if isinstance(identifier, bytes) else str(identifier).encode("utf-8")
        return ByteStringObject(b"%06d." % self.place.number + plain)

    # Writing

    def _number(self, item: IndirectObject) -> int:
        """Return the new number of an object, which is written now or will be."""
        found = self.fixed.get(item.idnum) or self.numbers.get(item.idnum)
        if found:
            return found
        if item.idnum in self.bound or item.idnum in self.under_way:
            number = self.numbers[item.idnum] = self.file.new()
            if item.idnum in self.bound:
                self.queue.append(item)
            return number
        self.under_way.add(item.idnum)
        body = self._body(item)
        self.under_way.discard(item.idnum)
        number = self.numbers.get(item.idnum, 0)  # it leads to itself, so it got one on the way
        if number:
            self.file.put(number, body)
        else:
            number = self.numbers[item.idnum] = self.shared(body)
        return number

    def _write(self, value: Any) -> bytes:
        return graph.write(value, self._number)

    def _body(self, item: IndirectObject) -> bytes:
        value = self.reader.get_object(item)
        return graph.write_stream(value, self._number) if isinstance(value, StreamObject) else self._write(value)

    def _write_all(self) -> None:
        while self.queue:
            item = self.queue.pop(0)
            self.file.put(self.numbers[item.idnum], self._body(item))

    def _words(self, kind: str) -> dict[str, bytes]:
        return {
            key: self._write(value) for key, value in graph.raw_items(entry(self.tree, kind) or DictionaryObject())
        }

    def _leaf(self, keys: Mapping[int, Any]) -> int:
        first = self.place.first_key
        pairs = b" ".join(b"%d %s" % (first + key, self._write(keys[key])) for key in sorted(keys))
        limits = first + min(keys), first + max(keys)
        return self.file.add(b"<</Limits[%d %d]/Nums[%s]>>" % (*limits, pairs))

    def _id_leaf(self, ids: Mapping[Any, Any]) -> int:
        own = sorted((bytes(self._own(key)), self._write(value)) for key, value in ids.items())
        pairs = b" ".join(syntax.hexadecimal(key) + b" " + value for key, value in own)
        limits = syntax.hexadecimal(own[0][0]) + syntax.hexadecimal(own[-1][0])
        return self.file.add(b"<</Limits[%s]/Names[%s]>>" % (limits, pairs))


def _page(page: Any) -> IndirectObject:
    """Return the reference to a page, which then holds itself what it has from the nodes above."""
    place: IndirectObject = page.indirect_reference
    own = resolved(place)
    for key in _INHERITED:
        if key in page and key not in own:
            own[NameObject(key)] = page.raw_get(key)
    return place


def _name_tree(node: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Yield the entries of a name tree. Source: ISO 32000-1, 7.9.6."""
    items = raw_list(entry(node, "/Names"))
    yield from ((resolved(key), value) for key, value in zip(items[0::2], items[1::2], strict=False))
    for kid in raw_list(entry(node, "/Kids")) if depth < _DEEPEST else ():
        yield from _name_tree(kid, depth + 1)
