"""Templates written for docxtpl give the document that docxtpl gives, where docxtpl loses nothing.

Each feature of docxtpl's documentation has a template here; the whole file is compared, part by part.
Where we differ on purpose (a missing name, a list printed whole, a character that Word cannot show), other
tests say so.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import docx
import docxtpl
import jinja2
import pytest
import wordfiles
from docx.shared import Mm
from lxml import etree

from halvvag_docs import word
from halvvag_docs.errors import RenderError
from halvvag_docs.word.filler import Filler
from halvvag_docs.word.plain import Irregular

CONTEXT: dict[str, Any] = {
    "namn": "Åsa & Öst <b>",
    "rader": [{"a": "ett", "b": 1}, {"a": "två", "b": 2}, {"a": "tre", "b": 3}],
    "kolumner": ["x", "y"],
    "ja": True,
    "nej": "",
    "bred": 2,
    "farg": "00FF00",
    "flera": "rad ett\nrad två\tefter tabb",
    "grupper": [{"namn": "A", "rader": ["1", "2"]}, {"namn": "B", "rader": []}, {"namn": "C", "rader": ["3"]}],
}


def _png(colour: bytes) -> bytes:
    """Return a picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" + colour))
        + chunk(b"IEND", b"")
    )


RED, BLUE = _png(b"\xff\0\0"), _png(b"\0\0\xff")


def _bold(document: Any) -> None:
    paragraph = document.add_paragraph("före ")
    paragraph.add_run("{{ namn }}").bold = True
    paragraph.add_run(" och {{ fl")
    paragraph.add_run("era }}").italic = True


def _cells(document: Any) -> None:
    _row(document, "{%tc for k in kolumner %}", "{{ k }}", "{%tc endfor %}", "sist")


def _merged(document: Any) -> None:
    _row(document, "först", "{%tc for k in kolumner %}", "{% hm %}{{ namn }}", "{%tc endfor %}")


def _row(document: Any, *texts: str) -> None:
    table = document.add_table(rows=1, cols=len(texts))
    for cell, text in zip(table.rows[0].cells, texts, strict=True):
        cell.text = text


def _sections(document: Any) -> None:
    first = document.sections[0]
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].text = "först {{ namn }}"
    second = document.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "{{ flera }}"
    second.footer.is_linked_to_previous = False
    second.footer.add_table(1, 2, Mm(80)).cell(0, 1).text = "{{ bred }}"
    second.footer.add_paragraph("slut")


def _properties(document: Any) -> None:
    document.core_properties.title = "Brev {{ farg }}"  # docxtpl escapes twice here
    document.core_properties.subject = "{% if ja %}Ämne{% endif %}"
    document.core_properties.comments = "fast"
    document.core_properties.identifier = "nr {{ bred }}"


def _with_picture(document: Any) -> None:
    document.add_picture(io.BytesIO(RED))
    document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(RED))


def _list(document: Any) -> None:
    document.add_paragraph("{%p for r in rader %}", style="List Number")
    document.add_paragraph("{{ r.a }}", style="List Number")
    document.add_paragraph("{%p endfor %}", style="List Number")


def _inner_table(document: Any) -> None:
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "{{ namn }}"
    inner = outer.cell(0, 1).add_table(3, 1)
    for number, text in enumerate(("{%tr for r in rader %}", "{{ r.a }}", "{%tr endfor %}")):
        inner.cell(number, 0).text = text


