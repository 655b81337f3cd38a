"""Templates in, documents out: what a tag prints, and that nothing of it is lost."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import docx
import pytest
import wordfiles
from hypothesis import given, settings
from hypothesis import strategies as st

from halvvag_docs import word
from halvvag_docs.errors import HalvvagError, RenderError
from halvvag_docs.values import Printed, Source, leaf

ODD_TEXTS = (
    "A & B <c> «d» \"e\" 'f'",
    "{{ x }} {% if y %} {# z #}",
    "{_{ x }_} {_% y %_}",
    "]]> <!-- --> &amp; &#65; <w:t/>",
    "Čáhppes Áŋŋel ŋ đ ŧ ž",
    "Nguyễn Thị Ánh Nguyệt",
    "👩‍👩‍👧 🏳️‍🌈 𝕬",
    "مرحبا بالعالم שלום",
    "\ttabb i början och i slutet\t",
    "  mellanslag   överallt  ",
    "rad ett\nrad två\n\nrad fyra",
    "Å decomposed: A\u030a; no-break:\u00a0; soft:\u00ad; line separator:\u2028; C1:\x85",
    "x" * 8_000,
    "\n",
    "'; DROP TABLE--",
    "0",
)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_stands_verbatim(text: str) -> None:
    """What looks like markup, tags or escapes is text like any other."""
    template = wordfiles.template("före {{ x }} efter", table=[["{{ x }}"]], header="{{ x }}", footer="{{ x }}")
    content = word.render(template, {"x": text})
    document = docx.Document(io.BytesIO(content))
    assert document.paragraphs[0].text == f"före {text} efter"
    assert wordfiles.rows(content) == [[text]]
    assert document.sections[0].header.paragraphs[0].text == text
    assert document.sections[0].footer.paragraphs[0].text == text
    assert f"före {text} efter" in word.read_text(content)


def test_line_ends_of_all_systems_become_one_break() -> None:
    """A browser sends CRLF; it is one line break, not two."""
    content = word.render(wordfiles.template("{{ x }}"), {"x": "a\r\nb\rc\nd"})
    assert wordfiles.paragraphs(content) == ["a\nb\nc\nd"]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_word_cannot_show_is_refused(character: str) -> None:
    """Such a character cannot be kept, so the document is not made; the message says where, and not what."""
    template = wordfiles.template("ett", table=[["a", "{{ x.y }}"]])
    with pytest.raises(RenderError) as caught:
        word.render(template, {"x": {"y": f"hemlig{character}"}}, name="prov.docx")
    assert "prov.docx, dokumentet, tabell 1, rad 1, cell 2: «{{ x.y }}»" in str(caught.value)
    assert f"U+{ord(character):04X}" in str(caught.value)
    assert "hemlig" not in str(caught.value)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=300))
@settings(max_examples=60, deadline=None)
def test_generated_text_stands_verbatim(text: str) -> None:
    """Any text that Unicode allows and XML can hold comes out as it went in."""
    content = TEMPLATE.render({"x": text, "rows": [{"y": text}]}).content
    assert wordfiles.paragraphs(content)[0] == f"[{text}]"
    assert wordfiles.rows(content) == [[text]]


TEMPLATE = word.Template(
    wordfiles.template("[{{ x }}]", table=[["{%tr for row in rows %}"], ["{{ row.y }}"], ["{%tr endfor %}"]])
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries({"x": PLAIN, "rows": st.lists(st.fixed_dictionaries({"y": PLAIN}), max_size=3)})
    | st.dictionaries(st.sampled_from(["x", "rows", "z"]), PLAIN, max_size=3)
)
@settings(max_examples=60, deadline=None)
def test_any_data_gives_a_document_or_a_render_error(data: dict[str, Any]) -> None:
    """Nothing that comes out of a data file makes the engine fail in another way."""
    try:
        content = TEMPLATE.render(data).content
    except RenderError as error:
        assert str(error).startswith("mallen, ")  # noqa: PT017  either outcome is right
    else:
        assert wordfiles.paragraphs(content)


def test_equal_input_gives_equal_bytes() -> None:
    """Neither the clock nor the order of anything shows in the file."""
    template = wordfiles.template("{{ x }}", header="{{ x }}")
    made = {word.render(template, {"x": "å"}, title="T", created=date(2026, 5, 14)) for _ in range(3)}
    assert len(made) == 1


def test_plain_values_print_by_their_kind() -> None:
    """Dates, times, numbers and yes or no print in Swedish; None prints nothing."""
    values = {
        "a": date(2026, 5, 14),
        "b": time(16, 0),
        "c": True,
        "d": Decimal("1.50"),
        "e": 0.25,
        "f": None,
        "g": 7,
        "h": datetime(2026, 5, 14),  # noqa: DTZ001  spreadsheets have no zones
        "i": datetime(2026, 5, 14, 9, 30),  # noqa: DTZ001  as above
    }
    template = wordfiles.template("{{a}}|{{b}}|{{c}}|{{d}}|{{e}}|{{f}}|{{g}}|{{h}}|{{i}}")
    finland = word.render(template, values, language="sv-FI")
    sweden = word.render(template, values, language="sv-SE")
    assert wordfiles.paragraphs(finland) == ["14.5.2026|16.00|Ja|1,50|0,25||7|14.5.2026|14.5.2026 kl. 9.30"]
    assert wordfiles.paragraphs(sweden)[0].startswith("2026-05-14|16.00|Ja|1,50")


def _code(code: str, shown: str, path: str) -> Any:
    return leaf(code, shown=shown, sources=[Source(path)])


FILTERED = {
    "{{ d|datum_lang }}": "14 maj 2026",
    "{{ d|datum }}": "14.5.2026",
    "{{ t|klockslag }}": "9.30",
    "{{ ja|janej }}{{ tom|janej }}": "Ja",
    "{{ lista|lista }}": "Ett, två och tre",
    '{{ lista|lista("eller") }}': "Ett, två eller tre",
    '{{ lista|join(" + ") }}': "Ett + två + tre",
    '{{ rader|join(", ", attribute="n") }}': "x, y",
    "{{ kod|etikett }}": "God man",
    "{{ kod|upper }}": "GOD MAN",
    '{{ "+46701740605"|telefon }}': "070-174 06 05",
    "{{ pris|belopp }}": "1\u00a0234,50\u00a0kr",
    '{{ pris|belopp("EUR") }}': "1\u00a0234,50\u00a0€",
    "{{ ja|kryss }}{{ nej|kryss }}": "☒☐",
    "{{ 'Nej'|kryss }}{{ 'false'|kryss }}{{ ''|kryss }}{{ ' JA '|kryss }}{{ 'true'|kryss }}": "☐☐☐☒☒",
    "{{ 'nej'|janej }} {{ 'ja'|janej }}": "Nej Ja",
    '{% for r in rader[:1] %}{{ r.n }}{% endfor %}{% if text[:1] == "a" %}y{% endif %}': "xy",
    '{{ kod|kryss("god_man") }}{{ kod|kryss("ombud") }}': "☒☐",
    '{{ lista|kryss("ett") }}{{ lista|kryss("fyra") }}': "☒☐",
    '{{ "elva"|stor }}': "Elva",
    '{{ tom|saknas }}{{ nej|saknas }}{{ tom|saknas("saknas") }}': "–Nejsaknas",
    '{{ "från " ~ d ~ " " ~ kod }}': "från 14.5.2026 God man",
    "{{ kod|e }}{{ kod|safe }}": "God manGod man",
    "{% for s in text|stycken %}[{{ s }}]{% endfor %}": "[a][b]",
    '{% if kod == "god_man" and ja and not nej and ja is true and nej is false %}rätt{% endif %}': "rätt",
    '{{ "a" if d > d0 else "b" }} {{ n + 1 }}': "a 4",
    "{{ rader|length }} {{ (rader|first).n }}": "2 x",
    "{{ grupp.items }}": "eget fält",
    "{% set y = kod %}{{ y }}": "God man",
    "{% if “ja” == 'ja' and\u00a0ja %}rätt{% endif %}": "rätt",
    "{# en anmärkning #}kvar": "kvar",
}


@pytest.mark.parametrize("tag", FILTERED)
def test_filters_and_expressions(tag: str) -> None:
    """Tags print what docs/forms.md says they print."""
    context = {
        "d": leaf(date(2026, 5, 14), shown="14.5.2026"),
        "d0": date(2026, 1, 1),
        "t": time(9, 30),
        "ja": leaf(True, shown="Ja"),
        "nej": leaf(False, shown="Nej"),
        "tom": "",
        "lista": [_code("ett", "Ett", "l[0]"), _code("tva", "två", "l[1]"), _code("tre", "tre", "l[2]")],
        "rader": [{"n": "x"}, {"n": "y"}],
        "kod": _code("god_man", "God man", "kod"),
        "pris": Decimal("1234.5"),
        "n": leaf(3, shown="3"),
        "text": "a\n\n  \nb",
        "grupp": {"items": "eget fält"},
    }
    system = "sv-SE" if "belopp }}" in tag or "telefon" in tag else "sv-FI"
    content = word.render(wordfiles.template(tag), context, language=system)
    assert wordfiles.paragraphs(content) == [FILTERED[tag]]


def test_a_tag_split_over_runs_is_one_tag() -> None:
    """Word splits tags where the spelling check or a format begins."""

    def split(document: Any) -> None:
        paragraph = document.add_paragraph()
        for piece in ("före {", "{ kli", "ent.na", "mn }", "} efter"):
            paragraph.add_run(piece).bold = piece.startswith("ent")

    content = word.render(wordfiles.template(change=split), {"klient": {"namn": "Å"}})
    assert wordfiles.paragraphs(content) == ["före Å efter"]


def test_rows_paragraphs_and_cells_come_and_go() -> None:
    """Loops and conditions on rows and paragraphs leave nothing behind; an emptied cell keeps a paragraph."""
    template = wordfiles.template(
        "{%p for x in xs %}",
        "{{ x }}",
        "{%p endfor %}",
        table=[
            ["{%tr for x in xs %}", ""],
            ["{{ loop.index }}", "{%p if x == 'b' %}\n{{ x }}\n{%p endif %}"],
            ["{%tr endfor %}", ""],
        ],
        change=_paragraphs_in_last_cell,
    )
    content = word.render(template, {"xs": ["a", "b"]})
    assert wordfiles.paragraphs(content)[:2] == ["a", "b"]
    assert wordfiles.rows(content) == [["1", ""], ["2", "b"]]
    empty = word.render(template, {"xs": []})
    assert docx.Document(io.BytesIO(empty)).tables == []


def _paragraphs_in_last_cell(document: Any) -> None:
    cell = document.tables[0].cell(1, 1)
    lines = cell.text.split("\n")
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)


def test_printed_texts_know_their_answers() -> None:
    """A rendering says which answers it printed, piece by piece, in the order of each part."""
    context = {"a": _code("x", "X", "a"), "b": leaf("1\n2", shown="1\n2", sources=[Source("b")])}
    template = wordfiles.template("{{ a ~ '!' }}{% for s in b|stycken %}{{ s }}{% endfor %}", header="{{ a }}")
    printed = word.Template(template).render(context).printed
    assert printed == (
        Printed(part="word/document.xml", text="X!", sources=(Source("a"),)),
        Printed(part="word/document.xml", text="1", sources=(Source("b", 0, 2),)),
        Printed(part="word/document.xml", text="2", sources=(Source("b", 1, 2),)),
        Printed(part="word/header1.xml", text="X", sources=(Source("a"),)),
    )


def test_literal_braces_of_the_template_stay() -> None:
    """Docxtpl's way to write braces is kept for templates, and does not touch answers."""
    content = word.render(wordfiles.template("{_{ {{ x }} }_}"), {"x": "{_{"})
    assert wordfiles.paragraphs(content) == ["{{ {_{ }}"]


