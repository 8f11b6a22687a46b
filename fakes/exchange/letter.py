"""What submission reads in a message, and how a gateway might rewrite one."""

from __future__ import annotations

import email
import email.utils
import re


def header_sender(content: bytes) -> str:
    """The address in From:, lower case; empty when there is none."""
    # As text: read as octets, an address beyond ASCII (RFC 6532) would come out as question marks.
    headers = email.message_from_string(content.partition(b"\r\n\r\n")[0].decode("utf-8", "surrogateescape"))
    return email.utils.parseaddr(str(headers.get("From", "")))[1].lower()


def with_another_byte(content: bytes) -> bytes:
    """The message with one character of its last base64 line changed, as a rewriting gateway might."""
    lines = content.split(b"\r\n")
    for at in range(len(lines) - 1, -1, -1):
        if len(lines[at]) >= 8 and re.fullmatch(rb"[A-Za-z0-9+/]+=*", lines[at]):
            lines[at] = (b"B" if lines[at][:1] != b"B" else b"C") + lines[at][1:]
            break
    return b"\r\n".join(lines)
