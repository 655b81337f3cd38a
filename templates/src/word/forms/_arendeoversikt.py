"""Ärendeöversikt: one case on one page, for the staff meeting. No form: the program makes it of the whole case."""

from __future__ import annotations

from design import blocks as b
from design import ooxml
from design.package import Page
from design.values import either, one

TITLE = "Ärendeöversikt"
PAGE = Page(top=1100, bottom=900, edge=480, internal=True)


def body() -> tuple[b.Block, ...]:
    """Return the page's parts, the most pressing first."""
    return (
        b.Block(ooxml.paragraph(TITLE, "Title", '<w:spacing w:after="80"/>')),
        b.grid(
            "Ärendet i korthet",
            (
                one("Namn", "arende.namn", 5),
                one("Tid", "arende.period", 4),
                one("Nästa nätverksmöte", "arende.nasta_mote", 3),
            ),
            (
                one("Beställare", "arende.bestallare", 5),
                one("{{ arende.personal }}", "arende.handledare", 4),
                one("Att rätta", "arende.anmarkt", 3),
            ),
        ),
        _part("Ärendets gång", _steps()),
        _part("Öppna mål", _goals()),
        _part("Öppna överenskommelser", _agreements()),
        _part("Att rätta eller ta ställning till", _remarks()),
    )


def _part(title: str, block: b.Block) -> b.Block:
    """Return a part with little air, so that the whole case has room on one page."""
    close = (
        '<w:tblCellMar><w:top w:w="16" w:type="dxa"/><w:bottom w:w="16" w:type="dxa"/></w:tblCellMar><w:tblLook'
    )
    tight = b.Block(block.xml.replace("<w:tblLook", close), block.shown)
    return b.when(block.shown, b.heading(title, 2, '<w:spacing w:before="170" w:after="20"/>'), tight)


def _steps() -> b.Block:
    pressing = ooxml.run(either("s.viktigt", "{{ s.lage }}"), "Strong")
    quiet = ooxml.run(either("s.tyst", "{{ s.lage }}"), "Tyst")
    state = pressing + quiet + ooxml.run(either("not s.viktigt and not s.tyst", "{{ s.lage }}"))
    columns = [
        b.Column("Nr", "{{ s.nr }}", 1),
        b.Column("Steg", "{{ s.titel }}", 6.6),
        b.Column("Läge", state, 2.4),
        b.Column("Datum", "{{ s.datum }}", 2.8),
        b.Column("Närmast", "{{ s.nasta }}", 6.8),
    ]
    return b.table("", "steg", "s", columns)


def _goals() -> b.Block:
    columns = [
        b.Column("Nr", "{{ m.nr }}", 1),
        b.Column("Område", "{{ m.omrade }}", 9),
        b.Column("Senast", "{{ m.senast }}", 2.8),
        b.Column("Förra uppföljningen", "{{ m.svar }}", 6.8),
    ]
    return b.table("", "mal", "m", columns)


def _agreements() -> b.Block:
    columns = [
        b.Column("Vad", "{{ o.vad }}", 10),
        b.Column("Senast", "{{ o.senast }}", 2.8),
        b.Column("Vem", "{{ o.vem }}", 6.8),
    ]
    return b.table("", "overenskommelser", "o", columns)


def _remarks() -> b.Block:
    columns = [
        b.Column("Slag", "{{ a.slag }}", 2.2),
        b.Column("Vad", "{{ a.text }}", 12.4),
        b.Column("Var", "{{ a.var }}", 5),
    ]
    return b.table("", "anmarkningar", "a", columns)
