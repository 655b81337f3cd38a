"""What the register keeps, as values: documents, acts, and what a list may show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum

DRAFT, SETTLED, REPLACED, CANCELLED = "utkast", "faststalld", "ersatt", "makulerad"
"""States of a version, as ``dokument.status`` has them."""

_CODE = re.compile(r"[\w.:\[\]+/@-]{0,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something."""

    user: str
    """User id, the login name for instance; never a client's."""
    role: str = ""
    """A code such as ``handledare``; empty when nobody has told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version of one document, with its answers as the text of the answers file."""

    case_id: str
    document_id: str
    """``dokument.id``."""
    name: str
    """File stem, such as ``08-genomforandeplan``."""
    form: str
    """Name of the form; empty when the text does not tell."""
    version: int = 1
    """From 1."""
    status: str = DRAFT
    """``utkast``, ``faststalld``, ``ersatt`` or ``makulerad``."""
    text: str = field(repr=False)
    """The answers file exactly as it is, line ends too."""
    revision: int = 0
    """Rises by one at each save of this version; 0 before the first."""
    saved_at: datetime | None = None
    """UTC; None before the first save."""
    saved_by: str = ""
    """User id of the last save."""
    suffix: str = ".yaml"
    """Suffix of the answers file."""

    @property
    def is_draft(self) -> bool:
        """Whether the version can still be changed."""
        return self.status == DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidelined:
    """A save that came too late: somebody else had changed the draft meanwhile. Nothing of it is lost."""

    number: int
    entry: Entry
    """As it was to be saved; ``revision`` is the one it was based on."""


class Action(StrEnum):
    """What can be done with a case or a document. Source: domain reference, 5 (audit trail)."""

    CREATED = "skapad"
    READ = "last"
    CHANGED = "andrad"
    SETTLED = "faststalld"
    EXPORTED = "exporterad"
    SENT = "skickad"
    CANCELLED = "makulerad"
    IMPORTED = "importerad"
    SIGNED = "signerad"
    PURGED = "gallrad"
    OVERRULED = "validering_asidosatt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the log: codes, ids, paths and hashes, never an answer, a name or free text.

    Raises:
        ValueError: a text that is no code.
    """

    action: Action
    user: str
    role: str = ""
    when: datetime | None = None
    """With its zone; None for now."""
    case_id: str = ""
    document_id: str = ""
    version: int = 0
    """0 when no version is meant."""
    profile: str = ""
    """Recipient profile: ``klient``, ``bestallare``, ``natverk`` or ``intern``."""
    recipient_kind: str = ""
    basis: str = ""
    """The ground for sharing, as ``sandlista.grund`` has it."""
    consent_id: str = ""
    sha256: str = ""
    """Of the file that was made, settled or sent, in hexadecimal."""
    template: str = ""
    """File name or hash of the template."""
    schema_version: str = ""
    fields: tuple[str, ...] = ()
    """Paths of the fields concerned."""
    reason_code: str = ""
    """Why, as a code: the rule that was acknowledged, for instance."""
    number: int = 0
    """Place in the log, from 1; 0 before it is logged."""
    hash: str = ""
    """Of this line and the one before it."""

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            texts = value if isinstance(value, tuple) else (value,)
            if one.name != "user" and any(isinstance(text, str) and not _CODE.fullmatch(text) for text in texts):
                message = f"{one.name} of an act is not a code"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFault:
    """One thing that is wrong with the log, or with what it vouches for."""

    number: int
    """Of the line; 0 for the log as a whole."""
    message: str
    """Swedish, with ids only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogVerdict:
    """What a look through the whole log found."""

    entries: int
    head: str
    """Hash of the last line; kept elsewhere, on paper, it shows a log that was rewritten as a whole."""
    faults: tuple[LogFault, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that is due."""

    day: date
    step: int
    """Number of the step of the chain; 0 for a meeting that was agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a list may show of a case: dates and states, nothing about the person."""

    case_id: str
    start: date | None = None
    end: date | None = None
    closed: bool = False
    """Whether somebody has left and all is settled."""
    last_note: date | None = None
    """Day of the last note in the case, from which the time until purging counts."""
    dues: tuple[Due, ...] = ()
    """What is due, the earliest first."""
    documents: int = 0
    drafts: int = 0
    errors: int = 0
    warnings: int = 0
    judged_on: date | None = None
    """The day it was made; None when the case was never summed up, and the rest is then unknown."""
    changed_at: datetime | None = None
    """UTC, of the last save in the case."""
    is_stale: bool = False
    """Whether the case was saved after it was summed up, or never summed up."""
