"""Small PDF forms, written out in the test that needs one; and settings to fill them with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from halvvag_docs.pdfform import Settings, syntax
from halvvag_docs.pdfform.assembly import whole_file

SETTINGS = Settings(lock=False, title="Prov HV-2026-001", language="sv-FI", created=date(2026, 3, 12))


def settings(**changes: Any) -> Settings:
    """Return the settings of a settled small document, with changes."""
    return SETTINGS._replace(**changes)


def text_field(
    name: str, *, tip: str = "", rect: str = "50 700 250 716", flags: int = 0, more: str = "", size: int = 10
) -> str:
    """Return the dictionary of a text field; `more` is written into it as it stands."""
    label = syntax.text_string(tip or name).decode("latin-1")
    return f"/FT/Tx/T({name})/TU{label}/Ff {flags}/DA(/Helv {size} Tf 0 g)/Subtype/Widget/Rect[{rect}]/F 4 {more}"


def button(name: str, states: Sequence[str], *, tip: str = "", flags: int = 0, rect: str = "50 600 60 610") -> str:
    """Return the dictionary of a check box or radio button with these states."""
    looks = "".join(f"/{state} 3 0 R" for state in (*states, "Off"))
    label = syntax.text_string(tip or name).decode("latin-1")
    place = f"/Subtype/Widget/Rect[{rect}]/F 4"
    return f"/FT/Btn/T({name})/TU{label}/Ff {flags}{place}/AS/Off/AP<</N<<{looks}>>>>"


MULTILINE, COMB, RADIO, COMBO = 1 << 12, 1 << 24, 1 << 15, 1 << 17


def form(*fields: str, catalog: str = "", form_entries: str = "", top: int | None = None) -> bytes:
    """Return an untagged form of one page with these fields, given as the inside of their dictionaries.

    Only the first `top` fields hang in the form itself, the others in those.
    """
    first = 10
    places = " ".join(f"{first + i} 0 R" for i in range(len(fields)))
    fields_entry = f"/Fields[{' '.join(places.split(' ')[: 3 * (len(fields) if top is None else top)])}]"
    widgets = " ".join(f"{first + i} 0 R" for i, field in enumerate(fields) if "/Widget" in field)
    bodies = {
        1: f"<</Type/Catalog/Pages 2 0 R/AcroForm<<{fields_entry}/DA(/Helv 0 Tf 0 g){form_entries}>>{catalog}>>",
        2: "<</Type/Pages/Kids[4 0 R]/Count 1>>",
        4: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 5 0 R/Annots[{widgets}]>>",
        6: "<</Title(Blankett)/Author(En person)>>",
    } | {first + i: f"<<{field}>>" for i, field in enumerate(fields)}
    written = {number: body.encode("latin-1") for number, body in bodies.items()}
    written[3] = syntax.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]", b"0 0 10 10 re f\n")
    written[5] = syntax.stream(b"", b"")
    return whole_file(written, root=1, info=6)
