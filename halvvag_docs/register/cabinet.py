"""What is kept beside the documents: other files of a case, and settings of the whole register."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from halvvag_docs.register import log
from halvvag_docs.register.database import Database
from halvvag_docs.register.entries import Act, Action, Actor
from halvvag_docs.register.tables import files, settings


class Cabinet(Database):
    """The part of a register that knows nothing of documents."""

    def files(self, case_id: str) -> tuple[str, ...]:
        """Return the names of the other files of a case, with ``/`` between folders, in order."""
        with self.reading() as connection:
            wanted = select(files.c.name).where(files.c.case_id == case_id).order_by(files.c.name)
            return tuple(connection.execute(wanted).scalars())

    def read_file(self, case_id: str, name: str) -> bytes | None:
        """Return the content of another file of a case; None when there is none."""
        with self.reading() as connection:
            where = (files.c.case_id == case_id) & (files.c.name == name)
            return connection.execute(select(files.c.content).where(where)).scalar()

    def setting(self, name: str) -> str | None:
        """Return a setting of the whole register (``verksamhet``: the text of verksamhet.yaml), or None."""
        with self.reading() as connection:
            return connection.execute(select(settings.c.text).where(settings.c.name == name)).scalar()

    def set_setting(self, name: str, text: str, *, actor: Actor) -> None:
        """Write a setting of the whole register."""
        with self.writing() as connection:
            connection.execute(delete(settings).where(settings.c.name == name))
            connection.execute(insert(settings).values(name=name, text=text))
            act = Act(
                action=Action.CHANGED,
                user=actor.user,
                role=actor.role,
                fields=(f"register.{name}",),
                sha256=log.digest(text),
            )
            self._note(connection, act)
