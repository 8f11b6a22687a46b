"""A certificate as an administrator uploads it at the app registration: what is kept of it."""

from __future__ import annotations

import base64

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..tenant.model import AppCertificate


def registered(pem: str) -> AppCertificate:
    """Both thumbprints and the public key. Raises ValueError with one sentence."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        raise ValueError("a certificate must be written as PEM, from BEGIN CERTIFICATE to END CERTIFICATE") from None
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("a certificate must have an RSA key")
    return AppCertificate(
        _base64url(certificate.fingerprint(hashes.SHA1())),  # noqa: S303 - it is called so
        _base64url(certificate.fingerprint(hashes.SHA256())),
        key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
