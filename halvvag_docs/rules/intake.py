"""Rules about moving in: treatment done, clean tests, first meeting, home kept, children and risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.formatting import join_list
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, Source, clock, codes, day, find, flag, number, printed, rows, text

PASSED = frozenset(("negativt", "positivt_forklarat"))
"""Results that a test before move-in has to have."""
_TREATMENT = "utredning.behandling"
_TESTS = "utredning.tester_fore_inflytt"
_TEST_KINDS = {"alkohol": "alkoholtest", "drog": "drogtest"}
_AT_FIRST_MEETING = {
    "klient": "klienten",
    "remitterande_instans": "remitterande instans",
    "usm_handledare": "handledare från verksamheten",
}
PRESENT = frozenset(("narvarande", "distans"))
"""Ways of taking part in a meeting."""


def _is_inquiry_for_place(view: CaseView, document: Answers) -> bool:
    return document.form == "utredning" and view.is_halfway_house(document)


def _treatment_not_done(view: CaseView, document: Answers) -> Iterator[Finding]:
    if not _is_inquiry_for_place(view, document):
        return
    treatment = find(document, _TREATMENT)
    if document.is_draft and not treatment:
        return
    start, end = view.start(document), day(document, f"{_TREATMENT}.slut")
    facts = {"inflytt": printed(start, document) if start else ""}
    variant = "" if start else "okant_datum"
    if text(document, f"{_TREATMENT}.typ") in ("ingen", "pagar"):
        yield Finding(path=f"{_TREATMENT}.typ", facts=facts, variant=variant)
    elif end is None or (start and end > start):
        yield Finding(path=f"{_TREATMENT}.slut", facts=facts, variant=variant)


def _latest(tests: list[Source], kind: str) -> list[Source]:
    """Return the tests of a kind on the last day it was tested."""
    dated = [(tested, row) for row in tests if text(row, "typ") == kind and (tested := day(row, "datum"))]
    last = max((tested for tested, _ in dated), default=None)
    return [row for tested, row in dated if tested == last]


def _before(tests: tuple[Source, ...], start: date | None) -> list[Source]:
    """Return the tests that were taken up to the day of move-in; what was never taken is no test."""
    taken = [(tested, row) for row in tests if (tested := day(row, "datum"))]
    return [
        row
        for tested, row in taken
        if (start is None or tested <= start) and text(row, "resultat") != "ej_genomfort"
    ]


def _unclean_start(view: CaseView, document: Answers) -> Iterator[Finding]:
    if not _is_inquiry_for_place(view, document) or (document.is_draft and not find(document, _TESTS)):
        return
    start = view.start(document)
    tests = _before(rows(document, _TESTS), start)
    failing = [kind for kind in _TEST_KINDS if not _passes(view, tests, kind, start)]
    if failing:
        yield Finding(path=_TESTS, facts={"typ": join_list(_TEST_KINDS[kind] for kind in failing)})


def _passes(view: CaseView, tests: list[Source], kind: str, start: date | None) -> bool:
    """Say whether the last tests of a kind are clean; one in the log from that day or later counts as well."""
    last = _latest(tests, kind)
    if not last or any(text(row, "resultat") not in PASSED for row in last):
        return False
    known = day(last[0], "datum")
    if start is None or known is None:
        return True
    logged = [row for log in view.of("drogtest_logg") for row in rows(log, "drogtest_logg.poster")]
    since = [row for row in _latest(_before(tuple(logged), start), kind) if (day(row, "datum") or known) >= known]
    return all(text(row, "resultat") in PASSED for row in _last_of_day(since))


def _last_of_day(tests: list[Source]) -> list[Source]:
    """Return the last of tests from one day; all of them unless each tells its time."""
    times = [clock(row, "tid") for row in tests]
    known = [one for one in times if one is not None]
    if len(known) < len(times):
        return tests
    return [row for row, taken in zip(tests, times, strict=True) if taken == max(known)]


def _old_test(view: CaseView, document: Answers) -> Iterator[Finding]:
    start = view.start(document)
    if start is None or not _is_inquiry_for_place(view, document):
        return
    tests = _before(rows(document, _TESTS), start)
    ages = {
        kind: (start - tested).days
        for kind in _TEST_KINDS
        for row in _latest(tests, kind)
        if (tested := day(row, "datum"))
    }
    old = {kind: age for kind, age in ages.items() if age > view.limits.test_max_dagar_fore_inflytt}
    if not old:
        return
    kind, age = max(old.items(), key=lambda one: one[1])
    # «The latest test» would be untrue where the other kind was tested later.
    both = len(set(ages.values())) == 1
    yield Finding(path=_TESTS, facts={"n": str(age), "typ": _TEST_KINDS[kind]}, variant="" if both else "ett_slag")


def _no_first_meeting(view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "genomforandeplan" or not view.is_halfway_house(document):
        return
    start = view.start(document)
    meetings = [one for one in view.of("natverksmote") if _is_first_meeting(one, start)]
    missing = min((_missing_roles(one) for one in meetings), key=len, default=None)
    if missing is None:
        yield Finding(path="genomforandeplan.inflytt_datum", facts={"roller": "mötet"})
    elif missing:
        yield Finding(path="genomforandeplan.inflytt_datum", facts={"roller": join_list(missing)})


def _is_first_meeting(meeting: Answers, start: date | None) -> bool:
    held = day(meeting, "natverksmote.datum") or meeting.date
    return text(meeting, "natverksmote.typ") == "inledande" and (start is None or held is None or held <= start)


def _missing_roles(meeting: Answers) -> list[str]:
    there = {
        text(row, "roll") for row in rows(meeting, "natverksmote.deltagare") if text(row, "narvaro") in PRESENT
    }
    return [label for role, label in _AT_FIRST_MEETING.items() if role not in there]


def _home_given_up(_view: CaseView, document: Answers) -> Iterator[Finding]:
    keeps = flag(document, "utredning.boende.behaller_bostad")
    if keeps is False and not flag(document, "klient.saknar_bostad"):
        yield Finding(path="utredning.boende.behaller_bostad")


def _no_right_to_benefit(view: CaseView, document: Answers) -> Iterator[Finding]:
    path = "utredning.ekonomi.forsorjning"
    if "rehabiliteringspenning" in codes(document, path) and _is_inquiry_for_place(view, document):
        yield Finding(path=path)


def _children_or_risk_open(_view: CaseView, document: Answers) -> Iterator[Finding]:
    risk = "utredning.risk"
    if (number(document, f"{risk}.barn_under_18") or 0) > 0 and text(document, f"{risk}.barn_atgard") == "bedoms":
        yield Finding(path=f"{risk}.barn_atgard")
    questions = [f"{risk}.{name}" for name in ("suicid", "vald_utsatt", "hot_vald")]
    unasked = [path for path in questions if text(document, path) == "ej_fragat"]
    if unasked:
        yield Finding(path=unasked[0])


RULES = (
    Rule(
        id="R02",
        level=Level.ERROR,
        when="Halvvägshem: behandlingen är «ingen» eller «pågår», eller dess slutdatum saknas eller ligger efter "
        "inflyttningen.",
        source="Verksamhetens villkor: genomgången primärbehandling eller avgiftning",
        message="Primärbehandling eller avgiftning ska vara genomgången före inskrivningen. Ange enhet och "
        "slutdatum senast {inflytt}.",
        variants={
            "okant_datum": "Primärbehandling eller avgiftning ska vara genomgången före inskrivningen. Ange enhet "
            "och slutdatum."
        },
        search=_treatment_not_done,
    ),
    Rule(
        id="R03",
        level=Level.ERROR,
        when="Halvvägshem: alkoholtest eller drogtest före inflyttningen saknas, eller det senaste av endera är "
        "varken negativt eller förklarat. Också testerna i loggen räknas.",
        source="Verksamhetens villkor: rena tester före inflyttningen",
        message="Före inflyttningen krävs ett negativt alkoholtest och ett negativt drogtest. Saknas eller "
        "godkänns inte: {typ}.",
        search=_unclean_start,
    ),
    Rule(
        id="R04",
        level=Level.WARNING,
        when="Halvvägshem: det senaste alkohol- eller drogtestet före inflyttningen är äldre än gränsen (7 "
        "dagar).",
        source="Eget förslag; verksamheten anger inget intervall",
        message="Det senaste testet togs {n} dagar före inflyttningen. Överväg ett nytt test.",
        variants={"ett_slag": "Det senaste {typ}et togs {n} dagar före inflyttningen. Överväg ett nytt test."},
        settings=("test_max_dagar_fore_inflytt",),
        search=_old_test,
    ),
    Rule(
        id="R05",
        level=Level.WARNING,
        when="Halvvägshem: inget inledande nätverksmöte före inflyttningen, eller klienten, remitterande instans "
        "eller handledaren var inte med. Visas i planen.",
        source="Verksamhetens villkor: mötet är önskvärt",
        message="Inledande nätverksmöte före inflyttningen är önskvärt. Saknas: {roller}. Anteckna varför eller "
        "boka ett möte.",
        search=_no_first_meeting,
    ),
    Rule(
        id="R14",
        level=Level.WARNING,
        when="Bostaden på hemorten behålls inte, fast klienten har en bostad.",
        source="Verksamhetens villkor: återgång till hemorten",
        message="Klienten uppges inte behålla sin bostad på hemorten. Målet är återgång dit – skriv en plan för "
        "boendet efteråt.",
        search=_home_given_up,
    ),
    Rule(
        id="R34",
        level=Level.WARNING,
        when="Halvvägshem: försörjningen är rehabiliteringspenning.",
        source="Verksamhetens villkor; FPA",
        message="Under boendetiden finns ingen rätt till rehabiliteringspenning. Kontrollera försörjningen med "
        "FPA.",
        search=_no_right_to_benefit,
    ),
    Rule(
        id="R39",
        level=Level.WARNING,
        when="Barn under 18 år finns och åtgärden är «bedöms», eller en fråga om suicid eller våld är inte "
        "ställd.",
        source="Anmälningsplikt (kommunal riktlinje); risk: eget förslag",
        message="Ta ställning till barnens situation / fråga om risk före fastställandet.",
        search=_children_or_risk_open,
    ),
)
