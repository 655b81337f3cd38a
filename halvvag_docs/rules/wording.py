"""Rules about what is written in free text: relapse without proof, doses, group activity, other clients."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, find, number, rows, text

# A dose may be a rate («20 mg/dag»), but milligrams a litre measure breath, not medicine.
_DOSE = re.compile(r"\d\s*(?:mg|ml|mcg|[µμ]g|milligram|milliliter|mikrogram)(?!\w|/l\b|/liter)", re.IGNORECASE)
_RELAPSE = re.compile(
    r"\b(?:åter(?:fall|fallet|fallit)|regelbrott\w*|br(?:utit|yter|öt|ott) mot (?:\w+ )?regler\w*)\b",
    re.IGNORECASE,
)
_NO_RELAPSE = re.compile(
    r"\b(?:risk\w*(?: för)?|förebygg\w*|undvik\w*|motverka\w*|inget|inga|inte(?: något| haft| tagit)?|utan|vid|om)"
    r"\s+(?:ett |något |nytt |nya )?$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\bgrupp(?:en|er|erna|verksamhet\w*|träff\w*|möte\w*)?\b|\bnya nycklar\b", re.IGNORECASE)
_COUNTED = re.compile(r"\d\s*(?:min|h\b|tim|€|eur|kr\b)", re.IGNORECASE)
_KEPT_APART = re.compile(r"\b(?:avgiftsfri\w*|gratis|utöver|utanför|ingår inte|räknas inte|ej)\b", re.IGNORECASE)
_STAFF_TEXTS = (
    "uppfoljning.tester.atgard",
    "uppfoljning.utfort_kommentar",
    "uppfoljning.forandrat_behov_text",
    "uppfoljning.samlad_bedomning",
    "uppfoljning.forslag_motivering",
    "uppfoljning.avslut.fortsatt_stod",
)


def texts(document: Answers) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every text in the form's own part of a document, codes included."""
    yield from _leaves(document.get(document.form), document.form)


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}")
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _leaves(item, f"{path}[{place}]")


def _dose(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for path, value in texts(document):
        if _DOSE.search(value):
            yield Finding(path=path)


def _unproved(view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form == "drogtest_logg":
        for place, row in enumerate(rows(document, "drogtest_logg.poster")):
            if text(row, "resultat") == "positivt_obekraftat" and _says_relapse(text(row, "atgard")):
                yield Finding(path=f"drogtest_logg.poster[{place}].atgard")
    elif document.form == "uppfoljning" and _rests_on_unconfirmed(view, document):
        yield from _relapse_in_follow_up(document)


def _relapse_in_follow_up(document: Answers) -> Iterator[Finding]:
    for path in _STAFF_TEXTS:
        if _says_relapse(text(document, path)):
            yield Finding(path=path)
    for place, row in enumerate(rows(document, "uppfoljning.mal")):
        if _says_relapse(text(row, "bedomning")):
            yield Finding(path=f"uppfoljning.mal[{place}].bedomning")
    if text(document, "uppfoljning.avslut.orsak") == "regelbrott":
        yield Finding(path="uppfoljning.avslut.orsak")


def _rests_on_unconfirmed(view: CaseView, document: Answers) -> bool:
    """Say whether there is an unconfirmed positive test, and neither a confirmed one nor a refusal."""
    counts = {name: number(document, f"uppfoljning.tester.{name}") or 0 for name in _COUNTS.values()}
    results = [
        text(row, "resultat") for log in view.of("drogtest_logg") for row in rows(log, "drogtest_logg.poster")
    ]
    seen = {result for result, name in _COUNTS.items() if counts[name] or result in results}
    return seen == {"positivt_obekraftat"}


_COUNTS = {
    "positivt_obekraftat": "obekraftade",
    "positivt_bekraftat": "bekraftat_positiva",
    "vagrat": "vagrade",
}


def _says_relapse(value: str) -> bool:
    return any(not _NO_RELAPSE.search(value[: found.start()]) for found in _RELAPSE.finditer(value))


def _group_counted(_view: CaseView, document: Answers) -> Iterator[Finding]:
    scope = text(document, "uppdrag.omfattning")
    if _GROUP.search(scope) and not _KEPT_APART.search(scope):
        yield Finding(path="uppdrag.omfattning")
    for path in ("uppfoljning.utfort_kommentar", "genomforandeplan.tillaggsbeslut"):
        if any(_counts_group(sentence) for sentence in re.split(r"[.!?]\s|\n|;", text(document, path))):
            yield Finding(path=path)
    for place, row in enumerate(rows(document, "genomforandeplan.stodpass")):
        if _GROUP.search(text(row, "innehall")):
            yield Finding(path=f"genomforandeplan.stodpass[{place}].innehall")


def _counts_group(sentence: str) -> bool:
    return bool(_GROUP.search(sentence) and _COUNTED.search(sentence) and not _KEPT_APART.search(sentence))


def _other_client(view: CaseView, document: Answers) -> Iterator[Finding]:
    names = _foreign_names(view, document)
    if not names:
        return
    pattern = _name_pattern(names)
    for path, value in texts(document):
        if pattern.search(value):
            yield Finding(path=path)


def _foreign_names(view: CaseView, document: Answers) -> tuple[str, ...]:
    """Return the unit's client names less the person's own."""
    person = find(document, "klient")
    own: set[str] = set()
    for field in ("fornamn", "efternamn", "tilltalsnamn"):
        own |= set(text(person if isinstance(person, Mapping) else None, field).casefold().split())
    return tuple(name for name in view.unit.klientnamn if name.split() and not set(name.casefold().split()) <= own)


@lru_cache(maxsize=16)
def _name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Match a whole name, or any one given name with the last name; with a genitive s.

    Upper and lower case count: many names are common words as well.
    """
    written: set[str] = set()
    for name in names:
        *given, last = name.split()
        written |= {" ".join((*given, last)), *(f"{one} {last}" for one in given)}
    joined = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in sorted(written, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})s?(?!\w)")


RULES = (
    Rule(
        id="R31",
        level=Level.WARNING,
        when="Text om återfall eller regelbrott när det enda som finns är ett positivt test som inte är "
        "bekräftat.",
        source="Vård- och insatsprogram: säker provtagning i urin",
        message="Testet är inte bekräftat. Beskriv det som obekräftat och vänta med slutsatser.",
        search=_unproved,
    ),
    Rule(
        id="R38",
        level=Level.WARNING,
        when="Ett tal följt av mg, ml eller µg (dos) i ett socialt dokument.",
        source="Kommunal rutin för social dokumentation",
        message="Läkemedelsnamn och dos hör hemma i patientjournalen. Ta bort det som inte behövs.",
        search=_dose,
    ),
    Rule(
        id="R46",
        level=Level.WARNING,
        when="Gruppverksamheten står som köpt tjänst, eller dess tid är medräknad.",
        source="Verksamhetens villkor: gruppverksamheten är separat och avgiftsfri",
        message="Gruppverksamheten är avgiftsfri och ingår inte i de 4 timmarna.",
        search=_group_counted,
    ),
    Rule(
        id="R47",
        level=Level.WARNING,
        when="En annan klients namn står i fri text (enhetens egen namnlista).",
        source="Kommunal rutin för social dokumentation",
        message="Andra klienters namn får inte förekomma.",
        settings=("klientnamn",),
        search=_other_client,
    ),
)
