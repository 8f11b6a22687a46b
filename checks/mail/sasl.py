"""Signing in: XOAUTH2 as a conversation of challenges, and which refusals of it a newer token may cure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import TypeVar

from ..config.references import Secret
from ..observation import Failure, ProbeFailed
from ..probes.dialog import Dialog
from .reach import Reach
from .settings import Place
from .tokens import Tokens

Session = TypeVar("Session")
CANCEL = b"*"
_CHALLENGES = 3

# No reason but the credential is named. All else is a switch, a right, or passes, and a newer token would not help.
# SMTP: RFC 4954 6, Exchange's 535 5.7.3; IMAP: RFC 5530 3; POP3: RFC 3206 4.
_TOKEN_REFUSED = {
    "smtp": re.compile(r"535(?! 5\.7\.139)\b"),
    "imap": re.compile(
        r"NO (?!\[|User is authenticated|Server Unavailable)|NO \[(AUTHENTICATIONFAILED|EXPIRED)\]", re.I
    ),
    "pop3": re.compile(r"-ERR (?!\[|Protocol error)|-ERR \[AUTH\]", re.I),
}


class LoginRefused(ProbeFailed):
    """The server said no to the credential, or to the way it came."""

    def __init__(self, dialog: Dialog, words: str) -> None:
        super().__init__(Failure("refused", words, dialog.protocol, dialog.host))

    @property
    def token_refused(self) -> bool:
        """Whether a newer token may be accepted where this one was refused."""
        return _TOKEN_REFUSED[self.failure.protocol].match(self.failure.words) is not None


def require_tls(dialog: Dialog) -> None:
    """Raise ProbeFailed unless the connection is encrypted and the server's name was verified."""
    if not dialog.encrypted:
        raise dialog.failed("forbidden", "no credential is sent without TLS")


def require_offer(dialog: Dialog, mechanism: str, offered: list[str]) -> None:
    """Raise ProbeFailed unless the server offers the mechanism now, inside TLS."""
    if mechanism not in offered:
        words = f"{mechanism} is not offered by {dialog.host} (mechanisms offered: {' '.join(offered) or 'none'})"
        raise dialog.failed("refused", words)


def reply_to(challenge: str) -> bytes:
    """What a client says to a challenge after its response: an empty line; a cancel when it cannot be read.

    Source: Google's XOAUTH2 page, "Error response"; RFC 4954 4.
    """
    return b"" if readable(challenge) else CANCEL


def readable(challenge: str) -> bool:
    """Whether a challenge is base64."""
    try:
        base64.b64decode(challenge.strip().encode("utf-8"), validate=True)
    except binascii.Error:
        return False
    return True


def answer_challenges(
    first: tuple[bool, str], dialog: Dialog, heard: Callable[[], tuple[bool, str]]
) -> tuple[str, list[str]]:
    """Answer what follows the client response until the server decides: its words, and the challenges on the way.

    `first` and what `heard` reads are: is it a challenge, and its words. Raises ProbeFailed for a server that asks on.
    """
    challenged, words = first
    challenges: list[str] = []
    while challenged:
        if len(challenges) == _CHALLENGES:
            raise dialog.failed("garbage", f"{dialog.host} sent challenge after challenge")
        challenges.append(words)
        dialog.send(reply_to(words))
        challenged, words = heard()
    return words, challenges


def signed_in(
    place: Place, reach: Reach, tokens: Tokens | None, opened: Callable[[Place, Reach, Secret], Session]
) -> Session:
    """A session that is signed in; after a refusal of the token once more with a new one. Raises ProbeFailed.

    Without OAuth the password is used, which the settings allowed before; with OAuth never.
    """
    if not place.oauth:
        assert place.password is not None
        reach.redactor.learn(place.password.reveal())
        return opened(place, reach, place.password)
    assert tokens is not None
    try:
        return opened(place, reach, tokens.get(place.protocol))
    except LoginRefused as refused:
        if not (tokens.renews and refused.token_refused):
            raise
    tokens.renew()
    return opened(place, reach, tokens.get(place.protocol))
