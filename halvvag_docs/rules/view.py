"""The documents of a case as rules see them: typed values or nothing, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TypeVar

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.formatting import format_date
from halvvag_docs.units import Limits, Unit

HALFWAY_HOUSE = "halvvagshem_stodboende"
_T = TypeVar("_T")

Source = Mapping[str, object]
"""A document, or one row of a list in it."""


def find(source: Source | None, path: str) -> object:
    """Return what stands at a dotted path without list positions, or None."""
    value: object = source
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def text(source: Source | None, path: str) -> str:
    """Return a text without surrounding space; empty when not answered."""
    value = find(source, path)
    return value.strip() if isinstance(value, str) else ""


def plain(value: str) -> str:
    """Return a text as it is compared: one space between words, no capitals."""
    return " ".join(value.split()).casefold()


def day(source: Source | None, path: str) -> date | None:
    """Return a date, or None."""
    value = find(source, path)
    return value if isinstance(value, date) else None


def clock(source: Source | None, path: str) -> time | None:
    """Return a time of day, or None."""
    value = find(source, path)
    return value if isinstance(value, time) else None


def number(source: Source | None, path: str) -> int | None:
    """Return a whole number, or None."""
    value = find(source, path)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def amount(source: Source | None, path: str) -> Decimal | None:
    """Return a whole or decimal number, or None."""
    value = find(source, path)
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def flag(source: Source | None, path: str) -> bool | None:
    """Return a yes/no answer, or None when not answered."""
    value = find(source, path)
    return value if isinstance(value, bool) else None


def items(source: Source | None, path: str) -> tuple[object, ...]:
    """Return a list; empty when not answered."""
    value = find(source, path)
    return value if isinstance(value, tuple) else ()


def rows(source: Source | None, path: str) -> tuple[Source, ...]:
    """Return the rows of a list, each at its own position; what is no row is an empty one."""
    return tuple(item if isinstance(item, Mapping) else {} for item in items(source, path))


def codes(source: Source | None, path: str) -> tuple[str, ...]:
    """Return a list of codes or short texts."""
    return tuple(item for item in items(source, path) if isinstance(item, str))


def first_known(values: Iterable[_T | None]) -> _T | None:
    """Return the first value that is not None."""
    return next((value for value in values if value is not None), None)


def decided(document: Answers) -> date | None:
    """Return the day a document was settled, else drawn up."""
    return document.settled_date or document.date


def printed(value: date, document: Answers) -> str:
    """Write a date as the document's country does."""
    return format_date(value, document.system)


class CaseView:
    """One case on one day, with the answers to «which plan, which decision, since when»."""

    def __init__(self, case: Case, unit: Unit, today: date) -> None:
        self.case = case
        self.unit = unit
        self.today = today
        self._of: dict[str, tuple[Answers, ...]] = {}
        self._kept: dict[object, object] = {}

    @property
    def limits(self) -> Limits:
        """The unit's limits."""
        return self.unit.granser

    def of(self, form: str) -> tuple[Answers, ...]:
        """Return the documents of a form that are in use, oldest first."""
        if form not in self._of:
            self._of[form] = self.case.of(form)
        return self._of[form]

    def once(self, key: object, make: Callable[[], _T]) -> _T:
        """Return `make()`, computed once for the case."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]

    def related(self, form: str, document: Answers) -> Answers | None:
        """Return the document of a form that belongs to this one.

        It is the one this builds on, else the first that builds on this, else the newest when this was
        settled, else the oldest of all.
        """
        if document.form == form:
            return document
        found = self.of(form)
        if not found:
            return None
        based_on = codes(document, "dokument.bygger_pa")
        below = [one for one in found if one.id in based_on]
        if below:
            return below[-1]
        above = [one for one in found if document.id in codes(one, "dokument.bygger_pa")]
        return above[0] if above else self._at_the_time(found, document)

    @staticmethod
    def _at_the_time(found: tuple[Answers, ...], document: Answers) -> Answers:
        then = decided(document)
        earlier = [one for one in found if then and one.date and one.date <= then]
        return earlier[-1] if earlier else found[0]

    def is_halfway_house(self, document: Answers) -> bool:
        """Say whether the document is about a place in a halfway house (else support at home).

        The decision tells, else the inquiry's proposal, else the country.
        """
        service = text(self.related("uppdrag", document), "uppdrag.insats")
        if service in (HALFWAY_HOUSE, "boendestod"):
            return service == HALFWAY_HOUSE
        proposal = text(self.related("utredning", document), "utredning.forslag")
        if proposal in ("halvvagshem", "boendestod"):
            return proposal == "halvvagshem"
        # An inquiry that proposes no place is not held to the conditions for one.
        if document.form == "utredning" and proposal and not self.of("genomforandeplan"):
            return False
        return document.system == "fi"

    def start(self, document: Answers) -> date | None:
        """Return the day the person moves in or the support begins, as far as the case knows it."""
        plan = self.related("genomforandeplan", document)
        return first_known(
            (
                day(plan, "genomforandeplan.inflytt_datum"),
                self._agreed_start() if plan is None else None,
                day(self.related("uppdrag", document), "uppdrag.period.fran"),
                day(plan, "genomforandeplan.period.fran"),
                day(self.related("utredning", document), "utredning.foreslagen_period.fran"),
                day(self.related("ansokan", document), "ansokan.onskad_start"),
            )
        )

    def _agreed_start(self) -> date | None:
        return first_known(
            day(one, "natverksmote.overenskommen_inflytt") for one in reversed(self.of("natverksmote"))
        )

    def stay(self) -> tuple[date, date] | None:
        """Return the first and last day of the whole stay, from plans, decisions and a discharge."""
        return self.once("stay", self._stay)

    def _stay(self) -> tuple[date, date] | None:
        plans, decisions = self.of("genomforandeplan"), self.of("uppdrag")
        starts = _days(plans, "genomforandeplan.inflytt_datum") or _days(decisions, "uppdrag.period.fran")
        ends = (
            _days(plans, "genomforandeplan.utflytt_planerad")
            or _days(plans, "genomforandeplan.period.till")
            or _days(decisions, "uppdrag.period.till")
        )
        if not starts or not ends:
            return None
        discharges = _days(self.of("uppfoljning"), "uppfoljning.avslut.datum")
        return min(starts), min([max(ends), *discharges])

    def is_closed(self) -> bool:
        """Say whether the person has left: a follow-up of the kind «avslut» exists."""
        return any(text(one, "uppfoljning.typ") == "avslut" for one in self.of("uppfoljning"))

    def consents(self, consent_id: str) -> tuple[Answers, ...]:
        """Return every settled version of a consent, replaced ones too: they held in their time."""
        by_id = self.once("consents", self._consents)
        return by_id.get(consent_id, ())

    def consent_ids(self) -> tuple[str, ...]:
        """Return the numbers of all consents that were ever settled."""
        return tuple(self.once("consents", self._consents))

    def _consents(self) -> dict[str, tuple[Answers, ...]]:
        found: dict[str, tuple[Answers, ...]] = {}
        for one in self.case.documents:
            if one.form == "samtycke" and one.status in ("faststalld", "ersatt"):
                consent_id = text(one, "samtycke.id")
                found[consent_id] = (*found.get(consent_id, ()), one)
        return found


def _days(documents: Iterable[Answers], path: str) -> list[date]:
    return [value for value in (day(one, path) for one in documents) if value is not None]


def shifted(start: date, days: int) -> date:
    """Return the day so many days later (or earlier), or the calendar's end where it has none."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
