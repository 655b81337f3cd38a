"""A Word file is a zip from somebody else: opened with care, written the same way every time."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
import wordfiles

from halvvag_docs import word
from halvvag_docs.errors import FileError, FormError
from halvvag_docs.word import package

RELATION = (
    '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}" TargetMode="External"/></Relationships>'
)


def _with_relation(kind: str, target: str, member: str = "word/_rels/document.xml.rels") -> bytes:
    relation = RELATION.format(kind=kind, target=target).encode()
    return wordfiles.with_member(
        wordfiles.template("x"), member, lambda old: old.replace(b"</Relationships>", relation)
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"hej",
        wordfiles.zipped({"a.txt": b"x"}),
        wordfiles.zipped({"[Content_Types].xml": b"<a/>"}),
    ],
)
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    """Another file, a broken file and an empty file give one clear sentence."""
    with pytest.raises(FileError, match=r"brev\.docx"):
        word.Template(content, name="brev.docx")


def test_a_cut_file_is_refused() -> None:
    """Half a download is no template."""
    with pytest.raises(FileError):
        word.Template(wordfiles.template("x")[:-200])


def test_a_broken_or_declared_part_is_refused() -> None:
    """No entity is ever expanded, and nothing is read that a declaration points at."""
    template = wordfiles.template("x")
    with pytest.raises(FileError, match="skadad"):
        word.Template(wordfiles.with_member(template, "word/document.xml", b"<w:document>"))
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with pytest.raises(FileError):
        word.Template(wordfiles.with_member(template, "word/document.xml", bomb))


def test_too_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip bomb is recognised by what its members claim, before they are unpacked."""
    template = wordfiles.with_member(wordfiles.template("x"), "word/media/a.bin", bytes(3_000_000))
    monkeypatch.setattr(package, "_MAX_MEMBER", 2_000_000)
    with pytest.raises(FileError, match="för stor"):
        word.Template(template)
    monkeypatch.undo()
    monkeypatch.setattr(package, "_MAX_MEMBERS", 3)
    with pytest.raises(FileError, match="för stor"):
        word.Template(template)


def test_bad_member_names_are_refused() -> None:
    """A name that climbs out of the file, or stands twice, is no work of Word."""
    with pytest.raises(FileError, match="skadad"):
        word.Template(wordfiles.with_member(wordfiles.template("x"), "../ut.xml", b"<a/>"))
    target = io.BytesIO(wordfiles.template("x"))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<a/>")
    with pytest.raises(FileError, match="skadad"):
        word.Template(target.getvalue())


def test_macros_are_refused() -> None:
    """A document we make never carries a program."""
    kind = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    template = wordfiles.with_member(
        wordfiles.template("x"),
        "[Content_Types].xml",
        lambda old: old.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", kind
        ),
    )
    with pytest.raises(FormError, match="makron"):
        word.Template(template)
    assert "makron" in word.lint(template, name="m.docx")[0].message


@pytest.mark.parametrize("kind", ["image", "oleObject", "frame", "subDocument", "header"])
def test_content_from_outside_is_refused(kind: str) -> None:
    """Word would fetch it when the document is opened, and tell the other end who did."""
    with pytest.raises(FormError, match="utifrån"):
        word.Template(_with_relation(kind, "https://example.invalid/x"))


def test_links_stay() -> None:
    """A hyperlink waits for a click."""
    content = word.render(_with_relation("hyperlink", "https://example.invalid/x"), {})
    assert b"https://example.invalid/x" in wordfiles.members(content)["word/_rels/document.xml.rels"]


def test_the_tie_to_a_dotx_goes() -> None:
    """A template made in Word names the .dotx it came from: a path on somebody's disk."""
    relation = RELATION.format(kind="attachedTemplate", target="file:///C:/Users/N.N/mall.dotx")
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}'
    tie = f'<w:attachedTemplate xmlns:r="{package.R}" r:id="rIdX"/></w:settings>'.encode()
    content = wordfiles.with_member(
        wordfiles.template("x"), "word/settings.xml", lambda old: old.replace(b"</w:settings>", tie)
    )
    content = wordfiles.with_member(content, "word/_rels/settings.xml.rels", relations.encode())
    members = wordfiles.members(word.render(content, {}))
    assert all(b"mall.dotx" not in member for member in members.values())
    assert b"attachedTemplate" not in members["word/settings.xml"]


def test_a_dotx_becomes_a_document() -> None:
    """Opened in Word, the result is the document itself and not a new copy of a template."""
    template = wordfiles.with_member(
        wordfiles.template("{{ x }}"),
        "[Content_Types].xml",
        lambda old: old.replace(b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml"),
    )
    assert wordfiles.paragraphs(word.render(template, {"x": "å"})) == ["å"]


def test_zip_is_stable() -> None:
    """Fixed dates, content types first, and the other members in the order of the template."""
    template = wordfiles.template("x")
    with zipfile.ZipFile(io.BytesIO(word.render(template, {}))) as archive:
        infos = archive.infolist()
        assert archive.testzip() is None
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert infos[0].filename == "[Content_Types].xml"
    assert sorted(info.filename for info in infos) == sorted(wordfiles.members(template))


def test_untouched_members_are_copied() -> None:
    """Pictures, themes and fonts come through byte for byte."""
    template = wordfiles.with_member(wordfiles.template("x"), "word/media/a.bin", b"\x00\x01bild")
    before, after = wordfiles.members(template), wordfiles.members(word.render(template, {}))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"word/document.xml", "docProps/core.xml", "docProps/app.xml"}


def test_a_file_without_core_properties_gets_them() -> None:
    """The part is added with its relationship and content type."""
    members = wordfiles.members(wordfiles.template("x"))
    del members["docProps/core.xml"]
    for name, element in (("_rels/.rels", b"Relationship"), ("[Content_Types].xml", b"Override")):
        members[name] = re.sub(b"<%s [^>]*core[.-][^>]*>" % element, b"", members[name])
    content = wordfiles.zipped(members)
    made: Any = docx.Document(io.BytesIO(word.render(content, {}, title="Titel")))
    assert made.core_properties.title == "Titel"
