"""From checked answers to a finished document, read back before it leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from halvvag_docs import __version__, files
from halvvag_docs.answers import Answers
from halvvag_docs.documents import context as contexts
from halvvag_docs.documents import flowing, papercode, pdf, readback, signatures
from halvvag_docs.documents.controls import Sheet
from halvvag_docs.documents.excerpt import Excerpt
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import Form
from halvvag_docs.units import Unit

if TYPE_CHECKING:
    from halvvag_docs import word

FORMATS = ("docx", "pdf")
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_SUFFIXES = {"docx": (".docx",), "pdf": (".pdf", ".typ")}
"""Templates that make a format; the first that a form has is taken."""
_LANGUAGES = {"fi": "sv-FI", "se": "sv-SE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A finished document."""

    name: str
    """File name without folder; holds the case id, the form, the date and the version, never a person's name."""
    media_type: str
    content: bytes
    origin: Mapping[str, str]
    """What it was made of: ``form``, ``form_version``, ``template_sha256``, ``answers_sha256``."""
    replaced: tuple[str, ...] = ()
    """In a PDF, labels of answers with characters that stand as a visible replacement, and the characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to be made."""

    form: Form
    answers: Answers
    unit: Unit
    draft: bool
    context: Mapping[str, Any]
    allow_missing_glyphs: bool = False
    excerpt: Excerpt | None = None
    sheet: Sheet | None = None
    """The places to be filled in, when it is to be a Word form."""

    @property
    def language(self) -> str:
        """``sv-FI`` or ``sv-SE``."""
        return _LANGUAGES.get(self.answers.system, "sv-FI")

    @property
    def title(self) -> str:
        """Title in the file's properties: what and which case, no name."""
        mark = " (utkast)" if self.draft else ""
        whom = f", utdrag för {self.excerpt.whom}" if self.excerpt else ""
        return f"{self.form.title} {self.answers.shown_case_id}".strip() + whom + mark


def render(  # noqa: PLR0913  what is made, and in which way
    form: Form,
    answers: Answers,
    *,
    format: str,  # noqa: A002
    unit: Unit,
    draft: bool = False,
    allow_missing_glyphs: bool = False,
    excerpt: Excerpt | None = None,
    fillable: bool = False,
) -> Document:
    """Make a document of checked answers.

    Args:
        form: the form that the answers are for.
        answers: checked, or with the good leaves of answers that have errors.
        format: ``docx`` or ``pdf``.
        unit: the unit's settings.
        draft: mark it as a draft on every page; needed for answers that are not settled.
        allow_missing_glyphs: in a PDF, draw a visible replacement for a character that the font lacks.
        excerpt: whom the copy is for, when the answers are filtered for a recipient; every page then says so.
        fillable: make a Word document a form: answers stand in content controls, all else is protected. The fields
            of a PDF are fillable in any case.

    Raises:
        FileError: a template cannot be read.
        FormError: the template has faults, each named with its place.
        MissingProgramError: a PDF of running text needs Typst, and it is not installed.
        RenderError: the form has no template for the format, the answers are not settled and ``draft``
            is false, or an answer did not come out whole.
    """
    if answers.is_draft and not draft:
        raise RenderError("Dokumentet är inte fastställt. Lägg till --draft för ett märkt utkast.")
    template = template_for(form, format)
    context = contexts.build(form, answers, unit=unit, draft=draft, excerpt=excerpt)
    signed = signatures.build(form, context, answers.system)
    # A copy of a settled document is not for signing: it says who has signed.
    context["signaturer"] = [one for one in signed if one["undertecknad"]] if excerpt and not draft else signed
    sheet = Sheet(form, answers, excerpt.withheld if excerpt else frozenset()) if fillable else None
    if sheet and format == "docx":
        context = sheet.context(context)
    job = Job(
        form=form,
        answers=answers,
        unit=unit,
        draft=draft,
        context=MappingProxyType(context),
        allow_missing_glyphs=allow_missing_glyphs,
        excerpt=excerpt,
        sheet=sheet if format == "docx" else None,
    )
    content = _MAKERS[template.suffix](job, template)
    return Document(
        name=_name(job, format),
        media_type=_MEDIA_TYPES[format],
        content=content,
        origin=MappingProxyType(_origin(job, template)),
        replaced=_replaced(job) if allow_missing_glyphs and format == "pdf" else (),
    )


def field_values(form: Form, answers: Answers, *, unit: Unit, draft: bool) -> Mapping[str, Any]:
    """Return what each field of the form's fillable PDF holds as the answers are now; empty when it has none.

    Raises:
        FormError: the template has faults.
    """
    path = template_for(form, "pdf")
    if path.suffix != ".pdf":
        return {}
    context = contexts.build(form, answers, unit=unit, draft=draft)
    context["signaturer"] = signatures.build(form, context, answers.system)
    return pdf.values_of(context, path)


def control_values(form: Form, answers: Answers, *, unit: Unit, draft: bool) -> Mapping[str, str]:
    """Return what each control of the form's fillable Word document holds as the answers are now."""
    sheet = Sheet(form, answers, frozenset())
    sheet.context(contexts.build(form, answers, unit=unit, draft=draft))
    return sheet.values()


