"""The proxy on the way to the login host: of both kinds, in trouble, excepted; and its password is never shown."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from checks.target import Target
from fakes.thread import ThreadedBox
from tests.harness import Outcome
from tests.secrets.search import Canaries

from .conftest import Live
from .rogue import Authority, Peer
from .surroundings import answering, passing, refusing, resolving

LOGIN = "login.contoso.test"
FAR: dict[str, Any] = {"authority__login_base": f"https://{LOGIN}"}
PAGE = b"<html><body>Accept our terms</body></html>\r\n"
PASSWORD = "quite-a-long-donkey-secret"


def causes(ended: Outcome) -> list[str]:
    return [cause["id"] for cause in ended.causes]


def assert_unseen(ended: Outcome) -> None:
    """The proxy's password is nowhere in what was written."""
    written = {"output": ended.output.encode(), "report": json.dumps(ended.report).encode()}
    assert Canaries({"proxy": PASSWORD, "proxy login": f"mule:{PASSWORD}"}).leaks(written) == {}


def test_a_proxy_that_speaks_tls_leads_to_the_login_host_and_sees_no_credential_of_the_tenant(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    with (
        authority.serving(answering(box, authority, LOGIN)) as login,
        authority.serving(passing(login.port, asked)) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"https://mule:{PASSWORD}@127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert ended.status == 0, ended.output
    assert ended.rows["network.entra"]["said"] == f"{LOGIN} through the proxy 127.0.0.1:{proxy.port}"
    assert ended.rows["tls.entra"]["said"].startswith("TLSv1.")
    assert {line.split()[1] for line in asked if line.startswith("CONNECT")} == {f"{LOGIN}:443"}
    assert any(line.lower().startswith("proxy-authorization: basic ") for line in asked)
    assert b"grant_type=refresh_token" in login.heard
    assert b"Proxy-Authorization" not in login.heard
    assert b"grant_type" not in proxy.heard
    assert_unseen(ended)


def test_a_proxy_whose_own_certificate_does_not_hold_gets_nothing(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with authority.serving(passing(1, [])) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://mule:{PASSWORD}@127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == ["certificate-unknown-ca"], ended.output
    assert ended.causes[0]["said"].startswith("the proxy for HTTPS: 127.0.0.1 port")
    assert ended.causes[0]["checks"] == ["network.entra"]
    assert proxy.heard == b""
    assert_unseen(ended)


def test_an_inspected_login_host_is_named_through_a_proxy_that_speaks_tls(
    box: ThreadedBox,
    live: Live,
    authority: Authority,
    trusting_both: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "inspecting").mkdir()
    inspecting = Authority(tmp_path / "inspecting", "Zscaler Intermediate Root CA")
    with (
        authority.serving(answering(box, inspecting, LOGIN)) as login,
        authority.serving(passing(login.port, [])) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert causes(ended) == ["certificate-intercepted"], ended.output
    assert "issued by Zscaler Intermediate Root CA" in ended.causes[0]["said"]
    assert b"grant_type" not in login.heard


def _in_tls(script: Callable[[Peer], None]) -> Callable[[Peer], None]:
    def inside(peer: Peer) -> None:
        peer.start_tls()
        script(peer)

    return inside


def _says(*pieces: bytes) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        peer.head()
        for piece in pieces:
            peer.say(piece)

    return script


def _says_nothing(peer: Peer) -> None:
    peer.head()
    peer.line()


# What the proxy does, the cause, and words of it that must be said.
TROUBLE: dict[str, tuple[Callable[[Peer], None], str, str]] = {
    "wants a login": (refusing("407 Proxy Authentication Required"), "proxy-refused", "407 Proxy Authentication"),
    "forbids the login host": (refusing("403 Forbidden"), "proxy-refused", "403 Forbidden"),
    "cannot reach it": (refusing("504 Gateway Timeout"), "proxy-refused", "504 Gateway"),
    "answers with a page": (_says(PAGE * 3, b"\r\n"), "proxy-refused", "does not answer CONNECT as a proxy does"),
    "answers with a page and closes": (_says(PAGE), "proxy-refused", "Accept our terms"),
    "answers with a banner": (_says(b"220 mail.contoso.test ESMTP\r\n\r\n"), "proxy-refused", "220 mail"),
    "says nothing": (_says_nothing, "proxy-unreachable", "said nothing for 1 seconds"),
    "hangs up": (_says(), "proxy-unreachable", "closed by the proxy"),
}


@pytest.mark.parametrize("kind", ["http", "https"])
@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_with_the_proxy_is_the_cause_and_its_password_is_never_shown(
    live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch, trouble: str, kind: str
) -> None:
    script, cause, said = TROUBLE[trouble]
    if trouble == "says nothing":
        monkeypatch.setattr("checks.plugin.subject.Target", partial(Target, step_seconds=1.0))
    with authority.serving(_in_tls(script) if kind == "https" else script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"{kind}://mule:{PASSWORD}@127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert ended.status == 1
    assert causes(ended) == [cause], ended.output
    assert said in ended.causes[0]["said"], ended.output
    assert ended.ids("error") == []
    assert ended.rows["tls.smtp"]["outcome"] == "pass", "mail does not go through the proxy"
    assert_unseen(ended)


def test_a_proxy_that_repeats_the_login_it_was_shown_does_not_bring_it_into_the_report(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(peer: Peer) -> None:
        shown = next(line for line in peer.head() if line.startswith("Proxy-Authorization"))
        peer.say(f"HTTP/1.1 407 not {PASSWORD}, {shown.rpartition(' ')[2]}\r\n\r\n".encode())

    with authority.serving(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://mule:{PASSWORD}@127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == ["proxy-refused"], ended.output
    assert "407 not [hidden]" in ended.causes[0]["said"]
    assert_unseen(ended)


def test_a_proxy_that_speaks_plain_http_under_an_https_url_is_told(
    live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with authority.serving(lambda peer: peer.respond("400 Bad Request", "text/html", b"")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert causes(ended) == ["tls-wrong-version-number"], ended.output
    assert ended.causes[0]["said"].startswith("the proxy for HTTPS: ")


def _opens(*pieces: bytes, behind: bytes = b"") -> Callable[[Peer], None]:
    """Says yes to CONNECT, in one breath with `behind`, and after the ClientHello says these."""

    def script(peer: Peer) -> None:
        peer.head()
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n" + behind)
        peer.line()
        for piece in pieces:
            peer.say(piece)
        peer.line()

    return script


REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://portal.test/\r\n\r\n"
IN_PLACE: dict[str, tuple[Callable[[Peer], None], str]] = {
    "a page": (_opens(PAGE), "Accept our terms"),
    "a page without waiting": (_opens(behind=PAGE), "Accept our terms"),
    "a redirect": (_opens(REDIRECT), "302 Found"),
}


@pytest.mark.parametrize("kind", ["http", "https"])
@pytest.mark.parametrize("sent", IN_PLACE)
def test_a_proxy_that_says_yes_and_puts_a_page_in_place_of_the_host_is_named(
    live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch, sent: str, kind: str
) -> None:
    script, said = IN_PLACE[sent]
    monkeypatch.setattr("checks.plugin.subject.Target", partial(Target, step_seconds=2.0))
    with authority.serving(_in_tls(script) if kind == "https" else script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"{kind}://mule:{PASSWORD}@127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert ended.status == 1
    assert causes(ended) == ["proxy-refused"], ended.output
    wanted = f"proxy 127.0.0.1:{proxy.port}: in place of TLS with {LOGIN} the proxy sent"
    assert ended.causes[0]["said"].startswith(wanted), ended.causes[0]["said"]
    assert said in ended.causes[0]["said"]
    assert ended.causes[0]["checks"] == ["tls.entra"]
    assert ended.rows["tls.smtp"]["outcome"] == "pass", "mail does not go through the proxy"
    assert_unseen(ended)


def test_a_login_host_that_breaks_tls_off_behind_a_proxy_is_not_the_doing_of_the_proxy(
    live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = authority.context("127.0.0.1")
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    def script(peer: Peer) -> None:
        peer.head()
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        peer.use(context)

    with authority.serving(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert causes(ended) == ["tls-handshake-failed"], ended.output
    assert ended.causes[0]["said"].startswith(f"{LOGIN} port 443")


@pytest.mark.parametrize("excepted", [LOGIN, ".contoso.test", "*"])
def test_no_proxy_is_honoured(
    box: ThreadedBox,
    live: Live,
    authority: Authority,
    trusting_both: str,
    monkeypatch: pytest.MonkeyPatch,
    closed_port: int,
    excepted: str,
) -> None:
    resolving(monkeypatch, {LOGIN: ["127.0.0.1"]})
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("NO_PROXY", excepted)
    with authority.serving(answering(box, authority, LOGIN)) as login:
        base = {"authority__login_base": f"https://{LOGIN}:{login.port}"}
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **base)
    assert ended.status == 0, ended.output
    assert "no proxy" in ended.output
    assert b"grant_type=refresh_token" in login.heard


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "socks5://127.0.0.1:1080", "http://[::1"])
def test_a_proxy_whose_url_is_none_is_the_cause_and_no_error_of_ours(
    live: Live, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == ["proxy-unreachable"], ended.output
    assert (ended.ids("error"), ended.causes[0]["checks"]) == ([], ["network.entra"])
    assert "HTTPS_PROXY" in ended.causes[0]["said"]


@pytest.mark.parametrize("asked_first", [False, True], ids=["behind its answer", "in place of TLS"])
def test_a_page_behind_a_connect_that_was_taken_is_the_proxys(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch, asked_first: bool
) -> None:
    def script(peer: Peer) -> None:
        peer.head()
        if asked_first:
            peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
            peer.line()
            peer.say(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE)
        else:
            peer.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)

    with authority.serving(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        ended = live(f"--allow-host={LOGIN}", "--only=token", **FAR)
    assert causes(ended) == ["proxy-refused"], ended.output
    assert ended.causes[0]["said"].startswith(f"proxy 127.0.0.1:{proxy.port}: in place of TLS with {LOGIN}")
