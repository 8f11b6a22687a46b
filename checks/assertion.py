"""An application proves itself by a JWT that it signs with the key of its certificate, in place of a secret.

RFC 7523 section 3; header and claims as Microsoft writes them down (certificate credentials for application
authentication). MSAL signs, as it does for the requests that it makes itself.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from .config.certificate import Proof

ASSERTION_SECONDS = 300
"""How long one is good; Microsoft advises five to ten minutes."""
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def proving(proof: Proof, client_id: str, token_endpoint: str) -> Mapping[str, str]:
    """The parameters of one request to one token endpoint. The assertion is a secret until it ends."""
    # Only a profile with a certificate pays for the imports.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from msal.oauth2cli import JwtAssertionCreator  # noqa: PLC0415

    thumbprint = x509.load_pem_x509_certificate(proof.certificate.encode()).fingerprint(hashes.SHA256())
    now = int(time.time())
    signed = JwtAssertionCreator(
        proof.private_key, algorithm="PS256", sha256_thumbprint=thumbprint.hex()
    ).create_normal_assertion(
        token_endpoint, client_id, issued_at=now, not_before=now, expires_at=now + ASSERTION_SECONDS
    )
    return {"client_assertion_type": JWT_BEARER, "client_assertion": signed.decode("ascii")}
