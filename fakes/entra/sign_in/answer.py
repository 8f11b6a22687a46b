"""What goes back to the application: a code, tokens or an error, in the response mode that was asked for."""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from html import escape
from urllib.parse import urlencode, urlsplit

from ...tenant.model import User
from ...tenant.tenant import Code
from .. import grants
from ..errors import Refused, Response, describe
from ..scopes import GRAPH_PREFIX, Asked
from ..state import remember
from ..tokens import client_info, id_token, mint
from . import consent, markup
from .asking import Asking


def succeed(asking: Asking, user: User, asked: Asked, *, by_password: bool = True) -> Response:
    """The redirect after a sign-in. Raises Refused."""
    tenant, app = asking.tenant, asking.app
    fields: dict[str, str] = {}
    if "code" in asking.kinds:
        fields["code"] = _code(asking, user, by_password)
    if "token" in asking.kinds:
        resource = next(iter(asked.resources), "graph")
        audience = asked.prefixes.get(resource, GRAPH_PREFIX)
        token, lifetime, granted = mint(tenant, app, user, audience, consent.granted(app, user, resource))
        fields |= {"access_token": token, "token_type": "Bearer", "expires_in": str(lifetime)}
        fields["scope"] = " ".join(f"{audience.rstrip('/')}/{name}" for name in granted)
    if "id_token" in asking.kinds:
        issuer = f"{asking.base}/{tenant.id}/v2.0"
        fields["id_token"] = id_token(tenant, app, user, issuer, asking["nonce"], **_hashes(fields))
    if asking["client_info"] == "1":
        fields["client_info"] = client_info(tenant, user)
    _add_state(asking, fields)
    if not user.personal:
        fields["session_state"] = str(uuid.uuid4())
    return _send(asking, fields)


def fail(asking: Asking, refused: Refused, **more: str) -> Response:
    """The redirect with an error."""
    return _send(asking, _error(asking, refused, **more))


def cancel(asking: Asking) -> Response:
    """The redirect when a person turns back before having signed in: no description (MSAL for Android, MSAL.NET)."""
    return _send(asking, _add_state(asking, {"error": "access_denied", "error_subcode": "cancel"}))


def _code(asking: Asking, user: User, by_password: bool) -> str:
    # As in a public capture of a personal account (incognito1234/onedrive-client#4).
    code = f"M.C501_BAY.2.U.{secrets.token_urlsafe(30)}" if user.personal else grants.new_code()
    made = Code(
        asking.app.client_id,
        user.upn,
        asking.tenant.clock.now(),
        asking["redirect_uri"],
        asking["scope"],
        asking["code_challenge"],
        asking["code_challenge_method"] or "plain",
        asking["nonce"],
        platform=asking.platform,
        segment=asking.segment,
        by_password=by_password,
    )
    remember(asking.tenant.codes, code, made)
    return code


def _hashes(fields: dict[str, str]) -> dict[str, str]:
    """What ties an id token to the code and the access token beside it (OpenID Connect Core 3.3.2.11)."""
    names = {"code": "c_hash", "access_token": "at_hash"}
    return {
        names[name]: base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()
        for name, value in fields.items()
        if name in names
    }


def _error(asking: Asking, refused: Refused, **more: str) -> dict[str, str]:
    members = describe(refused, str(uuid.uuid4()), str(uuid.uuid4()), asking.tenant.entra.manners.between)
    fields = {k: str(members[k]) for k in ("error", "error_description", "error_uri") if k in members}
    return _add_state(asking, fields | more)


def _add_state(asking: Asking, fields: dict[str, str]) -> dict[str, str]:
    if "state" in asking.parameters:
        fields["state"] = asking["state"]
    return fields


def _send(asking: Asking, fields: dict[str, str]) -> Response:
    redirect, mode = asking.redirect, asking.mode
    if mode == "form_post":
        inputs = "".join(markup.hidden(name, value) for name, value in fields.items())
        body = (
            f'<form id="f" method="post" action="{escape(redirect)}">{inputs}'
            f"<noscript><p>Your browser runs no scripts: press the button to go on.</p>"
            f'<div class="actions"><button>Continue</button></div></noscript></form><script>{markup.SCRIPT}</script>'
        )
        return markup.page("Working...", body, redirect=redirect, script=True)
    target = redirect if urlsplit(redirect).path else redirect + "/"
    separator = "#" if mode == "fragment" else "&" if "?" in target else "?"
    location = target + separator + urlencode(fields, errors="surrogateescape")
    return Response(302, b"", {"Location": location, "Cache-Control": "no-store, no-cache", "Pragma": "no-cache"})
