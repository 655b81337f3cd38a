"""Drogtestlogg: a chain of facts for each test; never «ren» or «oren», only what was measured."""

from __future__ import annotations

from design import blocks as b
from design import frame, ooxml
from design import values as v

TITLE = "Drogtestlogg"
_P = "drogtest_logg"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(TITLE, (v.one("Samtycke till tester, nr", f"{_P}.samtycke_id", 12),)),
        frame.person(),
        b.section(
            "Tester",
            b.note(
                "Ett snabbtest ger bara ett obekräftat resultat. "
                "Det blir bekräftat först när ett laboratorium har svarat."
            ),
            b.table("", f"{_P}.poster", "x", _TESTS, detail=_DETAILS),
            numbered=False,
        ),
        frame.signatures("loggen", numbered=False),
        frame.recipients(),
        frame.origin(),
    )


_TIME = "{{ x.datum|saknas }}" + v.either('x.tid != ""', " kl. {{ x.tid }}")
_RESULT = "{{ x.resultat }}" + v.either('x.promille != ""', ", {{ x.promille }}\u00a0‰")

_TESTS = [
    b.Column("Datum och tid", _TIME, 3.4),
    b.Column("Anledning", "{{ x.anledning|saknas }}", 3.2),
    b.Column("Typ", "{{ x.typ|saknas }}", 2),
    b.Column("Metod", "{{ x.metod|saknas }}", 3.6),
    b.Column("Resultat", ooxml.run(_RESULT, "Strong"), 4.2),
]
_DETAILS = (
    b.pairs(
        ("Övervakat", "x.overvakat"),
        ("Identitet kontrollerad", "x.id_kontrollerad"),
        ("Utfört av", "x.utfort_av"),
        ("Initialer", "x.klient_initialer"),
    ),
    b.line("Panel", "{{ x.panel|lista }}", "x.panel"),
    b.line("Ämnen", "{{ x.amnen|lista }}", "x.amnen"),
    b.line(
        "Laboratorium",
        v.sentence(
            ("x.verifiering.lab", "@"),
            ("x.verifiering.skickad", "skickat @"),
            ("x.verifiering.svar", "svar @"),
            ("x.verifiering.resultat", "resultat: @"),
        ),
        v.answered("x.verifiering.lab", "x.verifiering.skickad", "x.verifiering.svar", "x.verifiering.resultat"),
    ),
    b.own_words("förklaring", "x.klientens_forklaring"),
    b.assessment("åtgärd", "x.atgard"),
    b.line("Meddelat beställaren", "{{ x.meddelat_bestallare }}", v.answered("x.meddelat_bestallare")),
)
