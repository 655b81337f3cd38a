"""Who: the author, the staff, those at a meeting, those to call, those a consent is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.formatting import EN_DASH, WEEKDAYS, format_time_range, join_list
from halvvag_docs.prefill.dates import follow_up_is_final
from halvvag_docs.prefill.derivation import Derivation
from halvvag_docs.prefill.sources import Ask, Offer
from halvvag_docs.rules.view import Source, day, flag, rows, text
from halvvag_docs.units import UNNAMED

_AUTHOR = "dokument.upprattad_av"
_CONTACT = "bestallare.kontakt"
_PLAN = "genomforandeplan"
_OWN_ROLES = frozenset(("klient", "usm_handledare", "boendestodjare"))
"""Roles at a meeting of those who make the plan anyway."""
_VALID_FOR_MEETINGS = ("informationsutbyte", "narstaende")
_ANOTHERS_FORMS = frozenset(("ansokan", "utredning"))
"""Forms that the authority fills in under Swedish rules and the unit under Finnish ones."""


def own_staff(ask: Ask) -> tuple[str, tuple[Answers, ...]]:
    """Return the name of our own handledare or boendestödjare, and where it stands; "" when nobody knows."""
    for form, path in ((_PLAN, f"{_PLAN}.handledare.namn"), ("uppdrag", "uppdrag.mottaget.av")):
        document = ask.newest(form)
        if document and (name := text(document, path)):
            return name, (document,)
    ours = [one for one in _by_age(ask) if text(one, f"{_AUTHOR}.namn") != text(one, f"{_CONTACT}.namn")]
    return (text(ours[-1], f"{_AUTHOR}.namn"), (ours[-1],)) if ours else ("", ())


def _by_age(ask: Ask) -> list[Answers]:
    dated = [one for one in ask.case.documents if one.date and text(one, f"{_AUTHOR}.namn")]
    return sorted(dated, key=lambda one: (one.date, one.document))


def _author(ask: Ask) -> Offer | None:
    """Return who draws the document up: the authority's person for its own documents, else our own."""
    name, documents = _authority(ask) if _is_for_authority(ask) else own_staff(ask)
    if not name:
        return None if _is_for_authority(ask) else Offer(value=_our_place(ask))
    written = [one for one in _by_age(ask) if text(one, f"{_AUTHOR}.namn") == name]
    if written:
        return Offer(value=dict(written[-1].at(_AUTHOR)), documents=(written[-1],))
    contact = ask.newest_with("bestallare")
    if _is_for_authority(ask) and contact:
        known = {
            "befattning": f"{_CONTACT}.befattning",
            "telefon": f"{_CONTACT}.telefon",
            "enhet": "bestallare.enhet",
        }
        return Offer(
            value={"namn": name} | {key: contact.at(path) for key, path in known.items()}, documents=(contact,)
        )
    return Offer(value={"namn": name} | _our_place(ask), documents=documents)


def _our_place(ask: Ask) -> dict[str, Any]:
    return {} if ask.unit is UNNAMED else {"enhet": ask.unit.namn, "telefon": ask.unit.telefon}


def _authority(ask: Ask) -> tuple[str, tuple[Answers, ...]]:
    document = ask.newest_with("bestallare")
    return (text(document, f"{_CONTACT}.namn"), (document,)) if document else ("", ())


def _is_for_authority(ask: Ask) -> bool:
    if ask.form.name == "uppdrag":
        return True
    if ask.system != "se":
        return False
    return ask.form.name in _ANOTHERS_FORMS or (ask.form.name == "uppfoljning" and follow_up_is_final(ask))


def _responsible(ask: Ask) -> Offer | None:
    """Return who calls to the follow-up of a plan: our own in Finland, the authority's in Sweden."""
    name, documents = _authority(ask) if ask.system == "se" else own_staff(ask)
    return Offer(value=name, documents=documents) if name else None


def _took_part(ask: Ask) -> Offer | None:
    """Return those at the last network meeting who do not make the plan themselves."""
    meeting = ask.newest("natverksmote")
    found = [
        {
            "namn": row.get("namn"),
            "roll": _role_word(ask, text(row, "roll")),
            "organisation": row.get("organisation"),
        }
        for row in rows(meeting, "natverksmote.deltagare")
        if text(row, "roll") not in _OWN_ROLES and text(row, "narvaro") != "forhindrad"
    ]
    return Offer(value=tuple(found), documents=(meeting,)) if meeting and found else None


