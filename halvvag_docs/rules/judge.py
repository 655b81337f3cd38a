"""Run the rules a form asks for over every document of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.errors import Level, Problem
from halvvag_docs.forms import Form, find_forms
from halvvag_docs.rules.registry import RULES
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, rows, text
from halvvag_docs.units import Unit

_IN_USE = frozenset(("utkast", "faststalld"))
_EVERYWHERE = tuple(rule for rule in RULES.values() if rule.everywhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One problem, and whether somebody has already answered for it."""

    problem: Problem
    acknowledged: str = ""
    """Path of the acknowledgement, `dokument.bekraftelser[0]`; empty when there is none."""


def check(
    case: Case,
    unit: Unit,
    today: date,
    forms: Mapping[str, Form] | None = None,
    *,
    everything: bool = False,
) -> tuple[Problem, ...]:
    """Return what the rules find in the documents of a case, document by document.

    Args:
        case: all documents that are known of one person; those with field errors too.
        unit: the unit's settings, with the limits.
        today: the day on which deadlines are judged.
        forms: the forms by name, which say which rules to run; ours when None.
        everything: also warnings that were acknowledged.
    """
    found = judge(case, unit, today, forms)
    return tuple(verdict.problem for verdict in found if everything or not verdict.acknowledged)


def judge(case: Case, unit: Unit, today: date, forms: Mapping[str, Form] | None = None) -> tuple[Verdict, ...]:
    """Return what the rules find, each with its acknowledgement; the arguments are those of `check`.

    Replaced and cancelled documents are context only. In a draft every problem is a warning, but only what
    is a warning in a settled document can be acknowledged.
    """
    known = find_forms() if forms is None else forms
    view = CaseView(case, unit, today)
    return tuple(
        verdict
        for document in case.documents
        if document.status in _IN_USE
        for verdict in _of_document(view, document, known.get(document.form))
    )


def _of_document(view: CaseView, document: Answers, form: Form | None) -> Iterator[Verdict]:
    for rule in _rules_of(form):
        for finding in rule.search(view, document):
            yield _verdict(document, rule, finding)


def _rules_of(form: Form | None) -> Iterable[Rule]:
    """Return a form's own rules in its order, then those that run everywhere; unknown ids are left out."""
    own = [RULES[rule_id] for rule_id in form.rules if rule_id in RULES] if form else []
    return [*own, *(rule for rule in _EVERYWHERE if rule not in own)]


def _verdict(document: Answers, rule: Rule, finding: Finding) -> Verdict:
    level = finding.level or rule.level
    problem = Problem(
        document=document.document,
        path=finding.path,
        rule=rule.id,
        level=Level.WARNING if document.is_draft else level,
        message=rule.text(finding),
    )
    acknowledged = _acknowledgement(document, problem) if level is Level.WARNING else ""
    return Verdict(problem=problem, acknowledged=acknowledged)


def _acknowledgement(document: Answers, problem: Problem) -> str:
    """Return the path of the acknowledgement of a warning: same rule, same path or none, and a reason."""
    for place, row in enumerate(rows(document, "dokument.bekraftelser")):
        where = text(row, "path")
        if text(row, "regel") == problem.rule and where in ("", problem.path) and text(row, "skal"):
            return f"dokument.bekraftelser[{place}]"
    return ""
