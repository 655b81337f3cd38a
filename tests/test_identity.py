"""Identity numbers, phones and postal codes against the officially published test numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halvvag_docs.identity import (
    IDENTITY_KINDS,
    SHORT_NUMBERS,
    IdentityError,
    format_phone,
    may_tell_birth,
    parse_identity,
    parse_phone,
    parse_postal_code,
)

FI = "fi_personbeteckning"
PERSON = "se_personnummer"
COORDINATION = "se_samordningsnummer"
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("number", "born", "temporary"),
    [
        ("010594Y9032", date(1994, 5, 1), True),
        ("010594-9032", date(1994, 5, 1), True),
        ("030594W903B", date(1994, 5, 3), True),
        ("140587-9184", date(1987, 5, 14), True),
        ("120383-9518", date(1983, 3, 12), True),
        ("290264-9139", date(1964, 2, 29), True),
        ("310704A951B", date(2004, 7, 31), True),
        ("020504A902E", date(2004, 5, 2), True),
        ("010516B903X", date(2016, 5, 1), True),
    ],
)
def test_finnish_test_numbers_hold(number: str, born: date, temporary: bool) -> None:  # noqa: FBT001
    """The population register's test persons are accepted and marked as temporary numbers."""
    identity = parse_identity(number, FI, TODAY)
    assert (identity.number, identity.birth_date, identity.temporary) == (number, born, temporary)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("140587-918A", "kontrolltecknet"),
        ("310290-903Y", "inget riktigt datum"),
        ("010594G9032", "skiljetecknet"),
        ("010594-0002", "individnumret"),
        ("010594-001", "formen"),
        ("0105949032", "formen"),
        ("", "formen"),
        ("0105٩4-9032", "formen"),
    ],
)
def test_wrong_finnish_numbers_say_what_is_wrong(number: str, reason: str) -> None:
    """Each way of being wrong has its own reason, and the reason never repeats the number."""
    with pytest.raises(IdentityError, match=reason) as caught:
        parse_identity(number, FI, TODAY)
    assert not number or number not in caught.value.reason


def test_the_finnish_separator_is_part_of_the_identity() -> None:
    """Two numbers that differ by the separator alone stay two numbers."""
    assert parse_identity("010594-9032", FI).number != parse_identity("010594Y9032", FI).number


def test_finnish_plus_means_the_nineteenth_century() -> None:
    """A plus sign gives a birth year in the 1800s."""
    number = "010194+002" + "0123456789ABCDEFHJKLMNPRSTUVWXY"[10194002 % 31]
    identity = parse_identity(number, FI)
    assert identity.birth_date == date(1894, 1, 1)
    assert not identity.temporary


@pytest.mark.parametrize(
    ("number", "stored", "born"),
    [
        ("19900602-2397", "19900602-2397", date(1990, 6, 2)),
        ("19910717-2380", "19910717-2380", date(1991, 7, 17)),
        ("19961020-2385", "19961020-2385", date(1996, 10, 20)),
        ("900602-2397", "19900602-2397", date(1990, 6, 2)),
        ("9006022397", "19900602-2397", date(1990, 6, 2)),
        ("199006022397", "19900602-2397", date(1990, 6, 2)),
        (" 900602 – 2397 ", "19900602-2397", date(1990, 6, 2)),
        ("900602+2397", "18900602-2397", date(1890, 6, 2)),
    ],
)
def test_swedish_test_numbers_get_eight_digits(number: str, stored: str, born: date) -> None:
    """Skatteverket's test numbers are accepted in every common way of writing and stored in one."""
    identity = parse_identity(number, PERSON, TODAY)
    assert (identity.number, identity.birth_date, identity.temporary) == (stored, born, False)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("19900602-2398", "kontrollsiffran"),
        ("19900230-2397", "inget riktigt datum"),
        ("19901302-2398", "inget riktigt datum"),
        ("19701063-2391", "samordningsnummer"),
        ("17900602-2397", "1800"),
        ("19900602-239", "formen"),
        ("inget", "formen"),
    ],
)
def test_wrong_swedish_numbers_say_what_is_wrong(number: str, reason: str) -> None:
    """Date, form and check digit are told apart; a samordningsnummer in the wrong place is recognised."""
    with pytest.raises(IdentityError, match=reason) as caught:
        parse_identity(number, PERSON, TODAY)
    assert number not in caught.value.reason


def test_ten_digits_need_a_day_to_settle_the_century() -> None:
    """Without today's date the century cannot be known, and nothing is guessed."""
    with pytest.raises(IdentityError, match="fyra siffror"):
        parse_identity("900602-2397", PERSON)


def test_a_birth_date_to_come_is_refused() -> None:
    """A number for a day after today is no number of a living person."""
    with pytest.raises(IdentityError, match="framtiden"):
        parse_identity("19900602-2397", PERSON, date(1990, 6, 1))


