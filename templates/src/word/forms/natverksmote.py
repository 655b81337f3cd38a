"""Nätverksmöte: what was said by whom, what was agreed, who does it by when."""

from __future__ import annotations

from design import blocks as b
from design import frame, topics
from design import values as v

TITLE = "Nätverksmöte"
_P = "natverksmote"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title("Protokoll från nätverksmöte", *_facts()),
        b.section(
            "Deltagare",
            b.table("", f"{_P}.deltagare", "x", _PARTICIPANTS),
            b.fact("Sekretess och samtycke genomgångna", f"{_P}.sekretess_genomgangen"),
        ),
        b.section("Syfte", b.prose("", f"{_P}.syfte"), b.to_write("", f"{_P}.syfte", 2)),
        b.section(
            f"{topics.PERSON_S} fråga",
            b.own_words("Det här vill jag ha ut av mötet", f"{_P}.klientens_fraga", room=3),
        ),
        b.section("Punkter", b.for_each("x", f"{_P}.punkter", *_point())),
        b.section(
            "Överenskommelser",
            b.table("", f"{_P}.overenskommelser", "x", _AGREEMENTS),
            b.fact("Överenskommet inflyttningsdatum", f"{_P}.overenskommen_inflytt"),
        ),
        b.section("Oenigheter", b.for_each("x", f"{_P}.oenigheter", *_difference())),
        b.section(
            "Nästa möte",
            b.fact("Nästa möte", f"{_P}.nasta_mote"),
            b.assessed("samordning", ("Behov av SIP eller annan samordning", f"{_P}.sip_behov")),
        ),
        frame.signatures(
            "protokollet", b.table("Justerat", f"{_P}.justerat", "x", _APPROVED), title_text="Justering"
        ),
        frame.person(),
        frame.recipients(),
        frame.origin(),
        b.section(
            "Intern notering – hör inte till protokollet",
            b.assessment("lämnas inte till någon annan", f"{_P}.intern_notering"),
            numbered=False,
            new_page=True,
        ),
    )


def _facts() -> tuple[tuple[v.Field, ...], ...]:
    return (
        (
            v.one("Mötets typ", f"{_P}.typ", 4),
            v.one("Mötets datum", f"{_P}.datum", 4),
            v.period("Tid, kl.", f"{_P}.start", f"{_P}.slut", 4),
        ),
        (v.one("Plats", f"{_P}.plats", 8), v.one("Form", f"{_P}.form", 4)),
        (v.one("Ordförande", f"{_P}.ordforande", 8), v.one("Sekreterare", f"{_P}.sekreterare", 4)),
    )


_PARTICIPANTS = [
    b.Column("Namn", "{{ x.namn }}", 3),
    b.Column("Roll", "{{ x.roll }}", 3),
    b.Column("Organisation", "{{ x.organisation }}", 3.4),
    b.Column("Närvaro", "{{ x.narvaro }}", 2),
    b.Column("Samtycke", "{{ x.samtycke_id|saknas }}", 1.6),
]
_AGREEMENTS = [
    b.Column("Vad", "{{ x.vad }}", 5.5),
    b.Column("Vem", "{{ x.ansvarig }}", 3),
    b.Column("Senast", "{{ x.senast }}", 1.9),
    b.Column("Status", "{{ x.status }}", 1.6),
]
_APPROVED = [b.Column("Namn", "{{ x.namn }}", 8), b.Column("Datum", "{{ x.datum }}", 4)]


def _point() -> tuple[b.Block, ...]:
    return (
        b.heading("{{ x.rubrik }}"),
        b.own_words("", "x.klientens_ord", room=2),
        b.prose("Övriga", "x.ovriga"),
        b.to_write("Övriga", "x.ovriga", 2),
        b.prose("Slutsats", "x.slutsats"),
        b.to_write("Slutsats", "x.slutsats", 2),
    )


def _difference() -> tuple[b.Block, ...]:
    return (
        b.heading("{{ x.fraga }}"),
        b.own_words("", "x.klientens_syn"),
        b.prose("Så ser andra på saken", "x.andras_syn"),
    )
