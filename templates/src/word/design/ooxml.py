"""Small pieces of WordprocessingML as text: runs, paragraphs, cells, rows, tables.

Everything returns a string of XML without namespace declarations; :mod:`design.package` parses the whole
once. Lengths are in twips (1/20 pt, 567 to the centimetre), type sizes in points. Each docxtpl tag stands
alone in one run, so that docxtpl's patching has nothing to mend. Child elements follow the order of the
schema. Source: ECMA-376-1, 17.3 and 17.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

CM = 567


def run(content: str, style: str = "") -> str:
    """Return a run of text, which may hold Jinja tags; `style` is a character style's id."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(content)}</w:t></w:r>'


def tab() -> str:
    """Return a tab; for headers and footers only."""
    return "<w:r><w:tab/></w:r>"


def field(instruction: str) -> str:
    """Return a field that Word computes, such as `PAGE` or `NUMPAGES`."""
    return f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def paragraph(content: str, style: str, properties: str = "") -> str:
    """Return a paragraph. `content` is runs, or plain text when it holds none; `properties` follow pStyle."""
    inner = content if content.startswith("<") else run(content) if content else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def paragraph_tag(expression: str) -> str:
    """Return a docxtpl paragraph tag: the paragraph goes, the tag stays."""
    return f"<w:p><w:r><w:t>{{%p {escape(expression)} %}}</w:t></w:r></w:p>"


def row_tag(expression: str) -> str:
    """Return a docxtpl row tag: the row goes, the tag stays."""
    return f"<w:tr><w:tc><w:p><w:r><w:t>{{%tr {escape(expression)} %}}</w:t></w:r></w:p></w:tc></w:tr>"


def cell(content: str, width: int, *, span: int = 1, properties: str = "") -> str:
    """Return a table cell of whole paragraphs, `span` grid columns wide; `properties` follow gridSpan."""
    columns = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{columns}{properties}</w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], *, header: bool = False, height: int = 0) -> str:
    """Return a row that never splits over two pages; a header row is repeated; `height` is the least."""
    tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    repeat = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def table(rows: str, widths: Sequence[int], style: str, *, description: str, header: bool = False) -> str:
    """Return a table of fixed column widths with a spoken `description` (alternative text)."""
    look = '<w:tblLook w:val="0020" w:firstRow="1"' if header else '<w:tblLook w:val="0000" w:firstRow="0"'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look} w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/><w:tblDescription w:val={quoteattr(description)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def borders(element: str, **sides: tuple[str, int, int, str] | None) -> str:
    """Return `element` (pBdr, tcBorders, tblBorders) of (line, eighths of a point, space in pt, colour)."""
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(
        f'<w:{side} w:val="{line[0]}" w:sz="{line[1]}" w:space="{line[2]}" w:color="{line[3]}"/>'
        for side in order
        if (line := sides.get(side))
    )
    return f"<w:{element}>{lines}</w:{element}>"


def no_border(side: str) -> str:
    """Return the property of a cell that has no line on one side."""
    return f'<w:tcBorders><w:{side} w:val="nil"/></w:tcBorders>'
