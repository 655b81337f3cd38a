"""Templates for docxtpl, one or more for each feature of its documentation, and values that are hard to print."""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docxtpl
import wordfiles
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm

CONTEXT: dict[str, Any] = {
    "namn": "Åsa & Öst <b>",
    "rader": [
        {"a": "ett", "b": 1, "farg": "FF0000"},
        {"a": "två", "b": 2, "farg": "00FF00"},
        {"a": "tre", "b": 3, "farg": "0000FF"},
    ],
    "uppgifter": {"ålder": 40, "hem": "Åbo"},
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


EMBEDDED = "word/embeddings/bilaga.docx"
ATTACHMENT, ANOTHER = wordfiles.template("bilaga"), wordfiles.template("en annan")
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


def _notes(document: Any) -> None:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="1"><w:p><w:r><w:t>{{ namn }} och {{ flera }}</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    _related(document, "footnotes.xml", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES, notes.encode())


def _with_attachment(document: Any) -> None:
    _related(
        document, EMBEDDED.removeprefix("word/"), CONTENT_TYPE.WML_DOCUMENT, RELATIONSHIP_TYPE.PACKAGE, ATTACHMENT
    )


def _related(document: Any, member: str, kind: str, relation: str, content: bytes) -> None:
    part = Part(PackURI(f"/word/{member}"), kind, content, document.part.package)
    document.part.relate_to(part, relation)


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
    "escape filters": {"paragraphs": ["{{ namn|e }} {{ namn|escape }} {{ namn|string|e }}"]},
    "loop over a mapping": {
        "paragraphs": ["{%p for k, v in uppgifter.items() %}", "{{ k }}: {{ v }}", "{%p endfor %}"]
    },
    "columns and rows": {
        "table": [
            ["{%tc for k in kolumner %}", "{{ k }}", "{%tc endfor %}"],
            ["{%tr for r in rader %}", "", ""],
            ["{%tc for k in kolumner %}", "{{ r.a }}", "{%tc endfor %}"],
            ["{%tr endfor %}", "", ""],
        ]
    },
    "cell colour in a loop": {
        "table": [["{%tr for r in rader %}", ""], ["{% cellbg r.farg %}{{ r.a }}", "x"], ["{%tr endfor %}", ""]]
    },
    "footnotes": {"paragraphs": ["{{ namn }}"], "change": _notes},
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

FORBIDDEN: dict[str, str] = {
    "raw": "{% raw %}{{ namn }}{% endraw %}",
    "translation": "{% trans %}Hej{% endtrans %}",
    "macro": "{% macro f() %}x{% endmacro %}{{ f() }}",
    "include": "{% include 'x' %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "filter that formats": "{{ namn|format(1) }}",
}
"""What Jinja knows and our sandbox does not: it reads files, runs code, or could print an answer cut or padded.
``{_{`` stands for braces."""


def rich_text(_: Any) -> Any:
    """Return rich text in three styles."""
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


def _files(*contents: bytes) -> list[str]:
    """Return the paths of files with these contents: docxtpl takes nothing else here."""
    folder = tempfile.mkdtemp()
    paths = [Path(folder, f"{number}.docx") for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return [str(path) for path in paths]


Make = Callable[[Any], Any]
RICH: dict[str, tuple[dict[str, Any], Make]] = {
    "rich text": ({"paragraphs": ["före {{r x }} efter {{ namn }}"]}, rich_text),
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
    "rich text in a cell and a header": (
        {"table": [["{{r x }}", "{{ namn }}"]], "header": "{{r x }}"},
        lambda _: docxtpl.RichText("fet", bold=True),
    ),
    "replaced picture by name": (
        {"paragraphs": ["{{ namn }}"], "change": _with_picture},
        lambda tpl: tpl.replace_pic("image.png", io.BytesIO(BLUE)),
    ),
    "replaced attachment": (
        {"paragraphs": ["{{ namn }}"], "change": _with_attachment},
        lambda tpl: tpl.replace_embedded(*_files(ATTACHMENT, ANOTHER)),
    ),
    "replaced member": (
        {"paragraphs": ["{{ namn }}"], "change": _with_attachment},
        lambda tpl: tpl.replace_zipname(EMBEDDED, *_files(ANOTHER)),
    ),
    "replaced picture": (
        {"paragraphs": ["{{ namn }}"], "change": _with_picture},
        lambda tpl: tpl.replace_media(io.BytesIO(RED), io.BytesIO(BLUE)),
    ),
}


def template(name: str) -> bytes:
    """Return the template of a feature."""
    return described(TEMPLATES[name])


def described(given: dict[str, Any]) -> bytes:
    """Return the template that a description stands for."""
    rest = dict(given)
    return wordfiles.template(*rest.pop("paragraphs", ()), **rest)


def context_of(value: Any) -> dict[str, Any]:
    """Return the context with ``value`` in the place of each text that is an answer."""
    rows = [row | {"a": value} for row in CONTEXT["rader"]]
    groups = [{**group, "namn": value} for group in CONTEXT["grupper"]]
    plain = {"namn": value, "flera": value, "kolumner": [value, "y"], "uppgifter": {"ålder": value}}
    return {**CONTEXT, **plain, "rader": rows, "grupper": groups}
