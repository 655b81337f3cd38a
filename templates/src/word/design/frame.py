"""What every document has around its own contents: title, person, orderer, signatures, recipients, origin."""

from __future__ import annotations

from collections.abc import Sequence

from design import ooxml
from design.blocks import WIDTH, Block, Column, grid, heading, line, pairs, part, section, table, when
from design.styles import INK
from design.values import Field, answered, by_system, either, joined, one

NAME = "{{ klient.fornamn }} {{ klient.efternamn }}"
PERSON = "{{ ord.person_best|stor }}"


def title(name: str, *facts: tuple[Field, ...]) -> Block:
    """Return the title block: the document's name, whom it is about, its standing and its key facts."""
    return Block(
        ooxml.paragraph(name, "Title")
        + when(answered("klient.fornamn", "klient.efternamn"), Block(ooxml.paragraph(NAME, "Subtitle"))).xml
        + standing(*facts).xml
    )


def standing(*facts: tuple[Field, ...]) -> Block:
    """Return the document's standing and its key facts, after the banner of a protected person."""
    status = Field("Status", "{{ dokument.status }} {{ dokument.faststalld_datum }}", answered("dokument.status"))
    first = (status, one("Upprättad", "dokument.datum"), one("Upprättad av", "dokument.upprattad_av.namn"))
    return Block(protected().xml + grid("Om dokumentet i korthet", first, *facts).xml)


def protected() -> Block:
    """Return the banner of a person with protected identity."""
    warning = ooxml.run("Skyddade personuppgifter. ", "Strong") + ooxml.run(
        "Adress och telefonnummer får inte lämnas ut eller skrivas i dokument som skickas vidare."
    )
    return when("klient.skyddade_uppgifter", Block(ooxml.paragraph(warning, "Skyddat")))


def person(title_text: str = "Person och beställare") -> Block:
    """Return the section with the person, those who speak for or stand near them, and the orderer."""
    return section(title_text, _identity(), _relatives(), _orderer(), numbered=False)


def _identity() -> Block:
    name = Field("Namn", NAME, answered("klient.fornamn", "klient.efternamn"), 6)
    kind = either(
        'klient.id_typ != "" and klient.id_typ != "saknas"', "{{ klient.id_typ }}", "{{ ord.id_nummer|stor }}"
    )
    number = either('klient.id_typ == "saknas"', "{{ klient.id_typ }}", "{{ klient.id_nummer|saknas }}")
    address = joined(
        "Hemadress",
        [
            "klient.hemadress.gata",
            "klient.hemadress.postnummer",
            "klient.hemadress.postort",
            "klient.hemadress.land",
        ],
        6,
        separators=[", ", " ", ", "],
    )
    return grid(
        "Personuppgifter",
        (name, one("Tilltalsnamn", "klient.tilltalsnamn", 3), one("Födelsedatum", "klient.fodelsedatum", 3)),
        (
            Field(kind, number, answered("klient.id_typ", "klient.id_nummer"), 6),
            one("Kontaktspråk", "klient.kontaktsprak", 3),
            one("Tolkbehov", "klient.tolk", 3),
        ),
        (address, one("Hemkommun", "klient.hemkommun", 3), one("Saknar egen bostad", "klient.saknar_bostad", 3)),
        (
            one("E-post", "klient.epost", 6),
            one("Telefon", "klient.telefon", 3),
            one("Skyddade uppgifter", "klient.skyddade_uppgifter", 3),
        ),
        (joined("Företrädare", [f"klient.foretradare.{name}" for name in ("typ", "namn", "telefon")], 12),),
        (one("Företrädarens uppdrag gäller", "klient.foretradare.omfattning", 12),),
    )


def _relatives() -> Block:
    return table(
        "Närstående",
        "klient.narstaende",
        "nara",
        [
            Column("Namn", "{{ nara.namn }}", 4),
            Column("Relation", "{{ nara.relation }}", 3),
            Column("Telefon", "{{ nara.telefon }}", 3),
            Column("Får kontaktas", "{{ nara.far_kontaktas }}", 2),
        ],
    )


def _orderer() -> Block:
    contact = joined(
        by_system("Socialarbetare", "Handläggare"), ["bestallare.kontakt.namn", "bestallare.kontakt.befattning"], 4
    )
    return part(
        by_system("Remitterande instans (beställare)", "Beställare"),
        grid(
            "Beställare",
            (
                one("Namn", "bestallare.namn", 5),
                one("Enhet", "bestallare.enhet", 4),
                one("Slag av beställare", "bestallare.typ", 3),
            ),
            (
                contact,
                one("Telefon", "bestallare.kontakt.telefon", 3),
                one("E-post", "bestallare.kontakt.epost", 5),
            ),
        ),
    )


_LINES = (4160, 2630, 2158)
"""Widths of the lines for signature (7.3 cm), name, and date and place, twips."""
_GAP = 170


# Lines for those who may sign, but need not, are offered until somebody has signed; the person always has one.
# Handläggare is a Swedish title: in Finland the line shows only for one who has signed or must.
_HAS_LINE = (
    's.undertecknad or s.krav == "ska" or s.roll == "klient" or (not underskrifter and '
    '(s.roll != "handlaggare" or dokument.system == "se"))'
)


