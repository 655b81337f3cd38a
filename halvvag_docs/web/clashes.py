"""Two people have changed the same answers: both are shown, and a person chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from halvvag_docs import casework
from halvvag_docs.questions import Interview, Question
from halvvag_docs.register import Sidelined
from halvvag_docs.web import desk, fields, sheet
from halvvag_docs.web.desk import Paper
from halvvag_docs.yamltext import RawValue

pages = Blueprint("clashes", __name__)

MINE, THEIRS = "undanlagd", "sparad"
CHOICE = "val."
"""Before a path: name of the buttons that choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One answer that is not the same in both."""

    path: str
    label: str
    group: str
    mine: tuple[str, ...] = field(repr=False)
    """Lines as they are read; empty for no answer."""
    theirs: tuple[str, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """Id of the first button."""
        return fields.field_id(self.path)


@pages.get("/arenden/<case:case_id>/<name>/krock/<int:number>")
def show(case_id: str, name: str, number: int) -> ResponseReturnValue:
    """Show the answers that differ."""
    paper, aside, mine = _both(case_id, name, number)
    return _page(paper, aside, tuple(differences(mine, paper.interview)))


@pages.post("/arenden/<case:case_id>/<name>/krock/<int:number>")
def choose(case_id: str, name: str, number: int) -> ResponseReturnValue:
    """Put the chosen answers into the document, and let the text go that was set aside."""
    paper, aside, mine = _both(case_id, name, number)
    found = tuple(differences(mine, paper.interview))
    open_ = tuple(one for one in found if request.form.get(f"{CHOICE}{one.path}") not in (MINE, THEIRS))
    if open_:
        return _page(paper, aside, found, open_), 422
    taken = [one for one in found if request.form[f"{CHOICE}{one.path}"] == MINE]
    interview = paper.interview
    for one in taken:
        interview = interview.set(one.path, _answer(_question(mine, one.path)))
    if taken:
        desk.save(paper, interview, [one.path for one in taken])
    desk.register().drop_sidelined(number, actor=desk.actor())
    return redirect(paper.address("papers.show"))


def differences(mine: Interview, theirs: Interview) -> Iterator[Difference]:
    """Yield the answers that differ; a list with more or fewer rows is one answer."""
    whole: list[str] = []
    paths = dict.fromkeys([one.path for one in (*theirs.every, *mine.every)])
    for path in paths:
        if any(path.startswith(f"{owner}[") for owner in whole):
            continue
        own, other = _question(mine, path), _question(theirs, path)
        known = own or other
        if known is None or _answer(own) == _answer(other):
            continue
        if known.kind == "rows":
            if _count(own) == _count(other):
                continue
            whole.append(path)
        yield Difference(
            path=path,
            label=known.label,
            group=known.group,
            mine=tuple(_told(mine, own)),
            theirs=tuple(_told(theirs, other)),
        )


def of_paper(paper: Paper) -> tuple[Sidelined, ...]:
    """Return the texts of a document that were set aside, oldest first."""
    kept = desk.register().sidelined(paper.case_id)
    return tuple(one for one in kept if one.entry.document_id == paper.entry.document_id)


def _both(case_id: str, name: str, number: int) -> tuple[Paper, Sidelined, Interview]:
    paper = desk.open_paper(case_id, name)
    aside = next((one for one in of_paper(paper) if one.number == number), None)
    if aside is None or not paper.entry.is_draft:
        abort(404)
    return paper, aside, casework.resume(paper.form, aside.entry.text, paper.around, document=name)


def _page(
    paper: Paper, aside: Sidelined, found: tuple[Difference, ...], open_: tuple[Difference, ...] = ()
) -> str:
    return render_template(
        "clash.html",
        paper=paper,
        aside=aside,
        differences=found,
        open_=open_,
        errors=[(one.id, f"«{one.label}»: välj en av de två.") for one in open_],
        chosen=request.form,
        mine=MINE,
        theirs=THEIRS,
    )


def _question(interview: Interview, path: str) -> Question | None:
    try:
        return interview.question(path)
    except KeyError:
        return None


def _answer(one: Question | None) -> RawValue:
    return one.answer if one is not None else ""


def _count(one: Question | None) -> int:
    return len(one.answer) if one is not None and isinstance(one.answer, list) else 0


def _told(interview: Interview, one: Question | None) -> Iterator[str]:
    """Yield an answer in lines; of a list of rows every answer in it."""
    if one is None:
        return
    if one.kind != "rows":
        yield from ([one.shown] if one.shown else [])
        return
    for place in range(_count(one)):
        row = f"{one.path}[{place}]"
        yield sheet.row_title(interview, row)
        inside = (each for each in interview.asked if each.path.startswith(f"{row}.") and each.shown)
        yield from (f"{each.label}: {each.shown}" for each in inside if each.kind != "rows")
