"""What each grant must prove before a token is issued: the order of the checks is Entra's as far as it is known."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

from ..tenant.model import App, User
from ..tenant.tenant import Code, Grant, Tenant
from .policy.authority import find_app, kind
from .policy.clients import authenticate_client
from .policy.consent import consented
from .policy.redirects import check_origin, platform_of
from .policy.refresh import issue_refresh_token, judge_refresh_token, new_refresh_token
from .policy.refusal import refuse_if_asked, refused
from .policy.users import check_state, check_user_flow
from .scopes import OIDC, Asked, UnknownResource, UnknownScope, parse_scopes

__all__ = [
    "authenticate_client",
    "check_client",
    "check_code_shape",
    "check_refresh_shape",
    "check_user",
    "check_user_flow",
    "consented",
    "find_app",
    "issue_refresh_token",
    "new_code",
    "new_refresh_token",
    "platform_of_grant",
    "read_scopes",
    "redeem_code",
    "redeem_refresh_token",
    "refuse_if_asked",
    "refused",
    "scope_of_code",
]

CODE_LIFE = 600
# Shape as in public captures; the length is what people report having to paste.
_REFRESH_SHAPE = re.compile(r"[01]\.A[A-Za-z0-9._~-]{200,4000}|M\.[CR][0-9]{1,3}_[A-Za-z0-9._~!*$-]{20,4000}")
_CODE_SHAPE = re.compile(r"[01]\.A[A-Za-z0-9._~-]{100,4000}|M\.[CR][0-9]{1,3}_[A-Za-z0-9._~!*$-]{20,4000}")


def new_code() -> str:
    """An opaque value of about 0.8 kB."""
    return "1.A" + secrets.token_urlsafe(600)


def check_refresh_shape(tenant: Tenant, token: str) -> None:
    """A token cut or wrapped on its way is recognised before anything else is looked at. Raises Refused."""
    if not _REFRESH_SHAPE.fullmatch(token):
        raise refused(tenant, "refresh-token-malformed")


def check_code_shape(tenant: Tenant, code: str) -> None:
    """The same for a code. Raises Refused."""
    if not _CODE_SHAPE.fullmatch(code):
        raise refused(tenant, "code-malformed")


def platform_of_grant(tenant: Tenant, app: App, form: Mapping[str, str]) -> str:
    """The platform by which the sign-in behind a code or a refresh token took place; empty when it is not known."""
    code = tenant.codes.get(form.get("code", ""))
    if code is not None and form.get("grant_type") == "authorization_code":
        return code.platform or platform_of(app, code.redirect_uri)
    grant = tenant.grants.get(form.get("refresh_token", ""))
    return grant.platform if grant is not None and form.get("grant_type") == "refresh_token" else ""


def check_client(
    tenant: Tenant,
    app: App,
    secret: str | None,
    form: Mapping[str, str],
    *,
    segment: str = "",
    http_origin: str = "",
    proved: bool = False,
) -> bool:
    """Whether the application proves itself as the platform of the sign-in wants it. Raises Refused.

    `http_origin` is the Origin header. `proved` says that a good assertion has been shown; then no secret is wanted.
    """
    platform = platform_of_grant(tenant, app, form)
    if platform:
        check_origin(tenant, platform, http_origin)
    if proved:
        return True
    kind_of_grant = form.get("grant_type", "")
    return authenticate_client(
        tenant, app, secret, platform=platform, origin=_origin(tenant, form), grant_type=kind_of_grant, segment=segment
    )


def _origin(tenant: Tenant, form: Mapping[str, str]) -> str:
    grant = tenant.grants.get(form.get("refresh_token", ""))
    return grant.origin if grant is not None and form.get("grant_type") == "refresh_token" else "code"


def redeem_refresh_token(tenant: Tenant, app: App, token: str, segment: str = "") -> tuple[Grant, User]:
    """The grant behind a refresh token and its user; using it does not revoke it. Raises Refused."""
    grant = judge_refresh_token(tenant, app, token)
    user = tenant.user(grant.upn)
    if user is None:
        raise refused(tenant, "user-deleted", user_id=grant.upn, tenant_id=tenant.id)
    check_user_flow(tenant, app, user, origin=grant.origin, segment=segment, grant=grant)
    return grant, user


def redeem_code(tenant: Tenant, app: App, form: Mapping[str, str], segment: str = "") -> tuple[Code, User]:
    """The sign-in behind a code, once. Raises Refused."""
    redirect = form.get("redirect_uri", "")
    refuse_if_asked(tenant, "code", client_id=app.client_id, redirect_uri=redirect)
    code = tenant.codes.get(form["code"])
    if code is None:
        raise refused(tenant, "code-malformed")
    if code.client_id != app.client_id:
        raise refused(tenant, "code-of-another-app")
    if code.redeemed:
        raise refused(tenant, "code-redeemed")
    if tenant.clock.age(code.made) > CODE_LIFE:
        raise refused(tenant, "code-expired")
    if segment and code.segment and kind(segment) != kind(code.segment):
        raise refused(tenant, "code-of-another-authority")
    if redirect != code.redirect_uri:
        _refuse_redirect(tenant, app, redirect, code.redirect_uri)
    if code.challenge and not _proves(code, form.get("code_verifier", "")):
        raise refused(tenant, "code-verifier-wrong")
    platform = code.platform or platform_of(app, code.redirect_uri)
    if platform == "spa" and not code.challenge:
        raise refused(tenant, "spa-without-pkce")
    code.redeemed = True
    user = tenant.user(code.upn)
    assert user is not None
    # A lock or an old password was judged when the password was typed, and a second factor asked for.
    check_user_flow(tenant, app, user, origin="code", segment=segment, mfa=True, typed=False)
    return code, user


def _refuse_redirect(tenant: Tenant, app: App, sent: str, wanted: str) -> None:
    if not sent:
        raise refused(tenant, "redirect-uri-not-repeated")
    if not platform_of(app, sent):
        raise refused(tenant, "redirect-uri-mismatch", redirect_uri=sent, client_id=app.client_id)
    raise refused(tenant, "redirect-uri-differs", redirect_uri=sent, wanted=wanted)


def check_user(tenant: Tenant, user: User) -> None:
    """The account must still be good. Raises Refused."""
    refuse_if_asked(tenant, "user", user=user.upn)
    check_state(tenant, user, origin="code", refreshing=False)


def scope_of_code(tenant: Tenant, code: Code, form: Mapping[str, str]) -> str:
    """The scopes of a redemption: those sent now, or those of the sign-in when they are for one resource.

    Raises Refused (msal-python#125, 2019: a code for several resources needs a scope).
    """
    sent = form.get("scope", "")
    if not sent and len(parse_scopes(code.scope, _bare(tenant)).resources) > 1:
        raise refused(tenant, "code-scope-missing")
    return sent or code.scope


def read_scopes(tenant: Tenant, text: str, segment: str = "", *, first_wins: bool = False) -> Asked:
    """A scope string for one token: known names of one resource. Raises Refused.

    `first_wins` is for a refresh in a tenant whose `scope_mode` is `lenient`: the first resource gets its token.
    """
    refuse_if_asked(tenant, "scope", tenant_name=tenant.name)
    try:
        asked = parse_scopes(text, _bare(tenant))
    except UnknownResource as unknown:
        raise refused(tenant, "resource-not-found", resource=str(unknown), tenant_name=tenant.name) from None
    except UnknownScope as unknown:
        raise refused(tenant, "scope-unknown", scope=str(unknown)) from None
    for resource, names in asked.resources.items():
        if ".default" in names and len(names) > 1:
            # `.default` with named permissions (entra-docs, scopes-oidc).
            raise refused(tenant, "scope-unknown", scope=f"{asked.prefixes[resource]}/.default")
    if not asked.resources and tenant.policy.scope_mode == "strict":
        raise refused(tenant, "scope-without-resource", scope=text)
    if len(asked.resources) > 1:
        scopes = " ".join(s for s in text.split() if s not in OIDC)
        if kind(segment or tenant.id) == "consumers":
            raise refused(tenant, "scope-two-resources-personal", scope=scopes)
        if not (first_wins and tenant.policy.scope_mode == "lenient"):
            raise refused(tenant, "scope-two-resources", scope=scopes)
        first = next(iter(asked.resources))
        asked.resources = {first: asked.resources[first]}
    return asked


def _bare(tenant: Tenant) -> bool:
    return tenant.policy.scope_mode == "strict"


def _proves(code: Code, verifier: str) -> bool:
    if code.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(verifier.encode(), code.challenge.encode())
