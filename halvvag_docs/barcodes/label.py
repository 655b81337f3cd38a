"""What the code says, in the few characters that a QR code holds best: capitals, digits and full stops."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from uuid import UUID

_KIND = "HV1"
_DIGEST = 20
"""Characters of the answers' SHA-256 in base 32: 100 bits, far more than chance or patience could hit."""
_TEXT = re.compile(r"HV1\.([A-Z2-7]{26})\.(\d{1,4})\.(\d{1,4})\.(\d{1,4})\.([A-Z2-7]{20})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One page of one version of one document; nothing in it tells of a person."""

    document_id: UUID
    version: int
    page: int
    """1 and up."""
    pages: int
    digest: str
    """Beginning of the SHA-256 of the answers, see `shortened`."""

    @property
    def text(self) -> str:
        """What stands in the code."""
        key = base64.b32encode(self.document_id.bytes).decode("ascii").rstrip("=")
        return f"{_KIND}.{key}.{self.version}.{self.page}.{self.pages}.{self.digest}"


def shortened(sha256: str) -> str:
    """Return as much of a SHA-256, in hexadecimal, as a label holds."""
    return base64.b32encode(bytes.fromhex(sha256)).decode("ascii")[:_DIGEST]


def parse(text: str) -> Label | None:
    """Return what a code says, or None for a code of somebody else."""
    found = _TEXT.fullmatch(text)
    if not found:
        return None
    key, version, page, pages, digest = found.groups()
    document_id = UUID(bytes=base64.b32decode(f"{key}======"))
    label = Label(document_id=document_id, version=int(version), page=int(page), pages=int(pages), digest=digest)
    return label if 1 <= label.page <= label.pages else None
