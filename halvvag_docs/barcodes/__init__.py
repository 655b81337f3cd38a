"""The code on each page that is signed on paper: which document, which page of how many, made of which answers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from halvvag_docs.barcodes.gathering import Found, Pile, gather
from halvvag_docs.barcodes.label import Label, parse, shortened

if TYPE_CHECKING:
    from halvvag_docs.barcodes.drawing import modules
    from halvvag_docs.barcodes.scanning import read_image, read_pixels

__all__ = ["Found", "Label", "Pile", "gather", "modules", "parse", "read_image", "read_pixels", "shortened"]

_HOMES = {"modules": "drawing", "read_image": "scanning", "read_pixels": "scanning"}
"""Names whose modules bring a library: one to draw, which every PDF needs, one to read, which is an extra."""


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(name)
