"""From words to causes: which diagnoses a text names, best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from .model import Diagnosis
from .scan import scan
from .table import TABLE

HINTED = 0.95
"""Confidence of a cause that the words allow and another observation suspects."""

TELLING = 0.75
"""From here on words name a cause; below they only allow some."""

_POSSIBLE = 0.5
_OWN_WORDS = 0.3
_AFTERMATH = "connection-dropped"
_WITHOUT_LOGIN = "smtp-client-not-authenticated"
_SOON = 10
_SERVERS = ("smtp", "imap", "pop3")


@dataclass(frozen=True, slots=True)
class Match:
    """A diagnosis, how sure it is (0 to 1), the words that name it (without secrets), and their line in a log.

    `line` is the last one that says so; it counts from 1, and is None where the text has one line only. `unmet` says
    that nobody has met the words, so that something else than the table allows it.
    """

    diagnosis: Diagnosis
    confidence: float
    matched: str
    line: int | None = None
    unmet: bool = False


def recognise(text: str, protocol: str = "") -> list[Match]:
    """The causes that a text names, best first; empty when nothing is recognised.

    `text` is an error text, a code (`700082`, `AADSTS700082`, `535 5.7.139`), ids of diagnoses, or a whole log.
    `protocol` is where it was heard, where that is known: entra, tls, network, smtp, imap or pop3.
    """
    return recognise_stream([text], protocol)


def recognise_stream(pieces: Iterable[str], protocol: str = "") -> list[Match]:
    """The same for a text that comes in pieces, cut anywhere; memory does not grow with its length."""
    found = [
        Match(TABLE[sighting.id], sighting.confidence, sighting.matched, sighting.line)
        for sighting in scan(pieces, protocol)
    ]
    named = {match.diagnosis.id: match.confidence for match in found}
    kept = [_explained(match, found) for match in found if not _outspoken(match, named) and not _answered(match, found)]
    present = {match.diagnosis.id for match in found}
    for match in tuple(kept):
        asked_by_id = match.matched == match.diagnosis.id
        for id in match.diagnosis.may_be:
            if id not in present and not asked_by_id:
                present.add(id)
                kept.append(Match(TABLE[id], match.confidence * _POSSIBLE, match.matched, match.line))
    return _best_first(kept)


def rank(text: str, protocol: str, hints: Collection[str], otherwise: str = "") -> list[Match]:
    """The same, narrowed by `hints`: ids of diagnoses that other observations already suspect.

    A hint counts only where the words allow it: it never adds a cause, and never beats words that name one.
    `otherwise` is the diagnosis that is possible where nobody has met these words.
    """
    found = recognise(text, protocol)
    if otherwise and not found:
        found = [Match(TABLE[otherwise], _POSSIBLE, text, unmet=True)]
        behind = (*TABLE[otherwise].tied_with, *TABLE[otherwise].may_be)
        found += [Match(TABLE[id], _POSSIBLE * _POSSIBLE, text, unmet=True) for id in behind]
    return _best_first(
        replace(match, confidence=max(match.confidence, HINTED)) if match.diagnosis.id in hints else match
        for match in found
    )


def _outspoken(match: Match, named: dict[str, float]) -> bool:
    """Whether other words say more: telling ones name a cause that these only allow, or surer ones one behind them."""
    if match.confidence >= TELLING:
        return False
    entry = match.diagnosis
    return any(named.get(id, 0.0) >= TELLING for id in (*entry.tied_with, *entry.may_be)) or any(
        named.get(id, 0.0) > match.confidence for id in entry.may_be
    )


def _answered(match: Match, found: Collection[Match]) -> bool:
    """Whether these are a program's own words of a failure, and the words that name its cause stand near them."""
    return match.confidence <= _OWN_WORDS and any(
        other.confidence >= TELLING and abs((match.line or 0) - (other.line or 0)) <= _SOON for other in found
    )


def _explained(match: Match, found: Collection[Match]) -> Match:
    """Neither is a cause of its own: a connection that ends shortly behind a refusal ended because of it (one that
    ended before is over), and a client whose login was refused sends mail without one."""
    entry = match.diagnosis
    for other in found if entry.id in (_AFTERMATH, _WITHOUT_LOGIN) else ():
        distance = (match.line or 0) - (other.line or 0)
        behind = other.diagnosis.layer in _SERVERS and distance <= _SOON
        if entry.id == _WITHOUT_LOGIN:
            refused = other.diagnosis.layer == "smtp" and other.diagnosis.id not in (entry.id, *entry.tied_with)
            behind = refused and abs(distance) <= _SOON
        if behind and other.confidence > _POSSIBLE:
            return replace(match, confidence=min(match.confidence, _POSSIBLE))
    return match


def _best_first(matches: Iterable[Match]) -> list[Match]:
    """The surest first; of equally sure ones the newest in a log, which is the one that matters today."""
    return sorted(matches, key=lambda match: (-match.confidence, -(match.line or 0)))
