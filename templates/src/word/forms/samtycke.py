"""Samtycke: exactly what may be shared, with whom, why, how long, and how it is withdrawn."""

from __future__ import annotations

from design import blocks as b
from design import frame
from design import values as v

TITLE = "Samtycke"
_P = "samtycke"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(
            TITLE,
            (
                v.one("Samtycket avser", f"{_P}.typ", 4),
                v.one("Samtyckets nr", f"{_P}.id", 4),
                v.period("Samtycket gäller", f"{_P}.fran", f"{_P}.till", 4),
            ),
        ),
        b.section(
            "Vad samtycket gäller",
            b.fact("Enhet", f"{_P}.enhet"),
            b.prose("Syfte", f"{_P}.syfte"),
            numbered=False,
        ),
        b.section(
            "Vem och vilka uppgifter",
            b.table("Med vem", f"{_P}.parter", "x", _PARTIES),
            b.bullets("Vilka uppgifter", f"{_P}.uppgifter"),
            b.own_words("Det här får inte delas", f"{_P}.undantag"),
            numbered=False,
        ),
        b.section(
            "Ett fritt val",
            b.note(
                "Samtycket är frivilligt. Det gäller bara det som står här, och kan tas tillbaka när som helst, "
                "helt eller delvis. Från den dagen lämnas inget mer ut."
            ),
            _choice(),
            b.prose("Vad som händer om jag säger nej", f"{_P}.alternativ_forklarat"),
            b.assessed(
                "förmåga att samtycka",
                ("Kan ta ställning", f"{_P}.formaga"),
                ("Stöd vid beslutet", f"{_P}.stod_vid_beslut"),
            ),
            b.prose("Hur samtycket inhämtats", f"{_P}.hur_inhamtat"),
            numbered=False,
        ),
        b.section("Uppföljning", b.table("", f"{_P}.uppfoljt", "x", _FOLLOWED), numbered=False),
        b.section(
            "Återkallelse",
            _withdrawn(),
            b.prose("Vad som återkallas", f"{_P}.aterkallat.omfattning"),
            numbered=False,
        ),
        frame.person(),
        frame.signatures("samtycket", numbered=False),
        frame.recipients(),
        frame.origin(),
    )


_PARTIES = [
    b.Column("Namn", "{{ x.namn }}", 5),
    b.Column("Kontakt", "{{ x.kontakt }}", 3.5),
    b.Column("Åt vilket håll", "{{ x.riktning }}", 3.5),
]
_FOLLOWED = [
    b.Column("Datum", "{{ x.datum }}", 3),
    b.Column("Av", "{{ x.av }}", 5),
    b.Column("Gäller fortfarande", "{{ x.galler_fortfarande }}", 4),
]


def _choice() -> b.Block:
    return b.grid(
        "Hur samtycket har lämnats",
        (
            v.one("Jag har fått information", f"{_P}.information_given", 3),
            v.one("Följderna är förklarade", f"{_P}.konsekvenser", 3),
            v.one("Jag samtycker frivilligt", f"{_P}.frivilligt", 3),
            v.one("Samtycket har lämnats", f"{_P}.form", 3),
        ),
    )


def _withdrawn() -> b.Block:
    return b.grid(
        "Återkallelse",
        (
            v.one("Återkallat", f"{_P}.aterkallat.datum", 4),
            v.one("Mottaget av", f"{_P}.aterkallat.mottaget_av", 8),
        ),
    )
