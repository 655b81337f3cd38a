"""Everything that a Word file holds, seen or not: texts, attributes, properties, and each part as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from halvvag_docs.word.package import open_package
from halvvag_docs.word.text import read_paragraphs

_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"\"([^\"]*)\"")
_XML = (".xml", ".rels")


def texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield (where, text) of all that a person or a program can read in a Word file.

    Text runs are joined whatever divides them: paragraph by paragraph, then part by part with hidden, deleted and
    alternative texts, then the attributes.

    Raises:
        FileError: no Word file.
    """
    for one in read_paragraphs(content, copies=True):
        yield one.place, one.text
    for name, data in open_package(content, "dokumentet").members.items():
        if name.endswith(_XML):
            xml = data.decode("utf-8", "replace")
            yield name, html.unescape(_TAG.sub("", xml))
            yield name, html.unescape("\n".join(_ATTRIBUTE.findall(xml)))


def raw(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (where, bytes) of each part of the file, inflated.

    Raises:
        FileError: no Word file.
    """
    yield from open_package(content, "dokumentet").members.items()
