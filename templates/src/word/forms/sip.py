"""SIP: one plan when several responsible bodies give support."""

from __future__ import annotations

from design import blocks as b
from design import frame
from design import values as v

TITLE = "Samordnad individuell plan (SIP)"
_P = "sip"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title("Samordnad individuell plan", *_facts()),
        b.section(
            "Därför gör vi planen",
            b.prose("Varför gör vi planen", f"{_P}.varfor"),
            b.prose("Vad pågår", f"{_P}.nulage"),
        ),
        b.section(
            "Mål",
            b.own_words("Mina mål", f"{_P}.mina_mal"),
            b.prose("Andras mål, om de skiljer sig", f"{_P}.andras_mal"),
        ),
        b.section("Planering", b.table("", f"{_P}.insatser", "x", _STEPS)),
        b.section(
            "Ansvar och deltagare", _responsible(), b.table("Deltagare", f"{_P}.deltagare", "x", _PARTICIPANTS)
        ),
        b.section("Uppföljning och avslut", _follow_up(), _end()),
        frame.signatures("planen"),
        frame.person(),
        frame.recipients(),
        frame.origin(),
    )


def _facts() -> tuple[tuple[v.Field, ...], ...]:
    return (
        (
            v.one("Möte", f"{_P}.datum", 4),
            v.period("Tid, kl.", f"{_P}.start", f"{_P}.slut", 4),
            v.one("Plats", f"{_P}.plats", 4),
        ),
        (
            v.one("Deltog jag", f"{_P}.klient_deltog", 4),
            v.one("Samtycke nr", f"{_P}.samtycke_id", 4),
            v.one("Initiativ", f"{_P}.initiativ_av", 4),
        ),
        (v.one("Varför jag inte deltog", f"{_P}.klient_ej_orsak", 12),),
    )


_STEPS = [
    b.Column("Delmål", "{{ x.delmal }}", 2.8),
    b.Column("Insats", "{{ x.insats }}", 3.2),
    b.Column("Ansvarig", "{{ x.ansvarig }}" + v.either('x.huvudman != ""', ", {{ x.huvudman }}"), 2.6),
    b.Column("Tid", v.either('x.start != "" or x.slut != ""', "{{ x.start }}–{{ x.slut }}"), 2),
    b.Column("Uppfyllt", "{{ x.uppfyllt|saknas }}", 1.4),
]
_PARTICIPANTS = [
    b.Column("Namn", "{{ x.namn }}", 2.6),
    b.Column("Funktion", "{{ x.funktion }}", 2.4),
    b.Column("Organisation", "{{ x.organisation }}", 3.2),
    b.Column("Kontakt", "{{ x.kontakt }}", 2.6),
    b.Column("Deltog", "{{ x.deltog }}", 1.2),
]


def _responsible() -> b.Block:
    lead = f"{_P}.huvudansvarig"
    return b.grid(
        "Huvudansvarig",
        (
            v.one("Huvudansvarig", f"{lead}.namn", 4),
            v.one("Organisation", f"{lead}.organisation", 5),
            v.one("Huvudman", f"{lead}.huvudman", 3),
        ),
    )


def _follow_up() -> b.Block:
    meeting = f"{_P}.uppfoljning"
    return b.grid(
        "Uppföljning",
        (
            v.one("Planen följs upp", f"{meeting}.datum", 3),
            v.one("Plats", f"{meeting}.plats", 5),
            v.one("Kallar", f"{meeting}.kallar", 4),
        ),
    )


def _end() -> b.Block:
    return b.part(
        "Avslut",
        b.grid(
            "Avslut",
            (v.one("Planen avslutad", f"{_P}.avslut.datum", 3), v.one("Orsak", f"{_P}.avslut.orsak", 9)),
        ),
    )