UNFIT = {
    "{{ fel }}": "«fel» finns inte",
    "{{ grupp.fel }}": "«fel» finns inte",
    "{{ lista }}": "skriver ut en lista",
    "{{ grupp }}": "skriver ut en grupp",
    "{{ lista|stor }}": "skriver ut en lista",
    "{{ text[:5] }}": "skriver ut en bit av en text",
    "{{ 'x' ~ text[1:]|upper }}": "skriver ut en bit av en text",
    "{{ text|janej }}": "varken ja eller nej",
    "{{ text|kryss }}": "varken ja eller nej",
    "{{ text + 1 }}": "räknar med något",
    "{{ 1 / noll }}": "räknar med något",
    "{{ lista[5].x }}": "finns inte",
    "{% for a in fel %}{% endfor %}": "«fel» finns inte",
    "{{ 'a' * 1000000000 }}": "inte är tillåtet i en mall",
    "{{ lista * 1000000000 }}": "inte är tillåtet i en mall",
    "{{ 9 ** 9 ** 9 }}": "inte är tillåtet i en mall",
    "{{ '%1000000000d' % 1 }}": "inte är tillåtet i en mall",
    "{{ text.center(1000000000) }}": "inte är tillåtet i en mall",
    "{{ '{:>1000000000}'.format(1) }}": "inte är tillåtet i en mall",
    "{{ '{:>1000000000}'['format'](1) }}": "inte är tillåtet i en mall",
    "{% set a = 'a' * 100000 %}{{ a|replace('a', a) }}": "inte är tillåtet i en mall",
    "{{ range(100000)|join('a' * 100000) }}": "inte är tillåtet i en mall",
    "{% set n = namespace(a='a') %}{% for i in range(60) %}{% set n.a = n.a + n.a %}{% endfor %}": "tillåtet",
    "{% set n = namespace(a='a') %}{% for i in range(60) %}{% set n.a = n.a ~ n.a %}{% endfor %}": "tillåtet",
    "{% for a in range(1000000000) %}{% endfor %}": "räknar med något",
    "{{r text }}": "utanför styckena",
    "{{p text }}": "utanför styckena",
}


