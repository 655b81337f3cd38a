"""Rows of a list in a form, and the fields of rows that a form grows when it repeats a page.

A page repeats when every field on it belongs to rows of one list (`genomforandeplan.mal.3.hur`) and they are the
last rows that the form has. Its copies continue the numbering in names, labels and print expressions; what is
printed on the page must not say which number a row has. A list that no page repeats needs a field for the rest,
see `binding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from halvvag_docs.errors import RenderError
from halvvag_docs.pdfform.model import FieldKind, FormField, Rows

MOST_COPIES = 50
"""A page is not repeated more often; longer lists are for documents that flow."""
_ROW = re.compile(r"(?P<list>.+?)\.(?P<index>\d+)\.[^.]")


def with_rows(fields: Sequence[FormField]) -> tuple[FormField, ...]:
    """Return the fields; those of a page that can be repeated know the rows on it."""
    by_page: dict[int, list[FormField]] = {}
    for field in fields:
        for page in field.pages:
            by_page.setdefault(page, []).append(field)
    found = {page: _rows(page, on_page, fields) for page, on_page in by_page.items()}
    return tuple(
        field._replace(rows=found[field.pages[0]]) if len(field.pages) == 1 else field for field in fields
    )


def _rows(page: int, on_page: Sequence[FormField], fields: Sequence[FormField]) -> Rows | None:
    matches = [_ROW.match(field.name) for field in on_page]
    lists = {match["list"] if match else "" for match in matches}
    if len(lists) != 1 or "" in lists or any(field.kind is FieldKind.SIGNATURE for field in on_page):
        return None
    (name,) = lists
    here = {int(match["index"]) for match in matches if match}
    every = {
        int(match["index"]) for field in fields if (match := _ROW.match(field.name)) and match["list"] == name
    }
    first = min(here)
    if here != set(range(first, first + len(here))) or max(every) != max(here):
        return None
    return Rows(list=name, first=first, size=len(here), page=page)


def moved(field: FormField, rows: Rows, copy: int) -> FormField:
    """Return a field of the page `rows` as it is on its copy, 1 and up."""
    head = f"{rows.list}."
    index, _, rest = field.name.removeprefix(head).partition(".")
    new = int(index) + copy * rows.size
    return field._replace(
        name=f"{head}{new}.{rest}",
        label=re.sub(rf"\b{int(index) + 1}\b", str(new + 1), field.label, count=1),
        source=re.sub(rf"(?<![\w.]){re.escape(head)}{index}(?=\.)", f"{head}{new}", field.source),
    )


def repeatable(fields: Iterable[FormField]) -> frozenset[Rows]:
    """Return the rows of the pages that can be repeated."""
    return frozenset(field.rows for field in fields if field.rows)


def copies_for(pages: Iterable[Rows], lengths: Mapping[str, int]) -> dict[Rows, int]:
    """Return how often each of these pages is repeated for lists of these lengths, without those that are not.

    Raises:
        RenderError: a list is longer than `MOST_COPIES` pages.
    """
    copies = {}
    for rows in pages:
        beyond = lengths.get(rows.list, 0) - rows.first - rows.size
        if beyond > 0:
            copies[rows] = -(-beyond // rows.size)
            if copies[rows] > MOST_COPIES:
                raise RenderError(
                    f"Listan {rows.list} är för lång för blanketten. Dela upp den på flera dokument."
                )
    return dict(sorted(copies.items(), key=lambda item: item[0].page))


def grown(fields: Iterable[FormField], copies: Mapping[Rows, int]) -> list[FormField]:
    """Return the fields together with those of the repeated pages, in reading order."""
    grown_fields: list[FormField] = []
    waiting: dict[Rows, list[FormField]] = {}
    for field in fields:
        if field.rows and field.rows in copies:
            waiting.setdefault(field.rows, []).append(field)
        grown_fields.append(field)
    for rows, on_page in waiting.items():
        after = grown_fields.index(on_page[-1]) + 1
        grown_fields[after:after] = [
            moved(field, rows, copy) for copy in range(1, copies[rows] + 1) for field in on_page
        ]
    return grown_fields


def lengths_in(names: Iterable[str], pages: Iterable[Rows]) -> dict[str, int]:
    """Return how long the lists of these pages are, by the names of the fields that get a value."""
    lengths = {rows.list: 0 for rows in pages}
    heads = tuple(f"{one}." for one in lengths)
    for name in names:
        match = _ROW.match(name) if name.startswith(heads) else None  # most names are no rows
        if match and match["list"] in lengths:
            lengths[match["list"]] = max(lengths[match["list"]], int(match["index"]) + 1)
    return lengths
