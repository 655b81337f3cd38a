"""Rules about order in time: what has to come before what, in one document or between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, day, find, rows

_MESSAGE = "Datumen stämmer inte: {a} ska vara före {b}."
_GOAL = "genomforandeplan.mal"


@dataclass(frozen=True, slots=True)
class _Order:
    """Two dates or times of one document, the first of which comes first."""

    first: str
    last: str
    first_label: str
    last_label: str
    strict: bool = False
    """Whether the same day or time is wrong too."""


_NAMED: Final = (
    _Order("genomforandeplan.inflytt_datum", "genomforandeplan.period.till", "inflyttningen", "planens slut"),
    _Order("natverksmote.start", "natverksmote.slut", "mötets början", "mötets slut", strict=True),
    _Order("samtycke.fran", "samtycke.till", "samtyckets början", "samtyckets slut", strict=True),
)
_FURTHER: Final = (
    _Order("utredning.beroende.nykter_sedan", "dokument.datum", "«nykter sedan»", "dagen då utredningen skrevs"),
    _Order(
        "genomforandeplan.inflytt_datum", "genomforandeplan.utflytt_planerad", "inflyttningen", "utflyttningen"
    ),
    _Order(
        "genomforandeplan.regler.vardavtal_datum", "genomforandeplan.inflytt_datum", "vårdavtalet", "inflyttningen"
    ),
    _Order(
        "genomforandeplan.regler.forhallningsregler_datum",
        "genomforandeplan.inflytt_datum",
        "förhållningsreglerna",
        "inflyttningen",
    ),
    _Order("natverksmote.datum", "natverksmote.nasta_mote", "mötet", "nästa möte"),
    _Order("sip.start", "sip.slut", "mötets början", "mötets slut", strict=True),
    _Order("sip.datum", "sip.uppfoljning.datum", "mötet", "uppföljningen"),
)
"""What `not_before` of a schema cannot say: two groups of a document, times of day, or a document's own date."""


def _broken(document: Answers, orders: tuple[_Order, ...]) -> Iterator[Finding]:
    for order in orders:
        first, last = find(document, order.first), find(document, order.last)
        if _wrong_way_round(first, last, strict=order.strict):
            own = order.last if not order.last.startswith("dokument.") else order.first
            yield Finding(path=own, facts={"a": order.first_label, "b": order.last_label})


def _wrong_way_round(first: object, last: object, *, strict: bool) -> bool:
    """Compare two dates or two times; anything else is in order, since nothing can be said."""
    if isinstance(first, date) and isinstance(last, date):
        return first > last or (strict and first == last)
    if isinstance(first, time) and isinstance(last, time):
        return first > last or (strict and first == last)
    return False


def _wrong_order(view: CaseView, document: Answers) -> Iterator[Finding]:
    end, start = day(document, "utredning.behandling.slut"), view.start(document)
    if document.form == "utredning" and end and start and end > start and view.is_halfway_house(document):
        facts = {"a": "behandlingens slut", "b": "inflyttningen"}
        yield Finding(path="utredning.behandling.slut", facts=facts)
    yield from _broken(document, _NAMED)


def _wrong_order_elsewhere(_view: CaseView, document: Answers) -> Iterator[Finding]:
    yield from _broken(document, _FURTHER)
    end = day(document, "genomforandeplan.period.till")
    for place, row in enumerate(rows(document, _GOAL)):
        if _wrong_way_round(day(row, "senast"), end, strict=False):
            yield Finding(path=f"{_GOAL}[{place}].senast", facts={"a": "målet", "b": "planens slut"})


def _orders_in_words(orders: tuple[_Order, ...]) -> str:
    return "; ".join(f"{order.first_label} före {order.last_label}" for order in orders)


RULES = (
    Rule(
        id="R43",
        level=Level.ERROR,
        when="Fel ordning i tiden: behandlingens slut före inflyttningen (halvvägshem); "
        f"{_orders_in_words(_NAMED)}.",
        source="Följer av fälten",
        message=_MESSAGE,
        search=_wrong_order,
    ),
    Rule(
        id="kronologi",
        level=Level.ERROR,
        when=f"Fel ordning i tiden: {_orders_in_words(_FURTHER)}; varje mål före planens slut.",
        source="Följer av fälten",
        message=_MESSAGE,
        search=_wrong_order_elsewhere,
        everywhere=True,
    ),
)
