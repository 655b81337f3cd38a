"""What goes to a recipient: on what ground, with nothing in it that was left out, closed, and whole on arrival."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from itertools import count
from pathlib import Path
from typing import Any

import pyrage
import pytest
from casefiles import FINNISH, SWEDISH
from commandline import Halvvag
from pypdf import PdfReader
from sharecases import TODAY, Change, altered, checked, everything, shared, thawed, wish

from halvvag_docs import sharing
from halvvag_docs.cases import Case
from halvvag_docs.casework import CheckedCase
from halvvag_docs.errors import FileError, RenderError
from halvvag_docs.forms import Field, Form
from halvvag_docs.rules.permission import parties
from halvvag_docs.rules.view import CaseView
from halvvag_docs.sharing import leaks, making
from halvvag_docs.sharing.leaks import Content

UTREDNING, PLAN, MEETING = "04-utredning", "08-genomforandeplan", "06-natverksmote-inledande"


def _refused(case: CheckedCase, asked: sharing.Wish) -> str:
    """Return why nothing goes."""
    return "\n".join(one.message for one in sharing.plan(case, asked).problems)


# --- nothing leaks


_NUMBERS = count(1)


def _planted(value: Any, form: Form, marks: dict[str, str], path: str = "") -> Any:
    """Put a mark of its own into every text of the form's leaves that are S3 or S4."""
    if isinstance(value, dict):
        return {name: _planted(item, form, marks, f"{path}.{name}".lstrip(".")) for name, item in value.items()}
    if isinstance(value, list):
        return [_planted(item, form, marks, f"{path}[{place}]") for place, item in enumerate(value)]
    field = form.field(path) or form.field(path.rpartition("[")[0])
    is_text = isinstance(field, Field) and (field.items or field.kind) in ("string", "text")
    if not (is_text and field and field.sensitivity.level >= 3):
        return value
    marks[path] = f"Märke{next(_NUMBERS):03}Zqx"
    return f"{value} {marks[path]}" if (field.items or field.kind) == "text" else marks[path]


@pytest.mark.parametrize(
    ("folder", "to", "documents"),
    [
        (FINNISH, "bestallare", (UTREDNING, "05-drogtestlogg")),
        (FINNISH, "S1.1", (MEETING,)),
        (FINNISH, "klient", ("09-krisplan",)),
        (SWEDISH, "bestallare", ("05-krisplan",)),
        (SWEDISH, "natverk", ("09-sip", "08-natverksmote")),
    ],
)
def test_no_mark_of_what_is_left_out_is_anywhere(folder: str, to: str, documents: tuple[str, ...]) -> None:
    """Each sensitive text has a mark: those that go are found in the package, the others nowhere in it."""
    case = checked(folder)
    marks: dict[str, dict[str, str]] = {}
    for name in documents:
        form = next(one.form for one in case.asked if one.document == name)
        assert form is not None
        case = altered(case, name, _planting(form, marks.setdefault(name, {})))
    planned = sharing.plan(case, wish(to, *documents))
    assert planned.problems == ()
    members = shared(case, wish(to, *documents), ("pdf", "docx"))
    texts = ["".join(text.split()) for text in everything(members)]
    for item in planned.items:
        gone = {one.path for one in item.selection.omitted}
        own = marks[item.whole.document]
        assert gone or to == "klient"
        for path, mark in own.items():
            is_there = any(mark in text for text in texts)
            assert is_there == (path not in gone and path.rpartition("[")[0] not in gone), path


def _planting(form: Form, marks: dict[str, str]) -> Change:
    def plant(values: dict[str, Any]) -> None:
        values.update(_planted(thawed(values), form, marks))

    return plant


def _omitted(value: Any, kind: str = "string") -> sharing.Omitted:
    field = Field(path="klient.narstaende[].namn", kind=kind, label="Namn")
    return sharing.Omitted(path="klient.narstaende[0].namn", field=field, why=sharing.Why.OTHERS, value=value)


def _content(*texts: str, raw: bytes = b"", allowed: tuple[str, ...] = (), wording: str = "") -> Content:
    return Content(
        name="x.pdf",
        texts=tuple(("sidan", one) for one in texts),
        raw=(("filen", raw),),
        allowed=allowed,
        wording=wording,
    )


