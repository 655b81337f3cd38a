"""The register: what is saved is there, in its version, and nobody's words are lost."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from registers import ANNA, BERTIL, PASSPHRASE, new_register, plan, ready, url_of
from sqlalchemy import event, insert

from halvvag_docs.errors import ExitCode, FileError
from halvvag_docs.register import (
    Act,
    Action,
    ConflictError,
    Due,
    Register,
    Summary,
    UnknownCaseError,
    WrongPassphraseError,
    open_register,
    tables,
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Return an empty register with the case HV-1."""
    with new_register(tmp_path) as opened:
        opened.create_case("HV-1", actor=ANNA)
        yield opened


def test_a_draft_grows_by_revisions(register: Register) -> None:
    """Each save raises the revision; the newest text is what the case holds."""
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    second = register.save(replace(first, text="a: 2\r\n"), expected=first.revision, actor=BERTIL, fields=("a",))
    assert (first.revision, second.revision) == (1, 2)
    (entry,) = register.entries("HV-1")
    assert (entry.text, entry.revision, entry.saved_by, entry.status) == ("a: 2\r\n", 2, "bertil", "utkast")
    assert entry == second
    assert register.entry("d-1") == entry
    assert "a: 2" not in repr(entry)


def test_saving_the_same_again_changes_nothing(register: Register) -> None:
    """A save whose answer got lost may be sent again."""
    first = register.save(plan(), expected=None, actor=ANNA)
    assert register.save(plan(), expected=None, actor=ANNA) == first
    assert [act.action for act in register.acts("HV-1")] == [Action.CREATED, Action.CREATED]


def test_a_conflict_keeps_both_texts(register: Register) -> None:
    """Theirs stands, mine is set aside, and the message says nothing of either."""
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    theirs = register.save(replace(first, text="a: deras\n"), expected=1, actor=BERTIL)
    with pytest.raises(ConflictError, match="någon annan har ändrat") as caught:
        register.save(replace(first, text="a: mitt\n"), expected=1, actor=ANNA)
    assert (caught.value.expected, caught.value.found) == (1, 2)
    assert "mitt" not in str(caught.value)
    assert f"«halvvag case conflicts HV-1 --show {caught.value.sidelined}»" in str(caught.value)
    assert register.entry("d-1") == theirs
    (kept,) = register.sidelined("HV-1")
    assert (kept.number, kept.entry.text, kept.entry.saved_by) == (caught.value.sidelined, "a: mitt\n", "anna")
    with pytest.raises(FileError, match="undanlagd"):
        register.settle(ready(2, "a: klar\n"), actor=ANNA)
    register.drop_sidelined(kept.number, actor=ANNA)
    assert register.sidelined("HV-1") == ()
    with pytest.raises(UnknownCaseError):
        register.drop_sidelined(kept.number, actor=ANNA)


def test_two_writers_at_once_lose_nothing(register: Register) -> None:
    """Of forty saves over the same revision one stands, and thirty-nine are set aside, each once."""
    register.save(plan("a: 0\n"), expected=None, actor=ANNA)

    def save(number: int) -> bool:
        try:
            register.save(plan(f"a: {number}\n"), expected=1, actor=ANNA)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        stood = list(pool.map(save, range(1, 41)))
    assert sum(stood) == 1
    kept = [one.entry.text for one in register.sidelined("HV-1")] + [register.entry("d-1").text]
    assert sorted(kept) == sorted(f"a: {number}\n" for number in range(1, 41))
    assert register.verify_log().is_intact


def test_what_is_settled_never_changes(register: Register) -> None:
    """A settled version is closed, the next is a draft of its own, and the older is then replaced."""
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    register.settle(ready(first.revision, "a: klar\n"), actor=ANNA)
    with pytest.raises(FileError, match="fastställd och kan inte ändras"):
        register.save(plan("a: 2\n"), expected=None, actor=ANNA)
    with pytest.raises(FileError, match="inget utkast"):
        register.settle(ready(1, "a: igen\n"), actor=ANNA)
    second = register.save(plan("a: 2\n", version=2), expected=None, actor=ANNA)
    assert [(one.version, one.status) for one in register.versions("d-1")] == [(1, "faststalld"), (2, "utkast")]
    register.settle(ready(second.revision, "a: klar igen\n"), actor=BERTIL)
    assert [(one.version, one.status, one.text) for one in register.versions("d-1")] == [
        (1, "ersatt", "a: klar\n"),
        (2, "faststalld", "a: klar igen\n"),
    ]
    assert register.entry("d-1", 1).text == "a: klar\n"
    assert register.verify_log().is_intact


