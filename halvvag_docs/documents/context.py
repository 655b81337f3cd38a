"""What a template sees: every field of the form, answered or not, as values that know how they print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from halvvag_docs import formatting
from halvvag_docs.answers import Answers
from halvvag_docs.documents.excerpt import Excerpt
from halvvag_docs.forms import Field, Form, load_block
from halvvag_docs.units import Unit
from halvvag_docs.values import Group, Leaf, Source, leaf, withheld, written

_SECRET = frozenset(("klientnamn",))
"""Fields of a unit that no template may see."""
EMPTY = ""
"""What stands for a field that was not answered: false, and printed as nothing."""


def build(
    form: Form, answers: Answers, *, unit: Unit, draft: bool, excerpt: Excerpt | None = None
) -> dict[str, Any]:
    """Return the names a template may use, but for ``signaturer``.

    Every field of the form is there: one that was not answered is an empty text, an empty list, or a
    group of such; what an ``excerpt`` leaves out is :class:`values.Withheld`. Leaves print in the way of
    ``answers.system``.

    Raises:
        FormError: the terms of the form's root cannot be read.
    """
    system = answers.system
    tree = _Tree(form, system, excerpt.withheld if excerpt else frozenset())
    context: dict[str, Any] = {
        field.path: tree.value(field, answers.get(field.path), _At(field.path)) for field in tree.top
    }
    context["verksamhet"] = _plain(unit, system)
    context["ord"] = Group(terms(form, system))
    context["utkast"] = draft
    context["utdrag"] = excerpt.title if excerpt else EMPTY
    return context


def terms(form: Form, system: str) -> dict[str, str]:
    """Return the words that change with the system, by their key."""
    own = form.root if (form.root / "schemas").is_dir() else None
    return {key: str(words.get(system, "")) for key, words in load_block("_terms", own).items()}


class _Tree:
    """Walks a form and the answers to it side by side."""

    def __init__(self, form: Form, system: str, withheld: frozenset[str]) -> None:
        self._form = form
        self._system = system
        self._withheld = withheld
        self._members: dict[str, list[Field]] = {}
        for field in form.fields:
            self._members.setdefault(field.path.rpartition(".")[0], []).append(field)
        self.top = self._members.get("", [])

    def value(self, field: Field, answer: Any, at: _At) -> Any:
        """Return the field's value; ``at`` is where the answer stands, with list positions."""
        if field.kind == "dict":
            return self._group(field.path, answer, at.path)
        if field.items == "dict":
            return [self._group(f"{field.path}[]", row, f"{at.path}[{n}]") for n, row in enumerate(answer or ())]
        if field.kind == "list":
            return [self._leaf(field, field.items, item, at.item(n)) for n, item in enumerate(answer or ())]
        if answer is None:
            return withheld() if field.path in self._withheld else EMPTY
        return self._leaf(field, field.kind, answer, at)

    def _group(self, members: str, answer: Any, path: str) -> Group:
        given: Mapping[str, Any] = answer or {}
        country = str(given.get("land", ""))
        return Group(
            {
                field.name: self.value(field, given.get(field.name), _At(f"{path}.{field.name}", country))
                for field in self._members.get(members, ())
            }
        )

    def _leaf(self, field: Field, kind: str, answer: Any, at: _At) -> Leaf:
        shown = (
            field.labels.get(answer, str(answer))
            if kind == "enum"
            else written(kind, answer, self._system, at.country)
        )
        sources = (Source(at.path),) if self._form.must_print(field) else ()
        made: Leaf = leaf(answer, shown=shown, sources=sources)
        return made


@dataclass(frozen=True, slots=True)
class _At:
    """Where an answer stands, and what its group says that decides how it is written."""

    path: str = ""
    country: str = ""

    def item(self, number: int) -> _At:
        return _At(f"{self.path}[{number}]", self.country)


def _plain(value: Any, system: str, name: str = "") -> Any:
    """Return a unit's settings as values that print: what is missing is empty, as in the answers."""
    if is_dataclass(value):
        items = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _SECRET}
        return Group({key: _plain(item, system, key) for key, item in items.items()})
    if isinstance(value, Mapping):
        return Group({key: _plain(item, system, key) for key, item in value.items()})
    if isinstance(value, tuple):
        return [_plain(item, system, name) for item in value]
    if value is None:
        return EMPTY
    return leaf(value, shown=_unit_text(value, system, name))


def _unit_text(value: Any, system: str, name: str) -> str:
    if name in ("telefon", "nummer", "vardradgivning"):
        return written("phone", value, system)
    if name == "dagar":
        return formatting.WEEKDAYS.get(value, str(value))
    kind = "date" if isinstance(value, date) else "time" if hasattr(value, "hour") else ""
    return written(kind, value, system)
