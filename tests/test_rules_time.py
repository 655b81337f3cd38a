"""Rules about time: R06–R09, sums, and months with their public holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import UNIT, WEEKDAYS, D, decision, document, places, plan, problems

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.calendar import is_holiday, planned_months, public_holidays
from halvvag_docs.rules.time_frame import direct_time
from halvvag_docs.units import Limits, StaffHours, Unit

PLAN = "genomforandeplan"
TOTAL = f"{PLAN}.direkt_tid_min_per_manad"


def week(talk: int = 45, often: int = 4, test: int = 10, meetings: int = 30, **values: Any) -> Answers:
    """Return a plan with talks, two tests of so many minutes and network meetings."""
    planned = {
        f"{PLAN}.samtal": {"minuter": talk, "per_manad": often, "veckodag": "tisdag", "klockslag": time(10)},
        f"{PLAN}.test": {"minuter": test, "per_manad": 2},
        f"{PLAN}.natverksmote": {"minuter_per_manad": meetings},
    }
    return plan({**planned, **{f"{PLAN}.{name}": value for name, value in values.items()}})


@pytest.mark.parametrize(
    ("one", "rules"),
    [
        (week(45), ["R07"]),
        (week(47), ["R07"]),
        (week(48), ["R06"]),
        (week(60), ["R06"]),
        (week(45, test=0, meetings=0), []),
        (week(48, test=0, meetings=0), []),
        (week(49, test=0, meetings=0), ["R07"]),
        (week(45, often=5), ["R06"]),
        (week(45, often=2), []),
        (week(60, often=3), []),
    ],
)
def test_r06_and_r07_keep_to_four_hours(one: Answers, rules: list[str]) -> None:
    """Over 240 minutes is an error; under it, a fifth week that passes it is a warning."""
    assert [rule for rule in ("R06", "R07") if places(rule, one)] == rules


def test_r06_says_which_part_takes_the_time_and_yields_to_a_decision() -> None:
    """All three parts are named; with an extra decision the error is a warning."""
    [problem] = problems("R06", week(60))
    assert problem.message == (
        "Planerad direkt service är 290 min/månad, ramen är 240 min (4 h): samtal 240, tester 20, "
        "nätverksmöten 30. Minska tiden eller ange tilläggsbeslut."
    )
    assert problem.level is Level.ERROR
    [granted] = problems("R06", week(60, tillaggsbeslut="T-1"))
    assert granted.level is Level.WARNING
    assert granted.message.endswith("nätverksmöten 30. Kontrollera att tilläggsbeslutet räcker för tiden.")


def test_r07_names_the_weekday() -> None:
    """Which day comes five times is said where it is known."""
    assert problems("R07", week())[0].message == (
        "I månader med fem tisdagar blir tiden 275 min, mer än 4 h. Planera hur det hanteras."
    )
    unknown = week(samtal={"minuter": 45, "per_manad": 4})
    assert "fem samtal" in problems("R07", unknown)[0].message


def test_the_frame_is_a_setting_and_not_for_support_at_home() -> None:
    """A unit may have another frame; boendestöd has none."""
    wide = Unit(namn="X", granser=Limits(direkt_min_per_manad=300))
    assert problems("R06", week(60), unit=wide) == []
    assert problems("R07", week(60), unit=wide)[0].message.count("5 h") == 1
    at_home = decision({"uppdrag.insats": "boendestod"})
    assert [places(rule, week(60), at_home) for rule in ("R06", "R07", "R08")] == [[], [], []]


@pytest.mark.parametrize(("minutes", "found"), [(44, 1), (45, 0), (60, 0), (61, 1), (0, 1)])
def test_r08_planned_talks_last_45_to_60_minutes(minutes: int, found: int) -> None:
    """A planned talk of another length is an error."""
    result = problems("R08", week(minutes))
    assert [problem.level for problem in result] == [Level.ERROR] * found
    assert all(problem.message.endswith(f"Du angav {minutes}.") for problem in result)


@pytest.mark.parametrize(
    ("count", "minutes", "said"),
    [(5, 225, ""), (5, 224, "44,8"), (3, 180, ""), (2, 140, "70"), (0, 0, ""), (0, 60, "")],
)
def test_r08_held_talks_are_only_a_warning(count: int, minutes: int, said: str) -> None:
    """What was done is judged by its mean, and can only be explained afterwards."""
    row = {"manad": "2026-06", "samtal_antal": count, "samtal_min": minutes}
    found = problems("R08", document("uppfoljning", {"uppfoljning.utfort": [row]}))
    assert [(problem.level, problem.message.split()[-1]) for problem in found] == (
        [(Level.WARNING, f"{said}.")] if said else []
    )


@pytest.mark.parametrize(
    ("weekday", "start", "minutes", "path"),
    [
        ("tisdag", time(10), 45, ""),
        ("tisdag", time(8), 45, ""),
        ("tisdag", time(15, 15), 45, ""),
        ("tisdag", time(15, 16), 45, "klockslag"),
        ("tisdag", time(7, 59), 45, "klockslag"),
        ("tisdag", time(23, 59), 2000, "klockslag"),
        ("lordag", time(10), 45, "veckodag"),
        ("lordag", None, 45, "veckodag"),
        ("", None, 45, ""),
        ("tisdag", time(16), None, ""),
    ],
)
def test_r09_talks_are_held_when_staff_are_in(weekday: str, start: time | None, minutes: int, path: str) -> None:
    """A talk starts and ends within staff hours on a staff day."""
    talk = {"veckodag": weekday, "klockslag": start, "minuter": minutes}
    found = places("R09", plan({f"{PLAN}.samtal": talk}))
    assert found == ([f"{PLAN}: {PLAN}.samtal.{path}"] if path else [])


def test_r09_says_when_a_talk_ends_too_late() -> None:
    """Half past three is within the hours, a quarter past four is not."""
    talk = plan({f"{PLAN}.samtal": {"veckodag": "tisdag", "klockslag": time(15, 30), "minuter": 45}})
    [problem] = problems("R09", talk)
    assert problem.message.endswith("kl. 8–16. Samtalet kl. 15.30 slutar kl. 16.15, efter personalens tid.")


def test_r09_uses_the_units_own_hours() -> None:
    """Another unit's staff may be in at other times; the message says theirs."""
    late = plan({f"{PLAN}.samtal": {"veckodag": "lordag", "klockslag": time(16, 30), "minuter": 30}})
    assert "vardagar kl. 8–16. Tiden lördag kl. 16.30" in problems("R09", late)[0].message
    assert problems("R09", late, unit=Unit(namn="X"))[0].message == problems("R09", late)[0].message
    weekend = StaffHours(dagar=("lordag", "sondag"), fran=time(9), till=time(16))
    found = problems("R09", late, unit=replace(UNIT, personal_tid=weekend))
    assert "lördagar och söndagar kl. 9–16. Tiden kl. 16.30" in found[0].message


