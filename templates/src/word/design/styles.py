"""The look: one family of styles, named so that a unit can restyle them in Word.

Built-in styles keep Word's own ids and names, which Word shows in the user's language («Rubrik 1»); the
rest are named in Swedish. One accent colour, a calm blue-green; own words and assessments differ in shape
too (tint and bar against a bare line), so the difference survives a black-and-white print.
Contrast on white: ACCENT 8.9:1, INK 14.8:1, QUIET 6.0:1 (WCAG 2.2 AA asks 4.5:1).
"""

from __future__ import annotations

from dataclasses import dataclass

from design.ooxml import borders

ACCENT = "0F5257"
INK = "1E2A2C"
QUIET = "55666A"
HAIRLINE = "B8C6C7"
TINT = "EAF2F1"
WHITE = "FFFFFF"

FONT = "Noto Sans"
# Word takes the first of these that is installed when Noto Sans is not.
FALLBACK = "Segoe UI, Calibri, Arial"

NUMBERED = 1
"""w:numId of the list that numbers Rubrik 1."""
BULLETS = 2
"""w:numId of the bulleted list."""


@dataclass(frozen=True)
class Style:
    """One style. Type size in points; spacing in twips; `p` and `r` are further properties as XML."""

    id: str
    name: str
    based: str = "Normal"
    next: str = ""
    size: float = 0
    colour: str = ""
    bold: bool = False
    light: bool = False
    """Not bold where the style around it is."""
    before: int | None = None
    after: int | None = None
    line: int = 0
    """240ths of a line."""
    p: str = ""
    """Paragraph properties that stand before w:spacing."""
    p_after: str = ""
    """Paragraph properties that stand after w:spacing."""
    r: str = ""
    kind: str = "paragraph"

    def xml(self) -> str:
        """Return the w:style element."""
        custom = "" if self.name in _BUILT_IN else ' w:customStyle="1"'
        default = ' w:default="1"' if self.id in ("Normal", "DefaultParagraphFont") else ""
        based = f'<w:basedOn w:val="{self.based}"/>' if self.based and not default else ""
        following = f'<w:next w:val="{self.next}"/>' if self.next else ""
        paragraph = f"<w:pPr>{self.p}{self._spacing()}{self.p_after}</w:pPr>" if self.kind == "paragraph" else ""
        return (
            f'<w:style w:type="{self.kind}"{default}{custom} w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f"{based}{following}<w:qFormat/>{paragraph}<w:rPr>{self._letters()}</w:rPr></w:style>"
        )

    def _spacing(self) -> str:
        before = "" if self.before is None else f' w:before="{self.before}"'
        after = "" if self.after is None else f' w:after="{self.after}"'
        line = f' w:line="{self.line}" w:lineRule="auto"' if self.line else ""
        return f"<w:spacing{before}{after}{line}/>" if before or after or line else ""

    def _letters(self) -> str:
        bold = "<w:b/><w:bCs/>" if self.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>' if self.light else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        half = round(self.size * 2)
        size = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else ""
        return f"{bold}{colour}{self.r}{size}"


_BUILT_IN = frozenset(
    ("Normal", "Body Text", "Title", "Subtitle", "heading 1", "heading 2", "heading 3", "header", "footer")
) | {"List Bullet", "Strong", "Default Paragraph Font"}

_KEEP = "<w:keepNext/><w:keepLines/>"
_NO_HYPHENS = "<w:suppressAutoHyphens/>"


def _indent(left: int, right: int = 0, hanging: int = 0) -> str:
    tail = f' w:hanging="{hanging}"' if hanging else ""
    return f'<w:ind w:left="{left}" w:right="{right}"{tail}/>'


def _list(number: int) -> str:
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


def _shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _bar(colour: str, fill: str) -> str:
    """Return a block with a bar to the left: three sides in the fill's colour make its padding."""
    edge = ("single", 4, 5, fill)
    return borders("pBdr", top=edge, left=("single", 24, 9, colour), bottom=edge, right=("single", 4, 9, fill)) + (
        _shade(fill)
    )


