"""When a case may be purged, and whom the law spares. The terms are data, ``schemas/_retention.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.casework.reading import CheckedCase
from halvvag_docs.days import months_later
from halvvag_docs.errors import FormError
from halvvag_docs.forms import load_block
from halvvag_docs.overview.deadlines import end_of
from halvvag_docs.register import Act
from halvvag_docs.rules.view import CaseView

_BEGINNINGS = ("end", "last_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long a case is kept in one country; ``schemas/_retention.yaml`` says what each word means."""

    years: int
    begins: str
    """``end`` or ``last_note``."""
    handed_over: bool = False
    spared_days: tuple[int, ...] = ()
    """Days of the month on which those are born who are spared."""
    spared_municipalities: tuple[str, ...] = ()

    def spares(self, municipality: str, birth_day: int | None) -> bool:
        """Whether the law spares somebody of this municipality, born on this day of a month."""
        named = municipality.casefold().removesuffix("kommun").removesuffix("stad").strip()
        return birth_day in self.spared_days or any(
            named in (one.casefold(), f"{one.casefold()}s") for one in self.spared_municipalities
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What whoever purges says of the person: the register asks, since a document may be wrong."""

    municipality: str
    birth_day: int
    """Day of the month, 1–31."""
    handed_over: bool = False
    """Whether the originals are with whoever answers for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whether a case may be purged."""

    reason_code: str = ""
    """On which ground it may: ``tid`` or ``overlamnat``; empty when it may not."""
    hindrance: str = ""
    """Swedish: why it may not."""

    @property
    def may(self) -> bool:
        """Whether it may."""
        return not self.hindrance


def read_terms(root: Path | None = None) -> Mapping[str, Terms]:
    """Return the terms of each country, ``fi`` and ``se``.

    Raises:
        FormError: the file is wrong.
    """
    systems = load_block("_retention", root).get("systems")
    if not isinstance(systems, Mapping):
        raise FormError("_retention.yaml: under «systems» ska stå ett block för varje land.")
    return {str(name): _terms(str(name), given) for name, given in systems.items()}


def rule(case: CheckedCase, told: Told, today: date, terms: Mapping[str, Terms]) -> Ruling:
    """Say whether a case may be purged on a day.

    The documents are asked too: who is spared by what they or the person at the keyboard say, is spared.

    Args:
        case: all of it.
        told: what was answered.
        today: the day.
        terms: see :func:`read_terms`.
    """
    documents = case.case.documents
    system = max(documents, key=lambda one: one.date or date.min).system if documents else "fi"
    own = terms.get(system)
    if own is None:
        return Ruling(hindrance=f"_retention.yaml säger inget om {system}.")
    if lasting := _lasting(case, told, own):
        return Ruling(hindrance=lasting)
    if told.handed_over and own.handed_over and documents:
        return Ruling(reason_code="overlamnat")
    hindrance = _too_early(case, own, today) if documents else ""
    return Ruling(hindrance=hindrance) if hindrance else Ruling(reason_code="tid")


def _lasting(case: CheckedCase, told: Told, own: Terms) -> str:
    """Return what no lapse of time changes; empty when there is nothing."""
    if unread := [source.document for source in case.asked if source.answers is None]:
        return f"{', '.join(unread)} går inte att läsa, så ingen vet när tiden börjar."
    said = [(told.municipality, told.birth_day), *_documented(case.case.documents)]
    if any(own.spares(*one) for one in said):
        return "personens handlingar bevaras för forskning och gallras aldrig."
    return ""


def _too_early(case: CheckedCase, own: Terms, today: date) -> str:
    begins = _beginning(case, own, today)
    if begins is None:
        return "ärendet är inte avslutat."
    first = months_later(begins, own.years * 12) + timedelta(days=1)
    return f"det får gallras tidigast {first}." if first > today else ""


def certificate(acts: tuple[Act, ...]) -> str:
    """Return the certificate of a purge, in Swedish: ids and hashes, nothing of the person."""
    case = acts[0]
    when = case.when.isoformat(" ", "seconds") if case.when else ""
    lines = [
        "GALLRINGSBEVIS",
        f"Ärende: {case.case_id}",
        f"Gallrat: {when} av {case.user}",
        f"Grund: {case.reason_code}",
        f"Logg: rad {case.number}–{acts[-1].number}, {acts[-1].hash}",
        "",
        "Det som gallrades, med SHA-256:",
    ]
    for act in acts[1:]:
        what = f"dokument {act.document_id} version {act.version}" if act.document_id else "fil"
        lines.append(f"{act.sha256}  {what}")
    return "\n".join(lines) + "\n"


def _documented(documents: tuple[Answers, ...]) -> Iterator[tuple[str, int | None]]:
    for one in documents:
        born = one.at("klient.fodelsedatum")
        yield str(one.at("klient.hemkommun", "")), born.day if isinstance(born, date) else None
        yield str(one.at("bestallare.namn", "")).partition(" ")[0], None


def _beginning(case: CheckedCase, terms: Terms, today: date) -> date | None:
    """Return the day from which the years count; None while the case goes on."""
    view = CaseView(case.case, case.unit, today)
    end = end_of(view)
    if not view.is_closed() and (end is None or end >= today):
        return None
    if terms.begins == "end":
        return end
    dated = (day for one in case.case.documents for day in (one.date, one.settled_date) if day)
    return max(dated, default=None)


def _terms(name: str, given: Any) -> Terms:
    known = {one.name for one in fields(Terms)} - {"begins"} | {"from"}
    if not isinstance(given, Mapping) or not {"years", "from"} <= set(given) <= known:
        raise FormError(
            f"_retention.yaml, {name}: years och from krävs, och bara {', '.join(sorted(known))} finns."
        )
    if given["from"] not in _BEGINNINGS or not isinstance(given["years"], int):
        raise FormError(
            f"_retention.yaml, {name}: from ska vara en av {', '.join(_BEGINNINGS)}, years ett heltal."
        )
    return Terms(
        years=given["years"],
        begins=given["from"],
        handed_over=bool(given.get("handed_over", False)),
        spared_days=tuple(given.get("spared_days", ())),
        spared_municipalities=tuple(given.get("spared_municipalities", ())),
    )
