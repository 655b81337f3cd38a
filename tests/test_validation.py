"""Field checks: kinds, Cerberus' rules, rules over the document, drafts, messages and their order."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halvvag_docs import validation
from halvvag_docs.answers import RawAnswers, parse
from halvvag_docs.errors import AnswersError, FormError
from halvvag_docs.forms import Form, load_form

BLOCKS = """
enums: {farg: {rod: Röd, bla: Blå}}
blocks:
  dokument:
    type: dict
    schema:
      typ: {type: string, required: true, meta: {label: Dokumenttyp, always: true}}
      system: {enum: {fi: Finland, se: Sverige}, meta: {label: Regelverk}}
      arende_id: {type: string, required: true, not_containing: [^klient.namn, ^klient.fodd, ^klient.nummer],
                  meta: {label: Ärende-id, always: true}}
      status: {type: string, meta: {label: Status}}
      datum: {type: date, not_future: true, meta: {label: Upprättad}}
      klart: {type: date, not_before: datum, meta: {label: Fastställd}}
  klient:
    type: dict
    schema:
      namn: {type: string, meta: {label: Namn}}
      fodd: {type: date, meta: {label: Född}}
      nummer: {type: string, meta: {label: Nummer}}
"""
FORM = """
title: Prov
blocks: [dokument, klient]
fields:
  prov:
    type: dict
    schema:
      text: {type: text, required: true, maxlength: 20, meta: {label: Beskrivning}}
      farg: {enum: farg, meta: {label: Färg}}
      farger: {type: list, schema: {enum: farg}, meta: {label: Färger}}
      antal: {type: integer, min: 1, max: 9, meta: {label: Antal}}
      pris: {type: decimal, meta: {label: Pris}}
      finns: {type: boolean, meta: {label: Finns}}
      tid: {type: time, required_if: {finns: [true]}, meta: {label: Klockslag}}
      skal: {type: text, dependencies: {finns: [false]}, meta: {label: Skäl}}
      manad: {type: month, meta: {label: Månad}}
      senast: {type: partial_date, meta: {label: Senast bruk}}
      telefon: {type: phone, meta: {label: Telefon}}
      post: {type: email, meta: {label: E-post}}
      id: {type: uuid, meta: {label: Id}}
      kod: {type: string, regex: "^[A-Z]+$", meta: {label: Kod, help: Skriv med stora bokstäver.}}
      rader:
        type: list
        minlength: 2
        meta: {label: Rader, row: Kontakt}
        schema:
          type: dict
          schema:
            namn: {type: string, required: true, meta: {label: Namn}}
            telefon: {type: phone, required_if: {^prov.finns: [true]}, meta: {label: Telefon}}
      valfri:
        type: dict
        required: false
        schema:
          a: {type: string, required: true, meta: {label: A}}
          b: {type: string, meta: {label: B}}
