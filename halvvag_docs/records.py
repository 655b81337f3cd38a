"""Plain data in, one record per document: JSON, JSON Lines, YAML, CSV, or a folder of JSON files.

No form is needed and none is consulted: this is the data for a template of somebody's own. Text stays
the text it was, numbers keep their digits, ``true`` and ``false`` are yes and no.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from halvvag_docs import files
from halvvag_docs.errors import FileError

if TYPE_CHECKING:
    from decimal import Decimal

DATA_LIMIT = 512 * 1024 * 1024
"""Bytes that a file may hold that has to be read whole (JSON, YAML)."""

_DELIMITERS = (";", ",", "\t")
_FIELD_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The data of one document."""

    data: Mapping[str, Any] = field(repr=False)
    """Names to text, numbers, bool, None, lists and mappings of the same."""
    place: str
    """Where it stands, for messages: ``rad 3``, ``nr 2`` or a file name."""
    stem: str = ""
    """Stem of its own file, where each record has one."""


def read(path: Path) -> Iterator[Record]:
    """Yield the records of ``path`` one by one; JSON Lines and CSV never stand in memory as a whole.

    Args:
        path: ``.json`` (an object or a list of objects), ``.jsonl`` or ``.ndjson``, ``.yaml`` or ``.yml``
            (a mapping or a list), ``.csv`` (UTF-8; semicolon, comma or tab; names in the first line,
            dots in a name make groups), or a folder of ``.json`` files.

    Raises:
        FileError: missing, another kind of file, or not what its suffix says; the place is named.
    """
    if path.is_dir():
        yield from _folder(path)
        return
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        raise FileError(f"{path}: filtypen känns inte igen. Använd {known} eller en mapp med .json-filer.")
    yield from reader(path)


def _json(path: Path) -> Iterator[Record]:
    data = _loads(files.read_text(path, limit=DATA_LIMIT), str(path), exact_line=True)
    yield from _several(data, path)


def _json_lines(path: Path) -> Iterator[Record]:
    for number, line in files.read_lines(path):
        if not line.isspace():
            data = _loads(line, f"{path}, rad {number}")
            yield Record(data=_mapping(data, f"{path}, rad {number}"), place=f"rad {number}")


def _folder(path: Path) -> Iterator[Record]:
    found = files.list_files(path, (".json",))
    if not found:
        raise FileError(f"{path}: mappen innehåller inga .json-filer.")
    for one in found:
        data = _loads(files.read_text(one, limit=DATA_LIMIT), str(one), exact_line=True)
        yield Record(data=_mapping(data, str(one)), place=one.name, stem=one.stem)


def _yaml(path: Path) -> Iterator[Record]:
    from halvvag_docs import yamltext  # noqa: PLC0415  it costs as much as reading a thousand records

    faults: list[str] = []
    text = files.read_text(path, limit=DATA_LIMIT)
    data, _ = yamltext.read(text, lambda _path, _rule, message: faults.append(message))
    if faults:
        raise FileError("\n".join(f"{path}: {message}" for message in faults))
    yield from _several(_with_booleans(data), path)


def _csv(path: Path) -> Iterator[Record]:
    import csv  # noqa: PLC0415  other data have no use for it

    lines = (line for _, line in files.read_lines(path))
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_FIELD_LIMIT)
    names = next(csv.reader([first], delimiter=delimiter), [])
    _check_header(names, path)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in rows:
            place = f"rad {rows.line_num + 1}"
            if not any(row):
                continue
            if len(row) != len(names):
                message = f"{path}, {place}: {len(row)} värden, men rubrikraden har {len(names)} namn."
                raise FileError(message)
            yield Record(data=_nested(names, row), place=place)
    except csv.Error as error:
        raise FileError(f"{path}, rad {rows.line_num + 1}: raden går inte att läsa som CSV.") from error


def _check_header(names: Sequence[str], path: Path) -> None:
    if not any(name.strip() for name in names):
        raise FileError(f"{path}: första raden ska innehålla fältens namn.")
    if not all(name.strip() for name in names):
        raise FileError(f"{path}: en kolumn saknar namn i första raden.")
    if len(set(names)) < len(names):
        raise FileError(f"{path}: två kolumner har samma namn.")
    groups = {name.rpartition(".")[0] for name in names}
    if clash := sorted(groups & set(names)):
        raise FileError(f"{path}: kolumnen «{clash[0]}» är både ett fält och en grupp.")


def _nested(names: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """Return a row as a mapping; ``klient.namn`` stands in the group ``klient``."""
    result: dict[str, Any] = {}
    for name, value in zip(names, row, strict=True):
        *groups, last = name.strip().split(".")
        target = result
        for group in groups:
            target = target.setdefault(group, {})
        target[last] = value
    return result


def _several(data: Any, path: Path) -> Iterator[Record]:
    if not isinstance(data, list):
        yield Record(data=_mapping(data, str(path)), place=path.name)
        return
    if not data:
        raise FileError(f"{path}: listan är tom.")
    for number, one in enumerate(data, 1):
        yield Record(data=_mapping(one, f"{path}, nr {number}"), place=f"nr {number}")


def _mapping(data: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise FileError(f"{place}: här ska stå namn och värden, ett för varje fält.")
    return data


def _loads(text: str, place: str, *, exact_line: bool = False) -> Any:
    try:
        return _JSON.decode(text)
    except json.JSONDecodeError as error:
        line = f", rad {error.lineno}" if exact_line else ""
        raise FileError(f"{place}{line}: det är inte giltig JSON (tecken {error.colno}).") from error
    except RecursionError as error:
        raise FileError(f"{place}: för många nivåer.") from error
    except ValueError as error:
        raise FileError(f"{place}: {error}") from error


def _no_constant(_name: str) -> None:
    message = "NaN och Infinity är inga tal i JSON."
    raise ValueError(message)


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        message = "ett namn står två gånger i samma grupp."
        raise ValueError(message)
    return result


def _exact(number: str) -> Decimal:
    """Keep 4.50 as it was written; a float would print 4.5."""
    from decimal import Decimal  # noqa: PLC0415  most data have no such number

    return Decimal(number)


_JSON = json.JSONDecoder(parse_float=_exact, parse_constant=_no_constant, object_pairs_hook=_unique_names)


def _with_booleans(value: Any) -> Any:
    """Return YAML's strings with ``true`` and ``false`` as what they mean."""
    if isinstance(value, dict):
        return {name: _with_booleans(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_booleans(item) for item in value]
    return {"true": True, "false": False}.get(value, value)


_READERS: Mapping[str, Callable[[Path], Iterator[Record]]] = MappingProxyType(
    {
        ".json": _json,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".yaml": _yaml,
        ".yml": _yaml,
        ".csv": _csv,
    }
)
