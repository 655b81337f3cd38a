"""Fill a compiled template: draw the values and write one file in one revision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from halvvag_docs.pdfform import appearance, fonts, metadata, sent, syntax
from halvvag_docs.pdfform.assembly import assembled
from halvvag_docs.pdfform.fieldwriting import NewFile, keeps_look, shown, writer_for
from halvvag_docs.pdfform.model import Rows, Value, checked_values
from halvvag_docs.pdfform.pagewriting import write_pages
from halvvag_docs.pdfform.plate import Kind, Plate
from halvvag_docs.pdfform.rows import copies_for, lengths_in, repeatable
from halvvag_docs.pdfform.settings import Settings

if TYPE_CHECKING:
    from halvvag_docs.pdfform.fonts import Font


class Filler:
    """Fills one compiled template with the same settings, time and again.

    It keeps nothing of the values.
    """

    def __init__(self, plate: Plate, settings: Settings) -> None:
        """Make ready what all documents share."""
        self._plate, self._settings = plate, settings
        self._known = {field.name: field for field in plate.fields}
        self._defaults = [(plan.field.name, plan.default) for plan in plate.plans]
        self._plain = [plan.kind is Kind.TEXT and not plan.displays for plan in plate.plans]
        """Whether a value is shown as it is stored."""
        self._repeatable = repeatable(plate.fields)
        self._writers = [writer_for(plan, plate.fonts, lock=settings.lock) for plan in plate.plans]
        covered = [frozenset(font.glyphs) for font in plate.fonts.values()]
        self._drawn = frozenset.intersection(*covered) | {"\n"}
        """Characters that all our fonts have."""
        self._packet = metadata.packet(settings.title, settings.language, settings.created, plate.conformance)
        self._information = metadata.information(settings.title, settings.created, settings.origin)

    def fill(self, values: Mapping[str, Value | None]) -> bytes:
        """Return the filled document.

        Raises:
            RenderError: see `model.checked_values`; or a character has no glyph; or a list is too long, see
                `rows`.
        """
        unknown = values.keys() - self._known.keys()
        if copies := copies_for(self._repeatable, lengths_in(unknown, self._repeatable)) if unknown else {}:
            grown = _grown(self._plate.template, tuple(copies.items()))
            return Filler(grown, self._settings).fill(values)
        plate, given = self._plate, checked_values(self._known, values)
        stored = [given.get(name, default) for name, default in self._defaults]
        texts = [
            str(value) if is_plain else shown(plan, value)
            for is_plain, plan, value in zip(self._plain, plate.plans, stored, strict=True)
        ]
        file = NewFile(plate.last_number, self._fonts_for(stored, texts))
        for write, value, text in zip(self._writers, stored, texts, strict=True):
            write(file, value, text)
        tags = write_pages(file, plate, self._settings)
        _write_scripts(file, plate)
        catalog = plate.catalog_head + tags + b"/Lang" + syntax.text_string(self._settings.language)
        catalog += self._carried(file, stored)
        file.bodies[plate.catalog_number] = b"<<%s/Metadata %d 0 R>>" % (catalog, file.add(self._packet))
        info = file.add(self._information)
        return assembled(plate.static, file.bodies, root=plate.catalog_number, info=info)

    def _carried(self, file: NewFile, stored: list[Value]) -> bytes:
        """Return the catalog's entry of what the form carries along, empty for none."""
        plate, settings = self._plate, self._settings
        if not settings.sent or b"/PieceInfo" in plate.catalog_head:
            return b""
        pages = sent.page_count(file.bodies[plate.pages_number])
        fields = (
            (plan.field.name, sent.as_read(plan.field, value))
            for plan, value in zip(plate.plans, stored, strict=True)
            if plan.field.kind.fillable
        )
        number = file.add(sent.digests(fields))
        return sent.piece((*settings.sent, ("pages", str(pages))), number, settings.created)

    def _fonts_for(self, stored: list[Value], texts: list[str]) -> Mapping[str, Font]:
        """Return what can draw the values: our fonts alone, but for what they have no glyphs for.

        Raises:
            RenderError: a character has no glyph.
        """
        found = self._plate.fonts
        if self._drawn.issuperset("".join(texts)):  # nearly always: one look at all texts
            return found
        from halvvag_docs.pdfform import glyphs  # noqa: PLC0415 - as rare

        missing = [
            (plan.field.label, character)
            for plan, value, text in zip(self._plate.plans, stored, texts, strict=True)
            if not _is_latin(text) and plan.widgets and not keeps_look(plan, value)
            for character in found[plan.widgets[0].box.style.weight].missing(fonts.drawable(text))
        ]
        return glyphs.fonts_for(found, missing, allow_missing=self._settings.allow_missing_glyphs)


def fill_plate(plate: Plate, values: Mapping[str, Value | None], settings: Settings) -> bytes:
    """Return one filled document, see `Filler.fill`."""
    return Filler(plate, settings).fill(values)


@lru_cache(maxsize=16)
def _grown(template: bytes, copies: tuple[tuple[Rows, int], ...]) -> Plate:
    """Compile a template with repeated pages; like every plate it holds nothing personal."""
    from halvvag_docs.pdfform.compiling import compile_template  # noqa: PLC0415 - parsing is rarely needed to fill
    from halvvag_docs.pdfform.repeating import repeated  # noqa: PLC0415

    return compile_template(repeated(template, dict(copies)))


def _is_latin(text: str) -> bool:
    """Whether the simple font has every character: our fonts cover its encoding."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _write_scripts(file: NewFile, plate: Plate) -> None:
    """Embed the letters of other scripts that were drawn, in the resources that all looks share."""
    shaper = next(iter(file.fonts.values())).shaper
    if shaper is None:
        return
    names, bodies = shaper.resources(file.last + 1)
    for body in bodies:
        file.add(body)
    first = plate.resources_number - appearance.FONT_OBJECTS * len(plate.fonts)
    known = appearance.font_entries(first, plate.fonts)
    file.bodies[plate.resources_number] = b"<</Font<<%s%s>>>>" % (known, names)
