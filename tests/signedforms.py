"""A small form with three lines to sign on, and what a forger might do to it when it is signed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import certificates
import pdfmaking
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from halvvag_docs.pdfform import syntax
from halvvag_docs.signing import Signing, places, sign

ROLES = ("Klienten själv", "Handledare", "Handläggare")
PEOPLE = ("Linnea Backlund", "Carola Exempelsson", "Peter Fiktivsson")


def _words(text: str) -> str:
    return "/V" + syntax.text_string(text).decode("latin-1")


def form() -> bytes:
    """Return the form: an answer, and for three roles a signature with its role, date and place."""
    answer = pdfmaking.text_field("svar", tip="Svaret", more="/V(ja)")
    fields, first = [answer], 10
    top = first + 1
    fields.append(f"/T(signaturer)/Kids[{' '.join(f'{top + 1 + i} 0 R' for i in range(3))}]")
    parts = top + 4
    for i in range(3):
        kids = " ".join(f"{parts + 4 * i + j} 0 R" for j in range(4))
        fields.append(f"/T({i})/Parent {top} 0 R/Kids[{kids}]")
    for i, role in enumerate(ROLES):
        above, high = f"/Parent {top + 1 + i} 0 R", 600 - 100 * i
        names = [f"signaturer.{j}.{part}" for j in range(3) for part in ("underskrift", "datum", "ort") if j != i]
        left = "".join(f"({name})" for name in names)
        lock = f"/Lock<</Type/SigFieldLock/Action/Exclude/Fields[{left}]>>"
        fields += [
            f"/FT/Sig/T(underskrift)/Subtype/Widget/Rect[50 {high} 260 {high + 34}]/F 132{above}{lock}",
            pdfmaking.text_field("roll_text", rect=f"50 {high + 40} 200 {high + 56}", more=_words(role) + above),
            pdfmaking.text_field("datum", tip=f"Datum {i}", rect=f"300 {high} 360 {high + 17}", more=above),
            pdfmaking.text_field("ort", tip=f"Ort {i}", rect=f"370 {high} 440 {high + 17}", more=above),
        ]
    return pdfmaking.form(*fields, top=2, catalog="/Lang(sv-FI)")


def signed(*people: str, content: bytes | None = None, issuer: certificates.Authority | None = None) -> bytes:
    """Return the form signed by `people` in turn, an hour after each other."""
    made = form() if content is None else content
    for hour, name in enumerate(people):
        free = next(place for place in places(made) if not place.signed)
        key = (issuer or certificates.root()).key_for(name)
        made = sign(made, free, Signing(key=key, when=certificates.NOW + timedelta(hours=hour), town="Borgå"))
    return made


class Forger:
    """Adds to a signed file what nobody may add."""

    def __init__(self, content: bytes) -> None:
        self.writer = IncrementalPdfFileWriter(io.BytesIO(content))

    def field(self, name: str) -> Any:
        """Return a field of the form by its full name."""
        kids, found = self.writer.root["/AcroForm"]["/Fields"], None
        for part in name.split("."):
            found = next(one.get_object() for one in kids if one.get_object()["/T"] == part)
            kids = found.get("/Kids", ())
        return found

    def change(self, name: str, text: str) -> bytes:
        """Return the file with another text in a field."""
        field = self.field(name)
        field["/V"] = generic.TextStringObject(text)
        self.writer.update_container(field)
        return self.written()

    def add_page(self) -> bytes:
        """Return the file with an empty page more."""
        pages = self.writer.root["/Pages"]
        page = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Page"),
                generic.pdf_name("/Parent"): self.writer.root.raw_get("/Pages"),
                generic.pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            }
        )
        pages["/Kids"].append(self.writer.add_object(page))
        pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
        self.writer.update_container(pages)
        return self.written()

    def written(self) -> bytes:
        """Return the file as it is now."""
        out = io.BytesIO()
        self.writer.write(out)
        return out.getvalue()