@pytest.mark.parametrize(
    "content",
    [
        _content("Ring Gun Påhitts-Backlund i kväll"),
        _content("Ring Gun Påhitts-\nBack\u00adlund"),
        _content(raw="Gun Påhitts-Backlund".encode("utf-16-be")),
        _content(raw=b"<" + "Gun Påhitts-Backlund".encode("utf-16-be").hex().upper().encode() + b">"),
        _content(raw="<w:t>Gun Påhitts-Backlund</w:t>".encode()),
        _content("Gun ringde. Gun Påhitts-Backlund", allowed=("Gun ringde.",)),
    ],
)
def test_leak_is_found_however_it_is_written(content: Content) -> None:
    """In text, over a line's end, as UTF-16 or hexadecimal in a string, in a part of a Word file."""
    assert [one.place for one in leaks.leaks([_omitted("Gun Påhitts-Backlund")], [content])]


@pytest.mark.parametrize(
    "content",
    [
        _content("Hon bor hos Gun Påhitts-Backlund.", allowed=("Hon bor hos Gun Påhitts-Backlund.",)),
        _content("Gun Påhitts-Backlund", allowed=("Gun Påhitts-", "Backlund")),
        _content("Namn: Gun Påhitts-Backlund", wording="Exempel: Gun Påhitts-Backlund"),
        _content("Gun och Påhitts-Backlund"),
    ],
)
def test_what_may_be_seen_is_no_leak(content: Content) -> None:
    """An answer left out may stand where an answer that goes, several in a row, or the form itself says it."""
    assert leaks.leaks([_omitted("Gun Påhitts-Backlund")], [content]) == []


def test_part_of_a_text_and_a_phone_number_in_another_form_are_found() -> None:
    """A sentence of a long text, and a number as it is printed, are leaks too."""
    long = "Det var en svår vinter för henne. Hon sov på soffan hos en arbetskamrat."
    cut = _content("… Hon sov på soffan hos en arbetskamrat.")
    assert leaks.leaks([_omitted(long, "text")], [cut])
    assert leaks.leaks([_omitted("+46701740612", "phone")], [_content("tfn 070-174 06 12")])
    assert leaks.leaks([_omitted("Elsa")], [_content("hos Elsa i Borgå")])
    assert not leaks.leaks([_omitted("Elsa")], [_content("Elsass")])


def test_package_with_a_leak_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that came out with something left out stops the package; the message has no answer in it."""
    from halvvag_docs.sharing.planning import viewed as real

    def careless(plan: sharing.Plan) -> CheckedCase:
        seen = real(plan)
        whole = {item.whole.document: item.whole.answers for item in plan.items}
        asked = tuple(one if one.answers is None else _with(one, whole[one.document]) for one in seen.asked)
        return type(seen)(
            folder=seen.folder, unit=seen.unit, forms=seen.forms, case=seen.case, asked=asked, others=seen.others
        )

    def _with(source: Any, answers: Any) -> Any:
        return dataclasses.replace(source, answers=answers)

    monkeypatch.setattr(making, "viewed", careless)
    with pytest.raises(RenderError, match=r"Läckkontrollen.*Inget paket") as error:
        shared(checked(FINNISH), wish("bestallare", UTREDNING))
    assert "utredning.risk.text" in str(error.value)
    assert "Dödsönskan" not in str(error.value)


# --- ground and consent


def _consent(**changes: Any) -> Change:
    def change(values: dict[str, Any]) -> None:
        values["samtycke"].update(changes)

    return change


CONSENT = "02-samtycke-information"


@pytest.mark.parametrize(
    "change",
    [
        _consent(aterkallat={"datum": TODAY, "omfattning": "allt", "mottaget_av": "Jan Testman"}),
        _consent(till=TODAY.replace(day=21)),
        _consent(till=TODAY.replace(year=2027, month=12)),
        _consent(uppfoljt=[{"datum": TODAY, "av": "Jan Testman", "galler_fortfarande": False}]),
        _consent(typ="drogtest"),
        _consent(parter=[{"namn": "Exempelgården", "kontakt": "-", "riktning": "hamta"}]),
    ],
    ids=["withdrawn", "expired", "longer than a year", "denied at follow-up", "another kind", "only to fetch"],
)
def test_consent_that_does_not_hold_lets_nothing_go(change: Change) -> None:
    """A consent that is withdrawn, has run out, or is of another kind gives no ground; the reason is R35's."""
    case = altered(checked(FINNISH), CONSENT, change)
    said = _refused(case, wish("S1.1", MEETING))
    assert "samtycke saknas, har gått ut eller har återkallats" in said or "Ingen part" in said


