"""Buttons and lists of a PDF template offer what the schema allows, or ``forms --check`` tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from halvvag_docs import forms
from halvvag_docs.documents import choices
from halvvag_docs.forms import Form
from halvvag_docs.pdfform import FieldKind, FormField, Option

SCHEMA = """
title: Brev
version: 1
description: Ett brev.
blocks: []
sections: []
signers: []
rules: []
fields:
  brev:
    type: dict
    meta: {label: Brev}
    schema:
      slag: {enum: {kort: Kort, lang: Långt}, required: true, meta: {label: Slag}}
      svar: {type: boolean, required: true, meta: {label: Svar väntas}}
      poang: {type: integer, min: 0, max: 2, required: true, meta: {label: Poäng}}
"""


@pytest.fixture
def brev(tmp_path: Path) -> Form:
    """Return a form with a choice, a yes or no and a number."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "brev.yaml").write_text(SCHEMA, encoding="utf-8")
    return forms.load_form("brev", tmp_path)


def _field(name: str, *codes: str, kind: FieldKind = FieldKind.RADIO) -> FormField:
    states = codes if kind is FieldKind.RADIO else ()
    options = tuple(Option(export=code, display=code.title()) for code in codes)
    return FormField(name=name, kind=kind, label=name, pages=(0,), states=states, options=options)


@pytest.mark.parametrize("kind", [FieldKind.RADIO, FieldKind.CHOICE])
def test_all_codes_and_no_other_are_right(brev: Form, kind: FieldKind) -> None:
    """A number may be chosen from any numbers: its limits are checked where it is answered."""
    fields = [
        _field("brev.slag", "lang", "kort", kind=kind),
        _field("brev.svar", "Ja", "Nej", kind=kind),
        _field("brev.poang", "0", "1", "2", kind=kind),
        _field("brev.okant", "x", kind=kind),
        FormField(name="brev.slag.kort", kind=FieldKind.CHECK, label="Kort", states=("Ja",)),
    ]
    assert list(choices.misfits(brev, fields)) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        (_field("brev.slag", "kort"), "lang"),
        (_field("brev.slag", "kort", "lang", "annat"), "annat"),
        (_field("brev.svar", "Ja", "Nej", "Vet_ej"), "Vet_ej"),
        (_field("brev.poang", "0", "en"), "en"),
    ],
)
def test_a_code_too_few_or_too_many_is_told(brev: Form, field: FormField, wrong: str) -> None:
    """An answer without a button would only be noticed when somebody gives it."""
    ((path, message),) = choices.misfits(brev, [field])
    assert path == field.name
    assert message.startswith(f"sida 1, fältet «{field.label}»: valen stämmer inte med")
    assert message.endswith(f"Det gäller {wrong}.")
