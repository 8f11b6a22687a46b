"""Any redirect URI, state, scope, form or cookie: an answer, never to a URI that is not registered, never injected."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.entra.errors import Response
from fakes.entra.handle import handle
from fakes.entra.keys import KeyRing
from fakes.tenant.example import Plan, build
from fakes.tenant.tenant import Tenant

REGISTERED = ("http://localhost", "http://127.0.0.1/back", "https://app.example/cb?x=1", "msal3c5ee1b4://auth")
TARGET = re.compile(
    r"http://localhost(:[0-9]{1,5})?/?|http://127\.0\.0\.1(:[0-9]{1,5})?/back|https://app\.example/cb\?x=1|msal3c5ee1b4://auth/?"
)
# What may stand on a page of ours: nothing of a request can add to it.
_NAMES = "html head meta title style body main p h1 strong form input label div button ul li span dl dt dd code a"
TAGS = {*_NAMES.split(" "), "script", "noscript", "small"}
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_pieces = st.sampled_from(
    [
        *REGISTERED,
        "/",
        ":80",
        "#",
        "?",
        "@",
        "//",
        "\\",
        "\r\n",
        "%0d%0aX: y",
        "<script>",
        "<u>",
        '"><u>',
        "'><u>",
        '">',
        "'",
        "javascript:",
        "evil.example",
    ]
)
_text = st.one_of(st.text(max_size=60), st.lists(_pieces, max_size=4).map("".join))
_scopes = st.lists(
    st.one_of(
        st.sampled_from(["https://outlook.office.com/SMTP.Send", "offline_access", "openid", "User.Read", ".default"]),
        st.text(max_size=12),
    ),
    max_size=4,
).map(" ".join)
_redirects = st.one_of(st.sampled_from([*REGISTERED, "http://localhost:8400/"]), _text)
_modes = st.one_of(st.sampled_from(["query", "fragment", "form_post"]), _text)
_types = st.one_of(st.sampled_from(["code", "id_token", "code id_token token"]), _text)


class _Strict(HTMLParser):
    """Collects tags and what a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.action = ""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on") and name not in {"src", "srcset", "style"}, (tag, name)
            if name == "action":
                self.action = value or ""
            if name == "href":
                self.links.append(value or "")


def make(keys: KeyRing) -> Tenant:
    tenant = build(Plan(), keys)
    for app in tenant.apps.values():
        app.redirect_uris = {"web": [*REGISTERED]}
        app.implicit_id_token = app.implicit_access_token = True
    return tenant


def judge(tenant: Tenant, response: Response) -> str:
    """What every answer must keep to; where it leads, if anywhere."""
    assert response.status in {200, 302, 400, 404, 405}
    for name, value in response.headers.items():
        assert re.fullmatch(r"[\x20-\x7e]*", value), name
    assert tenant.bugs == []
    if response.status == 302:
        return response.headers["Location"]
    if "html" not in response.headers.get("Content-Type", "") or not response.body:
        return ""
    page = _Strict()
    page.feed(response.body.decode("utf-8"))
    assert set(page.tags) <= TAGS, set(page.tags) - TAGS
    assert page.tags.count("script") <= 1 and page.tags.count("h1") == page.tags.count("main") == 1
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    for link in page.links:
        leads_to_the_application(link)
    return page.action


def leads_to_the_application(target: str) -> None:
    where, _, rest = target.partition("#")
    if "code=" in where or "error=" in where:
        where, _, rest = re.match(r"(.*?)([?&])((?:code|error|access_token|id_token)=.*)", where, re.S).groups()  # type: ignore[union-attr]
    assert TARGET.fullmatch(where), target
    assert rest or urlsplit(target).query


