"""What counts before, during and after STARTTLS, and at a server whose certificate nobody trusts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.config.references import Secret
from checks.mail.reach import Reach
from checks.mail.sasl import signed_in
from checks.mail.settings import Grant, Place
from checks.mail.tokens import Tokens
from checks.observation import ProbeFailed
from tests.live.rogue import Authority, Peer

from .scripted import GREETINGS, OPEN, SHORT, USER

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
