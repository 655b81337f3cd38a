"""Rules about the genomförandeplan: its goals, its follow-up, its age, and who took part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.formatting import join_list
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import (
    CaseView,
    Source,
    day,
    decided,
    first_known,
    flag,
    items,
    printed,
    rows,
    shifted,
    text,
)

_GOALS = "genomforandeplan.mal"
_FOLLOW_UP = "genomforandeplan.uppfoljning.datum"
_TAKING_PART = ("utredning", "genomforandeplan")
_PERSON_ALONE = frozenset(("jag själv", "jag", "själv", "klienten", "klienten själv", "den enskilde"))


def goal_name(row: Source, place: int) -> str:
    """Return what a goal is called: its own short number, else its place in the list, 1-based."""
    own = text(row, "mal_id")
    return own if re.fullmatch(r"[A-ZÅÄÖa-zåäö]?\d{1,3}", own) else str(place + 1)


def _no_linked_goal(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form == "uppdrag" and not items(document, "uppdrag.mal"):
        yield Finding(path="uppdrag.mal", variant="uppdrag")
    if document.form == "genomforandeplan":
        granted = {text(row, "mal_id") for row in rows(document, "genomforandeplan.uppdragets_mal")} - {""}
        if not any(text(row, "uppdragsmal") in granted for row in rows(document, _GOALS)):
            yield Finding(path=_GOALS)


def _unknown_granted_goal(_view: CaseView, document: Answers) -> Iterator[Finding]:
    granted = {text(row, "mal_id") for row in rows(document, "genomforandeplan.uppdragets_mal")} - {""}
    for place, row in enumerate(rows(document, _GOALS)):
        own = text(row, "uppdragsmal")
        if own and granted and own not in granted:
            yield Finding(path=f"{_GOALS}[{place}].uppdragsmal", facts={"nr": goal_name(row, place)})


def _vague_goal(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for place, row in enumerate(rows(document, _GOALS)):
        missing = _missing_of_goal(row)
        if missing:
            path = f"{_GOALS}[{place}]"
            path = f"{path}.{next(iter(missing))}" if len(missing) == 1 else path
            yield Finding(path=path, facts={"nr": goal_name(row, place), "fält": join_list(missing.values())})


def _missing_of_goal(row: Source) -> dict[str, str]:
    """Return what a goal lacks: its path in the goal and what staff call it."""
    missing = {}
    if not text(row, "hur_mats"):
        missing["hur_mats"] = "hur målet mäts"
    if not day(row, "senast"):
        missing["senast"] = "senast-datum"
    activities = rows(row, "aktiviteter")
    if not any(text(activity, "vad") for activity in activities):
        missing["aktiviteter"] = "aktivitet"
    for place, activity in enumerate(activities):
        if not text(activity, "ansvarig"):
            missing.setdefault(f"aktiviteter[{place}].ansvarig", "ansvarig")
            break
    return missing


def _many_goals(view: CaseView, document: Answers) -> Iterator[Finding]:
    count = len(items(document, _GOALS))
    if count > view.limits.max_mal_utan_varning:
        yield Finding(path=_GOALS, facts={"n": str(count)})


def _too_many_goals(view: CaseView, document: Answers) -> Iterator[Finding]:
    count = len(items(document, _GOALS))
    if count > view.limits.max_mal:
        yield Finding(path=_GOALS, facts={"n": str(count), "max": str(view.limits.max_mal)})


def _nobody_of_the_staff(_view: CaseView, document: Answers) -> Iterator[Finding]:
    activities = [activity for row in rows(document, _GOALS) for activity in rows(row, "aktiviteter")]
    responsible = {text(activity, "ansvarig").casefold() for activity in activities} - {""}
    if responsible and responsible <= _PERSON_ALONE:
        yield Finding(path=_GOALS)


def _long_period(view: CaseView, document: Answers) -> Iterator[Finding]:
    first, last = day(document, "genomforandeplan.period.fran"), day(document, "genomforandeplan.period.till")
    if first and last and (last - first).days > view.limits.plan_max_dagar:
        yield Finding(path="genomforandeplan.period.till")


def _period_end(view: CaseView, document: Answers) -> date | None:
    """Return the end of the granted period; the plan's own end stands in for a decision that is not at hand."""
    decision = view.related("uppdrag", document)
    return first_known((day(decision, "uppdrag.period.till"), day(document, "genomforandeplan.period.till")))


