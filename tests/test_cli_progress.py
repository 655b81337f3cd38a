from __future__ import annotations

import io
import sys

import pytest

from halvvag_docs.cli import progress as progress_module
from halvvag_docs.cli.progress import progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log file gets no bar, however long it takes."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress_module, "_PATIENCE", -1.0)
    with progress(2, "Skriver") as bar:
        bar.advance()
    assert stream.getvalue() == ""


def test_quick_work_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the first second nothing flickers."""
    stream = _Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress(2, "Skriver") as bar:
        bar.advance()
        bar.advance()
    assert stream.getvalue() == ""


def test_slow_work_shows_how_far_it_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second a person at a terminal sees a bar, on stderr."""
    stream = _Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress_module, "_PATIENCE", -1.0)
    with progress(3, "Skriver") as bar:
        bar.advance()
        bar.advance()
    assert "Skriver" in stream.getvalue()
    assert "2/3" in stream.getvalue()


def test_bar_ends_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error leaves the terminal as it was."""
    monkeypatch.setattr(sys, "stderr", _Terminal())
    monkeypatch.setattr(progress_module, "_PATIENCE", -1.0)

    def fail() -> None:
        with progress(3, "Skriver") as bar:
            bar.advance()
            raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"):
        fail()
    with progress(1, "Skriver") as bar:
        bar.advance()
