"""What has to be known before a network meeting: who may be called and why, what is open, which consents hold.

A participant other than the person, the authority that orders the service and those who carry it out may be told
of the meeting only by a consent that names them and covers contact details, both on the day the letter is written
and on the day of the meeting. Source: rules R35 and R36.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.formatting import format_date
from halvvag_docs.forms import Form
from halvvag_docs.overview.survey import Agreement, open_agreements
from halvvag_docs.rules.consent import OWN_ROLES, holds, may_be_told
from halvvag_docs.rules.view import CaseView, codes, day, rows, text
from halvvag_docs.units import Unit

MINUTES = "natverksmote"
_CONTACT = "kontakt"
_ROLE = f"{MINUTES}.deltagare[].roll"
STAFF = frozenset(("usm_handledare", "boendestodjare"))
"""Those who call the others."""
_BY_ROLE = {
    "klient": "eget möte",
    "remitterande_instans": "beställare",
    "usm_handledare": "egen personal",
    "boendestodjare": "egen personal",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One who takes part."""

    name: str = field(repr=False)
    role: str
    """Code of ``natverksmote.deltagare[].roll``; empty when not told."""
    label: str
    """The role in Swedish."""
    organisation: str = field(repr=False)
    consent_id: str
    basis: str
    """Why the person may be called, in Swedish; else why not."""
    may_be_called: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent, as it stands on the day of the meeting."""

    number: str
    kind: str
    """Swedish label."""
    until: date | None
    why_not: str = ""
    """Why it does not hold on that day, in Swedish; empty when it does."""
    parties: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    """Name, contact and direction."""
    covers: tuple[str, ...] = ()
    """Swedish labels of what may be told."""
    except_for: str = field(default="", repr=False)
    """The person's own words about what may not be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of one case. Holds names and free text: for the staff's own eyes only."""

    case_id: str
    system: str
    """``fi`` or ``se``."""
    person: str = field(repr=False)
    day: date | None
    """None when nobody has decided it."""
    called: tuple[Called, ...] = field(repr=False)
    agreements: tuple[Agreement, ...] = field(repr=False)
    consents: tuple[Consent, ...] = field(repr=False)
    """Those that hold on the day first."""


def prepare(
    case: Case,
    unit: Unit,
    today: date,
    *,
    forms: Mapping[str, Form],
    called: Sequence[Mapping[str, Any]],
    on: date | None,
) -> Meeting:
    """Return what has to be known before a meeting.

    Args:
        case: its documents.
        unit: the unit's settings.
        today: the day on which the letters are written.
        forms: all forms by name, for labels.
        called: rows of ``natverksmote.deltagare``, as a draft of the minutes has them.
        on: the day of the meeting; None when it is not decided: consents are then judged as of today.
    """
    view = CaseView(case, unit, today)
    latest = max(case.documents, key=lambda one: (one.date or date.min, one.document))
    days = (today, on or today)
    found = [_called(view, row, days, forms) for row in called]
    at_most_once = {(one.name, one.organisation): one for one in sorted(found, key=lambda one: one.may_be_called)}
    return Meeting(
        case_id=latest.case_id,
        system=latest.system,
        person=latest.person,
        day=on,
        called=tuple(one for one in found if one is at_most_once[one.name, one.organisation]),
        agreements=tuple(open_agreements(view)),
        consents=tuple(_consents(view, days[-1], forms)),
    )


def agreed_day(case: Case, unit: Unit, today: date) -> date | None:
    """Return the day of the next meeting, as the latest minutes say; None when it has passed or is not decided."""
    settled = [one for one in CaseView(case, unit, today).of(MINUTES) if not one.is_draft]
    agreed = day(settled[-1], f"{MINUTES}.nasta_mote") if settled else None
    return agreed if agreed and agreed >= today else None


def _called(view: CaseView, row: Mapping[str, Any], days: tuple[date, date], forms: Mapping[str, Form]) -> Called:
    role, consent_id = text(row, "roll"), text(row, "samtycke_id")
    name, organisation = text(row, "namn"), text(row, "organisation")
    is_own = bool(role) and role in OWN_ROLES
    told = [may_be_told(view, consent_id, f"{name} {organisation}", one, category=_CONTACT) for one in days]
    basis = _BY_ROLE.get(role, "") if is_own else _basis(consent_id, told)
    return Called(
        name=name or organisation,
        role=role,
        label=_label(forms, MINUTES, _ROLE, role),
        organisation=organisation if name else "",
        consent_id=consent_id,
        basis=basis,
        may_be_called=is_own or all(told),
    )


def _basis(consent_id: str, told: Sequence[bool]) -> str:
    if not consent_id:
        return "samtycke saknas"
    return f"samtycke {consent_id}" if all(told) else f"samtycke {consent_id} räcker inte"


def _consents(view: CaseView, on: date, forms: Mapping[str, Form]) -> Iterator[Consent]:
    """Yield those in force, then those that are not, then drafts."""
    found = [_consent(view, number, on, forms) for number in view.consent_ids()]
    yield from sorted(found, key=lambda one: (bool(one.why_not), one.number))
    for one in view.of("samtycke"):
        if one.is_draft:
            kind = _label(forms, "samtycke", "samtycke.typ", text(one, "samtycke.typ"))
            yield Consent(number=text(one, "samtycke.id"), kind=kind, until=None, why_not="är inte fastställt")


def _consent(view: CaseView, number: str, on: date, forms: Mapping[str, Form]) -> Consent:
    versions = view.consents(number)
    in_force = [one for one in versions if _is_within(one, on)]
    newest = (in_force or list(versions))[-1]
    kind = text(newest, "samtycke.typ")
    why_not = "" if holds(view, number, on, kinds=(kind,)) else _why_not(newest, on)
    return Consent(
        number=number,
        kind=_label(forms, "samtycke", "samtycke.typ", kind),
        until=day(newest, "samtycke.till"),
        why_not=why_not,
        parties=tuple(
            (
                text(row, "namn"),
                text(row, "kontakt"),
                _label(forms, "samtycke", "samtycke.parter[].riktning", text(row, "riktning")),
            )
            for row in rows(newest, "samtycke.parter")
        ),
        covers=tuple(
            _label(forms, "samtycke", "samtycke.uppgifter", code) for code in codes(newest, "samtycke.uppgifter")
        ),
        except_for=text(newest, "samtycke.undantag"),
    )


def _is_within(consent: Answers, on: date) -> bool:
    first, last = day(consent, "samtycke.fran"), day(consent, "samtycke.till")
    return (first or date.min) <= on <= (last or date.max)


def _why_not(consent: Answers, on: date) -> str:
    first, last = day(consent, "samtycke.fran"), day(consent, "samtycke.till")
    if last and last < on:
        return f"gällde till {format_date(last, consent.system)}"
    if first and first > on:
        return f"gäller från {format_date(first, consent.system)}"
    return "är återkallat"


def _label(forms: Mapping[str, Form], form: str, path: str, code: str) -> str:
    found = forms[form].field(path) if form in forms else None
    return found.labels.get(code, code) if found else code
