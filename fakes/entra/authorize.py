"""Sign-in: a plain page for a person, a form post for a program, and the redirects of the real service.

POST the query of the authorize URL with two more fields, `login` and `passwd`; the answer is the redirect. A wrong
redirect URI gets a page and no redirect, as in the real service (Microsoft support article on AADSTS50011).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

from ..tenant.model import App
from ..tenant.tenant import Code, Tenant
from . import grants
from .errors import Refused, Response, describe
from .scopes import UnknownResource, UnknownScope, parse_scopes
from .tokens import client_info

_PAGE = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store, no-cache",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
_LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1)(?::[0-9]{1,5})?(/[!-~]*)?")
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#1b1b1b}"
    "label{display:block;margin:1rem 0 .25rem}input{font:inherit;width:100%;padding:.5rem;box-sizing:border-box;"
    "border:1px solid #666;border-radius:4px}button{font:inherit;margin-top:1.5rem;padding:.6rem 1.5rem;border:0;"
    "border-radius:4px;background:#0f5ea8;color:#fff}.error{color:#a4262c}.note{background:#fff4ce;"
    "padding:.5rem .75rem;border-radius:4px}"
)


def authorize_endpoint(tenant: Tenant, segment: str, query: Mapping[str, str], form: Mapping[str, str]) -> Response:
    """GET shows the page, POST signs in. `form` is empty on GET."""
    request = {**query, **{k: v for k, v in form.items() if k not in {"login", "passwd"}}}
    try:
        app = grants.find_app(tenant, request.get("client_id", ""), segment.lower())
        redirect = _redirect_uri(tenant, app, request)
    except Refused as refused:
        return _error_page(refused)
    try:
        _check(tenant, request)
        if not form:
            return _sign_in_page(app, request, "")
        return _sign_in(tenant, app, redirect, request, form)
    except Refused as refused:
        return _back(redirect, request, _error_fields(refused))


def _sign_in(tenant: Tenant, app: App, redirect: str, request: Mapping[str, str], form: Mapping[str, str]) -> Response:
    user = tenant.user(form.get("login", ""))
    grants.refuse_if_asked(tenant, "sign-in")
    if user is None or user.password != form.get("passwd"):
        message = describe(grants.refused(tenant, "password-wrong"), str(uuid.uuid4()), str(uuid.uuid4()))
        return _sign_in_page(app, request, str(message["error_description"]))
    grants.check_user(tenant, user)
    code = grants.new_code()
    asked = parse_scopes(request["scope"])
    app.consented.update(n for n in asked.resources.get("outlook", ()) if n != ".default")
    app.graph_consented.update(n for n in asked.resources.get("graph", ()) if n != ".default")
    tenant.codes[code] = Code(
        app.client_id,
        user.upn,
        tenant.clock.now(),
        request["redirect_uri"],
        request["scope"],
        request.get("code_challenge", ""),
        request.get("code_challenge_method", "plain"),
        request.get("nonce", ""),
    )
    fields = {"code": code}
    if request.get("client_info") == "1":
        fields["client_info"] = client_info(tenant, user)
    return _back(redirect, request, fields)


def _check(tenant: Tenant, request: Mapping[str, str]) -> None:
    grants.refuse_if_asked(tenant, "authorize")
    for name in ("response_type", "scope"):
        if not request.get(name):
            raise grants.refused(tenant, "parameter-missing", parameter=name)
    if request["response_type"] != "code":
        raise grants.refused(tenant, "response-type-unsupported", response_type=request["response_type"])
    try:
        parse_scopes(request["scope"])
    except UnknownResource as unknown:
        raise grants.refused(tenant, "resource-not-found", resource=str(unknown), tenant_name=tenant.name) from None
    except UnknownScope as unknown:
        raise grants.refused(tenant, "scope-not-on-resource", scope=str(unknown)) from None


def _redirect_uri(tenant: Tenant, app: App, request: Mapping[str, str]) -> str:
    """Exact match; for http on localhost and 127.0.0.1 the port does not count (Microsoft: reply-url)."""
    asked = request.get("redirect_uri", "")
    registered = {_without_port(uri) for uris in app.redirect_uris.values() for uri in uris}
    if _without_port(asked) not in registered:
        raise grants.refused(tenant, "redirect-uri-mismatch", redirect_uri=asked, client_id=app.client_id)
    return asked


def _without_port(uri: str) -> str:
    found = _LOOPBACK.fullmatch(uri)
    return f"http://{found[1]}{found[2] or '/'}" if found else uri


def _back(redirect: str, request: Mapping[str, str], fields: dict[str, str]) -> Response:
    """Send the browser back with the outcome, in the response mode that was asked for."""
    if "state" in request:
        fields["state"] = request["state"]
    if "code" in fields:
        fields["session_state"] = str(uuid.uuid4())
    mode = request.get("response_mode", "query")
    if mode == "form_post":
        inputs = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in fields.items())
        body = (
            f'<form id="f" method="post" action="{escape(redirect)}">{inputs}<noscript><button>Continue</button>'
            '</noscript></form><script>document.getElementById("f").submit()</script>'
        )
        return _page("Working...", body)
    target = redirect if urlsplit(redirect).path else redirect + "/"
    separator = "#" if mode == "fragment" else "&" if "?" in target else "?"
    return Response(302, b"", {"Location": target + separator + urlencode(fields), "Cache-Control": "no-store"})


def _error_fields(refused: Refused) -> dict[str, str]:
    members = describe(refused, str(uuid.uuid4()), str(uuid.uuid4()))
    return {k: str(members[k]) for k in ("error", "error_description", "error_uri") if k in members}


def _error_page(refused: Refused) -> Response:
    text = str(describe(refused, str(uuid.uuid4()), str(uuid.uuid4()))["error_description"])
    body = f'<h1>Sorry, but we\'re having trouble signing you in.</h1><p class="error" role="alert">{escape(text)}</p>'
    return _page("Sign in", body)


def _sign_in_page(app: App, request: Mapping[str, str], error: str) -> Response:
    hidden = "".join(
        f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in request.items() if k != "prompt"
    )
    alert = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    scopes = "".join(f"<li>{escape(s)}</li>" for s in request.get("scope", "").split())
    body = (
        f'<h1>Sign in</h1><p class="note">This is a test tenant on this machine, not Microsoft.</p>{alert}'
        f"<p>to continue to <strong>{escape(app.name)}</strong>, which asks for:</p><ul>{scopes}</ul>"
        f'<form method="post">{hidden}<label for="login">Account</label>'
        f'<input id="login" name="login" type="email" autocomplete="username" required autofocus '
        f'value="{escape(request.get("login_hint", ""))}">'
        '<label for="passwd">Password</label>'
        '<input id="passwd" name="passwd" type="password" autocomplete="current-password" required>'
        "<button>Sign in and accept</button></form>"
    )
    return _page("Sign in", body)


def _page(title: str, body: str) -> Response:
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )
    return Response(200, html.encode(), _PAGE)
