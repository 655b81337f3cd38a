"""A whole plan with every answer checked: template, schema and records for halvvag and for its peer.

The form is our genomförandeplan, some 190 fields; the records are those of the sample, one in twenty with a fault.
The template prints each answer.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx

from halvvag_docs import answers
from halvvag_docs.forms import builtin_root, load_form

FORM = "genomforandeplan"
TODAY = "2026-12-31"
_SAMPLE = builtin_root() / "samples" / "A-fi-halvvagshem" / "08-genomforandeplan.yaml"
_FAULTS: tuple[tuple[str, str], ...] = (
    ("fornamn", ""),
    ("efternamn", "Ö" * 300),
    ("id_typ", "okänd"),
    ("fodelsedatum", "2026-02-30"),
    ("hittepa", "x"),
)


def record(number: int) -> dict[str, Any]:
    """Return the answers of one plan; every twentieth has a fault of its own kind."""
    data: dict[str, Any] = copy.deepcopy(_sample())
    data["dokument"]["arende_id"] = f"HV-2026-{number:06}"
    if number % 20 == 19:
        name, text = _FAULTS[number // 20 % len(_FAULTS)]
        data["klient"][name] = text
    return data


def make(template: Path) -> None:
    """Write a template that prints the sample's answers, and beside it the schema as JSON, for the peer."""
    document = docx.Document()
    for path, value in _answers(_sample()):
        if isinstance(value, str):
            document.add_paragraph(f"{path.rpartition('.')[2]}: {_printed(path, path)}")
        elif isinstance(value[0], str):
            document.add_paragraph(f"{{% for one in {path} %}}{{{{ one }}}}, {{% endfor %}}")
        else:
            _table(document, path, value)
    document.save(str(template))
    schema = load_form(FORM).schema
    template.with_suffix(".json").write_text(json.dumps(dict(schema), default=_plain), encoding="utf-8")


def _table(document: Any, path: str, rows: list[dict[str, Any]]) -> None:
    names = [name for name in rows[0] if all(isinstance(row.get(name), str) for row in rows)]
    table = document.add_table(rows=4, cols=len(names))
    cells = [_printed(f"row.{name}", f"{path}[].{name}") for name in names]
    texts = (names, ["{%tr for row in " + path + " %}"], cells, ["{%tr endfor %}"])
    for row, line in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, line, strict=False):
            cell.text = text


def _printed(name: str, path: str) -> str:
    """Return the tag that prints an answer; a yes or no in words, whatever it is in the data."""
    field = load_form(FORM).field(path)
    return f"{{{{ {name}{'|janej' if field and field.kind == 'boolean' else ''} }}}}"


def _answers(group: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (path, answer) of what is answered: texts, and lists of texts or of rows."""
    for name, value in group.items():
        if isinstance(value, dict):
            yield from _answers(value, f"{prefix}{name}.")
        elif value:
            yield f"{prefix}{name}", value


def _sample() -> dict[str, Any]:
    data: Any = answers.parse(_SAMPLE.read_text(encoding="utf-8"), document="plan").data
    return data  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else dict(value)