def signatures(
    name: str,
    *before: Block,
    title_text: str = "Underskrifter",
    numbered: bool = True,
    has_line: str = _HAS_LINE,
) -> Block:
    """Return the signatures, kept on one page together with the sentence that says what they are put under.

    Args:
        name: the document in its definite form, `genomförandeplanen`.
        before: parts of the same section that come before the signatures.
        title_text: the section's heading.
        numbered: whether the heading takes a number.
        has_line: Jinja expression: whether the signer `s` gets a line.
    """
    whom = either(answered("klient.fornamn", "klient.efternamn"), f" för {NAME}")
    case = either(answered("dokument.arende_id"), ", ärende {{ dokument.arende_id }}")
    said = (
        f"Underskriften gäller {name}{whom}{case}, version {{{{ dokument.version }}}}, upprättad "
        "{{ dokument.datum }}. Dokument-id {{ dokument.id }}. Den som inte vill skriva under behöver inte "
        "göra det; det antecknas i så fall här."
    )
    lead = ooxml.paragraph(said, "BodyText", '<w:keepNext/><w:keepLines/><w:spacing w:before="160"/>')
    return section(
        title_text, *before, when("signaturer", Block(lead + _signature_table(has_line))), numbered=numbered
    )


def _signature_table(has_line: str) -> str:
    """Return three rows for each signer: kept whole, and all together when they are no more than three."""
    role = ooxml.run("{{ s.roll_text }}", "Strong")
    meaning = ooxml.paragraph(role, "Svar", '<w:keepNext/><w:spacing w:before="220"/>') + ooxml.paragraph(
        "{{ s.mening }}", "BodyText", "<w:keepNext/><w:keepLines/>"
    )
    widths = (_LINES[0], _GAP, _LINES[1], _GAP, _LINES[2])
    rows = (
        ooxml.row_tag(f"for s in signaturer if {has_line}")
        + ooxml.row([ooxml.cell(meaning, WIDTH, span=len(widths))])
        + _signature_lines()
        + ooxml.row_tag("if loop.last or loop.length > 3")
        + _signature_labels("")
        + ooxml.row_tag("else")
        + _signature_labels()
        + ooxml.row_tag("endif")
        + ooxml.row_tag("endfor")
    )
    return ooxml.table(rows, widths, "Underskrifter", description="Underskrifter")


def _signature_lines() -> str:
    # What was not written on paper is said on the line; a line to be signed by hand stays empty.
    how = either('s.satt != "" and s.satt != "papper"', "{{ s.satt_text }}")
    place = "{{ s.datum }}" + either('s.datum != "" and s.ort != ""', ", ") + "{{ s.ort }}"
    line = ooxml.borders("tcBorders", bottom=("single", 6, 0, INK)) + '<w:vAlign w:val="bottom"/>'
    return _spaced(
        [ooxml.paragraph(text, "Underskrift") for text in (how, "{{ s.namn }}", place)], line, height=680
    )


def _signature_labels(keep: str = "<w:keepNext/>") -> str:
    hand = "Underskrift" + either('s.satt == "papper"', " – {{ s.satt_text }}")
    labels = (hand, "Namnförtydligande", "Datum och ort")
    return _spaced([ooxml.paragraph(label, "Etikett", keep) for label in labels])


def _spaced(contents: Sequence[str], properties: str = "", *, height: int = 0) -> str:
    """Return a row of the cells above or below a signature's lines, with gaps between them."""
    gap = ooxml.cell(ooxml.paragraph("", "Etikett"), _GAP)
    cells = [
        ooxml.cell(content, width, properties=properties) for content, width in zip(contents, _LINES, strict=True)
    ]
    return ooxml.row([cells[0], gap, cells[1], gap, cells[2]], height=height)


def recipients(width: int = WIDTH) -> Block:
    """Return the list of those who get a copy."""
    basis = "{{ x.grund }}" + either('x.samtycke_id != ""', " {{ x.samtycke_id }}")
    columns = [
        Column("Mottagare", "{{ x.mottagare }}", 3.4),
        Column("Mottagaren är", "{{ x.profil }}", 2.6),
        Column("Grund", basis, 2.2),
        Column("Datum", "{{ x.datum }}", 1.5),
        Column("Skickat med", "{{ x.kanal }}", 2),
    ]
    return section("Sändlista", table("", "sandlista", "x", columns, width=width), numbered=False)


def origin() -> Block:
    """Return where the document comes from, in small print: its identity, its author, what it builds on."""
    author = "dokument.upprattad_av"
    secrecy = (
        "Dokumentet innehåller uppgifter som är skyddade av sekretess. Lämna det inte vidare och förvara det så "
        "att ingen obehörig kan läsa det."
    )
    return Block(
        heading("Om dokumentet", 2).xml
        + pairs(
            ("Dokument", "dokument.typ"),
            ("Version", "dokument.version"),
            ("Fastställd", "dokument.faststalld_datum"),
            ("Regelverk", "dokument.system"),
            keep=True,
        ).xml
        + pairs(("Upprättad av", f"{author}.namn"), ("Befattning", f"{author}.befattning"), keep=True).xml
        + pairs(("Enhet", f"{author}.enhet"), ("Telefon", f"{author}.telefon"), keep=True).xml
        + line("Bygger på dokument", "{{ dokument.bygger_pa|lista }}", "dokument.bygger_pa", keep=True).xml
        + ooxml.paragraph(secrecy, "Hjalptext", '<w:spacing w:before="80"/>')
    )
