"""The command parser meets inputs nobody thought of: it never raises past its handler, and never hangs."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.entra.keys import KeyRing
from fakes.exchange.dialect import DIALECTS
from fakes.exchange.imap.cursor import BadCommand, Cursor, resolve
from fakes.exchange.store import Message
from fakes.tenant.example import Plan, PlannedUser, build
from fakes.tenant.tenant import Tenant

from .memory import converse
from .test_imap_messages import MULTIPART

LOGIN = b"l LOGIN svc@contoso.example word\r\ns SELECT INBOX\r\n"
VERBS = re.findall(
    r"\S+",
    "CAPABILITY NOOP LOGOUT ID STARTTLS AUTHENTICATE LOGIN NAMESPACE LIST LSUB STATUS SELECT EXAMINE CREATE DELETE "
    "RENAME SUBSCRIBE UNSUBSCRIBE APPEND CHECK CLOSE UNSELECT EXPUNGE SEARCH FETCH STORE COPY MOVE IDLE DONE UID",
)
WORDS = re.findall(
    r"\S+",
    "INBOX Drafts 1 1:* * 2,1 0 4294967296 () (\\Seen) +FLAGS -FLAGS.SILENT FLAGS \\Seen $Work ALL FULL BODY[] BODY "
    "BODY[1.MIME] BODY.PEEK[HEADER.FIELDS (To)]<0.5> BODYSTRUCTURE ENVELOPE (UID FLAGS) OR NOT SEEN UID TEXT x "
    'SINCE 1-Jan-2024 KEYWORD HEADER CHARSET UTF-8 US-ASCII "" "a\\"b" "&AOk-" &AOk- % * (MESSAGES UNSEEN) NIL XOAUTH2 '
    'PLAIN = " 1-Jan-2024 00:00:00 +0000" {3} {3+} {0+} {99999999999} (',
)

tags = st.sampled_from(["a", "1", "*", "+", "", "tag)", "x" * 300]) | st.text("ab1", min_size=1, max_size=4)
words = st.sampled_from([*WORDS, " ", "  "]).map(str.encode)
literals = st.tuples(st.binary(max_size=12), st.sampled_from([b"", b"+"])).map(
    lambda both: b"{%d%b}\r\n%b" % (len(both[0]), both[1], both[0])
)
arguments = st.lists(words | literals | st.binary(max_size=10), max_size=6).map(b" ".join)
commands = st.builds(
    lambda tag, verb, rest, end: tag.encode() + b" " + verb.encode() + (b" " + rest if rest else b"") + end,
    tags,
    st.sampled_from(VERBS) | st.sampled_from(["UID FETCH", "UID SEARCH", "UID STORE", "UID MOVE", "uid expunge"]),
    arguments,
    st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r\nDONE\r\n", b"\r\n\r\n"]),
)
streams = st.lists(commands | st.binary(max_size=40), max_size=8).map(b"".join)
relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def keys() -> KeyRing:
    return KeyRing()


def fresh(keys: KeyRing) -> Tenant:
    tenant = build(Plan(users=[PlannedUser("svc@contoso.example", "Svc", "word")], basic_auth=True), keys)
    tenant.mailboxes["svc@contoso.example"].store.deliver(MULTIPART)
    return tenant


def stable(said: bytes) -> bytes:
    return re.sub(rb"(UIDVALIDITY|APPENDUID|COPYUID) \d+|INTERNALDATE \S+ \S+ \S+", b"", said)


@relaxed
@given(streams, st.lists(st.integers(0, 300), max_size=8))
def test_any_stream_is_answered_the_same_however_it_is_cut(keys: KeyRing, stream: bytes, cuts: list[int]) -> None:
    data = LOGIN + stream
    whole = asyncio.run(converse(fresh(keys), [data]))
    places = sorted({min(cut, len(data)) for cut in cuts})
    pieces = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
    assert stable(asyncio.run(converse(fresh(keys), pieces))) == stable(whole)
    assert b"l OK LOGIN completed.\r\n" in whole
    assert whole.endswith(b"\r\n")


@relaxed
@given(streams)
def test_any_stream_before_login_is_answered(keys: KeyRing, stream: bytes) -> None:
    said = asyncio.run(converse(fresh(keys), [stream]))
    assert said.startswith(b"* OK The Microsoft Exchange IMAP4 service is ready.")


@relaxed
@given(streams, st.sampled_from([*DIALECTS]), st.booleans())
def test_any_stream_is_answered_in_every_dialect(keys: KeyRing, stream: bytes, dialect: str, logged_in: bool) -> None:
    tenant = fresh(keys)
    tenant.dialect = DIALECTS[dialect]
    said = asyncio.run(converse(tenant, [LOGIN * logged_in + stream]))
    assert said.startswith(b"* OK ") and said.endswith(b"\r\n")


@given(st.binary(max_size=60), st.data())
def test_strings_come_out_as_they_went_in(text: bytes, data: st.DataObject) -> None:
    forms = [b"{%d}\r\n%b" % (len(text), text)]
    if not re.search(rb"[\r\n\x00]", text):
        forms.append(b'"' + re.sub(rb'(["\\])', rb"\\\1", text) + b'"')
    if re.fullmatch(rb"[A-Za-z0-9.]+", text):
        forms.append(text)
    form = data.draw(st.sampled_from(forms))
    cursor = Cursor(form + b" x")
    assert cursor.astring() == text
    assert cursor.blank().astring() == b"x"
    cursor.end()


@given(st.text("0123456789*:,", max_size=12), st.lists(st.integers(1, 30), unique=True, max_size=10), st.booleans())
def test_sets_are_those_of_a_simple_model(text: str, uids: list[int], by_uid: bool) -> None:
    messages = [Message(uid, b"", 0.0) for uid in sorted(uids)]
    numbers = sorted(uids) if by_uid else [*range(1, len(uids) + 1)]
    last = numbers[-1] if numbers else 0
    try:
        cursor = Cursor(text.encode())
        chosen = cursor.message_set()
        cursor.end()
        places = resolve(chosen, messages, uid=by_uid)
    except BadCommand:
        return
    expected = set()
    for part in text.split(","):
        ends = [last if end == "*" else int(end) for end in part.split(":")]
        expected |= {place for place, number in enumerate(numbers) if min(ends) <= number <= max(ends)}
    assert places == sorted(expected)


def test_overlong_lines_nuls_and_empty_lines(keys: KeyRing) -> None:
    stream = LOGIN + b"a " + b"x" * 200000 + b"\r\nb NOOP\x00\r\n\r\nc NOOP\r\n"
    said = asyncio.run(converse(fresh(keys), [stream])).splitlines()
    assert said[-4:] == [
        b"* BAD Command Error. 10",
        b"b BAD Command Argument Error. 12",
        b"* BAD Command Error. 10",
        b"c OK NOOP completed.",
    ]


def test_many_small_literals_are_bounded(keys: KeyRing) -> None:
    stream = LOGIN + b"a SEARCH " + b"{0+}\r\n " * 20000 + b"\r\n"
    said = asyncio.run(converse(fresh(keys), [stream])).splitlines()
    assert said[-2:] == [b"a BAD Command Argument Error. 11", b"* BYE Connection closed."]


def test_tags_may_be_used_again(keys: KeyRing) -> None:
    said = asyncio.run(converse(fresh(keys), [LOGIN, b"a NOOP\r\na NOOP\r\n"])).splitlines()
    assert said[-2:] == [b"a OK NOOP completed."] * 2
