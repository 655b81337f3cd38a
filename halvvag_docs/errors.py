"""What can go wrong, with the exit code and the words a person sees.

Every error of the package derives from :class:`HalvvagError`. Only the shells
(``cli``, ``web``) catch it, in one place each. No message, no ``repr`` and no
:class:`Problem` may hold the value of an answer: the data are secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Exit status of the ``halvvag`` command."""

    OK = 0
    BUG = 1
    USAGE = 2
    FORM = 3
    ANSWERS = 4
    RENDER = 5
    FILE = 6
    SIGNING = 7
    MISSING_PROGRAM = 8
    BATCH = 9
    INTERRUPTED = 130


class Level(StrEnum):
    """How much a problem weighs: an error stops a document, a warning does not."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def swedish(self) -> str:
        """The word staff see: «FEL» or «VARNING»."""
        return "FEL" if self is Level.ERROR else "VARNING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong or doubtful, without the value of any answer."""

    document: str
    """File stem of the answers, or id of the document."""
    path: str
    """Dotted path, list items 0-based: ``genomforandeplan.mal[2].hur_mats``; ``""`` for the whole document."""
    rule: str
    """``R01`` … ``R48`` of the field, or the name of a field check (``required``, ``type``, ``allowed`` …)."""
    level: Level
    message: str
    """Swedish sentence: the field's label, what is wrong and what to do."""


class HalvvagError(Exception):
    """Base of all errors with a message for the user; never raised itself."""

    exit_code: ExitCode = ExitCode.BUG


class FormError(HalvvagError):
    """A schema or template is wrong; the message names the file and the place."""

    exit_code = ExitCode.FORM


class AnswersError(HalvvagError):
    """Answers do not hold what their form asks for."""

    exit_code = ExitCode.ANSWERS

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))

    def __reduce__(self) -> tuple[type[AnswersError], tuple[Sequence[Problem]]]:
        """Let the error travel between processes with its problems."""
        return type(self), (self.problems,)


class RenderError(HalvvagError):
    """A document could not be made whole; nothing was written."""

    exit_code = ExitCode.RENDER


class FileError(HalvvagError):
    """A file cannot be read or written, or is not what it should be."""

    exit_code = ExitCode.FILE


class SigningError(HalvvagError):
    """A signature cannot be made or judged."""

    exit_code = ExitCode.SIGNING


class MissingProgramError(HalvvagError):
    """A program or an extra that this act needs is not installed."""

    exit_code = ExitCode.MISSING_PROGRAM
