"""POP3 meets inputs nobody thought of: it answers each line, however it is cut, and deletes at QUIT only."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.entra.keys import KeyRing
from fakes.exchange.dialect import DIALECTS
from fakes.tenant.example import Plan, PlannedUser, build
from fakes.tenant.tenant import Tenant

from .memory import converse

USER = "svc@contoso.example"
LOGIN = f"USER {USER}\r\nPASS word\r\n".encode()
VERBS = re.findall(r"\S+", "CAPA STLS AUTH USER PASS STAT LIST UIDL RETR TOP DELE RSET NOOP LAST APOP QUIT quit XTND")

words = st.sampled_from(
    ["1", "2", "3", "0", "4", "-1", "1 2", "1 0", "XOAUTH2", "PLAIN", "PLAIN AGEAYg==", "=", "*", ""]
)
commands = st.builds(
    lambda verb, rest, end: verb.encode() + (b" " + rest if rest else b"") + end,
    st.sampled_from(VERBS),
    words.map(str.encode) | st.binary(max_size=12),
    st.sampled_from([b"\r\n", b"\r\n", b"\n", b" \r\n"]),
)
streams = st.lists(commands | st.binary(max_size=40), max_size=10).map(b"".join)
relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


def fresh(keys: KeyRing, dialect: str = "exchange") -> Tenant:
    tenant = build(Plan(users=[PlannedUser(USER, "Svc", "word")], basic_auth=True), keys)
    tenant.dialect = DIALECTS[dialect]
    store = tenant.mailboxes[USER].store
    store.remove(store.folders["INBOX"], [*store.folders["INBOX"].messages])
    for number in (1, 2, 3):
        store.deliver(b"Subject: %d\r\n\r\n.dot\r\n" % number)
    store.folders["INBOX"].uid_validity = 1
    return tenant


def left(tenant: Tenant) -> list[int]:
    """The numbers of the messages that are left."""
    return [int(message.content[9:10]) for message in tenant.mailboxes[USER].store.folders["INBOX"].messages]


@relaxed
@given(streams, st.lists(st.integers(0, 200), max_size=8), st.sampled_from([*DIALECTS]))
def test_any_stream_is_answered_the_same_however_it_is_cut(
    keys: KeyRing, stream: bytes, cuts: list[int], dialect: str
) -> None:
    data = LOGIN + stream
    places = sorted({min(cut, len(data)) for cut in cuts})
    pieces = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
    one, other = fresh(keys, dialect), fresh(keys, dialect)
    whole = asyncio.run(converse(one, [data], "pop3"))
    assert asyncio.run(converse(other, pieces, "pop3")) == whole
    assert whole.endswith(b"\r\n") and left(one) == left(other)


@relaxed
@given(streams)
def test_any_stream_before_login_is_answered_and_deletes_nothing(keys: KeyRing, stream: bytes) -> None:
    tenant = fresh(keys)
    said = asyncio.run(converse(tenant, [stream.replace(b"PASS word", b"")], "pop3"))
    assert said.startswith(b"+OK Microsoft Exchange POP3 server ready") and left(tenant) == [1, 2, 3]


marks = st.sampled_from(["DELE 1", "DELE 2", "DELE 3", "DELE 4", "RSET", "STAT", "RETR 1", "UIDL", "LAST", "NOOP"])


@relaxed
@given(st.lists(marks, max_size=8), st.booleans())
def test_what_is_marked_goes_at_quit_and_only_then(keys: KeyRing, steps: list[str], quits: bool) -> None:
    tenant = fresh(keys)
    marked: set[int] = set()
    for step in steps:
        if step == "RSET":
            marked.clear()
        elif step.startswith("DELE ") and step != "DELE 4":
            marked.add(int(step[5:]))
    lines = [*steps, *(["QUIT"] if quits else [])]
    asyncio.run(converse(tenant, [LOGIN, "".join(f"{line}\r\n" for line in lines).encode()], "pop3"))
    assert left(tenant) == [number for number in (1, 2, 3) if not (quits and number in marked)]
