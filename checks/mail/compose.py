"""A letter becomes a message by the standard library's policy, and the same letter always the same octets."""

from __future__ import annotations

import email.policy
import hashlib
import io
import mimetypes
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, getaddresses

RECIPIENTS = 500
"""The most recipients that Exchange Online takes for one message."""
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f<>()\[\]\\,;:@\"]+")
_NAMES = mimetypes.MimeTypes()  # without the machine's own files, which differ


class BadLetter(ValueError):
    """A letter that cannot be sent; str() is one sentence."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document: its file name and its octets."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent. Addresses are `name <address>` or plain. `id` is the Message-ID without brackets."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    id: str
    date: datetime
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What SMTP needs: who sends, who receives (once each), the octets, and whether an address needs SMTPUTF8."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    utf8: bool = False


def compose(letter: Letter) -> Envelope:
    """The message and its envelope; Bcc is in the envelope only. Raises BadLetter."""
    sender = _addresses("From", (letter.sender,))
    to, cc, bcc = (_addresses(k, v) for k, v in (("To", letter.to), ("Cc", letter.cc), ("Bcc", letter.bcc)))
    recipients = tuple(dict.fromkeys(address.addr_spec for address in (*to, *cc, *bcc)))
    if len(sender) != 1:
        raise BadLetter("From must be exactly one address.")
    if not recipients:
        raise BadLetter("There is no recipient: set To, Cc or Bcc.")
    if len(recipients) > RECIPIENTS:
        raise BadLetter(f"There are {len(recipients)} recipients, and a message takes {RECIPIENTS}.")
    utf8 = not all(address.isascii() for address in (sender[0].addr_spec, *recipients))
    message = EmailMessage(policy=email.policy.SMTPUTF8 if utf8 else email.policy.SMTP)
    message["Date"] = format_datetime(letter.date.astimezone(UTC))
    message["From"] = sender[0]
    reply_to = _addresses("Reply-To", letter.reply_to)
    for name, found in (("Reply-To", reply_to), ("To", to), ("Cc", cc)):
        if found:
            message[name] = found
    message["Message-ID"] = f"<{_clean('Message-ID', letter.id)}>"
    message["Subject"] = _clean("Subject", letter.subject)
    for name, value in letter.headers.items():
        message[name] = _clean(name, value)
    _fill(message, letter)
    return Envelope(sender[0].addr_spec, recipients, _octets(message, letter.id), utf8)


def message_id(sender: str, *seed: str) -> str:
    """A Message-ID in the sender's domain; the same seed gives the same one."""
    mark = hashlib.sha256("\0".join(seed).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    domain = _addresses("From", (sender,))[0].domain if sender else ""
    return f"{mark}@{domain if domain.isascii() and domain else 'oauthmail.invalid'}"


def _fill(message: EmailMessage, letter: Letter) -> None:
    # Quoted-printable cannot hold "=_", so no text can end a part before its time.
    message.set_content(_encodable("text", letter.text), cte="quoted-printable")
    if letter.html:
        message.add_alternative(_encodable("html", letter.html), subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        main, _, sub = _kind(attachment.name).partition("/")
        name = _clean("an attachment's name", attachment.name) or "attachment"
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=name)


def _kind(name: str) -> str:
    found, encoding = _NAMES.guess_type(name)
    # A message or multipart may not be base64 (RFC 2046 5), and a compressed file is not what its name begins with.
    if found is None or encoding or found.startswith(("message/", "multipart/")):
        return "application/octet-stream"
    return found


def _octets(message: EmailMessage, seed: str) -> bytes:
    for number, part in enumerate(_multiparts(message)):
        mark = hashlib.sha256(f"{seed} {number}".encode()).hexdigest()[:24]
        part.set_boundary(f"=_oauthmail_{mark}")
    out = io.BytesIO()
    BytesGenerator(out, policy=message.policy).flatten(message)
    return out.getvalue()


def _multiparts(message: EmailMessage) -> Iterator[MIMEPart]:
    return (part for part in message.walk() if part.is_multipart())


def _addresses(header: str, written: Sequence[str]) -> tuple[Address, ...]:
    found = []
    for text in written:
        pairs = getaddresses([_clean(header, text)])
        if len(pairs) != 1:
            raise BadLetter(f"{header} must hold one address in each of its values.")
        name, address = pairs[0]
        local, at, domain = address.rpartition("@")
        # The library mends what it can; a mended address is somebody else's.
        if not (at and address in text and _LOCAL.fullmatch(local) and _LOCAL.fullmatch(domain)):
            raise BadLetter(f"{header} holds something that is not an address.")
        found.append(Address(name, local, _domain(header, domain)))
    return tuple(found)


def _domain(header: str, domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadLetter(f"{header} holds a domain that does not exist in this form.") from None


def _clean(what: str, text: str) -> str:
    if any(char < " " or char == "\x7f" or "\ud800" <= char <= "\udfff" or char in "\x85\u2028\u2029" for char in text):
        raise BadLetter(f"{what} holds a line break or a control character.")
    return text


def _encodable(what: str, text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise BadLetter(f"The {what} of the message is not valid Unicode.")
    return text
