"""From a typed line to the answer of a question: choices by number or word, everything else as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halvvag_docs.questions import Choice, Question
    from halvvag_docs.yamltext import RawValue

_ALL = "alla"


def is_numbered(choices: Sequence[Choice]) -> bool:
    """Say whether choices may be told by their number: not when they are numbers themselves."""
    return not any(one.code.isdecimal() or one.label.isdecimal() for one in choices)


def chosen(choices: Sequence[Choice], text: str) -> str | None:
    """Return the code that a number, a code or the beginning of a label means; None when it is not clear."""
    word = text.strip().casefold()
    exact = [one.code for one in choices if word in (one.code.casefold(), one.label.casefold())]
    if exact:
        return exact[0]
    if word.isdecimal():
        place = int(word) - 1
        return choices[place].code if is_numbered(choices) and 0 <= place < len(choices) else None
    begun = [one.code for one in choices if word and one.label.casefold().startswith(word)]
    return begun[0] if len(begun) == 1 else None


def several(choices: Sequence[Choice], text: str) -> list[str] | None:
    """Return the codes that numbers or words mean, in the order of the form; None when one of them is not clear.

    Words are parted by commas, numbers by blanks too; ``alla`` means all.
    """
    if text.strip().casefold() == _ALL:
        return [one.code for one in choices]
    only_numbers = re.fullmatch(r"[\d\s,;]+", text)
    parts = re.split(r"[\s,;]+" if only_numbers else r"\s*[,;]\s*", text.strip(" ,;"))
    found = [chosen(choices, part) for part in parts]
    if None in found:
        return None
    return [one.code for one in choices if one.code in found]


def value(question: Question, text: str) -> RawValue | None:
    """Return the answer that ``text`` is to a question of one line; None when it is none of the choices."""
    if question.kind == "choices":
        found = several(question.choices, text)
        return None if found is None else [*found]
    if question.choices:
        return chosen(question.choices, text)
    return text.strip() if question.kind != "text" else text
