"""Word forms as other people make them: tags, content controls, and form fields of old."""

from __future__ import annotations

import io

from docx import Document
from docx.oxml import parse_xml

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def document(body: str) -> bytes:
    """Return a Word file with these paragraphs, given as WordprocessingML."""
    made = Document()
    for element in parse_xml(f"<w:body {_SPACES}>{body}</w:body>"):
        made.element.body.insert_element_before(element, "w:sectPr")
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def paragraph(text: str, more: str = "") -> str:
    """Return a paragraph."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r>{more}</w:p>'


def control(kind: str, name: str, label: str, shown: str) -> str:
    """Return a content control in the line; ``kind`` is the element that says which."""
    about = f'<w:alias w:val="{label}"/><w:tag w:val="{name}"/>{kind}'
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in shown.split("|"))
    return f"<w:sdt><w:sdtPr>{about}</w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>"


def old_field(kind: str, name: str, shown: str = "") -> str:
    """Return a form field as Word made them before 2007."""
    data = f'<w:ffData><w:name w:val="{name}"/><w:enabled/>{kind}</w:ffData>'
    marks = [f'<w:fldChar w:fldCharType="begin">{data}</w:fldChar>', "<w:instrText>FORM</w:instrText>"]
    marks += ['<w:fldChar w:fldCharType="separate"/>', f"<w:t>{shown}</w:t>", '<w:fldChar w:fldCharType="end"/>']
    return "".join(f"<w:r>{mark}</w:r>" for mark in marks)


TAGS = "".join(
    map(
        paragraph,
        (
            "Remiss till {{ mottagare.namn }}, {{ mottagare.telefon }}",
            "{% if akut %}AKUT{% endif %} {{ datum }}",
            "{%p for rad in tider %}",
            "{{ rad.dag }} {{ rad.klockslag }}",
            "{%p endfor %}",
            "{%p for s in skal %}",
            "{{ s }}",
            "{%p endfor %}",
        ),
    )
)
CONTROLS = (
    paragraph("Namn: ", control("<w:text/>", "fornamn", "Sökandens förnamn", "Klicka |här"))
    + paragraph("", control("<w14:checkbox/>", "", "Samtycker", "☐"))
    + paragraph(
        "Boende ",
        control(
            "<w:dropDownList><w:listItem w:value=''/>"
            "<w:listItem w:displayText='Eget' w:value='1'/></w:dropDownList>",
            "Text12",
            "Boendeform",
            "Välj",
        ),
    )
    + "<w:sdt><w:sdtPr><w:alias w:val='Från datum'/><w:date/></w:sdtPr><w:sdtContent>"
    + paragraph("Välj datum")
    + "</w:sdtContent></w:sdt>"
    + paragraph("", control("", "bakgrund", "Bakgrund", "Skriv"))
    + paragraph("", old_field('<w:textInput><w:maxLength w:val="20"/></w:textInput>', "kommun", "     "))
    + paragraph("", old_field("<w:checkBox/>", "Kryss1"))
    + paragraph(
        "", old_field('<w:ddList><w:listEntry w:val="Röd"/><w:listEntry w:val="Blå"/></w:ddList>', "farg", "Röd")
    )
)
