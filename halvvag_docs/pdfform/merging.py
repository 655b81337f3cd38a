"""Several finished documents in one file, for printing: still tagged, still to be filled in.

Each document keeps its pages as they are. Its fields hang under a node of their own, so that none has the name of
another document's; its tags stand beside those of the others; letters, pictures and printed text that documents
share are written once. Of a document that has been written, only a few numbers stay in memory.

Source: ISO 32000-1, 12.3.3, 12.7.3 and 14.7.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform import metadata, syntax
from halvvag_docs.pdfform.growing import GrowingFile
from halvvag_docs.pdfform.moving import Moved, Place, moved
from halvvag_docs.pdfform.syntax import array, reference, text_string

_REMEMBERED = 20_000
"""Written objects that may be met again: those of the templates come with the first documents."""
_DIGEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document of several."""

    content: bytes
    name: str
    """What its bookmark says and its field names begin with: the case id. No full stop."""


def merge(parts: Iterable[Part], out: BinaryIO, *, title: str, created: date, new_sheet: bool) -> int:
    """Write documents into one file and return its number of pages.

    Args:
        parts: read one at a time.
        out: what is written to, from its beginning to its end.
        title: goes into the metadata, never a name. The language there is that of the first document; each keeps
            its own.
        created: goes into the metadata.
        new_sheet: whether an empty page follows a document of an odd number of pages, so that the next one begins
            on a sheet of its own when it is printed on both sides.

    Raises:
        FileError: a document is no PDF, is damaged, encrypted or signed, or its tags mean something else than in
            the others; or the file would grow past 4 GB.
    """
    whole = _Whole(GrowingFile(out))
    for part in parts:
        try:
            whole.take(part, new_sheet=new_sheet)
        except FileError as error:
            raise FileError(f"{part.name}: {error}") from error
    return whole.finish(title, created)


@dataclass(slots=True)
class _Bookmark:
    title: str
    page: int
    below: list[_Bookmark] = field(default_factory=list)


