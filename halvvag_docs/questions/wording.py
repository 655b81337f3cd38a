"""What a question says about itself, in Swedish: how to write, why it is asked, what the answer is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from halvvag_docs import values
from halvvag_docs.formatting import join_list
from halvvag_docs.forms import Field, Form
from halvvag_docs.questions import conditions, tree
from halvvag_docs.questions.model import Need
from halvvag_docs.schema import HINTS
from halvvag_docs.validation.paths import has_answer, value_at

if TYPE_CHECKING:
    from halvvag_docs.questions.interview import Interview

ROW = "Rad"
_LINES = "flera rader går bra"
_WORDS = MappingProxyType(
    {
        "E": "Det här är personens egna ord. Skriv det som det sades, och läs upp det efteråt.",
        "B": "Det här är er bedömning. Den fylls aldrig i av programmet: fakta först, och vem som tycker vad.",
        "K": "Det här är ett kvitto på något som har gjorts.",
    }
)
_READERS = MappingProxyType(
    {
        4: "Stannar i verksamheten och hos klienten själv.",
        3: "Känsligt: andra får det bara om klienten har samtyckt.",
    }
)
_ORDERER = "Beställaren får se svaret."
_MEETING = "Beställaren och de som deltar i nätverksmötet får se svaret."


def joined(*groups: str) -> str:
    """Return the groups that a question stands in as one text."""
    return " › ".join(group for group in groups if group)


def heading(form: Form, field: Field) -> str:
    """Return what a group is called; empty when its section says so already."""
    section = form.section(field.section)
    return "" if section is not None and section.title == field.label else field.label


def hint(field: Field) -> str:
    """Return how the answer, or an item of a list, is written; empty when there is nothing to say."""
    if field.labels:
        return "välj ett eller flera" if field.kind == "list" else "välj ett"
    return _LINES if field.kind == "text" else HINTS.get(field.items or field.kind, "")


def why(form: Form, field: Field, path: str, need: Need) -> tuple[str, ...]:
    """Return why the question is asked: need, whose words, who gets to see the answer."""
    told = (_needed(form, field, path, need), _WORDS.get(field.field_class, ""), _readers(field))
    return tuple(sentence for sentence in told if sentence)


def when(form: Form, field: Field, path: str) -> str:
    """Return under which conditions the question is asked; empty for always."""
    told = (
        (field.dependencies, "och"),
        ({} if field.required else field.required_if, "och"),
        ({} if field.required else field.required_if_any, "eller"),
    )
    sentence = next((conditions.sentence(form, path, wanted, word) for wanted, word in told if wanted), "")
    return f"När {sentence}." if sentence else ""


def _needed(form: Form, field: Field, path: str, need: Need) -> str:
    if need is Need.ALWAYS:
        return "Svaret behövs redan i ett utkast."
    if field.required:
        return (
            "Svaret behövs för att dokumentet ska kunna fastställas." if need is Need.REQUIRED else "Frivilligt."
        )
    for wanted, word in ((field.required_if, "och"), (field.required_if_any, "eller")):
        if wanted:
            return f"Svaret behövs när {conditions.sentence(form, path, wanted, word)}."
    return "Frivilligt. Lämna tomt om det inte är aktuellt."


def _readers(field: Field) -> str:
    sensitivity = field.sensitivity
    if field.internal:
        return "Svaret skrivs inte ut."
    if sensitivity.natverk:
        return _MEETING
    if sensitivity.bestallare or sensitivity.level in (0, 1, 2):
        return _ORDERER
    return _READERS.get(sensitivity.level, "")


def shown(interview: Interview, field: Field, path: str) -> str:
    """Return an answer as a person reads it; what cannot be read as its kind stands as it was typed."""
    raw = tree.at(interview.data, path)
    if not has_answer(raw):
        return ""
    if field.items == "dict":
        return _counted(len(raw), field)
    typed = value_at(interview.checked.answers, path)
    if isinstance(raw, list):
        items = list(typed) if isinstance(typed, tuple) and len(typed) == len(raw) else raw
        texts = [_written(interview, field, field.items, item, path) for item in items]
        return join_list(texts) if field.labels else "; ".join(texts)
    return _written(interview, field, field.kind, raw if typed is None else typed, path)


def _counted(count: int, field: Field) -> str:
    return f"{count} st." if count > 1 or not field.row else f"1 {field.row.lower()}"


def _written(interview: Interview, field: Field, kind: str, value: Any, path: str) -> str:
    if isinstance(value, str) and value in field.labels:
        return field.labels[value]
    if isinstance(value, str) and kind not in ("month", "partial_date", "phone", "postal_code"):
        return value
    group = value_at(interview.checked.answers, path.rpartition(".")[0])
    country = str(group.get("land", "")) if isinstance(group, Mapping) else ""
    try:
        return values.written(kind, value, interview.checked.answers.system, country)
    except (ValueError, AttributeError):
        return str(value)  # what is no value of its kind stands as it was typed
