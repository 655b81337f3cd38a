"""Look at a Word form of somebody else: content controls and the older form fields, and put tags in their place.

Source: ISO/IEC 29500-1, 17.5.2 (structured document tags) and 17.16 (fields and form fields).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx import Document
from lxml import etree

from halvvag_docs.word import places
from halvvag_docs.word.archive import shared
from halvvag_docs.word.package import Package, W, open_package, parse_xml, serialise
from halvvag_docs.word.places import TEXT, P

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _SDT, _FIELD = f"{{{W}}}r", f"{{{W}}}sdt", f"{{{W}}}fldChar"
_VALUE = f"{{{W}}}val"
_KINDS = {
    f"{{{_W15}}}repeatingSection": "repeating",
    f"{{{_W14}}}checkbox": "check",
    f"{{{W}}}dropDownList": "choice",
    f"{{{W}}}comboBox": "combo",
    f"{{{W}}}date": "date",
    f"{{{W}}}picture": "picture",
    f"{{{W}}}text": "text",
}
_OLD_KINDS = {f"{{{W}}}checkBox": "check", f"{{{W}}}ddList": "choice", f"{{{W}}}textInput": "text"}
_MARK = (
    "{%p if utkast %}", "UTKAST – inte fastställt", "{%p endif %}",
    "{%p if utdrag %}", "{{ utdrag }}", "{%p endif %}",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One place in a Word form that a person fills in."""

    number: int
    """Position among the controls of the file, 0-based."""
    kind: str
    """``text``, ``rich`` (several paragraphs), ``date``, ``check``, ``choice``, ``combo``, ``picture``,
    ``repeating``."""
    old: bool
    """A form field as Word made them before 2007, not a content control."""
    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    """Code and words of each choice."""
    place: str
    maxlength: int | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    control: Control
    element: Any
    """``w:sdt``, or the ``w:fldChar`` that begins a field."""


def controls(content: bytes, name: str) -> tuple[Control, ...]:
    """Return the content controls and form fields of a Word file in reading order.

    Raises:
        FileError, FormError: as ``open_package``.
    """
    package = open_package(content, name)
    return tuple(one.control for _, found in _parts(package) for one in found)


def _parts(package: Package) -> Iterator[tuple[tuple[str, Any], list[_Found]]]:
    """Yield member and tree of each printed part, with its controls."""
    first = 0
    for part in places.printed_parts(package):
        root = parse_xml(package.members[part.member], package.name)
        found = list(_find(root, part.label, first))
        first += len(found)
        yield (part.member, root), found


def _find(root: Any, label: str, first: int) -> Iterator[_Found]:
    where = {spot.element: spot.place for spot in places.spots(root, label)}
    number = first
    for element in root.iter(_SDT, _FIELD):
        if places.is_copy(element):
            continue
        about = _control(element) if element.tag == _SDT else _old_field(element)
        if about is None:
            continue
        kind, names, options, longest = about
        paragraph = next(element.iterancestors(P), None)
        if paragraph is None:
            paragraph = next(element.iter(P), None)
        control = Control(
            number=number,
            kind=kind,
            old=element.tag == _FIELD,
            name=names[0] or f"falt {number + 1}",
            label=names[1],
            options=options,
            place=where.get(paragraph, label),
            maxlength=longest,
        )
        number += 1
        yield _Found(control, element)


_About = tuple[str, tuple[str, str], tuple[tuple[str, str], ...], int | None]
"""Kind, name and label, options, most characters."""


def _control(sdt: Any) -> _About | None:
    properties = sdt.find(f"{{{W}}}sdtPr")
    if properties is None or properties.find(f"{{{W}}}docPartObj") is not None:  # a table of contents and the like
        return None
    tags = {child.tag: child for child in properties}
    kind = next((kind for tag, kind in _KINDS.items() if tag in tags), "rich")
    alias, tag = _text_of(properties, "alias"), _text_of(properties, "tag")
    if kind == "rich" and not alias and not tag:
        return None
    listed = tags.get(f"{{{W}}}dropDownList", tags.get(f"{{{W}}}comboBox"))
    options = tuple(
        (item.get(f"{{{W}}}value"), item.get(f"{{{W}}}displayText") or item.get(f"{{{W}}}value"))
        for item in (() if listed is None else listed)
        if item.get(f"{{{W}}}value", "").strip()
    )
    if kind == "text" and tags[f"{{{W}}}text"].get(f"{{{W}}}multiLine") in {"1", "true"}:
        kind = "rich"
    return kind, (tag or alias, alias or tag), options, None


