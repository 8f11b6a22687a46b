"""Servers that say what no server should: the run ends in time, blames the target, and takes what can be taken."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from checks.target import Target
from fakes.thread import ThreadedBox

from .conftest import Live
from .rogue import Authority, Peer
from .rogues import HOST, at, login_host, openid, responding

FLOOD = 80


def submission(offer: bytes) -> Callable[[Peer], None]:
    """A submission server that takes any token and answers EHLO inside TLS with `offer`."""

    def serve(peer: Peer) -> None:
        peer.say(b"220-this\r\n220 is it\r\n")
        inside = False
        while line := peer.line().upper():
            if line.startswith(b"EHLO"):
                peer.say(offer if inside else b"250-rogue\r\n250 starttls\r\n")
            elif line == b"STARTTLS":
                peer.say(b"220 go on\r\n")
                peer.start_tls()
                inside = True
            elif line == b"AUTH XOAUTH2":
                peer.say(b"334 \r\n")
                peer.line()
                peer.say(b"235 yes\r\n")
            else:
                peer.say(b"250 yes\r\n" if inside else b"530 no\r\n")

    return serve


@pytest.mark.parametrize(
    "offer",
    [
        b"250-rogue\r\n250-AUTH=LOGIN\r\n250-AUTH LOGIN PLAIN\r\n250 AUTH XOAUTH2\r\n",
        b"250-rogue\r\n250 AUTH=LOGIN XOAUTH2\r\n",
        b"250-rogue\r\n250 auth login xoauth2\r\n",
    ],
    ids=["over several lines", "in the old form", "in lower case"],
)
def test_xoauth2_is_found_wherever_it_is_offered(
    live: Live, authority: Authority, trusting_both: str, offer: bytes
) -> None:
    with authority.serving(submission(offer)) as rogue:
        ended = live("--only=smtp", network__ca_bundle=trusting_both, **at("smtp", HOST, rogue.port))
    assert ended.status == 0, ended.output


def test_a_list_of_extensions_without_end_is_garbage(live: Live, authority: Authority, trusting_both: str) -> None:
    with authority.serving(submission(b"250-AUTH XOAUTH2\r\n" * 10000)) as rogue:
        ended = live("--only=smtp", network__ca_bundle=trusting_both, **at("smtp", HOST, rogue.port))
    assert [cause["id"] for cause in ended.causes] == ["server-answered-garbage"], ended.output


def mailbox(greeting: bytes, opened: bytes, signed_in: bytes = b"%s OK in\r\n") -> Callable[[Peer], None]:
    """An IMAP server that takes any token; `%s` is the tag."""

    def serve(peer: Peer) -> None:
        peer.start_tls()
        peer.say(greeting)
        while line := peer.line():
            tag = line.split()[0]
            if b"CAPABILITY" in line:
                peer.say(b"* capability IMAP4rev1 auth=xoauth2 SASL-IR\r\n" + tag + b" ok\r\n")
            elif b"EXAMINE" in line:
                peer.say(opened.replace(b"%s", tag))
            elif b"AUTHENTICATE" in line:
                peer.say(signed_in.replace(b"%s", tag))
            else:
                peer.say(b"* BYE\r\n" + tag + b" OK\r\n")

    return serve


def test_imap_in_lower_case_and_with_braces_in_its_words_is_understood(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    opened = b"* OK [ALERT] mind the gap {5}\r\n* 3 EXISTS\r\n%s ok [READ-ONLY]\r\n"
    with authority.serving(mailbox(b"* ok ready {7}\r\n", opened)) as rogue:
        ended = live("--only=imap", network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    assert ended.rows["imap.mailbox"]["said"] == "INBOX opened read-only, 3 messages", ended.output


def test_an_answer_of_literals_without_end_is_garbage_and_not_kept(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    flood = b"* 1 FETCH (BODY[] {1000000}\r\n" + b"z" * 1000000 + b")\r\n"
    with authority.serving(mailbox(b"* OK ready\r\n", flood * FLOOD)) as rogue:
        ended = live("--only=imap", network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    assert [cause["id"] for cause in ended.causes] == ["server-answered-garbage"], ended.output


def test_the_words_behind_a_bye_are_heard(live: Live, authority: Authority, trusting_both: str) -> None:
    refusal = b"* BYE see you\r\n%s NO AUTHENTICATE failed.\r\n"
    with authority.serving(mailbox(b"* OK ready\r\n", b"", refusal)) as rogue:
        ended = live("--only=imap", network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    assert ended.rows["imap.auth"]["said"] == "NO AUTHENTICATE failed. (after * BYE see you)", ended.output


def test_a_conversation_of_slow_steps_ends_as_a_whole(
    live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: Any = Target.__init__

    def hurried(self: Target, *arguments: Any, **named: Any) -> None:
        before(self, *arguments, **{**named, "step_seconds": 1.5, "whole_seconds": 2.0})

    def slow(peer: Peer) -> None:
        peer.start_tls()
        for _ in range(20):
            time.sleep(1.0)
            peer.say(b"* OK ready\r\n")
            peer.line()
            peer.say(b"* CAPABILITY IMAP4rev1\r\n")

    monkeypatch.setattr("checks.target.Target.__init__", hurried)
    with authority.serving(slow) as rogue:
        ended = live("--only=imap", network__ca_bundle=trusting_both, **at("imap", HOST, rogue.port))
    assert [cause["id"] for cause in ended.causes] == ["server-silent"], ended.output
    assert "did not come to an end within 2 seconds" in ended.causes[0]["said"]


DEEP = b"[" * 200_000
TOKENS: dict[str, tuple[str, bytes]] = {
    "nested without end": ("200 OK", DEEP),
    "an error nested without end": ("400 Bad Request", b'{"error":' + DEEP),
    "a life of infinity": ("200 OK", b'{"access_token":"abc","expires_in":1e400}'),
    "more than anybody reads": ("200 OK", b'{"access_token":"' + b"a" * 3_000_000 + b'"}'),
}


@pytest.mark.parametrize("body", TOKENS)
def test_a_token_answer_of_no_use_is_the_login_hosts_fault(
    live: Live, authority: Authority, trusting_both: str, body: str
) -> None:
    def answer(peer: Peer, _: bytes) -> None:
        with contextlib.suppress(OSError):
            status, content = TOKENS[body]
            peer.respond(status, "application/json", content)

    with authority.serving(login_host(answer)) as rogue:
        ended = live("--only=token", network__ca_bundle=trusting_both, **at("entra", HOST, rogue.port))
    assert (ended.status, ended.ids("error")) == (1, []), ended.output
    assert [cause["id"] for cause in ended.causes] == ["login-host-not-entra"], ended.output


def test_codes_that_are_no_list_do_not_hide_the_refusal(live: Live, authority: Authority, trusting_both: str) -> None:
    said = {"error": "invalid_grant", "error_description": "AADSTS700082: expired. " + "x" * 900_000, "error_codes": 7}

    refusal = responding("400 Bad Request", "application/json", json.dumps(said).encode())
    with authority.serving(login_host(refusal)) as rogue:
        ended = live("--only=token", network__ca_bundle=trusting_both, **at("entra", HOST, rogue.port))
    assert [cause["id"] for cause in ended.causes] == ["refresh-token-expired"], ended.output[:3000]
    assert len(ended.causes[0]["said"]) < 5000


@pytest.mark.parametrize("endpoint", ["https://[::1", "https://127.0.0.1:99999/t", "http://127.0.0.1/t", "token"])
def test_an_openid_document_with_an_endpoint_of_no_use_is_no_openid_document(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str, endpoint: str
) -> None:
    def answer(peer: Peer) -> None:
        peer.start_tls()
        peer.request()
        issuer = f"https://{HOST}/{box.settings.tenant_id}/"
        peer.respond("200 OK", "application/json", openid(issuer, endpoint), "Date: Mon, 01 Jan 0001 00:00:00 -0000")

    with authority.serving(answer) as rogue:
        ended = live("--only=token", network__ca_bundle=trusting_both, **at("entra", HOST, rogue.port))
    assert (ended.status, ended.ids("error")) == (1, []), ended.output
    assert [cause["id"] for cause in ended.causes] == ["login-host-not-entra"], ended.output
    assert "its token_endpoint is no URL with https" in ended.causes[0]["said"]
