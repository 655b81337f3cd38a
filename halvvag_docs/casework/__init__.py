"""What every command that works on a case does: read and check it, make its documents, draw up the next.

``reading`` turns a folder of answers files into a checked case, ``making`` turns that into documents and an
overview, ``drawing_up`` into the draft of the next document, ``asking`` into an interview about it. ``registered``
does the same for a case of the register, ``moving`` brings cases in and out of it, ``retention`` says when one may
be purged.
"""

from __future__ import annotations

from halvvag_docs.casework.asking import Surroundings, begin, judged, refreshed, resume, settleable
from halvvag_docs.casework.drawing_up import (
    NewDraft,
    empty_case,
    new_draft,
    next_file,
    next_name,
    read_folder,
    refuse_case_id,
)
from halvvag_docs.casework.making import Rendered, render, survey
from halvvag_docs.casework.reading import (
    SUFFIXES,
    UNIT_FILE,
    CheckedCase,
    Source,
    answers_files_in,
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
    "answers_files_in",
    "begin",
    "empty_case",
    "find_unit",
    "judged",
    "new_draft",
    "next_file",
    "next_name",
    "problems_of",
    "read_cases",
    "read_folder",
    "rebuild",
    "refreshed",
    "refuse_case_id",
    "render",
    "resume",
    "settleable",
    "survey",
    "with_refusal",
]
