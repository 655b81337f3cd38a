"""Rules about the person: age, identity number, address and which authority answers for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.formatting import age_at
from halvvag_docs.identity import IDENTITY_KINDS, Identity, IdentityError, parse_identity
from halvvag_docs.rules.areas import authority_of, known_authority
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, day, flag, printed, rows, text
from halvvag_docs.rules.wording import texts

_NUMBER = "klient.id_nummer"
_STREET = "klient.hemadress.gata"
_OLDEST_LIKELY = 100
# A Swedish number may hold another day of the same time of the month than the true one.
_SHIFTED_DAYS = 31
_EXTERNAL = ("bestallare", "natverk")


def _identity(view: CaseView, document: Answers) -> Identity | IdentityError | None:
    """Return the checked number, what is wrong with it, or None when there is none to check."""
    kind, value = text(document, "klient.id_typ"), text(document, _NUMBER)
    if kind not in IDENTITY_KINDS or not value:
        return None

    def parse() -> Identity | IdentityError:
        try:
            return parse_identity(value, kind, view.today)
        except IdentityError as error:
            return error

    return view.once(("identity", kind, value), parse)


def birth_dates(view: CaseView, document: Answers) -> list[date]:
    """Return the birth dates a document gives: that of the number and that written out, as far as known."""
    identity = _identity(view, document)
    from_number = identity.birth_date if isinstance(identity, Identity) else None
    return [value for value in (from_number, day(document, "klient.fodelsedatum")) if value]


def _minor(view: CaseView, document: Answers) -> Iterator[Finding]:
    own = {
        "uppdrag": ("uppdrag.period.fran",),
        "genomforandeplan": ("genomforandeplan.inflytt_datum", "genomforandeplan.period.fran"),
    }
    if document.form not in (*own, "utredning"):
        return
    paths = own.get(document.form, ())
    dated = next(((path, value) for path in paths if (value := day(document, path))), None)
    path, start = dated or (_NUMBER, view.start(document))
    born = birth_dates(view, document)
    if start and born and age_at(max(born), start) < view.limits.myndig_ar:
        yield Finding(path=path, facts={"datum": printed(start, document), "ar": str(view.limits.myndig_ar)})


def _unit_address(view: CaseView, document: Answers) -> Iterator[Finding]:
    unit = view.unit.adress
    if unit and _is_same_address(text(document, _STREET), text(document, "klient.hemadress.postort"), unit):
        yield Finding(path=_STREET, variant="" if view.is_halfway_house(document) else "boendestod")


def _is_same_address(street: str, town: str, unit: str) -> bool:
    """Compare words; a room or flat number after the street makes no difference, another town does."""
    unit_street, _, unit_town = unit.partition(",")
    home = _words(street)
    if not home or _care_of(street):
        return False
    if home == _words(unit):
        return True
    wanted = _words(unit_street)
    towns = [word for word in _words(unit_town) if not word.isdigit()]
    return home[: len(wanted)] == wanted and (not towns or not town or _words(town) == towns)


def _words(value: str) -> list[str]:
    return re.findall(r"[\w:]+", value.casefold())


def _care_of(street: str) -> bool:
    return bool(re.match(r"c/?o\b", street.strip(), re.IGNORECASE))


def _protected(view: CaseView, document: Answers) -> Iterator[Finding]:
    if not flag(document, "klient.skyddade_uppgifter"):
        return
    place = _protected_address(view, document)
    if place:
        yield Finding(path=place)
    if text(document, "klient.telefon"):
        external = any(text(row, "profil") in _EXTERNAL for row in rows(document, "sandlista"))
        if external and not place:
            yield Finding(path="klient.telefon", variant="telefon")


def _protected_address(view: CaseView, document: Answers) -> str:
    """Return the path of the first real address in the document: in its own field, or in a text."""
    street = text(document, _STREET)
    if street and not _care_of(street):
        return _STREET
    if not street and text(document, "klient.hemadress.postnummer"):
        return "klient.hemadress.postnummer"
    known = view.once("streets", lambda: _streets(view))
    return next((path for path, value in texts(document) if any(one in value for one in known)), "")


def _streets(view: CaseView) -> tuple[str, ...]:
    """Return the home streets that any document of the case gives; a long enough one is no common word."""
    found = {text(one, _STREET) for one in view.case.documents}
    return tuple(sorted(street for street in found if len(street) > 5 and not _care_of(street)))


def _wrong_number(view: CaseView, document: Answers) -> Iterator[Finding]:
    error = _identity(view, document)
    if isinstance(error, IdentityError):
        yield Finding(path=_NUMBER, facts={"orsak": error.reason})


def _temporary_number(view: CaseView, document: Answers) -> Iterator[Finding]:
    identity = _identity(view, document)
    if isinstance(identity, Identity) and identity.temporary:
        yield Finding(path=_NUMBER)


def _other_area(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.system != "fi":
        return
    own, buyer = authority_of(text(document, "klient.hemkommun")), text(document, "bestallare.namn")
    known = known_authority(buyer)
    if own and buyer and known != own:
        yield Finding(path="bestallare.namn", facts={"bestallare": known or "Beställaren"})


def _birth_date_differs(view: CaseView, document: Answers) -> Iterator[Finding]:
    born = birth_dates(view, document)
    if len(born) < 2:
        return
    allowed = 0 if text(document, "klient.id_typ") == "fi_personbeteckning" else _SHIFTED_DAYS
    if abs((born[0] - born[1]).days) > allowed:
        yield Finding(path="klient.fodelsedatum")


def _very_old(view: CaseView, document: Answers) -> Iterator[Finding]:
    if any(age_at(value, view.today) > _OLDEST_LIKELY for value in birth_dates(view, document)):
        path = _NUMBER if "klient" in document and text(document, _NUMBER) else "klient.fodelsedatum"
        yield Finding(path=path)


RULES = (
    Rule(
        id="R01",
        level=Level.ERROR,
        when="Klienten är yngre än 18 år på inflyttningsdagen eller den första dagen i den beviljade perioden.",
        source="Verksamhetens villkor: klienten ska vara myndig; boendestöd ges från 18 år",
        message="Klienten är inte myndig på startdagen ({datum}). Insatsen gäller bara den som fyllt {ar} år. "
        "Kontrollera födelsedatum och startdatum.",
        settings=("myndig_ar",),
        search=_minor,
    ),
    Rule(
        id="R13",
        level=Level.ERROR,
        when="Hemadressen är densamma som enhetens adress.",
        source="Verksamhetens villkor: hemadressen behålls",
        message="Ange klientens hemadress, inte halvvägshemmets. Klienten behåller sin hemadress under "
        "boendetiden.",
        variants={"boendestod": "Ange den enskildes hemadress, inte verksamhetens."},
        settings=("adress",),
        search=_unit_address,
    ),
    Rule(
        id="R37",
        level=Level.ERROR,
        when="Klienten har skyddade personuppgifter, och dokumentet har en riktig adress, eller ett telefonnummer "
        "samtidigt som det skickas till någon utanför verksamheten.",
        source="Kommunal rutin för skyddad adress",
        message="Klienten har skyddade personuppgifter. Adressen får inte finnas i dokumentet – "
        "skriv c/o verksamheten.",
        variants={
            "telefon": "Klienten har skyddade personuppgifter. Telefonnumret får inte finnas i ett dokument "
            "som lämnar verksamheten – ta bort det."
        },
        search=_protected,
    ),
    Rule(
        id="R40",
        level=Level.ERROR,
        when="Personbeteckningen, personnumret eller samordningsnumret har fel form, datum eller kontrolltecken.",
        source="Lag 661/2009 och DVV (personbeteckning); folkbokföringslag 1991:481 18 §; lag 2022:1697 2 kap. "
        "8 §",
        message="Personbeteckningen/personnumret stämmer inte ({orsak}). Kontrollera siffror och tecken.",
        search=_wrong_number,
    ),
    Rule(
        id="R41",
        level=Level.WARNING,
        when="Finsk personbeteckning med individnummer 900–999.",
        source="DVV: individnummer 900–999 är tillfälliga eller för test",
        message="Beteckningen är tillfällig eller en testbeteckning. Kontrollera om klienten har en ordinarie.",
        search=_temporary_number,
    ),
    Rule(
        id="R42",
        level=Level.WARNING,
        when="Beställaren är inte det välfärdsområde som hemkommunen hör till (bara Finland, och bara kommuner "
        "som finns i tabellen; annars sägs inget).",
        source="Verksamhetens villkor: eget välfärdsområde betalar; lag 616/2021 7 §",
        message="{bestallare} är inte klientens eget välfärdsområde enligt hemkommunen.",
        search=_other_area,
    ),
    Rule(
        id="fodelsedatum",
        level=Level.WARNING,
        when="Födelsedatumet är ett annat än identitetsnumret säger (svenska nummer får skilja högst 31 dagar).",
        source="Eget förslag; folkbokföringslag 1991:481 18 §",
        message="Födelsedatumet stämmer inte med identitetsnumret. Kontrollera vilket som är rätt.",
        search=_birth_date_differs,
        everywhere=True,
    ),
    Rule(
        id="alder",
        level=Level.WARNING,
        when="Klienten skulle vara över 100 år.",
        source="Eget förslag: fel skiljetecken ger fel århundrade",
        message="Enligt numret eller födelsedatumet är klienten över 100 år. Kontrollera skiljetecken och årtal.",
        search=_very_old,
        everywhere=True,
    ),
)
