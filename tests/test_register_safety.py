"""What a register is for: nothing acknowledged is lost, nothing is readable, nothing is changed unseen."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from killing import survive
from registers import ANNA, BERTIL, PASSPHRASE, new_register, plan, ready, url_of
from sqlalchemy import delete, update

from halvvag_docs.casework import moving
from halvvag_docs.errors import FileError
from halvvag_docs.register import (
    NewerRegisterError,
    Register,
    WrongPassphraseError,
    backup,
    engine,
    open_register,
    restore,
    tables,
)


def test_a_killed_writer_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """200 random writes with five kills in the middle of them: all answers are there, and the log holds."""
    new_register(tmp_path).close()
    survive(url_of(tmp_path), lambda: open_register(url_of(tmp_path), PASSPHRASE), writes=200, rounds=5)


def _names(samples: Path) -> set[bytes]:
    """Return the names in the answers of both cases, as bytes."""
    texts = [path.read_text("utf-8") for path in samples.glob("*/*.yaml")]
    found = {name for text in texts for name in re.findall(r"(?:fornamn|efternamn|namn): \"?([^\n\"]{5,})", text)}
    assert {"Backlund", "Linnea Sofia", "Gun Backlund"} <= found
    return {name.encode() for name in found}


def test_no_name_stands_in_clear(tmp_path: Path, samples: Path) -> None:
    """Not in the file, in what lies beside it while it is open, or in a backup; in a plain file they are seen."""
    names = _names(samples)
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE texts (text)")
    with new_register(tmp_path / "r") as register:
        for folder in ("A-fi-halvvagshem", "B-se-boendestod"):
            package = moving.take_in(register, samples / folder, actor=ANNA)
            plain.executemany("INSERT INTO texts VALUES (?)", [(one.text,) for one in package.entries])
        plain.commit()
        plain.close()
        backup(register, tmp_path / "kopia.db", PASSPHRASE)
        open_files = {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    assert {"register.db", "register.db-wal"} <= set(open_files)
    assert len(open_files["register.db-wal"]) > 10_000
    secret = [
        *open_files.values(),
        (tmp_path / "kopia.db").read_bytes(),
        (tmp_path / "r" / "register.db").read_bytes(),
    ]
    assert [name for name in names for content in secret if name in content] == []
    in_clear = (tmp_path / "plain.db").read_bytes()
    assert len([name for name in names if name in in_clear]) > len(names) / 2


def test_a_changed_line_of_the_log_is_named(tmp_path: Path) -> None:
    """A line with another user, one that is gone, the last one gone, another text in a settled version."""
    with _settled(tmp_path) as register:
        assert register.verify_log().faults == ()
        number = 3
        with register.writing() as connection:
            connection.execute(update(tables.acts).where(tables.acts.c.number == number).values(user="eva"))
        assert [fault.number for fault in register.verify_log().faults] == [number]
        with register.writing() as connection:
            connection.execute(delete(tables.acts).where(tables.acts.c.number == number))
        assert [fault.message for fault in register.verify_log().faults] == [
            "Rad 3 saknas i loggen.",
            "Rad 4 i loggen är ändrad.",
        ]


def test_a_log_that_was_cut_short_is_seen(tmp_path: Path) -> None:
    """Although every line that is left fits the one before."""
    with _settled(tmp_path) as register:
        with register.writing() as connection:
            connection.execute(delete(tables.acts).where(tables.acts.c.number == 4))
        (fault, missing) = register.verify_log().faults
        assert fault.message == "Loggen slutar inte där den ska: rader sist i den saknas."
        assert "är inte det som fastställdes" in missing.message


@pytest.mark.parametrize("what", ["changed", "gone"])
def test_a_settled_version_that_was_changed_is_named(tmp_path: Path, what: str) -> None:
    """The log vouches for its text, and that it is there."""
    with _settled(tmp_path) as register:
        with register.writing() as connection:
            statement = (
                update(tables.versions).values(text="a: annat\n") if what == "changed" else delete(tables.versions)
            )
            connection.execute(statement)
        (fault,) = register.verify_log().faults
        assert "Dokument d-1 version 1" in fault.message
        with pytest.raises(FileError, match="inte hel"):
            backup(register, tmp_path / "kopia.db", PASSPHRASE)
        assert {path.name for path in tmp_path.iterdir()} == {"register.db", "register.db-shm", "register.db-wal"}


def _settled(folder: Path) -> Register:
    register = new_register(folder)
    register.create_case("HV-1", actor=ANNA)
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    register.save(replace(first, text="a: 2\n"), expected=1, actor=BERTIL)
    register.settle(ready(2, "a: klar\n"), actor=ANNA)
    return register


def test_an_older_register_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was in it stays; the new table is there; the schema is the one of the code."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from halvvag_docs.register import migrating

    monkeypatch.setattr(migrating.bring_up_to_date, "__kwdefaults__", {"target": "0001"})
    with open_register(url_of(tmp_path), PASSPHRASE, create=True) as old:
        old.create_case("HV-1", actor=ANNA)
        old.save(plan("a: 1\n"), expected=None, actor=ANNA)
        with pytest.raises(FileError):
            old.overview()
    monkeypatch.undo()
    with open_register(url_of(tmp_path), PASSPHRASE) as register:
        assert [one.text for one in register.entries("HV-1")] == ["a: 1\n"]
        assert [one.case_id for one in register.overview()] == ["HV-1"]
        assert register.verify_log().faults == ()
        with register.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
            version = MigrationContext.configure(connection).get_current_revision()
    assert version == tables.HEAD == tables.KNOWN[-1]


def test_a_newer_register_is_left_alone(tmp_path: Path) -> None:
    """An older program says so instead of guessing."""
    with new_register(tmp_path) as register, register.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerRegisterError, match="nyare version av programmet"):
        open_register(url_of(tmp_path), PASSPHRASE)


def test_every_migration_is_known() -> None:
    """The list in the code is the one that Alembic finds on the disk."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(tables.__file__).parent / "migrations"))
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == tables.KNOWN


