"""A template as a program of its own: fills in plain data without docxtpl, Jinja or lxml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from halvvag_docs.word import plain
from halvvag_docs.word.archive import Archive

_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


@dataclass(frozen=True)
class Program:
    """What is the same in every document, and the code that makes the rest."""

    archive: Archive
    members: Sequence[str]
    """Of the code's functions ``part0``, ``part1``, …"""
    code: CodeType

    @cached_property
    def _functions(self) -> Mapping[str, Any]:
        return plain.functions(self.code)

    def fill(self, data: Mapping[str, Any]) -> bytes:
        """Return the document.

        Raises:
            Irregular: the data are not as plain as the code expects; the long way will tell.
        """
        made = []
        try:
            for number, member in enumerate(self.members):
                out = [_DECLARATION]
                self._functions[f"part{number}"](data, out)
                made.append((member, "".join(out).encode()))
        except plain.IRREGULAR as error:
            raise plain.Irregular from error
        return self.archive.complete(made)
