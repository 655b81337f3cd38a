"""Scanned pages: which documents they are, which pages are missing, and whether a case holds the same answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from halvvag_docs.barcodes import Found, Label, Pile
    from halvvag_docs.casework import CheckedCase

_DOTS = (2480, 3400, 1650)
"""Widths at which a page of a PDF is looked at, pixels: 300 dots an inch, then finer, then coarser."""


def read(paths: Sequence[Path]) -> Pile:
    """Return what lies in scanned files: PDF or pictures.

    Raises:
        FileError: a file is neither.
        MissingProgramError: the extra that reads codes is not installed.
    """
    from halvvag_docs import barcodes, files

    return barcodes.gather((path.name, _pages(files.read_bytes(path))) for path in paths)


def _pages(content: bytes) -> list[list[Label]]:
    from halvvag_docs import barcodes, pictures

    if not content.startswith(b"%PDF-"):
        return barcodes.read_image(content)
    return [_page(content, number) for number in range(pictures.count(content))]


def _page(content: bytes, number: int) -> list[Label]:
    from halvvag_docs import barcodes, pictures

    for width in _DOTS:
        drawn = pictures.draw(content, number, width=width)
        if labels := barcodes.read_pixels(drawn.width, drawn.height, drawn.rgb):
            return labels
    return []


def sentences(pile: Pile, case: CheckedCase | None) -> Iterator[str]:
    """Yield what was found, a line each."""
    if not pile.documents:
        yield "Ingen kod hittades. Läs in sidorna med minst 200 punkter per tum, hela sidan med marginaler."
    for one in pile.documents:
        yield f"{_title(one, case)}: {_pages_words(one)}."
        if one.twice:
            yield f"  Inlästa mer än en gång: {_listed(one.twice)}."
        if case:
            yield f"  {_stored(one, case)}"
    for name, page in pile.unreadable if pile.documents else ():
        yield f"{name}, sida {page}: ingen kod. Sidan hör kanske inte dit, eller är otydligt inläst."


def as_data(pile: Pile, case: CheckedCase | None) -> dict[str, Any]:
    """Return the same as plain data for other programs."""
    return {
        "whole": pile.is_whole,
        "documents": [
            {
                "document_id": str(one.document_id),
                "version": one.version,
                "pages": one.pages,
                "seen": list(one.seen),
                "missing": list(one.missing),
                "twice": list(one.twice),
                "same_answers": same_answers(one, case) if case else None,
            }
            for one in pile.documents
        ],
        "unreadable": [{"file": name, "page": page} for name, page in pile.unreadable],
    }


def holds(pile: Pile, case: CheckedCase | None) -> bool:
    """Say whether every page is there, made of the answers that the case holds."""
    return pile.is_whole and (case is None or all(same_answers(one, case) for one in pile.documents))


def same_answers(found: Found, case: CheckedCase) -> bool | None:
    """Say whether a case holds the answers that a document was made of; None when it has no such document."""
    from halvvag_docs import barcodes, documents

    for source in (*case.asked, *case.others):
        one = source.answers
        if one and (one.id, one.version) == (str(found.document_id), found.version):
            return barcodes.shortened(documents.answers_digest(one)) == found.digest
    return None


def _title(found: Found, case: CheckedCase | None) -> str:
    sources = (*case.asked, *case.others) if case else ()
    titles = (
        one.form.title for one in sources if one.form and one.answers and one.answers.id == str(found.document_id)
    )
    kind = next(titles, "Dokument")
    return f"{kind}, dokument-id {found.document_id}, version {found.version}"


def _pages_words(found: Found) -> str:
    if not found.missing:
        return "den enda sidan finns" if found.pages == 1 else f"alla {found.pages} sidor finns"
    return f"av {found.pages} sidor saknas {_listed(found.missing)}"


def _listed(pages: Sequence[int]) -> str:
    from halvvag_docs import formatting

    return f"sida {formatting.join_list([str(page) for page in pages])}"


def _stored(found: Found, case: CheckedCase) -> str:
    same = same_answers(found, case)
    if same is None:
        return "Ärendet har inget dokument med det id:t i den versionen."
    if same:
        return "Ärendets svar är de som dokumentet gjordes av."
    return "Ärendets svar är INTE de som dokumentet gjordes av: de har ändrats sedan det skrevs ut."