def _late_follow_up(view: CaseView, document: Answers) -> Iterator[Finding]:
    planned, end = day(document, _FOLLOW_UP), _period_end(view, document)
    if planned and end and planned > end:
        yield Finding(path=_FOLLOW_UP, facts={"till": printed(end, document)})


def _tight_follow_up(view: CaseView, document: Answers) -> Iterator[Finding]:
    planned, end = day(document, _FOLLOW_UP), _period_end(view, document)
    if planned is None or end is None or planned > end:
        return
    days = (end - planned).days
    latest = day(view.related("uppdrag", document), "uppdrag.uppfoljning_senast")
    if days < view.limits.uppfoljning_marginal_dagar or (latest and planned > latest):
        yield Finding(path=_FOLLOW_UP, facts={"n": str(days)})


def _no_crisis_plan(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "genomforandeplan":
        return
    if not text(document, "genomforandeplan.krisplan_id") and not text(
        document, "genomforandeplan.krisplan_saknas_orsak"
    ):
        yield Finding(path="genomforandeplan.krisplan_id")


def _plan_start(view: CaseView, document: Answers) -> date | None:
    return first_known(
        (
            day(document, "genomforandeplan.inflytt_datum"),
            day(document, "genomforandeplan.period.fran"),
            day(view.related("uppdrag", document), "uppdrag.period.fran"),
        )
    )


def _late_plan(view: CaseView, document: Answers) -> Iterator[Finding]:
    start, settled = _plan_start(view, document), document.settled_date
    if document.form != "genomforandeplan" or not (start and settled) or _is_renewal(view, document):
        return
    taken, limits = (settled - start).days, view.limits
    for allowed, variant in ((limits.plan_klar_senast_dagar, "riktlinje"), (limits.plan_klar_dagar, "")):
        if taken > allowed:
            facts = {"datum": printed(shifted(start, allowed), document)}
            yield Finding(path="dokument.faststalld_datum", facts=facts, variant=variant)
            return


def _is_renewal(view: CaseView, document: Answers) -> bool:
    """Say whether the plan follows an earlier one of the same start: the routine is about the first."""
    if document.version > 1:
        return True
    own, start = document.date, _plan_start(view, document)
    return any(
        one.form == "genomforandeplan"
        and one is not document
        and one.status in ("faststalld", "ersatt")
        and own is not None
        and one.date is not None
        and one.date < own
        and _plan_start(view, one) == start
        for one in view.case.documents
    )


def _old_plan(view: CaseView, document: Answers) -> Iterator[Finding]:
    plans = view.of("genomforandeplan")
    if not plans or document is not plans[-1] or view.is_closed():
        return
    made = decided(document)
    if made and (view.today - made).days > view.limits.plan_max_dagar:
        yield Finding(path="dokument.faststalld_datum" if document.settled_date else "dokument.datum")


def _taking_part_unexplained(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for form in _TAKING_PART:
        how = text(document, f"{form}.delaktighet")
        if how and how != "deltog" and not text(document, f"{form}.delaktighet_orsak"):
            yield Finding(path=f"{form}.delaktighet_orsak")


def _one_sided(_view: CaseView, document: Answers) -> Iterator[Finding]:
    for form in _TAKING_PART:
        views = [f"{form}.oenighet.{name}" for name in ("klientens_syn", "personalens_syn")]
        missing = [path for path in views if not text(document, path)]
        if flag(document, f"{form}.oenighet.finns") and missing:
            yield Finding(path=missing[0])


RULES = (
    Rule(
        id="R16",
        level=Level.ERROR,
        when="Uppdraget har inget mål, eller inget av planens mål hör till uppdragets mål.",
        source="Vård- och insatsprogram; HSLF-FS 2016:89 (allmänna råd)",
        message="Planen måste ha minst ett mål som hör till uppdragets mål.",
        variants={"uppdrag": "Uppdraget saknar mål. Planen måste ha minst ett mål som hör till uppdragets mål."},
        search=_no_linked_goal,
    ),
    Rule(
        id="R17",
        level=Level.ERROR,
        when="Ett mål i planen saknar hur det mäts, senast-datum eller aktivitet, eller en aktivitet saknar "
        "ansvarig.",
        source="HSLF-FS 2016:89 (allmänna råd); kommunal rutin för social dokumentation",
        message="Mål {nr} saknar {fält}. Det måste gå att se vem som gör vad, när, och hur ni vet att målet är "
        "nått.",
        search=_vague_goal,
    ),
    Rule(
        id="R18",
        level=Level.WARNING,
        when="Planen har fler än 6 mål.",
        source="Kommunal rutin för social dokumentation; antalet är eget förslag",
        message="{n} mål är många att arbeta med samtidigt. Överväg att prioritera.",
        settings=("max_mal_utan_varning",),
        search=_many_goals,
    ),
    Rule(
        id="R19",
        level=Level.ERROR,
        when="Planens uppföljning ligger efter den beviljade periodens slut.",
        source="Vård- och insatsprogram: uppföljning före periodens slut",
        message="Uppföljningen måste göras före biståndsperiodens slut {till}.",
        search=_late_follow_up,
    ),
    Rule(
        id="R20",
        level=Level.WARNING,
        when="Planens uppföljning ligger mindre än 14 dagar före periodens slut, eller efter beslutets "
        "«uppföljning "
        "senast».",
        source="Kommunal riktlinje: i god tid; antalet dagar är eget förslag",
        message="Uppföljningen är {n} dagar före periodens slut. Det kan bli ont om tid för ett nytt beslut.",
        settings=("uppfoljning_marginal_dagar",),
        search=_tight_follow_up,
    ),
    Rule(
        id="R22",
        level=Level.WARNING,
        when="Planen har ingen krisplan och ingen förklaring till varför.",
        source="Vård- och insatsprogram: planen bör ha en krisplan",
        message="Genomförandeplanen bör innehålla en krisplan. Lägg till eller motivera varför den saknas.",
        search=_no_crisis_plan,
    ),
    Rule(
        id="R23",
        level=Level.WARNING,
        when="Den första planen fastställdes mer än 14 dagar efter starten (rutin), eller mer än 31 (riktlinje).",
        source="Kommunal rutin (14 dagar) och riktlinje (en månad)",
        message="Genomförandeplanen skulle ha varit klar senast {datum}.",
        variants={
            "riktlinje": "Genomförandeplanen skulle ha varit klar senast {datum}. Det dröjde mer än en månad: "
            "anteckna varför."
        },
        settings=("plan_klar_dagar", "plan_klar_senast_dagar"),
        search=_late_plan,
    ),
    Rule(
        id="R24",
        level=Level.WARNING,
        when="Den senaste planen är äldre än 12 månader och vistelsen är inte avslutad.",
        source="Kommunal rutin för social dokumentation",
        message="Planen är äldre än ett år och ska förnyas.",
        settings=("plan_max_dagar",),
        search=_old_plan,
    ),
    Rule(
        id="R25",
        level=Level.ERROR,
        when="Klienten deltog inte (helt) i utredningen eller planen, och orsaken saknas.",
        source="HSLF-FS 2016:89 (allmänna råd); kommunal checklista",
        message="Beskriv varför klienten inte deltog och hur ni tog reda på hens önskemål.",
        search=_taking_part_unexplained,
    ),
    Rule(
        id="R26",
        level=Level.ERROR,
        when="Olika uppfattningar finns, och klientens eller personalens syn saknas.",
        source="THL: båda uppfattningarna antecknas",
        message="Skriv både klientens och personalens uppfattning.",
        search=_one_sided,
    ),
    Rule(
        id="uppdragsmal",
        level=Level.ERROR,
        when="Ett mål i planen hänvisar till ett uppdragsmål som inte finns i planens lista.",
        source="Följer av fälten",
        message="Mål {nr} hör till ett mål som inte finns bland uppdragets mål. Välj ett av dem.",
        search=_unknown_granted_goal,
        everywhere=True,
    ),
    Rule(
        id="max_mal",
        level=Level.ERROR,
        when="Planen har fler än 20 mål.",
        source="Följer av fälten",
        message="{n} mål är för många, högst {max} får plats. Slå ihop eller ta bort några.",
        settings=("max_mal",),
        search=_too_many_goals,
        everywhere=True,
    ),
    Rule(
        id="ansvarig",
        level=Level.WARNING,
        when="Klienten är ensam ansvarig för alla aktiviteter i planen.",
        source="Följer av fälten",
        message="Ingen ur personalen är ansvarig för någon aktivitet. Skriv vem som stöder.",
        search=_nobody_of_the_staff,
        everywhere=True,
    ),
    Rule(
        id="plan_period",
        level=Level.WARNING,
        when="Planen gäller längre än tolv månader.",
        source="Följer av fälten",
        message="En plan gäller högst ett år. Välj ett tidigare slutdatum och gör en ny plan sedan.",
        settings=("plan_max_dagar",),
        search=_long_period,
        everywhere=True,
    ),
)
