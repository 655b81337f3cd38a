"""What lies on the desk while a request is answered: the register, a case, one of its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import abort, current_app, g, url_for

from halvvag_docs import casework
from halvvag_docs.casework import CheckedCase, Source, Surroundings, registered
from halvvag_docs.casework.registered import Judging
from halvvag_docs.forms import Form
from halvvag_docs.questions import Interview
from halvvag_docs.register import Actor, Entry, Register
from halvvag_docs.web.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of a case, open to be read or answered."""

    entry: Entry
    form: Form
    case: CheckedCase
    source: Source
    around: Surroundings
    interview: Interview = field(repr=False)

    @property
    def case_id(self) -> str:
        """The case it belongs to."""
        return self.entry.case_id

    def address(self, endpoint: str, **more: Any) -> str:
        """Return the address of one of the document's pages; ``more`` as for ``flask.url_for``."""
        return url_for(endpoint, case_id=self.entry.case_id, name=self.entry.name, **more)


def settings() -> Settings:
    """Return what the shell was told."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def register() -> Register:
    """Return the open register."""
    found: Register = g.session.register
    return found


def actor() -> Actor:
    """Return who works."""
    return settings().actor


def today() -> date:
    """Return the day from which everything is judged."""
    return settings().today()


def judging() -> Judging:
    """Return by what a case is judged."""
    return Judging(today=today(), root=settings().root, unit=settings().unit)


def sum_up(case_id: str) -> None:
    """Keep what the list shows of a case that was changed."""
    registered.sum_up(register(), case_id, judging())


def read_case(case_id: str) -> CheckedCase:
    """Return a case, read and checked; a case that is not there becomes «not found»."""
    if not register().has_case(case_id):
        abort(404)
    own = settings()
    return registered.read_registered(register(), case_id, today=today(), root=own.root, unit=own.unit)


def surroundings(case: CheckedCase) -> Surroundings:
    """Return what an interview about a document of a case is held in."""
    return Surroundings(case=case.case, unit=case.unit, forms=case.forms, today=today())


def open_paper(case_id: str, name: str) -> Paper:
    """Return a document of a case; one that is not there becomes «not found»."""
    case = read_case(case_id)
    entries: Sequence[Entry] = register().entries(case_id)
    entry = next((one for one in entries if one.name == name), None)
    source = next((one for one in case.asked if one.document == name), None)
    if entry is None or source is None or source.form is None:
        abort(404)
    around = surroundings(case)
    return Paper(
        entry=entry,
        form=source.form,
        case=case,
        source=source,
        around=around,
        interview=casework.resume(source.form, entry.text, around, document=name),
    )


def save(paper: Paper, interview: Interview, fields: Sequence[str]) -> Paper:
    """Save the answers so far as the draft they belong to.

    Args:
        paper: as it was read.
        interview: the answers now.
        fields: paths of those that were changed, for the log.

    Raises:
        ConflictError: somebody else saved the draft meanwhile; this text was set aside.
    """
    fresh = casework.refreshed(interview, paper.around)
    entry = replace(paper.entry, text=fresh.text())
    saved = register().save(entry, expected=paper.entry.revision, actor=actor(), fields=fields)
    return replace(paper, entry=saved, interview=fresh)