def _role_word(ask: Ask, code: str) -> str:
    label = ask.label("natverksmote", "natverksmote.deltagare[].roll", code)
    return label[:1].lower() + label[1:]


def _at_meeting(ask: Ask) -> Offer | None:
    """Return those who are called to a network meeting: person, authority, our own, and those with a consent."""
    base = ask.newest_with("klient")
    if base is None:
        return None
    staff, documents = own_staff(ask)
    found = [{"namn": base.person, "roll": "klient", "organisation": EN_DASH}]
    if name := text(base, f"{_CONTACT}.namn"):
        orderer = {"namn": name, "roll": "remitterande_instans", "organisation": text(base, "bestallare.namn")}
        found.append(orderer)
    if staff:
        role = "usm_handledare" if ask.system == "fi" else "boendestodjare"
        found.append({"namn": staff, "roll": role, "organisation": ask.unit.organisation})
    consents = consents_of(ask, *_VALID_FOR_MEETINGS)
    found += [_consented(base, consent, row) for consent in consents for row in rows(consent, "samtycke.parter")]
    return Offer(value=tuple(found), documents=(base, *documents, *consents))


def _consented(base: Answers, consent: Answers, row: Source) -> dict[str, Any]:
    party, contact = text(row, "namn"), text(row, "kontakt")
    relative = next((one for one in rows(base, "klient.narstaende") if _stands_in(text(one, "namn"), party)), None)
    if relative:
        known = {"namn": text(relative, "namn"), "roll": "narstaende", "organisation": "närstående"}
    else:
        known = {"namn": "" if contact.startswith("+") else contact, "organisation": party}
    return known | {"samtycke_id": consent.at("samtycke.id")}


def _stands_in(name: str, longer: str) -> bool:
    return bool(name) and name.casefold() in longer.casefold()


def consents_of(ask: Ask, *kinds: str) -> tuple[Answers, ...]:
    """Return the settled consents of some kinds that hold on the day, oldest first."""
    return tuple(
        one
        for one in ask.case.of("samtycke")
        if not one.is_draft and text(one, "samtycke.typ") in kinds and _holds(one, ask)
    )


def _holds(consent: Answers, ask: Ask) -> bool:
    first, last = day(consent, "samtycke.fran"), day(consent, "samtycke.till")
    withdrawn = day(consent, "samtycke.aterkallat.datum")
    return not (
        (first and first > ask.today) or (last and last < ask.today) or (withdrawn and withdrawn <= ask.today)
    )


def _at_sip(ask: Ask) -> Offer | None:
    """Return the parties of the consent to a SIP, and our own."""
    consents = consents_of(ask, "sip")
    staff, documents = own_staff(ask)
    found = [
        {"namn": text(row, "kontakt"), "organisation": text(row, "namn")}
        for consent in consents
        for row in rows(consent, "samtycke.parter")
    ]
    if staff and found:
        word = "Handledare" if ask.system == "fi" else "Boendestödjare"
        own = {"namn": staff, "funktion": word, "organisation": ask.unit.organisation, "kontakt": ask.unit.telefon}
        found.append(own)
    return Offer(value=tuple(found), documents=(*consents, *documents)) if found else None


def _consent_parties(ask: Ask) -> Offer | None:
    """Return whom a consent may be about: those the plan works with, or the contacts of the application, and kin.

    The authority is among them under Swedish rules only: under Finnish ones it has a right to the
    documents of what it buys, so a consent would promise a choice that is not there.
    """
    base, plan, first = ask.newest_with("klient"), ask.newest(_PLAN), ask.newest("ansokan")
    documents = [one for one in (base, plan or first) if one]
    found = []
    if base and ask.system == "se":
        found.append({"namn": text(base, "bestallare.enhet"), "kontakt": text(base, f"{_CONTACT}.namn")})
    if plan:
        partners = rows(plan, f"{_PLAN}.samverkan")
        found += [{"namn": text(row, "aktor"), "kontakt": text(row, "kontakt")} for row in partners]
    else:
        contacts = rows(first, "ansokan.nuvarande_kontakter")
        found += [{"namn": text(row, "namn")} for row in contacts if text(row, "slag") != "socialtjanst"]
    found += [
        {"namn": f"{text(row, 'namn')} ({text(row, 'relation')})", "kontakt": text(row, "telefon")}
        for row in rows(base, "klient.narstaende")
        if flag(row, "far_kontaktas") and text(row, "namn")
    ]
    return Offer(value=tuple(found), documents=tuple(documents)) if found else None


