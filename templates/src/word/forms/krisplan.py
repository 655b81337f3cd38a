"""Krisplan: one page in large type that the person carries, numbers first; about the plan on the next page."""

from __future__ import annotations

from design import blocks as b
from design import frame, ooxml
from design import values as v
from design.package import FIRST_SECTION, Page
from design.styles import ACCENT, WHITE

TITLE = "Krisplan"
FIRST_PAGE = Page(side=851, top=1020, bottom=940, edge=397, draft="Utkastlag")
_P = "krisplan"
_WIDTHS = (2750, 3450, FIRST_PAGE.text_width - 6200)
_LINE = "Korttext"
_TOLD = f"{_P}.aterfall.kontakta"
_VALID = v.either(f'{_P}.galler_fran != ""', f"Gäller från {{{{ {_P}.galler_fran }}}}. ") + v.either(
    f'{_P}.oversyn_senast != ""', f"Ses över senast {{{{ {_P}.oversyn_senast }}}}. "
)


def body() -> tuple[b.Block, ...]:
    """Return the document's parts, in the order of the paper."""
    signs = _signs()
    return (
        _title(),
        _numbers(),
        _signs_heading(signs),
        *signs,
        _end_columns(),
        b.own_words("Därför vill jag fortsätta vara nykter och drogfri", f"{_P}.skal"),
        _end_section(f"{_VALID}Planen är min. Jag bestämmer vem som får se den.", "Hjalptext", kind="continuous"),
        *_about(),
    )


# --- the page that is carried -------------------------------------------------------------------------


def _title() -> b.Block:
    name = v.either('klient.tilltalsnamn != ""', "{{ klient.tilltalsnamn }}", "{{ klient.fornamn }}")
    return b.Block(ooxml.paragraph(ooxml.run("Min krisplan ") + ooxml.run(name, "Namn"), "Title"))


def _numbers() -> b.Block:
    head = ooxml.row(
        (
            ooxml.cell(ooxml.paragraph(text, "Tabellrubrik"), width)
            for text, width in zip(("Hit ringer jag", "Vem", "När"), _WIDTHS, strict=True)
        ),
        header=True,
    )
    rows = head + _emergency() + _on_call() + _contacts() + _care() + _lines()
    return b.Block(
        ooxml.table(rows, _WIDTHS, "Nummertavla", description="Telefonnummer, de viktigaste först", header=True)
    )


def _row(number: str, who: str, when: str) -> str:
    return ooxml.row(
        ooxml.cell(content, width, properties='<w:vAlign w:val="center"/>')
        for content, width in zip((number, who, when), _WIDTHS, strict=True)
    )


def _emergency() -> str:
    filled = (
        ooxml.borders("tcBorders", right=("single", 48, 0, WHITE))
        + f'<w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/><w:vAlign w:val="center"/>'
    )
    danger = ooxml.paragraph(
        v.either(f"{_P}.ring_112_nar", "Ring 112 när", "Fara för liv"), "Vem"
    ) + b.bullet_items(f"{_P}.ring_112_nar", "Kortlista")
    police = ooxml.paragraph(v.either(f"{_P}.ring_polis_nar", "Ring polisen när"), "Vem") + b.bullet_items(
        f"{_P}.ring_polis_nar", "Kortlista"
    )
    cells = (
        ooxml.cell(ooxml.paragraph("{{ ord.nodnummer }}", "Nodnummer"), _WIDTHS[0], properties=filled),
        ooxml.cell(danger, _WIDTHS[1]),
        ooxml.cell(police, _WIDTHS[2]),
    )
    return ooxml.row(cells)


def _on_call() -> str:
    duty = f"{_P}.jour"
    hours = v.either(
        v.answered(f"{duty}.fran", f"{duty}.till"), f", kl. {{{{ {duty}.fran }}}}–{{{{ {duty}.till }}}}"
    )
    number = ooxml.cell(
        ooxml.paragraph(f"{{{{ {duty}.nummer }}}}", "Nummer"), _WIDTHS[0], properties='<w:vAlign w:val="center"/>'
    )
    when = ooxml.paragraph(f"Jourtelefonen{hours}. Jag ringer när", "Vem")
    reasons = ooxml.cell(when + b.bullet_items(f"{duty}.ring_nar", "Kortlista"), sum(_WIDTHS[1:]), span=2)
    return (
        ooxml.row_tag(f'if {duty}.nummer != "" or {duty}.ring_nar')
        + ooxml.row((number, reasons))
        + ooxml.row_tag("endif")
    )


def _contacts() -> str:
    number = ooxml.paragraph("{{ k.telefon|saknas }}", "Nummer")
    who = ooxml.run("{{ k.ordning }}. {{ k.namn }}", "Strong") + ooxml.run(
        v.either('k.roll != ""', ", {{ k.roll }}")
    )
    may_call = ooxml.run(v.either('k.tider != "" and k.personal_far_ringa != ""', " – ")) + ooxml.run(
        v.either('k.personal_far_ringa != ""', "personal får ringa: "), "Tyst"
    )
    when = ooxml.run("{{ k.tider }}") + may_call + ooxml.run("{{ k.personal_far_ringa }}")
    cells = _row(number, ooxml.paragraph(who, _LINE), ooxml.paragraph(when, _LINE))
    return ooxml.row_tag(f"for k in {_P}.kontakter") + cells + ooxml.row_tag("endfor")


