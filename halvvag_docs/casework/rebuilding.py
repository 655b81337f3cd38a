"""The reproducible proof: make a document again from the stored answers, and compare every byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from halvvag_docs import documents, pdfform
from halvvag_docs.answers import Answers
from halvvag_docs.casework.reading import CheckedCase, Source
from halvvag_docs.documents import Document, answers_digest
from halvvag_docs.errors import FileError, RenderError

_SIGNED = b"/ByteRange"
_SIGNATURES = "underskrifter"
_PARTS = {
    "program": "Program",
    "form_version": "FormVersion",
    "template_sha256": "TemplateSha256",
    "answers_sha256": "AnswersSha256",
}
"""What two files may differ in, and how a file names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of making a document again."""

    document: str
    """File stem of the answers."""
    is_same: bool
    """Whether every byte is the same; of a signed file, every byte from before the first signature."""
    differs: tuple[str, ...]
    """What else it was made of: ``program``, ``form_version``, ``template_sha256``, ``answers_sha256``."""
    noted_since: int
    """Signatures that were noted in the answers after the file was made; they are left out of the comparison."""


def rebuild(content: bytes, case: CheckedCase) -> Rebuilt:
    """Make the document in ``content`` again from the answers of ``case``, and compare.

    Raises:
        FileError: it is no document of ours, or the case has none with its id and version, or it is an excerpt.
        FormError, MissingProgramError, RenderError: as :func:`halvvag_docs.documents.render`.
    """
    origin = pdfform.origin_of(content)
    if "AnswersSha256" not in origin:
        raise FileError(
            "Filen säger inte vad den är gjord av. Bara hela dokument som programmet har gjort, inte utdrag, kan "
            "göras om och jämföras."
        )
    source = _source(case, origin)
    noted, one = _as_of_then(source, origin)
    made = _render(case, source, one)
    mine = {"program": pdfform.origin_of(made.content).get("Program", ""), **made.origin}
    return Rebuilt(
        document=source.document,
        is_same=made.content == _unsigned(content),
        differs=tuple(part for part, name in _PARTS.items() if origin.get(name, "") != mine[part]),
        noted_since=noted,
    )


def _source(case: CheckedCase, origin: Mapping[str, str]) -> Source:
    key, version = origin.get("Document", ""), origin.get("Version", "")
    for source in (*case.asked, *case.others):
        if source.answers and source.form and (source.answers.id, str(source.answers.version)) == (key, version):
            return source
    raise FileError(f"Ärendet har inget dokument med id {key} i version {version}.")


def _as_of_then(source: Source, origin: Mapping[str, str]) -> tuple[int, Answers]:
    """Return how many signatures were noted since, and the answers without them; else the answers as they are."""
    for noted, one in enumerate(_without_signatures(source)):
        if answers_digest(one) == origin["AnswersSha256"]:
            return noted, one
    return 0, _answers(source)


def _without_signatures(source: Source) -> Iterator[Answers]:
    """Yield the answers, then without the last signature that was noted, and so on."""
    one = _answers(source)
    yield one
    signed: Any = one.get(_SIGNATURES, ())
    for left in reversed(range(len(signed))):
        fewer = {key: value for key, value in one.items() if key != _SIGNATURES or left}
        if left:
            fewer[_SIGNATURES] = signed[:left]
        yield Answers(fewer, document=one.document, form=one.form)


def _answers(source: Source) -> Answers:
    if source.answers is None:
        raise FileError(f"{source.path}: {source.why_not(draft=True)}")
    return source.answers


def _render(case: CheckedCase, source: Source, one: Answers) -> Document:
    if source.form is None:
        raise FileError(f"{source.path}: {source.why_not(draft=True)}")
    draft = source.is_draft or source.has_errors
    try:
        return documents.render(source.form, one, format="pdf", unit=case.unit, draft=draft)
    except RenderError:
        # Whether replacements were allowed is not written down; with them it may be the same file.
        return documents.render(
            source.form, one, format="pdf", unit=case.unit, draft=draft, allow_missing_glyphs=True
        )


def _unsigned(content: bytes) -> bytes:
    """Return a file as it was before anybody signed it."""
    if _SIGNED not in content:
        return content
    from halvvag_docs import signing  # noqa: PLC0415  an extra, which unsigned files do not need

    return signing.first_revision(content)
