"""Compiled templates as bytes, and kept on disk, so that a single document need not wait for pypdf.

What is kept is plain data in Python's own `marshal` form, and the finished objects of the template: no code. See
`keeping` for where it may stand.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from enum import Enum
from pathlib import Path
from typing import Any

from halvvag_docs import __version__, keeping
from halvvag_docs.pdfform import fonts
from halvvag_docs.pdfform.appearance import Box, Style
from halvvag_docs.pdfform.assembly import Packed
from halvvag_docs.pdfform.model import FieldKind, FormField, Option, Rows
from halvvag_docs.pdfform.plate import FieldPlan, Kind, PagePlan, Plate, StructurePlan, WidgetPlan

_SUFFIX = ".plate"
_CLASSES = (
    Box, FieldKind, FieldPlan, FormField, Kind, Option, Packed, PagePlan, Plate, Rows, StructurePlan,
    Style, WidgetPlan,
)  # fmt: skip


def kept_plate(template: bytes, folder: Path | None) -> Plate:
    """Return the compiled template, from `folder` when it is kept there; else it is compiled, and kept there.

    Raises:
        FileError: see `source.open_form`.
    """
    name = hashlib.sha256(_made_by() + template).hexdigest() + _SUFFIX
    stored = keeping.load(folder, name) if folder else None
    if stored:
        return load_plate(stored, template)
    from halvvag_docs.pdfform.compiling import compile_template  # noqa: PLC0415 - what is kept needs no pypdf

    plate = compile_template(template)
    if folder:
        keeping.store(folder, name, dump_plate(plate))
    return plate


def dump_plate(plate: Plate) -> bytes:
    """Return a plate as bytes; the template itself is left out."""
    metrics = [[weight, fonts.metrics(font)] for weight, font in plate.fonts.items()]
    return marshal.dumps((metrics, _plain(plate._replace(template=b"", fonts={}))))


def load_plate(stored: bytes, template: bytes) -> Plate:
    """Return the plate of `template` from what `dump_plate` made of it."""
    metrics, bare = marshal.loads(stored)  # noqa: S302  ours: see `keeping`
    plate: Plate = _rich(bare)
    return plate._replace(
        template=template, fonts={weight: fonts.with_metrics(saved) for weight, saved in metrics}
    )


def _made_by() -> bytes:
    """Return what tells one state of this package from another: they may not read each other's plates."""
    modules = sorted(os.scandir(Path(__file__).parent), key=lambda module: module.name)
    states = [(m.name, m.stat().st_mtime_ns, m.stat().st_size) for m in modules if m.name.endswith(".py")]
    return f"{sys.implementation.cache_tag} {__version__} {states}".encode()


def _plain(value: Any) -> Any:
    """Return a value as `marshal` can hold it: one of ours is a list of its class and parts."""
    if isinstance(value, _CLASSES):
        parts = [value.value] if isinstance(value, Enum) else value
        return [_CLASSES.index(type(value)), *map(_plain, parts)]
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _rich(value: Any) -> Any:
    """Return what `_plain` was given."""
    if isinstance(value, list):
        return _CLASSES[value[0]](*map(_rich, value[1:]))
    return tuple(map(_rich, value)) if isinstance(value, tuple) else value
