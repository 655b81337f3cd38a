"""Small cases for rule tests: documents built from dotted paths, and what one rule finds in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from halvvag_docs import rules
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.errors import Problem
from halvvag_docs.units import OnCall, StaffHours, Unit

TODAY = date(2026, 11, 22)
WEEKDAYS = ("mandag", "tisdag", "onsdag", "torsdag", "fredag")
UNIT = Unit(
    namn="Halvvägshemmet (exempel)",
    adress="Påhittsvägen 1, Malax",
    personal_tid=StaffHours(dagar=WEEKDAYS, fran=time(8), till=time(16)),
    jour=OnCall(nummer="+46701740606", fran=time(16), till=time(22)),
    klientnamn=("Jonas Emil Lindqvist", "Linnea Backlund"),
)
D = date


def document(form: str, values: Mapping[str, Any] | None = None, *, name: str = "", **head: Any) -> Answers:
    """Return a settled document of 1 March 2026.

    Args:
        form: the form's name.
        values: dotted paths (no list positions) and typed values; lists of dicts for rows.
        name: the document's name, by default the form's.
        **head: leaves of `dokument`, such as `status`, `datum`, `bygger_pa`.
    """
    name = name or form
    usual = {
        "typ": form,
        "system": "fi",
        "id": f"id-{name}",
        "version": 1,
        "status": "faststalld",
        "datum": D(2026, 3, 1),
        "faststalld_datum": D(2026, 3, 1),
    }
    data: dict[str, Any] = {"dokument": {**usual, **head}}
    for path, value in (values or {}).items():
        *way, last = path.split(".")
        at = data
        for step in way:
            at = at.setdefault(step, {})
        at[last] = value
    return Answers(freeze(data), document=name, form=form)


def problems(rule: str, *documents: Answers, unit: Unit = UNIT, today: date = TODAY) -> list[Problem]:
    """Return what one rule finds in a case."""
    found = rules.check(Case(documents=documents), unit, today)
    return [problem for problem in found if problem.rule == rule]


def places(rule: str, *documents: Answers, unit: Unit = UNIT, today: date = TODAY) -> list[str]:
    """Return where one rule finds something: `document: path`."""
    return [f"{one.document}: {one.path}" for one in problems(rule, *documents, unit=unit, today=today)]


def plan(values: Mapping[str, Any] | None = None, **head: Any) -> Answers:
    """Return a plan for a stay from 9 March to 8 September 2026 in the halfway house."""
    usual = {
        "genomforandeplan.period.fran": D(2026, 3, 9),
        "genomforandeplan.period.till": D(2026, 9, 8),
        "genomforandeplan.inflytt_datum": D(2026, 3, 9),
        "genomforandeplan.krisplan_id": "k",
        "genomforandeplan.uppdragets_mal": [{"mal_id": "M1", "text": "Nykterhet"}],
        "genomforandeplan.mal": [goal()],
    }
    dates = {"datum": D(2026, 3, 12), "faststalld_datum": D(2026, 3, 19)}
    return document("genomforandeplan", {**usual, **(values or {})}, **{**dates, **head})


def goal(**values: Any) -> dict[str, Any]:
    """Return a complete goal of a plan, with changes."""
    activity = {"vad": "Samtal", "ansvarig": "jag själv"}
    usual = {"mal_id": "1", "uppdragsmal": "M1", "hur_mats": "Dagbok", "senast": D(2026, 6, 30)}
    return {**usual, "aktiviteter": [activity], **values}


def decision(values: Mapping[str, Any] | None = None, **head: Any) -> Answers:
    """Return the decision about the same stay."""
    usual = {
        "uppdrag.insats": "halvvagshem_stodboende",
        "uppdrag.period.fran": D(2026, 3, 9),
        "uppdrag.period.till": D(2026, 9, 8),
        "uppdrag.mal": [{"mal_id": "M1", "text": "Nykterhet"}],
        "uppdrag.uppfoljning_senast": D(2026, 8, 25),
    }
    return document("uppdrag", {**usual, **(values or {})}, **{"datum": D(2026, 3, 4), **head})


def consent(consent_id: str = "S1", kind: str = "informationsutbyte", **values: Any) -> Answers:
    """Return a consent from 23 February 2026 for a year."""
    usual = {
        "id": consent_id,
        "typ": kind,
        "fran": D(2026, 2, 23),
        "till": D(2027, 2, 22),
        "uppgifter": ["kontakt", "plan_och_mal"],
        "parter": [{"namn": "Exempelgården"}],
    }
    name = f"samtycke-{consent_id}"
    return document("samtycke", {"samtycke": {**usual, **values}}, name=name, datum=D(2026, 2, 23))
