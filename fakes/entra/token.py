"""The token endpoint, v2.0 and v1.0: five grants, answered as Entra ID answers them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote_plus

from ..faults.model import Behave
from ..tenant.tenant import Tenant
from . import device, grants, password, v1
from .answer import OUTLOOK, Request, authenticate, delegated, lasting, need
from .errors import Refused, Response, json_response
from .policy.authority import find_app, kind
from .policy.loops import check_loop
from .policy.trouble import trouble_response
from .scopes import OIDC
from .tokens import mint

# What /common cannot serve, because nothing in the request tells whose tenant is meant.
_TENANT_ONLY = {"password", "client_credentials"}


def token_endpoint(
    tenant: Tenant, base: str, segment: str, headers: Mapping[str, str], body: bytes, *, version_1: bool = False
) -> Response:
    """Answer a POST. `base` is the scheme and host under which we were asked. Raises Refused."""
    try:
        response = _token(tenant, base, segment.lower(), headers, body, version_1=version_1)
    except Refused as refused:
        raise (v1.reworded(refused) if version_1 else refused) from None
    origin = headers.get("origin", "")
    # Only web pages need it, and only they get it (entra-docs, auth code flow).
    return replace(response, headers={**response.headers, "Access-Control-Allow-Origin": "*"}) if origin else response


def device_endpoint(
    tenant: Tenant,
    base: str,
    segment: str,
    headers: Mapping[str, str],
    body: bytes,
    market: str,
    *,
    version_1: bool = False,
) -> Response:
    """`/devicecode`. Raises Refused."""
    form = _form(headers, body, version_1=version_1)
    app = find_app(tenant, need(tenant, form, "client_id"), segment.lower())
    return device.start(Request(tenant, base, segment.lower(), app, None, form, version_1=version_1), market)


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


def _token(
    tenant: Tenant, base: str, segment: str, headers: Mapping[str, str], body: bytes, *, version_1: bool
) -> Response:
    fault = tenant.faults.take("token", "token") or tenant.faults.take("answer", "token")
    if fault is not None and isinstance(fault.effect, Behave):
        return trouble_response(fault.effect.argument)
    if fault is not None:
        raise Refused(fault)
    form = _form(headers, body, version_1=version_1)
    client_id, secret = _client(form, headers)
    grant = need(tenant, form, "grant_type")
    answer = _GRANTS.get(grant)
    if answer is None:
        raise grants.refused(tenant, "grant-unsupported", grant=grant)
    if "resource" in form and not version_1:
        raise grants.refused(tenant, "resource-parameter")
    if not client_id:
        raise grants.refused(tenant, "parameter-missing", parameter="client_id")
    if form.get("client_id", client_id) != client_id:
        raise grants.refused(tenant, "client-id-ambiguous")
    app = find_app(tenant, client_id, segment)
    if grant in _TENANT_ONLY and kind(segment) in {"common", "consumers"}:
        raise grants.refused(tenant, "grant-not-on-common")
    check_loop(tenant, form)
    return answer(Request(tenant, base, segment, app, secret, form, headers.get("origin", ""), version_1))


def _form(headers: Mapping[str, str], body: bytes, *, version_1: bool) -> dict[str, str]:
    """The form; v1.0 says `resource` for the scope, and `code` for the device code as well."""
    form = read_form(headers, body)
    if not version_1:
        return form
    form.pop("scope", None)
    if "resource" in form:
        application = form.get("grant_type") == "client_credentials"
        form["scope"] = v1.scope_of(form["resource"], application=application)
    if form.get("grant_type") == "device_code":
        form |= {"grant_type": device.GRANT}
    if form.get("grant_type") == device.GRANT and "code" in form:
        form.setdefault("device_code", form["code"])
    return form


def _refresh(request: Request) -> Response:
    tenant, app, segment = request.tenant, request.app, request.segment
    token = request.need("refresh_token")
    grants.check_refresh_shape(tenant, token)
    request = authenticate(request)
    grant, user = grants.redeem_refresh_token(tenant, app, token, segment)
    same = " ".join(f"{OUTLOOK}/{s}" for s in sorted(grant.scopes))
    scope = request.form.get("scope") or (f"{same} openid offline_access" if request.version_1 else same)
    asked = grants.read_scopes(tenant, scope, segment, first_wins=True)
    return delegated(request, user, asked, origin=grant.origin, before=grant)


def _code(request: Request) -> Response:
    tenant, app, segment = request.tenant, request.app, request.segment
    grants.check_code_shape(tenant, request.need("code"))
    request = authenticate(request)
    code, user = grants.redeem_code(tenant, app, request.form, segment)
    asked = grants.read_scopes(tenant, grants.scope_of_code(tenant, code, request.form), segment)
    return delegated(request, user, asked, origin="code", nonce=code.nonce, code=code)


def _client_credentials(request: Request) -> Response:
    tenant, app = request.tenant, request.app
    scope = request.form.get("scope") or request.need("resource" if request.version_1 else "scope")
    request = authenticate(request)
    if not all(part.lower().endswith("/.default") for part in scope.split() if part.lower() not in OIDC):
        raise grants.refused(tenant, "scope-not-default", scope=scope)
    asked = grants.read_scopes(tenant, scope, request.segment)
    if not asked.resources:
        raise grants.refused(tenant, "scope-not-default", scope=scope)
    resource = next(iter(asked.resources))
    roles = sorted(app.roles) if resource == "outlook" else []
    audience = asked.prefixes[resource]
    cc = request.capabilities()
    token, lifetime, granted = mint(tenant, app, None, audience, roles, proof=request.proof, capabilities=cc)
    answer: dict[str, object] = {"token_type": "Bearer", **lasting(lifetime), "access_token": token}
    return json_response(v1.shape(tenant, answer, granted, audience) if request.version_1 else answer)


_GRANTS: Mapping[str, Callable[[Request], Response]] = {
    "refresh_token": _refresh,
    "authorization_code": _code,
    "client_credentials": _client_credentials,
    device.GRANT: device.poll,
    "password": password.redeem,
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
