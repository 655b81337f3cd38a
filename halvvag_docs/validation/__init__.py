"""Check the answers of one document against its form, and give them their types.

Most answers are good, and are read and passed in one go (``accepting``). Of all others, text becomes values
(``reading``, ``kinds``), Cerberus judges each field in its group (``judge``), and what needs the whole document
(``required_if`` and its like) follows (``wide``). Problems come all at once, in the order of the form, in
Swedish and without any value (``messages``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from halvvag_docs.answers import Answers, RawAnswers, freeze
from halvvag_docs.errors import AnswersError, Level, Problem
from halvvag_docs.forms import Form, form_of_schema, load_block
from halvvag_docs.schema import expand, schema_path
from halvvag_docs.units import Unit, from_values
from halvvag_docs.validation import messages
from halvvag_docs.validation.accepting import accepted
from halvvag_docs.validation.kinds import YES_OR_NO
from halvvag_docs.validation.messages import field_at, named
from halvvag_docs.validation.paths import form_order, target, value_at
from halvvag_docs.validation.reading import Reader
from halvvag_docs.validation.terms import Terms, terms_of
from halvvag_docs.validation.wide import broken_wide_rules, holds

if TYPE_CHECKING:
    from halvvag_docs.validation.judge import FieldError

__all__ = [
    "YES_OR_NO",
    "Checked",
    "check",
    "field_at",
    "form_name",
    "holds",
    "named",
    "prove",
    "read_unit",
    "unit_form",
    "validate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome of a check: what could be read, and what is wrong."""

    answers: Answers
    """All good leaves; those with a problem of their kind are absent."""
    problems: tuple[Problem, ...]


def validate(form: Form, raw: RawAnswers, *, today: date | None = None) -> Answers:
    """Return the checked answers.

    Raises:
        AnswersError: with every problem, in the order of the form.
    """
    checked = check(form, raw, today=today)
    if checked.problems:
        raise AnswersError(checked.problems)
    return checked.answers


def check(form: Form, raw: RawAnswers, *, today: date | None = None) -> Checked:
    """Check the fields of one document; ``today`` is needed for «not in the future».

    A document whose ``dokument.status`` is ``utkast`` or missing is a draft: nothing but the
    fields marked ``always`` is required.

    Raises:
        FormError: the schema is wrong.
    """
    terms = terms_of(raw.data, today)
    good = accepted(form, raw.data, terms)
    if good is not None:
        return Checked(answers=Answers(good, document=raw.document, form=form.name), problems=())
    return _judged(form, raw, terms)


def prove(form: Form) -> None:
    """Raise FormError unless the rules of the form's schema are such that every answer can be judged."""
    from halvvag_docs.validation import judge  # noqa: PLC0415  as below

    judge.prove(form)


def _judged(form: Form, raw: RawAnswers, terms: Terms) -> Checked:
    from halvvag_docs.validation import judge  # noqa: PLC0415  it brings Cerberus, which good answers do not need

    reader = Reader(form, terms.region, terms.today)
    values = reader.read_group(form.schema, raw.data, "")
    findings = reader.findings
    for error in judge.judge(form, values, draft=terms.draft):
        findings.add(error.path, error.rule, error.constraint, _detail(form, error))
    for path, rule, detail in broken_wide_rules(form, values, draft=terms.draft, today=terms.today):
        findings.add(path, rule, None, detail)
    problems = [
        Problem(
            document=raw.document,
            path=found.path,
            rule=found.rule,
            level=Level.ERROR,
            message=messages.sentence(form, found.path, found.rule, found.constraint, found.detail),
        )
        for found in sorted(findings, key=lambda found: form_order(form, found.path))
    ]
    answers = Answers(freeze(values), document=raw.document, form=form.name)
    return Checked(answers=answers, problems=tuple(problems))


def form_name(raw: RawAnswers, known: Mapping[str, Form]) -> str:
    """Return which form the answers are for, as ``dokument.typ`` says.

    Raises:
        AnswersError: it is missing or not one of ``known``.
    """
    name = value_at(raw.data, "dokument.typ")
    if isinstance(name, str) and name.strip() in known:
        return name.strip()
    what = "fältet är inte ifyllt" if not name else "dokumenttypen finns inte"
    message = f"«Dokumenttyp»: {what}. Skriv «typ:» under «dokument:» med ett av: {', '.join(known)}."
    problem = Problem(
        document=raw.document,
        path="dokument.typ",
        rule="allowed" if name else "required",
        level=Level.ERROR,
        message=message,
    )
    raise AnswersError([problem])


def read_unit(raw: RawAnswers) -> Unit:
    """Return the unit that a ``verksamhet.yaml`` describes.

    Raises:
        AnswersError: with every problem of the file.
    """
    checked = check(unit_form(), raw)
    if checked.problems:
        raise AnswersError(checked.problems)
    return from_values(_thaw(checked.answers["verksamhet"]))


@lru_cache(maxsize=1)
def unit_form() -> Form:
    """Return the schema of a unit's settings, as a form of one block."""
    data = load_block("_unit")
    schema = expand(data["fields"], data.get("enums", {}), source="_unit.yaml")
    return form_of_schema("verksamhet", str(data.get("title", "Verksamhetens inställningar")), schema)


def _detail(form: Form, error: FieldError) -> Mapping[str, Any]:
    """Return the facts that the message needs, none of them an answer."""
    detail: dict[str, Any] = {}
    field_ = form.field(error.path)
    if error.rule in ("maxlength", "minlength"):
        detail = {"length": len(error.value), "is_list": isinstance(error.value, list)}
    elif error.rule == "allowed":
        detail = {"choices": messages.labels(form, error.path, error.constraint)}
    elif error.rule == "unknown":
        detail = {"known": tuple(_group_names(form, error.path))}
    elif error.rule == "dependencies" and field_:
        detail = {"others": _others(form, error.path, field_.dependencies)}
    elif error.rule == "regex" and field_:
        detail = {"help": field_.help}
    return detail


def _others(form: Form, path: str, conditions: Mapping[str, tuple[Any, ...]]) -> str:
    names = []
    for other, allowed in conditions.items():
        whole = target(path, other)
        codes = messages.labels(form, whole, [value for value in allowed if value is not None])
        names.append(f"{messages.named(form, whole)} är {codes or 'ifyllt'}")
    return " och ".join(names)


def _group_names(form: Form, path: str) -> Iterator[str]:
    parent = schema_path(path).rpartition(".")[0]
    for one in form.fields:
        if one.path.rpartition(".")[0] == parent:
            yield one.path.rpartition(".")[2]


def _thaw(value: Any) -> Any:
    return {key: _thaw(item) for key, item in value.items()} if isinstance(value, Mapping) else value
