"""Sheets beside the documents, such as the one that lies on top of a package: a Typst template and plain data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs.documents import flowing
from halvvag_docs.forms import builtin_root, load_block

_BLANK: Mapping[str, Any] = {"utkast": False, "utdrag": "", "signaturer": []}
"""What the frame of every document looks for."""


def sheet(
    name: str, data: Mapping[str, Any], *, system: str, title: str, created: date, root: Path | None = None
) -> bytes:
    """Return a sheet as PDF/A-2a and PDF/UA-1.

    Args:
        name: stem of the template, ``_foljesedel``; a unit's own root shadows ours.
        data: what the template prints, all texts; ``dokument``, ``verksamhet`` and ``dokumentslag`` for its frame.
        system: ``fi`` or ``se``.
        title: kind of sheet and case, never a name.
        created: the date in the metadata.
        root: a folder of own templates, or None.

    Raises:
        FileError, FormError, MissingProgramError: as ``flow.Template``.
    """
    from halvvag_docs import flow  # noqa: PLC0415  it takes long to import, and most documents need none

    words = {key: str(one.get(system, "")) for key, one in load_block("_terms", root).items()}
    shown = flow.encode({**_BLANK, "ord": words, **data}, system=system)
    fonts = builtin_root() / "templates" / "fonts"
    return (
        flowing.template(sheet_template(name, root))
        .typeset(shown, title=title, created=created, fonts=fonts)
        .content
    )


def sheet_template(name: str, root: Path | None = None) -> Path:
    """Return the file of a sheet's template."""
    own = root / "templates" / f"{name}.typ" if root else None
    return own if own is not None and own.is_file() else builtin_root() / "templates" / f"{name}.typ"
