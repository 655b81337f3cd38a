"""Rules about consent: valid on the day, covering what is shared, followed up, freely given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, Source, codes, day, decided, find, first_known, flag, rows, text

SHARING = ("informationsutbyte", "sip", "narstaende")
"""Kinds of consent that allow somebody to be told something."""
_PLAN_AND_GOALS = "plan_och_mal"
_CATEGORY_LABELS = {"plan_och_mal": "plan och mål", "testresultat": "testresultat", "": "uppgifterna"}
OWN_ROLES = frozenset(("klient", "remitterande_instans", "usm_handledare", "boendestodjare", ""))
"""Those who need no consent at a meeting: the person, the buyer and those who carry out the service."""
_ROLE_LABELS = {
    "foretradare": "Företrädaren",
    "behandlingsenhet": "Behandlingsenheten",
    "vard": "Vården",
    "narstaende": "Den närstående",
    "kriminalvard": "Kriminalvården",
    "sysselsattning": "Sysselsättningen",
}
_STATUTORY = frozenset(("lag", "menprovning"))
_SMALL_WORDS = frozenset("och av för i på vid the den det de region stad kommun kommunen".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place where a document rests, or has to rest, on a consent."""

    path: str
    consent_id: str
    used: date | None
    """The day on which the consent has to hold; None when the document does not say."""
    recipient: str
    """Who is told, by role."""
    category: str
    """Kind of information that has to be covered; empty where the document does not tell."""
    names: str
    """Who is told, by name: only ever compared, never shown."""


def holds(
    view: CaseView, consent_id: str, used: date | None, *, kinds: tuple[str, ...], category: str = ""
) -> bool:
    """Say whether a consent of one of the kinds is in force on a day and covers a category of information."""
    versions = [one for one in view.consents(consent_id) if consent_id and text(one, "samtycke.typ") in kinds]
    ended = max((value for one in versions for value in _ends(one) if used is None or used >= value), default=None)
    return any(
        _in_force(one, used)
        and (ended is None or _given_after(one, ended))
        and (not category or category in codes(one, "samtycke.uppgifter"))
        for one in versions
    )


def may_be_told(view: CaseView, consent_id: str, names: str, used: date, *, category: str) -> bool:
    """Say whether a consent lets somebody be told information of a category on a day: named, and not only asked.

    Args:
        view: the case.
        consent_id: number of the consent; empty for none.
        names: name and organisation, compared word by word with the consent's parties.
        used: the day.
        category: code of ``samtycke.uppgifter``.
    """
    parties = [
        row
        for one in view.consents(consent_id)
        if _in_force(one, used)
        for row in rows(one, "samtycke.parter")
        if text(row, "riktning") != "hamta"
    ]
    named = {word for row in parties for word in words(f"{text(row, 'namn')} {text(row, 'kontakt')}")}
    return bool(words(names) & named) and holds(view, consent_id, used, kinds=SHARING, category=category)


def _ends(consent: Answers) -> Iterator[date]:
    """Yield the days from which a consent no longer holds: withdrawn, or denied when it was followed up."""
    denied = (row for row in rows(consent, "samtycke.uppfoljt") if flag(row, "galler_fortfarande") is False)
    for value in (day(consent, "samtycke.aterkallat.datum"), *(day(row, "datum") for row in denied)):
        if value:
            yield value


def _given_after(consent: Answers, ended: date) -> bool:
    """Say whether a version was given anew after the consent had ended, as another version says."""
    first = day(consent, "samtycke.fran")
    return first is not None and first > ended


def _in_force(consent: Answers, used: date | None) -> bool:
    first, last = day(consent, "samtycke.fran"), day(consent, "samtycke.till")
    return used is None or ((first is None or first <= used) and (last is None or used <= last))


def _uses(view: CaseView, document: Answers) -> list[Use]:
    return view.once(("uses", id(document)), lambda: list(_find_uses(document)))


def _find_uses(document: Answers) -> Iterator[Use]:
    yield from _recipients(document)
    yield from participants(document)
    yield from _partners(document)
    yield from _copies(document)


def _recipients(document: Answers) -> Iterator[Use]:
    for place, row in enumerate(rows(document, "sandlista")):
        profile, ground, consent_id = text(row, "profil"), text(row, "grund"), text(row, "samtycke_id")
        needs = ground == "samtycke" or (profile == "natverk" and ground not in _STATUTORY)
        if profile in ("klient", "intern") or not (needs or consent_id):
            continue
        category = _PLAN_AND_GOALS if document.form != "drogtest_logg" else "testresultat"
        yield Use(
            path=f"sandlista[{place}].samtycke_id",
            consent_id=consent_id,
            used=first_known((day(row, "datum"), decided(document))),
            recipient="Beställaren" if profile == "bestallare" else "Mottagaren i nätverket",
            category=category if profile == "natverk" else "",
            names=text(row, "mottagare"),
        )


