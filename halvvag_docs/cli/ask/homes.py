"""Where drafts live while they are answered: files of a folder, or the register. Each answer is saved at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from halvvag_docs import files
from halvvag_docs.errors import FileError

if TYPE_CHECKING:
    from halvvag_docs.register import Actor, Entry, Register


class Home(Protocol):
    """Keeps the text of one draft."""

    @property
    def place(self) -> str:
        """How the draft is called on the screen."""

    @property
    def folder(self) -> Path | None:
        """Where a text may lie while an editor has it open; None when there is no folder."""

    def save(self, text: str, path: str = "") -> None:
        """Keep the text; afterwards it survives anything.

        Args:
            text: the whole draft.
            path: of the answer that was changed, for the log.

        Raises:
            FileError: it cannot be kept, or somebody else has changed the draft meanwhile.
        """

    def bookmark(self, text: str) -> None:
        """Keep the text if that costs nothing: only the place in the interview has changed.

        Raises:
            FileError: as :meth:`save`.
        """


class FileHome:
    """A draft in a file."""

    def __init__(self, path: Path, text: str | None) -> None:
        """Take a file; ``text`` is what it holds, None when there is no such file yet."""
        self.path = path
        self._text = text

    @property
    def place(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def folder(self) -> Path | None:
        """The folder of the case."""
        return self.path.parent

    def save(self, text: str, path: str = "") -> None:  # noqa: ARG002  a folder has no log
        """Replace the file in one step, unless it is no longer the one we know."""
        if text == self._text:
            return
        if self._text is None:
            files.make_folder(self.path.parent)
            files.write_new(self.path, text.encode())
        elif not self.path.exists() or files.read_text(self.path) != self._text:
            raise FileError(
                f"{self.path}: filen har ändrats av någon annan medan du svarade. Det senaste svaret sparades "
                "inte, men resten står kvar. Starta kommandot igen och svara på det en gång till."
            )
        else:
            files.write_new(self.path, text.encode(), force=True)
        self._text = text

    def bookmark(self, text: str) -> None:
        """Replace the file."""
        self.save(text)


class RegisterHome:
    """A draft in the register."""

    folder = None
    """Texts for an editor lie in the system's own folder for such things."""

    def __init__(self, register: Register, entry: Entry, actor: Actor) -> None:
        """Take an entry of the register; one with revision 0 is added at the first save."""
        self._register = register
        self._entry = entry
        self._actor = actor

    @property
    def place(self) -> str:
        """Case id and name of the document."""
        return f"{self._entry.case_id}/{self._entry.name}"

    def save(self, text: str, path: str = "") -> None:
        """Save the draft; what somebody else saved meanwhile stands, and this text is set aside beside it."""
        if text == self._entry.text and self._entry.revision:
            return
        self._entry = self._register.save(
            replace(self._entry, text=text),
            expected=self._entry.revision or None,
            actor=self._actor,
            fields=(path,) if path else (),
        )

    def bookmark(self, text: str) -> None:
        """Do nothing: a look at a question is no change of the document."""
