"""Genomförandeplan: how the support is carried out, with the person's own words before the goals."""

from __future__ import annotations

from design import blocks as b
from design import frame, topics
from design import values as v

TITLE = "Genomförandeplan"
_P = "genomforandeplan"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(TITLE, *_facts()),
        frame.person(),
        b.section("Uppdrag och mål", _ordered_goals()),
        b.section(
            "Mina ord",
            b.own_words("Vad är viktigt för mig", f"{_P}.mina_ord.viktigt"),
            b.own_words("Det klarar jag själv", f"{_P}.mina_ord.klarar_sjalv"),
            b.own_words("Det vill jag ha stöd med", f"{_P}.mina_ord.vill_ha_stod_med"),
            b.own_words("Så vill jag ha stödet", f"{_P}.mina_ord.sa_vill_jag_ha_stodet"),
        ),
        b.section(
            "Delaktighet",
            topics.participation(_P),
            b.prose("Så har {{ ord.person_best }} deltagit", f"{_P}.delaktighet_beskrivning"),
            b.assessment("Hänsyn till önskemål, och önskemål som inte kunnat tillgodoses", f"{_P}.hansyn"),
            _others(),
            topics.disagreement(_P),
        ),
        b.section("Mål och aktiviteter", b.for_each("m", f"{_P}.mal", *_goal())),
        b.section("Veckan", _times(), _visits(), _groups()),
        b.section(
            v.by_system("Hem och hemort", "Hem"),
            b.prose("Bostaden på hemorten", f"{_P}.hemort.bostad"),
            b.prose("Hemresor", f"{_P}.hemort.hemresor"),
            b.own_words("Om jag inte öppnar eller svarar", f"{_P}.oppnar_inte_dorren"),
            b.prose("Utflyttning och återgång till hemorten", f"{_P}.utflyttning"),
        ),
        b.section("Samverkan", _cooperation()),
        b.section("Regler", *_rules()),
        b.section("Risker och krisplan", _risks(), *_crisis()),
        b.section("Uppföljning", _follow_up()),
        frame.signatures("genomförandeplanen"),
        frame.recipients(),
        frame.origin(),
    )


def _facts() -> tuple[tuple[v.Field, ...], ...]:
    return (
        (
            v.period("Planen gäller", f"{_P}.period.fran", f"{_P}.period.till"),
            v.one(v.by_system("Egen handledare", "Stödperson"), f"{_P}.handledare.namn", 4),
            v.one("Ersättare", f"{_P}.handledare.ersattare", 4),
        ),
        (
            v.one("Inflyttning", f"{_P}.inflytt_datum", 4),
            v.one("Planerad utflyttning", f"{_P}.utflytt_planerad", 8),
        ),
    )


def _ordered_goals() -> b.Block:
    columns = [b.Column("Nr", "{{ u.mal_id }}", 1), b.Column("Mål enligt beslutet", "{{ u.text }}", 13)]
    return b.table("", f"{_P}.uppdragets_mal", "u", columns)


def _others() -> b.Block:
    columns = [
        b.Column("Namn", "{{ d.namn }}", 4),
        b.Column("Roll", "{{ d.roll }}", 4),
        b.Column("Organisation", "{{ d.organisation }}", 4),
    ]
    return b.table("Andra som har deltagit", f"{_P}.deltagare", "d", columns)


def _goal() -> tuple[b.Block, ...]:
    step = "{{ d.text }}" + v.either('d.senast != ""', " – senast {{ d.senast }}")
    activities = [
        b.Column("Vad", "{{ a.vad }}", 3.2),
        b.Column("Vem", "{{ a.ansvarig }}", 2.3),
        b.Column("När", "{{ a.nar }}", 2.3),
        b.Column("Hur", "{{ a.hur }}", 4.2),
    ]
    return (
        b.heading("Mål {{ m.mal_id }}" + v.either('m.omrade != ""', " – {{ m.omrade }}")),
        b.own_words("Målet", "m.egna_ord"),
        b.assessment("formulerat så att det går att följa upp", "m.smart_mal", lead="Målet konkret"),
        b.grid(
            "Uppgifter om målet",
            (
                v.one("Senast", "m.senast", 3),
                v.one("Hör till uppdragets mål", "m.uppdragsmal", 3),
                v.one("Arbetssätt eller metod", "m.metod", 6),
            ),
            light=True,
        ),
        b.prose("Hur vet vi att det är nått", "m.hur_mats"),
        b.items("Delmål", "m.delmal", "d", step),
        b.table("Aktiviteter", "m.aktiviteter", "a", activities),
    )


