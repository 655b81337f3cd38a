"""From answers to finished documents, and the proof that every form is sound."""

from __future__ import annotations

from halvvag_docs.documents.excerpt import Excerpt
from halvvag_docs.documents.pages import Page, make_page, page_digest, page_template
from halvvag_docs.documents.papercode import answers_digest
from halvvag_docs.documents.proof import check_form, check_root, prove
from halvvag_docs.documents.render import (
    FORMATS,
    Document,
    control_values,
    field_values,
    has_template,
    render,
    template_digest,
    template_for,
)
from halvvag_docs.documents.sheets import sheet, sheet_template

__all__ = [
    "FORMATS",
    "Document",
    "Excerpt",
    "Page",
    "answers_digest",
    "check_form",
    "check_root",
    "control_values",
    "field_values",
    "has_template",
    "make_page",
    "page_digest",
    "page_template",
    "prove",
    "render",
    "sheet",
    "sheet_template",
    "template_digest",
    "template_for",
]
