"""From a case to the draft of its next document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from halvvag_docs import drafts, prefill
from halvvag_docs.cases import Case
from halvvag_docs.casework.reading import SUFFIXES, Source, answers_files_in, find_unit, read_cases
from halvvag_docs.forms import Form, find_forms

_CASE_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{2,19}", re.ASCII)
"""As the schemas ask of ``dokument.arende_id``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """A document to be filled in."""

    text: str
    """The answers file."""
    origins: tuple[prefill.Explained, ...] = ()
    """Where each answer in it comes from."""
    unread: tuple[Source, ...] = ()
    """Documents of the case that could not be read and so were not drawn from."""


def new_draft(
    form: Form,
    folder: Path | None,
    *,
    document_id: str,
    today: date,
    root: Path | None = None,
    unit: Path | None = None,
) -> NewDraft:
    """Return a new document, drawn from the earlier ones of its case.

    Args:
        form: what to draw up.
        folder: the case; it may be empty or missing, and its name is then taken for the case id if it
            can be one. None for a draft without a case.
        document_id: UUID of the new document.
        today: the day it is drawn up.
        root: a folder of own forms, or None.
        unit: the unit's settings, or None for those in or beside the folder.

    Raises:
        FileError: the folder cannot be read.
        FormError: a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    forms = find_forms(root)
    earlier = (
        read_cases([folder], today=today, root=root, unit=unit)[0] if folder and answers_files_in(folder) else None
    )
    made = prefill.draft(
        form,
        earlier.case if earlier else Case(documents=()),
        earlier.unit if earlier else find_unit(folder or Path(), unit),
        today,
        forms=forms,
        document_id=document_id,
        case_id=folder.name if folder and not earlier and _CASE_ID.fullmatch(folder.name) else "",
    )
    return NewDraft(
        text=drafts.compose(form, made.values, prefill.notes(made, forms)),
        origins=tuple(prefill.explain(made, form, forms)),
        unread=tuple(source for source in earlier.asked if source.answers is None) if earlier else (),
    )


def next_file(folder: Path, name: str) -> Path:
    """Return the file for a new document of form ``name``: the next number of the folder, then the name."""
    numbers = [int(path.name[:2]) for path in answers_files_in(folder) if path.name[:2].isdecimal()]
    return folder / f"{max(numbers, default=0) + 1:02}-{name}{SUFFIXES[0]}"
