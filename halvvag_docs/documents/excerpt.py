"""A copy that does not hold everything: for whom it is, and what is left out of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What makes a document an excerpt. The answers it is made of are filtered already."""

    profile: str
    """For the file's name: ``bestallare``."""
    whom: str
    """In words: «beställaren»."""
    withheld: frozenset[str]
    """Schema paths of the leaves that the recipient may not see, answered or not."""

    @property
    def title(self) -> str:
        """«Utdrag för beställaren»: what every page says."""
        return f"Utdrag för {self.whom}"
