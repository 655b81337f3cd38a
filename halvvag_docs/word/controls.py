"""A Word document as a form: content controls where the answers stand, all else protected.

An answer is marked on its way through the template with characters that no text holds, and where the marks have
come out, the control is put. Source: ISO/IEC 29500-1, 17.5.2 (structured document tags) and 17.15.1.29
(documentProtection); [MS-DOCX] 2.6.1.10 (checkbox).
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from halvvag_docs.word.archive import CONTENT_TYPES, pack
from halvvag_docs.word.controlled import FACTS, OFF, ON, PLACEHOLDERS, PROPERTIES, VARIANTS, W14, fixed_facts
from halvvag_docs.word.package import Package, W, open_package, parse_xml, resolve, serialise
from halvvag_docs.word.places import TEXT, printed_parts

_OPEN, _THEN, _LINE, _TAB, _CLOSE = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3", "\ue0f4"
_PARTING = frozenset((_OPEN, _THEN, _LINE, _TAB, _CLOSE, "\a", "\f"))
_MARKED = re.compile(f"{_OPEN}(\\d+){_THEN}([^{_CLOSE}]*){_CLOSE}")
_LONGEST = 64
"""Characters of a tag or a title; Word refuses a file with a longer one."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _RUN_LOOK = f"{{{W}}}r", f"{{{W}}}rPr"
_CUSTOM = "docProps/custom.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PIECE = 240
"""Characters of one property; Word keeps 255."""
_DATES = {"sv-SE": "yyyy-MM-dd", "sv-FI": "d.M.yyyy"}
_BEFORE_PROTECTION = frozenset(
    f"{{{W}}}{name}"
    for name in (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
        "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader",
        "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors",
        "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate", "linkStyles",
        "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge", "revisionView",
        "trackRevisions", "doNotTrackMoves", "doNotTrackFormatting",
    )
)  # fmt: skip
"""What stands before the protection in the settings. Source: ISO/IEC 29500-1, A.1 (CT_Settings)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One answer that is filled in in Word."""

    path: str
    label: str
    kind: str
    """``text``, ``lines`` (more than one line), ``choice``, ``check`` (yes and no, a box for each) or ``date``."""
    text: str = field(repr=False)
    """As it is printed; empty when it is not answered."""
    options: tuple[str, ...] = ()
    """Of a choice, the words of each."""

    @property
    def tag(self) -> str:
        """What the control is called in the file: the path, shortened when Word does not take it."""
        room = _LONGEST - len(".nej")
        if len(self.path) <= room:
            return self.path
        return f"{self.path[: room - 9]}~{hashlib.sha256(self.path.encode()).hexdigest()[:8]}"


def marked(number: int, text: str) -> str:
    """Return a text to be printed so that control ``number`` is put in its place.

    Raises:
        ValueError: it holds one of the marks itself, or a break that would part them.
    """
    if not _PARTING.isdisjoint(text):
        raise ValueError
    return f"{_OPEN}{number}{_THEN}{text.replace(chr(10), _LINE).replace(chr(9), _TAB)}{_CLOSE}"


def with_controls(content: bytes, places: Sequence[Place], facts: Mapping[str, str], language: str) -> bytes:
    """Return the rendered document as a form.

    Args:
        content: with texts that :func:`marked` gave.
        places: by their number.
        facts: what the form is to tell of itself when it comes back.
        language: ``sv-FI`` or ``sv-SE``, for how a date is written.
    """
    package = open_package(content, "dokumentet")
    maker = _Maker(places, language)
    for part in printed_parts(package):
        data = package.members[part.member]
        if _OPEN.encode() in data:
            root = parse_xml(data, package.name)
            for run in [one for one in root.iter(_RUN) if any(_OPEN in (t.text or "") for t in one.iter(TEXT))]:
                maker.replace(run)
            package.members[part.member] = serialise(root)
    for _, member in package.related(package.document, "settings"):
        package.members[member] = _protected(parse_xml(package.members[member], package.name))
    for member, data in package.members.items():
        if _OPEN.encode() in data:  # printed where no control can stand: in the words that describe a picture
            package.members[member] = _MARKED.sub(_unmarked, data.decode()).encode()
    made = Package(members=package.members, name=package.name)
    _tell(package, [*facts.items(), *fixed_facts(made)])
    return pack(package.members)


