"""Rules about the test log: R29, R30, R32, R33, and the counts of a follow-up."""

from __future__ import annotations

from typing import Any

import pytest
from rule_cases import D, consent, decision, document, places, plan, problems

from halvvag_docs.answers import Answers

POSTER = "drogtest_logg.poster"


def row(tested: D | None, result: str = "negativt", **values: Any) -> dict[str, Any]:
    """Return one row of the log."""
    return {"datum": tested, "typ": "alkohol", "metod": "utandning", "resultat": result, **values}


def log(*rows: dict[str, Any], consent_id: str = "S2", **head: Any) -> Answers:
    """Return a log with these rows, closed on 31 August."""
    values = {"drogtest_logg.samtycke_id": consent_id, POSTER: list(rows)}
    return document("drogtest_logg", values, **{"faststalld_datum": D(2026, 8, 31), **head})


AGREED = consent("S2", "drogtest", uppgifter=["testresultat"])
DAY = D(2026, 4, 7)
ANSWER = {"svar": DAY, "lab": "Fiktivt laboratorium", "resultat": "Kodein"}


@pytest.mark.parametrize(
    ("agreed", "found"),
    [
        (AGREED, False),
        (consent("S2", "informationsutbyte"), True),
        (consent("S3", "drogtest"), True),
        (consent("S2", "drogtest", till=D(2026, 4, 6)), True),
        (consent("S2", "drogtest", till=DAY), False),
        (consent("S2", "drogtest", fran=D(2026, 4, 8)), True),
        (consent("S2", "drogtest", aterkallat={"datum": DAY}), True),
        (consent("S2", "drogtest", aterkallat={"datum": D(2026, 4, 8)}), False),
    ],
)
def test_r29_a_test_rests_on_a_consent_that_holds_on_the_day(agreed: Answers, found: bool) -> None:  # noqa: FBT001
    """Another kind, another number, too early, too late or withdrawn: no consent."""
    assert places("R29", agreed, log(row(DAY))) == (["drogtest_logg: drogtest_logg.samtycke_id"] if found else [])


def test_r29_lists_the_days_once() -> None:
    """A few days are listed, many are counted; a test that was not taken needs no consent."""
    bare = [row(D(2026, 4, n)) for n in range(1, 9)]
    [problem] = problems("R29", log(*bare, row(D(2026, 4, 1), "vagrat"), row(D(2026, 5, 1), "ej_genomfort")))
    assert problem.message.endswith("den 1.4.2026, 2.4.2026, 3.4.2026, 4.4.2026, 5.4.2026 och 3 dagar till.")
    assert problems("R29", log(row(DAY), consent_id=""))[0].message.endswith("den 7.4.2026.")


def test_r29_a_draft_or_cancelled_consent_does_not_hold_and_a_replaced_one_does() -> None:
    """What was valid in its time stays so after a new version; what was never settled never was."""
    values = dict(AGREED)["samtycke"]
    for status, found in (("utkast", 1), ("makulerad", 1), ("ersatt", 0)):
        other = document("samtycke", {"samtycke": values}, status=status)
        assert len(places("R29", other, log(row(DAY)))) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"resultat": "positivt_bekraftat"}, True),
        ({"resultat": "positivt_forklarat"}, True),
        ({"resultat": "positivt_obekraftat"}, False),
        ({"resultat": "positivt_bekraftat", "metod": "lab_blod"}, False),
        ({"resultat": "positivt_forklarat", "verifiering": ANSWER}, False),
        ({"resultat": "positivt_forklarat", "verifiering": {**ANSWER, "resultat": ""}}, True),
        ({"resultat": "positivt_forklarat", "verifiering": {**ANSWER, "svar": None}}, True),
        ({"resultat": "positivt_bekraftat", "verifiering": {**ANSWER, "lab": ""}}, True),
    ],
)
def test_r30_only_a_laboratory_confirms(values: dict[str, Any], found: bool) -> None:  # noqa: FBT001
    """A rapid test is confirmed or explained by a laboratory's answer and its day."""
    one = log(row(DAY), {**row(DAY), **values})
    assert places("R30", one) == ([f"drogtest_logg: {POSTER}[1].resultat"] if found else [])


@pytest.mark.parametrize(
    ("result", "action", "found"),
    [
        ("positivt_bekraftat", "", True),
        ("vagrat", "", True),
        ("vagrat", "Samtal samma dag.", False),
        ("positivt_obekraftat", "", False),
        ("negativt", "", False),
    ],
)
def test_r32_a_positive_or_refused_test_has_a_consequence(result: str, action: str, found: bool) -> None:  # noqa: FBT001
    """What was done is written, and the message names the day."""
    one = log(row(DAY, result, atgard=action))
    assert [problem.message for problem in problems("R32", one)] == (
        ["Skriv vilken åtgärd som vidtagits efter testet 7.4.2026."] if found else []
    )
    assert len(places("R32", log(row(None, "vagrat")))) == 1


