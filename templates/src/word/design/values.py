"""Answers as text with Jinja tags: single values, ranges and phrases, and the labelled fields made of them.

Answers are named by their path; unanswered is "" or an empty list. What a function returns fits in one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

ALWAYS = ""
"""The condition of a part that never collapses."""


class Shown(Protocol):
    """A part that knows when it has something to show."""

    @property
    def shown(self) -> str:
        """Jinja expression, or ALWAYS."""


@dataclass(frozen=True)
class Field:
    """A labelled value in a grid."""

    label: str
    value: str
    """Text with Jinja tags."""
    shown: str
    span: int = 4


def answered(*paths: str) -> str:
    """Return an expression: at least one of the answers is given (0 and false count as given)."""
    return " or ".join(f'{path} != ""' for path in paths)


def any_of(parts: Sequence[Shown]) -> str:
    """Return an expression: at least one of the parts shows something."""
    shown = [part.shown for part in parts]
    return ALWAYS if ALWAYS in shown else " or ".join(dict.fromkeys(shown))


def by_system(fi: str, se: str) -> str:
    """Return text that depends on the system of rules, Finland's or Sweden's."""
    return f'{{% if dokument.system == "fi" %}}{fi}{{% else %}}{se}{{% endif %}}'


def in_system(system: str, words: str) -> str:
    """Return text that shows only under one system of rules."""
    return either(f'dokument.system == "{system}"', words)


def either(condition: str, yes: str, no: str = "") -> str:
    """Return text that depends on a condition."""
    return f"{{% if {condition} %}}{yes}{{% else %}}{no}{{% endif %}}"


def one(label: str, path: str, span: int = 4) -> Field:
    """Return a field with one answer, or a dash."""
    return Field(label, f"{{{{ {path}|saknas }}}}", answered(path), span)


def choice(label: str, path: str, span: int, *choices: str) -> Field:
    """Return a field with one answer; in a draft without it, a box to tick for each choice."""
    boxes = " ".join(f"☐\u00a0{one}" for one in choices)
    value = either(f'{path} != ""', f"{{{{ {path} }}}}", either("utkast", boxes, "–"))
    return Field(label, value, f"{answered(path)} or utkast", span)


def listed(label: str, path: str, span: int = 4) -> Field:
    """Return a field with a list of answers as «a, b och c», or a dash."""
    return Field(label, f"{{{{ {path}|lista|saknas }}}}", path, span)


def period(label: str, first: str, last: str, span: int = 4) -> Field:
    """Return a field with a range: two dates or two times, either of which may be missing."""
    shown = answered(first, last)
    return Field(label, either(shown, f"{{{{ {first} }}}}–{{{{ {last} }}}}", "–"), shown, span)


def joined(label: str, paths: Sequence[str], span: int = 4, *, separators: Sequence[str] = (", ",)) -> Field:
    """Return a field with several answers after each other, those that are given.

    `separators` stand between them, in order; the last one is used again when they run out.
    """
    parts = [f"{{{{ {paths[0]} }}}}"]
    for place, path in enumerate(paths[1:]):
        between = separators[min(place, len(separators) - 1)]
        before = answered(*paths[: place + 1])
        parts.append(either(f'{path} != ""', either(before, between) + f"{{{{ {path} }}}}"))
    shown = answered(*paths)
    return Field(label, "".join(parts) + either(shown, "", "–"), shown, span)


def sentence(*pieces: tuple[str, str]) -> str:
    """Return several answers after each other: (path, pattern) with the answer in place of `@`, by commas."""
    parts: list[str] = []
    for place, (path, pattern) in enumerate(pieces):
        earlier = answered(*(other for other, _ in pieces[:place])) if place else ""
        comma = either(earlier, ", ") if earlier else ""
        parts.append(either(f'{path} != ""', comma + pattern.replace("@", f"{{{{ {path} }}}}")))
    return "".join(parts)


def phrase(label: str, span: int, *pieces: tuple[str, str]) -> Field:
    """Return a field with a :func:`sentence`, or a dash."""
    shown = answered(*(path for path, _ in pieces))
    return Field(label, sentence(*pieces) + either(shown, "", "–"), shown, span)


def owed(label: str, path: str, amount: str, span: int = 4) -> Field:
    """Return a field with an answer and a sum of money in the currency of the system."""
    value = f"{{{{ {path}|saknas }}}}" + either(answered(amount), f" – {{{{ {amount}|belopp }}}}")
    return Field(label, value, answered(path, amount), span)


def price(label: str, amount: str, currency: str, span: int = 4) -> Field:
    """Return a field with a sum of money and the currency that goes with it: «80,00 € (EUR)»."""
    value = f"{{{{ {amount}|belopp({currency}) }}}} ({{{{ {currency} }}}})"
    return Field(
        label, either(answered(amount), value, f"{{{{ {currency}|saknas }}}}"), answered(amount, currency), span
    )


def measured(label: str, path: str, unit: str, span: int = 4) -> Field:
    """Return a field with a number and its unit."""
    return Field(label, either(answered(path), f"{{{{ {path} }}}}\u00a0{unit}", "–"), answered(path), span)
