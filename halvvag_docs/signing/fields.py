"""The places of a PDF where somebody signs, and which of them are still empty."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from halvvag_docs.errors import FileError, SigningError

_DAMAGED = "PDF-filen är skadad och går inte att läsa. Hämta den på nytt från den som skickade den."
_ENCRYPTED = "PDF-filen är krypterad. Öppna den med lösenordet och använd originalet, som inte är krypterat."
_NO_PLACE = (
    "Dokumentet har inget ställe att skriva under på. Bara PDF med underskriftsfält kan skrivas under "
    "elektroniskt; annars skrivs det ut och skrivs under på papper."
)
_BROKEN = (PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePlace:
    """One field for a signature."""

    field: str
    """Full name: `signaturer.0.underskrift`."""
    role: str
    """Who signs there, in the words of the document: «Klienten själv»; empty where it does not say."""
    signed: bool

    @property
    def words(self) -> str:
        """How a message names the place."""
        return f"{self.role} ({self.field})" if self.role else self.field


def places(content: bytes) -> tuple[SignaturePlace, ...]:
    """Return the signature fields of a PDF in the order of the form.

    Raises:
        FileError: the bytes are no PDF that can be read.
    """
    with careful():
        return places_in(open_pdf(content))


def places_in(reader: Any) -> tuple[SignaturePlace, ...]:
    """Return the signature fields of an opened PDF (reader, writer or an earlier revision)."""
    return tuple(
        SignaturePlace(field=name, role=_role(reference.get_object()), signed=value is not None)
        for name, value, reference in enumerate_sig_fields(reader)
    )


def choose(found: Iterable[SignaturePlace], *, field: str = "", role: str = "", words: str = "") -> SignaturePlace:
    """Return the empty place that is meant.

    Args:
        found: as `places` gives them.
        field: full name of the field, or empty.
        role: code of the role (`klient`), or empty.
        words: how documents write that role («Klienten själv»), or empty.

    Raises:
        SigningError: there is none, or more than one, or it is signed already; the message lists those that are
            empty.
    """
    every = list(found)
    if not every:
        raise SigningError(_NO_PLACE)
    free = [one for one in every if not one.signed]
    if not free:
        raise SigningError("Dokumentet är redan underskrivet på alla ställen.")
    meant = [one for one in every if _is_meant(one, field, role, words)]
    open_ = [one for one in meant if not one.signed]
    if len(open_) == 1:
        return open_[0]
    listed = "; ".join(one.words for one in free)
    if meant and not open_:
        raise SigningError(f"{meant[0].words} är redan underskrivet. Tomma ställen: {listed}.")
    if not meant:
        raise SigningError(f"Det stället finns inte i dokumentet. Tomma ställen: {listed}.")
    raise SigningError(f"Säg vem som skriver under, med --role eller --field. Tomma ställen: {listed}.")


def signed_by(found: Iterable[SignaturePlace], *, role: str, words: str) -> SignaturePlace | None:
    """Return a place where a role has signed and has no other left; the arguments are those of `choose`."""
    meant = [one for one in found if _is_meant(one, "", role, words)]
    return meant[0] if meant and all(one.signed for one in meant) else None


def _is_meant(place: SignaturePlace, field: str, role: str, words: str) -> bool:
    if field:
        return place.field == field
    wanted = {one.casefold() for one in (role, words) if one}
    # The empty form names both countries' titles: «Handledare / boendestödjare».
    named = {part.casefold() for part in (place.role, *place.role.split(" / "))}
    return not wanted or bool(wanted & named)


def open_pdf(content: bytes) -> PdfFileReader:
    """Open a PDF; to be used inside `careful`.

    Raises:
        FileError: it is encrypted.
    """
    reader = PdfFileReader(io.BytesIO(content))
    if reader.encrypted:
        raise FileError(_ENCRYPTED)
    return reader


@contextmanager
def careful() -> Iterator[None]:
    """Turn what a broken file makes pyHanko raise into one message.

    Raises:
        FileError: the file is damaged.
    """
    try:
        yield
    except _BROKEN as error:
        raise FileError(_DAMAGED) from error


def sibling(field: Any, name: str) -> Any:
    """Return the object of the field `name` beside a field (`datum` beside `underskrift`), or None."""
    kids = entry(entry(field, "/Parent"), "/Kids") or ()
    return next((kid for kid in map(_followed, kids) if entry(kid, "/T") == name), None)


def entry(dictionary: Any, key: str) -> Any:
    """Return the entry of a dictionary, references followed; None where there is none."""
    return dictionary[key] if isinstance(dictionary, generic.DictionaryObject) and key in dictionary else None


def _followed(value: Any) -> Any:
    return value.get_object()


def text_of(field: Any) -> str:
    """Return the text that a field holds, empty for none."""
    value = entry(field, "/V")
    return str(value).strip() if isinstance(value, generic.TextStringObject) else ""


def _role(field: Any) -> str:
    """Return the role: what stands beside the field, else what its tooltip says after a colon."""
    beside = text_of(sibling(field, "roll_text"))
    return beside or str(entry(field, "/TU") or "").partition("Underskrift: ")[2]