def test_consent_to_something_else_lets_nothing_go() -> None:
    """With consent to contact details alone, nothing of the crisis plan goes."""
    case = altered(checked(FINNISH), CONSENT, _consent(uppgifter=["ekonomi"]))
    assert "får inte ta del av det som står i dokumentet (Krisplan)" in _refused(case, wish("S1.2", "09-krisplan"))
    only = altered(checked(FINNISH), CONSENT, _consent(uppgifter=["kontakt"]))
    (item,) = sharing.plan(only, wish("S1.1", MEETING)).items
    assert "natverksmote.punkter[].slutsats" in item.selection.withheld
    assert "natverksmote.datum" not in item.selection.withheld


def test_network_gets_what_all_its_consents_cover() -> None:
    """Without consent for one participant nothing goes to the network."""
    case = altered(
        checked(SWEDISH),
        "08-natverksmote",
        lambda values: values["natverksmote"]["deltagare"][3].pop("samtycke_id"),
    )
    assert "Den närstående får inte ta del" in _refused(case, wish("natverk", "08-natverksmote"))


def test_sip_consent_goes_for_the_sip_alone() -> None:
    """A consent for the coordinated plan opens no other document."""
    psychiatry = "Psykiatrimottagning Fiktiv"
    assert not _refused(checked(SWEDISH), wish(psychiatry, "09-sip"))
    assert "samtycke saknas" in _refused(checked(SWEDISH), wish(psychiatry, "10-uppfoljning-maj"))


def test_orderer_needs_consent_until_the_service_is_ordered() -> None:
    """Before a decision the orderer is like everybody else; a stated ground or a decision changes that."""
    case = checked(FINNISH)
    none = altered(case, "07-uppdrag", lambda values: values["dokument"].update(status="makulerad"))
    assert "samtycke saknas" in _refused(none, wish("bestallare", UTREDNING))
    assert not _refused(none, wish("bestallare", UTREDNING, ground="lag"))
    assert not _refused(case, wish("bestallare", UTREDNING))


def test_orderer_hears_of_groups_only_with_consent() -> None:
    """Group activity is no part of the service: domain reference, section 5."""
    case = checked(FINNISH)
    (item,) = sharing.plan(case, wish("bestallare", PLAN)).items
    assert "genomforandeplan.grupp.deltar" in item.selection.withheld
    party = [{"namn": "Östra Nylands välfärdsområde", "kontakt": "Peter", "riktning": "lamna"}]
    given = _consent(typ="gruppdeltagande_till_bestallare", uppgifter=["narvaro"], parter=party)
    (item,) = sharing.plan(altered(case, CONSENT, given), wish("bestallare", PLAN)).items
    assert "genomforandeplan.grupp.deltar" not in item.selection.withheld


def test_asked_copy_of_the_crisis_plan_goes_whole() -> None:
    """The sister whom the person has given a copy gets the plan; others with the same consent do not."""
    case = checked(SWEDISH)
    assert not _refused(case, wish("Maja", "05-krisplan"))
    assert "(Krisplan)" in _refused(case, wish("Beroendemottagningen", "05-krisplan"))


def test_exception_in_words_has_to_be_read() -> None:
    """What a consent excepts in words only a person can judge."""
    said = _refused(checked(FINNISH), wish("S1.1", MEETING, exceptions_read=False))
    assert "Samtycke S1 har ett undantag" in said
    assert "Mamma" not in said


