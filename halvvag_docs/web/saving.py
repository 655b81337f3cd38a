"""A posted page into the register: only what was changed on it, beside what others changed meanwhile.

A page carries a fingerprint of each answer as it was shown. What comes back with the same fingerprint was not
touched and is left alone, so two people can work on one document as long as they do not change the same
answer. Where both did, nothing is decided here: the text is set aside in the register and the person chooses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from halvvag_docs.questions import Interview, Question
from halvvag_docs.web import fields
from halvvag_docs.yamltext import RawValue

SHOWN = "visades."
"""Before a path: name of the hidden field with the fingerprint of what was shown."""
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came back from a page."""

    changed: Mapping[str, RawValue] = field(repr=False)
    """Path -> what was typed, for the answers that the person changed."""
    clashing: tuple[str, ...]
    """Of those, the answers that somebody else has changed in another way meanwhile."""


def fingerprint(value: RawValue) -> str:
    """Return a fingerprint of an answer as a page shows it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def read(form: MultiDict[str, str], questions: Sequence[Question]) -> Page:
    """Return what was changed on a page.

    Args:
        form: what was posted.
        questions: those that the page may have asked, as the document now stands in the register.
    """
    posted = fields.read(form, questions)
    now = {one.path: fields.displayed(one) for one in questions}
    before = {path: form.get(f"{SHOWN}{path}", "") for path in posted}
    changed = {path: value for path, value in posted.items() if fingerprint(value) != before[path]}
    clashing = [
        path
        for path, value in changed.items()
        if now[path] != value and before[path] and fingerprint(now[path]) != before[path]
    ]
    return Page(changed=changed, clashing=tuple(clashing))


def apply(interview: Interview, answers: Mapping[str, RawValue], *, but: Iterable[str] = ()) -> Interview:
    """Return the interview with the answers, less those at the paths ``but``.

    Raises:
        AnswersError: a control character in a text.
    """
    left_out = frozenset(but)
    for path, value in answers.items():
        if path not in left_out:
            interview = interview.set(path, value)
    return interview


def passed(interview: Interview, questions: Iterable[Question]) -> Interview:
    """Return the interview in which the empty ones of the questions count as looked at."""
    for one in questions:
        known = interview.question(one.path)
        if known.asked and known.state.name == "EMPTY":
            interview = interview.skip(one.path)
    return interview


def confirmed(interview: Interview, questions: Iterable[Question]) -> Interview:
    """Return the interview in which the suggestions at the questions are taken for answers."""
    for one in questions:
        if interview.question(one.path).state.name == "SUGGESTED":
            interview = interview.confirm(one.path)
    return interview