# The bar stands on the text margin: its own width (3 pt) and distance (9 pt), and the same to the right.
_BLOCK = _indent(240, 190)
_OWN = _bar(ACCENT, TINT)
_JUDGED = _bar(QUIET, WHITE)
_BANNER = borders("pBdr", **dict.fromkeys(("top", "left", "bottom", "right"), ("single", 12, 4, INK)))


def paragraph_styles() -> tuple[Style, ...]:
    """Return the paragraph styles, the parents first."""
    return (
        Style("Normal", "Normal", size=10.5, colour=INK, before=0, after=0),
        Style("BodyText", "Body Text", after=100),
        Style("Title", "Title", next="Subtitle", size=26, colour=ACCENT, bold=True, after=20, line=216,
              p=_KEEP + _NO_HYPHENS),
        Style("Subtitle", "Subtitle", next="BodyText", size=14, after=200, p=_KEEP + _NO_HYPHENS),
        Style("Heading1", "heading 1", next="BodyText", size=14, colour=ACCENT, bold=True, before=400, after=90,
              p=_KEEP + _NO_HYPHENS, p_after='<w:outlineLvl w:val="0"/>'),
        Style("Heading2", "heading 2", next="BodyText", size=11.5, bold=True, before=260, after=60,
              p=_KEEP + _NO_HYPHENS, p_after='<w:outlineLvl w:val="1"/>'),
        Style("Heading3", "heading 3", next="BodyText", size=10.5, bold=True, before=200, after=40,
              p=_KEEP + _NO_HYPHENS, p_after='<w:outlineLvl w:val="2"/>'),
        Style("Header", "header", size=8.5, colour=QUIET, p=_NO_HYPHENS),
        Style("Footer", "footer", size=8, colour=QUIET, p=_NO_HYPHENS),
        Style("Utkast", "Utkast", size=20, bold=True, before=100, after=240, p_after='<w:jc w:val="center"/>',
              p=borders("pBdr", top=("single", 18, 2, INK), bottom=("single", 18, 2, INK))),
        Style("Utkastlag", "Utkast låg", based="Utkast", size=14, before=40, after=60, line=192,
              p_after='<w:jc w:val="center"/>'),
        Style("Skyddat", "Skyddat", size=11, bold=True, before=120, after=160, p=_KEEP + _BANNER,
              p_after=_indent(120, 120)),
        Style("Etikett", "Etikett", next="Svar", size=8.5, colour=QUIET, p=_NO_HYPHENS),
        Style("Svar", "Svar", size=10, p=_NO_HYPHENS),
        Style("Fraga", "Fråga", next="BodyText", size=8.5, colour=QUIET, before=140, after=10,
              p=_KEEP + _NO_HYPHENS),
        Style("ListBullet", "List Bullet", after=30, p=_list(BULLETS)),
        Style("Egnaord", "Egna ord", size=11, after=100, p=_OWN, p_after=_BLOCK),
        Style("Egnaordetikett", "Egna ord etikett", next="Egnaord", size=8.5, colour=ACCENT, before=160, after=20,
              p=_KEEP + _OWN, p_after=_BLOCK),
        Style("Bedomning", "Bedömning", after=100, p=_JUDGED, p_after=_BLOCK),
        Style("Bedomningetikett", "Bedömning etikett", next="Bedomning", size=8.5, colour=QUIET, before=160,
              after=20, p=_KEEP + _JUDGED, p_after=_BLOCK),
        Style("Tabellrubrik", "Tabellrubrik", size=8.5, colour=ACCENT, bold=True, p=_KEEP + _NO_HYPHENS),
        Style("Tabelltext", "Tabelltext", size=9.5),
        Style("Tabelltal", "Tabelltal", based="Tabelltext", p_after='<w:jc w:val="right"/>'),
        Style("Underskrift", "Underskrift", size=10, p="<w:keepNext/>" + _NO_HYPHENS),
        Style("Hjalptext", "Hjälptext", size=9, colour=QUIET, after=60),
        *_crisis_styles(),
    )  # fmt: skip


