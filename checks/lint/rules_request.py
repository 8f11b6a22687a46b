"""What can be wrong with any request to the login host: its address, its client, its parameters."""

from __future__ import annotations

from collections.abc import Mapping

from ..config.judging import GUID
from ..config.suggest import nearest
from .model import SECRETS, Artefact, Parameter, Rule, inside_brackets, is_open, is_redirect_uri, is_tenant, some

_BOTH = ("authorize-url", "token-command")
ENDPOINTS: Mapping[str, str] = {"authorize-url": "oauth2/v2.0/authorize", "token-command": "oauth2/v2.0/token"}
COMMON = ("client_id", "scope", "redirect_uri", "claims", "client_info")
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "authorize-url": (
        *COMMON,
        *("response_type", "response_mode", "state", "prompt", "login_hint", "domain_hint", "nonce"),
        # The last one is MSAL's own, in the addresses of `login` as well.
        *("code_challenge", "code_challenge_method", "X-AnchorMailbox"),
    ),
    "token-command": (
        *COMMON,
        *("grant_type", "code", "client_secret", "refresh_token", "code_verifier", "device_code"),
        *("client_assertion", "client_assertion_type", "requested_token_use", "assertion", "username", "password"),
    ),
}


def _open_in(artefact: Artefact, parameter: Parameter) -> bool:
    if artefact.kind == "token-command" and parameter.is_variable:
        return False
    return is_open(parameter.value) and not inside_brackets(parameter.value)


def _tenant_open(artefact: Artefact) -> bool:
    tenant = artefact.url.tenant
    filled = artefact.kind == "token-command" and tenant.startswith("$")
    return bool(tenant) and is_open(tenant) and not filled and not inside_brackets(tenant)


def _placeholder(artefact: Artefact) -> str | None:
    known = PARAMETERS[artefact.kind]
    names = [p.name for p in artefact.parameters if p.name in known and _open_in(artefact, p)]
    return some([*names, *(["the tenant in the address"] if _tenant_open(artefact) else [])])


def _brackets(artefact: Artefact) -> str | None:
    names = [p.name for p in artefact.parameters if p.name in COMMON and inside_brackets(p.value)]
    return some([*names, *(["the tenant in the address"] if inside_brackets(artefact.url.tenant) else [])])


def _client_id(artefact: Artefact) -> str | None:
    found = artefact.get("client_id")
    if found is None:
        return "it is missing"
    if found.is_variable or is_open(found.value) or inside_brackets(found.value):
        return None
    if not GUID.fullmatch(found.value):
        return f"it has {len(found.value)} characters"
    return "it is the tenant's" if found.value.lower() == artefact.url.tenant.lower() else None


def _tenant(artefact: Artefact) -> str | None:
    tenant = artefact.url.tenant
    if not artefact.url.scheme or (tenant and is_open(tenant)) or inside_brackets(tenant):
        return None
    return None if is_tenant(tenant) else ""


def _endpoint(artefact: Artefact) -> str | None:
    wanted = ENDPOINTS[artefact.kind]
    if not artefact.url.scheme:
        return "there is no address"
    return None if artefact.url.endpoint == wanted else f"it ends with /{wanted}"


def _host(artefact: Artefact) -> str | None:
    return "" if artefact.url.scheme and not artefact.url.is_login else None


def _not_https(artefact: Artefact) -> str | None:
    return "" if artefact.url.scheme not in ("https", "") else None


def _unknown_parameter(artefact: Artefact) -> str | None:
    strange = [p.name for p in artefact.parameters if p.name and p.name not in PARAMETERS[artefact.kind]]
    strange = [name for name in strange if name not in {"session_state", "state", *SECRETS}]
    meant = some(f"{near} was meant" for name in strange if (near := nearest(name, PARAMETERS[artefact.kind])))
    return (meant or f"{len(strange)} left out") if strange else None


def _twice(artefact: Artefact) -> str | None:
    names = [p.name for p in artefact.parameters]
    return some(name for name in names if name in PARAMETERS[artefact.kind] and names.count(name) > 1)


def _redirect_uri(artefact: Artefact) -> str | None:
    found = artefact.get("redirect_uri")
    if found is None:
        return "it is missing" if artefact.kind == "authorize-url" or artefact.grant == "authorization_code" else None
    if found.is_variable or is_open(found.value) or inside_brackets(found.value) or is_redirect_uri(found.value):
        return None
    return "http is for localhost only" if found.value.startswith("http://") else "it is no address of that kind"


RULES = (
    Rule(
        "placeholder-left",
        _BOTH,
        True,
        ("S35", "S53", "E08"),
        "Still to be filled in:",
        _placeholder,
    ),
    Rule(
        "brackets-left",
        _BOTH,
        True,
        ("S45", "S63", "E07", "E08"),
        "The brackets of the document are still around a value; they do not belong to it.",
        _brackets,
    ),
    Rule(
        "client-id",
        _BOTH,
        True,
        ("S31", "S37", "S55", "AADSTS700016"),
        "The client id must be the Application (client) ID, a GUID:",
        _client_id,
    ),
    Rule(
        "tenant",
        _BOTH,
        True,
        ("S32", "S44", "S63", "AADSTS900023"),
        "The first part of the path names the tenant: a GUID, a domain, or common, organizations or consumers.",
        _tenant,
    ),
    Rule(
        "endpoint",
        _BOTH,
        True,
        ("S36", "S61", "Microsoft: OAuth 2.0 endpoints"),
        "The address is not that of the v2.0 endpoint for this step:",
        _endpoint,
    ),
    Rule(
        "login-host",
        _BOTH,
        True,
        ("S36", "S61", "E02"),
        "The host is none of Microsoft's login hosts: whoever has it gets what is sent.",
        _host,
    ),
    Rule("not-https", _BOTH, True, ("S61", "RFC 6749 3.2"), "The address does not begin with https.", _not_https),
    Rule(
        "parameter-unknown",
        _BOTH,
        True,
        ("S53", "E08", "Microsoft: authorization code flow"),
        "A parameter is none of this request:",
        _unknown_parameter,
    ),
    Rule("parameter-twice", _BOTH, True, ("RFC 6749 3.2",), "A parameter is there twice:", _twice),
    Rule(
        "redirect-uri",
        _BOTH,
        True,
        ("S24", "S26", "S41", "S59", "Microsoft: reply URL restrictions"),
        "The redirect URI must be one that is registered, letter for letter, in both steps:",
        _redirect_uri,
    ),
)
