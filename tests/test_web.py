"""The web page as its users meet it: the case, the forms, the finished document, and what goes wrong."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import webpages
from webpages import CASE, Browser

from halvvag_docs.register import Actor, ConflictError, Entry

PLAN = f"/arenden/{CASE}/09-krisplan"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a register with the later documents of the Finnish sample case."""
    made = webpages.browser(tmp_path_factory.mktemp("register"))
    file = made.settings.file
    assert file is not None
    with webpages.register_of(made.settings, create=True) as register:
        webpages.take_in(register, Path(__file__).parents[1] / "samples", only=("02", "07", "08", "09"))
    return file


@pytest.fixture(scope="module")
def browser(filled: Path) -> Browser:
    """Return a browser with the sample case; each test begins documents of its own."""
    found = webpages.browser(filled.parent)
    found.enter()
    found.unlock()
    return found


@pytest.fixture
def alone(tmp_path: Path, filled: Path) -> Browser:
    """Return a browser with a register of its own that holds the sample case."""
    found = webpages.browser(tmp_path)
    assert found.settings.file is not None
    shutil.copy(filled, found.settings.file)
    found.enter()
    found.unlock()
    return found


def entry_of(browser: Browser, place: str) -> Entry:
    """Return a document as the register has it."""
    name = place.rpartition("/")[2]
    session = browser.door._session
    assert session is not None
    assert session.register is not None
    return next(one for one in session.register.entries(CASE) if one.name == name)


def draft(browser: Browser, form: str) -> str:
    """Begin a new document, and return its address."""
    return browser.post(f"/arenden/{CASE}/nytt/{form}").headers["Location"].removeprefix(browser.base)


def test_list_shows_ids_and_dates_and_nothing_about_anybody(browser: Browser) -> None:
    """SoLPuL 2001:454 7 a §: a list over several persons holds nothing sensitive."""
    page = browser.get("/arenden")
    assert CASE in page.text
    assert "Linnea" not in page.text
    counts = re.findall(r">(\d+) varning", browser.get(f"/arenden/{CASE}").text)
    assert f">{sum(map(int, counts))} varningar<" in page.text
    assert "Inget ärende" in browser.get("/arenden?sok=XX").text


def test_case_shows_its_chain_and_every_document(browser: Browser) -> None:
    """As «halvvag case show» does, with a way to each document."""
    page = browser.get(f"/arenden/{CASE}").text
    assert "Linnea Backlund" in page
    assert "Månadsuppföljning" in page
    for name in ("07-uppdrag", "08-genomforandeplan", "09-krisplan"):
        assert f"/arenden/{CASE}/{name}" in page


def test_settled_document_is_shown_and_taken_home(browser: Browser) -> None:
    """Word and PDF with names that hold no person; each is noted in the log with its hash."""
    assert "fastställd" in browser.get(PLAN).text
    for kind, magic in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = browser.get(f"{PLAN}/hamta/{kind}")
        assert answer.data.startswith(magic)
        name = answer.headers["Content-Disposition"]
        assert name == f'attachment; filename="HV-2026-014_krisplan_2026-03-12_v1.{kind}"'
        assert answer.headers["Cache-Control"] == "no-store"
    inline = browser.get(f"{PLAN}/hamta/pdf?visa=1")
    assert inline.headers["Content-Disposition"].startswith("inline")
    session = browser.door._session
    assert session is not None
    assert session.register is not None
    exported = [one for one in session.register.acts(CASE) if one.action == "exporterad"]
    assert [len(one.sha256) for one in exported] == [64, 64, 64]
    assert browser.get(f"{PLAN}/hamta/exe").status_code == 404


def test_document_that_cannot_be_made_says_why(browser: Browser) -> None:
    """A link that only downloads would hide the page that says it."""
    assert " download" not in browser.get(PLAN).text


def test_page_of_the_document_is_drawn(browser: Browser) -> None:
    """A PNG that no cache keeps, and nothing behind the last page."""
    picture = browser.get(f"{PLAN}/bild/1.png")
    assert picture.data.startswith(b"\x89PNG")
    assert picture.headers["Cache-Control"] == "no-store"
    assert browser.get(f"{PLAN}/bild/99.png").status_code == 404
    assert "Sida 3 av 3" in browser.get(f"{PLAN}/forhandsvisning").text


