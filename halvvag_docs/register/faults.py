"""What can go wrong with a register, in words for staff, and never with a value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from halvvag_docs.errors import FileError


class WrongPassphraseError(FileError):
    """The passphrase does not open the register."""


class NewerRegisterError(FileError):
    """The register was written by a newer version of the program."""


class DamagedError(FileError):
    """The file of the register is not whole."""


class UnknownCaseError(FileError):
    """There is no such case, document or version in the register."""


class ConflictError(FileError):
    """Somebody else changed a draft meanwhile; both texts are kept.

    ``theirs`` is what now stands in the register, ``mine`` what was to be saved (see ``Register.sidelined``).
    """

    def __init__(
        self, message: str, *, document_id: str, expected: int | None, found: int, sidelined: int
    ) -> None:
        super().__init__(message)
        self.document_id = document_id
        self.expected = expected
        """The revision that the save was based on."""
        self.found = found
        """The revision that stands in the register."""
        self.sidelined = sidelined
        """Number of the text that was set aside."""


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what the database says into a Swedish sentence about ``place``.

    Raises:
        FileError: the database refused; statements and values are left out.
    """
    try:
        yield
    except PoolTimeoutError:
        raise FileError(f"{place}: registret är upptaget. Försök igen om en stund.") from None
    except DBAPIError as error:
        raise refused(place, error.orig or error) from None
    except SQLAlchemyError as error:
        raise FileError(f"{place}: registret svarar inte som det ska ({type(error).__name__}).") from None


def refused(place: str, said: Exception) -> FileError:
    """Return what a driver's own error means, for what does not go through SQLAlchemy."""
    sentence = _sentence(str(said).casefold())
    return (DamagedError if sentence is _DAMAGED else FileError)(f"{place}: {sentence}")


_DAMAGED = "registret är skadat. Återställ den senaste säkerhetskopian med «halvvag case restore»."
_SENTENCES = (
    ("locked", "registret är upptaget av ett annat program. Försök igen om en stund."),
    (
        "rekey",
        "registret är upptaget av ett annat program, och lösenfrasen är inte bytt. Stäng det och försök igen.",
    ),
    ("busy", "registret är upptaget av ett annat program. Försök igen om en stund."),
    ("full", "disken är full. Inget sparades; gör plats och försök igen."),
    ("readonly", "registret är skrivskyddat. Kontrollera filens rättigheter."),
    ("unable to open", "registret går inte att öppna. Kontrollera mappen och rättigheterna."),
    ("malformed", _DAMAGED),
    ("hmac", _DAMAGED),
    ("not a database", _DAMAGED),
    ("password", "databasen godtog inte användaren eller lösenordet. Kontrollera adressen till registret."),
    ("connect", "databasen svarar inte. Kontrollera adressen till registret och att servern är i gång."),
)


def _sentence(said: str) -> str:
    for word, sentence in _SENTENCES:
        if word in said:
            return sentence
    return "databasen kunde inte göra det. Inget sparades."
