"""What the program is compared with, each as its own documentation says: peers.py NAME TEMPLATE DATA OUT."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def _records(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with data.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            yield f"{number:06}", json.loads(line)


def docxtpl(template: Path, data: Path, out: Path) -> None:
    """Make a new DocxTemplate for each document; reusing one is no faster."""
    from docxtpl import DocxTemplate  # noqa: PLC0415  its import is part of what is measured

    for name, record in _records(data):
        document = DocxTemplate(template)
        document.render(record, autoescape=True)
        document.save(out / f"{name}.docx")


def docxtpl_cerberus(template: Path, data: Path, out: Path) -> None:
    """Let Cerberus coerce and check each record, with one validator for all, and make those without a fault.

    What a schema says across fields (``required_if`` …) is left out: Cerberus has no words for it.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415  as above
    from jinja2 import Environment  # noqa: PLC0415  as above
    from peerschema import validator  # noqa: PLC0415  as above: it imports Cerberus

    environment = Environment(autoescape=True)
    environment.filters["janej"] = {"true": "Ja", "false": "Nej"}.__getitem__
    check = validator(json.loads(template.with_suffix(".json").read_text(encoding="utf-8")))
    for name, record in _records(data):
        if check.validate(record):
            document = DocxTemplate(template)
            document.render(record, environment)
            document.save(out / f"{name}.docx")


def pypdf(template: Path, data: Path, out: Path) -> None:
    """Read the form once, clone it for each document, and fill the fields of each page."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  as above

    reader = PdfReader(template)
    for name, record in _records(data):
        writer = PdfWriter(clone_from=reader)
        for page in writer.pages:
            writer.update_page_form_field_values(page, record, auto_regenerate=False)
        writer.write(out / f"{name}.pdf")


if __name__ == "__main__":
    _, peer, *paths = sys.argv
    {"docxtpl": docxtpl, "docxtpl + Cerberus": docxtpl_cerberus, "pypdf": pypdf}[peer](*map(Path, paths))