@pytest.mark.parametrize(
    ("number", "stored", "born"),
    [
        ("701063-2391", "19701063-2391", date(1970, 10, 3)),
        ("20260162-2380", "20260162-2380", date(2026, 1, 2)),
        ("19171160-2399", "19171160-2399", None),
    ],
)
def test_coordination_numbers_may_lack_a_birth_date(number: str, stored: str, born: date | None) -> None:
    """Official samordningsnummer are accepted; an unknown day gives no birth date."""
    identity = parse_identity(number, COORDINATION, TODAY)
    assert (identity.number, identity.birth_date) == (stored, born)


def test_coordination_number_with_unknown_month_is_accepted() -> None:
    """Month 00 stands for unknown and gives no birth date."""
    digits = next(f"19800075-238{check}" for check in range(10) if _holds(f"19800075-238{check}"))
    assert parse_identity(digits, COORDINATION, TODAY).birth_date is None


def _holds(number: str) -> bool:
    try:
        parse_identity(number, COORDINATION, TODAY)
    except IdentityError:
        return False
    return True


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("701063-2392", "kontrollsiffran"),
        ("19900692-2398", "inget riktigt datum"),
        ("701003-2391", "ökad med 60"),
        ("19901391-2398", "inget riktigt datum"),
        ("19701063-0000", "000"),
    ],
)
def test_wrong_coordination_numbers_say_what_is_wrong(number: str, reason: str) -> None:
    """Check digit, day and the missing 60 are told apart."""
    with pytest.raises(IdentityError, match=reason):
        parse_identity(number, COORDINATION, TODAY)


def test_a_number_without_a_kind_is_refused() -> None:
    """A number whose kind is missing or unknown is an ordinary error, not a crash."""
    for kind in ("", "saknas"):
        with pytest.raises(IdentityError, match="vilken typ"):
            parse_identity("140587-9184", kind)


def test_identity_repr_holds_neither_number_nor_birth_date() -> None:
    """A logged identity tells nothing about the person."""
    text = repr(parse_identity("140587-9184", FI))
    assert "9184" not in text
    assert "1987" not in text


@given(value=st.text(), kind=st.sampled_from(IDENTITY_KINDS))
def test_any_text_is_an_identity_or_an_identity_error(value: str, kind: str) -> None:
    """No text makes the check fail in another way."""
    try:
        identity = parse_identity(value, kind, TODAY)
    except IdentityError as error:
        assert error.reason  # noqa: PT017 - the alternative to an error is a value, both are fine
    else:
        assert parse_identity(identity.number, kind, TODAY) == identity


@given(
    born=st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31)),
    serial=st.integers(min_value=2, max_value=999),
)
def test_every_computed_finnish_number_holds(born: date, serial: int) -> None:
    """Any date and individual number with the computed check character is accepted."""
    sign = {18: "+", 19: "-", 20: "A"}[born.year // 100]
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(f"{born:%d%m%y}{serial:03}") % 31]
    identity = parse_identity(f"{born:%d%m%y}{sign}{serial:03}{check}".lower(), FI)
    assert identity.birth_date == born
    assert identity.temporary == (serial >= 900)


@given(
    born=st.dates(min_value=date(1900, 1, 1), max_value=TODAY),
    serial=st.integers(min_value=1, max_value=999),
)
def test_one_check_digit_of_ten_holds_and_ten_digits_give_the_same(born: date, serial: int) -> None:
    """Exactly one check digit fits, and the short form with the right sign names the same person."""
    fitting = []
    for check in range(10):
        try:
            fitting.append(parse_identity(f"{born:%Y%m%d}-{serial:03}{check}", PERSON, TODAY))
        except IdentityError:
            continue
    assert len(fitting) == 1
    number = fitting[0].number
    sign = "+" if TODAY.year - born.year >= 100 else "-"
    assert parse_identity(f"{number[2:8]}{sign}{number[9:]}", PERSON, TODAY) == fitting[0]


@pytest.mark.parametrize(
    ("value", "region", "stored", "printed"),
    [
        ("070-174 06 05", "SE", "+46701740605", "070-174 06 05"),
        ("+46701740605", "FI", "+46701740605", "070-174 06 05"),
        ("0046 70 174 06 05", "FI", "+46701740605", "070-174 06 05"),
        ("+46 (0)70–174 06 05", "SE", "+46701740605", "070-174 06 05"),
        ("09 2525 0112", "FI", "+358925250112", "09 25250112"),
        ("1177", "SE", "1177", "1177"),
        ("114 14", "SE", "11414", "114 14"),
        ("116117", "FI", "116117", "116117"),
        ("112", "FI", "112", "112"),
        ("90101", "SE", "90101", "90101"),
        ("070-174 06 05 ankn. 12", "SE", "+46701740605;ext=12", "070-174 06 05 ankn. 12"),
    ],
)
def test_phone_numbers_are_stored_in_one_form(value: str, region: str, stored: str, printed: str) -> None:
    """Numbers are stored as E.164, short numbers as digits, extensions kept; print is national."""
    assert parse_phone(value, region) == stored
    assert format_phone(stored) == printed
    assert parse_phone(stored, region) == stored


