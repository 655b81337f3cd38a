"""Rules about the test log: consent, proof by a laboratory, what was done, and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.formatting import join_list, plural
from halvvag_docs.rules.consent import holds
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, Source, day, decided, number, printed, rows, text

LOG = "drogtest_logg.poster"
TAKEN = frozenset(("negativt", "positivt_obekraftat", "positivt_bekraftat", "positivt_forklarat"))
"""Results that tell something: a refused, spoilt or cancelled test is no test."""
_NEED_LABORATORY = frozenset(("positivt_bekraftat", "positivt_forklarat"))
_LABORATORY_METHODS = frozenset(("lab_urin", "lab_blod"))
_ANSWER = ("lab", "resultat")
_NEED_ACTION = frozenset(("positivt_bekraftat", "vagrat"))
_DATES_SHOWN = 5
# Counts of a follow-up and the results they count.
_COUNTS = {
    "rena": ("negativt", "positivt_forklarat"),
    "bekraftat_positiva": ("positivt_bekraftat",),
    "obekraftade": ("positivt_obekraftat",),
    "vagrade": ("vagrat",),
    "ogiltiga": ("ogiltigt",),
}


def _no_consent(view: CaseView, document: Answers) -> Iterator[Finding]:
    consent_id = text(document, "drogtest_logg.samtycke_id")
    tested = {
        value
        for row in rows(document, LOG)
        if (value := day(row, "datum")) and text(row, "resultat") != "ej_genomfort"
    }
    bare = sorted(value for value in tested if not holds(view, consent_id, value, kinds=("drogtest",)))
    if bare:
        shown = [printed(value, document) for value in bare[:_DATES_SHOWN]]
        more = len(bare) - len(shown)
        if more:
            shown.append(plural(more, "dag till", "dagar till"))
        yield Finding(path="drogtest_logg.samtycke_id", facts={"datum": join_list(shown)})


def _no_laboratory(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for place, row in enumerate(rows(document, LOG)):
        if text(row, "resultat") not in _NEED_LABORATORY or text(row, "metod") in _LABORATORY_METHODS:
            continue
        if not day(row, "verifiering.svar") or not all(text(row, f"verifiering.{name}") for name in _ANSWER):
            yield Finding(path=f"{LOG}[{place}].resultat")


def _no_action(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for place, row in enumerate(rows(document, LOG)):
        tested = day(row, "datum")
        if text(row, "resultat") in _NEED_ACTION and not text(row, "atgard"):
            facts = {"datum": printed(tested, document)} if tested else {}
            yield Finding(path=f"{LOG}[{place}].atgard", facts=facts, variant="" if tested else "okant_datum")


def _gap(view: CaseView, document: Answers) -> Iterator[Finding]:
    stay = view.stay()
    if document.form != "drogtest_logg" or stay is None or not view.is_halfway_house(document):
        return
    tests = view.once("tests", lambda: _all_tests(view))
    own: dict[date, int] = {}
    for place, row in enumerate(rows(document, LOG)):
        if value := _taken(row):
            own.setdefault(value, place)
    for value, place in sorted(own.items()):
        before = max((other for other in tests if other < value), default=stay[0])
        yield from _too_long(view, document, (before, value), f"{LOG}[{place}].datum")
    # A log that is still being written is judged today, a settled one on the day it was closed.
    until = view.today if document.is_draft else decided(document)
    if until and document is view.of("drogtest_logg")[-1]:
        yield from _too_long(view, document, (max(tests, default=stay[0]), until), LOG)


def _too_long(view: CaseView, document: Answers, gap: tuple[date, date], path: str) -> Iterator[Finding]:
    """Yield a finding when the part of a gap that falls in the stay is longer than allowed."""
    arrived, left = view.stay() or gap
    first, last = max(gap[0], arrived), min(gap[1], left)
    days = (last - first).days
    if days > view.limits.test_max_lucka_dagar:
        facts = {"n": str(days), "fran": printed(first, document), "till": printed(last, document)}
        yield Finding(path=path, facts=facts)


def _all_tests(view: CaseView) -> list[date]:
    logs = view.of("drogtest_logg")
    return [value for log in logs for row in rows(log, LOG) if (value := _taken(row))]


def _taken(row: Source) -> date | None:
    return day(row, "datum") if text(row, "resultat") in TAKEN else None


def _wrong_counts(view: CaseView, document: Answers) -> Iterator[Finding]:
    tests = "uppfoljning.tester"
    stated = {name: number(document, f"{tests}.{name}") for name in ("tagna", *_COUNTS)}
    counts = [value for name, value in stated.items() if name != "tagna" and value is not None]
    if stated["tagna"] is not None and len(counts) == len(_COUNTS) and sum(counts) != stated["tagna"]:
        yield Finding(path=f"{tests}.tagna", facts={"n": str(sum(counts))})
        return
    logged = _logged(view, document)
    for name, results in _COUNTS.items():
        found = sum(text(row, "resultat") in results for row in logged or ())
        if logged is not None and stated[name] is not None and stated[name] != found:
            yield Finding(path=f"{tests}.{name}", facts={"n": str(found)}, variant="logg")
            return


def _logged(view: CaseView, document: Answers) -> list[Source] | None:
    """Return the log's rows in a follow-up's period; None where there is no log or no period."""
    first, last = day(document, "uppfoljning.period.fran"), day(document, "uppfoljning.period.till")
    logs = view.of("drogtest_logg")
    if first is None or last is None or not logs:
        return None
    every = [row for log in logs for row in rows(log, LOG)]
    return [row for row in every if (value := day(row, "datum")) and first <= value <= last]


RULES = (
    Rule(
        id="R29",
        level=Level.ERROR,
        when="Ett test är antecknat en dag då inget giltigt samtycke till tester fanns.",
        source="JO 6442-2014 (Sverige); Finland: eget förslag",
        message="Det finns inget giltigt samtycke till tester den {datum}.",
        search=_no_consent,
    ),
    Rule(
        id="R30",
        level=Level.ERROR,
        when="Resultatet är bekräftat eller förklarat utan laboratoriesvar (dag, laboratorium och resultat). Ett "
        "prov som togs för laboratoriet behöver inget mer svar.",
        source="Vård- och insatsprogram: säker provtagning i urin",
        message="Ett snabbtest ger bara ett obekräftat resultat. Ange laboratoriesvar eller välj «positivt, "
        "obekräftat».",
        search=_no_laboratory,
    ),
    Rule(
        id="R32",
        level=Level.ERROR,
        when="Ett bekräftat positivt eller vägrat test saknar åtgärd.",
        source="Verksamhetens villkor: rena tester hela tiden",
        message="Skriv vilken åtgärd som vidtagits efter testet {datum}.",
        variants={"okant_datum": "Skriv vilken åtgärd som vidtagits efter testet."},
        search=_no_action,
    ),
    Rule(
        id="R33",
        level=Level.WARNING,
        when="Halvvägshem: mer än 14 dagar av vistelsen utan test, mellan två tester eller från det sista till "
        "den "
        "dag loggen fastställdes. Vägrade, ogiltiga och inte genomförda test räknas inte.",
        source="Verksamhetens villkor: regelbundna tester; antalet dagar är eget förslag",
        message="Inget test på {n} dagar ({fran}–{till}).",
        settings=("test_max_lucka_dagar",),
        search=_gap,
    ),
    Rule(
        id="testantal",
        level=Level.WARNING,
        when="Uppföljningens antal tester går inte ihop, eller är andra än drogtestloggens för perioden.",
        source="Följer av fälten",
        message="Delarna blir {n} testtillfällen tillsammans. Rätta antalet.",
        variants={"logg": "Drogtestloggen har {n} i perioden. Kontrollera antalet."},
        search=_wrong_counts,
        everywhere=True,
    ),
)
