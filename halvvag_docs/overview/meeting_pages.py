"""A meeting on paper, as data for templates: the letter to each who is called, the notes for those who lead it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from halvvag_docs.formatting import format_date
from halvvag_docs.identity import format_phone
from halvvag_docs.overview.meeting import STAFF, Called, Consent, Meeting
from halvvag_docs.units import UNNAMED, Unit

LETTER, NOTES = "kallelse", "motesunderlag"
TITLES = {LETTER: "Kallelse till möte", NOTES: "Underlag till nätverksmöte"}
_REGIONS = {"fi": "FI", "se": "SE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """When and where, as far as somebody has said."""

    day: date | None = None
    """None: as the last minutes of each case say."""
    time: str = ""
    place: str = ""


def letters(meeting: Meeting, unit: Unit, when: Appointment, today: date) -> Iterator[dict[str, Any]]:
    """Yield what stands in the letter to each who may be called, but for our own staff.

    It says who, when and where, which everybody at the table may know; nothing of why.
    """
    invited = [one for one in meeting.called if one.may_be_called]
    everyone = [{"namn": one.name, "roll": one.label, "organisation": one.organisation} for one in invited]
    for one in (one for one in invited if one.role not in STAFF):
        yield {
            "kallelse": {
                "mottagare": one.name,
                "organisation": one.organisation if one.organisation.strip("–- ") else "",
                "galler": "" if one.role == "klient" else meeting.person,
                "egen": one.role == "klient",
                "samtycke": "" if one.basis != f"samtycke {one.consent_id}" else one.consent_id,
                "skriven": format_date(today, meeting.system),
                **_appointment(meeting, when),
                **_sender(unit, meeting.system),
            },
            "kallade": everyone,
        }


def notes(meeting: Meeting, when: Appointment, today: date) -> dict[str, Any]:
    """Return what those who lead the meeting have to know beforehand."""
    holding = [one for one in meeting.consents if not one.why_not]
    return {
        "underlag": {
            "galler": meeting.person,
            "provat": format_date(meeting.day or today, meeting.system),
            "utan_dag": meeting.day is None,
            **_appointment(meeting, when),
        },
        "kallade": [_row(one) for one in meeting.called],
        "overenskommelser": [
            {
                "vad": one.what,
                "vem": one.who,
                "senast": format_date(one.day, meeting.system) if one.day else "",
                "forsenad": bool(one.day and one.day < today),
            }
            for one in meeting.agreements
        ],
        "samtycken": [_consent(one, meeting) for one in holding],
        "ogiltiga": [
            {"nr": one.number, "slag": one.kind, "varfor": one.why_not} for one in meeting.consents if one.why_not
        ],
    }


def _appointment(meeting: Meeting, when: Appointment) -> dict[str, str]:
    day = format_date(meeting.day, meeting.system) if meeting.day else ""
    return {"dag": day, "tid": when.time, "plats": when.place}


def _sender(unit: Unit, system: str) -> dict[str, str]:
    if unit is UNNAMED:
        return {"fran": "", "adress": "", "telefon": ""}
    phone = format_phone(unit.telefon, _REGIONS.get(system)) if unit.telefon else ""
    return {"fran": unit.namn, "adress": unit.adress, "telefon": phone}


def _row(one: Called) -> dict[str, Any]:
    return {
        "namn": one.name,
        "roll": one.label,
        "organisation": one.organisation,
        "grund": one.basis,
        "kallas": one.may_be_called,
    }


def _consent(one: Consent, meeting: Meeting) -> dict[str, Any]:
    return {
        "nr": one.number,
        "slag": one.kind,
        "till": format_date(one.until, meeting.system) if one.until else "",
        "parter": [
            {"namn": name, "kontakt": format_phone(contact, _REGIONS.get(meeting.system)), "riktning": way}
            for name, contact, way in one.parties
        ],
        "omfattar": list(one.covers),
        "undantag": one.except_for,
    }
