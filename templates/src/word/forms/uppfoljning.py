"""Uppföljning: the person's view first, then goal by goal, the time given, and the next step."""

from __future__ import annotations

from design import blocks as b
from design import frame, topics
from design import values as v

TITLE = "Uppföljning"
_P = "uppfoljning"


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    return (
        frame.title(TITLE, *_facts()),
        frame.person(),
        b.section(
            "Så här tycker jag",
            b.own_words("Hur går det", f"{_P}.mina_ord.hur_gar_det", room=3),
            b.own_words("Det här är bra", f"{_P}.mina_ord.bra", room=3),
            b.own_words("Det här är mindre bra", f"{_P}.mina_ord.mindre_bra", room=3),
            b.own_words("Det här önskar jag", f"{_P}.mina_ord.onskemal", room=3),
            b.prose(f"Varför {topics.PERSON} inte deltog", f"{_P}.utan_klient_orsak"),
            b.table("Min skattning, 0 inget problem till 4 mycket stort", f"{_P}.skattning", "x", _RATED),
            b.table("Vilka deltog", f"{_P}.deltagare", "x", _PARTICIPANTS),
            b.to_write("Vilka deltog", f"{_P}.deltagare", 3),
        ),
        b.section("Mål för mål", b.for_each("m", f"{_P}.mal", *_goal())),
        b.section(
            "Utfört",
            b.table("Utförd direkt service", f"{_P}.utfort", "x", _done()),
            b.prose("Kommentar om tiden avviker", f"{_P}.utfort_kommentar"),
            b.prose("Tackat nej till eller ställt in", f"{_P}.tackat_nej"),
        ),
        b.section("Tester", _tests(), b.assessment("åtgärd efter tester", f"{_P}.tester.atgard")),
        b.section("Förändringar", *_changes()),
        b.section("Bedömning och förslag", *_proposal()),
        b.section("Kontroll", _checked()),
        b.section("Nästa gång", b.fact("Nästa uppföljning", f"{_P}.nasta_uppfoljning"), *_end()),
        frame.signatures("uppföljningen"),
        frame.recipients(),
        frame.origin(),
    )


def _facts() -> tuple[tuple[v.Field, ...], ...]:
    return (
        (
            v.one("Uppföljningens typ", f"{_P}.typ", 4),
            v.one("Datum", f"{_P}.datum", 4),
            v.period("Period", f"{_P}.period.fran", f"{_P}.period.till", 4),
        ),
        (v.one("Form", f"{_P}.form", 12),),
    )


_RATED = [
    b.Column("Område", "{{ x.omrade }}", 8),
    b.Column("Förra gången", "{{ x.forra }}", 2, "Tabelltal"),
    b.Column("Nu", "{{ x.nu }}", 2, "Tabelltal"),
]
_PARTICIPANTS = [b.Column("Namn", "{{ x.namn }}", 6), b.Column("Roll", "{{ x.roll }}", 6)]


def _goal() -> tuple[b.Block, ...]:
    return (
        b.heading("Mål {{ m.mal_id }}"),
        b.prose("", "m.smart_mal", keep=True),
        b.grid(
            "Läget för målet",
            (
                v.one("Senast", "m.senast", 3),
                v.choice("Bedömning: är målet uppfyllt?", "m.uppfyllt", 5, "Helt", "Delvis", "Nej", "Ej aktuellt"),
                v.choice("Bedömning: nästa steg", "m.nasta_steg", 4, "Fortsätt", "Ändra", "Avsluta", "Nytt mål"),
            ),
            light=True,
        ),
        b.own_words("kommentar", "m.klientens_kommentar", room=2),
        b.assessment("", "m.bedomning", room=2),
    )


def _done() -> list[b.Column]:
    def number(heading: str, value: str, share: float) -> b.Column:
        return b.Column(heading, value, share, "Tabelltal")

    talks = v.by_system("Samtal", "Stödpass")
    return [
        b.Column("Månad", "{{ x.manad }}", 2.6),
        number(f"{talks}, antal", "{{ x.samtal_antal }}", 1.9),
        number(f"{talks}, min", "{{ x.samtal_min }}", 1.9),
        number("Tester, min", "{{ x.test_min }}", 1.7),
        number("Nätverk, min", "{{ x.natverk_min }}", 1.9),
        number("Summa, min", "{{ x.summa_min }}", 1.9),
    ]


def _tests() -> b.Block:
    counts = f"{_P}.tester"
    return b.grid(
        "Testtillfällen, antal",
        (
            v.one("Tagna", f"{counts}.tagna", 2),
            v.one("Negativa eller förklarade", f"{counts}.rena", 4),
            v.one("Positiva, bekräftade", f"{counts}.bekraftat_positiva", 3),
            v.one("Positiva, obekräftade", f"{counts}.obekraftade", 3),
        ),
        (
            v.one("Vägrade", f"{counts}.vagrade", 2),
            v.one("Ogiltiga", f"{counts}.ogiltiga", 10),
        ),
    )


def _changes() -> tuple[b.Block, ...]:
    return (
        b.assessed("förändrat behov", ("Behovet har förändrats", f"{_P}.forandrat_behov"), is_open=True),
        b.assessment("vad som har förändrats", f"{_P}.forandrat_behov_text"),
        b.fact("{{ ord.bestallare_best|stor }} meddelad", f"{_P}.bestallare_meddelad"),
    )


def _proposal() -> tuple[b.Block, ...]:
    return (
        b.assessment("samlad bedömning", f"{_P}.samlad_bedomning", room=4),
        b.assessed(
            "förslag",
            ("Förslag", f"{_P}.forslag"),
            ("Förlängning till", f"{_P}.forlangning_till"),
            ("Behov av SIP", f"{_P}.sip_behov"),
            is_open=True,
        ),
        b.assessment("motivering", f"{_P}.forslag_motivering", room=3),
    )


def _checked() -> b.Block:
    checked = f"{_P}.kontroll"
    return b.grid(
        "Kontrollerat i dag",
        (
            v.choice("Samtycken gäller", f"{checked}.samtycken", 3, "Ja", "Nej"),
            v.choice("Krisplanen stämmer", f"{checked}.krisplan", 3, "Ja", "Nej"),
            v.choice("Kontaktuppgifter stämmer", f"{checked}.kontaktuppgifter", 3, "Ja", "Nej"),
            v.choice("Mående och risk", f"{checked}.risk", 3, "Ja", "Nej"),
        ),
    )


def _end() -> tuple[b.Block, ...]:
    end = f"{_P}.avslut"
    return (
        b.assessed(
            "avslut",
            ("Avslutas", f"{end}.datum"),
            ("Orsak", f"{end}.orsak"),
            ("Boende efter avslutet", f"{end}.boende_efter"),
        ),
        b.assessment("fortsatt stöd", f"{end}.fortsatt_stod"),
    )
