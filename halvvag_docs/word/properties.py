"""What a Word file says about itself: title, dates and language, and nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from lxml import etree

from halvvag_docs.word.archive import CONTENT_TYPES
from halvvag_docs.word.package import Package, W, parse_xml, resolve, serialise

CREATOR = "halvvag_docs"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_LANG = f"{{{W}}}lang"
# A template's own words about itself; who made it and when is not among them.
_TITLE = f"{{{_DC}}}title"
_KEPT = (
    _TITLE,
    f"{{{_DC}}}subject",
    f"{{{_DC}}}description",
    f"{{{_CP}}}keywords",
    f"{{{_CP}}}category",
    f"{{{_DC}}}identifier",
)


def core_properties(
    package: Package,
    fill: Callable[[str], str],
    *,
    title: str | None,
    created: date | None,
    language: str | None,
) -> bytes:
    """Return the core properties written anew.

    Args:
        package: the template.
        fill: renders a property's text that holds tags.
        title: None keeps the template's title, subject, description, keywords, category and identifier,
            filled in.
        created: date of creation and change; None: 1980-01-01.
        language: as given to the template, or None.
    """
    old = package.members.get(core_member(package))
    kept = _kept(parse_xml(old, package.name), fill) if old and title is None else {}
    if title is not None:
        kept = {_TITLE: title}
    return serialise(_core(kept, created or date(1980, 1, 1), language))


def write_extended_properties(package: Package) -> None:
    """Write the extended properties anew: without company, manager, template or editing time."""
    for relation in package.relations(""):
        if relation.get("Type", "").endswith("/extended-properties"):
            package.members[resolve("", relation.get("Target", ""))] = serialise(_extended())


def core_member(package: Package) -> str:
    """Return the member of the core properties; one is announced in a file that has none."""
    for relation in package.relations(""):
        if relation.get("Type") == _CORE_RELATION:
            return resolve("", relation.get("Target", ""))
    member = "docProps/core.xml"
    relations = parse_xml(package.members["_rels/.rels"], package.name)
    etree.SubElement(
        relations, f"{{{relations.nsmap[None]}}}Relationship", Id="rIdCore", Type=_CORE_RELATION, Target=member
    )
    package.members["_rels/.rels"] = serialise(relations)
    types = parse_xml(package.members[CONTENT_TYPES], package.name)
    etree.SubElement(types, f"{{{types.nsmap[None]}}}Override", PartName=f"/{member}", ContentType=_CORE_TYPE)
    package.members[CONTENT_TYPES] = serialise(types)
    return member


def _kept(root: Any, fill: Callable[[str], str]) -> dict[str, str]:
    texts = {child.tag: child.text or "" for child in root if child.tag in _KEPT}
    return {tag: fill(text) if "{{" in text or "{%" in text else text for tag, text in texts.items() if text}


def _core(kept: dict[str, str], created: date, language: str | None) -> Any:
    names = {"cp": _CP, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI}
    root = etree.Element(f"{{{_CP}}}coreProperties", nsmap=names)
    for tag, text in kept.items():
        etree.SubElement(root, tag).text = text
    etree.SubElement(root, f"{{{_DC}}}creator").text = CREATOR
    if language:
        etree.SubElement(root, f"{{{_DC}}}language").text = language
    for name in ("created", "modified"):
        element = etree.SubElement(root, f"{{{_TERMS}}}{name}")
        element.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        element.text = f"{created.isoformat()}T00:00:00Z"
    return root


def _extended() -> Any:
    root = etree.Element(f"{{{_APP}}}Properties", nsmap={None: _APP})
    etree.SubElement(root, f"{{{_APP}}}Application").text = CREATOR
    return root


def set_language(package: Package, language: str) -> None:
    """Set the language of all Swedish text: default, styles, and runs that carry a language of their own."""
    main = package.document
    for _, member in package.related(main, "styles"):
        root = parse_xml(package.members[member], package.name)
        _default_language(root)
        _replace(root, language)
        package.members[member] = serialise(root)
    for _, member in package.related(main, "settings"):
        root = parse_xml(package.members[member], package.name)
        for element in root.findall(f"{{{W}}}themeFontLang"):
            element.set(f"{{{W}}}val", language)
        package.members[member] = serialise(root)
    for kind in ("header", "footer", "footnotes", "numbering"):
        for _, member in package.related(main, kind):
            package.members[member] = with_language(package.members[member], language, package.name)
    package.members[main] = with_language(package.members[main], language, package.name)


def _default_language(root: Any) -> None:
    """See to it that the defaults of the document name a language at all."""
    place = root
    for name in ("docDefaults", "rPrDefault", "rPr"):
        found = place.find(f"{{{W}}}{name}")
        if found is None:
            found = etree.Element(f"{{{W}}}{name}")
            place.insert(0, found)
        place = found
    if place.find(_LANG) is None:
        etree.SubElement(place, _LANG).set(f"{{{W}}}val", "sv")


def with_language(content: bytes, language: str | None, name: str) -> bytes:
    """Return a part with the language set where its runs name one; ``name`` is what errors call the file."""
    if language is None or b":lang " not in content:
        return content
    root = parse_xml(content, name)
    _replace(root, language)
    return serialise(root)


def _replace(root: Any, language: str) -> None:
    """Change Swedish and Word's own default; a passage in another language keeps it for the spelling check."""
    for element in root.iter(_LANG):
        now = element.get(f"{{{W}}}val", "")
        if now.startswith("sv") or now in ("", "en-US"):
            element.set(f"{{{W}}}val", language)
