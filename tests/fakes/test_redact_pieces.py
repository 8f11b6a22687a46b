"""What the transcript shows does not depend on how many lines come at once: no short cut of redaction shows more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fakes.wire.redact import Redactor

KNOWN = "a-known-secret"
_CLIENT = (
    b"a LOGIN somebody secret-word",
    b"a AUTHENTICATE XOAUTH2 dXNlcj1hZGVsZUBjb250b3NvLmV4YW1wbGU=",
    b"AUTH LOGIN",
    b"PASS secret-word",
    b"DATA",
    b"text with a-known-secret in it",
    b"eyJhbGciOiJub25lIn0.eyJhbGciOiJub25lIn0.signature",
    b"c2VjcmV0LXdvcmQtaW4tYmFzZTY0",
    b"secret-word",
    b".",
    b"*",
    b"",
)
_SERVER = (b"334 ", b"+ ", b"235 ok", b"* OK x", b"a OK done", b"354 go", b"+OK", b"x a-known-secret", b"")


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[str, list[bytes]]]:
    """Turns of one side and the other, as lines."""
    ends = st.sampled_from([b"\r\n", b"\n", b"\r\r\n"])
    turns = []
    for _ in range(draw(st.integers(1, 6))):
        side = draw(st.sampled_from(["in", "out"]))
        words = st.sampled_from(_CLIENT if side == "in" else _SERVER)
        turns.append((side, draw(st.lists(st.builds(bytes.__add__, words, ends), min_size=1, max_size=5))))
    return turns


@given(conversations())
def test_many_lines_at_once_are_shown_as_one_by_one(turns: list[tuple[str, list[bytes]]]) -> None:
    together, apart = Redactor(http=False, known=[KNOWN]), Redactor(http=False, known=[KNOWN])
    for side, lines in turns:
        # The long way, which looks at every line.
        assert together.feed(side, b"".join(lines)) == "".join(apart._redact(side, line.decode()) for line in lines)


def test_a_message_of_many_lines_hides_what_is_known_and_what_looks_like_a_token() -> None:
    redactor = Redactor(http=False, known=[KNOWN])
    redactor.feed("out", b"354 go\r\n")
    shown = redactor.feed("in", b"\r\n".join(_CLIENT[5:7]) + b"\r\nan ordinary line\r\n")
    assert KNOWN not in shown and "eyJ" not in shown and "an ordinary line\r\n" in shown
