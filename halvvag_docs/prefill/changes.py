"""«Källan har ändrats»: what a document was drawn from, and what those sources say now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level, Problem
from halvvag_docs.formatting import format_date, join_list
from halvvag_docs.forms import Form
from halvvag_docs.prefill.draft import refill
from halvvag_docs.prefill.origins import Origin, document_id, fingerprint
from halvvag_docs.prefill.sources import DERIVED, TODAY, UNIT, Ask
from halvvag_docs.rules.view import Source, codes, number, rows, text
from halvvag_docs.units import UNNAMED, Unit
from halvvag_docs.validation.messages import named

RULE = "kalla"
_IN_USE = frozenset(("utkast", "faststalld"))
_NAMED_AT_MOST = 3


def changed_sources(case: Case, forms: Mapping[str, Form], unit: Unit | None = None) -> list[Problem]:
    """Return a warning for each answer whose source says something else now, and for each replaced source.

    A document is looked at if its ``ursprung`` tells where its answers came from. It is drawn
    up once more, in thought, from the newest versions of the same sources; what comes out differently
    has changed. An answer that already says the new thing is left alone.

    Args:
        case: all documents of the case.
        forms: all forms by name.
        unit: the unit's settings; without them only copies between documents are compared.

    Returns:
        Warnings of the rule ``kalla``; they name labels, documents and dates, never a value.
    """
    newest = _newest_versions(case)
    found: list[Problem] = []
    for document in case.documents:
        told = rows(document, "ursprung")
        if told and document.status in _IN_USE and document.form in forms:
            found += _replaced(document, told, newest, forms)
            found += _differing(document, told, newest, forms, unit)
    return found


def _newest_versions(case: Case) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for one in case.documents:
        if (own := document_id(one)) and (own not in found or found[own].version < one.version):
            found[own] = one
    return found


def _replaced(
    document: Answers, told: tuple[Source, ...], newest: Mapping[str, Answers], forms: Mapping[str, Form]
) -> Iterator[Problem]:
    """Yield a warning for each source that is withdrawn or has a newer version."""
    by_source: dict[str, list[Source]] = {}
    for row in told:
        by_source.setdefault(text(row, "dokument"), []).append(row)
    for own, drawn in by_source.items():
        source = newest.get(own)
        if source is None:
            continue
        used = number(drawn[0], "version") or 1
        what = _labels(forms[document.form], drawn)
        if source.status == "makulerad":
            yield _problem(
                document,
                text(drawn[0], "path"),
                f"Källan har ändrats: {_called(source, forms)} är makulerat. Det gäller {what}.",
            )
        elif source.version > used:
            yield _problem(
                document,
                text(drawn[0], "path"),
                f"Källan har ändrats: {_called(source, forms)} finns i version {source.version}, men version "
                f"{used} användes. Det gäller {what}. Jämför och rätta det som behövs.",
            )


def _differing(
    document: Answers,
    told: tuple[Source, ...],
    newest: Mapping[str, Answers],
    forms: Mapping[str, Form],
    unit: Unit | None,
) -> Iterator[Problem]:
    form, key = forms[document.form], document_id(document)
    drawn = {*codes(document, "dokument.bygger_pa"), *(text(row, "dokument") for row in told)} - {""}
    basis = [newest.get(own) for own in drawn]
    present = tuple(one for one in basis if one is not None and one.status != "makulerad")
    is_whole = len(present) == len(basis) and _is_day_kept(document, told, key)
    ask = Ask(
        form=form,
        forms=forms,
        case=Case(documents=present),
        unit=unit or UNNAMED,
        today=document.date or date.min,
        values={},
    )
    again = refill(ask, key, _given(form, document, told))
    fresh = {one.path: one for one in again}
    for row in told:
        source = text(row, "falt")
        if not _is_comparable(row, has_unit=unit is not None) or (source.startswith(DERIVED) and not is_whole):
            continue
        if _is_answered_differently(document, row, fresh, newest):
            yield _problem(document, text(row, "path"), _sentence(form, row, newest, forms))


def _given(form: Form, document: Answers, told: tuple[Source, ...]) -> dict[str, Any]:
    """Return what the program had decided before it asked any source: its own receipts that tell of none."""
    known = {text(row, "path") for row in told}
    return {
        one.path: value
        for one in form.leaves
        if one.field_class == "K" and one.path.startswith(f"{form.name}.") and "[]" not in one.path
        if one.path not in known and (value := document.at(one.path)) is not None
    }


def _is_comparable(row: Source, *, has_unit: bool) -> bool:
    """Say whether a source can be asked again: not the day, nor a number that was the next free one."""
    source = text(row, "falt")
    if source == TODAY or (text(row, "klass") == "K" and not text(row, "dokument")):
        return False
    return has_unit or not source.startswith((UNIT, DERIVED))


def _is_day_kept(document: Answers, told: tuple[Source, ...], key: str) -> bool:
    """Say whether the document still bears its first day, from which so much was reckoned."""
    made = next((row for row in told if text(row, "path") == "dokument.datum"), None)
    return made is None or text(made, "avtryck") == fingerprint(document.date, key)


def _is_answered_differently(
    document: Answers, row: Source, fresh: Mapping[str, Origin], newest: Mapping[str, Answers]
) -> bool:
    """Say whether a source now gives something else than it gave, and than the document says."""
    before, own = text(row, "avtryck"), text(row, "dokument")
    if not before or (own and (own not in newest or newest[own].status == "makulerad")):
        return False
    now = fresh.get(text(row, "path"))
    if now is not None and now.fingerprint == before:
        return False
    return now is None or bool(now.quotation) or not _says(document.at(text(row, "path")), now.value)


def _says(answer: Any, offered: Any) -> bool:
    """Say whether an answer holds what a source offers; rows may hold more than that."""
    if isinstance(offered, Mapping):
        return isinstance(answer, Mapping) and all(_says(answer.get(name), one) for name, one in offered.items())
    if isinstance(offered, tuple | list):
        same = isinstance(answer, tuple | list) and len(answer) == len(offered)
        return same and all(map(_says, answer, offered))
    return bool(answer == offered)


def _sentence(form: Form, row: Source, newest: Mapping[str, Answers], forms: Mapping[str, Form]) -> str:
    source = newest.get(text(row, "dokument"))
    where = _called(source, forms) if source else "verksamhetens inställningar"
    return (
        f"{named(form, text(row, 'path'))}: källan har ändrats. {where[:1].upper()}{where[1:]} säger något annat "
        "nu än när det här hämtades. Jämför, och rätta det som behövs."
    )


def _called(source: Answers, forms: Mapping[str, Form]) -> str:
    title = forms[source.form].title if source.form in forms else source.form
    dated = f" {format_date(source.date, source.system)}" if source.date else ""
    return f"{title[:1].lower()}{title[1:]}{dated}"


def _labels(form: Form, drawn: list[Source]) -> str:
    labels = list(dict.fromkeys(named(form, text(row, "path")) for row in drawn))
    rest = len(labels) - _NAMED_AT_MOST
    if rest > 1:
        return f"{', '.join(labels[:_NAMED_AT_MOST])} och {rest} fält till"
    return join_list(labels)


def _problem(document: Answers, path: str, message: str) -> Problem:
    return Problem(document=document.document, path=path, rule=RULE, level=Level.WARNING, message=message)
