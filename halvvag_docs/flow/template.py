"""A Typst template: what it may say, and how it is set."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs.errors import FileError, FormError
from halvvag_docs.flow.engine import MAIN, Typeset, typeset

_IMPORT = re.compile(r'#import "([\w/-]+\.typ)"(?:: [\w*, -]+)?\Z')
_FORBIDDEN = re.compile(r"\b(import|include|eval|plugin|read|std)\b")


class Template:
    """A template that was looked through once and is set many times."""

    def __init__(self, source: bytes, *, name: str, library: Mapping[str, bytes]) -> None:
        """Take a template.

        Args:
            source: the text of the template, UTF-8.
            name: what messages call it.
            library: shared sources that it may import, by the name they are imported by.

        Raises:
            FileError: a source is not UTF-8 text.
            FormError: a source says what none may, or imports what is not in the library.
        """
        self.name = name
        self._sources = {**library, MAIN: source}
        problems = [
            problem
            for file, content in self._sources.items()
            for problem in _problems(content, name if file == MAIN else file, library)
        ]
        if problems:
            raise FormError("\n".join(problems))

    def typeset(self, data: Mapping[str, Any], *, title: str, created: date, fonts: Path) -> Typeset:
        """Set the document that the template makes of `data`.

        Args:
            data: as `encode` gives it.
            title: kind of document and case, never a name.
            created: the date in the metadata.
            fonts: folder with the fonts.

        Raises:
            FormError: the template cannot be set; the message says where.
            MissingProgramError: Typst is not installed.
        """
        written = json.dumps(data, ensure_ascii=False)
        return typeset(
            self._sources,
            name=self.name,
            fonts=fonts,
            inputs={"data": written, "title": title, "created": created.isoformat()},
            secrets=list(_answers(data)),
        )


def _problems(content: bytes, name: str, library: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what no source may say: what would load code or files from elsewhere, or read answers as code."""
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise FileError(f"{name}: mallen är inte UTF-8-text. Spara den som UTF-8 och försök igen.") from error
    for number, line in enumerate(lines, 1):
        imported = _IMPORT.match(line)
        if imported and not _is_known(imported[1], library):
            yield f"{name}, rad {number}: {imported[1]} finns inte. Det som går att använda är {_listed(library)}."
        elif not imported and (word := _FORBIDDEN.search(line)):
            yield (
                f"{name}, rad {number}: ordet «{word[1]}» får inte stå i en mall. Bara #import av "
                f"{_listed(library)}, först på en rad, är tillåtet."
            )


def _is_known(imported: str, library: Mapping[str, bytes]) -> bool:
    """Say whether an import finds its source: by its name from the template, or beside another source."""
    return any(imported in (name, name.rpartition("/")[2]) for name in library)


def _listed(library: Mapping[str, bytes]) -> str:
    return ", ".join(sorted(library)) or "inget"


def _answers(data: Any) -> Iterator[str]:
    """Yield the texts of all answers."""
    if isinstance(data, Mapping):
        if data.get("@path"):
            yield data["@text"]
        else:
            for item in data.values():
                yield from _answers(item)
    elif isinstance(data, list):
        for item in data:
            yield from _answers(item)
