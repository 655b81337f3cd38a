"""From the text of an answer to its value: one reader for each ``type`` of a schema."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from halvvag_docs.identity import IDENTITY_KINDS, IdentityError, parse_identity, parse_phone, parse_postal_code

YES_OR_NO = MappingProxyType({"true": True, "ja": True, "false": False, "nej": False})
"""Words of an answer of the kind ``boolean``, folded."""
_INTEGER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


TEXT_KINDS = (
    "string", "text", "month", "partial_date", "phone", "postal_code", "email", "identity_number", "uuid",
)  # fmt: skip
"""Kinds whose values are text."""


class KindError(ValueError):
    """The text is no value of its kind; the text of the error is a Swedish reason, without the value."""


@dataclass(slots=True)
class Surroundings:
    """What a reader may need besides the text itself."""

    siblings: Mapping[str, Any]
    """The other answers of the same group, as text."""
    region: str = "FI"
    """FI or SE: whose national phone numbers are meant."""
    today: date | None = None


def read_leaf(kind: str, text: str, around: Surroundings) -> Any:
    """Return the value that ``text`` stands for.

    Raises:
        KindError: it is no value of this ``kind``.
    """
    return READERS[kind](text, around)


def _string(text: str, _around: Surroundings) -> str:
    text = text.strip()
    if "\n" in text:
        message = "skriv svaret på en enda rad."
        raise KindError(message)
    return text


def _text(text: str, _around: Surroundings) -> str:
    return text.rstrip().lstrip("\n")


def _integer(text: str, _around: Surroundings) -> int:
    text = _no_spaces(text)
    if not _INTEGER.fullmatch(text):
        message = "skriv ett heltal med siffror, till exempel 4."
        raise KindError(message)
    return int(text)


def _decimal(text: str, _around: Surroundings) -> Decimal:
    text = _no_spaces(text).replace(",", ".")
    if not _DECIMAL.fullmatch(text):
        message = "skriv ett tal med decimalkomma, till exempel 4,5."
        raise KindError(message)
    return Decimal(text)


def _boolean(text: str, _around: Surroundings) -> bool:
    try:
        return YES_OR_NO[text.strip().casefold()]
    except KeyError:
        message = "svara ja eller nej."
        raise KindError(message) from None


def _date(text: str, _around: Surroundings) -> date:
    text = text.strip()
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DOTTED_DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        message = "skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-05-14."
        raise KindError(message)
    try:
        return date(year, month, day)
    except ValueError:
        message = "datumet finns inte i kalendern. Skriv det som ÅÅÅÅ-MM-DD."
        raise KindError(message) from None


def _time(text: str, _around: Surroundings) -> time:
    found = _TIME.fullmatch(text.strip())
    try:
        return time(int(found[1]), int(found[2]))  # type: ignore[index]
    except (TypeError, ValueError):
        message = "skriv klockslaget som TT:MM, till exempel 16:00."
        raise KindError(message) from None


def _month(text: str, _around: Surroundings) -> str:
    text = text.strip()
    if not _MONTH.fullmatch(text):
        message = "skriv månaden som ÅÅÅÅ-MM, till exempel 2026-05."
        raise KindError(message)
    return text


def _partial_date(text: str, around: Surroundings) -> str:
    text = text.strip()
    if _MONTH.fullmatch(text) or re.fullmatch(r"\d{4}", text, re.ASCII):
        return text
    try:
        return _date(text, around).isoformat()
    except KindError:
        message = "skriv år, år och månad eller hela datumet, till exempel 2026-01."
        raise KindError(message) from None


def _phone(text: str, around: Surroundings) -> str:
    return _checked(parse_phone, text, around.region)


def _postal_code(text: str, around: Surroundings) -> str:
    country = around.siblings.get("land")
    return _checked(parse_postal_code, text, country if country in ("FI", "SE", "AX", "annat") else "")


def _email(text: str, _around: Surroundings) -> str:
    text = text.strip()
    if not _EMAIL.fullmatch(text):
        message = "skriv hela e-postadressen, med @."
        raise KindError(message)
    return text


def _identity_number(text: str, around: Surroundings) -> str:
    """Return the stored form where the number and its kind hold; rule R40 and the field checks judge the rest."""
    plain = _no_spaces(text).upper()
    kind = around.siblings.get("id_typ")
    if kind not in IDENTITY_KINDS:
        return plain
    try:
        return parse_identity(plain, kind, around.today).number
    except IdentityError:
        return plain


def _uuid(text: str, _around: Surroundings) -> str:
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        message = "dokumentets id har ändrats eller är ofullständigt. Hämta det ur originalet."
        raise KindError(message) from None


def _checked(parse: Callable[[str, str], str], text: str, where: str) -> str:
    try:
        return parse(text, where)
    except IdentityError as error:
        raise KindError(error.reason) from None


def _no_spaces(text: str) -> str:
    return re.sub(r"\s", "", text).replace("\u2212", "-")


READERS: Mapping[str, Callable[[str, Surroundings], Any]] = MappingProxyType(
    {
        "string": _string,
        "enum": _string,
        "text": _text,
        "integer": _integer,
        "decimal": _decimal,
        "boolean": _boolean,
        "date": _date,
        "time": _time,
        "month": _month,
        "partial_date": _partial_date,
        "phone": _phone,
        "postal_code": _postal_code,
        "email": _email,
        "identity_number": _identity_number,
        "uuid": _uuid,
    }
)
"""Kind -> what reads its text, as :func:`read_leaf` does."""
