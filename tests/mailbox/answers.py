"""IMAP answers read into structures: lists, strings, atoms, None for NIL. It shares nothing with the fake's parser."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(rb"[0-9]+(?=[ )]|\Z)")
_ATOM = re.compile(rb"(?:[^\s()\"\[]|\[[^\]]*\])+")
_LITERAL = re.compile(rb"\{(\d+)\}\r\n")


class Reader:
    """A place in one response."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def value(self) -> Any:
        """The next list, string (bytes), number, atom (str) or None."""
        first = self._data[self._at : self._at + 1]
        if first == b"(":
            return self._list()
        if first == b'"':
            return self._quoted()
        if found := _LITERAL.match(self._data, self._at):
            size = int(found[1])
            self._at = found.end() + size
            return self._data[found.end() : self._at]
        if found := _NUMBER.match(self._data, self._at):
            self._at = found.end()
            return int(found[0])
        found = _ATOM.match(self._data, self._at)
        assert found is not None, self._data[self._at : self._at + 80]
        self._at = found.end()
        return None if found[0].upper() == b"NIL" else found[0].decode("latin-1")

    def _list(self) -> list[Any]:
        values: list[Any] = []
        self._at += 1
        while self._data[self._at : self._at + 1] != b")":
            if self._data[self._at : self._at + 1] == b" ":
                self._at += 1
                continue
            values.append(self.value())
        self._at += 1
        return values

    def _quoted(self) -> bytes:
        text = bytearray()
        self._at += 1
        while self._data[self._at : self._at + 1] != b'"':
            self._at += self._data[self._at : self._at + 1] == b"\\"
            text += self._data[self._at : self._at + 1]
            self._at += 1
        self._at += 1
        return bytes(text)


def fetched(response: bytes) -> dict[str, Any]:
    """The items of `* n FETCH (...)`; names in upper case, without the quotes that a section may have."""
    head = re.match(rb"\* \d+ FETCH ", response)
    assert head is not None, response[:80]
    items = Reader(response[head.end() :].removesuffix(b"\r\n")).value()
    names = [re.sub(r'"', "", str(name)).upper() for name in items[::2]]
    return dict(zip(names, items[1::2], strict=True))


def flat(response: bytes) -> list[Any]:
    """The values of any other untagged response, star and name included."""
    return list(Reader(b"(" + response.removesuffix(b"\r\n") + b")").value())