def _partners(ask: Ask) -> Offer | None:
    """Return those who give other support, with the consent that names them when there is one."""
    decision = ask.newest("uppdrag")
    consents = consents_of(ask, *_VALID_FOR_MEETINGS)
    found = [
        {
            "aktor": text(row, "utforare"),
            "kontakt": text(row, "kontakt"),
            "om": text(row, "insats"),
            "samtycke_id": next((one.at("samtycke.id") for one in consents if _names(one, row)), ""),
        }
        for row in rows(decision, "uppdrag.ovriga_insatser")
    ]
    return Offer(value=tuple(found), documents=(decision, *consents)) if decision and found else None


def _names(consent: Answers, partner: Source) -> bool:
    """Say whether a consent has this partner among its parties: by the unit's name, short or whole."""
    own = text(partner, "utforare")
    parties = [text(row, "namn") for row in rows(consent, "samtycke.parter")]
    return any(_stands_in(own, party) or _stands_in(party, own) for party in parties)


def _crisis_contacts(ask: Ask) -> Offer | None:
    """Return those the person may call: kin in the order they stand, then our own with the hours we are in."""
    base = ask.newest_with("klient")
    staff, documents = own_staff(ask)
    found = [*_kin(base), *([_staff_contact(ask, staff)] if staff else [])]
    numbered = [{"ordning": place} | row for place, row in enumerate(found[:9], start=1)]
    drawn = ((base,) if base else ()) + documents
    return Offer(value=tuple(numbered), documents=drawn) if numbered else None


def _kin(base: Answers | None) -> Iterator[dict[str, Any]]:
    for row in rows(base, "klient.narstaende"):
        if text(row, "namn"):
            yield {
                "namn": text(row, "namn"),
                "roll": text(row, "relation"),
                "telefon": text(row, "telefon"),
                "personal_far_ringa": flag(row, "far_kontaktas"),
            }


def _staff_contact(ask: Ask, name: str) -> dict[str, Any]:
    written = [one for one in _by_age(ask) if text(one, f"{_AUTHOR}.namn") == name]
    phone = text(written[-1], f"{_AUTHOR}.telefon") if written else ask.unit.telefon
    return {
        "namn": name,
        "roll": "handledare" if ask.system == "fi" else "boendestödjare",
        "telefon": phone,
        "tider": _hours(ask),
        "personal_far_ringa": True,
    }


def _hours(ask: Ask) -> str:
    """Return when staff are in: «vardagar 8–16»."""
    staff = ask.unit.personal_tid
    if staff is None:
        return ""
    days = "vardagar" if len(staff.dagar) == 5 else join_list(WEEKDAYS[one] for one in staff.dagar)
    return f"{days} {format_time_range(staff.fran, staff.till, 'fi').removeprefix('kl. ')}"


DERIVATIONS = (
    Derivation(name="author", text="den som brukar skriva dokumentet", find=_author),
    Derivation(name="plan_caller", text="handledaren (Finland) eller handläggaren (Sverige)", find=_responsible),
    Derivation(name="took_part", text="deltagare vid senaste nätverksmötet", find=_took_part),
    Derivation(name="called_to_meeting", text="klient, beställare, personal och samtycken", find=_at_meeting),
    Derivation(name="called_to_sip", text="parterna i samtycket till SIP", find=_at_sip),
    Derivation(name="partners", text="övriga insatser, med samtycke", find=_partners),
    Derivation(name="consent_parties", text="samverkan, kontakter och närstående", find=_consent_parties),
    Derivation(name="crisis_contacts", text="närstående och handledare", find=_crisis_contacts),
)
