"""``halvvag batch`` over a table: one document for each row, faults to be corrected in Excel."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from batchcases import SECRETS, TODAY
from commandline import Halvvag
from openpyxl import Workbook

from halvvag_docs import batch, spreadsheets, yamltext
from halvvag_docs.batch.columns import nested, read_columns
from halvvag_docs.batch.tables import read_rows
from halvvag_docs.batch.workers import crew
from halvvag_docs.errors import FileError, MissingProgramError
from halvvag_docs.forms import builtin_root, load_form
from halvvag_docs.spreadsheets import Sheet

WORD = ("--format", "docx")


def _sample() -> dict[str, str]:
    """Return the answers of a consent, by path; the program sets what is about the document itself."""
    path = builtin_root() / "samples" / "A-fi-halvvagshem" / "02-samtycke-information.yaml"
    data, _ = yamltext.read(path.read_text("utf-8"), lambda *_: pytest.fail("no YAML"))
    assert isinstance(data, dict)
    found: dict[str, str] = {}

    def walk(value: Any, at: str) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, f"{at}.{name}".lstrip("."))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, inner in enumerate(value):
                walk(inner, f"{at}[{place}]")
        else:
            found[at] = "\n".join(value) if isinstance(value, list) else value

    walk(data, "")
    own = ("dokument.typ", "dokument.id", "dokument.version", "dokument.status", "dokument.datum")
    head = (*own, "dokument.faststalld_datum", "dokument.bygger_pa", "underskrifter", "sandlista")
    return {path: text for path, text in found.items() if not path.startswith(head)}


def _rows(*changes: dict[str, str]) -> list[dict[str, str]]:
    """Return a row for each group of changes, with a case id of its own."""
    return [
        _sample() | {"dokument.arende_id": f"HV-2026-{number:03}"} | one for number, one in enumerate(changes, 1)
    ]


def _excel(path: Path, rows: list[dict[str, str]]) -> Path:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in columns] for row in rows]
    path.write_bytes(spreadsheets.write(Sheet(title="Rader", columns=columns, rows=cells)))
    return path


def _run(halvvag: Halvvag, *args: object) -> tuple[int, list[str], str]:
    result = halvvag("batch", "samtycke", *args, "--today", TODAY)
    return result.exit_code, [Path(line).name for line in result.stdout.splitlines()], result.stderr


def test_a_document_for_each_row(halvvag: Halvvag, tmp_path: Path) -> None:
    """Named by case and day; labels stand for codes; the second time nothing is made."""
    table = _excel(tmp_path / "rader.xlsx", _rows({}, {"klient.kontaktsprak": "svenska"}))
    code, made, err = _run(halvvag, table, "-o", tmp_path / "ut", *WORD)
    assert (code, made, err) == (
        0, [f"HV-2026-00{n}_samtycke_{TODAY}_v1_utkast.docx" for n in (1, 2)], "2 rader. Skrivna: 2.\n",
    )  # fmt: skip
    assert _run(halvvag, table, "-o", tmp_path / "ut", *WORD)[1:] == ([], "2 rader. Fanns redan: 2.\n")
    text = [cell.text for t in docx.Document(str(tmp_path / "ut" / made[1])).tables for cell in t._cells]
    assert any("Linnea" in cell for cell in text)


def test_failing_rows_are_corrected_in_excel_and_fed_back(halvvag: Halvvag, tmp_path: Path) -> None:
    """Each fault stands beside its cell; the corrected rows are made, the others are left alone."""
    rows = _rows(
        {},
        {"klient.id_nummer": "140587-9185"},
        {"dokument.arende_id": "fel id", "klient.fornamn": "=1+1"},
        {"samtycke.fran": "i går"},
        {},
    )
    rows.append(dict(rows[0]))
    table = _excel(tmp_path / "rader.xlsx", rows)
    code, made, err = _run(halvvag, table, "-o", tmp_path / "ut", *WORD)
    assert (code, [name[:11] for name in made]) == (9, ["HV-2026-001", "HV-2026-005"])
    assert "6 rader. Skrivna: 2, fel: 4." in err
    assert "Raden är likadan som en tidigare rad." in err
    faults = list(spreadsheets.read(tmp_path / "ut" / "fel.xlsx"))
    assert [row.cells["Fel: rad"] for row in faults] == ["rad 3", "rad 4", "rad 5", "rad 7"]
    names = list(faults[0].cells)
    for column, place in (("klient.id_nummer", 0), ("dokument.arende_id", 1), ("samtycke.fran", 2)):
        assert names[names.index(column) + 1] == f"Fel: {column}"
        assert faults[place].cells[f"Fel: {column}"]
    assert faults[1].cells["klient.fornamn"] == "=1+1", "a text stays a text"
    assert faults[3].cells["Fel: raden"] == "Raden är likadan som en tidigare rad."
    assert not [name for name in made for secret in SECRETS if secret in name]
    journal = (tmp_path / "ut" / "batch.jsonl").read_text("utf-8")
    assert not [secret for secret in SECRETS if secret in journal or secret in err]

    corrected = [dict(row.cells) for row in faults[:3]]
    corrected[0]["klient.id_nummer"] = "140587-9184"
    corrected[1] |= {"dokument.arende_id": "HV-2026-003", "klient.fornamn": "Linnea"}
    corrected[2]["samtycke.fran"] = "2026-03-01"
    again = _excel(tmp_path / "ut" / "fel.xlsx", corrected)
    code, made, _ = _run(halvvag, again, "-o", tmp_path / "ut", *WORD)
    assert (code, [name[:11] for name in made]) == (0, [f"HV-2026-00{n}" for n in (2, 3, 4)])
    assert len(list((tmp_path / "ut").glob("*.docx"))) == 5
    code, made, err = _run(halvvag, table, "-o", tmp_path / "ut", *WORD)
    assert (code, made) == (9, [])
    assert (tmp_path / "ut" / "fel-2.xlsx").is_file(), "the corrected table is kept"


def test_dry_run_of_a_table(halvvag: Halvvag, tmp_path: Path) -> None:
    """All rows are judged, nothing is written."""
    table = _excel(tmp_path / "rader.xlsx", _rows({}, {"klient.id_nummer": "140587-9185"}))
    code, made, err = _run(halvvag, table, "-o", tmp_path / "ut", "--dry-run", *WORD)
    assert (code, made) == (9, [f"HV-2026-001_samtycke_{TODAY}_v1_utkast.docx  skrivs"])
    assert "rad 3" in err
    assert not (tmp_path / "ut").exists()


def test_a_day_stands_in_the_name_as_in_all_others(halvvag: Halvvag, tmp_path: Path) -> None:
    """However the table writes it."""
    rows = _rows({"dokument.datum": "5.3.2026"}, {"dokument.datum": "2026-3-6"})
    made = _run(halvvag, _excel(tmp_path / "t.xlsx", rows), "-o", tmp_path / "ut", *WORD)[1]
    assert [name[21:31] for name in made] == ["2026-03-05", "2026-03-06"]


def test_a_formula_that_fails_is_no_empty_answer(halvvag: Halvvag, tmp_path: Path) -> None:
    """Its row becomes no document; beside the cell stands what to do. A column without use may hold it."""
    columns = ["Anm.", *_sample()]
    book = Workbook()
    page: Any = book.active
    for at, texts in enumerate([columns, *(["x", *row.values()] for row in _rows({}, {}, {}))], 3):
        for place, text in enumerate(texts, 2):
            page.cell(at, place).value = text
    for at, name in ((4, "klient.hemkommun"), (6, "Anm.")):
        cell = page.cell(at, columns.index(name) + 2)
        cell.value, cell.data_type = "#N/A", "e"
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "k.yaml").write_text("kolumner: {Anm.: ''}", "utf-8")
    command = (tmp_path / "t.xlsx", "-o", tmp_path / "ut", "--columns", tmp_path / "k.yaml", *WORD)
    code, made, err = _run(halvvag, *command)
    assert (code, [name[:11] for name in made]) == (9, ["HV-2026-002", "HV-2026-003"]), err
    assert "  rad 4  HV-2026-001  «" in err
    assert "kommun»: cellens formel ger ett fel." in err
    (row,) = spreadsheets.read(tmp_path / "ut" / "fel.xlsx")
    assert row.cells["klient.hemkommun"] == spreadsheets.ERROR
    assert "skriv svaret i cellen" in row.cells["Fel: klient.hemkommun"]


def test_rows_of_one_name_are_told_apart(halvvag: Halvvag, tmp_path: Path) -> None:
    """In one run, and over several."""
    same = {"dokument.arende_id": "HV-2026-001"}
    rows = _rows(same, same | {"klient.telefon": "+46701740612"}, same | {"klient.telefon": "+46701740613"})
    out = tmp_path / "ut"
    first = _run(halvvag, _excel(tmp_path / "a.xlsx", rows[:2]), "-o", out, *WORD)[1]
    assert len(set(first)) == 2
    second = _run(halvvag, _excel(tmp_path / "b.xlsx", rows), "-o", out, *WORD)
    assert (second[0], len(second[1])) == (0, 1)
    assert len(list(out.glob("*.docx"))) == 3
    alone = _run(halvvag, _excel(tmp_path / "c.xlsx", _rows({}, {})[1:]), "-o", out, *WORD)[1]
    assert alone == [f"HV-2026-002_samtycke_{TODAY}_v1_utkast.docx"]


def test_other_kinds_of_tables(halvvag: Halvvag, tmp_path: Path) -> None:
    """CSV with columns of its own, and JSON Lines with groups and lists."""
    row = _rows({})[0]
    fixed = {name: text for name, text in row.items() if name not in ("dokument.arende_id", "klient.fornamn")}
    settings = tmp_path / "kolumner.yaml"
    columns = {"Ärende": "dokument.arende_id", "Namn": "klient.fornamn", "Annat": ""}
    settings.write_text(yamltext.dump({"kolumner": columns, "fasta": fixed}), "utf-8")
    table = tmp_path / "rader.csv"
    table.write_text("Ärende;Namn;Annat\nHV-2026-011;Linnea;x\nHV-2026-012;Linnea;\n", "utf-8")
    code, made, err = _run(halvvag, table, "-o", tmp_path / "ut", "--columns", settings, *WORD)
    assert (code, len(made), err) == (0, 2, "2 rader. Skrivna: 2.\n")
    lines = tmp_path / "rader.jsonl"
    lines.write_text(json.dumps(nested(load_form("samtycke"), row)) + "\n", "utf-8")
    assert _run(halvvag, lines, "-o", tmp_path / "ut2", *WORD)[:2] == (
        0, [f"HV-2026-001_samtycke_{TODAY}_v1_utkast.docx"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "settings", "message"),
    [
        (["Hittepå"], "", "Kolumnen «Hittepå» hör inte till något svar."),
        (["Namn"], "", "Den kan vara"),
        (["klient.fornamn", "Förnamn"], "", "en annan kolumn är redan samma svar"),
        (["A"], "kolumner: {A: klient.fornam}", "Menade du klient.fornamn?"),
        (["A"], "kolumner: {A: klient.fornamn, B: klient.efternamn}", "kolumnen «B» finns inte i tabellen"),
        (["A"], "kolumner: {A: klient}", "svaret «klient» finns inte"),
        (["A"], "fasta: {klient.x: y}\nkolumner: {A: ''}", "fasta: svaret «klient.x» finns inte"),
        (["A"], "andra: {}", "filen ska ha «kolumner:»"),
        (["A"], "kolumner: {A: [x]}", "ett par på varje rad"),
    ],
)
def test_columns_that_say_nothing_are_refused(
    tmp_path: Path, headings: list[str], settings: str, message: str
) -> None:
    """A column is never left out in silence."""
    path = tmp_path / "kolumner.yaml"
    path.write_text(settings, "utf-8")
    with pytest.raises(FileError, match=message.replace("?", r"\?")):
        read_columns(load_form("samtycke"), headings, path if settings else None)


def test_lists_in_cells() -> None:
    """Rows of a list by their place, items of a plain list by lines or semicolons, labels for codes."""
    form = load_form("krisplan")
    columns = read_columns(form, ["krisplan.kontakter[1].namn", "krisplan.skal", "Fel: x"], None)
    assert list(columns.paths) == ["krisplan.kontakter[1].namn", "krisplan.skal"]
    plain = load_form("ansokan")
    values = read_columns(plain, ["ansokan.stodomraden"], None).values({"ansokan.stodomraden": "Ekonomi; hem"})
    assert nested(plain, values) == {"ansokan": {"stodomraden": ["ekonomi", "hem"]}}
    assert nested(form, columns.values({"krisplan.kontakter[1].namn": "Elsa"})) == {
        "krisplan": {"kontakter": [{}, {"namn": "Elsa"}]}
    }


def test_cells_become_text(tmp_path: Path) -> None:
    """Numbers, dates, times, yes and no as the answers file writes them; empty rows are passed over."""
    from datetime import datetime, time

    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.active
    page.append([])
    page.append(["a", "b", "c", "d", "e", "f"])
    page.append([4, 4.5, date(2026, 5, 1), time(16, 0), True, datetime(2026, 5, 1, 8, 30)])  # noqa: DTZ001  Excel has no zones
    page.append([])
    page.append(["0701", None, None, None, None, None])
    book.save(tmp_path / "x.xlsx")
    found = [(row.number, tuple(row.cells.values())) for row in spreadsheets.read(tmp_path / "x.xlsx")]
    assert found == [
        (3, ("4", "4.5", "2026-05-01", "16:00", "true", "2026-05-01 08:30")),
        (5, ("0701", "", "", "", "", "")),
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "är tomt"),
        ([["a", "", "c"]], "saknar rubrik"),
        ([["a", "a"]], "samma rubrik"),
        ([["a"], ["1", "2"]], "utan rubrik"),
    ],
)
def test_sheets_that_cannot_be_told(tmp_path: Path, rows: list[list[str]], message: str) -> None:
    """Are refused with what is wrong."""
    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.active
    for row in rows:
        page.append(row)
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(FileError, match=message):
        list(spreadsheets.read(tmp_path / "x.xlsx"))
    (tmp_path / "y.ods").write_bytes(b"no sheet")
    with pytest.raises(FileError, match="inget kalkylblad"):
        list(spreadsheets.read(tmp_path / "y.ods"))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, halvvag: Halvvag, tmp_path: Path) -> None:
    """CSV works, the faults are shown, and how to get Excel is said."""
    import sys

    table = _excel(tmp_path / "rader.xlsx", _rows({}))
    for name in ("openpyxl", "python_calamine"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingProgramError, match=r"halvvag-docs\[excel\]"):
        list(spreadsheets.read(table))
    plain = tmp_path / "rader.csv"
    plain.write_text("dokument.arende_id\nfel id\n", "utf-8")
    code, _, err = _run(halvvag, plain, "-o", tmp_path / "ut", *WORD)
    assert (code, "fel.xlsx skrevs inte." in err) == (9, True)


class _Dying(ThreadPoolExecutor):
    """Workers that die at their second task, as when the system kills one."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.taken = getattr(self, "taken", 0) + 1
        if self.taken < 2:
            return super().submit(fn, *args, **kwargs)
        broken: Future[Any] = Future()
        broken.set_exception(BrokenProcessPool("gone"))
        return broken


