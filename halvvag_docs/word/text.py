"""The text of a Word file, read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from halvvag_docs.word.package import Package, R, W, open_package
from halvvag_docs.word.places import VARIANTS, is_copy, printed_parts, spots, text_of

_TOGGLE_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of a Word file."""

    part: str
    """Zip member: ``word/document.xml``."""
    style: str
    """Name of its style as Word shows it; the default style's name when it has none."""
    text: str
    """Line breaks as ``\\n``, tabs as ``\\t``; without the text of fields that Word computes."""
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header that one kind of page shows."""

    section: int
    """1-based."""
    kind: str
    """``default``, ``first`` or ``even``."""
    text: str

    @property
    def place(self) -> str:
        """«sidhuvudet på första sidan i avsnitt 2»."""
        return f"sidhuvudet{VARIANTS.get(self.kind, '')} i avsnitt {self.section}"


def opened(content: bytes) -> Package:
    """Return a Word file, opened for more than one of the readers here.

    Raises:
        FileError: no Word file.
    """
    return open_package(content, "dokumentet")


def read_paragraphs(source: bytes | Package, *, copies: bool = False) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the document, headers, footers and footnotes, tables row by row.

    Args:
        source: a Word file, or what :func:`opened` gave.
        copies: also the copies of text boxes that are kept for older programs.

    Raises:
        FileError: no Word file.
    """
    package = opened(source) if isinstance(source, bytes) else source
    names, default = _style_names(package)
    result = []
    for part in printed_parts(package):
        for spot in spots(package.tree(part.member), part.label):
            if not copies and is_copy(spot.element):
                continue
            style = spot.element.find(f"{{{W}}}pPr/{{{W}}}pStyle")
            name = default if style is None else names.get(style.get(f"{{{W}}}val"), default)
            result.append(Paragraph(part=part.member, style=name, text=text_of(spot.element), place=spot.place))
    return tuple(result)


def read_text(content: bytes) -> str:
    """Return all text of a Word file, one line a paragraph; parts are apart by an empty line.

    Raises:
        FileError: no Word file.
    """
    parts: dict[str, list[str]] = {}
    for paragraph in read_paragraphs(content):
        parts.setdefault(paragraph.part, []).append(paragraph.text)
    return "\n\n".join("\n".join(lines) for lines in parts.values())


def read_parts(source: bytes | Package) -> dict[str, str]:
    """Return the text of each printed part by its zip member, a line for each paragraph, copies too.

    Raises:
        FileError: no Word file.
    """
    package = opened(source) if isinstance(source, bytes) else source
    return {
        part.member: "\n".join(text_of(spot.element) for spot in spots(package.tree(part.member), ""))
        for part in printed_parts(package)
    }


def read_headers(source: bytes | Package) -> tuple[Header, ...]:
    """Return the headers that pages show, section by section; a section without its own has the one before's.

    Args:
        source: a Word file, or what :func:`opened` gave.

    Raises:
        FileError: no Word file.
    """
    package = opened(source) if isinstance(source, bytes) else source
    root = package.tree(package.document)
    targets = dict(package.related(package.document, "header"))
    shown: dict[str, str] = {}
    result: list[Header] = []
    for number, section in enumerate(root.iter(f"{{{W}}}sectPr"), start=1):
        for reference in section.findall(f"{{{W}}}headerReference"):
            shown[reference.get(f"{{{W}}}type", "default")] = targets.get(reference.get(f"{{{R}}}id", ""), "")
        result += [
            Header(section=number, kind=kind, text=_text_of_part(package, shown.get(kind, "")))
            for kind in _kinds(package, section)
        ]
    return tuple(result)


def _kinds(package: Package, section: Any) -> Iterator[str]:
    yield "default"
    if _is_on(section.find(f"{{{W}}}titlePg")):
        yield "first"
    for _, member in package.related(package.document, "settings"):
        if _is_on(package.tree(member).find(f"{{{W}}}evenAndOddHeaders")):
            yield "even"


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{{{W}}}val") not in _TOGGLE_OFF


def _text_of_part(package: Package, member: str) -> str:
    if member not in package.members:
        return ""
    return "\n".join(text_of(spot.element) for spot in spots(package.tree(member), ""))


def _style_names(package: Package) -> tuple[dict[str, str], str]:
    names: dict[str, str] = {}
    default = "Normal"
    for _, member in package.related(package.document, "styles"):
        for style in package.tree(member).findall(f"{{{W}}}style"):
            name = style.find(f"{{{W}}}name")
            identity = style.get(f"{{{W}}}styleId", "")
            names[identity] = identity if name is None else name.get(f"{{{W}}}val", identity)
            if style.get(f"{{{W}}}type") == "paragraph" and style.get(f"{{{W}}}default") in ("1", "true", "on"):
                default = names[identity]
    return names, default
