"""What can be wrong with what came back: a redirect, an answer of the token endpoint, a token."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ..config.suggest import shown
from ..redact import scrub
from ..tenant.reading import APPLICATION, EXCHANGE_ID, GRAPH
from . import scopes as known
from .model import Artefact, Rule, is_open, some

_REDIRECT, _ANSWER, _CLAIMS = ("redirect-url",), ("token-answer",), ("claims",)
_ERRORS = frozenset(
    {
        *("access_denied", "invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "invalid_resource"),
        *("unauthorized_client", "unsupported_response_type", "unsupported_grant_type", "server_error"),
        *("temporarily_unavailable", "login_required", "interaction_required", "consent_required"),
        *("authorization_pending", "slow_down", "expired_token", "authorization_declined", "permission_denied"),
    }
)
_CODE = re.compile(r"AADSTS(\d{4,8})")
_ACCEPTED = frozenset({EXCHANGE_ID}.union(known.OUTLOOK))


def _refused(error: str, description: str) -> str:
    number = _CODE.search(description)
    named = error if error in _ERRORS else "an error"
    return f"{named}, {number[0]}: oauthmail explain {number[0]}" if number else named


def _sign_in_refused(artefact: Artefact) -> str | None:
    error = artefact.value("error")
    return _refused(error, artefact.value("error_description")) if error else None


def _no_code(artefact: Artefact) -> str | None:
    names = {p.name for p in artefact.parameters if not is_open(p.value)}
    return None if {"code", "error", "access_token", "id_token"} & names or "cut" in artefact.signs else ""


def _cut(artefact: Artefact) -> str | None:
    return "" if "cut" in artefact.signs else None


def _tokens_in_address(artefact: Artefact) -> str | None:
    return some(p.name for p in artefact.parameters if p.name in ("access_token", "id_token"))


def _answer_refused(artefact: Artefact) -> str | None:
    error = artefact.claims.get("error")
    return _refused(str(error), str(artefact.claims.get("error_description", ""))) if error else None


def _no_refresh_token(artefact: Artefact) -> str | None:
    return "" if "access_token" in artefact.claims and not artefact.claims.get("refresh_token") else None


def _is_id_token(artefact: Artefact) -> bool:
    claims = artefact.claims
    return "scp" not in claims and "roles" not in claims and ("nonce" in claims or "preferred_username" in claims)


def _id_token(artefact: Artefact) -> str | None:
    return "" if _is_id_token(artefact) else None


def _audience(artefact: Artefact) -> str:
    return str(artefact.claims.get("aud", "")).rstrip("/")


def _for_graph(artefact: Artefact) -> str | None:
    return "" if _audience(artefact) in GRAPH else None


def _for_another(artefact: Artefact) -> str | None:
    audience = _audience(artefact)
    fine = audience in _ACCEPTED or audience in GRAPH or _is_id_token(artefact)
    return None if fine else scrub(shown(audience)) if audience else "it names nobody"


def _without_mail(artefact: Artefact) -> str | None:
    claims = artefact.claims
    if _is_id_token(artefact) or "roles" in claims:
        return None
    return None if set(str(claims.get("scp", "")).split()) & set(known.MAIL) else ""


def _of_application(artefact: Artefact) -> str | None:
    claims = artefact.claims
    if claims.get("idtyp") != "app" and not ("roles" in claims and "scp" not in claims):
        return None
    roles = claims.get("roles")
    held = some(role for role in roles if role in APPLICATION.values()) if isinstance(roles, list) else None
    return held or "no permission of a mail protocol"


def _moment(artefact: Artefact, name: str) -> float | None:
    value = artefact.claims.get(name)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**35 else None


def _ended(artefact: Artefact) -> str | None:
    end = _moment(artefact, "exp")
    return f"{datetime.fromtimestamp(end, UTC):%Y-%m-%d %H:%M} UTC" if end and end <= artefact.now else None


def _not_yet(artefact: Artefact) -> str | None:
    begin = _moment(artefact, "nbf")
    return f"{datetime.fromtimestamp(begin, UTC):%Y-%m-%d %H:%M} UTC" if begin and begin > artefact.now else None


RULES = (
    Rule(
        "sign-in-refused",
        _REDIRECT,
        True,
        ("S49", "Microsoft: authorization code flow"),
        "The sign-in was refused, and there is no code in it:",
        _sign_in_refused,
    ),
    Rule("code-missing", _REDIRECT, True, ("S49", "S50"), "There is neither a code nor an error in it.", _no_code),
    Rule(
        "code-cut-by-the-rule",
        _REDIRECT,
        True,
        ("S50", "E09"),
        "This was cut out by eye: what stands behind the code does not belong to it. Paste the whole address instead.",
        _cut,
    ),
    Rule(
        "tokens-in-address",
        _REDIRECT,
        True,
        ("S29", "S30", "E10"),
        "Tokens came through the address of the page, by the implicit grant. Ask for response_type=code and switch "
        "both boxes off:",
        _tokens_in_address,
    ),
    Rule(
        "answer-refused",
        _ANSWER,
        True,
        ("S98", "E17"),
        "The request was refused, and there is no token in it:",
        _answer_refused,
    ),
    Rule(
        "answer-without-refresh-token",
        _ANSWER,
        True,
        ("S19", "S64"),
        "There is no refresh token in it, because offline_access was not asked for. The access token is not the value "
        "to paste: it ends after about an hour.",
        _no_refresh_token,
    ),
    Rule(
        "id-token",
        _CLAIMS,
        True,
        ("S30", "S46"),
        "This is an ID token. It tells who signed in and opens nothing.",
        _id_token,
    ),
    Rule(
        "token-for-graph",
        _CLAIMS,
        True,
        ("S38", "E06", "Microsoft: access token claims reference"),
        "The token is for Microsoft Graph, so no mail server takes it: the scopes were asked for without the Outlook "
        "resource before them.",
        _for_graph,
    ),
    Rule(
        "token-for-another",
        _CLAIMS,
        True,
        ("S15", "E06", "Microsoft: access token claims reference"),
        "The token is not for Outlook, so no mail server takes it:",
        _for_another,
    ),
    Rule(
        "token-without-mail",
        _CLAIMS,
        True,
        ("S21", "S56", "Microsoft: access token claims reference"),
        "The token permits none of IMAP.AccessAsUser.All, POP.AccessAsUser.All and SMTP.Send.",
        _without_mail,
    ),
    Rule(
        "token-of-an-application",
        _CLAIMS,
        False,
        ("S04", "Microsoft: client credentials for SMTP, POP and IMAP"),
        "Nobody signed in: this is a token of the application alone, and works only for mailboxes that Exchange has "
        "opened to it (New-ServicePrincipal, Add-MailboxPermission). It holds",
        _of_application,
    ),
    Rule("token-ended", _CLAIMS, True, ("S64", "RFC 7519 4.1.4"), "The token has ended:", _ended),
    Rule(
        "token-not-yet-valid",
        _CLAIMS,
        True,
        ("RFC 7519 4.1.5",),
        "The token is not valid yet, so a clock is wrong:",
        _not_yet,
    ),
)
