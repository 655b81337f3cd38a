"""The list of cases with what is due, a new case, and how far one has come."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from halvvag_docs import casework, overview
from halvvag_docs.casework import registered
from halvvag_docs.casework.drawing_up import next_name
from halvvag_docs.errors import FileError
from halvvag_docs.forms import find_forms
from halvvag_docs.overview import Overview
from halvvag_docs.register import Act, Action, Entry, Summary
from halvvag_docs.web import desk

pages = Blueprint("cases", __name__)

PER_PAGE = 50
"""Cases on one page of the list."""
AT_ONCE = 3
"""Cases that are judged anew for a list, at the most: those that another program has changed."""
COUNT = "finns"
"""Name of the hidden field that says how many documents of a form the page showed."""
SHOWN = ("oppna", "avslutade", "alla")
"""Which cases the list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case in the list: its id and dates, nothing about the person. Source: SoLPuL 2001:454 7 a §."""

    case: Summary
    title: str = ""
    """What is due next."""
    day: date | None = None
    late: bool = False


@pages.get("/arenden")
def index() -> ResponseReturnValue:
    """List the cases, what is due first."""
    wanted = request.args.get("visa", SHOWN[0])
    search = request.args.get("sok", "").strip().upper()
    found = [
        one
        for one in registered.overview(desk.register(), desk.judging(), at_once=AT_ONCE)
        if _is_wanted(one, wanted) and search in one.case_id
    ]
    found.sort(key=lambda one: (one.dues[0].day if one.dues else date.max, one.case_id))
    number = max(1, request.args.get("sida", 1, type=int))
    part = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    titles = {step.number: step.title for step in overview.read_chain(desk.settings().root)}
    return render_template(
        "cases.html",
        lines=[_line(one, titles) for one in part],
        count=len(found),
        number=number,
        last=max(1, -(-len(found) // PER_PAGE)),
        wanted=wanted,
        search=search,
        today=desk.today(),
    )


@pages.route("/arenden/nytt", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Ask for the id of a new case, and make it."""
    case_id = request.form.get("arende_id", "").strip().upper()
    if request.method == "GET":
        return render_template("new_case.html", case_id="", error="")
    try:
        casework.refuse_case_id(case_id, desk.today())
        desk.register().create_case(case_id, actor=desk.actor())
    except FileError as failed:
        return render_template("new_case.html", case_id=case_id, error=str(failed)), 422
    return redirect(url_for("cases.show", case_id=case_id))


@pages.get("/arenden/<case:case_id>")
def show(case_id: str) -> ResponseReturnValue:
    """Show the chain of a case: what there is, what is missing, what is due."""
    case = desk.read_case(case_id)
    who = desk.actor()
    desk.register().log(Act(action=Action.READ, user=who.user, role=who.role, case_id=case_id))
    entries = desk.register().entries(case_id)
    seen = casework.survey(case, today=desk.today(), root=desk.settings().root)
    return render_template(
        "case.html",
        case_id=case_id,
        seen=seen,
        steps=overview.read_chain(desk.settings().root),
        entries={one.name: one for one in entries},
        forms=case.forms,
        problems=_problems(seen),
        system=seen.system,
    )


@pages.post("/arenden/<case:case_id>/nytt/<form>")
def begin(case_id: str, form: str) -> ResponseReturnValue:
    """Draw up a new document from the earlier ones, keep it as a draft, and show it."""
    forms = find_forms(desk.settings().root)
    if form not in forms:
        abort(404)
    case = desk.read_case(case_id)
    entries = desk.register().entries(case_id)
    if there := _begun_meanwhile(form, entries):
        return redirect(url_for("papers.show", case_id=case_id, name=there))
    name = next_name(form, (one.name for one in entries))
    key = str(uuid.uuid4())
    made = casework.begin(forms[form], desk.surroundings(case), document=name, document_id=key, case_id=case_id)
    entry = Entry(case_id=case_id, document_id=key, name=name, form=form, text=made.text())
    desk.register().save(entry, expected=None, actor=desk.actor())
    desk.sum_up(case_id)
    return redirect(url_for("papers.show", case_id=case_id, name=name))


def _begun_meanwhile(form: str, entries: Sequence[Entry]) -> str:
    """Return the newest document of a form when there are more than the page showed: somebody pressed twice."""
    names = sorted(one.name for one in entries if one.form == form)
    shown = request.form.get(COUNT, type=int)
    return names[-1] if shown is not None and shown < len(names) else ""


def _is_wanted(one: Summary, wanted: str) -> bool:
    return wanted == "alla" or one.closed == (wanted == "avslutade")


def _line(one: Summary, titles: dict[int, str]) -> Line:
    if not one.dues:
        return Line(case=one)
    due = one.dues[0]
    return Line(case=one, title=titles.get(due.step, "Nätverksmöte"), day=due.day, late=due.day < desk.today())


def _problems(seen: Overview) -> Sequence[tuple[str, str, list[str]]]:
    """Return level, message and documents of what is wrong, errors first; each sentence once."""
    found: dict[tuple[str, str], list[str]] = {}
    for document in seen.documents:
        for problem in document.problems:
            found.setdefault((problem.level.value, problem.message), []).append(document.document)
    return [
        (level, message, names) for (level, message), names in sorted(found.items(), key=lambda one: one[0][0])
    ]
