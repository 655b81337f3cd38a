"""From a folder of answers files to a checked case: the way in of every command that reads answers.

Each file is read, checked field by field, and then all of them are judged together by the rules.
What is broken is collected, never fatal: one look shows every problem of every file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from halvvag_docs import answers, files, rules, validation
from halvvag_docs.answers import Answers, RawAnswers
from halvvag_docs.cases import Case
from halvvag_docs.errors import AnswersError, FileError, Level, Problem
from halvvag_docs.forms import Form, find_forms
from halvvag_docs.units import UNNAMED, Unit

SUFFIXES = (".yaml", ".yml")
"""Suffixes of answers files."""
UNIT_FILE = "verksamhet.yaml"
"""Name of a unit's settings in or beside the folder of a case."""
_UNREADABLE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One answers file, as far as it could be read."""

    path: Path
    form: Form | None = None
    """None when the file does not say which form it is for."""
    raw: RawAnswers | None = None
    """None when the file is no YAML."""
    answers: Answers | None = None
    """All good leaves; None with ``form``."""
    problems: tuple[Problem, ...] = ()
    """Of the file and its fields, then of the rules."""

    @property
    def document(self) -> str:
        """The file stem, which is how problems and rules name the document."""
        return self.path.stem

    @property
    def is_unreadable(self) -> bool:
        """Whether not even the text of the file could be had."""
        return any(problem.rule == _UNREADABLE for problem in self.problems)

    @property
    def has_errors(self) -> bool:
        """Whether anything but warnings was found."""
        return any(problem.level is Level.ERROR for problem in self.problems)

    def line(self, problem: Problem) -> int | None:
        """Return the line of the file where a problem is, 1-based; None when there is no such place."""
        return self.raw.line_of(problem.path) if self.raw and problem.path else None

    def section(self, problem: Problem) -> str:
        """Return the heading of the part of the form where a problem is; empty when there is none."""
        field = self.form.field(problem.path) if self.form else None
        section = self.form.section(field.section) if self.form and field else None
        return section.title if section else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCase:
    """All documents of a folder, with those that were asked for."""

    folder: Path
    unit: Unit
    forms: Mapping[str, Form]
    case: Case
    asked: tuple[Source, ...]
    """In the order of their names."""
    others: tuple[Source, ...]
    """Read only so that the rules see the whole case."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found in the documents that were asked for, file by file."""
        return tuple(problem for source in self.asked for problem in source.problems)


def read_cases(
    paths: Sequence[Path], *, today: date, root: Path | None = None, unit: Path | None = None
) -> list[CheckedCase]:
    """Read and check folders and single files; files of one folder are one case.

    Args:
        paths: folders (every answers file in them is asked for) and answers files (which are asked
            for alone, with the rest of their folder as context).
        today: the day on which the rules judge.
        root: a folder of own forms, or None.
        unit: the unit's settings, or None for those in or beside each folder.

    Raises:
        FileError: a folder is missing or holds no answers.
        FormError: a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    forms = find_forms(root)
    wanted: dict[Path, set[Path]] = {}
    for path in paths:
        is_folder = path.is_dir()
        found = _answers_files(path) if is_folder else [path]
        wanted.setdefault(path if is_folder else path.parent, set()).update(found)
    return [
        _read_case(folder, asked, forms=forms, today=today, unit=find_unit(folder, unit))
        for folder, asked in wanted.items()
    ]


def find_unit(folder: Path, given: Path | None = None) -> Unit:
    """Return the settings in ``given``, else those in or beside ``folder``, else an unnamed unit.

    Raises:
        FileError: ``given`` cannot be read.
        AnswersError: the settings are wrong; all problems are named.
    """
    beside = (folder / UNIT_FILE, folder.resolve().parent / UNIT_FILE)
    path = given or next((candidate for candidate in beside if candidate.is_file()), None)
    if path is None:
        return UNNAMED
    return validation.read_unit(answers.parse(files.read_text(path), document=path.stem))


def _answers_files(folder: Path) -> list[Path]:
    found = [path for path in files.list_files(folder, SUFFIXES) if path.name != UNIT_FILE]
    if not found:
        raise FileError(f"{folder}: mappen innehåller inga svarsfiler ({' eller '.join(SUFFIXES)}).")
    return found


def _read_case(
    folder: Path, asked: set[Path], *, forms: Mapping[str, Form], today: date, unit: Unit
) -> CheckedCase:
    neighbours = files.list_files(folder, SUFFIXES) if folder.is_dir() else []
    every = sorted({path for path in neighbours if path.name != UNIT_FILE} | asked)
    sources = [_read(path, forms, today) for path in every]
    case = Case(documents=tuple(source.answers for source in sources if source.answers))
    found = rules.check(case, unit, today, forms)
    judged = [_with_rules(source, found) for source in sources]
    return CheckedCase(
        folder=folder,
        unit=unit,
        forms=forms,
        case=case,
        asked=tuple(source for source in judged if source.path in asked),
        others=tuple(source for source in judged if source.path not in asked),
    )


def _read(path: Path, forms: Mapping[str, Form], today: date) -> Source:
    try:
        text = files.read_text(path)
    except FileError as error:
        problem = Problem(
            document=path.stem, path="", rule=_UNREADABLE, level=Level.ERROR, message=_reason(error, path)
        )
        return Source(path=path, problems=(problem,))
    raw = None
    try:
        raw = answers.parse(text, document=path.stem)
        form = forms[validation.form_name(raw, forms)]
    except AnswersError as error:
        return Source(path=path, raw=raw, problems=tuple(error.problems))
    checked = validation.check(form, raw, today=today)
    return Source(path=path, form=form, raw=raw, answers=checked.answers, problems=checked.problems)


def _reason(error: FileError, path: Path) -> str:
    """Return the error's sentence without the path, which stands before every problem anyway."""
    reason = str(error).removeprefix(f"{path}: ")
    return reason[:1].upper() + reason[1:]


def _with_rules(source: Source, found: Iterable[Problem]) -> Source:
    own = tuple(problem for problem in found if problem.document == source.document)
    return Source(
        path=source.path,
        form=source.form,
        raw=source.raw,
        answers=source.answers,
        problems=source.problems + own,
    )


def problems_of(cases: Iterable[CheckedCase]) -> Iterator[tuple[Source, Problem]]:
    """Yield every problem of the documents that were asked for, with its file."""
    for one in cases:
        for source in one.asked:
            for problem in source.problems:
                yield source, problem
