"""Put the objects of a file together. Source: ISO 32000-1, 7.5."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def assembled(
    static: bytes,
    offsets: tuple[int, ...],
    bodies: Mapping[int, bytes],
    *,
    root: int,
    info: int,
    version: bytes = b"1.7",
) -> bytes:
    """Return a file of one revision.

    Args:
        static: objects that are already written, for the numbers 1 and up.
        offsets: start of each of them in `static`.
        bodies: the other objects by number, without `obj` and `endobj`.
        root: number of the catalog.
        info: number of the information dictionary.
        version: for the header.
    """
    header = b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version
    places = {number: len(header) + offset for number, offset in enumerate(offsets, 1)}
    parts, at = [header, static], len(header) + len(static)
    for number in sorted(bodies):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number])
        places[number] = at
        parts.append(part)
        at += len(part)
    digest = hashlib.md5(b"".join(parts[2:]), usedforsecurity=False).hexdigest().encode("ascii")
    size = max(places) + 1
    rows = [
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00001 f \n"
        for number in range(1, size)
    ]
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, b"".join(rows)))
    parts.append(
        b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, root, info, digest, digest, at)
    )
    return b"".join(parts)
