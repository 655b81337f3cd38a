"""What every command that works on a case does: read and check it, make its documents, draw up the next.

``reading`` turns a folder of answers files into a checked case, ``making`` turns that into documents and an
overview, ``drawing_up`` into the draft of the next document, ``asking`` into an interview about it. ``registered``
does the same for a case of the register, ``moving`` brings cases in and out of it, ``retention`` says when one may
be purged.
"""

from __future__ import annotations

from halvvag_docs.casework.asking import Surroundings, begin, judged, refreshed, resume
from halvvag_docs.casework.drawing_up import NewDraft, is_case_id, new_draft, next_file
from halvvag_docs.casework.making import Rendered, render, survey
from halvvag_docs.casework.reading import (
    SUFFIXES,
    UNIT_FILE,
    CheckedCase,
    Source,
    find_unit,
    problems_of,
    read_cases,
)
from halvvag_docs.casework.rebuilding import Rebuilt, rebuild
from halvvag_docs.casework.refusing import with_refusal

__all__ = [
    "SUFFIXES",
    "UNIT_FILE",
    "CheckedCase",
    "NewDraft",
    "Rebuilt",
    "Rendered",
    "Source",
    "Surroundings",
    "begin",
    "find_unit",
    "is_case_id",
    "judged",
    "new_draft",
    "next_file",
    "problems_of",
    "read_cases",
    "rebuild",
    "refreshed",
    "render",
    "resume",
    "survey",
    "with_refusal",
]
