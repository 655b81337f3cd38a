"""What consents permit on a day: whom they name, and which kinds of information they cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from halvvag_docs.answers import Answers
from halvvag_docs.rules.consent import SHARING, holds, is_stale, words
from halvvag_docs.rules.view import CaseView, codes, day, rows, text

GROUP_TO_ORDERER = "gruppdeltagande_till_bestallare"
"""Kind of consent that lets the orderer know of taking part in groups, and nothing else."""
_KINDS = (*SHARING, GROUP_TO_ORDERER)
_GIVES = frozenset(("lamna", "omsesidigt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody whom a consent allows to be told something."""

    consent_id: str
    number: int
    """Place in the consent's list, from 1."""
    name: str = field(repr=False)
    contact: str = field(repr=False)

    @property
    def code(self) -> str:
        """``S1.2``: names the party without naming anybody."""
        return f"{self.consent_id}.{self.number}"

    def is_called(self, wanted: str) -> bool:
        """Say whether all words of a name, at least one, stand in the party's name and contact."""
        given = words(wanted)
        return bool(given) and given <= words(f"{self.name} {self.contact}")

    def means(self, *others: str) -> bool:
        """Say whether one of the names of somebody else is the party's, or holds it whole."""
        own = words(self.name)
        return any(own <= words(other) or words(other) <= own for other in others if words(other) and own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A consent that is in force."""

    consent_id: str
    kind: str
    """Code of ``samtycke.typ``."""
    categories: frozenset[str]
    """Codes of ``samtycke.uppgifter``."""
    stale: bool
    """Not followed up for too long (R36): to be warned of."""
    excepts: bool
    """It has an exception in words, which only a person can judge."""
    unsure: bool
    """It is unsure whether the person could give it (R48)."""


def parties(view: CaseView) -> tuple[Party, ...]:
    """Return those whom the consents in use name to be told something, valid or not, oldest consent first."""
    newest = {text(one, "samtycke.id"): one for one in view.of("samtycke") if not one.is_draft}
    return tuple(party for consent_id, one in newest.items() for party in _parties(consent_id, one))


def _parties(consent_id: str, one: Answers) -> Iterator[Party]:
    if text(one, "samtycke.typ") not in _KINDS:
        return
    for number, row in enumerate(rows(one, "samtycke.parter"), start=1):
        if text(row, "riktning") in _GIVES:
            yield Party(consent_id=consent_id, number=number, name=text(row, "namn"), contact=text(row, "kontakt"))


def permit(view: CaseView, consent_id: str) -> Permit | None:
    """Return what a consent permits on the view's day; None when it is not in force, or longer than allowed (R36).

    Source: rules R35 and R36 of the domain reference.
    """
    newest = view.case.consent(consent_id)
    if newest is None or newest.is_draft or _is_too_long(view, newest):
        return None
    if not holds(view, consent_id, view.today, kinds=_KINDS):
        return None
    given = {code for one in view.consents(consent_id) for code in codes(one, "samtycke.uppgifter")}
    return Permit(
        consent_id=consent_id,
        kind=text(newest, "samtycke.typ"),
        categories=frozenset(
            one for one in given if holds(view, consent_id, view.today, kinds=_KINDS, category=one)
        ),
        stale=is_stale(view, consent_id, view.today),
        excepts=bool(text(newest, "samtycke.undantag")),
        unsure=text(newest, "samtycke.formaga") == "osaker",
    )


def _is_too_long(view: CaseView, consent: Answers) -> bool:
    first, last = day(consent, "samtycke.fran"), day(consent, "samtycke.till")
    return bool(first and last) and (last - first).days > view.limits.samtycke_max_dagar  # type: ignore[operator]
