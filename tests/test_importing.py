"""A form that went out comes back filled in: values are read as if they had been typed, and tampering is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pdfiumforms
import pytest
from casefiles import SAMPLES
from commandline import Halvvag
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from sharecases import TODAY, altered, thawed

from halvvag_docs import answers, casework, documents, importing, pdfform
from halvvag_docs.casework import CheckedCase
from halvvag_docs.errors import FileError

FORM = "11-uppfoljning-slut"
TYPED: dict[str, str] = {
    "uppfoljning.mina_ord.hur_gar_det": "Bättre än väntat: «nästan» bra – 50 % & mer.\nOch ŋ đ ž.",
    "uppfoljning.mal.0.klientens_kommentar": "Jag ringde själv.",
    "uppfoljning.mal.0.bedomning": "Målet är nått.\nVi går vidare.",
    "uppfoljning.nasta_uppfoljning": "14.12.2026",
    "uppfoljning.samlad_bedomning": "Ett nytt omdöme.",
}


def _as_draft(values: dict[str, Any]) -> None:
    values["dokument"]["status"] = "utkast"
    values["dokument"].pop("faststalld_datum", None)
    for name in ("hur_gar_det", "bra", "mindre_bra", "onskemal"):
        values["uppfoljning"]["mina_ord"].pop(name, None)
    values["uppfoljning"].pop("samlad_bedomning", None)
    for goal in values["uppfoljning"]["mal"]:
        for name in ("uppfyllt", "klientens_kommentar", "bedomning", "nasta_steg"):
            goal.pop(name, None)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> CheckedCase:
    """Return the Finnish case with a follow-up that is still to be filled in."""
    folder = tmp_path_factory.mktemp("arende")
    for path in (SAMPLES / "A-fi-halvvagshem").glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    target = folder / f"{FORM}.yaml"
    data = thawed(answers.parse(target.read_text("utf-8"), document=FORM).data)
    _as_draft(data)
    target.write_text(answers.dump(data), encoding="utf-8")
    return casework.read_cases([folder], today=TODAY)[0]


@pytest.fixture(scope="module")
def sent(case: CheckedCase) -> bytes:
    """Return the form as it goes out."""
    return _rendered(case)


def _rendered(case: CheckedCase) -> bytes:
    source = next(one for one in case.asked if one.document == FORM)
    assert source.form is not None
    assert source.answers is not None
    return documents.render(source.form, source.answers, format="pdf", unit=case.unit, draft=True).content


def _by_pypdf(content: bytes, values: dict[str, str], states: dict[str, str]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    every = values | {name: f"/{state}" for name, state in states.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, every, auto_regenerate=False)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


STATES = {
    "uppfoljning.mal.0.uppfyllt": "helt",
    "uppfoljning.mal.1.uppfyllt": "delvis",
    "uppfoljning.mal.0.nasta_steg": "avsluta",
}


@pytest.mark.parametrize("fill", [_by_pypdf, pdfiumforms.filled], ids=["pypdf", "PDFium"])
def test_what_was_filled_in_comes_back(fill: Callable[..., bytes], case: CheckedCase, sent: bytes) -> None:
    """Every value is there, in its place and with its kind; nothing else is new."""
    receipt = importing.receive(fill(sent, TYPED, STATES), case, today=TODAY)
    assert [fault.message for fault in receipt.faults] == []
    found = {one.path: one.after for one in receipt.changes}
    assert found == {
        "uppfoljning.mina_ord.hur_gar_det": TYPED["uppfoljning.mina_ord.hur_gar_det"],
        "uppfoljning.mal[0].klientens_kommentar": "Jag ringde själv.",
        "uppfoljning.mal[0].bedomning": "Målet är nått.\nVi går vidare.",
        "uppfoljning.mal[0].uppfyllt": "helt",
        "uppfoljning.mal[0].nasta_steg": "avsluta",
        "uppfoljning.mal[1].uppfyllt": "delvis",
        "uppfoljning.nasta_uppfoljning": "14.12.2026",
        "uppfoljning.samlad_bedomning": "Ett nytt omdöme.",
    }
    assert all(one.fits for one in receipt.changes)


def test_unchanged_form_brings_nothing(case: CheckedCase, sent: bytes) -> None:
    """A form that came back as it went, even rewritten by another program, has nothing new in it."""
    for content in (sent, _by_pypdf(sent, {}, {})):
        receipt = importing.receive(content, case, today=TODAY)
        assert (receipt.changes, receipt.faults, receipt.left_out) == ((), (), ())


def test_accepted_answers_are_the_next_version(case: CheckedCase, sent: bytes) -> None:
    """What is accepted stands in a draft of the next version with its origin; the rest is as it was."""
    receipt = importing.receive(_by_pypdf(sent, TYPED, STATES), case, today=TODAY)
    chosen = {one.number for one in receipt.changes if "mal[0]" in one.path}
    text = importing.accepted(receipt, chosen, today=TODAY, version=2)
    data: Any = answers.parse(text, document=FORM).data
    assert (data["dokument"]["version"], data["dokument"]["status"]) == ("2", "utkast")
    assert data["uppfoljning"]["mal"][0]["bedomning"] == "Målet är nått.\nVi går vidare."
    assert "uppfyllt" not in data["uppfoljning"]["mal"][1]
    origins = {row["path"]: row["falt"] for row in data["ursprung"]}
    assert origins["uppfoljning.mal[0].uppfyllt"] == "import"


def test_answers_that_do_not_fit_are_told_as_if_typed(case: CheckedCase, sent: bytes) -> None:
    """A date that is none, said in the words of the check; it cannot be accepted, the others can."""
    wrong = {"uppfoljning.nasta_uppfoljning": "i vår", "uppfoljning.samlad_bedomning": "Bra."}
    receipt = importing.receive(_by_pypdf(sent, wrong, {}), case, today=TODAY)
    bad = next(one for one in receipt.changes if not one.fits)
    assert bad.path == "uppfoljning.nasta_uppfoljning"
    assert "skriv datumet som ÅÅÅÅ-MM-DD" in bad.problems[0]
    with pytest.raises(FileError, match="går inte att ta emot"):
        importing.accepted(receipt, {bad.number}, today=TODAY, version=2)
    assert importing.accepted(receipt, {3 - bad.number}, today=TODAY, version=2)


def test_answer_changed_here_meanwhile_is_pointed_out(case: CheckedCase, sent: bytes) -> None:
    """Where both sides wrote, a person has to choose."""
    returned = _by_pypdf(sent, {"uppfoljning.samlad_bedomning": "Bra."}, {})
    later = altered(case, FORM, lambda values: values["uppfoljning"].update(samlad_bedomning="Annat."))
    (change,) = importing.receive(returned, later, today=TODAY).changes
    assert change.meanwhile


# --- damaged, foreign and manipulated files


def _rewritten(content: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _field(writer: PdfWriter, name: str) -> DictionaryObject:
    """Return the field with a full name."""

    def full(one: Any) -> str:
        above = f"{full(one['/Parent'].get_object())}." if "/Parent" in one else ""
        return f"{above}{one['/T']}" if "/T" in one else above.rstrip(".")

    for page in writer.pages:
        for reference in page.get("/Annots", ()):
            widget = reference.get_object()
            if full(widget) == name:
                return widget if "/T" in widget else widget["/Parent"].get_object()  # type: ignore[no-any-return]
    raise LookupError(name)


def _set(name: str, key: str, value: Any) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        _field(writer, name)[NameObject(key)] = value

    return change


def _private(change: Callable[[DictionaryObject], None]) -> Callable[[PdfWriter], None]:
    def run(writer: PdfWriter) -> None:
        change(writer.root_object["/PieceInfo"][pdfform.PIECE]["/Private"])  # type: ignore[index]

    return run


def _told(key: str, text: str) -> Callable[[PdfWriter], None]:
    return _private(lambda private: private.update({NameObject(key): TextStringObject(text)}))


def _drop_fields(writer: PdfWriter) -> None:
    del writer.root_object["/AcroForm"]


def _drop_piece(writer: PdfWriter) -> None:
    del writer.root_object["/PieceInfo"]


def _add_script(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    writer.root_object[NameObject("/OpenAction")] = action


def _add_field(writer: PdfWriter) -> None:
    page = writer.pages[0]
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("nytt"),
            NameObject("/V"): TextStringObject("x"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (10, 10, 90, 30)]),
        }
    )
    reference = writer._add_object(field)
    page["/Annots"].append(reference)  # type: ignore[attr-defined]
    writer.root_object["/AcroForm"]["/Fields"].append(reference)  # type: ignore[index]


def _add_page(writer: PdfWriter) -> None:
    writer.add_blank_page(595, 842)


def _encrypted(writer: PdfWriter) -> None:
    writer.encrypt("hemligt", algorithm="AES-256")


SAFE_NAME = "uppfoljning.samlad_bedomning"
REFUSED: dict[str, Callable[[PdfWriter], None]] = {
    "no fields": _drop_fields,
    "no mark": _drop_piece,
    "encrypted": _encrypted,
    "another document": _told("/document", "00000000-0000-4000-8000-000000000000"),
    "no document": _told("/document", ""),
    "older version": _told("/version", "0"),
    "newer version": _told("/version", "7"),
    "version is no number": _told("/version", "ett"),
    "another form": _told("/form", "krisplan"),
    "another template": _told("/template", "0" * 64),
    "fields forgotten": _told("/fields", ""),
}
REPORTED: dict[str, Callable[[PdfWriter], None]] = {
    "page added": _add_page,
    "script added": _add_script,
    "field added": _add_field,
    "field renamed": _set(SAFE_NAME, "/T", TextStringObject("annat")),
    "field locked and changed": lambda writer: (
        _set(SAFE_NAME, "/Ff", NumberObject(4097))(writer),
        _set(SAFE_NAME, "/V", TextStringObject("x"))(writer),
    )[0],
    "locked document changed": lambda writer: (
        _told("/locked", "1")(writer),
        _set(SAFE_NAME, "/V", TextStringObject("x"))(writer),
    )[0],
    "digest changed": _told("/fields", f"{SAFE_NAME} 00000000\nfinns.inte 00000000"),
}
CHANGED: dict[str, Callable[[PdfWriter], None]] = {
    "number for text": _set(SAFE_NAME, "/V", NumberObject(7)),
    "yes for text": _set(SAFE_NAME, "/V", BooleanObject(True)),
    "list for text": _set(SAFE_NAME, "/V", ArrayObject([TextStringObject("a")])),
    "dictionary for text": _set(SAFE_NAME, "/V", DictionaryObject()),
    "state that does not exist": _set("uppfoljning.mal.0.uppfyllt", "/V", NameObject("/kanske")),
    "very long text": _set(SAFE_NAME, "/V", TextStringObject("x" * 60_000)),
    "control characters": _set(SAFE_NAME, "/V", TextStringObject("a\x00b\x1bc")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_file_is_refused(name: str, case: CheckedCase, sent: bytes) -> None:
    """What is no form of this case's document as it stands is refused in Swedish."""
    with pytest.raises(FileError):
        importing.receive(_rewritten(sent, REFUSED[name]), case, today=TODAY)


