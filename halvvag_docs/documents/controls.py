"""The fillable side of a Word document: which answers become content controls, and what the form tells of itself.

The controls are the form's own questions, answered or not. Who the document is about, who ordered it, and what it
says of itself are fixed text, unless nothing at all is known of the person or of who ordered it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import Field, Form
from halvvag_docs.values import Flag, Group, Leaf, Text, Withheld, leaf

_PERSONS = ("klient", "bestallare")
_BLANK_ROWS = 2
"""Rows to fill in of a list that is empty."""


class Blank(Text):
    """A question without an answer: a place to print, and for all else not answered."""

    def __bool__(self) -> bool:
        return False


class Sheet:
    """The places of one document to be filled in."""

    def __init__(self, form: Form, answers: Answers, withheld: frozenset[str]) -> None:
        from halvvag_docs import word  # noqa: PLC0415  as in `render`

        self._word = word
        self._form = form
        self._withheld = withheld
        self._asked = {form.name, *(name for name in _PERSONS if not answers.get(name))}
        self._members: dict[str, list[Field]] = {}
        for field in form.fields:
            self._members.setdefault(field.path.rpartition(".")[0], []).append(field)
        self.places: list[Any] = []
        """``word.Place``, by the number that is marked."""

    def context(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        """Return a context in which the answers, and the places of missing ones, are marked.

        Raises:
            RenderError: an answer holds a character that is a mark.
        """
        changed = dict(plain)
        for field in self._members.get("", ()):
            if field.path in self._asked and field.path in plain:
                changed[field.path] = self._value(field, plain[field.path], field.path)
        return changed

    def _value(self, field: Field, value: Any, path: str) -> Any:
        if field.internal or isinstance(value, Withheld) or field.path in self._withheld:
            return value
        if field.kind == "dict":
            return self._group(field.path, value, path)
        if field.kind == "list":
            return self._list(field, value, path)
        return self._place(field, field.kind, value, path)

    def _group(self, members: str, value: Any, path: str) -> Group:
        given = value or {}
        return Group(
            {
                one.name: self._value(one, given.get(one.name, ""), f"{path}.{one.name}")
                for one in self._members.get(members, ())
            }
        )

    def _list(self, field: Field, value: list[Any], path: str) -> list[Any]:
        if field.items == "dict":
            rows = value or [Group()] * _BLANK_ROWS
            return [self._group(f"{field.path}[]", row, f"{path}[{n}]") for n, row in enumerate(rows)]
        items = [*value, ""] if value else [""] * _BLANK_ROWS
        return [self._place(field, field.items, item, f"{path}[{n}]") for n, item in enumerate(items)]

    def _place(self, field: Field, kind: str, value: Any, path: str) -> Any:
        if field.sets:
            return value
        shown = value.shown.strip() if isinstance(value, Leaf) else ""
        kinds = {"enum": "choice", "boolean": "check", "date": "date", "text": "lines"}
        place = self._word.Place(
            path=path,
            label=field.label,
            kind=kinds.get(kind, "text"),
            text=shown,
            options=tuple(field.labels.values()),
        )
        try:
            marked = self._word.marked(len(self.places), shown)
        except ValueError:
            raise RenderError(f"«{field.label}» ({path}) har ett tecken som inte kan stå i en blankett.") from None
        self.places.append(place)
        if isinstance(value, Leaf):
            return leaf(bool(value) if isinstance(value, Flag) else value, shown=marked, sources=value.sources)
        blank = Blank("\u2060")
        blank.shown, blank.sources = marked, ()
        return blank

    def values(self) -> dict[str, str]:
        """Return what each control holds, by its tag."""
        return {one.tag: one.text for one in self.places}

    def finish(self, content: bytes, told: Mapping[str, str], language: str) -> bytes:
        """Return the rendered document with its controls.

        Args:
            content: rendered with :meth:`context`.
            told: what the form is to tell of the document when it comes back.
            language: ``sv-FI`` or ``sv-SE``.
        """
        from halvvag_docs import pdfform  # noqa: PLC0415  for the digest alone, and few documents are forms

        printed = "\n".join(self._word.read_parts(content).values())
        stands = [one for n, one in enumerate(self.places) if self._word.marked(n, one.text) in printed]
        lines = ["\t".join((one.tag, pdfform.digest(one.text), one.kind, one.path, one.label)) for one in stands]
        made: bytes = self._word.with_controls(
            content, self.places, {**told, "controls": "\n".join(lines)}, language
        )
        return made

    def lost(self, content: bytes) -> list[str]:
        """Return the paths of answers that the controls of the finished form do not hold whole."""
        held = self._word.read_filled(content).values
        return [one.path for one in self.places if one.tag in held and {one.text.strip()} != set(held[one.tag])]
