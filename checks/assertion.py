"""An application proves itself by a JWT that it signs with the key of its certificate, in place of a secret.

RFC 7523 section 3; header and claims as Microsoft writes them down (certificate credentials for application
authentication). Only for requests that MSAL does not make: it signs its own in the same form.
"""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Mapping

from .config.certificate import Proof

ASSERTION_SECONDS = 300
"""How long one is good; Microsoft advises five to ten minutes."""
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def proving(proof: Proof, client_id: str, token_endpoint: str) -> Mapping[str, str]:
    """The parameters of one request to one token endpoint. The assertion is a secret until it ends."""
    # Only a profile with a certificate pays for the imports.
    import jwt  # noqa: PLC0415
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    thumbprint = x509.load_pem_x509_certificate(proof.certificate.encode()).fingerprint(hashes.SHA256())
    now = int(time.time())
    claims = {
        "aud": token_endpoint,
        "iss": client_id,
        "sub": client_id,
        "jti": str(uuid.uuid4()),
        "iat": now,
        "nbf": now,
        "exp": now + ASSERTION_SECONDS,
    }
    named = {"x5t#S256": base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()}
    signed = jwt.encode(claims, proof.private_key, algorithm="PS256", headers=named)
    return {"client_assertion_type": JWT_BEARER, "client_assertion": signed}
