"""From a form and the answers so far to the questions, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from halvvag_docs.formatting import yes_no
from halvvag_docs.forms import Field, Form
from halvvag_docs.questions import tree, wording
from halvvag_docs.questions.model import Choice, Need, Question, State, Suggestion
from halvvag_docs.schema import schema_path, walk
from halvvag_docs.validation import holds
from halvvag_docs.validation.paths import has_answer, target, value_at

if TYPE_CHECKING:
    from halvvag_docs.questions.interview import Interview

_PROGRAM = frozenset(("underskrifter", "sandlista", "ursprung"))
"""Blocks that the program writes: when a document is signed, sent, and drawn from others."""
_HEAD = "dokument"
_RECEIPT = "K"
_ID = "uuid"
"""Nobody can tell the id of a document by heart."""
_YES_NO = tuple(Choice(code=code, label=yes_no(value)) for code, value in (("true", True), ("false", False)))


def questions(interview: Interview) -> tuple[Question, ...]:
    """Return every question, section by section; those that are not asked now too (``asked`` is false)."""
    form = interview.form
    found = [one for field in _members(form).get("", ()) for one in _Walk(interview).field(field, field.name, "")]
    order = {section.id: place for place, section in enumerate(form.sections)}
    return tuple(sorted(found, key=lambda one: order.get(one.section, len(order))))


@lru_cache(maxsize=64)
def _members(form: Form) -> Mapping[str, tuple[Field, ...]]:
    found: dict[str, tuple[Field, ...]] = {}
    for field in form.fields:
        parent = field.path.rpartition(".")[0]
        found[parent] = (*found.get(parent, ()), field)
    return found


@lru_cache(maxsize=64)
def rules_of(form: Form) -> Mapping[str, Mapping[str, Any]]:
    """Return the schema of each field by its schema path."""
    return dict(walk(form.schema))


def is_program(form: Form, path: str) -> bool:
    """Say whether an answer is never asked for, since the program always sets it itself."""
    field = form.field(path)
    block = path.partition(".")[0].partition("[")[0]
    if field is None or block in _PROGRAM or field.sets or _ID in (field.kind, field.items):
        return True
    is_receipt = field.field_class == _RECEIPT and field.kind != "dict"
    return is_receipt and (field.internal or block == _HEAD)


class _Walk:
    """Walks a form and the answers to it side by side."""

    def __init__(self, interview: Interview) -> None:
        self.interview = interview
        self.form = interview.form
        self.members = _members(interview.form)
        self.values = interview.checked.answers

    def field(self, field: Field, path: str, group: str, *, bound: bool = True) -> Iterator[Question]:
        """Yield the questions of a field; ``bound`` is false in an optional group that nobody has begun on."""
        if is_program(self.form, field.path) or self._was_set(field, path):
            return
        if field.kind == "dict":
            inner = wording.joined(group, wording.heading(self.form, field)) if "." in path else group
            begun = field.required or rules_of(self.form)[field.path].get("required") is not False
            bound = bound and (begun or has_answer(value_at(self.values, path)))
            for member in self.members.get(field.path, ()):
                yield from self.field(member, f"{path}.{member.name}", inner, bound=bound)
            return
        yield self.question(field, path, group, bound=bound)
        if field.items == "dict":
            rows = tree.at(self.interview.data, path)
            for place in range(len(rows) if isinstance(rows, list) else 0):
                row = f"{path}[{place}]"
                inner = wording.joined(group, f"{field.row or wording.ROW} {place + 1}")
                for member in self.members.get(f"{field.path}[]", ()):
                    yield from self.field(member, f"{row}.{member.name}", inner)

    def _was_set(self, field: Field, path: str) -> bool:
        """Say whether the program has found a receipt by itself; what it could not find is asked."""
        if field.field_class != _RECEIPT or not field.prefill:
            return self._in_set_group(field, path)
        return path in self.interview.origins.receipts

    def _in_set_group(self, field: Field, path: str) -> bool:
        parent = self.form.field(path.rpartition(".")[0])
        derived = parent is not None and parent.kind == "dict" and bool(parent.prefill)
        return field.field_class == _RECEIPT and derived and path in self.interview.origins.receipts

    def question(self, field: Field, path: str, group: str, *, bound: bool) -> Question:
        rules = rules_of(self.form)[field.path]
        answer = tree.at(self.interview.data, path)
        kind = _kind(field)
        at_most = rules.get("maxlength") or rules.get("schema", {}).get("maxlength" if kind == "list" else "")
        need = self._need(field, path, bound=bound)
        suggestion = self.interview.suggestion(path)
        return Question(
            path=path,
            field=field,
            kind=kind,
            items=field.items,
            section=field.section,
            group=group,
            label=field.label,
            help=field.help,
            hint=wording.hint(field),
            example=field.example,
            row=field.row or wording.ROW,
            choices=_choices(field),
            at_least=int(rules.get("minlength") or 0) if field.kind == "list" else 0,
            at_most=at_most,
            need=need,
            when=wording.when(self.form, field, path),
            asked=has_answer(answer) or self._is_meaningful(field, path, need, suggestion),
            why=wording.why(self.form, field, path, need),
            state=self._state(path, answer),
            answer=answer,
            shown=wording.shown(self.interview, field, path),
            suggestion=suggestion,
        )

    def _need(self, field: Field, path: str, *, bound: bool) -> Need:
        if field.always:
            return Need.ALWAYS
        wanted = (
            field.required
            or (bool(field.required_if) and holds(self.values, path, field.required_if, all))
            or (bool(field.required_if_any) and holds(self.values, path, field.required_if_any, any))
        )
        return Need.REQUIRED if wanted and bound else Need.OPTIONAL

    def _is_meaningful(self, field: Field, path: str, need: Need, suggestion: Suggestion | None) -> bool:
        """Say whether the question is asked as things stand.

        What is needed under a condition is asked when the condition holds, or when something is suggested.
        """
        if any(not self._admits(target(path, other), allowed) for other, allowed in field.dependencies.items()):
            return False
        is_conditional = (
            not field.required and not field.offered and bool(field.required_if or field.required_if_any)
        )
        return need is not Need.OPTIONAL or not is_conditional or _has_value(suggestion)

    def _admits(self, other: str, allowed: tuple[Any, ...]) -> bool:
        """Say whether another answer is one that a field depends on.

        ``null`` among the values lets a draft be incomplete; it asks nothing as long as the other question
        can still be answered.
        """
        value = value_at(self.values, other)
        if value is not None:
            return value in allowed
        field = self.form.field(other)
        can_be_asked = field is not None and not is_program(self.form, schema_path(other))
        return None in allowed and not (can_be_asked and any(one is not None for one in allowed))

    def _state(self, path: str, answer: Any) -> State:
        if has_answer(answer):
            waits = path in self.interview.origins.waiting
            return State.SUGGESTED if waits else State.ANSWERED
        if path in self.interview.passed:
            return State.PASSED
        return State.SUGGESTED if _has_value(self.interview.suggestion(path)) else State.EMPTY


def _has_value(suggestion: Suggestion | None) -> bool:
    return suggestion is not None and suggestion.value is not None


def _kind(field: Field) -> str:
    if field.kind != "list":
        return field.kind
    return {"dict": "rows", "enum": "choices"}.get(field.items, "list")


def _choices(field: Field) -> tuple[Choice, ...]:
    if field.kind == "boolean":
        return _YES_NO
    return tuple(Choice(code=code, label=label) for code, label in field.labels.items())
