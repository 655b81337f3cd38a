"""The Word file around the text: pages, header, footer, styles, and the same bytes on every run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from design import ooxml
from design.styles import ACCENT, FALLBACK, FONT, numbering_xml, styles_xml

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member of the zip: the earliest one that zip can say."""


@dataclass(frozen=True)
class Page:
    """A page's size and margins, twips."""

    width: int = 11906
    height: int = 16838
    side: int = 1309
    top: int = 1500
    bottom: int = 1320
    edge: int = 567
    """From the paper's edge to header and footer."""
    draft: str = "Utkast"
    """Style of the line that a draft has in its header."""
    internal: bool = False
    """A sheet for the staff: «Intern» in its header, the day in place of a document's version and id."""

    letter: bool = False
    """A letter: no version and no id of a document in its footer, never marked as a draft."""

    @property
    def text_width(self) -> int:
        """Width of the text, twips."""
        return self.width - 2 * self.side

    def section(self, references: str = "", *, kind: str = "nextPage", columns: int = 1, gap: int = 0) -> str:
        """Return a w:sectPr; `references` are its header and footer, else those of the section before."""
        return (
            f'<w:sectPr>{references}<w:type w:val="{kind}"/><w:pgSz w:w="{self.width}" w:h="{self.height}"/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.side}" w:bottom="{self.bottom}" w:left="{self.side}" '
            f'w:header="{self.edge}" w:footer="{self.edge}" w:gutter="0"/>'
            f'<w:cols w:num="{columns}" w:space="{gap}"/></w:sectPr>'
        )


STANDING = Page()
FIRST_SECTION = "<!--first-section-->"
"""Where the body names the header and footer of its first section, when it has several."""

_REMOVED = (
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATION.CUSTOM_XML,
    RELATION.THEME,
    RELATION.WEB_SETTINGS,
    RELATION.EXTENDED_PROPERTIES,
    RELATION.FONT_TABLE,
    RELATION.THUMBNAIL,
)


def build(title: str, body: str, page: Page = STANDING, first: Page | None = None) -> bytes:
    """Return a Word template.

    Args:
        title: the document's kind, for the footer and the properties.
        body: the contents as XML; with `first` they hold sections, of which the last is added here.
        page: the pages of the last section.
        first: the pages of the first section, which the body ends itself with FIRST_SECTION in its w:sectPr.
    """
    document = docx.Document()
    _strip(document)
    _replace(document.styles.element, styles_xml())
    _replace(document.part.numbering_part.element, numbering_xml())
    _replace(document.settings.element, _SETTINGS)
    if first:
        body = body.replace(FIRST_SECTION, _around(document, title, first))
    _replace(document.element.body, body + page.section(_around(document, title, page)))
    _check_tables_apart(document.element.body)
    _add_font_table(document)
    _set_properties(document, title)
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def _around(document: Any, title: str, page: Page) -> str:
    """Add a header and a footer as wide as the page's text, and return the references to them."""
    header, header_id = document.part.add_header_part()
    footer, footer_id = document.part.add_footer_part()
    _replace(header.element, _header(page))
    _replace(footer.element, _footer(title, page))
    return (
        f'<w:headerReference w:type="default" r:id="{header_id}"/>'
        f'<w:footerReference w:type="default" r:id="{footer_id}"/>'
    )


def _header(page: Page) -> str:
    line = ooxml.borders("pBdr", bottom=("single", 6, 4, ACCENT))
    middle = f'<w:tab w:val="center" w:pos="{page.text_width // 2}"/>' if page.internal else ""
    stop = f'<w:tabs>{middle}<w:tab w:val="right" w:pos="{page.text_width}"/></w:tabs>'
    left = ooxml.run("{{ verksamhet.namn }}", "Strong")
    intern = ooxml.run("Intern", "Strong") + ooxml.run(" – lämnas inte ut") + ooxml.tab() if page.internal else ""
    right = ooxml.run('{% if dokument.arende_id != "" %}Ärende {% endif %}') + ooxml.run(
        "{{ dokument.arende_id }}", "Strong"
    )
    return (
        ooxml.paragraph(left + ooxml.tab() + intern + right, "Header", line + stop)
        + ooxml.paragraph_tag("if klient.skyddade_uppgifter")
        + ooxml.paragraph(ooxml.run("Skyddade personuppgifter", "Strong"), "Header", '<w:spacing w:before="40"/>')
        + ooxml.paragraph_tag("endif")
        + ("" if page.internal or page.letter else _excerpt_mark() + _draft_mark(page))
    )