TEMPLATES: dict[str, dict[str, Any]] = {
    "scalars": {"paragraphs": ["Hej {{ namn }}!", "{{ flera }}", "{{ bred * 3 }}"]},
    "runs": {"paragraphs": ["a"], "change": _bold},
    "conditions": {
        "paragraphs": ["{% if ja %}ja{% else %}nej{% endif %}", "{%p if nej %}", "bort", "{%p endif %}"]
    },
    "elif": {"paragraphs": ["{% if bred == 1 %}ett{% elif bred > 1 and ja %}fler{% else %}inget{% endif %}"]},
    "paragraph loop": {"paragraphs": ["{%p for r in rader %}", "{{ loop.index }} {{ r.a }}", "{%p endfor %}"]},
    "loop in a loop": {
        "paragraphs": [
            "{%p for g in grupper %}",
            "{{ g.namn }} {{ loop.last }}",
            "{%p for r in g.rader %}",
            "{{ loop.index0 }} av {{ loop.length }}: {{ r }}",
            "{%p else %}",
            "inga",
            "{%p endfor %}",
            "{%p endfor %}",
        ]
    },
    "filtered loop": {
        "paragraphs": ["{% for r in rader if r.b > 1 %}{{ r.a }}{% if not loop.last %}, {% endif %}{% endfor %}"]
    },
    "inline loop": {"paragraphs": ["{% for r in rader %}{{ r.a }}, {% endfor %}slut"]},
    "loop over paragraphs": {"paragraphs": ["{% for r in rader %}{{ r.a }}", "{{ r.b }}{% endfor %}"]},
    "row loop": {
        "table": [["A", "B"], ["{%tr for r in rader %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{%tr endfor %}", ""]]
    },
    "row loop without head": {
        "table": [["{%tr for r in rader %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{%tr endfor %}", ""]]
    },
    "row condition": {
        "table": [["{%tr if nej %}", ""], ["bort", "bort"], ["{%tr endif %}", ""], ["kvar", "kvar"]]
    },
    "rows of loops in a cell": {
        "table": [["A", "{{ grupper[0].rader[1] }}"], ["B", "{% for k in kolumner %}{{ k }} {% endfor %}"]]
    },
    "table in a table": {"paragraphs": ["x"], "change": _inner_table},
    "columns": {"paragraphs": ["x"], "change": _cells},
    "colspan": {"table": [["{% colspan bred %}{{ namn }}", "b"], ["c", "d"]]},
    "cell colour": {"table": [["{% cellbg farg %}{{ namn }}", "b"]]},
    "vertical merge": {
        "table": [["{%tr for r in rader %}", ""], ["{% vm %}samma", "{{ r.b }}"], ["{%tr endfor %}", ""]]
    },
    "horizontal merge": {"paragraphs": ["x"], "change": _merged},
    "merged paragraphs": {"paragraphs": ["före {%- if ja %}", "mitt", "{%- endif -%}", "efter"]},
    "run tag": {"paragraphs": ["a{%r if ja %}b{%r endif %}c"]},
    "comment": {"paragraphs": ["{#p en anmärkning #}", "kvar {# inte detta #}"]},
    "comment of a row": {"table": [["{#tr en anmärkning #}", ""], ["a", "b"]]},
    "set": {"paragraphs": ["{%p set x = rader[1].a %}", "{{ x }}"]},
    "filters": {
        "paragraphs": [
            "{{ namn|upper }} {{ kolumner|join('-') }} {{ saknas|default('inget') }} {{ rader|length }}"
        ]
    },
    "expressions": {
        "paragraphs": ["{{ 'a' ~ bred ~ namn }} {{ namn if ja else 'x' }} {{ 'x' in kolumner and 'ja' or 'nej' }}"]
    },
    "tests": {"paragraphs": ["{% if namn is defined and saknas is not defined %}rätt{% endif %}"]},
    "literal braces": {"paragraphs": ["{_{ namn }_} {_% x %_}"]},
    "straight and curly quotes": {"paragraphs": ["{% if namn == “x” %}a{% else %}{{ ‘b’ }}{% endif %}"]},
    "list style": {"change": _list},
    "header and footer": {
        "paragraphs": ["x"],
        "header": "{{ namn }}",
        "footer": "{% if ja %}{{ flera }}{% endif %}",
    },
    "headers of sections": {"paragraphs": ["x"], "change": _sections},
    "properties": {"paragraphs": ["{{ namn }}"], "change": _properties},
    "pictures of the template": {"paragraphs": ["{{ namn }}"], "change": _with_picture},
}

