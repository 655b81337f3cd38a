"""Read the text operators of a content stream that we wrote. Source: ISO 32000-1, 7.2, 9.4.3 and 14.6."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from halvvag_docs.pdfform.continuation import FIELD_KEY

Decoder = Callable[[bytes], str]
"""From the bytes that are shown to text, for one font."""

_TOKEN = re.compile(rb"\((?:\\[\s\S]|[^\\()])*\)|<<|>>|<[0-9A-Fa-f\s]*>|/[^\s/<>\[\]()]*|[^\s/<>\[\]()]+|[\[\]]")
_ESCAPE = re.compile(rb"\\([\s\S])")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content around a shown text."""

    tag: str
    identifier: int | None = None
    """Marked-content identifier."""
    actual_text: str | None = None
    """Stands for what is drawn inside."""
    field: str | None = None
    """Name of the field that the text on a continuation sheet belongs to."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of text as drawn."""

    text: str
    marks: tuple[Mark, ...]


def shown_texts(content: bytes, decoders: Mapping[str, Decoder]) -> Iterator[Shown]:
    """Yield each shown text with the marked content around it; actual text stands for what it replaces."""
    marks: list[Mark] = []
    operands: list[bytes] = []
    decode: Decoder = _latin
    for token in _TOKEN.findall(content):
        if token[:1] in b"/(<[]>" or token[:1].isdigit() or token[:1] in b"-.":
            operands.append(token)
            continue
        if token in {b"BMC", b"BDC"}:
            marks.append(_mark(operands))
        elif token == b"EMC" and marks:
            mark = marks.pop()
            if mark.actual_text is not None:
                yield Shown(mark.actual_text, tuple(marks))
        elif token == b"Tf":
            decode = decoders.get(operands[-2].decode("latin-1"), _latin)
        elif token in {b"Tj", b"TJ"} and all(mark.actual_text is None for mark in marks):
            strings = (_string(operand) for operand in operands if operand[:1] in b"(<")
            yield Shown(decode(b"".join(strings)), tuple(marks))
        operands = []


def _mark(operands: list[bytes]) -> Mark:
    entries = dict(pairwise(operands[2:]))
    tag = operands[0].decode("latin-1")
    if b"/MCID" in entries:
        name = entries.get(FIELD_KEY)
        return Mark(tag, identifier=int(entries[b"/MCID"]), field=_text_string(_string(name)) if name else None)
    if b"/ActualText" in entries:
        return Mark(tag, actual_text=_text_string(_string(entries[b"/ActualText"])))
    return Mark(tag)


def _string(token: bytes) -> bytes:
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode("ascii"))
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), token[1:-1])


def _text_string(data: bytes) -> str:
    return data[2:].decode("utf-16-be") if data.startswith(b"\xfe\xff") else data.decode("latin-1")


def _latin(data: bytes) -> str:
    return data.decode("cp1252", "replace")


def decoder(to_unicode: bytes | None) -> Decoder:
    """Return the decoder of a composite font by its ToUnicode map, or of a simple WinAnsi font for None."""
    if to_unicode is None:
        return _latin
    texts = {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()) for code, text in _PAIR.findall(to_unicode)
    }
    words = {code: text.decode("utf-16-be") for code, text in texts.items()}
    return lambda data: "".join(words.get(data[i : i + 2], "\ufffd") for i in range(0, len(data), 2))
