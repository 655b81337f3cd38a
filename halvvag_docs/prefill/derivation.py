"""What a derivation is: a named, pure function that a schema refers to with ``derive:NAME``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from halvvag_docs.prefill.sources import Ask, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One way to draw an answer from a case that is more than a copy."""

    name: str
    """As in a schema: ``derive:test_counts``."""
    text: str
    """Swedish, for the table of origins: what was done to get the value."""
    find: Callable[[Ask], Offer | None]
    """Returns what it found, or None. Depends on its argument alone."""
    is_certain: bool = False
    """Whether a fact (class F) found so needs no confirmation: counted or moved, not guessed."""