def test_settled_document_cannot_be_changed(browser: Browser) -> None:
    """Its form pages lead back to it, for reading and for writing."""
    before = entry_of(browser, PLAN).text
    assert browser.get(f"{PLAN}/avsnitt/triggers").status_code == 302
    assert browser.post(f"{PLAN}/avsnitt/triggers", gor="fortsatt").status_code == 302
    assert browser.post(f"{PLAN}/avsnitt/triggers", fraga="krisplan.triggers", gor="fortsatt").status_code == 409
    assert entry_of(browser, PLAN).text == before


def test_what_was_written_while_another_settled_is_shown(alone: Browser) -> None:
    """It cannot be saved, but neither does it vanish: it can be copied into a new version."""
    alone.post(f"{PLAN}/ny-version")
    address, row = f"{PLAN}/avsnitt/tecken", f"{PLAN}/avsnitt/ringer?rad=krisplan.kontakter[0]"
    mine = alone.fields(alone.get(address)) | {"krisplan.tidiga_tecken": "Jag svarar inte\r\nJag sover dåligt"}
    other = alone.fields(alone.get(row)) | {"krisplan.kontakter[0].far_kontaktas": "false"}
    page = alone.get(f"{PLAN}/granska").text
    reasons = dict.fromkeys(re.findall(r'name="(skal\.[^"]+)"', page), "Kontrollerat.")
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    assert alone.send(f"{PLAN}/granska", {"revision": revision[1]} | reasons).status_code == 302
    late = alone.send(address, mine | {"gor": "fortsatt"})
    assert late.status_code == 409
    assert "Det du skrev är inte sparat" in late.text
    assert "Jag svarar inte\nJag sover dåligt" in late.text
    assert alone.send(row, other | {"krisplan.kontakter[0].roll": "AA-vän", "gor": "fortsatt"}).status_code == 409
    assert "sover dåligt" not in entry_of(alone, PLAN).text


def test_new_version_begins_as_a_draft_of_the_same_answers(alone: Browser) -> None:
    """The settled one stays, and can be read."""
    alone.get(PLAN)
    alone.post(f"{PLAN}/ny-version")
    assert "version 2" in alone.get(PLAN).text
    assert "Versioner" in alone.get(PLAN).text
    assert "Lönedag" in alone.get(f"{PLAN}/version/1").text
    assert alone.get(f"{PLAN}/version/7").status_code == 404


def test_section_is_saved_and_leads_on(browser: Browser) -> None:
    """What was typed stands in the register, and the next section is shown."""
    place = draft(browser, "krisplan")
    page = browser.get(f"{place}/avsnitt/triggers")
    sent = browser.fields(page) | {"krisplan.triggers": "Lönedag\r\n\r\nBråk i telefon", "gor": "fortsatt"}
    answer = browser.send(f"{place}/avsnitt/triggers", sent)
    assert answer.headers["Location"].endswith("/avsnitt/tecken")
    assert "Bråk i telefon" in entry_of(browser, place).text
    assert "Bråk i telefon</textarea>" in browser.get(f"{place}/avsnitt/triggers").text


def test_untouched_page_changes_no_answer_and_confirms_nothing(browser: Browser) -> None:
    """Only a button confirms a suggestion."""
    place = draft(browser, "genomforandeplan")
    before = entry_of(browser, place).text
    for section in re.findall(r'/avsnitt/(\w+)"', browser.get(place).text):
        page = browser.get(f"{place}/avsnitt/{section}")
        browser.send(f"{place}/avsnitt/{section}", browser.fields(page) | {"gor": "spara"})
    after = entry_of(browser, place).text
    assert [line for line in after.splitlines() if line[:1] != "#"] == [
        line for line in before.splitlines() if line[:1] != "#"
    ]


def test_suggestions_are_confirmed_one_at_a_time_or_all(browser: Browser) -> None:
    """The note goes, the answer stays."""
    place = draft(browser, "genomforandeplan")
    address = f"{place}/avsnitt/klient"
    page = browser.get(address)
    waiting = re.findall(r'value="bekrafta:(klient[^"]+)"', page.text)
    assert len(waiting) == 2
    browser.send(address, browser.fields(page) | {"gor": f"bekrafta:{waiting[0]}"})
    page = browser.get(address)
    assert re.findall(r'value="bekrafta:(klient[^"]+)"', page.text) == waiting[1:]
    browser.send(address, browser.fields(page) | {"gor": f"bekrafta:{waiting[1]}"})
    assert "Förslag att bekräfta" not in browser.get(address).text


