"""The code on every page of a document that may be signed on paper, so that a scanned page can be told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from halvvag_docs import barcodes
from halvvag_docs.answers import Answers
from halvvag_docs.yamltext import plain_text

if TYPE_CHECKING:
    from halvvag_docs import pdfform


def answers_digest(answers: Answers) -> str:
    """Return the SHA-256 of answers in hexadecimal; the order of the file does not matter, nor do its comments."""
    plain = json.dumps(_plain(answers), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def page_code(answers: Answers, plate: pdfform.Plate, *, left: float, bottom: float) -> pdfform.PageCode | None:
    """Return the code for a document in `plate`; None when it has no line to sign on, or no id.

    Args:
        answers: settled.
        plate: the template.
        left: from the edge of the paper, points.
        bottom: as well.
    """
    from halvvag_docs import pdfform  # noqa: PLC0415  pypdf takes long to import, and Word needs none of it

    if not answers.id or not any(field.kind is pdfform.FieldKind.SIGNATURE for field in plate.fields):
        return None
    document_id, digest = UUID(answers.id), barcodes.shortened(answers_digest(answers))

    def modules(page: int, pages: int) -> tuple[tuple[bool, ...], ...]:
        label = barcodes.Label(
            document_id=document_id, version=answers.version, page=page, pages=pages, digest=digest
        )
        return barcodes.modules(label.text)

    return pdfform.PageCode(modules=modules, left=left, bottom=bottom)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else plain_text(value)
