"""Write the basic objects of PDF as bytes. Source: ISO 32000-1, 7.3 and 7.9.2."""

from __future__ import annotations

import re
from codecs import charmap_encode
from encodings.cp1252 import encoding_table
from functools import lru_cache

_REGULAR = frozenset(b"!\"$&'*+,-.0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ\\^_`abcdefghijklmnopqrstuvwxyz|~")
_ESCAPES = {0x28: b"\\(", 0x29: b"\\)", 0x5C: b"\\\\", 0x0A: b"\\n", 0x0D: b"\\r"}
_TO_ESCAPE = bytes(_ESCAPES)
_ESCAPED = re.compile(rb"[()\\\n\r]")
_UNLIKE = bytes({*range(0x20), *range(0x7F, 0xA1), 0xAD} - set(b"\t\n\r"))
"""Bytes that PDFDocEncoding and WinAnsiEncoding do not read alike."""


@lru_cache(maxsize=1024)  # a document names the states of the same few buttons again and again
def name(text: str) -> bytes:
    """Write a name object; bytes that are not regular characters are escaped."""
    return b"/" + b"".join(bytes((c,)) if c in _REGULAR else b"#%02X" % c for c in text.encode("utf-8"))


def win_ansi(text: str) -> bytes | None:
    """Return text in WinAnsiEncoding; None when that lacks a character."""
    encoded: bytes = charmap_encode(text, "ignore", encoding_table)[0]  # twice as fast as to catch an error
    return encoded if len(encoded) == len(text) else None


@lru_cache(maxsize=1024)  # a template has few sizes, and each drawn text names one
def number(value: float) -> bytes:
    """Write a number with at most three decimals (a thousandth of a point is invisible)."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text in {"-0", ""} else text.encode("ascii")


def numbers(*values: float) -> bytes:
    """Write several numbers with a space between."""
    return b" ".join(number(value) for value in values)


def literal(data: bytes) -> bytes:
    """Write a string object in parentheses."""
    if len(data.translate(None, _TO_ESCAPE)) != len(data):  # few texts have any
        data = _ESCAPED.sub(lambda match: _ESCAPES[match[0][0]], data)
    return b"(%s)" % data


def hexadecimal(data: bytes) -> bytes:
    """Write a string object in hexadecimal."""
    return b"<" + data.hex().encode("ascii") + b">"


def text_string(text: str) -> bytes:
    """Write a text string: one byte per character where PDFDocEncoding allows it, else UTF-16 with a mark."""
    encoded = win_ansi(text)
    if encoded is not None and len(encoded.translate(None, _UNLIKE)) == len(encoded):
        return literal(encoded)
    return hexadecimal(b"\xfe\xff" + text.encode("utf-16-be"))


def reference(number_: int) -> bytes:
    """Write a reference to an indirect object of generation 0."""
    return b"%d 0 R" % number_


def array(items: list[bytes]) -> bytes:
    """Write an array of objects that are already written."""
    return b"[" + b" ".join(items) + b"]"


def stream(entries: bytes, data: bytes) -> bytes:
    """Write a stream object; `entries` are dictionary entries other than /Length."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)
