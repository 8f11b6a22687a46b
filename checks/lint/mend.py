"""The corrected version of an artefact: what is surely no credential is taken over, `$NAME` stands for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..config.clouds import CLOUDS
from ..config.judging import ADDRESS, GUID
from ..config.suggest import nearest
from ..redact import scrub
from . import scopes, write
from .model import Artefact, Url, inside_brackets, is_redirect_uri, is_tenant
from .rules_authorize import PROMPTS
from .rules_command import GRANTS

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST = 200
_OPTION = re.compile(r"[\w./:\\ ,-]{1,200}")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What to paste instead: `what` it is, the lines that come before it one at a time, the lines themselves."""

    what: str
    lines: tuple[str, ...]
    before: tuple[str, ...] = ()


def corrected(artefact: Artefact, state: str) -> Corrected | None:
    """The corrected version; None where there is none to give. `state` is new and unguessable."""
    match artefact.kind:
        case "authorize-url":
            return Corrected("for the browser", (_authorize_url(artefact, state),))
        case "token-command":
            return _token_command(artefact)
        case "redirect-url" if artefact.get("code") or "cut" in artefact.signs:
            return _redeem()
        case "scopes":
            return _scopes(artefact)
    return None


def _authorize_url(artefact: Artefact, state: str) -> str:
    prompt = artefact.value("prompt")
    more = []
    hint = artefact.value("login_hint")
    if ADDRESS.fullmatch(hint) and hint.isprintable() and _is_plain(hint):
        more.append(("login_hint", hint))
    if _CHALLENGE.fullmatch(artefact.value("code_challenge")):
        more += [("code_challenge", artefact.value("code_challenge")), ("code_challenge_method", "S256")]
    return write.authorize_url(
        _base(artefact.url),
        _tenant(artefact.url),
        _client_id(artefact),
        _redirect_uri(artefact),
        scopes.mended(artefact),
        state,
        prompt=prompt if prompt in PROMPTS else "login",
        more=more,
    )


def _token_command(artefact: Artefact) -> Corrected:
    grant = artefact.grant if artefact.grant in GRANTS else _likely_grant(artefact)
    credentials = [name for name in write.CREDENTIALS if artefact.get(name) or name == grant]
    credentials += ["device_code"] * (grant == "device_code" and "device_code" not in credentials)
    if "credential-option" in artefact.signs or (grant == "client_credentials" and not credentials):
        credentials += ["client_secret"] * ("client_secret" not in credentials)
    known = {*_parameter_names(artefact)}
    credentials += ["client_secret"] * ("client_secret" in known and "client_secret" not in credentials)
    command = write.token_command(
        _base(artefact.url),
        _tenant(artefact.url),
        _client_id(artefact),
        "urn:ietf:params:oauth:grant-type:device_code" if grant == "device_code" else grant,
        scopes.mended(artefact),
        redirect_uri=_redirect_uri(artefact) if grant == "authorization_code" else "",
        credentials=credentials,
        options=[(name, value) for name, value in artefact.kept if _OPTION.fullmatch(value) and _is_plain(value)],
    )
    code = write.TAKE_THE_CODE if grant == "authorization_code" else ()
    open_ = [name for name in write.VARIABLES if f"${name}" in "\n".join(command)]
    before = (*write.ask_for((*open_, *(name.upper() for name in credentials))), *code)
    return Corrected("for bash", tuple(command), before)


def _parameter_names(artefact: Artefact) -> list[str]:
    """What the parameters were meant to be called."""
    return [nearest(parameter.name, write.CREDENTIALS) or "" for parameter in artefact.parameters]


def _likely_grant(artefact: Artefact) -> str:
    return "refresh_token" if artefact.get("refresh_token") and not artefact.get("code") else "authorization_code"


def _redeem() -> Corrected:
    """A redirect says neither which application asked nor where; the same values belong into this step."""
    command = write.token_command(
        CLOUDS["public"].login_base,
        "$TENANT",
        "$CLIENT_ID",
        "authorization_code",
        scopes.mended(Artefact("redirect-url")),
        redirect_uri="$REDIRECT_URI",
    )
    before = write.ask_for(("TENANT", "CLIENT_ID", "REDIRECT_URI", "CLIENT_SECRET"))
    return Corrected("for bash, with the values of the authorize URL", tuple(command), (*before, *write.TAKE_THE_CODE))


def _scopes(artefact: Artefact) -> Corrected:
    names = [name for scope in artefact.scopes if (name := scopes.real_name(scope)) in scopes.MAIL]
    listed = ", ".join(dict.fromkeys(names))
    portal = (f"in the portal, Microsoft Graph > Delegated permissions: {listed}, offline_access",) if listed else ()
    return Corrected("as the scope of a request", (" ".join(scopes.mended(artefact)),), portal)


def _is_plain(text: str) -> bool:
    """Is there nothing in it that looks like a token or a secret, which may stand in any place by mistake?"""
    return len(text) <= _LONGEST and scrub(text) == text


def _base(url: Url) -> str:
    return f"https://{url.place}" if url.is_login and "@" not in url.place else CLOUDS["public"].login_base


def _tenant(url: Url) -> str:
    for tenant in (url.tenant, inside_brackets(url.tenant)):
        if is_tenant(tenant) and _is_plain(tenant):
            return tenant
    return "$TENANT"


def _client_id(artefact: Artefact) -> str:
    value = artefact.value("client_id")
    inner = inside_brackets(value) or value
    return inner if GUID.fullmatch(inner) and inner.lower() != artefact.url.tenant.lower() else "$CLIENT_ID"


def _redirect_uri(artefact: Artefact) -> str:
    value = artefact.value("redirect_uri")
    inner = inside_brackets(value) or value
    return inner if is_redirect_uri(inner) and _is_plain(inner) else "$REDIRECT_URI"