class _Whole:
    """What is known of the file besides what is written."""

    def __init__(self, file: GrowingFile) -> None:
        self.file = file
        self.pages, self.tags, self.outlines = file.new(), file.new(), file.new()
        self.known: dict[bytes, int] = {}
        self.prefixes: set[str] = set()
        self.bookmarks: list[_Bookmark] = []
        self.page_nodes: list[int] = []
        self.groups: list[int] = []
        self.elements: list[bytes] = []
        self.leaves: list[int] = []
        self.ids: list[int] = []
        self.words: dict[str, dict[str, bytes]] = {"/RoleMap": {}, "/ClassMap": {}, "/Font": {}}
        self.intents = self.defaults = b""
        self.language = ""
        self.count = self.next_key = 0
        self.claims: frozenset[str] | None = None

    def shared(self, body: bytes) -> int:
        """Write an object that nothing tells from an equal one, once."""
        digest = hashlib.sha256(body).digest()[:_DIGEST]
        number = self.known.get(digest)
        if number is None:
            number = self.file.add(body)
            if len(self.known) < _REMEMBERED:
                self.known[digest] = number
        return number

    def take(self, part: Part, *, new_sheet: bool) -> None:
        """Write a document."""
        place = Place(
            prefix=self._prefix(part.name),
            number=len(self.page_nodes) + 1,
            first_key=self.next_key,
            pages=self.file.new(),
            group=self.file.new(),
            tags=self.tags,
            fonts=self.words["/Font"],
        )
        done = moved(part.content, place, self.file, self.shared)
        for kind, words in (("/RoleMap", done.roles), ("/ClassMap", done.classes)):
            self._agree(kind, words)
        self.words["/Font"] |= done.fonts
        self._keep(place, done)
        blank = [self._blank(place, done)] if new_sheet and len(done.pages) % 2 else []
        kids = [reference(number) for number in (*done.pages, *blank)]
        body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids%s>>" % (self.pages, len(kids), array(kids))
        self.file.put(place.pages, body)
        self.page_nodes.append(place.pages)
        self.count += len(kids)
        mark = _Bookmark(done.title or part.name, done.pages[0])
        if not self.bookmarks or self.bookmarks[-1].title != part.name:
            self.bookmarks.append(_Bookmark(part.name, done.pages[0]))
        self.bookmarks[-1].below.append(mark)

    def _prefix(self, name: str) -> str:
        prefix, number = name, 1
        while prefix in self.prefixes:
            number += 1
            prefix = f"{name}-{number}"
        self.prefixes.add(prefix)
        return prefix

    def _agree(self, kind: str, words: dict[str, bytes]) -> None:
        known = self.words[kind]
        if any(known.get(name, meaning) != meaning for name, meaning in words.items()):
            raise FileError("Dokumentets taggar betyder annat än de andras. Slå ihop det för sig.")
        known |= words

    def _keep(self, place: Place, done: Moved) -> None:
        self.next_key = done.next_key
        self.elements += done.elements
        self.leaves += done.leaves
        self.ids += done.ids
        self.intents = self.intents or done.intents
        self.language = self.language or done.language
        self.defaults = self.defaults or done.defaults
        self.claims = done.claims if self.claims is None else self.claims & done.claims
        if done.has_fields:
            self.groups.append(place.group)

    def _blank(self, place: Place, done: Moved) -> int:
        page = b"<</Type/Page/Parent %d 0 R/MediaBox%s/Resources<<>>/Tabs/S>>" % (place.pages, done.box)
        return self.file.add(page)

    def finish(self, title: str, created: date) -> int:
        """Write what holds the documents together; return the number of pages."""
        file, claims = self.file, self.claims or frozenset()
        kids = array([reference(number) for number in self.page_nodes])
        file.put(self.pages, b"<</Type/Pages/Count %d/Kids%s>>" % (self.count, kids))
        file.put(self.tags, self._structure())
        self._write_bookmarks()
        packet = file.add(metadata.packet(title, self.language, created, claims))
        catalog = (
            b"<</Type/Catalog/Pages %d 0 R/Lang%s/Metadata %d 0 R/Outlines %d 0 R/PageMode/UseOutlines"
            b"/ViewerPreferences<</DisplayDocTitle true>>%s%s%s>>"
        ) % (
            self.pages,
            text_string(self.language),
            packet,
            self.outlines,
            b"/MarkInfo<</Marked true>>/StructTreeRoot " + reference(self.tags) if self.elements else b"",
            self._form(),
            b"/OutputIntents" + self.intents if self.intents else b"",
        )
        file.finish(file.add(catalog), file.add(metadata.information(title, created)))
        return self.count

    def _structure(self) -> bytes:
        words = b"".join(
            syntax.name(kind[1:]) + _dictionary(self.words[kind])
            for kind in ("/RoleMap", "/ClassMap")
            if self.words[kind]
        )
        ids = b"/IDTree<</Kids%s>>" % array([reference(one) for one in self.ids]) if self.ids else b""
        leaves = array([reference(one) for one in self.leaves])
        return b"<</Type/StructTreeRoot/K%s/ParentTree<</Kids%s>>/ParentTreeNextKey %d%s%s>>" % (
            array(self.elements),
            leaves,
            self.next_key,
            ids,
            words,
        )

    def _form(self) -> bytes:
        if not self.groups:
            return b""
        fields = array([reference(one) for one in self.groups])
        fonts = _dictionary(self.words["/Font"])
        return b"/AcroForm<</Fields%s/DR<</Font%s>>%s>>" % (fields, fonts, self.defaults)

    def _write_bookmarks(self) -> None:
        for one in self.bookmarks:
            one.below = one.below if len(one.below) > 1 else []
        first, last = self._level(self.bookmarks, self.outlines)
        body = b"<</Type/Outlines/Count %d/First %d 0 R/Last %d 0 R>>" % (len(self.bookmarks), first, last)
        self.file.put(self.outlines, body if self.bookmarks else b"<</Type/Outlines>>")

    def _level(self, marks: list[_Bookmark], above: int) -> tuple[int, int]:
        """Write bookmarks of one level, closed; return the numbers of the first and the last."""
        numbers = [self.file.new() for _ in marks]
        for i, (number, mark) in enumerate(zip(numbers, marks, strict=True)):
            body = b"/Title%s/Parent %d 0 R/Dest[%d 0 R/Fit]" % (text_string(mark.title), above, mark.page)
            body += b"/Prev %d 0 R" % numbers[i - 1] if i else b""
            body += b"/Next %d 0 R" % numbers[i + 1] if i + 1 < len(marks) else b""
            if mark.below:
                first, last = self._level(mark.below, number)
                body += b"/First %d 0 R/Last %d 0 R/Count -%d" % (first, last, len(mark.below))
            self.file.put(number, b"<<" + body + b">>")
        return (numbers[0], numbers[-1]) if numbers else (0, 0)


def _dictionary(items: dict[str, bytes]) -> bytes:
    return b"<<" + b"".join(syntax.name(key[1:]) + b" " + body for key, body in items.items()) + b">>"