@pytest.mark.parametrize("tag", UNFIT)
def test_a_tag_that_fails_names_its_place(tag: str) -> None:
    """The message says which tag of which paragraph, and never a value."""
    context = {"lista": [1], "grupp": {"a": 1}, "text": "hemligt", "noll": 0}
    with pytest.raises(RenderError) as caught:
        word.render(wordfiles.template("{{ text }}", tag), context, name="m.docx")
    message = str(caught.value)
    assert UNFIT[tag] in message
    assert "hemligt" not in message
    assert message.startswith("m.docx, dokumentet")
    if "utanför" not in message:
        assert "stycke 2: «{" in message


def test_all_names_that_the_data_lack_come_at_once() -> None:
    """A data file with several columns misnamed is put right in one go."""
    with pytest.raises(RenderError) as caught:
        word.render(wordfiles.template("{{ a }} {{ b.c }}", "{{ d }}", "{{ ord }}"), {"ord": 1})
    assert str(caught.value).endswith("lägg till uppgiften. Också «b», «d» saknas bland uppgifterna.")


def test_names_that_a_template_can_do_without_are_not_missing() -> None:
    """Where the template has something to print instead, nothing has to be added to the data."""
    tags = ("{{ a }} {{ b }}", '{{ enhet|default("ingen") }}', "{% if extra is defined %}{{ extra }}{% endif %}")
    with pytest.raises(RenderError) as caught:
        word.render(wordfiles.template(*tags), {})
    assert str(caught.value).endswith("lägg till uppgiften. Också «b» saknas bland uppgifterna.")


