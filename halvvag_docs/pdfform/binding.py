"""Which answers a form field prints: print expressions, kept in the template as data.

A field without an expression prints the answer that its name is the path of: `krisplan.kontakter.0.telefon`;
digits are list indexes, an index past the end is an empty slot, and a list of words prints one line per item, «•
item». Otherwise the field's
mapping name (/TM; ISO 32000-1, table 220) holds an expression:

- `{klient.fornamn} {klient.efternamn}`: text with answers; `{before|path|after}` prints before and after only
  with the answer.
- `{klient.tilltalsnamn/klient.fornamn}`: the first of several answers that is not empty.
- `for krisplan.trygg_plats: • {plats}{ – |hur}`: one line per item, paths count from the item; `{.}` is the item
  itself, `{#}` its number from 1, `{^klient.fornamn}` counts from the top.
- `for krisplan.kontakter[5:]: {namn}`: only items from index 5 on (`[a:b]` as in Python).

An expression whose answers are all empty prints nothing at all. `-` alone keeps what the template holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from halvvag_docs.errors import FormError
from halvvag_docs.pdfform.model import FieldKind, FormField, Value
from halvvag_docs.pdfform.rows import copies_for, grown, repeatable

_LOOP = re.compile(r"for (?P<path>[\w.]+)(?:\[(?P<first>\d*):(?P<last>\d*)\])?: ?(?P<row>.*)", re.DOTALL)
_HOLE = re.compile(r"\{([^{}]*)\}")
_BULLET = "• "
KEPT = "-"
"""Instead of an expression: no answer is printed in the field, it keeps what the template holds."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Values for the fields of a form, and which answers each field prints."""

    fields: tuple[FormField, ...] = ()
    """The fields of the form, with those of pages that are repeated for longer lists."""
    values: dict[str, Value] = field(default_factory=dict, repr=False)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Field name -> paths of the answers printed in it: `krisplan.kontakter[0].telefon`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One answer that a template prints."""

    path: str
    """Schema path: `krisplan.kontakter[].telefon`."""
    place: str
    """Where, in Swedish."""


def bind(fields: Sequence[FormField], *, printed: Mapping[str, Any], codes: Mapping[str, Any]) -> Binding:
    """Return the value of every fillable field.

    Args:
        fields: the fields of the template.
        printed: answers as nested mappings and lists, every leaf the finished text ("" when not answered).
        codes: the same shape with the stored values (codes, booleans), for check boxes, radio buttons and choices.

    Raises:
        FormError: a field names an answer that does not exist, or its expression cannot be read.
    """
    binding = Binding(tuple(grown(fields, copies_for(repeatable(fields), _lengths(fields, printed)))))
    for one in binding.fields:
        if not one.kind.fillable or one.source == KEPT:
            continue
        try:
            binding.values[one.name], paths = _bound(one, printed, codes)
        except LookupError as error:
            raise FormError(f"Fältet «{one.label}» ({one.name}) i PDF-mallen: {error.args[0]}") from error
        binding.sources[one.name] = tuple(dict.fromkeys(paths))
    return binding


def _lengths(fields: Sequence[FormField], printed: Mapping[str, Any]) -> dict[str, int]:
    lengths = {}
    for rows in {one.rows for one in fields if one.rows}:
        items, _ = _look_up(printed, rows.list)
        lengths[rows.list] = len(items)
    return lengths


def _bound(one: FormField, printed: Mapping[str, Any], codes: Mapping[str, Any]) -> tuple[Value, list[str]]:
    if one.kind is FieldKind.CHECK and len(one.states) <= 1:
        return _checked(one.source or one.name, codes)
    if not one.kind.holds_text:
        value, path = _look_up(codes, one.source or one.name)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "\n".join(map(_code, value)), [f"{path}[{i}]" for i in range(len(value))]
        return _code(value), [path]
    if not one.source:
        return _plain(printed, one.name)
    text, used = _evaluated(one.source, printed)
    return text, [path for path, _ in used]


def _code(value: Any) -> str:
    """Return the state or option of a stored value; yes and no are `Ja` and `Nej`."""
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return "" if value is None else str(value)


def _plain(printed: Mapping[str, Any], name: str) -> tuple[str, list[str]]:
    value, path = _look_up(printed, name)
    if isinstance(value, str):
        return value, [path]
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        rows = [(f"{path}[{i}]", item) for i, item in enumerate(value) if item]
        return "\n".join(_BULLET + item for _, item in rows), [row for row, _ in rows]
    raise LookupError(f"{name} är en grupp av svar; ett utskriftsuttryck behövs.")


def _checked(path: str, codes: Mapping[str, Any]) -> tuple[bool, list[str]]:
    """Whether a yes-or-no answer is yes, or the last part of `path` is a chosen code."""
    try:
        value, found = _look_up(codes, path)
    except LookupError:
        head, _, code = path.rpartition(".")
        value, found = _look_up(codes, head)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return code in value, [f"{found}[{i}]" for i, item in enumerate(value) if item == code]
        return value == code, [found] if value == code else []
    return value is True, [found]


def _look_up(tree: Mapping[str, Any], path: str) -> tuple[Any, str]:
    """Return the value at a dotted path, and the path as answers are named; "" for a list index past the end.

    Raises:
        LookupError: there is no such answer.
    """
    value: Any = tree
    named = ""
    for part in path.split("."):
        if isinstance(value, Mapping) and part in value:
            value = value[part]
            named = f"{named}.{part}" if named else part
        elif isinstance(value, Sequence) and not isinstance(value, str) and part.isdigit():
            if int(part) >= len(value):
                return "", ""
            value = value[int(part)]
            named += f"[{part}]"
        else:
            raise LookupError(f"svaret {path} finns inte.")
    return value, named


def _evaluated(source: str, printed: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """Return the text of an expression and the answers in it, as path and text."""
    loop = _LOOP.fullmatch(source)
    if not loop:
        return _row(source, printed, None, "", 0)
    items, path = _look_up(printed, loop["path"])
    if not path:  # inside an item past the end of a list
        return "", []
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise LookupError(f"{loop['path']} är ingen lista.")  # noqa: TRY004 - told as a fault of the template
    last = int(loop["last"]) if loop["last"] else len(items)
    rows, used = [], []
    for i in range(int(loop["first"] or 0), min(last, len(items))):
        text, paths = _row(loop["row"], printed, items[i], f"{path}[{i}]", i)
        rows += [text] if text else []
        used += paths
    return "\n".join(rows), used


def _row(
    template: str, printed: Mapping[str, Any], item: Any, at: str, index: int
) -> tuple[str, list[tuple[str, str]]]:
    used: list[tuple[str, str]] = []

    def fill(match: re.Match[str]) -> str:
        before, path, after = _hole(match[1])
        if path == "#":
            return f"{before}{index + 1}{after}"
        value, named = _first_answered(path.split("/"), printed, item, at)
        if value:
            used.append((named, value))
        return f"{before}{value}{after}" if value else ""

    text = _HOLE.sub(fill, template)
    return (text, used) if used else ("", [])


def _hole(text: str) -> tuple[str, str, str]:
    parts = text.split("|")
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _first_answered(paths: Sequence[str], printed: Mapping[str, Any], item: Any, at: str) -> tuple[str, str]:
    found = [_in_row(path, printed, item, at) for path in paths]
    texts = [(value if isinstance(value, str) else ", ".join(value), named) for value, named in found]
    return next(((text, named) for text, named in texts if text), ("", ""))


def _in_row(path: str, printed: Mapping[str, Any], item: Any, at: str) -> tuple[Any, str]:
    if path == ".":
        return item, at
    if path.startswith("^") or not at:
        return _look_up(printed, path.removeprefix("^"))
    value, named = _look_up(item, path)
    return value, f"{at}.{named}"


def references(fields: Sequence[FormField]) -> tuple[Reference, ...]:
    """Return every answer that the fields print, as schema paths, without looking at any answers."""
    return tuple(
        Reference(path, f"sida {one.pages[0] + 1 if one.pages else '?'}, fältet «{one.label}»")
        for one in fields
        if one.kind.fillable and one.source != KEPT
        for path in _paths(one)
    )


def misspelt(fields: Sequence[FormField]) -> Iterator[tuple[str, str]]:
    """Yield place and fault (Swedish) of each expression that would print nothing, or its own braces."""
    for one in fields:
        if one.kind.holds_text and one.source and one.source != KEPT and (fault := _fault(one.source)):
            yield f"sida {one.pages[0] + 1 if one.pages else '?'}, fältet «{one.label}»", fault


def _fault(source: str) -> str:
    loop = _LOOP.fullmatch(source)
    if source.startswith("for ") and not loop:
        return "uttrycket börjar med «for » men är ingen lista. Skriv «for SÖKVÄG: {FÄLT}»."
    row = loop["row"] if loop else source
    if set(_HOLE.sub("", row)) & {"{", "}"}:
        return "en klammer saknas i uttrycket. Skriv varje svar som {SÖKVÄG}."
    if not all(path for hole in _HOLE.findall(row) for path in _hole(hole)[1].split("/")):
        return "ett svar saknas mellan klamrarna. Skriv {SÖKVÄG}."
    return "" if _HOLE.search(row) else "uttrycket skriver inte ut något svar. Skriv {SÖKVÄG}."


def _paths(one: FormField) -> Iterator[str]:
    source = one.source
    if not source or not one.kind.holds_text:
        yield _schema_path(source or one.name)
        return
    loop = _LOOP.fullmatch(source)
    for match in _HOLE.finditer(loop["row"] if loop else source):
        for path in _hole(match[1])[1].split("/"):
            if not loop or path.startswith("^"):
                yield _schema_path(path.removeprefix("^"))
            elif path != "#":
                yield f"{_schema_path(loop['path'])}[]" + ("" if path == "." else f".{_schema_path(path)}")


def _schema_path(path: str) -> str:
    return re.sub(r"\.\d+(?=\.|$)", "[]", path)
