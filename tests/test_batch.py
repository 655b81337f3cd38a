"""``halvvag batch`` over cases: who gets a form, who does not and why, and what happens when it is run again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import docx
import pypdf
import pytest
from batchcases import SECRETS, TODAY, change, make_case, remove
from commandline import Halvvag

from halvvag_docs import batch, spreadsheets, yamltext

WORD = ("--format", "docx")


def _run(halvvag: Halvvag, *args: object) -> tuple[int, str, str]:
    result = halvvag("batch", "uppfoljning", *args, "--today", TODAY)
    return result.exit_code, result.stdout, result.stderr


def _answers(path: Path) -> dict[str, object]:
    data, _ = yamltext.read(path.read_text("utf-8"), lambda *_: pytest.fail("no YAML"))
    assert isinstance(data, dict)
    return dict(data)


def test_a_case_gets_its_form(halvvag: Halvvag, tmp_path: Path) -> None:
    """Word and PDF named by the case, the answers beside; facts filled in, own words and assessments open."""
    make_case(tmp_path / "arenden", 101)
    code, out, _ = _run(halvvag, tmp_path / "arenden", "-o", tmp_path / "ut")
    stem = f"HV-2026-101_uppfoljning_{TODAY}_v1_utkast"
    made = [f"{stem}.docx", f"{stem}.pdf", "HV-2026-101/10-uppfoljning.yaml"]
    assert (code, out.splitlines()) == (0, [str(tmp_path / "ut" / name) for name in made])
    answers = _answers(tmp_path / "ut" / made[2])
    own = answers["uppfoljning"]
    assert isinstance(own, dict)
    assert (own["typ"], own["batch_id"], own["period"]) == (
        "manad", "2026-05", {"fran": "2026-05-01", "till": "2026-05-31"},
    )  # fmt: skip
    assert [goal["mal_id"] for goal in own["mal"]] == ["1", "2", "3", "4"]
    assert {goal[name] for goal in own["mal"] for name in ("uppfyllt", "bedomning", "klientens_kommentar")} == {""}
    assert set(own["mina_ord"].values()) == {""}
    fields = pypdf.PdfReader(tmp_path / "ut" / made[1]).get_fields() or {}
    assert len(fields) > 50
    assert not any(int(field.get("/Ff", 0)) & 1 for field in fields.values()), "every field can be filled in"
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "ut" / made[0])).paragraphs)
    assert "Linnea är nykter och drogfri till den 8 september 2026." in text


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Return a folder of cases, one for each reason why there is no form."""
    parent = tmp_path / "arenden"
    make_case(parent, 200)
    remove(make_case(parent, 201), "07")
    remove(make_case(parent, 202), "08")
    change(make_case(parent, 203), "08", "skyddade_uppgifter: false", "skyddade_uppgifter: true")
    change(make_case(parent, 204), "08", "status: faststalld", "status: utkast")
    change(make_case(parent, 205), "07", r"till: 2026-09-08", "till: 2026-04-30")
    change(make_case(parent, 206), "08", r"minuter: 45", "minuter: fyrtiofem")
    (make_case(parent, 207) / "09-krisplan.yaml").write_text("dokument: [", "utf-8")
    shutil.copytree(make_case(parent, 208), parent / "samma-igen")
    change(make_case(parent, 209), "04", "arende_id: HV-2026-209", "arende_id: HV-2026-999")
    closed = make_case(parent, 210)
    end = (Path(__file__).parents[1] / "samples/A-fi-halvvagshem/11-uppfoljning-slut.yaml").read_text("utf-8")
    end = end.replace("typ: slut", "typ: avslut").replace("HV-2026-014", "HV-2026-210")
    (closed / "11-uppfoljning.yaml").write_text(end, "utf-8")
    change(make_case(parent, 211, sample="B-se-boendestod"), "03", "status: faststalld", "status: utkast")
    return parent


