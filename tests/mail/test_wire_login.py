"""How the service signs in at servers that are unusual, wrong or hostile, byte for byte."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from checks.config.references import Secret
from tests.live.rogue import Peer

from .scripted import SHORT, Script, blob, imap, lines, pop3, smtp

ERROR = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()


def test_smtp_sends_an_initial_response_only_in_a_line_of_512_octets(talk: Any) -> None:
    def whole(token: str) -> bytes:
        return b"AUTH XOAUTH2 " + blob(token) + b"\r\n"

    longest = max((token for n in range(500) if len(whole(token := "t" * n)) <= 512), key=len)
    rogue, failed = talk("smtp", smtp("235 ok"), token=longest)
    assert failed is None and lines(rogue)[1] + b"\r\n" == whole(longest)
    longer = longest + "t"
    rogue, failed = talk("smtp", smtp("334 ", "235 ok"), token=longer)
    assert failed is None and len(whole(longer)) > 512
    assert lines(rogue)[1:3] == [b"AUTH XOAUTH2", blob(longer)]


@pytest.mark.parametrize("challenge", [ERROR, "", "eyJ9"])
def test_smtp_answers_an_error_challenge_by_an_empty_line(talk: Any, challenge: str) -> None:
    rogue, failed = talk("smtp", smtp(f"334 {challenge}", "535 5.7.8 no"))
    assert lines(rogue)[2] == b"" and failed.failure.words.startswith("535 5.7.8 no")
    if challenge == ERROR:
        assert "status=401" in failed.failure.words


def test_smtp_cancels_a_challenge_that_is_not_base64(talk: Any) -> None:
    rogue, failed = talk("smtp", smtp("334 who, you?", "501 5.5.2 cancelled"))
    assert lines(rogue)[2] == b"*" and failed is not None
    rogue, failed = talk("smtp", smtp("334 not base64!", "501 cancelled"), token="t" * 2000)
    assert lines(rogue)[1:3] == [b"AUTH XOAUTH2", b"*"] and b"eHR" not in rogue.heard


def test_smtp_takes_only_235_for_success(talk: Any) -> None:
    for words in ("503 5.5.1 already", "250 ok", "354 go", "220 ok", "535 no"):
        _, failed = talk("smtp", smtp(words))
        assert failed is not None and failed.failure.words.startswith(words), words


def test_a_server_that_asks_on_and_on_is_left(talk: Any) -> None:
    _, failed = talk("smtp", smtp(*["334 "] * 50))
    assert failed.failure.kind == "garbage"


@pytest.mark.parametrize("offer", ["AUTH LOGIN PLAIN", "AUTH", "SIZE 1", "AUTH OAUTHBEARER", "X-AUTH XOAUTH2"])
def test_what_is_not_offered_is_not_used(talk: Any, offer: str) -> None:
    rogue, failed = talk("smtp", smtp(offer=offer))
    assert "XOAUTH2 is not offered" in failed.failure.words and b"AUTH" not in rogue.heard


def test_names_of_mechanisms_have_no_case(talk: Any) -> None:
    assert talk("smtp", smtp("235 ok", offer="auth xoauth2"))[1] is None


# IMAP


def test_imap_sends_an_initial_response_only_with_sasl_ir(talk: Any) -> None:
    rogue, _ = talk("imap", imap("AUTH=XOAUTH2 SASL-IR", "o2 OK", "* CAPABILITY IMAP4rev1\r\no3 OK"))
    assert lines(rogue)[1] == b"o2 AUTHENTICATE XOAUTH2 " + blob()
    rogue, _ = talk("imap", imap("AUTH=XOAUTH2", "+ ", "o2 OK", "* CAPABILITY IMAP4rev1\r\no3 OK"))
    assert lines(rogue)[1:3] == [b"o2 AUTHENTICATE XOAUTH2", blob()]


def test_imap_without_sasl_ir_waits_for_the_continuation(talk: Any) -> None:
    rogue, failed = talk("imap", imap("AUTH=XOAUTH2", "o2 BAD no"))
    assert blob() not in rogue.heard and failed is not None


def test_imap_answers_the_error_challenge_and_shows_the_refusal(talk: Any) -> None:
    rogue, failed = talk("imap", imap("AUTH=XOAUTH2 SASL-IR", f"+ {ERROR}", "o2 NO [AUTHENTICATIONFAILED] x"))
    assert lines(rogue)[2] == b""
    assert failed.failure.words.startswith("NO [AUTHENTICATIONFAILED] x") and "401" in failed.failure.words


@pytest.mark.parametrize("greeting", ["* PREAUTH hi", "* BYE no", "* BAD x", "220 smtp", "+OK pop"])
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_imap_leaves_after_any_other_greeting(talk: Any, greeting: str, tls: str) -> None:
    def script(peer: Peer) -> None:
        if tls == "implicit":
            peer.start_tls()
        peer.say(greeting.encode() + b"\r\n")
        peer.line()

    rogue, failed = talk("imap", script, tls)
    assert failed is not None and rogue.heard == b""


# POP3


@pytest.mark.parametrize("token", ["t", SHORT, "t" * 4000])
def test_pop3_is_two_line_whatever_the_length(talk: Any, token: str) -> None:
    rogue, failed = talk("pop3", pop3("+OK\r\nSASL XOAUTH2\r\n.\r\n", "+ ", "+OK"), token=token)
    assert failed is None and lines(rogue)[1:3] == [b"AUTH XOAUTH2", blob(token)]


@pytest.mark.parametrize("offer", ["-ERR no CAPA\r\n", "+OK\r\nUSER\r\n.\r\n", "+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"])
def test_pop3_never_sends_a_token_another_way(talk: Any, offer: str) -> None:
    rogue, failed = talk("pop3", pop3(offer))
    assert lines(rogue)[:1] == [b"CAPA"] and b"AUTH" not in rogue.heard and b"USER" not in rogue.heard
    assert "XOAUTH2 is not offered" in failed.failure.words


# Passwords, where OAuth is off and the policy allows it


@pytest.mark.parametrize(
    ("protocol", "script", "expected"),
    [
        ("smtp", smtp("334 ", "235 ok", offer="AUTH PLAIN XOAUTH2"), b"AUTH PLAIN"),
        ("smtp", smtp("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok", offer="AUTH LOGIN XOAUTH2"), b"AUTH LOGIN"),
        ("imap", imap("AUTH=PLAIN SASL-IR", "o2 OK", "o3 OK"), b"o2 AUTHENTICATE PLAIN "),
        ("imap", imap("AUTH=XOAUTH2", "o2 OK", "o3 OK"), b'o2 LOGIN "svc@contoso.example" "p\\"w"'),
        ("pop3", pop3("+OK\r\nSASL PLAIN\r\n.\r\n", "+ ", "+OK"), b"AUTH PLAIN"),
        ("pop3", pop3("+OK\r\nUSER\r\n.\r\n", "+OK", "+OK"), b"USER svc@contoso.example"),
    ],
)
def test_a_password_goes_by_what_is_offered_inside_tls(
    talk: Any, protocol: str, script: Script, expected: bytes
) -> None:
    rogue, failed = talk(protocol, script, oauth=False, password=Secret('p"w'))
    assert failed is None, failed.failure
    assert expected in rogue.heard and b"XOAUTH2" not in rogue.heard


def test_logindisabled_is_obeyed(talk: Any) -> None:
    rogue, failed = talk("imap", imap("LOGINDISABLED AUTH=XOAUTH2"), oauth=False, password=Secret("pw"))
    assert b"LOGIN" not in rogue.heard and failed is not None
