"""What the service says on the wire to servers that are unusual, wrong or hostile, byte for byte."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.config.references import Secret
from checks.mail.operations import Service
from checks.mail.pop3 import open_pop3
from checks.mail.reach import Reach
from checks.mail.receive import open_imap
from checks.mail.sasl import signed_in
from checks.mail.settings import Grant, Place, Settings
from checks.mail.submit import InDoubt, open_submission
from checks.mail.tokens import Tokens
from checks.observation import ProbeFailed
from tests.live.rogue import Authority, Peer, Rogue

from .test_compose import LETTER

USER, SHORT = "svc@contoso.example", "t" * 100
Script = Callable[[Peer], None]
OPEN: dict[str, Callable[..., Any]] = {"smtp": open_submission, "imap": open_imap, "pop3": open_pop3}
ERROR = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()


@pytest.fixture
def talk(authority: Authority, tmp_path: Path) -> Callable[..., tuple[Rogue, ProbeFailed | None]]:
    """Sign in at a server that follows a script; the server, and how it failed."""
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem)

    def run(
        protocol: str, script: Script, tls: str = "implicit", token: str = SHORT, **more: Any
    ) -> tuple[Rogue, ProbeFailed | None]:
        failed = None
        with authority.serving(script) as rogue:
            place = Place(protocol, "127.0.0.1", rogue.port, tls, USER, **more)
            reach = Reach(frozenset({f"127.0.0.1:{rogue.port}"}), bundle, step_seconds=2)
            tokens = Tokens(Grant("static_access_token", access_token=Secret(token)), reach, None)
            try:
                with signed_in(place, reach, tokens, OPEN[protocol]):
                    pass
            except ProbeFailed as error:
                failed = error
        return rogue, failed

    return run


def blob(token: str = SHORT) -> bytes:
    return base64.b64encode(f"user={USER}\x01auth=Bearer {token}\x01\x01".encode())


def smtp(*after_auth: str, offer: str = "AUTH XOAUTH2 PLAIN LOGIN") -> Script:
    """An SMTP server over implicit TLS that answers each line after EHLO with the next words."""

    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(b"220 hello\r\n")
        peer.line()
        peer.say(f"250-me\r\n250 {offer}\r\n".encode())
        for words in after_auth:
            peer.line()
            peer.say(words.encode() + b"\r\n")
        peer.line()

    return script


def lines(rogue: Rogue) -> list[bytes]:
    return rogue.heard.split(b"\r\n")[:-1]


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


# Before and after STARTTLS

GREETINGS = {"smtp": b"220 hi\r\n", "imap": b"* OK hi\r\n", "pop3": b"+OK hi\r\n"}
GO = {"smtp": b"220 go\r\n", "imap": b"o2 OK go\r\n", "pop3": b"+OK go\r\n"}


def capability(protocol: str, offers: str, tag: str) -> bytes:
    return {
        "smtp": f"250-me\r\n250-{offers}\r\n250 STARTTLS\r\n",
        "imap": f"* CAPABILITY IMAP4rev1 STARTTLS {offers}\r\n{tag} OK\r\n",
        "pop3": f"+OK\r\nSTLS\r\n{offers}\r\n.\r\n",
    }[protocol].encode()


XOAUTH2 = {"smtp": "AUTH XOAUTH2", "imap": "AUTH=XOAUTH2 SASL-IR", "pop3": "SASL XOAUTH2"}
OTHERS = {"smtp": "AUTH PLAIN LOGIN", "imap": "AUTH=PLAIN", "pop3": "SASL PLAIN"}


@pytest.mark.parametrize("protocol", OPEN)
@pytest.mark.parametrize("inside", [False, True])
def test_only_what_is_offered_inside_tls_counts(talk: Any, protocol: str, inside: bool) -> None:
    before, after = (OTHERS, XOAUTH2) if inside else (XOAUTH2, OTHERS)

    def script(peer: Peer) -> None:
        peer.say(GREETINGS[protocol])
        peer.line()
        peer.say(capability(protocol, before[protocol], "o1"))
        peer.line()
        peer.say(GO[protocol])
        peer.start_tls()
        peer.line()
        peer.say(capability(protocol, after[protocol], "o3"))
        peer.line()

    rogue, failed = talk(protocol, script, "starttls")
    assert ("XOAUTH2 is not offered" in failed.failure.words) is not inside
    assert (b"XOAUTH2" in rogue.heard) is inside
    assert rogue.heard.count(b"STARTTLS") + rogue.heard.count(b"STLS") == 1


@pytest.mark.parametrize("protocol", OPEN)
def test_plaintext_behind_the_answer_to_starttls_is_noticed(talk: Any, protocol: str) -> None:
    def script(peer: Peer) -> None:
        peer.say(GREETINGS[protocol])
        peer.line()
        peer.say(capability(protocol, OTHERS[protocol], "o1"))
        peer.line()
        peer.say(GO[protocol] + capability(protocol, XOAUTH2[protocol], "o3"))
        peer.start_tls()
        peer.line()

    rogue, failed = talk(protocol, script, "starttls")
    assert "injected" in failed.failure.words
    assert b"XOAUTH2" not in rogue.heard


REFUSALS = {
    "smtp": ("454 4.7.0 later", "501 no", "502 no", "500 what", "250 ok"),
    "imap": ("o2 NO no", "o2 BAD no", "* BYE gone"),
    "pop3": ("-ERR no", "-ERR [SYS/TEMP] later"),
}


@pytest.mark.parametrize(("protocol", "words"), [(p, w) for p in OPEN for w in REFUSALS[p]])
def test_a_refused_starttls_ends_it(talk: Any, protocol: str, words: str) -> None:
    def script(peer: Peer) -> None:
        peer.say(GREETINGS[protocol])
        peer.line()
        peer.say(capability(protocol, XOAUTH2[protocol], "o1"))
        peer.line()
        peer.say(words.encode() + b"\r\n")
        peer.line()

    rogue, failed = talk(protocol, script, "starttls")
    assert "STARTTLS was refused" in failed.failure.words
    assert b"XOAUTH2" not in rogue.heard


@pytest.mark.parametrize("protocol", OPEN)
def test_a_server_of_nobody_hears_nothing(authority: Authority, tmp_path: Path, protocol: str) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(Authority(tmp_path).pem)
    spoke: list[bytes] = []

    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(GREETINGS[protocol])
        spoke.append(peer.line())

    with authority.serving(script) as rogue:
        place = Place(protocol, "127.0.0.1", rogue.port, "implicit", USER)
        grant = Grant("static_access_token", access_token=Secret(SHORT))
        # Whose certificate nobody here trusts, and who is not in the settings.
        for hosts, kind in (({f"127.0.0.1:{rogue.port}"}, "tls"), ({"127.0.0.1:1"}, "forbidden")):
            reach = Reach(frozenset(hosts), bundle, step_seconds=2)
            with pytest.raises(ProbeFailed) as refused:
                signed_in(place, reach, Tokens(grant, reach, None), OPEN[protocol])
            assert refused.value.failure.kind == kind
    assert spoke == []


# IMAP


def imap(offer: str, *then: str, greeting: str = "* OK hi") -> Script:
    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(greeting.encode() + b"\r\n")
        peer.line()
        peer.say(f"* CAPABILITY IMAP4rev1 {offer}\r\no1 OK\r\n".encode())
        for words in then:
            peer.line()
            peer.say(words.encode() + b"\r\n")
        peer.line()

    return script


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


def pop3(offer: str, *then: str) -> Script:
    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(b"+OK hi\r\n")
        peer.line()
        peer.say(offer.encode())
        for words in then:
            peer.line()
            peer.say(words.encode() + b"\r\n")
        peer.line()

    return script


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


# Handing over


def test_a_lost_verdict_is_in_doubt_and_dots_are_doubled(authority: Authority, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem)

    def whole(peer: Peer) -> None:
        peer.start_tls()
        peer.say(b"220 hello\r\n")
        for words in ("250-me\r\n250 AUTH XOAUTH2", "235 ok", "250 ok", "250 ok", "354 go"):
            peer.line()
            peer.say(words.encode() + b"\r\n")
        while peer.line() != b".":
            pass

    with authority.serving(whole) as rogue:
        place = Place("smtp", "127.0.0.1", rogue.port, "implicit", USER)
        grant = Grant("static_access_token", access_token=Secret(SHORT))
        reach = Reach(frozenset({f"127.0.0.1:{rogue.port}"}), bundle, step_seconds=2)
        service = Service(Settings("x", "operation", grant, smtp=place), reach, Tokens(grant, reach, None))
        with pytest.raises(InDoubt):
            service.send(LETTER)
    assert b"\r\n..dot\r\n" in rogue.heard


# Whatever a server says, it ends in time with a failure in words


@pytest.mark.parametrize("protocol", OPEN)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.binary(max_size=60), max_size=6))
def test_arbitrary_answers_end_in_words(talk: Any, protocol: str, answers: list[bytes]) -> None:
    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(GREETINGS[protocol])
        for answer in answers:
            peer.line()
            peer.say(answer + b"\r\n")

    began = time.monotonic()
    rogue, failed = talk(protocol, script)
    assert failed is not None and failed.failure.words
    assert time.monotonic() - began < 8
    assert b"XOAUTH2" not in rogue.heard or b"XOAUTH2" in b"".join(answers).upper()


def endless(protocol: str) -> Iterator[bytes]:
    line = {"smtp": b"250-more\r\n", "imap": b"* OK more\r\n", "pop3": b"more\r\n"}[protocol]
    while True:
        yield line * 200


@pytest.mark.parametrize("protocol", OPEN)
def test_an_answer_without_end_is_left(talk: Any, protocol: str) -> None:
    def script(peer: Peer) -> None:
        peer.start_tls()
        peer.say(GREETINGS[protocol])
        peer.line()
        peer.say(b"+OK\r\n" if protocol == "pop3" else b"")
        for piece in endless(protocol):
            peer.say(piece)

    began = time.monotonic()
    _, failed = talk(protocol, script)
    assert failed is not None and time.monotonic() - began < 8
