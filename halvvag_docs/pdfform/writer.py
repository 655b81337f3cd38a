"""Fill a compiled template: draw the values and write one file in one revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from halvvag_docs.pdfform import appearance, continuation, fonts, glyphs, marks, metadata, syntax
from halvvag_docs.pdfform.assembly import assembled
from halvvag_docs.pdfform.continuation import Point
from halvvag_docs.pdfform.fonts import Font
from halvvag_docs.pdfform.marks import PageMarks
from halvvag_docs.pdfform.model import Rows, Value, checked_values
from halvvag_docs.pdfform.plate import FieldPlan, Kind, PagePlan, Plate, StructurePlan, WidgetPlan
from halvvag_docs.pdfform.rows import copies_for, lengths_in

_FREE_KEY = 1 << 20
"""Above what pages of an untagged form may still say of tags that they had once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a document is filled."""

    lock: bool
    """Every field read-only except signatures and the date and place beside them."""
    title: str
    """Kind of document and case, never a name."""
    language: str
    """Language tag, `sv-FI` or `sv-SE`."""
    created: date
    marks: PageMarks | None = None
    draft: bool = False
    allow_missing_glyphs: bool = False
    """Draw a visible replacement for a character without a glyph instead of refusing it."""
    excerpt: str = ""
    """Said on every page of a copy that does not hold all: «Utdrag för beställaren»."""

    @property
    def banner(self) -> str:
        """What every page says in large letters."""
        return marks.banner(self.excerpt, draft=self.draft)


@dataclass(slots=True)
class _File:
    """The objects of the new file besides the static ones."""

    last: int
    fonts: Mapping[str, Font]
    """What the values are drawn with."""
    bodies: dict[int, bytes] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.last += 1
        self.bodies[self.last] = body
        return self.last


def fill_plate(plate: Plate, values: Mapping[str, Value | None], settings: Settings) -> bytes:
    """Return the filled document.

    Raises:
        RenderError: see `model.checked_values`; or a character has no glyph; or a list is too long, see `rows`.
    """
    copies = copies_for(plate.fields, lengths_in(values, plate.fields))
    if copies:
        plate = _grown(plate.template, tuple(copies.items()))
    given = checked_values(plate.fields, values)
    stored = {plan.field.name: given.get(plan.field.name, plan.default) for plan in plate.plans}
    file = _File(plate.last_number, _fonts_for(plate, stored, settings))
    for plan in plate.plans:
        _write_field(file, plan, stored[plan.field.name], settings)
    tags = _write_pages(file, plate, settings)
    _write_scripts(file, plate)
    catalog = plate.catalog_head + tags + b"/Lang" + syntax.text_string(settings.language)
    packet = metadata.packet(settings.title, settings.language, settings.created, plate.conformance)
    file.bodies[plate.catalog_number] = b"<<%s/Metadata %d 0 R>>" % (catalog, file.add(packet))
    info = file.add(metadata.information(settings.title, settings.created))
    return assembled(plate.static, file.bodies, root=plate.catalog_number, info=info)


@lru_cache(maxsize=16)
def _grown(template: bytes, copies: tuple[tuple[Rows, int], ...]) -> Plate:
    """Compile a template with repeated pages; like every plate it holds nothing personal."""
    from halvvag_docs.pdfform.compiling import compile_template  # noqa: PLC0415 - parsing is rarely needed to fill
    from halvvag_docs.pdfform.repeating import repeated  # noqa: PLC0415

    return compile_template(repeated(template, dict(copies)))


def _fonts_for(plate: Plate, stored: Mapping[str, Value], settings: Settings) -> Mapping[str, Font]:
    """Return what can draw the values: our fonts alone, but for what they have no glyphs for.

    Raises:
        RenderError: a character has no glyph.
    """
    texts = [_shown(plan, stored[plan.field.name]) for plan in plate.plans]
    used = set("".join(texts)) - {"\n"}
    if all(used <= font.glyphs.keys() for font in plate.fonts.values()):  # nearly always: one look at all texts
        return plate.fonts
    missing = [
        (plan.field.label, character)
        for plan, text in zip(plate.plans, texts, strict=True)
        if not _is_latin(text) and plan.widgets and not _keeps_its_look(plan, stored[plan.field.name])
        for character in plate.fonts[plan.widgets[0].box.style.weight].missing(fonts.drawable(text))
    ]
    return glyphs.fonts_for(plate.fonts, missing, allow_missing=settings.allow_missing_glyphs)


def _is_latin(text: str) -> bool:
    """Whether the simple font has every character: our fonts cover its encoding."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _shown(plan: FieldPlan, value: Value) -> str:
    """Return the words that a value is shown with."""
    if plan.kind is not Kind.TEXT:
        return ""
    if not plan.displays:
        return str(value)
    return "\n".join(plan.displays.get(line, line) for line in str(value).split("\n"))


