"""A Word template, prepared once and rendered many times.

docxtpl's own patching turns each part of the file into one Jinja template; we compile it in our
sandbox. A rendering fills the parts, repairs tables as docxtpl does, and copies all else as it is.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from halvvag_docs.errors import FormError, RenderError
from halvvag_docs.values import Printed
from halvvag_docs.word import faults, tags
from halvvag_docs.word.archive import Archive, pack, shared
from halvvag_docs.word.compiling import Source, compile_program
from halvvag_docs.word.environment import RECORDER, Environment, reason
from halvvag_docs.word.faults import Finding, Scanned
from halvvag_docs.word.filters import SYSTEM
from halvvag_docs.word.finish import finish, spelled_out
from halvvag_docs.word.package import Package, W, as_document, open_package
from halvvag_docs.word.program import Program
from halvvag_docs.word.properties import (
    core_member,
    core_properties,
    set_language,
    with_language,
    write_extended_properties,
)
from halvvag_docs.word.rich import RichTemplate
from halvvag_docs.word.usage import Reader, Reference, excused

_FILE = "<part of a Word template>"
_UNPATCHED = re.compile(r"\{[{%]-?(?:tr|tc|p)\s")
# What an expression of a template may raise; anything else is a fault of ours and must be seen.
_EXPRESSION_ERRORS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
_TEXT_HOLDERS = frozenset(f"{{{W}}}{name}" for name in ("t", "instrText", "delText", "delInstrText"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A finished Word file and what was printed in it."""

    content: bytes
    printed: tuple[Printed, ...]
    """Every text that a tag printed, part by part, in the order in which it stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    """One part of a template, compiled."""

    member: str
    label: str
    places: tuple[str, ...]
    """Of the tags, in the order in which the compiled source holds them."""
    texts: tuple[str, ...]
    source: str
    code: Any


class Template:
    """A Word template, checked and compiled; it may be rendered any number of times, also by several threads.

    Args:
        content: a .docx (or .dotx) file.
        name: what messages call it.
        filters: more filters for its tags, by name; each takes the value first.

    Raises:
        FileError: no Word file, broken, encrypted or too large.
        FormError: the template has faults: all of them, each with its place.
    """

    def __init__(
        self, content: bytes, *, name: str = "mallen", filters: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        self.name = name
        self._environment = Environment(filters)
        self._package = open_package(content, name)
        as_document(self._package)
        scanned = faults.scan(self._package)
        if findings := faults.lint(self._package, scanned, self._environment):
            raise FormError(_listed(name, findings))
        self._programs = tuple(_compile(one, self._environment, name) for one in scanned)
        self._bases: dict[str | None, Archive] = {}
        core_member(self._package)

    def program(self) -> Program:
        """Return a program that fills in plain data as :meth:`render` does without language and title.

        Raises:
            Unprovable: there is none that is sure to give the same document.
        """
        sources = [Source(member=one.member, text=one.source) for one in self._programs]
        return compile_program(self._package, sources, self._environment)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every use of a field in the template, in reading order."""
        found: list[Reference] = []
        for program in self._programs:
            reader = Reader(program.places, outside=self.name)
            found += reader.read(self._environment.parse(program.source))
        return tuple(found)

    def render(
        self,
        context: Mapping[str, Any],
        *,
        language: str | None = None,
        title: str | None = None,
        created: date | None = None,
        rich: RichTemplate | None = None,
    ) -> Rendering:
        """Fill the template.

        Args:
            context: names of the template with their values: leaves, plain data, lists, mappings.
            language: BCP 47 tag set everywhere in the file, ``sv-FI`` or ``sv-SE``; it also decides how
                plain dates are written. None leaves the template's own, and writes dates as in Finland.
            title: core property; None keeps the template's own properties, filled in, but for names.
            created: date of the core properties; None: a fixed one.
            rich: what :meth:`rich` gave, when pictures, sub-documents or links were made with it, or media are
                to be replaced: the document is then completed by docxtpl.

        Raises:
            RenderError: a tag has no value, or one that cannot be printed; the message names the place.
        """
        printed: list[Printed] = []
        names = {**context, SYSTEM: "se" if language == "sv-SE" else "fi"}

        def fill(program: _Program) -> str:
            return self._run(program, {**names, RECORDER: (printed, program.member)})

        if rich is None:
            base = self._base(language)
            changed = {
                one.member: with_language(finish(fill(one), f"{self.name}, {one.label}"), language, self.name)
                for one in self._programs
            }
        else:
            base, changed = self._by_docxtpl(rich, fill, language), {}
        text = self._fill_text({**names, RECORDER: ([], "")})
        changed[core_member(self._package)] = core_properties(
            self._package, text, title=title, created=created, language=language
        )
        return Rendering(content=base.complete(changed.items()), printed=tuple(printed))

    def rich(self) -> RichTemplate:
        """Return docxtpl's own object of this template, to make pictures, sub-documents and links with."""
        return RichTemplate(pack(self._package.members), frozenset(one.member for one in self._programs))

    def _base(self, language: str | None) -> Archive:
        """Return what all documents in a language share; it is made once."""
        if language not in self._bases:
            package = Package(members=dict(self._package.members), name=self.name)
            self._bases[language] = self._shared(package, language, without=[one.member for one in self._programs])
        return self._bases[language]

    def _by_docxtpl(self, rich: RichTemplate, fill: Callable[[_Program], str], language: str | None) -> Archive:
        """Return the document as docxtpl completes it, with our parts in it; only its core properties are left."""
        programs = {one.member: one for one in self._programs}
        package = open_package(rich.complete(lambda member: spelled_out(fill(programs[member]))), self.name)
        for member, one in programs.items():
            content = package.members[member].decode()
            package.members[member] = finish(content.partition("?>")[2], f"{self.name}, {one.label}")
        return self._shared(package, language, without=())

    def _shared(self, package: Package, language: str | None, *, without: Iterable[str]) -> Archive:
        write_extended_properties(package)
        if language:
            set_language(package, language)
        left = {*without, core_member(package)}
        return shared({name: content for name, content in package.members.items() if name not in left})

    def _run(self, program: _Program, names: Mapping[str, Any]) -> str:
        try:
            return str(program.code.render(names))
        except _EXPRESSION_ERRORS as error:
            at = _tag_of(error, program)
            where = f"{program.places[at]}: «{program.texts[at]}»: " if program.places else ""
            also = self._also_missing(error, names, program.texts[at]) if program.places else ""
            raise RenderError(f"{self.name}, {where}{reason(error)}{also}") from None

    def _also_missing(self, error: BaseException, names: Mapping[str, Any], tag: str) -> str:
        """Name what else the data lack, so that they are put right in one go."""
        if not isinstance(error, UndefinedError):
            return ""
        roots = dict.fromkeys(re.split(r"[.\[]", one.path)[0] for one in self.references)
        trees = (self._environment.parse(one.source) for one in self._programs)
        there = {*names, *(name for tree in trees for name in excused(tree))}
        missing = [f"«{root}»" for root in roots if root not in there and root not in tag]
        return f" Också {', '.join(missing)} saknas bland uppgifterna." if missing else ""

    def _fill_text(self, names: Mapping[str, Any]) -> Callable[[str], str]:
        def fill(text: str) -> str:
            try:
                return html.unescape(self._environment.program(text, _FILE).render(names))
            except _EXPRESSION_ERRORS as error:
                raise RenderError(f"{self.name}, dokumentets egenskaper: {reason(error)}") from None

        return fill


