"""Building blocks of a document: fields in a grid, own words, assessments, lists, tables, sections.

A block knows when it has something to show, as a Jinja expression, so that a section whose parts are all
unanswered leaves no heading behind. Answers are named by their path; unanswered is "" or an empty list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from design import ooxml
from design.styles import ACCENT, NUMBERED
from design.values import ALWAYS, Field, answered, any_of, either, listed, one

WIDTH = 9288
"""Width of the text on a standing A4 page, twips."""
_UNITS = 12
"""A grid has twelve columns; a field takes some of them."""


@dataclass(frozen=True)
class Block:
    """A part of a document."""

    xml: str
    shown: str = ALWAYS
    """Jinja expression: true when the block prints anything; ALWAYS for what never collapses."""


def grid(description: str, *rows: Sequence[Field], light: bool = False) -> Block:
    """Return a table of fields, label above value. Rows with nothing to show are left out.

    A `light` grid lies inside something else and has no strong line above it.
    """
    drawn = "".join(
        ooxml.row_tag(f"if {any_of(fields)}") + _grid_row(fields) + ooxml.row_tag("endif") for fields in rows
    )
    shown = any_of([field for fields in rows for field in fields])
    style = "Faktarad" if light else "Faktaruta"
    units = (WIDTH // _UNITS,) * _UNITS
    return when(shown, Block(ooxml.table(drawn, units, style, description=description)))


def _grid_row(fields: Sequence[Field]) -> str:
    unit, used = WIDTH // _UNITS, sum(field.span for field in fields)
    cells = [
        ooxml.cell(
            ooxml.paragraph(field.label, "Etikett") + ooxml.paragraph(field.value, "Svar"),
            unit * field.span,
            span=field.span,
        )
        for field in fields
    ]
    if used < _UNITS:
        cells.append(ooxml.cell(ooxml.paragraph("", "Svar"), unit * (_UNITS - used), span=_UNITS - used))
    return ooxml.row(cells)


# --- running text -------------------------------------------------------------------------------------


def standing(field: Field) -> Block:
    """Return a field outside a grid: its value under its label."""
    return when(
        field.shown, Block(ooxml.paragraph(field.label, "Fraga") + ooxml.paragraph(field.value, "BodyText"))
    )


def fact(label: str, path: str) -> Block:
    """Return one short answer under its label."""
    return standing(one(label, path))


def facts(label: str, path: str) -> Block:
    """Return a list of short answers as «a, b och c» under its label."""
    return standing(listed(label, path))


def prose(label: str, path: str, *, keep: bool = False) -> Block:
    """Return a long answer under its label, if it has one; `keep` holds it together with what follows."""
    heading = ooxml.paragraph(label, "Fraga") if label else ""
    return when(answered(path), Block(heading + paragraphs(path, "BodyText", "<w:keepNext/>" if keep else "")))


def line(label: str, value: str, shown: str, *, keep: bool = False) -> Block:
    """Return a label and a value, text with Jinja tags, in small text; `keep` holds it with what follows."""
    content = ooxml.run(f"{label}: ", "Tyst") + ooxml.run(value)
    return when(shown, Block(ooxml.paragraph(content, "Tabelltext", "<w:keepNext/>" if keep else "")))


def pairs(*answers: tuple[str, str], keep: bool = False) -> Block:
    """Return labels and short answers on one line of small text; `keep` holds it together with what follows."""
    parts: list[str] = []
    for place, (label, path) in enumerate(answers):
        earlier = answered(*(other for _, other in answers[:place])) if place else ""
        gap = either(earlier, " \u2002·\u2002 ") if earlier else ""
        parts += [ooxml.run(either(f'{path} != ""', f"{gap}{label}: "), "Tyst")]
        parts += [ooxml.run(f"{{{{ {path} }}}}")]
    return when(
        answered(*(path for _, path in answers)),
        Block(ooxml.paragraph("".join(parts), "Tabelltext", "<w:keepNext/>" if keep else "")),
    )


def scores(*scales: tuple[str, str, str]) -> Block:
    """Return numbers on scales on one line, kept with what follows: (label, path, «av 4»)."""
    parts: list[str] = []
    for place, (label, path, top) in enumerate(scales):
        earlier = answered(*(other for _, other, _ in scales[:place])) if place else ""
        gap = either(f'({earlier}) and {path} != ""', "  ·  ") if earlier else ""
        parts += [ooxml.run(gap) if gap else ""]
        parts += [ooxml.run(either(f'{path} != ""', f"{label}: "), "Tyst")]
        parts += [ooxml.run(either(f'{path} != ""', f"{{{{ {path} }}}}"), "Strong")]
        parts += [ooxml.run(either(f'{path} != ""', f" {top}"), "Tyst")]
    shown = answered(*(path for _, path, _ in scales))
    return when(shown, Block(ooxml.paragraph("".join(parts), "BodyText", "<w:keepNext/>")))


def own_words(label: str, path: str, *, room: int = 0) -> Block:
    """Return the person's own words: tinted, with a bar, a quotation mark and the words «Med egna ord».

    In a draft there are `room` empty lines to write them on.
    """
    heading = ooxml.run("”\u2002", "Citattecken") + ooxml.run("Med egna ord", "Strong") + _after_dash(label)
    content = ooxml.paragraph(heading, "Egnaordetikett") + paragraphs(path, "Egnaord")
    return when(_open(path, room), Block(content + _room(path, "Egnaord", room)))


def assessment(label: str, path: str, *, lead: str = "Bedömning", room: int = 0) -> Block:
    """Return an assessment by staff: a grey bar, no tint, and the word «Bedömning»; `room` as for own words."""
    heading = ooxml.run(lead, "Strong") + _after_dash(label)
    content = ooxml.paragraph(heading, "Bedomningetikett") + paragraphs(path, "Bedomning")
    return when(_open(path, room), Block(content + _room(path, "Bedomning", room)))


def assessed(label: str, *fields: tuple[str, str], is_open: bool = False) -> Block:
    """Return an assessment in short answers: (question, path) a line; `is_open` shows them all in a draft."""
    heading = ooxml.run("Bedömning", "Strong") + _after_dash(label)
    lines = "".join(
        when(
            _open(path, is_open),
            Block(
                ooxml.paragraph(ooxml.run(f"{question}: ", "Tyst") + ooxml.run(f"{{{{ {path} }}}}"), "Bedomning")
            ),
        ).xml
        for question, path in fields
    )
    shown = _open(" ".join(path for _, path in fields), is_open)
    return when(shown, Block(ooxml.paragraph(heading, "Bedomningetikett") + lines))


def to_write(label: str, path: str, room: int) -> Block:
    """Return empty lines under a label, in a draft that does not answer the question yet."""
    heading = ooxml.paragraph(label, "Fraga") if label else ""
    return when(f"utkast and not {path}", Block(heading + _lines("Svar", room)))


def _open(paths: str, room: int) -> str:
    """Return when a question shows: once it is answered, or in a draft when there is room to answer it."""
    shown = answered(*paths.split())
    return f"{shown} or utkast" if room else shown


def _room(path: str, style: str, room: int) -> str:
    if not room:
        return ""
    unanswered = ooxml.paragraph_tag(f'if utkast and {path} == ""')
    return unanswered + _lines(style, room) + ooxml.paragraph_tag("endif")


def _lines(style: str, room: int) -> str:
    """Return one paragraph of empty lines: somebody writes there, by hand or over the space."""
    breaks = "<w:r>" + "<w:br/>" * (room - 1) + "</w:r>"
    return ooxml.paragraph(ooxml.run("\u00a0") + breaks, style, "<w:keepLines/>")


def _after_dash(label: str) -> str:
    return ooxml.run(f" – {label}") if label else ""


def paragraphs(path: str, style: str, properties: str = "") -> str:
    """Return the paragraphs of a long answer."""
    return (
        ooxml.paragraph_tag(f"for stycke in {path}|stycken")
        + ooxml.paragraph("{{ stycke }}", style, properties)
        + ooxml.paragraph_tag("endfor")
    )


def bullets(label: str, path: str, *, style: str = "ListBullet", heading: str = "Fraga") -> Block:
    """Return a list of short answers under its label."""
    return when(path, Block(ooxml.paragraph(label, heading) + bullet_items(path, style)))


def bullet_items(path: str, style: str = "ListBullet") -> str:
    """Return the items of a list."""
    return _bulleted("punkt", path, "{{ punkt }}", style)


def items(
    label: str, source: str, variable: str, line: str, *, style: str = "ListBullet", heading: str = "Fraga"
) -> Block:
    """Return a bulleted list with one line, text with Jinja tags, for each item of a list of groups."""
    return when(source, Block(ooxml.paragraph(label, heading) + _bulleted(variable, source, line, style)))


def _bulleted(variable: str, source: str, line: str, style: str) -> str:
    # No item stands alone at the foot or the head of a page or column.
    return (
        ooxml.paragraph_tag(f"for {variable} in {source}")
        + ooxml.paragraph_tag("if not loop.last and (loop.first or loop.revindex == 2)")
        + ooxml.paragraph(line, style, "<w:keepNext/>")
        + ooxml.paragraph_tag("else")
        + ooxml.paragraph(line, style)
        + ooxml.paragraph_tag("endif")
        + ooxml.paragraph_tag("endfor")
    )


def note(text: str) -> Block:
    """Return a line of help in small print. It never keeps a section alive by itself."""
    return Block(ooxml.paragraph(text, "Hjalptext"), "false")


# --- tables -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its value as text with Jinja tags, its share of the width."""

    heading: str
    value: str
    share: float = 1
    style: str = "Tabelltext"


