"""Search a text of any length for codes and words, one window at a time, in linear time and flat memory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from ..redact import printable, scrub
from .again import reread
from .context import weight
from .mention import crowded, happened, mentioned
from .model import Words
from .numbers import newest_first, told_by
from .plain import levelled
from .table import TABLE
from .words import compiled, literals

WINDOW = 1 << 17
"""Characters searched at a time."""

OVERLAP = 1 << 11
"""Characters of the window before that are searched again, for words that are split by its edge."""

SHOWN = 240
"""Characters of matched words that are kept."""

_CERTAIN = 0.9
_REGION = 500
_OCCURRENCES = 40
_PATIENCE = 16
_LONG = 400
_REPLY = re.compile(r"\b[245]\d\d[ -](?:\d\.\d{1,3}\.\d{1,3} )?(?:Authentication unsuccessful, )?$", re.IGNORECASE)
_SHORTEST_WORD = 4
_WORD = re.compile(rf"[a-z_]{{{_SHORTEST_WORD},}}")
_NO_WORD = bytes(octet if chr(octet) in "abcdefghijklmnopqrstuvwxyz_" else 32 for octet in range(256))
"""Octets to blanks, but for the letters of words: quicker than any pattern."""
_DUMP = re.compile(rf"[a-z0-9+/=_-]{{{_LONG},}}")
_END = re.compile(r"\\+[rn]|\S{0,200}%[2-7][0-9a-f]", re.IGNORECASE)
_BARE = re.compile(r"\s*(?:AADSTS)?\d{4,8}(?:[\s,;]{1,4}(?:AADSTS)?\d{4,8}){0,7}\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words of the diagnosis `id`, seen with this confidence, the last time in this line (None in a text of one)."""

    id: str
    confidence: float
    matched: str
    line: int | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """The same while the search goes on: the words are `line_text`[start:end], not scrubbed yet."""

    id: str
    confidence: float
    line_text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class _Window:
    text: str
    line: int
    alone: bool
    again: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    """Words of the diagnosis `id`, their longest literal part, what else stands near it, and the letters of both."""

    id: str
    words: Words
    phrase: str
    others: tuple[str, ...]
    runs: tuple[str, ...]


_Later = tuple[int, _Window | None]
"""The window in which words were last looked at, and a newer one in which they may stand."""


def scan(pieces: Iterable[str], protocol: str) -> list[Sighting]:
    """The best sighting of each diagnosis, the newest among equals, in the order in which they were first seen."""
    found: dict[str, _Seen] = {}
    later: dict[_Entry, _Later] = {}
    lines = 0
    for number, window in enumerate(_windows(pieces)):
        for seen in _sightings(window, number, protocol, later):
            _keep(seen, found)
        lines = max(lines, window.line + window.text.rstrip().count("\n"))
        if window.again and _surest(found) < _CERTAIN:
            mended: dict[str, _Seen] = {}
            for seen in _sightings(replace(window, text=window.again), number, protocol, {}):
                _keep(seen, mended)
            found = max(found, mended, key=_surest)
    for entry, (_, last) in later.items():
        if last is not None:
            for seen in _last(last, _low(last.text), entry, protocol):
                _keep(seen, found)
    return [
        Sighting(seen.id, seen.confidence, _quote(seen), seen.line if lines > 1 else None)
        for seen in (found.values() if protocol else _met(found.values()))
    ]


def _met(found: Collection[_Seen]) -> list[_Seen]:
    """What somebody met: without what stands in a list of many causes."""
    told = [seen for seen in found if seen.line_text not in TABLE and not happened(seen.line_text)]
    certain = [seen.line for seen in told if seen.confidence >= _CERTAIN]
    return [seen for seen in found if seen not in told or not crowded(seen.line, certain)]


def _surest(found: dict[str, _Seen]) -> float:
    return max((seen.confidence for seen in found.values()), default=0.0)


def _keep(seen: _Seen, found: dict[str, _Seen]) -> None:
    before = found.get(seen.id)
    if before is None or (seen.confidence, seen.line) > (before.confidence, before.line):
        found[seen.id] = seen


