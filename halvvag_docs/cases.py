"""All documents of one person, in the order in which they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from halvvag_docs.answers import Answers

_OUT_OF_USE = frozenset(("ersatt", "makulerad"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The documents of one case. Documents with field errors are here too, less the bad leaves."""

    documents: tuple[Answers, ...]

    def of(self, form: str) -> tuple[Answers, ...]:
        """Return the documents of ``form`` that are in use, oldest first (drafts too)."""
        found = [one for one in self.documents if one.form == form and one.status not in _OUT_OF_USE]
        return tuple(sorted(found, key=lambda one: (one.date or date.max, one.document)))

    def latest(self, form: str) -> Answers | None:
        """Return the newest document of ``form``, or None."""
        found = self.of(form)
        return found[-1] if found else None

    def by_id(self, document_id: str) -> Answers | None:
        """Return the newest version of the document with this ``dokument.id``, or None."""
        found = [one for one in self.documents if one.id == document_id]
        return max(found, key=lambda one: one.version, default=None)

    def consent(self, consent_id: str) -> Answers | None:
        """Return the newest consent with this ``samtycke.id``, or None."""
        found = [one for one in self.of("samtycke") if one.at("samtycke.id") == consent_id]
        return found[-1] if found else None
