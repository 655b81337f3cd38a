"""The text of PDF pages as poppler reads it, and the words of an answers file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.forms import Form


def text_of(pdf: Path) -> list[str]:
    """Return the text of each page, as poppler reads it."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode().removesuffix("\f").split("\f")


def words_of(form: Form, answers: Answers) -> set[str]:
    """Return the words of every answer in free text that is printed: what a reader must be able to find."""
    texts = [
        value
        for path, value in _leaves(answers, "")
        if (field := form.field(path)) is not None
        and not field.internal
        and (field.items or field.kind) in ("string", "text")
    ]
    return {word for text in texts for word in words(text)}


def words(text: str) -> set[str]:
    """Return the words of a text of at least three letters; line ends and hyphens divide."""
    return set(re.findall(r"[^\W\d_]{3,}", text))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}[{number}]")
    elif isinstance(value, str):
        yield path, value
