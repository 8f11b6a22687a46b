"""A login with a token, whatever the mechanism: what the client sent is read, judged, and perhaps challenged."""

from __future__ import annotations

from ..entra.tokens import BadToken, verify_access_token
from ..faults.model import Behave, Fault
from ..tenant.access import SCOPES, Admitted, admit
from ..tenant.tenant import Tenant
from .challenge import Challenge, google, rfc7628
from .dialect import Dialect
from .sasl import DECODERS

_FORMS = {"google": google, "rfc7628": rfc7628}
_GOOGLE_SCOPE = "https://mail.google.com/"
_RESOURCE = "https://outlook.office.com/"


def judge_response(tenant: Tenant, protocol: str, mechanism: str, response: bytes) -> Admitted | Fault:
    """Judge the response of an OAuth mechanism (base64). Raises BadSasl when it is none."""
    user, token = DECODERS[mechanism](response)
    return admit(tenant, protocol, user or _own_name(tenant, token), token)


def challenge_before(tenant: Tenant, protocol: str, refusal: Fault, dialect: Dialect) -> bytes:
    """The challenge (base64) that a client must answer before it is refused; empty where there is none.

    A dialect that has one sends it for a token that is not good. The faults that challenge bring their form along.
    """
    form: Challenge | None = None
    if isinstance(refusal.effect, Behave):
        form = _FORMS.get(refusal.effect.argument) if refusal.effect.how == "challenge" else None
    elif refusal.id == "token-refused":
        form = dialect.challenge
    if form is None:
        return b""
    scope = _GOOGLE_SCOPE if form is google else _RESOURCE + SCOPES[protocol]
    return form(scope, f"{tenant.authority}/v2.0/.well-known/openid-configuration")


def _own_name(tenant: Tenant, token: str) -> str:
    # OAUTHBEARER may name nobody: the token's own user is meant (RFC 7628 3.1).
    try:
        return str(verify_access_token(tenant, token).get("upn", ""))
    except BadToken:
        return ""