def test_direct_time_of_support_at_home_is_spread_over_the_year() -> None:
    """A hundred minutes a week are 433 a month."""
    weekly = plan({f"{PLAN}.stodpass": [{"langd_min": 60}, {"langd_min": 40}]}, system="se")
    time_ = direct_time(weekly)
    assert time_ is not None
    assert time_.total == 433
    assert direct_time(plan()) is None


def test_a_stated_total_that_is_wrong_is_found() -> None:
    """The program counts; a total typed by hand is compared."""
    assert places("direkt_tid", week(direkt_tid_min_per_manad=230)) == []
    assert places("direkt_tid", week(direkt_tid_min_per_manad=200)) == [f"{PLAN}: {TOTAL}"]


def test_support_fits_the_granted_hours() -> None:
    """More sessions than the decision grants are found."""
    weekly = plan({f"{PLAN}.stodpass": [{"langd_min": 100}]}, system="se")
    for hours, found in ((Decimal(8), 0), (7, 1), (Decimal("7.5"), 0), (None, 0)):
        granted = decision({"uppdrag.insats": "boendestod", "uppdrag.timmar_per_manad": hours})
        assert len(places("stodpass_tid", weekly, granted)) == found


def done(**row: Any) -> Answers:
    """Return a follow-up of one month."""
    usual = {"manad": "2026-06", "samtal_antal": 4, "samtal_min": 180, "test_min": 20, "natverk_min": 0}
    return document("uppfoljning", {"uppfoljning.utfort": [{**usual, **row}]})