def _order(tmp_path: Path) -> batch.Order:
    return batch.Order(
        form="samtycke", out=tmp_path / "ut", formats=("docx",), today=date(2026, 5, 20), month=date(2026, 5, 1)
    )


def test_workers_that_die_are_replaced(tmp_path: Path) -> None:
    """Every row is made all the same, in order."""
    table = _excel(tmp_path / "rader.xlsx", _rows({}, {}, {}, {}))
    plan = batch.for_table(_order(tmp_path), table, None, salt="00")
    found = list(batch.run(plan, lambda: _Dying(1), window=3))
    assert [(one.task.case_id, one.state) for one in found] == [
        (f"HV-2026-00{n}", batch.State.MADE) for n in (1, 2, 3, 4)
    ]


class _Dead(ThreadPoolExecutor):
    """Workers that never live."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002
        broken: Future[Any] = Future()
        broken.set_exception(BrokenProcessPool("gone"))
        return broken


class _Mistaken(_Dead):
    """A program with a mistake in it, whose message quotes an answer."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002
        wrong: Future[Any] = Future()
        wrong.set_exception(KeyError("Linnea"))
        return wrong


@pytest.mark.parametrize(
    ("executor", "message"), [(_Dead, "avbröts två gånger"), (_Mistaken, "Ett fel i programmet (KeyError).")]
)
def test_a_row_that_kills_or_confuses_its_worker_fails_alone(
    tmp_path: Path, executor: Callable[[int], Executor], message: str
) -> None:
    """The run goes on; no text of an unknown error is shown."""
    table = _excel(tmp_path / "rader.xlsx", _rows({}, {}))
    plan = batch.for_table(_order(tmp_path), table, None, salt="00")
    found = list(batch.run(plan, lambda: executor(1), window=3))
    assert [one.state for one in found] == [batch.State.FAILED] * 2
    assert all(message in fault.message for one in found for fault in one.faults)