@pytest.mark.parametrize("name", REPORTED)
def test_manipulated_file_is_told_of(name: str, case: CheckedCase, sent: bytes) -> None:
    """What filling in does not explain is said, and what was locked is not taken over."""
    receipt = importing.receive(_rewritten(sent, REPORTED[name]), case, today=TODAY)
    assert receipt.faults
    assert not any(one.after == "x" for one in receipt.changes)


@pytest.mark.parametrize("name", CHANGED)
def test_strange_value_never_crashes(name: str, case: CheckedCase, sent: bytes) -> None:
    """A value of another kind is read as text or as nothing, and judged."""
    receipt = importing.receive(_rewritten(sent, CHANGED[name]), case, today=TODAY)
    assert all(one.fits or one.problems for one in receipt.changes)


@pytest.mark.parametrize(
    "content",
    [b"", b"inte pdf", b"%PDF-1.7\n%%EOF", b"PK\x03\x04" + bytes(50)],
    ids=["empty", "text", "only a head", "zip"],
)
def test_foreign_file_is_refused(content: bytes, case: CheckedCase) -> None:
    """Whatever is given: a Swedish message, never a crash."""
    with pytest.raises(FileError):
        importing.receive(content, case, today=TODAY)


@pytest.mark.parametrize("place", range(6))
def test_damaged_file_is_refused_or_told_of(place: int, case: CheckedCase, sent: bytes) -> None:
    """Cut off, or with bytes overwritten anywhere: refused, or compared, never a crash."""
    start = len(sent) * (place + 1) // 7
    for content in (sent[:start], sent[:start] + b"\x00" * 400 + sent[start + 400 :]):
        with suppress(FileError):
            importing.receive(content, case, today=TODAY)


