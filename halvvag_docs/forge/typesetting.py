"""Set a Typst source and collect its notes about fields."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import typst

from halvvag_docs.errors import FormError


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the source says of one field; see `templates/src/pdf/form.typ`."""

    name: str
    tip: str
    kind: str
    size: float
    bold: bool
    align: str
    source: str
    cells: int
    options: tuple[tuple[str, str], ...]
    state: str

    @property
    def target(self) -> str:
        """The address of the link that stands for the field."""
        return f"field:{self.name}" + (f"={self.state}" if self.kind == "radio" else "")


def typeset(source: Path, font_folder: Path) -> tuple[bytes, list[Note]]:
    """Return the set PDF, with links where fields will be, and the notes about them in the order of the source.

    Raises:
        FormError: the source cannot be set; the message is Typst's own.
    """
    folder = [str(font_folder)]
    try:
        content = typst.compile(
            str(source), pdf_standards=["a-2a", "ua-1"], font_paths=folder, ignore_system_fonts=True
        )
        found = typst.query(str(source), "<field>", font_paths=folder, ignore_system_fonts=True)
    except typst.TypstError as error:
        raise FormError(f"{source.name}: {error}") from error
    notes = [Note(**(item["value"] | {"options": _pairs(item["value"]["options"])})) for item in json.loads(found)]
    return content, notes


def _pairs(options: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, words) for code, words in options)
