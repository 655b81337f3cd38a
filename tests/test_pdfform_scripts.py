"""Text in scripts that Noto Sans lacks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from halvvag_docs import pdfform
from halvvag_docs.cli import main
from halvvag_docs.errors import RenderError
from halvvag_docs.pdfform import bidi, shaping
from halvvag_docs.pdfform.drawn import shown_texts

TEMPLATE = Path(__file__).parents[1] / "templates" / "krisplan.pdf"
PLATE = pdfform.compile_template(TEMPLATE.read_bytes())
LINE = next(field.name for field in PLATE.fields if field.kind is pdfform.FieldKind.TEXT)
TEXT = next(field for field in PLATE.fields if field.kind is pdfform.FieldKind.MULTILINE)
ARABIC = "هذا نص طويل باللغة العربية عن الحياة اليومية في السكن. "
VALUES = [
    "محمد",
    "שרה כהן",
    "አበበ በቀለ",
    "ไทยน้ำใจ",
    "அருண்",
    "გიორგი",
    "Արմեն",
    "Anna محمد علي 123 (ok)",
    "محمد Anna 45 (نعم)",
    "سارا ۱۲۳ می\u200cخواهم",
    "tel. 070-123 45 67 שרה",
    "كَتَبَ لا",
]


def _fill(values: dict[str, str], *, allow: bool = False) -> bytes:
    settings = pdfform.Settings(
        lock=False, title="Krisplan", language="sv-FI", created=date(2026, 11, 22), allow_missing_glyphs=allow
    )
    return pdfform.fill_plate(PLATE, values, settings)


@pytest.mark.parametrize("value", VALUES)
def test_every_script_is_stored_and_drawn_whole(value: str) -> None:
    """What is drawn reads as what was answered, in a line and in a paragraph."""
    content = _fill({LINE: value, TEXT.name: f"Svensk text, {value}\n• {value}"})
    assert pdfform.read(content)[LINE] == pdfform.clean(value)
    drawn = pdfform.drawn_text(content)
    assert pdfform.shows(drawn[LINE], value)
    assert pdfform.shows(drawn[TEXT.name], f"Svensk text, {value} • {value}")


def test_long_text_wraps_and_goes_on_to_the_sheet() -> None:
    """Nothing is lost where Arabic does not fit, and words stay whole."""
    value = ARABIC * 12
    content = _fill({TEXT.name: value})
    assert pdfform.shows(pdfform.drawn_text(content)[TEXT.name], value)
    assert pdfform.page_text(content).text.count("Bilaga 1") >= 1


def test_same_text_gives_same_bytes() -> None:
    """Shaping is no source of chance."""
    assert _fill({LINE: VALUES[7]}) == _fill({LINE: VALUES[7]})


def test_plain_documents_embed_nothing_more() -> None:
    """Only a document that shows a script carries its letters."""
    assert b"NotoSansArabic" not in _fill({LINE: "Åsa"})
    assert b"NotoSansArabic" in _fill({LINE: "محمد"})


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Field, character and remedy are named, never the value."""
    monkeypatch.setattr(shaping, "is_installed", lambda: False)
    with pytest.raises(RenderError) as caught:
        _fill({TEXT.name: "محمد"})
    message = str(caught.value)
    assert f"{TEXT.label}: U+0645 ARABIC LETTER MEEM" in message
    assert 'pip install "halvvag-docs[scripts]"' in message
    assert "محمد" not in message


def test_a_character_that_no_font_has_is_an_error() -> None:
    """The extra does not help against emoji, and is not named."""
    with pytest.raises(RenderError) as caught:
        _fill({TEXT.name: "محمد 😀"})
    assert "U+1F600 GRINNING FACE" in str(caught.value)
    assert "U+0645" not in str(caught.value)
    assert "scripts" not in str(caught.value)


@pytest.mark.parametrize("installed", [True, False])
def test_replacement_keeps_the_character_for_readers(monkeypatch: pytest.MonkeyPatch, *, installed: bool) -> None:
    """With the flag it is seen as U+FFFD and read as what it is."""
    monkeypatch.setattr(shaping, "is_installed", lambda: installed)
    content = _fill({LINE: "محمد 😀"}, allow=True)
    assert pdfform.shows(pdfform.drawn_text(content)[LINE], "محمد 😀")
    assert pdfform.undrawable("محمد 😀") == (["😀"] if installed else ["م", "ح", "د", "😀"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("abc", ["abc"]),
        ("abc אבג 12", ["abc ", "12", "אבג "]),
        ("אבג abc", ["abc", "אבג "]),
        ("محمد 12,5", ["12,5", "محمد "]),
        ("אבג 5 % abc", ["abc", " % ", "5", "אבג "]),
        ("אבג 5% (abc)", [")", "abc", " (", "5%", "אבג "]),
    ],
)
def test_stretches_stand_in_the_order_of_the_page(line: str, expected: list[str]) -> None:
    """As the Unicode bidirectional algorithm says."""
    assert [stretch.text for stretch in bidi.stretches(line)] == expected


def test_actual_text_stands_for_an_array_of_glyphs() -> None:
    """The reader takes shown arrays too."""
    content = b"/F 1 Tf [<41>-20<42>]TJ /Span<</ActualText(x)>>BDC [<43>]TJ EMC"
    assert [one.text for one in shown_texts(content, {"/F": lambda data: data.decode()})] == ["AB", "x"]


def test_fill_command_tells_what_it_replaced(tmp_path: Path) -> None:
    """The flag is an option of the command; field and character are named on stderr."""
    data = tmp_path / "data.json"
    data.write_text(json.dumps({LINE: "Åsa 😀"}), "utf-8")
    arguments = ["fill", str(TEMPLATE), str(data), "-o", str(tmp_path / "ut.pdf"), "--cache", "nej"]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 5
    assert "--allow-missing-glyphs" in refused.stderr
    done = CliRunner().invoke(main, [*arguments, "--allow-missing-glyphs"])
    assert done.exit_code == 0, done.stderr
    assert "U+1F600 GRINNING FACE" in done.stderr
    assert "😀" not in done.stderr
