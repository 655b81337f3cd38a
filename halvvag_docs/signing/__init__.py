"""Sign PDF so that any program can check it, and say what the signatures of a PDF are worth (PAdES, pyHanko).

A signature is added after what stands in the file; nothing that was there changes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from halvvag_docs.errors import MissingProgramError
from halvvag_docs.signing.verdict import Change, Coverage, SignatureVerdict, Trust, Verdict

if TYPE_CHECKING:
    from halvvag_docs.signing.fields import SignaturePlace, choose, places, signed_by
    from halvvag_docs.signing.keys import Card, Key, key_from_file, key_on_card
    from halvvag_docs.signing.making import Signing, sign, timestamp_service
    from halvvag_docs.signing.verifying import first_revision, read_roots, verify

__all__ = [
    "Card",
    "Change",
    "Coverage",
    "Key",
    "SignaturePlace",
    "SignatureVerdict",
    "Signing",
    "Trust",
    "Verdict",
    "choose",
    "first_revision",
    "key_from_file",
    "key_on_card",
    "places",
    "read_roots",
    "sign",
    "signed_by",
    "timestamp_service",
    "verify",
]

_HOMES = {
    "Card": "keys",
    "Key": "keys",
    "key_from_file": "keys",
    "key_on_card": "keys",
    "Signing": "making",
    "sign": "making",
    "timestamp_service": "making",
    "SignaturePlace": "fields",
    "choose": "fields",
    "places": "fields",
    "signed_by": "fields",
    "first_revision": "verifying",
    "read_roots": "verifying",
    "verify": "verifying",
}
"""Names whose modules need pyHanko, which takes long to import and may be missing."""
_MISSING = (
    "Elektroniska underskrifter är ett tillägg som inte är installerat. Installera det med "
    "«pip install 'halvvag-docs[sign]'» och försök igen."
)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ImportError as error:
        raise MissingProgramError(_MISSING) from error
