"""What may stand behind a key: each kind turns a TOML value, or the text of a variable, into a value of its type."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from .suggest import either, nearest


class Mismatch(Exception):  # reads as a sentence where it is caught
    """A value is not of its kind; str() continues the sentence "KEY ..." and never holds the value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`convert` takes what TOML gave or raises Mismatch; `from_text` first turns a variable's text into such a value.

    A `secret` kind is not converted: its values are references.
    """

    convert: Callable[[object], Any]
    from_text: Callable[[str], object] = str
    secret: bool = False


def _typed(value: object, expected: type, noun: str) -> None:
    if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        raise Mismatch(f"must be {noun}, not {_toml_type(value)}")


def _toml_type(value: object) -> str:
    for kind, noun in _TOML_TYPES:
        if isinstance(value, kind):
            return noun
    return "something else"


_TOML_TYPES: Sequence[tuple[type | tuple[type, ...], str]] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a decimal number"),
    (str, "a string"),
    ((datetime, date, time), "a date or time"),
    ((list, tuple), "a list"),
    (dict, "a table"),
)


def _text(value: object) -> str:
    _typed(value, str, "a string")
    text = str(value)
    if not text.strip():
        raise Mismatch("must not be empty")
    if not text.isprintable():
        raise Mismatch("holds a line break or another character that does not print")
    return text


def _number(lowest: int, highest: int) -> Callable[[object], int]:
    noun = f"a whole number from {lowest} to {highest}"

    def convert(value: object) -> int:
        _typed(value, int, noun)
        if not (isinstance(value, int) and lowest <= value <= highest):
            raise Mismatch(f"must be {noun}")
        return value

    return convert


def _number_from_text(text: str) -> object:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text.strip()) else text


def _boolean(value: object) -> bool:
    _typed(value, bool, "true or false")
    return bool(value)


def _boolean_from_text(text: str) -> object:
    return {"true": True, "false": False}.get(text.strip().lower(), text)


def _host(value: object) -> str:
    text = _text(value)
    if ":" in text:
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise Mismatch("must be a host name alone; a port has a key of its own") from None
    if re.search(r"[\s/@\[\]\\]", text):
        raise Mismatch("must be a host name alone")
    return text


def _url(value: object) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        hostname = parts.hostname
        _ = parts.port
    except ValueError:
        raise Mismatch("must be a URL") from None
    if parts.scheme not in ("http", "https") or not hostname or re.search(r"\s", text):
        raise Mismatch("must be a URL that begins with https:// or http://")
    return text


def _base_url(value: object) -> str:
    text = _url(value)
    parts = urlsplit(text)
    if parts.scheme != "https":
        raise Mismatch("must begin with https://, because a secret is sent there")
    if parts.query or parts.fragment or parts.username is not None or parts.path.strip("/").count("/"):
        raise Mismatch("must be the scheme and host of the login page, at most followed by the tenant")
    return text.rstrip("/")


def _datetime(value: object) -> datetime:
    """Aware; a date is its midnight, and a time without zone is UTC."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, date) and not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        if not isinstance(moment, datetime):
            raise Mismatch(f"must be a date or time like 2026-11-23, not {_toml_type(value)}")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Mismatch("must be a date or time like 2026-11-23") from None


def _choice(choices: Sequence[str], hint: str, same: Callable[[str], str]) -> Callable[[object], str]:
    noun = either(f'"{choice}"' for choice in choices)

    def convert(value: object) -> str:
        _typed(value, str, noun)
        word = same(str(value))
        if word in choices:
            return word
        meant = nearest(word, choices)
        mean = f'; did you mean "{meant}"?' if meant else ""
        raise Mismatch(f"must be {noun}{mean}{hint}")

    return convert


def _list_of(convert_one: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def convert(value: object) -> tuple[Any, ...]:
        if isinstance(value, str):
            value = re.split(r"[\s,]+", value.strip())
        if not isinstance(value, list | tuple):
            raise Mismatch(f"must be a list of strings, not {_toml_type(value)}")
        if not value:
            raise Mismatch("must not be an empty list")
        return tuple(dict.fromkeys(convert_one(item) for item in value))

    return convert


def _label(value: str) -> str:
    """AEM Forms shows an empty label as `blank` on one page and as `None` on another (R33)."""
    word = value.strip()
    return "blank" if word.lower() in ("", "none", "blank") else word.upper()


def choice(*choices: str, hint: str = "") -> Kind:
    """One word of a few, in their exact spelling."""
    return Kind(_choice(choices, hint, lambda word: word))


def choices(*known: str) -> Kind:
    """One word of a few or a list of them, in any case; the result is a tuple in lower or upper case as `known` is."""
    by_lower = {word.lower(): word for word in known}
    return Kind(_list_of(_choice(known, "", lambda word: by_lower.get(word.lower(), word))))


def number(lowest: int, highest: int) -> Kind:
    """A whole number within bounds that both count."""
    return Kind(_number(lowest, highest), _number_from_text)


WIRES = ("plain", "starttls", "starttls-required", "implicit")

TEXT = Kind(_text)
TEXTS = Kind(_list_of(_text))
PORT = number(1, 65_535)
COUNT = number(0, 10**9)
BOOLEAN = Kind(_boolean, _boolean_from_text)
HOST = Kind(_host)
URL = Kind(_url)
URLS = Kind(_list_of(_url))
BASE_URL = Kind(_base_url)
DATETIME = Kind(_datetime)
SECRET = Kind(_text, secret=True)
TLS_LABEL = Kind(
    _choice(("blank", "SSL", "TLS"), ", as the product shows it (the mode on the wire goes into the key wire)", _label)
)
WIRE = choice(*WIRES, hint=" (a product's label such as TLS or SSL goes into the key tls)")
