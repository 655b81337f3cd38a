"""From a part's filled-in source to XML that Word accepts: breaks, repaired tables, nothing astray."""

from __future__ import annotations

import io
import re
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from halvvag_docs.errors import FileError, RenderError
from halvvag_docs.word.package import W, parse_xml, serialise

_BREAKS = re.compile(r"[\n\t\a\f]")
_LITERAL_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_P, _TABLE, _ROW, _CELL, _GRID = (f"{{{W}}}{name}" for name in ("p", "tbl", "tr", "tc", "tblGrid"))
_WITHOUT_TEXT = frozenset(
    f"{{{W}}}{name}"
    for name in ("document", "body", "hdr", "ftr", "footnotes", "footnote", "p", "r", "tbl", "tr", "tc")
)
_END_WITH_PARAGRAPH = frozenset(f"{{{W}}}{name}" for name in ("tc", "hdr", "ftr", "footnote", "txbxContent"))


def finish(source: str, place: str) -> bytes:
    """Return the part as XML.

    Raises:
        RenderError: the tags left the part broken, or put a text where Word does not show it.
    """
    tree = read(spelled_out(source), place)
    _refuse_stray_text(tree, place)
    if tree.find(f"{{{W}}}body") is not None:
        tree = _columns(tree)
        _number_drawings(tree)
    _repair(tree)
    return serialise(tree)


def spelled_out(source: str) -> str:
    """Return the part with the braces that were meant as text, and with Word's own breaks and tabs."""
    for typed, meant in _LITERAL_BRACES:
        source = source.replace(typed, meant)
    if _BREAKS.search(source):
        source = DocxTemplate(io.BytesIO()).resolve_listing(source)
    return source


def read(source: str, place: str) -> Any:
    """Return the filled-in part as a tree.

    Raises:
        RenderError: the tags left it broken.
    """
    try:
        return parse_xml(source, place)
    except FileError:
        raise RenderError(
            f"{place}: taggarna bryter sönder dokumentet. Kontrollera var de börjar och slutar."
        ) from None


def _refuse_stray_text(tree: Any, place: str) -> None:
    for element in tree.iter():
        if element.tag in _WITHOUT_TEXT:
            texts = [element.text, *(child.tail for child in element)]
            if any(text and text.strip() for text in texts):
                raise RenderError(
                    f"{place}: en text hamnade utanför styckena, där Word inte visar den. "
                    "Skriv {{ … }} i stället för {{r … }}, {{p … }}, {{tr … }} eller {{tc … }}."
                )


def _columns(tree: Any) -> Any:
    """Let docxtpl fit each table's columns to its rows, where the tags may have changed them."""
    if any(table.find(_GRID) is None for table in tree.iter(_TABLE)):
        return tree
    return DocxTemplate(io.BytesIO()).fix_tables(etree.tostring(tree, encoding="unicode"))


def _number_drawings(tree: Any) -> None:
    """Give every drawing its own number, as docxtpl does: a loop copies the number with the drawing."""
    for number, drawing in enumerate(tree.iter(_DRAWING), start=1001):
        drawing.set("id", str(number))


def _repair(tree: Any) -> None:
    """Take away rows and tables that lost their content, and close with a paragraph what must end with one.

    Word refuses to open a file with an empty cell. Source: ISO/IEC 29500-1, 17.4.65 (tc).
    """
    for row in list(tree.iter(_ROW)):
        if next(row.iter(_CELL), None) is None:
            row.getparent().remove(row)
    for table in list(tree.iter(_TABLE)):
        if next(table.iter(_ROW), None) is None:
            table.getparent().remove(table)
    for holder in tree.iter(*_END_WITH_PARAGRAPH):
        if len(holder) == 0 or holder[-1].tag != _P:
            etree.SubElement(holder, _P)