def test_consent_not_followed_up_is_noted() -> None:
    """R36 warns; nothing is refused."""
    planned = sharing.plan(checked(SWEDISH), wish("Sven Attrappsson", "09-sip"))
    assert planned.problems == ()
    assert any("var sjätte månad" in note for note in planned.notes)


def test_parties_are_told_apart() -> None:
    """A word that means two parties is refused, as is one that means nobody; the number always works."""
    case = checked(SWEDISH)
    assert "Flera parter" in _refused(case, wish("Region Exempel", "09-sip"))
    assert "Ingen part" in _refused(case, wish("Kalle", "09-sip"))
    codes = [one.code for one in parties(CaseView(case.case, case.unit, TODAY))]
    assert codes == ["S1.1", "S1.2", "S2.1", "S3.1", "S3.2", "S3.3"]


def test_protected_identity_filters_or_refuses() -> None:
    """Address and phone are left out; where the phone also stands in a text that goes, nothing goes."""

    def protect(values: dict[str, Any]) -> None:
        values["klient"]["skyddade_uppgifter"] = True

    def write_it_down(values: dict[str, Any]) -> None:
        protect(values)
        values["genomforandeplan"]["hansyn"] += " Ring +46701740611."

    (item,) = sharing.plan(altered(checked(FINNISH), PLAN, protect), wish("bestallare", PLAN)).items
    assert {one.path for one in item.selection.omitted if one.why is sharing.Why.PROTECTED} >= {
        "klient.telefon",
        "klient.hemadress.gata",
    }
    assert "skyddade personuppgifter" in _refused(
        altered(checked(FINNISH), PLAN, write_it_down), wish("bestallare", PLAN)
    )


def _stated(status: str) -> Change:
    def change(values: dict[str, Any]) -> None:
        values["dokument"]["status"] = status

    return change


def test_what_is_out_of_use_or_a_draft_does_not_go() -> None:
    """A document that is replaced, cancelled or not settled stays, unless a draft is asked for."""
    for status, said in (("ersatt", "nyare version"), ("makulerad", "makulerat"), ("utkast", "inte fastställt")):
        case = altered(checked(FINNISH), PLAN, _stated(status))
        assert said in _refused(case, wish("bestallare", PLAN))
    assert not _refused(case, wish("bestallare", PLAN, draft=True))
    with pytest.raises(FileError, match=r"finns|inget sådant"):
        sharing.plan(checked(FINNISH), wish("bestallare", "finns-inte"))


def test_text_that_repeats_what_stays_is_pointed_out() -> None:
    """«Mamma» is left out as relation but stands in the plan: a person has to look; the note has no answer."""
    notes = sharing.plan(checked(FINNISH), wish("bestallare", PLAN)).notes
    assert len([note for note in notes if "genomforandeplan.hemort.bostad" in note]) == 1
    assert not any("mamma" in note for note in notes)


# --- documents of somebody else


def _joined(document: str, change: Change = lambda _: None) -> CheckedCase:
    """Return the Finnish case with a document of the Swedish one among its own."""
    ours, theirs = checked(FINNISH), checked(SWEDISH)
    (stray,) = [one for one in altered(theirs, document, change).asked if one.document == document]
    asked = (*ours.asked, stray)
    documents = tuple(one.answers for one in asked if one.answers)
    return dataclasses.replace(ours, asked=asked, case=Case(documents=documents))


def _in_our_case(values: dict[str, Any]) -> None:
    values["dokument"]["arende_id"] = "HV-2026-014"


@pytest.mark.parametrize("to", ["klient", "bestallare"])
def test_no_document_of_another_case_goes(to: str) -> None:
    """A stray file in the folder is refused by name; nothing goes with it, and all else can still go."""
    case = _joined("05-krisplan")
    planned = sharing.plan(case, wish(to, "krisplan"))
    assert [(one.document, one.rule) for one in planned.problems] == [("05-krisplan", "motsagelse")]
    assert "annat ärende-id" in planned.problems[0].message
    assert not _refused(case, wish(to, "09-krisplan"))


