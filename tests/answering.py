"""Somebody who answers ``halvvag ask`` as a given document says, whatever is asked and in whatever order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs.forms import Form
from halvvag_docs.questions import Interview, Question, read
from halvvag_docs.questions.tree import at

_FIXED = {"Ska svaret tas bort": "ja", "Stämmer allt": "nej"}
"""Beginning of a prompt -> what is always said to it."""


@dataclass
class Answerer:
    """Gives the answer that ``wanted`` has at the place where the interview is, which its draft tells."""

    form: Form
    folder: Path
    wanted: Mapping[str, Any]
    """Raw answers, as in an answers file."""
    backs: int = 0
    """How many times to go back on the way."""
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  a test
    ending: Mapping[str, str] = field(default_factory=lambda: {"Fastställa": "nej", "Nummer (Enter": "4"})
    """Beginning of a prompt after the review -> what to say."""
    asked: list[str] = field(default_factory=list)
    """Paths of the questions that were answered, in order."""
    _lines: list[str] = field(default_factory=list)
    """What is left of an answer of several lines."""

    @property
    def draft(self) -> Path:
        """The newest file of the form."""
        return max(self.folder.glob(f"*-{self.form.name}.yaml"))

    def interview(self) -> Interview:
        """Return what the draft says now."""
        return read(self.form, self.draft.read_text("utf-8"), today=date(2026, 3, 12), document="x")

    def reply(self, prompt: str) -> str:
        """Return the line to type at a prompt."""
        if self._lines:
            return self._lines.pop(0)
        for known, answer in _FIXED.items():
            if prompt.startswith(known):
                return answer
        if prompt.startswith("Nummer, eller Enter"):
            return self._reviewed()
        made = self.interview()
        if not made.place:
            return next(answer for known, answer in self.ending.items() if prompt.startswith(known))
        if self.backs and len(self.asked) > 8 and self.chance.random() < 0.2:
            self.backs -= 1
            return "<"
        return self._answer(made.question(made.place))

    def forget(self) -> None:
        """Forget what was left of an answer of several lines: the interview begins the question anew."""
        self._lines.clear()

    def _reviewed(self) -> str:
        """Change what differs; nothing when all is as wanted."""
        for number, one in enumerate(self.interview().asked, start=1):
            if one.kind != "rows" and at(self.wanted, one.path) != one.answer:
                return str(number)
        return ""

    def _answer(self, one: Question) -> str:
        self.asked.append(one.path)
        wanted: Any = at(self.wanted, one.path)
        if one.kind == "rows":
            return self._rows(one, wanted)
        if one.answer == wanted or not (one.answer or wanted):
            return ""
        if one.answer and (not wanted or one.kind == "list"):
            return ":töm"
        return self._typed(one, wanted)

    def _typed(self, one: Question, wanted: Any) -> str:
        if one.kind == "choices":
            return ", ".join(str(_number(one, code)) for code in wanted)
        if one.kind == "boolean":
            return "ja" if wanted == "true" else "nej"
        if one.choices:
            return str(_number(one, wanted))
        lines = [
            _meant(line) for line in (wanted if isinstance(wanted, list) else wanted.rstrip("\n").split("\n"))
        ]
        if one.kind == "list" or one.is_long:
            self._lines = [*lines[1:], ""]
        return lines[0]

    def _rows(self, one: Question, wanted: Any) -> str:
        have, want = len(one.answer), len(wanted)
        if not want:
            return ":töm" if have else ""
        if have > want or (have and one.state.name == "SUGGESTED"):
            return ":töm"
        return "ny" if have < want else ""


def _number(one: Question, code: str) -> int:
    return [choice.code for choice in one.choices].index(code) + 1


def _meant(line: str) -> str:
    """Return a line as it has to be typed to be meant as it stands."""
    return f"\\{line}" if not line or line[0] in "?<:\\" else line
