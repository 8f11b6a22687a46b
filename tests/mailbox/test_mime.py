"""The MIME tree: any bytes have one, its spans are exact, and the standard library's parser agrees."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage, Message

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.exchange.imap.addresses import parse_addresses
from fakes.exchange.imap.mime import Part, locate, parse_message
from fakes.exchange.imap.search import Candidate, _sent
from fakes.exchange.imap.structure import body_structure, envelope
from fakes.exchange.store import Message as Stored

fragments = st.sampled_from(
    [
        b"\r\n", b"\n", b"\r\n\r\n", b"--b",
        b"--b--", b"--", b"b", b": ", b"Content-Type: ",
        b"multipart/mixed; boundary=b", b"multipart/digest; boundary=\"b\"", b"message/rfc822", b"text/plain; charset=",
        b" folded", b"(", b"\"", b"\\", b";",
        b"From: a <b@c>, d:;", b"Date: Mon, 0", b"=?utf-8?b?", b"?=", b"Content-Disposition: x; a=b",
    ]
)  # fmt: skip
contents = st.lists(fragments | st.binary(max_size=6), max_size=40).map(b"".join)


@settings(deadline=None)
@given(contents)
def test_any_bytes_have_a_tree_whose_parts_lie_inside_each_other(content: bytes) -> None:
    root = parse_message(content)
    assert (root.start, root.end) == (0, len(content))
    check(root)
    for answer in (envelope(root), body_structure(root, extended=True), body_structure(root, extended=False)):
        assert answer.startswith(b"(") and answer.endswith(b")")
    candidate = Candidate(Stored(1, content, 0.0))
    assert isinstance(candidate.body + candidate.header, str)
    _sent(candidate)


def check(part: Part) -> None:
    assert part.start <= part.body <= part.end
    at = part.body
    for child in part.children or ([part.message] if part.message else []):
        assert at <= child.start and child.end <= part.end
        at = child.end
        check(child)


@given(
    st.lists(st.sampled_from([b"%c" % c for c in b'ab \t@:;,<>"()\\.']), max_size=30).map(b"".join)
    | st.binary(max_size=60)
)
def test_any_bytes_are_some_addresses(value: bytes) -> None:
    opened = 0
    for address in parse_addresses(value):
        if address.host is None:
            opened += 1 if address.mailbox is not None else -1
        assert opened in (0, 1)
    assert opened == 0


def test_deep_nesting_and_many_parts_are_bounded() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000))
    assert locate(parse_message(deep), [1] * 40) is not None
    assert body_structure(parse_message(deep), extended=True)
    rfc822 = b"Content-Type: message/rfc822\r\n\r\n" * 2000
    assert body_structure(parse_message(rfc822), extended=True)
    many = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000
    assert len(parse_message(many).children) < 1000


def composed() -> EmailMessage:
    """A message with alternatives, attachments and a message inside."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = "Übersicht " * 20
    message["From"] = "a@contoso.example"
    message.set_content("plain café\n", cte="quoted-printable")
    message.add_alternative("<p>html</p>\n", subtype="html")
    message.add_attachment(bytes(range(256)) * 9, maintype="application", subtype="pdf", filename="Bericht №1.pdf")
    inner = EmailMessage(policy=email.policy.SMTP)
    inner["Subject"] = "inner"
    inner.set_content("deep\n")
    inner.add_attachment(b"--not a boundary\r\n", maintype="text", subtype="x-log", filename="log.txt")
    message.add_attachment(inner)
    message.add_attachment(b"", maintype="application", subtype="octet-stream", filename="empty")
    return message


def leaves(message: Message, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Message]]:
    """The section number and the part of every leaf, as the standard library sees them."""
    if message.get_content_type() == "message/rfc822":
        yield from leaves(parts(message)[0], path)
    elif message.is_multipart():
        for number, child in enumerate(parts(message), 1):
            yield from leaves(child, (*path, number))
    else:
        yield path or (1,), message


def parts(message: Message) -> list[Message]:
    return [part for part in message.get_payload() if isinstance(part, Message)]


def test_every_leaf_is_what_the_standard_library_reads() -> None:
    content = composed().as_bytes()
    root = parse_message(content)
    found = [*leaves(email.message_from_bytes(content))]
    assert [path for path, _ in found] == [(1, 1), (1, 2), (2,), (3, 1), (3, 2), (4,)]
    for path, theirs in found:
        ours = locate(root, path)
        assert ours is not None
        payload = theirs.get_payload(decode=False)
        assert isinstance(payload, str)
        assert ours.body_bytes() == payload.replace("\r\n", "\n").replace("\n", "\r\n").encode(
            "ascii", "surrogateescape"
        )
        assert b"/".join((ours.type, ours.subtype)).decode() == theirs.get_content_type()


def test_a_digest_defaults_to_messages_and_an_unclosed_part_ends_with_its_parent() -> None:
    content = (
        b"Content-Type: multipart/digest; boundary=d\r\n\r\n--d\r\n\r\nSubject: one\r\n\r\nx\r\n--d\r\n"
        b"Content-Type: multipart/mixed; boundary=e\r\n\r\n--e\r\n\r\nopen\r\n--d--\r\nend"
    )
    root = parse_message(content)
    first, second = root.children
    assert first.message is not None and first.message.header(b"subject") == b"one"
    assert [child.body_bytes() for child in second.children] == [b"open"]


def test_a_message_that_is_nothing_but_a_message() -> None:
    root = parse_message(b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nbody\r\n")
    whole, inner = locate(root, [1]), locate(root, [1, 1])
    assert whole is not None and whole.body_bytes() == b"Subject: in\r\n\r\nbody\r\n"
    assert inner is not None and inner.body_bytes() == b"body\r\n"
    assert locate(root, [1, 1, 1]) is None and locate(root, [2]) is None


def test_a_boundary_inside_a_line_is_none() -> None:
    content = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx --b\r\n--bc\r\ny\r\n--b--\r\n"
    assert [child.body_bytes() for child in parse_message(content).children] == [b"x --b\r\n--bc\r\ny"]