def test_no_case_is_passed_over_in_silence(halvvag: Halvvag, planted: Path, tmp_path: Path) -> None:
    """Each has its reason; what has to be put right ends with 9 and stands in fel.xlsx."""
    code, out, err = _run(halvvag, planted, "-o", tmp_path / "ut", *WORD)
    assert code == 9
    assert [Path(line).name[:11] for line in out.splitlines() if line.endswith("docx")] == ["HV-2026-200"]
    for case_id, reason in (
        ("HV-2026-201", "uppdrag saknas."),
        ("HV-2026-202", "genomförandeplan saknas."),
        ("HV-2026-203", "skyddade personuppgifter: dokumentet görs för hand."),
        ("HV-2026-204", "genomförandeplanen är inte fastställd."),
        ("HV-2026-205", "inget uppdrag gäller i 2026-05."),
        ("HV-2026-206", "08-genomforandeplan.yaml har 1 fel som måste rättas först."),
        ("HV-2026-207", "09-krisplan.yaml går inte att läsa."),
        ("HV-2026-208", "En annan mapp har samma ärende-id."),
        ("HV-2026-209", "Ärendets dokument har olika ärende-id."),
        ("HV-2026-210", "ärendet är avslutat."),
        ("BS-2026-211", "uppdraget är inte fastställt."),
    ):
        assert any(case_id in line and reason in line for line in err.splitlines()), case_id
    assert err.splitlines()[-1] == "13 ärenden. Skrivna: 1, utan formulär: 7, fel: 5."
    rows = list(spreadsheets.read(tmp_path / "ut" / "fel.xlsx"))
    assert sorted(row.cells["Ärende-id"] for row in rows) == sorted(
        ["HV-2026-206", "HV-2026-207", "HV-2026-208", "HV-2026-208", "HV-2026-209"]
    )
    assert not any("skyddad" in cell.casefold() for row in rows for cell in row.cells.values())


def test_dry_run_shows_everything_and_writes_nothing(halvvag: Halvvag, planted: Path, tmp_path: Path) -> None:
    """Names and problems of all cases."""
    code, out, err = _run(halvvag, planted, "-o", tmp_path / "ut", "--dry-run")
    assert code == 9
    assert f"HV-2026-200_uppfoljning_{TODAY}_v1_utkast.pdf  skrivs" in out
    assert "genomförandeplan saknas." in err
    assert "08-genomforandeplan.yaml har 1 fel" in err
    assert not (tmp_path / "ut").exists()


def test_corrected_cases_are_all_that_is_made_the_second_time(
    halvvag: Halvvag, planted: Path, tmp_path: Path
) -> None:
    """What is made already is left alone; fel.xlsx is not written again for the same faults."""
    _run(halvvag, planted, "-o", tmp_path / "ut", *WORD)
    before = _states(tmp_path / "ut")
    change(planted / "HV-2026-206", "08", "minuter: fyrtiofem", "minuter: 45")
    _, out, err = _run(halvvag, planted, "-o", tmp_path / "ut", *WORD)
    assert [Path(line).name[:11] for line in out.splitlines() if line.endswith("docx")] == ["HV-2026-206"]
    assert "fanns redan: 1," in err
    after = _states(tmp_path / "ut")
    assert {name: after[name] for name in before if name != "batch.jsonl"} == {
        name: state for name, state in before.items() if name != "batch.jsonl"
    }
    _run(halvvag, planted, "-o", tmp_path / "ut", *WORD)
    assert sorted(path.name for path in (tmp_path / "ut").glob("fel*")) == ["fel-2.xlsx", "fel.xlsx"]


