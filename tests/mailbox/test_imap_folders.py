"""IMAP commands about folders, and APPEND."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.exchange.imap.cursor import BadCommand
from fakes.exchange.imap.folders import matches
from fakes.exchange.imap.utf7 import decode_name, encode_name
from fakes.thread import ThreadedBox

from .tenant import on_store
from .wire import Wire

Client = Callable[[], Wire]


def test_the_folders_are_those_of_exchange(imap_wire: Client) -> None:
    assert imap_wire().ask('LIST "" *') == [
        '* LIST (\\HasNoChildren \\Trash) "/" "Deleted Items"',
        '* LIST (\\HasNoChildren \\Drafts) "/" Drafts',
        '* LIST (\\Marked \\HasNoChildren) "/" INBOX',
        '* LIST (\\HasNoChildren \\Junk) "/" "Junk Email"',
        '* LIST (\\HasNoChildren \\Sent) "/" "Sent Items"',
        "OK LIST completed.",
    ]


def test_list_patterns_and_namespace(imap_wire: Client) -> None:
    client = imap_wire()
    assert client.ask("NAMESPACE")[0] == '* NAMESPACE (("" "/")) NIL NIL'
    assert client.ask('LIST "" ""')[0] == '* LIST (\\Noselect) "/" ""'
    assert client.ask("CREATE Projects/One/Deep") == ["OK CREATE completed."]
    assert client.ask('LIST "" Projects/%')[:-1] == ['* LIST (\\HasChildren) "/" Projects/One']
    assert client.ask('LIST Projects/ "One*"')[:-1] == [
        '* LIST (\\HasChildren) "/" Projects/One',
        '* LIST (\\HasNoChildren) "/" Projects/One/Deep',
    ]
    assert client.ask('LIST "" inbox')[0].endswith("INBOX")
    # What Exchange does not know is an error in the number of arguments.
    assert client.ask('LIST "" "%" RETURN (CHILDREN)') == ["BAD Command Argument Error. 12"]


def test_create_delete_rename_subscribe(imap_wire: Client) -> None:
    client = imap_wire()
    assert client.ask('CREATE "R&AOk-sum&AOk-s"') == ["OK CREATE completed."]
    assert client.ask('LIST "" R*')[0].endswith('"/" R&AOk-sum&AOk-s')
    assert client.ask("CREATE R&AOk-sum&AOk-s") == ["NO Mailbox already exists."]
    assert client.ask("RENAME R&AOk-sum&AOk-s CVs") == ["OK RENAME completed."]
    assert client.ask('UNSUBSCRIBE "CVs"') == ["OK UNSUBSCRIBE completed."]
    assert len(client.ask('LSUB "" CVs')) == 1
    assert client.ask("SUBSCRIBE CVs") == ["OK SUBSCRIBE completed."]
    assert client.ask('LSUB "" CVs')[0] == '* LSUB (\\HasNoChildren) "/" CVs'
    assert client.ask("DELETE CVs") == ["OK DELETE completed."]
    assert client.ask("SELECT CVs") == ["NO CVs doesn't exist."]
    assert client.ask("DELETE INBOX") == ["NO Folder name is reserved."]
    assert client.ask("RENAME Drafts Other") == ["NO Folder name is reserved."]


def test_an_unquoted_name_with_a_blank_has_too_many_arguments(imap_wire: Client) -> None:
    client = imap_wire()
    assert client.ask("SELECT Sent Items") == ["BAD Command Argument Error. 12"]
    assert client.ask('SELECT "Sent Items"')[-1] == "OK [READ-WRITE] SELECT completed."


@pytest.mark.parametrize("name", ["&", "&AOk", '"&AGE-"', '"a\tb"', '""', "x" * 300, "&2AA-"])
def test_a_name_that_is_none_is_refused(imap_wire: Client, name: str) -> None:
    assert imap_wire().ask(f"CREATE {name}")[0].startswith("BAD ")


def test_a_folder_made_again_has_a_greater_uidvalidity(imap_wire: Client) -> None:
    client = imap_wire()
    values = []
    for _ in range(3):
        client.ask("CREATE Again")
        values.append(int(re.findall(r"\d+", client.ask("STATUS Again (UIDVALIDITY)")[0])[0]))
        client.ask("DELETE Again")
    assert values == sorted(set(values))


def test_rename_of_inbox_moves_its_messages(imap_wire: Client) -> None:
    client = imap_wire()
    assert client.ask("RENAME inbox Old")[-1] == "OK RENAME completed."
    assert client.ask("STATUS INBOX (MESSAGES UIDNEXT)")[0] == "* STATUS INBOX (MESSAGES 0 UIDNEXT 3)"
    assert client.ask("STATUS Old (MESSAGES)")[0] == "* STATUS Old (MESSAGES 2)"


def test_status_and_select_agree(imap_wire: Client) -> None:
    client = imap_wire()
    status = client.ask("STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)")[0]
    validity = re.findall(r"UIDVALIDITY (\d+)", status)[0]
    assert status == f"* STATUS INBOX (MESSAGES 2 RECENT 2 UIDNEXT 3 UIDVALIDITY {validity} UNSEEN 2)"
    flags = "(\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)"
    assert client.ask("SELECT INBOX") == [
        "* 2 EXISTS",
        "* 2 RECENT",
        f"* FLAGS {flags}",
        f"* OK [PERMANENTFLAGS {flags}] Permanent flags",
        "* OK [UNSEEN 1] Is the first unseen message",
        f"* OK [UIDVALIDITY {validity}] UIDVALIDITY value",
        "* OK [UIDNEXT 3] The next unique identifier value",
        "OK [READ-WRITE] SELECT completed.",
    ]
    examined = client.ask("EXAMINE INBOX")
    assert examined[1] == "* 0 RECENT" and examined[-1] == "OK [READ-ONLY] EXAMINE completed."
    assert client.ask("STORE 1 +FLAGS (\\Seen)")[0].startswith("NO ")
    # A failing SELECT leaves nothing selected.
    client.ask("SELECT Nothing")
    assert client.ask("FETCH 1 FLAGS") == ["BAD Command received in Invalid state."]


def test_append_with_flags_date_and_bytes(box: ThreadedBox, imap: Callable[[], imaplib.IMAP4]) -> None:
    client = imap()
    content = b"Subject: x\r\n\r\n" + bytes(range(1, 256)) + b"\r\n"
    moment = '"01-Feb-2024 03:04:05 +0200"'
    kind, data = client.append('"Sent Items"', "(\\Seen $Work)", moment, content)
    assert kind == "OK" and re.match(rb"\[APPENDUID \d+ 1\] APPEND completed\.", data[0])
    # imaplib turns bare CR and LF into CRLF on its way out; what arrived is what is kept.
    sent = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    stored = on_store(box, lambda store: store.folders["Sent Items"].messages[0])
    assert stored.content == sent and stored.flags == {"\\Seen", "$Work"}
    client.select('"Sent Items"')
    assert client.fetch("1", "(INTERNALDATE FLAGS)")[1] == [
        b'1 (INTERNALDATE " 1-Feb-2024 01:04:05 +0000" FLAGS (\\Seen $Work \\Recent))'
    ]
    assert client.response("FLAGS")[1] == [b"(\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent $Work)"]


def test_append_to_no_folder_and_without_literal(imap_wire: Client) -> None:
    client = imap_wire()
    assert client.ask("APPEND Nothing {3+}\r\nabc") == ["NO [TRYCREATE] Nothing doesn't exist."]
    assert client.ask('APPEND INBOX "abc"')[0].startswith("BAD ")
    assert client.ask("APPEND INBOX (\\Recent) {3+}\r\nabc")[0].startswith("BAD ")
    assert client.ask('APPEND INBOX "31-Feb-2024 00:00:00 +0000" {3+}\r\nabc')[0].startswith("BAD ")


def test_a_huge_literal_is_refused_before_it_is_read(imap_wire: Client) -> None:
    client = imap_wire()
    too_large = ["NO Maximum size of appendable message has been exceeded"]
    assert client.ask("APPEND INBOX {99999999}") == too_large
    assert client.ask("APPEND INBOX {99999999999999999999999999}") == too_large
    assert client.ask("SELECT {99999999}") == ["BAD Command Argument Error. 11"]
    assert client.ask("NOOP") == ["OK NOOP completed."]


def test_a_huge_literal_that_does_not_wait_ends_the_connection(imap_wire: Client) -> None:
    client = imap_wire()
    client.send("a APPEND INBOX {99999999+}\r\n")
    assert client.line() == "a NO Maximum size of appendable message has been exceeded"
    assert client.line() == "* BYE Connection closed."
    assert client.ended()


@given(st.text("ab/%*", max_size=12), st.text("ab/", max_size=12))
def test_list_matching_is_that_of_a_regular_expression(pattern: str, name: str) -> None:
    expected = re.fullmatch("".join({"*": ".*", "%": "[^/]*"}.get(c, c) for c in pattern), name) is not None
    assert matches(name.encode(), pattern.encode()) is expected


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_names_survive_modified_utf_7(name: str) -> None:
    wire = encode_name(name)
    assert wire.isascii() and decode_name(wire) == name


@given(st.binary(max_size=40))
def test_any_bytes_are_a_name_in_its_one_form_or_refused(wire: bytes) -> None:
    try:
        name = decode_name(wire)
    except BadCommand:
        return
    assert encode_name(name) == wire


def test_the_example_of_the_rfc() -> None:
    assert encode_name("~peter/mail/台北/日本語") == b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"
