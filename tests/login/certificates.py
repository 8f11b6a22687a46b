"""Keys and certificates as an administrator makes them, as files, and registered at the fake tenant."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from fakes.entra.certificate import registered
from fakes.thread import ThreadedBox
from tests.fakes.person import change

PASSPHRASE = "Zq7vTr0mBa9kXw2pLd5e"
NOTHING = serialization.NoEncryption()


@dataclass(frozen=True)
class Pair:
    """A key and its certificate."""

    key: Any
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self, passphrase: str = "", form: Any = serialization.PrivateFormat.PKCS8) -> bytes:
        how = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else NOTHING
        return bytes(self.key.private_bytes(serialization.Encoding.PEM, form, how))

    @property
    def body(self) -> str:
        """What a leak of the key would show."""
        return "".join(self.key_pem().decode().splitlines()[1:-1])

    def pfx(self, passphrase: str = "") -> bytes:
        how = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else NOTHING
        return pkcs12.serialize_key_and_certificates(b"mail", self.key, self.certificate, None, how)


def make(days: tuple[int, int] = (-1, 9), *, elliptic: bool = False) -> Pair:
    """A pair whose certificate is good between two days from now."""
    key: Any = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa.generate_private_key(65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.contoso.example")])
    now = datetime.datetime.now(datetime.UTC)
    begins, ends = (now + datetime.timedelta(days=day) for day in days)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, ends)
    return Pair(key, builder.sign(key, hashes.SHA256()))


def upload(box: ThreadedBox, *pairs: Pair) -> None:
    """Register certificates in place of every secret."""
    change(box, certificates=[registered(pair.pem.decode()) for pair in pairs], secrets=[], allow_public_client=False)


def profile(path: Path, **more: str) -> dict[str, Any]:
    """The changes that make a profile prove itself by the file at `path`."""
    keys = {f"grant__certificate__{name}": value for name, value in more.items()}
    return {
        "client_secret": None,
        "grant__client_auth": "assertion_cert",
        "grant__certificate__path": str(path),
        **keys,
    }
