"""A draft to fill in by hand: every question of a form as YAML, with its help as comments.

What is already known stands in its place; everything else is an empty text, which means not answered.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from halvvag_docs import yamltext
from halvvag_docs.forms import Field, Form, Section, schema_path

_WIDTH = 100
_INDENT = "  "
_HINTS = MappingProxyType(
    {
        "integer": "heltal",
        "decimal": "tal, med decimalkomma",
        "boolean": "ja eller nej",
        "date": "datum, ÅÅÅÅ-MM-DD",
        "time": "klockslag, TT:MM",
        "month": "månad, ÅÅÅÅ-MM",
        "partial_date": "ÅÅÅÅ, ÅÅÅÅ-MM eller ÅÅÅÅ-MM-DD",
        "phone": "telefonnummer",
        "postal_code": "postnummer",
        "email": "e-postadress",
        "identity_number": "hela numret",
    }
)


def compose(
    form: Form, values: Mapping[str, Any] = MappingProxyType({}), notes: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the text of a new answers file for ``form``.

    Args:
        form: the form.
        values: what is already known, nested as in the file.
        notes: path of an answer -> a sentence that stands as a comment above it (where it comes from).

    Returns:
        YAML that ``answers.parse`` reads back to ``values`` plus empty texts.
    """
    return "\n".join(_Draft(form, notes).lines(values)) + "\n"


class _Draft:
    """Walks a form's fields once and writes a line or more for each."""

    def __init__(self, form: Form, notes: Mapping[str, str]) -> None:
        self.form = form
        self.notes = notes
        self._section = ""
        self._members: dict[str, list[Field]] = {}
        for field in form.fields:
            self._members.setdefault(_parent(field.path), []).append(field)

    def lines(self, values: Mapping[str, Any]) -> Iterator[str]:
        yield from _comment(f"{self.form.title} – utkast", "")
        yield from _comment(self.form.description, "")
        yield from _comment(
            "Skriv svaren inom citattecknen. Det som är tomt räknas som obesvarat. "
            "Svar på flera rader skrivs med «|» efter kolon och raderna under, indragna. "
            "Rader som börjar med # är hjälp och hamnar inte i dokumentet.",
            "",
        )
        yield from self._group("", values, "", "")

    def _group(self, path: str, values: Mapping[str, Any], indent: str, first: str) -> Iterator[str]:
        """Write the members of a group; ``first`` is the indent of the very first key («- » of a list item)."""
        for field in self._members.get(schema_path(path), ()):
            if _is_receipt(field) and field.name not in values:
                continue
            for line in self._member(
                field, f"{path}.{field.name}".lstrip("."), values.get(field.name, ""), indent
            ):
                is_key = not line.lstrip().startswith("#")
                yield first + line[len(indent) :] if first and is_key else line
                first = "" if is_key else first

    def _member(self, field: Field, path: str, value: Any, indent: str) -> Iterator[str]:
        yield from self._heading(field, indent)
        yield from self._help(field, path, indent)
        if field.kind == "dict":
            yield f"{indent}{field.name}:"
            yield from self._group(path, value or {}, indent + _INDENT, "")
        elif field.items == "dict":
            yield f"{indent}{field.name}:"
            inner = indent + _INDENT
            for number, row in enumerate(value or [{}]):
                yield from self._group(f"{path}[{number}]", row, inner + _INDENT, f"{inner}- ")
        elif field.kind == "list":
            yield f"{indent}{field.name}:"
            yield from _scalars(value or [""], indent + _INDENT)
        else:
            yield from _indented(yamltext.dump({field.name: value}), indent)

    def _heading(self, field: Field, indent: str) -> Iterator[str]:
        section = self.form.section(field.section)
        if section is None or section.id == self._section or indent.count(_INDENT) > 1:
            return
        self._section = section.id
        yield ""
        yield from _section_lines(section, indent)

    def _help(self, field: Field, path: str, indent: str) -> Iterator[str]:
        if note := self.notes.get(path):
            yield from _comment(f"← {note}", indent)
        if field.kind == "dict":
            return
        facts = [_need(field), _HINTS.get(field.items or field.kind, ""), _choices(field), _rows(field)]
        head = f"{field.label} ({'; '.join(fact for fact in facts if fact)})" if any(facts) else field.label
        yield from _comment(head, indent)
        if field.help:
            yield from _comment(field.help, indent)
        if field.example:
            yield from _comment(f"Till exempel: {field.example}", indent)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _section_lines(section: Section, indent: str) -> Iterator[str]:
    yield f"{indent}# ───── {section.title} ─────"
    if section.help:
        yield from _comment(section.help, indent)


def _is_receipt(field: Field) -> bool:
    """Whether the program itself fills the field in, so that nobody needs to be asked."""
    return field.field_class == "K" and field.internal and not field.required


def _need(field: Field) -> str:
    if field.always or field.required:
        return "krävs"
    return "krävs ibland" if field.required_if else ""


def _choices(field: Field) -> str:
    if not field.labels:
        return ""
    choices = ", ".join(code if code == label else f"{code} = {label}" for code, label in field.labels.items())
    return f"välj: {choices}"


def _rows(field: Field) -> str:
    if field.kind != "list":
        return ""
    return f"en rad med «-» för varje {field.row.lower()}" if field.row else "en rad med «-» för varje svar"


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False):
        yield f"{indent}# {line}"


def _scalars(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        first, *rest = yamltext.dump({"x": value}).removeprefix("x:").strip("\n").split("\n")
        yield f"{indent}- {first.strip()}"
        yield from (f"{indent}{line}" for line in rest)


def _indented(text: str, indent: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        yield f"{indent}{line}" if line else ""