def _states(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_next_day_the_same_answers_make_nothing_new(halvvag: Halvvag, tmp_path: Path) -> None:
    """The day is no answer: a run that goes on after midnight makes no second form."""
    make_case(tmp_path / "arenden", 101)
    _run(halvvag, tmp_path / "arenden", "-o", tmp_path / "ut", *WORD)
    again = halvvag(
        "batch", "uppfoljning", tmp_path / "arenden", "-o", tmp_path / "ut", *WORD, "--today", "2026-05-21"
    )
    assert (again.exit_code, again.stdout) == (0, "")
    assert len(list((tmp_path / "ut").glob("*.docx"))) == 1


def test_changed_answers_replace_what_nobody_has_touched(halvvag: Halvvag, tmp_path: Path) -> None:
    """A form that was filled in by hand meanwhile is kept, and the case is named."""
    cases = tmp_path / "arenden"
    change(make_case(cases, 101), "08", "Jan Testman", "Jan Provman")
    make_case(cases, 102)
    _run(halvvag, cases, "-o", tmp_path / "ut", *WORD)
    filled_in = tmp_path / "ut" / "HV-2026-102" / "10-uppfoljning.yaml"
    filled_in.write_text(filled_in.read_text("utf-8").replace('hur_gar_det: ""', 'hur_gar_det: "Bra."'), "utf-8")
    for folder in ("HV-2026-101", "HV-2026-102"):
        change(cases / folder, "08", "en dag i taget", "en timme i taget")
    code, out, err = _run(halvvag, cases, "-o", tmp_path / "ut", *WORD)
    assert code == 9
    assert [Path(line).name[:11] for line in out.splitlines()] == ["HV-2026-101", "10-uppfoljn"]
    assert "10-uppfoljning.yaml har ändrats sedan den skrevs." in err
    assert 'hur_gar_det: "Bra."' in filled_in.read_text("utf-8")
    assert _run(halvvag, cases, "-o", tmp_path / "ut", *WORD, "--force")[0] == 0
    assert 'hur_gar_det: "Bra."' not in filled_in.read_text("utf-8")


def test_files_of_others_are_never_replaced(halvvag: Halvvag, tmp_path: Path) -> None:
    """A file that no run has written stands in the way."""
    make_case(tmp_path / "arenden", 101)
    other = tmp_path / "ut" / f"HV-2026-101_uppfoljning_{TODAY}_v1_utkast.docx"
    other.parent.mkdir()
    other.write_bytes(b"mine")
    code, _, err = _run(halvvag, tmp_path / "arenden", "-o", tmp_path / "ut", *WORD)
    assert (code, other.read_bytes()) == (9, b"mine")
    assert "finns redan. Flytta undan den, eller lägg till --force." in err


def test_into_case_writes_one_answers_file_there(halvvag: Halvvag, tmp_path: Path) -> None:
    """A second run sees it and says so, also when the journal is gone."""
    folder = make_case(tmp_path / "arenden", 101)
    ut = tmp_path / "ut"
    assert _run(halvvag, folder, "-o", ut, "--into-case", *WORD)[0] == 0
    assert (folder / "10-uppfoljning.yaml").is_file()
    code, out, err = _run(halvvag, folder, "-o", ut, "--into-case", *WORD)
    assert (code, out) == (0, "")
    assert "formuläret ligger redan i ärendet." in err
    (ut / "batch.jsonl").unlink()
    assert "har redan en uppföljning för 2026-05 (10-uppfoljning)." in _run(halvvag, folder, "-o", ut, *WORD)[2]
    assert str(folder) not in (ut / "batch.jsonl").read_text("utf-8") if (ut / "batch.jsonl").exists() else True


def test_the_next_month_stands_beside(halvvag: Halvvag, tmp_path: Path) -> None:
    """Two months in one folder on one day have names of their own, also when the first was not filed."""
    cases, ut = make_case(tmp_path / "arenden", 101).parent, tmp_path / "ut"
    assert _run(halvvag, cases, "-o", ut, "--month", "2026-04", *WORD)[0] == 0
    assert _run(halvvag, cases, "-o", ut, *WORD)[0] == 0
    assert len(list(ut.glob("*.docx"))) == 2
    assert sorted(path.name for path in (ut / "HV-2026-101").iterdir()) == [
        "10-uppfoljning.yaml", "11-uppfoljning.yaml",
    ]  # fmt: skip
    assert [_run(halvvag, cases, "-o", ut, "--month", month, *WORD)[1] for month in ("2026-04", "2026-05")] == [
        "", "",
    ]  # fmt: skip


def test_due_by_takes_those_whose_turn_it_is(halvvag: Halvvag, tmp_path: Path) -> None:
    """The others are named with their day; shortly before the end it is the last follow-up."""
    cases = tmp_path / "arenden"
    make_case(cases, 101)
    make_case(cases, 102, sample="B-se-boendestod")
    nobody = _run(halvvag, cases, "-o", tmp_path / "ut", "--due-by", "2026-04-01", *WORD)
    assert (nobody[0], nobody[1], nobody[2].count("ingen uppföljning är på tur")) == (0, "", 2)
    assert _run(halvvag, cases, "-o", tmp_path / "ut", "--due-by", "2026-12-31", *WORD)[0] == 0
    (path,) = (tmp_path / "ut" / "HV-2026-101").iterdir()
    own = _answers(path)["uppfoljning"]
    assert isinstance(own, dict)
    assert (own["typ"], own["period"]["fran"]) == ("slut", "2026-03-09")


def test_a_month_that_has_not_begun_is_refused(halvvag: Halvvag, tmp_path: Path) -> None:
    """Its counts would be wrong."""
    make_case(tmp_path / "arenden", 101)
    code, _, err = _run(halvvag, tmp_path / "arenden", "-o", tmp_path / "ut", "--month", "2026-06")
    assert (code, "månaden har inte börjat än." in err) == (2, True)


def test_calendar_and_overview_hold_case_ids_and_dates(halvvag: Halvvag, tmp_path: Path) -> None:
    """The same for cases whose form was made before."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    make_case(cases, 101)
    make_case(cases, 102, sample="B-se-boendestod")
    lists = ("--calendar", ut / "f.ics", "--overview", ut / "o.xlsx")
    _run(halvvag, cases, "-o", ut, *WORD)
    code, out, _ = _run(halvvag, cases, "-o", ut, *WORD, *lists)
    assert (code, out) == (0, "")
    text = (ut / "f.ics").read_bytes().decode()
    assert text.count("BEGIN:VEVENT") == 4
    assert "SUMMARY:Uppföljning HV-2026-101\r\n" in text
    assert "DTSTART;VALUE=DATE:20260820\r\n" in text
    rows = [dict(row.cells) for row in spreadsheets.read(ut / "o.xlsx")]
    assert [row["Ärende-id"] for row in rows] == ["HV-2026-101", "BS-2026-102"]
    assert rows[0] == {
        "Ärende-id": "HV-2026-101", "Nästa uppföljning": "2026-04-30", "Före periodens slut": "2026-08-20",
        "Senaste uppföljning": "", "Beviljat till": "2026-09-08",
    }  # fmt: skip
    _run(halvvag, cases, "-o", ut, *WORD, *lists)
    assert (ut / "f.ics").read_bytes().decode() == text


def test_long_lines_of_a_calendar_are_folded() -> None:
    """At 75 octets, never through a character."""
    from datetime import date

    dates = batch.Dates(case_id="Å" * 60, until=None, latest=None, due=date(2026, 5, 1), final=None)
    lines = batch.calendar([dates], date(2026, 5, 1)).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert "Å" * 60 in b"\r\n".join(lines).replace(b"\r\n ", b"").decode()


def test_usage_that_makes_no_sense(halvvag: Halvvag, tmp_path: Path) -> None:
    """Is refused before anything is read."""
    table = tmp_path / "rader.csv"
    table.write_text("dokument.arende_id\nT-001\n", "utf-8")
    make_case(tmp_path / "arenden", 101)
    for args in (
        (table, table, "-o", tmp_path / "ut"),
        (table, "-o", tmp_path / "ut", "--into-case"),
        (tmp_path / "arenden", "-o", tmp_path / "ut", "--columns", table),
        (tmp_path / "arenden", "-o", tmp_path / "ut", "--calendar", tmp_path / "x.txt"),
        (tmp_path / "arenden", "-o", tmp_path / "ut", "--month", "maj"),
    ):
        assert _run(halvvag, *args)[0] == 2, args
    assert _run(halvvag, tmp_path / "tomt", "-o", tmp_path / "ut")[0] == 6


def test_a_case_id_that_windows_keeps_for_a_device(halvvag: Halvvag, tmp_path: Path) -> None:
    """Its folder gets another name, so that the output can be copied to any machine."""
    folder = make_case(tmp_path / "arenden", 101)
    for path in folder.glob("0*.yaml"):
        path.write_text(path.read_text("utf-8").replace("HV-2026-101", "COM1"), "utf-8")
    code, out, err = _run(halvvag, folder, "-o", tmp_path / "ut", *WORD)
    made = [
        str(tmp_path / "ut" / name)
        for name in (f"COM1_uppfoljning_{TODAY}_v1_utkast.docx", "_COM1/10-uppfoljning.yaml")
    ]
    assert (code, out.splitlines()) == (0, made), err


def test_another_form_for_every_case(halvvag: Halvvag, tmp_path: Path) -> None:
    """Any form can be drawn up for many cases; the month is about follow-ups alone."""
    make_case(tmp_path / "arenden", 101)
    result = halvvag("batch", "natverksmote", tmp_path / "arenden", "-o", tmp_path / "ut", *WORD, "--today", TODAY)
    assert result.exit_code == 0
    assert (tmp_path / "ut" / "HV-2026-101" / "10-natverksmote.yaml").is_file()


def test_killed_and_resumed_every_case_has_exactly_one(tmp_path: Path) -> None:
    """Thirty cases, two processes, killed twice: whole documents, nothing twice, no names anywhere."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    for number in range(30):
        sample = "B-se-boendestod" if number % 3 == 2 else "A-fi-halvvagshem"
        folder = make_case(cases, number, sample=sample)
        if number in (10, 21):
            change(folder, "03" if number % 3 == 2 else "07", "status: faststalld", "status: påhittad")
    command = [sys.executable, "-m", "halvvag_docs", "batch", "uppfoljning", str(cases), "-o", str(ut), *WORD]
    command += ["--today", TODAY, "--jobs", "2", "--calendar", str(ut / "f.ics"), "--overview", str(ut / "o.xlsx")]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("HALVVAG_")}
    for wanted in (5, 15):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while len(list(ut.glob("*.docx"))) < wanted and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.02)
        process.kill()
        process.wait()
    last = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert last.returncode == 9, last.stderr
    made = sorted(path.name for path in ut.glob("*.docx"))
    assert len(made) == len({name[:11] for name in made}) == 28
    for name in made:
        text = "\n".join(paragraph.text for paragraph in docx.Document(str(ut / name)).paragraphs)
        assert name[:11] in text + "".join(
            p.text for s in docx.Document(str(ut / name)).sections for p in s.header.paragraphs
        )
    assert len(list(ut.glob("*/10-uppfoljning.yaml"))) == 28
    assert not list(ut.rglob(".*.tmp"))
    lines = [json.loads(line) for line in (ut / "batch.jsonl").read_text("utf-8").splitlines() if line[-1:] == "}"]
    done = [line["row"] for line in lines if line.get("state") == "done"]
    assert len(done) == len(set(done)) == 28
    assert [row.cells["Ärende-id"] for row in spreadsheets.read(ut / "fel.xlsx")] == ["HV-2026-010", "HV-2026-021"]
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (again.stdout, again.returncode) == ("", 9)
    told = [path.relative_to(tmp_path).as_posix() for path in ut.rglob("*")]
    told += [last.stdout, last.stderr, (ut / "batch.jsonl").read_text("utf-8")]
    told += [(ut / "f.ics").read_text("utf-8"), str([row.cells for row in spreadsheets.read(ut / "o.xlsx")])]
    told += [str([row.cells for row in spreadsheets.read(ut / "fel.xlsx")])]
    assert [secret for secret in SECRETS for text in told if secret in text] == []


def test_a_form_in_word_has_room_for_every_answer(halvvag: Halvvag, tmp_path: Path) -> None:
    """Own words and assessments stand with empty lines below them; a settled form has none of it."""
    make_case(tmp_path / "arenden", 101)
    _run(halvvag, tmp_path / "arenden", "-o", tmp_path / "ut", *WORD)
    (path,) = (tmp_path / "ut").glob("*.docx")
    found = docx.Document(str(path))
    texts = [paragraph.text for paragraph in found.paragraphs]
    assert [texts.count(f"”\u2002Med egna ord – {one}") for one in ("Hur går det", "kommentar")] == [1, 4]
    first = texts.index("”\u2002Med egna ord – Hur går det")
    assert texts[first + 1] == "\u00a0\n\n"
    assert "Bedömning – samlad bedömning" in texts
    cells = [cell.text for table in found.tables for cell in table._cells]
    assert any("☐\u00a0Helt" in cell for cell in cells)
