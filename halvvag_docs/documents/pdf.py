"""The PDF side of a document: the same values, printed in the fields of a fillable template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as _part
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from halvvag_docs import files
from halvvag_docs.answers import Answers
from halvvag_docs.documents import papercode, readback
from halvvag_docs.documents.excerpt import Excerpt
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import Form
from halvvag_docs.values import WITHHELD, Flag, Leaf

if TYPE_CHECKING:
    from halvvag_docs import pdfform

_LATER_ROW = re.compile(r"\.[1-9]\d*(?:\.|$)")
_CODE_AT = {"left": 42.0, "bottom": 13.0}
"""At the foot of the page, before the words there."""
UNDATED = date(1980, 1, 1)
"""Date in the metadata of a draft that has none; the clock would make every file another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A PDF to be made."""

    form: Form
    context: Mapping[str, Any]
    """As ``context.build`` gives it, with ``signaturer``."""
    language: str
    title: str
    unit_name: str
    draft: bool
    allow_missing_glyphs: bool = False
    """Draw a visible replacement for a character without a glyph instead of refusing it."""
    excerpt: Excerpt | None = None
    origin: Mapping[str, str] = _part(default_factory=dict)
    """As ``Document.origin``, with ``document``, ``version`` and ``program``."""

    @property
    def is_whole(self) -> bool:
        """Whether it is neither a draft nor an excerpt: what people sign."""
        return not self.draft and self.excerpt is None


def make(order: Order, answers: Answers, path: Path) -> bytes:
    """Fill the template in ``path``.

    Settled answers are locked: every field but the signatures is read-only.

    Raises:
        FileError, FormError, RenderError: as ``pdfform``, or an answer does not stand whole on the page.
    """
    from halvvag_docs import pdfform  # noqa: PLC0415  pypdf takes long to import, and Word needs none of it

    plate = template(path)
    binding = pdfform.bind(plate.fields, printed=printed(order.context), codes=codes(order.context))
    values = binding.values | dict.fromkeys(_withheld(order, binding, plate), WITHHELD)
    content = pdfform.fill_plate(plate, values, _settings(order, answers, plate))
    _check(order, binding, pdfform.drawn_text(content), path.name)
    return content


def _withheld(order: Order, binding: pdfform.Binding, plate: pdfform.Plate) -> Iterator[str]:
    """Yield the text fields that are empty since all they print is left out; of a list, those of its first row.

    A box that is too small for the word stays empty, as the foot of the page says of boxes.
    """
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    if order.excerpt is None:
        return
    roomy = frozenset(pdfform.with_room_for(WITHHELD, plate))
    for field in binding.fields:
        if binding.values.get(field.name) != "" or not field.kind.holds_text:
            continue
        if _LATER_ROW.search(field.name) or field.takes_the_rest:
            continue
        paths = {one.path for one in pdfform.references([field])}
        fits = field.max_length is None or field.max_length >= len(WITHHELD)
        if paths and paths <= order.excerpt.withheld and fits and field.name in roomy:
            yield field.name


def template(path: Path) -> pdfform.Plate:
    """Return the compiled template in a file; each content is compiled once."""
    return _compiled(files.read_bytes(path))


@lru_cache(maxsize=16)
def _compiled(content: bytes) -> pdfform.Plate:
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    return pdfform.compile_template(content)


def printed(value: Any) -> Any:
    """Return a context with every leaf as the text it prints."""
    if isinstance(value, Mapping):
        return {key: printed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printed(item) for item in value]
    return value.shown if isinstance(value, Leaf) else value


def codes(value: Any) -> Any:
    """Return a context with every leaf as it is stored: codes, and bool for yes and no."""
    if isinstance(value, Mapping):
        return {key: codes(item) for key, item in value.items()}
    if isinstance(value, list):
        return [codes(item) for item in value]
    return bool(value) if isinstance(value, Flag) else value


def _settings(order: Order, answers: Answers, plate: pdfform.Plate) -> pdfform.Settings:
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    marks = (
        None
        if order.form.adopted
        else pdfform.PageMarks(
            header_left=order.unit_name,
            header_right=answers.case_id,
            footer_left=f"Dokument-id {answers.id} · version {answers.version}"
            # A box cannot say of itself that it was left out.
            + (" · tomma fält och rutor kan vara utelämnade" if order.excerpt else ""),
        )
    )
    return pdfform.Settings(
        lock=not order.draft,
        title=order.title,
        language=order.language,
        created=answers.date or UNDATED,
        marks=marks,
        draft=order.draft,
        allow_missing_glyphs=order.allow_missing_glyphs,
        code=papercode.page_code(answers, plate, **_CODE_AT) if marks and order.is_whole else None,
        origin=named_origin(order),
        excerpt=order.excerpt.title if order.excerpt else "",
        sent=_sent(order, answers),
    )


def named_origin(order: Order) -> dict[str, str]:
    """Return the origin as a PDF names it, ``AnswersSha256`` and so on; of an excerpt without its answers."""
    kept = {key: value for key, value in order.origin.items() if order.excerpt is None or key != "answers_sha256"}
    return {key.title().replace("_", ""): value for key, value in kept.items()}


def _sent(order: Order, answers: Answers) -> tuple[tuple[str, str], ...]:
    """Return what the form tells of itself when it comes back; see ``importing``."""
    return (
        ("document", answers.id),
        ("version", str(answers.version)),
        ("form", order.form.name),
        ("template", order.origin.get("template_sha256", "")),
        ("locked", "0" if order.draft else "1"),
    )


def values_of(context: Mapping[str, Any], path: Path) -> Mapping[str, pdfform.Value]:
    """Return the value of each field of the template in ``path``, as the document would hold it."""
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    return pdfform.bind(template(path).fields, printed=printed(context), codes=codes(context)).values


def _check(order: Order, binding: pdfform.Binding, drawn: Mapping[str, str], name: str) -> None:
    """See to it that every answer stands whole in some field."""
    fields: dict[str, list[pdfform.FormField]] = {}
    for field in binding.fields:
        for path in binding.sources.get(field.name, ()):
            fields.setdefault(path, []).append(field)
    expected = readback.answered(order.context)
    lost = [
        path
        for path, leaf in expected.items()
        if not any(_stands(field, drawn.get(field.name, ""), leaf) for field in _showing(fields, path))
    ]
    if lost:
        named = readback.names(order.form, lost)
        raise RenderError(f"{name} visar inte allt som är besvarat: {named}. Rätta mallen.")


def _showing(fields: Mapping[str, list[Any]], path: str) -> list[Any]:
    """Return the fields that show an answer; an item of a plain list may stand in its list's field."""
    return fields.get(path, []) + (fields.get(path.rpartition("[")[0], []) if path.endswith("]") else [])


def _stands(field: pdfform.FormField, drawn: str, leaf: Leaf) -> bool:
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    if field.kind is pdfform.FieldKind.CHECK:
        # An answer no is shown by the empty box beside its question; any other answer by a cross.
        return bool(drawn) or (isinstance(leaf, Flag) and not leaf)
    if field.kind in (pdfform.FieldKind.RADIO, pdfform.FieldKind.CHOICE, pdfform.FieldKind.LISTBOX):
        return bool(drawn)
    return pdfform.shows(drawn, leaf.shown)
