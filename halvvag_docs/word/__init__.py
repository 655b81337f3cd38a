"""The Word engine: templates in, documents out, and their text read back.

Sole importer of docxtpl, python-docx and Jinja.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from halvvag_docs.values import Printed, Source, leaf
from halvvag_docs.word.engine import Rendering, Template, check
from halvvag_docs.word.faults import Finding
from halvvag_docs.word.text import Header, Paragraph, read_headers, read_paragraphs, read_text
from halvvag_docs.word.usage import Reference

__all__ = [
    "Finding",
    "Header",
    "Paragraph",
    "Printed",
    "Reference",
    "Rendering",
    "Source",
    "Template",
    "leaf",
    "lint",
    "read_headers",
    "read_paragraphs",
    "read_text",
    "references",
    "render",
]


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
    prepared = Template(template, name=name, filters=filters)
    return prepared.render(context, language=language, title=title, created=created).content


def references(template: bytes, *, name: str = "mallen") -> tuple[Reference, ...]:
    """Return every use of a field in a template, with its place.

    Raises:
        FileError, FormError: as :class:`Template`.
    """
    return Template(template, name=name).references


def lint(template: bytes, *, name: str = "mallen") -> tuple[Finding, ...]:
    """Return all faults of a template, in reading order.

    Raises:
        FileError: the template is no Word file.
    """
    return check(template, name)