"""
HEAD = "dokument: {typ: prov, arende_id: HV-1, status: faststalld, system: fi}\n"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """Return a small form with one field of each kind."""
    root = tmp_path_factory.mktemp("root")
    (root / "schemas").mkdir()
    (root / "schemas" / "_blocks.yaml").write_text(BLOCKS, encoding="utf-8")
    (root / "schemas" / "prov.yaml").write_text(FORM, encoding="utf-8")
    return load_form("prov", root)


def raw(text: str) -> RawAnswers:
    """Return parsed answers with the usual head."""
    return parse(text if text.startswith("dokument") else HEAD + text, document="fil")


def found(form: Form, text: str) -> list[tuple[str, str]]:
    """Return (path, rule) of each problem."""
    return [(one.path, one.rule) for one in validation.check(form, raw(text), today=date(2026, 6, 1)).problems]


def test_every_kind_gets_its_type(form: Form) -> None:
    """Text becomes the value that the schema says it is."""
    answers = validation.validate(
        form,
        raw(
            "prov:\n  text: |\n    två\n    rader\n  farg: rod\n  farger: [rod, bla]\n  antal: ' 4'\n"
            "  pris: 1 234,50\n  finns: ja\n  tid: 16.05\n  manad: 2026-05\n  senast: 2026-01\n"
            "  telefon: 040 123 4567\n  post: a@b.invalid\n"
            "  id: 29494A2F-0E75-53C0-866C-17A7D1A04E26\n  kod: ABC\n"
        ),
    )
    assert answers.at("prov.text") == "två\nrader"
    assert answers.at("prov.antal") == 4
    assert answers.at("prov.pris") == Decimal("1234.50")
    assert answers.at("prov.finns") is True
    assert answers.at("prov.tid") == time(16, 5)
    assert answers.at("prov.telefon") == "+358401234567"
    assert answers.at("prov.id") == "29494a2f-0e75-53c0-866c-17a7d1a04e26"
    assert answers.items_of("prov.farger") == ("rod", "bla")
    assert answers.at("prov.rader") is None
    assert answers.items_of("prov.rader") == ()


@pytest.mark.parametrize("typed", ["2026-05-14", "14.5.2026", "2026-5-14"])
def test_dates_are_taken_in_both_orders(form: Form, typed: str) -> None:
    """A person may write the date as they are used to."""
    answers = validation.validate(form, raw(f"prov: {{text: a}}\nklient: {{fodd: {typed}}}\n"))
    assert answers.at("klient.fodd") == date(2026, 5, 14)


@pytest.mark.parametrize(
    ("line", "rule", "word"),
    [
        ("antal: fyra", "kind", "heltal"),
        ("antal: 10", "max", "högst 9"),
        ("antal: 0", "min", "minst 1"),
        ("pris: 4,5,6", "kind", "decimalkomma"),
        ("finns: kanske", "kind", "ja eller nej"),
        ("tid: 25:00", "kind", "klockslaget"),
        ("manad: 2026-13", "kind", "månaden"),
        ("senast: i våras", "kind", "år"),
        ("telefon: 123", "kind", "nummer"),
        ("post: snabel", "kind", "@"),
        ("id: abc", "kind", "id"),
        ("farg: gul", "allowed", "rod (Röd), bla (Blå)"),
        ("farger: rod", "type", "lista"),
        ("kod: abc", "regex", "stora bokstäver"),
        ("kod: [A]", "scalar", "ett enda svar"),
        ("valfri: text", "type", "grupp"),
        ("rader: [{namn: a}]", "minlength", "minst 2"),
        ("skal: för att", "dependencies", "Finns"),
        ("antall: 4", "unknown", "antal"),
    ],
)
def test_each_fault_has_its_message(form: Form, line: str, rule: str, word: str) -> None:
    """The message names the label and what to do, and never the value."""
    checked = validation.check(form, raw(f"prov:\n  text: a\n  {line}\n"))
    (problem,) = checked.problems
    assert problem.rule == rule
    assert word in problem.message
    assert problem.message.startswith(("«", "Fältet «"))


def test_impossible_dates_are_told_apart(form: Form) -> None:
    """A date that is not in the calendar is not a badly written one."""
    (problem,) = validation.check(form, raw("prov: {text: a}\nklient: {fodd: 2026-02-30}\n")).problems
    assert "kalendern" in problem.message


def test_too_long_text_says_how_long_it_is(form: Form) -> None:
    """Nothing is cut: the writer is told how much is too much."""
    (problem,) = validation.check(form, raw(f"prov: {{text: {'x' * 21}}}\n")).problems
    assert problem.rule == "maxlength"
    assert "21 tecken" in problem.message
    assert "20" in problem.message


def test_problems_come_all_at_once_in_the_order_of_the_form(form: Form) -> None:
    """Whatever the order in the file, and unknown names last among their siblings."""
    text = (
        "prov:\n  xyz: 1\n  rader:\n    - {telefon: '1'}\n    - {namn: b}\n  antal: x\n  farg: gul\n"
        "klient: {fodd: x}\n"
    )
    assert found(form, text) == [
        ("klient.fodd", "kind"),
        ("prov.text", "required"),
        ("prov.farg", "allowed"),
        ("prov.antal", "kind"),
        ("prov.rader[0].namn", "required"),
        ("prov.rader[0].telefon", "kind"),
        ("prov.xyz", "unknown"),
    ]


def test_rows_are_named_by_their_word(form: Form) -> None:
    """Staff see «kontakt 2», not an index."""
    problem = validation.check(form, raw("prov: {text: a, rader: [{namn: a}, {telefon: '112'}]}")).problems[0]
    assert problem.path == "prov.rader[1].namn"
    assert problem.message.startswith("«Namn» (kontakt 2): ")


def test_a_draft_may_lack_everything_but_its_head(form: Form) -> None:
    """What must stand even in a draft is marked «always»; wrong values are wrong in a draft too."""
    assert found(form, "dokument: {typ: prov, arende_id: HV-1, status: utkast}\n") == []
    assert found(form, "dokument: {typ: prov, status: utkast}\nprov: {finns: ja, antal: x}\n") == [
        ("dokument.arende_id", "required"),
        ("prov.antal", "kind"),
    ]


def test_required_if_looks_at_siblings_and_from_the_top(form: Form) -> None:
    """The condition may stand beside the field or anywhere in the document."""
    text = "prov: {text: a, finns: true, rader: [{namn: a}, {namn: b, telefon: '112'}]}\n"
    assert found(form, text) == [("prov.tid", "required"), ("prov.rader[0].telefon", "required")]


def test_an_optional_group_asks_only_when_it_is_begun(form: Form) -> None:
    """A group marked required: false is left alone until one of its fields is answered."""
    assert found(form, "prov: {text: a}\n") == []
    assert found(form, "prov: {text: a, valfri: {b: x}}\n") == [("prov.valfri.a", "required")]


def test_dates_have_an_order_and_no_future(form: Form) -> None:
    """not_before and not_future are judged over the document."""
    head = "dokument: {{typ: prov, arende_id: HV-1, status: utkast, datum: {}, klart: {}}}\n"
    assert found(form, head.format("2026-05-01", "2026-05-01")) == []
    assert found(form, head.format("2026-05-02", "2026-05-01")) == [("dokument.klart", "not_before")]
    assert found(form, head.format("2026-06-02", "2026-06-03")) == [("dokument.datum", "not_future")]


@pytest.mark.parametrize("case_id", ["HV-BACKLUND", "HV-19870514", "HV-870514", "HV-140587", "X-ASA-1"])
def test_the_case_id_holds_no_person(form: Form, case_id: str) -> None:
    """The case id stands in file names and logs, so no part of a name, birth date or number may be in it."""
    text = (
        f"dokument: {{typ: prov, arende_id: {case_id}, status: utkast}}\n"
        "klient: {namn: Åsa Backlund, fodd: 1987-05-14}\n"
    )
    assert found(form, text) == [("dokument.arende_id", "not_containing")]


def test_bad_leaves_are_absent_and_the_rest_is_there(form: Form) -> None:
    """Rules over the whole case can run on what could be read."""
    checked = validation.check(form, raw("prov: {text: a, antal: x, finns: ja, tid: '12:00'}\n"))
    assert checked.answers.at("prov.antal") is None
    assert checked.answers.at("prov.finns") is True


def test_answers_show_nothing_of_themselves(form: Form) -> None:
    """A repr may end up in a log."""
    answers = validation.check(form, raw("prov: {text: hemligt}\n")).answers
    assert "hemligt" not in repr(answers)
    assert "hemligt" not in repr(raw("prov: {text: hemligt}\n"))


def test_the_form_is_named_by_the_answers(form: Form) -> None:
    """dokument.typ says which form; a missing or unknown one lists those that exist."""
    assert validation.form_name(raw("prov: {}\n"), {"prov": form}) == "prov"
    for text in (
        "dokument: {typ: annat}\n",
        "dokument: {status: utkast}\n",
        "dokument: text\n",
        "dokument: {typ: [a]}\n",
    ):
        with pytest.raises(AnswersError, match="Dokumenttyp"):
            validation.form_name(raw(text), {"prov": form})


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("{type: strng, meta: {label: X}}", "okänd typ"),
        ("{type: string}", "label"),
        ("{type: string, meta: {label: X, hjelp: y}}", "okänt under meta"),
        ("{enum: finns_inte, meta: {label: X}}", "enum"),
        ("{type: string, minlenght: 3, meta: {label: X}}", "okänd regel: minlenght. Menade du minlength?"),
        ("{type: string, required: nej, meta: {label: X}}", "«required» ska vara true eller false"),
        ("{type: integer, min: noll, meta: {label: X}}", "«min» ska vara ett tal"),
        ("{type: string, maxlength: tjugo, meta: {label: X}}", "«maxlength» ska vara ett heltal"),
        ("{type: string, regex: '[', meta: {label: X}}", "«regex» ska vara ett reguljärt uttryck"),
        ("{type: string, required_if: {y: true}, meta: {label: X}}", "«required_if» ska vara"),
        ("{type: string, required_if: [y], meta: {label: X}}", "«required_if» ska vara"),
        ("{type: string, required_if: {y: [{minn: 1}]}, meta: {label: X}}", "«required_if» ska vara"),
        ("{type: integer, max_by: {y: 3}, meta: {label: X}}", "«max_by» ska vara"),
        ("{type: list, every_code: y, meta: {label: X}, schema: {type: string}}", "«every_code» ska vara"),
        ("{type: string, check_with: y, meta: {label: X}}", "fel.yaml: schemat är fel vid fel › x › check_with"),
        ("{type: string, meta: Slag}", "«meta» ska vara"),
        ("{type: string, meta: {label: X, class: Y}}", "«class» ska vara"),
        ("{type: string, meta: {label: X, always: nej}}", "«always» ska vara true eller false"),
        ("{type: dict, schema: [a]}", "«schema» ska vara"),
        ("{type: dict, schema: {null: {type: string, meta: {label: X}}}}", "namnet null ska stå inom citattecken"),
        ("{type: dict, schema: {a.b: {type: string, meta: {label: X}}}}", "«a.b» kan inte vara namn"),
        ("text", "regler"),
    ],
)
def test_a_wrong_schema_is_refused_with_its_place(tmp_path: Path, field: str, word: str) -> None:
    """The author of a form is told the file and the field."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "_blocks.yaml").write_text(BLOCKS, encoding="utf-8")
    text = f"title: Fel\nblocks: [dokument]\nfields: {{fel: {{type: dict, schema: {{x: {field}}}}}}}\n"
    (tmp_path / "schemas" / "fel.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as raised:
        validation.check(load_form("fel", tmp_path), raw("fel: {}\n"))
    assert str(raised.value).startswith("fel.yaml: ")
    assert word in str(raised.value)


values: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=8) | st.sampled_from(["ja", "2026-02-30", "rod", "4,5", "+358", "99:99", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["namn", "a", "typ", "x"]), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["dokument", "klient", "prov", "okant"]),
        st.dictionaries(
            st.sampled_from(
                ["typ", "status", "arende_id", "datum", "text", "antal", "rader", "valfri", "farger", "tid"]
            ),
            values,
            max_size=6,
        )
        | values,
    )
)
def test_anything_ends_in_answers_and_problems(form: Form, data: dict[str, Any]) -> None:
    """No file can make the check fail in another way."""
    checked = validation.check(form, RawAnswers(document="d", data=data, lines={}), today=date(2026, 6, 1))
    assert all(problem.message.strip() for problem in checked.problems)
