"""The signing keys of the tenant: fresh at each start, made in the background because RSA takes its time."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass(frozen=True)
class SigningKey:
    """An RSA-2048 key with the id under which JWKS publishes it."""

    private: rsa.RSAPrivateKey

    @cached_property
    def public(self) -> rsa.RSAPublicKey:
        """What verifiers get."""
        return self.private.public_key()

    @cached_property
    def id(self) -> str:
        """`kid` and `x5t`: Entra gives both the same value."""
        der = self.public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return base64.urlsafe_b64encode(hashlib.sha1(der, usedforsecurity=False).digest()).rstrip(b"=").decode()

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
        }


class KeyRing:
    """The keys of one tenant: the first signs, all verify."""

    def __init__(self) -> None:
        self._making: Future[SigningKey] = Future()
        Thread(target=self._make, daemon=True).start()

    @property
    def current(self) -> SigningKey:
        """The key that signs; waits for it the first time."""
        return self._making.result(timeout=60)

    def find(self, key_id: str) -> SigningKey | None:
        """The key a token names, if it is one of ours."""
        return self.current if key_id == self.current.id else None

    def jwks(self) -> list[dict[str, Any]]:
        """The published keys."""
        return [self.current.jwk()]

    def _make(self) -> None:
        self._making.set_result(SigningKey(rsa.generate_private_key(public_exponent=65537, key_size=2048)))


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