def test_language_reaches_defaults_styles_and_runs() -> None:
    """Word then checks spelling in the reader's Swedish; a passage in another language keeps its own."""

    def languages(document: Any) -> None:
        for text, language in (("svenska", "sv-SE"), ("suomea", "fi-FI")):
            run = document.add_paragraph().add_run(text)
            element = run._element.get_or_add_rPr().makeelement(f"{{{NAMESPACE}}}lang", {})
            element.set(f"{{{NAMESPACE}}}val", language)
            run._element.rPr.append(element)

    members = wordfiles.members(word.render(wordfiles.template(change=languages), {}, language="sv-FI"))
    styles = members["word/styles.xml"].decode()
    assert 'w:lang w:val="sv-FI"' in styles
    assert 'w:val="en-US"' not in styles
    assert 'w:val="sv-FI"' in members["word/document.xml"].decode()
    assert 'w:val="fi-FI"' in members["word/document.xml"].decode()
    assert '<w:themeFontLang w:val="sv-FI"' in members["word/settings.xml"].decode()


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_core_properties_name_nobody() -> None:
    """Title and date come from the document; author, company and editing history are gone."""

    def author(document: Any) -> None:
        document.core_properties.author = "Någon Namn"
        document.core_properties.last_modified_by = "Någon Namn"
        document.core_properties.comments = "{{ hemligt }}"

    template = wordfiles.template("x", change=author)
    content = word.render(template, {}, title="Krisplan HV-1 & å", created=date(2026, 3, 12))
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert properties.title == "Krisplan HV-1 & å"
    assert properties.author == "halvvag_docs"
    assert properties.last_modified_by == ""
    assert properties.comments == ""
    assert properties.created is not None
    assert properties.created.date() == date(2026, 3, 12)
    assert all(b"Namn" not in member for member in wordfiles.members(content).values())


