"""What a look at a signed PDF found: facts, not one yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trust(StrEnum):
    """What is known of who a certificate belongs to."""

    TRUSTED = "trusted"
    """Issued under a root that was given, and valid."""
    UNTRUSTED = "untrusted"
    """Not issued under any root that was given, revoked, or not meant for signing."""
    EXPIRED = "expired"
    """Valid when the signer says it was signed, but no longer, and no time stamp proves when that was."""
    UNKNOWN = "unknown"
    """No root was given, so nobody has asked."""


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    FILE = "file"
    """All of it."""
    REVISION = "revision"
    """All that stood in it when it was signed; something was added after."""
    UNCLEAR = "unclear"
    """Only parts: no honest program signs like that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is otherwise in the file now than when it was signed."""

    kind: str
    """`signature`, `field`, `pages` or `other`."""
    name: str
    """Label of the field or words for the change; never a value."""
    allowed: bool
    """Whether this signature lets it be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureVerdict:
    """What is known of one signature."""

    field: str
    role: str
    """In the words of the document; empty where it does not say."""
    signer: str
    """Who the certificate names."""
    issuer: str
    when: datetime | None
    """As the time stamp proves it, else as the signer says it; with a time zone."""
    time_proved: bool
    """Whether a time stamp that holds says so."""
    timestamped: bool
    intact: bool
    """Whether what it covers is as it was."""
    genuine: bool
    """Whether the signature was made with the certificate's key."""
    coverage: Coverage
    trust: Trust
    changes: tuple[Change, ...] = ()
    changes_allowed: bool = True
    """Whether everything that came after may do so."""

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it. That trust is unknown or that a certificate expired does not."""
        found = self.intact and self.genuine and self.changes_allowed
        return found and self.coverage is not Coverage.UNCLEAR and self.trust is not Trust.UNTRUSTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a file."""

    signatures: tuple[SignatureVerdict, ...]
    """In the order in which they were made."""
    empty: tuple[str, ...]
    """Places where nobody has signed, in words."""

    @property
    def holds(self) -> bool:
        """Whether the file is signed and every signature holds."""
        return bool(self.signatures) and all(one.holds for one in self.signatures)
