"""Origins in Swedish: a table of where everything came from, and the comments of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halvvag_docs.formatting import format_date
from halvvag_docs.forms import Field, Form
from halvvag_docs.prefill.draft import Draft
from halvvag_docs.prefill.origins import SUGGESTED, Origin
from halvvag_docs.prefill.registry import DERIVATIONS
from halvvag_docs.prefill.sources import DERIVED, TODAY, UNIT
from halvvag_docs.validation import unit_form

_CLASSES = {
    "F": "F fakta",
    "H": "H förslag, bekräfta",
    "E": "E egna ord, bara citat",
    "K": "K satt av programmet",
}
_UNIT = "verksamheten"
_TODAY = "dagens datum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One line of the table of origins; no value of an answer in it."""

    label: str
    """The new document's field, with its group."""
    document: str
    """Title of the earlier document, «verksamheten», or «–»."""
    date: str
    field: str
    """Label of the earlier field, or what was reckoned."""
    field_class: str


def explain(made: Draft, form: Form, forms: Mapping[str, Form]) -> list[Explained]:
    """Return where each answer of a draft came from, in the order of the form."""
    return [
        Explained(
            label=_label(form, one.path),
            document=_document(one, forms),
            date=_day(one),
            field=_source(one, forms),
            field_class=_class(one),
        )
        for one in made.origins
    ]


def notes(made: Draft, forms: Mapping[str, Form]) -> dict[str, tuple[str, ...]]:
    """Return the comments of a draft: path -> lines; facts have none.

    A suggestion reads ``FÖRSLAG – bekräfta (uppdrag 4.3.2026: Beviljad från)``, own words
    ``Tidigare, utredning 25.2.2026: «…»``.
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in made.origins:
        if one.quotation:
            found[one.path] = (*found.get(one.path, ()), quoted(one, forms))
        elif one.status == SUGGESTED:
            found[one.path] = (f"FÖRSLAG – bekräfta ({whence(one, forms)})",)
    for path, hint in made.hints.items():
        found[path] = (*found.get(path, ()), hint)
    return found


def whence(one: Origin, forms: Mapping[str, Form]) -> str:
    """Return where a value came from: «uppdrag 4.3.2026: Beviljad från», «dagens datum»."""
    source = _source(one, forms)
    return source if one.source == TODAY else f"{_dated(one, forms)}: {source}"


def quoted(one: Origin, forms: Mapping[str, Form]) -> str:
    """Return what was said before: «Tidigare, utredning 25.2.2026: «…»»."""
    return f"Tidigare, {_dated(one, forms)}: «{one.quotation}»"


def _label(form: Form, path: str) -> str:
    """Return a label that can be told from others: that of the group, then the field's own."""
    parts = [_field(form, path)]
    group = form.field(path.rpartition(".")[0])
    if group is not None and group.label not in (parts[0].label, "") and "." in path:
        parts.insert(0, group)
    return " › ".join(part.label for part in parts)


def _field(form: Form, path: str) -> Field:
    found = form.field(path)
    return found if found is not None else Field(path=path, kind="string", label=path)


def _class(one: Origin) -> str:
    if one.status == SUGGESTED and one.field_class in "FK":
        return f"{one.field_class} förslag, bekräfta"
    if one.quotation and one.field_class != "E":
        return f"{one.field_class} passade inte, bara citat"
    return _CLASSES[one.field_class]


def _document(one: Origin, forms: Mapping[str, Form]) -> str:
    if one.form:
        return forms[one.form].title if one.form in forms else one.form
    return _UNIT if one.source.startswith(UNIT) else "–"


def _day(one: Origin) -> str:
    return format_date(one.date, one.system) if one.date else ""


def _dated(one: Origin, forms: Mapping[str, Form]) -> str:
    name = _document(one, forms)
    if name == "–":
        return "räknat ut"
    return f"{name[:1].lower()}{name[1:]} {_day(one)}".strip()


def _source(one: Origin, forms: Mapping[str, Form]) -> str:
    if one.source == TODAY:
        return _TODAY
    if one.source.startswith(DERIVED):
        return DERIVATIONS[one.source.removeprefix(DERIVED)].text
    if one.source.startswith(UNIT):
        field = unit_form().field(one.source)
        return field.label if field else one.source
    form = forms.get(one.form)
    if form is None:
        return one.source
    head, _, rest = one.source.partition(".")
    path = rest if head == form.name and rest.partition(".")[0] in form.schema else one.source
    return _label(form, path.removesuffix("[]"))
