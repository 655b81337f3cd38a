"""An interview about one document, seen in its case: what is known already, and what the rules say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs import answers, prefill, questions, rules, yamltext
from halvvag_docs.cases import Case
from halvvag_docs.casework import versions
from halvvag_docs.casework.reading import CheckedCase, Source, with_rules
from halvvag_docs.errors import AnswersError, Level, Problem
from halvvag_docs.forms import Form
from halvvag_docs.prefill.origins import Origin
from halvvag_docs.questions import Interview, Need, State, Suggestion
from halvvag_docs.questions.tree import at
from halvvag_docs.units import Unit

_SHARED = ("klient", "bestallare")
"""Blocks that are about people, not about one document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that an interview is held in, but for the document itself."""

    case: Case
    """The other documents of the case. The document that is asked about may be among them; it is left out."""
    unit: Unit
    forms: Mapping[str, Form]
    today: date

    @classmethod
    def of(cls, checked: CheckedCase, today: date) -> Surroundings:
        """Return the surroundings of every document in a case that was read."""
        return cls(case=checked.case, unit=checked.unit, forms=checked.forms, today=today)


def begin(form: Form, around: Surroundings, *, document: str, document_id: str, case_id: str = "") -> Interview:
    """Return the interview about a new document, filled in as far as the case allows.

    Args:
        form: what to draw up.
        around: its case.
        document: the name that problems carry, such as the stem of the file to come: ``09-krisplan``.
        document_id: UUID of the new document.
        case_id: ``dokument.arende_id`` of a case that has no document yet.
    """
    made = prefill.draft(
        form,
        around.case,
        around.unit,
        around.today,
        forms=around.forms,
        document_id=document_id,
        case_id=case_id,
    )
    data = answers.from_data(made.values, document=document).data
    fresh = Interview(form=form, today=around.today, data=data, document=document)
    known = fresh.suggested(_suggestions(form, made, around, data))
    return replace(known, passed=frozenset(_told_before(known, around)))


def resume(form: Form, text: str, around: Surroundings, *, document: str) -> Interview:
    """Return the interview that goes on with an answers file.

    Args:
        form: what the file is for.
        text: of the file, as an interview or ``halvvag new`` wrote it.
        around: its case.
        document: the name that problems carry.

    Raises:
        AnswersError: the text cannot be read as answers.
    """
    return refreshed(questions.read(form, text, today=around.today, document=document), around)


def refreshed(interview: Interview, around: Surroundings) -> Interview:
    """Return the interview with suggestions and receipts that follow from its answers as they are now.

    To be called after each answer: a sum, or a date that depends on another, is right at once.
    """
    others = _without(around.case, interview)
    key = str(at(interview.data, "dokument.id"))
    given = dict(_given(interview))
    told: dict[str, Suggestion] = {}
    for known in ({}, given):
        made = prefill.draft(
            interview.form,
            others,
            around.unit,
            around.today,
            forms=around.forms,
            document_id=key,
            given=known,
        )
        told |= {one.path: one for one in _suggestions(interview.form, made, around, interview.data)}
    return interview.suggested(told.values())


def judged(interview: Interview, around: Surroundings) -> tuple[Problem, ...]:
    """Return what ``halvvag check`` would say of the document in its case: fields, rules, changed sources."""
    own = interview.checked.answers
    case = Case(documents=(*_without(around.case, interview).documents, own))
    found = rules.judge(case, around.unit, around.today, around.forms)
    changed = prefill.changed_sources(case, around.forms, around.unit)
    source = Source(path=Path(f"{interview.document}.yaml"), answers=own, problems=interview.checked.problems)
    return with_rules(source, found, changed).problems


def settleable(
    interview: Interview, around: Surroundings, reasons: Mapping[str, str], *, by: str
) -> Mapping[str, Any]:
    """Return the answers of a document about to be settled, with a reason for each warning.

    Args:
        interview: its answers say that it is settled (:func:`versions.settled`).
        around: its case.
        reasons: rule id -> why it is right all the same.
        by: user id of the one who says so.

    Raises:
        AnswersError: it has errors, or a warning nobody has given a reason for; all of them are there.
    """
    found = judged(interview, around)
    errors = [one for one in found if one.level is Level.ERROR]
    if errors or (errors := [one for one in found if not reasons.get(one.rule, "").strip()]):
        raise AnswersError(errors)
    return versions.acknowledged(interview.data, found, reasons, by=by, today=around.today)


def _without(case: Case, interview: Interview) -> Case:
    """Return the case without the document that is asked about, in whatever version it is there."""
    own = interview.checked.answers.id
    return Case(
        documents=tuple(one for one in case.documents if one.id != own and one.document != interview.document)
    )


def _given(interview: Interview) -> Iterator[tuple[str, Any]]:
    """Yield the answers outside of lists, typed, and whole lists; what the program set itself is left out."""
    told = interview.checked.answers
    for field in interview.form.fields:
        block = field.path.partition(".")[0]
        if field.kind == "dict" or "[]" in field.path or block in ("dokument", "ursprung"):
            continue
        value = told.at(field.path)
        if value is not None and field.path not in interview.origins.receipts:
            yield field.path, value


def _told_before(fresh: Interview, around: Surroundings) -> Iterator[str]:
    """Yield what an earlier document of the case has left empty about the person: it is not asked each time."""
    told = {block for one in around.case.documents for block in _SHARED if block in one}
    for one in fresh.asked:
        if one.path.partition(".")[0] in told and one.need is Need.OPTIONAL and one.state is State.EMPTY:
            yield one.path


def _suggestions(
    made_for: Form, made: prefill.Draft, around: Surroundings, data: Mapping[str, Any]
) -> Iterable[Suggestion]:
    """Return what a draft knows, by the path where each answer stands now."""
    values = answers.from_data(made.values, document="").data
    found: dict[str, Suggestion] = {}
    for one in made.origins:
        path = _place_now(one, data)
        known = found.get(path, Suggestion(path=path))
        if one.quotation:
            known = replace(known, quotations=(*known.quotations, prefill.quoted(one, around.forms)))
        else:
            known = replace(
                known,
                origin=prefill.whence(one, around.forms),
                value=at(values, one.path) or None,
                row={name: yamltext.plain_text(value) for name, value in one.as_row().items()},
                receipt=one.field_class == "K" or questions.is_program(made_for, path),
            )
        found[path] = known
    for path, hint in made.hints.items():
        known = found.get(path, Suggestion(path=path))
        found[path] = replace(known, hints=(*known.hints, hint))
    found.pop("", None)
    return found.values()


def _place_now(one: Origin, data: Mapping[str, Any]) -> str:
    """Return where an answer of a row stands after rows were moved, by its fingerprint; "" when it is gone."""
    if "[" not in one.path:
        return one.path
    rows = data.get("ursprung")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and (row.get("falt"), row.get("avtryck")) == (one.source, one.fingerprint):
            return str(row.get("path", ""))
    return ""