def _unmarked(found: re.Match[str]) -> str:
    return found[2].replace(_LINE, " ").replace(_TAB, " ")


class _Maker:
    def __init__(self, places: Sequence[Place], language: str) -> None:
        self._places = places
        self._language = language
        self._count = 0

    def replace(self, run: Any) -> None:
        """Put runs and controls in place of a run with marks."""
        look, parent = run.find(_RUN_LOOK), run.getparent()
        made: list[Any] = []
        for child in [one for one in run if one.tag != _RUN_LOOK]:
            if child.tag == TEXT and _OPEN in child.text:
                made += self._split(child.text, look)
            else:
                made.append(_run(look))
                made[-1].append(child)
        at = parent.index(run)
        parent[at : at + 1] = made

    def _split(self, text: str, look: Any) -> Iterator[Any]:
        end = 0
        for found in _MARKED.finditer(text):
            if between := text[end : found.start()]:
                yield _run(look, between)
            yield from self._controls(self._places[int(found[1])], look)
            end = found.end()
        if text[end:]:
            yield _run(look, text[end:])

    def _controls(self, place: Place, look: Any) -> Iterator[Any]:
        if place.kind != "check":
            yield self._control(place, look)
            return
        for word in ("Ja", "Nej"):
            yield self._box(place, word, look)
            yield _run(look, f"\u00a0{word}" + (" " if word == "Ja" else ""))

    def _begin(self, tag: str, label: str, look: Any) -> tuple[Any, Any]:
        self._count += 1
        control = etree.Element(f"{{{W}}}sdt")
        about = etree.SubElement(control, f"{{{W}}}sdtPr")
        if look is not None:
            about.append(deepcopy(look))
        for name, value in (("alias", label[:_LONGEST]), ("tag", tag), ("id", str(self._count))):
            _valued(about, name, value)
        _valued(about, "lock", "sdtLocked")
        return control, about

    def _control(self, place: Place, look: Any) -> Any:
        control, about = self._begin(place.tag, place.label, look)
        if not place.text:
            etree.SubElement(about, f"{{{W}}}showingPlcHdr")
        if place.kind == "choice":
            listed = etree.SubElement(about, f"{{{W}}}dropDownList")
            for word in dict.fromkeys(place.options):
                item = etree.SubElement(listed, f"{{{W}}}listItem")
                item.set(f"{{{W}}}displayText", word)
                item.set(f"{{{W}}}value", word)
        elif place.kind == "date":
            day = etree.SubElement(about, f"{{{W}}}date")
            _valued(day, "dateFormat", _DATES[self._language])
            _valued(day, "lid", self._language)
            _valued(day, "storeMappedDataAs", "date")
            _valued(day, "calendar", "gregorian")
        elif place.kind == "text":
            etree.SubElement(about, f"{{{W}}}text")
        # Lines go into a rich control: from a plain one LibreOffice 7.4 moves the line breaks out.
        inside = etree.SubElement(control, f"{{{W}}}sdtContent")
        inside.append(_run(look, place.text or PLACEHOLDERS[place.kind], grey=not place.text))
        return control

    def _box(self, place: Place, word: str, look: Any) -> Any:
        control, about = self._begin(f"{place.tag}.{word.lower()}", f"{place.label}: {word}", look)
        ticked = place.text == word
        box = etree.SubElement(about, f"{{{W14}}}checkbox", nsmap={"w14": W14})
        for name, value in (("checked", str(int(ticked))), ("checkedState", "2612"), ("uncheckedState", "2610")):
            state = etree.SubElement(box, f"{{{W14}}}{name}")
            state.set(f"{{{W14}}}val", value)
            if name != "checked":
                state.set(f"{{{W14}}}font", "MS Gothic")
        etree.SubElement(control, f"{{{W}}}sdtContent").append(_run(look, ON if ticked else OFF))
        return control