@QUIET
@given(
    redirect=_redirects,
    state=_text,
    scope=_scopes,
    mode=_modes,
    kind=_types,
    prompt=st.one_of(st.sampled_from(["", "none", "login", "consent", "select_account"]), _text),
    hint=_text,
    good=st.booleans(),
)
def test_a_sign_in_at_once(
    keys: KeyRing, redirect: str, state: str, scope: str, mode: str, kind: str, prompt: str, hint: str, good: bool
) -> None:
    tenant = make(keys)
    user = next(iter(tenant.users.values()))
    query = {
        "client_id": next(iter(tenant.apps)),
        "redirect_uri": redirect,
        "state": state,
        "scope": scope,
        "response_mode": mode,
        "response_type": kind,
        "prompt": prompt,
        "login_hint": hint,
        "nonce": hint,
    }
    address = f"https://localhost/{tenant.id}/oauth2/v2.0/authorize?" + urlencode(query, errors="surrogatepass")
    form = urlencode({"login": user.upn if good else hint, "passwd": user.password if good else state}).encode()
    kind_of_form = {"content-type": "application/x-www-form-urlencoded"}
    shown = judge(tenant, handle(tenant, "GET", address, {}, b""))
    target = judge(tenant, handle(tenant, "POST", address, kind_of_form, form))
    for where in (shown, target):
        if where:
            leads_to_the_application(where) if "=" in where.replace("x=1", "") else _exactly(where)
    if target and "=" in target and urlsplit(target).scheme == "http":
        fields = parse_qs(urlsplit(target).query or urlsplit(target).fragment, keep_blank_values=True)
        assert fields["state"] == [state]
        assert ("code" in fields or "id_token" in fields or "access_token" in fields) <= good


def _exactly(action: str) -> None:
    assert TARGET.fullmatch(action), action


@QUIET
@given(
    query=st.dictionaries(
        st.sampled_from(["client_id", "redirect_uri", "scope", "state", "code_challenge", "prompt", "login_hint"]),
        _text,
    ),
    form=st.dictionaries(st.sampled_from(["login", "passwd", "flow_token", "user_code", "state"]), _text),
    step=st.one_of(st.sampled_from(["account", "password", "pick", "approve", "accept", "continue", "code"]), _text),
    cookie=_text,
    path=st.sampled_from(["{}/oauth2/v2.0/authorize", "{}/oauth2/authorize", "{}/oauth2/deviceauth", "device"]),
)
def test_any_form(
    keys: KeyRing, query: dict[str, str], form: dict[str, str], step: str, cookie: str, path: str
) -> None:
    tenant = make(keys)
    good = {"redirect_uri": REGISTERED[0], "scope": "openid", "response_type": "code"}
    query = {"client_id": next(iter(tenant.apps)), **good, **query}
    form = {**form, "step": step}
    address = f"https://localhost/{path.format(tenant.id)}?" + urlencode(query, errors="surrogatepass")
    headers = {"content-type": "application/x-www-form-urlencoded", "cookie": cookie}
    judge(tenant, handle(tenant, "POST", address, headers, urlencode(form).encode()))


@QUIET
@given(raw=st.binary(max_size=200), body=st.binary(max_size=200))
def test_any_bytes(keys: KeyRing, raw: bytes, body: bytes) -> None:
    tenant = make(keys)
    base = f"https://localhost/{tenant.id}/oauth2/v2.0/authorize?client_id={next(iter(tenant.apps))}&"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for tail in (raw.decode("latin-1"), "state=" + quote(raw) + "&redirect_uri=http://localhost"):
        judge(tenant, handle(tenant, "POST", base + tail.replace("#", ""), headers, body))


@QUIET
@given(
    text=_text, mode=st.sampled_from(["query", "fragment", "form_post"]), step=st.sampled_from(["account", "", "code"])
)
def test_nothing_is_injected(keys: KeyRing, text: str, mode: str, step: str) -> None:
    """In all that a page repeats: state, hint, name, scope, code of a device."""
    tenant = make(keys)
    query = {
        "client_id": next(iter(tenant.apps)),
        "redirect_uri": REGISTERED[0],
        "scope": "openid",
        "response_type": "code",
        "response_mode": mode,
        "state": text,
        "login_hint": text,
    }
    base = f"https://localhost/{tenant.id}/oauth2/v2.0/authorize?"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    form = urlencode({"login": text, "passwd": text, "step": step, "extra": text, "user_code": text}).encode()
    address = base + urlencode(query)
    judge(tenant, handle(tenant, "GET", address, {}, b""))
    judge(tenant, handle(tenant, "POST", address, headers, form))
    judge(tenant, handle(tenant, "POST", "https://localhost/device", headers, form))
    judge(tenant, handle(tenant, "GET", "https://localhost/device?" + urlencode({"otc": text}), {}, b""))
    unknown = base + urlencode({**query, "scope": text, "prompt": "none"})
    target = judge(tenant, handle(tenant, "GET", unknown, {}, b""))
    assert target.startswith(REGISTERED[0])
