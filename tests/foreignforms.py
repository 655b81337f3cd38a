"""PDF forms as other programs write them, in many dialects, and what becomes of each when it is filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pdfmaking import COMB, COMBO, MULTILINE, RADIO, button, settings, text_field

from halvvag_docs import pdfform
from halvvag_docs.errors import HalvvagError
from halvvag_docs.pdfform import FieldKind, FormField, Value, syntax

EDIT, SEVERAL, PUSH, RICH, READ_ONLY = 1 << 18, 1 << 21, 1 << 16, 1 << 25, 1
A4 = "[0 0 595 842]"
_FIRST = 10
_BLANK = syntax.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]", b"")
_TICK = syntax.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]", b"0 0 10 10 re f\n")


def classic(objects: Mapping[int, str | bytes], *, root: int = 1, trailer: str = "", shift: int = 0) -> bytes:
    """Return a file with a plain cross-reference table, each place in it wrong by ``shift`` bytes."""
    content, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", {}
    for number, body in objects.items():
        places[number] = len(content) + shift
        data = body.encode("latin-1") if isinstance(body, str) else body
        content += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start, size = len(content) + shift, max(objects) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [b"%010d 00000 n \n" % places[i] if i in places else b"0000000000 65535 f \n" for i in range(1, size)]
    table = b"xref\n0 %d\n%s" % (size, b"".join(rows))
    ending = f"trailer\n<</Size {size}/Root {root} 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    return content + table + ending.encode("latin-1")


def form(
    *fields: str,
    tops: Sequence[int] | None = None,
    shown: Sequence[int] | None = None,
    entries: str = "/DA(/Helv 0 Tf 0 g)",
    catalog: str = "",
    page: str = "",
    more: Mapping[int, str | bytes] | None = None,
    shift: int = 0,
) -> bytes:
    """Return a form of one page; its fields are given as the inside of their dictionaries, the first is object 10.

    Args:
        *fields: the dictionaries.
        tops: those that hang in the form itself; all when None.
        shown: those that are on the page; all when None.
        entries: more entries of the form.
        catalog: more entries of the catalog.
        page: more entries of the page.
        more: more objects by number.
        shift: see `classic`.
    """

    def references(chosen: Sequence[int] | None) -> str:
        return " ".join(f"{_FIRST + i} 0 R" for i in (range(len(fields)) if chosen is None else chosen))

    objects: dict[int, str | bytes] = {
        1: f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{references(tops)}]{entries}>>{catalog}>>",
        2: "<</Type/Pages/Kids[4 0 R]/Count 1>>",
        3: _TICK,
        6: _BLANK,
        4: f"<</Type/Page/Parent 2 0 R/MediaBox{A4}/Resources<<>>/Annots[{references(shown)}]{page}>>",
    }
    objects |= {_FIRST + i: f"<<{field}>>" for i, field in enumerate(fields)}
    return classic(objects | dict(more or {}), shift=shift)


def widget(rect: str = "50 700 250 716", more: str = "") -> str:
    """Return the inside of a widget that is a kid of its field."""
    return f"/Subtype/Widget/Rect[{rect}]/F 4{more}"


def _radio(*kids: str, more: str = "") -> bytes:
    numbers = " ".join(f"{_FIRST + 1 + i} 0 R" for i in range(len(kids)))
    group = f"/FT/Btn/T(val)/Ff {RADIO}/Kids[{numbers}]{more}"
    below = [widget(f"{50 + 40 * i} 600 {60 + 40 * i} 610", kid + "/Parent 10 0 R") for i, kid in enumerate(kids)]
    return form(group, *below, tops=[0], shown=range(1, len(kids) + 1))


def _two_pages() -> bytes:
    return classic(
        {
            1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[10 0 R]>>>>",
            2: f"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2/MediaBox{A4}/Resources<<>>>>",
            4: "<</Type/Page/Parent 2 0 R/Annots[11 0 R]>>",
            5: "<</Type/Page/Parent 2 0 R/Annots[12 0 R]/Rotate 90>>",
            10: "<</FT/Tx/T(namn)/DA(/Helv 10 Tf 0 g)/Kids[11 0 R 12 0 R]>>",
            11: f"<<{widget(more='/Parent 10 0 R')}>>",
            12: f"<<{widget(more='/Parent 10 0 R')}>>",
        }
    )


def _with_update() -> bytes:
    """Return a form whose field got its value in a second revision."""
    first = form(text_field("namn"))
    start = int(first.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    body = b"10 0 obj\n<<" + text_field("namn", more="/V(Andra)").encode("latin-1") + b">>\nendobj\n"
    table = b"xref\n10 1\n%010d 00000 n \n" % len(first)
    ending = b"trailer\n<</Size 11/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        start,
        len(first) + len(body),
    )
    return first + body + table + ending


def _tagged() -> bytes:
    """Return a form whose parent tree has a level of its own, as some programs write it."""
    tree = "/StructTreeRoot 30 0 R/MarkInfo<</Marked true>>"
    return form(
        text_field("namn", rect="50 700 90 716", more="/StructParent 0"),
        catalog=tree,
        more={
            30: "<</Type/StructTreeRoot/K[31 0 R]/ParentTree 33 0 R/ParentTreeNextKey 1>>",
            31: "<</Type/StructElem/S/Part/P 30 0 R/K[32 0 R]>>",
            32: "<</Type/StructElem/S/Form/P 31 0 R/K<</Type/OBJR/Obj 10 0 R/Pg 4 0 R>>>>",
            33: "<</Kids[34 0 R]>>",
            34: "<</Limits[0 0]/Nums[0 32 0 R]>>",
        },
    )


_SCRIPT = "/S/JavaScript/JS(app.alert\\(1\\);)"
_PAIRS = "/Opt[[(se)(Sverige)][(fi)(Finland)]]"


def _on(state: str) -> str:
    return f"/AS/Off/AP<</N<</{state} 3 0 R/Off 6 0 R>>>>"


DIALECTS: Mapping[str, bytes] = {
    "text": form(text_field("namn")),
    "text without /DA anywhere": form(f"/FT/Tx/T(namn){widget()}", entries=""),
    "text with /DA of the form": form(f"/FT/Tx/T(namn){widget()}"),
    "text with an unknown font": form(f"/FT/Tx/T(namn)/DA(/Arial,Bold 11 Tf 1 0 0 rg){widget()}"),
    "text with /Q in the form": form(f"/FT/Tx/T(namn){widget()}", entries="/Q 2/DA(/Helv 9 Tf 0 g)"),
    "text in a low box": form(text_field("namn", size=12, rect="50 700 250 707")),
    "text in a narrow box": form(text_field("namn", rect="50 700 62 716")),
    "text in lines": form(text_field("namn", flags=MULTILINE, rect="50 600 250 716")),
    "text in lines, room for one": form(text_field("namn", flags=MULTILINE, rect="50 700 250 712")),
    "comb": form(text_field("namn", flags=COMB, more="/MaxLen 6")),
    "comb without cells": form(text_field("namn", flags=COMB)),
    "most characters": form(text_field("namn", more="/MaxLen 4")),
    "most characters 0": form(text_field("namn", more="/MaxLen 0")),
    "rich text": form(text_field("namn", flags=RICH, more="/RV(<body><p>x</p></body>)/V(x)")),
    "read-only": form(text_field("namn", flags=READ_ONLY, more="/V(Fast)")),
    "hidden": form(text_field("namn", more="/F 2").replace("/F 4", "", 1), text_field("ort")),
    "field without widget": form("/FT/Tx/T(dold)/V(x)", text_field("namn"), shown=[1]),
    "widget without place": form("/FT/Tx/T(namn)/Subtype/Widget", text_field("ort")),
    "place turned around": form(text_field("namn", rect="250 716 50 700")),
    "value in a stream": form(
        text_field("namn", more="/V 20 0 R"), text_field("ort"), more={20: syntax.stream(b"", b"L\xe5ng")}
    ),
    "value with old line ends": form(text_field("namn", flags=MULTILINE, more="/V(a\\rb)"), text_field("ort")),
    "check box": form(button("ja", ["Yes"])),
    "check box nobody drew": form(f"/FT/Btn/T(ja){widget('50 600 60 610', '/MK<</BC[0 0 0]/CA(4)>>')}"),
    "check box without Off": form(f"/FT/Btn/T(ja){widget('50 600 60 610', '/AP<</N<</On 3 0 R>>>>')}"),
    "check box named by /AS": form(f"/FT/Btn/T(ja)/V/Kryss{widget('50 600 60 610', '/AS/Kryss')}"),
    "check box named by /D": form(f"/FT/Btn/T(ja){widget('50 600 60 610', '/AP<</D<</Ner 3 0 R>>>>')}"),
    "check box with words": form(button("ja", ["0"]) + "/Opt[(Jag vet)]"),
    "check box of several states": form(
        "/FT/Btn/T(val)/Kids[11 0 R 12 0 R]",
        widget("50 600 60 610", _on("ett") + "/Parent 10 0 R"),
        widget("80 600 90 610", _on("tva") + "/Parent 10 0 R"),
        tops=[0],
        shown=[1, 2],
    ),
    "radio buttons": _radio(_on("ja"), _on("nej")),
    "radio buttons with words": _radio(_on("0"), _on("1"), more="/Opt[(Ja)(Nej)]"),
    "radio buttons nobody drew": _radio("", ""),
    "radio buttons in unison": _radio(_on("a"), _on("a"), _on("b"), more="/V/a"),
    "radio buttons with odd names": _radio(_on("Ja#20tack"), _on("#C5r")),
    "choice of pairs": form(text_field("land", flags=COMBO, more=_PAIRS).replace("/FT/Tx", "/FT/Ch")),
    "choice of words": form(text_field("land", flags=COMBO, more="/Opt[(A)(B)]").replace("/FT/Tx", "/FT/Ch")),
    "choice of single pairs": form(
        text_field("land", flags=COMBO, more="/Opt[[(A)][(B)]]").replace("/FT/Tx", "/FT/Ch")
    ),
    "choice or own words": form(
        text_field("land", flags=COMBO | EDIT, more="/Opt[(A)]").replace("/FT/Tx", "/FT/Ch")
    ),
    "list": form(text_field("land", rect="50 600 250 716", more=_PAIRS).replace("/FT/Tx", "/FT/Ch")),
    "list of several": form(
        text_field("land", flags=SEVERAL, rect="50 600 250 716", more=_PAIRS + "/V[(se)]/I[0]/TI 1").replace(
            "/FT/Tx", "/FT/Ch"
        )
    ),
    "button with a script": form(
        f"/FT/Btn/T(knapp)/Ff {PUSH}{widget(more=f'/A<<{_SCRIPT}>>')}", text_field("namn", rect="50 600 250 616")
    ),
    "button that sends": form(
        f"/FT/Btn/T(knapp)/Ff {PUSH}{widget(more='/A<</S/SubmitForm/F(http://exempel.invalid)>>')}",
        text_field("namn", rect="50 600 250 616"),
    ),
    "script on opening": form(text_field("namn"), catalog=f"/OpenAction<<{_SCRIPT}>>"),
    "scripts by name": form(text_field("namn"), catalog=f"/Names<</JavaScript<</Names[(a)<<{_SCRIPT}>>]>>>>"),
    "scripts of fields": form(
        text_field("namn", more=f"/AA<</K<<{_SCRIPT}>>/F 20 0 R>>"),
        entries="/CO[10 0 R]",
        more={20: f"<<{_SCRIPT}>>"},
    ),
    "turned page": form(text_field("namn"), page="/Rotate 90"),
    "turned widget": form(text_field("namn", rect="50 600 66 716", more="/MK<</R 90>>")),
    "widgets on two pages": _two_pages(),
    "two fields of one name": form(text_field("namn"), text_field("namn", rect="50 600 250 616")),
    "two fields of one name, one with kids": form(
        text_field("namn"),
        "/FT/Tx/T(namn)/Kids[12 0 R]",
        widget("50 600 250 616", "/Parent 11 0 R"),
        tops=[0, 1],
        shown=[0, 2],
    ),
    "inherited type and length": form(
        "/FT/Tx/Ff 16777216/MaxLen 5/T(barn)/Kids[11 0 R]",
        f"/T(nummer)/Parent 10 0 R{widget()}",
        tops=[0],
        shown=[1],
    ),
    "names in levels": form(
        "/T(a)/Kids[11 0 R]",
        "/T(b)/Parent 10 0 R/Kids[12 0 R]",
        f"/FT/Tx/T(c)/Parent 11 0 R{widget()}",
        tops=[0],
        shown=[2],
    ),
    "level without a name": form(
        "/T(a)/Kids[11 0 R]",
        "/Parent 10 0 R/Kids[12 0 R]",
        f"/FT/Tx/T(c)/Parent 11 0 R{widget()}",
        tops=[0],
        shown=[2],
    ),
    "names with dots and brackets": form(text_field("form1[0].#subform[0].TextField1[0]")),
    "name in UTF-16": form(f"/FT/Tx/T<FEFF00C50072>{widget()}"),
    "name with accents": form(text_field("F\xf6rnamn (\xe5r)".replace("(", "\\(").replace(")", "\\)"))),
    "field without a name": form(f"/FT/Tx{widget()}", text_field("namn", rect="50 600 250 616")),
    "forgotten widget": form(text_field("namn"), text_field("ort", rect="50 600 250 616"), tops=[0]),
    "all widgets forgotten": form(text_field("namn"), tops=[]),
    "forgotten kid": form(
        "/FT/Tx/T(namn)/Kids[11 0 R]",
        widget(more="/Parent 10 0 R"),
        widget("50 600 250 616", "/Parent 10 0 R"),
        tops=[0],
        shown=[1, 2],
    ),
    "kids also on top": form("/FT/Tx/T(namn)/Kids[11 0 R]", widget(more="/Parent 10 0 R"), tops=[0, 1], shown=[1]),
    "field written in place": form(entries=f"/Fields[<</T(a)/Kids[<</FT/Tx/T(b){widget()}>>]>>]", tops=[]).replace(
        b"/Fields[]", b""
    ),
    "widget written in place": form(text_field("namn"), shown=[0]).replace(
        b"/Annots[10 0 R]", b"/Annots[10 0 R<<" + text_field("ort").encode() + b">>]"
    ),
    "XFA beside fields": form(
        text_field("namn"), entries="/XFA[(template) 20 0 R]", more={20: syntax.stream(b"", b"<x/>")}
    ),
    "empty signature": form(f"/FT/Sig/T(sig){widget('50 500 250 560')}", text_field("namn")),
    "rights of Adobe Reader": form(text_field("namn"), catalog="/Perms<</UR3<</Type/Sig/Filter/Adobe.PPKLite>>>>"),
    "tags in levels": _tagged(),
    "tags without a tree": form(
        text_field("namn", rect="50 700 62 716"), catalog="/StructTreeRoot<</Type/StructTreeRoot>>"
    ),
    "second revision": _with_update(),
    "places wrong": form(text_field("namn"), shift=7),
    "words before the header": b"From: post\r\n\r\n" + form(text_field("namn")),
}
"""Forms that are filled."""

REFUSED: Mapping[str, tuple[bytes, str]] = {
    "no PDF": (b"PK\x03\x04 a Word file", "ingen PDF"),
    "empty": (b"", "ingen PDF"),
    "cut": (form(text_field("namn"))[:200], "skadad"),
    "no form": (
        classic({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"}),
        "inga formulärfält",
    ),
    "no fields": (form(), "inga formulärfält"),
    "encrypted": (
        classic(
            {1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>", 5: "<</Filter/Odd/V 9>>"},
            trailer="/Encrypt 5 0 R/ID[<00><00>]",
        ),
        "krypterad",
    ),
    "XFA alone": (form(entries="/XFA(x)"), "XFA"),
    "XFA that needs Adobe": (form(text_field("namn"), entries="/XFA(x)", catalog="/NeedsRendering true"), "XFA"),
    "signed": (form(f"/FT/Sig/T(sig)/V<</Type/Sig>>{widget()}", text_field("namn")), "underskriven"),
    "circle": (form("/T(a)/Kids[11 0 R]", "/T(b)/Kids[10 0 R]", tops=[0], shown=[]), "cirkel"),
    "one name, two kinds": (form(text_field("x"), button("x", ["Yes"])), "olika slag"),
    "pages missing": (form(text_field("namn")).replace(b"/Pages 2 0 R", b"/Pages 9 0 R"), "skadad"),
}
"""Forms that cannot be filled, and a word of the message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form."""

    values: Mapping[str, Value]
    """What was asked for."""
    content: bytes = b""
    """The filled form; empty when it was refused."""
    message: str = ""


def values_for(fields: Sequence[FormField]) -> dict[str, Value]:
    """Return a value for every field that takes one: a text with å, the last state or option."""
    return {field.name: _value(field, number) for number, field in enumerate(fields) if field.kind.fillable}


def _value(field: FormField, number: int) -> Value:
    if field.kind is FieldKind.CHECK and len(field.states) == 1:
        return True
    if field.states:
        return field.states[-1]
    if not field.kind.holds_text:
        codes = [one.export for one in field.options if one.export.strip() and one.display.isascii()]
        return "\n".join(codes[-2:]) if field.several else codes[-1] if codes else ""
    text = f"På {number}" + ("\nÖ" if field.kind is FieldKind.MULTILINE else "")
    return text[: field.max_length] if field.max_length else text


def fill_all(content: bytes) -> Outcome:
    """Fill every field of a form and read it back; an error of ours is an outcome, any other a crash."""
    values: dict[str, Value] = {}
    try:
        values = values_for(pdfform.fields(content))
        made = settings()
        filled = pdfform.fill_plate(pdfform.compile_template(content), values, made)
    except HalvvagError as error:
        return Outcome(values, message=str(error))
    return Outcome(values, filled)


def lost(outcome: Outcome) -> list[str]:
    """Return the fields whose value is not what was asked for, or does not stand whole where it can be seen."""
    fields = {field.name: field for field in pdfform.fields(outcome.content)}
    back, drawn = pdfform.read(outcome.content), pdfform.drawn_text(outcome.content)
    return [
        name
        for name, value in outcome.values.items()
        if back[name] != value or not _is_drawn(fields[name], drawn[name], value)
    ]


def _is_drawn(field: FormField, drawn: str, value: Value) -> bool:
    if field.hidden or value == "":
        return True
    if field.states:
        return drawn == (field.states[0] if value is True else value)
    words = {one.export: one.display for one in field.options}
    return all(pdfform.shows(drawn, words.get(line, line)) for line in str(value).split("\n"))
