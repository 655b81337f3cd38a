"""Whatever value a field of any kind gets is read back equal, and what is drawn is that value."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from pdfmaking import COMB, COMBO, MULTILINE, RADIO, button, form, settings, text_field

from halvvag_docs import pdfform
from halvvag_docs.pdfform import FieldKind, fonts

EDIT, SEVERAL = 1 << 18, 1 << 21
GLYPHS = sorted(fonts.load(fonts.REGULAR).glyphs)
CHARACTERS = [character for character in GLYPHS if not unicodedata.combining(character)]
"""Letters and marks by themselves may be composed to a letter that the font lacks, and that is refused."""
LINE, TEXT = st.text(CHARACTERS, max_size=150), st.text([*CHARACTERS, "\n"], max_size=200)
WORDS = {"sv": "Svenska", "se": "Nordsamiska", "fi": "Finska"}
CODES = st.sampled_from(["", *WORDS])
VALUES: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.TEXT: LINE,
    FieldKind.MULTILINE: TEXT,
    FieldKind.COMB: st.text(CHARACTERS, max_size=12),
    FieldKind.CHOICE: LINE | CODES,
    FieldKind.LISTBOX: st.lists(st.sampled_from([*WORDS]), unique=True).map("\n".join),
    FieldKind.CHECK: st.booleans(),
    FieldKind.RADIO: st.sampled_from(["", "ja", "nej"]),
}


@cache
def _plate(kind: FieldKind, alignment: int) -> pdfform.Plate:
    """Return a form with one field of a kind; text stands left, centred or right."""
    more = f"/Q {alignment}"
    options = more + "/Opt[" + "".join(f"[({code})({words})]" for code, words in WORDS.items()) + "]"
    states = (
        button("x", (state,)).replace("/T(x)", "").replace("/FT/Btn", "/Parent 10 0 R") for state in ("ja", "nej")
    )
    high = "50 640 250 716"
    fields = {
        FieldKind.TEXT: [text_field("val", more=more)],
        FieldKind.MULTILINE: [text_field("val", flags=MULTILINE, rect=high, more=more)],
        FieldKind.COMB: [text_field("val", flags=COMB, size=8, more=more + "/MaxLen 12")],
        FieldKind.CHOICE: [text_field("val", flags=COMBO | EDIT, more=options).replace("/FT/Tx", "/FT/Ch")],
        FieldKind.LISTBOX: [text_field("val", flags=SEVERAL, rect=high, more=options).replace("/FT/Tx", "/FT/Ch")],
        FieldKind.CHECK: [button("val", ("Ja",))],
        FieldKind.RADIO: [f"/FT/Btn/T(val)/TU(val)/Ff {RADIO}/Kids[11 0 R 12 0 R]", *states],
    }[kind]
    plate = pdfform.compile_template(form(*fields, top=1))
    assert [field.kind for field in plate.fields] == [kind]
    return plate


@pytest.mark.parametrize("kind", VALUES)
@hypothesis.settings(deadline=None, max_examples=200)
@hypothesis.given(data=st.data())
def test_any_value_is_read_back_and_drawn(kind: FieldKind, data: st.DataObject) -> None:
    """Nothing is lost, added or put in another order; of a choice the code is stored and the words are drawn."""
    value: pdfform.Value = data.draw(VALUES[kind])
    content = pdfform.fill_plate(_plate(kind, data.draw(st.sampled_from([0, 1, 2]))), {"val": value}, settings())
    stored, drawn = pdfform.read(content)["val"], pdfform.drawn_text(content)["val"]
    if isinstance(value, bool):
        assert (stored, bool(drawn)) == (value, value)
        return
    assert stored == pdfform.clean(value)
    listed = kind in (FieldKind.CHOICE, FieldKind.LISTBOX)
    words = "\n".join(WORDS.get(line, line) for line in value.split("\n")) if listed else value
    assert pdfform.shows(drawn, words)
    assert pdfform.shows(words, drawn)
