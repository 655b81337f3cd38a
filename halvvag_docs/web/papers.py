"""One document: how far it is, the page before the end, settling it, and taking it home as Word and PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from halvvag_docs import casework, pictures
from halvvag_docs.casework import Source, registered
from halvvag_docs.documents import Document
from halvvag_docs.errors import AnswersError, HalvvagError, Level, Problem
from halvvag_docs.questions import Question, Review, ReviewLine, SectionState, State
from halvvag_docs.register import Act, Action, ConflictError
from halvvag_docs.web import clashes, desk, fields
from halvvag_docs.web.desk import Paper

pages = Blueprint("papers", __name__)

FORMATS = ("docx", "pdf")
REASON = "skal."
"""Before the number of a warning: name of the field with the reason why it is right all the same."""
PICTURE_WIDTH = 1_000
"""Pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A section in the list of a document."""

    section: SectionState
    word: str
    mark: str
    """Class of the word: ``done``, ``warn`` or ``none``."""


@pages.get("/arenden/<case:case_id>/<name>")
def show(case_id: str, name: str) -> ResponseReturnValue:
    """Show how far a document is, and what can be done with it."""
    paper = desk.open_paper(case_id, name)
    desk.register().log(_act(paper, Action.READ))
    versions = desk.register().versions(paper.entry.document_id)
    return render_template(
        "paper.html",
        paper=paper,
        sections=[_progress(paper, one) for one in paper.interview.sections],
        versions=versions,
        asides=clashes.of_paper(paper),
        next=_where(paper, resumed.path) if (resumed := paper.interview.resumed()) else "",
        is_new=not any(one.done for one in paper.interview.sections),
    )


@pages.get("/arenden/<case:case_id>/<name>/granska")
def review(case_id: str, name: str) -> ResponseReturnValue:
    """Show every answer, with what is wrong and a way to change it."""
    paper = desk.open_paper(case_id, name)
    return _review_page(paper, paper.source.problems)


@pages.post("/arenden/<case:case_id>/<name>/granska")
def settle(case_id: str, name: str) -> ResponseReturnValue:
    """Settle the document, with a reason for each warning."""
    paper = desk.open_paper(case_id, name)
    reasons = {
        key.removeprefix(REASON): value.strip() for key, value in request.form.items() if key.startswith(REASON)
    }
    try:
        registered.settle(
            desk.register(),
            paper.entry.document_id,
            judging=desk.judging(),
            actor=desk.actor(),
            reasons=reasons,
            expected=request.form.get("revision", type=int),
        )
    except AnswersError as error:
        return _review_page(paper, tuple(error.problems), reasons, tried=True), 422
    except ConflictError:
        return _review_page(paper, paper.source.problems, reasons, changed=True), 409
    desk.sum_up(case_id)
    return redirect(paper.address("papers.show", klart=1))


@pages.post("/arenden/<case:case_id>/<name>/ny-version")
def revise(case_id: str, name: str) -> ResponseReturnValue:
    """Begin the next version of a settled document."""
    paper = desk.open_paper(case_id, name)
    if not paper.entry.is_draft:
        registered.revise(desk.register(), paper.entry.document_id, today=desk.today(), actor=desk.actor())
        desk.sum_up(case_id)
    return redirect(paper.address("papers.show"))


@pages.get("/arenden/<case:case_id>/<name>/hamta/<format_>")
def fetch(case_id: str, name: str, format_: str) -> ResponseReturnValue:
    """Give the document as a file; with ``visa`` in the browser, to be printed."""
    if format_ not in FORMATS:
        abort(404)
    paper = desk.open_paper(case_id, name)
    made = _made(paper, format_)
    digest = hashlib.sha256(made.content).hexdigest()
    act = replace(
        _act(paper, Action.EXPORTED), sha256=digest, template=made.origin["template_sha256"], profile="intern"
    )
    desk.register().log(act)
    response = make_response(made.content)
    response.mimetype = made.media_type
    how = "inline" if request.args.get("visa") and format_ == "pdf" else "attachment"
    # The name holds the case id, the form, the date and the version, in ASCII (documents.render).
    response.headers["Content-Disposition"] = f'{how}; filename="{made.name}"'
    return response


@pages.get("/arenden/<case:case_id>/<name>/forhandsvisning")
def preview(case_id: str, name: str) -> ResponseReturnValue:
    """Show all pages of the document as pictures, as it stands now."""
    paper = desk.open_paper(case_id, name)
    try:
        count = pictures.count(_pdf(paper))
    except HalvvagError as error:
        return render_template("preview.html", paper=paper, count=0, error=str(error))
    return render_template("preview.html", paper=paper, count=count, error="")


@pages.get("/arenden/<case:case_id>/<name>/bild/<int:number>.png")
def picture(case_id: str, name: str, number: int) -> ResponseReturnValue:
    """Give one page, 1-based, as a picture; it is never on the disk."""
    paper = desk.open_paper(case_id, name)
    content = _pdf(paper)
    if not 1 <= number <= pictures.count(content):
        abort(404)
    png = pictures.draw(content, number - 1, width=PICTURE_WIDTH).png()
    return Response(png, mimetype="image/png")


@pages.get("/arenden/<case:case_id>/<name>/version/<int:version>")
def old(case_id: str, name: str, version: int) -> ResponseReturnValue:
    """Show the answers of one version, only to be read."""
    paper = desk.open_paper(case_id, name)
    entry = next(
        (one for one in desk.register().versions(paper.entry.document_id) if one.version == version), None
    )
    if entry is None:
        abort(404)
    desk.register().log(replace(_act(paper, Action.READ), version=version))
    interview = casework.resume(paper.form, entry.text, paper.around, document=name)
    return render_template("version.html", paper=paper, entry=entry, sections=_lines(interview.review(())))


def _review_page(
    paper: Paper,
    problems: Sequence[Problem],
    reasons: Mapping[str, str] = MappingProxyType({}),
    *,
    tried: bool = False,
    changed: bool = False,
) -> str:
    found = paper.interview.review(problems)
    lacking = {(one.path, one.rule) for one in found.missing}
    errors = [one for one in problems if one.level is Level.ERROR and (one.path, one.rule) not in lacking]
    warnings = list({one.rule: one for one in problems if one.level is Level.WARNING}.values())
    waiting = [line.question for line in found.lines if line.question.state is State.SUGGESTED]
    return render_template(
        "review.html",
        paper=paper,
        sections=_lines(found),
        missing=_missing(paper, found.missing),
        unseen=_unseen(paper, found),
        errors=[(_where(paper, one.path), one.message) for one in errors],
        waiting=[(_where(paper, one.path), _named(one)) for one in waiting],
        warnings=warnings,
        unreasoned=[(f"skal-{one.rule}", one.message) for one in warnings if not reasons.get(one.rule)],
        reasons=reasons,
        tried=tried,
        changed=changed,
        where=lambda path: _where(paper, path),
        asides=clashes.of_paper(paper),
    )


def _missing(paper: Paper, found: Sequence[Problem]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return section -> address and name of each answer that is still needed."""
    titles = {section.id: section.title for section in paper.interview.sections}
    known = {one.path: one for one in paper.interview.asked}
    places: dict[str, list[tuple[str, str]]] = {}
    for problem in found:
        one = known.get(problem.path)
        section = titles[one.section] if one else ""
        name = _named(one) if one else problem.message
        places.setdefault(section, []).append((_where(paper, problem.path), name))
    return list(places.items())


