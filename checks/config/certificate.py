"""The certificate by which an application proves itself: read from PEM or PKCS #12, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from .files import Unreadable, read_file
from .profile import Profile
from .references import MAX_FILE_BYTES, Secret
from .view import SecretView

_PEM_KEY = re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----.*?-----END (?:[A-Z]+ )*PRIVATE KEY-----", re.S)


class CertificateUnusable(Exception):  # reads as a sentence where it is caught
    """No assertion can be signed with what is there; str() says why and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A private key and the certificate that belongs to it, both as PEM; the key is not encrypted here."""

    private_key: str = field(repr=False)
    certificate: str = field(repr=False)

    @property
    def secret_part(self) -> str:
        """What of the key no output may show: the lines between those of PEM, as one."""
        return "".join(self.private_key.splitlines()[1:-1])

    def credential(self) -> Mapping[str, str]:
        """What MSAL calls `client_credential`: it signs with PS256 and names the certificate by `x5t#S256`."""
        return {"private_key": self.private_key, "public_certificate": self.certificate}


def proof_of(profile: Profile, secrets: SecretView) -> Proof:
    """The certificate of a profile that has one. Raises CertificateUnusable, also for a reference that is not set."""
    grant = profile.grant
    assert grant.certificate_path is not None
    found: dict[str, Secret | None] = {}
    for name, ref in (("key", grant.certificate_key), ("passphrase", grant.certificate_passphrase)):
        found[name] = secrets.get(f"certificate.{name}") if ref else None
        if ref and found[name] is None:
            raise CertificateUnusable(secrets.why_absent(f"certificate.{name}"))
    return read_certificate(grant.certificate_path, found["key"], found["passphrase"], profile.read_at)


def at_hand(profile: Profile, secrets: SecretView) -> bool:
    """Whether a certificate, its key and its passphrase are on this machine, so that they can be judged."""
    grant = profile.grant
    refs = {"certificate.key": grant.certificate_key, "certificate.passphrase": grant.certificate_passphrase}
    there = grant.certificate_path is not None and grant.certificate_path.is_file()
    return there and all(secrets.get(name) is not None for name, ref in refs.items() if ref)


def read_certificate(path: Path, key: Secret | None, passphrase: Secret | None, now: datetime) -> Proof:
    """The certificate of the file at `path`, PEM or PKCS #12, and its private key: from `key` where that is given.

    Raises CertificateUnusable.
    """
    # Only a profile with a certificate pays for the import.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    where = f"certificate {path}"
    try:
        data, _ = read_file(path, MAX_FILE_BYTES)
    except Unreadable as error:
        raise CertificateUnusable(f"{where} {error}") from None
    password = passphrase.reveal().encode() if passphrase else None
    if b"-----BEGIN" not in data:
        data = _unpacked(data, password, where)
        password = None if key is None else password
    try:
        certificates = x509.load_pem_x509_certificates(data)
    except ValueError:
        raise CertificateUnusable(f"{where} holds no certificate (-----BEGIN CERTIFICATE-----)") from None
    text = key.reveal().encode() if key is not None else data
    kept = "certificate.key" if key is not None else where
    found = _PEM_KEY.search(text)
    if found is None:
        more = "" if key is not None else ": add it to that file, or name its own file as certificate.key"
        raise CertificateUnusable(f"{kept} holds no private key (-----BEGIN PRIVATE KEY-----){more}")
    private = _private(found[0], password, kept)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise CertificateUnusable(f"{kept} holds a key that is not RSA: Entra ID takes no other for an application")
    public = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    own = private.public_key().public_bytes(*public)
    # A chain may begin at either end.
    certificate = next((one for one in certificates if one.public_key().public_bytes(*public) == own), None)
    if certificate is None:
        raise CertificateUnusable(f"{where} and its private key do not belong together")
    _judge_time(certificate.not_valid_before_utc, certificate.not_valid_after_utc, now, where)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return Proof(
        private.private_bytes(serialization.Encoding.PEM, *plain).decode(),
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
    )


def _unpacked(data: bytes, password: bytes | None, where: str) -> bytes:
    """A PKCS #12 file (.pfx, .p12) as PEM."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415

    try:
        private, certificate, _ = pkcs12.load_key_and_certificates(data, password)
    except ValueError as error:
        if "password" in str(error).lower():
            raise CertificateUnusable(_locked(where, password)) from None
        raise CertificateUnusable(f"{where} is neither PEM nor PKCS #12 (.pfx)") from None
    pem = b"" if certificate is None else certificate.public_bytes(serialization.Encoding.PEM)
    if private is not None:
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        pem += private.private_bytes(serialization.Encoding.PEM, *plain)
    return pem


def _private(pem: bytes, password: bytes | None, where: str) -> object:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    encrypted = b"ENCRYPTED" in pem
    if encrypted and password is None:
        raise CertificateUnusable(_locked(where, password))
    try:
        # A passphrase for a key that needs none does no harm; the library would refuse it.
        return load_pem_private_key(pem, password if encrypted else None)
    except UnsupportedAlgorithm:
        raise CertificateUnusable(f"{where} holds a private key of a kind that is not known here") from None
    except (ValueError, TypeError):
        words = _locked(where, password) if encrypted else f"{where} holds a private key that is damaged"
        raise CertificateUnusable(words) from None


def _locked(where: str, password: bytes | None) -> str:
    if password is None:
        return f"the private key in {where} is encrypted: name its passphrase as certificate.passphrase"
    return f"certificate.passphrase does not open the private key in {where}"


def _judge_time(begins: datetime, ends: datetime, now: datetime, where: str) -> None:
    if now > ends:
        raise CertificateUnusable(f"{where} ended on {ends:%Y-%m-%d}: upload a newer one at the app registration")
    if now < begins:
        raise CertificateUnusable(f"{where} begins on {begins:%Y-%m-%d}: is the clock of this machine right?")