def test_own_words_stand_beside_an_empty_field(browser: Browser) -> None:
    """They are quoted with their date, never filled in."""
    place = draft(browser, "genomforandeplan")
    page = browser.get(f"{place}/avsnitt/mal?rad=genomforandeplan.mal[0]").text
    assert "Tidigare, genomförandeplan 12.3.2026: «Jag ska vara nykter" in page
    assert re.search(r'<textarea id="f-genomforandeplan-mal-0-egna_ord"[^>]*>\n</textarea>', page)


def test_answer_that_does_not_fit_is_kept_and_shown(browser: Browser) -> None:
    """Error summary with a link, the words at the field; pressing once more goes on."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/giltighet"
    page = browser.get(address)
    fields = browser.fields(page)
    wrong = browser.send(address, fields | {"krisplan.galler_fran": "i våras", "gor": "fortsatt"})
    assert wrong.status_code == 422
    assert "<title>Fel: " in wrong.text
    assert 'href="#f-krisplan-galler_fran"' in wrong.text
    assert 'value="i våras"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert "i våras" in entry_of(browser, place).text
    assert browser.send(address, browser.fields(wrong) | {"gor": "fortsatt"}).status_code == 302


def test_control_character_is_refused_and_nothing_else_lost(browser: Browser) -> None:
    """The only text that cannot be kept stands in its field all the same."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/triggers"
    fields = browser.fields(browser.get(address))
    answer = browser.send(address, fields | {"krisplan.triggers": "Lönedag\x07 igen", "gor": "fortsatt"})
    assert answer.status_code == 422
    assert "Lönedag" in answer.text
    assert "Det gick inte att spara" in answer.text


def test_answer_that_asks_more_stays_on_the_page(browser: Browser) -> None:
    """New questions are shown before going on, and what they hang on is answered."""
    place = draft(browser, "genomforandeplan")
    address = f"{place}/avsnitt/delaktighet"
    fields = browser.fields(browser.get(address))
    more = "genomforandeplan.oenighet.klientens_syn"
    assert more not in fields["fraga"]
    answer = browser.send(address, fields | {"genomforandeplan.oenighet.finns": "true", "gor": "fortsatt"})
    page = browser.follow(answer)
    assert "det ger fler frågor" in page.text
    assert more in browser.fields(page)["fraga"]
    sent = browser.fields(page) | {more: "Jag vill ha färre samtal.", "gor": "fortsatt"}
    assert browser.send(address, sent).headers["Location"].endswith("/avsnitt/mal")


def test_rows_are_added_changed_moved_and_removed(browser: Browser) -> None:
    """Each by a button of the page; removal is asked about first."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/ringer"
    for place_in_list in range(len(_titles(browser, address)), 0, -1):
        _remove(browser, address, f"krisplan.kontakter[{place_in_list - 1}]")
    for name in ("Sirpa", "Carola"):
        row = browser.send(address, browser.fields(browser.get(address)) | {"gor": "lagg-till:krisplan.kontakter"})
        page = browser.follow(row)
        there = row.headers["Location"].removeprefix(browser.base)
        sent = browser.fields(page) | {f"{_row(there)}.namn": name, "gor": "fortsatt"}
        assert browser.send(there, sent).status_code == 302
    assert _titles(browser, address) == ["Sirpa", "Carola"]
    browser.send(address, browser.fields(browser.get(address)) | {"gor": "upp:krisplan.kontakter[1]"})
    assert _titles(browser, address) == ["Carola", "Sirpa"]
    _remove(browser, address, "krisplan.kontakter[0]")
    assert _titles(browser, address) == ["Sirpa"]


def _remove(browser: Browser, address: str, row: str) -> None:
    """Remove a row: it is shown, an older page removes nothing, and then it goes."""
    ask = browser.send(address, browser.fields(browser.get(address)) | {"gor": f"ta-bort:{row}"})
    page = browser.follow(ask)
    before = _titles(browser, address)
    assert f"<dd>{before[int(row[-2])]}</dd>" in page.text
    revision = re.search(r'name="revision" value="(\d+)"', page.text)
    assert revision
    there = ask.headers["Location"].removeprefix(browser.base)
    assert browser.send(there, {"revision": "0"}).status_code == 409
    assert _titles(browser, address) == before
    assert browser.send(there, {"revision": revision[1]}).status_code == 302
    if int(row[-2]) == len(before) - 1:
        assert browser.get(there).headers["Location"].partition("#")[0].endswith(address)


@pytest.mark.parametrize(
    "act", ["upp:x", "lagg-till:krisplan.triggers", "ned:krisplan.kontakter[7]", "ta-bort:[", "andra:"]
)
def test_act_on_what_is_not_there_is_refused(browser: Browser, act: str) -> None:
    """A page that is older than the document, or somebody who plays with it."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/ringer"
    before = entry_of(browser, place).text
    assert browser.send(address, browser.fields(browser.get(address)) | {"gor": act}).status_code == 400
    assert "kontakter" not in entry_of(browser, place).text.replace(before, "")


