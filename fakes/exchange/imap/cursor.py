"""The grammar of IMAP arguments, read from one buffer that holds the whole command, literals included."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence

from ..store import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN, Message
from .words import ARGUMENT_COUNT, BAD_ARGUMENT, BAD_SET

NUMBER_LIMIT = 2**32 - 1
_ATOM = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\\]]+')
_ASTRING = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\]+')
_PATTERN = re.compile(rb'[^\x00-\x20\x7f-\xff(){"\\]+')
_QUOTED = re.compile(rb'"((?:[^"\\\r\n\x00]|\\["\\])*)"')
_LITERAL = re.compile(rb"\{([0-9]{1,10})\+?\}\r\n")
_FLAG = re.compile(rb'\\?[^\x00-\x20\x7f-\xff(){%*"\\\]]+')
_FETCH_NAME = re.compile(rb"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")
_STORE_ITEM = re.compile(rb"[+-]?FLAGS(?:\.SILENT)?(?= )", re.IGNORECASE)
_DIGITS = re.compile(rb"[0-9]{1,10}")
_SET = re.compile(rb"[0-9*][0-9*:,]*")
_DATE = re.compile(rb"([0-9]{1,2})-([A-Za-z]{3})-([0-9]{4})")
_DATE_TIME = re.compile(
    rb"([ 0-9][0-9])-([A-Za-z]{3})-([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})"
)
_MONTHS = {
    name.upper(): number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_SYSTEM_FLAGS = {flag.lower(): flag for flag in (SEEN, ANSWERED, FLAGGED, DELETED, DRAFT)}

MessageSet = tuple[tuple[int | None, int | None], ...]


class BadCommand(Exception):
    """A command that cannot be carried out as it stands; `words` are the reply without the tag."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Cursor:
    """A place in a command. Every reader takes what it names, or raises BadCommand."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self._at = at

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._data)

    def end(self) -> None:
        """Nothing may be left."""
        if not self.ended():
            raise BadCommand(ARGUMENT_COUNT)

    def take(self, text: bytes) -> bool:
        """Step over that text if it is next."""
        if not self._data.startswith(text, self._at):
            return False
        self._at += len(text)
        return True

    def sees(self, text: bytes) -> bool:
        """Whether that text is next."""
        return self._data.startswith(text, self._at)

    def expect(self, text: bytes) -> None:
        """Step over that text, which must be next."""
        if not self.take(text):
            raise BadCommand(ARGUMENT_COUNT if text == b" " and self.ended() else BAD_ARGUMENT)

    def blank(self) -> Cursor:
        """Step over the one blank between arguments."""
        self.expect(b" ")
        return self

    def atom(self) -> str:
        """An atom, in upper case: atoms are key words."""
        return self._match(_ATOM)[0].decode("ascii").upper()

    def fetch_name(self) -> str:
        """The name of a FETCH item or section, in upper case, without the bracket behind it."""
        return self._match(_FETCH_NAME)[0].decode("ascii").upper()

    def sees_digit(self) -> bool:
        """Whether a digit is next."""
        return self._data[self._at : self._at + 1].isdigit()

    def take_word(self, text: bytes) -> bool:
        """Step over that text, in any case, if it is next."""
        if self._data[self._at : self._at + len(text)].upper() != text:
            return False
        self._at += len(text)
        return True

    def string(self) -> bytes:
        """A quoted string or a literal."""
        if self.sees(b'"'):
            return re.sub(rb'\\(["\\])', rb"\1", self._match(_QUOTED)[1])
        size = int(self._match(_LITERAL)[1])
        if self._at + size > len(self._data):
            raise BadCommand(BAD_ARGUMENT)
        self._at += size
        return self._data[self._at - size : self._at]

    def literal(self) -> bytes:
        """A literal, as a message has to come."""
        if not self.sees(b"{"):
            raise BadCommand(ARGUMENT_COUNT if self.ended() else BAD_ARGUMENT)
        return self.string()

    def rest(self) -> bytes:
        """All that is left."""
        rest, self._at = self._data[self._at :], len(self._data)
        return rest

    def store_item(self) -> str:
        """What STORE does, in upper case."""
        return self._match(_STORE_ITEM)[0].decode("ascii").upper()

    def astring(self) -> bytes:
        """An atom or a string, its case kept."""
        return self.string() if self.sees(b'"') or self.sees(b"{") else self._match(_ASTRING)[0]

    def list_pattern(self) -> bytes:
        """The pattern of LIST: an atom with wildcards, or a string."""
        return self.string() if self.sees(b'"') or self.sees(b"{") else self._match(_PATTERN)[0]

    def number(self) -> int:
        """An unsigned number of 32 bits."""
        number = int(self._match(_DIGITS)[0])
        if number > NUMBER_LIMIT:
            raise BadCommand(BAD_ARGUMENT)
        return number

    def flag(self) -> str:
        """A flag or keyword; system flags in the spelling of the RFC. `\\Recent` cannot be set."""
        flag = self._match(_FLAG)[0].decode("ascii")
        if not flag.startswith("\\"):
            return flag
        if flag.lower() not in _SYSTEM_FLAGS:
            raise BadCommand(BAD_ARGUMENT)
        return _SYSTEM_FLAGS[flag.lower()]

    def flag_list(self) -> list[str]:
        """Flags in parentheses, perhaps none."""
        self.expect(b"(")
        flags: list[str] = []
        while not self.take(b")"):
            if flags:
                self.blank()
            flags.append(self.flag())
        return flags

    def flags(self) -> list[str]:
        """Flags without parentheses, up to the end."""
        flags = [self.flag()]
        while not self.ended():
            flags.append(self.blank().flag())
        return flags

    def message_set(self) -> MessageSet:
        """A sequence set as its ranges; None stands for `*`."""
        return tuple(_range(part) for part in self._match(_SET)[0].split(b","))

    def at_message_set(self) -> bool:
        """Whether a sequence set is next."""
        return _SET.match(self._data, self._at) is not None

    def date(self) -> datetime.date:
        """A date, quoted or not."""
        quoted = self.take(b'"')
        day, month, year = self._match(_DATE).groups()
        if quoted:
            self.expect(b'"')
        try:
            return datetime.date(int(year), _month(month), int(day))
        except ValueError:
            raise BadCommand(BAD_ARGUMENT) from None

    def date_time(self) -> float:
        """A quoted date and time, as Unix seconds."""
        self.expect(b'"')
        day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = self._match(_DATE_TIME).groups()
        self.expect(b'"')
        try:
            moment = datetime.datetime(int(year), _month(month), int(day), int(hour), int(minute), int(second))
        except ValueError:
            raise BadCommand(BAD_ARGUMENT) from None
        east = (int(zone_hours) * 60 + int(zone_minutes)) * 60
        return calendar.timegm(moment.timetuple()) - (east if sign == b"+" else -east)

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        found = pattern.match(self._data, self._at)
        if found is None:
            raise BadCommand(ARGUMENT_COUNT if self.ended() else BAD_ARGUMENT)
        self._at = found.end()
        return found


def resolve(chosen: MessageSet, messages: Sequence[Message], *, uid: bool) -> list[int]:
    """The places in `messages` that a set names, in order and each once.

    UIDs that are not there are passed over; a message number that is not there raises BadCommand (RFC 3501 9).
    """
    last = (messages[-1].uid if messages else 0) if uid else len(messages)
    spans = []
    for one, other in chosen:
        low, high = sorted((last if one is None else one, last if other is None else other))
        if not uid and (low < 1 or high > last):
            raise BadCommand(BAD_SET)
        spans.append((_place(messages, low), _place(messages, high + 1)) if uid else (low - 1, high))
    places: list[int] = []
    reached = 0
    for low, high in sorted(spans):
        places.extend(range(max(low, reached), high))
        reached = max(reached, high)
    return places


def _place(messages: Sequence[Message], uid: int) -> int:
    low, high = 0, len(messages)
    while low < high:
        middle = (low + high) // 2
        if messages[middle].uid < uid:
            low = middle + 1
        else:
            high = middle
    return low


def _range(part: bytes) -> tuple[int | None, int | None]:
    first, colon, last = part.partition(b":")
    return _number_or_star(first), _number_or_star(last if colon else first)


def _number_or_star(text: bytes) -> int | None:
    if text == b"*":
        return None
    if not _DIGITS.fullmatch(text) or not 1 <= int(text) <= NUMBER_LIMIT:
        raise BadCommand(BAD_ARGUMENT)
    return int(text)


def _month(name: bytes) -> int:
    month = _MONTHS.get(name.decode("ascii").upper())
    if month is None:
        raise BadCommand(BAD_ARGUMENT)
    return month
