"""Signatures: made in the place of a role, one after the other, and looked at without mercy."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta

import certificates
import pytest
import signedforms
from certificates import NOW, PASSPHRASE
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from signedforms import PEOPLE, ROLES, Forger

from halvvag_docs import pdfform, signing
from halvvag_docs.errors import FileError, SigningError
from halvvag_docs.signing import Coverage, Trust, Verdict


@pytest.fixture(scope="module")
def roots() -> list[object]:
    """Return the certificates that are trusted here."""
    return list(load_certs_from_pemder_data(certificates.root().pem))


@pytest.fixture(scope="module")
def three() -> bytes:
    """Return the form signed by three people."""
    return signedforms.signed(*PEOPLE)


@pytest.fixture(scope="module")
def one() -> bytes:
    """Return the form signed by one person."""
    return signedforms.signed(PEOPLE[0])


def _look(content: bytes, roots: list[object]) -> Verdict:
    return signing.verify(content, roots=roots, now=NOW + timedelta(days=1))


def test_three_people_sign_in_turn(three: bytes, roots: list[object]) -> None:
    """Each signature holds, names who made it and when, and says what came after."""
    verdict = _look(three, roots)
    assert verdict.holds
    assert [one.signer for one in verdict.signatures] == list(PEOPLE)
    assert [one.role for one in verdict.signatures] == list(ROLES)
    assert [one.when for one in verdict.signatures] == [NOW + timedelta(hours=i) for i in range(3)]
    assert [one.coverage for one in verdict.signatures] == [Coverage.REVISION, Coverage.REVISION, Coverage.FILE]
    assert {one.trust for one in verdict.signatures} == {Trust.TRUSTED}
    assert [change.kind for change in verdict.signatures[1].changes] == ["signature", "field", "field"]
    assert verdict.empty == ()


def test_what_was_there_stands_unchanged_before_the_signature(three: bytes) -> None:
    """A signature only adds; the first revision is the form itself."""
    assert three.startswith(signedforms.form())
    assert signing.first_revision(three).rstrip() == signedforms.form().rstrip()


def test_date_and_town_are_filled_in(three: bytes) -> None:
    """The person at the desk writes neither; what the fields show is what they hold."""
    values, drawn = pdfform.read(three), pdfform.drawn_text(three)
    assert values["signaturer.0.datum"] == drawn["signaturer.0.datum"].strip() == "22.11.2026"
    assert values["signaturer.1.ort"] == drawn["signaturer.1.ort"].strip() == "Borgå"


def test_the_signature_is_seen_in_the_fonts_of_the_forms(three: bytes) -> None:
    """Name, role and date, in embedded Noto: nothing that an archive would refuse."""
    look = Forger(three).field("signaturer.0.underskrift")["/AP"]["/N"]
    assert b"(Linnea Backlund) Tj" in look.data
    assert "(Klienten själv · 22.11.2026 kl. 12.00) Tj".encode("cp1252") in look.data
    fonts = look["/Resources"]["/Font"]
    assert {str(fonts[name]["/BaseFont"]).partition("+")[2] for name in fonts} == {
        "NotoSans-Regular",
        "NotoSans-Bold",
    }


def test_a_changed_byte_is_found(three: bytes, roots: list[object]) -> None:
    """Only what the first signature covers is touched; it does not hold, and those after neither."""
    verdict = _look(three.replace(b"0 0 10 10 re f", b"0 0 10 11 re f", 1), roots)
    assert not verdict.holds
    assert [one.intact for one in verdict.signatures] == [False, False, False]


@pytest.mark.parametrize("part", range(20))
def test_no_changed_byte_goes_unnoticed(roots: list[object], one: bytes, part: int) -> None:
    """Wherever it is, but in the unused room behind the signature itself."""
    at = random.Random(part).randrange(len(one))  # noqa: S311  any place will do
    changed = one[:at] + bytes([one[at] ^ 1]) + one[at + 1 :]
    if one[max(0, at - 20) : at + 20].strip(b"0") == b"":
        return
    with contextlib.suppress(FileError):
        assert not _look(changed, roots).holds


def test_a_field_changed_after_signing_is_named(three: bytes, roots: list[object]) -> None:
    """The signed part is intact, but the change is not allowed."""
    verdict = _look(Forger(three).change("svar", "nej"), roots)
    assert not verdict.holds
    for one in verdict.signatures:
        assert one.intact
        assert not one.changes_allowed
        assert "«Svaret»" in [change.name for change in one.changes if not change.allowed]


def test_a_date_changed_after_signing_is_named(roots: list[object], one: bytes) -> None:
    """The lock covers the signer's own date; the dates of those who have not signed may be filled in."""
    assert not _look(Forger(one).change("signaturer.0.datum", "1.1.2026"), roots).holds
    assert _look(Forger(one).change("signaturer.1.ort", "Malax"), roots).holds