def _valued(holder: Any, name: str, value: str) -> None:
    etree.SubElement(holder, f"{{{W}}}{name}").set(f"{{{W}}}val", value)


def _run(look: Any, text: str = "", *, grey: bool = False) -> Any:
    run = etree.Element(_RUN)
    if look is not None:
        run.append(deepcopy(look))
    if grey:
        own = run.find(_RUN_LOOK)
        own = etree.SubElement(run, _RUN_LOOK) if own is None else own
        if own.find(f"{{{W}}}color") is None:
            own.insert(_before_colour(own), etree.Element(f"{{{W}}}color", {f"{{{W}}}val": "595959"}))
    for piece in re.split(r"([\n\t])", text):
        if piece in ("\n", "\t"):
            etree.SubElement(run, f"{{{W}}}{'br' if piece == chr(10) else 'tab'}")
        elif piece:
            element = etree.SubElement(run, TEXT)
            element.text = piece
            element.set(_SPACE, "preserve")
    return run


_AFTER_COLOUR = frozenset(
    f"{{{W}}}{name}"
    for name in (
        "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText",
        "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip


def _before_colour(look: Any) -> int:
    return next((n for n, child in enumerate(look) if child.tag in _AFTER_COLOUR), len(look))


def _protected(root: Any) -> bytes:
    protection = etree.Element(f"{{{W}}}documentProtection")
    protection.set(f"{{{W}}}edit", "forms")
    protection.set(f"{{{W}}}enforcement", "1")
    for old in root.findall(protection.tag):
        root.remove(old)
    before = [n for n, child in enumerate(root) if child.tag in _BEFORE_PROTECTION]
    root.insert(before[-1] + 1 if before else 0, protection)
    return serialise(root)


def _told_in(package: Package) -> tuple[str, Any]:
    """Return the member of the custom properties and its tree; one is announced in a file that has none."""
    for relation in package.relations(""):
        member = resolve("", relation.get("Target", ""))
        if relation.get("Type", "").endswith("/custom-properties") and member in package.members:
            return member, parse_xml(package.members[member], package.name)
    relations = parse_xml(package.members["_rels/.rels"], package.name)
    relation = etree.SubElement(relations, f"{{{relations.nsmap[None]}}}Relationship")
    for key, value in (("Id", "rIdCustom"), ("Type", _CUSTOM_RELATION), ("Target", _CUSTOM)):
        relation.set(key, value)
    package.members["_rels/.rels"] = serialise(relations)
    types = parse_xml(package.members[CONTENT_TYPES], package.name)
    override = etree.SubElement(types, f"{{{types.nsmap[None]}}}Override")
    override.set("PartName", f"/{_CUSTOM}")
    override.set("ContentType", _CUSTOM_TYPE)
    package.members[CONTENT_TYPES] = serialise(types)
    return _CUSTOM, etree.Element(f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES, "vt": VARIANTS})


def _tell(package: Package, facts: Sequence[tuple[str, str]]) -> None:
    """Put the facts into the file's custom properties: other parts are lost when LibreOffice saves it."""
    member, root = _told_in(package)
    packed = base64.b64encode(zlib.compress("\x00".join(f"{name}\x01{text}" for name, text in facts).encode(), 9))
    for number, start in enumerate(range(0, len(packed), _PIECE)):
        one = etree.SubElement(root, f"{{{PROPERTIES}}}property")
        one.set("fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}")
        one.set("pid", str(len(root) + 1))
        one.set("name", f"{FACTS}{number:03}")
        etree.SubElement(one, f"{{{VARIANTS}}}lpwstr").text = packed[start : start + _PIECE].decode()
    package.members[member] = serialise(root)