def test_a_backup_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The file that was asked for, not the one beside it."""
    (tmp_path / "fil").touch()
    target = tmp_path / "fil" / "kopia.db"
    with (
        _settled(tmp_path / "r") as register,
        pytest.raises(FileError, match=f"^{re.escape(str(target))}: ") as told,
    ):
        backup(register, target, PASSPHRASE)
    assert ".tmp" not in str(told.value)


def test_a_backup_while_others_write(tmp_path: Path) -> None:
    """It shows one moment; what comes later is not in it, and the register goes on."""
    with _settled(tmp_path / "r") as register:
        with register.reading() as connection:
            connection.execute(tables.cases.select()).all()
            register.create_case("HV-2", actor=ANNA)
        verdict = backup(register, tmp_path / "kopia.db", "en annan lösenfras")
        register.create_case("HV-3", actor=ANNA)
        assert verdict.entries == 5
    with pytest.raises(WrongPassphraseError):
        restore(tmp_path / "kopia.db", PASSPHRASE, url_of(tmp_path / "ny"))
    content = (tmp_path / "kopia.db").read_bytes()
    restored = restore(tmp_path / "kopia.db", "en annan lösenfras", url_of(tmp_path / "ny"))
    assert restored == verdict
    assert (tmp_path / "kopia.db").read_bytes() == content
    with open_register(url_of(tmp_path / "ny"), "en annan lösenfras") as register:
        assert register.cases() == ("HV-1", "HV-2")
    with pytest.raises(FileError, match="finns redan ett register"):
        restore(tmp_path / "kopia.db", "en annan lösenfras", url_of(tmp_path / "ny"))
    (tmp_path / "skräp.db").write_bytes(bytes(range(256)) * 64)
    with pytest.raises(FileError, match=r"skräp\.db: "):
        restore(tmp_path / "skräp.db", PASSPHRASE, url_of(tmp_path / "tom"))
    bad = bytearray(content)
    bad[len(bad) // 2 :: 97] = bytes(len(bad[len(bad) // 2 :: 97]))
    (tmp_path / "trasig.db").write_bytes(bad)
    with pytest.raises(FileError, match=r"trasig\.db: säkerhetskopian är skadad"):
        restore(tmp_path / "trasig.db", "en annan lösenfras", url_of(tmp_path / "tom"))


def test_a_register_whose_passphrase_changed_meanwhile(tmp_path: Path) -> None:
    """Another program that has it open is told, and loses nothing that it had saved."""
    with _settled(tmp_path) as first:
        second = open_register(url_of(tmp_path), PASSPHRASE)
        first.change_passphrase("en annan lösenfras")
        with pytest.raises(FileError):
            second.create_case("HV-2", actor=ANNA)
        second.close()
    with open_register(url_of(tmp_path), "en annan lösenfras") as register:
        assert register.cases() == ("HV-1",)
        assert register.verify_log().faults == ()


def test_a_passphrase_is_not_changed_under_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is in the middle of a save goes on; the change is refused with what to do."""
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.1)
    with _settled(tmp_path) as first, open_register(url_of(tmp_path), PASSPHRASE) as second:
        with second.writing(), pytest.raises(FileError, match="upptaget av ett annat program"):
            first.change_passphrase("en annan lösenfras")
        second.create_case("HV-2", actor=ANNA)
    open_register(url_of(tmp_path), PASSPHRASE).close()


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    """With what to do, and without a traceback."""
    _settled(tmp_path).close()
    path = tmp_path / "register.db"
    content = bytearray(path.read_bytes())
    for place in range(3 * 4096, len(content), 4096):
        content[place + 100] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileError, match="skadat"), open_register(url_of(tmp_path), PASSPHRASE) as register:
        register.verify_log()


def test_purging_leaves_ids_and_hashes(tmp_path: Path) -> None:
    """The case is gone, the log still holds, and a backup of it is whole."""
    with _settled(tmp_path) as register:
        acts = register.purge("HV-1", actor=BERTIL, reason_code="tid")
        assert [(act.document_id, act.version, bool(act.sha256)) for act in acts] == [
            ("", 0, False),
            ("d-1", 1, True),
        ]
        assert register.cases() == ()
        assert register.overview() == ()
        assert register.verify_log().faults == ()
        with pytest.raises(FileError, match="finns inte"):
            register.purge("HV-1", actor=BERTIL, reason_code="tid")
        with pytest.raises(FileError, match="HV-1"):
            register.save(plan(), expected=1, actor=ANNA)
