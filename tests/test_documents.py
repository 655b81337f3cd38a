"""From answers to a finished document: all of it, whole, or an error that says what is missing."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import smallforms
import wordfiles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halvvag_docs import answers, documents, validation, word, yamltext
from halvvag_docs.answers import Answers, RawAnswers, freeze
from halvvag_docs.documents import context, readback, signatures
from halvvag_docs.errors import AnswersError, FormError, HalvvagError, RenderError
from halvvag_docs.forms import Form
from halvvag_docs.units import UNNAMED, OnCall, StaffHours, Unit
from halvvag_docs.values import Group, Printed, Source, leaf

UNIT = Unit(
    namn="Halvvägshemmet (exempel)",
    telefon="+46701740604",
    personal_tid=StaffHours(dagar=("mandag", "lordag"), fran=time(8), till=time(16)),
    jour=OnCall(nummer="+46701740606", fran=time(16), till=time(22)),
    klientnamn=("Linnea Backlund",),
)


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Return the small form."""
    return smallforms.write_form(tmp_path)


def _render(form: Form, *, unit: Unit = UNIT, draft: bool = False, **text: str) -> documents.Document:
    made = smallforms.read(form, smallforms.answers_text(**text))
    return documents.render(form, made, format="docx", unit=unit, draft=draft)


def test_every_kind_prints_in_finnish_swedish(form: Form) -> None:
    """Dates, times, codes, numbers, phone numbers and lists as people in Finland write them."""
    lines = wordfiles.paragraphs(_render(form).content)
    assert lines[0] == "HV-2026-014 0b55b1dc-3294-5fee-ad25-ae40188f7b79 2 12.3.2026"
    assert lines[3:-1] == [
        "Hej & hå,\n<vi> ses {{ x }}.",
        "Glatt brev",
        "Nej",
        "0",
        "8,50",
        "14.5.2026",
        "16.00",
        "juni 2026",
        "+46 70 174 06 05",
        "Sverige",
        "123 45",
        "ett, två och tre",
        "Röd och Blå",
        "Karta 2;Bild ;",
    ]


def test_swedish_habits_follow_the_system(form: Form) -> None:
    """The same answers under Swedish rules: ISO dates, national phone numbers, Swedish of Sweden."""
    document = _render(form, system="se")
    lines = wordfiles.paragraphs(document.content)
    assert lines[0].endswith("2026-03-12")
    assert "070-174 06 05" in lines
    assert b'w:val="sv-SE"' in wordfiles.members(document.content)["word/styles.xml"]


def test_the_name_holds_case_form_date_and_version_only(form: Form) -> None:
    """A file name is seen by more people than the file."""
    document = _render(form)
    assert document.name == "HV-2026-014_brev_2026-03-12_v2.docx"
    assert document.media_type.endswith("wordprocessingml.document")
    assert document.origin["form"] == "brev"
    assert document.origin["form_version"] == "3"
    assert len(document.origin["template_sha256"]) == len(document.origin["answers_sha256"]) == 64
    properties = wordfiles.members(document.content)["docProps/core.xml"].decode()
    assert "Brev HV-2026-014" in properties
    assert "2026-03-12T00:00:00Z" in properties


@pytest.mark.parametrize("written", ["Linnea Backlund", "LINNEA-1", "BACKLUND-2", "HV-950404", "x"])
def test_what_is_no_case_id_stands_in_no_name(form: Form, written: str) -> None:
    """A draft may hold a name or a day of birth instead of a case id: it goes no further than the page."""
    who = {"fornamn": "Linnea", "efternamn": "Bäcklund", "fodelsedatum": date(1995, 4, 4)}
    made = Answers(freeze({"dokument": {"arende_id": written}, "klient": who}), document="brev", form="brev")
    document = documents.render(form, made, format="docx", unit=UNIT, draft=True)
    assert document.name == "utan-arende_brev_utan-datum_v1_utkast.docx"
    assert (
        "<dc:title>Brev (utkast)</dc:title>" in wordfiles.members(document.content)["docProps/core.xml"].decode()
    )


def test_equal_answers_give_equal_bytes(form: Form) -> None:
    """Same form, template, answers and date: same file, same origin."""
    assert _render(form) == _render(form)


def test_a_changed_template_is_read_again(form: Form) -> None:
    """A prepared template is kept for one state of the file."""
    before = _render(form)
    smallforms.write_form(form.root, smallforms.template({**smallforms.TAGS, "mer": "mer"}))
    assert _render(form).content != before.content


