"""Which endpoint answers a request? One function for HTTPS on loopback and for `responses` alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote, urlsplit

from ..faults.model import TokenError
from ..tenant.tenant import Tenant
from . import grants
from .admin_consent import admin_consent_endpoint
from .discovery import instance_document, keys_document, openid_document
from .errors import Refused, Response, echo_request_id, error_response
from .logout import logout_endpoint
from .policy.network import check_restrictions
from .sign_in import authorize_endpoint, device_page, trouble_page
from .token import device_endpoint, read_form, token_endpoint
from .v1 import scope_of

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Call:
    """A request to an endpoint of a tenant. Header names are lower case."""

    tenant: Tenant
    base: str
    segment: str
    method: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def parameters(self) -> dict[str, str]:
        """Those of the URL. A state that is no UTF-8 comes back as it came."""
        return dict(parse_qsl(self.query, keep_blank_values=True, errors="surrogateescape"))

    @property
    def form(self) -> dict[str, str]:
        """Those of a POST; empty otherwise."""
        return read_form(self.headers, self.body) if self.method == "POST" else {}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How a path is answered: `page` shows refusals to a person, `post` takes nothing but POST."""

    answer: Callable[[Call], Response]
    page: bool = False
    post: bool = False
    token: bool = True


def handle(tenant: Tenant, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Response:
    """Answer any request to the login host. Header names may be of any case; nothing is raised."""
    headers = {name.lower(): value for name, value in headers.items()}
    try:
        parts = urlsplit(url)
    except ValueError:
        return Response(400, b"", {"Content-Type": "text/html"})
    segments = [unquote(segment) for segment in parts.path.strip("/").split("/")]
    base = f"{parts.scheme}://{parts.netloc}"
    call = Call(tenant, base, segments[0], method.upper(), parts.query, headers, body)
    try:
        response = _route(call, segments)
    except Refused as refused:
        response = error_response(refused, headers, tenant.entra.manners.between)
    return replace(response, headers={**response.headers, **echo_request_id(headers)})


def _route(call: Call, path: list[str]) -> Response:
    if path[-2:] == ["discovery", "instance"]:
        return _instance(call)
    if len(path) == 1 and path[0] in _DEVICE_PAGES:
        return _device_page(replace(call, segment="common"))
    endpoint = _ENDPOINTS.get("/".join(path[1:]))
    if endpoint is None:
        return Response(404, b"", {"Content-Type": "text/html"})
    try:
        _check_tenant(call.tenant, call.segment, token=endpoint.token)
        check_restrictions(call.tenant, call.headers)
    except Refused as refused:
        if endpoint.page:
            return trouble_page(refused)
        raise
    if endpoint.post and call.method != "POST":
        raise grants.refused(call.tenant, "method-unsupported", method=call.method)
    return endpoint.answer(call)


def _instance(call: Call) -> Response:
    asked = call.parameters
    fault = call.tenant.faults.take("instance", "token")
    if fault is not None:
        raise Refused(fault)
    return instance_document(
        call.base,
        asked.get("authorization_endpoint", ""),
        asked.get("api-version", "1.1"),
        call.headers,
        call.tenant.entra.manners.between,
    )


def _openid(*, v1: bool) -> Callable[[Call], Response]:
    return lambda call: openid_document(call.tenant, call.base, call.segment, v1=v1)


def _keys(*, v1: bool) -> Callable[[Call], Response]:
    return lambda call: keys_document(call.tenant, call.base, call.segment, v1=v1)


def _token(*, v1: bool) -> Callable[[Call], Response]:
    return lambda call: token_endpoint(call.tenant, call.base, call.segment, call.headers, call.body, version_1=v1)


def _device(*, v1: bool) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        market = call.parameters.get("mkt", "")
        return device_endpoint(call.tenant, call.base, call.segment, call.headers, call.body, market, version_1=v1)

    return answer


def _admin_consent(*, v1: bool) -> Callable[[Call], Response]:
    return lambda call: admin_consent_endpoint(call.tenant, call.segment, call.parameters, call.form, version_1=v1)


def _authorize(*, v1: bool) -> Callable[[Call], Response]:
    def answer(call: Call) -> Response:
        asked = call.parameters
        if v1 and "resource" in asked:
            asked["scope"] = scope_of(asked.pop("resource"))
        cookie = call.headers.get("cookie", "")
        return authorize_endpoint(call.tenant, call.segment, asked, call.form, base=call.base, cookie=cookie)

    return answer


def _logout(call: Call) -> Response:
    return logout_endpoint(call.tenant, {**call.parameters, **call.form}, call.headers.get("cookie", ""))


def _device_page(call: Call) -> Response:
    return device_page(call.tenant, call.parameters, call.form, cookie=call.headers.get("cookie", ""))


# The page where a user code is typed, as Microsoft's short addresses name it.
_DEVICE_PAGES = {"device", "devicelogin", "link"}
_ENDPOINTS = {
    "v2.0/.well-known/openid-configuration": Endpoint(_openid(v1=False), token=False),
    ".well-known/openid-configuration": Endpoint(_openid(v1=True), token=False),
    "discovery/v2.0/keys": Endpoint(_keys(v1=False), token=False),
    "discovery/keys": Endpoint(_keys(v1=True), token=False),
    "oauth2/v2.0/authorize": Endpoint(_authorize(v1=False), page=True),
    "oauth2/authorize": Endpoint(_authorize(v1=True), page=True),
    "oauth2/v2.0/token": Endpoint(_token(v1=False), post=True),
    "oauth2/token": Endpoint(_token(v1=True), post=True),
    "oauth2/v2.0/devicecode": Endpoint(_device(v1=False), post=True),
    "oauth2/devicecode": Endpoint(_device(v1=True), post=True),
    "oauth2/deviceauth": Endpoint(_device_page, page=True),
    "oauth2/v2.0/logout": Endpoint(_logout, page=True),
    "oauth2/logout": Endpoint(_logout, page=True),
    "adminconsent": Endpoint(_admin_consent(v1=True), page=True),
    "v2.0/adminconsent": Endpoint(_admin_consent(v1=False), page=True),
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
