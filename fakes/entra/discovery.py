"""Where are the endpoints? Instance discovery, the OpenID documents and JWKS, keys in the recorded order.

Source: azure-sdk-for-js recordings, October 2023; unknown hosts: MSAL.NET test constants.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ..faults.model import Behave
from ..tenant.tenant import Tenant
from .errors import HEADERS, Response, json_response

PUBLIC = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")
_OTHERS = (
    ("login.partner.microsoftonline.cn", "login.chinacloudapi.cn"),
    ("login.microsoftonline.us", "login.usgovcloudapi.net"),
    ("login-us.microsoftonline.com",),
)
_CACHED = {"Cache-Control": "max-age=86400, private", "Access-Control-Allow-Origin": "*"}


def openid_document(tenant: Tenant, base: str, segment: str) -> Response:
    """`/{tenant}/v2.0/.well-known/openid-configuration`; a domain name comes back as the GUID."""
    meta = segment.lower() in {"common", "organizations"}
    t = segment.lower() if meta else tenant.id
    document: dict[str, object] = {
        "token_endpoint": f"{base}/{t}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{t}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{base}/{'{tenantid}' if meta else tenant.id}/v2.0",
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": f"{base}/{t}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/{t}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{base}/{t}/oauth2/v2.0/logout",
        "claims_supported": [
            "sub",
            "iss",
            "cloud_instance_name",
            "cloud_instance_host_name",
            "cloud_graph_host_name",
            "msgraph_host",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "acr",
            "nonce",
            "preferred_username",
            "name",
            "tid",
            "ver",
            "at_hash",
            "c_hash",
            "email",
        ],
        "kerberos_endpoint": f"{base}/{t}/kerberos",
        "tenant_region_scope": None if meta else "WW",
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


def instance_document(base: str, authorization_endpoint: str) -> Response:
    """`/common/discovery/instance`: is that host a Microsoft one, and which names does it go by?"""
    try:
        asked = urlsplit(authorization_endpoint)
    except ValueError:
        asked = urlsplit("")
    own = urlsplit(base).netloc
    known = [list(PUBLIC), *(list(names) for names in _OTHERS)]
    if own not in PUBLIC:
        known.append([own])
    if asked.netloc not in {name for names in known for name in names} and asked.hostname != urlsplit(base).hostname:
        body = {
            "error": "invalid_instance",
            "error_description": "AADSTS50049: Unknown or invalid instance.",
            "error_codes": [50049],
            "error_uri": "https://login.microsoftonline.com/error?code=50049",
        }
        return Response(400, json.dumps(body).encode(), HEADERS)
    segment = asked.path.split("/")[1] if asked.path.count("/") else "common"
    metadata = [
        {
            "preferred_network": names[0],
            "preferred_cache": "login.windows.net" if names[0] == PUBLIC[0] else names[0],
            "aliases": names,
        }
        for names in known
    ]
    return json_response(
        {
            "tenant_discovery_endpoint": f"{base}/{segment}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": metadata,
        },
        **_CACHED,
    )


def keys_document(tenant: Tenant, base: str) -> Response:
    """`/{tenant}/discovery/v2.0/keys`."""
    issuer = f"{base}/{tenant.id}/v2.0"
    return json_response({"keys": [{**key, "issuer": issuer} for key in tenant.keys.jwks()]}, **_CACHED)
