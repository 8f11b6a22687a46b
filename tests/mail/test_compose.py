"""Letters: the same octets each time, whole after the way there and back, and no header that others chose."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.mail.compose import Attachment, BadLetter, Letter, compose
from checks.mail.operations import parsed
from checks.mail.reading import attachments, header, safe_name
from checks.mail.submit import stuffed

WHEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LETTER = Letter("svc@contoso.example", ("a@b.example",), "Subject", "text\n.dot\n", "1@contoso.example", WHEN)
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)


def test_the_same_letter_is_the_same_octets() -> None:
    letter = replace(LETTER, html="<p>x</p>", attachments=(Attachment("a.pdf", b"1"), Attachment("b.xml", b"<x/>")))
    assert compose(letter) == compose(letter)
    assert b"=_oauthmail_" in compose(letter).content
    assert compose(replace(letter, id="2@contoso.example")).content != compose(letter).content


@given(subject=TEXT, name=TEXT, text=TEXT, file_name=TEXT.filter(str.strip), content=st.binary(max_size=3000))
def test_what_goes_in_comes_out(subject: str, name: str, text: str, file_name: str, content: bytes) -> None:
    letter = replace(LETTER, subject=subject, text=text, attachments=(Attachment(file_name, content),))
    made = compose(letter)
    assert all(len(line) <= 998 for line in made.content.split(b"\r\n"))
    assert made.content.isascii() and b"\n" not in made.content.replace(b"\r\n", b"")
    read = email.message_from_bytes(made.content, policy=email.policy.default)
    assert " ".join(str(read["Subject"]).split()) == " ".join(subject.split())
    body = read.get_body(("plain",))
    assert body is not None and body.get_content().split() == text.split()
    (part,) = read.iter_attachments()
    assert part.get_payload(decode=True) == content


@pytest.mark.parametrize("kind", ["note.eml", "page.html", "a.tar.gz", "text.txt", "nothing", "x.mht"])
def test_every_kind_of_file_stays_as_it_is(kind: str) -> None:
    content = b"From: x\r\n\r\n.\r\n\x00\xff\n"
    made = compose(replace(LETTER, attachments=(Attachment(kind, content),)))
    assert attachments(parsed(made.content)) == [Attachment(kind, content)]


def test_names_and_domains_beyond_ascii() -> None:
    made = compose(replace(LETTER, to=("Jörg Ä <j@bücher.example>",)))
    assert made.recipients == ("j@xn--bcher-kva.example",) and not made.utf8
    assert compose(replace(LETTER, to=("jörg@x.example",))).utf8


@pytest.mark.parametrize(
    "bad", ["a@b.example\nBcc: c@d.example", "a@b .example", "<>", "@", "a@", "a@b.example>", "\x00"]
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(BadLetter):
        compose(replace(LETTER, to=(bad,)))


@given(st.text(max_size=40))
def test_an_arbitrary_address_is_refused_or_stays_one_recipient(text: str) -> None:
    try:
        made = compose(replace(LETTER, to=(text,)))
    except BadLetter as bad:
        assert str(bad).endswith(".")
        return
    assert len(made.recipients) == 1
    assert not any(char in made.recipients[0] for char in "\r\n <>")


@given(st.text(max_size=60))
def test_a_subject_never_becomes_a_header(text: str) -> None:
    try:
        made = compose(replace(LETTER, subject=text))
    except BadLetter:
        return
    assert set(parsed(made.content).keys()) == set(parsed(compose(LETTER).content).keys())


def test_a_large_attachment_is_handed_over_in_pieces() -> None:
    content = bytes(range(256)) * 40_000
    made = compose(replace(LETTER, attachments=(Attachment("big.bin", content),)))
    import io

    pieces = [*stuffed(io.BytesIO(made.content))]
    assert max(map(len, pieces)) < 70_000 and len(pieces) > 100
    assert b"".join(pieces).replace(b"\r\n..", b"\r\n.") == made.content


@given(st.text(max_size=300))
def test_a_safe_name_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe and len(safe.encode()) <= 130 and Path(safe).name == safe and safe not in (".", "..")
    assert safe.isprintable()


def test_names_that_differ_in_case_only_do_not_overwrite_each_other() -> None:
    parts = tuple(Attachment(name, b"x") for name in ("a.pdf", "A.PDF", "../a.pdf", "a.pdf"))
    found = [a.name.lower() for a in attachments(parsed(compose(replace(LETTER, attachments=parts)).content))]
    assert len(set(found)) == 4


@given(st.binary(max_size=400))
def test_arbitrary_octets_are_read_without_harm(content: bytes) -> None:
    message = parsed(b"Subject: " + content + b"\r\nFrom: " + content[::-1] + b"\r\n\r\n" + content)
    assert isinstance(header(message, "Subject"), str) and isinstance(attachments(message), list)
