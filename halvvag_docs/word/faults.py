"""What is wrong with a template, found before anything is rendered: every finding with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from halvvag_docs.word import tags as tagging
from halvvag_docs.word.environment import Environment, syntax_faults
from halvvag_docs.word.package import Package, W, fetches, parse_xml
from halvvag_docs.word.places import CELL, ROW, TABLE, TEXT, P, Part, is_copy, printed_parts, spots, text_of
from halvvag_docs.word.tags import Tag

_CONTAINERS = {"p": P, "tr": ROW, "tc": CELL}
_UNITS = {"p": "stycket", "tr": "tabellraden", "tc": "cellen"}
_OPENING = ("if", "for")
_MIDDLE = ("elif", "else")
_CLOSING = {"endif": "if", "endfor": "for"}
_ALONE = ("set", "vm", "hm", "colspan", "cellbg")
_GONE = frozenset(f"{{{W}}}{name}" for name in ("del", "moveFrom"))
_FIELD_CODES = frozenset(f"{{{W}}}{name}" for name in ("instrText", "delText", "delInstrText"))
_MAYBE_TAG = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of a template."""

    place: str
    message: str
    """Swedish: what is wrong and what to do."""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A part of a template as a tree, with its tags."""

    part: Part
    root: Any
    tags: tuple[Tag, ...]


def lint(package: Package, scanned: Sequence[Scanned], environment: Environment) -> tuple[Finding, ...]:
    """Return all faults of the template, in reading order, each once."""
    findings: list[Finding] = []
    for one in scanned:
        findings += _broken_tags(one)
        findings += _outside_text(one)
        findings += _lost_neighbours(one.tags)
        findings += _blocks(one.tags)
        for tag in one.tags:
            findings += _tag(tag, environment)
    findings += _unfilled_parts(package, scanned)
    order = {place: number for number, place in enumerate(_places(scanned))}
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: order.get(one.place, len(order))))


def _places(scanned: Iterable[Scanned]) -> Iterator[str]:
    for one in scanned:
        yield one.part.label
        yield from (spot.place for spot in spots(one.root, one.part.label))


def _finding(tag: Tag, message: str) -> Finding:
    return Finding(place=tag.spot.place, message=f"«{_short(tag.text)}» {message}")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


def _broken_tags(one: Scanned) -> Iterator[Finding]:
    for spot in spots(one.root, one.part.label):
        if rest := tagging.leftovers(spot):
            yield Finding(
                place=spot.place,
                message=f"«{rest}» hör inte till någon hel tagg. En tagg börjar och slutar i samma stycke.",
            )


def _outside_text(one: Scanned) -> Iterator[Finding]:
    label = one.part.label
    for element in one.root.iter():
        if not isinstance(element.tag, str):
            continue
        text = element.text or ""
        if element.tag in _FIELD_CODES and fetches(text):
            yield Finding(place=label, message="en fältkod hämtar innehåll utifrån. Ta bort den.")
        values = [*element.attrib.values(), text if element.tag != TEXT else ""]
        if any(_MAYBE_TAG.search(value) for value in values):
            yield Finding(place=label, message="en tagg står i en fältkod eller egenskap. Flytta den till texten.")
    for tag in one.tags:
        yield from _hidden(tag)


def _hidden(tag: Tag) -> Iterator[Finding]:
    element = tag.spot.element
    if any(ancestor.tag in _GONE for ancestor in element.iterancestors()) or any(
        _MAYBE_TAG.search(text_of(gone)) for gone in element.iter(*_GONE)
    ):
        yield _finding(tag, "står i en spårad borttagning. Godkänn ändringarna i mallen.")
    for run in element.iter(f"{{{W}}}r"):
        vanish = run.find(f"{{{W}}}rPr/{{{W}}}vanish")
        hides = vanish is not None and vanish.get(f"{{{W}}}val") not in ("0", "false", "off")
        if hides and _MAYBE_TAG.search("".join(run.itertext(TEXT))) and tag.kind == "{":
            yield _finding(tag, "står i dold text och skulle inte synas. Gör texten synlig.")


def _lost_neighbours(tags: Sequence[Tag]) -> Iterator[Finding]:
    """Find text that docxtpl would throw away: it puts a tag of a unit in the place of the whole unit."""
    for tag in tags:
        unit = _unit(tag)
        if unit is None:
            continue
        paragraphs = (one for one in unit.iter(P) if is_copy(unit) or not is_copy(one))
        whole = "".join(text_of(one) for one in paragraphs)
        rest = tagging.WHOLE.sub("", whole.translate(_SPACES), count=1).strip()
        if rest:
            yield _finding(
                tag, f"ersätter hela {_UNITS[tag.scope]}, men där står mer. Lägg taggen ensam i ett eget utrymme."
            )


_SPACES = {0xA0: " ", 0x200B: ""}


def _unit(tag: Tag) -> Any:
    """Return the paragraph, row or cell that the tag stands for, or None."""
    wanted = _CONTAINERS.get(tag.scope)
    if wanted in (None, P):
        return tag.spot.element if wanted else None
    return next(tag.spot.element.iterancestors(wanted), None)


def _blocks(tags: Sequence[Tag]) -> Iterator[Finding]:
    """Pair ``for`` with ``endfor`` and ``if`` with ``endif``, and see that both ends stand alike."""
    open_tags: list[Tag] = []
    for tag in tags:
        if tag.word in _OPENING:
            open_tags.append(tag)
        elif tag.word in _MIDDLE or tag.word in _CLOSING:
            yield from _close(tag, open_tags)
    for tag in open_tags:
        yield _finding(tag, f"avslutas aldrig. Lägg till {{% end{tag.word} %}}.")


def _close(tag: Tag, open_tags: list[Tag]) -> Iterator[Finding]:
    wanted = _CLOSING.get(tag.word)
    fitting = {"elif": ("if",), "else": _OPENING}.get(tag.word, (wanted,))
    if not open_tags or open_tags[-1].word not in fitting:
        before = f"; närmast före står {_cited(open_tags[-1])}" if open_tags else ""
        yield _finding(tag, f"har ingen början här{before}.")
        # The block it ends, if there is one further out, ends here; those inside have no end.
        if wanted and any(one.word == wanted for one in open_tags):
            while open_tags.pop().word != wanted:
                pass
        return
    start = open_tags.pop() if wanted else open_tags[-1]
    if start.scope != tag.scope:
        yield _finding(tag, f"hör till {_cited(start)}, men de är av olika slag (p, tr, tc eller inget).")
    elif _home(start) is not _home(tag):
        yield _finding(tag, f"hör till {_cited(start)}, som står på annat håll. De ska stå i samma del.")


def _cited(tag: Tag) -> str:
    return f"«{_short(tag.text)}» i {tag.spot.place}"


def _home(tag: Tag) -> Any:
    """Return what both ends of a block must share: the table, the row, or what their paragraphs stand in."""
    if tag.scope == "tr":
        return next(tag.spot.element.iterancestors(TABLE), None)
    if tag.scope == "tc":
        return next(tag.spot.element.iterancestors(ROW), None)
    return tag.spot.element.getparent()


def _tag(tag: Tag, environment: Environment) -> Iterator[Finding]:
    """Find faults inside one tag."""
    if tag.kind == "#":
        return
    if tag.scope in ("p", "tr", "tc") and re.search(r"[}%]", tag.body):
        # docxtpl looks for the end of such a tag at the first % or }.
        yield _finding(tag, "får inte innehålla % eller }.")
    word = tag.word
    if tag.kind == "%" and word not in (*_OPENING, *_MIDDLE, *_CLOSING, *_ALONE):
        yield _finding(tag, f"«{word}» finns inte i Word-mallar. Använd if, for eller set.")
        return
    if word == "set" and "=" not in tag.body:
        yield _finding(tag, "saknar likhetstecken: skriv {% set namn = värde %}.")
        return
    for message in syntax_faults(_alone(tag), environment):
        yield _finding(tag, message)


def _alone(tag: Tag) -> str:
    """Return the tag as a small template of its own."""
    if tag.kind == "{" or tag.word in ("colspan", "cellbg"):
        body = tag.body if tag.kind == "{" else tag.body.split(None, 1)[-1]
        return f"{{{{ {body} }}}}"
    if tag.word in _OPENING:
        return f"{{% {tag.body} %}}{{% end{tag.word} %}}"
    if tag.word in _MIDDLE:
        return f"{{% if true %}}{{% {tag.body} %}}{{% endif %}}"
    if tag.word in _CLOSING:
        start = "if true" if tag.word == "endif" else "for x in []"
        return f"{{% {start} %}}{{% {tag.body} %}}"
    return f"{{% {tag.body} %}}" if tag.word == "set" else ""


def _unfilled_parts(package: Package, scanned: Iterable[Scanned]) -> Iterator[Finding]:
    """Find tags in parts that docxtpl leaves alone: comments, endnotes, charts."""
    filled = {one.part.member for one in scanned}
    for member, content in package.members.items():
        known = member in filled or not member.startswith("word/") or not member.endswith(".xml")
        if known or (b"{{" not in content and b"{%" not in content):
            continue
        text = "".join(parse_xml(content, package.name).itertext())
        if _MAYBE_TAG.search(text):
            yield Finding(place=member, message="taggar här fylls inte i. Flytta dem till dokumentets text.")


def scan(package: Package) -> tuple[Scanned, ...]:
    """Return the parts that are filled in, with their tags."""
    result = []
    for part in printed_parts(package):
        root = parse_xml(package.members[part.member], package.name)
        tags: list[Tag] = []
        for spot in spots(root, part.label):
            tags += tagging.find(spot, first=len(tags))
        result.append(Scanned(part=part, root=root, tags=tuple(tags)))
    return tuple(result)
