"""What a received message says, read so that no message can harm: names without paths, headers without surprises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.utils import getaddresses

from .compose import Attachment

_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w .,()+=@#~-]", re.UNICODE)
_ERRORS = (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError, RecursionError)


def header(message: EmailMessage, name: str) -> str:
    """A header's text on one line; empty when there is none, or none that can be read."""
    try:
        value = message[name]
        text = "" if value is None else str(value)
    except _ERRORS:  # the library's parsers raise many things on hostile headers
        return ""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def address(message: EmailMessage, name: str) -> str:
    """The one address in a header, in lower case; empty when there is none, or more."""
    try:
        found = [spec for _, spec in getaddresses([header(message, name)]) if spec]
    except _ERRORS:
        return ""
    return found[0].lower() if len(found) == 1 and found[0].count("@") == 1 else ""


def attachments(message: EmailMessage) -> list[Attachment]:
    """The parts that have a file name, or are marked as attachments, under names that are safe for a folder."""
    found: list[Attachment] = []
    taken: set[str] = set()
    for part in _leaves(message):
        try:
            name, marked = part.get_filename() or "", part.get_content_disposition() == "attachment"
            content = part.get_payload(decode=True)
        except _ERRORS:
            continue
        if (name or marked) and isinstance(content, bytes):
            found.append(Attachment(_unique(safe_name(name), taken), content))
    return found


def safe_name(name: str) -> str:
    """A name that stays in its folder, on every system: the last step of a path, without signs that mean something."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _UNSAFE.sub("_", last.encode("utf-8", "replace").decode("utf-8")).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain.encode()) > _LONGEST_NAME:
        short = (stem if dot else plain).encode()[: _LONGEST_NAME - 20].decode("utf-8", "ignore")
        plain = short + (dot + ending[:15] if dot else "")
    return plain or "attachment"


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    made, number = name, 1
    while made.lower() in taken:
        number += 1
        made = f"{stem}-{number}{dot}{ending}" if dot else f"{name}-{number}"
    taken.add(made.lower())
    return made


def _leaves(message: EmailMessage) -> Iterator[Message]:
    try:
        yield from (part for part in message.walk() if not part.is_multipart())
    except _ERRORS:
        return
