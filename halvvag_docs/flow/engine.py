"""Run Typst: the only module that knows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from halvvag_docs.errors import FormError, MissingProgramError
from halvvag_docs.flow.wording import swedish

if TYPE_CHECKING:
    import typst

STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""PDF/A-2a and PDF/UA-1 in one file."""
MAIN = "main.typ"
"""Name of the template itself among the sources."""
_MISSING = (
    "PDF av löpande text görs med Typst, som inte är installerat. Installera det med "
    "«pip install 'halvvag-docs[pdf]'» och försök igen, eller välj --format docx."
)
_LINE = re.compile(r"┌─ (\S+):(\d+):")
_SECRET_FROM = 3
"""Texts of fewer characters cannot be told from Typst's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something a source notes where it stands (`metadata` with a label)."""

    label: str
    """Without the angle brackets."""
    value: Any
    """JSON data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeset:
    """A set document."""

    content: bytes
    places: tuple[Place, ...]
    """In the order of the document."""

    def labelled(self, label: str) -> list[Any]:
        """Return the values of the places with a label."""
        return [place.value for place in self.places if place.label == label]


def typeset(
    sources: Mapping[str, bytes],
    *,
    name: str,
    fonts: Path,
    inputs: Mapping[str, str] = MappingProxyType({}),
    secrets: Iterable[str] = (),
) -> Typeset:
    """Set a document as PDF/A-2a and PDF/UA-1.

    Args:
        sources: all sources by name, the document itself as `main.typ`.
        name: what messages call the document.
        fonts: folder with the only fonts that there are.
        inputs: what the sources find in `sys.inputs`, beside `fonts`: the families of the folder, with commas.
        secrets: texts that no message may repeat.

    Raises:
        FormError: the document cannot be set, or Typst warns of it; the message gives line and fault.
        MissingProgramError: Typst is not installed.
    """
    typst = _typst()
    options: Any = {
        "input": dict(sources),
        # Typst looks on the disk for what is not among the sources: let it find the fonts and nothing else.
        "root": str(fonts),
        "font_paths": _fonts(fonts),
        "ignore_system_fonts": True,
        "sys_inputs": {"fonts": ",".join(_families(fonts)), **inputs},
    }
    try:
        content, warnings = typst.compile_with_warnings(pdf_standards=list(STANDARDS), **options)
        found = json.loads(typst.query(selector="metadata", **options))
    except typst.TypstError as error:
        raise FormError(_told(error, name, secrets)) from None  # the error itself may hold answers
    if warnings:
        raise FormError("\n".join(_told(warning, name, secrets) for warning in warnings))
    places = (Place(label=str(one.get("label") or "")[1:-1], value=one["value"]) for one in found)
    return Typeset(content=content, places=tuple(places))


def _typst() -> Any:
    try:
        import typst  # noqa: PLC0415  it takes long to import, and most commands need none
    except ImportError as error:
        raise MissingProgramError(_MISSING) from error
    return typst


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    made: typst.Fonts = _typst().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    return made


def _families(folder: Path) -> list[str]:
    """Return the families in a folder, that of Latin letters first: `Noto Sans` before `Noto Sans Arabic`."""
    return sorted(_fonts(folder).families(), key=lambda family: (len(family), family))


def _told(problem: Any, name: str, secrets: Iterable[str]) -> str:
    """Return what Typst says, with its place, without any text of an answer."""
    said = " ".join(str(problem.message).split())
    message = swedish(said)
    if any(text in said for text in secrets if len(text) >= _SECRET_FROM):
        message = "felet kan inte visas, för det upprepar ett svar"
    places = [(Path(file).name, line) for file, line in _LINE.findall(str(problem.diagnostic))]
    # The first place is where it went wrong; the template's own line says who asked for it.
    own = next((line for file, line in places if file == MAIN), None)
    file, line = places[0] if places else ("", "")
    where = f", rad {own}" if own else f" ({file}, rad {line})" if places else ""
    return f"{name}{where}: {message}."
