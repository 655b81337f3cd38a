"""A text in the user's own editor, in a private folder that is wiped afterwards."""

from __future__ import annotations

from pathlib import Path

import click

from halvvag_docs import files
from halvvag_docs.errors import FileError
from halvvag_docs.private import MARK, private_folder

_NAME = "svar.txt"


def left_behind(folder: Path | None) -> list[Path]:
    """Return the texts that lay open in an editor when the program was killed."""
    return sorted(folder.glob(f"{MARK}*/{_NAME}")) if folder else []


def edited(text: str, folder: Path | None) -> str | None:
    """Return the text as it was saved in the editor; None when it is unchanged or no editor opens.

    Args:
        text: what stands there now.
        folder: where the private folder is made; that of the system for such things when None.
    """
    try:
        with private_folder(folder) as private:
            path = private / _NAME
            files.write_new(path, text.encode())
            click.edit(filename=str(path))
            new = files.read_text(path).rstrip("\n")
    except (click.ClickException, FileError) as error:
        click.echo(f"{error}", err=True)
        return None
    return None if new == text else new
