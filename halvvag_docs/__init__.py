"""Checked, good-looking documents for a halfway house, from answers to Word and PDF.

The names in ``__all__`` are public; everything else may change. They are imported when first used,
so that ``import halvvag_docs`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from halvvag_docs.casework import CheckedCase, Rendered, Source, read_cases, render
    from halvvag_docs.documents import Document
    from halvvag_docs.errors import (
        AnswersError,
        ExitCode,
        FileError,
        FormError,
        HalvvagError,
        Level,
        MissingProgramError,
        Problem,
        RenderError,
        SigningError,
    )
    from halvvag_docs.files import write_new
    from halvvag_docs.forms import Form, find_forms, load_form

__version__ = "0.1.0"

__all__ = [
    "AnswersError",
    "CheckedCase",
    "Document",
    "ExitCode",
    "FileError",
    "Form",
    "FormError",
    "HalvvagError",
    "Level",
    "MissingProgramError",
    "Problem",
    "RenderError",
    "Rendered",
    "SigningError",
    "Source",
    "__version__",
    "find_forms",
    "load_form",
    "read_cases",
    "render",
    "write_new",
]

_MODULES = {
    "casework": ("CheckedCase", "Rendered", "Source", "read_cases", "render"),
    "documents": ("Document",),
    "errors": (
        "AnswersError",
        "ExitCode",
        "FileError",
        "FormError",
        "HalvvagError",
        "Level",
        "MissingProgramError",
        "Problem",
        "RenderError",
        "SigningError",
    ),
    "files": ("write_new",),
    "forms": ("Form", "find_forms", "load_form"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
