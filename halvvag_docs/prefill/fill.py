"""Fill a new document field by field, as the class of each field allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from halvvag_docs.errors import FormError
from halvvag_docs.forms import Field
from halvvag_docs.prefill.origins import CONFIRMED, SUGGESTED, Origin, document_id, fingerprint
from halvvag_docs.prefill.registry import DERIVATIONS
from halvvag_docs.prefill.sources import DERIVED, TODAY, UNIT, Ask, Offer, read
from halvvag_docs.yamltext import plain_text

_COMMON = ("dokument", "klient", "bestallare", "underskrifter", "sandlista")
_QUOTED = "E"
_NEVER = "B"


@dataclass(slots=True)
class Filling:
    """What has been filled in so far."""

    ask: Ask
    key: str
    """The new document's id, which keys the fingerprints."""
    given: frozenset[str] = frozenset()
    """Paths that the program has decided already."""
    origins: list[Origin] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)
    """Ids of all documents that something was drawn from."""
    hints: dict[str, str] = field(default_factory=dict)
    """Path -> a Swedish fact that helps to answer there; never filled in."""
    _groups: dict[str, Offer] = field(default_factory=dict)

    def run(self) -> None:
        """Fill in every field that has a source, in the order of the form."""
        for one in self.ask.form.fields:
            if "[]" not in one.path and one.field_class != _NEVER and one.path not in self.given:
                self._field(one)

    def _field(self, one: Field) -> None:
        if one.kind == "dict":
            if found := self._sought(one):
                self._groups[one.path] = found
            return
        found = self._of_group(one) or self._sought(one)
        if found is None:
            return
        if one.items == "dict":
            self._rows(one, found)
        else:
            self._leaf(one, one.path, found)
        self.hints.update({f"{one.path}{place}": text for place, text in found.hints.items()})

    def _of_group(self, one: Field) -> Offer | None:
        group = self._groups.get(one.path.rpartition(".")[0])
        value = group.value.get(one.name) if group else None
        if group is None or value in (None, "", ()):
            return None
        return Offer(value=value, documents=group.documents, source=group.source)

    def _sought(self, one: Field) -> Offer | None:
        """Return the first of the field's sources that has something to say."""
        for source in _sources(one):
            found = _derived(self.ask, source) if source.startswith(DERIVED) else read(self.ask, source)
            if found is not None and found.value not in (None, "", ()):
                return found
        return None

    def _leaf(self, one: Field, path: str, found: Offer) -> None:
        if one.field_class == _QUOTED:
            self.quote(path, found)
            return
        value = _adapted(self.ask, one, found)
        if value is None:
            return
        if _is_own_words(self.ask, one, found):
            self.quote(path, found)
            return
        put(self.ask.values, path, value)
        self._note(one.field_class, path, found, value)

    def _rows(self, one: Field, found: Offer) -> None:
        """Fill in the rows of a list; rows of which nothing may be filled in leave no trace but quotations."""
        members = [child for child in self.ask.form.fields if child.path.rpartition(".")[0] == f"{one.path}[]"]
        kept: list[dict[str, Any]] = []
        for item in found.value:
            matched = list(_matched(members, item, found.source))
            if row := self._row(matched, found):
                kept.append(row)
                self._quote_beside(f"{one.path}[{len(kept) - 1}]", matched, found)
        if kept:
            put(self.ask.values, one.path, kept)
            classes = {child.field_class for child in members if any(child.name in row for row in kept)}
            self._note(_weakest(classes), one.path, found, kept)
        elif one.field_class == _QUOTED:
            self.quote(one.path, found)

    def _row(self, matched: list[tuple[Field, Any]], found: Offer) -> dict[str, Any]:
        fitting = (
            (child.name, _adapted(self.ask, child, _part(found, child, value)))
            for child, value in matched
            if child.field_class != _QUOTED
        )
        return {name: value for name, value in fitting if value is not None}

    def _quote_beside(self, row: str, matched: list[tuple[Field, Any]], found: Offer) -> None:
        for child, value in matched:
            if child.field_class == _QUOTED:
                one = Offer(value=value, documents=found.documents, source=found.source)
                self.quote(f"{row}.{child.name}", one)

    def quote(self, path: str, found: Offer) -> None:
        """Show a value beside its field instead of filling it in."""
        self._note(_QUOTED, path, found, found.value, quotation=spoken(found.value))

    def _note(self, own: str, path: str, found: Offer, value: Any, quotation: str = "") -> None:
        field_class = "H" if own == "-" else own
        certain = field_class in "FK" and _is_certain(found.source)
        source = found.documents[0] if found.documents else None
        self.drawn.update(document_id(one) for one in found.documents)
        self.origins.append(
            Origin(
                path=path,
                source=found.source,
                document=document_id(source) if source else "",
                form=source.form if source else "",
                version=source.version if source else 0,
                date=source.date if source else None,
                system=source.system if source else self.ask.system,
                field_class=field_class,
                status=CONFIRMED if certain else SUGGESTED,
                fingerprint=fingerprint(value, self.key),
                value=value,
                quotation=quotation,
            )
        )


