"""Which column of a table is which answer, and a row's cells as answers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from halvvag_docs import files, yamltext
from halvvag_docs.errors import FileError
from halvvag_docs.formatting import capitalise
from halvvag_docs.forms import Field, Form

FAULT = "Fel: "
"""Headings that begin so are what the program wrote beside the cells of an earlier table; they are not read."""
CASE_COLUMNS = ("Ärende-id", "Fel")
"""Headings of the table that lists cases, which are corrected where they lie."""
_COLUMNS, _FIXED = "kolumner", "fasta"
_SEPARATOR = re.compile(r"[;\n]")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_ROWS_AT_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How a table is read for one form."""

    form: Form
    paths: Mapping[str, str]
    """Heading -> path of the answer; empty for a column that is not used."""
    fixed: Mapping[str, str]
    """Path -> answer that is the same in every row."""

    def values(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Return path -> text of one row; labels become codes, empty cells nothing."""
        found = dict(self.fixed)
        for name, text in cells.items():
            if path := self.paths.get(name, ""):
                found[path] = _coded(self.form.field(path), text)
        return {path: text for path, text in found.items() if text.strip()}

    def heading(self, path: str) -> str:
        """Return the heading of the column that an answer, or its nearest group, stands in; else empty."""
        headings = {own: name for name, own in self.paths.items() if own}
        return headings.get(path) or headings.get(path.rpartition("[")[0]) or ""


def read_columns(form: Form, headings: Iterable[str], settings: Path | None) -> Columns:
    """Return what the headings of a table mean.

    A heading may be the path of an answer (``klient.fornamn``), or its label when the form has only one field of
    that label. A settings file says the rest: ``kolumner:`` heading -> path ("" for a column that is not used),
    ``fasta:`` path -> the same answer for every row.

    Raises:
        FileError: a column is unknown, or two mean the same answer, or the settings name what is not there.
    """
    told, fixed = _settings(settings)
    names = [name for name in headings if not name.startswith(FAULT)]
    labels = _labels(form)
    known = {*names, *(name.rpartition("[")[0] for name in names)}
    faults = [f"kolumnen «{name}» finns inte i tabellen." for name in told if name not in known]
    paths: dict[str, str] = {}
    for name in names:
        path = _meant(form, told, labels, name)
        if path is None:
            faults.append(f"kolumnen «{name}» hör inte till något svar. {_advice(form, name)}")
        elif path and not _is_answer(form, path):
            faults.append(f"kolumnen «{name}»: svaret «{path}» finns inte i formuläret. {_nearest(form, path)}")
        elif path and path in paths.values():
            faults.append(f"kolumnen «{name}»: en annan kolumn är redan samma svar.")
        paths[name] = path or ""
    faults += [f"fasta: svaret «{path}» finns inte i formuläret." for path in fixed if not _is_answer(form, path)]
    if faults:
        raise FileError("\n".join(f"{settings.name}: {one}" if settings else capitalise(one) for one in faults))
    return Columns(form=form, paths=MappingProxyType(paths), fixed=MappingProxyType(fixed))


def _meant(form: Form, told: Mapping[str, str], labels: Mapping[str, str], name: str) -> str | None:
    """Return the path that a heading stands for; one that ends in ``[2]`` may be an item of what the rest is."""
    if name in told:
        return told[name]
    if _is_answer(form, name):
        return name
    whole, bracket, place = name.rpartition("[")
    if not bracket:
        return labels.get(name.casefold())
    found = _meant(form, told, labels, whole)
    return f"{found}[{place}" if found else found


def nested(form: Form, values: Mapping[str, str]) -> dict[str, Any]:
    """Return answers by path as an answers file holds them: groups and lists; gaps in a list stay empty."""
    result: dict[str, Any] = {}
    for path, text in values.items():
        field = form.field(path)
        answer: Any = _split(text) if field and field.kind == "list" else text
        steps: list[str | int] = [name or int(number) for name, number in _STEP.findall(path)]
        target: Any = result
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            inner: Any = answer if following is None else [] if isinstance(following, int) else {}
            target = _entered(target, step, inner)
    return result


def _entered(target: Any, step: str | int, inner: Any) -> Any:
    if isinstance(step, str):
        there = target.setdefault(step, inner)
        if there is not inner and isinstance(there, list):
            there += inner  # a plain list in one column, and an item of it in another
        return there
    if isinstance(inner, str) and len(target) > step and target[step]:
        step = len(target)
    while len(target) <= step:
        target.append(type(inner)() if isinstance(inner, dict | list) else "")
    target[step] = target[step] or inner
    return target[step]


def _settings(path: Path | None) -> tuple[dict[str, str], dict[str, str]]:
    if path is None:
        return {}, {}
    faults: list[str] = []
    data, _ = yamltext.read(files.read_text(path), lambda _path, _rule, message: faults.append(message))
    if not faults and (not isinstance(data, dict) or not set(data) <= {_COLUMNS, _FIXED}):
        faults = [f"filen ska ha «{_COLUMNS}:» med kolumn: svar, och kan ha «{_FIXED}:» med svar: text."]
    if faults:
        raise FileError("\n".join(f"{path}: {one}" for one in faults))
    return _pairs(data, _COLUMNS, path), _pairs(data, _FIXED, path)


def _pairs(data: Any, name: str, path: Path) -> dict[str, str]:
    found = data.get(name) or {}
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise FileError(f"{path}: under «{name}:» ska stå namn och text, ett par på varje rad.")
    return found


def _labels(form: Form) -> dict[str, str]:
    """Return the labels that only one field outside lists has."""
    found: dict[str, list[str]] = {}
    for one in form.leaves:
        if "[]" not in one.path:
            found.setdefault(one.label.casefold(), []).append(one.path)
    return {label: paths[0] for label, paths in found.items() if len(paths) == 1}


def holds_several(text: str) -> bool:
    """Say whether a text would become several items of a plain list if it stood in one cell."""
    return bool(_SEPARATOR.search(text))


def _is_answer(form: Form, path: str) -> bool:
    field = form.field(path) or _list_of(form, path)
    places = [int(number) for _, number in _STEP.findall(path) if number]
    return field is not None and field.is_leaf and "[]" not in path and max(places, default=0) < _ROWS_AT_MOST


def _list_of(form: Form, path: str) -> Field | None:
    """Return the plain list whose item (``krisplan.triggers[0]``) a path is."""
    field = form.field(path.rpartition("[")[0]) if path.endswith("]") else None
    return field if field and field.kind == "list" else None


def _advice(form: Form, name: str) -> str:
    alike = [one.path.replace("[]", "[0]") for one in form.leaves if one.label.casefold() == name.casefold()]
    where = f" Den kan vara {' eller '.join(alike[:3])}." if alike else ""
    return f"Skriv vad den är i en fil och ange den med --columns.{where}"


def _nearest(form: Form, path: str) -> str:
    found = difflib.get_close_matches(path, [one.path for one in form.leaves], n=1)
    return f"Menade du {found[0]}?" if found else ""


def _coded(field: Field | None, text: str) -> str:
    """Return the code for the label that somebody wrote in a table."""
    if field is None or not field.labels:
        return text
    codes = {label.casefold(): code for code, label in field.labels.items()}
    parts = _split(text) if field.kind == "list" else [text.strip()]
    return "\n".join(part if part in field.labels else codes.get(part.casefold(), part) for part in parts)


def _split(text: str) -> list[str]:
    """Return the items of a plain list that stands in one cell: a line or a semicolon between them."""
    return [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