def _unseen(paper: Paper, found: Review) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return section -> address and name of each question that came up only after its page had been passed."""
    known = {one.path for one in found.missing}
    places: dict[str, list[tuple[str, str]]] = {}
    for line in found.lines:
        one = line.question
        if one.state is State.EMPTY and one.path not in known:
            places.setdefault(line.section, []).append((_where(paper, one.path), _named(one)))
    return list(places.items())


def _named(one: Question) -> str:
    return f"{one.group} › {one.label}" if one.group else one.label


def _lines(found: Review) -> list[tuple[str, list[tuple[str, list[ReviewLine]]]]]:
    """Return section -> group -> lines, in order; what is empty and optional is left out of the rows' counting."""
    return [
        (section, [(group, list(lines)) for group, lines in groupby(members, key=lambda one: one.question.group)])
        for section, members in groupby(found.lines, key=lambda one: one.section)
    ]


def _where(paper: Paper, path: str) -> str:
    """Return where an answer is given: the address, at its place; empty when nothing is asked there."""
    known = {one.path: one for one in paper.interview.asked}
    while path and path not in known:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    if not path:
        return ""
    row = path[: path.rfind("]") + 1] or None
    return paper.address("sections.show", section=known[path].section, rad=row, _anchor=fields.field_id(path))


def _progress(paper: Paper, section: SectionState) -> Progress:
    asked = [one for one in paper.interview.of_section(section.id) if one.asked]
    if not section.is_done:
        begun = section.done > 0
        return Progress(
            section=section, word="påbörjad" if begun else "inte påbörjad", mark="warn" if begun else "none"
        )
    known = {one.path for one in asked}
    lacks = any(one.path in known for one in paper.interview.missing)
    return Progress(section=section, word="att komplettera" if lacks else "klar", mark="warn" if lacks else "done")


def _act(paper: Paper, action: Action) -> Act:
    return Act(
        action=action,
        user=desk.actor().user,
        role=desk.actor().role,
        case_id=paper.case_id,
        document_id=paper.entry.document_id,
        version=paper.entry.version,
        schema_version=str(paper.form.version),
    )


def _made(paper: Paper, format_: str) -> Document:
    """Make the document as it stands now; a draft is marked as one."""
    case = replace(paper.case, asked=(paper.source,), others=tuple(_others(paper)))
    (rendered,) = casework.render(case, [format_])
    return rendered.documents[0]


def _others(paper: Paper) -> Iterable[Source]:
    return (one for one in (*paper.case.asked, *paper.case.others) if one is not paper.source)


def _pdf(paper: Paper) -> bytes:
    """Return the PDF of the document as it stands now; the last one stays in memory until the lock."""
    key = (paper.entry.document_id, paper.entry.version, paper.entry.revision, paper.entry.status)
    if g.session.preview is None or g.session.preview[0] != key:
        g.session.preview = (key, _made(paper, "pdf").content)
    content: bytes = g.session.preview[1]
    return content
