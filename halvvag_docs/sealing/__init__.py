"""Close a package so that only its recipient can open it, with age. Sole importer of pyrage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from halvvag_docs.errors import FileError, MissingProgramError

SUFFIX = ".age"
_BEGINS = b"age-encryption.org/v1\n"
_BY_PASSPHRASE = b"-> scrypt "
"""What the first line after the beginning says when a passphrase opens it. Source: C2SP, age v1."""
_MISSING = (
    "Att försegla med age kräver pyrage, som inte är installerat. Installera det med "
    "«pip install 'halvvag-docs[share]'» och försök igen, eller välj --seal pdf."
)
_BAD_KEY = "mottagarens nyckel går inte att läsa. En age-nyckel börjar med «age1»; en SSH-nyckel med «ssh-»."
_BAD_IDENTITY = (
    "filen innehåller ingen hemlig nyckel som age känner igen («AGE-SECRET-KEY-1…» eller en SSH-nyckel)."
)


def seal_for_keys(content: bytes, keys: Sequence[str]) -> bytes:
    """Return the content closed for the holders of some public keys (age X25519, or SSH).

    Raises:
        FileError: a key cannot be read.
        MissingProgramError: pyrage is not installed.
    """
    pyrage = _pyrage()
    return bytes(pyrage.encrypt(content, [_recipient(pyrage, key.strip()) for key in keys]))


def seal_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Return the content closed with a passphrase.

    Raises:
        MissingProgramError: pyrage is not installed.
    """
    return bytes(_pyrage().passphrase.encrypt(content, passphrase))


def open_with_identity(content: bytes, identity: bytes, *, name: str) -> bytes:
    """Return what is closed, opened with the text of an identity file; ``name`` is what messages call the package.

    Raises:
        FileError: the identity cannot be read, or does not open the package.
        MissingProgramError: pyrage is not installed.
    """
    pyrage = _pyrage()
    identities = _identities(pyrage, identity)
    if not identities:
        raise FileError(f"{name}: {_BAD_IDENTITY}")
    try:
        return bytes(pyrage.decrypt(content, identities))
    except pyrage.DecryptError:
        raise FileError(f"{name}: paketet går inte att öppna med den nyckeln, eller är skadat.") from None


def open_with_passphrase(content: bytes, passphrase: str, *, name: str) -> bytes:
    """Return what is closed with a passphrase, opened.

    Raises:
        FileError: the passphrase is wrong, or the package damaged.
        MissingProgramError: pyrage is not installed.
    """
    pyrage = _pyrage()
    try:
        return bytes(pyrage.passphrase.decrypt(content, passphrase))
    except pyrage.DecryptError:
        raise FileError(f"{name}: fel lösenfras, eller ett skadat paket.") from None


def is_sealed(content: bytes) -> bool:
    """Say whether a file is closed with age."""
    return content.startswith(_BEGINS)


def is_for_keys(content: bytes) -> bool:
    """Say whether a closed file needs a secret key, not a passphrase."""
    return is_sealed(content) and not content[len(_BEGINS) :].startswith(_BY_PASSPHRASE)


def _pyrage() -> Any:
    try:
        import pyrage  # noqa: PLC0415  an extra, and few commands need it
    except ImportError as error:
        raise MissingProgramError(_MISSING) from error
    return pyrage


def _recipient(pyrage: Any, key: str) -> Any:
    kind = pyrage.ssh.Recipient if key.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return kind.from_str(key)
    except pyrage.RecipientError:
        raise FileError(f"--key: {_BAD_KEY}") from None


def _identities(pyrage: Any, text: bytes) -> list[Any]:
    try:
        if b"PRIVATE KEY" in text:
            return [pyrage.ssh.Identity.from_buffer(text)]
        lines = text.decode("utf-8").splitlines()
        wanted = [line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-")]
        return [pyrage.x25519.Identity.from_str(line) for line in wanted]
    except (pyrage.IdentityError, UnicodeDecodeError):
        return []