def test_no_document_about_another_person_goes() -> None:
    """The ärende-id may be ours and the person not: the number tells; with no number, the birth date and name."""
    planned = sharing.plan(_joined("05-krisplan", _in_our_case), wish("klient", "krisplan"))
    assert [one.document for one in planned.problems] == ["05-krisplan"]
    assert "en annan person" in planned.problems[0].message

    def without_number(values: dict[str, Any]) -> None:
        _in_our_case(values)
        values["klient"].update(id_typ="saknas")
        del values["klient"]["id_nummer"]

    assert "en annan person" in _refused(_joined("05-krisplan", without_number), wish("klient", "krisplan"))


def test_new_name_or_number_of_the_same_person_stops_nothing() -> None:
    """With the same number the name may be new; a number of another kind may be, with the same name and birth."""
    married = altered(checked(FINNISH), PLAN, lambda values: values["klient"].update(efternamn="Nygård"))
    assert not _refused(married, wish("klient", PLAN))
    numbered = altered(
        checked(SWEDISH),
        "05-krisplan",
        lambda values: values["klient"].update(id_typ="se_samordningsnummer", id_nummer="19701063-2391"),
    )
    assert not _refused(numbered, wish("klient", "05-krisplan"))


def test_consent_of_somebody_else_gives_no_ground() -> None:
    """A consent that lies in the folder by mistake lets nobody know anything of our person."""
    case = _joined("01-samtycke-information", lambda values: values["samtycke"].update(id="S9"))
    assert "Ingen part" in _refused(case, wish("Beroendemottagningen", "09-krisplan"))


# --- the package itself


@pytest.fixture(scope="module")
def package() -> dict[str, bytes]:
    """Return the members of one package for the orderer."""
    return shared(checked(FINNISH), wish("bestallare", UTREDNING, MEETING))


def test_sheet_and_manifest_say_what_is_there(package: dict[str, bytes]) -> None:
    """One page says what goes and what kinds of information do not; the manifest has versions and ground."""
    assert list(package) == [
        "HV-2026-014_innehall.pdf", "HV-2026-014_1.pdf", "HV-2026-014_2.pdf", "manifest.json",
    ]  # fmt: skip
    sheet = PdfReader(io.BytesIO(package["HV-2026-014_innehall.pdf"]))
    text = " ".join(sheet.pages[0].extract_text().split())
    assert len(sheet.pages) == 1
    assert "Risk och skydd (intern)" in text
    assert "Beställd tjänst" in text
    assert "Linnea" not in text
    manifest = json.loads(package["manifest.json"])
    assert manifest["files"][1]["document_version"] == 1
    assert manifest["files"][1]["ground"] == "bestalld_tjanst"
    assert "Linnea" not in package["manifest.json"].decode()


def _repacked(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_changed_package_is_found_out(package: dict[str, bytes]) -> None:
    """A file changed, taken away or added is named; what is no package is refused."""
    assert sharing.received(_repacked(package), name="p").is_whole
    changed = package | {"HV-2026-014_1.pdf": package["HV-2026-014_1.pdf"] + b" ", "ny.pdf": b"x"}
    changed.pop("HV-2026-014_2.pdf")
    faults = {one.name: one.fault for one in sharing.received(_repacked(changed), name="p").checks}
    assert faults["HV-2026-014_1.pdf"].startswith("har ändrats")
    assert faults["HV-2026-014_2.pdf"] == "saknas"
    assert "förteckningen" in faults["ny.pdf"]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"%PDF-1.7", _repacked({"a": b"b"}), _repacked({"manifest.json": b"[]"}),
     _repacked({"manifest.json": b"{}"}), _repacked({"../x": b"", "manifest.json": b"{}"})],
)  # fmt: skip
def test_what_is_no_package_is_refused(content: bytes) -> None:
    """Whatever is given: a Swedish message, never a crash."""
    with pytest.raises(FileError):
        sharing.received(content, name="p.zip")