def _sources(one: Field) -> Iterator[str]:
    """Yield a field's sources in order. Own words also look at the same field of the form's last document."""
    given = [source.strip() for source in one.prefill.split("|") if source.strip()]
    yield from given
    if one.field_class == _QUOTED and one.path.partition(".")[0] not in _COMMON and one.path not in given:
        yield one.path


def _derived(ask: Ask, source: str) -> Offer | None:
    known = DERIVATIONS.get(source.removeprefix(DERIVED))
    if known is None:
        raise FormError(f"{ask.form.title}: «{source}» under prefill finns inte. Se docs/forms.md.")
    found = known.find(ask)
    if found is None:
        return None
    return Offer(value=found.value, documents=found.documents, source=source, hints=found.hints)


def _is_certain(source: str) -> bool:
    return DERIVATIONS[source.removeprefix(DERIVED)].is_certain if source.startswith(DERIVED) else True


def _matched(members: list[Field], item: Any, source: str) -> Iterator[tuple[Field, Any]]:
    """Yield what each member of a row gets from one item: by the last step of its own source, or by its name."""
    for child in members:
        if not child.is_leaf or child.field_class == _NEVER:
            continue
        name = child.name
        if not source.startswith(DERIVED) and child.prefill.startswith(f"{source}[]"):
            name = child.prefill.removeprefix(f"{source}[]").lstrip(".")
        value = _member(item, name)
        if value not in (None, "", ()):
            yield child, value


def _member(item: Any, name: str) -> Any:
    if not name:
        return item
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)


def _part(found: Offer, child: Field, value: Any) -> Offer:
    """Return the offer for one member of a row, with the path where it stands in its own form."""
    source = (
        found.source if found.source.startswith(DERIVED) else child.prefill or f"{found.source}[].{child.name}"
    )
    return Offer(value=value, documents=found.documents, source=source)


def _adapted(ask: Ask, one: Field, found: Offer) -> Any:
    """Return the value as the field takes it: a code becomes its label in a text, an unknown code nothing."""
    value = found.value
    if one.kind == "enum":
        return value if value in one.labels else None
    if one.kind == "list":
        return list(value) if isinstance(value, tuple | list) else None
    if one.kind in ("string", "text"):
        other = _field_of(ask, found)
        return other.labels.get(value, value) if other and isinstance(value, str) else value
    return value if isinstance(value, _PYTHON.get(one.kind, object)) else None


_PYTHON: Mapping[str, type | tuple[type, ...]] = {"date": date, "time": time, "boolean": bool, "integer": int}


def _field_of(ask: Ask, found: Offer) -> Field | None:
    """Return the field of the earlier form that a copy comes from."""
    if found.source == TODAY or found.source.startswith((DERIVED, UNIT)) or not found.documents:
        return None
    form = ask.forms.get(found.documents[0].form)
    head, _, rest = found.source.partition(".")
    path = rest if form and head == form.name and rest.partition(".")[0] in form.schema else found.source
    return form.field(path.removesuffix("[]")) if form else None


def _is_own_words(ask: Ask, one: Field, found: Offer) -> bool:
    """Say whether the person's own running text is about to become somebody else's: then it stays a quotation."""
    other = _field_of(ask, found)
    return one.kind == "text" and other is not None and other.field_class == _QUOTED


def _weakest(classes: set[str]) -> str:
    return next((one for one in ("H", "-", "F") if one in classes), "K")


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Set the answer at a path without list positions; its groups are made as needed."""
    *groups, last = path.split(".")
    for group in groups:
        values = values.setdefault(group, {})
    values[last] = value


def spoken(value: Any) -> str:
    """Return a value as it can be quoted on one line."""
    if isinstance(value, Mapping):
        return " – ".join(text for text in map(spoken, value.values()) if text)
    if isinstance(value, tuple | list):
        return "; ".join(text for text in map(spoken, value) if text)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return " ".join(plain_text(value).split())


def take_out(values: dict[str, Any], path: str) -> Any:
    """Remove the answer at a path (``krisplan.kontakter[0].telefon``) and return it; None when there is none."""
    *steps, last = path.replace("[", ".").replace("]", "").split(".")
    target: Any = values
    for step in steps:
        target = _member_at(target, step)
    if isinstance(target, dict):
        return target.pop(last, None)
    return target.pop(int(last)) if isinstance(target, list) and int(last) < len(target) else None


def _member_at(target: Any, step: str) -> Any:
    if isinstance(target, list):
        return target[int(step)] if int(step) < len(target) else None
    return target.get(step) if isinstance(target, dict) else None
