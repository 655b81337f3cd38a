"""Text is measured, wrapped and encoded without loss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halvvag_docs.pdfform import fonts, layout
from halvvag_docs.pdfform.drawn import decoder

FONT = fonts.load(fonts.REGULAR)
LETTERS = st.text(st.sampled_from(sorted(FONT.glyphs) + ["\n", " "] * 40), max_size=300)


@given(LETTERS, st.floats(20, 500))
def test_lines_are_the_text_and_fit_the_column(text: str, limit: float) -> None:
    """No character is lost or added, and no line but one of a single character is wider than the column."""
    lines = layout.wrap(text, FONT, 10, limit)
    assert layout.joined(tuple(lines)) == text.rstrip("\n")
    for line in lines:
        assert line.indent + line.width <= limit + 0.01 or len(line.text.strip()) <= 1


def test_list_items_hang() -> None:
    """The second line of an item begins under its words, not under its bullet."""
    first, second, *_ = layout.wrap("• Jag räknar hur lång tid det är till butiken stänger", FONT, 10, 120)
    assert first.indent == 0
    assert second.indent == pytest.approx(FONT.width("• ", 10))


def test_a_word_wider_than_the_column_is_broken_not_lost() -> None:
    """An address without spaces still stands whole."""
    lines = layout.wrap("https://example.invalid/" + "a" * 90, FONT, 10, 100)
    assert len(lines) > 3
    assert {line.glue for line in lines[:-1]} == {""}


def test_a_line_shrinks_to_seven_points_and_never_below() -> None:
    """Smaller than that nobody reads."""
    assert layout.fit_line("kort", FONT, 200, 10).size == 10
    fitted = layout.fit_line("x" * 50, FONT, 200, 10)
    assert 7 <= fitted.size < 10
    assert fitted.fits
    long = layout.fit_line("x" * 500, FONT, 200, 10)
    assert long.size == 7
    assert not long.fits


def test_paragraphs_shrink_to_nine_points_and_never_below() -> None:
    """What does not fit then is continued elsewhere."""
    text = "Jag vill bo kvar tills jag har en egen lägenhet. " * 4
    assert layout.fit_paragraphs(text, FONT, 300, 80, 10.5).size == 10.5
    assert layout.fit_paragraphs(text, FONT, 300, 40, 10.5).size == 10
    assert layout.fit_paragraphs(text, FONT, 300, 30, 10.5).size == 9
    assert not layout.fit_paragraphs(text, FONT, 300, 30, 10.5).fits


@pytest.mark.parametrize("weight", [fonts.REGULAR, fonts.BOLD])
def test_the_fonts_cover_the_languages_we_meet(weight: str) -> None:
    """Nordic, Northern and Skolt Sámi, Vietnamese, Polish, Romanian, Turkish, Greek, Cyrillic, common signs."""
    text = "ÅÄÖåäöšžŠŽáčđŋšŧžǥǧǩʒǯǮŁłŻżșțğıİơưạẤễỵĐαΩώЂђЮяїґқ–—“”„…•€→−✓☐½№’"
    assert fonts.load(weight).missing(text) == []


@given(st.text(st.sampled_from(sorted(FONT.glyphs)), max_size=60))
def test_glyphs_lead_back_to_their_characters(text: str) -> None:
    """Copying from the file gives what was written."""
    cmap = fonts.unicode_map(sorted((glyph, character) for character, glyph in FONT.glyphs.items()))
    assert decoder(cmap)(FONT.encode(text)) == text


def test_the_embedded_font_is_whole() -> None:
    """The file that a viewer gets has right checksums and the same glyphs as its source."""
    tables = fonts.tables(FONT.program)
    assert set(tables) == set(fonts._EMBEDDED)
    assert fonts._checksum(FONT.program) == fonts._CHECKSUM_MAGIC
    assert fonts._characters(tables["cmap"]) == FONT.glyphs
