"""A bar on stderr for work that takes longer than a second, if a person is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

_PATIENCE = 1.0


class Progress(Protocol):
    """What the work reports to."""

    def advance(self) -> None:
        """Say that one more document is done."""


class _Silent:
    def advance(self) -> None:
        """Show nothing."""


class _Bar:
    """Stays unseen, and rich unimported, for the first second."""

    def __init__(self, total: int, text: str) -> None:
        self._total = total
        self._text = text
        self._done = 0
        self._started = time.monotonic()
        self._shown: Any = None
        self._task: Any = None

    def advance(self) -> None:
        self._done += 1
        if self._shown is not None:
            self._shown.update(self._task, completed=self._done)
        elif time.monotonic() - self._started > _PATIENCE:
            self._show()

    def _show(self) -> None:
        from rich import progress as bars
        from rich.console import Console
        from rich.text import Text

        class Rate(bars.ProgressColumn):
            """Documents a second."""

            def render(self, task: bars.Task) -> Text:
                return Text(f"{task.speed:.1f}/s".replace(".", ",") if task.speed else "")

        left = bars.TimeRemainingColumn()
        columns = (
            bars.TextColumn("{task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            Rate(),
            left,
        )
        self._shown = bars.Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._shown.add_task(self._text, total=self._total, completed=self._done)
        self._shown.start()

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()


@contextmanager
def progress(total: int, text: str) -> Iterator[Progress]:
    """Yield what to report to; nothing is shown unless stderr is a terminal and it takes a while.

    Args:
        total: number of documents.
        text: Swedish word before the bar.
    """
    if not sys.stderr.isatty():
        yield _Silent()
        return
    bar = _Bar(total, text)
    try:
        yield bar
    finally:
        bar.close()
