"""The pages on which a form is answered: a section at a time, a row of a list at a time."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from halvvag_docs.errors import AnswersError, Level
from halvvag_docs.questions import Interview
from halvvag_docs.register import ConflictError
from halvvag_docs.web import desk, fields, saving, sheet
from halvvag_docs.web.desk import Paper
from halvvag_docs.web.saving import Page
from halvvag_docs.web.sheet import Sheet

pages = Blueprint("sections", __name__)

ON, KEEP, ADD, MORE, CHANGE, UP, DOWN, REMOVE, CONFIRM = (
    "fortsatt",
    "spara",
    "lagg-till",
    "en-till",
    "andra",
    "upp",
    "ned",
    "ta-bort",
    "bekrafta",
)
"""What the buttons of a form do; behind a colon the path that is meant."""
ALL = "alla"
"""Behind the colon: every suggestion on the page."""
NEW_ROW = "ny"
"""Name of the hidden field of a row that is not in the register yet."""
_PATHS = frozenset((fields.ASKED, fields.PARTED, "gor"))
"""Fields whose values are paths."""
REVISION = "revision"
"""Name of the hidden field with the revision that the page shows."""


@pages.get("/arenden/<case:case_id>/<name>/avsnitt/<section>")
def show(case_id: str, name: str, section: str) -> ResponseReturnValue:
    """Ask the questions of a section, or of the row named by ``rad``."""
    paper = _answerable(case_id, name)
    if paper is None:
        return redirect(url_for("papers.show", case_id=case_id, name=name))
    row = request.args.get("rad", "")
    return _page(paper, _sheet(_with_row(paper.interview, row), section, row))


@pages.post("/arenden/<case:case_id>/<name>/avsnitt/<section>")
def answer(case_id: str, name: str, section: str) -> ResponseReturnValue:
    """Save what was changed on the page, then do what the button says."""
    paper = desk.open_paper(case_id, name)
    row, form = _row_now(paper.interview, section, request.args.get("rad", ""))
    begun = _with_row(paper.interview, row)
    asked = _sheet(begun, section, row)
    page = saving.read(form, asked.every)
    if not paper.entry.is_draft:
        return _too_late(paper, asked, page)
    # A new row that nobody has written in is not kept.
    now = begun if page.changed else paper.interview
    try:
        interview = _acted(saving.apply(now, page.changed, but=page.clashing), asked)
    except AnswersError as error:
        refused = replace(asked, typed=page.changed, problems=tuple(error.problems))
        return _page(paper, refused), 422
    own = [path for path in page.changed if path not in page.clashing]
    saved = desk.save(paper, interview, own) if interview.text() != paper.entry.text else paper
    if page.clashing:
        if request.form.get("gor") == KEEP:
            abort(409)  # the person sees it when they press the button, and is asked once
        return redirect(paper.address("clashes.show", number=_set_aside(saved, page)))
    return _onward(saved, replace(asked, interview=saved.interview), page)


def _too_late(paper: Paper, asked: Sheet, page: Page) -> ResponseReturnValue:
    """Show what somebody wrote in a document that was settled meanwhile; it is saved nowhere."""
    if not page.changed:
        return redirect(paper.address("papers.show"))
    written = [
        (one.label, fields.told(one, page.changed[one.path])) for one in asked.every if one.path in page.changed
    ]
    return render_template("too_late.html", paper=paper, written=written), 409


@pages.errorhandler(ConflictError)
def _clashed(conflict: ConflictError) -> ResponseReturnValue:
    """Show both texts when somebody else saved in the very moment between reading and saving."""
    told = request.view_args or {}
    place = {key: told[key] for key in ("case_id", "name")}
    return redirect(url_for("clashes.show", number=conflict.sidelined, **place))


def _set_aside(paper: Paper, page: Page) -> int:
    """Let the register keep what clashes beside what stands there, and return the number it got."""
    clashing = {path: page.changed[path] for path in page.clashing}
    shown = request.form.get(REVISION, type=int) or 0
    before = replace(paper, entry=replace(paper.entry, revision=min(shown, paper.entry.revision - 1)))
    try:
        desk.save(before, saving.apply(paper.interview, clashing), page.clashing)
    except ConflictError as conflict:
        return conflict.sidelined
    return abort(409)


def _answerable(case_id: str, name: str) -> Paper | None:
    """Return a document that can be changed; None for one that is settled."""
    paper = desk.open_paper(case_id, name)
    return paper if paper.entry.is_draft else None


def _sheet(interview: Interview, section: str, row: str) -> Sheet:
    state = next((one for one in interview.sections if one.id == section), None)
    if state is None:
        abort(404)
    found = Sheet(interview=interview, section=state, row=row)
    if not found.questions:
        abort(404)
    return found


def _with_row(interview: Interview, row: str) -> Interview:
    """Return the interview with one row more when ``row`` is the one after the last: it is there once saved."""
    owner, place = _parted(row)
    return interview.add(owner)[0] if owner and place == _count(interview, owner) else interview


def _row_now(interview: Interview, section: str, row: str) -> tuple[str, MultiDict[str, str]]:
    """Return the row that was posted, and the form.

    A new row goes behind those that others added meanwhile, unless one of these says the same: then the page was
    sent twice. What was written in a row that somebody else has removed becomes a new one.
    """
    owner, place = _parted(row)
    count = _count(interview, owner) if owner else 0
    is_taken = bool(request.form.get(NEW_ROW)) and place < count
    if not owner or not (is_taken or place > count):
        return row, request.form
    for there in range(place, count):
        same = f"{owner}[{there}]"
        form = _renamed(row, same)
        if _says(_sheet(interview, section, same), form):
            return same, form
    new = f"{owner}[{count}]"
    return new, _renamed(row, new)


def _says(asked: Sheet, form: MultiDict[str, str]) -> bool:
    """Say whether every answer of a posted page stands in the register already."""
    now = {one.path: fields.displayed(one) for one in asked.every}
    return all(now[path] == value for path, value in fields.read(form, asked.every).items())


def _renamed(row: str, new: str) -> MultiDict[str, str]:
    """Return what was posted for a row as if it had been posted for another one."""
    renamed = [(name.replace(row, new), value) for name, value in request.form.items(multi=True)]
    return MultiDict((name, value.replace(row, new) if name in _PATHS else value) for name, value in renamed)


def _parted(row: str) -> tuple[str, int]:
    """Return the list that a row belongs to, and its place; "" for no row."""
    try:
        return sheet.parted(row)
    except ValueError:
        return "", 0


def _count(interview: Interview, owner: str) -> int:
    """Return how many rows a list has; one that is not there becomes «not found»."""
    known = next((one for one in interview.asked if one.path == owner and one.kind == "rows"), None)
    if known is None:
        abort(404)
    return len(known.answer) if isinstance(known.answer, list) else 0


def _page(paper: Paper, asked: Sheet) -> str:
    sections = paper.interview.sections
    return render_template(
        "section.html",
        paper=paper,
        sheet=asked,
        total=len(sections),
        back_to=_back(paper, asked),
        fingerprint=saving.fingerprint,
        displayed=fields.displayed,
        has_more=request.args.get("nytt") == "1",
        is_new_row=bool(asked.row) and asked.interview is not paper.interview,
    )


def _back(paper: Paper, asked: Sheet) -> str:
    """Return the page before this one: the list of the row, the section before, or the document."""
    if asked.row:
        return _address(paper, asked.section.id, sheet.parted(asked.row)[0])
    before = [one for one in paper.interview.sections if one.number == asked.section.number - 1]
    if before:
        return paper.address("sections.show", section=before[0].id)
    return paper.address("papers.show")


def _address(paper: Paper, section: str, path: str) -> str:
    """Return the address of the page on which a list or a question stands, at its place."""
    row = path[: path.rfind("]") + 1]
    anchor = fields.field_id(path)
    return paper.address("sections.show", section=section, rad=row or None, _anchor=anchor)


def _acted(interview: Interview, asked: Sheet) -> Interview:
    """Return the interview after what the button does to it."""
    what, _, path = request.form.get("gor", ON).partition(":")
    now = replace(asked, interview=interview)
    if what == CONFIRM:
        chosen = now.suggested if path == ALL else tuple(one for one in now.suggested if one.path == path)
        return saving.confirmed(interview, chosen)
    if what in (ON, MORE):
        seen = frozenset(request.form.getlist(fields.ASKED))
        interview = saving.passed(interview, [one for one in now.questions if one.path in seen])
    if what == ADD and not _is_list(now, path):
        abort(400)
    if what in (UP, DOWN):
        return _moved(interview, now, path, -1 if what == UP else 1)
    return interview


def _is_list(asked: Sheet, path: str) -> bool:
    return any(one.path == path and one.kind == "rows" for one in asked.questions)


def _moved(interview: Interview, asked: Sheet, row: str, by: int) -> Interview:
    owner, place = _row(asked, row)
    count = len(asked.cards(owner))
    return interview.move(row, place + by) if 0 <= place + by < count else interview


def _row(asked: Sheet, row: str) -> tuple[str, int]:
    """Return the list and place of a row that stands on the page."""
    try:
        owner, place = sheet.parted(row)
    except ValueError:
        abort(400)
    if not _is_list(asked, owner) or not 0 <= place < len(asked.cards(owner)):
        abort(400)
    return owner, place


def _onward(paper: Paper, asked: Sheet, page: Page) -> ResponseReturnValue:
    """Return what comes after a save, as the button says."""
    what, _, path = request.form.get("gor", ON).partition(":")
    section = asked.section.id
    if what == KEEP:
        shown = {one.path: saving.fingerprint(fields.displayed(one)) for one in asked.questions}
        return {REVISION: paper.entry.revision, "visades": shown}
    if what in (ADD, MORE):
        owner = path if what == ADD else _parted(asked.row)[0]
        new = f"{owner}[{_count(paper.interview, owner)}]"
        return redirect(paper.address("sections.show", section=section, rad=new))
    if what == CHANGE:
        _row(asked, path)
        return redirect(paper.address("sections.show", section=section, rad=path))
    if what == REMOVE:
        _row(asked, path)
        return redirect(paper.address("sections.ask_to_remove", section=section, rad=path))
    if what in (UP, DOWN, CONFIRM):
        place = path if path != ALL else asked.questions[0].path
        return redirect(_address(paper, section, _after_move(what, place)))
    return _continued(paper, asked, page)


def _after_move(what: str, row: str) -> str:
    """Return where a row stands now that it was moved; another path is left as it is."""
    if what not in (UP, DOWN):
        return row
    owner, place = sheet.parted(row)
    return f"{owner}[{max(0, place + (-1 if what == UP else 1))}]"


def _continued(paper: Paper, asked: Sheet, page: Page) -> ResponseReturnValue:
    """Go on, unless something is wrong with what was just written, or it has led to new questions."""
    seen = frozenset(request.form.getlist(fields.ASKED))
    wrong = tuple(
        problem
        for one in asked.questions
        if one.path in seen and one.kind != "rows"
        for problem in paper.interview.problems_at(one.path)
        if problem.level is Level.ERROR
    )
    # It is saved all the same. Whoever presses once more without a change wants to go on and mend it later.
    if wrong and page.changed:
        return _page(paper, replace(asked, problems=wrong)), 422
    if any(one.path not in seen for one in asked.questions):
        return redirect(paper.address("sections.show", section=asked.section.id, rad=asked.row or None, nytt=1))
    if asked.row:
        return redirect(_address(paper, asked.section.id, sheet.parted(asked.row)[0]))
    after = [one for one in paper.interview.sections if one.number == asked.section.number + 1]
    if after:
        return redirect(paper.address("sections.show", section=after[0].id))
    return redirect(paper.address("papers.review"))


@pages.get("/arenden/<case:case_id>/<name>/avsnitt/<section>/ta-bort")
def ask_to_remove(case_id: str, name: str, section: str) -> ResponseReturnValue:
    """Ask whether the row named by ``rad`` is to go, and show what is in it."""
    paper = _answerable(case_id, name)
    if paper is None:
        return redirect(url_for("papers.show", case_id=case_id, name=name))
    owner, place = _parted(request.args.get("rad", ""))
    if owner and place >= _count(paper.interview, owner):  # it is gone; somebody went back to this page
        return redirect(_address(paper, section, owner))
    return _removal(paper, section)


@pages.post("/arenden/<case:case_id>/<name>/avsnitt/<section>/ta-bort")
def remove(case_id: str, name: str, section: str) -> ResponseReturnValue:
    """Remove the row, if it is still the one that was shown."""
    paper = _answerable(case_id, name)
    if paper is None:
        return redirect(url_for("papers.show", case_id=case_id, name=name))
    row = request.args.get("rad", "")
    owner, asked = _list_of(paper, section, row)
    if request.form.get(REVISION, type=int) != paper.entry.revision:
        return _removal(paper, section, changed=True), 409
    saved = desk.save(paper, paper.interview.remove(row), [owner])
    return redirect(_address(saved, asked.section.id, owner))


def _removal(paper: Paper, section: str, *, changed: bool = False) -> str:
    row = request.args.get("rad", "")
    owner, asked = _list_of(paper, section, row)
    card = next(one for one in asked.cards(owner) if one.path == row)
    back = _address(paper, section, owner)
    return render_template("remove.html", paper=paper, sheet=asked, card=card, back_to=back, changed=changed)


def _list_of(paper: Paper, section: str, row: str) -> tuple[str, Sheet]:
    """Return the list that a row belongs to, and the page on which it stands."""
    try:
        owner, _ = sheet.parted(row)
    except ValueError:
        abort(404)
    asked = _sheet(paper.interview, section, owner[: owner.rfind("]") + 1])
    _row(asked, row)
    return owner, asked
