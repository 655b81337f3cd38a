"""A Word form that came back: what its content controls hold, and whether all else is as it was."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from halvvag_docs.errors import FileError, FormError
from halvvag_docs.word.package import Package, W, open_package, resolve
from halvvag_docs.word.places import TEXT, P, is_copy, own_texts, printed_parts, spots, text_of

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FACTS = "halvvag."
"""How the names of the properties begin in which a form tells what it was when it was sent."""
ON, OFF = "☒", "☐"
PLACEHOLDERS = {"text": "Skriv här", "lines": "Skriv här", "choice": "Välj", "date": "Skriv datum"}
_ORDER, _FIXED, _DRAWN = "order", "fixed", "drawn"
_MOST_TOLD = 2**20
"""Bytes of the facts."""
_DIGITS = re.compile(r"\d")
_SDT = f"{{{W}}}sdt"
_OTHERS_HINT = re.compile(
    r"(Klicka|Tryck|Click|Tap|Kirjoita|Napsauta)\b.{0,60}\b(text|datum|date|tekstiä?|päivämäärä\w*)\W*"
    r"|(Välj|Choose|Valitse)\b.{0,20}\b(objekt|alternativ|item|datum|date|kohde)\W*",
    re.IGNORECASE,
)
"""The texts that Word and LibreOffice themselves show in a control that was emptied, in our users' languages."""
_TRACKED = tuple(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_PICTURES = tuple(f"{{{W}}}{name}" for name in ("drawing", "pict", "object", "altChunk"))
_MOST = 8
"""Places that are told."""
_COMPARABLE = 10_000
"""Paragraphs, of both files."""
_ACTIVE = "Filen innehåller makron, eller hämtar innehåll utifrån när den öppnas, och tas inte emot."


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A returned Word form."""

    facts: Mapping[str, str]
    """As they were given to :func:`controls.with_controls`; empty for a file that is no form."""
    values: Mapping[str, tuple[str, ...]] = field(repr=False)
    """What the controls with a tag hold, in reading order; of a box ☒ or ☐, of an empty one ""."""
    moved: tuple[str, ...]
    """Swedish, where the text outside the controls is not as it was."""
    notices: tuple[str, ...]
    """Swedish, what has been added to the file."""


def read_filled(content: bytes) -> Filled:
    """Read a returned Word form.

    Raises:
        FileError: no Word file, broken, encrypted, too large, or it holds macros or fetches something.
    """
    try:
        package = open_package(content, "Filen")
    except FormError as error:
        raise FileError(_ACTIVE) from error
    if any(name.lower().endswith("vbaproject.bin") for name in package.members):
        raise FileError(_ACTIVE)
    told = _told(package)
    if not told:
        return Filled(facts={}, values={}, moved=(), notices=())
    facts = dict(told)
    return Filled(
        facts=facts,
        values=_values(package, facts.get(_ORDER, "").split("\n")),
        moved=tuple(_moved(package, facts.get(_FIXED, "").split())),
        notices=tuple(_notices(package, facts.get(_DRAWN, "0"))),
    )


def _roots(package: Package) -> Iterator[Any]:
    for part in printed_parts(package):
        yield package.tree(part.member)


def _told(package: Package) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for relation in package.relations(""):
        member = resolve("", relation.get("Target", ""))
        if relation.get("Type", "").endswith("/custom-properties") and member in package.members:
            every = package.tree(member).iter(f"{{{PROPERTIES}}}property")
            pieces += [(one.get("name", ""), "".join(one.itertext()).strip()) for one in every]
    packed = "".join(text for name, text in sorted(pieces) if name.startswith(FACTS))
    try:
        told = zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), _MOST_TOLD).decode()
    except (ValueError, zlib.error):
        return []
    return [
        (name, text) for name, between, text in (one.partition("\x01") for one in told.split("\x00")) if between
    ]


def _controls(package: Package) -> Iterator[tuple[str, str]]:
    """Yield (tag, what it holds) of each control in reading order."""
    for root in _roots(package):
        for control in root.iter(_SDT):
            if _is_control(control) and not is_copy(control):
                yield _tag(control), _held(control)


def _is_control(control: Any) -> bool:
    """Say whether it can be one of ours; LibreOffice puts one without a tag around a paragraph with boxes."""
    return bool(_tag(control)) or not any(one is not control for one in control.iter(_SDT))


def _values(package: Package, order: list[str]) -> dict[str, tuple[str, ...]]:
    """Return what the controls hold; by their order where a program dropped every tag and no control."""
    found = list(_controls(package))
    if not any(tag for tag, _ in found) and len(found) == len(order):
        found = [(tag, text) for tag, (_, text) in zip(order, found, strict=True)]
    values: dict[str, list[str]] = {}
    for tag, text in found:
        values.setdefault(tag, []).append(text)
    return {tag: tuple(held) for tag, held in values.items() if tag}


def _tag(control: Any) -> str:
    found = control.find(f"{{{W}}}sdtPr/{{{W}}}tag")
    return "" if found is None else str(found.get(f"{{{W}}}val", ""))


def _held(control: Any) -> str:
    """Return what a control holds, however the program that saved it divided the text."""
    checked = control.find(f"{{{W}}}sdtPr/{{{W14}}}checkbox/{{{W14}}}checked")
    if checked is not None:
        return ON if checked.get(f"{{{W14}}}val") in ("1", "true", "on") else OFF
    inside = control.find(f"{{{W}}}sdtContent")
    if inside is None:
        return ""
    paragraphs = list(inside.iter(P))
    text = "\n".join(map(text_of, paragraphs)) if paragraphs else text_of(inside)
    hint = control.find(f"{{{W}}}sdtPr/{{{W}}}showingPlcHdr") is not None
    # A program that leaves the mark of the hint over what was typed must not lose it.
    if text.strip() in PLACEHOLDERS.values() or (hint and _OTHERS_HINT.fullmatch(text.strip())):
        return ""
    return text.strip()


def fixed_facts(package: Package) -> Iterator[tuple[str, str]]:
    """Yield as facts what is to be the same when the form comes back: controls, text of paragraphs, pictures."""
    yield _ORDER, "\n".join(tag for tag, _ in _controls(package))
    yield _FIXED, " ".join(digest for _, digest in _paragraphs(package))
    yield _DRAWN, str(_drawn(package))


def _paragraphs(package: Package) -> Iterator[tuple[str, str]]:
    """Yield (place, digest) of each paragraph with text outside the controls."""
    tagged = any(tag for tag, _ in _controls(package))
    for part in printed_parts(package):
        for spot in spots(package.tree(part.member), part.label):
            text = "" if is_copy(spot.element) else "".join("".join(_fixed(spot.element, tagged=tagged)).split())
            if text:
                yield spot.place, hashlib.sha256(text.encode()).hexdigest()[:8]


def _fixed(paragraph: Any, *, tagged: bool) -> Iterator[str]:
    """Yield the paragraph's text outside the controls, without numbers that the program reckons (of pages).

    Where controls are ``tagged``, one without a tag is none of ours, and what it holds is text like any other.
    """
    own = set(own_texts(paragraph))
    depth = 0
    for element in paragraph.iter():
        if element.tag == f"{{{W}}}fldChar":
            depth += {"begin": 1, "end": -1}.get(element.get(f"{{{W}}}fldCharType"), 0)
        elif element.tag == TEXT and element in own:
            if any(_tag(one) or (not tagged and _is_control(one)) for one in element.iterancestors(_SDT)):
                continue
            reckoned = depth > 0 or next(element.iterancestors(f"{{{W}}}fldSimple"), None) is not None
            text = element.text or ""
            yield _DIGITS.sub("", text) if reckoned else text


def _moved(package: Package, before: list[str]) -> Iterator[str]:
    now = list(_paragraphs(package))
    if len(now) + len(before) > _COMPARABLE:
        yield "Filen har långt mer text än någon blankett."
        return
    count = 0
    for what, _, _, start, end in SequenceMatcher(
        None, before, [one for _, one in now], autojunk=False
    ).get_opcodes():
        if what == "equal":
            continue
        count += 1
        if count > _MOST:
            yield "Den fasta texten har ändrats på fler ställen."
            return
        if what == "delete":
            where = f"före {now[start][0]}" if start < len(now) else "i slutet"
            yield f"Fast text har tagits bort: {where}."
        else:
            word = "ändrats" if what == "replace" else "lagts till"
            yield f"Fast text har {word}: {', '.join(place for place, _ in now[start : min(end, start + 3)])}."


def _drawn(package: Package) -> int:
    return sum(1 for root in _roots(package) for one in root.iter(*_PICTURES) if not is_copy(one))


def _notices(package: Package, drawn: str) -> Iterator[str]:
    if str(_drawn(package)) != drawn:
        yield "Bilder eller inbäddade filer har lagts till eller tagits bort."
    if any(next(root.iter(*_TRACKED), None) is not None for root in _roots(package)):
        yield "Filen har spårade ändringar. Godkänn eller avvisa dem i Word först, så att det syns vad som gäller."
    names = [name for _, name in package.related(package.document, "comments")]
    if any(package.tree(name).find(f"{{{W}}}comment") is not None for name in names):
        yield "Filen har kommentarer. De följer inte med hit; läs dem i Word."
