"""Which answers a field prints is data in the template."""

from __future__ import annotations

from typing import Any

import pytest

from halvvag_docs.errors import FormError
from halvvag_docs.pdfform import FieldKind, FormField, Value, bind, misspelt, references

PRINTED: dict[str, Any] = {
    "klient": {"fornamn": "Linnea Sofia", "tilltalsnamn": "", "telefon": "", "skyddade": "Nej"},
    "plan": {
        "tecken": ["Jag äter inte", "Jag sover inte"],
        "kontakter": [
            {"namn": "Sirpa", "telefon": "040 1", "tider": ""},
            {"namn": "Gun", "telefon": "", "tider": "alltid"},
            {"namn": "", "telefon": "", "tider": ""},
        ],
        "tomma": [],
    },
}
CODES: dict[str, Any] = {
    "klient": {"fornamn": "Linnea Sofia", "skyddade": False, "system": "fi"},
    "plan": {"omraden": ["hem", "ekonomi"], "tomt": ""},
}


def _field(name: str, source: str = "", kind: FieldKind = FieldKind.TEXT) -> FormField:
    return FormField(name=name, kind=kind, label=name.title(), pages=(0,), source=source)


@pytest.mark.parametrize(
    ("name", "source", "value", "paths"),
    [
        ("klient.fornamn", "", "Linnea Sofia", ("klient.fornamn",)),
        ("plan.kontakter.1.namn", "", "Gun", ("plan.kontakter[1].namn",)),
        ("plan.kontakter.7.namn", "", "", ("",)),
        ("plan.tecken", "", "• Jag äter inte\n• Jag sover inte", ("plan.tecken[0]", "plan.tecken[1]")),
        ("plan.tomma", "", "", ()),
        ("x", "{klient.tilltalsnamn/klient.fornamn}!", "Linnea Sofia!", ("klient.fornamn",)),
        ("x", "Ring {|klient.telefon|.}", "", ()),
        ("x", "{klient.fornamn}{, tel. |klient.telefon}", "Linnea Sofia", ("klient.fornamn",)),
        (
            "x",
            "for plan.kontakter: {#}. {namn}{, |telefon}{ (|tider|)}",
            "1. Sirpa, 040 1\n2. Gun (alltid)",
            (
                "plan.kontakter[0].namn",
                "plan.kontakter[0].telefon",
                "plan.kontakter[1].namn",
                "plan.kontakter[1].tider",
            ),
        ),
        ("x", "for plan.kontakter[1:]: {namn} till {^klient.fornamn}", None, None),
        ("x", "for plan.kontakter[:1]: {namn}", "Sirpa", ("plan.kontakter[0].namn",)),
        ("x", "for plan.tecken[1:]: – {.}", "– Jag sover inte", ("plan.tecken[1]",)),
        ("x", "for plan.kontakter.7.tider: {.}", "", ()),
        ("x", "{plan.tecken}", "Jag äter inte, Jag sover inte", ("plan.tecken",)),
    ],
)
def test_an_expression_prints(name: str, source: str, value: str | None, paths: tuple[str, ...] | None) -> None:
    """Each kind of expression gives its text, and names the answers in it."""
    binding = bind([_field(name, source)], printed=PRINTED, codes=CODES)
    if value is None:
        assert binding.values == {"x": "Gun till Linnea Sofia\n till Linnea Sofia"}
        return
    assert binding.values == {name: value}
    assert binding.sources == {name: paths}


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("klient.skyddade", FieldKind.CHECK, False),
        ("klient.system.fi", FieldKind.CHECK, True),
        ("klient.system.se", FieldKind.CHECK, False),
        ("plan.omraden.ekonomi", FieldKind.CHECK, True),
        ("plan.omraden.motivation", FieldKind.CHECK, False),
        ("plan.tomt", FieldKind.CHECK, False),
        ("klient.system", FieldKind.RADIO, "fi"),
        ("klient.skyddade", FieldKind.RADIO, "Nej"),
        ("plan.tomt", FieldKind.CHOICE, ""),
    ],
)
def test_buttons_and_choices_take_codes(name: str, kind: FieldKind, value: Value) -> None:
    """They know the stored codes, not the printed words."""
    assert bind([_field(name, kind=kind)], printed={}, codes=CODES).values == {name: value}


@pytest.mark.parametrize("source", ["{klient.okand}", "for klient: {namn}", "for plan.kontakter: {okand}"])
def test_an_answer_that_does_not_exist_is_told_with_its_field(source: str) -> None:
    """The author of a template finds the place."""
    with pytest.raises(FormError, match="Fältet «Ruta» \\(ruta\\)"):
        bind([_field("ruta", source)], printed=PRINTED, codes=CODES)


def test_a_group_needs_an_expression() -> None:
    """A row of several answers has no one text."""
    with pytest.raises(FormError, match="utskriftsuttryck"):
        bind([_field("plan.kontakter")], printed=PRINTED, codes=CODES)


def test_references_need_no_answers() -> None:
    """Every printed answer is known from the template alone, as schema paths."""
    fields = [
        _field("plan.kontakter.0.namn"),
        _field("x", "{klient.tilltalsnamn/klient.fornamn}"),
        _field("y", "for plan.kontakter[5:]: {#}. {namn}{ |^klient.fornamn}"),
        _field("z", "for plan.tecken: {.}"),
        _field("underskrift", kind=FieldKind.SIGNATURE),
    ]
    assert [reference.path for reference in references(fields)] == [
        "plan.kontakter[].namn",
        "klient.tilltalsnamn",
        "klient.fornamn",
        "plan.kontakter[].namn",
        "klient.fornamn",
        "plan.tecken[]",
    ]
    assert references(fields)[0].place == "sida 1, fältet «Plan.Kontakter.0.Namn»"


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{nyckelkvitto.belopp", "klammer"),
        ("nyckelkvitto.belopp} kr", "klammer"),
        ("{{klient.fornamn}}", "klammer"),
        ("for x in y", "for SÖKVÄG"),
        ("for plan.kontakter {namn}", "for SÖKVÄG"),
        ("for plan.kontakter: namn", "inte ut något svar"),
        ("klient.fornamn", "inte ut något svar"),
        ("{klient.fornamn/}", "mellan klamrarna"),
        ("{}", "mellan klamrarna"),
    ],
)
def test_an_expression_that_prints_nothing_is_misspelt(source: str, word: str) -> None:
    """It would be text, so nobody would miss the answer; the place is told."""
    ((place, fault),) = misspelt([_field("x", source)])
    assert place == "sida 1, fältet «X»"
    assert word in fault


def test_an_expression_that_prints_is_not_misspelt() -> None:
    """Nor is a box whose mapping name is a path, or a field that is kept."""
    good = ("", "-", "{klient.fornamn} {, |klient.telefon/klient.fornamn|.}", "for plan.kontakter[1:]: {#} {.}")
    fields = [*(_field("x", one) for one in good), _field("y", "klient.skyddade", FieldKind.CHECK)]
    assert list(misspelt(fields)) == []