def participants(document: Answers) -> Iterator[Use]:
    """Yield the participants of a network meeting who are there by consent."""
    held = first_known((day(document, "natverksmote.datum"), decided(document)))
    for place, row in enumerate(rows(document, "natverksmote.deltagare")):
        role = text(row, "roll")
        if role not in OWN_ROLES:
            yield Use(
                path=f"natverksmote.deltagare[{place}].samtycke_id",
                consent_id=text(row, "samtycke_id"),
                used=held,
                recipient=_ROLE_LABELS.get(role, "Deltagaren"),
                category=_PLAN_AND_GOALS,
                names=f"{text(row, 'namn')} {text(row, 'organisation')}",
            )


def _partners(document: Answers) -> Iterator[Use]:
    for place, row in enumerate(rows(document, "genomforandeplan.samverkan")):
        actor, consent_id = text(row, "aktor"), text(row, "samtycke_id")
        if actor and (consent_id or not _is_buyer(document, actor)):
            yield Use(
                path=f"genomforandeplan.samverkan[{place}].samtycke_id",
                consent_id=consent_id,
                used=decided(document),
                recipient="Samverkansparten",
                category="",
                names=f"{actor} {text(row, 'kontakt')}",
            )


def _is_buyer(document: Answers, actor: str) -> bool:
    buyer = [text(document, f"bestallare.{name}") for name in ("namn", "enhet", "kontakt.namn")]
    return bool(words(actor) & words(" ".join(buyer)))


def _copies(document: Answers) -> Iterator[Use]:
    for place, row in enumerate(rows(document, "krisplan.kopior")):
        holder = text(row, "till")
        if holder and not _is_person(document, holder):
            yield Use(
                path=f"krisplan.kopior[{place}].samtycke_id",
                consent_id=text(row, "samtycke_id"),
                used=first_known((day(row, "datum"), decided(document))),
                recipient="Den som har kopian",
                category=_PLAN_AND_GOALS,
                names=holder,
            )


def _is_person(document: Answers, holder: str) -> bool:
    """Say whether a copy is the person's own: a given name, «klienten», «jag själv»."""
    person = find(document, "klient")
    given = f"{text(document, 'klient.fornamn')} {text(document, 'klient.tilltalsnamn')}" if person else ""
    own = {"klient", "klienten", "jag", "mig", "själv", "individen", "enskilde", "enskilda", "brukaren"}
    return bool(words(holder) & (words(given) | own))


def words(value: str) -> set[str]:
    """Return the words of a name that tell whom it means, lower case."""
    return {word for word in re.findall(r"\w+", value.casefold()) if word not in _SMALL_WORDS and len(word) > 1}


def _not_covered(view: CaseView, document: Answers) -> Iterator[Finding]:
    for use in _uses(view, document):
        if not holds(view, use.consent_id, use.used, kinds=SHARING, category=use.category):
            facts = {"mottagare": use.recipient, "kategorier": _CATEGORY_LABELS[use.category]}
            yield Finding(path=use.path, facts=facts)


def _party_not_named(view: CaseView, document: Answers) -> Iterator[Finding]:
    for use in _uses(view, document):
        parties = [row for one in view.consents(use.consent_id) for row in rows(one, "samtycke.parter")]
        named = {word for row in parties for word in words(f"{text(row, 'namn')} {text(row, 'kontakt')}")}
        if use.consent_id and parties and not named & words(use.names):
            yield Finding(path=use.path)


