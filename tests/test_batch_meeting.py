"""``halvvag batch --meeting``: the pack for a network meeting, in which nobody learns more than they may."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from batchcases import TODAY, change, make_case
from commandline import Halvvag
from pypdf import PdfReader

from halvvag_docs import documents, pdfform, word, yamltext
from halvvag_docs.documents import Page
from halvvag_docs.errors import RenderError
from halvvag_docs.units import UNNAMED

WORD = ("--format", "docx", "--today", TODAY)
STEM = f"HV-2026-101_mote_{TODAY}"
PRIVATE = (
    "140587",
    "Påhittsgränd",
    "06100",
    "070-174 06 11",
    "rusmedel",
    "alkohol",
    "drog",
    "nykter",
    "Testresultat",
)
"""What no letter may say, whoever it goes to."""


WITHDRAWN = "formaga: ja\n  aterkallat: {datum: 2026-05-19, mottaget_av: Carola Exempelsson}"


def _pack(halvvag: Halvvag, tmp_path: Path, *args: object, code: int = 0) -> dict[str, str]:
    """Return the text of each Word file of the pack, by the end of its name."""
    result = halvvag("batch", "--meeting", tmp_path / "arenden", "-o", tmp_path / "ut", *WORD, *args)
    assert result.exit_code == code, result.stderr
    return {
        path.stem.rpartition("_")[2]: word.read_text(path.read_bytes())
        for path in sorted((tmp_path / "ut").glob("*.docx"))
    }


def _to(pack: dict[str, str], name: str) -> str:
    """Return the letter that begins with a name; empty when there is none."""
    letters = [text for ending, text in pack.items() if ending.startswith("kallelse")]
    return next((text for text in letters if name in text[: text.index("Kallelse till möte")]), "")


def test_pack_has_minutes_notes_and_a_letter_to_each(halvvag: Halvvag, tmp_path: Path) -> None:
    """The person, the authority and those with a consent are called; our own staff calls."""
    make_case(tmp_path / "arenden", 101)
    pack = _pack(halvvag, tmp_path, "--time", "13.00–13.50", "--place", "Malax")
    assert list(pack) == ["kallelse-1", "kallelse-2", "kallelse-3", "kallelse-4", "protokoll", "underlag"]
    for name in ("Linnea Backlund", "Peter Fiktivsson", "Egen behandlare", "Gun Backlund"):
        assert "28.5.2026" in _to(pack, name), name
        assert "13.00–13.50" in _to(pack, name)
        assert "Malax" in _to(pack, name)
    assert "Det här är ditt möte." in _to(pack, "Linnea Backlund")
    assert "ett möte som gäller Linnea Backlund." in _to(pack, "Gun Backlund")
    assert "stöd av samtycke S1." in _to(pack, "Gun Backlund")
    assert "samtycke S" not in _to(pack, "Peter Fiktivsson")
    for ending, text in pack.items():
        if ending.startswith("kallelse"):
            assert [word for word in PRIVATE if word.casefold() in text.casefold()] == [], ending


def test_minutes_are_prefilled_and_filed(halvvag: Halvvag, tmp_path: Path) -> None:
    """Day, place, participants and what is still open; the person's own words and the conclusions are empty."""
    make_case(tmp_path / "arenden", 101)
    _pack(halvvag, tmp_path, "--place", "Malax")
    text = (tmp_path / "ut" / "HV-2026-101" / "10-natverksmote.yaml").read_text("utf-8")
    data: Any = yamltext.read(text, lambda *_: pytest.fail("no YAML"))[0]
    own = data["natverksmote"]
    assert (own["datum"], own["plats"], own["klientens_fraga"]) == ("2026-05-28", "Malax", "")
    assert [row["vad"] for row in own["overenskommelser"]] == [
        "Skicka betalningsförbindelse 9.3–8.9.2026", "Negativa tester före inflyttning",
    ]  # fmt: skip
    assert {row["slutsats"] for row in own["punkter"]} == {""}


def test_notes_tell_what_is_open_and_which_consents_hold(halvvag: Halvvag, tmp_path: Path) -> None:
    """With what they cover and whom, what the person wants to keep, and why others do not hold."""
    folder = make_case(tmp_path / "arenden", 101)
    notes = _pack(halvvag, tmp_path)["underlag"]
    for words in (
        "Skicka betalningsförbindelse 9.3–8.9.2026", "5.3.2026 (försenad)", "Prövade för 28.5.2026.",
        "Behandlingshemmet Exempelgården", "Får lämna till och hämta från", "Kontaktuppgifter och mötestider",
        "Mamma får veta att jag bor här", "Gäller till: 22.2.2027",
    ):  # fmt: skip
        assert words in notes
    change(folder, "02", "till: 2027-02-22", "till: 2026-05-27")
    notes = _pack(halvvag, tmp_path)["underlag"]
    assert "gällde till 27.5.2026" in notes
    assert "Mamma får veta" not in notes


