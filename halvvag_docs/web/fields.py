"""Between a question and the fields of a page: how it is asked, and what was posted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from halvvag_docs.errors import Level, Problem
from halvvag_docs.questions import Choice, Question, State
from halvvag_docs.yamltext import RawValue

ASKED = "fraga"
"""Name of the hidden fields that say which questions a page asked; an empty box posts nothing by itself."""
PARTED = "stycken"
"""Name of the hidden fields that say in which lists an empty line, and not each line, parts the items."""

_CONTROLS = {"choices": "boxes", "list": "items", "rows": "rows", "text": "area"}
_HINTED = frozenset(("items", "boxes"))
_RADIOS = 8
"""Choices that are shown at once; more are put into a drop-down list."""
_SHORT = frozenset("date time month partial_date integer decimal phone postal_code".split())  # noqa: SIM905
_MIDDLE = frozenset(("identity_number", "email"))
_INPUT_MODES = {"integer": "numeric", "decimal": "decimal", "phone": "tel", "email": "email"}
_BLANK = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a page shows it."""

    question: Question
    control: str
    """``line``, ``area``, ``items``, ``radios``, ``select``, ``boxes`` or ``rows``."""
    value: str = field(default="", repr=False)
    """What stands in the field."""
    chosen: frozenset[str] = field(default=frozenset(), repr=False)
    """Codes of what is chosen."""
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    shows_suggestion: bool = False
    """Whether there is a suggestion that nobody has confirmed."""
    offers: bool = False
    """Whether that suggestion stands beside the field, which is empty."""

    @property
    def id(self) -> str:
        """Id of the field, or of its first button or box."""
        return field_id(self.question.path)

    @property
    def parted(self) -> bool:
        """Whether an empty line parts the items of a list, since one of them has several lines."""
        answer = self.question.answer
        return isinstance(answer, list) and any("\n" in str(item) for item in answer)

    @property
    def width(self) -> str:
        """Class of the field: as wide as what is written in it."""
        kind = self.question.kind
        return "short" if kind in _SHORT else "middle" if kind in _MIDDLE else ""

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone shows."""
        return _INPUT_MODES.get(self.question.kind, "")

    @property
    def has_hint(self) -> bool:
        """Whether there is anything to say about how to answer."""
        one = self.question
        return bool(one.help or one.example or (self.control == "line" and one.hint) or self.control in _HINTED)

    @property
    def has_known(self) -> bool:
        """Whether anything is known from elsewhere that is worth showing."""
        known = self.question.suggestion
        return known is not None and bool(
            known.quotations or known.hints or (known.origin and self.question.answer)
        )

    @property
    def described_by(self) -> str:
        """Ids of what a screen reader reads with the field."""
        parts = {
            "hint": self.has_hint,
            "known": self.shows_suggestion or self.has_known,
            "error": self.errors,
            "warning": self.warnings,
        }
        return " ".join(f"{self.id}-{name}" for name, there in parts.items() if there)


def field_id(path: str) -> str:
    """Return the id of the field of a path: ``mal[2].text`` -> ``f-mal-2-text``."""
    return "f-" + "-".join(re.findall(r"\w+", path, re.ASCII))


def asked(question: Question, problems: Sequence[Problem] = (), typed: RawValue | None = None) -> Asked:
    """Return a question as a page shows it.

    Args:
        question: what is asked.
        problems: those at its answer.
        typed: what a person has typed and the register does not have, or None.
    """
    value = displayed(question) if typed is None else typed
    return Asked(
        question=question,
        control=control(question),
        value=_written(value),
        chosen=frozenset(str(one) for one in (value if isinstance(value, list) else [value])) - {""},
        errors=tuple(one for one in problems if one.level is Level.ERROR),
        warnings=tuple(one for one in problems if one.level is Level.WARNING),
        shows_suggestion=typed is None and question.state is State.SUGGESTED,
        offers=typed is None and question.state is State.SUGGESTED and not question.answer,
    )


def control(question: Question) -> str:
    """Return how a question is asked; see :attr:`Asked.control`."""
    if question.kind in ("boolean", "enum"):
        return "radios" if len(question.choices) <= _RADIOS else "select"
    if question.kind in _CONTROLS:
        return _CONTROLS[question.kind]
    return "area" if isinstance(question.answer, str) and "\n" in question.answer else "line"


def displayed(question: Question) -> RawValue:
    """Return what stands in a question's field, which is just what comes back when nobody touches it.

    A suggestion that is not in the document yet stands beside the field, not in it: else somebody would take it
    for an answer and go on.
    """
    answer: RawValue = question.answer
    how = control(question)
    if how in ("radios", "select"):
        fitting = (one.code for one in question.choices if answer == one.code or _reads(question, one))
        return next(fitting, "")
    if how == "boxes":
        codes = answer if isinstance(answer, list) else []
        return [one.code for one in question.choices if one.code in codes] or ""
    if how == "items":
        items = [str(item).strip() for item in answer] if isinstance(answer, list) else []
        return [item for item in items if item] or ""
    return _tidied(answer, how) if isinstance(answer, str) else ""


def told(question: Question, value: RawValue) -> str:
    """Return what was typed or chosen as it is read; "" for no answer."""
    labels = {one.code: one.label for one in question.choices}
    items = value if isinstance(value, list) else [value]
    return _written([labels.get(str(one), str(one)) for one in items])


def read(form: MultiDict[str, str], questions: Iterable[Question]) -> Mapping[str, RawValue]:
    """Return what was posted to the questions that the page asked: path -> raw answer, ``""`` for none."""
    on_page = set(form.getlist(ASKED))
    return {one.path: _posted(form, one) for one in questions if one.path in on_page and one.kind != "rows"}


def _reads(question: Question, choice: Choice) -> bool:
    """Say whether the answer reads like a choice: a yes may be written ``ja``."""
    return bool(question.shown) and question.shown == choice.label


def _posted(form: MultiDict[str, str], question: Question) -> RawValue:
    how = control(question)
    if how == "boxes":
        return [*form.getlist(question.path)] or ""
    text = form.get(question.path, "")
    if how == "items":
        lines = _tidied(text, "area")
        parts = _BLANK.split(lines) if question.path in form.getlist(PARTED) else lines.split("\n")
        return [part.strip() for part in parts if part.strip()] or ""
    return _tidied(text, "area" if "\n" in text.strip() else how)


def _tidied(text: str, how: str) -> str:
    """Return a text without the spaces that nobody sees, and with line ends of one kind."""
    if how != "area":
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _written(answer: RawValue) -> str:
    if isinstance(answer, list):
        items = [str(item) for item in answer]
        return ("\n\n" if any("\n" in item for item in items) else "\n").join(items)
    return answer if isinstance(answer, str) else ""
