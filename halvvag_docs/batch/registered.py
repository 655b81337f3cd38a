"""The tasks of a run over cases of the register, and where their new documents go: back into it, as drafts.

Only the process that opened the register reads or writes it. A task carries the texts of its case, so a worker
needs neither the register nor its passphrase.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from halvvag_docs.batch.folders import case_stem, hashed
from halvvag_docs.batch.journal import Journal, new_document_id
from halvvag_docs.batch.order import Order, Task
from halvvag_docs.casework import registered
from halvvag_docs.casework.drawing_up import next_name
from halvvag_docs.errors import FileError
from halvvag_docs.register import Act, Action, Actor, Entry

if TYPE_CHECKING:
    from halvvag_docs.register import Register


_PRINT = "Skriv ut det ur ärendet med «halvvag render»."


class RegisteredCases:
    """Cases in the order of their ids; each time it is walked through, the register is read anew."""

    def __init__(
        self,
        register: Register,
        case_ids: Sequence[str],
        order: Order,
        *,
        making: str,
        journal: Journal,
        actor: Actor,
    ) -> None:
        """Hold the tasks.

        Args:
            register: open as long as the run lasts.
            case_ids: which cases; none for all.
            order: what is to be made.
            making: hash of the form and its templates.
            journal: which knows the rows again.
            actor: who runs it.

        Raises:
            FileError: a case is not in the register.
        """
        known = register.cases()
        if missing := sorted(set(case_ids) - set(known)):
            raise FileError(f"{missing[0]}: ärendet finns inte i registret.")
        self._ids = [one for one in known if not case_ids or one in case_ids]
        self._register = register
        self._order = order
        self._making = making
        self._journal = journal
        self._actor = actor

    def __len__(self) -> int:
        """Return the number of cases."""
        return len(self._ids)

    def __iter__(self) -> Iterator[Task]:
        """Yield a task for each case, with its texts; one case at a time is in memory."""
        for case_id in self._ids:
            yield self._task(case_id)

    def _task(self, case_id: str) -> Task:
        order = self._order
        row = self._journal.row(order.form, order.occasion, case_id)
        document_id = new_document_id(self._journal, row)
        settings = registered.unit_text(self._register, case_id, order.unit)
        papers = self._register.history(case_id)
        # The draft that the row gave the case is no source of it.
        sources = tuple(one for one in papers if one.document_id != document_id)
        if self._is_to_be_made_again(row) and all(one.is_draft for one in papers if one not in sources):
            papers = sources
        told = [text for one in sources for text in (one.name, str(one.version), one.status, one.text)]
        return Task(
            place=case_id,
            case_id=case_id,
            stem=case_stem(order, case_id),
            row=row,
            key=hashed(self._making, order.occasion, str(order.meeting), str(order.due_by), settings, *told),
            document_id=document_id,
            papers=papers,
            settings=settings,
            name=next_name(order.form, {one.name for one in sources}),
        )

    def _is_to_be_made_again(self, row: str) -> bool:
        """Say whether a run was killed while it wrote the row, or some of its files are gone."""
        entry = self._journal.entry(row)
        return entry is not None and (entry.is_broken_off or (entry.is_done and not self._journal.is_whole(entry)))

    def file(self, task: Task, answers: str, contents: Mapping[Path, bytes]) -> None:
        """Keep a new document as a draft of its case, and note in the log what was made of it.

        A run that was killed in between does it again: a draft that is there word for word is left as it is.

        Raises:
            FileError: the register cannot be written, or somebody has changed the draft.
        """
        order, actor = self._order, self._actor
        new = Entry(
            case_id=task.case_id, document_id=task.document_id, name=task.name, form=order.form, text=answers
        )
        there = [one for one in self._register.entries(task.case_id) if one.document_id == task.document_id]
        if any(one.text != answers for one in there):
            raise FileError(f"{task.case_id}: utkastet {task.name} är ändrat. {_PRINT}")
        saved = self._register.save(new, expected=None, actor=actor)
        made = Act(
            action=Action.EXPORTED,
            user=actor.user,
            role=actor.role,
            case_id=task.case_id,
            document_id=saved.document_id,
            version=saved.version,
            profile="intern",
            template=self._making,
            reason_code=f"batch:{order.batch_id}",
        )
        for content in contents.values():
            self._register.log(replace(made, sha256=hashlib.sha256(content).hexdigest()))
