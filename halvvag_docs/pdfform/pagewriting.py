"""Write the pages of a document: the template's own with their marks, and what is continued on a sheet."""

from __future__ import annotations

from halvvag_docs.pdfform import syntax
from halvvag_docs.pdfform.fieldwriting import NewFile
from halvvag_docs.pdfform.plate import PagePlan, Plate, StructurePlan
from halvvag_docs.pdfform.settings import Settings


def write_pages(file: NewFile, plate: Plate, settings: Settings) -> bytes:
    """Write the pages and what is continued; return what the catalog has more for it."""
    if file.points:
        from halvvag_docs.pdfform import sheetwriting  # noqa: PLC0415 - most documents continue nothing

        return sheetwriting.write_with_sheet(file, plate, settings)
    write_own_pages(file, plate, settings, added=())
    if plate.structure:
        write_structure(file, plate.structure, section=b"", leaf=b"", pages=0)
    return b""


def write_own_pages(file: NewFile, plate: Plate, settings: Settings, *, added: tuple[int, ...]) -> None:
    """Write the template's pages, and the page tree with the pages `added` after them."""
    total = len(plate.pages) + len(added)
    for i, page in enumerate(plate.pages):
        contents = _contents(file, plate, page, (i + 1, total), settings)
        file.bodies[page.number] = b"<<%s/Contents[%s]>>" % (page.head, contents)
    kids = b" ".join((plate.pages_kids, *map(syntax.reference, added)))
    file.bodies[plate.pages_number] = b"<<%s/Count %d/Kids[%s]>>" % (plate.pages_head, total, kids)


def _contents(file: NewFile, plate: Plate, page: PagePlan, place: tuple[int, int], settings: Settings) -> bytes:
    if settings.marks is None and settings.code is None and not settings.draft and not settings.excerpt:
        return page.contents
    from halvvag_docs.pdfform import marks  # noqa: PLC0415 - plain data have none

    said = marks.banner(settings.excerpt, draft=settings.draft)
    size = page.box[2] - page.box[0], page.box[3] - page.box[1]
    before = file.add(syntax.stream(b"", marks.before_page(size, draft=settings.draft, found=plate.fonts)))
    over = marks.after_page(size, settings.marks, place, said=said, code=settings.code, found=plate.fonts)
    return b"%d 0 R %s %d 0 R" % (before, page.contents, file.add(syntax.stream(b"", over)))


def write_structure(file: NewFile, plan: StructurePlan, *, section: bytes, leaf: bytes, pages: int) -> None:
    """Write the document element and the root of the structure tree.

    Args:
        file: gets them.
        plan: what the template has of them.
        section: reference to a section more, or nothing.
        leaf: reference to the leaf of the parent tree for its pages, or nothing.
        pages: how many pages it has.
    """
    file.bodies[plan.document_number] = b"<<%s/K[%s %s]>>" % (plan.document_head, plan.kids, section)
    known = syntax.reference(plan.leaf_number) if plan.leaf_number else b""
    file.bodies[plan.root_number] = b"<<%s/ParentTree<</Kids[%s %s]>>/ParentTreeNextKey %d>>" % (
        plan.root_head,
        known,
        leaf,
        plan.next_key + pages,
    )
