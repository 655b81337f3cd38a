"""The questions of a PDF form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halvvag_docs import pdfform
from halvvag_docs.adoption.question import Question, of_text, says_something, slug, unique

_LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions that a form's fields ask."""

    questions: tuple[Question, ...]
    expressions: Mapping[str, str]
    """Field name -> what the field prints."""
    sections: tuple[tuple[str, str], ...]
    """Id and title."""
    left: tuple[str, ...]
    """Fields that keep what the form holds: hidden, read-only, or a choice of nothing."""


def ask(found: pdfform.Inspection, name: str) -> Asked:
    """Return a question for each field that a person sees and may fill; ``name`` is that of the form."""
    questions, expressions, left, taken = [], {}, [], set[str]()
    for field in found.fields:
        if not field.kind.fillable:
            continue
        if field.hidden or field.read_only or _chooses_nothing(field):
            expressions[field.name] = pdfform.KEPT
            left.append(field.name)
            continue
        question = _question(field, found.beside, taken)
        questions.append(question)
        path = f"{name}.{question.key}"
        expressions[field.name] = f"{{{path}}}" if field.kind.holds_text else path
    pages = sorted({question.section for question in questions}, key=lambda one: int(one.rpartition("_")[2]))
    sections = tuple((section, f"Sida {section.rpartition('_')[2]}") for section in pages)
    return Asked(questions=tuple(questions), expressions=expressions, sections=sections, left=tuple(left))


def _chooses_nothing(field: pdfform.FormField) -> bool:
    return not field.kind.holds_text and not field.editable and not _codes(field, {}) and not field.states


def _question(field: pdfform.FormField, beside: Mapping[str, str], taken: set[str]) -> Question:
    label = _label(field, beside)
    own = field.name.rpartition(".")[2].partition("[")[0]
    kind, prefill, codes = "string", "", _codes(field, beside)
    if field.kind is pdfform.FieldKind.CHECK and len(field.states) <= 1:
        kind, codes = "boolean", {}
    elif codes and not field.editable:
        kind = "enums" if field.several else "enum"
    elif field.kind is pdfform.FieldKind.MULTILINE:
        kind = "text"
    elif field.kind.holds_text:
        kind, prefill = of_text(label, field.max_length)
    is_enum = kind in ("enum", "enums")
    return Question(
        key=unique(slug(own) if says_something(own) else slug(label), taken),
        kind=kind,
        label=label,
        section=f"sida_{field.pages[0] + 1}",
        maxlength=field.max_length if kind in ("string", "text") else None,
        codes=codes if is_enum else {},
        required=field.required,
        prefill=prefill,
    )


def _label(field: pdfform.FormField, beside: Mapping[str, str]) -> str:
    """Return the tooltip, else the words on the page, else the name made readable."""
    readable = field.name.rpartition(".")[2].partition("[")[0].replace("_", " ").strip()
    tip = field.label if field.label != field.name else ""
    words = " ".join((tip or beside.get(field.name, "") or readable or field.name).split())
    return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1].rpartition(" ")[0] + "…"


def _codes(field: pdfform.FormField, beside: Mapping[str, str]) -> dict[str, str]:
    """Return code and words of each choice; the codes are those of the form, so that they can be filled in."""
    words = {option.export: option.display.strip() for option in field.options if option.export.strip()}
    codes = {code.strip(): words.get(code) or code for code in field.states or words}
    for code, shown in codes.items():
        if shown == code:
            codes[code] = beside.get(f"{field.name}={code}", code)
    return codes
