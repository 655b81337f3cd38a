"""Plain data into a template, many times: by a program of its own where there is one, else the long way."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from halvvag_docs.word import saved
from halvvag_docs.word.plain import Irregular

if TYPE_CHECKING:
    from halvvag_docs.word.engine import Template
    from halvvag_docs.word.program import Program


class Filler:
    """A template that is filled with the data of files: text, numbers, yes and no, lists and mappings of them.

    Each record gives what :meth:`Template.render` gives for it, only faster; what the template's program
    does not know goes through ``Template.render`` itself.

    Args:
        content: a .docx (or .dotx) file.
        name: what messages call it.
        cache: folder where its program is kept between runs; None keeps nothing.

    Raises:
        FileError, FormError: as :class:`Template`.
    """

    def __init__(self, content: bytes, *, name: str = "mallen", cache: Path | None = None) -> None:
        self.name = name
        self._content = content
        self._program = self._find(cache)

    def fill(self, data: Mapping[str, Any]) -> bytes:
        """Return the document of one record.

        Raises:
            RenderError: a tag has no value, or one that cannot be printed; the message names the place.
        """
        if self._program is not None:
            try:
                return self._program.fill(data)
            except Irregular:
                pass  # nothing is wrong yet: the long way knows all cases
        return self._template.render(data).content

    @property
    def compiled(self) -> bool:
        """Whether the template has a program of its own."""
        return self._program is not None

    def _find(self, cache: Path | None) -> Program | None:
        key = saved.key(self._content) if cache else ""
        if cache and (program := saved.load(cache, key)):
            return program
        made = self._make()
        if cache and made:
            saved.store(cache, key, made)
        return made

    def _make(self) -> Program | None:
        from halvvag_docs.word.layout import Unprovable  # noqa: PLC0415  needed for a new template only

        try:
            return self._template.program()
        except Unprovable:
            return None

    @cached_property
    def _template(self) -> Template:
        from halvvag_docs.word.engine import Template  # noqa: PLC0415  it brings docxtpl, Jinja and lxml

        return Template(self._content, name=self.name)
