"""What ``halvvag serve`` was told: where the register is, who works, whose forms, which day."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from halvvag_docs.register import Actor

IDLE = 15 * 60
"""Seconds without a request after which the register is locked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that the web page gets from its shell."""

    register: str = field(repr=False)
    """URL of the register; may hold a password."""
    actor: Actor
    """Who works, for the act log."""
    today: Callable[[], date]
    root: Path | None = None
    """Folder of own forms."""
    unit: Path | None = None
    """The unit's settings."""
    idle: float = IDLE
    shortest: int = 12
    """Characters of a new passphrase, at least."""
    clock: Callable[[], float] = time.monotonic
    """Seconds that only grow."""

    @property
    def has_passphrase(self) -> bool:
        """Whether the register is a file that a passphrase opens, and not a server."""
        return self.register.startswith("sqlite")

    @property
    def file(self) -> Path | None:
        """The file of the register, or None for one on a server."""
        return Path(self.register.partition(":///")[2]) if self.has_passphrase else None