# --- the command


def test_import_command_writes_a_version_beside(
    halvvag: Halvvag, case: CheckedCase, sent: bytes, tmp_path: Path
) -> None:
    """Looking writes nothing; accepting writes the next version; the file of the document stays as it is."""
    (tmp_path / "svar.pdf").write_bytes(_by_pypdf(sent, {SAFE_NAME: "Bra."}, {}))
    before = {path: path.read_bytes() for path in case.folder.iterdir()}
    arguments = ("import", tmp_path / "svar.pdf", "--case", case.folder, "--today", TODAY)
    result = halvvag(*arguments, "--accept", "none")
    assert result.exit_code == 0
    assert "nu:    Bra." in result.stdout
    assert {path: path.read_bytes() for path in case.folder.iterdir()} == before
    assert halvvag(*arguments, input="n\n").exit_code == 0
    assert {path: path.read_bytes() for path in case.folder.iterdir()} == before
    result = halvvag(*arguments, "--accept", "all")
    assert result.exit_code == 0, result.output
    made = case.folder / f"{FORM}-v2.yaml"
    assert str(made) in result.stdout
    made.unlink()
    assert {path: path.read_bytes() for path in case.folder.iterdir()} == before


def test_import_command_does_not_accept_all_of_a_manipulated_file(
    halvvag: Halvvag, case: CheckedCase, sent: bytes, tmp_path: Path
) -> None:
    """With a page more, all at once is refused; one at a time is possible."""
    content = _rewritten(_by_pypdf(sent, {SAFE_NAME: "Bra."}, {}), REPORTED["page added"])
    (tmp_path / "svar.pdf").write_bytes(content)
    arguments = ("import", tmp_path / "svar.pdf", "--case", case.folder, "--today", TODAY)
    result = halvvag(*arguments, "--accept", "all")
    assert (result.exit_code, "sidor" in result.stderr) == (4, True)
    assert not (case.folder / f"{FORM}-v2.yaml").exists()


