from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from halvvag_docs import records
from halvvag_docs.errors import FileError


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _all(path: Path) -> list[tuple[str, object]]:
    return [(record.place, dict(record.data)) for record in records.read(path)]


def test_json_object_is_one_record(tmp_path: Path) -> None:
    """Numbers keep their digits."""
    path = _write(tmp_path / "a.json", '{"namn": "Åsa & <Bo>", "belopp": 4.50, "ja": true, "tomt": null}')
    assert _all(path) == [("a.json", {"namn": "Åsa & <Bo>", "belopp": Decimal("4.50"), "ja": True, "tomt": None})]
    assert str(next(records.read(path)).data["belopp"]) == "4.50"


def test_json_list_is_many_records(tmp_path: Path) -> None:
    """Each item is named by its number."""
    assert _all(_write(tmp_path / "a.json", '[{"a": "1"}, {"a": "2"}]')) == [
        ("nr 1", {"a": "1"}),
        ("nr 2", {"a": "2"}),
    ]


def test_json_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    """The first record is there although a later line is broken; empty lines do not count."""
    path = _write(tmp_path / "a.jsonl", '{"a": "1"}\n\n{"a": \n')
    found = records.read(path)
    assert next(found).place == "rad 1"
    with pytest.raises(FileError, match="rad 3: det är inte giltig JSON"):
        next(found)


def test_yaml_keeps_text_as_it_was_typed(tmp_path: Path) -> None:
    """Leading zeros, times and «no» stay text; true and false are yes and no, but for quoted ones."""
    path = _write(
        tmp_path / "a.yaml", 'tel: 0701234567\ntid: 12:30\nsvar: no\nfinns: true\nord: "true"\nrader: [a, false]\n'
    )
    assert _all(path) == [
        (
            "a.yaml",
            {
                "tel": "0701234567",
                "tid": "12:30",
                "svar": "no",
                "finns": True,
                "ord": "true",
                "rader": ["a", False],
            },
        )
    ]
    assert len(_all(_write(tmp_path / "b.yml", "- a: 1\n- a: 2\n"))) == 2


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_sniffed_and_grouped(tmp_path: Path, delimiter: str) -> None:
    """The delimiter is the one of the first line; dots make groups; quoted line breaks stay."""
    rows = [["klient.namn", "klient.ort", "text"], ["Åsa", "Åmål", '"två\nrader"']]
    path = _write(tmp_path / "a.csv", "\ufeff" + "".join(delimiter.join(row) + "\r\n" for row in rows))
    assert [record.data for record in records.read(path)] == [
        {"klient": {"namn": "Åsa", "ort": "Åmål"}, "text": "två\nrader"}
    ]


def test_folder_gives_a_record_for_each_file(tmp_path: Path) -> None:
    """In the order of the names, each with the stem of its file."""
    for stem in ("b", "a"):
        _write(tmp_path / f"{stem}.json", f'{{"namn": "{stem}"}}')
    assert [(one.stem, one.data["namn"]) for one in records.read(tmp_path)] == [("a", "a"), ("b", "b")]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "[]", "listan är tom"),
        ("a.json", '{"a": 1, "a": 2}', "två gånger"),
        ("a.json", '{"a": NaN}', "inga tal"),
        ("a.json", '{\n"a": }', "rad 2"),
        ("a.json", '["a"]', "nr 1: här ska stå namn och värden"),
        ("a.json", "[" * 100_000, "för många nivåer"),
        ("a.jsonl", "[1]\n", "rad 1: här ska stå"),
        ("a.yaml", "a: 1\na: 2\n", "två gånger"),
        ("a.yaml", "a:\n\t- b\n", "tabbtecken"),
        ("a.csv", "", "första raden"),
        ("a.csv", "a;;b\n1;2;3\n", "saknar namn"),
        ("a.csv", "a;a\n1;2\n", "samma namn"),
        ("a.csv", "a;a.b\n1;2\n", "både ett fält och en grupp"),
        ("a.csv", "a; a\n1;2\n", "samma namn"),
        ("a.csv", "a; a.b\n1;2\n", "kolumnen «a» är både ett fält och en grupp"),
        ("a.csv", "a;a.b.c\n1;2\n", "kolumnen «a» är både ett fält och en grupp"),
        ("a.csv", "a.b.c;a.b\n1;2\n", "kolumnen «a.b» är både ett fält och en grupp"),
        ("a.csv", "a;b\r1;2\r", "Spara filen på nytt"),
        ("a.json", f'{{"a": {"9" * 5000}}}', "ett tal har för många siffror"),
        ("a.json", '{"a": 1e99999999999999999999}', "ett tal har för många siffror"),
        ("a.jsonl", '{"a": 1e999999999}', "rad 1: ett tal har för många siffror"),
        ("a.csv", "a;b\n1;2\n1\n", "rad 3: 1 värden, men rubrikraden har 2 namn"),
        ("a.csv", 'a;b\n1;"2\n', "rad 2"),
        ("a.xml", "<a/>", "känns inte igen"),
    ],
)
def test_bad_data_are_named_with_their_place(tmp_path: Path, name: str, text: str, words: str) -> None:
    """Every fault is a FileError in Swedish that tells where."""
    path = _write(tmp_path / name, text)
    with pytest.raises(FileError) as caught:
        list(records.read(path))
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_errors_and_repr_hold_no_values(tmp_path: Path) -> None:
    """Data are secret: neither a message nor a repr shows them."""
    path = _write(tmp_path / "a.jsonl", '{"namn": "Hemlig"}\n{"namn": Hemlig}\n')
    found = records.read(path)
    assert "Hemlig" not in repr(next(found))
    with pytest.raises(FileError) as caught:
        next(found)
    assert "Hemlig" not in str(caught.value)


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without data is a slip, not zero documents."""
    with pytest.raises(FileError, match=r"inga \.json-filer"):
        list(records.read(tmp_path))