def test_processes_make_the_same(tmp_path: Path) -> None:
    """Two processes, the same bytes as one."""
    table = _excel(tmp_path / "rader.xlsx", _rows({}, {}, {}))
    contents = []
    for jobs in (1, 2):
        order = _order(tmp_path / str(jobs))
        plan = batch.for_table(order, table, None, salt="00")
        assert [one.state for one in batch.run(plan, crew(jobs), window=5)] == [batch.State.MADE] * 3
        contents.append({path.name: path.read_bytes() for path in order.out.glob("*.docx")})
    assert contents[0] == contents[1]


def test_a_journal_of_the_future_is_left_alone(halvvag: Halvvag, tmp_path: Path) -> None:
    """An older program does not know what it says."""
    table = _excel(tmp_path / "rader.xlsx", _rows({}))
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "batch.jsonl").write_text('{"journal": 99, "salt": "x"}\n', "utf-8")
    assert _run(halvvag, table, "-o", tmp_path / "ut", *WORD)[0] == 6


def test_rows_of_json_become_paths(tmp_path: Path) -> None:
    """With the names of groups and the places of lists."""
    path = tmp_path / "stor.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(
            f'{{"dokument": {{"arende_id": "HV-{n:06}"}}, "tal": [1, {{"a": true}}], "koder": ["a", "b"]}}\n'
            for n in range(3)
        )
    found = list(read_rows(path))
    assert found[2] == (
        "rad 3", {"dokument.arende_id": "HV-000002", "tal[0]": "1", "tal[1].a": "true", "koder": "a\nb"},
    )  # fmt: skip


