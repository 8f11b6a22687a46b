"""FETCH, SEARCH, STORE, COPY, MOVE and EXPUNGE, over messages put there by hand."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from fakes.exchange.store import MailStore
from fakes.thread import ThreadedBox

from .tenant import on_store
from .wire import Wire

MULTIPART = (
    b'From: "Ann, O\'Nymous" <ann@contoso.example>, team: bob@x.example, (c) eve@y.example;\r\n'
    b"To: =?utf-8?q?J=C3=B6rg?= <joerg@contoso.example>\r\n"
    b"Subject: =?utf-8?q?R=C3=A9sum=C3=A9?= and\r\n more\r\n"
    b"Date: Thu, 1 Feb 2024 23:30:00 -0800\r\n"
    b"Message-ID: <m1@contoso.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="=_b(1)"\r\n'
    b"\r\n"
    b"preamble\r\n"
    b"--=_b(1)\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n"
    b"\r\n"
    b"caf=C3=A9 needle\r\n\r\n"
    b"--=_b(1)\r\n"
    b'Content-Type: application/octet-stream; name="a b.bin"\r\n'
    b"Content-Transfer-Encoding: base64\r\n"
    b"Content-Disposition: attachment; filename=a.bin\r\n"
    b"Content-ID: <id@x>\r\n"
    b"\r\n"
    b"AAECAw==\r\n"
    b"--=_b(1)\r\n"
    b"Content-Type: message/rfc822\r\n"
    b"\r\n"
    b"Subject: inner\r\n"
    b"Content-Type: multipart/alternative; boundary=in\r\n"
    b"\r\n"
    b"--in\r\n\r\nplain\r\n"
    b"--in\r\nContent-Type: text/html\r\n\r\n<p>\r\n"
    b"--in--\r\n"
    b"\r\n"
    b"--=_b(1)--\r\n"
    b"epilogue\r\n"
)
PLAIN = b"Subject: plain\r\nX-Empty:\r\n\r\nneedle in hay\r\n.dot\r\n"
INNER = MULTIPART[MULTIPART.index(b"Subject: inner") : MULTIPART.index(b"\r\n--=_b(1)--")]


def at(year: int, month: int, day: int) -> float:
    return datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC).timestamp()


@pytest.fixture
def client(box: ThreadedBox, imap_wire: Callable[[], Wire]) -> Wire:
    def fill(store: MailStore) -> None:
        store.create("Lab")
        store.deliver(MULTIPART, "Lab", flags=["\\Flagged"], received=at(2024, 2, 2))
        store.deliver(PLAIN, "Lab", flags=["\\Seen", "$Work"], received=at(2024, 3, 3))
        store.deliver(b"Subject: gone\r\n\r\n", "Lab", flags=["\\Deleted"], received=at(2024, 4, 4))

    on_store(box, fill)
    wire = imap_wire()
    wire.ask("SELECT Lab")
    return wire


def text(client: Wire, number: int, section: str, partial: str = "") -> bytes | None:
    """What BODY.PEEK[section]<partial> gives, byte for byte."""
    client.send(f"q FETCH {number} BODY.PEEK[{section}]{partial}\r\n")
    line = client.octets()
    assert client.answer("q") == ["OK FETCH completed."]
    label = f"* {number} FETCH (BODY[{section}]{partial.partition('.')[0]}{'>' * bool(partial)} ".encode()
    assert line.startswith(label)
    if line.endswith(b" NIL)\r\n"):
        return None
    head, _, rest = line.partition(b"}\r\n")
    size = int(head.rpartition(b"{")[2])
    assert rest[size:] == b")\r\n"
    return rest[:size]


def test_sections_are_the_stored_bytes(client: Wire) -> None:
    header, _, body = MULTIPART.partition(b"\r\n\r\n")
    assert text(client, 1, "") == MULTIPART
    assert text(client, 1, "HEADER") == header + b"\r\n\r\n"
    assert text(client, 1, "TEXT") == body
    assert text(client, 1, "1") == b"caf=C3=A9 needle\r\n"
    assert text(client, 1, "2") == b"AAECAw=="
    assert text(client, 1, "2.MIME") == MULTIPART[MULTIPART.index(b"Content-Type: app") : MULTIPART.index(b"AAECAw==")]
    assert text(client, 1, "3") == INNER
    assert text(client, 1, "3.HEADER") == INNER[: INNER.index(b"--in")]
    assert text(client, 1, "3.TEXT") == INNER[INNER.index(b"--in") :]
    assert text(client, 1, "3.1") == b"plain"
    assert text(client, 1, "3.1.MIME") == b"\r\n"
    assert text(client, 1, "3.2") == b"<p>"
    assert text(client, 2, "1") == b"needle in hay\r\n.dot\r\n"
    for missing in ("4", "1.1", "3.3", "2.HEADER", "1.TEXT"):
        assert text(client, 1, missing) is None
    assert text(client, 2, "1.1") is None


def test_partial_fetch(client: Wire) -> None:
    assert text(client, 2, "", "<0.8>") == PLAIN[:8]
    assert text(client, 2, "TEXT", "<7.100000>") == b"in hay\r\n.dot\r\n"
    assert text(client, 2, "TEXT", "<7.6>") == b"in hay"
    assert text(client, 2, "", "<100000.5>") == b""
    assert client.ask("FETCH 2 BODY[]<1.0>")[0].startswith("BAD ")


def test_header_fields(client: Wire) -> None:
    assert client.ask('FETCH 1 BODY.PEEK[HEADER.FIELDS (subject "Message-Id" None)]')[0] == (
        "* 1 FETCH (BODY[HEADER.FIELDS (subject Message-Id None)] {86}\r\n"
        "Subject: =?utf-8?q?R=C3=A9sum=C3=A9?= and\r\n more\r\nMessage-ID: <m1@contoso.example>\r\n\r\n)"
    )
    assert text(client, 2, "HEADER.FIELDS (X-EMPTY)") == b"X-Empty:\r\n\r\n"
    assert text(client, 2, "HEADER.FIELDS.NOT (X-EMPTY)") == b"Subject: plain\r\n\r\n"
    assert text(client, 1, "3.HEADER.FIELDS (SUBJECT)") == b"Subject: inner\r\n\r\n"


def test_envelope(client: Wire) -> None:
    senders = (
        '(("Ann, O\'Nymous" NIL "ann" "contoso.example")(NIL NIL "team" NIL)(NIL NIL "bob" "x.example")'
        '("c" NIL "eve" "y.example")(NIL NIL NIL NIL))'
    )
    assert client.ask("FETCH 1 ENVELOPE")[0] == (
        '* 1 FETCH (ENVELOPE ("Thu, 1 Feb 2024 23:30:00 -0800" "=?utf-8?q?R=C3=A9sum=C3=A9?= and more" '
        f'{senders} {senders} {senders} (("=?utf-8?q?J=C3=B6rg?=" NIL "joerg" "contoso.example")) NIL NIL NIL '
        '"<m1@contoso.example>"))'
    )
    assert client.ask("FETCH 2 ENVELOPE")[0] == ('* 2 FETCH (ENVELOPE (NIL "plain" NIL NIL NIL NIL NIL NIL NIL NIL))')


def test_body_and_bodystructure(client: Wire) -> None:
    plain = '"text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 18 1'
    attachment = '"application" "octet-stream" ("name" "a b.bin") "<id@x>" NIL "base64" 8'
    inner_parts = (
        '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 0{0})'
        '("text" "html" ("charset" "us-ascii") NIL NIL "7bit" 3 0{0}) "alternative"'
    )
    embedded = (
        f'"message" "rfc822" NIL NIL NIL "7bit" {len(INNER)} (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) '
        f"({inner_parts}{{1}}) 11"
    )
    none = " NIL NIL NIL NIL"
    inner_extensions = ' ("boundary" "in") NIL NIL NIL'
    assert client.ask("FETCH 1 BODY")[0] == (
        f'* 1 FETCH (BODY (({plain})({attachment})({embedded.format("", "")}) "mixed"))'
    )
    assert client.ask("FETCH 1 BODYSTRUCTURE")[0] == (
        f"* 1 FETCH (BODYSTRUCTURE (({plain}{none})"
        f'({attachment} NIL ("attachment" ("filename" "a.bin")) NIL NIL)'
        f"({embedded.format(none, inner_extensions)}{none})"
        ' "mixed" ("boundary" "=_b(1)") NIL NIL NIL))'
    )


def test_macros_and_old_names(client: Wire) -> None:
    fast = client.ask("FETCH 2 FAST")[0]
    assert fast == (
        f'* 2 FETCH (FLAGS (\\Seen $Work \\Recent) INTERNALDATE " 3-Mar-2024 12:00:00 +0000" RFC822.SIZE {len(PLAIN)})'
    )
    assert client.ask("FETCH 2 ALL")[0].startswith(fast[:-1] + " ENVELOPE (")
    assert " BODY (" in client.ask("FETCH 2 FULL")[0]
    assert client.ask("FETCH 2 (FAST)")[0].startswith("BAD ")
    assert client.ask("UID FETCH 2 RFC822.HEADER")[0] == (
        "* 2 FETCH (UID 2 RFC822.HEADER {28}\r\nSubject: plain\r\nX-Empty:\r\n\r\n)"
    )
    assert client.ask("UID FETCH 2:2 (RFC822.TEXT UID)")[0].endswith(" UID 2)")
    assert client.ask("UID FETCH 77 FLAGS") == ["OK FETCH completed."]
    assert client.ask("UID FETCH 77:* FLAGS")[0].startswith("* 3 FETCH (UID 3 ")


def test_reading_a_message_marks_it_and_peeking_does_not(client: Wire) -> None:
    assert "\\Seen" not in client.ask("FETCH 1 (BODY.PEEK[] FLAGS)")[0].rpartition("FLAGS")[2]
    assert client.ask("FETCH 1 BODY[TEXT]<0.1>")[0].endswith(" FLAGS (\\Seen \\Flagged \\Recent))")
    assert not client.ask("FETCH 1 BODY[TEXT]<0.1>")[0].endswith("\\Recent))")
    client.ask("EXAMINE Lab")
    client.ask("FETCH 3 RFC822")
    assert "\\Seen" not in client.ask("FETCH 3 FLAGS")[0]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("ALL", "1 2 3"),
        ("1:2", "1 2"),
        ("2:*", "2 3"),
        ("UID 3,1", "1 3"),
        ("SEEN", "2"),
        ("UNSEEN", "1 3"),
        ("ANSWERED", ""),
        ("UNANSWERED DELETED", "3"),
        ("UNDELETED", "1 2"),
        ("FLAGGED", "1"),
        ("UNFLAGGED UNDRAFT", "2 3"),
        ("DRAFT", ""),
        ("KEYWORD $work", "2"),
        ("UNKEYWORD $Work", "1 3"),
        ("RECENT", "1 2 3"),
        ("NEW", "1 3"),
        ("OLD", ""),
        ("SUBJECT RÉSUMÉ".encode().decode("latin-1"), None),
        ("SUBJECT sum", "1"),
        ('FROM "o\'nymous"', "1"),
        ("TO joerg", "1"),
        ("CC x", ""),
        ("BCC x", ""),
        ("BODY needle", "1 2"),
        ("BODY gone", ""),
        ("BODY inner", ""),
        ("TEXT inner", "1"),
        ("TEXT octet-stream", "1"),
        ("TEXT gone", "3"),
        ('HEADER X-Empty ""', "2"),
        ("HEADER message-id m1@", "1"),
        ("BEFORE 3-Mar-2024", "1"),
        ("ON 3-Mar-2024", "2"),
        ('SINCE "03-mar-2024"', "2 3"),
        ("SENTON 1-Feb-2024", "1"),
        ("SENTBEFORE 1-Feb-2024", ""),
        ("SENTSINCE 1-Feb-2024", "1"),
        ("LARGER 100", "1"),
        ("SMALLER 20", "3"),
        ("NOT SEEN", "1 3"),
        ("OR SEEN DELETED", "2 3"),
        ("OR OR SEEN DELETED FLAGGED", "1 2 3"),
        ("(SEEN KEYWORD $Work) NOT (FLAGGED)", "2"),
        ("SUBJECT {5+}\r\nplain", "2"),
        ("CHARSET us-ascii SUBJECT plain", "2"),
    ],
)
def test_search(client: Wire, keys: str, found: str | None) -> None:
    expected = [" ".join(["* SEARCH", *found.split()]), "OK SEARCH completed."] if found is not None else None
    answer = client.ask(f"SEARCH {keys}")
    assert answer == expected if expected else answer[0].startswith("BAD ")


@pytest.mark.parametrize(
    "keys",
    ["", "NOPE", "ON 32-Jan-2024", "ON 1-Foo-2024", "OR SEEN", "NOT", "(SEEN", "LARGER x", "UID x", "4:5", "SEEN)",
     "(" * 200 + "SEEN" + ")" * 200, "HEADER x", "LARGER 99999999999"],
)  # fmt: skip
def test_search_that_makes_no_sense(client: Wire, keys: str) -> None:
    assert client.ask(f"SEARCH {keys}")[0].startswith("BAD ")


def test_search_knows_one_charset(client: Wire) -> None:
    assert client.ask("UID SEARCH CHARSET UTF-8 ALL") == [
        "NO [BADCHARSET (US-ASCII)] The specified charset is not supported."
    ]


def test_store(client: Wire) -> None:
    assert client.ask("STORE 1 +FLAGS (\\answered $work)")[0] == (
        "* 1 FETCH (FLAGS (\\Answered \\Flagged $Work \\Recent))"
    )
    assert client.ask("UID STORE 1 -FLAGS \\Answered \\Flagged")[0] == "* 1 FETCH (UID 1 FLAGS ($Work \\Recent))"
    assert client.ask("STORE 1:2 FLAGS.SILENT ()") == ["OK STORE completed."]
    assert client.ask("SEARCH UNKEYWORD $Work UNSEEN") == ["* SEARCH 1 2 3", "OK SEARCH completed."]
    fresh = client.ask("STORE 1 +FLAGS (Brand$New)")
    assert fresh[1] == "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent $Work Brand$New)"
    for bad in (
        "STORE 1 +FLAGS (\\Recent)",
        "STORE 1 FLAG ()",
        "STORE 9 FLAGS ()",
        "STORE 1 FLAGS",
        "STORE 0 FLAGS ()",
    ):
        assert client.ask(bad)[0].startswith("BAD ")


def test_copy_and_move_tell_the_new_uids(client: Wire) -> None:
    validity = client.ask("STATUS Drafts (UIDVALIDITY)")[0].split()[-1].rstrip(")")
    assert client.ask("COPY 1:3 Drafts") == [f"OK [COPYUID {validity} 1:3 1:3] COPY completed."]
    assert client.ask("UID COPY 3,1 Drafts") == [f"OK [COPYUID {validity} 1,3 4:5] COPY completed."]
    assert client.ask("UID COPY 99 Drafts") == ["OK COPY completed."]
    assert client.ask("COPY 1 Nothing") == ["NO [TRYCREATE] Nothing doesn't exist."]
    assert client.ask("UID MOVE 1:2 Drafts") == [
        f"* OK [COPYUID {validity} 1:2 6:7]",
        "* 2 EXPUNGE",
        "* 1 EXPUNGE",
        "OK MOVE completed.",
    ]
    assert client.ask("SEARCH ALL")[0] == "* SEARCH 1"
    client.ask("SELECT Drafts")
    assert text(client, 6, "") == MULTIPART
    fetched = client.ask("FETCH 6 (FLAGS INTERNALDATE)")[0]
    assert "\\Flagged" in fetched and '" 2-Feb-2024 12:00:00 +0000"' in fetched


def test_copy_into_the_same_folder_is_news(client: Wire) -> None:
    assert client.ask("COPY 1 Lab")[:-1] == ["* 4 EXISTS", "* 4 RECENT"]


def test_expunge_takes_what_is_deleted_and_uid_expunge_what_it_names(client: Wire) -> None:
    client.ask("STORE 1 +FLAGS.SILENT (\\Deleted)")
    assert client.ask("UID EXPUNGE 2:9") == ["* 3 EXPUNGE", "OK EXPUNGE completed."]
    assert client.ask("EXPUNGE") == ["* 1 EXPUNGE", "OK EXPUNGE completed."]
    assert client.ask("UID SEARCH ALL")[0] == "* SEARCH 2"


def test_close_expunges_in_silence_and_unselect_does_not(client: Wire) -> None:
    assert client.ask("UNSELECT") == ["OK UNSELECT completed."]
    assert client.ask("STATUS Lab (MESSAGES)")[0] == "* STATUS Lab (MESSAGES 3)"
    client.ask("EXAMINE Lab")
    assert client.ask("CLOSE") == ["OK CLOSE completed."]
    assert client.ask("STATUS Lab (MESSAGES)")[0] == "* STATUS Lab (MESSAGES 3)"
    client.ask("SELECT Lab")
    assert client.ask("CLOSE") == ["OK CLOSE completed."]
    assert client.ask("STATUS Lab (MESSAGES)")[0] == "* STATUS Lab (MESSAGES 2)"
    assert client.ask("CLOSE") == ["BAD Command received in Invalid state."]


def test_numbers_that_are_not_there(client: Wire) -> None:
    words = ["BAD The specified message set is invalid."]
    assert client.ask("FETCH 4 FLAGS") == words
    assert client.ask("FETCH 0 FLAGS")[0].startswith("BAD ")
    client.ask("SELECT Drafts")
    assert client.ask("FETCH 1:* FLAGS") == words
    assert client.ask("UID FETCH 1:* FLAGS") == ["OK FETCH completed."]


def test_a_set_names_each_message_once(client: Wire) -> None:
    assert len(client.ask("FETCH 3:1,2,*:1,1:2 UID")) == 4
    everything = ",".join(["1:*"] * 10000)
    assert len(client.ask(f"FETCH {everything} UID")) == 4
