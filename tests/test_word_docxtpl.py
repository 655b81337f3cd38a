"""Templates written for docxtpl give the document that docxtpl gives, where docxtpl loses nothing.

Each feature of docxtpl's documentation has a template here; the whole file is compared, part by part.
Where we differ on purpose (a missing name, a list printed whole, a character that Word cannot show), other
tests say so.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import docx
import docxtpl
import jinja2
import pytest
import wordfiles
from docxtplcases import (
    CONTEXT,
    FORBIDDEN,
    RED,
    REFUSED,
    RICH,
    TEMPLATES,
    VALUES,
    context_of,
    described,
    rich_text,
    template,
)
from lxml import etree

from halvvag_docs import word
from halvvag_docs.errors import FormError, RenderError
from halvvag_docs.word.filler import Filler
from halvvag_docs.word.plain import Irregular

ALL = os.environ.get("HALVVAG_VALUES") == "all"
"""Whether each template is filled with each odd value; else with one of them. See benchmarks/README.md."""


@cache
def _filler(name: str) -> Filler:
    return Filler(template(name))


def _docxtpl(
    content: bytes,
    context: dict[str, Any],
    environment: jinja2.Environment | None = None,
    **objects: Callable[[Any], Any],
) -> bytes:
    environment = environment or jinja2.Environment(autoescape=True, finalize=_finalize)
    document = docxtpl.DocxTemplate(io.BytesIO(content))
    made = {name: make(document) for name, make in objects.items()}
    document.render({**context, **made}, environment)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _finalize(value: Any) -> Any:
    """Print yes and no in Swedish, as we do."""
    return {True: "Ja", False: "Nej"}[value] if isinstance(value, bool) else value


def _differences(ours: bytes, theirs: bytes) -> list[str]:
    """Return the members that differ: in canonical XML, in what they point at, in type, or in bytes."""
    same = dict(wordfiles.members(ours).items() & wordfiles.members(theirs).items())
    mine, other = _contents(ours, same), _contents(theirs, same)
    return sorted(name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name))


def _contents(content: bytes, same: dict[str, bytes]) -> dict[str, Any]:
    """Return what has to be alike, but for the members that are the same to the byte."""
    members = {name: data for name, data in wordfiles.members(content).items() if name not in same}
    types = docx.Document(io.BytesIO(content)).part.package.iter_parts()
    result: dict[str, Any] = {f"type of {part.partname}": part.content_type for part in types}
    for name, data in members.items():
        if name == "docProps/core.xml":
            result[name] = _own_words(content)
        elif name.endswith(".rels"):
            root = etree.fromstring(data)
            result[name] = sorted(tuple(sorted(one.attrib.items())) for one in root)
        elif name.endswith(".xml") and name not in ("docProps/app.xml", "[Content_Types].xml"):
            result[name] = _canonical(data)
        elif not name.endswith(".xml"):
            result[name] = data
    return result


def _own_words(content: bytes) -> list[str]:
    """Return the properties in a template's own words; who made it and when we do not keep."""
    properties = docx.Document(io.BytesIO(content)).core_properties
    return [getattr(properties, name) for name in ("title", "subject", "comments", "keywords", "identifier")]


