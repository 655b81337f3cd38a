"""``halvvag batch`` in bad company: two runs at once, files changed or moved meanwhile, odd rows, odd folders."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from batchcases import SECRETS, TODAY, change, make_case, remove
from commandline import Halvvag
from pypdf import PdfReader

from halvvag_docs import answers, files, spreadsheets
from halvvag_docs.batch.journal import NAME, Journal
from halvvag_docs.errors import FileError
from halvvag_docs.forms import builtin_root
from halvvag_docs.spreadsheets import Sheet

PDF = ("--format", "pdf", "--today", TODAY)
SAMPLES = builtin_root() / "samples"


def _run(halvvag: Halvvag, *args: object) -> tuple[int, str, str]:
    result = halvvag("batch", *args, *PDF)
    return result.exit_code, result.stdout, result.stderr


def _record(case: str, name: str) -> dict[str, Any]:
    data: dict[str, Any] = answers.parse((SAMPLES / case / f"{name}.yaml").read_text("utf-8"), document=name).data
    return data


def _table(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), "utf-8")
    return path


def _pages(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_one_run_at_a_time(halvvag: Halvvag, tmp_path: Path) -> None:
    """A second run says so and touches nothing; when the first is done it finds what that has made."""
    make_case(tmp_path / "arenden", 101)
    ut = tmp_path / "ut"
    command = ("uppfoljning", tmp_path / "arenden", "-o", ut)
    ut.mkdir()
    with Journal(ut, "ab").held():
        code, out, err = _run(halvvag, *command)
        assert (code, out, "en annan körning pågår i mappen" in err) == (6, "", True)
    assert _run(halvvag, *command)[0] == 0
    again = Journal(ut, "cd")
    salt = again.salt
    with (ut / NAME).open("a") as file:
        file.write('{"journal": 1, "salt": "ef"}\n')
    assert Journal(ut, "cd").salt == salt
    assert "Fanns redan: 1." in _run(halvvag, *command)[2]


def test_a_folder_where_nothing_can_be_written(tmp_path: Path) -> None:
    """The one who runs it is told which file could not be made."""
    (tmp_path / ".batch.lock").mkdir()
    with pytest.raises(FileError, match=r"batch\.lock: är en mapp"), Journal(tmp_path, "ab").held():
        pytest.fail("it is held")


def test_what_failed_is_told_although_no_list_can_be_written(
    halvvag: Halvvag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes neither ``fel.xlsx`` nor a calendar; the run ends with all reasons all the same."""
    remove(make_case(tmp_path / "arenden", 101), "08")
    change(make_case(tmp_path / "arenden", 102), "07", "HV-2026-102", "HV-2026-103")
    write = files.write_new

    def write_some(target: Path, content: bytes, *, force: bool = False) -> Path:
        if target.suffix in (".xlsx", ".ics"):
            raise FileError(f"{target}: fick inte plats: disken är full.")
        return write(target, content, force=force)

    monkeypatch.setattr(files, "write_new", write_some)
    lists = ("--calendar", tmp_path / "k.ics")
    code, _, err = _run(halvvag, "uppfoljning", tmp_path / "arenden", "-o", tmp_path / "ut", *lists)
    wanted = ("genomförandeplan saknas", "olika ärende-id", "fel.xlsx: fick inte plats", "k.ics: fick inte plats")
    assert (code, [one for one in wanted if one not in err]) == (9, []), err


def test_two_rows_of_one_id(halvvag: Halvvag, tmp_path: Path) -> None:
    """The second row is told, in a dry run as well, and never takes the first one's place."""
    first, second = (_record("A-fi-halvvagshem", "02-samtycke-information") for _ in range(2))
    for one in (first, second):
        one["dokument"]["status"] = "utkast"
    second["klient"]["fornamn"] = "Linn"
    table = _table(tmp_path / "t.jsonl", first, second)
    for options in (["--dry-run"], ["--force"], []):
        code, _, err = _run(halvvag, "samtycke", table, "-o", tmp_path / "ut", "--format", "docx", *options)
        assert (code, "rad 2  HV-2026-014  En tidigare rad har samma dokument-id." in err) == (9, True), err
    (row,) = spreadsheets.read(tmp_path / "ut" / "fel.xlsx")
    assert "Ge dokumentet ett eget" in row.cells["Fel: dokument.id"]