def test_an_item_with_a_semicolon_stays_one(tmp_path: Path) -> None:
    """An item of a list in JSON is one item, whatever stands in it; so is one with a column of its own."""
    form, triggers = load_form("krisplan"), ["Ring; sen svar", "Rad ett\nrad två", "x"]
    path = tmp_path / "t.jsonl"
    answers = {"krisplan": {"triggers": triggers}}
    for data, settings, wanted in (
        (answers, "", answers),
        ({"U": triggers}, "kolumner: {U: krisplan.triggers}", answers),
        ({"U": triggers}, "kolumner: {U: ''}", {}),
    ):
        path.write_text(json.dumps(data), "utf-8")
        (tmp_path / "k.yaml").write_text(settings, "utf-8")
        ((_, cells),) = read_rows(path)
        columns = read_columns(form, cells, tmp_path / "k.yaml" if settings else None)
        assert nested(form, columns.values(cells)) == wanted
    both = {"krisplan.triggers": "a; b", "krisplan.triggers[0]": "c; d"}
    for cells in (both, dict(reversed(both.items()))):
        found = nested(form, read_columns(form, cells, None).values(cells))
        assert sorted(found["krisplan"]["triggers"]) == ["a", "b", "c; d"]


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    """Is read as an Excel sheet is."""
    import zipfile

    def row(*cells: str) -> str:
        inner = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
            for one in cells
        )
        return f"<table:table-row>{inner}</table:table-row>"

    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    rows = row("dokument.arende_id", "klient.fornamn") + row("A-1", "Elsa")
    table = f'<table:table table:name="Blad">{rows}</table:table>'
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as file:
        file.writestr("mimetype", kind)
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        file.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>{table}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    assert list(read_rows(tmp_path / "x.ods")) == [
        ("rad 2", {"dokument.arende_id": "A-1", "klient.fornamn": "Elsa"})
    ]