@pytest.fixture
def share(halvvag: Halvvag, case_a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run ``halvvag share`` on the Finnish case, for the orderer's copy of the minutes."""
    monkeypatch.setenv("HALVVAG_USER", "jte")
    (tmp_path / "pw").write_text("åtta-ord-långt\n", encoding="utf-8")

    def run(*more: object, input: str | None = None) -> Any:  # noqa: A002
        arguments = ("--to", "bestallare", "--documents", MEETING, "--today", TODAY, *more)
        return halvvag("share", case_a, *arguments, input=input)

    return run


def test_share_seals_each_pdf_and_logs_it(share: Any, halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """The PDFs open with the password alone and may be read aloud; the act is noted without names."""
    result = share("-o", tmp_path / "ut", "--passphrase-file", tmp_path / "pw")
    assert result.exit_code == 0, result.stderr
    (made,) = (tmp_path / "ut").iterdir()
    assert made.name.startswith("HV-2026-014_")
    opened = tmp_path / "upp"
    assert halvvag("share", "verify", made, "-o", opened).exit_code == 0
    for path in opened.glob("*.pdf"):
        reader = PdfReader(path)
        assert reader.is_encrypted
        assert reader.decrypt("fel") == 0
        assert reader.decrypt("åtta-ord-långt")
        assert int(reader.trailer["/Encrypt"]["/P"]) & (1 << 9), "screen readers"  # type: ignore[index]
    (line,) = (case_a / "utlamnanden.jsonl").read_text("utf-8").splitlines()
    act = json.loads(line)
    assert (act["user"], act["basis"], act["profile"]) == ("jte", "bestalld_tjanst", "bestallare")
    assert act["fields"] == ["S0", "S1", "S2", "S3R"]
    assert "Linnea" not in line


def test_age_opens_for_the_right_key_and_passphrase_alone(share: Any, halvvag: Halvvag, tmp_path: Path) -> None:
    """A package for a key needs the secret key, one with a passphrase the passphrase."""
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "nyckel").write_text(f"# min nyckel\n{identity}\n")
    (tmp_path / "annan").write_text(str(pyrage.x25519.Identity.generate()))
    assert share("-o", tmp_path / "a", "--seal", "age", "--key", identity.to_public()).exit_code == 0
    (made,) = (tmp_path / "a").glob("*.zip.age")
    assert halvvag("share", "verify", made, "--identity", tmp_path / "nyckel").exit_code == 0
    for wrong in (("--identity", tmp_path / "annan"), ("--identity", tmp_path / "pw"), ()):
        result = halvvag("share", "verify", made, *wrong)
        assert (result.exit_code, result.stdout) == (6, "")
    assert share("-o", tmp_path / "b", "--seal", "age", input="fyra bra ord här\n" * 2).exit_code == 0
    (made,) = (tmp_path / "b").iterdir()
    assert halvvag("share", "verify", made, input="fyra bra ord här\n").exit_code == 0
    assert halvvag("share", "verify", made, input="något annat\n").exit_code == 6


def test_dry_run_shows_what_and_why_and_writes_nothing(share: Any, case_a: Path) -> None:
    """Labels and reasons, no answers; nothing is written, not even in the log."""
    before = sorted(case_a.iterdir())
    result = share("--dry-run")
    assert result.exit_code == 0
    assert "Utelämnas – uppgifter om andra: Namn, Relation" in result.stdout
    assert "Gun" not in result.output
    assert sorted(case_a.iterdir()) == before


def test_share_asks_for_what_it_needs(share: Any, tmp_path: Path) -> None:
    """No place, a Word file that a password cannot close, a password too short, a key without age."""
    assert share().exit_code == 2
    assert share("-o", tmp_path / "x", "--format", "docx").exit_code == 2
    assert share("-o", tmp_path / "x", input="kort\nkort\n").exit_code == 2
    assert share("-o", tmp_path / "x", "--key", "age1x").exit_code == 2
    assert share("-o", tmp_path / "x", "--seal", "age", "--key", "age1x").exit_code == 6
    assert not list((tmp_path / "x").glob("*")) if (tmp_path / "x").exists() else True


def test_parties_are_listed_with_their_numbers(halvvag: Halvvag, case_a: Path) -> None:
    """Staff see whom they can share with, and whether the consent holds today."""
    result = halvvag("share", "parties", case_a, "--today", "2027-03-01")
    assert "S1.2  Gun Backlund (mamma)" in result.stdout
    assert "gäller inte i dag" in result.stdout
