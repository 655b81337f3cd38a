"""Which documents of a case are not of it: of another case by their ärende-id, or of another person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.rules.view import day, plain, text

CASE_ID = "dokument.arende_id"


class Stranger(StrEnum):
    """Why a document is not of the case."""

    CASE = "arende"
    """It has another ärende-id than most have."""
    PERSON = "person"
    """It is about somebody else than most are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """Who a document is about, as far as it says."""

    kind: str
    number: str
    born: object
    name: tuple[str, str]

    @property
    def key(self) -> object:
        """What is the same in the documents of one person."""
        return (self.kind, self.number) if self.number else (self.born, self.name)

    def is_another(self, other: _Person) -> bool:
        """Say whether the two cannot be one person: the number tells, else the day of birth and the name.

        A name may change, and so may the kind of number; two numbers of one kind are two people, or an error.
        """
        if self.number and other.number and self.kind == other.kind:
            return self.number != other.number
        born = (self.born, other.born)
        return self.name != other.name or (None not in born and self.born != other.born)


def usual_case(documents: Iterable[Answers]) -> str:
    """Return the ärende-id that most documents have, of several the first; empty when none has one."""
    return str(_commonest(value for one in documents if (value := plain(text(one, CASE_ID)))) or "")


def strangers(documents: Iterable[Answers]) -> Mapping[str, Stranger]:
    """Return the documents that are not of the case, by name; one that does not say is taken for one of it."""
    every = tuple(documents)
    usual = usual_case(every)
    found = {one.document: Stranger.CASE for one in every if plain(text(one, CASE_ID)) not in ("", usual)}
    rest = tuple(one for one in every if one.document not in found)
    return found | dict.fromkeys(_of_others(rest), Stranger.PERSON)


def kin(case: Case) -> Case:
    """Return the case without what is not of it, so that nobody's consent goes for another."""
    away = strangers(case.documents)
    return Case(documents=tuple(one for one in case.documents if one.document not in away))


def _of_others(documents: Iterable[Answers]) -> Iterator[str]:
    people = {one.document: person for one in documents if (person := _person(one))}
    usual = _commonest(person.key for person in people.values())
    main = next((person for person in people.values() if person.key == usual), None)
    return (name for name, person in people.items() if main and person.is_another(main))


def _person(document: Answers) -> _Person | None:
    name = plain(text(document, "klient.fornamn")), plain(text(document, "klient.efternamn"))
    number = plain(text(document, "klient.id_nummer"))
    if not (number or all(name)):
        return None
    born = day(document, "klient.fodelsedatum")
    return _Person(kind=text(document, "klient.id_typ"), number=number, born=born, name=name)


def _commonest(values: Iterable[object]) -> object:
    """Return the value that is there most often, of several the first: a counter keeps their order."""
    counts = Counter(values)
    return max(counts, key=lambda value: counts[value], default=None)
