"""The answers of one document: YAML text in, strings with line numbers, text out.

No type is guessed: ``0701234567``, ``12:30`` and ``no`` stay the text that somebody typed, and the
form's schema says what they are (see ``validation``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Union

from halvvag_docs import identity, yamltext
from halvvag_docs.errors import AnswersError, Level, Problem
from halvvag_docs.yamltext import RawValue, dump

__all__ = ["Answers", "RawAnswers", "RawValue", "Value", "dump", "freeze", "from_data", "parse"]

Value = Union[str, int, Decimal, bool, date, time, tuple["Value", ...], Mapping[str, "Value"]]  # noqa: UP007
"""What an answer is once its form has read it. A leaf that was not answered is absent."""

Date = date  # the property of Answers hides the name

WHO = ("klient.fornamn", "klient.efternamn", "klient.tilltalsnamn", "klient.fodelsedatum", "klient.id_nummer")
"""Answers that a case id may not hold, as the schemas say."""
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswers:
    """One answers file as it was typed."""

    document: str
    """File stem, or another name that is no person's."""
    data: dict[str, RawValue] = field(repr=False)
    lines: Mapping[str, int] = field(repr=False)
    """Path of each value -> line in the file, 1-based."""

    def line_of(self, path: str) -> int | None:
        """Return the line of ``path``, or of the nearest enclosing value in the file; None at the top."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines[path] if path else None


def parse(text: str, *, document: str) -> RawAnswers:
    """Read answers from YAML ``text``; ``document`` is the file stem that problems name.

    Raises:
        AnswersError: all that ``yamltext.read`` reports, or the text is no mapping.
    """
    problems: list[Problem] = []

    def report(path: str, rule: str, message: str) -> None:
        problems.append(Problem(document=document, path=path, rule=rule, level=Level.ERROR, message=message))

    data, lines = yamltext.read(text, report)
    if not isinstance(data, dict):
        report("", "yaml", "Filen ska bestå av namn och svar («namn: svar»), men gör inte det.")
    if problems or not isinstance(data, dict):
        raise AnswersError(problems)
    return RawAnswers(document=document, data=data, lines=lines)


def from_data(data: Mapping[str, Any], *, document: str) -> RawAnswers:
    """Return data that never were a file, such as the row of a table, as what somebody might have typed there.

    Raises:
        AnswersError: a text holds a control character, or a name is empty.
    """
    problems: list[Problem] = []

    def report(path: str, rule: str, message: str) -> None:
        problems.append(Problem(document=document, path=path, rule=rule, level=Level.ERROR, message=message))

    read = yamltext.as_read(data, report)
    if problems:
        raise AnswersError(problems)
    return RawAnswers(document=document, data=read, lines=MappingProxyType({}))


class Answers(Mapping[str, Value]):
    """The checked answers of one document: frozen, typed, knowing their form.

    A mapping over the top-level blocks (``dokument``, ``klient``, …). Leaves that were not
    answered are absent.
    """

    __slots__ = ("_values", "document", "form")

    def __init__(self, values: Mapping[str, Value], *, document: str, form: str) -> None:
        self._values = values
        self.document = document
        self.form = form

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Answers(document={self.document!r}, form={self.form!r})"

    def at(self, path: str, default: Any = None) -> Any:
        """Return the value at a dotted ``path`` (``a.b[0].c``), or ``default`` when it is not answered."""
        value: Any = self._values
        for step in _steps(path):
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, tuple) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return default
            if value is None:
                return default
        return value

    def items_of(self, path: str) -> tuple[Any, ...]:
        """Return the items of the list at ``path``; an empty tuple when there are none."""
        value = self.at(path)
        return value if isinstance(value, tuple) else ()

    @property
    def id(self) -> str:
        """``dokument.id``, or the file stem of a draft that has none."""
        return str(self.at("dokument.id", self.document))

    @property
    def case_id(self) -> str:
        """``dokument.arende_id``; empty when missing."""
        return str(self.at("dokument.arende_id", ""))

    @property
    def shown_case_id(self) -> str:
        """The case id for file names and titles; empty when it is none, or tells whom it is about."""
        return identity.shown_case_id(self.case_id, map(self.at, WHO))

    @property
    def person(self) -> str:
        """The name the person goes by: the name used, else the first one, and the family name. Never for a log."""
        first = str(self.at("klient.tilltalsnamn") or self.at("klient.fornamn", "").partition(" ")[0])
        return f"{first} {self.at('klient.efternamn', '')}".strip()

    @property
    def system(self) -> str:
        """``fi`` or ``se``; ``fi`` in a draft that does not say."""
        return str(self.at("dokument.system", "fi"))

    @property
    def status(self) -> str:
        """``utkast``, ``faststalld``, ``ersatt`` or ``makulerad``; ``utkast`` when missing."""
        return str(self.at("dokument.status", "utkast"))

    @property
    def is_draft(self) -> bool:
        """Whether the document is not settled."""
        return self.status == "utkast"

    @property
    def version(self) -> int:
        """``dokument.version``; 1 when missing."""
        version = self.at("dokument.version", 1)
        return version if isinstance(version, int) else 1

    @property
    def date(self) -> Date | None:
        """``dokument.datum``: when the document was drawn up."""
        found = self.at("dokument.datum")
        return found if isinstance(found, date) else None

    @property
    def settled_date(self) -> Date | None:
        """``dokument.faststalld_datum``."""
        found = self.at("dokument.faststalld_datum")
        return found if isinstance(found, date) else None


def freeze(value: Any) -> Any:
    """Return ``value`` with tuples for lists and read-only mappings, and without unanswered leaves."""
    if isinstance(value, Mapping):
        frozen = {key: freeze(item) for key, item in value.items()}
        return MappingProxyType({key: item for key, item in frozen.items() if item is not None and item != ""})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(_STEP.findall(path))
