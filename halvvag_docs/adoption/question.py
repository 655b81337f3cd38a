"""One question of an adopted form, and what its words tell about the answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

_LONGEST_KEY = 40
_SHORTEST_DATE, _SHORTEST_PHONE, _SHORTEST_POSTAL_CODE = 10, 15, 6
"""Characters that a date, a phone number and a postal code take when they are printed."""
WORDS = frozenset(("null", "none", "true", "false", "yes", "no", "on", "off", "y", "n"))
"""Names that YAML or a template takes for something else."""
_MEANINGLESS = re.compile(
    r"(?:text|textfield|textruta|textbox|falt|field|input|check ?box|kryss|ruta|kryssruta|radio ?button|knapp"
    r"|button|group|grupp|dropdown|combo ?box|list ?box|undefined|namnlos|[a-z]{0,2}\d[\d_]*)?[ _\d]*"
)
_OTHERS = re.compile(
    r"handläggar|företrädar|anhörig|närståend|mottagar|avsändar|beslutsfattar|kontaktperson|vårdnadshavar|arbetsgivar"
)
"""Words that say that a question is about somebody else than the client."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it will stand in the schema."""

    key: str
    """Name in the schema: small letters, digits and underscores."""
    kind: str
    """As in a schema: ``string``, ``dict``, ``list`` …; ``enum``, and ``enums`` for a list of them."""
    label: str
    section: str
    maxlength: int | None = None
    codes: Mapping[str, str] = field(default_factory=_nothing)
    """Code -> label of an enum."""
    required: bool = False
    prefill: str = ""
    """Path of the answer in the client's documents that is suggested."""
    members: tuple[Question, ...] = ()
    """Of a group, or of a row of a list; a list without any holds words."""
    internal: bool = False
    """The form asks, but prints something else for the answer."""


@dataclass(frozen=True, slots=True)
class _Clue:
    words: re.Pattern[str]
    kind: str = "string"
    prefill: str = ""
    shortest: int = 0
    """The answer is of that kind only when so many characters have room."""


_CLUES: Sequence[_Clue] = (
    _Clue(re.compile(r"e-?post|e-?mail"), "email", "klient.epost"),
    _Clue(re.compile(r"telefon|mobil|\btfn\b|\btel\b"), "phone", "klient.telefon", _SHORTEST_PHONE),
    _Clue(
        re.compile(r"postnummer|\bpostnr\b"), "postal_code", "klient.hemadress.postnummer", _SHORTEST_POSTAL_CODE
    ),
    _Clue(re.compile(r"postort|postanstalt"), prefill="klient.hemadress.postort"),
    _Clue(re.compile(r"gatuadress|^adress$|utdelningsadress"), prefill="klient.hemadress.gata"),
    _Clue(re.compile(r"förnamn"), prefill="klient.fornamn"),
    _Clue(re.compile(r"efternamn|släktnamn"), prefill="klient.efternamn"),
    _Clue(re.compile(r"hemkommun|folkbokföringskommun"), prefill="klient.hemkommun"),
    _Clue(re.compile(r"personnummer|personbeteckning"), prefill="klient.id_nummer"),
    _Clue(re.compile(r"födelsedatum|född"), "date", "klient.fodelsedatum", _SHORTEST_DATE),
    _Clue(re.compile(r"datum|\bdate\b|fr\.? ?o\.? ?m|t\.? ?o\.? ?m"), "date", shortest=_SHORTEST_DATE),
)


def of_text(label: str, maxlength: int | None) -> tuple[str, str]:
    """Return kind and prefill of a one-line answer, judged by the words of its label."""
    words = label.casefold()
    for clue in _CLUES:
        if clue.words.search(words):
            has_room = maxlength is None or maxlength >= clue.shortest
            return clue.kind if has_room else "string", "" if _OTHERS.search(words) else clue.prefill
    return "string", ""


def slug(text: str) -> str:
    """Return text as a schema name: ``Sökandens namn (1)`` -> ``sokandens_namn_1``; empty when nothing is left."""
    plain = unicodedata.normalize(
        "NFKD", text.casefold().translate({ord("ø"): "o", ord("æ"): "ae", ord("ß"): "ss"})
    )
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    name = "_".join(words)
    if len(name) > _LONGEST_KEY:
        name = name[:_LONGEST_KEY].rpartition("_")[0] or name[:_LONGEST_KEY]
    return f"f_{name}" if name[:1].isdigit() or name in WORDS else name


def says_something(name: str) -> bool:
    """Say whether a field's own name means anything to people: ``fornamn`` does, ``Text12`` does not."""
    return _MEANINGLESS.fullmatch(slug(name).replace("_", " ").removeprefix("f ")) is None


def unique(key: str, taken: set[str]) -> str:
    """Return ``key``, with a number when it is taken, and remember it."""
    key, number, found = key or "falt", 1, key or "falt"
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    taken.add(found)
    return found
