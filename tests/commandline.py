"""The command line as a test sees it."""

from __future__ import annotations

from typing import Protocol

from click.testing import Result


class Halvvag(Protocol):
    """``halvvag("check", path)`` runs the command and gives exit_code, stdout and stderr."""

    def __call__(self, *args: object, input: str | None = None) -> Result:  # noqa: A002  Click's word
        """Run it; an exception that is no exit comes through."""
