"""A certificate authority of this process alone, and the server contexts it signs, good and bad."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import warnings
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leaf:
    """How a server certificate differs from a good one. Days are relative to now.

    `names`, `addresses` and `uris` are its subject alternative names.
    """

    names: tuple[str, ...] = ("localhost",)
    addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    from_day: int = -1
    to_day: int = 365
    foreign_ca: bool = False
    common_name: str = ""
    uris: tuple[str, ...] = ()
    self_signed: bool = False


LEAVES = {
    "good": Leaf(),
    "unknown-ca": Leaf(foreign_ca=True),
    "wrong-name": Leaf(names=("mail.fabrikam.example",), addresses=()),
    "expired": Leaf(from_day=-400, to_day=-3),
    "not-yet-valid": Leaf(from_day=3, to_day=400),
    # A wildcard stands for one whole label. OpenSSL takes none directly below a top-level domain.
    "wildcard": Leaf(names=("*.localhost", "*.mail.localhost"), addresses=()),
    "cn-only": Leaf(names=(), addresses=(), common_name="localhost"),
    "uri-only": Leaf(
        names=(), addresses=(), uris=("imap://localhost", "smtp://localhost"), common_name="A mail server"
    ),
    "self-signed": Leaf(self_signed=True),
}


class Certificates:
    """Makes server contexts on demand; the CA's key never leaves memory.

    `folder` takes the CA certificate (for clients) and the leaf keys that OpenSSL insists on reading from files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ca = _Authority("oauthmail fake CA - not for production")
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(self._ca.pem)

    def context(self, kind: str = "good") -> ssl.SSLContext:
        """The server context of a kind in LEAVES; the same object for the same kind."""
        if kind not in self._contexts:
            leaf = LEAVES[kind]
            authority = _Authority("Some Other CA") if leaf.foreign_ca else self._ca
            file = self._folder / f"{kind}.pem"
            file.touch(mode=0o600)
            file.write_bytes(authority.sign(leaf))
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(file)
            self._contexts[kind] = context
        return self._contexts[kind]

    def old_context(self) -> ssl.SSLContext:
        """A server that speaks TLS 1.0 and 1.1 only, so that a client of today finds no common version."""
        context = self._with_old_versions()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        return context

    def lenient_context(self) -> ssl.SSLContext:
        """A good server that lets TLS 1.0 and 1.1 shake hands as well; the same object each time."""
        if "lenient" not in self._contexts:
            self._contexts["lenient"] = self._with_old_versions()
        return self._contexts["lenient"]

    def _with_old_versions(self) -> ssl.SSLContext:
        self.context("good")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        # OpenSSL 3 signs nothing in TLS 1.1 at its default security level.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.load_cert_chain(self._folder / "good.pem")
        return context


class _Authority:
    def __init__(self, name: str, organization: str = "") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        known = ((NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, name))
        self._name = x509.Name([x509.NameAttribute(oid, text) for oid, text in known if text])
        public = self._key.public_key()
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(self._name)
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 500 * _DAY)
            .not_valid_after(now + 500 * _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)

    def sign(self, leaf: Leaf) -> bytes:
        """A new key and its certificate chain, PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in leaf.names]
        alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in leaf.addresses]
        alternatives += [x509.UniformResourceIdentifier(uri) for uri in leaf.uris]
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, leaf.common_name or leaf.names[0])])
        signer = key if leaf.self_signed else self._key
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if leaf.self_signed else self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + leaf.from_day * _DAY)
            .not_valid_after(now + leaf.to_day * _DAY)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )
        if alternatives:
            builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        certificate = builder.sign(signer, hashes.SHA256())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        chain = b"" if leaf.self_signed else self.pem
        return private + certificate.public_bytes(serialization.Encoding.PEM) + chain


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
