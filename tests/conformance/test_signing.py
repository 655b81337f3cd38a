"""Signatures in the eyes of poppler and veraPDF, and made with a card (SoftHSM)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import casefiles
import certificates
import pytest
import signedforms
from certificates import NOW
from cryptography.hazmat.primitives import serialization
from pyhanko.keys import load_certs_from_pemder_data

from halvvag_docs import documents, pdfform, signing
from halvvag_docs.errors import SigningError

pytestmark = pytest.mark.conformance

VERAPDF = Path(__file__).parents[2] / ".ci" / "verapdf"
LONG = "Det här är en lång text som inte får plats i rutan och som därför fortsätter på ett blad för sig. " * 14
PIN = "123456"
TOKEN = "kort"  # noqa: S105  a name, no secret


@pytest.fixture(scope="module")
def plan() -> bytes:
    """Return a plan with a continuation sheet, as it is before anybody signs."""
    given = casefiles.sample(casefiles.FINNISH)["08"]
    texts = {f"genomforandeplan__{name}": LONG for name in ("hansyn", "utflyttning", "mina_ord__viktigt")}
    answers = casefiles.changed(given, **texts)
    unit = casefiles.sample_unit(casefiles.FINNISH)
    made = documents.render(casefiles.all_forms()[answers.form], answers, format="pdf", unit=unit)
    assert "Bilaga 1 – Fortsättningsblad" in pdfform.page_text(made.content).text
    return made.content


@pytest.fixture(scope="module")
def signed(plan: bytes) -> bytes:
    """Return the plan signed by three people in turn."""
    return signedforms.signed(*signedforms.PEOPLE, content=plan)


def test_all_three_hold(plan: bytes, signed: bytes) -> None:
    """In pyHanko: intact, trusted, and nothing came after that may not."""
    assert signed.startswith(plan)
    roots = list(load_certs_from_pemder_data(certificates.root().pem))
    verdict = signing.verify(signed, roots=roots, now=NOW + timedelta(days=1))
    assert verdict.holds
    assert [one.role for one in verdict.signatures] == ["Handledare", "Klienten själv", "Handläggare"]
    changed = signedforms.Forger(signed).change("genomforandeplan.hansyn", "nej")
    assert not any(one.holds for one in signing.verify(changed, roots=roots, now=NOW).signatures)


def test_poppler_finds_them_valid(signed: bytes, tmp_path: Path, program: Callable[[str], str]) -> None:
    """Another program, other cryptography, the same answer; and a changed byte is found."""
    path = tmp_path / "plan.pdf"
    path.write_bytes(signed)
    command = [program("pdfsig"), "-nocert", str(path)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert seen.count("Signature is Valid.") == 3
    assert seen.count("ETSI.CAdES.detached") == 3
    path.write_bytes(signed.replace(b"/Tx BMC", b"/Tx bMC", 1))
    seen = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." not in seen


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_it_stays_what_archives_and_screen_readers_want(
    plan: bytes, signed: bytes, tmp_path: Path, program: Callable[[str], str], flavour: str
) -> None:
    """PDF/A-2a and PDF/UA-1, before and after."""
    program("java")
    paths = [tmp_path / "plan.pdf", tmp_path / "plan_signerad.pdf"]
    for path, content in zip(paths, (plan, signed), strict=True):
        path.write_bytes(content)
    command = [str(VERAPDF), "--flavour", flavour, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """A card in software, and the tools to write on it."""

    module: Path
    softhsm: str
    tool: str

    def run(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, text=True)

    def write(self, what: str, file: Path) -> None:
        """Put a key or certificate on the card."""
        login = ("--module", str(self.module), "--token-label", TOKEN, "--login", "--pin", PIN)
        self.run(
            self.tool, *login, "--write-object", str(file), "--type", what, "--id", "01", "--label", "underskrift"
        )


@pytest.fixture
def card(tmp_path: Path, program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> signing.Card:
    """Return a card with a key for Carola Exempelsson."""
    softhsm, tool = program("softhsm2-util"), program("pkcs11-tool")
    places = ("/usr/lib/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm")
    module = next(path for place in places if (path := Path(place, "libsofthsm2.so")).exists())
    (tmp_path / "tokens").mkdir()
    settings = f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n"
    (tmp_path / "softhsm.conf").write_text(settings, "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    soft = _Card(module=module, softhsm=softhsm, tool=tool)
    soft.run(softhsm, "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "87654321")
    issued = certificates.root().issue("Carola Exempelsson")
    (tmp_path / "key.der").write_bytes(
        issued.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (tmp_path / "cert.der").write_bytes(issued.certificate.public_bytes(serialization.Encoding.DER))
    soft.write("privkey", tmp_path / "key.der")
    soft.write("cert", tmp_path / "cert.der")
    return signing.Card(module=module, token=TOKEN)


def test_a_card_signs(card: signing.Card) -> None:
    """The key never leaves it; a wrong PIN is told without repeating it."""
    form = signedforms.form()
    with pytest.raises(SigningError, match="PIN-koden är fel") as raised, signing.key_on_card(card, "999999"):
        pass
    assert "999999" not in str(raised.value)
    with signing.key_on_card(card, PIN) as key:
        assert key.name == "Carola Exempelsson"
        signed = signing.sign(form, signing.places(form)[1], signing.Signing(key=key, when=NOW))
    roots = list(load_certs_from_pemder_data(certificates.root().pem))
    assert signing.verify(signed, roots=roots, now=NOW).holds


def test_a_card_that_is_not_there_is_told(card: signing.Card, tmp_path: Path) -> None:
    """Another name, another library, another key."""
    for wrong, said in (
        (signing.Card(module=card.module, token=TOKEN + "et"), "Kortet hittas inte"),
        (signing.Card(module=tmp_path / "finns-inte.so"), "Kortet hittas inte"),
        (signing.Card(module=card.module, token=TOKEN, key="annan"), "ingen nyckel"),
    ):
        with pytest.raises(SigningError, match=said), signing.key_on_card(wrong, PIN):
            pass