def _canonical(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for element in root.iter():
        # We keep the spaces of some texts more than docxtpl does.
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        # Neither Word nor docxtpl means anything by the spaces between elements.
        if element.tail and not element.tail.strip():
            element.tail = None
        if element.text and not element.text.strip() and len(element):
            element.text = None
    result: bytes = etree.tostring(root, method="c14n2")
    return result


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_document_is_docxtpls(name: str) -> None:
    """Every part has the same canonical XML, relations, type and bytes, on both ways, for odd values too."""
    content = template(name)
    filler = _filler(name)
    for data in (CONTEXT, *_contexts(name)):
        theirs = _docxtpl(content, data)
        assert _differences(filler._template.render(data).content, theirs) == []
        assert _differences(filler.fill(data), theirs) == []


def _contexts(name: str) -> list[dict[str, Any]]:
    """Return the context with odd values: another one for the next template, or all that there are."""
    every = [*VALUES.values(), ""]
    chosen = every if ALL else [every[list(TEMPLATES).index(name) % len(every)]]
    return [context_of(value) for value in chosen]


def _is_short(filler: Filler, data: dict[str, Any]) -> bool:
    """Say whether the template's own program makes the document, without Jinja."""
    try:
        return filler._program is not None and bool(filler._program.fill(data))
    except Irregular:
        return False


@pytest.mark.parametrize("name", VALUES)
def test_odd_values_are_docxtpls(name: str) -> None:
    """What docxtpl prints whole, we print alike: in the body, in a table, in bold, in the header."""
    template = wordfiles.template("före {{ x }} efter", table=[["{{ x }}"]], header="{{ x }}", change=_bold_x)
    theirs = _docxtpl(template, {"x": VALUES[name]})
    assert _differences(word.render(template, {"x": VALUES[name]}), theirs) == []
    assert _differences(Filler(template).fill({"x": VALUES[name]}), theirs) == []


def _bold_x(document: Any) -> None:
    paragraph = document.add_paragraph("före ")
    paragraph.add_run("{{ x }}").bold = True


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_printed_whole_is_refused(name: str) -> None:
    """No way prints half of a value, and each says the same."""
    template = wordfiles.template("{{ x }}")
    messages = []
    for render in (word.render, lambda content, data: Filler(content).fill(data)):
        with pytest.raises(RenderError) as caught:
            render(template, {"x": REFUSED[name]})
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert "dokumentet, stycke 1: «{{ x }}»" in messages[0]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_a_template_may_not_do_is_said_of_the_template(name: str) -> None:
    """Before anything is filled in, with its place."""
    with pytest.raises(FormError, match="dokumentet, stycke 1"):
        word.Template(wordfiles.template(FORBIDDEN[name]))


def test_nothing_is_printed_of_nothing() -> None:
    """None prints as an empty text, where docxtpl prints «None»."""
    content = wordfiles.template("[{{ x }}]")
    assert _differences(Filler(content).fill({"x": None}), _docxtpl(content, {"x": ""})) == []


def test_filters_of_ones_own_are_docxtpls() -> None:
    """With arguments, in loops and in conditions."""
    content = wordfiles.template(
        "{{ namn|ropa('!', 2) }}", "{% for k in kolumner if k|ropa('') %}{{ k|ropa }}{% endfor %}"
    )

    def shout(text: str, sign: str = "?", times: int = 1) -> str:
        return text.upper() + sign * times

    environment = jinja2.Environment(autoescape=True)
    environment.filters["ropa"] = shout
    theirs = _docxtpl(content, CONTEXT, environment)
    assert _differences(word.render(content, CONTEXT, filters={"ropa": shout}), theirs) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_names_that_a_template_asks_for_are_docxtpls(name: str) -> None:
    """Those of the body, headers and footers; ours are also those of the footnotes."""
    content = template(name)
    theirs = docxtpl.DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables()
    ours = {re.split(r"[.\[]", one.path)[0] for one in word.references(content)}
    assert ours - {"flera"} <= theirs <= ours


@pytest.mark.parametrize("name", RICH)
def test_rich_values_are_docxtpls(name: str) -> None:
    """Pictures, links, sub-documents and replaced media come by way of docxtpl, with our parts in it."""
    content, make = described(RICH[name][0]), RICH[name][1]
    theirs = _docxtpl(content, CONTEXT, x=make)
    prepared = word.Template(content)
    rich = prepared.rich()
    ours = prepared.render({**CONTEXT, "x": make(rich)}, rich=rich).content
    assert _differences(ours, theirs) == []


def test_rich_text_needs_no_docxtpl() -> None:
    """Rich text that points at nothing is printed like other text."""
    content = wordfiles.template("före {{r x }} efter {{ namn }}")
    ours = word.Template(content).render({**CONTEXT, "x": rich_text(None)}).content
    assert _differences(ours, _docxtpl(content, CONTEXT, x=rich_text)) == []


def test_a_picture_of_another_document_is_refused() -> None:
    """Else it would be put into the other one."""
    content = wordfiles.template("{{ x }}")
    template = word.Template(content)
    picture = docxtpl.InlineImage(template.rich(), io.BytesIO(RED))
    with pytest.raises(RenderError, match="bilden eller deldokumentet hör till ett annat dokument"):
        template.render({"x": picture})


def test_a_template_cannot_reach_into_rich_values() -> None:
    """They read and write files; a template only prints them."""
    template = word.Template(wordfiles.template("{{ x.tpl.save }}", "{{ x['tpl'] }}"))
    rich = template.rich()
    with pytest.raises(RenderError, match="inte är tillåtet i en mall"):
        template.render({"x": docxtpl.InlineImage(rich, io.BytesIO(RED))}, rich=rich)


def test_most_of_it_goes_the_short_way(capsys: pytest.CaptureFixture[str]) -> None:
    """Say how many documents the tests above compare, and how they are made: most without Jinja and docxtpl."""
    made = [_is_short(_filler(name), context) for name in TEMPLATES for context in (CONTEXT, *_contexts(name))]
    with capsys.disabled():
        print(  # noqa: T201  what the suite is for
            f"\n{len(made) + len(VALUES) + len(RICH)} documents compared with docxtpl, 0 different:"
            f" of {len(TEMPLATES)} templates {sum(made)} by their programs, {len(made) - sum(made)} by Jinja;"
            f" {len(VALUES)} odd values in four places; {len(RICH)} rich values by docxtpl;"
            f" {len(REFUSED)} values and {len(FORBIDDEN)} tags refused with their place"
        )
    assert sum(made) >= 0.7 * len(made)
