"""Which endpoint answers a request? One function for HTTPS on loopback and for `responses` alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from ..faults.model import TokenError
from ..tenant.tenant import Tenant
from . import grants
from .authorize import authorize_endpoint
from .discovery import instance_document, keys_document, openid_document
from .errors import Refused, Response, echo_request_id, error_response
from .token import read_form, token_endpoint

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_POST_ONLY = {"token", "devicecode"}


def handle(tenant: Tenant, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Response:
    """Answer any request to the login host. Header names may be of any case; nothing is raised."""
    headers = {name.lower(): value for name, value in headers.items()}
    try:
        parts = urlsplit(url)
    except ValueError:
        return Response(400, b"", {"Content-Type": "text/html"})
    base = f"{parts.scheme}://{parts.netloc}"
    segments = [unquote(segment) for segment in parts.path.strip("/").split("/")]
    try:
        response = _route(tenant, method.upper(), base, segments, parts.query, headers, body)
    except Refused as refused:
        response = error_response(refused, headers)
    return replace(response, headers={**response.headers, **echo_request_id(headers)})


def _route(
    tenant: Tenant, method: str, base: str, path: list[str], query: str, headers: Mapping[str, str], body: bytes
) -> Response:
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    if path[-2:] == ["discovery", "instance"]:
        return instance_document(base, parameters.get("authorization_endpoint", ""))
    segment, rest = path[0], "/".join(path[1:])
    if rest not in _ENDPOINTS:
        return Response(404, b"", {"Content-Type": "text/html"})
    kind = _ENDPOINTS[rest]
    _check_tenant(tenant, segment, token=kind not in {"openid", "keys"})
    if kind in _POST_ONLY and method != "POST":
        raise grants.refused(tenant, "method-unsupported", method=method)
    if kind == "openid":
        return openid_document(tenant, base, segment)
    if kind == "keys":
        return keys_document(tenant, base)
    if kind == "authorize":
        form = read_form(headers, body) if method == "POST" else {}
        return authorize_endpoint(tenant, segment, parameters, form)
    if kind == "devicecode":
        raise grants.refused(tenant, "grant-unsupported", grant="urn:ietf:params:oauth:grant-type:device_code")
    return token_endpoint(tenant, base, segment, headers, body)


_ENDPOINTS = {
    "v2.0/.well-known/openid-configuration": "openid",
    "discovery/v2.0/keys": "keys",
    "oauth2/v2.0/authorize": "authorize",
    "oauth2/v2.0/token": "token",
    "oauth2/v2.0/devicecode": "devicecode",
}


def _check_tenant(tenant: Tenant, segment: str, *, token: bool) -> None:
    """Discovery says `invalid_tenant` where the token endpoint says `invalid_request`."""
    error = "invalid_request" if token else ""
    if not _TENANT.fullmatch(segment) or ("." not in segment and "-" not in segment and not tenant.is_called(segment)):
        raise grants.refused(tenant, "tenant-malformed", tenant_name=segment)
    fault = None if token else tenant.faults.take("tenant", "token")
    if fault is not None and isinstance(fault.effect, TokenError):
        raise Refused(fault, tenant_name=segment)
    if not tenant.is_called(segment):
        raise grants.refused(tenant, "tenant-not-found", error, tenant_name=segment)