def _crisis_styles() -> tuple[Style, ...]:
    """Return the styles of the page that is carried: numbers large, text short."""
    return (
        Style("Nodnummer", "Nödnummer", size=40, colour=WHITE, bold=True, line=192, p=_NO_HYPHENS,
              p_after='<w:jc w:val="center"/>'),
        Style("Nummer", "Nummer", size=16.5, colour=ACCENT, bold=True, line=204, p=_NO_HYPHENS),
        Style("Vem", "Vem", size=11.5, bold=True, line=204, p=_NO_HYPHENS),
        Style("Korttext", "Korttext", size=11, line=206, after=16),
        Style("Kortlista", "Kortlista", based="Korttext", p=_list(BULLETS)),
        Style("Kortrubrik", "Kortrubrik", based="Heading2", next="Kortlista", size=11.5, colour=ACCENT, before=90,
              after=0, line=206, p_after='<w:outlineLvl w:val="1"/>'),
    )  # fmt: skip


_CHARACTERS = (
    Style("DefaultParagraphFont", "Default Paragraph Font", based="", kind="character"),
    Style("Strong", "Strong", based="DefaultParagraphFont", bold=True, kind="character"),
    Style("Citattecken", "Citattecken", based="DefaultParagraphFont", bold=True, colour=ACCENT, size=14,
          kind="character"),
    Style("Namn", "Namn", based="DefaultParagraphFont", size=18, colour=INK, light=True, kind="character"),
    Style("Litet", "Litet", based="DefaultParagraphFont", size=6.5, kind="character"),
    Style("Tyst", "Tyst", based="DefaultParagraphFont", colour=QUIET, kind="character"),
)  # fmt: skip


def _table_style(style_id: str, name: str, lines: str, margins: tuple[int, int, int, int]) -> str:
    sides = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in zip(("top", "left", "bottom", "right"), margins, strict=True)
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr>{lines}<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr></w:style>'
    )


def _table_styles() -> str:
    thin, strong = ("single", 4, 0, HAIRLINE), ("single", 8, 0, ACCENT)
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"
        + _table_style("Faktaruta", "Faktaruta",
                       borders("tblBorders", top=strong, bottom=thin, insideH=thin), (50, 0, 60, 160))
        + _table_style("Faktarad", "Faktarad",
                       borders("tblBorders", top=thin, bottom=thin, insideH=thin), (40, 0, 50, 160))
        + _table_style("Tabell", "Tabell", borders("tblBorders", bottom=thin, insideH=thin), (60, 0, 60, 160))
        + _table_style("Underskrifter", "Underskrifter", "", (0, 0, 0, 0))
        + _table_style("Nummertavla", "Nummertavla",
                       borders("tblBorders", top=strong, bottom=strong, insideH=thin), (35, 0, 35, 120))
    )  # fmt: skip


def styles_xml() -> str:
    """Return what w:styles holds: defaults, then all styles."""
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" '
        f'w:cs="{FONT}"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="sv-FI" w:eastAsia="sv-FI" '
        f'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"</w:pPrDefault></w:docDefaults>"
    )
    listed = paragraph_styles() + _CHARACTERS
    return defaults + "".join(style.xml() for style in listed) + _table_styles()


def numbering_xml() -> str:
    """Return what w:numbering holds: the numbers of Rubrik 1, and the bullets."""
    return (
        '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start '
        'w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/><w:lvlJc w:val="left"/><w:pPr>'
        f"{_indent(567, hanging=567)}</w:pPr></w:lvl></w:abstractNum>"
        '<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start '
        'w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr>'
        f'{_indent(227, hanging=227)}</w:pPr><w:rPr><w:color w:val="{ACCENT}"/></w:rPr></w:lvl></w:abstractNum>'
        f'<w:num w:numId="{NUMBERED}"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="1"/></w:num>'
    )
