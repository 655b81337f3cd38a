"""From a folder of answers files to a checked case.

Each file is read, checked field by field, and then all of them are judged together by the rules.
What is broken is collected, never fatal: one look shows every problem of every file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from halvvag_docs import answers, files, prefill, rules, validation
from halvvag_docs.answers import Answers, RawAnswers
from halvvag_docs.cases import Case
from halvvag_docs.documents import Excerpt
from halvvag_docs.errors import AnswersError, FileError, Level, Problem
from halvvag_docs.forms import Form, find_forms
from halvvag_docs.units import UNNAMED, Unit

SUFFIXES = (".yaml", ".yml")
"""Suffixes of answers files."""
UNIT_FILE = "verksamhet.yaml"
"""Name of a unit's settings in or beside the folder of a case."""
_UNREADABLE = "file"
_FORM_LINE = re.compile(r"""^dokument:.*?^\s+typ:\s*["']?(\w+)""", re.MULTILINE | re.DOTALL)


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
    """Of the file, its fields and the rules, from the top of the file down."""
    acknowledged: tuple[Problem, ...] = ()
    """Warnings of the rules for which somebody has given a reason in the document."""
    excerpt: Excerpt | None = None
    """For whom the answers are filtered; None when they are whole."""

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

    @property
    def is_draft(self) -> bool:
        """Whether the document is not settled."""
        return self.answers is not None and self.answers.is_draft

    def why_not(self, *, draft: bool) -> str:
        """Return why no document can be made of the file, in Swedish; empty when one can.

        Args:
            draft: whether a marked draft will do.
        """
        if self.form is None or self.answers is None:
            return "filen går inte att läsa som svar."
        if draft:
            return ""
        if self.has_errors:
            return "svaren har fel. Rätta dem, eller lägg till --draft för ett märkt utkast."
        if self.is_draft:
            return "dokumentet är inte fastställt. Fastställ det, eller lägg till --draft för ett märkt utkast."
        return ""

    def line(self, problem: Problem) -> int | None:
        """Return the line of the file where a problem is, 1-based; None when there is no such place."""
        return self.raw.line_of(problem.path) if self.raw and problem.path else None

    def heading(self, problem: Problem) -> str:
        """Return where in the form a problem is: «Avsnitt › Fält»; empty when there is no such place."""
        field = validation.field_at(self.form, problem.path) if self.form else None
        if self.form is None or field is None:
            return ""
        section = self.form.section(field.section)
        # Field checks begin with the field's name themselves, and with the row that is meant.
        named = problem.message.startswith(f"«{field.label}»")
        parts = [section.title if section else "", "" if named else field.label]
        return " › ".join(dict.fromkeys(part for part in parts if part))


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
        found = _asked_files(path) if is_folder else [path]
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
    return unit_in(files.read_text(path), f"{path}")


def unit_in(text: str, name: str) -> Unit:
    """Return the unit that settings tell of.

    Args:
        text: of the settings.
        name: what messages call them.

    Raises:
        AnswersError: the settings are wrong; all problems are named, each with its line.
    """
    raw = None
    try:
        raw = answers.parse(text, document=Path(name).stem)
        return validation.read_unit(raw)
    except AnswersError as error:
        lines = [raw.line_of(one.path) if raw else None for one in error.problems]
        places = [f"{name}:{line}" if line else name for line in lines]
        told = [
            replace(one, message=f"{at}: {one.message}") for one, at in zip(error.problems, places, strict=True)
        ]
        raise AnswersError(told) from error


def _asked_files(folder: Path) -> list[Path]:
    found = answers_files_in(folder)
    if not found:
        raise FileError(f"{folder}: mappen innehåller inga svarsfiler ({' eller '.join(SUFFIXES)}).")
    return found


def _read_case(
    folder: Path, asked: set[Path], *, forms: Mapping[str, Form], today: date, unit: Unit
) -> CheckedCase:
    every = sorted({*answers_files_in(folder), *asked})
    _refuse_twin_files(every)
    sources = [_read(path, forms, today) for path in every]
    return together(folder, sources, asked, forms=forms, today=today, unit=unit)


