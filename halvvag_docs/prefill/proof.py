"""The proof that every source under ``prefill`` of a schema is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from halvvag_docs import validation
from halvvag_docs.errors import Level, Problem
from halvvag_docs.forms import Field, Form
from halvvag_docs.prefill.registry import DERIVATIONS
from halvvag_docs.prefill.sources import DERIVED, TODAY, UNIT

_JUDGED = "B"


def prove(forms: Mapping[str, Form], names: Sequence[str] = ()) -> list[Problem]:
    """Return the sources that do not exist, and those of judgements, which may have none.

    Args:
        forms: all forms of a root, by name.
        names: forms to check; all when empty.
    """
    return [
        Problem(document=name, path=field.path, rule="schema", level=Level.ERROR, message=message)
        for name, form in forms.items()
        if not names or name in names
        for field in form.fields
        for message in (f"{name}.yaml, prefill: {fault}" for fault in _faults(field, forms))
    ]


def _faults(field: Field, forms: Mapping[str, Form]) -> Iterator[str]:
    if field.prefill and field.field_class == _JUDGED:
        yield "en bedömning (class B) fylls aldrig i. Ta bort källan."
    for source in field.prefill.split("|"):
        if source.strip() and not _is_there(source.strip(), forms):
            yield f"«{source.strip()}» finns inte. Se docs/forms.md."


def _is_there(source: str, forms: Mapping[str, Form]) -> bool:
    if source == TODAY:
        return True
    if source.startswith(DERIVED):
        return source.removeprefix(DERIVED) in DERIVATIONS
    if source.startswith(UNIT):
        return validation.unit_form().field(source) is not None
    source = source.removesuffix("[]")
    head, _, rest = source.partition(".")
    if head not in forms:
        return any(form.field(source) for form in forms.values())
    own = forms[head]
    return own.field(rest if rest.partition(".")[0] in own.schema else source) is not None
