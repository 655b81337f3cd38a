"""Templates written for docxtpl give the document that docxtpl gives, where docxtpl loses nothing."""

from __future__ import annotations

import io
from typing import Any

import docxtpl
import jinja2
import pytest
import wordfiles
from lxml import etree

from halvvag_docs import word

CONTEXT: dict[str, Any] = {
    "namn": "Åsa & Öst <b>",
    "rader": [{"a": "ett", "b": 1}, {"a": "två", "b": 2}, {"a": "tre", "b": 3}],
    "kolumner": ["x", "y"],
    "ja": True,
    "nej": "",
    "bred": 2,
    "farg": "00FF00",
    "flera": "rad ett\nrad två\tefter tabb",
}


def _bold(document: Any) -> None:
    paragraph = document.add_paragraph("före ")
    paragraph.add_run("{{ namn }}").bold = True
    paragraph.add_run(" och {{ fl")
    paragraph.add_run("era }}").italic = True


def _cells(document: Any) -> None:
    table = document.add_table(rows=1, cols=4)
    for cell, text in zip(
        table.rows[0].cells, ("{%tc for k in kolumner %}", "{{ k }}", "{%tc endfor %}", "sist"), strict=True
    ):
        cell.text = text


TEMPLATES: dict[str, dict[str, Any]] = {
    "scalars": {"paragraphs": ["Hej {{ namn }}!", "{{ flera }}", "{{ bred * 3 }}"]},
    "runs": {"paragraphs": ["a"], "change": _bold},
    "conditions": {
        "paragraphs": ["{% if ja %}ja{% else %}nej{% endif %}", "{%p if nej %}", "bort", "{%p endif %}"]
    },
    "paragraph loop": {"paragraphs": ["{%p for r in rader %}", "{{ loop.index }} {{ r.a }}", "{%p endfor %}"]},
    "inline loop": {"paragraphs": ["{% for r in rader %}{{ r.a }}, {% endfor %}slut"]},
    "loop over paragraphs": {"paragraphs": ["{% for r in rader %}{{ r.a }}", "{{ r.b }}{% endfor %}"]},
    "row loop": {
        "table": [["A", "B"], ["{%tr for r in rader %}", ""], ["{{ r.a }}", "{{ r.b }}"], ["{%tr endfor %}", ""]]
    },
    "row condition": {
        "table": [["{%tr if nej %}", ""], ["bort", "bort"], ["{%tr endif %}", ""], ["kvar", "kvar"]]
    },
    "columns": {"paragraphs": ["x"], "change": _cells},
    "colspan": {"table": [["{% colspan bred %}{{ namn }}", "b"], ["c", "d"]]},
    "cell colour": {"table": [["{% cellbg farg %}{{ namn }}", "b"]]},
    "vertical merge": {
        "table": [["{%tr for r in rader %}", ""], ["{% vm %}samma", "{{ r.b }}"], ["{%tr endfor %}", ""]]
    },
    "merged paragraphs": {"paragraphs": ["före {%- if ja %}", "mitt", "{%- endif -%}", "efter"]},
    "run tag": {"paragraphs": ["a{%r if ja %}b{%r endif %}c"]},
    "comment": {"paragraphs": ["{#p en anmärkning #}", "kvar {# inte detta #}"]},
    "set": {"paragraphs": ["{%p set x = rader[1].a %}", "{{ x }}"]},
    "literal braces": {"paragraphs": ["{_{ namn }_} {_% x %_}"]},
    "straight and curly quotes": {"paragraphs": ["{% if namn == “x” %}a{% else %}{{ ‘b’ }}{% endif %}"]},
    "header and footer": {
        "paragraphs": ["x"],
        "header": "{{ namn }}",
        "footer": "{% if ja %}{{ flera }}{% endif %}",
    },
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_document_is_docxtpls(name: str) -> None:
    """Every part has the same canonical XML."""
    described = dict(TEMPLATES[name])
    template = wordfiles.template(*described.pop("paragraphs", ()), **described)
    ours = wordfiles.members(word.render(template, CONTEXT))
    theirs = wordfiles.members(_docxtpl(template))
    for member in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        if member in theirs:
            assert _canonical(ours[member]) == _canonical(theirs[member])


def _docxtpl(template: bytes) -> bytes:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    document = docxtpl.DocxTemplate(io.BytesIO(template))
    document.render(CONTEXT, environment)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


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
