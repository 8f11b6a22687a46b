"""The signing keys of the tenant: fresh at each start, made in the background because RSA takes its time."""

from __future__ import annotations

import base64
import datetime
import hashlib
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_SECONDS = 60
_OLD_ONES_KEPT = 2
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "accounts.accesscontrol.windows.net")])


@dataclass(frozen=True)
class SigningKey:
    """An RSA-2048 key with the certificate under which JWKS publishes it."""

    private: rsa.RSAPrivateKey

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        """What verifiers get."""
        return self.private.public_key()

    @cached_property
    def certificate(self) -> bytes:
        """A self-signed certificate of the key, DER."""
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(_NAME, _NAME, self.public, x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1))
        builder = builder.not_valid_after(now + datetime.timedelta(days=5 * 365))
        return builder.sign(self.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    @cached_property
    def id(self) -> str:
        """`kid` and `x5t`, which Entra gives the same value: the SHA-1 thumbprint of the certificate."""
        digest = hashlib.sha1(self.certificate, usedforsecurity=False).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    @cached_property
    def jwk(self) -> dict[str, Any]:
        """The entry in JWKS; no `alg`, as in Entra's."""
        numbers = self.public.public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.id,
            "x5t": self.id,
            "n": _base64url(numbers.n),
            "e": _base64url(numbers.e),
            "x5c": [base64.b64encode(self.certificate).decode()],
        }


class KeyRing:
    """The keys of one tenant: one signs, the next is published ahead of its use, and old ones still verify."""

    def __init__(self) -> None:
        # The one that signs, then older ones.
        self._ring = [_make()]
        # Made when somebody first asks what is published: it costs as much as the rest of a start.
        self._next: Future[SigningKey] | None = None

    @property
    def current(self) -> SigningKey:
        """The key that signs; waits for it the first time."""
        return self._ring[0].result(_SECONDS)

    def find(self, key_id: str) -> SigningKey | None:
        """The key a token names, if it is published."""
        return next((key for key in (f.result(_SECONDS) for f in self._ring) if key.id == key_id), None)

    def jwks(self) -> list[dict[str, Any]]:
        """The published keys: the next one, the one that signs, old ones."""
        return [key.result(_SECONDS).jwk for key in (self._upcoming(), *self._ring)]

    def roll(self) -> None:
        """Sign with the next key from now on. Tokens of a key live on for two rolls more."""
        self._ring = [self._upcoming(), *self._ring][: 1 + _OLD_ONES_KEPT]
        self._next = None

    def retire(self) -> None:
        """Publish old keys no longer: what they signed is worth nothing from now on."""
        del self._ring[1:]

    def _upcoming(self) -> Future[SigningKey]:
        if self._next is None:
            self._next = _make()
        return self._next


def _make() -> Future[SigningKey]:
    making: Future[SigningKey] = Future()

    def make() -> None:
        making.set_result(SigningKey(rsa.generate_private_key(public_exponent=65537, key_size=2048)))

    Thread(target=make, daemon=True).start()
    return making


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