def test_an_added_page_is_named(three: bytes, roots: list[object]) -> None:
    """So is any other thing that is not a field, a signature or a page."""
    verdict = _look(Forger(three).add_page(), roots)
    assert not verdict.holds
    assert "1 sida tillagd" in [change.name for change in verdict.signatures[0].changes if not change.allowed]


def test_a_forged_certificate_is_not_trusted(roots: list[object]) -> None:
    """An issuer of the same name with another key is somebody else."""
    forged = signedforms.signed(PEOPLE[1], issuer=certificates.authority())
    verdict = _look(forged, roots)
    assert not verdict.holds
    assert verdict.signatures[0].trust is Trust.UNTRUSTED
    assert verdict.signatures[0].issuer == "Exempelorganisationens rot"
    unasked = _look(forged, [])
    assert unasked.signatures[0].trust is Trust.UNKNOWN


def test_a_certificate_that_expired_since_is_told_apart(roots: list[object], one: bytes) -> None:
    """Without a time stamp only the signer's own clock says that it was valid."""
    late = signing.verify(one, roots=roots, now=NOW + timedelta(days=900))
    assert late.signatures[0].trust is Trust.EXPIRED
    assert late.holds


def test_a_time_stamp_proves_the_time(roots: list[object]) -> None:
    """PAdES B-T: the time is the service's, and outlives the signer's certificate."""
    tsa = certificates.root().issue("Tidsstämpel", days=(-30, 3000), time_stamps=True)
    stamped = NOW + timedelta(minutes=7)
    stamper = DummyTimeStamper(
        tsa_cert=translate_pyca_cryptography_cert_to_asn1(tsa.certificate),
        tsa_key=translate_pyca_cryptography_key_to_asn1(tsa.key),
        fixed_dt=stamped,
    )
    order = signing.Signing(key=certificates.root().key_for(PEOPLE[0]), when=NOW, timestamper=stamper)
    form = signedforms.form()
    signed = signing.sign(form, signing.places(form)[0], order)
    one = _look(signed, roots).signatures[0]
    assert (one.timestamped, one.time_proved, one.when) == (True, True, stamped)


def test_signatures_are_told_in_the_order_in_which_they_were_made(roots: list[object]) -> None:
    """Whatever the order of the lines on the page."""
    made = signedforms.form()
    for hour, place in enumerate(reversed(signing.places(made))):
        key = certificates.root().key_for(PEOPLE[hour])
        made = signing.sign(made, place, signing.Signing(key=key, when=NOW + timedelta(hours=hour)))
    assert [one.role for one in _look(made, roots).signatures] == list(reversed(ROLES))


@pytest.mark.enable_socket
def test_a_time_stamp_service_that_does_not_answer_is_told() -> None:
    """Nothing is signed without the proof that was asked for. Nobody listens at the address."""
    key, form = certificates.root().key_for(PEOPLE[0]), signedforms.form()
    order = signing.Signing(key=key, when=NOW, timestamper=signing.timestamp_service("http://127.0.0.1:9/tsa"))
    with pytest.raises(SigningError, match="Tidsstämpeltjänsten svarar inte"):
        signing.sign(form, signing.places(form)[0], order)


def test_the_place_must_be_said_and_free(three: bytes, one: bytes) -> None:
    """By role, in the code or the words of the document; the message lists what is free."""
    found = signing.places(one)
    assert signing.choose(found, role="handledare", words="Handledare").field == "signaturer.1.underskrift"
    assert signing.choose(found, field="signaturer.2.underskrift").role == "Handläggare"
    with pytest.raises(SigningError, match=r"Klienten själv .* är redan underskrivet. Tomma ställen: Handledare"):
        signing.choose(found, role="klient", words="Klienten själv")
    with pytest.raises(SigningError, match="--role eller --field"):
        signing.choose(found)
    with pytest.raises(SigningError, match="finns inte i dokumentet"):
        signing.choose(found, role="ordforande", words="Ordförande")
    with pytest.raises(SigningError, match="redan underskrivet på alla"):
        signing.choose(signing.places(three))
    with pytest.raises(SigningError, match="inget ställe"):
        signing.choose(())


def test_a_wrong_passphrase_and_a_file_without_key_are_told() -> None:
    """The message says what may be wrong, not what was typed."""
    for content, secret in ((certificates.root().file("X"), "hemligt"), (b"ingen nyckel", PASSPHRASE)):
        with pytest.raises(SigningError, match="lösenordet är fel") as raised:
            signing.key_from_file(content, secret)
        assert secret not in str(raised.value)


def test_what_is_no_pdf_is_refused() -> None:
    """Damaged and foreign files end in one message, never in a traceback."""
    for content in (b"", b"%PDF-1.7\n", signedforms.form()[:900], b"PK\x03\x04"):
        with pytest.raises(FileError):
            signing.places(content)
        with pytest.raises(FileError):
            signing.verify(content, now=NOW)
    with pytest.raises(FileError, match="inget certifikat"):
        signing.read_roots(b"inget", name="rot.pem")