VALUES: dict[str, Any] = {
    "empty": "",
    "line break": "a\nb",
    "line breaks at the ends": "\na\n\nb\n",
    "tab": "a\tb",
    "tabs and breaks": "\t\n\ta\t\n",
    "looks like a tag": "{{ x }} {% if y %} {# z #}",
    "looks like an escape": "a } b { c",
    "markup": "<w:t>a</w:t> & </w:p>",
    "entity": "&amp; &#65; &lt;",
    "end of cdata": "]]> <!-- -->",
    "quotes": "\"a\" 'b' «c» “d”",
    "spaces": "  a   b  ",
    "no-break space": "a\u00a0b\u202fc",
    "emoji": "👩‍👩‍👧 🏳️‍🌈 𝕬",
    "right to left": "مرحبا שלום",
    "sámi": "Čáhppes Áŋŋel đ ŧ ž",
    "decomposed": "A\u030a",
    "line separator": "a\u2028b\u2029c",
    "c1 control": "a\x85b",
    "zero width": "a\u200b\u200d\ufeffb",
    "soft hyphen": "a\u00adb",
    "backslashes": "\\1 \\g<0> %s {0}",
    "long": "å" * 20_000,
    "whole number": 12345678901234567890,
    "zero": 0,
    "private use": "\ue000\U000f0001",
}

REFUSED: dict[str, Any] = {
    "list": ["a", "b"],
    "mapping": {"a": 1},
    "lone surrogate": "a\ud800b",
    "null character": "a\x00b",
    "vertical tab": "a\x0bb",
    "form feed": "a\x0cb",
    "bell": "a\x07b",
    "no character": "a\ufffeb",
}
"""Values of which docxtpl loses something, or the rest of the document, or ends with another's error."""


def _template(name: str) -> bytes:
    described = dict(TEMPLATES[name])
    return wordfiles.template(*described.pop("paragraphs", ()), **described)


def _docxtpl(template: bytes, context: dict[str, Any], **objects: Callable[[Any], Any]) -> bytes:
    environment = jinja2.Environment(autoescape=True, finalize=_finalize)
    document = docxtpl.DocxTemplate(io.BytesIO(template))
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
    """Every part has the same canonical XML, relations, type and bytes, on both ways."""
    template = _template(name)
    theirs = _docxtpl(template, CONTEXT)
    assert _differences(word.render(template, CONTEXT), theirs) == []
    assert _differences(Filler(template).fill(CONTEXT), theirs) == []


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


def test_nothing_is_printed_of_nothing() -> None:
    """None prints as an empty text, where docxtpl prints «None»."""
    template = wordfiles.template("[{{ x }}]")
    assert _differences(Filler(template).fill({"x": None}), _docxtpl(template, {"x": ""})) == []


def _styled(_: Any) -> Any:
    text = docxtpl.RichText("fet & <stor>", bold=True, size=40, color="#ff0000")
    text.add("\nny rad\toch tabb", italic=True, underline="double", font="Arial", highlight="ffff00")
    text.add("liten", subscript=True, strike=True, style="Emphasis", lang="sv-FI", rtl=True)
    return text


def _linked(document: Any) -> Any:
    return docxtpl.RichText("länk", url_id=document.build_url_id("https://example.org/å?a=1&b=2"))


def _paragraphs(_: Any) -> Any:
    text = docxtpl.RichTextParagraph("ett", parastyle="Heading 1")
    text.add(docxtpl.RichText("två", bold=True))
    return text


def _subdocument(document: Any) -> Any:
    inner = document.new_subdoc()
    inner.add_paragraph("i deldokumentet", style="Heading 2")
    inner.add_table(rows=1, cols=2).cell(0, 0).text = "cell"
    inner.add_picture(io.BytesIO(RED), width=Mm(20))
    return inner