def test_a_template_without_form_keeps_its_own_properties() -> None:
    """``halvvag fill`` fills in the title that the template has."""

    def title(document: Any) -> None:
        document.core_properties.title = "Brev till {{ namn }}"

    template = wordfiles.template("x", change=title)
    content = word.render(template, {"namn": "A & B"})
    assert docx.Document(io.BytesIO(content)).core_properties.title == "Brev till A & B"
    with pytest.raises(RenderError, match="egenskaper: «namn» finns inte"):
        word.render(template, {})


def test_own_filters_are_used() -> None:
    """A caller may give its templates more filters."""
    content = word.render(wordfiles.template("{{ x|dubbelt }}"), {"x": 2}, filters={"dubbelt": lambda x: x * 2})
    assert wordfiles.paragraphs(content) == ["4"]


def test_a_template_may_be_rendered_many_times() -> None:
    """One rendering leaves no trace in the next."""
    template = word.Template(wordfiles.template("{{ x }}", header="{{ x }}"))
    texts = [word.read_text(template.render({"x": str(n)}).content) for n in range(3)]
    assert texts == ["0\n\n0", "1\n\n1", "2\n\n2"]


def test_read_back_covers_all_parts_in_order() -> None:
    """Body, tables row by row, header and footer; with style names."""

    def heading(document: Any) -> None:
        document.add_heading("Rubrik", 1)

    content = wordfiles.template("ett", table=[["a", "b"], ["c", "d"]], header="H", footer="F", change=heading)
    assert word.read_text(content) == "ett\na\nb\nc\nd\nRubrik\n\nH\n\nF"
    styles = [(one.style, one.text) for one in word.read_paragraphs(content)]
    assert ("heading 1", "Rubrik") in [(style.lower(), text) for style, text in styles]
    assert ("Normal", "ett") in styles


def test_headers_of_each_kind_of_page() -> None:
    """A first page and even pages of their own are told apart, and a later section has the header before it."""

    def sections(document: Any) -> None:
        first = document.sections[0]
        first.different_first_page_header_footer = True
        first.first_page_header.paragraphs[0].text = "Första"
        document.add_section()
        document.sections[1].different_first_page_header_footer = False
        document.settings.odd_and_even_pages_header_footer = True

    headers = word.read_headers(wordfiles.template("x", header="Vanlig", change=sections))
    assert [(one.section, one.kind, one.text) for one in headers] == [
        (1, "default", "Vanlig"),
        (1, "first", "Första"),
        (1, "even", ""),
        (2, "default", "Vanlig"),
        (2, "even", ""),
    ]
    assert headers[1].place == "sidhuvudet på första sidan i avsnitt 1"


def test_errors_are_ours() -> None:
    """All that goes wrong on purpose derives from one base."""
    with pytest.raises(HalvvagError):
        word.render(b"", {})
