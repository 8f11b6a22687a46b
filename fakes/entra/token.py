"""The token endpoint: three grants, answered as Entra ID answers them (v2.0)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote_plus

from ..faults.model import Behave
from ..tenant.model import App, User
from ..tenant.tenant import Grant, Tenant
from . import grants
from .errors import Refused, Response, json_response
from .scopes import GRAPH_PREFIX, OIDC, Asked
from .tokens import client_info, id_token, mint

_OUTLOOK = "https://outlook.office.com"


@dataclass(frozen=True, slots=True)
class Request:
    """A token request whose application is known. `base` is the scheme and host it was sent to."""

    tenant: Tenant
    base: str
    app: App
    secret: str | None = field(repr=False)
    form: dict[str, str] = field(repr=False)


def token_endpoint(tenant: Tenant, base: str, segment: str, headers: Mapping[str, str], body: bytes) -> Response:
    """Answer a POST. `base` is the scheme and host under which we were asked. Raises Refused."""
    fault = tenant.faults.take("token", "token")
    if fault is not None and isinstance(fault.effect, Behave):
        return _trouble(int(fault.effect.argument))
    if fault is not None:
        raise Refused(fault)
    form = read_form(headers, body)
    client_id, secret = _client(form, headers)
    grant = _need(tenant, form, "grant_type")
    answer = _GRANTS.get(grant)
    if answer is None:
        raise grants.refused(tenant, "grant-unsupported", grant=grant)
    if not client_id:
        raise grants.refused(tenant, "parameter-missing", parameter="client_id")
    app = grants.find_app(tenant, client_id, segment.lower())
    return answer(Request(tenant, base, app, secret, form))


def read_form(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The parameters of a form; another content type has none, as in the real service."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if value}


def _refresh(request: Request) -> Response:
    tenant, app = request.tenant, request.app
    token = _need(tenant, request.form, "refresh_token")
    grants.check_refresh_shape(tenant, token)
    grants.authenticate_client(tenant, app, request.secret)
    grant, user = grants.redeem_refresh_token(tenant, app, token)
    scope = request.form.get("scope") or " ".join(f"{_OUTLOOK}/{s}" for s in sorted(grant.scopes))
    return _delegated(request, user, grants.read_scopes(tenant, scope))


def _code(request: Request) -> Response:
    tenant, app = request.tenant, request.app
    grants.check_code_shape(tenant, _need(tenant, request.form, "code"))
    grants.authenticate_client(tenant, app, request.secret)
    code, user = grants.redeem_code(tenant, app, request.form)
    return _delegated(request, user, grants.read_scopes(tenant, request.form.get("scope") or code.scope), code.nonce)


def _client_credentials(request: Request) -> Response:
    tenant, app = request.tenant, request.app
    scope = _need(tenant, request.form, "scope")
    if not app.confidential:
        # An application that proves nothing could ask for anything.
        raise grants.refused(tenant, "client-secret-missing")
    grants.authenticate_client(tenant, app, request.secret)
    if not all(part.lower().endswith("/.default") for part in scope.split() if part.lower() not in OIDC):
        raise grants.refused(tenant, "scope-not-default", scope=scope)
    asked = grants.read_scopes(tenant, scope)
    if not asked.resources:
        raise grants.refused(tenant, "scope-not-default", scope=scope)
    resource = next(iter(asked.resources))
    roles = sorted(app.roles) if resource == "outlook" else []
    token, lifetime, _ = mint(tenant, app, None, asked.prefixes[resource], roles)
    return json_response(
        {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}
    )


def _delegated(request: Request, user: User, asked: Asked, nonce: str = "") -> Response:
    tenant, app = request.tenant, request.app
    resource = next(iter(asked.resources), "graph")
    permissions = grants.consented(tenant, app, resource, asked.resources.get(resource, []))
    audience = asked.prefixes.get(resource, GRAPH_PREFIX)
    token, lifetime, granted = mint(tenant, app, user, audience, permissions)
    echo = [f"{audience.rstrip('/')}/{name}" for name in granted]
    if resource == "graph":
        # Only Graph repeats these (azure-sdk-for-js recording, 2021; MSAL for Android).
        echo = [*sorted(asked.oidc - {"offline_access"}), *echo]
    answer: dict[str, object] = {
        "token_type": "Bearer",
        "scope": " ".join(echo),
        "expires_in": lifetime,
        "ext_expires_in": lifetime,
        "access_token": token,
    }
    if "offline_access" in asked.oidc:
        fresh = grants.new_refresh_token()
        tenant.grants[fresh] = Grant(app.client_id, user.upn, tenant.clock.now(), frozenset(app.consented))
        answer["refresh_token"] = fresh
    if "openid" in asked.oidc:
        answer["id_token"] = id_token(tenant, app, user, f"{request.base}/{tenant.id}/v2.0", nonce)
    if request.form.get("client_info") == "1":
        answer["client_info"] = client_info(tenant, user)
    return json_response(answer)


_GRANTS: Mapping[str, Callable[[Request], Response]] = {
    "refresh_token": _refresh,
    "authorization_code": _code,
    "client_credentials": _client_credentials,
}


def _client(form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[str, str | None]:
    """Client id and secret from the form or from HTTP Basic (RFC 6749 2.3.1: both parts are form-encoded)."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        except ValueError:
            return form.get("client_id", ""), form.get("client_secret")
        return unquote_plus(user), unquote_plus(password) or None
    return form.get("client_id", ""), form.get("client_secret")


def _need(tenant: Tenant, form: Mapping[str, str], name: str) -> str:
    if name not in form:
        raise grants.refused(tenant, "parameter-missing", parameter=name)
    return form[name]


def _trouble(status: int) -> Response:
    """No JSON at all: what a body looks like then has not been seen, so there is none for 429."""
    if status == 429:
        return Response(429, b"", {"Content-Type": "text/html", "Retry-After": "60"})
    page = b"<!DOCTYPE html><html><body><h2>Our services aren't available right now</h2></body></html>"
    return Response(status, page, {"Content-Type": "text/html", "Cache-Control": "no-store"})
