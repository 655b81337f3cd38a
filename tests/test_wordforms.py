"""A Word form with content controls goes out and comes back: every value is read, and tampering is told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from commandline import Halvvag
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from filledwords import AFTER, FORMS, TYPED, changed, controls, filled, sent, source_of, tick, write
from sharecases import TODAY, checked

from halvvag_docs import answers, documents, importing, sharing, word
from halvvag_docs.errors import FileError
from halvvag_docs.importing import Receipt

ONE = "uppfoljning.samlad_bedomning"


def _received(name: str, content: bytes) -> Receipt:
    return importing.receive(content, source_of(name)[0], today=TODAY)


@pytest.mark.parametrize("name", FORMS)
def test_what_was_filled_in_comes_back(name: str) -> None:
    """Every value is there, in its place and as typed; nothing else is new and nothing is wrong."""
    receipt = _received(name, filled(sent(name), TYPED[name]))
    assert [fault.message for fault in receipt.faults] == []
    assert {one.path: one.after for one in receipt.changes} == {
        path: AFTER.get(path, text) for path, text in TYPED[name].items()
    }
    assert [one.problems for one in receipt.changes] == [()] * len(receipt.changes)
    text = importing.accepted(receipt, {one.number for one in receipt.changes}, today=TODAY, version=2)
    assert answers.parse(text, document=name).data["dokument"]["version"] == "2"  # type: ignore[call-overload,index]


@pytest.mark.parametrize("name", FORMS)
def test_unchanged_form_brings_nothing(name: str) -> None:
    """As it went, also saved by another program."""
    for content in (sent(name), changed(sent(name), lambda _: None)):
        receipt = _received(name, content)
        assert (receipt.changes, receipt.faults, receipt.left_out) == ((), (), ())


def test_every_sample_is_a_form_with_its_controls() -> None:
    """All forms: boxes, lists and dates are real, every other text is protected."""
    kinds: set[str] = set()
    for folder in set(FORMS.values()):
        case = checked(folder)
        for source in case.asked:
            assert source.form is not None
            assert source.answers is not None
            if ".docx" not in source.form.templates:
                continue
            content = documents.render(
                source.form, source.answers, format="docx", unit=case.unit, draft=True, fillable=True
            ).content
            read = word.read_filled(content)
            assert read.values, source.document
            assert all(len(tag) <= 64 for tag in read.values)
            for name, text in word.read_parts(content).items():
                assert not any("\ue0f0" <= one <= "\ue0f4" for one in text), name
            root = Document(io.BytesIO(content))
            assert root.settings.element.find(qn("w:documentProtection")).get(qn("w:edit")) == "forms"
            kinds |= {one.tag.rpartition("}")[2] for about in root.element.iter(qn("w:sdtPr")) for one in about}
    assert {"checkbox", "dropDownList", "date", "text", "lock", "alias", "tag"} <= kinds


def test_equal_answers_give_equal_bytes() -> None:
    """Made twice, the form is the same file."""
    first = sent("09-krisplan")
    sent.cache_clear()
    assert sent("09-krisplan") == first


def test_protection_stands_where_the_schema_has_it() -> None:
    """Word refuses settings in the wrong order: before the tab stop, after the zoom."""
    settings = Document(io.BytesIO(sent("09-krisplan"))).settings.element
    names = [one.tag.rpartition("}")[2] for one in settings]
    assert names.index("zoom") < names.index("documentProtection") < names.index("defaultTabStop")


IN_ORDER = {
    "w:sdtPr": "rPr alias tag id lock showingPlcHdr dropDownList date text checkbox",
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u "
    "vertAlign lang",
}
"""Source: ISO/IEC 29500-1, A.1 (CT_SdtPr, EG_RPrBase)."""


@pytest.mark.parametrize("name", FORMS)
def test_properties_of_controls_and_runs_stand_in_order(name: str) -> None:
    """Word calls a file damaged in which they do not; every control has its own number."""
    root = Document(io.BytesIO(sent(name))).element
    for holder, order in IN_ORDER.items():
        known = order.split()
        for one in root.iter(qn(holder)):
            places = [known.index(child.tag.rpartition("}")[2]) for child in one]
            assert places == sorted(places)
    numbers = [one.get(qn("w:val")) for about in root.iter(qn("w:sdtPr")) for one in about.iter(qn("w:id"))]
    assert len(set(numbers)) == len(numbers) > 50


def test_properties_tell_no_name() -> None:
    """What the form tells of itself is ids and digests: no answer, no person."""
    facts = word.read_filled(sent("09-krisplan")).facts
    told = "\n".join(facts.values())
    assert "Linnea" not in told
    assert "Lönedag" not in told
    assert facts["form"] == "krisplan"


def test_answer_left_out_for_a_recipient_is_no_control() -> None:
    """In an excerpt what is withheld has no place to fill in, no digest and no name in the file."""
    case = sharing.for_profile(checked("A-fi-halvvagshem"), "natverk", None)
    for source in case.asked:
        if source.form is None or source.answers is None or source.excerpt is None:
            continue
        content = documents.render(
            source.form,
            source.answers,
            format="docx",
            unit=case.unit,
            draft=True,
            fillable=True,
            excerpt=source.excerpt,
        ).content
        read = word.read_filled(content)
        lines = read.facts["controls"].splitlines() if read.facts else []
        paths = {_schema_path(line) for line in lines}
        assert not paths & set(source.excerpt.withheld), source.document
        assert "answers_sha256" not in read.facts


def _schema_path(line: str) -> str:
    """Return the schema path that a line of the facts is about."""
    return re.sub(r"\[\d+\]", "[]", line.split("\t")[3])


def test_answer_that_does_not_fit_is_told_as_if_typed() -> None:
    """The words of the check; and an answer cleared is an answer gone."""
    content = filled(sent("10-uppfoljning-maj"), {"uppfoljning.nasta_uppfoljning": "i vår", ONE: ""})
    receipt = _received("10-uppfoljning-maj", content)
    found = {one.path: one for one in receipt.changes}
    assert "skriv datumet som ÅÅÅÅ-MM-DD" in found["uppfoljning.nasta_uppfoljning"].problems[0]
    assert found[ONE].after == ""


def _left_hint(text: str) -> Callable[[Any], None]:
    """Write over the hint as a program does that leaves its mark in place."""

    def change(document: Any) -> None:
        (control,) = controls(document, "uppfoljning.tester.atgard")
        assert control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None
        next(control.iter(qn("w:t"))).text = text

    return change


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Klicka eller tryck här för att ange text.", None),
        ("Click or tap here to enter text.", None),
        ("Tryck ringdes upp igen.", "Tryck ringdes upp igen."),
    ],
)
def test_hint_of_word_is_no_answer(text: str, after: str | None) -> None:
    """Word shows its own hint in an emptied control; what somebody wrote is never taken for one."""
    content = changed(sent("10-uppfoljning-maj"), _left_hint(text))
    receipt = _received("10-uppfoljning-maj", content)
    assert {one.after for one in receipt.changes} == ({after} if after else set())


def test_several_paragraphs_are_one_answer() -> None:
    """Enter in a control makes Word put it around whole paragraphs."""

    def change(document: Any) -> None:
        (control,) = controls(document, ONE)
        write(control, "Första stycket.")
        paragraph = control.getparent()
        inside = control.find(qn("w:sdtContent"))
        paragraph.addprevious(control)
        for run in list(inside):
            paragraph.append(run)
        inside.append(paragraph)
        inside.append(deepcopy(paragraph))

    receipt = _received("10-uppfoljning-maj", changed(sent("10-uppfoljning-maj"), change))
    assert receipt.faults == ()
    assert [one.after for one in receipt.changes] == ["Första stycket.\nFörsta stycket."]


# --- manipulated files


def _put(tag: str, *texts: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for control, text in zip(controls(document, tag), texts, strict=False):
            write(control, text)

    return change


def _remove(document: Any) -> None:
    (control,) = controls(document, ONE)
    control.getparent().remove(control)


def _retag(document: Any) -> None:
    (control,) = controls(document, ONE)
    control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").set(qn("w:val"), "annat\x85namn")


def _both(document: Any) -> None:
    for one in ("ja", "nej"):
        tick(controls(document, f"uppfoljning.forandrat_behov.{one}")[0], on=True)


def _twice(document: Any) -> None:
    (control,) = controls(document, ONE)
    other = deepcopy(control)
    control.addnext(other)
    write(control, "Det ena.")
    write(other, "Det andra.")


def _fixed(document: Any) -> None:
    run = next(run for one in document.paragraphs for run in one.runs if run.text.strip())
    run.text = "Något annat"


def _picture(document: Any) -> None:
    run = document.paragraphs[0].runs[0]._element
    run.append(run.makeelement(qn("w:drawing")))


def _tracked(document: Any) -> None:
    run = document.paragraphs[0].runs[0]._element
    inserted = run.makeelement(qn("w:ins"))
    run.addprevious(inserted)
    inserted.append(run)


def _hidden(document: Any) -> None:
    """Put fixed text into a control without a tag."""
    run = next(run for one in document.paragraphs for run in one.runs if run.text.strip())._element
    run.addprevious(
        parse_xml(
            '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtPr/>'
            "<w:sdtContent><w:r><w:t>Ny mening</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )


REPORTED: dict[str, Callable[[Any], object]] = {
    "control removed": _remove,
    "control renamed": _retag,
    "yes and no": _both,
    "copied control that says something else": _twice,
    "fixed text changed": _fixed,
    "paragraph added": lambda document: document.add_paragraph("Ny mening"),
    "paragraph removed": lambda document: (
        document.paragraphs[0]._element.getparent().remove(document.paragraphs[0]._element)
    ),
    "picture added": _picture,
    "tracked change": _tracked,
    "text in a control without a tag": _hidden,
    "header changed": lambda document: document.sections[0].header.add_paragraph("Ny mening"),
    "comment": lambda document: document.add_comment(document.paragraphs[0].runs[0], text="Obs"),
}


@pytest.mark.parametrize("name", REPORTED)
def test_manipulated_file_is_told_of(name: str) -> None:
    """What filling in does not explain is said in Swedish; no value of the file is in the message."""
    content = changed(sent("10-uppfoljning-maj"), REPORTED[name])
    receipt = _received("10-uppfoljning-maj", content)
    assert receipt.faults
    assert not any("mening" in one.message or "Något annat" in one.message for one in receipt.faults)
    assert receipt.changes == ()


def _rezipped(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _in(member: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        assert old in members[member]
        members[member] = members[member].replace(old, new)

    return change


REFUSED: dict[str, Callable[[dict[str, bytes]], object]] = {
    "macros": lambda members: members.update({"word/vbaProject.bin": b"x"}),
    "macro-enabled": _in("[Content_Types].xml", b"document.main+xml", b"document.macroEnabled.main+xml"),
    "facts gone": lambda members: members.pop("docProps/custom.xml"),
    "facts garbled": _in("docProps/custom.xml", b"lpwstr>e", b"lpwstr>!"),
    "document gone": lambda members: members.pop("word/document.xml"),
    "document is no XML": lambda members: members.update({"word/document.xml": b"<w:document"}),
    "document type": lambda members: members.update(
        {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    ),
    "fetched picture": lambda members: members.update(
        {
            "word/_rels/document.xml.rels": members["word/_rels/document.xml.rels"].replace(
                b"</Relationships>",
                b'<Relationship Id="r9" Type="http://x/image" Target="http://x/" TargetMode="External"/>'
                b"</Relationships>",
            )
        }
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_file_is_refused(name: str) -> None:
    """A file with macros, or that tells nothing of itself, is refused."""
    with pytest.raises(FileError):
        _received("10-uppfoljning-maj", _rezipped(sent("10-uppfoljning-maj"), REFUSED[name]))


def test_form_of_another_document_is_refused() -> None:
    """Of another case, of a version that is not the newest, and an ordinary Word document."""
    with pytest.raises(FileError, match="inte till något dokument i det här ärendet"):
        importing.receive(sent("09-krisplan"), checked("B-se-boendestod"), today=TODAY)
    case, source = source_of("09-krisplan")
    assert source.form is not None
    assert source.answers is not None
    plain = documents.render(source.form, source.answers, format="docx", unit=case.unit)
    assert "_blankett" not in plain.name
    assert b"custom.xml" not in plain.content
    with pytest.raises(FileError, match="säger inte vilket dokument"):
        _received("09-krisplan", plain.content)


@pytest.mark.parametrize("place", range(6))
def test_damaged_file_is_refused_or_told_of(place: int) -> None:
    """Cut off, or with bytes overwritten anywhere: refused, or compared, never a crash."""
    content = sent("10-uppfoljning-maj")
    start = len(content) * (place + 1) // 7
    for damaged in (content[:start], content[:start] + bytes(40) + content[start + 40 :]):
        with suppress(FileError):
            _received("10-uppfoljning-maj", damaged)


def test_commands_make_and_take_a_word_form(halvvag: Halvvag, tmp_path: Path) -> None:
    """From the command line: out, filled in, back; the case is as it was until an answer is accepted."""
    folder = tmp_path / "arende"
    folder.mkdir()
    for path in checked("B-se-boendestod").folder.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    before = {path: path.read_bytes() for path in folder.iterdir()}
    document = folder / "10-uppfoljning-maj.yaml"
    made = halvvag("render", document, "-o", tmp_path / "ut", "--format", "docx", "--fillable", "--today", TODAY)
    assert made.exit_code == 0, made.output
    (form,) = (tmp_path / "ut").iterdir()
    form.write_bytes(filled(form.read_bytes(), {ONE: "Bra."}))
    arguments = ("import", form, "--case", folder, "--today", TODAY)
    result = halvvag(*arguments, "--accept", "none")
    assert result.exit_code == 0, result.output
    assert "nu:    Bra." in result.stdout
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert halvvag(*arguments, "--accept", "all").exit_code == 0
    assert "Bra." in (folder / "10-uppfoljning-maj-v2.yaml").read_text("utf-8")
    assert all(path.read_bytes() == content for path, content in before.items())
