"""One case at a glance: how far it has come, what is due and by when, what is wrong where.

The chain of steps is data, ``schemas/_chain.yaml``; when something is due is a small function each
(``deadlines``). Nothing here decides: it reads the documents and the problems that were found in them.
"""

from __future__ import annotations

from halvvag_docs.overview.chain import Step, read_chain
from halvvag_docs.overview.deadlines import DEADLINES, Due
from halvvag_docs.overview.meeting import Meeting, agreed_day, prepare
from halvvag_docs.overview.meeting_pages import LETTER, NOTES, TITLES, Appointment, letters, notes
from halvvag_docs.overview.page import page
from halvvag_docs.overview.survey import Agreement, DocumentLine, Goal, Overview, State, StepLine, survey

__all__ = [
    "DEADLINES",
    "LETTER",
    "NOTES",
    "TITLES",
    "Agreement",
    "Appointment",
    "DocumentLine",
    "Due",
    "Goal",
    "Meeting",
    "Overview",
    "State",
    "Step",
    "StepLine",
    "agreed_day",
    "letters",
    "notes",
    "page",
    "prepare",
    "read_chain",
    "survey",
]
