"""Which boxes of a template have room for a text."""

from __future__ import annotations

from collections.abc import Iterator

from halvvag_docs.pdfform.appearance import Pen
from halvvag_docs.pdfform.plate import Kind, Plate


def with_room_for(text: str, plate: Plate) -> Iterator[str]:
    """Yield the names of the text fields whose boxes all show `text` whole."""
    for plan in plate.plans:
        pens = (Pen(widget.box, plate.fonts[widget.box.style.weight]) for widget in plan.widgets)
        if plan.kind is Kind.TEXT and not any(pen.draw(text, 1)[1] for pen in pens):
            yield plan.field.name
