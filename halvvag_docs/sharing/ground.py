"""On what ground a recipient may have a document today, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level, Problem
from halvvag_docs.rules import RULES
from halvvag_docs.rules.consent import participants
from halvvag_docs.rules.permission import GROUP_TO_ORDERER, Party, Permit, parties, permit
from halvvag_docs.rules.rule import Finding
from halvvag_docs.rules.view import CaseView, rows, text
from halvvag_docs.sharing.policy import NOTHING, Opened, Policy, Profile
from halvvag_docs.sharing.selecting import Access

PROFILES = ("klient", "bestallare", "natverk")
"""Recipients that need not be named; any other word is a party of a consent."""
_BY_CONSENT, _ORDERED, _OWN = "samtycke", "bestalld_tjanst", "egen_kopia"
_STATED = ("menprovning", "lag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is to get something, as asked for."""

    to: str
    """One of :data:`PROFILES`, or a party: ``S1.2``, or words of its name."""
    ground: str = ""
    """``menprovning`` or ``lag`` when somebody has decided so; empty: what the case gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """That a recipient may have a document, and why."""

    access: Access
    code: str
    """Code of ``grund``."""
    permits: tuple[Permit, ...] = ()
    """The consents it rests on."""


class RefusedError(Exception):
    """The recipient may not have the document; holds the :class:`Problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Grounds:
    """Answers, document by document, whether a recipient may have it."""

    def __init__(self, view: CaseView, policy: Policy, recipient: Recipient, *, protected: bool) -> None:
        """Take the case on a day, who may see what, who asks, and whether the person has protected identity."""
        self._view = view
        self._policy = policy
        self._recipient = recipient
        self._protected = protected

    def of(self, document: Answers) -> Ground:
        """Return the ground for a document.

        Raises:
            RefusedError: there is none (R35), or the party is not one that a consent names.
        """
        to, stated = self._recipient.to, self._recipient.ground
        profile = self._policy.profiles[to if to in PROFILES else "natverk"]
        if stated and stated not in profile.grounds:
            raise _refused(document, "grund", "Grunden går inte att använda för den mottagaren.")
        if to == "klient":
            return Ground(access=self._access(profile), code=_OWN)
        if to == "bestallare":
            return self._orderer(document, profile)
        if stated in _STATED:
            return Ground(access=self._access(profile), code=stated)
        return self._network(document, profile) if to == "natverk" else self._party(document, profile)

    def _access(self, profile: Profile, opened: Opened = NOTHING, covered: frozenset[str] | None = None) -> Access:
        return Access(profile=profile, opened=opened, covered=covered, protected=self._protected)

    def _orderer(self, document: Answers, profile: Profile) -> Ground:
        """The buyer of a service has a right to its documents; consent opens more, and is needed before.

        Source: domain reference, section 5 (Finland: bought service; Sweden: what the assignment requires).
        """
        names = [text(document, f"bestallare.{name}") for name in ("namn", "enhet", "kontakt.namn")]
        named = [one for one in parties(self._view) if one.means(*names)]
        permits = self._permits(named, document)
        if self._recipient.ground in _STATED or any(not one.is_draft for one in self._view.of("uppdrag")):
            opened = self._opened(permits, named, document)
            code = self._recipient.ground or _ORDERED
            return Ground(access=self._access(profile, opened), code=code, permits=permits)
        network = self._policy.profiles["natverk"]
        return self._by_consent(document, replace(network, name=profile.name, whom=profile.whom), named)

    def _party(self, document: Answers, profile: Profile) -> Ground:
        wanted = self._recipient.to
        every = parties(self._view)
        found = [one for one in every if one.code == wanted] or [one for one in every if one.is_called(wanted)]
        if not found:
            raise _refused(document, "mottagare", _UNKNOWN)
        same = [one for one in every if any(one.means(other.name) for other in found)]
        if any(not one.means(found[0].name) for one in found):
            raise _refused(document, "mottagare", _SEVERAL)
        return self._by_consent(document, replace(profile, whom="en part i samtycket"), same)

    def _by_consent(self, document: Answers, profile: Profile, named: Sequence[Party]) -> Ground:
        permits = tuple(one for one in self._permits(named, document) if one.kind != GROUP_TO_ORDERER)
        if not permits:
            raise _uncovered(document, "Mottagaren")
        covered = frozenset().union(*(one.categories for one in permits))
        access = self._access(profile, self._opened(permits, named, document), covered)
        return Ground(access=access, code=_BY_CONSENT, permits=permits)

    def _network(self, document: Answers, profile: Profile) -> Ground:
        """All at the meeting get the same: what the consents for every one of them cover."""
        permits: dict[str, Permit] = {}
        for consent_id, who in self._participants(document):
            found = permit(self._view, consent_id) if consent_id else None
            if found is None or found.kind not in self._kinds_for(document):
                raise _uncovered(document, who)
            permits[consent_id] = found
        covered = reduce(frozenset.intersection, (one.categories for one in permits.values())) if permits else None
        return Ground(
            access=self._access(profile, covered=covered),
            code=_BY_CONSENT if permits else _ORDERED,
            permits=tuple(permits.values()),
        )

    def _participants(self, document: Answers) -> list[tuple[str, str]]:
        """Return consent and role of those who need one: of the meeting, else of the case's last meeting."""
        if document.form == "sip":
            return [(text(document, "sip.samtycke_id"), "Deltagaren")]
        meeting = document if rows(document, "natverksmote.deltagare") else self._last_meeting()
        if meeting is None:
            raise _refused(document, "mottagare", _NO_MEETING)
        return [(one.consent_id, one.recipient) for one in participants(meeting)]

    def _last_meeting(self) -> Answers | None:
        return next((one for one in reversed(self._view.of("natverksmote")) if not one.is_draft), None)

    def _permits(self, named: Iterable[Party], document: Answers) -> tuple[Permit, ...]:
        ids = dict.fromkeys(one.consent_id for one in named)
        found = (permit(self._view, one) for one in ids)
        return tuple(one for one in found if one and one.kind in self._kinds_for(document))

    def _kinds_for(self, document: Answers) -> frozenset[str]:
        """Return the kinds of consent that go for a form: some only go for one."""
        kinds = {text(one, "samtycke.typ") for one in self._view.of("samtycke")}
        return frozenset(one for one in kinds if document.form in self._policy.forms.get(one, (document.form,)))

    def _opened(self, permits: Iterable[Permit], named: Iterable[Party], document: Answers) -> Opened:
        opened = [
            place
            for one in permits
            for place in (
                self._policy.kinds.get(one.kind, NOTHING),
                *(self._policy.categories.get(code, NOTHING) for code in one.categories),
                self._asked_copy(one, named, document),
            )
        ]
        return reduce(add, opened, NOTHING)

    def _asked_copy(self, one: Permit, named: Iterable[Party], document: Answers) -> Opened:
        """Return the whole block of a form of which the person has asked that the party has a copy."""
        path = self._policy.asked_copies.get(document.form)
        if path is None or "plan_och_mal" not in one.categories:
            return NOTHING
        holders = [text(row, "till") for row in rows(document, path) if text(row, "samtycke_id") == one.consent_id]
        asked = any(party.consent_id == one.consent_id and party.means(*holders) for party in named)
        return Opened(paths=(document.form,)) if asked else NOTHING


_UNKNOWN = (
    "Ingen part som får veta något i ärendets samtycken heter så. Visa dem med «halvvag share parties» och ange "
    "partens nummer, till exempel S1.2."
)
_SEVERAL = "Flera parter stämmer in. Ange partens nummer, till exempel S1.2; «halvvag share parties» visar dem."
_NO_MEETING = (
    "Ärendet har inget nätverksmöte som säger vilka som är med i nätverket. Dela med en part i taget: "
    "«halvvag share parties» visar dem."
)


def _uncovered(document: Answers, who: str, what: str = "uppgifterna") -> RefusedError:
    facts = {"mottagare": who, "kategorier": what}
    return _refused(document, "R35", RULES["R35"].text(Finding(path="", facts=facts)))


def nothing_covered(document: Answers, title: str) -> Problem:
    """Return that nothing in a document is for the recipient."""
    return _uncovered(document, "Mottagaren", f"det som står i dokumentet ({title})").problem


def _refused(document: Answers, rule: str, message: str) -> RefusedError:
    return RefusedError(
        Problem(document=document.document, path="", rule=rule, level=Level.ERROR, message=message)
    )