def table(
    label: str,
    source: str,
    variable: str,
    columns: Sequence[Column],
    *,
    detail: Sequence[Block] = (),
    width: int = WIDTH,
) -> Block:
    """Return a table with a row for each item of the list `source`; empty lists leave nothing.

    `detail` stands in a row of its own below an item's row, when it shows anything.
    """
    widths = column_widths(columns, width)
    head = ooxml.row(map(_heading_cell, columns, widths), header=True)
    keep, open_below = ("<w:keepNext/>", ooxml.no_border("bottom")) if detail else ("", "")
    body = (
        ooxml.row_tag(f"for {variable} in {source}")
        + ooxml.row(
            ooxml.cell(ooxml.paragraph(column.value, column.style, keep), size, properties=open_below)
            for column, size in zip(columns, widths, strict=True)
        )
        + _detail_row(detail, len(columns), width)
        + ooxml.row_tag("endfor")
    )
    caption = ooxml.paragraph(label, "Fraga") if label else ""
    drawn = ooxml.table(head + body, widths, "Tabell", description=label or columns[0].heading, header=True)
    return when(source, Block(caption + drawn))


def _detail_row(blocks: Sequence[Block], columns: int, width: int) -> str:
    if not blocks:
        return ""
    content = "".join(block.xml for block in blocks)
    inner = ooxml.row([ooxml.cell(content, width, span=columns, properties=ooxml.no_border("top"))])
    return ooxml.row_tag(f"if {any_of(blocks)}") + inner + ooxml.row_tag("endif")