def _write_field(file: _File, plan: FieldPlan, value: Value, settings: Settings) -> None:
    flags = plan.locked_flags if settings.lock else plan.flags
    if plan.kind is Kind.STATE:
        looks = [widget.states.get(str(value), widget.states["Off"]) for widget in plan.widgets]
        own = flags + b"/V" + syntax.name(str(value) or "Off")
    elif plan.kind is Kind.FIXED:
        looks = [widget.fixed for widget in plan.widgets]
        own = flags
    elif _keeps_its_look(plan, value):
        looks = [widget.editing + widget.fixed for widget in plan.widgets]
        own = flags + b"/V" + _value(plan, str(value))
    else:
        before = len(file.points)
        text = _shown(plan, value)
        looks = [_draw(file, plan, widget, text) for widget in plan.widgets]
        own = plan.read_only_flags if len(file.points) > before else flags
        own += b"/V" + _value(plan, str(value)) if value else b""
    if plan.head or not plan.widgets:
        file.bodies[plan.number] = b"<<%s%s>>" % (plan.head, own)
        own = b""
    for widget, look in zip(plan.widgets, looks, strict=True):
        file.bodies[widget.number] = b"<<%s%s%s>>" % (widget.head, own, look)


def _keeps_its_look(plan: FieldPlan, value: Value) -> bool:
    """Whether a field shows what the template holds, in a script that only the template has a font for."""
    return plan.kind is Kind.TEXT and value == plan.default and any(widget.fixed for widget in plan.widgets)


def _value(plan: FieldPlan, value: str) -> bytes:
    """Write a stored value; several choices are an array. Source: ISO 32000-1, 12.7.4.4."""
    if plan.field.several and "\n" in value:
        return syntax.array([syntax.text_string(line) for line in value.split("\n")])
    return syntax.text_string(value)


def _draw(file: _File, plan: FieldPlan, widget: WidgetPlan, text: str) -> bytes:
    """Return the entries of a widget that shows `text`, adding its stream and what did not fit to the file."""
    if not text:
        return b"%s/AP<</N %d 0 R>>" % (widget.editing, widget.blank)
    points, name = file.points, plan.field.name
    known = len(points)
    if len(plan.widgets) > 1:
        known = next((i for i, point in enumerate(points) if point.field == name), known)
    place = appearance.Place(continuation.SHEET, known + 1, plan.rest_label)
    drawing = appearance.draw(text, widget.box, file.fonts[widget.box.style.weight], place)
    if drawing.rest and known == len(points):
        rest = fonts.drawable(text) if len(plan.widgets) > 1 else drawing.rest
        points.append(Point(field=name, label=plan.field.label, page=widget.page, text=rest))
    if not drawing.content:
        return b"%s/AP<</N %d 0 R>>" % (widget.editing, widget.blank)
    number = file.add(syntax.stream(widget.look, widget.backdrop + drawing.content))
    return b"%s/AP<</N %d 0 R>>" % (widget.editing, number)


def _write_scripts(file: _File, plate: Plate) -> None:
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


