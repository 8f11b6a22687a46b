"""FETCH: which items a client asks for, and their bytes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ..store import Message
from .cursor import BadCommand, Cursor
from .mime import Part, locate, parse_message
from .structure import astring, body_structure, envelope, literal
from .view import View
from .words import BAD_ARGUMENT

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAST = ("FLAGS", "INTERNALDATE", "RFC822.SIZE")
_MACROS = {"FAST": _FAST, "ALL": (*_FAST, "ENVELOPE"), "FULL": (*_FAST, "ENVELOPE", "BODY")}
_WHOLE = {"RFC822": "", "RFC822.HEADER": "HEADER", "RFC822.TEXT": "TEXT"}
_TEXTS = ("HEADER.FIELDS.NOT", "HEADER.FIELDS", "HEADER", "TEXT", "MIME")
_DEPTH_LIMIT = 60
_ITEM_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Section:
    """`BODY[path.text (fields)]<offset.count>`; `label` is how the answer calls it."""

    label: bytes
    path: tuple[int, ...] = ()
    text: str = ""
    fields: tuple[bytes, ...] = ()
    offset: int | None = None
    count: int = 0
    peek: bool = False


Item = str | Section


def parse_items(cursor: Cursor) -> list[Item]:
    """The items of a FETCH: a macro, one item, or a list of them. Raises BadCommand."""
    if not cursor.take(b"("):
        return _items(cursor, macros=True)
    items: list[Item] = []
    while True:
        items += _items(cursor, macros=False)
        if len(items) > _ITEM_LIMIT:
            raise BadCommand(BAD_ARGUMENT)
        if cursor.take(b")"):
            return items
        cursor.blank()


def sets_seen(items: list[Item]) -> bool:
    """Whether fetching these marks a message as read."""
    return any(isinstance(item, Section) and not item.peek for item in items)


def render(view: View, number: int, message: Message, items: list[Item]) -> bytes:
    """The untagged FETCH response for one message."""
    parse = cache(lambda: parse_message(message.content))
    answers = b" ".join(_answer(view, message, parse, item) for item in items)
    return b"* %d FETCH (%b)\r\n" % (number, answers)


def internal_date(received: float) -> str:
    """The date and time of INTERNALDATE, in UTC and without quotes."""
    at = datetime.datetime.fromtimestamp(received, datetime.UTC)
    return f"{at.day:2d}-{_MONTHS[at.month - 1]}-{at:%Y %H:%M:%S} +0000"


def _items(cursor: Cursor, *, macros: bool) -> list[Item]:
    name = cursor.fetch_name()
    if macros and name in _MACROS:
        return [*_MACROS[name]]
    if name in _WHOLE:
        return [Section(name.encode(), text=_WHOLE[name], peek=name == "RFC822.HEADER")]
    if name in ("BODY", "BODY.PEEK") and cursor.take(b"["):
        return [_section(cursor, peek=name == "BODY.PEEK")]
    if name == "FLAGS" or name in _STORED or name in _STRUCTURES:
        return [name]
    raise BadCommand(BAD_ARGUMENT)


def _section(cursor: Cursor, *, peek: bool) -> Section:
    path: list[int] = []
    text, fields = "", []
    while not cursor.sees(b"]"):
        if cursor.sees_digit():
            path.append(cursor.number())
            if len(path) > _DEPTH_LIMIT:
                raise BadCommand(BAD_ARGUMENT)
            if not cursor.sees(b"]"):
                cursor.expect(b".")
                if cursor.sees(b"]"):
                    raise BadCommand(BAD_ARGUMENT)
            continue
        text = cursor.fetch_name()
        if text not in _TEXTS or (text == "MIME" and not path):
            raise BadCommand(BAD_ARGUMENT)
        if text.startswith("HEADER.FIELDS"):
            fields = _field_names(cursor)
        break
    cursor.expect(b"]")
    words = [*(str(number) for number in path), *([text] if text else [])]
    label = b"BODY[" + ".".join(words).encode()
    if fields:
        label += b" (%b)" % b" ".join(map(astring, fields))
    label += b"]"
    offset, count = None, 0
    if cursor.take(b"<"):
        offset = cursor.number()
        cursor.expect(b".")
        count = cursor.number()
        if count == 0:
            raise BadCommand(BAD_ARGUMENT)
        cursor.expect(b">")
        label += b"<%d>" % offset
    return Section(label, tuple(path), text, tuple(fields), offset, count, peek)


def _field_names(cursor: Cursor) -> list[bytes]:
    cursor.blank().expect(b"(")
    fields = [cursor.astring()]
    while not cursor.take(b")"):
        fields.append(cursor.blank().astring())
    return fields


def _answer(view: View, message: Message, parse: Callable[[], Part], item: Item) -> bytes:
    if item == "FLAGS":
        view.told(message)
        return b"FLAGS " + view.flags(message)
    if isinstance(item, str) and item in _STORED:
        return item.encode() + b" " + _STORED[item](message)
    if isinstance(item, Section):
        whole = not item.path and not item.text
        return item.label + b" " + _cut(message.content if whole else section_text(parse(), item), item)
    if item not in message.described:
        message.described[item] = _STRUCTURES[item](parse())
    return item.encode() + b" " + message.described[item]


_STORED: dict[str, Callable[[Message], bytes]] = {
    "INTERNALDATE": lambda message: f'"{internal_date(message.received)}"'.encode(),
    "RFC822.SIZE": lambda message: b"%d" % len(message.content),
    "UID": lambda message: b"%d" % message.uid,
}
_STRUCTURES: dict[str, Callable[[Part], bytes]] = {
    "ENVELOPE": envelope,
    "BODYSTRUCTURE": lambda part: body_structure(part, extended=True),
    "BODY": lambda part: body_structure(part, extended=False),
}


def _cut(text: bytes | None, section: Section) -> bytes:
    if text is None:
        return b"NIL"
    if section.offset is not None:
        text = text[section.offset : section.offset + section.count]
    return literal(text)


def section_text(root: Part, section: Section) -> bytes | None:
    """The bytes that a section names, as they are stored; None where there is no such part."""
    part = locate(root, section.path)
    if part is None:
        return None
    if section.text == "MIME":
        return part.header_bytes()
    if not section.text:
        return part.body_bytes() if section.path else part.content[part.start : part.end]
    holder = part.message if section.path else part
    return None if holder is None else _text_of_message(holder, section)


def _text_of_message(message: Part, section: Section) -> bytes:
    if section.text == "TEXT":
        return message.body_bytes()
    if section.text == "HEADER":
        return message.header_bytes()
    wanted = {name.lower() for name in section.fields}
    inside = section.text == "HEADER.FIELDS"
    fields = (header.raw for header in message.headers if (header.name in wanted) is inside)
    return b"".join(fields) + message.blank_line()