def column_widths(columns: Sequence[Column], width: int) -> list[int]:
    """Return whole widths in twips that fill `width` exactly."""
    total = sum(column.share for column in columns)
    widths = [int(width * column.share / total) for column in columns]
    widths[-1] += width - sum(widths)
    return widths


def _heading_cell(column: Column, width: int) -> str:
    right = '<w:jc w:val="right"/>' if column.style == "Tabelltal" else ""
    line = ooxml.borders("tcBorders", bottom=("single", 8, 0, ACCENT))
    bottom = '<w:vAlign w:val="bottom"/>'
    return ooxml.cell(ooxml.paragraph(column.heading, "Tabellrubrik", right), width, properties=line + bottom)


# --- structure ----------------------------------------------------------------------------------------


def when(shown: str, *blocks: Block) -> Block:
    """Return the blocks, printed only when the expression holds."""
    inner = "".join(block.xml for block in blocks)
    if shown == ALWAYS:
        return Block(inner)
    return Block(ooxml.paragraph_tag(f"if {shown}") + inner + ooxml.paragraph_tag("endif"), shown)


def together(*blocks: Block) -> Block:
    """Return several blocks as one."""
    return Block("".join(block.xml for block in blocks), any_of(blocks))


def for_each(variable: str, source: str, *blocks: Block) -> Block:
    """Return the blocks once for each item of a list."""
    inner = "".join(block.xml for block in blocks)
    return Block(
        ooxml.paragraph_tag(f"for {variable} in {source}") + inner + ooxml.paragraph_tag("endfor"), source
    )


def heading(title: str, level: int = 2, properties: str = "") -> Block:
    """Return a heading. It never keeps a section alive by itself."""
    return Block(ooxml.paragraph(title, f"Heading{level}", properties), "false")


def section(title: str, *blocks: Block, numbered: bool = True, new_page: bool = False) -> Block:
    """Return a section with its heading, left out when no part of it shows anything."""
    numbers = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{NUMBERED}"/></w:numPr>' if numbered else ""
    page = "<w:pageBreakBefore/>" if new_page else ""
    return when(any_of(blocks), heading(title, 1, page + numbers), *blocks)


def part(title: str, *blocks: Block) -> Block:
    """Return a part of a section under a heading of its own, left out when empty."""
    return when(any_of(blocks), heading(title, 2), *blocks)
