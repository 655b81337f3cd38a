"""Rules about the krisplan: no promise nobody keeps, no hour without a way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.formatting import format_time_range, join_list
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, clock, codes, day, flag, number, rows, text

_ON_CALL = "krisplan.jour"
_USUAL_ON_CALL = (time(16), time(22))
_LONGEST_UNSEEN_DAYS = 184
# Lists a krisplan cannot do without, with what staff call them.
_NEEDED_TEXTS = {
    "krisplan.ring_112_nar": "när man ringer 112",
    "krisplan.ring_polis_nar": "när man ringer polisen",
}
_NEEDED_ROWS = {
    "krisplan.kontakter": "någon att ringa",
    "krisplan.trygg_plats": "en trygg plats",
}


def _wrong_on_call_hours(view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "krisplan" or flag(document, f"{_ON_CALL}.finns") is False:
        return
    unit = view.unit.jour
    # A unit at home without a duty phone of its own may point to somebody else's.
    if unit is None and not view.is_halfway_house(document):
        return
    opens, closes = (unit.fran, unit.till) if unit else _USUAL_ON_CALL
    facts = {"tider": format_time_range(opens, closes, "fi")}
    start, end = clock(document, f"{_ON_CALL}.fran"), clock(document, f"{_ON_CALL}.till")
    if start and not _answered(start, opens, closes):
        yield Finding(path=f"{_ON_CALL}.fran", facts=facts)
    elif end and (not _answered(end, opens, closes) or (start and _after(start, end, opens))):
        yield Finding(path=f"{_ON_CALL}.till", facts=facts)


def _answered(value: time, opens: time, closes: time) -> bool:
    """Say whether a time lies in the opening hours, which may go past midnight."""
    return opens <= value <= closes if opens <= closes else value >= opens or value <= closes


def _after(start: time, end: time, opens: time) -> bool:
    """Say whether the end comes before the start, counted from when the phone opens."""
    return _since(end, opens) < _since(start, opens)


def _since(value: time, opens: time) -> int:
    return (value.hour * 60 + value.minute - opens.hour * 60 - opens.minute) % 1440


def _no_way_at_night(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "krisplan":
        return
    hours = [f"krisplan.utanfor_jour.{name}" for name in ("natt", "helgdag")]
    missing = [path for path in hours if not text(document, path)]
    if missing:
        yield Finding(path=missing[0])


def _incomplete(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "krisplan":
        return
    missing = {}
    if flag(document, f"{_ON_CALL}.finns") and not _any_text(document, f"{_ON_CALL}.ring_nar"):
        missing[f"{_ON_CALL}.ring_nar"] = "när man ringer jouren"
    missing |= {path: label for path, label in _NEEDED_TEXTS.items() if not _any_text(document, path)}
    missing |= {path: label for path, label in _NEEDED_ROWS.items() if not any(rows(document, path))}
    if missing:
        yield Finding(path=next(iter(missing)), facts={"saknas": join_list(missing.values())})


def _any_text(document: Answers, path: str) -> bool:
    return any(item.strip() for item in codes(document, path))


def _wrong_on_call_number(view: CaseView, document: Answers) -> Iterator[Finding]:
    stated, unit = text(document, f"{_ON_CALL}.nummer"), view.unit.jour
    if stated and unit and unit.nummer and stated != unit.nummer:
        yield Finding(path=f"{_ON_CALL}.nummer")


def _contact_order(_view: CaseView, document: Answers) -> Iterator[Finding]:
    seen: set[int] = set()
    for place, row in enumerate(rows(document, "krisplan.kontakter")):
        order = number(row, "ordning")
        if order in seen:
            yield Finding(path=f"krisplan.kontakter[{place}].ordning")
        if order is not None:
            seen.add(order)
        if any(row.values()) and not text(row, "telefon") and "samma hus" not in text(row, "roll").casefold():
            yield Finding(path=f"krisplan.kontakter[{place}].telefon", variant="telefon")


def _late_review(view: CaseView, document: Answers) -> Iterator[Finding]:
    start, review = day(document, "krisplan.galler_fran"), day(document, "krisplan.oversyn_senast")
    if review is None:
        return
    follow_up = day(view.related("genomforandeplan", document), "genomforandeplan.uppfoljning.datum")
    if (start and (review - start).days > _LONGEST_UNSEEN_DAYS) or (follow_up and review > follow_up):
        yield Finding(path="krisplan.oversyn_senast")


RULES = (
    Rule(
        id="R10",
        level=Level.ERROR,
        when="Krisplanens jourtider går utanför enhetens jour (halvvägshem: kl. 16–22).",
        source="Verksamhetens villkor: jour kl. 16–22",
        message="Journumret svarar {tider}. Krisplanen får inte lova något annat.",
        settings=("jour",),
        search=_wrong_on_call_hours,
    ),
    Rule(
        id="R11",
        level=Level.ERROR,
        when="Krisplanen säger inte vad klienten gör på natten eller på helgdagar dagtid.",
        source="Verksamhetens villkor (tider utan personal); vård- och insatsprogram",
        message="Skriv vad klienten gör kl. 22–08 och på helgdagar dagtid, då varken personal eller jour är "
        "säkert "
        "nåbar.",
        search=_no_way_at_night,
    ),
    Rule(
        id="R12",
        level=Level.ERROR,
        when="Krisplanen saknar när man ringer jouren (om den finns), 112 eller polisen, någon att ringa, "
        "eller en "
        "trygg plats.",
        source="Vård- och insatsprogram: krisplan",
        message="Krisplanen är ofullständig: ange {saknas}.",
        search=_incomplete,
    ),
    Rule(
        id="journummer",
        level=Level.WARNING,
        when="Krisplanens journummer är ett annat än enhetens.",
        source="Eget förslag",
        message="Journumret är inte det som enheten har. Kontrollera numret.",
        settings=("jour",),
        search=_wrong_on_call_number,
        everywhere=True,
    ),
    Rule(
        id="kontakter",
        level=Level.ERROR,
        when="Två kontakter har samma ordning, eller en kontakt saknar telefon utan att bo i samma hus.",
        source="Följer av fälten",
        message="Två kontakter har samma plats i ordningen. Ge varje kontakt ett eget nummer.",
        variants={
            "telefon": "Kontakten saknar telefon. Skriv numret, eller «samma hus» i rollen om ingen behöver ringa."
        },
        search=_contact_order,
        everywhere=True,
    ),
    Rule(
        id="krisplan_oversyn",
        level=Level.WARNING,
        when="Krisplanen ses över senare än planens uppföljning, eller mer än sex månader efter att den börjat "
        "gälla.",
        source="Följer av fälten",
        message="Krisplanen ska ses över senast vid planens uppföljning och inom sex månader. Välj ett "
        "tidigare datum.",
        search=_late_review,
        everywhere=True,
    ),
)
