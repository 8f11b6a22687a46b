"""The token endpoint: three grants, answered as Entra ID answers them (v2.0)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, unquote_plus

from ..faults.model import Behave
from ..tenant.model import App, User
from ..tenant.tenant import Grant, Tenant
from . import grants
from .errors import HEADERS, Refused, Response, json_response
from .scopes import Asked
from .tokens import id_token, mint

_OUTLOOK = "https://outlook.office.com"


def token_endpoint(tenant: Tenant, segment: str, headers: Mapping[str, str], body: bytes) -> Response:
    """Answer a POST. Raises Refused."""
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
    return answer(tenant, app, secret, form)


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


def _refresh(tenant: Tenant, app: App, secret: str | None, form: dict[str, str]) -> Response:
    token = _need(tenant, form, "refresh_token")
    grants.check_refresh_shape(tenant, token)
    grants.authenticate_client(tenant, app, secret)
    grant, user = grants.redeem_refresh_token(tenant, app, token)
    asked = grants.read_scopes(tenant, form.get("scope") or " ".join(f"{_OUTLOOK}/{s}" for s in sorted(grant.scopes)))
    return _delegated(tenant, app, user, asked, form)


def _code(tenant: Tenant, app: App, secret: str | None, form: dict[str, str]) -> Response:
    grants.check_code_shape(tenant, _need(tenant, form, "code"))
    grants.authenticate_client(tenant, app, secret)
    code, user = grants.redeem_code(tenant, app, form)
    asked = grants.read_scopes(tenant, form.get("scope") or code.scope)
    return _delegated(tenant, app, user, asked, form, code.nonce)


def _client_credentials(tenant: Tenant, app: App, secret: str | None, form: dict[str, str]) -> Response:
    scope = _need(tenant, form, "scope")
    grants.authenticate_client(tenant, app, secret)
    asked = grants.read_scopes(tenant, scope)
    if list(asked.resources.values()) != [[".default"]]:
        raise grants.refused(tenant, "scope-not-default", scope=scope)
    resource = next(iter(asked.resources))
    token, lifetime, _ = mint(
        tenant, app, None, asked.prefixes[resource], sorted(app.roles) if resource == "outlook" else []
    )
    return json_response(
        {"token_type": "Bearer", "expires_in": lifetime, "ext_expires_in": lifetime, "access_token": token}
    )


def _delegated(
    tenant: Tenant, app: App, user: User, asked: Asked, form: Mapping[str, str], nonce: str = ""
) -> Response:
    resource = next(iter(asked.resources), "graph")
    permissions = grants.consented(tenant, app, resource, asked.resources.get(resource, []))
    audience = asked.prefixes.get(resource, "https://graph.microsoft.com")
    token, lifetime, granted = mint(tenant, app, user, audience, permissions)
    answer: dict[str, object] = {
        "token_type": "Bearer",
        "scope": " ".join(f"{audience.rstrip('/')}/{name}" for name in granted),
        "expires_in": lifetime,
        "ext_expires_in": lifetime,
        "access_token": token,
    }
    if "offline_access" in asked.oidc:
        fresh = grants.new_refresh_token()
        tenant.grants[fresh] = Grant(app.client_id, user.upn, tenant.clock.now(), frozenset(app.consented))
        answer["refresh_token"] = fresh
    if "openid" in asked.oidc:
        answer["id_token"] = id_token(tenant, app, user, nonce)
    if form.get("client_info") == "1":
        info = json.dumps({"uid": user.object_id, "utid": tenant.id}).encode()
        answer["client_info"] = base64.urlsafe_b64encode(info).rstrip(b"=").decode()
    return json_response(answer)


_GRANTS: Mapping[str, Callable[[Tenant, App, str | None, dict[str, str]], Response]] = {
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
        except (binascii.Error, UnicodeDecodeError):
            return form.get("client_id", ""), form.get("client_secret")
        return unquote_plus(user), unquote_plus(password)
    return form.get("client_id", ""), form.get("client_secret")


def _need(tenant: Tenant, form: Mapping[str, str], name: str) -> str:
    if name not in form:
        raise grants.refused(tenant, "parameter-missing", parameter=name)
    return form[name]


def _trouble(status: int) -> Response:
    if status == 429:
        body = b'{"error":"temporarily_unavailable","error_description":"Too many requests."}'
        return Response(429, body, {**HEADERS, "Retry-After": "60"})
    page = b"<!DOCTYPE html><html><body><h2>Our services aren't available right now</h2></body></html>"
    return Response(status, page, {"Content-Type": "text/html", "Cache-Control": "no-store"})
