"""Rules about following up: every open goal looked at, coordination asked about, next date in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.plan import goal_name
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, Source, day, decided, first_known, printed, rows, text

_GOALS = "uppfoljning.mal"
_CLOSING = frozenset(("avsluta", "nytt_mal"))
_NEED_ASSESSMENT = frozenset(("delvis", "nej"))
_COORDINATING = ("natverksmote.sip_behov", "uppfoljning.sip_behov")


def _goal_not_followed_up(view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "uppfoljning":
        return
    followed = rows(document, _GOALS)
    for place, row in enumerate(followed):
        done = text(row, "uppfyllt")
        if not done or (done in _NEED_ASSESSMENT and not text(row, "bedomning")):
            path = f"{_GOALS}[{place}].{'bedomning' if done else 'uppfyllt'}"
            yield Finding(path=path, facts={"nr": goal_name(row, place)})
    answered = {text(row, "mal_id") for row in followed}
    for goal_id, name in _open_goals(view, document):
        if goal_id not in answered:
            yield Finding(path=_GOALS, facts={"nr": name})


def _open_goals(view: CaseView, document: Answers) -> Iterator[tuple[str, str]]:
    """Yield id and name of the plan's goals that no earlier follow-up of that plan has closed."""
    plan = view.related("genomforandeplan", document)
    if plan is None:
        return
    held = _held(document)
    earlier = [
        one
        for one in view.of("uppfoljning")
        if one is not document and held and (other := _held(one)) and other < held
        and view.related("genomforandeplan", one) is plan
    ]  # fmt: skip
    closed = {text(row, "mal_id") for one in earlier for row in rows(one, _GOALS) if _closes(row)}
    for place, row in enumerate(rows(plan, "genomforandeplan.mal")):
        goal_id = text(row, "mal_id")
        if goal_id and goal_id not in closed:
            yield goal_id, goal_name(row, place)


def _held(document: Answers) -> date | None:
    return first_known((day(document, "uppfoljning.datum"), decided(document)))


def _closes(row: Source) -> bool:
    return text(row, "nasta_steg") in _CLOSING or text(row, "uppfyllt") == "ej_aktuellt"


def _coordination_refused(view: CaseView, document: Answers) -> Iterator[Finding]:
    for path in _COORDINATING:
        if text(document, path) == "nej" and len(_providers(view, document)) > 1:
            yield Finding(path=path)


def _providers(view: CaseView, document: Answers) -> set[str]:
    """Return the kinds of authority that give other support, as the decision says."""
    decision = view.related("uppdrag", document)
    return {text(row, "huvudman") for row in rows(decision, "uppdrag.ovriga_insatser")} - {""}


def _late_next_time(view: CaseView, document: Answers) -> Iterator[Finding]:
    planned = day(document, "uppfoljning.nasta_uppfoljning")
    end = day(view.related("uppdrag", document), "uppdrag.period.till")
    if planned and end and planned > end:
        yield Finding(path="uppfoljning.nasta_uppfoljning", facts={"till": printed(end, document)})


def _one_provider(_view: CaseView, document: Answers) -> Iterator[Finding]:
    measures = rows(document, "sip.insatser")
    if measures and len({text(row, "huvudman") for row in measures} - {""}) == 1:
        yield Finding(path="sip.insatser")


RULES = (
    Rule(
        id="R27",
        level=Level.WARNING,
        when="Minst två huvudmän ger övriga insatser enligt uppdraget, och behov av SIP är «nej».",
        source="Vård- och insatsprogram: samordning",
        message="Flera aktörer ger insatser. Behövs en SIP?",
        search=_coordination_refused,
    ),
    Rule(
        id="R45",
        level=Level.ERROR,
        when="Ett öppet mål i planen är inte följt upp, eller är uppfyllt delvis eller inte utan bedömning.",
        source="Kommunal rutin för social dokumentation",
        message="Mål {nr} är inte följt upp.",
        search=_goal_not_followed_up,
    ),
    Rule(
        id="nasta_uppfoljning",
        level=Level.WARNING,
        when="Nästa uppföljning ligger efter den beviljade periodens slut.",
        source="Följer av fälten",
        message="Nästa uppföljning ligger efter periodens slut {till}. Välj ett tidigare datum.",
        search=_late_next_time,
        everywhere=True,
    ),
    Rule(
        id="sip_huvudman",
        level=Level.WARNING,
        when="Alla insatser i en SIP har samma huvudman.",
        source="Följer av fälten",
        message="En SIP behövs när minst två huvudmän samordnar sig. Kontrollera huvudmännen.",
        search=_one_provider,
        everywhere=True,
    ),
)
