"""Plan how each field and widget of a template is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from halvvag_docs.pdfform import fonts, graph, layout, looks, source, syntax, tidying
from halvvag_docs.pdfform.appearance import FONT_NAMES, Box, Style
from halvvag_docs.pdfform.graph import Number, entry
from halvvag_docs.pdfform.model import FieldKind, FormField
from halvvag_docs.pdfform.plate import OPEN_BESIDE_SIGNATURE, READ_ONLY, FieldPlan, Kind, WidgetPlan
from halvvag_docs.pdfform.source import SourceField, Widget

_FIELD_KEYS = ("/V", "/Ff", "/DA", "/RV", "/AA", "/I", "/TI")
_RICH_TEXT = 1 << 25
_IN_PARAGRAPHS = frozenset({FieldKind.MULTILINE, FieldKind.LISTBOX})
"""Unless their box is too low for that."""
_WIDGET_KEYS = ("/AP", "/AS", "/DA", "/AA")
_APPEARANCE_STRING = re.compile(rb"/(\S+)\s+(-?[\d.]+)\s+Tf")
_COLOUR = re.compile(rb"((?:[\d.]+\s+){0,3}[\d.]+)\s+(g|rg|k)(?=\s|$)")
_KINDS = {
    FieldKind.CHECK: Kind.STATE,
    FieldKind.RADIO: Kind.STATE,
    FieldKind.SIGNATURE: Kind.FIXED,
    FieldKind.BUTTON: Kind.FIXED,
}
_BOLD = re.compile(r"bold|black|heavy|^(HvB|HeBo|CoBo|TiBo|HeBO|CoBO|TiBI)$", re.IGNORECASE)
_QUARTERS = {
    90: b"/Matrix[0 1 -1 0 %s 0]",
    180: b"/Matrix[-1 0 0 -1 %s]",
    270: b"/Matrix[0 -1 1 0 0 %s]",
}


class FieldPlans:
    """Makes the plans for the fields of one template."""

    def __init__(
        self, fields: Sequence[SourceField], form: Any, number: Number, resources: int, last: int
    ) -> None:
        self.number, self.resources, self.last = number, resources, last
        self.blanks: dict[bytes, int] = {}
        """Appearances without text, by their bodies; many widgets are alike."""
        self.signed = {field.parent for field in fields if field.kind is FieldKind.SIGNATURE}
        named = entry(form, "/DR", "/Font") or {}
        self.base_fonts = {str(key)[1:]: str(entry(named, key, "/BaseFont") or "") for key in named}

    def of(self, field: SourceField) -> FieldPlan:
        """Return the plan of one field."""
        described = source.describe(field)
        merged, flags = field.is_widget, field.flags & ~_RICH_TEXT
        beside = field.parent in self.signed and field.name.rpartition(".")[2] in OPEN_BESIDE_SIGNATURE
        return FieldPlan(
            field=described,
            number=self.number(field.reference),
            head=b"" if merged else self._entries(field.dictionary, _FIELD_KEYS),
            flags=_flags(flags),
            locked_flags=_flags(flags | (0 if beside or not described.kind.fillable else READ_ONLY)),
            read_only_flags=_flags(flags | READ_ONLY),
            kind=_KINDS.get(described.kind, Kind.TEXT),
            displays={option.export: option.display for option in described.options},
            rest_label=f"{described.label}:" if described.takes_the_rest else "",
            default=source.value_of(field),
            widgets=tuple(self._widget(field, widget, described) for widget in field.widgets),
        )

    def _blank(self, body: bytes) -> int:
        if body not in self.blanks:
            self.last += 1
            self.blanks[body] = self.last
        return self.blanks[body]

    def _entries(self, dictionary: Any, without: tuple[str, ...]) -> bytes:
        return graph.entries(dict(graph.raw_items(dictionary)), self.number, without=without)

    def _widget(self, field: SourceField, widget: Widget, described: FormField) -> WidgetPlan:
        dictionary = widget.dictionary
        left, bottom, right, top = tidying.rectangle(dictionary)
        width, height = right - left, top - bottom
        turn = int(entry(dictionary, "/MK", "/R") or 0) % 360
        moved = {90: (width,), 180: (width, height), 270: (height,)}.get(turn, ())
        matrix = _QUARTERS[turn] % syntax.numbers(*moved) if turn in _QUARTERS else b""
        if turn in {90, 270}:
            width, height = height, width
        style, backdrop = self._style(field, widget), looks.backdrop(dictionary, width, height)
        size = b"/Type/XObject/Subtype/Form/BBox[0 0 %s]" % syntax.numbers(width, height)
        look = b"%s%s/Resources %d 0 R" % (size, matrix, self.resources)
        font = FONT_NAMES[style.weight][0]
        fixed = b"/AP" + graph.write(dictionary.raw_get("/AP"), self.number) if "/AP" in dictionary else b""
        return WidgetPlan(
            number=self.number(widget.reference),
            head=self._entries(dictionary, (*_FIELD_KEYS, *_WIDGET_KEYS)),
            box=Box(
                width=width,
                height=height,
                style=style,
                multiline=described.kind in _IN_PARAGRAPHS
                and layout.room_for_lines(height, layout.SMALLEST_PARAGRAPH) > 0,
                hidden=described.hidden,
                cells=described.max_length or 0 if described.kind is FieldKind.COMB else 0,
            ),
            editing=b"/DA(/%s %s Tf %s)" % (font, syntax.number(style.size), style.colour),
            look=look,
            backdrop=backdrop,
            blank=self._blank(syntax.stream(look, backdrop + b"/Tx BMC\nEMC\n")),
            states={state: fixed + b"/AS" + syntax.name(state) for state in (*source.states_of(widget), "Off")},
            fixed=fixed,
            page=widget.page or 0,
        )

    def _style(self, field: SourceField, widget: Widget) -> Style:
        own = entry(widget.dictionary, "/DA")
        text = str(field.attributes.get("/DA", "") if own is None else own).encode("latin-1", "replace")
        font, colour = _APPEARANCE_STRING.search(text), _COLOUR.search(text)
        resource = font[1].decode("latin-1") if font else ""
        bold = _BOLD.search(resource) or _BOLD.search(self.base_fonts.get(resource, ""))
        alignment = entry(widget.dictionary, "/Q")
        alignment = int(field.attributes.get("/Q") or 0 if alignment is None else alignment)
        return Style(
            weight=fonts.BOLD if bold else fonts.REGULAR,
            size=abs(float(font[2])) if font else 0.0,
            colour=colour[0].strip() if colour else b"0 g",
            alignment=alignment if alignment in {0, 1, 2} else 0,
        )


def _flags(flags: int) -> bytes:
    return b"/Ff %d" % flags if flags else b""
