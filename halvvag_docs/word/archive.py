"""A Word file as bytes: what is the same in every document lies deflated and ready, one write for the rest.

Equal members give equal bytes: no clock, no system and no user stands in the file.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONTENT_TYPES = "[Content_Types].xml"

_SMALL = 6
"""For what is deflated once and copied into every document."""
_FAST = 1
"""For what is deflated for each document; see docs/design.md for the measurement."""
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DEFLATED, _UTF8 = 20, 8, 0x800
_DAY = 0x21
"""1980-01-01, the first day that a zip file knows."""
_RAW = -15


@dataclass(frozen=True, slots=True)
class Archive:
    """The members that all documents of a template share, written."""

    records: bytes
    """Their local headers and deflated contents."""
    directory: bytes
    """Their entries in the central directory."""
    count: int

    def complete(self, members: Iterable[tuple[str, bytes]]) -> bytes:
        """Return the file: the shared members, then these."""
        parts, entries = [self.records], [self.directory]
        offset, count = len(self.records), self.count
        for name, content in members:
            record, entry = _member(name, content, offset, _FAST)
            parts += record
            entries.append(entry)
            offset += sum(map(len, record))
            count += 1
        directory = b"".join(entries)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
        return b"".join((*parts, directory, end))


def shared(members: Mapping[str, bytes]) -> Archive:
    """Return the members as an archive that is to be completed.

    The content types come first, as the format asks. Source: ISO/IEC 29500-2, 9.
    """
    records: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(members, key=lambda name: name != CONTENT_TYPES):
        record, entry = _member(name, members[name], offset, _SMALL)
        records += record
        directory.append(entry)
        offset += sum(map(len, record))
    return Archive(b"".join(records), b"".join(directory), len(members))


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the members as a whole file."""
    return shared(members).complete(())


def _member(name: str, content: bytes, offset: int, level: int) -> tuple[tuple[bytes, bytes], bytes]:
    """Return a member's local header with its name, its deflated content, and its entry in the directory."""
    encoded = name.encode()
    flags = 0 if name.isascii() else _UTF8
    packed = zlib.compress(content, level, _RAW)
    sizes = (zlib.crc32(content), len(packed), len(content))
    header = _LOCAL.pack(b"PK\x03\x04", _VERSION, flags, _DEFLATED, 0, _DAY, *sizes, len(encoded), 0)
    entry = _CENTRAL.pack(
        b"PK\x01\x02", _VERSION, _VERSION, flags, _DEFLATED, 0, _DAY, *sizes, len(encoded), 0, 0, 0, 0, 0, offset
    )
    return (header + encoded, packed), entry + encoded
