"""Forms of other people: filled whole, or refused in words; never a crash, never half a file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import Halvvag
from foreignforms import DIALECTS, REFUSED, Outcome, fill_all, form, lost, widget
from pdfmaking import button, settings, text_field

from halvvag_docs import pdfform
from halvvag_docs.errors import ExitCode, FileError


@pytest.mark.parametrize("name", DIALECTS)
def test_every_value_stands_in_the_file_and_on_the_page(name: str) -> None:
    """Each field gets a value; it is read back equal, and what is drawn is the value."""
    outcome = fill_all(DIALECTS[name])
    assert outcome.message == ""
    assert outcome.values
    assert lost(outcome) == []


@pytest.mark.parametrize("name", DIALECTS)
def test_filling_twice_gives_the_same(name: str) -> None:
    """What we filled is itself a form that can be filled: nothing of it was broken."""
    first = fill_all(DIALECTS[name])
    again = fill_all(first.content)
    assert again.message == ""
    assert pdfform.read(again.content) == pdfform.read(first.content)


@pytest.mark.parametrize("name", DIALECTS)
def test_no_script_comes_along(name: str) -> None:
    """Neither scripts nor actions that send, nor the XFA half, are in what we write."""
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(fill_all(DIALECTS[name]).content))
    objects = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]  # type: ignore[call-overload]
    assert not re.search(r"JavaScript|SubmitForm|/XFA|/OpenAction|/AA", str(objects))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_filled_is_refused_in_words(name: str) -> None:
    """The message says what is wrong and what to do."""
    content, word = REFUSED[name]
    outcome = fill_all(content)
    assert outcome.content == b""
    assert word in outcome.message


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_leaves_no_file(name: str, tmp_path: Path, halvvag: Halvvag) -> None:
    """Exit code 6, a Swedish message on stderr, and nothing half-written."""
    (tmp_path / "form.pdf").write_bytes(REFUSED[name][0])
    (tmp_path / "data.json").write_text('{"namn": "x"}')
    result = halvvag("fill", tmp_path / "form.pdf", tmp_path / "data.json", "-o", tmp_path / "ut.pdf")
    assert result.exit_code == ExitCode.FILE
    assert result.stderr.startswith("Fel: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.json", "form.pdf"]


@pytest.mark.parametrize("name", ["no form", "XFA alone", "encrypted", "signed"])
def test_a_refusal_shows_a_way_out(name: str) -> None:
    """Every reason that a person can do something about says what."""
    assert re.search(r"[Ff]råga efter|Spara en kopia|Använd ett", fill_all(REFUSED[name][0]).message)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("script on opening", "JavaScript"),
        ("scripts by name", "JavaScript"),
        ("scripts of fields", "JavaScript"),
        ("button that sends", "skicka"),
        ("XFA beside fields", "XFA"),
        ("rights of Adobe Reader", "Adobe Reader"),
    ],
)
def test_what_is_left_out_is_told(name: str, word: str, tmp_path: Path, halvvag: Halvvag) -> None:
    """Scripts are never run and do not come along; stderr says so, stdout holds the path alone."""
    (tmp_path / "form.pdf").write_bytes(DIALECTS[name])
    (tmp_path / "data.json").write_text('{"namn": "x"}')
    result = halvvag(
        "fill", tmp_path / "form.pdf", tmp_path / "data.json", "-o", tmp_path / "ut.pdf", "--cache", "nej"
    )
    assert result.exit_code == ExitCode.OK, result.stderr
    assert result.stdout.split() == [str(tmp_path / "ut.pdf")]
    assert "OBS: " in result.stderr
    assert word in result.stderr


def test_what_was_mended_is_not_told_in_english(tmp_path: Path) -> None:
    """The warnings of the library that reads broken files do not reach the screen."""
    (tmp_path / "form.pdf").write_bytes(DIALECTS["places wrong"])
    (tmp_path / "data.json").write_text('{"namn": "x"}')
    command = [
        sys.executable,
        "-m",
        "halvvag_docs",
        "fill",
        "form.pdf",
        "data.json",
        "-o",
        "ut.pdf",
        "--cache",
        "nej",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_radio_buttons_take_their_words() -> None:
    """/Opt names the states that the buttons only count."""
    content = DIALECTS["radio buttons with words"]
    filled = pdfform.fill_plate(pdfform.compile_template(content), {"val": "Nej"}, settings())
    assert pdfform.read(filled) == {"val": "1"}


def test_several_choices_are_an_array(tmp_path: Path, halvvag: Halvvag) -> None:
    """A list in the data chooses several options of a list box."""
    (tmp_path / "form.pdf").write_bytes(DIALECTS["list of several"])
    (tmp_path / "data.json").write_text(json.dumps({"land": ["Sverige", "fi"]}))
    result = halvvag("fill", tmp_path / "form.pdf", tmp_path / "data.json", "-o", tmp_path / "ut.pdf")
    assert result.exit_code == ExitCode.OK, result.stderr
    assert pdfform.read((tmp_path / "ut.pdf").read_bytes()) == {"land": "se\nfi"}


@pytest.mark.parametrize(("written", "state"), [("ja", True), ("true", True), ("nej", False), ("false", False)])
def test_words_of_a_table_tick_a_box(written: str, state: bool, tmp_path: Path, halvvag: Halvvag) -> None:  # noqa: FBT001
    """In CSV all is text; yes and no are understood, other words are refused."""
    (tmp_path / "form.pdf").write_bytes(form(button("ja", ["Yes"])))
    (tmp_path / "data.csv").write_text(f"ja\n{written}\n")
    halvvag("fill", tmp_path / "form.pdf", tmp_path / "data.csv", "-o", tmp_path / "ut.pdf")
    assert pdfform.read((tmp_path / "ut.pdf").read_bytes()) == {"ja": state}


def test_a_prefilled_text_in_another_script_keeps_its_look() -> None:
    """What the form says itself in letters that we have no font for is left as it is drawn."""
    look = "/AP<</N 3 0 R>>"
    chinese = "/V<FEFF4E2D6587>"
    content = form(text_field("namn"), f"/FT/Tx/T(ort){chinese}{look}{widget('50 600 250 616')}")
    outcome = pdfform.fill_plate(pdfform.compile_template(content), {"namn": "x"}, settings())
    assert pdfform.read(outcome) == {"namn": "x", "ort": "中文"}


def test_a_signed_form_can_still_be_read() -> None:
    """Refusing to fill is one thing; the answers of a signed form are wanted."""
    assert pdfform.read(REFUSED["signed"][0]) == {"namn": ""}


def test_an_endless_name_tree_is_refused_at_once() -> None:
    """A node that is twice its own kid would double at each of its levels."""
    content = form("/T(a)/Kids[10 0 R 10 0 R]", tops=[0], shown=[])
    with pytest.raises(FileError, match="cirkel"):
        pdfform.fields(content)


def test_a_line_is_never_higher_than_its_box() -> None:
    """Letters that are cut cannot be read: a fixed size gives way to a low box."""
    low = form(text_field("namn", size=24, rect="50 700 250 710"))
    size = re.search(rb"/HvA ([\d.]+) Tf", b"".join(_looks(fill_all(low))))
    assert size
    assert float(size[1]) * 1.15 <= 10.01


def _looks(outcome: Outcome) -> list[bytes]:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(outcome.content))
    widgets = [one.get_object() for page in reader.pages for one in page["/Annots"]]  # type: ignore[attr-defined]
    return [one["/AP"]["/N"].get_object().get_data() for one in widgets]