def _row(address: str) -> str:
    return address.partition("rad=")[2].replace("%5B", "[").replace("%5D", "]")


def _titles(browser: Browser, address: str) -> list[str]:
    return re.findall(r"<dt>Namn</dt><dd>([^<]+)</dd>", browser.get(address).text)


def test_two_people_on_different_answers_both_keep_theirs(browser: Browser) -> None:
    """Nobody is asked: what one did not touch is the other's."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/tecken"
    mine = browser.fields(browser.get(address))
    _other_saves(browser, address, "krisplan.tidiga_tecken", "Svarar inte i telefon")
    answer = browser.send(address, mine | {"krisplan.tecken_andra_ser": "Drar sig undan", "gor": "fortsatt"})
    assert answer.headers["Location"].endswith("/avsnitt/gor")
    text = entry_of(browser, place).text
    assert "Svarar inte i telefon" in text
    assert "Drar sig undan" in text


def test_two_people_on_the_same_answer_are_shown_both(browser: Browser) -> None:
    """Both texts are kept until somebody has chosen; settling waits for it."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/tecken"
    mine = browser.fields(browser.get(address))
    _other_saves(browser, address, "krisplan.tidiga_tecken", "Den andras text")
    sent = mine | {"krisplan.tidiga_tecken": "Min egen text", "krisplan.tecken_andra_ser": "Bara jag"}
    assert browser.send(address, sent | {"gor": "spara"}).status_code == 409
    answer = browser.send(address, sent | {"gor": "fortsatt"})
    page = browser.follow(answer)
    assert "Den andras text" in page.text
    assert "Min egen text" in page.text
    assert "Bara jag" not in page.text
    assert "Två personer har ändrat samtidigt" in browser.get(place).text
    there = answer.headers["Location"].removeprefix(browser.base)
    unchosen = browser.send(there, {})
    assert (unchosen.status_code, "«Tidiga tecken jag märker»: välj en av de två." in unchosen.text) == (422, True)
    assert browser.send(there, {"val.krisplan.tidiga_tecken": "undanlagd"}).status_code == 302
    text = entry_of(browser, place).text
    assert "Min egen text" in text
    assert "Bara jag" in text
    assert "Den andras text" not in text
    assert "samtidigt" not in browser.get(place).text


def test_text_set_aside_after_the_settling_waits_for_a_new_version(alone: Browser) -> None:
    """Nothing can be chosen into a settled document, so no link leads there."""
    alone.post(f"{PLAN}/ny-version")
    stale = entry_of(alone, PLAN)
    page = alone.get(f"{PLAN}/granska").text
    reasons = dict.fromkeys(re.findall(r'name="(skal\.[^"]+)"', page), "Kontrollerat.")
    assert alone.send(f"{PLAN}/granska", {"revision": str(stale.revision)} | reasons).status_code == 302
    changed = replace(stale, text=stale.text.replace("Lönedag", "Löning"))
    with webpages.register_of(alone.settings) as register, pytest.raises(ConflictError):
        register.save(changed, expected=stale.revision, actor=Actor(user="jan"))
    settled = alone.get(PLAN).text
    assert "Gör en ny version för att jämföra och välja." in settled
    assert "/krock/" not in settled
    alone.post(f"{PLAN}/ny-version")
    link = re.search(r'href="([^"]+/krock/\d+)"', alone.get(PLAN).text)
    assert link
    assert "Löning" in alone.get(link[1].removeprefix(alone.base)).text


