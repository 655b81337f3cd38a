"""Due follow-ups as a calendar file. A case id and a day: nothing about the person.

Source: RFC 5545. One kind of event with five properties, so a library would be more than what it does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from halvvag_docs.batch.order import Dates

_LINE = 75
"""Octets of a line; a longer one goes on in the next, after a space. Source: RFC 5545, 3.1."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(cases: Iterable[Dates], today: date) -> bytes:
    """Return an iCalendar file with a whole-day event for each due follow-up.

    The same case and day keep their UID, so that a calendar which reads the file again shows nothing twice.

    Args:
        cases: when each case is due; one that is not gives no event.
        today: day of the file.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//halvvag_docs//SV", "CALSCALE:GREGORIAN"]
    for one in cases:
        for day, what in ((one.due, "Uppföljning"), (one.final, "Uppföljning före periodens slut")):
            if day:
                lines += _event(one.case_id, day, what, today)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(case_id: str, day: date, what: str, today: date) -> list[str]:
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"halvvag:due:{case_id}:{what}:{day.isoformat()}")
    return [
        "BEGIN:VEVENT",
        f"UID:{key}",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{f'{what} {case_id}'.translate(_ESCAPED)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, never through a character."""
    part = ""
    for character in line:
        if len(f"{part}{character}".encode()) > _LINE:
            yield part
            part = " "
        part += character
    yield part