def test_settling_meanwhile_sets_the_late_answer_aside(register: Register) -> None:
    """Who was still typing when a colleague settled the document finds the text again."""
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    register.settle(ready(1, "a: klar\n"), actor=BERTIL)
    with pytest.raises(ConflictError):
        register.save(replace(first, text="a: sent\n"), expected=1, actor=ANNA)
    assert [one.entry.text for one in register.sidelined("HV-1")] == ["a: sent\n"]


def test_a_draft_that_changed_is_not_settled(register: Register) -> None:
    """What was judged is what is settled, or nothing is."""
    first = register.save(plan("a: 1\n"), expected=None, actor=ANNA)
    register.save(replace(first, text="a: 2\n"), expected=1, actor=BERTIL)
    with pytest.raises(ConflictError, match="Läs det igen"):
        register.settle(ready(1, "a: klar\n"), actor=ANNA)
    assert register.entry("d-1").is_draft


def test_what_is_not_there_is_said(register: Register) -> None:
    """Cases, documents and versions that nobody has; ids that belong elsewhere."""
    with pytest.raises(UnknownCaseError, match="HV-9: ärendet finns inte"):
        register.entries("HV-9")
    with pytest.raises(UnknownCaseError, match="HV-9"):
        register.save(replace(plan(), case_id="HV-9"), expected=None, actor=ANNA)
    with pytest.raises(UnknownCaseError):
        register.entry("d-9")
    with pytest.raises(FileError, match="finns redan"):
        register.create_case("HV-1", actor=ANNA)
    register.create_case("HV-2", actor=ANNA)
    register.save(plan(), expected=None, actor=ANNA)
    with pytest.raises(UnknownCaseError, match="version 7"):
        register.entry("d-1", 7)
    with pytest.raises(FileError, match="hör till ärendet HV-1"):
        register.save(replace(plan(), case_id="HV-2"), expected=None, actor=ANNA)
    assert register.cases() == ("HV-1", "HV-2")


def test_a_case_is_taken_in_whole(register: Register) -> None:
    """Versions, states and other files; and nothing of it when one document is somebody else's."""
    first = replace(plan("a: 1\n", document_id="d-2"), case_id="HV-2", status="ersatt")
    second = replace(first, text="a: 2\n", version=2, status="faststalld")
    register.take_in(
        "HV-2", [second, first], [("verksamhet.yaml", b"\xff\x00"), ("bilder/a.png", b"")], actor=ANNA
    )
    assert [(one.version, one.status) for one in register.versions("d-2")] == [(1, "ersatt"), (2, "faststalld")]
    assert register.files("HV-2") == ("bilder/a.png", "verksamhet.yaml")
    assert register.read_file("HV-2", "verksamhet.yaml") == b"\xff\x00"
    assert register.read_file("HV-2", "annat") is None
    with pytest.raises(FileError, match="finns redan, i ärendet HV-2"):
        register.take_in("HV-3", [replace(first, case_id="HV-3")], [], actor=ANNA)
    assert not register.has_case("HV-3")
    assert register.verify_log().is_intact


def test_settings_of_the_register(register: Register) -> None:
    """The unit's settings are kept beside the cases."""
    assert register.setting("verksamhet") is None
    register.set_setting("verksamhet", "a: 1\n", actor=ANNA)
    register.set_setting("verksamhet", "a: 2\n", actor=ANNA)
    assert register.setting("verksamhet") == "a: 2\n"


