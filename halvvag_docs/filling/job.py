"""What is to be filled, with what, and where the documents go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple


class Job(NamedTuple):
    """What is to be filled, with what, and where the documents go."""

    template: Path
    """A ``.docx`` or ``.pdf``."""
    data: Path
    """What :func:`halvvag_docs.records.read` reads."""
    out: Path
    """A folder, or for a single record a file with the template's suffix."""
    name: str = ""
    """File name with ``{field}`` in it; empty for running numbers (or the data files' own names)."""
    force: bool = False
    """Whether existing files may be replaced."""
    lock: bool = False
    """Whether the fields of a PDF are made read-only."""
    allow_missing_glyphs: bool = False
    """In a PDF, draw a visible replacement for a character that no font has, and tell of it."""
    cache: Path | None = None
    """Folder where what was made ready of a template is kept between runs; None: nowhere."""
    jobs: int = 1
    """How many processes share the work, from 1; for few documents one does it all."""
    form: str = ""
    """Name of the form that every record has to hold to; empty for none."""
    root: Path | None = None
    """Folder of own forms."""
    today: date | None = None
    """For what a form says of dates that may not lie in the future."""
