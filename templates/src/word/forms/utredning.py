"""Utredning: the ground for a decision and for the plan; facts, own words and assessments apart."""

from __future__ import annotations

from design import blocks as b
from design import frame, topics
from design import values as v

TITLE = "Utredning"
_P = "utredning"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(
            TITLE,
            (
                v.one("Aktualiserad", f"{_P}.aktualiserad_datum", 4),
                v.one("Aktualiserad genom", f"{_P}.aktualiserad_genom", 8),
            ),
        ),
        frame.person(),
        b.section(
            "Anledning",
            b.table("Samtal i utredningen", f"{_P}.samtal", "x", _TALKS),
        ),
        b.section(
            "Egen berättelse",
            b.own_words("Min situation", f"{_P}.egen_berattelse"),
            topics.participation(_P),
        ),
        b.section("Beroende, behandling, tester", *_addiction()),
        b.section(
            "Livsområden",
            b.note(
                f"{topics.PERSON_S} skattning av problem och behov av hjälp: 0 inget, 1 litet, 2 måttligt, "
                "3 påtagligt, 4 mycket stort. Intervjuarens skattning: 0–1 inget … 8–9 mycket stort."
            ),
            b.for_each("x", f"{_P}.livsomraden", *_area_of_life()),
        ),
        b.section("Boende och ekonomi", _housing(), _economy()),
        b.section("Stödbehov", b.for_each("x", f"{_P}.stodbehov", *_need()), _motivation(), *_strengths()),
        b.section("Risk och skydd (intern)", *_risk()),
        b.section(f"{topics.PERSON_S} mål", b.own_words("Vad jag vill uppnå", f"{_P}.mal_egna_ord")),
        b.section(
            "Bedömning och förslag",
            b.assessment("sammanfattning", f"{_P}.sammanfattande_bedomning"),
            topics.disagreement(_P),
            b.assessed("förslag", ("Förslag", f"{_P}.forslag")),
            b.assessment("motivering av förslaget", f"{_P}.forslag_motivering"),
            b.standing(
                v.period("Föreslagen period", f"{_P}.foreslagen_period.fran", f"{_P}.foreslagen_period.till")
            ),
            b.bullets("Föreslagna mål", f"{_P}.foreslagna_mal"),
        ),
        frame.signatures(
            "utredningen",
            b.grid(
                "Kommunicering",
                (
                    v.one(f"Kommunicerad med {topics.PERSON}", f"{_P}.kommunicerad.datum", 6),
                    v.one("Sätt", f"{_P}.kommunicerad.satt", 6),
                ),
            ),
            b.own_words("Mina synpunkter på utredningen", f"{_P}.kommunicerad.synpunkter"),
            title_text="Kommunicering och underskrift",
        ),
        frame.recipients(),
        frame.origin(),
    )


_TALKS = [
    b.Column("Datum", "{{ x.datum }}", 2),
    b.Column("Form", "{{ x.form }}", 2),
    b.Column("Deltagare", "{{ x.deltagare }}", 8),
]


def _addiction() -> tuple[b.Block, ...]:
    base, treated = f"{_P}.beroende", f"{_P}.behandling"
    return (
        b.grid(
            "Beroende",
            (
                v.listed("Beroende av", f"{base}.huvudproblem", 6),
                v.one("Nykter eller drogfri sedan", f"{base}.nykter_sedan", 6),
            ),
        ),
        b.table("Substanser", f"{base}.substanser", "x", _SUBSTANCES),
        b.own_words("Så ser jag på det", f"{base}.klientens_syn"),
        b.assessment("beroende", f"{base}.bedomning"),
        b.part(
            "Primärbehandling eller avgiftning",
            b.grid(
                "Behandling",
                (v.one("Typ", f"{treated}.typ", 4), v.one("Enhet", f"{treated}.enhet", 8)),
                (
                    v.period("Tid", f"{treated}.start", f"{treated}.slut", 4),
                    v.one("Intyg finns", f"{treated}.intyg", 8),
                ),
            ),
            b.prose("Fortsatt vård och eftervård", f"{treated}.eftervard"),
        ),
        b.part(
            "Tester och instrument",
            b.facts("Ordinerade läkemedel som kan ge utslag på test", f"{_P}.lakemedel_paverkar_test"),
            b.table("Tester före inflyttning", f"{_P}.tester_fore_inflytt", "x", _TESTS),
            b.table("Bedömningsinstrument", f"{_P}.instrument", "x", _INSTRUMENTS),
        ),
    )