def _times() -> b.Block:
    talks, tests = f"{_P}.samtal", f"{_P}.test"
    return b.grid(
        "Tider",
        (
            v.phrase(
                "Individuella stödsamtal", 5, (f"{talks}.minuter", "@ min"), (f"{talks}.per_manad", "@ per månad")
            ),
            v.phrase("Dag och tid", 7, (f"{talks}.veckodag", "@"), (f"{talks}.klockslag", "kl. @")),
        ),
        (
            v.phrase(
                "Drog- och alkoholtester", 5, (f"{tests}.per_manad", "@ per månad"), (f"{tests}.minuter", "@ min")
            ),
            v.one("Hur testerna tas", f"{tests}.form", 7),
        ),
        (v.measured("Nätverksmöten, i snitt per månad", f"{_P}.natverksmote.minuter_per_manad", "min", 12),),
        (v.measured("Direkt service per månad, sammanlagt", f"{_P}.direkt_tid_min_per_manad", "min", 12),),
        (v.one("Tilläggsbeslut som medger mer tid", f"{_P}.tillaggsbeslut", 12),),
    )


def _visits() -> b.Block:
    columns = [
        b.Column("Dag", "{{ x.veckodag }}", 2),
        b.Column("Tid", "{{ x.tid }}", 1.5),
        b.Column("Längd", v.either('x.langd_min != ""', "{{ x.langd_min }} min"), 1.5),
        b.Column("Innehåll", "{{ x.innehall }}", 7),
    ]
    return b.table("Stödpass", f"{_P}.stodpass", "x", columns)


def _groups() -> b.Block:
    groups = f"{_P}.grupp"
    return b.part(
        "Öppen gruppverksamhet",
        b.note("Frivillig och avgiftsfri. Den räknas inte in i den direkta servicen."),
        b.grid(
            "Öppen gruppverksamhet",
            (
                v.one("Deltar i öppna grupper", f"{groups}.deltar", 3),
                v.one("Nya nycklar", f"{groups}.nya_nycklar", 3),
                v.one("Självhjälpsgrupp", f"{groups}.sjalvhjalpsgrupp", 6),
            ),
        ),
    )


def _cooperation() -> b.Block:
    columns = [
        b.Column("Vem", "{{ x.aktor }}", 3),
        b.Column("Kontakt", "{{ x.kontakt }}", 3),
        b.Column("Om vad", "{{ x.om }}", 4.5),
        b.Column("Samtycke", "{{ x.samtycke_id|saknas }}", 1.5),
    ]
    return b.table("", f"{_P}.samverkan", "x", columns)


def _rules() -> tuple[b.Block, ...]:
    return (
        b.grid(
            "Avtal och regler",
            (
                v.one("Vårdavtal undertecknat", f"{_P}.regler.vardavtal_datum", 6),
                v.one("Förhållningsregler undertecknade", f"{_P}.regler.forhallningsregler_datum", 6),
            ),
        ),
        b.bullets("{{ ord.person_best|stor }} har fått veta", f"{_P}.regler.info"),
    )


def _risks() -> b.Block:
    columns = [
        b.Column("Risk", "{{ x.risk }}", 4.5),
        b.Column("Åtgärd", "{{ x.atgard }}", 5),
        b.Column("Ansvarig", "{{ x.ansvarig }}", 2.5),
    ]
    return b.table("Risker och åtgärder (bedömning)", f"{_P}.risker", "x", columns)


def _crisis() -> tuple[b.Block, ...]:
    return (
        b.fact("Krisplan finns, dokument-id", f"{_P}.krisplan_id"),
        b.prose("Varför krisplan saknas", f"{_P}.krisplan_saknas_orsak"),
    )


def _follow_up() -> b.Block:
    meeting = f"{_P}.uppfoljning"
    return b.grid(
        "Uppföljning av planen",
        (
            v.one("Planen följs upp", f"{meeting}.datum", 3),
            v.one("Form", f"{meeting}.form", 4),
            v.one("Ansvarig", f"{meeting}.ansvarig", 5),
        ),
    )
