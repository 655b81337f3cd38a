"""What a shell gets to show: a question, its choices, a suggestion, a section, a line of the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _part
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from halvvag_docs.errors import Problem
from halvvag_docs.forms import Field
from halvvag_docs.yamltext import RawValue


class State(StrEnum):
    """How far one question has come."""

    EMPTY = "obesvarad"
    SUGGESTED = "förslag"
    """Something is filled in or at hand, and nobody has confirmed it."""
    PASSED = "lämnad tom"
    """Somebody has looked at it and gone on."""
    ANSWERED = "besvarad"


class Need(StrEnum):
    """Whether a document can be settled without an answer."""

    ALWAYS = "krävs redan i utkast"
    REQUIRED = "krävs"
    OPTIONAL = "frivillig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that a question allows."""

    code: str
    """What :meth:`Interview.set` takes: ``egen_hyresbostad``, ``true``."""
    label: str
    """What a person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What is known about an answer from somewhere else."""

    path: str
    origin: str = ""
    """Swedish: «uppdrag 4.3.2026: Beviljad från»; empty when only quotations or hints are known."""
    value: RawValue | None = _part(default=None, repr=False)
    """What could be filled in, as text, list or rows; None when nothing may be (own words, assessments)."""
    shown: str = _part(default="", repr=False)
    """The value as it is read; filled in by the interview."""
    quotations: tuple[str, ...] = _part(default=(), repr=False)
    """What was said before, dated: «Tidigare, utredning 25.2.2026: «…»»."""
    hints: tuple[str, ...] = _part(default=(), repr=False)
    """Swedish facts that help to answer: «Enligt planen: 4 samtal, 180 minuter.»"""
    row: Mapping[str, str] = _part(default_factory=lambda: MappingProxyType({}), repr=False)
    """The row of ``ursprung`` that the answer gets when it is taken over."""
    receipt: bool = False
    """Set by the program itself: it is put into the document at once, never asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask. Everything a shell needs to show it stands here."""

    path: str
    """Where the answer goes, rows 0-based: ``genomforandeplan.mal[2].hur_mats``."""
    field: Field
    kind: str
    """One of :data:`halvvag_docs.schema.KINDS`, or:

    ``enum``: one of ``choices``; ``choices``: any number of ``choices``; ``list``: any number of short
    texts, each of the kind ``items``; ``rows``: any number of groups, whose members are questions of
    their own (``mal[0].egna_ord``) and follow it. A ``boolean`` has its two choices, ``true`` and ``false``.
    """
    items: str = ""
    """Kind of an item of a ``list``."""
    section: str
    """Id of the section."""
    group: str = ""
    """Swedish: the groups and rows it stands in, outermost first: «Mål 2 › Aktivitet 1». Not the section."""
    label: str
    """Short Swedish heading; unique only together with ``group``."""
    help: str = ""
    hint: str = ""
    """Swedish: how the answer is written, «datum, ÅÅÅÅ-MM-DD»."""
    example: str = ""
    row: str = ""
    """What an item of a list is called, «Aktivitet»; «Rad» when the schema does not say."""
    choices: tuple[Choice, ...] = ()
    at_least: int = 0
    """Fewest items of a list in a settled document."""
    at_most: int | None = None
    """Most items of a list, or characters of a text; None without a limit."""
    need: Need
    """As things stand now: ``required_if`` has been looked at."""
    when: str = ""
    """Swedish: when it is asked, «När «Jourtelefon finns» är Ja.»; empty for always."""
    asked: bool = True
    """Whether it is asked as things stand: ``dependencies`` hold, or there is an answer already."""
    why: tuple[str, ...] = ()
    """Swedish sentences: why it is asked, whose words they are, who gets to see it."""
    state: State
    answer: RawValue = _part(default="", repr=False)
    """As typed: text, list of texts, or list of mappings; ``""`` when not answered."""
    shown: str = _part(default="", repr=False)
    """As a person reads it: «Egen hyresbostad», «14.5.2026», «3 mål»; ``""`` when not answered."""
    suggestion: Suggestion | None = _part(default=None, repr=False)
    """For a field of class F or H where it comes from, for E what was said before, for B always None."""

    @property
    def is_long(self) -> bool:
        """Whether several lines are wanted."""
        return self.kind == "text" and (self.at_most is None or self.at_most > _SHORT)


_SHORT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionState:
    """A section and how far it has come. Only sections with questions are there."""

    id: str
    title: str
    help: str
    number: int
    """1-based, in the order in which they are asked."""
    asked: int
    """Questions that are asked as things stand, those of rows too."""
    done: int
    """Of those, answered or passed."""
    first: str
    """Path of the first question that waits, else of the first question."""

    @property
    def is_done(self) -> bool:
        """Whether nothing in it waits."""
        return self.done == self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One line of the page before the end: a question that is asked, with what is wrong about its answer."""

    number: int
    """1-based over the whole review, to point at it."""
    section: str
    """Title of the section."""
    question: Question
    problems: tuple[Problem, ...] = ()
    """Those at this very answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything before the end."""

    lines: tuple[ReviewLine, ...]
    others: tuple[Problem, ...]
    """Problems that stand at no line: of the whole document, or of what the program sets."""
    missing: tuple[Problem, ...]
    """What is still needed before the document can be settled; in the words of ``check``."""


Rules = Mapping[str, Any]
"""The schema of one field."""
