"""What somebody signs with: a file with a key (PKCS#12) or a card (PKCS#11)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.general import SigningError as PyhankoError
from pyhanko.sign.signers import Signer, SimpleSigner

from halvvag_docs.errors import MissingProgramError, SigningError

_WRONG_FILE = (
    "Nyckelfilen går inte att öppna: lösenordet är fel, eller filen är ingen nyckelfil (.p12 eller .pfx) med "
    "både nyckel och certifikat."
)
_NO_CARD = (
    "Kortet hittas inte. Kontrollera att det sitter i läsaren och att modulen är rätt (--pkcs11); finns flera "
    "kort, välj ett med --token."
)
_WRONG_PIN = "PIN-koden är fel. Efter några fel låser sig kortet; försök inte mer om du är osäker."
_LOCKED = "Kortet är låst efter för många fel PIN-koder. Det låses upp med PUK-koden i kortets eget program."
_REFUSED = "Kortet skrev inte under. Ta ut det, sätt i det igen och försök en gång till."
_NO_KEY = "På kortet finns ingen nyckel med det namnet (--key-label), eller ingen alls att skriva under med."


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A private key with its certificate, ready to sign."""

    signer: Signer
    name: str
    """Who the certificate says it is."""


def key_from_file(content: bytes, passphrase: str) -> Key:
    """Return the key of a PKCS#12 file.

    Raises:
        SigningError: the passphrase is wrong, or the file holds no key with its certificate.
    """
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise SigningError(_WRONG_FILE) from error
    if key is None or certificate is None:
        raise SigningError(_WRONG_FILE)
    signer = SimpleSigner.load_pkcs12_data(content, other_certs=(), passphrase=passphrase.encode() or None)
    return _named(signer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Where a key on a card is found."""

    module: Path
    """The maker's PKCS#11 library."""
    token: str = ""
    """Label of the card; empty when there is one only."""
    key: str = ""
    """Label of key and certificate; empty when the card holds one only."""


@contextmanager
def key_on_card(card: Card, pin: str) -> Iterator[Key]:
    """Open the card for as long as the context lasts, and give its key.

    Raises:
        MissingProgramError: the library for cards is not installed.
        SigningError: no such card or key, or a wrong PIN; the PIN is in no message.
    """
    try:
        import pkcs11  # noqa: PLC0415 - few sign with a card
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415 - as above
    except ImportError as error:
        raise MissingProgramError(
            "Kort kräver tillägget för PKCS#11: «pip install 'halvvag-docs[sign]'»."
        ) from error
    with _card_errors(pkcs11, otherwise=_NO_CARD):
        from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415 - as above

        criteria = TokenCriteria(label=card.token) if card.token else None
        session = open_pkcs11_session(str(card.module), token_criteria=criteria, user_pin=pin)
    with session:
        with _card_errors(pkcs11, otherwise=_NO_KEY):
            label = card.key or _only_label(session, pkcs11)
            signer = PKCS11Signer(session, cert_label=label, key_label=label, other_certs_to_pull=None)
            key = _named(signer)
            # Cards rarely hash for elliptic curves themselves.
            signer.use_raw_mechanism = signer.signing_cert.public_key.algorithm == "ec"
        try:
            yield key
        except pkcs11.PKCS11Error as error:
            raise SigningError(_REFUSED) from error


def _only_label(session: Any, pkcs11: Any) -> str:
    labels = {one.label for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})}
    if len(labels) != 1:
        raise SigningError(_NO_KEY if not labels else "Kortet har flera nycklar. Välj en med --key-label.")
    return str(labels.pop())


@contextmanager
def _card_errors(pkcs11: Any, *, otherwise: str) -> Iterator[None]:
    """Say in Swedish what went wrong with a card."""
    try:
        yield
    except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
        raise SigningError(_WRONG_PIN) from error
    except pkcs11.PinLocked as error:
        raise SigningError(_LOCKED) from error
    except (pkcs11.PKCS11Error, PyhankoError, RuntimeError, OSError) as error:
        raise SigningError(otherwise) from error


def _named(signer: Signer) -> Key:
    certificate = signer.signing_cert
    if certificate is None:
        raise SigningError(_NO_KEY)
    return Key(signer=signer, name=common_name(certificate))


def common_name(certificate: Any) -> str:
    """Return who a certificate is for: its common name, else all of its subject."""
    native = certificate.subject.native
    name = native.get("common_name") or certificate.subject.human_friendly
    return ", ".join(name) if isinstance(name, list) else str(name)