@pytest.mark.parametrize(
    ("typed", "written"), [("ja\n", True), ("j\n", True), ("kanske\nnej\n", False), ("\n", False)]
)
def test_import_command_asks_in_swedish(
    halvvag: Halvvag, case: CheckedCase, sent: bytes, tmp_path: Path, typed: str, *, written: bool
) -> None:
    """Each answer is taken with «ja» or «j»; what is neither yes nor no is asked again."""
    (tmp_path / "svar.pdf").write_bytes(_by_pypdf(sent, {SAFE_NAME: "Bra."}, {}))
    result = halvvag("import", tmp_path / "svar.pdf", "--case", case.folder, "--today", TODAY, input=typed)
    made = case.folder / f"{FORM}-v2.yaml"
    assert (result.exit_code, made.exists()) == (0, written)
    made.unlink(missing_ok=True)
    assert "Ta emot 1? (ja/nej) [nej]" in result.stderr
    assert ("svara ja eller nej" in result.stderr) == ("kanske" in typed)


def test_import_command_shows_places_and_choices_as_staff_know_them(
    halvvag: Halvvag, case: CheckedCase, sent: bytes, tmp_path: Path
) -> None:
    """Section, label and row instead of a path; the words of a choice instead of its code."""
    (tmp_path / "svar.pdf").write_bytes(_by_pypdf(sent, {}, STATES))
    arguments = ("import", tmp_path / "svar.pdf", "--case", case.folder, "--today", TODAY, "--accept", "none")
    shown = halvvag(*arguments).stdout
    assert "mal[0]" not in shown
    assert "(mål 1)" in shown
    assert "› «" in shown
    assert "avsluta\n" not in shown


def test_import_command_says_that_a_form_is_taken_in_once(
    halvvag: Halvvag, case: CheckedCase, sent: bytes, tmp_path: Path
) -> None:
    """The second time the document has a newer version: who took in a part is told where the rest goes."""
    (tmp_path / "svar.pdf").write_bytes(_by_pypdf(sent, {SAFE_NAME: "Bra."}, STATES))
    arguments = ("import", tmp_path / "svar.pdf", "--case", case.folder, "--today", TODAY)
    assert halvvag(*arguments, input="ja\nnej\nnej\nnej\n").exit_code == 0
    again = halvvag(*arguments, input="nej\nja\n")
    (case.folder / f"{FORM}-v2.yaml").unlink()
    assert again.exit_code == 6
    assert "Har du redan tagit emot svar ur den? För då in resten för hand i version 2." in again.stderr
