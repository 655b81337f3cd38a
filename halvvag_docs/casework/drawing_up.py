"""From a case to the draft of its next document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from halvvag_docs import drafts, identity, prefill
from halvvag_docs.cases import Case
from halvvag_docs.casework.reading import SUFFIXES, CheckedCase, Source, answers_files_in, find_unit, read_cases
from halvvag_docs.errors import FileError
from halvvag_docs.forms import Form, find_forms
from halvvag_docs.identity import is_case_id
from halvvag_docs.units import Unit

_NO_CASE_ID = "Ett ärende-id är 3–20 stora bokstäver A–Z, siffror och bindestreck, till exempel HV-2026-014."
_TELLS_BIRTH = (
    "Ärende-id:t ser ut att innehålla ett identitetsnummer eller ett födelsedatum. Det syns i listor och filnamn "
    "och får inte säga vem någon är. Välj ett annat, till exempel år och löpnummer: HV-2026-014."
)


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
    case = (
        read_folder(folder, today=today, root=root, unit=unit)
        if folder
        else empty_case("", find_unit(Path(), unit), root)
    )
    return draw_up(form, case, document_id=document_id, today=today)


def read_folder(folder: Path, *, today: date, root: Path | None = None, unit: Path | None = None) -> CheckedCase:
    """Return the case of a folder that may be empty or missing; its name is then the case id if it can be one.

    Raises:
        FileError: the folder cannot be read, or its name would be a case id that may tell when somebody was born.
        FormError: a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    if answers_files_in(folder):
        return read_cases([folder], today=today, root=root, unit=unit)[0]
    case_id = folder.name if is_case_id(folder.name) else ""
    if case_id:
        refuse_case_id(case_id, today)
    return empty_case(case_id, find_unit(folder, unit), root)


def empty_case(case_id: str, unit: Unit, root: Path | None = None) -> CheckedCase:
    """Return a case that has no documents yet; its id may be empty.

    Raises:
        FormError: a schema is wrong.
    """
    nothing = Case(documents=())
    return CheckedCase(folder=Path(case_id), unit=unit, forms=find_forms(root), case=nothing, asked=(), others=())


def draw_up(form: Form, case: CheckedCase, *, document_id: str, today: date) -> NewDraft:
    """Return a new document of a case that has been read; an empty case gives its id by its name.

    Args:
        form: what to draw up.
        case: where it is drawn from.
        document_id: UUID of the new document.
        today: the day it is drawn up.
    """
    made = prefill.draft(
        form,
        case.case,
        case.unit,
        today,
        forms=case.forms,
        document_id=document_id,
        case_id="" if case.asked else case.folder.name,
    )
    return NewDraft(
        text=drafts.compose(form, made.values, prefill.notes(made, case.forms)),
        origins=tuple(prefill.explain(made, form, case.forms)),
        unread=tuple(source for source in case.asked if source.answers is None),
    )


def refuse_case_id(text: str, today: date) -> None:
    """Make sure that a new case may have ``text`` as its id. Source: domain reference, 2.0.

    Raises:
        FileError: it is no id, or may hold an identity number or a day of birth.
    """
    if not is_case_id(text):
        raise FileError(_NO_CASE_ID)
    if identity.may_tell_birth(text, today):
        raise FileError(_TELLS_BIRTH)


def next_file(folder: Path, name: str) -> Path:
    """Return the file for a new document of form ``name``: the next number of the folder, then the name."""
    return folder / f"{next_name(name, (path.stem for path in answers_files_in(folder)))}{SUFFIXES[0]}"


def next_name(name: str, taken: Iterable[str]) -> str:
    """Return ``NN-name`` with the number after the highest of the file stems that are ``taken``."""
    numbers = [int(stem[:2]) for stem in taken if stem[:2].isdecimal()]
    return f"{max(numbers, default=0) + 1:02}-{name}"
