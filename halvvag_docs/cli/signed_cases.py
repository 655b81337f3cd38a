"""What a signature, or that somebody did not want to sign, leaves in the case that the document belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halvvag_docs.cli.cases import Place, actor, is_registered, opened
from halvvag_docs.cli.codes import SIGNER, act_in_words
from halvvag_docs.errors import FileError

if TYPE_CHECKING:
    from halvvag_docs.casework import Source
    from halvvag_docs.register import Entry, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Somebody did not want to sign."""

    role: str
    name: str
    """Empty takes the client's own name from the answers."""
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The case of a document."""

    case: Path
    """A folder, or an id of the register."""
    place: Place
    root: Path | None


def refuse(content: bytes, refusal: Refusal, home: Home) -> str:
    """Write in the answers that somebody did not want to sign; return what was done, in Swedish.

    A settled version of the register is never changed: there it is an act in the log.

    Raises:
        FileError: the case has no such document, or the register cannot be opened.
    """
    if not is_registered(home.case):
        path = _refuse_in_folder(_identity(content)[0], refusal, home)
        return f"Antecknat i {path}: ville inte skriva under."
    with opened(home.place) as register:
        entry = _entry(register, content, home)
        _log(register, entry, role=refusal.role, reason_code=_refused())
        if entry.is_draft:
            text = _written(_source(Path(f"{entry.name}{entry.suffix}"), entry.text, refusal.day, home), refusal)
            register.save(replace(entry, text=text), expected=entry.revision, actor=actor())
        return f"Antecknat i registret för {entry.case_id}: ville inte skriva under."


@contextmanager
def noting(content: bytes, home: Home | None, role: str) -> Iterator[Callable[[bytes], None]]:
    """Make ready to log in the register that a document was signed, by a role or nobody named; give what logs it.

    The register is opened before anybody signs, so that nothing is signed that cannot be logged. A folder keeps
    no log.

    Raises:
        FileError: the case has no such document, or the register cannot be opened.
    """
    if home is None or not is_registered(home.case):
        yield lambda _: None
        return
    import hashlib

    with opened(home.place) as register:
        entry = _entry(register, content, home)
        yield lambda signed: _log(register, entry, role=role, sha256=hashlib.sha256(signed).hexdigest())


def _entry(register: Register, content: bytes, home: Home) -> Entry:
    """Return the version that a file was made of, which has to be of the case that was named."""
    key, version = _identity(content)
    entry = register.entry(key, version)
    if entry.case_id != home.case.parts[0]:
        raise FileError(f"{home.case}: ärendet har inget dokument med id {key}. Ange filens ärende med --case.")
    return entry


def _identity(content: bytes) -> tuple[str, int]:
    from halvvag_docs import pdfform

    origin = pdfform.origin_of(content)
    if not origin.get("Document") or not origin.get("Version", "").isdigit():
        raise FileError("Filen säger inte vilket dokument den är; det gör bara de som programmet har gjort.")
    return origin["Document"], int(origin["Version"])


def _refuse_in_folder(key: str, refusal: Refusal, home: Home) -> Path:
    from halvvag_docs import casework, files

    case = casework.read_cases([home.case], today=refusal.day, root=home.root)[0]
    found = [one for one in (*case.asked, *case.others) if one.answers and one.answers.id == key]
    if not found:
        raise FileError(f"{home.case}: ärendet har inget dokument med id {key}.")
    path = found[0].path
    files.write_new(path, _written((found[0], files.read_text(path)), refusal).encode(), force=True)
    return path


def _source(path: Path, text: str, today: date, home: Home) -> tuple[Source, str]:
    from halvvag_docs.casework.reading import read_source
    from halvvag_docs.forms import find_forms

    return read_source(path, text, find_forms(home.root), today), text


def _written(read: tuple[Source, str], refusal: Refusal) -> str:
    from halvvag_docs import casework

    source, text = read
    return casework.with_refusal(source, text, role=refusal.role, name=refusal.name, day=refusal.day)


def _refused() -> str:
    from halvvag_docs.casework.refusing import REFUSED

    return REFUSED


def _log(register: Register, entry: Entry, *, role: str, sha256: str = "", reason_code: str = "") -> None:
    from halvvag_docs.register import Act, Action

    who = actor()
    act = Act(
        action=Action.SIGNED,
        user=who.user,
        role=who.role,
        case_id=entry.case_id,
        document_id=entry.document_id,
        version=entry.version,
        sha256=sha256,
        fields=(f"{SIGNER}{role}",) if role else (),
        reason_code=reason_code,
    )
    register.log(act)
    click.echo(f"Loggat i registret: {act_in_words(act)}.", err=True)
