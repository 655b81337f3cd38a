"""Kallelse: who is called, when and where, nothing of why. No form: the program makes it of the case."""

from __future__ import annotations

from design import blocks as b
from design import ooxml
from design.package import Page
from design.values import Field, answered, either

TITLE = "Kallelse till möte"
PAGE = Page(letter=True)
_LINE = "________________"
_YOURS = (
    "Det här är ditt möte. Tänk gärna igenom före mötet vad du vill ha ut av det. Du får ordet först, och du får "
    "ta med dig någon du litar på."
)
_MAIL = " i god tid. Skriv inga personuppgifter i vanlig e-post eller sms."


def body() -> tuple[b.Block, ...]:
    """Return the letter's parts, in the order of the paper."""
    return (
        _line("kallelse.mottagare"),
        _line("kallelse.organisation"),
        b.Block(ooxml.paragraph(TITLE, "Title", '<w:spacing w:before="240"/>')),
        b.Block(
            ooxml.paragraph(
                either("kallelse.egen", _YOURS, "Du är kallad till ett möte som gäller {{ kallelse.galler }}."),
                "BodyText",
            )
        ),
        b.grid(
            "Dag, tid och plats", (_field("Dag", "dag", 4), _field("Tid", "tid", 3), _field("Plats", "plats", 5))
        ),
        b.section("Kallade", b.table("", "kallade", "x", _CALLED), numbered=False),
        b.heading("Bra att veta", 1),
        b.when(
            answered("kallelse.samtycke"),
            _text(
                "Du är kallad med stöd av samtycke {{ kallelse.samtycke }}. På mötet får du veta det som "
                "samtycket omfattar, inget annat."
            ),
        ),
        _text("Vi går igenom sekretess och samtycken innan mötet börjar."),
        _text(
            "Kan du inte komma"
            + either(answered("kallelse.telefon"), "? Ring {{ kallelse.telefon }}", "? Hör av dig")
            + _MAIL
        ),
        b.Block(ooxml.paragraph("{{ kallelse.skriven }}", "BodyText", '<w:spacing w:before="360"/>')),
        _line("kallelse.fran"),
        _line("kallelse.adress"),
    )


def _line(path: str) -> b.Block:
    return b.when(answered(path), _text(f"{{{{ {path} }}}}"))


def _text(words: str) -> b.Block:
    return b.Block(ooxml.paragraph(words, "BodyText"))


def _field(label: str, name: str, span: int) -> Field:
    """Return a field that is filled in by hand where nobody has decided it."""
    path = f"kallelse.{name}"
    return Field(label, either(answered(path), f"{{{{ {path} }}}}", _LINE), "true", span)


_CALLED = [
    b.Column("Namn", "{{ x.namn|saknas }}", 4),
    b.Column("Roll", "{{ x.roll|saknas }}", 3),
    b.Column("Organisation", "{{ x.organisation|saknas }}", 5),
]
