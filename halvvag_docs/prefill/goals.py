"""What for: goals from the proposal to the last follow-up, open agreements, and how the person rates things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.prefill.derivation import Derivation
from halvvag_docs.prefill.sources import Ask, Offer
from halvvag_docs.rules.view import Source, items, number, rows, text

_PLAN = "genomforandeplan"
_GOALS = f"{_PLAN}.mal"
_ENDED = "avsluta"
_PROBLEM = 1
"""From this rating on (0–4) an area is a problem to the person. Source: ASI, «litet»."""


def _granted(ask: Ask) -> Offer | None:
    """Return the proposed goals with the numbers they keep from here on: M1, M2 and so on."""
    inquiry = ask.newest("utredning")
    proposed = [one for one in items(inquiry, "utredning.foreslagna_mal") if isinstance(one, str)]
    if inquiry is None or not proposed:
        return None
    numbered = tuple({"mal_id": f"M{place}", "text": one} for place, one in enumerate(proposed, start=1))
    return Offer(value=numbered, documents=(inquiry,))


def _in_plan(ask: Ask) -> Offer | None:
    """Return the goals a plan begins with: those still open, then one for each granted goal that has none."""
    decision, plan = ask.newest("uppdrag"), ask.newest(_PLAN)
    granted = [text(row, "mal_id") for row in rows(decision, "uppdrag.mal")]
    found = [_continued(row, granted) for row in _open(ask, plan)] if plan else []
    known = {row.get("uppdragsmal") for row in found}
    number_ = _highest(plan)
    for place, own in enumerate((one for one in granted if one and one not in known), start=number_ + 1):
        found.append({"mal_id": str(place), "uppdragsmal": own})
    documents = tuple(one for one in (plan, decision) if one)
    return Offer(value=tuple(found), documents=documents) if found else None


def _continued(row: Source, granted: list[str]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("mal_id", "omrade", "egna_ord") if name in row}
    belongs = text(row, "uppdragsmal")
    return kept | ({"uppdragsmal": belongs} if belongs in granted else {})


def _highest(plan: Answers | None) -> int:
    numbers = [int(own) for row in rows(plan, _GOALS) if (own := text(row, "mal_id")).isdecimal()]
    return max(numbers, default=0)


def _open(ask: Ask, plan: Answers) -> list[Source]:
    """Return the plan's goals that no follow-up since has ended."""
    ended = {text(row, "mal_id") for one in _follow_ups(ask, plan) for row in _ended_in(one)} - {""}
    return [row for row in rows(plan, _GOALS) if text(row, "mal_id") not in ended]


def _follow_ups(ask: Ask, plan: Answers) -> tuple[Answers, ...]:
    found = ask.case.of("uppfoljning")
    return tuple(one for one in found if not (one.date and plan.date and one.date < plan.date))


def _ended_in(follow_up: Answers) -> Iterator[Source]:
    return (row for row in rows(follow_up, "uppfoljning.mal") if text(row, "nasta_steg") == _ENDED)


def _to_follow_up(ask: Ask) -> Offer | None:
    """Return the plan's open goals, word for word."""
    plan = ask.newest(_PLAN)
    found = _open(ask, plan) if plan else []
    kept = tuple({name: row.get(name) for name in ("mal_id", "smart_mal", "senast")} for row in found)
    return Offer(value=kept, documents=(plan, *_follow_ups(ask, plan))) if plan and kept else None


def _points(ask: Ask) -> Offer | None:
    """Return what a meeting has to go through: the plan's open goals, or the needs of the inquiry."""
    plan, inquiry = ask.newest(_PLAN), ask.newest("utredning")
    if plan and (found := _open(ask, plan)):
        titles = tuple({"rubrik": _goal_title(ask, row)} for row in found)
        return Offer(value=titles, documents=(plan, *_follow_ups(ask, plan)))
    needs = tuple(_need(ask, row) for row in rows(inquiry, "utredning.stodbehov"))
    return Offer(value=needs, documents=(inquiry,)) if inquiry and needs else None


def _goal_title(ask: Ask, row: Source) -> str:
    area = ask.label(_PLAN, f"{_GOALS}[].omrade", text(row, "omrade"))
    return f"Mål {text(row, 'mal_id')} – {area}" if area else f"Mål {text(row, 'mal_id')}"


def _need(ask: Ask, row: Source) -> dict[str, Any]:
    title = ask.label("utredning", "utredning.stodbehov[].omrade", text(row, "omrade"))
    return {"rubrik": title, "klientens_ord": text(row, "egna_ord")}


def _open_agreements(ask: Ask) -> Offer | None:
    """Return what was agreed at earlier meetings and is not yet done or struck, in its latest wording."""
    meetings = [one for one in ask.case.of("natverksmote") if not one.is_draft]
    latest: dict[str, Source] = {}
    for meeting in meetings:
        for row in rows(meeting, "natverksmote.overenskommelser"):
            latest[text(row, "vad").casefold()] = row
    found = tuple(dict(row) for row in latest.values() if text(row, "status") == "oppen")
    return Offer(value=found, documents=tuple(reversed(meetings))) if found else None


def _ratings(ask: Ask) -> Offer | None:
    """Return the areas that were a problem to the person last time, with that rating, the heaviest first."""
    inquiry = ask.newest("utredning")
    follow_ups = [one for one in ask.case.of("uppfoljning") if rows(one, "uppfoljning.skattning")]
    latest = {
        text(row, "omrade"): number(row, "klient_skattning") for row in rows(inquiry, "utredning.livsomraden")
    }
    for one in follow_ups:
        for row in rows(one, "uppfoljning.skattning"):
            now = number(row, "nu")
            latest[text(row, "omrade")] = number(row, "forra") if now is None else now
    problems = [(area, rating) for area, rating in latest.items() if area and rating and rating >= _PROBLEM]
    found = tuple({"omrade": area, "forra": rating} for area, rating in sorted(problems, key=lambda one: -one[1]))
    documents = tuple(one for one in (*reversed(follow_ups), inquiry) if one)
    return Offer(value=found, documents=documents) if found else None


def _granted_service(ask: Ask) -> Offer | None:
    """Return the service that the inquiry proposes, in the decision's words."""
    inquiry = ask.newest("utredning")
    services = {"halvvagshem": "halvvagshem_stodboende", "boendestod": "boendestod", "annan_insats": "annat"}
    value = services.get(text(inquiry, "utredning.forslag"))
    return Offer(value=value, documents=(inquiry,)) if inquiry and value else None


DERIVATIONS = (
    Derivation(name="granted_goals", text="föreslagna mål, numrerade", find=_granted),
    Derivation(name="plan_goals", text="uppdragets mål, och mål som är öppna i förra planen", find=_in_plan),
    Derivation(name="open_goals", text="mål som är öppna i planen", find=_to_follow_up, is_certain=True),
    Derivation(name="meeting_points", text="öppna mål, eller stödbehov", find=_points),
    Derivation(name="open_agreements", text="öppna överenskommelser", find=_open_agreements, is_certain=True),
    Derivation(name="previous_ratings", text="senaste skattningen", find=_ratings, is_certain=True),
    Derivation(name="granted_service", text="utredningens förslag", find=_granted_service),
)
