"""XOAUTH2 as the checks write it: Microsoft's published example byte by byte, and any name and token both ways."""

from __future__ import annotations

import base64
import json
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.probes.dialog import Dialog
from checks.xoauth2 import encode, read_challenge
from fakes.exchange.sasl import BadSasl, decode_xoauth2

# Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth".
PUBLISHED = (
    b"dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJD"
    b"M0VvQUEBAQ=="
)
USER, TOKEN = "test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA"

# What a user name and a bearer token can hold (RFC 6750 2.1); ^A separates, so neither can hold it.
names = st.text(st.characters(exclude_characters="\x01", codec="utf-8"), min_size=1)
tokens = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=", min_size=1, max_size=6000)


def test_the_published_example_byte_by_byte() -> None:
    assert encode(USER, TOKEN) == PUBLISHED
    assert decode_xoauth2(PUBLISHED) == (USER, TOKEN)


@given(names, tokens)
def test_what_one_half_writes_the_other_reads(user: str, token: str) -> None:
    blob = encode(user, token)
    assert b"\n" not in blob
    assert base64.b64decode(blob, validate=True) == f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
    assert decode_xoauth2(blob) == (user, token)


@pytest.mark.parametrize(("user", "token"), [("a\x01b", "t"), ("a", "t\x01")])
def test_the_separator_cannot_be_smuggled_in(user: str, token: str) -> None:
    with pytest.raises(ValueError, match="separator"):
        encode(user, token)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for blob in (data, base64.b64encode(data)):
        try:
            user, token = decode_xoauth2(blob)
        except BadSasl:
            continue
        assert encode(user, token) == base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode())


@given(st.binary(max_size=200))
def test_any_challenge_is_text(data: bytes) -> None:
    assert isinstance(read_challenge(data), str)
    assert isinstance(read_challenge(base64.b64encode(data)), str)


def test_an_error_challenge_is_shown_with_its_members() -> None:
    members = {"status": "401", "schemes": "bearer", "scope": "mail"}
    shown = read_challenge(base64.b64encode(json.dumps(members).encode()))
    for key, value in members.items():
        assert key in shown
        assert value in shown


@given(
    st.lists(st.integers(1, 9), max_size=12), st.binary(max_size=60).map(lambda b: b.replace(b"\n", b"").rstrip(b"\r"))
)
def test_a_line_is_the_same_however_it_is_cut(cuts: list[int], content: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                rest = content + b"\r\nnext\r\n"
                for cut in cuts:
                    connection.sendall(rest[:cut])
                    rest = rest[cut:]
                connection.sendall(rest)

        thread = threading.Thread(target=serve)
        thread.start()
        with Dialog("smtp", "127.0.0.1", listener.getsockname()[1], 5) as dialog:
            assert dialog.line() == content.decode("utf-8", "backslashreplace")
            assert dialog.line() == "next"
        thread.join()