def test_a_journal_that_a_power_cut_has_spoilt(halvvag: Halvvag, tmp_path: Path) -> None:
    """What is no line of ours is passed over, and the rest still counts."""
    make_case(tmp_path / "arenden", 101)
    command = ("uppfoljning", tmp_path / "arenden", "-o", tmp_path / "ut")
    _run(halvvag, *command)
    with (tmp_path / "ut" / NAME).open("ab") as file:
        file.write(b'{"row": 1}\n{"row": "x", "files": []}\n' + bytes(300))
    assert "Fanns redan: 1." in _run(halvvag, *command)[2]


def test_answers_written_into_a_run_that_was_killed(halvvag: Halvvag, tmp_path: Path) -> None:
    """The last line of the journal is missing, and somebody has filled in the answers since: they stay."""
    make_case(tmp_path / "arenden", 101)
    ut = tmp_path / "ut"
    command = ("uppfoljning", tmp_path / "arenden", "-o", ut)
    _run(halvvag, *command)
    lines = (ut / NAME).read_text("utf-8").splitlines(keepends=True)
    (ut / NAME).write_text("".join(lines[:-1]), "utf-8")
    assert "Skrivna: 1." in _run(halvvag, *command)[2]
    (ut / NAME).write_text("".join(lines[:-1]), "utf-8")
    filled = ut / "HV-2026-101" / "10-uppfoljning.yaml"
    filled.write_text(filled.read_text("utf-8") + "# egna ord\n", "utf-8")
    code, _, err = _run(halvvag, *command)
    assert (code, "10-uppfoljning.yaml har ändrats sedan den skrevs." in err) == (9, True)
    assert "# egna ord" in filled.read_text("utf-8")


def test_answers_taken_out_of_the_case_are_made_again(halvvag: Halvvag, tmp_path: Path) -> None:
    """With ``--into-case`` the journal does not know the answers file; it is not said to be there all the same."""
    folder = make_case(tmp_path / "arenden", 101)
    command = ("uppfoljning", folder, "-o", tmp_path / "ut", "--into-case")
    _run(halvvag, *command)
    (folder / "10-uppfoljning.yaml").unlink()
    assert "Skrivna: 1." in _run(halvvag, *command)[2]
    assert (folder / "10-uppfoljning.yaml").is_file()


