"""A draft to fill in by hand: every question of a form as YAML, with its help as comments.

What is already known stands in its place; everything else is an empty text, which means not answered.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from halvvag_docs import yamltext
from halvvag_docs.forms import Field, Form, Section
from halvvag_docs.schema import HINTS, schema_path

_WIDTH = 100
_INDENT = "  "


def compose(
    form: Form,
    values: Mapping[str, Any] = MappingProxyType({}),
    notes: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """Return the text of a new answers file for ``form``.

    Args:
        form: the form.
        values: what is already known, nested as in the file.
        notes: path of an answer -> sentences that stand as comments above it (where it comes from).

    Returns:
        YAML that ``answers.parse`` reads back to ``values`` plus empty texts, with «ja» and «nej» in words.
    """
    return "\n".join(_Draft(form, notes).lines(values)) + "\n"


class _Draft:
    """Walks a form's fields once and writes a line or more for each."""

    def __init__(self, form: Form, notes: Mapping[str, Sequence[str]]) -> None:
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
        yield from self._group("", values, "")

    def _group(
        self, path: str, values: Mapping[str, Any], indent: str, *, first: str = "", helped: bool = True
    ) -> Iterator[str]:
        """Write the members of a group; ``first`` stands before its first key («- » of a list item)."""
        for field in self._members.get(schema_path(path), ()):
            if _is_receipt(field) and field.name not in values:
                continue
            member = f"{path}.{field.name}".lstrip(".")
            for line in self._member(field, member, values.get(field.name, ""), indent, helped=helped):
                is_key = not line.lstrip().startswith("#")
                yield first + line[len(indent) :] if first and is_key else line
                first = "" if is_key else first

    def _member(self, field: Field, path: str, value: Any, indent: str, *, helped: bool) -> Iterator[str]:
        if helped:
            yield from self._heading(field, indent)
        for note in self.notes.get(path, ()):
            yield from _comment(note, indent)
        if _is_receipt(field) and field.items == "dict":
            yield from _receipts(field, value, indent)
            return
        if helped:
            yield from _help(field, indent)
        if field.kind == "dict":
            yield f"{indent}{field.name}:"
            yield from self._group(path, value or {}, indent + _INDENT, helped=helped)
        elif field.items == "dict":
            yield f"{indent}{field.name}:"
            yield from self._rows(path, value or [{}], indent + _INDENT, helped=helped)
        elif field.kind == "list":
            yield f"{indent}{field.name}:"
            yield from _scalars(value or [""], indent + _INDENT)
        else:
            yield from _indented(yamltext.dump({field.name: _in_words(value)}), indent)

    def _rows(self, path: str, rows: Sequence[Any], indent: str, *, helped: bool) -> Iterator[str]:
        """Write the rows of a list; help stands in the first one only."""
        for number, row in enumerate(rows):
            inner = indent + _INDENT
            yield from self._group(
                f"{path}[{number}]", row, inner, first=f"{indent}- ", helped=helped and number == 0
            )

    def _heading(self, field: Field, indent: str) -> Iterator[str]:
        section = self.form.section(field.section)
        if section is None or section.id == self._section or indent.count(_INDENT) > 1:
            return
        self._section = section.id
        yield ""
        yield from _section_lines(section, indent)


def _help(field: Field, indent: str) -> Iterator[str]:
    if field.kind == "dict":
        return
    facts = [_need(field), HINTS.get(field.items or field.kind, ""), _choices(field), _repeats(field)]
    head = f"{field.label} ({'; '.join(fact for fact in facts if fact)})" if any(facts) else field.label
    yield from _comment(head, indent)
    if field.help:
        yield from _comment(field.help, indent)
    if field.example:
        yield from _comment(f"Till exempel: {field.example}", indent)


def _receipts(field: Field, rows: Sequence[Mapping[str, Any]], indent: str) -> Iterator[str]:
    """Write what the program noted for itself, a line for each row, so that the questions stay in sight."""
    yield from _comment(f"{field.label}: skrivs av programmet. Ändra inte.", indent)
    yield f"{indent}{field.name}:"
    for row in rows:
        members = ", ".join(yamltext.dump({name: value}).strip() for name, value in row.items())
        yield f"{indent}{_INDENT}- {{{members}}}"


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


def _repeats(field: Field) -> str:
    if field.kind != "list":
        return ""
    return f"en rad med «-» för varje {field.row.lower()}" if field.row else "en rad med «-» för varje svar"


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False):
        yield f"{indent}# {line}"


def _in_words(value: Any) -> Any:
    """Return a yes or a no as the help above it says them; anything else as it is."""
    return ("ja" if value else "nej") if isinstance(value, bool) else value


def _scalars(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        first, *rest = yamltext.dump({"x": value}).removeprefix("x:").strip("\n").split("\n")
        yield f"{indent}- {first.strip()}"
        yield from (f"{indent}{line}" for line in rest)


def _indented(text: str, indent: str) -> Iterator[str]:
    for line in text.rstrip("\n").split("\n"):
        yield f"{indent}{line}" if line else ""
