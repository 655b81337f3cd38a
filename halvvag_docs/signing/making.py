"""Sign a PDF: an increment after what stands in the file, which stays byte for byte as it was."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfResources
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError as PyhankoError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from halvvag_docs import formatting
from halvvag_docs.errors import SigningError
from halvvag_docs.pdfform.stamp import draw_line, draw_stamp, stamp_fonts
from halvvag_docs.signing.fields import SignaturePlace, careful, entry, open_pdf, sibling, text_of
from halvvag_docs.signing.keys import Key

_DIGEST = "sha256"
_DRAFT = "(utkast)"
"""How the title of a draft ends, see `documents`."""
_NO_TIMESTAMP = (
    "Tidsstämpeltjänsten svarar inte som den ska. Kontrollera adressen, eller skriv under utan den (--timestamp)."
)
_LOCKED = "Dokumentet tillåter ingen underskrift här: en tidigare underskrift har låst det."
_IS_DRAFT = "Dokumentet är ett utkast. Fastställ det och gör det på nytt innan någon skriver under."
_SYSTEMS = {"sv-FI": "fi", "sv-SE": "se"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How a signature is made."""

    key: Key
    when: datetime
    """With a time zone; stands in the signature as the signer's own word."""
    town: str = ""
    """Where, «Borgå»; goes into the empty field for it, if there is one."""
    timestamper: TimeStamper | None = None
    """Asked for proof of the time (PAdES B-T); without it the signature is PAdES B-B."""


def timestamp_service(url: str) -> TimeStamper:
    """Return a time stamp service (RFC 3161); the only thing in the program that uses the network."""
    return HTTPTimeStamper(url)


def sign(content: bytes, place: SignaturePlace, signing: Signing) -> bytes:
    """Return `content` with a signature in `place`; all of `content` stands unchanged before it.

    The date beside the signature is filled in, and the town if it was said, in the same revision.

    Raises:
        FileError: the PDF cannot be read.
        SigningError: it is a draft; it allows no more signatures; the time stamp service does not answer.
    """
    with careful():
        reader = open_pdf(content)
        writer = _Writer.from_reader(reader)
        if _title(reader).endswith(_DRAFT):
            raise SigningError(_IS_DRAFT)
        field = _field(writer, place)
        system = _SYSTEMS.get(str(entry(reader.root, "/Lang")), "fi")
        _fill_beside(writer, field, "datum", formatting.format_date(signing.when.date(), system))
        _fill_beside(writer, field, "ort", signing.town)
    metadata = PdfSignatureMetadata(
        field_name=place.field,
        name=signing.key.name,
        location=signing.town or None,
        md_algorithm=_DIGEST,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = _Signer(
        metadata,
        signer=signing.key.signer,
        timestamper=signing.timestamper,
        stamp_style=_style(place, signing, system),
        when=signing.when,
    )
    with careful():
        return _signed(writer, signer)


def _signed(writer: IncrementalPdfFileWriter, signer: _Signer) -> bytes:
    out = io.BytesIO()
    try:
        asyncio.run(signer.async_sign_pdf(writer, existing_fields_only=True, output=out))
    except TimestampRequestError as error:
        raise SigningError(_NO_TIMESTAMP) from error
    except PyhankoError as error:
        raise SigningError(_LOCKED) from error
    return out.getvalue()


class _Writer(IncrementalPdfFileWriter):
    """Adds to a file without touching what it says about itself."""

    def _update_meta(self) -> None:
        """Leave Info and XMP alone: they are part of what was signed, and valid PDF/A as they are."""


class _Signer(PdfSigner):
    """Signs at a time that is given, not asked of the clock."""

    def __init__(self, *args: Any, when: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.when = when

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:  # noqa: FBT001, FBT002 - pyHanko's signature
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.when
        return session


@dataclass(frozen=True)
class _Style(BaseStampStyle):
    """The look of a signature: the forms' own fonts, which are in the file already."""

    head: str = ""
    facts: tuple[str, ...] = ()

    def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> BaseStamp:  # noqa: ARG002 - pyHanko's signature
        return _Stamp(writer, box, self)


class _Stamp(BaseStamp):
    def __init__(self, writer: Any, box: Any, style: _Style) -> None:
        super().__init__(writer=writer, style=style, box=box)
        self.look = style

    def render(self) -> bytes:
        resources = PdfResources()
        resources.font = _fonts(self.writer)
        self.import_resources(resources)
        return draw_stamp(self.look.head, self.look.facts, width=self.box.width, height=self.box.height)


def _style(place: SignaturePlace, signing: Signing, system: str) -> _Style:
    when = signing.when
    clock = formatting.format_time(when.time())
    day = f"{formatting.format_date(when.date(), system)} kl. {clock}"
    facts = (f"{place.role} · {day}" if place.role else day, "Elektronisk underskrift")
    return _Style(head=signing.key.name, facts=facts, border_width=0, background=None)


def _fonts(writer: Any) -> generic.DictionaryObject:
    """Return the fonts of our forms: those in the file, or, in somebody else's file, added to it."""
    own = entry(entry(writer.root["/AcroForm"], "/DR"), "/Font") or generic.DictionaryObject()
    names = ("/HvA", "/HvAU", "/HvB", "/HvBU")
    if all(name in own for name in names):
        return generic.DictionaryObject({pdf_name(name): own.raw_get(name) for name in names})
    more = PdfFileReader(io.BytesIO(stamp_fonts()))
    found: generic.DictionaryObject = writer.import_object(more.root["/AcroForm"]["/DR"]["/Font"])
    return found


def _title(reader: Any) -> str:
    return str(entry(entry(reader.trailer_view, "/Info"), "/Title") or "")


def _field(writer: Any, place: SignaturePlace) -> Any:
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415 - beside its only use

    return next(reference.get_object() for _, _, reference in enumerate_sig_fields(writer, with_name=place.field))


def _fill_beside(writer: Any, signature: Any, name: str, text: str) -> None:
    """Write `text` into the empty text field `name` beside a signature, if there is one."""
    field = sibling(signature, name)
    if not text or field is None or text_of(field) or entry(field, "/FT") != "/Tx" or "/Kids" in field:
        return
    left, bottom, right, top = (float(edge) for edge in field["/Rect"])
    look = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.FloatObject, (0, 0, right - left, top - bottom))),
            pdf_name("/Resources"): generic.DictionaryObject({pdf_name("/Font"): _fonts(writer)}),
        },
        stream_data=draw_line(text, width=right - left, height=top - bottom),
    )
    field["/V"] = generic.TextStringObject(text)
    field["/AP"] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)})
    writer.update_container(field)
