"""The steps of a case, read from ``schemas/_chain.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.errors import FormError
from halvvag_docs.forms import load_block
from halvvag_docs.overview.deadlines import DEADLINES
from halvvag_docs.rules.view import find, rows

NEEDS = ("ska", "bor", "vid_behov")
"""Whether a step must be there, is recommended, or is only taken when there is a need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the chain; ``schemas/_chain.yaml`` says what each word means."""

    number: int
    """From 1, in the order of the file."""
    title: str
    form: str
    need: str = "ska"
    where: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Path of an answer -> codes of which it has one; ``list[].name`` for any row."""
    date: str = ""
    """Path of the answer that says when it was done, or ``last_test``; empty: the document's own date."""
    only: str = ""
    """``halvvagshem``, ``boendestod``, or empty for both."""
    due: str = ""
    then: str = ""
    repeats: bool = False
    renewed: bool = False

    def is_shown_by(self, document: Answers) -> bool:
        """Say whether a document belongs to this step."""
        return document.form == self.form and all(
            any(value in allowed for value in _values(document, path)) for path, allowed in self.where.items()
        )


def read_chain(root: Path | None = None) -> tuple[Step, ...]:
    """Return the steps in order.

    Raises:
        FormError: the file is wrong; the step is named by its number.
    """
    given = load_block("_chain", root).get("steps")
    if not isinstance(given, list):
        raise FormError("_chain.yaml: under «steps» ska stå en lista.")
    return tuple(_step(number, one) for number, one in enumerate(given, start=1))


def _step(number: int, given: Any) -> Step:
    known = {one.name for one in fields(Step)} - {"number"}
    if not isinstance(given, Mapping) or not {"title", "form"} <= set(given) <= known:
        raise FormError(
            f"_chain.yaml, steg {number}: title och form krävs, och bara {', '.join(sorted(known))} finns."
        )
    step = Step(number=number, **{**given, "where": _conditions(given.get("where", {}))})
    if step.need not in NEEDS:
        raise FormError(f"_chain.yaml, steg {number}: need ska vara en av {', '.join(NEEDS)}.")
    if missing := {step.due, step.then} - {""} - set(DEADLINES):
        raise FormError(
            f"_chain.yaml, steg {number}: {', '.join(sorted(missing))} finns inte bland tidsgränserna."
        )
    return step


def _conditions(given: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({path: tuple(codes) for path, codes in given.items()})


def _values(document: Answers, path: str) -> list[object]:
    head, is_list, tail = path.partition("[].")
    return [find(row, tail) for row in rows(document, head)] if is_list else [find(document, path)]
