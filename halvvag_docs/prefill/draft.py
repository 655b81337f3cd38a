"""The new document as a whole: what the program sets, what the case fills in, what the form will take."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from halvvag_docs import validation
from halvvag_docs.answers import from_data
from halvvag_docs.cases import Case
from halvvag_docs.forms import Form
from halvvag_docs.prefill.fill import Filling, put, spoken, take_out
from halvvag_docs.prefill.origins import Origin
from halvvag_docs.prefill.sources import Ask, usable
from halvvag_docs.units import Unit

_SCHEME = "halvvag:document"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A new document, filled in as far as the case allows."""

    values: Mapping[str, Any] = field(repr=False)
    """Typed answers, nested as in an answers file; what is not known is absent."""
    origins: tuple[Origin, ...] = field(repr=False)
    """Where each of them comes from, in the order of the form; quotations too."""
    hints: Mapping[str, str] = field(repr=False)
    """Path -> a Swedish fact that helps to answer there."""


def draft(  # noqa: PLR0913  a case, its surroundings, and what the new document is to be called
    form: Form,
    case: Case,
    unit: Unit,
    today: date,
    *,
    forms: Mapping[str, Form],
    document_id: str = "",
    case_id: str = "",
    given: Mapping[str, Any] = _NOTHING,
) -> Draft:
    """Return a new document of ``form``, drawn from the earlier ones of ``case``.

    Args:
        form: what to draw up.
        case: the documents there are; may be empty.
        unit: the unit's settings.
        today: the day it is drawn up; documents dated later are not looked at.
        forms: all forms by name.
        document_id: UUID of the new document; without one it follows from case, form and number.
        case_id: ``dokument.arende_id`` of a case that has no document yet.
        given: path -> typed answer that the program has decided already, such as the month of a batch; no
            source is asked for it, and the rest is derived from it.

    Returns:
        A draft that its form accepts: what does not fit a field is quoted beside it instead.
    """
    earlier = usable(case, today)
    ask = Ask(form=form, forms=forms, case=earlier, unit=unit, today=today, values={})
    filling = _filled(ask, document_id or deterministic_id(form.name, case), given)
    values = filling.ask.values
    if case_id:
        values["dokument"]["arende_id"] = case_id
    origins = _fitting(form, values, filling.origins, today)
    head = values["dokument"]
    in_order = sorted(earlier.documents, key=lambda one: (one.date or date.max, one.document))
    if based_on := [one.id for one in in_order if one.id in filling.drawn]:
        head["bygger_pa"] = based_on
    if origins and "ursprung" in form.schema:
        values["ursprung"] = [one.as_row() for one in origins]
    return Draft(values=values, origins=tuple(origins), hints=dict(filling.hints))


def deterministic_id(form: str, case: Case) -> str:
    """Return a UUID that follows from the case, the form, and how many documents of the form there are."""
    case_id = next((one.case_id for one in case.documents if one.case_id), "")
    number = 1 + sum(one.form == form for one in case.documents)
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{_SCHEME}:{case_id}:{form}:{number}:1"))


def refill(ask: Ask, key: str, given: Mapping[str, Any] = _NOTHING) -> tuple[Origin, ...]:
    """Return the origins that the same document would have if it were drawn up now; arguments as for a draft."""
    return tuple(_filled(ask, key, given).origins)


def _filled(ask: Ask, key: str, given: Mapping[str, Any]) -> Filling:
    form, values = ask.form, ask.values
    values |= {name: {} for name in form.schema if form.schema[name]["type"] == "dict"}
    values["dokument"] |= {"typ": form.name, "id": key, "version": 1, "status": "utkast", "datum": ask.today}
    if form.field("dokument.schema_version"):
        values["dokument"]["schema_version"] = form.version
    for path, value in given.items():
        put(values, path, value)
    filling = Filling(ask=ask, key=key, given=frozenset(given))
    filling.run()
    return filling


def _fitting(form: Form, values: dict[str, Any], origins: Iterable[Origin], today: date) -> list[Origin]:
    """Take out what the form does not accept; its origin stays, with the value as a quotation."""
    kept = list(origins)
    raw = from_data(values, document=form.name)
    wrong = validation.check(form, raw, today=today).problems
    for problem in sorted(wrong, key=lambda one: one.path, reverse=True):
        if problem.path.partition(".")[0] == "dokument":
            continue
        value = take_out(values, problem.path)
        owner = next((one for one in kept if f"{problem.path}[".startswith(f"{one.path}[")), None)
        if value is not None and owner is not None:
            # A whole answer keeps its origin; a member of a row gets one of its own, beside that of its list.
            beside = replace(owner, path=problem.path, quotation=spoken(value))
            kept[kept.index(owner) : kept.index(owner) + (owner.path == problem.path)] = [beside]
    return kept
