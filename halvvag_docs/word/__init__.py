"""The Word engine: templates in, documents out, and their text read back.

Sole importer of docxtpl, python-docx and Jinja. Names are imported when first used: a template whose
program is kept on disk is filled without any of the three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from halvvag_docs.values import Printed, Source, leaf
    from halvvag_docs.word.contents import raw, texts
    from halvvag_docs.word.controlled import OFF, ON, Filled, read_filled
    from halvvag_docs.word.controls import Place, marked, with_controls
    from halvvag_docs.word.engine import Rendering, Template
    from halvvag_docs.word.faults import Finding
    from halvvag_docs.word.filler import Filler
    from halvvag_docs.word.inspection import Control, controls, with_tags
    from halvvag_docs.word.text import (
        Header,
        Paragraph,
        opened,
        read_headers,
        read_paragraphs,
        read_parts,
        read_text,
    )
    from halvvag_docs.word.usage import Reference

__all__ = [
    "OFF",
    "ON",
    "Control",
    "Filled",
    "Filler",
    "Finding",
    "Header",
    "Paragraph",
    "Place",
    "Printed",
    "Reference",
    "Rendering",
    "Source",
    "Template",
    "controls",
    "leaf",
    "lint",
    "marked",
    "opened",
    "raw",
    "read_filled",
    "read_headers",
    "read_paragraphs",
    "read_parts",
    "read_text",
    "references",
    "render",
    "texts",
    "with_controls",
    "with_tags",
]

_MODULES = {
    "values": ("Printed", "Source", "leaf"),
    "word.engine": ("Rendering", "Template"),
    "word.faults": ("Finding",),
    "word.filler": ("Filler",),
    "word.inspection": ("Control", "controls", "with_tags"),
    "word.contents": ("raw", "texts"),
    "word.controlled": ("OFF", "ON", "Filled", "read_filled"),
    "word.controls": ("Place", "marked", "with_controls"),
    "word.text": ("Header", "Paragraph", "opened", "read_headers", "read_paragraphs", "read_parts", "read_text"),
    "word.usage": ("Reference",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"halvvag_docs.{_HOMES[name]}"), name)


def render(  # noqa: PLR0913  the settings of one file, all by name
    template: bytes,
    context: Mapping[str, Any],
    *,
    name: str = "mallen",
    language: str | None = None,
    title: str | None = None,
    created: date | None = None,
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> bytes:
    """Fill a template once; see :class:`Template` for many times.

    Raises:
        FileError: the template is no Word file.
        FormError: the template has faults.
        RenderError: a value is missing or cannot be printed.
    """
    from halvvag_docs.word.engine import Template  # noqa: PLC0415  as said above

    prepared = Template(template, name=name, filters=filters)
    return prepared.render(context, language=language, title=title, created=created).content


def references(template: bytes, *, name: str = "mallen") -> tuple[Reference, ...]:
    """Return every use of a field in a template, with its place.

    Raises:
        FileError, FormError: as :class:`Template`.
    """
    from halvvag_docs.word.engine import Template  # noqa: PLC0415  as said above

    return Template(template, name=name).references


def lint(template: bytes, *, name: str = "mallen") -> tuple[Finding, ...]:
    """Return all faults of a template, in reading order.

    Raises:
        FileError: the template is no Word file.
    """
    from halvvag_docs.word.engine import check  # noqa: PLC0415  as said above

    return check(template, name)