def check(content: bytes, name: str) -> tuple[Finding, ...]:
    """Return all faults of a template, in reading order.

    Raises:
        FileError: no Word file, broken, encrypted or too large.
    """
    try:
        package = open_package(content, name)
    except FormError as error:
        return (Finding(place=name, message=str(error)),)
    return faults.lint(package, faults.scan(package), Environment())


def _listed(name: str, findings: Sequence[Finding]) -> str:
    if len(findings) == 1:
        return f"{name}, {findings[0]}"
    return "\n".join([f"{name} har {len(findings)} fel:", *(f"  {finding}" for finding in findings)])


def _compile(one: Scanned, environment: Environment, name: str) -> _Program:
    """Let docxtpl patch the part, and compile it so that a line number tells which tag it is."""
    _plain_newlines(one.root)
    tags.mark(one.tags)
    patched = DocxTemplate(io.BytesIO()).patch_xml(_to_text(one.root))
    order: list[int] = []

    def number_lines(match: re.Match[str]) -> str:
        whole = match.group()
        mark = tags.MARK.search(whole)
        order.append(tags.number_of(mark.group()) if mark else order[-1] if order else 0)
        start = 3 if whole[2] == "-" else 2
        body = html.unescape(tags.MARK.sub("", whole[start:]))
        return f"{whole[:start]}\n{body}"

    source = tags.WHOLE.sub(number_lines, patched)
    places = tuple(one.tags[number].spot.place for number in order)
    texts = tuple(one.tags[number].text for number in order)
    if left := _UNPATCHED.search(source):
        at = source.count("\n", 0, left.start())
        raise FormError(f"{name}, {places[at]}: «{texts[at]}» går inte att placera. Lägg den i ett eget stycke.")
    try:
        code = environment.program(source, _FILE)
    except TemplateSyntaxError as error:
        at = min(max(error.lineno - 2, 0), len(places) - 1)
        where = f"{places[at]}: «{texts[at]}» passar inte ihop med taggarna omkring" if places else "okänd plats"
        raise FormError(f"{name}, {where}.") from None
    return _Program(
        member=one.part.member, label=one.part.label, places=places, texts=texts, source=source, code=code
    )


def _plain_newlines(root: Any) -> None:
    """Take away line ends of the XML, which Word shows as spaces or not at all."""
    for element in root.iter():
        if element.text and ("\n" in element.text or "\r" in element.text):
            keep = element.tag in _TEXT_HOLDERS or element.text.strip()
            element.text = re.sub(r"[\r\n]+", " ", element.text) if keep else None
        if element.tail and "\n" in element.tail and not element.tail.strip():
            element.tail = None


def _to_text(root: Any) -> str:
    text: str = etree.tostring(root, encoding="unicode")
    return text


def _tag_of(error: BaseException, program: _Program) -> int:
    """Return the position of the tag an error comes from; Jinja gives its trace the lines of the source."""
    line, trace = 2, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return min(max(line - 2, 0), len(program.places) - 1)
