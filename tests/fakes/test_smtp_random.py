"""Any order of commands, good and bad: each reply is well-formed, the server lives, nothing is our own error."""

from __future__ import annotations

import contextlib
import re
import ssl

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.thread import ThreadedBox

from .client import Smtp, bugs, sasl

COMMANDS = st.sampled_from(
    [
        b"EHLO x", b"HELO x", b"NOOP", b"RSET", b"VRFY a", b"HELP", b"STARTTLS", b"AUTH XOAUTH2", b"AUTH LOGIN", b"*",
        b"AUTH XOAUTH2 {good}", b"{good}", b"MAIL FROM:<{own}>", b"MAIL FROM:<>", b"MAIL FROM:<a@b", b"RCPT TO:<{own}>",
        b"RCPT TO:<x@y.example>", b"RCPT TO:<>", b"DATA", b".", b"From: a@b", b"", b"BDAT 3 LAST", b"BDAT 0", b"abc",
        b"BDAT 2\r\nhi", b"MAIL FROM:<\xff@x> SMTPUTF8", b"\x00", b"AUTH", b"AUTH XOAUTH2 =", b"EHLO", b"QUIT x",
    ]
)  # fmt: skip
LINE = re.compile(r"[2-5]\d\d[ -][ -~]*")


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.booleans(), st.lists(COMMANDS | st.binary(max_size=30), max_size=14))
def test_any_conversation(_box: ThreadedBox, encrypted: bool, commands: list[bytes]) -> None:
    _box.reset()
    good = sasl(_box.settings.mailbox, _box.settings.access_token)
    with Smtp(_box) as client:
        client.socket.settimeout(5)
        if encrypted:
            client.start_tls()
        said = b""
        for command in commands:
            # The end of a line may stand in it already; behind the reply TLS would have to begin.
            if command.strip().upper() == b"STARTTLS" and not encrypted:
                continue
            said += command.replace(b"{good}", good).replace(b"{own}", _box.settings.mailbox.encode()) + b"\r\n"
        # A message or an exchange that is still open ends here; then every session can be left.
        said += b"\r\n.\r\n" + b"NOOP\r\n" * 3 + b"QUIT\r\n"
        replies = []
        # The server may hang up on the rest of what we say.
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            client.send(said)
            while reply := client.reply():
                replies.append(reply)
        assert all(LINE.fullmatch(line) for reply in replies for line in reply.split("\n"))
        assert replies[-1].startswith(("221 ", "421 ")), replies[-1]
    assert bugs(_box) == []


def test_the_server_still_works(box: ThreadedBox) -> None:
    with Smtp(box) as client:
        client.start_tls()
        assert client.log_in().startswith("235")
