"""Draft the files of an adopted form."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from halvvag_docs import yamltext
from halvvag_docs.adoption.question import WORDS, Question
from halvvag_docs.errors import FormError
from halvvag_docs.forms import builtin_root

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = WORDS.union(
    "dokument klient bestallare underskrifter sandlista ursprung verksamhet ord utkast utdrag signaturer".split()  # noqa: SIM905
)
_TEXT = "Prov på ett svar"
_SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "boolean": "ja",
        "date": "2026-03-09",
        "phone": "+46701740605",
        "email": "prov@example.invalid",
        "postal_code": "06100",
        "text": "Prov på ett längre svar.\nDet har två stycken.",
    }
)
_HEAD = (
    "Utkast gjort ur {file}. Läs igenom det: etiketter, typer och krav är gissade av formulärets",
    "egna namn och texter. Hur ett schema skrivs står i docs/forms.md.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The files of an adopted form."""

    files: Mapping[str, bytes]
    """Path below the unit's own root -> content."""
    questions: tuple[Question, ...]
    left: tuple[str, ...]
    """Fields that keep what the form holds, by name."""
    notices: tuple[str, ...]
    """What of the form does not come along, in Swedish."""


def adopt(content: bytes, file: str, name: str) -> Adoption:
    """Return schema, template and sample of a form that somebody else made.

    Args:
        content: a PDF with form fields, or a Word file with tags or fillable controls.
        file: its file name; the suffix says which.
        name: what the form is to be called: small letters a-z, digits and underscores.

    Raises:
        FileError: the file cannot be read, or holds nothing to fill in.
        FormError: the name cannot be used, or is that of one of our forms, which would no longer be found.
    """
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise FormError("Formulärets namn ska vara små bokstäver a–z, siffror och _, till exempel fpa_bostad.")
    if (builtin_root() / "schemas" / f"{name}.yaml").is_file():
        raise FormError(
            f"Ett av programmets egna formulär heter {name}. Välj ett annat namn, annars går det inte att nå."
        )
    suffix = ".pdf" if file.lower().endswith(".pdf") else ".docx"
    drafted = _of_pdf(content, name) if suffix == ".pdf" else _of_word(content, file, name)
    drafted.check()
    title = name.replace("_", " ").capitalize()
    return Adoption(
        files={
            f"schemas/{name}.yaml": "\n".join(_schema(drafted, name, title, file)).encode() + b"\n",
            f"templates/{name}{suffix}": drafted.template,
            f"samples/{name}/01-{name}.yaml": yamltext.dump(_sample(drafted, name)).encode(),
        },
        questions=drafted.questions,
        left=drafted.left,
        notices=drafted.notices,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drafted:
    template: bytes
    questions: tuple[Question, ...]
    sections: tuple[tuple[str, str], ...]
    blocks: tuple[str, ...] = ()
    """Common blocks besides ``dokument``."""
    left: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def check(self) -> None:
        if not self.questions:
            raise FormError("Formuläret har inget att fylla i: alla fält är dolda eller skrivskyddade.")


def _of_pdf(content: bytes, name: str) -> _Drafted:
    from halvvag_docs import pdfform  # noqa: PLC0415  a Word form has no use for pypdf
    from halvvag_docs.adoption import pdf  # noqa: PLC0415  as above

    found = pdfform.inspect(content)
    asked = pdf.ask(found, name)
    return _Drafted(
        template=pdfform.with_sources(content, asked.expressions),
        questions=asked.questions,
        sections=asked.sections,
        left=asked.left,
        notices=found.notices,
    )


def _of_word(content: bytes, file: str, name: str) -> _Drafted:
    from halvvag_docs.adoption import word as adopting  # noqa: PLC0415  a PDF form has no use for docxtpl

    asked = adopting.ask(content, file, name)
    return _Drafted(
        template=asked.template,
        questions=asked.questions,
        sections=((adopting.SECTION, "Svar"),),
        blocks=asked.blocks,
        left=asked.left,
    )


# The schema


def _schema(drafted: _Drafted, name: str, title: str, file: str) -> Iterator[str]:
    yield from (f"# {line}" for line in (_HEAD[0].format(file=_one_line(file)), _HEAD[1]))
    yield f"title: {_quoted(title)}"
    yield "version: 1"
    yield f"description: {_quoted('Formulär från en annan myndighet eller organisation: ' + title + '.')}"
    yield "adopted: true                # våra egna uppgifter om dokumentet behöver inte stå i det"
    yield f"blocks: [{', '.join(('dokument', *drafted.blocks))}]"
    yield "sections:"
    for section, words in drafted.sections:
        yield f"  - {{id: {section}, title: {_quoted(words)}}}"
    yield "rules: [R38, R47]"
    yield "fields:"
    yield f"  {name}:"
    yield "    type: dict"
    yield "    required: true"
    yield f'    meta: {{label: {_quoted(title)}, class: "-", sensitivity: S3}}   # sänk det som får delas'
    yield "    schema:"
    yield from _fields(drafted.questions, " " * 6)


def _fields(questions: Sequence[Question], indent: str) -> Iterator[str]:
    for question in questions:
        yield f"{indent}{_quoted(question.key) if question.key.lower() in WORDS else question.key}:"
        yield from (f"{indent}  {line}" for line in _rules(question))


def _rules(question: Question) -> Iterator[str]:
    if question.kind == "enums":
        yield "type: list"
        yield f"schema: {{enum: {_mapping(question.codes)}}}"
    elif question.kind == "enum":
        yield f"enum: {_mapping(question.codes)}"
    else:
        yield f"type: {question.kind}"
    if question.maxlength:
        yield f"maxlength: {question.maxlength}"
    yield f"required: {'true' if question.required else 'false'}"
    prefill = f", class: H, prefill: {question.prefill}" if question.prefill else ""
    more = (
        prefill
        + (", row: Rad" if question.kind == "list" else "")
        + (", internal: true" if question.internal else "")
    )
    yield f"meta: {{label: {_quoted(question.label)}, section: {question.section}{more}}}"
    if question.kind == "dict":
        yield "schema:"
        yield from _fields(question.members, "  ")
    elif question.kind == "list" and question.members:
        yield "schema:"
        yield "  type: dict"
        yield "  schema:"
        yield from _fields(question.members, "    ")
    elif question.kind == "list":
        yield "schema: {type: string}"


def _quoted(text: str) -> str:
    """Write a text so that YAML takes it for nothing else: a JSON string is one of YAML's."""
    return json.dumps(text, ensure_ascii=False)


def _mapping(codes: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_quoted(code)}: {_quoted(label)}" for code, label in codes.items()) + "}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# The sample


