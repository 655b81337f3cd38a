"""Write one field of a compiled template: what all documents share is put together once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from halvvag_docs.pdfform import fonts, syntax
from halvvag_docs.pdfform.appearance import Pen
from halvvag_docs.pdfform.plate import FieldPlan, Kind

if TYPE_CHECKING:
    from halvvag_docs.pdfform.continuation import Point
    from halvvag_docs.pdfform.fonts import Font
    from halvvag_docs.pdfform.model import Value

Writer = Callable[["NewFile", "Value", str], None]
"""Adds to a file the objects for a stored value of one field, and for the words that it is shown with."""


class NewFile:
    """The objects of a new file besides the static ones."""

    __slots__ = ("bodies", "fonts", "last", "points")

    def __init__(self, last: int, found: Mapping[str, Font]) -> None:
        """Begin a file.

        Args:
            last: highest object number in use.
            found: what the values are drawn with.
        """
        self.last, self.fonts = last, found
        self.bodies: dict[int, bytes] = {}
        self.points: list[Point] = []

    def add(self, body: bytes) -> int:
        """Add an object, and return its number."""
        self.last += 1
        self.bodies[self.last] = body
        return self.last


def writer_for(plan: FieldPlan, found: Mapping[str, Font], *, lock: bool) -> Writer:
    """Return what writes a field.

    Args:
        plan: the field.
        found: the fonts that nearly all documents are drawn with.
        lock: whether the field is read-only in a settled document.
    """
    flags = plan.locked_flags if lock else plan.flags
    if plan.kind is Kind.TEXT:
        return _TextWriter(plan, found, flags).write
    if plan.kind is Kind.STATE:
        return _StateWriter(plan, flags).write
    bodies = _bodies(plan, flags, [widget.fixed for widget in plan.widgets])
    return lambda file, _value, _shown: file.bodies.update(bodies)


def shown(plan: FieldPlan, value: Value) -> str:
    """Return the words that a value is shown with, none for a button."""
    if plan.kind is not Kind.TEXT:
        return ""
    if not plan.displays:
        return str(value)
    return "\n".join(plan.displays.get(line, line) for line in str(value).split("\n"))


def keeps_look(plan: FieldPlan, value: Value) -> bool:
    """Whether a field shows what the template holds, in a script that only the template has a font for."""
    return plan.kind is Kind.TEXT and value == plan.default and any(widget.fixed for widget in plan.widgets)


def _bodies(plan: FieldPlan, own: bytes, looks: list[bytes]) -> dict[int, bytes]:
    """Return the field's objects by number, from its own entries and those of each widget's look."""
    bodies = {}
    if plan.head or not plan.widgets:
        bodies[plan.number] = b"<<%s%s>>" % (plan.head, own)
        own = b""
    for widget, look in zip(plan.widgets, looks, strict=True):
        bodies[widget.number] = b"<<%s%s%s>>" % (widget.head, own, look)
    return bodies


class _StateWriter:
    """Writes a check box or a group of radio buttons: each state has a look in the template."""

    __slots__ = ("_flags", "_known", "_plan")

    def __init__(self, plan: FieldPlan, flags: bytes) -> None:
        self._plan, self._flags = plan, flags
        states = {state for widget in plan.widgets for state in widget.states}
        self._known = {state: self._with(state) for state in states}

    def _with(self, state: str) -> dict[int, bytes]:
        looks = [widget.states.get(state, widget.states["Off"]) for widget in self._plan.widgets]
        return _bodies(self._plan, self._flags + b"/V" + syntax.name(state or "Off"), looks)

    def write(self, file: NewFile, value: Value, _: str) -> None:
        state = str(value)
        file.bodies.update(self._known[state] if state in self._known else self._with(state))


class _TextWriter:
    """Writes what is drawn: text, and the words of a choice."""

    __slots__ = ("_before", "_blanks", "_empty", "_flags", "_fonts", "_is_plain", "_kept", "_pens", "_plan")

    def __init__(self, plan: FieldPlan, found: Mapping[str, Font], flags: bytes) -> None:
        self._plan, self._flags, self._fonts = plan, flags, found
        self._blanks = [b"%s/AP<</N %d 0 R>>" % (widget.editing, widget.blank) for widget in plan.widgets]
        self._empty = _bodies(plan, flags, self._blanks)
        self._kept = keeps_look(plan, plan.default)
        self._pens = self._with(found)
        self._is_plain = len(plan.widgets) == 1 and not (plan.head or self._kept or plan.field.several)
        """Whether the field is the only place where it is shown: most are."""
        self._before = b"<<%s%s/V" % (plan.widgets[0].head, flags) if self._is_plain else b""

    def _with(self, found: Mapping[str, Font]) -> list[Pen]:
        label = self._plan.rest_label
        return [Pen(widget.box, found[widget.box.style.weight], label) for widget in self._plan.widgets]

    def write(self, file: NewFile, value: Value, shown: str) -> None:
        if not value:
            file.bodies.update(self._empty)
        elif not (self._is_plain and file.fonts is self._fonts and self._write_plain(file, str(value), shown)):
            self._write_any(file, value, shown)

    def _write_plain(self, file: NewFile, value: str, shown: str) -> bool:
        """Write a text that fits into its only box, the shortest way, and say whether it does."""
        content, rest = self._pens[0].draw(shown, 0)
        if rest or not content:
            return False
        widget = self._plan.widgets[0]
        number = file.add(syntax.stream(widget.look, widget.backdrop + content))
        file.bodies[widget.number] = b"%s%s%s/AP<</N %d 0 R>>>>" % (
            self._before,
            syntax.text_string(value),
            widget.editing,
            number,
        )
        return True

    def _write_any(self, file: NewFile, value: Value, shown: str) -> None:
        plan, flags = self._plan, self._flags
        if self._kept and value == plan.default:
            looks = [widget.editing + widget.fixed for widget in plan.widgets]
        else:
            before = len(file.points)
            looks = self._looks(file, shown)
            flags = plan.read_only_flags if len(file.points) > before else flags
        own = flags + b"/V" + self._value(str(value))
        file.bodies.update(_bodies(plan, own, looks))

    def _value(self, value: str) -> bytes:
        """Write a stored value; several choices are an array. Source: ISO 32000-1, 12.7.4.4."""
        if self._plan.field.several and "\n" in value:
            return syntax.array([syntax.text_string(line) for line in value.split("\n")])
        return syntax.text_string(value)

    def _looks(self, file: NewFile, text: str) -> list[bytes]:
        """Return the entries for each widget that shows `text`, adding looks and what did not fit to the file."""
        plan, looks = self._plan, []
        point = len(file.points)
        pens = self._pens if file.fonts is self._fonts else self._with(file.fonts)
        for widget, pen, blank in zip(plan.widgets, pens, self._blanks, strict=True):
            content, rest = pen.draw(text, point + 1)
            if rest and len(file.points) == point:
                file.points.append(self._point(widget.page, text, rest))
            if content:
                stream = syntax.stream(widget.look, widget.backdrop + content)
                looks.append(b"%s/AP<</N %d 0 R>>" % (widget.editing, file.add(stream)))
            else:
                looks.append(blank)
        return looks

    def _point(self, page: int, text: str, rest: str) -> Point:
        from halvvag_docs.pdfform.continuation import Point  # noqa: PLC0415 - most documents continue nothing

        field = self._plan.field
        whole = fonts.drawable(text) if len(self._plan.widgets) > 1 else rest
        return Point(field=field.name, label=field.label, page=page, text=whole)
