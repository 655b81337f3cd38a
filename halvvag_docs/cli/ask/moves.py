"""Where to go from a question."""

from __future__ import annotations

from enum import Enum


class Move(Enum):
    """What comes after a question was shown."""

    ON = "on"
    STAY = "stay"
    BACK = "back"
    REVIEW = "review"
    GONE = "gone"
    """Somewhere else: ``Dialogue.goal`` says where."""


class QuitError(Exception):
    """The person goes on another day."""
