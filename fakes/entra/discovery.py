"""Where are the endpoints? Instance discovery, the OpenID documents and JWKS, keys in the recorded order.

Source: azure-sdk-for-js recordings, October 2023; `common`: MSAL.NET test data; unknown hosts: MSAL.NET test constants;
the v1.0 document: issuer, `microsoft_multi_refresh_token` and `check_session_iframe` from FHIR documentation, the rest
unverified, as is `consumers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ..faults.entra_device import INSTANCE_UNKNOWN
from ..faults.model import Behave
from ..tenant.model import CONSUMERS
from ..tenant.tenant import Tenant
from .errors import Refused, Response, error_response, json_response

PUBLIC = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")
_OTHERS = (
    ("login.partner.microsoftonline.cn", "login.chinacloudapi.cn"),
    ("login.microsoftonline.de",),
    ("login.microsoftonline.us", "login.usgovcloudapi.net"),
    ("login-us.microsoftonline.com",),
)
_CACHED = {"Cache-Control": "max-age=86400, private", "Access-Control-Allow-Origin": "*"}
_META = ("common", "organizations")
_CLAIMS = (
    "sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr"
)
_CLAIMS_2 = f"{_CLAIMS} nonce preferred_username name tid ver at_hash c_hash email"
_CLAIMS_1 = f"{_CLAIMS} amr nonce email given_name family_name nickname"


def openid_document(tenant: Tenant, base: str, segment: str, *, v1: bool = False) -> Response:
    """`/{tenant}/[v2.0/].well-known/openid-configuration`; a domain name comes back as the GUID."""
    shown = segment.lower() if segment.lower() in {*_META, "consumers", CONSUMERS} else tenant.id
    document = _version_1(base, shown) if v1 else _version_2(base, shown)
    document |= {
        "kerberos_endpoint": f"{base}/{shown}/kerberos",
        "tenant_region_scope": None if shown in _META else "WW",
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    }
    fault = tenant.faults.take("discovery", "token")
    if fault is not None and isinstance(fault.effect, Behave):
        if fault.effect.argument == "no-endpoints":
            return Response(200, b"<html><body>Welcome to this network</body></html>", {"Content-Type": "text/html"})
        document["token_endpoint"] = "https://login.microsoftonline.attacker.example/token"
    return json_response(document, **_CACHED)


def _version_2(base: str, t: str) -> dict[str, object]:
    return {
        "token_endpoint": f"{base}/{t}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{t}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{base}/{_issuing(t)}/v2.0",
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": f"{base}/{t}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/{t}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{base}/{t}/oauth2/v2.0/logout",
        "claims_supported": _CLAIMS_2.split(),
    }


def _version_1(base: str, t: str) -> dict[str, object]:
    return {
        "token_endpoint": f"{base}/{t}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{'common' if t in _META else t}/discovery/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "token id_token", "token"],
        "scopes_supported": ["openid"],
        "issuer": f"https://sts.windows.net/{_issuing(t)}/",
        "microsoft_multi_refresh_token": True,
        "authorization_endpoint": f"{base}/{t}/oauth2/authorize",
        "device_authorization_endpoint": f"{base}/{t}/oauth2/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{base}/{t}/oauth2/logout",
        "claims_supported": _CLAIMS_1.split(),
        "check_session_iframe": f"{base}/{t}/oauth2/checksession",
        "userinfo_endpoint": f"{base}/{t}/openid/userinfo",
    }


def _issuing(shown: str) -> str:
    """The tenant in an issuer: a template with literal braces where it is not known yet."""
    return "{tenantid}" if shown in _META else CONSUMERS if shown == "consumers" else shown


def instance_document(
    base: str,
    authorization_endpoint: str,
    api_version: str = "1.1",
    headers: Mapping[str, str] | None = None,
    between: str = " ",
) -> Response:
    """`/common/discovery/instance`: is that host a Microsoft one, and which names does it go by?

    Version 1.0 has no `metadata` (unverified). `headers` and `between` are for the refusal of a foreign host.
    """
    try:
        asked = urlsplit(authorization_endpoint)
    except ValueError:
        asked = urlsplit("")
    own = urlsplit(base).netloc
    known = [list(PUBLIC), *(list(names) for names in _OTHERS)]
    if own not in PUBLIC:
        known.append([own])
    if asked.netloc not in {name for names in known for name in names} and asked.hostname != urlsplit(base).hostname:
        return error_response(Refused(INSTANCE_UNKNOWN), headers or {}, between)
    segment = asked.path.split("/")[1] if asked.path.count("/") else "common"
    document: dict[str, object] = {
        "tenant_discovery_endpoint": f"{base}/{segment}/v2.0/.well-known/openid-configuration"
    }
    if api_version != "1.0":
        document["api-version"] = api_version
        document["metadata"] = [
            {
                "preferred_network": names[0],
                "preferred_cache": "login.windows.net" if names[0] == PUBLIC[0] else names[0],
                "aliases": names,
            }
            for names in known
        ]
    return json_response(document, **_CACHED)


def keys_document(tenant: Tenant, base: str, segment: str, *, v1: bool = False) -> Response:
    """`/{tenant}/discovery/[v2.0/]keys`. Only v2.0 names cloud and issuer (unverified)."""
    name = segment.lower()
    shown = _issuing(name if name in {*_META, "consumers", CONSUMERS} else tenant.id)
    more = {} if v1 else {"cloud_instance_name": "microsoftonline.com", "issuer": f"{base}/{shown}/v2.0"}
    return json_response({"keys": [{**key, **more} for key in tenant.keys.jwks()]}, **_CACHED)
