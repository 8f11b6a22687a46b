"""Rules of the token endpoint: how it is asked, how often, for what, and which refresh token is used."""

from __future__ import annotations

import re

from .case import Evidence, Rule
from .wire import Request

_FORM = "application/x-www-form-urlencoded"
_SECRETS = ("client_secret", "refresh_token", "code", "password", "client_assertion", "code_verifier")
_OIDC = {"openid", "profile", "email", "offline_access"}
_ISSUED = re.compile(r"\"refresh_token\"\s*:\s*\"(\[[^\]]*\])")
_SOON = 0.05


def asked_by_form(seen: Evidence) -> str:
    """POST with a form, each member once, nothing secret in the URL."""
    for request in seen.requests():
        names = [name for name, _ in request.fields]
        if any(f"{name}=" in request.target for name in _SECRETS):
            return f"a secret in the URL of the token endpoint: {request.line}"
        if request.method != "POST" or not request.headers.get("content-type", "").lower().startswith(_FORM):
            return f"not a form by POST: {request.method} {request.headers.get('content-type', 'without a type')}"
        if len(names) != len(set(names)):
            return f"a member more than once: {', '.join(names)}"
    return ""


def no_token_request(seen: Evidence) -> str:
    """Nothing was sent to the token endpoint."""
    for connection in seen.connections:
        if connection.listener == "token":
            if "HTTP_REQUEST" in connection.alerts:
                return "it asked without TLS"
            if any(line.inbound for line in connection.lines):
                return "it asked all the same"
    return ""


def one_token_request(seen: Evidence) -> str:
    """Asked once: the answer is final."""
    return _at_most(seen, 1)


def two_token_requests(seen: Evidence) -> str:
    """Asked once, and once more after the refusal."""
    return _at_most(seen, 2)


def _at_most(seen: Evidence, most: int) -> str:
    asked = len(seen.requests())
    return f"{asked} token requests" if asked > most else ""


def one_resource(seen: Evidence) -> str:
    """The scopes of a request belong to one resource, and are no more than the job names."""
    given = set(str(seen.job["oauth"].get("scope", "")).split()) | _OIDC
    for request in seen.requests():
        scopes = set(request.value("scope").split())
        resources = {scope.rpartition("/")[0] for scope in scopes - _OIDC}
        if len(resources) > 1 or "" in resources:
            return f"scopes of {len(resources)} resources: {' '.join(sorted(scopes))}"
        if wider := {scope for scope in scopes - given if not scope.endswith("/.default")}:
            return f"a scope that nobody granted: {' '.join(sorted(wider))}"
    return ""


def newest_refresh_token(seen: Evidence) -> str:
    """A refresh uses the newest refresh token that was issued to this client."""
    newest = ""
    for request in seen.requests():
        used = request.value("refresh_token")
        if newest and used and used != newest:
            return f"the refresh token {used} was used after {newest} had been issued"
        issued = _ISSUED.search(request.answer)
        newest = issued[1] if issued else newest or used
    return ""


def waits_as_told(seen: Evidence) -> str:
    """After Retry-After, no request before that time is over."""
    before: Request | None = None
    for request in seen.requests():
        told = before.answer_headers.get("retry-after", "") if before else ""
        if before is not None and told.isdecimal() and request.line.at - before.line.at < int(told) - _SOON:
            gap = request.line.at - before.line.at
            return f"asked again after {gap:.1f} s when told to wait {told}"
        before = request
    return ""


def asks_before_login(seen: Evidence) -> str:
    """The last run asks for a token before it signs in, since the one it had is over."""
    last = len(seen.runs) - 1
    tried = seen.exchanges(last)
    asked = seen.requests(last)
    if tried and (not asked or asked[0].line.number > tried[0].command.number):
        return f"a token past its end was used: {seen.show(tried[0].command)}"
    return ""


ASKED_BY_FORM = Rule("asked-by-form", "ask by POST with a form, secrets in the body", asked_by_form)
NO_TOKEN_REQUEST = Rule("no-token-request", "send nothing to a token endpoint without verified TLS", no_token_request)
ONE_TOKEN_REQUEST = Rule("one-token-request", "take invalid_grant for final", one_token_request)
TWO_TOKEN_REQUESTS = Rule("two-token-requests", "refresh once and no more", two_token_requests)
ONE_RESOURCE = Rule("one-resource", "ask for the scopes of one resource that were granted", one_resource)
NEWEST = Rule("newest-refresh-token", "keep a rotated refresh token and use it", newest_refresh_token)
WAITS_AS_TOLD = Rule("waits-as-told", "wait as long as Retry-After says", waits_as_told)
ASKS_BEFORE_LOGIN = Rule("asks-before-login", "renew a token before its end", asks_before_login)
