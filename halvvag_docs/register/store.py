"""The register: cases, their documents and files, and the log of what was done with them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from halvvag_docs.errors import FileError
from halvvag_docs.register import engine as engines
from halvvag_docs.register import log, papers, summaries
from halvvag_docs.register.cabinet import Cabinet
from halvvag_docs.register.database import Clock
from halvvag_docs.register.entries import DRAFT, SETTLED, Act, Action, Actor, Entry, LogVerdict, Sidelined, Summary
from halvvag_docs.register.faults import ConflictError, UnknownCaseError, explained
from halvvag_docs.register.migrating import bring_up_to_date
from halvvag_docs.register.tables import cases, files
from halvvag_docs.register.tables import summaries as summary_table


def open_register(url: str, passphrase: str = "", *, create: bool = False, clock: Clock | None = None) -> Register:
    """Open a register, after bringing an older one up to date.

    Args:
        url: ``sqlite:///FILE`` (one encrypted file) or ``postgresql://…``.
        passphrase: of the file; not used by PostgreSQL, which has users of its own.
        create: whether a register is made where there is none.
        clock: gives the time of saves and acts, with its zone; None for the machine's. That an act happened now
            is part of the act, so the register asks for it, unlike everything else below the shells.

    Raises:
        FileError: no such register, the database does not answer, or it is damaged.
        WrongPassphraseError: the passphrase is not the right one.
        NewerRegisterError: a newer program has written it.
        MissingProgramError: the driver of PostgreSQL is not installed.
    """
    parts = engines.read_url(url)
    place = engines.place_of(parts)
    with explained(place):
        engine = engines.make_engine(parts, passphrase, create=create)
        try:
            bring_up_to_date(engine, place, create=create)
        except BaseException:
            engine.dispose()
            raise
    return Register(engine, place, clock or _now)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


class Register(Cabinet):
    """An open register; every method is one transaction, and any thread may call it.

    When a method that changes something returns, the change is on the disk.
    """

    # cases

    def cases(self) -> tuple[str, ...]:
        """Return the ids of all cases, in order."""
        with self.reading() as connection:
            return tuple(connection.execute(select(cases.c.case_id).order_by(cases.c.case_id)).scalars())

    def has_case(self, case_id: str) -> bool:
        """Whether there is a case with this id."""
        with self.reading() as connection:
            return _has_case(connection, case_id)

    def create_case(self, case_id: str, *, actor: Actor) -> None:
        """Add a case without documents.

        Raises:
            FileError: there is one with this id already.
        """
        with self.writing() as connection:
            self._create(connection, case_id)
            self._note(connection, Act(action=Action.CREATED, user=actor.user, role=actor.role, case_id=case_id))

    def overview(self) -> tuple[Summary, ...]:
        """Return dates and states of every case, in order of their ids, without reading a document.

        They are as fresh as the last :meth:`sum_up`, which ``casework`` calls at each save.
        """
        with self.reading() as connection:
            return summaries.every(connection)

    def sum_up(self, summary: Summary) -> None:
        """Keep what lists show of a case, in place of what was kept before; no act, since it tells nothing new.

        Args:
            summary: ``changed_at`` says which state of the case it was made from (see :meth:`changed_at`), so that
                a save that came meanwhile makes it stale; None for the state now.
        """
        with self.writing() as connection:
            if papers.lock(connection, summary.case_id):
                summaries.put(connection, summary, summary.changed_at or self._utc())

    def changed_at(self, case_id: str) -> datetime:
        """Return when a case was last saved, UTC.

        Raises:
            UnknownCaseError: there is no such case.
        """
        with self.reading() as connection:
            found = connection.execute(select(cases.c.changed_at).where(cases.c.case_id == case_id)).scalar()
        if found is None:
            raise UnknownCaseError(f"{case_id}: ärendet finns inte i registret.")
        return datetime.fromisoformat(found)

    # documents

    def entries(self, case_id: str) -> tuple[Entry, ...]:
        """Return the newest version of each document of a case, in order of their names.

        Raises:
            UnknownCaseError: there is no such case.
        """
        return papers.newest(self.history(case_id))

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Return every version of every document of a case, in order of name and version.

        Raises:
            UnknownCaseError: there is no such case.
        """
        with self.reading() as connection:
            if not _has_case(connection, case_id):
                raise UnknownCaseError(f"{case_id}: ärendet finns inte i registret.")
            return tuple(papers.every(connection, case_id=case_id))

    def entry(self, document_id: str, version: int | None = None) -> Entry:
        """Return one version of a document, the newest unless told which.

        Raises:
            UnknownCaseError: there is no such document or version.
        """
        found = [one for one in self.versions(document_id) if version in (None, one.version)]
        if not found:
            raise UnknownCaseError(f"Dokumentet {document_id} har ingen version {version} i registret.")
        return found[-1]

    def versions(self, document_id: str) -> tuple[Entry, ...]:
        """Return all versions of a document, oldest first; a draft is last.

        Raises:
            UnknownCaseError: there is no such document.
        """
        with self.reading() as connection:
            found = papers.every(connection, document_id=document_id)
        if not found:
            raise UnknownCaseError(f"Dokumentet {document_id} finns inte i registret.")
        return tuple(sorted(found, key=lambda one: one.version))

    def save(self, entry: Entry, *, expected: int | None, actor: Actor, fields: Sequence[str] = ()) -> Entry:
        """Save a draft.

        Args:
            entry: the draft. A document that the register does not have is added; a version one higher than the
                settled one begins a new draft of it.
            expected: the revision that was read before; None for a draft that is new.
            actor: who saves it.
            fields: paths of the answers that were changed, for the log.

        Returns:
            The draft as saved, with its new revision. A draft that stands there already, word for word, is left
            as it is: saving again after a broken connection does no harm.

        Raises:
            ConflictError: somebody else saved it meanwhile; this text was set aside, and theirs stands.
            FileError: the version is settled, or the document belongs to another case.
        """
        with self.writing() as connection:
            before = self._open(connection, entry)
            if before and (before.text, before.version) == (entry.text, entry.version):
                return before
            found = before.revision if before else 0
            is_settled = entry.version <= papers.last_version(connection, entry.document_id)
            if is_settled and expected is None:
                raise FileError(
                    f"{entry.case_id} {entry.name}: version {entry.version} är fastställd och kan inte ändras. "
                    "Gör en ny version med «halvvag case revise»."
                )
            saved = replace(entry, status=DRAFT, saved_at=self._utc(), saved_by=actor.user)
            if found == (expected or 0) and not is_settled:
                saved = replace(saved, revision=found + 1)
                papers.put_draft(connection, saved, before=before)
                papers.touch(connection, saved)
                action = Action.CREATED if before is None else Action.CHANGED
                self._note(connection, _about(action, actor, saved, fields=fields))
                return saved
            number = papers.set_aside(connection, replace(saved, revision=expected or 0))
        raise ConflictError(
            f"{entry.case_id} {entry.name}: någon annan har ändrat dokumentet sedan du öppnade det. "
            f"Den andras text står kvar, din är undanlagd: visa den med «halvvag case conflicts {entry.case_id} "
            f"--show {number}» och för in det som ska vara med.",
            document_id=entry.document_id,
            expected=expected,
            found=found,
            sidelined=number,
        )

    def sidelined(self, case_id: str) -> tuple[Sidelined, ...]:
        """Return the texts of a case that were set aside in a conflict, oldest first."""
        with self.reading() as connection:
            return papers.set_aside_of(connection, case_id)

    def drop_sidelined(self, number: int, *, actor: Actor) -> None:
        """Remove a text that was set aside, when what it says has been taken care of.

        Raises:
            UnknownCaseError: there is none with this number.
        """
        with self.writing() as connection:
            gone = papers.drop_set_aside(connection, number)
            act = _about(Action.PURGED, actor, gone.entry, sha256=log.digest(gone.entry.text))
            self._note(connection, replace(act, version=0))  # no version is gone, only a copy of a draft

    def settle(self, entry: Entry, *, actor: Actor, schema_version: str = "", also: Sequence[Act] = ()) -> Entry:
        """Turn a draft into a version that never changes; older ones become ``ersatt``, working drafts go.

        Args:
            entry: the draft that was judged, by its revision, with the text as it is to stand for good.
            actor: who settles it.
            schema_version: of the form it was judged by, for the log.
            also: acts that belong to it, warnings that were acknowledged for instance.

        Raises:
            ConflictError: somebody else changed the draft meanwhile; nothing was settled.
            FileError: there is no draft, or a text of it was set aside and nobody has looked at it.
        """
        document_id, place = entry.document_id, f"{entry.case_id} {entry.name}"
        with self.writing() as connection:
            papers.lock(connection, papers.home(connection, document_id) or "")
            draft = papers.draft(connection, document_id)
            if draft is None:
                raise FileError(f"{place}: dokumentet har inget utkast att fastställa.")
            if draft.revision != entry.revision:
                raise ConflictError(
                    f"{place}: någon annan har ändrat dokumentet. Läs det igen innan du fastställer det.",
                    document_id=document_id,
                    expected=entry.revision,
                    found=draft.revision,
                    sidelined=0,
                )
            if papers.is_set_aside(connection, document_id):
                raise FileError(
                    f"{place}: två personer ändrade samtidigt, och den enes text ligger undanlagd. "
                    f"Se «halvvag case conflicts {draft.case_id}»."
                )
            saved = replace(draft, text=entry.text, status=SETTLED, saved_at=self._utc(), saved_by=actor.user)
            papers.replace_older(connection, document_id)
            papers.put_version(connection, saved)
            papers.touch(connection, saved)
            papers.drop_drafts(connection, document_id)
            for act in also:
                self._note(connection, act)
            act = _about(Action.SETTLED, actor, saved, sha256=log.digest(saved.text))
            self._note(connection, replace(act, schema_version=schema_version))
            return saved

    # whole cases

    def take_in(
        self, case_id: str, entries: Sequence[Entry], others: Sequence[tuple[str, bytes]], *, actor: Actor
    ) -> None:
        """Add a whole case at once: documents with their versions and states, and other files.

        Raises:
            FileError: there is such a case, or one of the documents, already.
        """
        with self.writing() as connection:
            self._create(connection, case_id)
            self._note(connection, Act(action=Action.IMPORTED, user=actor.user, role=actor.role, case_id=case_id))
            for entry in sorted(entries, key=lambda one: (one.version, one.name)):
                owner = papers.home(connection, entry.document_id)
                if owner not in (None, case_id):
                    raise FileError(f"{entry.name}: dokumentets id finns redan, i ärendet {owner}.")
                if owner is None:
                    papers.put_document(connection, entry)
                self._take(
                    connection, replace(entry, revision=1, saved_at=self._utc(), saved_by=actor.user), actor
                )
            if others:
                rows = [{"case_id": case_id, "name": name, "content": content} for name, content in others]
                connection.execute(insert(files), rows)

    def purge(self, case_id: str, *, actor: Actor, reason_code: str) -> tuple[Act, ...]:
        """Remove a case with all of its versions, drafts and files; the log keeps ids and hashes.

        Whether the law allows it is for ``casework.retention`` to say.

        Returns:
            One act for the case, one for each version and file that is gone: what a certificate needs.

        Raises:
            UnknownCaseError: there is no such case.
        """
        with self.writing() as connection:
            if not papers.lock(connection, case_id):
                raise UnknownCaseError(f"{case_id}: ärendet finns inte i registret.")
            act = Act(
                action=Action.PURGED, user=actor.user, role=actor.role, case_id=case_id, reason_code=reason_code
            )
            gone = [act]
            contents = select(files.c.content).where(files.c.case_id == case_id)
            for entry in papers.every(connection, case_id=case_id):
                version = replace(act, document_id=entry.document_id, version=entry.version)
                gone.append(replace(version, sha256=log.digest(entry.text)))
            hashes = [hashlib.sha256(one).hexdigest() for one in connection.execute(contents).scalars()]
            gone += [replace(act, sha256=one) for one in hashes]
            papers.drop_documents(connection, case_id)
            for table in (files, summary_table, cases):
                connection.execute(delete(table).where(table.c.case_id == case_id))
            logged = tuple(self._note(connection, one) for one in gone)
        self.make_one_file()
        return logged

    # the log

    def log(self, act: Act) -> Act:
        """Add an act to the log, and return it with its number."""
        with self.writing() as connection:
            return self._note(connection, act)

    def acts(self, case_id: str | None = None) -> tuple[Act, ...]:
        """Return the acts of a case, or all of them, in order."""
        with self.reading() as connection:
            return tuple(log.read(connection, case_id))

    def verify_log(self) -> LogVerdict:
        """Look whether anybody has changed the log, or a settled version behind its back."""
        with self.reading() as connection:
            return log.verify(connection)

    def _create(self, connection: Connection, case_id: str) -> None:
        if _has_case(connection, case_id):
            raise FileError(f"{case_id}: ärendet finns redan i registret.")
        now = self._utc().isoformat(timespec="microseconds")
        connection.execute(insert(cases).values(case_id=case_id, created_at=now, changed_at=now))

    def _open(self, connection: Connection, entry: Entry) -> Entry | None:
        """Return the draft that an entry is to replace, or None; others wait until the transaction ends."""
        if not papers.lock(connection, entry.case_id):
            raise UnknownCaseError(f"{entry.case_id}: ärendet finns inte i registret.")
        owner = papers.home(connection, entry.document_id)
        if owner is None:
            if entry.name in {one.name for one in papers.every(connection, case_id=entry.case_id)}:
                raise FileError(f"{entry.case_id} {entry.name}: ett annat dokument heter så. Försök igen.")
            papers.put_document(connection, entry)
        elif owner != entry.case_id:
            raise FileError(f"{entry.case_id} {entry.name}: dokumentets id hör till ärendet {owner}.")
        return papers.draft(connection, entry.document_id)

    def _take(self, connection: Connection, entry: Entry, actor: Actor) -> None:
        if entry.is_draft:
            papers.put_draft(connection, entry, before=None)
        else:
            if entry.status == SETTLED:
                papers.replace_older(connection, entry.document_id)
            papers.put_version(connection, entry)
        vouched = "" if entry.is_draft else log.digest(entry.text)
        self._note(connection, _about(Action.IMPORTED, actor, entry, sha256=vouched))


def _has_case(connection: Connection, case_id: str) -> bool:
    return connection.execute(select(cases.c.case_id).where(cases.c.case_id == case_id)).first() is not None


def _about(action: Action, actor: Actor, entry: Entry, *, sha256: str = "", fields: Sequence[str] = ()) -> Act:
    return Act(
        action=action,
        user=actor.user,
        role=actor.role,
        case_id=entry.case_id,
        document_id=entry.document_id,
        version=entry.version,
        fields=tuple(fields),
        sha256=sha256,
    )
