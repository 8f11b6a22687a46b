"""Whatever a server says, or leaves unsaid, the service ends in time and in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.config.references import Secret
from checks.mail.operations import Service
from checks.mail.reach import Reach
from checks.mail.settings import Grant, Place, Settings
from checks.mail.submit import InDoubt
from checks.mail.tokens import Tokens
from tests.live.rogue import Authority, Peer

from .scripted import GREETINGS, OPEN, SHORT, USER
from .test_compose import LETTER


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
