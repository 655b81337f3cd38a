"""Underlag till nätverksmöte: for those who lead it; what is open, whom they may tell what. No form."""

from __future__ import annotations

from design import blocks as b
from design import ooxml
from design.package import Page
from design.values import answered, either, one

TITLE = "Underlag till nätverksmöte"
PAGE = Page(internal=True)


def body() -> tuple[b.Block, ...]:
    """Return the page's parts."""
    return (
        b.Block(ooxml.paragraph(TITLE, "Title")),
        b.Block(ooxml.paragraph("{{ underlag.galler }}", "Subtitle")),
        b.grid(
            "Dag, tid och plats",
            (one("Dag", "underlag.dag"), one("Tid", "underlag.tid", 3), one("Plats", "underlag.plats", 5)),
        ),
        b.section("Kallade", b.table("", "kallade", "x", _CALLED), numbered=False),
        b.heading("Öppna överenskommelser", 1),
        _if_none("overenskommelser", "Inga."),
        b.table("", "overenskommelser", "x", _AGREEMENTS),
        b.heading("Samtycken som gäller den dagen", 1),
        _text(
            "Prövade för {{ underlag.provat }}"
            + either("underlag.utan_dag", "; dagen för mötet är inte bestämd")
            + ". Den som inte står här får inget veta."
        ),
        _if_none("samtycken", "Inga samtycken gäller."),
        b.for_each("s", "samtycken", *_consent()),
        b.section("Samtycken som inte gäller", b.table("", "ogiltiga", "x", _NOT_HOLDING), numbered=False),
    )


def _consent() -> tuple[b.Block, ...]:
    return (
        b.heading("{{ s.nr }}", 2),
        b.pairs(("Avser", "s.slag"), ("Gäller till", "s.till"), keep=True),
        b.table("", "s.parter", "x", _PARTIES),
        b.bullets("Får delas", "s.omfattar"),
        b.when(answered("s.undantag"), b.own_words("det här får inte delas", "s.undantag")),
    )


def _text(words: str) -> b.Block:
    return b.Block(ooxml.paragraph(words, "BodyText"))


def _if_none(source: str, words: str) -> b.Block:
    return b.when(f"not {source}", _text(words))


_CALLED = [
    b.Column("Namn", "{{ x.namn|saknas }}", 3.2),
    b.Column("Roll", "{{ x.roll|saknas }}", 2.4),
    b.Column("Organisation", "{{ x.organisation|saknas }}", 3.6),
    b.Column("Får kallas", either("not x.kallas", "Nej: ") + "{{ x.grund }}", 2.8),
]
_AGREEMENTS = [
    b.Column("Vad", "{{ x.vad }}", 6),
    b.Column("Vem", "{{ x.vem|saknas }}", 3),
    b.Column("Senast", "{{ x.senast|saknas }}" + either("x.forsenad", " (försenad)"), 3),
]
_PARTIES = [
    b.Column("Med vem", "{{ x.namn|saknas }}", 5),
    b.Column("Kontakt", "{{ x.kontakt|saknas }}", 3.6),
    b.Column("Åt vilket håll", "{{ x.riktning|saknas }}", 3.4),
]
_NOT_HOLDING = [
    b.Column("Nr", "{{ x.nr|saknas }}", 1),
    b.Column("Avser", "{{ x.slag|saknas }}", 5),
    b.Column("Varför", "{{ x.varfor }}", 5),
]
