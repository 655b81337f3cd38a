"""Set a Typst source and collect its notes about fields."""

from __future__ import annotations

import json
from pathlib import Path

import typst

from halvvag_docs.errors import FormError
from halvvag_docs.pdfform.forging import Note


def typeset(source: Path, font_folder: Path) -> tuple[bytes, list[Note]]:
    """Return the set PDF, with links where fields will be, and the notes about them in the order of the source.

    The source may import what stands in the folder above its own (`../look.typ`).

    Raises:
        FormError: the source cannot be set; the message is Typst's own.
    """
    root, folder = str(source.parent.parent), [str(font_folder)]
    try:
        content = typst.compile(
            str(source), root=root, pdf_standards=["a-2a", "ua-1"], font_paths=folder, ignore_system_fonts=True
        )
        found = typst.query(str(source), "<field>", root=root, font_paths=folder, ignore_system_fonts=True)
    except typst.TypstError as error:
        raise FormError(f"{source.name}: {error}") from error
    notes = [Note(**(item["value"] | {"options": _pairs(item["value"]["options"])})) for item in json.loads(found)]
    return content, notes


def _pairs(options: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, words) for code, words in options)