MOVED_IN = D(2026, 3, 9)
CLOSED = D(2026, 8, 31)


def every(days: int, last: D = CLOSED) -> list[D]:
    """Return days from move-in at an even distance."""
    return [D.fromordinal(n) for n in range(MOVED_IN.toordinal(), last.toordinal() + 1, days)]


def test_r33_two_weeks_are_no_gap_and_fifteen_days_are() -> None:
    """Tests every fourteen days are regular; every fifteen leave a gap each time."""
    assert places("R33", log(*map(row, every(14))), plan()) == []
    found = problems("R33", log(*map(row, every(15))), plan())
    assert len(found) == 11
    assert found[0].message == "Inget test på 15 dagar (9.3.2026–24.3.2026)."
    assert found[0].path == f"{POSTER}[1].datum"


@pytest.mark.parametrize("result", ["vagrat", "ogiltigt", "ej_genomfort"])
def test_r33_a_test_that_tells_nothing_fills_no_gap(result: str) -> None:
    """Refused, spoilt and cancelled tests count as none."""
    rows = [row(day) for day in every(14)]
    rows[3]["resultat"] = result
    assert places("R33", log(*rows), plan()) == [f"drogtest_logg: {POSTER}[4].datum"]


def test_r33_looks_at_the_stay_only() -> None:
    """Days before move-in and after moving out need no test; at home nobody is tested so."""
    before = [row(D(2026, 1, 7)), row(D(2026, 2, 20))]
    assert places("R33", log(*before, *map(row, every(14))), plan()) == []
    left = document("uppfoljning", {"uppfoljning.avslut.datum": D(2026, 6, 10)})
    assert places("R33", log(*map(row, every(14, last=D(2026, 6, 1)))), plan()) == [f"drogtest_logg: {POSTER}"]
    assert places("R33", log(*map(row, every(14, last=D(2026, 6, 1)))), plan(), left) == []
    assert places("R33", log(), plan(), decision({"uppdrag.insats": "boendestod"})) == []
    assert places("R33", log()) == []


def test_r33_counts_from_the_last_test_to_the_day_the_log_was_closed() -> None:
    """The end of a settled log is its own day, that of a draft is today."""
    rows = [row(day) for day in every(14, last=D(2026, 8, 15))]
    assert places("R33", log(*rows, faststalld_datum=D(2026, 8, 24)), plan()) == []
    assert places("R33", log(*rows, faststalld_datum=D(2026, 8, 26)), plan()) == [f"drogtest_logg: {POSTER}"]
    draft = log(*rows, faststalld_datum=None, status="utkast")
    assert places("R33", draft, plan(), today=D(2026, 8, 24)) == []
    assert places("R33", draft, plan(), today=D(2026, 8, 26)) == [f"drogtest_logg: {POSTER}"]


def test_r33_two_tests_on_one_day_end_one_gap_and_two_logs_are_one_row_of_tests() -> None:
    """A gap is reported once, in the log where it ends."""
    days = every(14)
    first = log(*map(row, days[:5]), name="logg-1", datum=D(2026, 3, 1))
    second = log(*map(row, [days[6], days[6], *days[7:]]), name="logg-2", datum=D(2026, 6, 1))
    assert places("R33", first, second, plan()) == [f"logg-2: {POSTER}[0].datum"]


def follow_up(**counts: int) -> Answers:
    """Return a follow-up of April with its counts of tests."""
    period = {"uppfoljning.period.fran": D(2026, 4, 1), "uppfoljning.period.till": D(2026, 4, 30)}
    usual = {"tagna": 2, "rena": 1, "bekraftat_positiva": 0, "obekraftade": 0, "vagrade": 1, "ogiltiga": 0}
    return document("uppfoljning", {**period, "uppfoljning.tester": {**usual, **counts}})


def test_counts_of_tests_agree_with_themselves_and_with_the_log() -> None:
    """The parts make the whole, and each part is what the log has in the period."""
    logged = log(row(D(2026, 3, 30)), row(DAY), row(D(2026, 4, 21), "vagrat"), row(D(2026, 4, 22), "ej_genomfort"))
    path = "uppfoljning: uppfoljning.tester"
    assert places("testantal", follow_up(), logged) == []
    assert places("testantal", follow_up(tagna=3), logged) == [f"{path}.tagna"]
    assert places("testantal", follow_up(rena=2, vagrade=0), logged) == [f"{path}.rena"]
    assert places("testantal", follow_up(rena=2, vagrade=0)) == []