def together(
    folder: Path,
    sources: Sequence[Source],
    asked: Collection[Path],
    *,
    forms: Mapping[str, Form],
    today: date,
    unit: Unit,
) -> CheckedCase:
    """Return the case that ``sources`` make together, after the rules have looked at all of them.

    Args:
        folder: what the case is called.
        sources: all documents, each checked by itself.
        asked: paths of those that were asked for.
        forms: all forms by name.
        today: the day on which the rules judge.
        unit: the unit's settings.
    """
    case = Case(documents=tuple(source.answers for source in sources if source.answers))
    found = rules.judge(case, unit, today, forms)
    changed = prefill.changed_sources(case, forms, unit)
    judged = [with_rules(source, found, changed) for source in sources]
    return CheckedCase(
        folder=folder,
        unit=unit,
        forms=forms,
        case=case,
        asked=tuple(source for source in judged if source.path in asked),
        others=tuple(source for source in judged if source.path not in asked),
    )


def _refuse_twin_files(paths: Sequence[Path]) -> None:
    """Problems and rules name a document by its file stem, so two files may not share one."""
    stems = [path.stem for path in paths]
    if twin := next((path for path in paths if stems.count(path.stem) > 1), None):
        raise FileError(
            f"{twin}: två svarsfiler i mappen heter så ({' och '.join(SUFFIXES)}). Byt namn på den ena."
        )


def _read(path: Path, forms: Mapping[str, Form], today: date) -> Source:
    try:
        text = files.read_text(path)
    except FileError as error:
        problem = Problem(
            document=path.stem, path="", rule=_UNREADABLE, level=Level.ERROR, message=_reason(error, path)
        )
        return Source(path=path, problems=(problem,))
    return read_source(path, text, forms, today)


def read_source(path: Path, text: str, forms: Mapping[str, Form], today: date) -> Source:
    """Check the text of one answers file field by field; ``path`` is what it is called."""
    raw = None
    try:
        raw = answers.parse(text, document=path.stem)
        form = forms[validation.form_name(raw, forms)]
    except AnswersError as error:
        return Source(path=path, raw=raw, problems=_labelled(error.problems, text, forms))
    checked = validation.check(form, raw, today=today)
    return Source(path=path, form=form, raw=raw, answers=checked.answers, problems=checked.problems)


def _labelled(problems: Iterable[Problem], text: str, forms: Mapping[str, Form]) -> tuple[Problem, ...]:
    """Return problems of a file that could not be parsed, with the labels of its form where it tells its form."""
    told = _FORM_LINE.search(text)
    form = forms.get(told[1]) if told else None
    return tuple(
        replace(one, message=f"{validation.named(form, one.path)}: {one.message}")
        if form and one.path and form.field(one.path)
        else one
        for one in problems
    )


def _reason(error: FileError, path: Path) -> str:
    """Return the error's sentence without the path, which stands before every problem anyway."""
    reason = str(error).removeprefix(f"{path}: ")
    return reason[:1].upper() + reason[1:]


def with_rules(source: Source, found: Iterable[rules.Verdict], changed: Iterable[Problem]) -> Source:
    """Return the document with what the rules say of it, and which of its sources have changed."""
    own = [verdict for verdict in found if verdict.problem.document == source.document]
    unanswered = [verdict.problem for verdict in own if not verdict.acknowledged]
    answered = tuple(verdict.problem for verdict in own if verdict.acknowledged)
    stale = [problem for problem in changed if problem.document == source.document]
    every = sorted([*source.problems, *unanswered, *stale], key=lambda problem: source.line(problem) or 0)
    return replace(source, problems=tuple(every), acknowledged=answered)


def answers_files_in(folder: Path) -> list[Path]:
    """Return the answers files of a folder in the order of their names; none when there is no such folder."""
    if not folder.is_dir():
        return []
    return [path for path in files.list_files(folder, SUFFIXES) if path.name != UNIT_FILE]


def problems_of(cases: Iterable[CheckedCase]) -> Iterator[tuple[Source, Problem]]:
    """Yield every problem of the documents that were asked for, with its file."""
    for one in cases:
        for source in one.asked:
            for problem in source.problems:
                yield source, problem
