"""Hosts that are not there, hosts that a credential must not reach, and hosts that speak another language."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.thread import ThreadedBox
from tests.harness import oauthmail

from .conftest import Live
from .profiles import variables, write
from .rogue import Authority, Peer
from .rogues import GREEDY, LEGS, at, login_host, openid, responding

FOREIGN = "127.0.0.2"
JUNK = b"\x16\x03\x01\x00\xff<html>\x00\xfe\x1b[2J nothing of the kind\r\n" * 3


@pytest.mark.parametrize("leg", LEGS)
def test_a_refused_port_is_the_cause(live: Live, leg: str, closed_port: int) -> None:
    ended = live(**at(leg, "localhost", closed_port))
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["connection-refused"], ended.output
    assert f"localhost port {closed_port}" in ended.causes[0]["said"]
    assert ended.causes[0]["checks"] == [f"network.{leg}"]
    assert ended.ids("error") == []


@pytest.mark.parametrize("leg", LEGS)
def test_a_name_that_does_not_resolve_is_the_cause(live: Live, leg: str) -> None:
    ended = live(**at(leg, "mail.contoso.invalid", 993))
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["host-not-found"], ended.output
    assert "mail.contoso.invalid" in ended.causes[0]["said"]


@pytest.mark.parametrize(("legs", "status"), [(LEGS, 3), (LEGS[1:], 1)], ids=["no host answers", "one host answers"])
def test_the_command_tells_a_machine_without_network_from_a_bad_host(
    box: ThreadedBox, tmp_path: Path, closed_port: int, legs: tuple[str, ...], status: int
) -> None:
    changes = {
        key.replace("__", "."): value for leg in legs for key, value in at(leg, "127.0.0.1", closed_port).items()
    }
    ended = oauthmail("diagnose", str(write(tmp_path, changes)), env={"PATH": "", **variables(box.settings)})
    assert (ended.returncode, ended.stderr) == (status, "")
    assert f"exit {status}" in ended.stdout.splitlines()[-1]
    assert "Traceback" not in ended.stdout


@pytest.mark.parametrize("leg", GREEDY)
@pytest.mark.parametrize("allowed", [False, True], ids=["not allowed", "allowed"])
def test_a_mail_server_that_is_not_the_profiles_gets_no_token_unless_allowed(
    live: Live, authority: Authority, trusting_both: str, leg: str, allowed: bool
) -> None:
    with authority.serving(GREEDY[leg], FOREIGN) as rogue:
        changes = {"network__ca_bundle": trusting_both, **at(leg, FOREIGN, rogue.port)}
        ended = live(*([f"--allow-host={FOREIGN}"] if allowed else []), **changes)
    assert rogue.connections > 0
    signed_in = [word for word in (b"AUTH XOAUTH2", b"AUTHENTICATE") if word in rogue.heard]
    # base64 of "user=" opens every XOAUTH2 response.
    assert (bool(signed_in), b"dXNlcj" in rogue.heard) == (allowed, allowed)
    if allowed:
        assert ended.status == 0, ended.output
    else:
        assert ended.status == 1
        assert [cause["id"] for cause in ended.causes] == ["host-not-allowed"], ended.output
        assert f"--allow-host {FOREIGN}" in ended.causes[0]["said"]


@pytest.mark.parametrize("allowed", [False, True], ids=["not allowed", "allowed"])
def test_a_login_host_that_is_not_of_the_cloud_gets_no_request_unless_allowed(
    live: Live, authority: Authority, trusting_both: str, allowed: bool
) -> None:
    def answer(peer: Peer) -> None:
        peer.start_tls()
        peer.request()
        peer.respond("404 Not Found", "text/html", b"<html>no</html>")

    with authority.serving(answer, FOREIGN) as rogue:
        options = [f"--allow-host={FOREIGN}"] if allowed else []
        ended = live(*options, network__ca_bundle=trusting_both, **at("entra", FOREIGN, rogue.port))
    assert ended.status == 1
    assert bool(rogue.heard) == allowed
    if not allowed:
        assert [cause["id"] for cause in ended.causes] == ["host-not-allowed"], ended.output


def test_a_token_endpoint_elsewhere_gets_nothing(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str
) -> None:
    def answer(peer: Peer) -> None:
        peer.start_tls()
        peer.request()
        issuer = f"https://127.0.0.1/{box.settings.tenant_id}/"
        peer.respond("200 OK", "application/json", openid(issuer, f"https://{FOREIGN}:{thief.port}/token"))

    with authority.serving(lambda peer: peer.start_tls(), FOREIGN) as thief, authority.serving(answer) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["discovery-foreign-endpoint"], ended.output
    assert (thief.connections, thief.heard) == (0, b"")


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_carries_no_credential_away(
    live: Live, authority: Authority, trusting_both: str, status: str
) -> None:
    with authority.serving(lambda peer: peer.start_tls(), FOREIGN) as thief:
        away = login_host(responding(status, "text/html", b"", f"Location: https://{FOREIGN}:{thief.port}/token"))
        with authority.serving(away) as rogue:
            ended = live(network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.status == 1
    assert ended.ids("error") == [], ended.output
    assert b"refresh_token" in rogue.heard
    assert (thief.connections, thief.heard) == (0, b"")


def _says(*, tls: bool, before: tuple[bytes, ...] = ()) -> Callable[[Peer], None]:
    """A script that answers some lines properly and then says junk."""

    def script(peer: Peer) -> None:
        if tls:
            peer.start_tls()
        for reply in before:
            peer.say(reply)
            peer.line()
        peer.say(JUNK)

    return script


def _smtp_in_tls(peer: Peer) -> None:
    """Everything as it should be until TLS is up."""
    for reply in _SMTP:
        peer.say(reply)
        peer.line()
    peer.say(b"220 go on\r\n")
    peer.start_tls()
    peer.line()
    peer.say(JUNK)


_SMTP = (b"220 ready\r\n", b"250-rogue\r\n250-STARTTLS\r\n250 AUTH XOAUTH2\r\n")
_IMAP = (b"* OK ready\r\n", b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\no1 OK\r\n")
_POP3 = (b"+OK ready\r\n", b"+OK\r\nSASL XOAUTH2\r\n.\r\n", b"+ \r\n")

# Leg, what is answered properly before the junk, whether TLS comes first.
GARBAGE = {
    "smtp greeting": ("smtp", _says(tls=False)),
    "smtp EHLO": ("smtp", _says(tls=False, before=_SMTP[:1])),
    "smtp STARTTLS": ("smtp", _says(tls=False, before=_SMTP)),
    "smtp EHLO in TLS": ("smtp", _smtp_in_tls),
    "imap greeting": ("imap", _says(tls=True)),
    "imap CAPABILITY": ("imap", _says(tls=True, before=_IMAP[:1])),
    "imap AUTHENTICATE": ("imap", _says(tls=True, before=_IMAP)),
    "pop3 greeting": ("pop3", _says(tls=True)),
    "pop3 CAPA": ("pop3", _says(tls=True, before=_POP3[:1])),
    "pop3 AUTH": ("pop3", _says(tls=True, before=_POP3[:2])),
    "pop3 token": ("pop3", _says(tls=True, before=_POP3)),
    "entra not HTTP": ("entra", _says(tls=True, before=(b"",))),
}


@pytest.mark.parametrize("where", GARBAGE)
def test_garbage_is_the_cause_and_no_traceback(
    live: Live, authority: Authority, trusting_both: str, where: str
) -> None:
    leg, script = GARBAGE[where]
    with authority.serving(script) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at(leg, "127.0.0.1", rogue.port))
    assert ended.status == 1, ended.output
    assert ended.ids("error") == [], ended.output
    wanted = "login-host-not-entra" if leg == "entra" else "server-answered-garbage"
    assert [cause["id"] for cause in ended.causes] == [wanted], ended.output
    assert "Traceback" not in ended.output
    assert "\x1b" not in ended.output


_PAGES = {
    "a web page": ("200 OK", "text/html", b"<html>Please accept our terms</html>"),
    "broken JSON": ("200 OK", "application/json", b'{"token_endpoint": '),
    "JSON that is no object": ("200 OK", "application/json", b"[1, 2]"),
    "JSON of another kind": ("200 OK", "application/json", b'{"hello": "world"}'),
    "wrong types": ("200 OK", "application/json", b'{"token_endpoint": 7, "access_token": [], "error": {}}'),
    "no bytes at all": ("200 OK", "application/json", b""),
    "not UTF-8": ("200 OK", "application/json", b"\xff\xfe{}"),
    "no number of seconds": ("200 OK", "application/json", b'{"access_token": "t", "expires_in": "soon"}'),
    "an error page": ("404 Not Found", "text/html", b"<html>no</html>"),
}


@pytest.mark.parametrize("moment", ["discovery", "token"])
@pytest.mark.parametrize("page", _PAGES)
def test_a_login_host_that_answers_something_else_is_the_cause(
    live: Live, authority: Authority, trusting_both: str, moment: str, page: str
) -> None:
    with authority.serving(login_host(responding(*_PAGES[page]), document=moment == "token")) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.status == 1, ended.output
    assert ended.ids("error") == [], ended.output
    assert [cause["id"] for cause in ended.causes] == ["login-host-not-entra"], ended.output
    assert "Traceback" not in ended.output


def test_an_outage_in_html_is_an_outage(live: Live, authority: Authority, trusting_both: str) -> None:
    later = responding("503 Service Unavailable", "text/html", b"<html>later</html>")
    with authority.serving(login_host(later)) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert [cause["id"] for cause in ended.causes] == ["entra-unavailable"], ended.output


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable"])
def test_a_login_host_in_trouble_is_asked_for_one_token(
    live: Live, authority: Authority, trusting_both: str, status: str
) -> None:
    trouble = responding(status, "application/json", b'{"error": "server_error"}')
    with authority.serving(login_host(trouble)) as rogue:
        ended = live(network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.status == 1, ended.output
    assert rogue.heard.count(b"POST ") == 1


def test_a_certificate_for_the_foreign_host_alone_lets_no_token_through(live: Live, authority: Authority) -> None:
    """--allow-host lets a name through, never a server that cannot prove it."""
    with authority.serving(GREEDY["imap"], FOREIGN) as rogue:
        ended = live(f"--allow-host={FOREIGN}", **at("imap", FOREIGN, rogue.port))
    assert [cause["id"] for cause in ended.causes] == ["certificate-unknown-ca"], ended.output
    assert rogue.connections > 0
    assert rogue.heard == b""


def test_the_token_that_an_allowed_host_gets_is_the_mailboxes_own(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str
) -> None:
    with authority.serving(GREEDY["pop3"], FOREIGN) as rogue:
        live(f"--allow-host={FOREIGN}", network__ca_bundle=trusting_both, **at("pop3", FOREIGN, rogue.port))
    response = next(line for line in rogue.heard.split(b"\r\n") if line.startswith(b"dXNlcj"))
    user, token, *_ = base64.b64decode(response).split(b"\x01")
    assert user == b"user=" + box.settings.mailbox.encode()
    assert token.startswith(b"auth=Bearer ey")