def test_row_that_another_has_removed_or_added_meanwhile_loses_nothing(browser: Browser) -> None:
    """What was written becomes a row of its own, never part of somebody else's."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/ringer"
    count = len(_titles(browser, address))
    new = f"{address}?rad=krisplan.kontakter[{count}]"
    name = f"krisplan.kontakter[{count}].namn"
    mine = browser.fields(browser.get(new))
    _other_saves(browser, new, name, "Jan")
    assert browser.send(new, mine | {name: "Sirpa ny", "gor": "fortsatt"}).status_code == 302
    assert _titles(browser, address)[count:] == ["Jan", "Sirpa ny"]
    there = f"{address}?rad=krisplan.kontakter[{count + 1}]"
    mine = browser.fields(browser.get(there))
    for row in (count + 1, count):
        _remove(browser, address, f"krisplan.kontakter[{row}]")
    sent = mine | {f"krisplan.kontakter[{count + 1}].roll": "AA-vän", "gor": "fortsatt"}
    assert browser.send(there, sent).status_code == 302
    assert "AA-vän" in browser.get(address).text


def test_new_row_that_is_sent_twice_stands_once(browser: Browser) -> None:
    """A double click, or the page read again after an error, adds no second row."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/ringer"
    count = len(_titles(browser, address))
    new = f"{address}?rad=krisplan.kontakter[{count}]"
    empty = browser.fields(browser.get(new))
    written = empty | {f"krisplan.kontakter[{count}].namn": "Jan", "gor": "fortsatt"}
    for _ in range(2):
        assert browser.send(new, written).status_code == 302
    assert _titles(browser, address)[count:] == ["Jan"]
    assert browser.send(new, written | {f"krisplan.kontakter[{count}].namn": "Eva"}).status_code == 302
    assert _titles(browser, address)[count:] == ["Jan", "Eva"]


