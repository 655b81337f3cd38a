"""One task, from its answers to finished documents in memory. Runs in any process; the caller writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from halvvag_docs import answers, casework, documents, drafts, prefill, rules, spreadsheets, validation
from halvvag_docs.answers import Answers
from halvvag_docs.batch import eligible, meetings
from halvvag_docs.batch.columns import nested
from halvvag_docs.batch.order import Dates, Fault, Order, Result, Task
from halvvag_docs.cases import Case
from halvvag_docs.casework import CheckedCase, registered
from halvvag_docs.errors import AnswersError, HalvvagError, Level, MissingProgramError, Problem
from halvvag_docs.forms import Form, find_forms, load_form
from halvvag_docs.units import Unit

_FORMULA = "cellens formel ger ett fel. Rätta formeln, eller skriv svaret i cellen."
_DRAFT_RULES = frozenset(("R40",))
"""Rules that a draft in a row is judged by: the control character of an identity number."""


def make(order: Order, task: Task) -> Result:
    """Return what a task gives; a fault of its answers or of its documents is a result, no exception.

    Args:
        order: of the run.
        task: one of it.
    """
    try:
        return _case(order, task) if task.is_case else _row(order, task)
    except AnswersError as error:
        return Result(faults=_of_problems(error.problems))
    except HalvvagError as error:
        return Result(faults=(Fault(message=str(error)),))


def _case(order: Order, task: Task) -> Result:
    checked = _checked(order, task)
    if faults := tuple(eligible.faults(checked, task.case_id)):
        return Result(faults=faults)
    dates = eligible.dates(checked, order.today, order.root)
    if task.is_made:
        return Result(dates=dates)
    if reason := eligible.refusal(checked, order, dates, task.document_id):
        return Result(refusal=reason, dates=dates)
    try:
        return replace(_form(order, task, checked, dates), dates=dates)
    except AnswersError as error:
        return Result(faults=_of_problems(error.problems), dates=dates)
    except HalvvagError as error:
        return Result(faults=(Fault(message=str(error)),), dates=dates)


def _checked(order: Order, task: Task) -> CheckedCase:
    if task.papers is None:
        folders = [task.folder] if task.folder else []
        return casework.read_cases(folders, today=order.today, root=order.root, unit=order.unit)[0]
    judging = registered.Judging(today=order.today, root=order.root)
    return registered.judge(task.papers, task.case_id, judging, registered.unit_from(task.settings), None)


def _form(order: Order, task: Task, checked: CheckedCase, dates: Dates) -> Result:
    """Return the new form of a case that gets one."""
    form = checked.forms[order.form]
    made = prefill.draft(
        form,
        checked.case,
        checked.unit,
        order.today,
        forms=checked.forms,
        document_id=task.document_id,
        given=eligible.given(checked, order, dates),
    )
    if faults := tuple(eligible.faults_of_sources(checked, made.values["dokument"].get("bygger_pa", ()))):
        return Result(faults=faults)
    text = drafts.compose(form, made.values, prefill.notes(made, checked.forms))
    found = validation.validate(form, answers.parse(text, document=task.stem), today=order.today)
    rendered, left_out = _rendered(order, form, found, checked.unit)
    result = Result(documents=rendered, answers=text, left_out=left_out)
    return meetings.with_pages(order, checked, made.values, result) if order.meeting else result


def _row(order: Order, task: Task) -> Result:
    forms = find_forms(order.root)
    form = load_form(order.form, order.root)
    if faults := tuple(_broken_formulas(form, task)):
        return Result(faults=faults)
    unit = registered.unit_from(task.settings)
    set_here = {
        "dokument.typ": form.name,
        "dokument.system": unit.system or "fi",
        "dokument.id": task.document_id,
        "dokument.version": "1",
        "dokument.status": "utkast",
        "dokument.datum": order.today.isoformat(),
    }
    data = nested(form, set_here | dict(task.values))
    raw = answers.from_data(data, document=task.stem)
    found = validation.check(form, raw, today=order.today)
    problems = [*found.problems, *_of_rules(found.answers, unit, order, forms)]
    if found.answers.at("dokument.typ") != form.name:
        return Result(faults=(Fault(message="Raden hör till ett annat formulär.", path="dokument.typ"),))
    if eligible.is_protected((found.answers,)):
        return Result(refusal=eligible.PROTECTED)
    if problems:
        return Result(faults=_of_problems(problems))
    rendered, left_out = _rendered(order, form, found.answers, unit)
    return Result(documents=rendered, left_out=left_out)


def _broken_formulas(form: Form, task: Task) -> Iterator[Fault]:
    for path, text in task.values.items():
        if text == spreadsheets.ERROR:
            yield Fault(message=f"{validation.named(form, path)}: {_FORMULA}", path=path)


def _of_rules(found: Answers, unit: Unit, order: Order, forms: dict[str, Form]) -> list[Problem]:
    """Return what is wrong in a document by itself: a settled one has to hold to all rules, as ``render`` asks."""
    told = [one.problem for one in rules.judge(Case(documents=(found,)), unit, order.today, forms)]
    if found.is_draft:
        return [one for one in told if one.rule in _DRAFT_RULES]
    return [one for one in told if one.level is Level.ERROR]


def _of_problems(problems: Iterable[Problem]) -> tuple[Fault, ...]:
    return tuple(Fault(message=one.message, path=one.path) for one in problems)


def _rendered(order: Order, form: Form, found: Answers, unit: Unit) -> tuple[dict[str, bytes], str]:
    """Return the documents by the ending of their file names.

    Of several formats, one whose program is missing is left out with a word.
    """
    made: dict[str, bytes] = {}
    left_out = ""
    for one, ending in zip(order.formats, order.endings, strict=False):
        try:
            made[ending] = documents.render(
                form,
                found,
                format=one,
                unit=unit,
                draft=found.is_draft,
                allow_missing_glyphs=order.allow_missing_glyphs,
            ).content
        except MissingProgramError as error:
            if len(order.formats) == 1:
                raise
            left_out = str(error)
    return made, left_out
