"""Identity numbers, phone numbers and postal codes: check them and bring them into one stored form.

Nothing here ever puts the value into an error: a reason says what is wrong, not what was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import phonenumbers

FI_PERSONBETECKNING: Final = "fi_personbeteckning"
SE_PERSONNUMMER: Final = "se_personnummer"
SE_SAMORDNINGSNUMMER: Final = "se_samordningsnummer"
IDENTITY_KINDS: Final = (FI_PERSONBETECKNING, SE_PERSONNUMMER, SE_SAMORDNINGSNUMMER)

# Stored form to printed form. Ordinary phone parsers call these invalid, yet they are what a krisplan is for.
SHORT_NUMBERS: Final = {
    "112": "112",
    "1177": "1177",
    "11313": "113 13",
    "11414": "114 14",
    "90101": "90101",
    "116000": "116000",
    "116006": "116006",
    "116111": "116111",
    "116117": "116117",
    "116123": "116123",
}

_FI_CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_FI_CENTURIES = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_FI_NUMBER = re.compile(r"(\d{2})(\d{2})(\d{2})(.)(\d{3})([0-9A-Z])", re.ASCII)
_SE_NUMBER = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{3})(\d)", re.ASCII)
# Word processors turn a typed hyphen into one of these.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")

_DAY_OF_BIRTH = re.compile(
    r"(?<!\d)(?P<digits>\d{8}|\d{6})(?P<serial>-?\d{4}|[-A-FU-Y]\d{3}[0-9A-Z])?(?!\d)"
    r"|(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d-\d\d-(?:\d{4}|\d\d))(?!\d)",
    re.ASCII,
)
_CASE_ID = re.compile(r"[A-Z0-9][A-Z0-9-]{2,19}")
"""As the schemas ask of ``dokument.arende_id``."""
_CHILD = 15
"""Nobody that a case is about is younger; a later date tells when something was done."""

_PHONE_CHARACTERS = re.compile(r"[-+()./\s\d]+")
_EXTENSION = re.compile(r"\s*(?:;\s*ext=|(?:anknytning|ankn|ext)[.:]?)\s*(\d{1,7})\s*$", re.IGNORECASE)


class IdentityError(ValueError):
    """A number or code that does not hold; the text is the reason in Swedish, without the value."""

    @property
    def reason(self) -> str:
        """Why it does not hold, in Swedish, as part of a sentence."""
        return str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A checked identity number. Its repr holds neither number nor birth date, so a log cannot leak them."""

    kind: str
    """One of IDENTITY_KINDS."""
    number: str = field(repr=False)
    """The stored form: `DDMMYYsNNNC` upper case (FI), `YYYYMMDD-NNNC` (SE)."""
    birth_date: date | None = field(repr=False)
    """As the number says; None when a samordningsnummer leaves month or day unknown.

    A Swedish birth date in the number may be a day or two off when the numbers of the day ran out
    (Source: Folkbokföringslag 1991:481 18 §).
    """
    temporary: bool
    """True for Finnish individual numbers 900–999, which are temporary or for tests."""


def parse_identity(value: str, kind: str, today: date | None = None) -> Identity:
    """Check an identity number and bring it into its stored form.

    Args:
        value: as typed; surrounding spaces, lower case and typographic dashes are accepted.
        kind: one of IDENTITY_KINDS.
        today: settles the century of a Swedish number with ten digits (`+` means the year of the 100th
            birthday or later) and refuses birth dates to come; without it ten digits are refused.

    Raises:
        IdentityError: another kind, or wrong form, date, individual number or check character.
    """
    parsers = {
        FI_PERSONBETECKNING: _parse_fi,
        SE_PERSONNUMMER: _parse_se_person,
        SE_SAMORDNINGSNUMMER: _parse_se_coordination,
    }
    if kind not in parsers:
        raise IdentityError("det är inte sagt vilken typ av beteckning det är")
    text = re.sub(r"\s", "", value).translate(_DASHES).upper()
    identity = parsers[kind](text, today)
    if today and identity.birth_date and identity.birth_date > today:
        raise IdentityError("födelsedatumet ligger i framtiden")
    return identity


