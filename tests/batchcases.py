"""Folders of cases for a run: variations of the two samples, some of them with a fault that was planted."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from halvvag_docs.forms import builtin_root

TODAY = "2026-05-20"
SECRETS = ("Linnea", "Backlund", "140587", "Jonas", "Lindqvist", "19900602")
"""Of the sample persons; no file name, journal or list may hold one."""
_FILES = {"A-fi-halvvagshem": ("HV-2026-014", "0[1-9]"), "B-se-boendestod": ("BS-2026-031", "0[1-9]")}

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def make_case(parent: Path, number: int, *, sample: str = "A-fi-halvvagshem") -> Path:
    """Write a case without any follow-up yet, and return its folder; its name is its case id."""
    own, wanted = _FILES[sample]
    case_id = f"{own[:2]}-2026-{number:03}"
    folder = parent / case_id
    folder.mkdir(parents=True)
    for path in (builtin_root() / "samples" / sample).glob(f"{wanted}*.yaml"):
        text = _UUID.sub(lambda found: str(uuid.uuid5(uuid.UUID(found[0]), case_id)), path.read_text("utf-8"))
        (folder / path.name).write_text(text.replace(own, case_id), "utf-8")
    unit = builtin_root() / "samples" / sample / "verksamhet.yaml"
    (folder / "verksamhet.yaml").write_text(unit.read_text("utf-8"), "utf-8")
    return folder


def change(folder: Path, number: str, pattern: str, replacement: str) -> None:
    """Change the document with a number (``08``) by a regular expression, once."""
    (path,) = folder.glob(f"{number}-*.yaml")
    text, times = re.subn(pattern, replacement, path.read_text("utf-8"), count=1)
    assert times == 1, f"{pattern} not found in {path.name}"
    path.write_text(text, "utf-8")


def remove(folder: Path, number: str) -> None:
    """Remove the document with a number."""
    (path,) = folder.glob(f"{number}-*.yaml")
    path.unlink()
