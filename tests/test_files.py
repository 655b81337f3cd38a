from __future__ import annotations

import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from halvvag_docs import files
from halvvag_docs.errors import FileError


def test_text_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    """A file saved by Notepad reads as its text alone."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfnamn: \xc3\x85sa\n")
    assert files.read_text(path) == "namn: Åsa\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfen\x00a\x00", "UTF-16"),
        (b"PK\x03\x04\x00\x00", "ingen textfil"),
        (b"a: b\nnamn: \xc5sa\n", "rad 2 är inte UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_in_swedish(tmp_path: Path, content: bytes, words: str) -> None:
    """Another encoding or a binary file is named as what it is."""
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(FileError, match=words):
        files.read_text(path)


def test_missing_file_folder_and_large_file_are_refused(tmp_path: Path) -> None:
    """Each has a sentence that says what to do or what is wrong."""
    with pytest.raises(FileError, match=r"saknas\.yaml: finns inte"):
        files.read_text(tmp_path / "saknas.yaml")
    with pytest.raises(FileError, match="är en mapp"):
        files.read_text(tmp_path)
    (tmp_path / "stor").write_bytes(b"x" * 100)
    with pytest.raises(FileError, match="för stor"):
        files.read_bytes(tmp_path / "stor", limit=99)


def test_device_is_refused() -> None:
    """Reading never waits for a pipe or a device."""
    with pytest.raises(FileError, match="ingen vanlig fil"):
        files.read_bytes(Path(os.devnull))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    """A file without permission is named."""
    path = tmp_path / "a.yaml"
    path.touch(mode=0)
    with pytest.raises(FileError, match="får du inte öppna"):
        files.read_text(path)


def test_lines_come_one_by_one_with_their_numbers(tmp_path: Path) -> None:
    """Line ends stay; a bad line is named by its number; a line may not be endless."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}\n{}\n")
    assert list(files.read_lines(path)) == [(1, "{}\n"), (2, "{}\n")]
    path.write_bytes(b"{}\n\xff\n")
    with pytest.raises(FileError, match="rad 2"):
        list(files.read_lines(path))
    path.write_bytes(b"x" * 20)
    with pytest.raises(FileError, match="för lång"):
        list(files.read_lines(path, limit=10))


def test_new_file_is_whole_and_the_owners_alone(tmp_path: Path) -> None:
    """Nothing but the file is left in the folder, with mode 0600."""
    target = files.write_new(tmp_path / "a.docx", b"abc")
    assert target.read_bytes() == b"abc"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    """Without force the old file stays as it was."""
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    with pytest.raises(FileError, match="finns redan"):
        files.write_new(target, b"new")
    assert target.read_bytes() == b"old"
    files.write_new(target, b"new", force=True)
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_failing_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of the writing gives a sentence and no file."""

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="disken är full"):
        files.write_new(tmp_path / "a.docx", b"abc", force=True)
    assert list(tmp_path.iterdir()) == []


def test_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT has no hard links; the file is renamed instead, still never over another."""

    def no_links(_self: Path, _target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    files.write_new(tmp_path / "a.docx", b"abc")
    with pytest.raises(FileError, match="finns redan"):
        files.write_new(tmp_path / "a.docx", b"abc")
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_several_files_are_written_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last file cannot get its name, the first disappears again."""
    targets = [(tmp_path / "ut" / "a", b"1"), (tmp_path / "ut" / "b", b"2")]
    real = Path.hardlink_to

    def refuse(self: Path, target: Path) -> None:
        if self.name == "b":
            raise FileExistsError(17, "File exists")
        real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "hardlink_to", refuse)
        with pytest.raises(FileError, match="finns redan"):
            files.write_all(targets)
    assert list((tmp_path / "ut").iterdir()) == []
    files.write_all(targets)
    assert sorted(path.name for path in (tmp_path / "ut").iterdir()) == ["a", "b"]


def test_targets_are_checked_all_at_once(tmp_path: Path) -> None:
    """Names that some disk takes for one, folders and existing files are all named."""
    (tmp_path / "finns").touch()
    (tmp_path / "mapp").mkdir()
    names = ["finns", "mapp", "Å.docx", "a\u030a.docx"]
    with pytest.raises(FileError) as caught:
        files.check_targets([tmp_path / name for name in names])
    message = str(caught.value)
    assert "finns: filen finns redan" in message
    assert "mapp: det finns redan en mapp" in message
    assert "två dokument skulle få samma namn" in message
    files.check_targets([tmp_path / "finns"], force=True)


def test_folders_are_the_owners_alone(tmp_path: Path) -> None:
    """Folders that are made on the way have mode 0700; a file in the way is named."""
    files.make_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    (tmp_path / "fil").touch()
    with pytest.raises(FileError, match="fil"):
        files.make_folder(tmp_path / "fil" / "b")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SN-2026-000001", "SN-2026-000001"),
        ("a/b\\c:d*e", "a_b_c_d_e"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("lpt\u00b9", "_lpt\u00b9"),
        ("A\u030asa. ", "Åsa"),
        ("namn\u202egnp.docx", "namn_gnp.docx"),
        ("rad\nrad", "rad_rad"),
    ],
)
def test_names_suit_every_system(text: str, name: str) -> None:
    """Folder signs, device names, odd endings and hidden direction marks go."""
    assert files.safe_name(text) == name


def test_names_have_a_length_and_a_content() -> None:
    """A long name is cut between characters; an empty one is refused."""
    assert len(files.safe_name("å" * 500).encode()) <= 180
    with pytest.raises(FileError, match="tomt"):
        files.safe_name(" . ")


def test_only_visible_files_are_listed(tmp_path: Path) -> None:
    """Hidden files, Word's lock files and folders are passed over; suffixes in any case count."""
    for name in ("b.yaml", "A.YAML", ".c.yaml", "~d.yaml", "e.txt"):
        (tmp_path / name).touch()
    (tmp_path / "f.yaml").mkdir()
    assert [path.name for path in files.list_files(tmp_path, (".yaml",))] == ["A.YAML", "b.yaml"]
    with pytest.raises(FileError, match="finns inte"):
        files.list_files(tmp_path / "saknas", (".yaml",))


def test_a_line_is_added_after_one_that_was_torn(tmp_path: Path) -> None:
    """What a killed program left without its end spoils no later line; the file is its owner's alone."""
    path = tmp_path / "journal"
    files.append_line(path, "one")
    path.write_text("one\ntw", "utf-8")
    files.append_line(path, "three")
    assert path.read_text("utf-8") == "one\ntw\nthree\n"
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileError, match="mappen"):
        files.append_line(tmp_path / "none" / "journal", "x")


def test_a_line_is_whole_or_told(tmp_path: Path) -> None:
    """A disk that takes the beginning of a line is asked for the rest, and says that it is full."""
    path = tmp_path / "journal"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, before[1]))
    try:
        with pytest.raises(FileError, match="går inte att skriva"):
            files.append_line(path, "0123456789")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_file_is_no_place_for_a_folder(tmp_path: Path) -> None:
    """Nobody is advised to use a force that would not help."""
    (tmp_path / "fil").touch()
    with pytest.raises(FileError, match=r"fil: är ingen mapp\."):
        files.make_folder(tmp_path / "fil")


def test_only_what_is_half_written_is_cleared(tmp_path: Path) -> None:
    """A file with a name of its own is never touched."""
    for name in (".0123456789abcdef.tmp", ".mine.tmp", "a.tmp"):
        (tmp_path / name).write_text("x", "utf-8")
    files.clear_unfinished(tmp_path)
    files.clear_unfinished(tmp_path / "none")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".mine.tmp", "a.tmp"]