def _parse_fi(text: str, _today: date | None) -> Identity:
    """Source: Myndigheten för digitalisering och befolkningsdata, separators in force since 2023-01-01."""
    match = _FI_NUMBER.fullmatch(text)
    if not match:
        raise IdentityError("formen ska vara DDMMÅÅ, ett skiljetecken, tre siffror och ett kontrolltecken")
    day, month, year, sign, serial, check = match.groups()
    if sign not in _FI_CENTURIES:
        raise IdentityError("skiljetecknet finns inte; det är + - Y X W V U eller A–F")
    birth_date = _date(_FI_CENTURIES[sign] + int(year), int(month), int(day))
    if int(serial) < 2:
        raise IdentityError("individnumret ska vara 002 eller högre")
    # The separator is no part of the check: two numbers may differ by it alone and belong to two people.
    if _FI_CHECK_CHARACTERS[int(day + month + year + serial) % 31] != check:
        raise IdentityError("kontrolltecknet stämmer inte")
    temporary = int(serial) >= 900
    return Identity(kind=FI_PERSONBETECKNING, number=text, birth_date=birth_date, temporary=temporary)


def _parse_se_person(text: str, today: date | None) -> Identity:
    """Source: Folkbokföringslag 1991:481 18 §."""
    year, month, day, serial, check = _split_se(text, today)
    if 61 <= day <= 91:
        raise IdentityError("dagen är ökad med 60, vilket är ett samordningsnummer")
    birth_date = _date(year, month, day)
    return _swedish(SE_PERSONNUMMER, (year, month, day, serial, check), birth_date)


def _parse_se_coordination(text: str, today: date | None) -> Identity:
    """Source: Lag 2022:1697 om samordningsnummer 2 kap. 8 §; month 00 or day 60 mean unknown."""
    year, month, day, serial, check = _split_se(text, today)
    if day < 60:
        raise IdentityError("dagen ska vara ökad med 60 i ett samordningsnummer")
    unknown = month == 0 or day == 60
    # An unknown part still has to leave the rest possible: a leap year has every day there is.
    probe = _date(2000 if unknown else year, month or 1, (day - 60) or 1)
    return _swedish(SE_SAMORDNINGSNUMMER, (year, month, day, serial, check), None if unknown else probe)


def _split_se(text: str, today: date | None) -> tuple[int, int, int, str, str]:
    """Return full year, month, day, the three digits and the check digit."""
    match = _SE_NUMBER.fullmatch(text)
    if not match:
        raise IdentityError("formen ska vara ÅÅÅÅMMDD-NNNN eller ÅÅMMDD-NNNN")
    century, short_year, month, day, sign, serial, check = match.groups()
    year = int(century + short_year) if century else _century(int(short_year), sign, today)
    if year < 1800:
        raise IdentityError("födelseåret är före 1800")
    return year, int(month), int(day), serial, check


def _century(short_year: int, sign: str, today: date | None) -> int:
    """Return the full year: the latest that is not to come, a hundred years earlier after `+`."""
    if today is None:
        raise IdentityError("födelseåret ska skrivas med fyra siffror")
    latest = today.year - (today.year - short_year) % 100
    return latest - 100 if sign == "+" else latest


def _swedish(kind: str, parts: tuple[int, int, int, str, str], birth_date: date | None) -> Identity:
    year, month, day, serial, check = parts
    if serial == "000":
        raise IdentityError("födelsenumret får inte vara 000")
    digits = f"{year % 100:02}{month:02}{day:02}{serial}"
    if _luhn_digit(digits) != int(check):
        raise IdentityError("kontrollsiffran stämmer inte")
    number = f"{year:04}{month:02}{day:02}-{serial}{check}"
    return Identity(kind=kind, number=number, birth_date=birth_date, temporary=False)


def _luhn_digit(digits: str) -> int:
    """Return the check digit of nine digits, weights 2 and 1 in turn from the left."""
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return -sum(product // 10 + product % 10 for product in products) % 10


def is_case_id(text: str) -> bool:
    """Whether ``text`` can be the id of a case."""
    return _CASE_ID.fullmatch(text) is not None


def shown_case_id(text: str, secrets: Iterable[Any]) -> str:
    """Return a case id that file names and titles may hold; nothing when it is none or :func:`tells_whom`."""
    return text if is_case_id(text) and not tells_whom(text, secrets) else ""


def tells_whom(text: str, secrets: Iterable[Any]) -> bool:
    """Say whether an identifier has in it a part of what tells whom it is about, however written.

    Args:
        text: the identifier.
        secrets: names, numbers and days of the person; what is neither text nor a date tells nothing.
    """
    folded = _folded(text)
    return any(piece in folded for secret in secrets for piece in _pieces(secret))


def _pieces(secret: Any) -> Iterator[str]:
    """Yield what of a name, date or number may not stand in an identifier: words of 3 letters, runs of digits."""
    if isinstance(secret, date):
        yield from (secret.strftime(form) for form in ("%Y%m%d", "%y%m%d", "%d%m%y", "%d%m%Y"))
    elif isinstance(secret, str):
        yield from re.findall(r"[A-Z]{3,}|\d{4,}", _folded(secret))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"(?<=\d)[-./ ](?=\d)", "", plain.upper())


