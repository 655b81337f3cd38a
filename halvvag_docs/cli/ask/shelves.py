"""A case as the interview needs it: its documents, the draft to go on with, the place for a new one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from halvvag_docs import answers, casework, files
from halvvag_docs.casework import registered, versions
from halvvag_docs.cli.ask.homes import FileHome, Home, RegisterHome
from halvvag_docs.errors import FileError
from halvvag_docs.forms import Form, load_form
from halvvag_docs.questions import Interview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from halvvag_docs.casework import CheckedCase, Source
    from halvvag_docs.casework.registered import Judging
    from halvvag_docs.register import Actor, Register


class Shelf(Protocol):
    """Holds the documents of one case."""

    case: CheckedCase
    judging: Judging

    def open(self, source: Source) -> tuple[str, Home]:
        """Return the text of a draft, and its home.

        Raises:
            FileError: it cannot be read.
        """

    def create(self, form: Form, document_id: str) -> tuple[str, Home]:
        """Return the name of a new document, and its home."""

    def revise(self, source: Source) -> tuple[str, str, Home]:
        """Return name and text of the next version of a settled document, and its home.

        Raises:
            FileError: it cannot be read or saved.
        """

    def settle(self, made: Interview, home: Home, reasons: Mapping[str, str]) -> None:
        """Settle a draft.

        Args:
            made: the interview.
            home: of its draft.
            reasons: rule id -> why a warning is right all the same.

        Raises:
            AnswersError: something is wrong or a reason is missing.
            FileError: it cannot be saved.
        """

    def reread(self, document: str) -> CheckedCase:
        """Return the case with one document asked for, as it stands now."""

    def out(self) -> Path:
        """Return the folder that is offered for Word and PDF."""


class FolderShelf:
    """A case in a folder."""

    def __init__(self, folder: Path, judging: Judging, actor: Actor) -> None:
        """Read a folder, which may be missing."""
        self.folder = folder
        self.judging = judging
        self._actor = actor
        files.clear_unfinished(folder)
        self.case = casework.read_folder(folder, today=judging.today, root=judging.root, unit=judging.unit)

    def open(self, source: Source) -> tuple[str, Home]:
        """Return the text of the file."""
        text = files.read_text(source.path)
        return text, FileHome(source.path, text)

    def create(self, form: Form, document_id: str) -> tuple[str, Home]:  # noqa: ARG002  a file has only its name
        """Return the next name of the folder."""
        path = casework.next_file(self.folder, form.name)
        return path.stem, FileHome(path, None)

    def revise(self, source: Source) -> tuple[str, str, Home]:
        """Return the next version as a file of its own; the settled one stays."""
        if source.raw is None or source.answers is None or source.form is None:
            raise FileError(f"{source.path}: {source.why_not(draft=True)}")
        data = versions.next_version(source.raw.data, source.answers.version + 1, self.judging.today)
        path = casework.next_file(self.folder, source.form.name)
        return path.stem, answers.dump(data), FileHome(path, None)

    def settle(self, made: Interview, home: Home, reasons: Mapping[str, str]) -> None:
        """Write the settled document over its draft."""
        around = casework.Surroundings.of(self.case, self.judging.today)
        final = replace(made, data=versions.settled(made.data, self.judging.today), place="", passed=frozenset())
        data = casework.settleable(final, around, reasons, by=self._actor.user)
        home.save(replace(final, data=data).text())

    def reread(self, document: str) -> CheckedCase:
        """Read the folder again."""
        path = next(one for one in casework.answers_files_in(self.folder) if one.stem == document)
        judging = self.judging
        return casework.read_cases([path], today=judging.today, root=judging.root, unit=judging.unit)[0]

    def out(self) -> Path:
        """Return a folder in that of the case."""
        return self.folder / "dokument"


class RegisterShelf:
    """A case of the register."""

    def __init__(self, register: Register, case_id: str, judging: Judging, actor: Actor) -> None:
        """Read a case.

        Raises:
            FileError: it is not in the register.
        """
        self.case_id = case_id
        self.judging = judging
        self._register = register
        self._actor = actor
        self.case = self._read(None)

    def _read(self, asked: set[str] | None) -> CheckedCase:
        judging = self.judging
        if not self._register.entries(self.case_id):
            unit = registered.unit_of(self._register, self.case_id, judging.unit)
            return casework.empty_case(self.case_id, unit, judging.root)
        return registered.read_registered(
            self._register, self.case_id, today=judging.today, root=judging.root, unit=judging.unit, asked=asked
        )

    def open(self, source: Source) -> tuple[str, Home]:
        """Return the newest text in the register."""
        entry = next(one for one in self._register.entries(self.case_id) if one.name == source.document)
        return entry.text, RegisterHome(self._register, entry, self._actor)

    def create(self, form: Form, document_id: str) -> tuple[str, Home]:
        """Return the next name of the case."""
        from halvvag_docs.register import Entry

        name = casework.next_name(form.name, (one.name for one in self._register.entries(self.case_id)))
        entry = Entry(case_id=self.case_id, document_id=document_id, name=name, form=form.name, text="")
        return name, RegisterHome(self._register, entry, self._actor)

    def revise(self, source: Source) -> tuple[str, str, Home]:
        """Begin the next version in the register."""
        document_id = source.answers.id if source.answers else ""
        entry = registered.revise(self._register, document_id, today=self.judging.today, actor=self._actor)
        return entry.name, entry.text, RegisterHome(self._register, entry, self._actor)

    def settle(self, made: Interview, home: Home, reasons: Mapping[str, str]) -> None:  # noqa: ARG002  the register knows
        """Settle the draft in the register."""
        registered.settle(
            self._register, made.checked.answers.id, judging=self.judging, actor=self._actor, reasons=reasons
        )

    def reread(self, document: str) -> CheckedCase:
        """Read the case again."""
        return self._read({document})

    def out(self) -> Path:
        """Return a folder where the command was started, with the case id as name."""
        return Path(self.case_id)


def drafts_of(shelf: Shelf, form: str) -> list[Source]:
    """Return the drafts of a form, oldest first."""
    return [one for one in shelf.case.asked if one.form and one.form.name == form and one.is_draft]


def settled_of(shelf: Shelf, form: str) -> list[Source]:
    """Return the settled documents of a form that are in use, oldest first."""
    found = [one for one in shelf.case.asked if one.form and one.form.name == form and one.answers]
    return [one for one in found if one.answers and one.answers.status == versions.SETTLED]


def begin(shelf: Shelf, form_name: str) -> tuple[Interview, Home]:
    """Return the interview about a new document."""
    form = load_form(form_name, shelf.judging.root)
    document_id = str(uuid.uuid4())
    name, home = shelf.create(form, document_id)
    made = casework.begin(
        form,
        casework.Surroundings.of(shelf.case, shelf.judging.today),
        document=name,
        document_id=document_id,
        case_id="" if shelf.case.asked else shelf.case.folder.name,
    )
    return made, home


def go_on(shelf: Shelf, form_name: str, text: str, document: str) -> Interview:
    """Return the interview about a document that has been begun."""
    form = load_form(form_name, shelf.judging.root)
    return casework.resume(
        form, text, casework.Surroundings.of(shelf.case, shelf.judging.today), document=document
    )
