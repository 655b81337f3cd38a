from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pdfmaking
import pytest
import signedforms
import smallforms
from commandline import Halvvag
from docx import Document

from halvvag_docs import answers, files, filling, pdfform, word
from halvvag_docs.errors import FileError
from halvvag_docs.forms import builtin_root


def _template(path: Path, *paragraphs: str) -> Path:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def _lines(path: Path, records: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a template of one field."""
    return _template(tmp_path / "brev.docx", "Hej {{ namn }}!")


def test_one_document_for_each_record(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """Running numbers, the paths on stdout, any text as it was."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "Åsa & <Bo> {{ x }}"}, {"namn": "Ánde\nČállin"}])
    result = halvvag("fill", template, data, "-o", tmp_path / "ut")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.split() == [str(tmp_path / "ut" / f"00000{n}.docx") for n in (1, 2)]
    assert "Hej Åsa & <Bo> {{ x }}!" in word.read_text((tmp_path / "ut" / "000001.docx").read_bytes())


def test_out_may_be_a_file_for_one_record(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """A name with the template's suffix is the document itself; for several records it is refused."""
    one = _lines(tmp_path / "d.jsonl", [{"namn": "Åsa"}])
    target = tmp_path / "brev-asa.docx"
    assert halvvag("fill", template, one, "-o", target).stdout == f"{target}\n"
    two = _lines(tmp_path / "e.jsonl", [{"namn": "Åsa"}] * 2)
    result = halvvag("fill", template, two, "-o", tmp_path / "brev-alla.docx")
    assert result.exit_code == 6
    assert "Ange en mapp" in result.stderr
    assert not (tmp_path / "brev-alla.docx").exists()


def test_names_come_from_the_data(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """A pattern takes fields, also of groups, and the running number; unsafe characters are replaced."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "A", "k": {"dnr": "SN/1"}}, {"namn": "B", "k": {"dnr": "CON"}}])
    assert halvvag("fill", template, data, "-o", tmp_path / "ut", "--name", "{nr}-{k.dnr}.docx").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "ut").iterdir()) == ["000001-SN_1.docx", "000002-CON.docx"]
    assert halvvag("fill", template, data, "-o", tmp_path / "ut2", "--name", "{k.dnr}").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "ut2").iterdir()) == ["SN_1.docx", "_CON.docx"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("{dnr}", "samma namn"), ("{saknas}", "«saknas» i --name har inget värde"), ("{grupp}", "«grupp»")],
)
def test_bad_names_are_refused_before_anything_is_written(
    halvvag: Halvvag, template: Path, tmp_path: Path, pattern: str, words: str
) -> None:
    """Two equal names (on any disk), or a name without a value, stop the whole job."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "A", "dnr": "a1", "grupp": {}}, {"namn": "B", "dnr": "A1"}])
    result = halvvag("fill", template, data, "-o", tmp_path / "ut", "--name", pattern)
    assert result.exit_code == 6
    assert words in result.stderr
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize("existing", [(), ("Hemligsson.docx",)])
def test_a_name_made_of_answers_stands_in_no_message(
    halvvag: Halvvag, template: Path, tmp_path: Path, existing: tuple[str, ...]
) -> None:
    """The rows are named instead, both when two would be called the same and when the name is taken."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "Bo"}, {"namn": "Hemligsson"}, {"namn": "Hemligsson"}])
    (tmp_path / "ut").mkdir()
    for name in existing:
        (tmp_path / "ut" / name).touch()
    result = halvvag("fill", template, data, "-o", tmp_path / "ut", "--name", "{namn}")
    assert (result.exit_code, "Hemligsson" in result.stderr) == (6, False)
    assert ("rad 2: filen finns redan" if existing else "rad 2 och rad 3 skulle få samma namn") in result.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_refuses_tells_no_name_made_of_answers(
    halvvag: Halvvag, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """The folder is named, in whatever process."""

    def refuse(target: Path, _content: bytes, **_how: bool) -> Path:
        raise FileError(f"{target}: kan inte skrivas: disken är full.")

    monkeypatch.setattr(files, "write_new", refuse)
    data = _lines(tmp_path / "d.jsonl", [{"namn": "Hemligsson"}, {"namn": "Bo"}])
    result = halvvag("fill", template, data, "-o", tmp_path / "ut", "--name", "{namn}", "--jobs", jobs)
    assert result.exit_code == 6
    assert result.stderr == f"Fel: {tmp_path / 'ut'}: kan inte skrivas: disken är full.\n"


@pytest.mark.parametrize("out", [("n2.docx",), (".", "--name", "n2"), (".", "--name", "{namn}")])
def test_the_template_is_never_written_over(halvvag: Halvvag, tmp_path: Path, out: tuple[str, ...]) -> None:
    """Not even with --force, whichever way its name comes about."""
    template = _template(tmp_path / "n2.docx", "Hej {{ namn }}!")
    before = template.read_bytes()
    data = _lines(tmp_path / "d.jsonl", [{"namn": "N2"}])
    result = halvvag("fill", template, data, "-o", tmp_path / out[0], *out[1:], "--force")
    assert (result.exit_code, "det är mallen själv" in result.stderr) == (6, True)
    assert template.read_bytes() == before


@pytest.mark.parametrize(("taken", "words"), [("signed", "filen är underskriven"), ("folder", "redan en mapp")])
def test_one_bad_target_stops_the_job_before_it_begins(
    halvvag: Halvvag, tmp_path: Path, taken: str, words: str
) -> None:
    """With --force nothing is written over when one of the files cannot be."""
    template = tmp_path / "f.pdf"
    template.write_bytes(signedforms.form())
    data = _lines(tmp_path / "d.jsonl", [{}] * 3)
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "000001.pdf").write_bytes(b"kvar")
    bad = tmp_path / "ut" / "000002.pdf"
    bad.mkdir() if taken == "folder" else bad.write_bytes(b"%PDF-1.7 /ByteRange [0 1 2 3]")
    result = halvvag("fill", template, data, "-o", tmp_path / "ut", "--force")
    assert (result.exit_code, words in result.stderr, "000002.pdf" in result.stderr) == (6, True, True)
    assert (tmp_path / "ut" / "000001.pdf").read_bytes() == b"kvar"
    assert not (tmp_path / "ut" / "000003.pdf").exists()


@pytest.mark.parametrize(("out", "words"), [("brev.pdf", "ska heta .docx, inte .pdf"), ("o8", "Ange en mapp")])
def test_out_that_is_no_place_is_refused(
    halvvag: Halvvag, template: Path, tmp_path: Path, out: str, words: str
) -> None:
    """A name of another kind of document makes no folder; a file is no folder."""
    (tmp_path / "o8").touch()
    result = halvvag("fill", template, _lines(tmp_path / "d.jsonl", [{"namn": "A"}]), "-o", tmp_path / out)
    assert (result.exit_code, words in result.stderr, "--force" in result.stderr) == (6, True, False)
    assert not (tmp_path / "brev.pdf").exists()


def test_names_are_written_as_in_the_documents(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """Yes and no and numbers in Swedish; a data file with a name that Windows keeps gets another."""
    data = tmp_path / "d.json"
    data.write_text('{"namn": "A", "ja": true, "tal": 1.50}', encoding="utf-8")
    result = halvvag("fill", template, data, "-o", tmp_path / "ut", "--name", "{ja}-{tal}")
    assert result.stdout == f"{tmp_path / 'ut' / 'Ja-1,50.docx'}\n"
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "con.json").write_text('{"namn": "A"}', encoding="utf-8")
    (folder / "borta.json").symlink_to(tmp_path / "saknas.json")
    assert (
        halvvag("fill", template, folder, "-o", tmp_path / "ut2").stdout == f"{tmp_path / 'ut2' / '_con.docx'}\n"
    )


def test_broken_data_are_found_before_anything_is_written(
    halvvag: Halvvag, template: Path, tmp_path: Path
) -> None:
    """A bad line at the end of the data leaves no documents of the good ones."""
    data = tmp_path / "d.jsonl"
    data.write_text('{"namn": "A"}\n{"namn": \n', encoding="utf-8")
    result = halvvag("fill", template, data, "-o", tmp_path / "ut")
    assert result.exit_code == 6
    assert "rad 2" in result.stderr
    assert not (tmp_path / "ut").exists()


def test_existing_documents_are_kept(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """A second run needs --force."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "A"}])
    arguments = ("fill", template, data, "-o", tmp_path / "ut")
    assert halvvag(*arguments).exit_code == 0
    first = (tmp_path / "ut" / "000001.docx").read_bytes()
    result = halvvag(*arguments)
    assert result.exit_code == 6
    assert "--force" in result.stderr
    assert halvvag(*arguments, "--force").exit_code == 0
    assert (tmp_path / "ut" / "000001.docx").read_bytes() == first


def test_record_without_a_field_is_named(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """The other records become documents; the run ends with 9 and says which record failed, and where."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "A"}, {"nam": "Hemlig"}, {"namn": "C"}])
    result = halvvag("fill", template, data, "-o", tmp_path / "ut")
    assert result.exit_code == 9
    assert "rad 2" in result.stderr
    assert "namn" in result.stderr
    assert "1 av 3 dokument blev inte gjorda" in result.stderr
    assert "Hemlig" not in result.stderr
    assert sorted(path.name for path in (tmp_path / "ut").iterdir()) == ["000001.docx", "000003.docx"]


def test_single_record_without_a_field_ends_as_a_render_error(
    halvvag: Halvvag, template: Path, tmp_path: Path
) -> None:
    """One document that could not be made is no batch."""
    assert halvvag("fill", template, _lines(tmp_path / "d.jsonl", [{}]), "-o", tmp_path / "ut").exit_code == 5


@pytest.mark.parametrize("text", ["{{ ''.__class__ }}", "{% if %}", "{{ namn"])
def test_bad_template_is_refused(halvvag: Halvvag, tmp_path: Path, text: str) -> None:
    """A template that is wrong, or would reach behind the data, gives no document at all."""
    template = _template(tmp_path / "mall.docx", "Rad ett", text)
    data = _lines(tmp_path / "d.jsonl", [{"namn": "A"}, {"namn": "B"}])
    result = halvvag("fill", template, data, "-o", tmp_path / "ut")
    assert result.exit_code in (3, 5, 9)
    assert "Traceback" not in result.stderr
    assert "mall.docx" in result.stderr
    assert not list((tmp_path / "ut").glob("*")) if (tmp_path / "ut").exists() else True


def test_other_templates_are_refused(halvvag: Halvvag, tmp_path: Path) -> None:
    """Only Word and PDF are templates; a missing template is named."""
    data = _lines(tmp_path / "d.jsonl", [{"namn": "A"}])
    (tmp_path / "a.odt").touch()
    result = halvvag("fill", tmp_path / "a.odt", data, "-o", tmp_path / "ut")
    assert (result.exit_code, "en .docx eller en .pdf" in result.stderr) == (3, True)
    result = halvvag("fill", tmp_path / "saknas.docx", data, "-o", tmp_path / "ut")
    assert (result.exit_code, "finns inte" in result.stderr) == (6, True)


def test_several_processes_make_the_same_documents(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """The same bytes in the same order, and a failing record is told where it stands."""
    data = [{"namn": f"Åsa {number}"} for number in range(230)]
    lines = _lines(tmp_path / "d.jsonl", [*data[:117], {"fel": "x"}, *data[117:]])
    results = []
    for jobs in (1, 2):
        result = halvvag("fill", template, lines, "-o", tmp_path / str(jobs), "--jobs", jobs)
        assert result.exit_code == 9
        assert "rad 118" in result.stderr
        results.append([Path(line).name for line in result.stdout.split()])
    assert results[0] == results[1]
    assert len(results[0]) == 230
    assert all((tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes() for name in results[0])


def test_large_data_are_read_again(
    halvvag: Halvvag, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data that are too many to be kept in memory give the same documents."""
    monkeypatch.setattr(filling, "_KEPT", 10)
    lines = _lines(tmp_path / "d.jsonl", [{"namn": "A"}, {"namn": "B"}])
    assert filling.prepare(filling.Job(template=template, data=lines, out=tmp_path / "x")).kept is None
    assert len(halvvag("fill", template, lines, "-o", tmp_path / "ut").stdout.split()) == 2


def test_folder_of_data_gives_its_names(halvvag: Halvvag, template: Path, tmp_path: Path) -> None:
    """Each document is called as its data file."""
    folder = tmp_path / "data"
    folder.mkdir()
    for stem in ("anna", "bo"):
        (folder / f"{stem}.json").write_text(f'{{"namn": "{stem}"}}', encoding="utf-8")
    halvvag("fill", template, folder, "-o", tmp_path / "ut")
    assert sorted(path.name for path in (tmp_path / "ut").iterdir()) == ["anna.docx", "bo.docx"]


def test_a_form_may_check_the_records_first(
    halvvag: Halvvag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record with faults becomes no document, and each is told, without a value; the others are made."""
    monkeypatch.setattr(filling, "_SHARED", 1)
    template = _template(tmp_path / "kort.docx", "Ärende {{ dokument.arende_id }}, {{ klient.efternamn }}")
    sample = builtin_root() / "samples" / "A-fi-halvvagshem" / "09-krisplan.yaml"
    good = answers.parse(sample.read_text("utf-8"), document="x").data
    bad = json.loads(json.dumps(good))
    bad["klient"] |= {"efternamn": "Ö" * 300, "hittepa": "hemligt"}
    data = _lines(tmp_path / "d.jsonl", [good, bad])
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        settings = ("--form", "krisplan", "--today", "2026-11-22", "--jobs", jobs)
        result = halvvag("fill", template, data, "-o", out, *settings)
        assert (result.exit_code, [path.name for path in out.iterdir()]) == (9, ["000001.docx"])
        assert "Fel: rad 2: «Efternamn»: texten är 300 tecken" in result.stderr
        assert "Fel: rad 2: Fältet «hittepa» under «Person» finns inte" in result.stderr
        assert "hemligt" not in result.stderr
    one = _lines(tmp_path / "e.jsonl", [bad])
    assert halvvag("fill", template, one, "-o", tmp_path / "x", "--form", "krisplan").exit_code == 4
    unknown = halvvag("fill", template, data, "-o", tmp_path / "y", "--form", "hittepa")
    assert (unknown.exit_code, (tmp_path / "y").exists()) == (3, False)
    assert "Välj ett av: ansokan" in unknown.stderr


@pytest.mark.parametrize(("said", "shown"), [("nej", "Nej ☐ EJ"), ("Ja", "Ja ☒ JA"), ("", "☐ EJ")])
def test_a_form_tells_which_words_are_yes_and_no(halvvag: Halvvag, tmp_path: Path, said: str, shown: str) -> None:
    """In a group, and in the rows of a list; all other answers reach the template as they stand."""
    schema = smallforms.SCHEMA.replace("sidor: {type: integer", "sidor: {type: boolean")
    smallforms.write_form(tmp_path, schema=schema)
    tags = "{{ X|janej }} {{ X|kryss }} {% if X %}JA{% else %}EJ{% endif %}"
    rows = "{% for r in brev.rader %}" + tags.replace("X", "r.sidor") + "{% endfor %}"
    template = _template(tmp_path / "k.docx", tags.replace("X", "brev.ja"), "{{ brev.pris }}", rows)
    text = smallforms.answers_text(status="utkast").replace("ja: false", f"ja: {said!r}")
    text = text.replace("sidor: 2", f"sidor: {said!r}").replace("    - {namn: Bild}\n", "")
    (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
    form = ("--form", "brev", "--root", tmp_path, "--today", "2026-11-22")
    result = halvvag("fill", template, tmp_path / "d.yaml", "-o", tmp_path / "ut.docx", *form)
    assert (result.exit_code, result.stderr) == (0, "")
    printed = word.read_text((tmp_path / "ut.docx").read_bytes()).split("\n")
    assert [line.strip() for line in printed if line] == [shown, "8,50", shown]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_ends_the_run(
    halvvag: Halvvag, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """What cannot be written ends the run with a message, in whatever process; what is there is whole."""
    write = files.write_new

    def write_some(target: Path, content: bytes, *, force: bool = False) -> Path:
        if target.stem > "000100":
            raise FileError(f"{target}: kan inte skrivas: disken är full.")
        return write(target, content, force=force)

    monkeypatch.setattr(files, "write_new", write_some)
    lines = _lines(tmp_path / "d.jsonl", [{"namn": f"Åsa {number}"} for number in range(230)])
    result = halvvag("fill", template, lines, "-o", tmp_path / "ut", "--jobs", jobs)
    assert (result.exit_code, "disken är full" in result.stderr) == (6, True)
    assert {path.name for path in (tmp_path / "ut").iterdir()} == {f"{one:06}.docx" for one in range(1, 101)}


def test_a_killed_worker_ends_the_run(
    halvvag: Halvvag, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the system kills a process, the run says so instead of failing with a traceback."""
    monkeypatch.setattr(filling, "_write", lambda *_: os._exit(1))
    lines = _lines(tmp_path / "d.jsonl", [{"namn": f"Åsa {number}"} for number in range(230)])
    result = halvvag("fill", template, lines, "-o", tmp_path / "ut", "--jobs", 2)
    assert (result.exit_code, "Kör igen med --force och utan --jobs." in result.stderr) == (5, True)


def test_a_killed_run_leaves_nobody_behind(template: Path, tmp_path: Path) -> None:
    """Its other processes, which hold answers, end with it."""
    lines = _lines(tmp_path / "d.jsonl", [{"namn": f"Åsa {number}"} for number in range(20_000)])
    words = ("fill", template, lines, "-o", tmp_path / "ut", "--jobs", 2)
    command = [sys.executable, "-m", "halvvag_docs", *map(str, words)]
    reading, writing = os.pipe()  # whoever of them lives holds its end open
    run = subprocess.Popen(command, pass_fds=(writing,), stdout=subprocess.DEVNULL)
    os.close(writing)
    until = time.monotonic() + 30
    while not list((tmp_path / "ut").glob("*.docx")) and time.monotonic() < until:
        time.sleep(0.05)
    run.kill()
    assert run.wait() == -signal.SIGKILL
    ended, _, _ = select.select([reading], [], [], 20)
    os.close(reading)
    assert ended


def _filled(halvvag: Halvvag, tmp_path: Path, content: bytes, data: object) -> tuple[int, str, dict[str, object]]:
    """Fill a PDF with one record; return the exit code, what was told and the values."""
    (tmp_path / "f.pdf").write_bytes(content)
    (tmp_path / "d.json").write_text(json.dumps(data), encoding="utf-8")
    out = tmp_path / "ut.pdf"
    result = halvvag("fill", tmp_path / "f.pdf", tmp_path / "d.json", "-o", out, "--force")
    return result.exit_code, result.stderr, dict(pdfform.read(out.read_bytes())) if result.exit_code == 0 else {}


def test_a_name_with_dots_and_a_group_are_not_one_value(halvvag: Halvvag, tmp_path: Path) -> None:
    """Which of two values a field gets is not for chance to decide."""
    both = {"a.b": "hemlig", "a": {"b": "y"}}
    code, told, _ = _filled(halvvag, tmp_path, pdfmaking.form(pdfmaking.text_field("a.b")), both)
    assert (code, "Fältet a.b står två gånger" in told, "hemlig" in told) == (5, True, False)


def test_a_hidden_field_is_told_when_it_gets_a_value(halvvag: Halvvag, tmp_path: Path) -> None:
    """Its value is in the file, and on no page."""
    content = pdfmaking.form(
        pdfmaking.text_field("a"), pdfmaking.text_field("b", tip="Bo").replace("/F 4", "/F 2")
    )
    assert _filled(halvvag, tmp_path, content, {"a": "x", "b": ""})[:2] == (0, "")
    told = "OBS: Fältet «Bo» (b) är dolt i formuläret: svaret finns i filen men syns inte.\n"
    assert _filled(halvvag, tmp_path, content, {"a": "x", "b": "y"}) == (0, told, {"a": "x", "b": "y"})


def test_answers_in_a_template_are_told(halvvag: Halvvag, tmp_path: Path) -> None:
    """The fields are named, not the answers; what the form came with, or nobody can change, is its own."""
    fields = (
        pdfmaking.text_field("ort", tip="Ort", more="/V(Malax)"),
        pdfmaking.text_field("land", more="/V(Finland)/DV(Finland)"),
        pdfmaking.text_field("fast", more="/V(Blankett 7)", flags=1),
        pdfmaking.text_field("namn"),
        pdfmaking.button("ja", ("Ja",)),
    )
    code, told, values = _filled(halvvag, tmp_path, pdfmaking.form(*fields), {"namn": "Bo"})
    assert (code, values["ort"], values["namn"]) == (0, "Malax", "Bo")
    assert told.startswith("OBS: Mallen har redan svar i «Ort». De kommer med")
    assert (told.count("«"), "Malax" in told) == (1, False)


def test_a_filled_document_is_no_template(halvvag: Halvvag, tmp_path: Path) -> None:
    """The answers of one person, and the sheet they went on to, would follow to the next."""
    content = pdfmaking.form(pdfmaking.text_field("namn"), pdfmaking.text_field("ort"))
    assert _filled(halvvag, tmp_path, content, {"namn": "Bo", "ort": "Malax"})[0] == 0
    code, told, _ = _filled(halvvag, tmp_path, (tmp_path / "ut.pdf").read_bytes(), {"namn": "Åsa"})
    assert (code, "f.pdf: mallen är ett dokument som programmet redan har fyllt i" in told) == (6, True)


def test_numbers_are_printed_as_in_word(halvvag: Halvvag, tmp_path: Path) -> None:
    """With a decimal comma in a text; in a choice a number is one of its codes."""
    combo = pdfmaking.text_field("val", flags=pdfmaking.COMBO, more="/Opt[(1.5)(2)]").replace("/FT/Tx", "/FT/Ch")
    (tmp_path / "f.pdf").write_bytes(pdfmaking.form(pdfmaking.text_field("tal"), combo))
    (tmp_path / "d.json").write_text('{"tal": 1.50, "val": 1.5}', encoding="utf-8")
    assert halvvag("fill", tmp_path / "f.pdf", tmp_path / "d.json", "-o", tmp_path / "ut.pdf").exit_code == 0
    assert pdfform.read((tmp_path / "ut.pdf").read_bytes()) == {"tal": "1,50", "val": "1.5"}


def test_a_file_that_is_no_form_is_named(halvvag: Halvvag, tmp_path: Path) -> None:
    """The message says which file."""
    code, told, _ = _filled(halvvag, tmp_path, b"Hej", {})
    assert (code, "f.pdf: Filen är ingen PDF." in told) == (6, True)