def test_every_page_of_the_notes_says_that_they_are_internal(halvvag: Halvvag, tmp_path: Path) -> None:
    """The second page, too: what the person wants to keep may stand there."""
    make_case(tmp_path / "arenden", 101)
    args = ("--format", "pdf", "--today", TODAY)
    result = halvvag("batch", "--meeting", tmp_path / "arenden", "-o", tmp_path / "ut", *args)
    assert result.exit_code == 0, result.stderr
    [notes] = (tmp_path / "ut").glob("*_underlag.pdf")
    margins = pdfform.page_text(notes.read_bytes()).margins
    assert len(margins) > 1
    assert all("Internt – lämnas inte ut" in margin for margin in margins)


@pytest.mark.parametrize(
    ("pattern", "replacement", "still_called"),
    [
        ("till: 2027-02-22", "till: 2026-05-27", ""),
        ("    - kontakt\n", "", ""),
        ("riktning: lamna", "riktning: hamta", "Egen behandlare"),
        ("formaga: ja", WITHDRAWN, ""),
    ],
    ids=["ends-before-the-meeting", "does-not-cover-contact", "may-only-be-asked", "withdrawn"],
)
def test_nobody_is_called_without_a_consent_that_holds(
    halvvag: Halvvag, tmp_path: Path, pattern: str, replacement: str, still_called: str
) -> None:
    """On the day of the letter and on the day of the meeting; nor is their name told to the others."""
    change(make_case(tmp_path / "arenden", 101), "02", pattern, replacement)
    pack = _pack(halvvag, tmp_path, code=0)
    assert _to(pack, "Gun Backlund") == ""
    assert (_to(pack, "Egen behandlare") != "") == bool(still_called)
    assert "Gun Backlund" not in _to(pack, "Peter Fiktivsson")
    assert ("Nej: samtycke S1 räcker inte" in pack["underlag"]) or "Gun Backlund" not in pack["underlag"]


def test_day_of_the_command_wins_over_the_last_minutes(halvvag: Halvvag, tmp_path: Path) -> None:
    """Without either, the letter has a line to write the day on, and consents are judged as of today."""
    folder = make_case(tmp_path / "arenden", 101)
    assert "2.6.2026" in _pack(halvvag, tmp_path, "--date", "2026-06-02")["kallelse-1"]
    (tmp_path / "ut").rename(tmp_path / "first")
    change(folder, "06", "nasta_mote: 2026-05-28", 'nasta_mote: ""')
    pack = _pack(halvvag, tmp_path)
    assert "____" in pack["kallelse-1"]
    assert "Prövade för 20.5.2026; dagen för mötet är inte bestämd." in pack["underlag"]


def test_pack_is_made_once_and_merged(halvvag: Halvvag, tmp_path: Path) -> None:
    """As PDF it stands in one file, each part on a sheet of its own, below the case id."""
    pytest.importorskip("typst")
    make_case(tmp_path / "arenden", 101)
    command = ("batch", "--meeting", tmp_path / "arenden", "-o", tmp_path / "ut", "--today", TODAY)
    merged = tmp_path / "alla.pdf"
    first = halvvag(*command, "--format", "pdf", "--merge", merged)
    assert first.exit_code == 0, first.stderr
    outline: Any = PdfReader(merged).outline
    assert outline[0]["/Title"] == "HV-2026-101"
    assert [one["/Title"] for one in outline[1]] == [
        "Nätverksmöte HV-2026-101 (utkast)", "Underlag till nätverksmöte HV-2026-101",
        *(["Kallelse till möte HV-2026-101"] * 4),
    ]  # fmt: skip
    second = halvvag(*command, "--format", "pdf", "--merge", merged)
    assert (second.exit_code, second.stdout) == (0, "")
    texts = {
        path.stem: PdfReader(path).pages[0].extract_text() for path in (tmp_path / "ut").glob("*kallelse*.pdf")
    }
    assert all(not any(word in text for word in PRIVATE) for text in texts.values())
    assert {path.stem.rpartition("-")[0] for path in (tmp_path / "ut").glob("*kallelse*")} == {f"{STEM}_kallelse"}


def test_a_corrected_time_replaces_the_pack(halvvag: Halvvag, tmp_path: Path) -> None:
    """The letters that nobody has changed say the new time; there are no two packs."""
    make_case(tmp_path / "arenden", 101)
    assert "13.00" in _pack(halvvag, tmp_path, "--time", "13.00")["kallelse-1"]
    pack = _pack(halvvag, tmp_path, "--time", "14.30")
    assert len(pack) == len(list((tmp_path / "ut").glob("*.docx"))) == 6
    assert "14.30" in pack["kallelse-1"]


