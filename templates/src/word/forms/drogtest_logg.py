"""Drogtestlogg: a chain of facts for each test; never «ren» or «oren», only what was measured."""

from __future__ import annotations

from design import blocks as b
from design import frame

TITLE = "Drogtestlogg"
_P = "drogtest_logg"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(TITLE, (b.one("Samtycke till tester, nr", f"{_P}.samtycke_id", 12),)),
        frame.person(),
        b.section(
            "Tester",
            b.note("Ett snabbtest ger bara ett obekräftat resultat. Det blir bekräftat först när ett laboratorium har svarat."),
            b.table("", f"{_P}.poster", "x", _TESTS, detail=_DETAILS),
            numbered=False,
        ),
        frame.signatures("loggen", numbered=False),
        frame.recipients(),
        frame.origin(),
    )


_TIME = "{{ x.datum }}" + b.either('x.tid != ""', " kl. {{ x.tid }}")
_RESULT = "{{ x.resultat }}" + b.either('x.promille != ""', ", {{ x.promille }}\u00a0‰")
_BY = "{{ x.utfort_av }}" + b.either('x.klient_initialer != ""', " ({{ x.klient_initialer }})")

_TESTS = [
    b.Column("Datum och tid", _TIME, 2.2),
    b.Column("Anledning", "{{ x.anledning }}", 2.2),
    b.Column("Typ", "{{ x.typ }}", 1.6),
    b.Column("Metod", "{{ x.metod }}", 2.8),
    b.Column("Över\u00advakat", "{{ x.overvakat|saknas }}", 1.5),
    b.Column("Id kon\u00adtrol\u00adlerad", "{{ x.id_kontrollerad|saknas }}", 1.6),
    b.Column("Resultat", _RESULT, 2.6),
    b.Column("Utfört av (initialer)", _BY, 2.6),
]
_DETAILS = (
    b.line("Panel", "{{ x.panel|lista }}", "x.panel"),
    b.line("Ämnen", "{{ x.amnen|lista }}", "x.amnen"),
    b.line(
        "Laboratorium",
        b.sentence(
            ("x.verifiering.lab", "@"),
            ("x.verifiering.skickad", "skickat @"),
            ("x.verifiering.svar", "svar @"),
            ("x.verifiering.resultat", "resultat: @"),
        ),
        b.answered("x.verifiering.lab", "x.verifiering.skickad", "x.verifiering.svar", "x.verifiering.resultat"),
    ),
    b.own_words("förklaring", "x.klientens_forklaring"),
    b.assessment("åtgärd", "x.atgard"),
    b.line("Meddelat beställaren", "{{ x.meddelat_bestallare }}", b.answered("x.meddelat_bestallare")),
)
