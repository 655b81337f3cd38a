"""A folder for another program: private, and wiped."""

from __future__ import annotations

from pathlib import Path

import pytest

from halvvag_docs.errors import FileError
from halvvag_docs.private import private_folder


def test_nobody_else_can_enter_and_nothing_is_left(tmp_path: Path) -> None:
    """What was written there, backups of an editor too, is written over before it is removed."""
    other = tmp_path / "link"
    with private_folder(tmp_path) as folder:
        (folder / "svar.txt").write_text("hemligt", "utf-8")
        (folder / "svar.txt~").write_text("hemligt förut", "utf-8")
        other.hardlink_to(folder / "svar.txt")
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    assert other.read_bytes() == bytes(len("hemligt"))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """The error names the place."""
    with pytest.raises(FileError, match="saknas"), private_folder(tmp_path / "saknas"):
        pass
