"""Small Word templates built in a test, and Word files looked at by other means than the engine's own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx


def template(
    *paragraphs: str,
    table: Sequence[Sequence[str]] = (),
    header: str = "",
    footer: str = "",
    change: Callable[[Any], None] | None = None,
) -> bytes:
    """Return a Word file of paragraphs, then a table row by row; ``change`` gets python-docx's document."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for number, row in enumerate(table):
            for column, text in enumerate(row):
                grid.cell(number, column).text = text
    section = document.sections[0]
    if header:
        section.header.paragraphs[0].text = header
    if footer:
        section.footer.paragraphs[0].text = footer
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def paragraphs(content: bytes) -> list[str]:
    """Return the texts of the body's own paragraphs, as python-docx reads them."""
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def rows(content: bytes, table: int = 0) -> list[list[str]]:
    """Return the texts of a table's cells, as python-docx reads them."""
    found = docx.Document(io.BytesIO(content)).tables[table]
    return [[cell.text for cell in row.cells] for row in found.rows]


def members(content: bytes) -> dict[str, bytes]:
    """Return the zip members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip file of the members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_member(content: bytes, name: str, changed: bytes | Callable[[bytes], bytes]) -> bytes:
    """Return the file with one member added, replaced or changed."""
    found = members(content)
    found[name] = changed if isinstance(changed, bytes) else changed(found[name])
    return zipped(found)