def _excerpt_mark() -> str:
    return (
        ooxml.paragraph_tag("if utdrag")
        + ooxml.paragraph(ooxml.run("{{ utdrag }}", "Strong"), "Header", '<w:spacing w:before="40"/>')
        + ooxml.paragraph_tag("endif")
    )


def _draft_mark(page: Page) -> str:
    return (
        ooxml.paragraph_tag("if utkast")
        + ooxml.paragraph("UTKAST – inte fastställt", page.draft)
        + ooxml.paragraph_tag("endif")
    )


def _footer(title: str, page: Page) -> str:
    line = ooxml.borders("pBdr", top=("single", 4, 5, ACCENT))
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{page.text_width}"/></w:tabs>'
    pages = ooxml.run("Sida ") + ooxml.field("PAGE") + ooxml.run(" av ") + ooxml.field("NUMPAGES")
    if page.internal:
        day = ooxml.run(title, "Strong") + ooxml.run(" den {{ arende.idag }}")
        return ooxml.paragraph(day + ooxml.tab() + pages, "Footer", line + stop)
    if page.letter:
        return ooxml.paragraph(ooxml.run(title, "Strong") + ooxml.tab() + pages, "Footer", line + stop)
    name = ooxml.run(title, "Strong") + ooxml.run(", version {{ dokument.version }}")
    identity = ooxml.run("Dokument-id {{ dokument.id }}", "Litet")
    return ooxml.paragraph(name + ooxml.tab() + pages, "Footer", line + stop) + ooxml.paragraph(identity, "Footer")


_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/><w:autoHyphenation/>'
    '<w:consecutiveHyphenLimit w:val="2"/><w:hyphenationZone w:val="340"/><w:doNotHyphenateCaps/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="sv-FI"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
)


def _strip(document: Any) -> None:
    """Drop what python-docx's own template brings along: 800 KB of styles, a theme, a thumbnail."""
    for holder in (document.part, document.part.package):
        for rel_id, relation in list(holder.rels.items()):
            if relation.reltype in _REMOVED:
                del holder.rels[rel_id]


def _replace(element: Any, xml: str) -> None:
    """Put new children into an element of the package."""
    for child in list(element):
        element.remove(child)
    for attribute in list(element.attrib):
        del element.attrib[attribute]
    for child in parse_xml(f"<w:all {nsdecls('w', 'r')}>{xml}</w:all>"):
        element.append(child)


def _check_tables_apart(body: Any) -> None:
    """Raise ValueError where a table follows a table: Word would draw the two as one."""
    before = None
    for element in body:
        if "{%p" in "".join(element.itertext()) and element.tag == qn("w:p"):
            continue
        if element.tag == qn("w:tbl") and before == element.tag:
            raise ValueError(f"two tables without a paragraph between them: {''.join(element.itertext())[:200]}")
        before = element.tag


def _add_font_table(document: Any) -> None:
    """Say what the font is like, so that Word finds a near one where it is missing."""
    font = (
        f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/><w:panose1 w:val="020B0502040504020204"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    xml = f"{start}\n<w:fonts {nsdecls('w')}>{font}</w:fonts>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    part = Part(PackURI("/word/fontTable.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATION.FONT_TABLE)


def _set_properties(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.comments, properties.keywords, properties.language = "", "", "sv-FI"
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    properties.revision = 1


def _settled(content: bytes) -> bytes:
    """Return the zip with its members in one order and at one date, so that every build gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            new.writestr(member, old.read(name), compresslevel=9)
    return target.getvalue()