def _care() -> str:
    care, acute = f"{_P}.vard", f"{_P}.vard.psykiatrisk_akut"
    advice = _row(
        ooxml.paragraph(f"{{{{ {care}.radgivning }}}}", "Nummer"),
        ooxml.paragraph("{{ ord.radgivning|stor }}", "Vem"),
        ooxml.paragraph("När jag är sjuk och behöver råd", _LINE),
    )
    clinic = _row(
        ooxml.paragraph(f"{{{{ {acute}.telefon|saknas }}}}", "Nummer"),
        ooxml.paragraph(f"{{{{ {acute}.namn }}}}", "Vem"),
        ooxml.paragraph(f"{{{{ {acute}.adress }}}}", _LINE),
    )
    return (
        ooxml.row_tag(f"if {v.answered(f'{care}.radgivning')}")
        + advice
        + ooxml.row_tag("endif")
        + ooxml.row_tag(f"if {v.answered(f'{acute}.namn', f'{acute}.telefon', f'{acute}.adress')}")
        + clinic
        + ooxml.row_tag("endif")
    )


def _lines() -> str:
    line = _row(
        ooxml.paragraph("{{ l.nummer }}", "Nummer"),
        ooxml.paragraph("{{ l.namn }}", "Vem"),
        ooxml.paragraph("{{ l.tider }}", _LINE),
    )
    return ooxml.row_tag(f"for l in {_P}.stodlinjer") + line + ooxml.row_tag("endfor")


def _short(label: str, name: str) -> b.Block:
    return b.bullets(label, f"{_P}.{name}", style="Kortlista", heading="Kortrubrik")


def _text(label: str, path: str) -> b.Block:
    return b.when(v.answered(path), b.Block(ooxml.paragraph(label, "Kortrubrik") + b.paragraphs(path, _LINE)))


def _lead(label: str, path: str) -> b.Block:
    content = ooxml.run(f"{label} ", "Strong") + ooxml.run(f"{{{{ {path} }}}}")
    return b.when(v.answered(path), b.Block(ooxml.paragraph(content, _LINE)))


def _own_actions() -> b.Block:
    line = "{{ x.vad }}" + v.either('x.nar != ""', " – {{ x.nar }}")
    return b.items("Det gör jag", f"{_P}.det_gor_jag", "x", line, style="Kortlista", heading="Kortrubrik")


def _places() -> b.Block:
    line = (
        "{{ x.plats }}"
        + v.either('x.hur != ""', " – {{ x.hur }}")
        + v.either('x.telefon != ""', ", {{ x.telefon }}")
    )
    return b.items("Hit kan jag gå", f"{_P}.trygg_plats", "x", line, style="Kortlista", heading="Kortrubrik")


def _signs() -> tuple[b.Block, ...]:
    return (
        _short("Det här triggar mig", "triggers"),
        _short("Tidiga tecken jag märker", "tidiga_tecken"),
        _short("Tidiga tecken andra märker", "tecken_andra_ser"),
        _own_actions(),
        _short("Det här hjälper inte", "hjalper_inte"),
        _places(),
        _text("Kl. 22–08 gör jag så här", f"{_P}.utanfor_jour.natt"),
        _text("På helgen, dagtid", f"{_P}.utanfor_jour.helgdag"),
        _text("Om jag tar återfall", f"{_P}.aterfall.jag_gor"),
        _lead("Då gör personalen så här:", f"{_P}.aterfall.personalen_gor"),
    )


# --- sections of the page -----------------------------------------------------------------------------


def _end_section(
    text: str, style: str, references: str = "", *, kind: str = "nextPage", level: int | None = None
) -> b.Block:
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    return b.Block(ooxml.paragraph(text, style, outline + FIRST_PAGE.section(references, kind=kind)))


def _signs_heading(signs: tuple[b.Block, ...]) -> b.Block:
    """Return the heading above the columns. Over nothing it is empty: the section has to end all the same."""
    words = v.either(f"{v.any_of(signs)} or {_TOLD}", "Mina tecken och vad som hjälper")
    return _end_section(words, "Kortrubrik", FIRST_SECTION, level=0)


def _end_columns() -> b.Block:
    content = ooxml.run(v.either(_TOLD, "De här ska få veta: "), "Strong") + ooxml.run(f"{{{{ {_TOLD}|lista }}}}")
    return b.Block(ooxml.paragraph(content, _LINE, FIRST_PAGE.section(kind="continuous", columns=2, gap=400)))


# --- about the plan -----------------------------------------------------------------------------------


def _about() -> tuple[b.Block, ...]:
    copies = [
        b.Column("Kopia finns hos", "{{ x.till }}", 6),
        b.Column("Samtycke", "{{ x.samtycke_id|saknas }}", 3),
        b.Column("Lämnad", "{{ x.datum }}", 3),
    ]
    return (
        b.heading("Uppgifter om planen", 1, '<w:spacing w:before="0"/>'),
        frame.standing(
            (
                v.one("Gäller från", f"{_P}.galler_fran", 4),
                v.one("Ses över senast", f"{_P}.oversyn_senast", 4),
                v.one("Jourtelefon finns", f"{_P}.jour.finns", 4),
            )
        ),
        b.section(
            "Till dig som hjälper mig",
            b.bullets("Så vill jag att personalen gör", f"{_P}.personalen"),
            b.bullets("Så vill jag inte att personalen gör", f"{_P}.personalen_inte"),
            b.own_words("Barn, husdjur, sådant någon måste ta hand om", f"{_P}.barn_djur"),
            numbered=False,
        ),
        b.section("Vem har en kopia", b.table("", f"{_P}.kopior", "x", copies), numbered=False),
        frame.signatures("krisplanen", numbered=False),
        frame.person(),
        frame.recipients(),
        frame.origin(),
    )
