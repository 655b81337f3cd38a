"""Write a document whose texts go on on a continuation sheet."""

from __future__ import annotations

from halvvag_docs.pdfform import continuation, marks, syntax
from halvvag_docs.pdfform.continuation import Sheet
from halvvag_docs.pdfform.fieldwriting import NewFile
from halvvag_docs.pdfform.pagewriting import write_own_pages, write_structure
from halvvag_docs.pdfform.plate import Plate, StructurePlan
from halvvag_docs.pdfform.settings import Settings

_FREE_KEY = 1 << 20
"""Above what pages of an untagged form may still say of tags that they had once."""


def write_with_sheet(file: NewFile, plate: Plate, settings: Settings) -> bytes:
    """Write the pages of the template, then those of the sheet; return what the catalog has more for it."""
    sheet, more, structure = continuation.lay_out(file.points, file.fonts), b"", plate.structure
    if structure is None:
        structure = _new_structure(file)
        more = b"/StructTreeRoot " + syntax.reference(structure.root_number)
    pages = tuple(file.add(b"") for _ in sheet.pages)
    write_own_pages(file, plate, settings, added=pages)
    _write_sheet(file, plate, sheet, (pages, structure.next_key), settings)
    first = file.last + 1
    numbers = continuation.Numbers(parent=structure.document_number, pages=pages, first=first)
    for body in continuation.structure_objects(sheet, file.points, numbers):
        file.add(body)
    leaf = file.add(continuation.parent_tree_leaf(sheet, file.points, first, structure.next_key))
    section, leaf_reference = syntax.reference(first), syntax.reference(leaf)
    write_structure(file, structure, section=section, leaf=leaf_reference, pages=len(pages))
    return more


def _new_structure(file: NewFile) -> StructurePlan:
    """Begin the structure of an untagged form: only the sheet will stand in it, to be found again by field."""
    root, document = file.add(b""), file.add(b"")
    return StructurePlan(
        root_number=root,
        root_head=b"/Type/StructTreeRoot/K " + syntax.reference(document),
        leaf_number=0,
        next_key=_FREE_KEY,
        document_number=document,
        document_head=b"/Type/StructElem/S/Document/P " + syntax.reference(root),
        kids=b"",
    )


def _write_sheet(
    file: NewFile, plate: Plate, sheet: Sheet, places: tuple[tuple[int, ...], int], settings: Settings
) -> None:
    """Write the pages of the sheet; `places` are their numbers and the first one's key in the parent tree."""
    pages, key = places
    own, said = len(plate.pages), marks.banner(settings.excerpt, draft=settings.draft)
    for i, (number, content) in enumerate(zip(pages, sheet.pages, strict=True)):
        place = (own + i + 1, own + len(pages))
        before = marks.before_page(continuation.PAGE, draft=settings.draft, found=plate.fonts)
        after = marks.after_page(
            continuation.PAGE, settings.marks, place, said=said, code=settings.code, found=plate.fonts
        )
        stream = file.add(syntax.stream(b"", before + content + after))
        head = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s]/Resources %d 0 R" % (
            plate.pages_number,
            syntax.numbers(*continuation.PAGE),
            plate.resources_number,
        )
        file.bodies[number] = b"%s/Contents %d 0 R/StructParents %d/Tabs/S>>" % (head, stream, key + i)
