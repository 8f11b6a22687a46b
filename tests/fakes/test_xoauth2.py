"""The decoder of XOAUTH2, held against Microsoft's published example and an encoder of the tests' own."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.exchange.sasl import BadSasl, decode_xoauth2
from fakes.thread import ThreadedBox

from .client import Smtp, sasl

# Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth".
EXAMPLE = (
    b"dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFv"
    b"N0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ=="
)
PLAIN = b"user=test@contoso.onmicrosoft.com\x01auth=Bearer EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA\x01\x01"
NAMES = st.text(st.characters(exclude_characters="\x01", exclude_categories=["Cs"]), min_size=1)
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


def test_the_published_example() -> None:
    assert base64.b64encode(PLAIN) == EXAMPLE
    assert decode_xoauth2(EXAMPLE) == ("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA")


@pytest.mark.parametrize(
    ("plain", "why"),
    [
        (b"", "nothing"),
        (b"user=a@b\x01auth=Bearer t\x01", "one ^A at the end"),
        (b"user=a@b\x01auth=Bearer t", "no ^A at the end"),
        (b"user=a@b\x01auth=Bearer t\x01\x01\n", "a line end inside"),
        (b"user=a@bauth=Bearer t\x01\x01", "no ^A between"),
        (b"user=a@b^Aauth=Bearer t^A^A", "^A written out"),
        (b"user=a@b\x01auth=Bearer t\x01\x01\x01", "three ^A"),
        (b"user=a@b\x01user=c@d\x01auth=Bearer t\x01\x01", "two users"),
        (b"user=a@b\x01auth=Bearer t\x01auth=Bearer u\x01\x01", "two tokens"),
        (b"user=a@b\x01auth=Bearer t\x01host=x\x01\x01", "an extra field"),
        (b"n,a=a@b,\x01auth=Bearer t\x01\x01", "OAUTHBEARER"),
        (b"user=a@b\x01auth=Bearer \x01\x01", "an empty token"),
        (b"user=a@b\x01auth=Bearer\x01\x01", "no token"),
        (b"user=a@b\x01auth=Bearert\x01\x01", "no blank"),
        (b"user=a@b\x01auth=Bearer  t\x01\x01", "two blanks"),
        (b"user=a@b\x01auth=Bearer t t\x01\x01", "a blank in the token"),
        (b"user=a@b\x01auth=Bearer t\r\n\x01\x01", "a line end in the token"),
        (b"user=a@b\x01auth=Bearer t\t\x01\x01", "a tab in the token"),
        (b"user=a@b\x01auth=Basic t\x01\x01", "another scheme"),
        (b"user=\x01auth=Bearer t\x01\x01", "no user name"),
        (b"auth=Bearer t\x01\x01", "no user"),
        (b"user=a@b\x01\x01", "no auth"),
        (b"User=a@b\x01Auth=Bearer t\x01\x01", "keys in capitals"),
        (b"user=\xff@b\x01auth=Bearer t\x01\x01", "not UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_xoauth2_is_refused(plain: bytes, why: str) -> None:
    with pytest.raises(BadSasl):
        decode_xoauth2(base64.b64encode(plain))


@pytest.mark.parametrize(
    "response",
    [
        base64.b64encode(EXAMPLE),
        EXAMPLE.rstrip(b"="),
        EXAMPLE[:76] + b"\r\n" + EXAMPLE[76:],
        b" " + EXAMPLE,
        EXAMPLE + b" ",
        EXAMPLE + b"\n",
        EXAMPLE + EXAMPLE,
        EXAMPLE[:-2] + b"=",
        EXAMPLE[:-3],
        EXAMPLE.replace(b"A", b"-", 1),
        b"=",
        b"*",
        b"====",
        PLAIN,
    ],
)
def test_what_is_not_one_piece_of_base64_is_refused(response: bytes) -> None:
    with pytest.raises(BadSasl):
        decode_xoauth2(response)


@given(NAMES, TOKENS)
def test_round_trip(user: str, token: str) -> None:
    assert decode_xoauth2(sasl(user, token)) == (user, token)


@given(st.binary() | st.binary().map(base64.b64encode))
def test_arbitrary_bytes_raise_nothing_else(response: bytes) -> None:
    try:
        user, token = decode_xoauth2(response)
    except BadSasl:
        return
    assert sasl(user, token) == response


@given(st.binary(min_size=1, max_size=40))
def test_a_refusal_holds_nothing_of_the_response(octets: bytes) -> None:
    token = base64.b16encode(octets * 12).decode()[:200]
    with pytest.raises(BadSasl) as caught:
        decode_xoauth2(sasl("a@b", token)[:-4])
    assert token[:12] not in repr(caught.value) and caught.value.__cause__ is None


def in_pieces(client: Smtp, data: bytes, cuts: list[int]) -> None:
    at = 0
    for cut in [*sorted(set(cuts)), len(data)]:
        if data[at:cut]:
            client.send(data[at:cut])
        at = cut


@settings(max_examples=12, deadline=None, database=None)
@given(data=st.data(), two_steps=st.booleans())
def test_the_servers_read_it_however_it_is_cut(_box: ThreadedBox, data: st.DataObject, two_steps: bool) -> None:
    _box.reset()
    blob = sasl(_box.settings.mailbox, _box.settings.access_token)
    with Smtp(_box) as client:
        client.start_tls()
        if two_steps:
            in_pieces(client, b"aUtH xoAUTH2\r\n", data.draw(st.lists(st.integers(1, 13), max_size=4)))
            assert client.reply() == "334 "
            line = blob + b"\r\n"
        else:
            line = b"AUTH XOAUTH2 " + blob + b"\r\n"
        in_pieces(client, line, data.draw(st.lists(st.integers(1, len(line) - 1), max_size=6)))
        assert client.reply() == "235 2.7.0 Authentication successful"


@pytest.mark.parametrize("cut", [1, 4, 13, 17, -3, -2, -1])
def test_one_cut_at_each_edge_of_the_line(box: ThreadedBox, cut: int) -> None:
    line = b"AUTH XOAUTH2 " + sasl(box.settings.mailbox, box.settings.access_token) + b"\r\n"
    with Smtp(box) as client:
        client.start_tls()
        in_pieces(client, line, [cut % len(line)])
        assert client.reply().startswith("235")