def _inserted(document: Any) -> Any:
    def numbered(inner: Any) -> None:
        inner.add_paragraph("ett", style="List Number")
        inner.add_picture(io.BytesIO(BLUE))

    return document.new_subdoc(io.BytesIO(wordfiles.template("infogat", change=numbered)))


Make = Callable[[Any], Any]
RICH: dict[str, tuple[dict[str, Any], Make]] = {
    "rich text": ({"paragraphs": ["före {{r x }} efter {{ namn }}"]}, _styled),
    "rich paragraphs": ({"paragraphs": ["före", "{{p x }}", "efter"]}, _paragraphs),
    "listing": ({"paragraphs": ["före {{ x }}"]}, lambda _: docxtpl.Listing("a & b\nc\td\ae\ff")),
    "listing in the header": ({"header": "{{ x }}"}, lambda _: docxtpl.Listing("a\nb\tc")),
    "link": ({"paragraphs": ["se {{r x }}"]}, _linked),
    "picture": ({"paragraphs": ["{{ x }} och {{ namn }}"]}, lambda tpl: docxtpl.InlineImage(tpl, io.BytesIO(RED))),
    "pictures in a loop": (
        {"table": [["{%tr for r in rader %}", ""], ["{{ x }}", "{{ r.b }}"], ["{%tr endfor %}", ""]]},
        lambda tpl: docxtpl.InlineImage(tpl, io.BytesIO(RED), width=Mm(10), height=Mm(5)),
    ),
    "picture in the header": ({"header": "{{ x }}"}, lambda tpl: docxtpl.InlineImage(tpl, io.BytesIO(BLUE))),
    "picture with a link": (
        {"paragraphs": ["{{ x }}"]},
        lambda tpl: docxtpl.InlineImage(tpl, io.BytesIO(RED), anchor="https://example.org/"),
    ),
    "sub-document": ({"paragraphs": ["{{ namn }}", "{{p x }}", "slut"]}, _subdocument),
    "inserted document": ({"paragraphs": ["{{p x }}", "{{ flera }}"]}, _inserted),
    "replaced picture": (
        {"paragraphs": ["{{ namn }}"], "change": _with_picture},
        lambda tpl: tpl.replace_media(io.BytesIO(RED), io.BytesIO(BLUE)),
    ),
}


@pytest.mark.parametrize("name", RICH)
def test_rich_values_are_docxtpls(name: str) -> None:
    """Pictures, links, sub-documents and replaced media come by way of docxtpl, with our parts in it."""
    described, make = dict(RICH[name][0]), RICH[name][1]
    content = wordfiles.template(*described.pop("paragraphs", ()), **described)
    theirs = _docxtpl(content, CONTEXT, x=make)
    template = word.Template(content)
    rich = template.rich()
    ours = template.render({**CONTEXT, "x": make(rich)}, rich=rich).content
    assert _differences(ours, theirs) == []


def test_rich_text_needs_no_docxtpl() -> None:
    """Rich text that points at nothing is printed like other text."""
    content = wordfiles.template("före {{r x }} efter {{ namn }}")
    ours = word.Template(content).render({**CONTEXT, "x": _styled(None)}).content
    assert _differences(ours, _docxtpl(content, CONTEXT, x=_styled)) == []


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
    """Count what a template's own program fills in, and what goes through Jinja or docxtpl."""
    short = 0
    for name in TEMPLATES:
        program = Filler(_template(name))._program
        try:
            short += program is not None and bool(program.fill(CONTEXT))
        except Irregular:
            continue
    compared = len(TEMPLATES) + len(VALUES) + len(RICH)
    with capsys.disabled():
        print(  # noqa: T201  what the suite is for
            f"\n{compared} documents compared with docxtpl, 0 different: {short} of {len(TEMPLATES)} templates by"
            f" a program of their own, {len(RICH)} with rich values by docxtpl, the others by Jinja;"
            f" {len(REFUSED)} values refused with their place"
        )
    assert short >= 0.7 * len(TEMPLATES)
