"""Where things stand in a Word file, in words a person can follow: «dokumentet, tabell 3, rad 2, cell 1»."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from halvvag_docs.word.package import Package, R, W

P, TABLE, ROW, CELL, TEXT = (f"{{{W}}}{name}" for name in ("p", "tbl", "tr", "tc", "t"))
_TEXT_BOX = f"{{{W}}}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = f"{{{W}}}footnotes"
_BREAKS = {
    f"{{{W}}}br": "\n",
    f"{{{W}}}cr": "\n",
    f"{{{W}}}tab": "\t",
    f"{{{W}}}ptab": "\t",
    f"{{{W}}}noBreakHyphen": "\u2011",
}
_WRAPPERS = frozenset(
    f"{{{W}}}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "del", "moveFrom", "customXml", "smartTag")
)
_PROPERTIES = frozenset(f"{{{W}}}{name}" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"))
VARIANTS = {"first": " på första sidan", "even": " på jämna sidor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the file whose text is printed."""

    member: str
    """Zip member: ``word/header1.xml``."""
    label: str
    """What staff call it: «sidhuvudet på första sidan»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A paragraph and where it stands."""

    element: Any
    place: str


def printed_parts(package: Package) -> tuple[Part, ...]:
    """Return the parts that docxtpl fills in: the document, headers, footers and footnotes, in that order."""
    main = package.document
    labels = _header_labels(package)
    parts = [Part(member=main, label="dokumentet")]
    for kind, word in (("header", "sidhuvudet"), ("footer", "sidfoten")):
        parts += [
            Part(member=member, label=labels.get(identity, f"{word} (används inte)"))
            for identity, member in package.related(main, kind)
        ]
    parts += [Part(member=member, label="fotnoterna") for _, member in package.related(main, "footnotes")]
    seen: dict[str, Part] = {}
    for part in parts:
        seen.setdefault(part.member, part)
    return tuple(seen.values())


def _header_labels(package: Package) -> dict[str, str]:
    sections = list(package.tree(package.document).iter(f"{{{W}}}sectPr"))
    labels: dict[str, str] = {}
    for number, section in enumerate(sections, start=1):
        where = f" i avsnitt {number}" if len(sections) > 1 else ""
        for name, word in (("headerReference", "sidhuvudet"), ("footerReference", "sidfoten")):
            for reference in section.findall(f"{{{W}}}{name}"):
                variant = VARIANTS.get(reference.get(f"{{{W}}}type", ""), "")
                labels.setdefault(reference.get(f"{{{R}}}id", ""), f"{word}{variant}{where}")
    return labels


def spots(root: Any, label: str) -> Iterator[Spot]:
    """Yield every paragraph of a part in reading order, table cells row by row."""
    if root.tag == _NOTES:
        # Notes of a type draw the line above the others; they are not counted.
        notes = [note for note in root if note.get(f"{{{W}}}type") is None]
        for number, note in enumerate(notes, start=1):
            yield from _inside(note, f"fotnot {number}", Counter())
        return
    body = root.find(f"{{{W}}}body")
    yield from _inside(root if body is None else body, label, Counter())


def _inside(container: Any, place: str, counts: Counter[str]) -> Iterator[Spot]:
    for child in container:
        if child.tag == P:
            counts["stycke"] += 1
            # A cell or a note rarely has more than one paragraph: its own name says enough.
            small = place.rpartition(", ")[2].startswith(("cell", "fotnot"))
            yield from _paragraph(child, place if small else f"{place}, stycke {counts['stycke']}")
        elif child.tag == TABLE:
            counts["tabell"] += 1
            yield from _table(child, f"{place}, tabell {counts['tabell']}")
        elif child.tag in _WRAPPERS:
            yield from _inside(child, place, counts)


def _table(table: Any, place: str) -> Iterator[Spot]:
    for number, row in enumerate(_unwrapped(table, ROW), start=1):
        for count, cell in enumerate(_unwrapped(row, CELL), start=1):
            yield from _inside(cell, f"{place}, rad {number}, cell {count}", Counter())


def _unwrapped(container: Any, tag: str) -> Iterator[Any]:
    for child in container:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _unwrapped(child, tag)


def _paragraph(element: Any, place: str) -> Iterator[Spot]:
    yield Spot(element=element, place=place)
    for box in element.iter(_TEXT_BOX):
        if next(box.iterancestors(P), None) is element:
            yield from _inside(box, f"{place}, textruta", Counter())


def own_texts(paragraph: Any) -> Iterator[Any]:
    """Yield the paragraph's ``w:t`` elements and breaks, without those of text boxes in it."""
    for child in paragraph:
        if child.tag == TEXT or child.tag in _BREAKS:
            yield child
        elif child.tag not in _PROPERTIES and child.tag != _TEXT_BOX:
            yield from own_texts(child)


def text_of(paragraph: Any) -> str:
    r"""Return the paragraph's text: line breaks as ``\n``, tabs as ``\t``."""
    return "".join(_BREAKS.get(element.tag) or element.text or "" for element in own_texts(paragraph))


def is_copy(element: Any) -> bool:
    """Say whether the element is the copy that older programs show in place of a drawing."""
    return next(element.iterancestors(_FALLBACK), None) is not None
