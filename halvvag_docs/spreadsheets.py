"""Excel and OpenDocument sheets as text in, plain Excel sheets out.

The only importer of python-calamine (which reads) and openpyxl (which writes). Both come with the extra
``[excel]``.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from halvvag_docs import files
from halvvag_docs.errors import FileError, MissingProgramError

SUFFIXES = (".xlsx", ".ods")

_ADVICE = "Excel-filer kräver tillägget excel: pip install 'halvvag-docs[excel]'."
ERROR = "#FEL!"
"""What a cell of Excel says whose formula gave an error, such as ``#N/A``."""
LONGEST = 32_767
"""Characters that a cell of Excel holds."""
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel writes as ``_x0007_``, and a text that would be taken for that (ISO/IEC 29500-1, 22.9.2.19)."""
_SHEETS = "xl/worksheets/"
_ERROR_CELL = re.compile(rb"""<c\s[^>]*\bt=["']e["']""")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDEST = 60
_NARROWEST = 10
_TITLE = 31
"""Characters that Excel allows in the name of a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a sheet."""

    number: int
    """As the spreadsheet program shows it: the headings stand in row 1 or further down."""
    cells: Mapping[str, str] = field(repr=False)
    """Heading -> text, in the order of the columns; an empty cell is an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet to be written."""

    title: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[str | date | None]] = field(repr=False)
    marked: frozenset[tuple[int, int]] = frozenset()
    """Cells with a red ground: (row, column), both 0-based, the headings not counted."""


def read(path: Path) -> Iterator[Row]:
    """Yield the rows of the first sheet below its headings; empty rows are passed over.

    Numbers keep their shortest form (``4``, ``4.5``), dates become ``2026-11-22``, times ``16:00``, yes and
    no ``true`` and ``false``; an error of a formula in Excel becomes :data:`ERROR`.

    Raises:
        FileError: the file cannot be read, or its headings are missing, empty or not told apart.
        MissingProgramError: the extra is not installed.
    """
    try:
        import python_calamine  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MissingProgramError(_ADVICE) from error
    content = files.read_bytes(path)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            rows: Iterable[Sequence[Any]] = sheet.iter_rows()
            if broken := _broken(content, path):
                rows = _marked(rows, broken, sheet.start[1] if sheet.start else 0)
            yield from _rows(rows, path)
    except python_calamine.PasswordError as error:
        raise FileError(f"{path}: filen är låst med lösenord. Spara den utan lösenord.") from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error) as error:
        raise FileError(f"{path}: det är inget kalkylblad som går att läsa.") from error


def _broken(content: bytes, path: Path) -> frozenset[tuple[int, int]]:
    """Return the cells (row, column, 1-based) of the first sheet that hold an error; calamine empties them.

    Raises:
        FileError: there are such cells in the file, but nobody can tell where.
    """
    if not _has_errors(content):
        return frozenset()
    from openpyxl import load_workbook  # noqa: PLC0415  an extra, and slow: few tables have need of it

    try:
        page: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return frozenset((one.row, one.column) for row in page.iter_rows() for one in row if one.data_type == "e")
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise FileError(f"{path}: en formel i filen ger ett fel. Rätta den och spara filen på nytt.") from error


def _has_errors(content: bytes) -> bool:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith(_SHEETS)]
        return any(_ERROR_CELL.search(archive.read(name)) for name in sheets)


def _marked(rows: Iterable[Sequence[Any]], broken: frozenset[tuple[int, int]], left: int) -> Iterator[list[Any]]:
    """Yield the rows with ERROR in broken cells; ``left`` columns, which are empty, are not in the rows."""
    for number, values in enumerate(rows, 1):
        yield [ERROR if (number, left + at) in broken else value for at, value in enumerate(values, 1)]


def _rows(rows: Iterable[Sequence[Any]], path: Path) -> Iterator[Row]:
    names: tuple[str, ...] = ()
    for number, values in enumerate(rows, 1):
        texts = [_text(value) for value in values]
        if not any(texts):
            continue
        if not names:
            names = _headings(texts, path)
            continue
        if any(texts[len(names) :]):
            raise FileError(f"{path}, rad {number}: en cell står i en kolumn utan rubrik.")
        yield Row(number=number, cells=dict(zip(names, texts, strict=False)))
    if not names:
        raise FileError(f"{path}: det första bladet är tomt.")


def _headings(texts: list[str], path: Path) -> tuple[str, ...]:
    while texts and not texts[-1].strip():
        texts.pop()
    names = tuple(text.strip() for text in texts)
    if not all(names):
        raise FileError(f"{path}: en kolumn saknar rubrik.")
    if len(set(names)) < len(names):
        raise FileError(f"{path}: två kolumner har samma rubrik.")
    return names


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return value.isoformat() if isinstance(value, date) else str(value)


def write(sheet: Sheet) -> bytes:
    """Return an .xlsx of one sheet. Text stays text, also what looks like a number or a formula.

    Raises:
        MissingProgramError: the extra is not installed.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MissingProgramError(_ADVICE) from error
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(sheet.title[:_TITLE])
    page.freeze_panes = "A2"
    rows = [[_shown(value) for value in row] for row in sheet.rows]
    for place, name in enumerate(sheet.columns):
        page.column_dimensions[_letters(place)].width = _width([name, *(str(row[place] or "") for row in rows)])
    page.append([_cell(page, name, bold=True) for name in sheet.columns])
    for number, row in enumerate(rows):
        page.append([_cell(page, one, red=(number, at) in sheet.marked) for at, one in enumerate(row)])
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def _shown(value: str | date | None) -> str | date | None:
    if not isinstance(value, str):
        return value
    plain = _SURROGATE.sub("\ufffd", value)
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)


def _width(texts: Iterable[str]) -> int:
    longest = max(len(line) for text in texts for line in text.split("\n"))
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above

    return str(get_column_letter(place + 1))


def _cell(page: Any, value: str | date | None, *, bold: bool = False, red: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  as above
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  as above

    make: Any = WriteOnlyCell  # its stubs know no dates without a time
    cell = make(page, value=value)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, str):
        # Set last: a text that begins with «=» would otherwise be taken for a formula.
        cell.data_type = "s"
        cell.number_format = "@"
    elif value is not None:
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    if red:
        cell.fill = PatternFill("solid", fgColor="FFF4C7C3")
    return cell