_SUBSTANCES = [
    b.Column("Substans", "{{ x.namn }}", 5),
    b.Column("Senaste bruk", "{{ x.senast_bruk }}", 3.5),
    b.Column("Mönster", "{{ x.monster }}", 3.5),
]
_TESTS = [
    b.Column("Datum", "{{ x.datum }}", 3),
    b.Column("Typ", "{{ x.typ }}", 4),
    b.Column("Resultat", "{{ x.resultat }}", 5),
]
_INSTRUMENTS = [
    b.Column("Instrument", "{{ x.namn }}", 6),
    b.Column("Datum", "{{ x.datum }}", 4),
    b.Column("Poäng", "{{ x.poang }}", 2, "Tabelltal"),
]


def _area_of_life() -> tuple[b.Block, ...]:
    return (
        b.heading("{{ x.omrade }}"),
        b.scores(
            (f"{topics.PERSON_S} skattning", "x.klient_skattning", "av 4"),
            ("Bedömning – intervjuarens skattning", "x.personal_skattning", "av 9"),
        ),
        b.own_words("", "x.egna_ord"),
        b.prose("Resurser", "x.resurser"),
        b.prose("Svårigheter", "x.svarigheter"),
    )


def _housing() -> b.Block:
    home = f"{_P}.boende"
    return b.part(
        "Boende",
        b.grid(
            "Boende",
            (
                v.one("Boendesituation", f"{home}.situation", 4),
                v.one("Bostaden på hemorten behålls", f"{home}.behaller_bostad", 4),
                v.owed("Hyresskuld", f"{home}.hyresskuld", f"{home}.hyresskuld_belopp"),
            ),
        ),
        b.prose("Tidigare störningar", f"{home}.tidigare_storningar"),
        b.own_words("Så vill jag bo efter vistelsen", f"{home}.efter_vistelsen"),
    )


def _economy() -> b.Block:
    money = f"{_P}.ekonomi"
    return b.part(
        "Ekonomi",
        b.grid(
            "Ekonomi",
            (
                v.listed("Försörjning", f"{money}.forsorjning", 7),
                v.one("Betalningsförmåga", f"{money}.betalningsformaga", 5),
            ),
        ),
        b.prose("Skulder", f"{money}.skulder"),
        b.assessed(
            "ekonomi", (v.by_system("Behov av intressebevakare", "Behov av god man"), f"{money}.behov_god_man")
        ),
    )


def _need() -> tuple[b.Block, ...]:
    return (
        b.heading("{{ x.omrade }}"),
        b.pairs(("IBIC-område", "x.ibic_omrade"), keep=True),
        b.own_words("", "x.egna_ord"),
        b.assessment("", "x.bedomning"),
    )


def _motivation() -> b.Block:
    will = f"{_P}.motivation"
    return b.part(
        "Motivation",
        b.scores(
            ("Så viktig är förändringen för mig", f"{will}.viktigt", "av 10"),
            ("Så säker är jag på att klara den", f"{will}.tilltro", "av 10"),
        ),
        b.own_words("", f"{will}.egna_ord"),
    )


def _strengths() -> tuple[b.Block, ...]:
    return (
        b.part(
            "Styrkor",
            b.own_words("", f"{_P}.styrkor_egna_ord"),
            b.assessment("", f"{_P}.styrkor_bedomning"),
        ),
        b.part(
            "Svagheter och svårigheter",
            b.own_words("", f"{_P}.svagheter_egna_ord"),
            b.assessment("", f"{_P}.svagheter_bedomning"),
        ),
    )


def _risk() -> tuple[b.Block, ...]:
    risk = f"{_P}.risk"
    return (
        b.note("Avsnittet stannar i verksamheten och lämnas inte till någon annan."),
        b.assessed(
            "risk",
            ("Självmordstankar", f"{risk}.suicid"),
            ("Utsatt för våld", f"{risk}.vald_utsatt"),
            ("Risk för hot eller våld mot andra", f"{risk}.hot_vald"),
        ),
        b.assessment("vad som kommit fram och vad som gjorts", f"{risk}.text"),
        b.assessed(
            "barn",
            ("Barn under 18 år, antal", f"{risk}.barn_under_18"),
            ("Åtgärd för barnen", f"{risk}.barn_atgard"),
        ),
    )
