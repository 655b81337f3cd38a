"""Ansökan: the person's own request, and the day the case began."""

from __future__ import annotations

from design import blocks as b
from design import frame
from design import values as v

TITLE = "Ansökan"
_P = "ansokan"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(
            "Ansökan" + v.in_system("fi", " om plats") + v.in_system("se", " om boendestöd"),
            (
                v.one("Inkommen", f"{_P}.inkommen_datum", 4),
                v.one("Inkommen via", f"{_P}.inkommen_via", 4),
                v.one("Ifylld med hjälp av", f"{_P}.hjalp_av", 4),
            ),
        ),
        frame.person(),
        b.section(
            "Vad jag söker",
            b.grid(
                "Vad jag söker",
                (
                    v.one("Jag ansöker om", f"{_P}.ansokt_om", 8),
                    v.one("Önskad start", f"{_P}.onskad_start", 4),
                ),
            ),
            b.own_words("Varför jag söker och vad jag vill", f"{_P}.egna_ord"),
            b.facts("Jag vill ha stöd med", f"{_P}.stodomraden"),
            b.table("Kontakter jag har nu", f"{_P}.nuvarande_kontakter", "x", _CONTACTS),
            b.bullets("Bilagor", f"{_P}.bilagor"),
            numbered=False,
        ),
        frame.signatures(
            "ansökan",
            title_text="Underskrift",
            numbered=False,
            # The applicant's paper: whoever helped or received it shows only when signed.
            has_line='s.undertecknad or s.roll in ["klient", "foretradare"]',
        ),
        frame.recipients(),
        frame.origin(),
    )


_CONTACTS = [b.Column("Namn", "{{ x.namn }}", 8), b.Column("Slag", "{{ x.slag }}", 4)]