def test_document_is_begun_once_by_a_double_click(alone: Browser) -> None:
    """What the register has cannot be taken away, so the second press opens what the first made."""
    page = alone.get(f"/arenden/{CASE}").text
    shown = re.search(r'nytt/samtycke">.*?name="finns" value="(\d+)"', page, re.DOTALL)
    assert shown
    places = [alone.post(f"/arenden/{CASE}/nytt/samtycke", finns=shown[1]).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    more = alone.post(f"/arenden/{CASE}/nytt/samtycke", finns=str(int(shown[1]) + 1)).headers["Location"]
    assert more != places[0]


def test_row_that_was_written_before_the_lock_is_saved_after_it(alone: Browser) -> None:
    """The way back leads to the row, and not to the section in which it stands."""
    alone.post(f"{PLAN}/ny-version")
    address = f"{PLAN}/avsnitt/ringer?rad=krisplan.kontakter[0]"
    written = alone.fields(alone.get(address)) | {"krisplan.kontakter[0].roll": "AA-vän", "gor": "fortsatt"}
    alone.post("/las")
    locked = alone.send(address, written).text
    goal, kept = (re.search(rf'name="{name}" value="([^"]+)"', locked) for name in ("mal", "sparat"))
    assert goal
    assert kept
    opened = alone.post("/las-upp", losenfras=webpages.PASSPHRASE, mal=unescape(goal[1]), sparat=unescape(kept[1]))
    target = re.search(r'<form method="post" action="([^"]+rad=[^"]+)"', opened.text)
    assert target
    again = written | {"halvvag-token": alone.token}
    assert alone.send(unescape(target[1]).removeprefix(alone.base), again).status_code == 302
    assert "AA-vän" in entry_of(alone, PLAN).text


def test_new_row_that_nobody_writes_in_is_not_kept(browser: Browser) -> None:
    """Somebody who changes their mind leaves nothing behind."""
    place = draft(browser, "krisplan")
    address = f"{place}/avsnitt/ringer"
    before = entry_of(browser, place).text
    count = len(_titles(browser, address))
    new = f"{address}?rad=krisplan.kontakter[{count}]"
    browser.send(new, browser.fields(browser.get(new)) | {"gor": "fortsatt"})
    assert entry_of(browser, place).text.partition("krisplan:")[2] == before.partition("krisplan:")[2]
    assert browser.get(f"{address}?rad=krisplan.kontakter[{count + 5}]").status_code == 404


def _other_saves(browser: Browser, address: str, path: str, answer: str) -> None:
    """Save an answer as another person on another machine would."""
    fields = browser.fields(browser.get(address))
    own = browser.settings
    other = replace(own, actor=Actor(user="jan"))
    browser.client.application.config["SETTINGS"] = other
    browser.send(address, fields | {path: answer, "gor": "fortsatt"})
    browser.client.application.config["SETTINGS"] = own


def test_review_shows_what_is_missing_with_a_way_to_it(browser: Browser) -> None:
    """And cannot be settled until it is there, whatever is posted."""
    place = draft(browser, "krisplan")
    page = browser.get(f"{place}/granska")
    assert "Fattas ännu" in page.text
    assert f"{place}/avsnitt/triggers#f-krisplan-triggers" in page.text
    assert "Fastställ krisplan</button>" not in page.text
    assert browser.send(f"{place}/granska", {"revision": "1"}).status_code == 422
    assert entry_of(browser, place).status == "utkast"


def test_document_is_settled_with_a_reason_for_each_warning(alone: Browser) -> None:
    """Without one it is asked for; afterwards the document is there as Word and PDF, unmarked."""
    alone.get(PLAN)
    alone.post(f"{PLAN}/ny-version")
    page = alone.get(f"{PLAN}/granska")
    assert "Inget fattas" in page.text
    revision = re.search(r'name="revision" value="(\d+)"', page.text)
    assert revision
    lacking = alone.send(f"{PLAN}/granska", {"revision": revision[1]})
    assert lacking.status_code == 422
    assert "Skriv varför det är rätt ändå" in lacking.text
    reasons = dict.fromkeys(re.findall(r'name="(skal\.[^"]+)"', lacking.text), "Kontrollerat med personen.")
    stale = alone.send(f"{PLAN}/granska", {"revision": "99"} | reasons)
    assert stale.status_code == 409
    done = alone.send(f"{PLAN}/granska", {"revision": revision[1]} | reasons)
    assert "Dokumentet är fastställt" in alone.follow(done).text
    name = alone.get(f"{PLAN}/hamta/pdf").headers["Content-Disposition"]
    assert name.endswith('_v2.pdf"')
    assert "Kontrollerat med personen." in entry_of(alone, PLAN).text


def test_empty_register_grows_its_first_document(tmp_path: Path) -> None:
    """From no register to a draft, without the command line."""
    browser = webpages.browser(tmp_path)
    browser.enter()
    assert "inga öppna ärenden än" in browser.unlock().text
    for wrong in ("", "åäö", "HV 2026", "HV-2026-014-ALLDELES-FOR-LANGT", "HV-010190"):
        assert browser.post("/arenden/nytt", arende_id=wrong).status_code == 422
    place = browser.post("/arenden/nytt", arende_id="hv-2026-021").headers["Location"]
    assert place.endswith("/arenden/HV-2026-021")
    assert "Ärendet är tomt" in browser.get("/arenden/HV-2026-021").text
    assert browser.post("/arenden/nytt", arende_id="HV-2026-021").status_code == 422
    first = browser.post("/arenden/HV-2026-021/nytt/utredning").headers["Location"].removeprefix(browser.base)
    assert first == "/arenden/HV-2026-021/01-utredning"
    assert "HV-2026-021" in browser.get(f"{first}/avsnitt/dokument").text
    assert browser.post("/arenden/HV-2026-021/nytt/brev").status_code == 404


def test_logs_hold_no_answer(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    """A whole round: not a name, not a number, not an address of the session."""
    with caplog.at_level("DEBUG"):
        for path in ("/arenden", f"/arenden/{CASE}", PLAN, f"{PLAN}/granska", f"{PLAN}/hamta/pdf", "/nowhere"):
            browser.get(path)
        draft(browser, "krisplan")
    for secret in ("Linnea", "Backlund", "140587", "Carola", browser.base, browser.token):
        assert secret not in caplog.text
