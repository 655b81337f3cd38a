"""From a checked case to its documents and its overview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from halvvag_docs import documents, overview
from halvvag_docs.answers import Answers
from halvvag_docs.casework.reading import CheckedCase, Source
from halvvag_docs.documents import Document
from halvvag_docs.errors import FileError, MissingProgramError, RenderError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What became of one answers file."""

    source: Source
    documents: tuple[Document, ...]
    """Empty when the form has no template for the formats."""
    missing: MissingProgramError | None = None
    """Why a format was left out although there is a template for it."""


def render(
    case: CheckedCase, formats: Sequence[str], *, allow_missing_glyphs: bool = False, fillable: bool = False
) -> Iterator[Rendered]:
    """Make the documents of each file that was asked for, in the formats that its form has a template for.

    Drafts and answers with errors come out marked as drafts.

    Args:
        case: nothing in it may be unreadable (see :meth:`Source.why_not`).
        formats: ``docx`` and ``pdf``, or one of them. Of both, one will do where a program is missing for
            the other.
        allow_missing_glyphs: see :func:`halvvag_docs.documents.render`.
        fillable: likewise.

    Raises:
        FormError: a template is wrong.
        RenderError: a document cannot be made whole, or the only one has no template for the formats.
        MissingProgramError: the only format asked for needs a program that is not installed.
    """
    twins = _twins(case)
    ways = {"allow_missing_glyphs": allow_missing_glyphs, "fillable": fillable}
    for source in case.asked:
        # For a folder a form without a template is passed over; for one document it is an error with a reason.
        having = [one for one in formats if _has_template(source, one)]
        wanted = having if having or len(case.asked) > 1 else formats
        made: list[Document] = []
        missing = None
        for one in wanted:
            try:
                made.append(_document(case, source, one, twins, ways))
            except MissingProgramError as error:
                if len(formats) == 1:
                    raise
                missing = error
        yield Rendered(source=source, documents=tuple(made), missing=missing)


def _has_template(source: Source, format_: str) -> bool:
    suffixes = (".pdf", ".typ") if format_ == "pdf" else (".docx",)
    return source.form is not None and any(suffix in source.form.templates for suffix in suffixes)


def _document(
    case: CheckedCase, source: Source, format_: str, twins: set[object], ways: Mapping[str, bool]
) -> Document:
    if source.form is None or source.answers is None:
        raise FileError(f"{source.path}: {source.why_not(draft=True)}")
    mark = source.is_draft or source.has_errors
    try:
        made = documents.render(
            source.form,
            source.answers,
            format=format_,
            unit=case.unit,
            draft=mark,
            excerpt=source.excerpt,
            **ways,
        )
    except RenderError as error:
        raise RenderError(f"{source.path}: {error}") from error
    return _told_apart(made, source.answers, twins)


def _twins(case: CheckedCase) -> set[object]:
    """Return what two documents of the whole case share that would give their files the same name."""
    kinds = [_kind(one.answers) for one in (*case.asked, *case.others) if one.answers]
    return {kind for kind in kinds if kinds.count(kind) > 1}


def _kind(one: Answers) -> object:
    return one.form, one.date, one.version


def _told_apart(document: Document, one: Answers, twins: set[object]) -> Document:
    """Add the start of its id to the name of a document that has a twin, also when it is made alone."""
    if _kind(one) not in twins:
        return document
    stem, _, suffix = document.name.rpartition(".")
    return replace(document, name=f"{stem}_{one.id[:8]}.{suffix}")


def survey(case: CheckedCase, *, today: date, root: Path | None = None) -> overview.Overview:
    """Return the overview of a case: how far it has come, what is due, what is wrong where.

    Raises:
        FormError: the chain of steps is wrong.
    """
    steps = overview.read_chain(root)
    return overview.survey(case.case, case.unit, today, forms=case.forms, steps=steps, problems=case.problems)
