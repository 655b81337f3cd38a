"""Look at the signatures of a PDF: who, when, is it intact, what came after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    GenericFieldModificationRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.general import SigningError as PyhankoSigningError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from halvvag_docs.errors import FileError
from halvvag_docs.signing import changes, fields
from halvvag_docs.signing.keys import common_name
from halvvag_docs.signing.verdict import Coverage, SignatureVerdict, Trust, Verdict

# What pyHanko tells of a forged or damaged file is the verdict here, not noise on the screen.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())
logging.getLogger("pyhanko_certvalidator").addHandler(logging.NullHandler())

_POLICY = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(allow_new_visible_after_certify=False),
            SigFieldModificationRule(),
            # Stricter than the default; and the default takes a look unchanged since the first revision for
            # changed, and so refuses a second signature beside a lock.
            GenericFieldModificationRule(allow_in_place_appearance_stream_changes=False),
        ]
    ),
)
_END = b"%%EOF"
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}
_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


def read_roots(content: bytes, *, name: str) -> list[Any]:
    """Return the certificates of a PEM or DER file.

    Raises:
        FileError: it holds none.
    """
    try:
        found = list(load_certs_from_pemder_data(content))
    except ValueError as error:
        raise FileError(f"{name}: filen innehåller inget certifikat (PEM eller DER).") from error
    if not found:
        raise FileError(f"{name}: filen innehåller inget certifikat (PEM eller DER).")
    return found


def verify(content: bytes, *, roots: Sequence[Any] = (), now: datetime) -> Verdict:
    """Return what the signatures of a PDF say, and what does not hold.

    Args:
        content: the file.
        roots: certificates that are trusted, as `read_roots` gives them; none leaves trust unknown.
        now: with a time zone; a certificate must be valid then, or when a trusted time stamp says it was signed.

    Raises:
        FileError: the bytes are no PDF that can be read.
    """
    with fields.careful():
        reader = fields.open_pdf(content)
        found = fields.places_in(reader)
        role = {one.field: one.role for one in found}
        signatures = tuple(_judged(one, roots, now, role) for one in reader.embedded_regular_signatures)
    empty = tuple(one.words for one in found if not one.signed)
    return Verdict(signatures=signatures, empty=empty)


def _judged(signature: Any, roots: Sequence[Any], now: datetime, roles: dict[str, str]) -> SignatureVerdict:
    status = _status(signature, roots, now)
    said = signature.self_reported_timestamp
    stamp = status.timestamp_validity if status else None
    proved = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    allowed = bool(status and status.docmdp_ok and isinstance(status.diff_result, DiffResult))
    certificate = signature.signer_cert
    return SignatureVerdict(
        field=signature.field_name,
        role=roles.get(signature.field_name, ""),
        signer=common_name(certificate),
        issuer=str(certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly),
        when=stamp.timestamp if stamp and proved else said,
        time_proved=proved,
        timestamped=stamp is not None,
        intact=bool(status and status.intact),
        genuine=bool(status and status.valid),
        coverage=_COVERAGE.get(signature.coverage, Coverage.UNCLEAR),
        trust=_trust(signature, status, roots, said),
        changes=changes.since(signature, allowed=allowed),
        changes_allowed=allowed,
    )


def _status(signature: Any, roots: Sequence[Any], now: datetime) -> Any:
    """Return pyHanko's status, or None when the signature is no such thing at all."""
    context = ValidationContext(
        trust_roots=list(roots), other_certs=signature.other_embedded_certs, moment=now, allow_fetching=False
    )
    try:
        return asyncio.run(
            async_validate_pdf_signature(
                signature, signer_validation_context=context, diff_policy=_POLICY, key_usage_settings=_USAGE
            )
        )
    except (SignatureValidationError, PyhankoSigningError):
        return None


def _trust(signature: Any, status: Any, roots: Sequence[Any], said: datetime | None) -> Trust:
    if not roots:
        return Trust.UNKNOWN
    if status is None:
        return Trust.UNTRUSTED
    if status.trusted:
        return Trust.TRUSTED
    then = _status(signature, roots, said) if said else None
    ends = signature.signer_cert.not_valid_after
    is_past = then is not None and then.trusted and said is not None and said < ends
    return Trust.EXPIRED if is_past else Trust.UNTRUSTED


def first_revision(content: bytes) -> bytes:
    """Return a PDF as it was before anything was added to it, signatures and all.

    Raises:
        FileError: the bytes are no PDF that can be read.
    """
    with fields.careful():
        reader = fields.open_pdf(content)
        end = content.find(_END, reader.xrefs.get_startxref_for_revision(0))
    return content if end < 0 else content[: end + len(_END) + 1]