def test_overview_is_what_was_summed_up(register: Register) -> None:
    """Dates and states come back as they were kept; a case nobody summed up says so."""
    register.create_case("HV-2", actor=ANNA)
    summary = Summary(
        case_id="HV-2",
        start=date(2026, 3, 9),
        dues=(Due(day=date(2026, 6, 1), step=11),),
        documents=3,
        drafts=1,
        judged_on=date(2026, 5, 1),
    )
    register.sum_up(summary)
    register.sum_up(summary)
    unknown, known = register.overview()
    assert (unknown.case_id, unknown.is_stale, unknown.judged_on) == ("HV-1", True, None)
    assert replace(known, changed_at=None) == summary
    register.save(replace(plan(), case_id="HV-2"), expected=None, actor=ANNA)
    assert register.overview()[1].is_stale
    register.sum_up(summary)
    assert not register.overview()[1].is_stale


def test_a_list_costs_one_statement_however_many_cases_there_are(register: Register) -> None:
    """2,000 cases are listed by one statement over dates and states; no document is read."""
    ids = [f"HV-{number:04}" for number in range(2000)]
    rows = [{"case_id": one, "created_at": "", "changed_at": "2026-11-22T12:00:00+00:00"} for one in ids]
    with register.writing() as connection:
        connection.execute(insert(tables.cases), rows)
    for one in ids[:5]:
        register.sum_up(Summary(case_id=one, judged_on=date(2026, 11, 22)))
    asked: list[str] = []
    event.listen(register._engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert len(register.overview()) == 2001
    (statement,) = [one for one in asked if one.startswith("SELECT")]
    assert not {"versions", "drafts", "documents JOIN"} & set(statement.split())


def test_the_passphrase_opens_and_another_does_not(register: Register, tmp_path: Path) -> None:
    """A wrong one is said to be wrong; quotation marks in one are part of it."""
    for wrong in ("fel", "", PASSPHRASE + "'"):
        with pytest.raises(WrongPassphraseError, match="lösenfras") as caught:
            open_register(url_of(tmp_path), wrong)
        assert caught.value.exit_code is ExitCode.FILE
    url = f"sqlite:///{tmp_path / 'annan.db'}"
    open_register(url, "o'hara\"; --", create=True).close()
    open_register(url, "o'hara\"; --").close()
    assert PASSPHRASE not in repr(register)


def test_a_register_is_never_made_by_mistake(tmp_path: Path) -> None:
    """A mistyped address is an error; a file of something else is left alone."""
    with pytest.raises(FileError, match="här finns inget register"):
        open_register(url_of(tmp_path), PASSPHRASE)
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "register.db"
    other.write_bytes(b"SQLite format 3\x00" + bytes(4080))
    with pytest.raises(FileError, match="okrypterad"):
        open_register(url_of(tmp_path), PASSPHRASE, create=True)
    for wrong in ("mysql://localhost/x", "register.db", "sqlite://", "http://hemligt"):
        with pytest.raises(FileError, match="Registrets adress") as caught:
            open_register(wrong, PASSPHRASE)
        assert "hemligt" not in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_can_read_it(register: Register, tmp_path: Path) -> None:
    """The file and what lies beside it."""
    register.save(plan(), expected=None, actor=ANNA)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_the_log_holds_codes_only() -> None:
    """An act with free text cannot even be made."""
    with pytest.raises(ValueError, match="reason_code"):
        Act(action=Action.OVERRULED, user="anna", reason_code="hon ville inte")
    with pytest.raises(ValueError, match="fields"):
        Act(action=Action.CHANGED, user="anna", fields=("klient.fornamn", "Linnea Backlund"))


def test_acts_are_read_back_as_they_were_logged(register: Register) -> None:
    """All of an act's parts, numbered and hashed."""
    act = Act(
        action=Action.SENT,
        user="Anna Exempelsson",
        case_id="HV-1",
        document_id="d-1",
        version=2,
        profile="bestallare",
        recipient_kind="bestallare",
        basis="samtycke",
        consent_id="S-1",
        sha256="ab" * 32,
        template="genomforandeplan.pdf",
        schema_version="3",
        fields=("genomforandeplan.mal[0].hur_mats",),
        reason_code="R35",
    )
    logged = register.log(act)
    assert logged.number == 2
    assert logged.when is not None
    assert logged.when.utcoffset() is not None
    (created, sent) = register.acts("HV-1")
    assert created.action is Action.CREATED
    assert replace(sent, when=None, number=0, hash="") == act
    assert sent.hash == logged.hash
    assert register.acts("HV-9") == ()
