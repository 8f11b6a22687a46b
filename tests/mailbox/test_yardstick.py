"""The same conversation with Dovecot and with the fake over awkward messages: they agree, or a table says why not."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox, running
from tests.live import dovecot
from tests.live.rogue import Authority

from .answers import fetched, flat
from .awkward import AWKWARD
from .differences import ANY, DIFFERENCES, STEP_DIFFERENCES
from .tenant import encode
from .wire import Wire

pytestmark = pytest.mark.skipif(
    dovecot.PROGRAM is None and os.environ.get("CI") != "true",
    reason="Dovecot is not installed (Debian: dovecot-imapd dovecot-pop3d)",
)
ISSUER = "https://sts.windows.net/{}/"


class Pair:
    """A session with each, logged in, the awkward messages in the folder Yard of both."""

    def __init__(self, theirs: Wire, ours: Wire) -> None:
        self.both = (theirs, ours)

    def ask(self, command: str) -> tuple[list[bytes], list[bytes]]:
        theirs, ours = (octets(client, command.encode("latin-1")) for client in self.both)
        return theirs, ours


def octets(client: Wire, command: bytes) -> list[bytes]:
    """The answer to a command: untagged lines with their literals, then what followed the tag."""
    client.send(b"y " + command + b"\r\n")
    lines: list[bytes] = []
    while line := client.octets():
        if line.startswith(b"y "):
            return [*lines, line[2:]]
        lines.append(line)
    raise AssertionError(f"hung up after {command[:80]!r}")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    keys = KeyRing()
    authority = Authority(tmp_path_factory.mktemp("yardstick"))
    with running(keys=keys) as box:
        issuer = ISSUER.format(box.settings.tenant_id)
        with dovecot.running(keys.current, issuer, authority.file()) as server:
            both = Pair(_theirs(server, authority, box), _ours(box))
            _fill(both)
            yield both
            for client in both.both:
                client.close()


def _theirs(server: dovecot.Dovecot, authority: Authority, box: ThreadedBox) -> Wire:
    trust = ssl.create_default_context(cadata=authority.pem.decode())
    client = Wire(server.imap_port, trust, tls=True, host="127.0.0.1")
    client.line()
    assert octets(client, f"AUTHENTICATE XOAUTH2 {_blob(box)}".encode())[-1].startswith(b"OK ")
    return client


def _ours(box: ThreadedBox) -> Wire:
    client = Wire(box.settings.imap_port, ssl.create_default_context(cafile=box.settings.ca_file), tls=True)
    client.line()
    assert octets(client, f"AUTHENTICATE XOAUTH2 {_blob(box)}".encode())[-1].startswith(b"OK ")
    return client


def _blob(box: ThreadedBox) -> str:
    return encode(box.settings.mailbox, box.settings.access_token)


def _fill(pair: Pair) -> None:
    for client in pair.both:
        octets(client, b"CREATE Yard")
        for number, (name, content) in enumerate(AWKWARD.items(), 1):
            flags = b"(\\Flagged $Work)" if number % 3 == 0 else b"(\\Seen)" if number % 3 == 1 else b"()"
            head = b'APPEND Yard %b "%2d-Mar-2024 12:00:00 +0000" {%d+}\r\n' % (flags, number % 28 + 1, len(content))
            done = octets(client, head + content)
            assert done[-1].startswith(b"OK "), (name, done)
        octets(client, b"SELECT Yard")


STRUCTURES = ("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE", "UID", "RFC822.HEADER")
SECTIONS = (
    *("", "HEADER", "TEXT", "1", "1.MIME", "1.HEADER", "1.TEXT", "1.1", "1.2", "1.1.MIME", "1.1.1", "1.2.1", "2"),
    *("2.MIME", "2.HEADER", "2.TEXT", "2.1", "2.1.MIME", "2.2", "3", "3.MIME", "1.1.HEADER", "1.1.TEXT", "4", "5.MIME"),
    *("HEADER.FIELDS (SUBJECT TO DATE)", "HEADER.FIELDS.NOT (SUBJECT X-LONG)", "2.HEADER.FIELDS (SUBJECT)"),
    "1.HEADER.FIELDS.NOT (FROM)",
)
PARTIAL = ("[]<0.10>", "[TEXT]<3.20>", "[]<100000.5>", "[1]<1.5>", "[HEADER]<2.70>", "[2.MIME]<0.9>")


def items(answer: list[bytes]) -> dict[str, Any]:
    """Everything that the FETCH responses of one answer say together, as it is compared."""
    assert answer[-1].startswith(b"OK "), answer[-1]
    together: dict[str, Any] = {}
    for line in answer[:-1]:
        together.update(fetched(line))
    return {name: _comparable(name, value) for name, value in together.items()}


def _comparable(name: str, value: Any) -> Any:
    if name == "FLAGS":
        return {*value}
    if name == "INTERNALDATE":
        return value.strip().removeprefix(b"0")
    # For a part that is not there both NIL and an empty string are right (RFC 3501 7.4.2).
    return value or b"" if name.startswith("BODY[") else value


def excused(message: str, item: str, ours: Any) -> str:
    """The pattern of the table by which the answers may differ; empty when there is none."""
    for name, pattern, _ in DIFFERENCES:
        if re.fullmatch(pattern, item) and (name == message or (name == ANY and not ours)):
            return f"{name}: {pattern}"
    return ""


@dataclass(frozen=True)
class Compared:
    """What differs in the answers about one message: by excuse, and with none."""

    excuses: set[str]
    wrong: list[tuple[str, Any, Any]]


@pytest.fixture(scope="module")
def compared(pair: Pair) -> dict[str, Compared]:
    """Every question about every message, asked once."""
    return {name: compare(pair, name, number) for number, name in enumerate(AWKWARD, 1)}


def compare(pair: Pair, name: str, number: int) -> Compared:
    found = Compared(set(), [])
    questions = [f"BODY.PEEK[{section}]" for section in SECTIONS] + [f"BODY.PEEK{partial}" for partial in PARTIAL]
    for question in (*STRUCTURES, *questions):
        theirs, ours = (items(answer) for answer in pair.ask(f"FETCH {number} ({question})"))
        assert theirs.keys() == ours.keys(), question
        for item in theirs:
            if theirs[item] != ours[item]:
                excuse = excused(name, item, ours[item])
                found.excuses.add(excuse)
                if not excuse:
                    found.wrong.append((item, theirs[item], ours[item]))
    return found


@pytest.mark.parametrize("name", AWKWARD)
def test_fetch_answers_the_same(compared: dict[str, Compared], name: str) -> None:
    assert compared[name].wrong == []


def test_every_difference_of_the_table_is_one(compared: dict[str, Compared]) -> None:
    needed = set().union(*(one.excuses for one in compared.values()))
    assert {f"{name}: {pattern}" for name, pattern, _ in DIFFERENCES} <= needed


@pytest.mark.parametrize("macro", ["ALL", "FULL", "FAST", "(UID FLAGS RFC822.SIZE)", "RFC822.TEXT", "BODY[]", "RFC822"])
def test_macros_name_the_same_items(pair: Pair, macro: str) -> None:
    theirs, ours = ([*items(answer)] for answer in pair.ask(f"FETCH 1 {macro}"))
    assert sorted(theirs) == sorted(ours)


def test_uid_fetch_answers_for_the_same_messages(pair: Pair) -> None:
    for chosen in ("1:*", "2,4:6,3", "*", "99999:*", "5000:6000", "7:5"):
        both = pair.ask(f"UID FETCH {chosen} (FLAGS)")
        theirs, ours = ([fetched(line)["UID"] for line in answer[:-1]] for answer in both)
        assert theirs == ours, chosen


SEARCHES = (
    *("ALL", "1:5", "*", "UID 3:7", "NOT 1:40", "SEEN", "UNSEEN", "FLAGGED", "UNFLAGGED", "ANSWERED", "DRAFT"),
    *("KEYWORD $Work", "UNKEYWORD $Work", "DELETED", "UNDELETED", "KEYWORD $Nothing", "OR SEEN FLAGGED"),
    *("SUBJECT plain", 'SUBJECT "only a"', "SUBJECT folded", "SUBJECT mixed", "FROM ann", "FROM x.example", "TO bob"),
    *("TO undisclosed", "CC two@", "BCC x", 'HEADER Subject ""', 'HEADER X-Other ""', "HEADER X-Other 1"),
    *("HEADER Message-ID plain@", 'HEADER Content-Type "multipart/"', "BODY needle", "BODY hello", "BODY zzz"),
    *("TEXT needle", "TEXT inner", "LARGER 1000", "SMALLER 60", "LARGER 4294967295"),
    *("SINCE 10-Mar-2024", "BEFORE 10-Mar-2024", "ON 5-Mar-2024", "SENTSINCE 1-Jan-2024"),
    *("SENTON 1-Feb-2024", "SENTON 2-Feb-2024", "SENTON 3-Mar-2024", "NOT (SEEN SUBJECT plain)", "(OR 1 2) UNSEEN"),
    *("OR (SEEN 1:3) (FLAGGED NOT UID 3)", "CHARSET US-ASCII SUBJECT plain", "SUBJECT {5+}\r\nplain", "1:3,2:8 SEEN"),
)


@pytest.mark.parametrize("keys", SEARCHES)
def test_search_finds_the_same(pair: Pair, keys: str) -> None:
    for uid in ("", "UID "):
        theirs, ours = (flat(answer[0])[2:] for answer in pair.ask(f"{uid}SEARCH {keys}"))
        assert theirs == ours


def test_a_message_without_a_date_was_sent_on_no_day(pair: Pair) -> None:
    # RFC 3501 leaves it open; to Dovecot such a message was sent before any day.
    theirs, ours = ({*flat(answer[0])[2:]} for answer in pair.ask("SEARCH SENTBEFORE 2-Feb-2024"))
    assert ours < theirs and ours == {1, [*AWKWARD].index("duplicate headers") + 1}


def shape(answer: list[bytes]) -> list[Any]:
    """What an answer says apart from words that are free, values that differ by nature, and the order of flags."""
    said: list[Any] = []
    for line in (re.sub(rb"(UIDVALIDITY|HIGHESTMODSEQ|APPENDUID|COPYUID) \d+", rb"\1", line) for line in answer):
        if line.startswith(b"* OK [") or not line.startswith(b"* "):
            status = re.match(rb"(?:\* )?(?:OK|NO|BAD)(?: \[[^\]]*\])?", line)
            said.append(status[0] if status else line)
        elif b" FETCH " in line:
            said.append((line.split()[1], items([line, b"OK "])))
        else:
            values = flat(line)
            said.append([{*v} if isinstance(v, list) else v for v in values])
    return said


# What only one of them sends, and the RFCs leave to a server: codes, a new count of recent messages, \Marked.
OPTIONAL = re.compile(rb"\* OK \[(?:HIGHESTMODSEQ|NOMODSEQ|PERMANENTFLAGS|UNSEEN|UIDNEXT|CLOSED)")


def told(answer: list[bytes]) -> list[Any]:
    lines = [b"NO" if line == b"NO [NONEXISTENT]" else line for line in shape(answer)]
    lines = [line for line in lines if not (isinstance(line, bytes) and OPTIONAL.match(line))]
    lines = [line for line in lines if not (isinstance(line, list) and {"FLAGS", "RECENT"} & {*map(str, line)})]
    return [[v - {"\\Marked"} if isinstance(v, set) else v for v in x] if isinstance(x, list) else x for x in lines]


STEPS = (
    "CREATE Work",
    "CREATE Work/Below",
    "STATUS Work (MESSAGES UIDNEXT UNSEEN)",
    "COPY 1:6 Work",
    "UID COPY 9,7 Work",
    "COPY 1 Nowhere",
    "STATUS Work (MESSAGES UIDNEXT UNSEEN)",
    "SELECT Work",
    "STORE 1:2 +FLAGS (\\Deleted)",
    "STORE 3 FLAGS.SILENT (\\Answered $Mine)",
    "FETCH 3 FLAGS",
    "UID STORE 4:5 -FLAGS (\\Seen \\Flagged)",
    "UID STORE 999 +FLAGS (\\Seen)",
    "SEARCH KEYWORD $mine",
    "UID EXPUNGE 2:9",
    "EXPUNGE",
    "FETCH 1:* UID",
    "UID MOVE 3:4 Work/Below",
    "FETCH 1:* UID",
    "MOVE 1 Work/Below",
    "NOOP",
    "FETCH 9 UID",
    "STORE 1 FLAGS (\\Deleted)",
    "CLOSE",
    "FETCH 1 UID",
    "EXAMINE Work/Below",
    "STORE 1 +FLAGS (\\Seen)",
    "FETCH 1 BODY[TEXT]",
    "FETCH 1:* (UID FLAGS)",
    "UNSELECT",
    'LIST "" Work*',
    'LIST "" %',
    "RENAME Work Play",
    'LIST "" Play/%',
    "STATUS Play/Below (MESSAGES UIDNEXT)",
    "SUBSCRIBE Play",
    'LSUB "" Play',
    "DELETE Nowhere",
    "DELETE Play/Below",
    "DELETE Play",
    "SELECT Yard",
)


def test_a_conversation_goes_the_same_way(pair: Pair) -> None:
    different = {}
    for step in STEPS:
        theirs, ours = (told(answer) for answer in pair.ask(step))
        if theirs != ours:
            different[step] = (theirs, ours)
    assert different.keys() == STEP_DIFFERENCES.keys(), different


@pytest.mark.parametrize(
    "command",
    ["FETCH 1 BODY[", "FETCH x FLAGS", "STORE 1 FLAGS (", "SEARCH", "SEARCH NOPE", "COPY 1", "SELECT", "STATUS Yard ()",
     "NOPE", "UID NOPE 1", "FETCH 1 (FLAGS", 'LIST ""', "APPEND Yard", "STORE 1 +FLAGS (\\Recent)", "FETCH 0 FLAGS",
     "SEARCH ON 3-Foo-2024", "SEARCH OR SEEN", "FETCH 1 BODY[1.MIME.1]", "FETCH 1 BODY[MIME]", "LOGIN a b"],
)  # fmt: skip
def test_nonsense_is_refused_by_both(pair: Pair, command: str) -> None:
    theirs, ours = pair.ask(command)
    assert not theirs[-1].startswith(b"OK") and not ours[-1].startswith(b"OK"), (theirs, ours)
