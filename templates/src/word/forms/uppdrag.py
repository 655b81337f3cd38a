"""Uppdrag: what was granted, why, how much, with which goals and until when."""

from __future__ import annotations

from design import blocks as b
from design import frame
from design import values as v

TITLE = "Uppdrag"
_P = "uppdrag"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(
            v.by_system("Beställning och beslut", "Uppdrag och beslut"),
            (
                v.one("Beviljad insats", f"{_P}.insats", 4),
                v.period("Beviljad tid", f"{_P}.period.fran", f"{_P}.period.till", 4),
                v.one("Uppföljning senast", f"{_P}.uppfoljning_senast", 4),
            ),
        ),
        frame.person(),
        b.section("Beslut", _decision()),
        b.section("Omfattning", _extent()),
        b.section(
            "Varför och vilka mål",
            b.prose("Varför insatsen beviljats", f"{_P}.varfor"),
            b.table("Mål med insatsen", f"{_P}.mal", "x", _GOALS),
        ),
        b.section("Betalningsförbindelse", _payment()),
        b.section("Övriga insatser", b.table("", f"{_P}.ovriga_insatser", "x", _OTHERS)),
        b.section("Mottagande", _receipt(), b.prose("Hinder", f"{_P}.mottaget.hinder")),
        frame.signatures(v.by_system("beställningen", "uppdraget")),
        frame.recipients(),
        frame.origin(),
    )


_GOALS = [b.Column("Nr", "{{ x.mal_id }}", 1), b.Column("Mål", "{{ x.text }}", 13)]
_OTHERS = [
    b.Column("Insats", "{{ x.insats }}", 4),
    b.Column("Utförare", "{{ x.utforare }}", 3),
    b.Column("Huvudman", "{{ x.huvudman }}", 2.5),
    b.Column("Kontakt", "{{ x.kontakt }}", 2.5),
]


def _decision() -> b.Block:
    decision = f"{_P}.beslut"
    return b.grid(
        "Beslut",
        (
            v.one("Beslutets datum", f"{decision}.datum", 3),
            v.one("Beslutets nummer", f"{decision}.nummer", 4),
            v.one("Lagrum", f"{decision}.lagrum", 5),
        ),
        (
            v.one("Beslutsfattare", f"{decision}.beslutsfattare", 7),
            v.one("Befattning", f"{decision}.befattning", 5),
        ),
    )


def _extent() -> b.Block:
    return b.grid(
        "Omfattning",
        (
            v.one("Omfattning", f"{_P}.omfattning", 9),
            v.one("Timmar per månad", f"{_P}.timmar_per_manad", 3),
        ),
    )


def _payment() -> b.Block:
    paid = f"{_P}.betalning"
    return b.grid(
        "Betalningsförbindelse",
        (
            v.one("Betalningsförbindelsens nr", f"{paid}.forbindelse_nr", 4),
            v.price("Dygnspris", f"{paid}.dygnspris", f"{paid}.valuta", 3),
            v.one("Klientens självandel", f"{paid}.sjalvandel", 5),
        ),
    )


def _receipt() -> b.Block:
    received = f"{_P}.mottaget"
    return b.grid(
        "Mottaget av utföraren",
        (
            v.one("Mottaget", f"{received}.datum", 3),
            v.one("Mottaget av", f"{received}.av", 5),
            v.one("Uppdraget kan verkställas", f"{received}.kan_verkstallas", 4),
        ),
    )