def _sip_without_consent(view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "sip":
        return
    held = first_known((day(document, "sip.datum"), decided(document)))
    if not holds(view, text(document, "sip.samtycke_id"), held, kinds=("sip",)):
        yield Finding(path="sip.samtycke_id")


def _not_followed_up(view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form == "samtycke":
        yield from _own_dates(view, document)
        return
    reported: set[str] = set()
    for path, consent_id, used in _dated_uses(view, document):
        if consent_id not in reported and is_stale(view, consent_id, used):
            reported.add(consent_id)
            yield Finding(path=path, level=Level.WARNING)


def _own_dates(view: CaseView, document: Answers) -> Iterator[Finding]:
    first, last = day(document, "samtycke.fran"), day(document, "samtycke.till")
    if first and last and (last - first).days > view.limits.samtycke_max_dagar:
        yield Finding(path="samtycke.till")


def _dated_uses(view: CaseView, document: Answers) -> Iterator[tuple[str, str, date]]:
    """Yield each consent a document rests on, with the last day it did so."""
    settled = decided(document)
    tests = [value for row in rows(document, "drogtest_logg.poster") if (value := day(row, "datum"))]
    for path, days in (
        ("drogtest_logg.samtycke_id", [settled, *tests]),
        ("sip.samtycke_id", [settled, day(document, "sip.datum")]),
    ):
        known = [value for value in days if value]
        if text(document, path) and known:
            yield path, text(document, path), max(known)
    for use in _uses(view, document):
        if use.used and use.consent_id:
            yield use.path, use.consent_id, use.used


def is_stale(view: CaseView, consent_id: str, used: date) -> bool:
    """Say whether a consent had last been given or followed up too long before it was used."""
    seen = [
        value
        for one in view.consents(consent_id)
        for value in (day(one, "samtycke.fran"), *_follow_ups(rows(one, "samtycke.uppfoljt")))
        if value and value <= used
    ]
    return bool(seen) and (used - max(seen)).days > view.limits.samtycke_uppfoljning_dagar


def _follow_ups(found: Iterable[Source]) -> Iterator[date | None]:
    return (day(row, "datum") for row in found)


def _unsure(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if text(document, "samtycke.formaga") == "osaker":
        yield Finding(path="samtycke.formaga")


def _relative_without_consent(view: CaseView, document: Answers) -> Iterator[Finding]:
    """Look in the newest document only: the same relatives stand in every one."""
    if document is not max(view.case.documents, key=lambda one: (one.date or date.min, one.document)):
        return
    consents = [one for one in view.of("samtycke") if text(one, "samtycke.typ") in SHARING]
    named = {word for one in consents for row in rows(one, "samtycke.parter") for word in words(text(row, "namn"))}
    for place, row in enumerate(rows(document, "klient.narstaende")):
        if flag(row, "far_kontaktas") and not words(text(row, "namn")) & named:
            yield Finding(path=f"klient.narstaende[{place}].far_kontaktas")


RULES = (
    Rule(
        id="R28",
        level=Level.ERROR,
        when="En SIP utan giltigt samtycke av typen SIP på mötesdagen.",
        source="Uppdrag psykisk hälsa; regionala riktlinjer för SIP",
        message="En SIP får inte upprättas utan klientens samtycke.",
        search=_sip_without_consent,
    ),
    Rule(
        id="R35",
        level=Level.ERROR,
        when="En mottagare, mötesdeltagare, samverkanspart eller innehavare av en kopia behöver samtycke, och "
        "inget "
        "giltigt finns som omfattar uppgifterna.",
        source="Tystnadsplikt (kommunal rutin); Kanta: förbud mot utlämnande",
        message="{mottagare} får inte ta del av {kategorier}: samtycke saknas, har gått ut eller har återkallats.",
        search=_not_covered,
    ),
    Rule(
        id="R36",
        level=Level.ERROR,
        level_note="VARNING när samtycket inte följts upp på sex månader; FEL när det gäller längre än ett år",
        when="Ett samtycke gäller längre än ett år, eller används utan att ha följts upp de senaste sex "
        "månaderna.",
        source="Kommunal rutin: att inhämta samtycke; samtyckesblankett",
        message="Samtycket ska följas upp var sjätte månad och får gälla högst ett år.",
        settings=("samtycke_max_dagar", "samtycke_uppfoljning_dagar"),
        search=_not_followed_up,
    ),
    Rule(
        id="R48",
        level=Level.WARNING,
        when="Förmågan att samtycka är osäker.",
        source="Kommunal rutin för samtycke; följden är eget förslag",
        message="Det är osäkert om samtycket är giltigt. Beskriv vilket stöd klienten fått och bekräfta samtycket "
        "på nytt.",
        search=_unsure,
    ),
    Rule(
        id="samtycke_part",
        level=Level.WARNING,
        when="Den som får veta något nämns inte bland samtyckets parter (inget ord i namnen är gemensamt).",
        source="Regionala riktlinjer: samtycke är aldrig generellt",
        message="Mottagaren nämns inte i samtycket. Kontrollera att samtycket gäller just den.",
        search=_party_not_named,
        everywhere=True,
    ),
    Rule(
        id="narstaende_samtycke",
        level=Level.WARNING,
        when="En närstående får kontaktas, men nämns inte i något samtycke. Visas i det nyaste dokumentet.",
        source="Följer av fälten",
        message="Den närstående får kontaktas bara med samtycke. Skriv ett, eller ändra svaret.",
        search=_relative_without_consent,
        everywhere=True,
    ),
)