def _write_pages(file: _File, plate: Plate, settings: Settings) -> bytes:
    """Write the pages and what is continued; return what the catalog has more for it."""
    sheet = continuation.lay_out(file.points, file.fonts) if file.points else None
    more = b""
    if sheet and plate.structure is None:
        plate = replace(plate, structure=_new_structure(file))
        more = b"/StructTreeRoot " + syntax.reference(file.last - 1)
    total = len(plate.pages) + (len(sheet.pages) if sheet else 0)
    for i, page in enumerate(plate.pages):
        contents = _contents(file, plate, page, (i + 1, total), settings)
        file.bodies[page.number] = b"<<%s/Contents[%s]>>" % (page.head, contents)
    added = _write_sheet(file, plate, sheet, settings) if sheet else ()
    kids = b" ".join((plate.pages_kids, *map(syntax.reference, added)))
    file.bodies[plate.pages_number] = b"<<%s/Count %d/Kids[%s]>>" % (plate.pages_head, total, kids)
    if not sheet:
        _write_structure(file, plate, b"", b"", 0)
    return more


def _new_structure(file: _File) -> StructurePlan:
    """Begin the structure of an untagged form: only the sheet will stand in it, to be found again by field."""
    root, document = file.add(b""), file.add(b"")
    return StructurePlan(
        root_number=root,
        root_head=b"/Type/StructTreeRoot/K " + syntax.reference(document),
        leaf_number=0,
        next_key=_FREE_KEY,
        document_number=document,
        document_head=b"/Type/StructElem/S/Document/P " + syntax.reference(root),
        kids=b"",
    )


def _contents(file: _File, plate: Plate, page: PagePlan, place: tuple[int, int], settings: Settings) -> bytes:
    if settings.marks is None and not settings.banner:
        return page.contents
    size = page.box[2] - page.box[0], page.box[3] - page.box[1]
    before = file.add(syntax.stream(b"", marks.before_page(size, draft=settings.draft, found=plate.fonts)))
    over = marks.after_page(size, settings.marks, place, said=settings.banner, found=plate.fonts)
    return b"%d 0 R %s %d 0 R" % (before, page.contents, file.add(syntax.stream(b"", over)))


def _write_sheet(file: _File, plate: Plate, sheet: continuation.Sheet, settings: Settings) -> tuple[int, ...]:
    """Add the pages and tags of the continuation sheet; return the page numbers of the objects."""
    pages = tuple(file.add(b"") for _ in sheet.pages)
    total = len(plate.pages) + len(pages)
    key = plate.structure.next_key if plate.structure else 0
    for i, (number, content) in enumerate(zip(pages, sheet.pages, strict=True)):
        place = (len(plate.pages) + i + 1, total)
        before = marks.before_page(continuation.PAGE, draft=settings.draft, found=plate.fonts)
        after = marks.after_page(continuation.PAGE, settings.marks, place, said=settings.banner, found=plate.fonts)
        stream = file.add(syntax.stream(b"", before + content + after))
        tags = b"/StructParents %d/Tabs/S" % (key + i) if plate.structure else b""
        file.bodies[number] = (
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s]/Resources %d 0 R/Contents %d 0 R%s>>"
            % (
                plate.pages_number,
                syntax.numbers(*continuation.PAGE),
                plate.resources_number,
                stream,
                tags,
            )
        )
    if plate.structure:
        first = file.last + 1
        numbers = continuation.Numbers(parent=plate.structure.document_number, pages=pages, first=first)
        for body in continuation.structure_objects(sheet, file.points, numbers):
            file.add(body)
        leaf = file.add(continuation.parent_tree_leaf(sheet, file.points, first, key))
        _write_structure(file, plate, syntax.reference(first), syntax.reference(leaf), len(pages))
    return pages


def _write_structure(file: _File, plate: Plate, section: bytes, leaf: bytes, pages: int) -> None:
    """Write the document element and the root of the structure tree, with a section more when there is one."""
    plan = plate.structure
    if plan is None:
        return
    file.bodies[plan.document_number] = b"<<%s/K[%s %s]>>" % (plan.document_head, plan.kids, section)
    known = syntax.reference(plan.leaf_number) if plan.leaf_number else b""
    file.bodies[plan.root_number] = b"<<%s/ParentTree<</Kids[%s %s]>>/ParentTreeNextKey %d>>" % (
        plan.root_head,
        known,
        leaf,
        plan.next_key + pages,
    )
