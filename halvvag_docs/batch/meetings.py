"""The pack for a network meeting: minutes to fill in, notes for those who lead it, a letter to each called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from halvvag_docs import documents, overview
from halvvag_docs.batch.order import LETTER_PART, NOTES_PART, Order, Result
from halvvag_docs.casework import CheckedCase
from halvvag_docs.documents import Page
from halvvag_docs.errors import MissingProgramError
from halvvag_docs.overview import Appointment, Meeting

FORM = "natverksmote"
"""The minutes."""
_PAGES = (overview.NOTES, overview.LETTER)


def given(checked: CheckedCase, order: Order) -> Mapping[str, Any]:
    """Return what is known of the meeting itself before any source is asked: its day and place."""
    when = _when(checked, order)
    found = {f"{FORM}.datum": when.day, f"{FORM}.plats": when.place}
    return {path: value for path, value in found.items() if value}


def digests(order: Order) -> list[str]:
    """Return the hashes of the pages' templates.

    Raises:
        FileError: one cannot be read.
    """
    return [documents.page_digest(name, one, order.root) for name in _PAGES for one in order.formats]


def with_pages(order: Order, checked: CheckedCase, values: Mapping[str, Any], result: Result) -> Result:
    """Return a result with the notes and the letters beside the minutes.

    Args:
        order: of the run.
        checked: the case.
        values: the draft of the minutes; its participants are those who are called.
        result: with the minutes.

    Raises:
        FileError, FormError, RenderError: a page cannot be made.
        MissingProgramError: it is the only format, and its program is not installed.
    """
    when = _when(checked, order)
    called = values.get(FORM, {}).get("deltagare", ())
    meeting = overview.prepare(
        checked.case, checked.unit, order.today, forms=checked.forms, called=called, on=when.day
    )
    made, left_out = dict(result.documents), result.left_out
    for one in order.formats:
        try:
            for ending, page in _pages(order, checked, meeting, when):
                made[f"_{ending}.{one}"] = documents.make_page(
                    page, format=one, unit=checked.unit, root=order.root
                )
        except MissingProgramError as error:
            if len(order.formats) == 1:
                raise
            left_out = str(error)
    return replace(result, documents=made, left_out=left_out)


def _when(checked: CheckedCase, order: Order) -> Appointment:
    """Return when and where the case meets: as it was ordered, else the day that the last minutes say."""
    asked = order.meeting or Appointment()
    day = asked.day or overview.agreed_day(checked.case, checked.unit, order.today)
    return replace(asked, day=day)


def _pages(order: Order, checked: CheckedCase, meeting: Meeting, when: Appointment) -> Iterator[tuple[str, Page]]:
    def page(name: str, blocks: Mapping[str, Any]) -> Page:
        return Page(
            name=name,
            title=overview.TITLES[name],
            case_id=meeting.case_id,
            system=meeting.system,
            created=order.today,
            blocks=blocks,
        )

    yield NOTES_PART, page(overview.NOTES, overview.notes(meeting, when, order.today))
    letters = overview.letters(meeting, checked.unit, when, order.today)
    for number, blocks in enumerate(letters, 1):
        yield f"{LETTER_PART}-{number}", page(overview.LETTER, blocks)