def _replaced(job: Job) -> tuple[str, ...]:
    from halvvag_docs.pdfform import describe, undrawable  # noqa: PLC0415  few documents need it

    found = (
        f"{readback.label(job.form, path)}: {describe(character)}"
        for path, leaf in readback.answered(job.context).items()
        for character in undrawable(leaf.shown)
    )
    return tuple(dict.fromkeys(found))


def template_for(form: Form, format_: str) -> Path:
    """Return the template that makes ``docx`` or ``pdf`` of a form.

    Raises:
        RenderError: it has none, or the format is another.
    """
    if format_ not in FORMATS:
        raise RenderError(f"Formatet finns inte. Välj {' eller '.join(FORMATS)}.")
    if not has_template(form, format_):
        kinds = {"docx": "Word-mall", "pdf": "PDF-mall"}
        names = " eller ".join(f"templates/{form.name}{suffix}" for suffix in _SUFFIXES[format_])
        raise RenderError(f"{form.title} har ingen {kinds[format_]} ({names}).")
    return next(form.templates[suffix] for suffix in _SUFFIXES[format_] if suffix in form.templates)


def has_template(form: Form, format_: str) -> bool:
    """Say whether a form can be made as ``docx`` or ``pdf``."""
    return any(suffix in form.templates for suffix in _SUFFIXES[format_])


def word_template(path: Path) -> word.Template:
    """Return the prepared Word template in a file; each state of the file is prepared once.

    Raises:
        FileError, FormError: as ``word.Template``.
    """
    return _word_template(path, _changed(path))


def _changed(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _word_template(path: Path, _state: tuple[int, int]) -> word.Template:
    from halvvag_docs import word  # noqa: PLC0415  docxtpl takes long to import, and most commands need none

    return word.Template(files.read_bytes(path), name=path.name)


def _make_word(job: Job, path: Path) -> bytes:
    from halvvag_docs import word  # noqa: PLC0415  as above

    template = word_template(path)
    rendering = template.render(job.context, language=job.language, title=job.title, created=job.answers.date)
    readback.check_printed(job.form, readback.answered(job.context), rendering.printed, path.name)
    finished = word.opened(rendering.content)
    readback.check_stands(job.form, rendering.printed, word.read_parts(finished), path.name)
    if job.draft or job.excerpt:
        headers = [(header.place, header.text) for header in word.read_headers(finished)]
        readback.check_marks(headers, path.name, draft=job.draft, excerpt=job.excerpt)
    return _as_form(job, job.sheet, rendering.content, path) if job.sheet else rendering.content


def _as_form(job: Job, sheet: Sheet, content: bytes, path: Path) -> bytes:
    """Put the controls, and see to it that each holds its answer, whole."""
    told = _identity(job.answers) | _origin(job, path)
    if job.excerpt:
        told.pop("answers_sha256")  # it tells of what is left out
    made: bytes = sheet.finish(content, told, job.language)
    if lost := sheet.lost(made):
        raise RenderError(f"{path.name}: ett svar kom inte helt med: {readback.names(job.form, lost)}.")
    return made


def _make_pdf(job: Job, path: Path) -> bytes:
    make = flowing.make if path.suffix == ".typ" else pdf.make
    order = pdf.Order(
        form=job.form,
        context=job.context,
        language=job.language,
        title=job.title,
        unit_name=job.unit.namn,
        draft=job.draft,
        allow_missing_glyphs=job.allow_missing_glyphs,
        excerpt=job.excerpt,
        origin=MappingProxyType(_origin(job, path) | _identity(job.answers)),
    )
    return make(order, job.answers, path)


_MAKERS: Mapping[str, Callable[[Job, Path], bytes]] = MappingProxyType(
    {".docx": _make_word, ".pdf": _make_pdf, ".typ": _make_pdf}
)


def _name(job: Job, format_: str) -> str:
    answers = job.answers
    day = answers.date.isoformat() if answers.date else "utan-datum"
    mark = (
        ("_blankett" if job.sheet else "")
        + (f"_utdrag-{job.excerpt.profile}" if job.excerpt else "")
        + ("_utkast" if job.draft else "")
    )
    stem = f"{answers.shown_case_id or 'utan-arende'}_{answers.form}_{day}_v{answers.version}{mark}"
    return files.safe_name(f"{stem}.{format_}")


def _origin(job: Job, template: Path) -> dict[str, str]:
    return {
        "form": job.form.name,
        "form_version": str(job.form.version),
        "template_sha256": template_digest(template),
        "answers_sha256": papercode.answers_digest(job.answers),
    }


def _identity(answers: Answers) -> dict[str, str]:
    return {"document": answers.id, "version": str(answers.version), "program": __version__}


def template_digest(path: Path) -> str:
    """Return the SHA-256 of all that a template consists of: for one of running text, the shared sources too.

    Raises:
        FileError: a part of it cannot be read.
    """
    shared = flowing.shared_sources(path) if path.suffix == ".typ" else {}
    content = b"".join([files.read_bytes(path), *(shared[name] for name in sorted(shared))])
    return hashlib.sha256(content).hexdigest()