def may_tell_birth(text: str, today: date) -> bool:
    """Say whether upper-case text has in it what may be an identity number or a day of birth, however written.

    Six digits that begin with two zeros are taken for a serial number.
    """
    for found in _DAY_OF_BIRTH.finditer(text):
        is_whole = found["serial"] is not None
        digits = found["digits"] or found[0].replace("-", "")
        is_serial = len(digits) == 6 and digits.startswith("00") and found["digits"] and not is_whole
        if not is_serial and any(_is_birth(*parts, today) for parts in _readings(digits, is_whole=is_whole)):
            return True
    return False


def _readings(digits: str, *, is_whole: bool) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day as six or eight digits may mean them, the year first or last."""
    years = len(digits) - 4
    for year, month, day in (
        (digits[:years], digits[years:-2], digits[-2:]),
        (digits[4:], digits[2:4], digits[:2]),
    ):
        # In a samordningsnummer the day is raised by 60.
        number = int(day) - 60 if is_whole and int(day) > 60 else int(day)
        for century in ("",) if years == 4 else ("19", "20"):
            yield int(century + year), int(month), number


def _is_birth(year: int, month: int, day: int, today: date) -> bool:
    try:
        return 1900 <= date(year, month, day).year <= today.year - _CHILD
    except ValueError:
        return False


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise IdentityError("datumdelen är inget riktigt datum") from None


def parse_phone(value: str, region: str) -> str:
    """Return a phone number as stored: E.164, `+4690123456;ext=12` with an extension, or a short number.

    Args:
        value: as typed, national or international; short numbers of SHORT_NUMBERS with or without spaces.
        region: where a national number belongs, `FI` or `SE` (Åland is `FI`).

    Raises:
        IdentityError: letters beside the number, or a number that cannot exist.
    """
    text = value.strip().translate(_DASHES)
    extension = _EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    if not _PHONE_CHARACTERS.fullmatch(text):
        raise IdentityError("ett telefonnummer skrivs med siffror, mellanslag, bindestreck och ev. + först")
    digits = re.sub(r"\D", "", text)
    if digits in SHORT_NUMBERS and not text.startswith("+") and not extension:
        return digits
    try:
        number = phonenumbers.parse(text, region.upper())
    except phonenumbers.NumberParseException:
        raise IdentityError("det är inget telefonnummer") from None
    if not phonenumbers.is_valid_number(number):
        raise IdentityError("numret finns inte; kontrollera riktnummer och antal siffror")
    stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{stored};ext={extension[1]}" if extension else stored


def format_phone(stored: str, region: str | None = None) -> str:
    """Print a stored phone number in its national form; text that is no stored number comes back as it is.

    Args:
        stored: what parse_phone returned.
        region: the reader's country, `FI` or `SE`; a number of another country is then printed with its
            country code, since its national form would reach someone else.
    """
    if stored in SHORT_NUMBERS:
        return SHORT_NUMBERS[stored]
    try:
        number = phonenumbers.parse(stored, None)
    except phonenumbers.NumberParseException:
        return stored
    foreign = region is not None and number.country_code != phonenumbers.country_code_for_region(region.upper())
    extension, number.extension = number.extension, None
    style = phonenumbers.PhoneNumberFormat
    printed = phonenumbers.format_number(number, style.INTERNATIONAL if foreign else style.NATIONAL)
    return f"{printed} ankn. {extension}" if extension else printed


def parse_postal_code(value: str, country: str = "") -> str:
    """Return a postal code as stored: five digits for FI, AX and SE; elsewhere the text, single-spaced.

    Args:
        value: as typed; `123 45`, `SE-123 45` and `FI-06100` are accepted.
        country: `FI`, `SE`, `AX`, `annat`, or empty when not known (then five digits are required).

    Raises:
        IdentityError: not five digits, or not 22… for Åland.
    """
    text = " ".join(value.split())
    if country == "annat":
        if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z -]{1,11}", text):
            raise IdentityError("ett postnummer har 2–12 bokstäver och siffror")
        return text
    code = re.sub(r"^(FI|SE|AX|S)-?", "", re.sub(r"\s", "", text).translate(_DASHES).upper())
    if not re.fullmatch(r"[0-9]{5}", code):
        raise IdentityError("ett postnummer har fem siffror")
    if country == "AX" and not code.startswith("22"):
        raise IdentityError("postnummer på Åland börjar med 22")
    return code