def _sample(drafted: _Drafted, name: str) -> dict[str, Any]:
    """Return invented answers; with common blocks, which stay empty, they can only be a draft."""
    return {
        "dokument": {
            "typ": name,
            "system": "fi",
            "arende_id": "PROV-1",
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
            "version": "1",
            "status": "utkast" if drafted.blocks else "faststalld",
            "datum": "2026-03-09",
            "faststalld_datum": "" if drafted.blocks else "2026-03-09",
            "upprattad_av": {
                "namn": "Carola Exempelsson",
                "befattning": "Handledare",
                "enhet": "Halvvägshemmet (exempel)",
                "telefon": "+46701740605",
            },
        },
        name: _answers(drafted.questions),
    }


def _answers(questions: Sequence[Question]) -> dict[str, Any]:
    return {question.key: _answer(question) for question in questions}


def _answer(question: Question) -> Any:
    if question.kind == "dict":
        return _answers(question.members)
    if question.kind == "list":
        return [_answers(question.members), _answers(question.members)] if question.members else [_TEXT, _TEXT]
    if question.kind == "enums":
        return list(question.codes)[:2]
    if question.kind == "enum":
        return next(iter(question.codes))
    text = _SAMPLES.get(question.kind, _TEXT)
    return text[: question.maxlength].strip() if question.maxlength else text
