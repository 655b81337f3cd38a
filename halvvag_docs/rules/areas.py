"""Which välfärdsområde answers for which municipality in Finland, as far as we know for certain.

Sources: lag 616/2021 7 § (vaalit.fi, the 21 areas and Helsingfors); members of the areas from val.sfp.fi
(Österbotten), Västra Nylands, Östra Nylands and the landskap of the same names. The table holds the
municipalities a Swedish-speaking client is likely to come from; others are left out on purpose.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_GENITIVES = (
    "Egentliga Finlands",
    "Satakunta",
    "Egentliga Tavastlands",
    "Birkalands",
    "Päijänne-Tavastlands",
    "Kymmenedalens",
    "Södra Karelens",
    "Södra Savolax",
    "Norra Savolax",
    "Norra Karelens",
    "Mellersta Finlands",
    "Södra Österbottens",
    "Österbottens",
    "Mellersta Österbottens",
    "Norra Österbottens",
    "Kajanalands",
    "Lapplands",
    "Östra Nylands",
    "Mellersta Nylands",
    "Västra Nylands",
    "Vanda och Kervo",
)
HELSINKI: Final = "Helsingfors stad"
AUTHORITIES: Final = (*(f"{name} välfärdsområde" for name in _GENITIVES), HELSINKI)
"""Every authority that may pay for a place, by its Swedish name."""

_MEMBERS = MappingProxyType({
    "Österbottens välfärdsområde": (
        "Jakobstad Kaskö Korsholm Korsnäs Kristinestad Kronoby Laihela Larsmo Malax Nykarleby Närpes "
        "Pedersöre Vasa Vörå"
    ),
    "Västra Nylands välfärdsområde": (
        "Esbo Grankulla Hangö Högfors Ingå Kyrkslätt Lojo Raseborg Sjundeå Vichtis"
    ),
    "Östra Nylands välfärdsområde": "Askola Borgå Lappträsk Lovisa Mörskom Pukkila Sibbo",
    "Vanda och Kervo välfärdsområde": "Vanda Kervo",
    "Egentliga Finlands välfärdsområde": "Åbo S:t-Karins Kimitoön Pargas",
    "Mellersta Österbottens välfärdsområde": "Karleby",
    "Lapplands välfärdsområde": "Utsjoki Enare Enontekis Sodankylä",
    HELSINKI: "Helsingfors",
})  # fmt: skip


def authority_of(municipality: str) -> str:
    """Return the name of the authority of a Finnish municipality; empty when it is not in the table."""
    key = _municipality_key(municipality)
    # «Kimitoöns kommun» is Kimitoön; «Pargas stad» ends in an s of its own and is found first.
    return _BY_MUNICIPALITY.get(key) or _BY_MUNICIPALITY.get(key.removesuffix("s"), "")


def known_authority(name: str) -> str:
    """Return an authority's name as the law spells it, from a name as typed; empty when there is none such.

    What follows after a comma or in brackets is an office of the authority.
    """
    return _BY_AUTHORITY.get(_authority_key(re.split(r"[,(]", name, maxsplit=1)[0]), "")


def _municipality_key(name: str) -> str:
    words = re.sub(r"[-\s]+", " ", name.casefold()).strip()
    return re.sub(r"^sankt ", "s:t ", re.sub(r" (stad|kommun)$", "", words))


def _authority_key(name: str) -> str:
    words = re.sub(r"[-\s]+", " ", name.casefold()).strip()
    return re.sub(r"s?( välfärdsområdet?s?| stads?)?$", "", words)


_BY_AUTHORITY = MappingProxyType({_authority_key(name): name for name in AUTHORITIES})
_BY_MUNICIPALITY = MappingProxyType({
    _municipality_key(municipality): authority
    for authority, members in _MEMBERS.items()
    for municipality in members.split()
})  # fmt: skip