def _old_field(begin: Any) -> _About | None:
    data = begin.find(f"{{{W}}}ffData")
    if data is None:
        return None
    tags = {child.tag: child for child in data}
    kind = next((kind for tag, kind in _OLD_KINDS.items() if tag in tags), None)
    if kind is None:
        return None
    name = _text_of(data, "name")
    label = _text_of(data, "statusText") or _text_of(data, "helpText") or name
    listed = tags.get(f"{{{W}}}ddList")
    words = [] if listed is None else [item.get(_VALUE, "") for item in listed.iter(f"{{{W}}}listEntry")]
    longest = data.find(f"{{{W}}}textInput/{{{W}}}maxLength")
    most = None if longest is None else int(longest.get(_VALUE, "0")) or None
    return kind, (name, label), tuple((word, word) for word in words if word.strip()), most


def _text_of(holder: Any, name: str) -> str:
    found = holder.find(f"{{{W}}}{name}")
    return "" if found is None else found.get(_VALUE, "").strip()


# Putting tags in


def with_tags(content: bytes, name: str, tags: Mapping[int, str], aliases: Mapping[str, str]) -> bytes:
    """Return a Word form as a template.

    Args:
        content: the form.
        name: what messages call it.
        tags: number of a control -> the tag that is to stand in its place.
        aliases: name that the file's own tags use -> the answer it stands for.

    Every header gets the mark of a draft.

    Raises:
        FileError, FormError: as ``open_package``.
    """
    package = open_package(content, name)
    for (member, root), found in list(_parts(package)):
        for one in found:
            if one.control.number in tags:
                (_replace_field if one.control.old else _replace_control)(one.element, tags[one.control.number])
        used = "".join(element.text or "" for element in root.iter(TEXT))
        _add_aliases(root, {alias: path for alias, path in aliases.items() if alias in used})
        package.members[member] = serialise(root)
    return _marked_as_draft(shared(package.members).complete(()))


def _replace_control(sdt: Any, tag: str) -> None:
    """Write a tag as the whole content of a control, which then is ordinary text."""
    inside = sdt.find(f"{{{W}}}sdtContent")
    if inside is None:
        return
    runs = list(inside.iter(_RUN))
    if not runs:
        paragraph = next(inside.iter(P), None)
        runs = [etree.SubElement(inside if paragraph is None else paragraph, _RUN)]
    _write(runs[0], tag)
    style = runs[0].find(f"{{{W}}}rPr/{{{W}}}rStyle")
    if style is not None and style.get(_VALUE, "").lower().startswith(("placeholder", "platsh")):
        style.getparent().remove(style)
    for run in runs[1:]:
        run.getparent().remove(run)
    paragraphs = list(inside.iter(P))
    for paragraph in paragraphs[1:]:
        paragraph.getparent().remove(paragraph)
    _unwrap(sdt, inside)


def _unwrap(sdt: Any, inside: Any) -> None:
    parent, at = sdt.getparent(), sdt.getparent().index(sdt)
    for child in reversed(list(inside)):
        parent.insert(at, child)
    parent.remove(sdt)


def _replace_field(begin: Any, tag: str) -> None:
    """Write a tag in place of a field: from the run where it begins to the run where it ends."""
    first, depth = begin.getparent(), 0
    gone = []
    for run in [first, *first.itersiblings(_RUN)]:
        kinds = [mark.get(f"{{{W}}}fldCharType") for mark in run.findall(_FIELD)]
        depth += kinds.count("begin") - kinds.count("end")
        gone.append(run)
        if depth == 0:
            break
    _write(first, tag)
    for run in gone[1:]:
        run.getparent().remove(run)


def _write(run: Any, text: str) -> None:
    for child in list(run):
        if child.tag != f"{{{W}}}rPr":
            run.remove(child)
    element = etree.SubElement(run, TEXT)
    element.text = text
    element.set(_SPACE, "preserve")


def _add_aliases(root: Any, aliases: Mapping[str, str]) -> None:
    """Let the tags keep their names: paragraphs at the top, gone when it is filled in, say what they stand for."""
    body = root.find(f"{{{W}}}body")
    holder = root if body is None else body
    for alias, path in reversed(list(aliases.items())):
        paragraph = etree.Element(P)
        _write(etree.SubElement(paragraph, _RUN), f"{{%p set {alias} = {path} %}}")
        holder.insert(0, paragraph)


def _marked_as_draft(content: bytes) -> bytes:
    document = Document(io.BytesIO(content))
    for number, section in enumerate(document.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for header in headers:
            if header.is_linked_to_previous and number:
                continue
            first = header.paragraphs[0]
            for line in _MARK:
                first.insert_paragraph_before(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
