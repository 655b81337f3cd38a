"""A file that is written while it grows: of what has been written, only the places of the objects are kept.

Source: ISO 32000-1, 7.5.7 and 7.5.8.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from halvvag_docs.errors import FileError
from halvvag_docs.pdfform.assembly import (
    ENTRY,
    HEADER,
    IN_STREAM,
    PER_STREAM,
    PLAIN,
    end_of_file,
    object_stream,
)

_LARGEST = (1 << 32) - 1
"""Bytes: a place in the file has four of them."""


class GrowingFile:
    """One revision, object after object; 7 bytes of memory for each."""

    def __init__(self, out: BinaryIO) -> None:
        """Begin the file in ``out``, which is only written to, from its beginning to its end."""
        self._out = out
        self._at = 0
        self._entries = bytearray(ENTRY.pack(0, 0, 65535))
        self._waiting: dict[int, bytes] = {}
        self._digest = hashlib.sha256()
        self._write(HEADER)

    def new(self) -> int:
        """Return a number for an object that will be put later."""
        self._entries += bytes(ENTRY.size)
        return len(self._entries) // ENTRY.size - 1

    def put(self, number: int, body: bytes) -> None:
        """Write an object, without `obj` and `endobj`.

        Raises:
            FileError: the file would grow past 4 GB.
        """
        if body.endswith(b"endstream"):
            self._put_plain(number, body)
            return
        self._waiting[number] = body
        if len(self._waiting) == PER_STREAM:
            self._flush()

    def add(self, body: bytes) -> int:
        """Write an object and return its number."""
        number = self.new()
        self.put(number, body)
        return number

    def finish(self, root: int, info: int) -> None:
        """Write what ends the file; `root` and `info` are the catalog and the information dictionary."""
        self._flush()
        number, at = self.new(), self._at
        ENTRY.pack_into(self._entries, number * ENTRY.size, PLAIN, at, 0)
        digest = self._digest.hexdigest()[:32].encode("ascii")
        self._write(end_of_file(self._entries, at, (root, info), digest))

    def _flush(self) -> None:
        """Write the objects that share a stream."""
        if not self._waiting:
            return
        numbers, container = list(self._waiting), self.new()
        for index, number in enumerate(numbers):
            ENTRY.pack_into(self._entries, number * ENTRY.size, IN_STREAM, container, index)
        self._put_plain(container, object_stream(numbers, self._waiting))
        self._waiting = {}

    def _put_plain(self, number: int, body: bytes) -> None:
        if self._at > _LARGEST:
            raise FileError("Den hopslagna PDF-filen blir större än 4 GB. Slå ihop färre dokument åt gången.")
        ENTRY.pack_into(self._entries, number * ENTRY.size, PLAIN, self._at, 0)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._out.write(data)
        self._at += len(data)