def test_sums_of_what_was_done_are_right() -> None:
    """The parts make the whole; a part that is missing says nothing."""
    assert places("utfort_summa", done(summa_min=200)) == []
    assert places("utfort_summa", done(summa_min=210)) == ["uppfoljning: uppfoljning.utfort[0].summa_min"]
    assert places("utfort_summa", done(summa_min=210, test_min=None)) == []


def test_unusual_time_is_explained() -> None:
    """Over the frame, or fewer talks than the month had room for, needs a comment."""
    rule, path = "utfort_kommentar", "uppfoljning: uppfoljning.utfort[0]"
    assert places(rule, done(summa_min=240), week()) == []
    assert places(rule, done(summa_min=241), week()) == [f"{path}.summa_min"]
    assert places(rule, done(samtal_antal=3), week()) == [f"{path}.samtal_antal"]
    # Moved in on 9 March: four Tuesdays are left; the Thursday before, only three.
    assert places(rule, done(samtal_antal=0, manad="2027-06"), week()) == []
    explained = document(
        "uppfoljning", {"uppfoljning.utfort": [{"summa_min": 300}], "uppfoljning.utfort_kommentar": "Ja."}
    )
    assert places(rule, explained, week()) == []


def test_months_count_weekdays_without_public_holidays() -> None:
    """Mondays from 9 March: Easter Monday is lost, June and August have five."""
    mondays = week(samtal={"minuter": 45, "per_manad": 4, "veckodag": "mandag"})
    months = {one.month: one for one in planned_months(mondays)}
    assert list(months) == ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"]
    assert [one.meetings for one in months.values()] == [4, 3, 4, 5, 4, 5, 1]
    assert months["2026-04"].lost == (D(2026, 4, 6),)
    assert months["2026-06"].minutes == 5 * 45 + 20 + 30


def test_a_talk_twice_a_month_is_not_held_every_week() -> None:
    """Only what is planned four or five times a month is weekly."""
    assert {one.meetings for one in planned_months(week(often=2))} == {2}


def test_swedish_sessions_are_lost_on_swedish_holidays() -> None:
    """Ascension Day takes a Thursday in May, in both countries; midsummer eve is free in Sweden too."""
    sessions = [{"veckodag": "torsdag", "langd_min": 40}, {"veckodag": "fredag", "langd_min": 20}]
    months = planned_months(plan({f"{PLAN}.stodpass": sessions}, system="se"))
    assert {one.month: one.lost for one in months if one.lost} == {
        "2026-04": (D(2026, 4, 3),),
        "2026-05": (D(2026, 5, 1), D(2026, 5, 14)),
        "2026-06": (D(2026, 6, 19),),
    }


def test_holidays_have_swedish_names_and_belong_to_a_country() -> None:
    """The sixth of December is free in Finland, the sixth of June in Sweden."""
    assert public_holidays("fi", 2026)[D(2026, 12, 6)] == "Självständighetsdagen"
    assert is_holiday(D(2026, 6, 6), "se")
    assert not is_holiday(D(2026, 6, 6), "fi")
    assert not is_holiday(D(1, 1, 1), "fi")


@given(first=st.dates(), last=st.dates(), weekday=st.sampled_from([*WEEKDAYS, "sondag", ""]))
def test_any_period_has_months_or_none(first: D, last: D, weekday: str) -> None:
    """No period fails, and no more than five years are counted."""
    period = {"fran": first, "till": last}
    found = planned_months(week(samtal={"minuter": 45, "per_manad": 4, "veckodag": weekday}, period=period))
    assert len(found) <= 60
    assert all(one.minutes >= 0 for one in found)
