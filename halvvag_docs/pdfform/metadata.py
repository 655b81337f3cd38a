"""What a file says about itself: the information dictionary and its twin in XMP.

Source: ISO 19005-2, 6.6; ISO 14289-1, 5.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from halvvag_docs.pdfform import syntax

PROGRAM = "halvvag_docs"
_OWN = "Hv"
_UA_SCHEMA = (
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType='Resource'>"
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType='Resource'>"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of PDF/UA that the file follows</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
_CLAIMS = {
    "pdfa-2a": "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
    "pdfua-1": "<pdfuaid:part>1</pdfuaid:part>" + _UA_SCHEMA,
}
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # importing html takes longer


def information(title: str, created: date, origin: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return the information dictionary; the day stands for both making and changing, at midnight UTC.

    `origin` goes into entries of our own: `/HvDocument` for `Document`. Source: ISO 32000-1, 14.3.3.
    """
    own = b"".join(syntax.name(_OWN + key) + syntax.text_string(value) for key, value in origin.items())
    stamp = b"(D:%sZ)" % created.strftime("%Y%m%d000000").encode("ascii")
    program = syntax.text_string(PROGRAM)
    return b"<</Title%s/Creator%s/Producer%s/CreationDate%s/ModDate%s%s>>" % (
        syntax.text_string(title),
        program,
        program,
        stamp,
        stamp,
        own,
    )


def origin_of(content: bytes) -> dict[str, str]:
    """Return what a file says of its origin, as `information` wrote it; nothing for a file of somebody else.

    Raises:
        FileError: the bytes are no PDF that can be read.
    """
    from halvvag_docs.pdfform import source  # noqa: PLC0415 - filling needs no reader

    with source.careful():
        found: Mapping[str, Any] = source.open_file(content).metadata or {}
        return {
            str(key)[len(_OWN) + 1 :]: str(value) for key, value in found.items() if str(key)[1:].startswith(_OWN)
        }


def packet(title: str, language: str, created: date, claims: Collection[str]) -> bytes:
    """Return the XMP stream: the same facts as `information`, the language, and the standards in `claims`."""
    namespaces = "".join(f" xmlns:{prefix}='{uri}'" for prefix, uri in _NAMESPACES.items())
    stamp = f"{created.isoformat()}T00:00:00Z"
    facts = (
        f"<dc:format>application/pdf</dc:format>"
        "<dc:title><rdf:Alt>"
        f"<rdf:li xml:lang='x-default'>{_escaped(title)}</rdf:li></rdf:Alt></dc:title>"
        f"<dc:language><rdf:Bag><rdf:li>{_escaped(language)}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><pdf:Producer>{PROGRAM}</pdf:Producer>"
        f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
        f"{''.join(_CLAIMS[claim] for claim in sorted(claims))}"
    )
    text = (
        "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        f"<rdf:Description rdf:about=''{namespaces}>{facts}</rdf:Description></rdf:RDF></x:xmpmeta>"
        "<?xpacket end='w'?>"
    )
    return syntax.stream(b"/Type/Metadata/Subtype/XML", text.encode("utf-8"))
