"""Swedish dates, times, numbers and lists, in Finland and in Sweden."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halvvag_docs import formatting as fmt

DAY = date(2026, 5, 14)


def test_dates_follow_the_system() -> None:
    """Finland writes day first with points, Sweden ISO dates; in words they agree."""
    assert fmt.format_date(DAY, "fi") == "14.5.2026"
    assert fmt.format_date(DAY, "se") == "2026-05-14"
    assert fmt.format_date_long(DAY) == "14 maj 2026"


@pytest.mark.parametrize(
    ("first", "last", "fi", "se"),
    [
        (DAY, DAY, "14.5.2026", "2026-05-14"),
        (date(2026, 5, 9), DAY, "9–14.5.2026", "2026-05-09–2026-05-14"),
        (date(2026, 3, 9), DAY, "9.3–14.5.2026", "2026-03-09–2026-05-14"),
        (date(2025, 12, 9), DAY, "9.12.2025–14.5.2026", "2025-12-09–2026-05-14"),
    ],
)
def test_periods_say_what_both_ends_share_once(first: date, last: date, fi: str, se: str) -> None:
    """An en dash without spaces joins the ends; month and year are not repeated where Finland drops them."""
    assert fmt.format_date_range(first, last, "fi") == fi
    assert fmt.format_date_range(first, last, "se") == se


@pytest.mark.parametrize(
    ("value", "fi", "se"),
    [
        ("2026-01-11", "11.1.2026", "2026-01-11"),
        (date(2026, 1, 11), "11.1.2026", "2026-01-11"),
        ("2026-01", "januari 2026", "januari 2026"),
        ("2026", "2026", "2026"),
    ],
)
def test_partial_dates_print_what_is_known(value: date | str, fi: str, se: str) -> None:
    """Day, month or year alone are each printed as far as they go."""
    assert fmt.format_partial_date(value, "fi") == fi
    assert fmt.format_partial_date(value, "se") == se


def test_months_print_from_text_and_from_dates() -> None:
    """A month is its Swedish name and the year."""
    assert fmt.format_month("2026-06") == fmt.format_month(date(2026, 6, 30)) == "juni 2026"


def test_times_use_a_point() -> None:
    """Hours are not padded, minutes are."""
    assert fmt.format_time(time(16)) == "16.00"
    assert fmt.format_time(time(9, 5)) == "9.05"


def test_opening_hours_follow_the_system() -> None:
    """Finland leaves out whole hours' minutes, Sweden writes them."""
    assert fmt.format_time_range(time(16), time(22), "fi") == "kl. 16–22"
    assert fmt.format_time_range(time(16, 30), time(22), "fi") == "kl. 16.30–22"
    assert fmt.format_time_range(time(16), time(22), "se") == "kl. 16.00–22.00"


def test_dates_give_the_code_of_their_weekday() -> None:
    """The code is a word without å and ö."""
    assert fmt.weekday_code(DAY) == "torsdag"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 3, 9), date(2026, 3, 8), 17),
        (date(2008, 3, 9), date(2026, 3, 9), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 3, 9), date(2026, 3, 8), -1),
    ],
)
def test_age_counts_full_years(born: date, day: date, age: int) -> None:
    """The birthday itself counts; a leap day is reached on 1 March."""
    assert fmt.age_at(born, day) == age


def test_numbers_take_a_decimal_comma() -> None:
    """Digits stay as given unless a number of places is asked for."""
    assert fmt.format_decimal(Decimal("8.0")) == "8,0"
    assert fmt.format_decimal(Decimal("1E+3")) == "1000"
    assert fmt.format_decimal(Decimal("0.25"), 1) == "0,2"
    assert fmt.format_decimal(-3) == "-3"


def test_money_prints_by_currency_or_system() -> None:
    """Two decimals, thousands apart, and the currency the country writes."""
    assert fmt.format_money(Decimal(80), "EUR") == fmt.format_money(80, "fi") == "80,00\u00a0€"
    assert fmt.format_money(Decimal("6480.5"), "se") == "6\u00a0480,50\u00a0kr"
    assert fmt.format_money(1, "NOK") == "1,00\u00a0NOK"


def test_postal_codes_are_spaced_in_sweden_only() -> None:
    """«123 45» in Sweden; five digits together elsewhere; other forms untouched."""
    assert fmt.format_postal_code("12345", "SE") == fmt.format_postal_code("12345", "se") == "123 45"
    assert fmt.format_postal_code("06100", "FI") == "06100"
    assert fmt.format_postal_code("1234", "SE") == "1234"


def test_truth_values_are_ja_and_nej() -> None:
    """A yes/no answer prints as a word."""
    assert (fmt.yes_no(True), fmt.yes_no(False)) == ("Ja", "Nej")


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_lists_join_with_och(items: list[str], text: str) -> None:
    """Commas between, «och» before the last."""
    assert fmt.join_list(items) == text


def test_lists_may_join_with_another_word() -> None:
    """«eller» is a list as well."""
    assert fmt.join_list(["a", "b"], "eller") == "a eller b"


def test_counts_take_the_right_noun() -> None:
    """One is singular, everything else plural."""
    assert [fmt.plural(n, "dag", "dagar") for n in (0, 1, 2)] == ["0 dagar", "1 dag", "2 dagar"]


def test_capitalise_leaves_the_rest_alone() -> None:
    """Only the first letter changes, so FPA and names survive."""
    assert fmt.capitalise("åland och FPA") == "Åland och FPA"
    assert fmt.capitalise("") == ""


@given(first=st.dates(), last=st.dates(), system=st.sampled_from(["fi", "se"]))
def test_any_two_dates_make_a_period(first: date, last: date, system: str) -> None:
    """Every period ends with its last day, whatever the order."""
    assert fmt.format_date_range(first, last, system).endswith(fmt.format_date(last, system))