def test_a_signed_pdf_is_never_printed_over(halvvag: Halvvag, tmp_path: Path) -> None:
    """Nor is a document by another way to its name; what went wrong with cases is told all the same."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    make_case(cases, 101)
    change(make_case(cases, 102), "07", "status: faststalld", "status: påhittad")
    signed = tmp_path / "signerad.pdf"
    signed.write_bytes(b"%PDF-1.7\n/ByteRange [0 1 2 3]\n")
    code, _, err = _run(halvvag, "uppfoljning", cases, "-o", ut, "--merge", signed)
    assert (code, "underskriven" in err, "HV-2026-102" in err) == (9, True, True)
    assert signed.read_bytes().startswith(b"%PDF-1.7\n/ByteRange")
    (made,) = ut.glob("HV-2026-101_*.pdf")
    before = made.read_bytes()
    other = tmp_path / "ut" / ".." / "ut" / made.name
    code, _, err = _run(halvvag, "uppfoljning", cases, "-o", ut, "--merge", other)
    assert (code, "filen är ett av dokumenten" in err, made.read_bytes()) == (9, True, before)


def test_a_settled_row_holds_to_the_rules(halvvag: Halvvag, tmp_path: Path) -> None:
    """As ``render`` asks; a draft may still be wrong, and who has protected identity gets nothing from a table."""
    consent = _record("A-fi-halvvagshem", "02-samtycke-information")
    wrong, hidden = json.loads(json.dumps([consent, consent]))
    wrong["dokument"]["arende_id"], hidden["dokument"]["arende_id"] = "HV-2026-015", "HV-2026-016"
    wrong["samtycke"]["till"] = "2029-01-01"
    hidden["klient"]["skyddade_uppgifter"] = "true"
    table = _table(tmp_path / "t.jsonl", consent, wrong, hidden)
    code, out, err = _run(halvvag, "samtycke", table, "-o", tmp_path / "ut")
    assert (code, [Path(line).name[:11] for line in out.split()]) == (9, ["HV-2026-014"]), err
    assert "skyddade personuppgifter: dokumentet görs för hand." in err
    (row,) = spreadsheets.read(tmp_path / "ut" / "fel.xlsx")
    assert row.cells["dokument.arende_id"] == "HV-2026-015"


def test_rows_that_nobody_could_have_foreseen(halvvag: Halvvag, tmp_path: Path) -> None:
    """Half a character or an empty list stops no other row, and no name is shown for a case id."""
    good = _record("A-fi-halvvagshem", "02-samtycke-information")
    half, named, number = json.loads(json.dumps([good, good, good]))
    half["dokument"]["arende_id"], half["klient"]["fornamn"] = "HV-2026-017", "a\ud800b"
    named["dokument"]["arende_id"], number["dokument"]["arende_id"] = "LINNEA-BACKLUND", "140587-9184"
    good["bestallare"]["kontakter"] = []
    table = _table(tmp_path / "t.jsonl", half, good, named, number)
    good["bestallare"].pop("kontakter")
    code, out, err = _run(halvvag, "samtycke", table, "-o", tmp_path / "ut")
    assert (code, [Path(line).name[:11] for line in out.split()]) == (9, ["HV-2026-014"]), err
    assert [one for one in ("Traceback", *SECRETS, "LINNEA") if one in err] == []


def test_a_corrected_row_keeps_its_unit(halvvag: Halvvag, tmp_path: Path) -> None:
    """``fel.xlsx`` lies elsewhere than the table; its rows come from the same unit all the same."""
    consent = _record("B-se-boendestod", "01-samtycke-information")
    consent["dokument"].pop("system")
    consent["klient"]["efternamn"] = "Ö" * 300
    table = _table(tmp_path / "t.jsonl", consent)
    shutil.copy(SAMPLES / "B-se-boendestod" / "verksamhet.yaml", tmp_path)
    ut = tmp_path / "ut"
    assert _run(halvvag, "samtycke", table, "-o", ut)[0] == 9
    (row,) = spreadsheets.read(ut / "fel.xlsx")
    cells = {name: text for name, text in row.cells.items() if not name.startswith("Fel: ")}
    cells["klient.efternamn"] = "Exempelsson"
    sheet = Sheet(title="Rättat", columns=tuple(cells), rows=[tuple(cells.values())])
    (ut / "fel.xlsx").write_bytes(spreadsheets.write(sheet))
    code, _, err = _run(halvvag, "samtycke", ut / "fel.xlsx", "-o", ut)
    assert code == 0, err
    (made,) = ut.glob("*.pdf")
    assert "Boendestöd vuxen (exempel)" in _pages(made)


def test_excel_gives_back_what_was_written(tmp_path: Path) -> None:
    """Also what Excel would take for an escape, and what XML cannot hold; half a character shows as such."""
    texts = ["_x0041_bc", "a\x07b", "=1+1", "a_x_", "å\nä", "\ud800"]
    path = tmp_path / "t.xlsx"
    path.write_bytes(spreadsheets.write(Sheet(title="T", columns=("A",), rows=[(text,) for text in texts])))
    assert [row.cells["A"] for row in spreadsheets.read(path)] == [*texts[:-1], "\ufffd"]


def test_a_text_too_long_for_excel_is_corrected_where_it_came_from(halvvag: Halvvag, tmp_path: Path) -> None:
    """It is never shortened: the row comes without its answers, and says why."""
    consent = _record("A-fi-halvvagshem", "02-samtycke-information")
    consent["klient"]["efternamn"] = "Ö" * 40_000
    _run(halvvag, "samtycke", _table(tmp_path / "t.jsonl", consent), "-o", tmp_path / "ut")
    (row,) = spreadsheets.read(tmp_path / "ut" / "fel.xlsx")
    assert "inte ryms i en cell i Excel" in row.cells["Fel: raden"]
    assert row.cells["dokument.arende_id"] == ""


def test_the_list_of_cases_is_no_table(halvvag: Halvvag, tmp_path: Path) -> None:
    """Cases are corrected where they lie; who feeds the list back in is told so."""
    change(make_case(tmp_path / "arenden", 101), "07", "status: faststalld", "status: påhittad")
    _run(halvvag, "uppfoljning", tmp_path / "arenden", "-o", tmp_path / "ut")
    code, _, err = _run(halvvag, "uppfoljning", tmp_path / "ut" / "fel.xlsx", "-o", tmp_path / "ut")
    assert (code, "Rätta dem där de ligger" in err) == (6, True)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\A(?s:.*?)^dokument:", "\ufeffdokument:"),
        (r"^dokument:", '"dokument":'),
        ("  arende_id:", '  "arende_id":'),
    ],
)
def test_case_ids_are_found_however_they_are_written(
    halvvag: Halvvag, tmp_path: Path, pattern: str, text: str
) -> None:
    """What ``check`` can read, ``batch`` can."""
    folder = make_case(tmp_path / "arenden", 101)
    for path in folder.glob("0*.yaml"):
        change(folder, path.name[:2], f"(?m){pattern}", text)
    code, _, err = _run(halvvag, "uppfoljning", folder, "-o", tmp_path / "ut")
    assert (code, "Skrivna: 1." in err) == (0, True), err


def test_what_is_passed_over_is_told(halvvag: Halvvag, tmp_path: Path) -> None:
    """Deeper folders, empty ones and stray files; a folder's name is not, since it might be somebody's."""
    cases = tmp_path / "arenden"
    make_case(cases, 101).rename(cases / "Backlund Linnea")
    make_case(cases / "2025", 102)
    (cases / "kolumner.yaml").write_text("kolumner:\n  Namn: klient.fornamn\n", "utf-8")
    code, _, err = _run(halvvag, "uppfoljning", cases, "-o", cases / "ut", "--dry-run")
    assert (code, "1 mapp utan svarsfiler är inte med." in err) == (0, True), err
    assert "filer som ligger bredvid ärendenas mappar är inte med" in err
    assert "Skulle skrivas: 1." in err
    change(cases / "Backlund Linnea", "07", "status: faststalld", "status: påhittad")
    told = _run(halvvag, "uppfoljning", cases, "-o", cases / "ut")[2]
    assert ("HV-2026-101" in told, "Backlund" in told) == (True, False)
    assert _run(halvvag, "uppfoljning", cases, "-o", cases)[0] == 6


def test_a_dry_run_finds_what_the_run_would(halvvag: Halvvag, tmp_path: Path) -> None:
    """A character that no font has is found when the document is made, so a dry run makes it."""
    consent = _record("A-fi-halvvagshem", "02-samtycke-information")
    consent["klient"]["tilltalsnamn"] = "\U0001f600"
    command = ("samtycke", _table(tmp_path / "t.jsonl", consent), "-o", tmp_path / "ut")
    code, _, err = _run(halvvag, *command, "--dry-run")
    assert (code, "U+1F600" in err, (tmp_path / "ut").exists()) == (9, True, False)
    assert _run(halvvag, *command, "--allow-missing-glyphs")[0] == 0
