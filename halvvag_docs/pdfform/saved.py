"""Compiled templates as bytes, and kept on disk, so that a single document need not wait for pypdf.

The form is JSON and the finished objects of the template: plain data, no code. See `keeping` for where it may
stand.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from halvvag_docs import __version__, keeping
from halvvag_docs.pdfform import fonts
from halvvag_docs.pdfform.appearance import Box, Style
from halvvag_docs.pdfform.assembly import Packed
from halvvag_docs.pdfform.model import FieldKind, FormField, Option, Rows
from halvvag_docs.pdfform.plate import FieldPlan, Kind, PagePlan, Plate, StructurePlan, WidgetPlan

_SUFFIX = ".plate"
_CLASSES: tuple[type, ...] = (
    Box, FieldPlan, FormField, Option, Packed, PagePlan, Plate, Rows, StructurePlan, Style, WidgetPlan,
)  # fmt: skip


def kept_plate(template: bytes, folder: Path | None) -> Plate:
    """Return the compiled template, from `folder` when it is kept there; else it is compiled, and kept there.

    Raises:
        FileError: see `source.open_form`.
    """
    name = hashlib.sha256(template).hexdigest() + _SUFFIX
    stored = keeping.load(folder, name) if folder else None
    plate = load_plate(stored, template) if stored else None
    if plate is None:
        from halvvag_docs.pdfform.compiling import compile_template  # noqa: PLC0415 - what is kept needs no pypdf

        plate = compile_template(template)
        if folder:
            keeping.store(folder, name, dump_plate(plate))
    return plate


def dump_plate(plate: Plate) -> bytes:
    """Return a plate as bytes; the template itself is left out."""
    metrics = [[weight, fonts.metrics(font)] for weight, font in plate.fonts.items()]
    bare = replace(plate, template=b"", fonts={}, static=replace(plate.static, data=b""))
    head = json.dumps([metrics, _plain(bare)], separators=(",", ":")).encode("ascii")
    return b"%s\n%d\n%s%s" % (_made_by(), len(head), head, plate.static.data)


def load_plate(stored: bytes, template: bytes) -> Plate | None:
    """Return the plate of `template` from its bytes; None when another version made it."""
    made_by, _, stored = stored.partition(b"\n")
    if made_by != _made_by():
        return None
    size, _, rest = stored.partition(b"\n")
    metrics, bare = json.loads(rest[: int(size)], object_hook=_rich)
    found = {weight: fonts.with_metrics(saved) for weight, saved in metrics}
    plate: Plate = bare
    return replace(plate, template=template, fonts=found, static=replace(plate.static, data=rest[int(size) :]))


@cache
def _made_by() -> bytes:
    """Return what tells one state of this package from another: they may not read each other's plates."""
    modules = sorted(os.scandir(Path(__file__).parent), key=lambda module: module.name)
    states = [(m.name, m.stat().st_mtime_ns, m.stat().st_size) for m in modules if m.name.endswith(".py")]
    return hashlib.sha256(f"{__version__} {states}".encode()).hexdigest().encode("ascii")


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it; what JSON does not know is an object of one key."""
    plain = value
    match value:
        case bytes():
            plain = {"b": value.decode("latin-1")}
        case FieldKind():
            plain = {"f": value.value}
        case Kind():
            plain = {"k": value.value}
        case frozenset():
            plain = {"s": sorted(value)}
        case Mapping():
            plain = {"m": [[key, _plain(item)] for key, item in value.items()]}
        case tuple():
            plain = [_plain(item) for item in value]
        case _ if is_dataclass(value):
            parts = [_plain(getattr(value, name)) for name in _NAMES[type(value)]]
            plain = {"d": [_CLASSES.index(type(value)), *parts]}
    return plain


def _rich(item: dict[str, Any]) -> Any:
    """Turn an object of one key back into what it stands for."""
    ((kind, value),) = item.items()
    return _RICH[kind](value)


def _made(value: list[Any]) -> Any:
    parts = (tuple(part) if isinstance(part, list) else part for part in value[1:])
    made = _CLASSES[value[0]]
    return made(**dict(zip(_NAMES[made], parts, strict=True)))


_NAMES = {made: [part.name for part in fields(made)] for made in _CLASSES}
_RICH: Mapping[str, Callable[[Any], Any]] = {
    "b": lambda value: value.encode("latin-1"),
    "d": _made,
    "f": FieldKind,
    "k": Kind,
    "m": dict,
    "s": frozenset,
}
