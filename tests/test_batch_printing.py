"""``halvvag batch --merge``: one PDF to print, of everything that the run and the runs before it have made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from batchcases import SECRETS, TODAY, change, make_case
from commandline import Halvvag
from pypdf import PdfReader

from halvvag_docs import pdfform

PDF = ("--format", "pdf", "--today", TODAY)


def _run(halvvag: Halvvag, *args: object) -> tuple[int, str, str]:
    result = halvvag("batch", "uppfoljning", *args, *PDF)
    return result.exit_code, result.stdout, result.stderr


def _bookmarks(path: Path) -> list[str]:
    outline: Any = PdfReader(path).outline
    return [one["/Title"] for one in outline if not isinstance(one, list)]


def test_all_forms_stand_in_one_file(halvvag: Halvvag, tmp_path: Path) -> None:
    """Also those of an earlier run; bookmarks and properties tell the case id and nothing else."""
    cases, ut, whole = tmp_path / "arenden", tmp_path / "ut", tmp_path / "utskrift" / "alla.pdf"
    make_case(cases, 101)
    assert _run(halvvag, cases, "-o", ut)[0] == 0
    make_case(cases, 102, sample="B-se-boendestod")
    code, out, err = _run(halvvag, cases, "-o", ut, "--merge", whole)
    assert (code, [Path(line).name[:11] for line in out.splitlines()]) == (0, ["BS-2026-102", "10-uppfoljn"])
    made = sorted(ut.glob("*.pdf"))
    pages = [len(PdfReader(path).pages) for path in made]
    assert f"{whole}  2 dokument, {sum(number + number % 2 for number in pages)} sidor" in err
    reader: Any = PdfReader(whole)
    assert _bookmarks(whole) == ["BS-2026-102", "HV-2026-101"]
    fields = {
        f"{path.name[:11]}.{name}": v for path in made for name, v in pdfform.read(path.read_bytes()).items()
    }
    assert pdfform.read(whole.read_bytes()) == fields
    assert reader.metadata is not None
    assert reader.metadata["/Title"] == "Uppföljning 2026-05"
    told = str(reader.outline) + str(reader.metadata) + str(reader.xmp_metadata.stream.get_data())
    assert not any(secret in told for secret in SECRETS)
    assert whole.stat().st_mode & 0o077 == 0
    before = whole.read_bytes()
    assert _run(halvvag, cases, "-o", ut, "--merge", whole)[0] == 0
    assert whole.read_bytes() == before
    _run(halvvag, cases, "-o", ut, "--merge", whole, "--single-sided")
    assert len(PdfReader(whole).pages) == sum(pages)


def test_a_form_filled_by_hand_is_not_printed_unseen(halvvag: Halvvag, tmp_path: Path) -> None:
    """It is named, and the others are printed; so is one that has been filed meanwhile."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    for number in (101, 102):
        make_case(cases, number)
    _run(halvvag, cases, "-o", ut, "--into-case")
    (path,) = ut.glob("HV-2026-101*.pdf")
    path.write_bytes(path.read_bytes() + b"\n")
    code, _, err = _run(halvvag, cases, "-o", ut, "--into-case", "--merge", ut / "alla.pdf")
    assert code == 9
    assert f"{path.name} har ändrats sedan den skrevs och är inte med i utskriften." in err
    assert _bookmarks(ut / "alla.pdf") == ["HV-2026-102"]


def test_a_case_that_may_get_no_form_any_more_is_not_printed(halvvag: Halvvag, tmp_path: Path) -> None:
    """A protected identity stops the print of a form that was made before it was known."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    change_later = make_case(cases, 101)
    _run(halvvag, cases, "-o", ut)
    change(change_later, "08", "skyddade_uppgifter: false", "skyddade_uppgifter: true")
    code, _, err = _run(halvvag, cases, "-o", ut, "--merge", ut / "alla.pdf")
    assert (code, (ut / "alla.pdf").exists()) == (0, False)
    assert f"Inget att slå ihop i {ut / 'alla.pdf'}." in err


def test_rows_are_printed_too(halvvag: Halvvag, tmp_path: Path) -> None:
    """A document for each row of a table; two of one case have names of their own."""
    rows = tmp_path / "rader.csv"
    rows.write_text("dokument.arende_id,klient.fornamn\nT-001,Ett\nT-001,Två\n", "utf-8")
    result = halvvag("batch", "samtycke", rows, "-o", tmp_path / "ut", *PDF, "--merge", tmp_path / "alla.pdf")
    assert result.exit_code == 0, result.stderr
    found = pdfform.read((tmp_path / "alla.pdf").read_bytes())
    assert {name.partition(".")[0] for name in found} == {"T-001", "T-001-2"}
    assert _bookmarks(tmp_path / "alla.pdf") == ["T-001"]


def test_merge_that_makes_no_sense(halvvag: Halvvag, tmp_path: Path) -> None:
    """Without PDF, into another kind of file, or over one of the documents: refused."""
    cases, ut = tmp_path / "arenden", tmp_path / "ut"
    make_case(cases, 101)
    word = halvvag("batch", "uppfoljning", cases, "-o", ut, "--format", "docx", "--merge", ut / "alla.pdf")
    assert (word.exit_code, "--merge behöver PDF." in word.stderr) == (2, True)
    assert _run(halvvag, cases, "-o", ut, "--merge", ut / "alla.docx")[0] == 2
    own = ut / f"HV-2026-101_uppfoljning_{TODAY}_v1_utkast.pdf"
    code, _, err = _run(halvvag, cases, "-o", ut, "--merge", own)
    assert (code, "filen är ett av dokumenten." in err) == (9, True)
    assert _bookmarks(own) != ["HV-2026-101"]
