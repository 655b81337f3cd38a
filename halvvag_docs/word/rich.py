"""The seam to docxtpl: its pictures, sub-documents and replaced media, which change the file around the text.

Most of what docxtpl renders is text in parts, and we render it. A picture or a sub-document brings parts
of its own; there docxtpl does its work on a document that it holds open, and we give it our checked,
sandboxed parts instead of its own templates.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docxtpl import DocxTemplate, InlineImage, Listing, RichText, RichTextParagraph
from lxml import etree
from markupsafe import Markup

from halvvag_docs.values import UnprintableError
from halvvag_docs.word.package import W, parse_xml

_TEXTS = (RichText, RichTextParagraph, Listing)
_GRID, _TABLE, _BODY = (f"{{{W}}}{name}" for name in ("tblGrid", "tbl", "body"))


def is_rich(value: Any) -> bool:
    """Say whether the value is one of docxtpl's own, which write XML; data from a file never are."""
    return isinstance(value, (*_TEXTS, InlineImage)) or type(value).__module__ == "docxtpl.subdoc"


def markup(value: Any) -> Markup:
    """Return the XML of a rich value.

    Raises:
        UnprintableError: a picture or sub-document made for another file than the one that is rendered.
    """
    if not isinstance(value, _TEXTS):
        owner = value.tpl
        if not isinstance(owner, RichTemplate) or not owner.is_rendering:
            raise UnprintableError(
                "bilden eller deldokumentet hör till ett annat dokument. "
                "Gör det med det objekt som mallen ger för det, och ge objektet till render."
            )
    return Markup(value.__html__())  # noqa: S704  docxtpl's objects escape the text they hold


class RichTemplate(DocxTemplate):  # type: ignore[misc]  # docxtpl ships no types
    """A template of ours as docxtpl's object, to make pictures and sub-documents with and to render them by.

    Args:
        content: the template, checked.
        members: the parts that are filled in.
    """

    def __init__(self, content: bytes, members: frozenset[str]) -> None:
        super().__init__(io.BytesIO(content))
        self._members = members
        self._fill: Callable[[str], str] | None = None

    @property
    def is_rendering(self) -> bool:
        """Whether values are being printed into it now."""
        return self._fill is not None

    def complete(self, fill: Callable[[str], str]) -> bytes:
        """Return the document; ``fill`` returns the XML of a part, given its member's name."""
        self._fill = fill
        try:
            self.render({})
        finally:
            self._fill = None
        target = io.BytesIO()
        self.save(target)
        return target.getvalue()

    def patch_xml(self, src_xml: str) -> str:
        """Return the part as it is; ours is patched already."""
        return src_xml

    def render_xml_part(
        self,
        src_xml: str,
        part: Any,
        context: Mapping[str, Any],  # noqa: ARG002  docxtpl's signature
        jinja_env: Any = None,  # noqa: ARG002  as above
    ) -> str:
        """Return our filled-in part in the place of docxtpl's."""
        self.current_rendering_part = part
        member = str(part.partname).lstrip("/")
        if self._fill is None or member not in self._members:
            return src_xml
        return self._fill(member)

    def render_properties(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Leave the properties, which we write ourselves."""

    def fix_tables(self, xml: str) -> Any:
        """Fit the columns as docxtpl does, unless a table has none to fit."""
        tree = parse_xml(xml, "dokumentet")
        if any(table.find(_GRID) is None for table in tree.iter(_TABLE)):
            return tree
        return super().fix_tables(etree.tostring(tree, encoding="unicode"))

    def map_tree(self, tree: Any) -> None:
        """Put the body in its place; our part is the whole document."""
        super().map_tree(tree.find(_BODY))
