"""How problems look on a screen and in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from halvvag_docs.errors import ExitCode, Level, Problem

if TYPE_CHECKING:
    from halvvag_docs.casework import Source


def of(source: Source, *, everything: bool) -> tuple[Problem, ...]:
    """Return the problems of a file; with ``everything`` also the warnings that were acknowledged."""
    return source.problems + (source.acknowledged if everything else ())


def line(source: Source, problem: Problem) -> str:
    """Return ``FIL.yaml:37: FEL  Avsnitt › «Fält»: vad som är fel och vad man gör åt det. [R12]``."""
    number = source.line(problem)
    place = f"{source.path}:{number}" if number else f"{source.path}"
    heading = source.heading(problem)
    joint = " › " if problem.message.startswith("«") else ": "
    text = f"{heading}{joint}{problem.message}" if heading else problem.message
    rule = f" [{problem.rule}]" if problem.rule[1:].isdecimal() else ""
    answered = " (bekräftad)" if problem in source.acknowledged else ""
    return f"{place}: {problem.level.swedish}{answered}  {text}{rule}"


def as_json(problems: Iterable[Problem]) -> str:
    """Return a list of objects with the keys document, path, rule, level and message."""
    import json

    found = [
        {
            "document": problem.document,
            "path": problem.path,
            "rule": problem.rule,
            "level": problem.level.value,
            "message": problem.message,
        }
        for problem in problems
    ]
    return json.dumps(found, ensure_ascii=False, indent=2)


def exit_code(sources: Iterable[Source]) -> ExitCode:
    """Return 6 when a file cannot be read, 4 when something is wrong, else 0; warnings do not count."""
    sources = tuple(sources)
    if any(source.is_unreadable for source in sources):
        return ExitCode.FILE
    return ExitCode.ANSWERS if any(source.has_errors for source in sources) else ExitCode.OK


def summary(sources: Iterable[Source]) -> str:
    """Return «2 fel och 1 varning i 11 dokument.»."""
    sources = tuple(sources)
    problems = [problem for source in sources for problem in source.problems]
    errors = sum(problem.level is Level.ERROR for problem in problems)
    warnings = len(problems) - errors
    found = f"{errors} fel och {warnings} {'varning' if warnings == 1 else 'varningar'}"
    return (
        f"{found} i {len(sources)} dokument." if problems else f"Inget att anmärka på i {len(sources)} dokument."
    )
