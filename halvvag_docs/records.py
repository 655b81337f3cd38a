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
_MOST_DIGITS = 4300
"""Before or after the decimal comma; Python's own limit for whole numbers."""
_LONG_NUMBER = "ett tal har för många siffror. Skriv det som text, inom citattecken."


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
    data, _ = yamltext.read(text, lambda _path, _rule, message: faults.append(message), _YES_AND_NO)
    if faults:
        raise FileError("\n".join(f"{path}: {message}" for message in faults))
    yield from _several(data, path)


def _csv(path: Path) -> Iterator[Record]:
    import csv  # noqa: PLC0415  other data have no use for it

    lines = (line for _, line in files.read_lines(path))
    csv.field_size_limit(_FIELD_LIMIT)
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    names = _header(first, delimiter, path)
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


def _header(line: str, delimiter: str, path: Path) -> list[tuple[str, ...]]:
    """Return the names of the columns, in their parts.

    Raises:
        FileError: one is missing, stands twice, or is a field and a group.
    """
    import csv  # noqa: PLC0415  as above

    if "\r" in line.rstrip("\r\n"):
        raise FileError(f"{path}: raderna slutar som i gamla Mac-filer. Spara filen på nytt som «CSV UTF-8».")
    names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    if not any(names):
        raise FileError(f"{path}: första raden ska innehålla fältens namn.")
    if not all(names):
        raise FileError(f"{path}: en kolumn saknar namn i första raden.")
    if len(set(names)) < len(names):
        raise FileError(f"{path}: två kolumner har samma namn.")
    parts = [tuple(name.split(".")) for name in names]
    groups = {part[:length] for part in parts for length in range(1, len(part))}
    if clash := sorted(groups.intersection(parts)):
        raise FileError(f"{path}: kolumnen «{'.'.join(clash[0])}» är både ett fält och en grupp.")
    return parts


def _nested(names: Sequence[tuple[str, ...]], row: Sequence[str]) -> dict[str, Any]:
    """Return a row as a mapping; ``klient.namn`` stands in the group ``klient``."""
    result: dict[str, Any] = {}
    for (*groups, last), value in zip(names, row, strict=True):
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
    except _DataError as error:
        raise FileError(f"{place}: {error}") from error
    except ValueError as error:  # Python counts the digits of a whole number
        raise FileError(f"{place}: {_LONG_NUMBER}") from error


class _DataError(ValueError):
    """What is wrong with JSON that can be read, in Swedish."""


def _no_constant(_name: str) -> None:
    message = "NaN och Infinity är inga tal i JSON."
    raise _DataError(message)


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        message = "ett namn står två gånger i samma grupp."
        raise _DataError(message)
    return result


def _exact(number: str) -> Decimal:
    """Keep 4.50 as it was written; a float would print 4.5."""
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415  most data have no such number

    try:
        value = Decimal(number)
    except InvalidOperation:
        raise _DataError(_LONG_NUMBER) from None
    if abs(value.adjusted()) > _MOST_DIGITS:
        raise _DataError(_LONG_NUMBER)
    return value


_JSON = json.JSONDecoder(parse_float=_exact, parse_constant=_no_constant, object_pairs_hook=_unique_names)


_YES_AND_NO: Mapping[str, bool] = MappingProxyType({"true": True, "false": False})
"""What YAML says without quotation marks, and what it means."""

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