def test_a_foreign_number_can_be_printed_with_its_country_code() -> None:
    """A reader in Finland gets a Swedish number with +46, since 070 would reach someone else."""
    assert format_phone("+46701740605", "FI") == "+46 70 174 06 05"
    assert format_phone("+46701740605", "SE") == "070-174 06 05"


@pytest.mark.parametrize("value", ["", "mamma", "070-174 06 05 (mamma)", "123", "+112", "07017406050000", "+"])
def test_text_that_is_no_phone_number_is_refused(value: str) -> None:
    """Letters and impossible numbers are errors, and the reason never repeats them."""
    with pytest.raises(IdentityError) as caught:
        parse_phone(value, "SE")
    assert not value or value not in caught.value.reason.split()


def test_a_text_that_was_never_a_number_prints_as_it_stands() -> None:
    """Printing loses nothing even when the stored text is no number."""
    assert format_phone("växeln") == "växeln"


@given(value=st.text(alphabet="0123456789+-() ./extankn;=", max_size=20), region=st.sampled_from(["FI", "SE"]))
def test_a_stored_phone_number_parses_to_itself(value: str, region: str) -> None:
    """Storing twice changes nothing, whatever was typed."""
    try:
        stored = parse_phone(value, region)
    except IdentityError:
        return
    assert parse_phone(stored, region) == stored
    assert format_phone(stored)


def test_all_short_numbers_are_accepted_in_both_countries() -> None:
    """The allow-list holds everywhere, as stored and as printed."""
    for stored, printed in SHORT_NUMBERS.items():
        assert {parse_phone(text, region) for text in (stored, printed) for region in ("FI", "SE")} == {stored}


@pytest.mark.parametrize(
    ("value", "country", "stored"),
    [
        ("06100", "FI", "06100"),
        ("00100", "FI", "00100"),
        ("FI-06100", "FI", "06100"),
        ("123 45", "SE", "12345"),
        ("SE-123 45", "SE", "12345"),
        ("S-123\u00a045", "SE", "12345"),
        ("22100", "AX", "22100"),
        ("12345", "", "12345"),
        ("SW1A  1AA", "annat", "SW1A 1AA"),
    ],
)
def test_postal_codes_are_stored_as_five_digits(value: str, country: str, stored: str) -> None:
    """Country prefixes and spaces go; leading zeros stay; other countries keep their own form."""
    assert parse_postal_code(value, country) == stored


@pytest.mark.parametrize(("value", "country"), [("1234", "FI"), ("123456", "SE"), ("12345", "AX"), ("", "annat")])
def test_wrong_postal_codes_are_refused(value: str, country: str) -> None:
    """Too few or many digits, and codes outside Åland said to be there, are errors."""
    with pytest.raises(IdentityError):
        parse_postal_code(value, country)


def test_birth_dates_are_real_days() -> None:
    """A whole year of computed test numbers gives that year's days in order."""
    first = date(1990, 1, 1)
    days = [first + timedelta(days=offset) for offset in range(365)]
    checks = "0123456789ABCDEFHJKLMNPRSTUVWXY"
    numbers = [f"{day:%d%m%y}-900{checks[int(f'{day:%d%m%y}900') % 31]}" for day in days]
    assert [parse_identity(number, FI).birth_date for number in numbers] == days


@pytest.mark.parametrize(
    "text",
    [
        "HV-19900602-2397", "HV-900602-2397", "HV199006022397", "HV-010190", "HV-900602", "HV-000315-1234",
        "HV-1990-06-02", "HV-02-06-1990", "HV-02061990", "HV-701063-2391", "140587-9184", "HV-010594Y9032",
    ],
)  # fmt: skip
def test_a_text_may_tell_a_birth(text: str) -> None:
    """Identity numbers of both countries and days of birth, in the ways people write them."""
    assert may_tell_birth(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "HV-2026-014",
        "HV-2026-1201",
        "HV-20261201",
        "HV-2026-12-01",
        "HV-000315",
        "HV-123456",
        "BS-1",
        "HV-2026014",
    ],
)
def test_years_and_serial_numbers_tell_no_birth(text: str) -> None:
    """Nor does the day on which a case begins."""
    assert not may_tell_birth(text, TODAY)
