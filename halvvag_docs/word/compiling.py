"""From a checked template to a :class:`~halvvag_docs.word.program.Program`, where one can be proved right."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jinja2 import nodes

from halvvag_docs.errors import RenderError
from halvvag_docs.word import archive, tags
from halvvag_docs.word.environment import Environment
from halvvag_docs.word.finish import finish
from halvvag_docs.word.generate import Generator
from halvvag_docs.word.layout import Layout, Unprovable
from halvvag_docs.word.package import Package, W
from halvvag_docs.word.program import Program
from halvvag_docs.word.properties import core_member, core_properties, write_extended_properties


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A part as docxtpl patched it."""

    member: str
    text: str


def compile_program(package: Package, sources: Sequence[Source], environment: Environment) -> Program:
    """Return the program that fills in the template's parts and properties.

    Raises:
        Unprovable: the parts have to go through Jinja, or be looked at, for each document.
    """
    try:
        return _compile(package, sources, environment)
    except (SyntaxError, RecursionError, MemoryError):  # too deeply nested for Python
        raise Unprovable from None


def _compile(package: Package, sources: Sequence[Source], environment: Environment) -> Program:
    done = Package(members=dict(package.members), name=package.name)
    write_extended_properties(done)
    core = core_member(done)
    done.members[core] = core_properties(done, lambda text: text, title=None, created=None, language=None)
    functions: list[str] = []
    filled: list[str] = []
    for source in (*sources, *_properties(done)):
        if tags.BROKEN.search(source.text) is None:
            done.members[source.member] = _unchanging(source)
            continue
        tree = environment.parse(source.text)
        functions.append(_function(f"part{len(filled)}", tree, _layout(source, package.document), environment))
        filled.append(source.member)
    for member in filled:
        del done.members[member]
    code = compile("\n".join(functions), "<Word template>", "exec", optimize=2)
    return Program(archive.shared(done.members), tuple(filled), code)


def _function(name: str, tree: nodes.Template, layout: Layout, environment: Environment) -> str:
    """Generate the function of a part; a second time when the first walk found tables to be watched."""
    walked = replace(layout)
    text = Generator(walked, environment.globals).function(name, tree)
    if not walked.unsure:
        return text
    watching = replace(layout, watched=frozenset(walked.unsure))
    return Generator(watching, environment.globals).function(name, tree)


def _properties(package: Package) -> list[Source]:
    """Return the core properties as a part, when they hold tags."""
    member = core_member(package)
    text = package.members[member].decode().partition("?>\n")[2]
    if tags.BROKEN.search(text) is None:
        return []
    return [Source(member=member, text=tags.WHOLE.sub(lambda match: html.unescape(match.group()), text))]


def _layout(source: Source, main: str) -> Layout:
    if "<cp:coreProperties" in source.text:
        return Layout(body=False, breaks=False)
    # The prefix has to mean what docxtpl takes it for, in the whole part.
    if source.text.count("xmlns:w=") != 1 or f'xmlns:w="{W}"' not in source.text:
        raise Unprovable
    return Layout(body=source.member == main, simple="txbxContent" not in source.text)


def _unchanging(source: Source) -> bytes:
    try:
        return finish(source.text, source.member)
    except RenderError:
        raise Unprovable from None  # every document will say so, with the place
