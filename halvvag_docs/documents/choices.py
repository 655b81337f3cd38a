"""Whether what a PDF template offers to choose from is what the schema allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from halvvag_docs.forms import Field, Form

if TYPE_CHECKING:
    from halvvag_docs.pdfform import FormField


def misfits(form: Form, fields: Iterable[FormField]) -> Iterator[tuple[str, str]]:
    """Yield schema path and message of each group of buttons and each list that offers too little or too much.

    A field whose answer is unknown, and boxes for the codes of a list, are judged elsewhere.
    """
    from halvvag_docs import pdfform  # noqa: PLC0415  pypdf takes long to import

    for one in fields:
        if one.kind not in (pdfform.FieldKind.RADIO, pdfform.FieldKind.CHOICE, pdfform.FieldKind.LISTBOX):
            continue
        if one.source == pdfform.KEPT or one.editable:
            continue
        (place,) = pdfform.references([one])
        field = form.field(place.path)
        if field is None:
            continue
        offered = {code.strip() for code in one.states or [option.export for option in one.options]} - {""}
        if wrong := sorted(offered ^ set(_allowed(field, offered))):
            yield (
                place.path,
                f"{place.place}: valen stämmer inte med «{field.label}». Det gäller {', '.join(wrong)}.",
            )


def _allowed(field: Field, offered: set[str]) -> Iterable[str]:
    """Return the codes that an answer can have; of a number any, as long as it is one."""
    if field.kind == "boolean":
        return ("Ja", "Nej")
    if field.kind == "integer":
        return [code for code in offered if code.isdecimal()]
    return field.labels