@pytest.mark.parametrize("left_out", [name for name in smallforms.TAGS if name != "signaturer"])
def test_an_answer_that_is_not_printed_stops_the_document(tmp_path: Path, left_out: str) -> None:
    """No and nought are answers too. The message names the label and the path, never the answer."""
    tags = {name: tag for name, tag in smallforms.TAGS.items() if name != left_out}
    form = smallforms.write_form(tmp_path, smallforms.template(tags))
    with pytest.raises(RenderError, match=r"brev\.docx skriver inte ut allt som är besvarat") as caught:
        _render(form)
    assert f"(brev.{left_out}" in str(caught.value)
    assert "Karta" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("text", "{{ (brev.text|stycken)[0] }}"),
        ("text", "{{ brev.text|replace('Hej', 'Hå') }}"),
        ("text", "{% if brev.text %}ja{% endif %}"),
        ("ja", "{% if brev.ja %}{{ brev.ja }}{% endif %}"),
        ("ord", "{{ brev.ord|first }}"),
        ("ord", "{% for o in brev.ord[:2] %}{{ o }}{% endfor %}"),
        ("rader", "{% for r in brev.rader %}{{ r.namn }}{% endfor %}"),
        ("signaturer", "{{ signaturer|length }}"),
    ],
)
def test_a_part_of_an_answer_is_not_enough(tmp_path: Path, name: str, tag: str) -> None:
    """What is cut, changed, only asked about, or shown for some rows, counts as lost."""
    form = smallforms.write_form(tmp_path, smallforms.template({**smallforms.TAGS, name: tag}))
    with pytest.raises(RenderError, match="skriver inte ut allt"):
        _render(form)


def test_internal_answers_need_not_be_printed(form: Form) -> None:
    """They stay in the answers."""
    assert "hemligheten" not in word.read_text(_render(form).content)


def test_a_text_that_does_not_stand_in_the_file_is_found() -> None:
    """The finished file is read again; a text that is cut, or stands too early, is an error."""
    form: Any = type("F", (), {"field": lambda _self, _path: None})()
    printed = [Printed(part="p", text=text, sources=(Source(text),)) for text in ("ett", "två")]
    readback.check_stands(form, printed, {"p": "ett och två"}, "m.docx")
    for broken in ("ett och tv", "två ett", ""):
        with pytest.raises(RenderError, match=r"m\.docx: ett svar kom inte helt med"):
            readback.check_stands(form, printed, {"p": broken}, "m.docx")


def test_a_draft_must_be_asked_for(form: Form) -> None:
    """A document that is not settled never looks as if it were."""
    with pytest.raises(RenderError, match="--draft"):
        _render(form, status="utkast")
    document = _render(form, status="utkast", draft=True)
    assert document.name == "HV-2026-014_brev_2026-03-12_v2_utkast.docx"
    assert "UTKAST" in word.read_headers(document.content)[0].text
    assert "(utkast)" in wordfiles.members(document.content)["docProps/core.xml"].decode()
    assert "UTKAST" not in word.read_headers(_render(form).content)[0].text


def test_a_draft_is_marked_on_every_page(tmp_path: Path) -> None:
    """A first page with a header of its own needs the mark too."""

    def first_page(document: Any) -> None:
        document.sections[0].different_first_page_header_footer = True
        document.sections[0].first_page_header.paragraphs[0].text = "{{ verksamhet.namn }}"

    tags = (*smallforms.DOCUMENT_TAGS, *smallforms.TAGS.values())
    form = smallforms.write_form(tmp_path, wordfiles.template(*tags, header=smallforms.HEADER, change=first_page))
    assert _render(form).content
    with pytest.raises(RenderError, match="sidhuvudet på första sidan i avsnitt 1"):
        _render(form, draft=True)


def test_a_form_without_a_template_for_the_format_says_so(form: Form) -> None:
    """And so does a format that does not exist."""
    made = smallforms.read(form, smallforms.answers_text())
    for wanted in ("pdf", "odt"):
        with pytest.raises(RenderError, match=r"PDF-mall|Formatet finns inte"):
            documents.render(form, made, format=wanted, unit=UNIT)


def test_a_faulty_template_is_a_form_error(tmp_path: Path) -> None:
    """The faults come with their places, before anything is rendered."""
    form = smallforms.write_form(tmp_path, wordfiles.template("{{ brev. }}"))
    with pytest.raises(FormError, match=r"brev\.docx, dokumentet, stycke 1"):
        _render(form)


def test_the_unit_is_there_for_templates_but_not_its_clients(tmp_path: Path) -> None:
    """Hours, days and numbers print as people read them; names of other clients never can."""
    tag = (
        "{{ verksamhet.telefon }} {{ verksamhet.personal_tid.dagar|lista }} {{ verksamhet.jour.fran }} "
        "{{ verksamhet.adress|saknas }} {% if verksamhet.stodlinjer %}x{% endif %}{{ ord.person_best|stor }}"
    )
    form = smallforms.write_form(tmp_path, smallforms.template({**smallforms.TAGS, "enhet": tag}))
    last = wordfiles.paragraphs(_render(form, system="se").content)[-1]
    assert last == "070-174 06 04 måndag och lördag 16.00 – Den enskilde"
    form = smallforms.write_form(
        tmp_path, smallforms.template({**smallforms.TAGS, "x": "{{ verksamhet.klientnamn }}"})
    )
    with pytest.raises(RenderError, match="«klientnamn» finns inte"):
        _render(form)


