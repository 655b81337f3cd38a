"""The register on a PostgreSQL server that several people share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from killing import survive
from postgres import Server
from registers import ANNA, BERTIL, PASSPHRASE, plan, ready, url_of
from sqlalchemy import update

from halvvag_docs.casework import moving, registered
from halvvag_docs.casework.registered import Judging
from halvvag_docs.errors import FileError
from halvvag_docs.register import ConflictError, Register, backup, open_register, restore, tables

pytestmark = pytest.mark.conformance


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a running server with an empty database; without PostgreSQL a test is skipped, on CI it fails."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found and os.environ.get("CI"):
        pytest.fail("postgresql is not installed; .ci/run should have done that")
    if not found:
        pytest.skip("postgresql is not installed")
    with Server(found[-1]) as running:
        yield running


@pytest.fixture
def register(server: Server) -> Iterator[Register]:
    """Return a new register with the case HV-1."""
    with pytest.raises(FileError, match="här finns inget register"):
        open_register(server.url)
    with open_register(server.url, create=True) as opened:
        opened.create_case("HV-1", actor=ANNA)
        yield opened


def test_a_whole_life(register: Register, server: Server, samples: Path, tmp_path: Path) -> None:
    """Saved, settled, revised, summed up, moved, backed up into a file and back, purged; the log holds."""
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    second = register.save(replace(first, text="a: 2\r\nå\n"), expected=1, actor=BERTIL, fields=("a",))
    register.settle(ready(second.revision, "a: klar\n"), actor=ANNA)
    draft = register.save(plan("a: 3\n", version=2), expected=None, actor=ANNA)
    with pytest.raises(ConflictError):
        register.save(replace(draft, text="a: 4\n"), expected=7, actor=BERTIL)
    case_id = moving.take_in(register, samples / "A-fi-halvvagshem", actor=ANNA).case_id
    moving.give_out(register, case_id, tmp_path / "ut", actor=ANNA)
    for path in (samples / "A-fi-halvvagshem").iterdir():
        assert (tmp_path / "ut" / path.name).read_bytes() == path.read_bytes()
    judging = Judging(today=date(2026, 6, 15))
    assert registered.overview(register, judging)[1].start == date(2026, 3, 9)
    backup(register, tmp_path / "kopia.db", PASSPHRASE)
    restore(tmp_path / "kopia.db", PASSPHRASE, url_of(tmp_path))
    with open_register(url_of(tmp_path), PASSPHRASE) as copy:
        assert copy.history("HV-1") == register.history("HV-1")
        assert copy.acts() == register.acts()
        assert copy.sidelined("HV-1") == register.sidelined("HV-1")
    with pytest.raises(FileError, match="finns redan ett register"):
        restore(tmp_path / "kopia.db", PASSPHRASE, server.url)
    register.purge(case_id, actor=ANNA, reason_code="tid")
    assert register.cases() == ("HV-1",)
    assert register.verify_log().faults == ()
    with register.writing() as connection:
        connection.execute(update(tables.acts).where(tables.acts.c.number == 2).values(user="eva"))
    assert [fault.number for fault in register.verify_log().faults] == [2]


def test_a_backup_becomes_a_server(server: Server, tmp_path: Path) -> None:
    """Who began with a file moves to a server with all that was there, and goes on."""
    with open_register(url_of(tmp_path), PASSPHRASE, create=True) as old:
        old.create_case("HV-1", actor=ANNA)
        old.save(plan("a: 1\n"), expected=None, actor=ANNA)
        with pytest.raises(ConflictError):
            old.save(plan("a: 2\n"), expected=None, actor=BERTIL)
        backup(old, tmp_path / "kopia.db", PASSPHRASE)
    restore(tmp_path / "kopia.db", PASSPHRASE, server.url)
    with open_register(server.url) as register:
        with pytest.raises(ConflictError):
            register.save(plan("a: 3\n"), expected=None, actor=BERTIL)
        assert [one.number for one in register.sidelined("HV-1")] == [1, 2]
        assert register.verify_log().faults == ()


def test_two_writers_at_once_lose_nothing(register: Register) -> None:
    """Of forty saves over the same revision one stands and the others are set aside; new documents keep apart."""
    register.save(plan("a: 0\n"), expected=None, actor=ANNA)

    def save(number: int) -> bool:
        try:
            register.save(plan(f"a: {number}\n"), expected=1, actor=ANNA)
        except ConflictError:
            return False
        return True

    def begin(number: int) -> None:
        new = replace(plan(f"a: {number}\n", document_id=f"e-{number}"), name=f"{number}-krisplan")
        register.save(new, expected=None, actor=ANNA)

    with ThreadPoolExecutor(8) as pool:
        stood = list(pool.map(save, range(1, 41)))
        list(pool.map(begin, range(20)))
    assert sum(stood) == 1
    kept = [one.entry.text for one in register.sidelined("HV-1")] + [register.entry("d-1").text]
    assert sorted(kept) == sorted(f"a: {number}\n" for number in range(1, 41))
    assert len(register.entries("HV-1")) == 21
    assert register.verify_log().faults == ()


def test_a_killed_writer_and_a_killed_server_lose_nothing(server: Server) -> None:
    """200 random writes with kills of the writer among them; then the server falls, and comes back."""
    open_register(server.url, create=True).close()

    def reopen() -> Register:
        server.stop("immediate")
        server.start()
        return open_register(server.url)

    survive(server.url, reopen, writes=200, rounds=4)


def test_a_server_that_is_away_is_said_to_be(server: Server) -> None:
    """In Swedish, without the address's password."""
    server.stop("fast")
    url = server.url.replace("unit@", "unit:hemligt@")
    with pytest.raises(FileError, match="svarar inte") as caught:
        open_register(url)
    assert "hemligt" not in str(caught.value)
    server.start()
