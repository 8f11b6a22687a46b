"""What each grant must prove before a token is issued: the order of the checks is Entra's as far as it is known."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import re
import secrets

from ..faults.model import TokenError
from ..tenant.model import MAIL_PERMISSIONS, App, User
from ..tenant.tenant import Code, Grant, Tenant
from .errors import Refused
from .scopes import OIDC, Asked, UnknownResource, UnknownScope, parse_scopes

_DAY = 86400
REFRESH_TOKEN_LIFE = 90 * _DAY
CODE_LIFE = 600
# Shape as in public captures; the length is what people report having to paste.
_REFRESH_SHAPE = re.compile(r"[01]\.A[A-Za-z0-9._~-]{200,4000}")
_CODE_SHAPE = re.compile(r"[01]\.A[A-Za-z0-9._~-]{100,4000}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def new_refresh_token() -> str:
    """An opaque value of about 1.3 kB."""
    return "1.A" + secrets.token_urlsafe(950)


def new_code() -> str:
    """An opaque value of about 0.8 kB."""
    return "1.A" + secrets.token_urlsafe(600)


def refuse_if_asked(tenant: Tenant, moment: str, **values: str) -> None:
    """Raise Refused when a fault is on at this moment."""
    fault = tenant.faults.take(moment, "token")
    if fault is not None and isinstance(fault.effect, TokenError):
        raise Refused(fault, **values)


def refused(tenant: Tenant, id: str, error: str = "", **values: str) -> Refused:
    """The refusal of that id, for a condition that is real."""
    return Refused(tenant.faults.table[id], error, **values)


def find_app(tenant: Tenant, client_id: str, segment: str) -> App:
    """The application a request names. Raises Refused."""
    values = {"client_id": client_id, "tenant_name": tenant.name}
    app = tenant.apps.get(client_id.lower()) if _GUID.fullmatch(client_id) else None
    if app is None:
        raise refused(tenant, "app-not-in-tenant", **values)
    refuse_if_asked(tenant, "client", **values, app_name=app.name)
    if segment in {"common", "organizations"} and not app.multi_tenant:
        raise refused(tenant, "authority-not-multitenant", app_name=app.name, **values)
    return app


def authenticate_client(tenant: Tenant, app: App, secret: str | None) -> None:
    """A confidential application must show one of its secrets; a public one must not. Raises Refused."""
    if not app.confidential:
        if secret is not None:
            raise refused(tenant, "client-secret-unexpected")
        return
    if not secret:
        raise refused(tenant, "client-secret-missing")
    matching = [s for s in app.secrets if hmac.compare_digest(s.value.encode(), secret.encode("utf-8", "replace"))]
    if not matching:
        raise refused(tenant, "client-secret-wrong", client_id=app.client_id)
    if all(tenant.clock.age(s.made) > s.lives for s in matching):
        raise refused(tenant, "client-secret-expired", client_id=app.client_id)


def check_refresh_shape(tenant: Tenant, token: str) -> None:
    """A token cut or wrapped on its way is recognised before anything else is looked at. Raises Refused."""
    if not _REFRESH_SHAPE.fullmatch(token):
        raise refused(tenant, "refresh-token-malformed")


def check_code_shape(tenant: Tenant, code: str) -> None:
    """The same for a code. Raises Refused."""
    if not _CODE_SHAPE.fullmatch(code):
        raise refused(tenant, "code-malformed")


def redeem_refresh_token(tenant: Tenant, app: App, token: str) -> tuple[Grant, User]:
    """The grant behind a refresh token and its user; using it does not revoke it. Raises Refused."""
    grant = tenant.grants.get(token)
    now = tenant.clock.now()
    made = tenant.clock.looks_made(grant.made) if grant is not None else now
    # A fault speaks of an old token even when this one is fresh.
    old = min(made, now - REFRESH_TOKEN_LIFE - _DAY)
    refuse_if_asked(tenant, "refresh", issued=_seven_digits(old), valid_from=_seven_digits(now - _DAY))
    if grant is None or grant.client_id != app.client_id:
        raise refused(tenant, "refresh-token-of-another-app")
    user = tenant.user(grant.upn)
    assert user is not None
    if grant.made < user.tokens_valid_from:
        valid_from = _seven_digits(tenant.clock.looks_made(user.tokens_valid_from))
        raise refused(tenant, "refresh-token-revoked", issued=_seven_digits(made), valid_from=valid_from)
    if tenant.clock.age(grant.made) > REFRESH_TOKEN_LIFE:
        # The span stays `90.00:00:00`: the capture of 2026-08-10 shows it for a token of 2026-04-20.
        raise refused(tenant, "refresh-token-expired", issued=_seven_digits(made))
    check_user(tenant, user)
    return grant, user


def redeem_code(tenant: Tenant, app: App, form: dict[str, str]) -> tuple[Code, User]:
    """The sign-in behind a code, once. Raises Refused."""
    refuse_if_asked(tenant, "code", client_id=app.client_id, redirect_uri=form.get("redirect_uri", ""))
    code = tenant.codes.get(form["code"])
    if code is None or code.client_id != app.client_id:
        raise refused(tenant, "code-malformed")
    if code.redeemed:
        raise refused(tenant, "code-redeemed")
    if tenant.clock.age(code.made) > CODE_LIFE:
        raise refused(tenant, "code-expired")
    if form.get("redirect_uri", "") != code.redirect_uri:
        raise refused(
            tenant, "redirect-uri-mismatch", redirect_uri=form.get("redirect_uri", ""), client_id=app.client_id
        )
    if code.challenge and not _proves(code, form.get("code_verifier", "")):
        raise refused(tenant, "code-verifier-wrong")
    code.redeemed = True
    user = tenant.user(code.upn)
    assert user is not None
    check_user(tenant, user)
    return code, user


def check_user(tenant: Tenant, user: User) -> None:
    """The account must still be good. Raises Refused."""
    refuse_if_asked(tenant, "user")
    if not user.enabled:
        raise refused(tenant, "user-disabled")


def read_scopes(tenant: Tenant, text: str) -> Asked:
    """A scope string for one token: known names of one resource. Raises Refused."""
    refuse_if_asked(tenant, "scope")
    try:
        asked = parse_scopes(text)
    except UnknownResource as unknown:
        raise refused(tenant, "resource-not-found", resource=str(unknown), tenant_name=tenant.name) from None
    except UnknownScope as unknown:
        raise refused(tenant, "scope-unknown", scope=str(unknown)) from None
    for resource, names in asked.resources.items():
        if ".default" in names and len(names) > 1:
            # `.default` with named permissions (entra-docs, scopes-oidc).
            raise refused(tenant, "scope-unknown", scope=f"{asked.prefixes[resource]}/.default")
    if len(asked.resources) > 1:
        raise refused(tenant, "scope-two-resources", scope=" ".join(s for s in text.split() if s not in OIDC))
    return asked


def consented(tenant: Tenant, app: App, resource: str, names: list[str]) -> list[str]:
    """The permissions a delegated token gets: everything consented to for that resource. Raises Refused."""
    # The portal lists the mail permissions under Graph; consent counts for both (office-developer-exchange-docs#87).
    shared = app.consented & {*MAIL_PERMISSIONS}
    have = app.consented if resource == "outlook" else app.graph_consented | shared
    values = {"client_id": app.client_id, "app_name": app.name}
    refuse_if_asked(tenant, "consent", **values)
    if not have or any(n != ".default" and n not in have for n in names):
        raise refused(tenant, "consent-missing", **values)
    return sorted(have)


def _proves(code: Code, verifier: str) -> bool:
    if code.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(verifier.encode(), code.challenge.encode())


def _seven_digits(at: float) -> str:
    moment = datetime.datetime.fromtimestamp(max(at, 0), datetime.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06d}0Z"
