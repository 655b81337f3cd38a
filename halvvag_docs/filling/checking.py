"""Records that a form checks before they are filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from halvvag_docs import answers, forms, validation
from halvvag_docs.filling.job import Job

_Tree = Mapping[str, Any]
"""Name -> what is below it: such a tree, a list of one for the items of a list, True where yes or no is."""


def checked(fill: Callable[[Mapping[str, Any]], bytes], job: Job) -> Callable[[Mapping[str, Any]], bytes]:
    """Return ``fill`` for records that hold to the form of the job, with yes and no as such in Word.

    All other answers stay the text that they are; a PDF knows by its fields what the words mean.

    Raises:
        FormError: there is no such form. What is returned raises AnswersError for a record with faults.
    """
    form = forms.load_form(job.form, job.root)
    flags = _flags(form.schema) if job.template.suffix.lower() == ".docx" else {}

    def fill_checked(data: Mapping[str, Any]) -> bytes:
        validation.validate(form, answers.from_data(data, document=form.name), today=job.today)
        return fill(_with_flags(data, flags) if flags else data)

    return fill_checked


def _flags(schema: Mapping[str, Any]) -> _Tree:
    found = {name: _below(rules) for name, rules in schema.items()}
    return {name: below for name, below in found.items() if below}


def _below(rules: Mapping[str, Any]) -> Any:
    if rules["type"] == "dict":
        return _flags(rules.get("schema", {}))
    if rules["type"] == "list":
        below = _below(rules["schema"])
        return [below] if below else None
    return rules["type"] == "boolean"


def _with_flags(value: Any, flags: Any) -> Any:
    """Return what has been checked with ``True`` and ``False`` where ``flags`` says."""
    if flags is True:
        return validation.YES_OR_NO.get(value.strip().casefold(), value) if isinstance(value, str) else value
    if isinstance(flags, list):
        return [_with_flags(item, flags[0]) for item in value] if isinstance(value, list) else value
    if not isinstance(value, Mapping):
        return value
    return {**value, **{name: _with_flags(value[name], below) for name, below in flags.items() if name in value}}