def _windows(pieces: Iterable[str]) -> Iterator[_Window]:
    """Overlapping windows, cut at line ends where there are any."""
    text, line, first = "", 1, True
    for part in _parts(pieces):
        text += part
        while len(text) > WINDOW:
            end = text.rfind("\n", WINDOW // 2, WINDOW) + 1 or WINDOW
            yield _Window(levelled(text[:end]), line, alone=False)
            rest = end - OVERLAP
            line += text.count("\n", 0, rest)
            text, first = text[rest:], False
    again = reread(text) if first else ""
    yield _Window(levelled(text), line, first, levelled(again))


def _parts(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        for start in range(0, len(piece), WINDOW):
            yield piece[start : start + WINDOW]


def _sightings(window: _Window, number: int, protocol: str, later: dict[_Entry, _Later]) -> Iterator[_Seen]:
    """What a window says. Words that were believed before are looked at again only now and then, and in the end."""
    if window.alone:
        yield from _questions(window.text)
    low = _low(window.text)
    said = _words_of(low)
    yield from _numbered(window, low, said, protocol)
    holds, says = cache(low.__contains__), cache(said.__contains__)
    for word, entries in _vocabulary():
        if word in said:
            for entry in entries:
                if not all(map(says, entry.runs)):
                    continue
                looked, _ = later.get(entry, (-_PATIENCE, None))
                if number - looked < _PATIENCE:
                    later[entry] = (looked, window)
                    continue
                if not all(map(holds, (entry.phrase, *entry.others))):
                    continue
                for seen in _last(window, low, entry, protocol):
                    later[entry] = (number, None)
                    yield seen


def _questions(text: str) -> Iterator[_Seen]:
    """A text that is nothing but codes, or nothing but ids of diagnoses."""
    asked = text.split()
    if asked and all(word in TABLE for word in asked):
        for word in asked:
            yield _Seen(word, 1.0, word, 0, len(word), 1)
    elif len(text) <= SHOWN and _BARE.fullmatch(text):
        for number in re.findall(r"\d+", text):
            for id, confidence in _coded(number):
                yield _Seen(id, confidence, number, 0, len(number), 1)


def _numbered(window: _Window, low: str, said: str, protocol: str) -> Iterator[_Seen]:
    """Each number once, where it stands last and may be believed."""

    believed: dict[str, re.Match[str]] = {}
    for match in newest_first(window.text, low, said):
        words, told = told_by(match)
        numbers = [number for number in told if number not in believed]
        if numbers and _believed(words, protocol, window, match):
            believed.update(dict.fromkeys(numbers, match))
    for number, match in believed.items():
        for id, confidence in _coded(number):
            yield _seen(id, confidence, window, match)


def _believed(words: Words, protocol: str, window: _Window, match: re.Match[str]) -> float:
    """How far these words of the window may be believed, 0 to 1."""
    trust = weight(words, protocol, window.text, match.span(), alone=window.alone)
    return 0.0 if trust and not protocol and mentioned(window.text, *match.span()) else trust


def _coded(number: str) -> list[tuple[str, float]]:
    ids = _codes().get(int(number), ())
    return [(id, 1.0 if len(ids) == 1 else 0.6) for id in ids]


def _last(window: _Window, low: str, entry: _Entry, protocol: str) -> Iterator[_Seen]:
    """The last place where the words stand and may be believed; only so many places of a window are tried."""
    words = entry.words
    at = len(low)
    tried = 0
    while tried < _OCCURRENCES:
        at = low.rfind(entry.phrase, 0, at + len(entry.phrase) - 1)
        if at < 0:
            return
        begin, end = max(0, at - _REGION), at + _REGION
        if any(low.find(other, begin, end) < 0 for other in entry.others):
            continue
        tried += 1
        matches = list(compiled(words.pattern).finditer(window.text, begin, end))
        if not matches:
            continue
        match = matches[-1]
        at = min(at, match.start())
        trust = _believed(words, protocol, window, match)
        if trust:
            yield _seen(entry.id, words.confidence * trust, window, match)
            return


def _seen(id: str, confidence: float, window: _Window, match: re.Match[str]) -> _Seen:
    text = window.text
    begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - OVERLAP)
    stop = text.find("\n", match.end())
    stop = min(stop if stop >= 0 else len(text), match.end() + OVERLAP)
    line = window.line + text.count("\n", 0, match.start())
    return _Seen(id, confidence, text[begin:stop], match.start() - begin, match.end() - begin, line)


def _quote(seen: _Seen) -> str:
    """The matched words and the rest of their line, without secrets, on one line.

    The line is scrubbed whole before it is cut, so that no half of a secret is left over. It ends where a line end is
    written out, or something percent-encoded stands: what follows may be a password in a form that hides it.
    """
    if seen.line_text in TABLE:
        return seen.line_text
    rest = _END.split(seen.line_text[seen.end :], maxsplit=1)[0]
    clean = " ".join(printable(scrub(seen.line_text[: seen.end] + rest)).split())
    begin = max(0, clean.find(" ".join(seen.line_text[seen.start : seen.end].split())))
    reply = _REPLY.search(clean, 0, begin)
    quoted = clean[reply.start() if reply else begin :]
    return quoted if len(quoted) <= SHOWN else quoted[: SHOWN - 3].rstrip() + "..."


def _low(text: str) -> str:
    """Lower case on one line, of the same length: some letters of some languages grow."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower() if char.isascii() else char for char in text)
    return low.replace("\n", " ")


def _words_of(low: str) -> str:
    """The words of a text, each once, as a log says the same over and over; none of what is no text."""
    dumped = any(" " not in low[at : at + _LONG] for at in range(0, len(low), _LONG))
    octets = (_DUMP.sub(" ", low) if dumped else low).encode(errors="replace").translate(_NO_WORD)
    return b" ".join(word for word in set(octets.split()) if len(word) >= _SHORTEST_WORD).decode()


@cache
def _vocabulary() -> tuple[tuple[str, tuple[_Entry, ...]], ...]:
    """All words by the longest run of letters in them, so that a window is searched once for each of those."""
    by_word: dict[str, list[_Entry]] = {}
    for diagnosis in TABLE.values():
        for words in diagnosis.words:
            phrase, *others = literals(words.pattern)
            runs = [run for part in (phrase, *others) for run in _WORD.findall(part)]
            entry = _Entry(diagnosis.id, words, phrase, tuple(others), tuple(runs))
            by_word.setdefault(max(runs, key=len, default=""), []).append(entry)
    return tuple((word, tuple(entries)) for word, entries in by_word.items())


@cache
def _codes() -> dict[int, tuple[str, ...]]:
    index: dict[int, tuple[str, ...]] = {}
    for entry in TABLE.values():
        for code in entry.codes:
            index[code] = (*index.get(code, ()), entry.id)
    return index