def test_minutes_that_are_filed_are_not_made_again(halvvag: Halvvag, tmp_path: Path) -> None:
    """A second pack would leave two drafts of the same minutes in the case."""
    folder = make_case(tmp_path / "arenden", 101)
    _pack(halvvag, tmp_path, "--into-case")
    again = halvvag("batch", "--meeting", folder, "-o", tmp_path / "ut", *WORD, "--into-case", "--time", "14.30")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "formuläret ligger redan i ärendet." in again.stderr
    assert len(list(folder.glob("*natverksmote.yaml"))) == 1


def test_dry_run_names_the_whole_pack(halvvag: Halvvag, tmp_path: Path) -> None:
    """Letters too, though their number depends on the case."""
    make_case(tmp_path / "arenden", 101)
    make_case(tmp_path / "arenden", 102, sample="B-se-boendestod")
    command = ("batch", "--meeting", tmp_path / "arenden", "-o", tmp_path / "ut", *WORD)
    planned = halvvag(*command, "--dry-run").stdout.splitlines()
    assert not (tmp_path / "ut").exists()
    assert [line.removesuffix("  skrivs") for line in planned] == halvvag(*command).stdout.splitlines()


def test_a_person_with_protected_identity_gets_no_pack(halvvag: Halvvag, tmp_path: Path) -> None:
    """Nor a case without anybody to call."""
    change(make_case(tmp_path / "arenden", 101), "08", "skyddade_uppgifter: false", "skyddade_uppgifter: true")
    result = halvvag("batch", "--meeting", tmp_path / "arenden", "-o", tmp_path / "ut", *WORD)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "skyddade personuppgifter: dokumentet görs för hand." in result.stderr


def test_fewer_are_called_after_a_consent_was_taken_back(halvvag: Halvvag, tmp_path: Path) -> None:
    """Letters that are right no longer are taken away, unless somebody has changed them."""
    folder = make_case(tmp_path / "arenden", 101)
    assert len(_pack(halvvag, tmp_path)) == 6
    change(folder, "02", "formaga: ja", WITHDRAWN)
    assert list(_pack(halvvag, tmp_path)) == ["kallelse-1", "kallelse-2", "protokoll", "underlag"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("uppfoljning", "x", "--place", "Malax"), "--date, --time och --place hör till --meeting."),
        (("x", "--meeting", "--date", "2026-05-19"), "dagen har redan varit."),
        ((__file__, "--meeting"), "--meeting gäller ärenden, inte rader."),
    ],
)
def test_usage_that_makes_no_sense(halvvag: Halvvag, tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    """Is refused before anything is read."""
    result = halvvag("batch", *args, "-o", tmp_path / "ut", "--today", TODAY)
    assert (result.exit_code, message in result.stderr) == (2, True)


def _page(text: str) -> Page:
    return Page(
        name="kallelse",
        title="Kallelse till möte",
        case_id="T-001",
        system="fi",
        created=date(2026, 5, 20),
        blocks={
            "kallelse": dict.fromkeys(
                ("mottagare", "organisation", "galler", "samtycke", "skriven", "dag", "tid", "plats", "fran",
                 "adress", "telefon"), ""
            ) | {"mottagare": text, "egen": True},
            "kallade": [],
        },
    )  # fmt: skip


@pytest.mark.parametrize("format_", ["docx", "pdf"])
def test_a_template_that_loses_a_text_is_an_error(tmp_path: Path, format_: str) -> None:
    """A unit's own letter has to say all that ours says."""
    suffix = {"docx": "docx", "pdf": "typ"}[format_]
    if format_ == "pdf":
        pytest.importorskip("typst")
    ours = documents.make_page(_page("Anna"), format=format_, unit=UNNAMED)
    assert ours
    (tmp_path / "templates").mkdir()
    source = documents.page_template("kallelse", format_, None)
    own = tmp_path / "templates" / f"_kallelse.{suffix}"
    if format_ == "pdf":
        own.write_text('#import "src/flow.typ": *\n#show: paper\nHej', "utf-8")
    else:
        own.write_bytes(documents.page_template("motesunderlag", format_, None).read_bytes())
    assert source != own
    with pytest.raises(RenderError):
        documents.make_page(_page("Anna"), format=format_, unit=UNNAMED, root=tmp_path)


def test_a_letter_without_a_glyph_is_an_error() -> None:
    """The message names the character, not the text."""
    pytest.importorskip("typst")
    with pytest.raises(RenderError, match="typsnitt saknar") as told:
        documents.make_page(_page("Anna \U0001f600"), format="pdf", unit=UNNAMED)
    assert "Anna" not in str(told.value)
