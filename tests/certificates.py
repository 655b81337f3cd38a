"""Certificates and keys for tests: made anew each time, valid around the day of the samples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from halvvag_docs.signing import Key, key_from_file

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSPHRASE = "läsa-Å1"  # noqa: S105  of keys made here
_USES = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Issued):
    """One that issues certificates; each made by `authority` has a key of its own."""

    def issue(self, name: str, *, days: tuple[int, int] = (-30, 700), time_stamps: bool = False) -> Issued:
        """Return a key for `name`, valid for `days` counted from NOW."""
        key = rsa.generate_private_key(65537, 2048) if time_stamps else ec.generate_private_key(ec.SECP256R1())
        made = _builder(name, key, days).issuer_name(self.certificate.subject)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_usage("content_commitment", "digital_signature"), critical=True)
        if time_stamps:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return Issued(key=key, certificate=made.sign(self.key, hashes.SHA256()))

    def file(self, name: str, *, days: tuple[int, int] = (-30, 700)) -> bytes:
        """Return a PKCS#12 file for `name`, locked with PASSPHRASE."""
        issued = self.issue(name, days=days)
        lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        return pkcs12.serialize_key_and_certificates(
            name.encode(), issued.key, issued.certificate, [self.certificate], lock
        )

    def key_for(self, name: str, *, days: tuple[int, int] = (-30, 700)) -> Key:
        """Return what `name` signs with."""
        return key_from_file(self.file(name, days=days), PASSPHRASE)


def authority(name: str = "Exempelorganisationens rot") -> Authority:
    """Return an authority; two of one name are still two."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _builder(name, key, (-400, 4000)).issuer_name(_name(name))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = made.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    return Authority(key=key, certificate=made.sign(key, hashes.SHA256()))


@lru_cache(maxsize=1)
def root() -> Authority:
    """Return the authority that tests trust."""
    return authority()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*uses: str) -> x509.KeyUsage:
    return x509.KeyUsage(
        **{use: use in uses for use in (*_USES.split(), "crl_sign", "encipher_only", "decipher_only")}
    )


def _builder(
    name: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, days: tuple[int, int]
) -> x509.CertificateBuilder:
    first, last = (NOW + timedelta(days=day) for day in days)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )
