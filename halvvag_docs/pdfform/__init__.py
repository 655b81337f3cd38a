"""PDF forms: look at them, fill them, read them back.

Any AcroForm, ours or another authority's. A template is compiled once into a `Plate` and filled many times; what
is written is drawn with our own embedded fonts, so that every viewer shows the same, and what has no room in its
box goes on to a generated sheet «Bilaga 1 – Fortsättningsblad». The same template, values and settings give the
same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from halvvag_docs.pdfform.model import FieldKind, FormField, Option, Value, clean
from halvvag_docs.pdfform.plate import Plate
from halvvag_docs.pdfform.saved import kept_plate
from halvvag_docs.pdfform.sent import KEY as PIECE
from halvvag_docs.pdfform.sent import digest
from halvvag_docs.pdfform.settings import Settings
from halvvag_docs.pdfform.writer import Filler, fill_plate

if TYPE_CHECKING:
    from halvvag_docs.pdfform.binding import KEPT, Binding, Reference, bind, misspelt, references
    from halvvag_docs.pdfform.closing import closed
    from halvvag_docs.pdfform.comeback import Comeback, come_back
    from halvvag_docs.pdfform.compiling import compile_template
    from halvvag_docs.pdfform.contents import raw, texts
    from halvvag_docs.pdfform.forging import Note, with_fields
    from halvvag_docs.pdfform.glyphs import describe, missing_glyphs, replaced, undrawable
    from halvvag_docs.pdfform.inspection import Inspection, inspect, with_sources
    from halvvag_docs.pdfform.marks import PageCode, PageMarks
    from halvvag_docs.pdfform.merging import Part, merge
    from halvvag_docs.pdfform.metadata import origin_of
    from halvvag_docs.pdfform.reader import drawn_text, read, shows
    from halvvag_docs.pdfform.room import with_room_for
    from halvvag_docs.pdfform.tagged import PageText, page_text

__all__ = [
    "KEPT",
    "PIECE",
    "Binding",
    "Comeback",
    "FieldKind",
    "Filler",
    "FormField",
    "Inspection",
    "Note",
    "Option",
    "PageCode",
    "PageMarks",
    "PageText",
    "Part",
    "Plate",
    "Reference",
    "Settings",
    "Value",
    "bind",
    "clean",
    "closed",
    "come_back",
    "compile_template",
    "describe",
    "digest",
    "drawn_text",
    "fields",
    "fill",
    "fill_plate",
    "inspect",
    "kept_plate",
    "merge",
    "missing_glyphs",
    "misspelt",
    "origin_of",
    "page_text",
    "raw",
    "read",
    "references",
    "replaced",
    "shows",
    "texts",
    "undrawable",
    "with_fields",
    "with_room_for",
    "with_sources",
]

_LATER = {
    "KEPT": "binding",
    "Binding": "binding",
    "Reference": "binding",
    "bind": "binding",
    "misspelt": "binding",
    "references": "binding",
    "closed": "closing",
    "Comeback": "comeback",
    "come_back": "comeback",
    "compile_template": "compiling",
    "Note": "forging",
    "with_fields": "forging",
    "describe": "glyphs",
    "missing_glyphs": "glyphs",
    "replaced": "glyphs",
    "undrawable": "glyphs",
    "Inspection": "inspection",
    "inspect": "inspection",
    "with_sources": "inspection",
    "Part": "merging",
    "merge": "merging",
    "origin_of": "metadata",
    "PageCode": "marks",
    "PageMarks": "marks",
    "drawn_text": "reader",
    "read": "reader",
    "shows": "reader",
    "with_room_for": "room",
    "PageText": "tagged",
    "page_text": "tagged",
    "raw": "contents",
    "texts": "contents",
}
"""Names whose modules are imported when they are asked for: filling a kept plate takes none of them.

Importing pypdf alone takes a tenth of a second.
"""


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(name)


def fields(template: bytes) -> tuple[FormField, ...]:
    """Return the fields of a form in reading order.

    Raises:
        FileError: the bytes are no PDF form that can be filled.
    """
    return _plate(template).fields


def fill(  # noqa: PLR0913 - one call for a caller who fills once; `Settings` for the rest
    template: bytes,
    values: Mapping[str, Value | None],
    *,
    lock: bool,
    title: str,
    language: str,
    created: date,
    marks: PageMarks | None = None,
    draft: bool = False,
    allow_missing_glyphs: bool = False,
) -> bytes:
    """Return the template filled with `values` by full field name.

    Text fields take text, check boxes a bool or the name of their state, radio buttons and choices the code or
    the words of an option. A field without a value keeps what the template holds; None or "" empties it. With
    `lock` every field is read-only except signatures and the date and place beside them; `title`, `language`
    (`sv-FI`, `sv-SE`) and `created` go into the metadata, `marks` and the «UTKAST» of a `draft` onto every page.

    Raises:
        FileError: the bytes are no PDF form that can be filled.
        RenderError: a name is unknown, a value does not fit its field, or a character has no glyph (unless
            `allow_missing_glyphs`, which draws a visible replacement).
    """
    settings = Settings(
        lock=lock,
        title=title,
        language=language,
        created=created,
        marks=marks,
        draft=draft,
        allow_missing_glyphs=allow_missing_glyphs,
    )
    return fill_plate(_plate(template), values, settings)


@lru_cache(maxsize=8)
def _plate(template: bytes) -> Plate:
    """Keep the last few templates compiled: they hold nothing personal."""
    return kept_plate(template, None)