def test_a_unit_without_settings_is_empty_and_false(form: Form) -> None:
    """A template may ask ``{% if verksamhet.jour %}``."""
    made = smallforms.read(form, smallforms.answers_text())
    plain = context.build(form, made, unit=UNNAMED, draft=False)["verksamhet"]
    assert not plain["jour"]
    assert not plain["adress"]


def test_every_field_is_defined_when_nothing_is_answered(form: Form) -> None:
    """Unanswered is an empty text, an empty list, or a group that is false."""
    built = context.build(form, Answers({}, document="d", form="brev"), unit=UNNAMED, draft=True)
    assert built["brev"]["text"] == ""
    assert built["brev"]["ord"] == built["brev"]["rader"] == built["underskrifter"] == []
    assert not built["dokument"]["upprattad_av"]
    assert built["utkast"] is True


def test_groups_are_true_when_anything_is_answered() -> None:
    """No and nought are answers; empty texts, lists and groups are none."""
    assert not Group(a="", b=[], c=Group(d=""))
    assert Group(a="", b=leaf(False, shown="Nej"))
    assert Group(a=leaf(0, shown="0"))
    assert Group(c=Group(d="x"))


SIGNED = {"roll": "klient", "namn": "Linnea", "datum": date(2026, 3, 12), "satt": "papper"}


def _signatures(
    form: Form, system: str, signed: list[dict[str, Any]], **klient: Any
) -> list[tuple[str, str, bool]]:
    built = context.build(
        form, Answers(freeze({"underskrifter": signed}), document="d", form="brev"), unit=UNNAMED, draft=True
    )
    built["klient"] = klient
    found = signatures.build(form, built, system)
    return [(str(one["roll"]), one["krav"], one["undertecknad"]) for one in found]


def test_signatures_follow_the_form_and_leave_lines_to_sign_on(form: Form) -> None:
    """The staff's title is that of the country, and a representative has a line only where there is one."""
    assert _signatures(form, "fi", []) == [("klient", "ska", False), ("handledare", "far", False)]
    assert _signatures(form, "se", []) == [("klient", "ska", False), ("boendestodjare", "far", False)]
    with_guardian = _signatures(form, "se", [SIGNED], foretradare={"typ": "god_man"})
    assert with_guardian == [
        ("klient", "ska", True),
        ("boendestodjare", "far", False),
        ("foretradare", "far", False),
    ]


def test_all_who_signed_are_shown(form: Form) -> None:
    """Two of one role, a role of the other country, and one that the form does not name."""
    others = [{**SIGNED, "roll": role} for role in ("klient", "boendestodjare", "forestandare")]
    assert _signatures(form, "fi", [SIGNED, *others]) == [
        ("klient", "ska", True),
        ("klient", "ska", True),
        ("handledare", "far", False),
        ("boendestodjare", "far", True),
        ("forestandare", "far", True),
    ]


def test_signatures_print_their_words(form: Form) -> None:
    """Role and way in words, the sentence of meaning, and an empty line for who has not signed."""
    last = wordfiles.paragraphs(_render(form).content)[-1]
    assert last.startswith("Klienten själv: Linnea Backlund 12.3.2026 Malax På papper Jag har läst brevet.;")
    assert "Handledare: –    Jag har skrivit brevet. ____;" in last


@given(text=st.text(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_the_schema_accepts_stands_verbatim(form: Form, text: str) -> None:
    """From the answers file to the page without a character lost, whatever it is."""
    data = {"dokument": {"typ": "brev", "arende_id": "HV-1"}, "brev": {"text": text}}
    try:
        raw = answers.parse(yamltext.dump(data), document="brev")
    except AnswersError:
        return  # a character that no answers file may hold
    checked = validation.check(form, raw)
    accepted = checked.answers.at("brev.text", "")
    document = documents.render(form, checked.answers, format="docx", unit=UNIT, draft=True)
    assert wordfiles.paragraphs(document.content)[3] == accepted


NAMES = st.sampled_from(["text", "ord", "rader", "namn", "ja", "antal", "dag"])
LEAVES = st.text(max_size=8) | st.sampled_from(["true", "2026-05-14", "16:00", "3", "glatt", "+46701740605"])
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "ord", "rader", "namn", "ja", "antal", "dag"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(data=st.dictionaries(st.sampled_from(["dokument", "brev", "underskrifter"]), TREES, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_answers_give_a_document_or_one_of_our_errors(form: Form, data: dict[str, Any]) -> None:
    """However wrong the answers are, what is good in them becomes a draft."""
    checked = validation.check(form, RawAnswers(document="brev", data=data, lines=MappingProxyType({})))
    try:
        document = documents.render(form, checked.answers, format="docx", unit=UNIT, draft=True)
    except HalvvagError as error:
        assert isinstance(error, RenderError)  # noqa: PT017  either outcome is right
    else:
        assert document.content.startswith(b"PK")
