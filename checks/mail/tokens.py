"""Access tokens of one grant: renewed in time, once after a refusal and no more, the newer refresh token kept first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from ..config.references import Secret
from ..observation import Failure, ProbeFailed
from .login_host import Answer, Unanswered, ask, fingerprint_of
from .reach import Reach
from .settings import SCOPES, Grant
from .store import TokenStore

MARGIN = 600
"""Seconds before its end when a token is no longer used: Exchange's high-volume endpoint wants ten minutes.

Source: tarickb/sasl-xoauth2#110.
"""
HOLD_OFF = 300
"""Seconds for which a refusal stands: asking again at once is what Entra calls a loop (AADSTS50196)."""
_UNSAID_WAIT = 1
_LOCK_SECONDS = 30.0


class Tokens:
    """The one place that asks for tokens. `wait` sleeps, `clock` is Unix time; tests replace them."""

    def __init__(
        self,
        grant: Grant,
        reach: Reach,
        store: TokenStore | None,
        wait: Callable[[float], Any] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._grant = grant
        self.reach = reach
        self._store = store
        self._wait = wait or threading.Event().wait
        self._clock = clock
        self._token: Secret | None = None
        self._until = 0.0
        self._scope = ""
        self._newest = grant.refresh_token.reveal() if grant.refresh_token else ""
        self._refusal: ProbeFailed | None = None
        self._refused_until = 0.0
        if grant.access_token is not None:
            # How long it lives is for the server to say: a token is opaque to a client.
            self._token, self._until = grant.access_token, float("inf")

    @property
    def renews(self) -> bool:
        """Whether another token can be had after a refusal."""
        return self._grant.renews

    @property
    def seconds_left(self) -> float:
        """How long the token in hand lives."""
        return self._until - self._clock()

    def get(self, protocol: str) -> Secret:
        """A token for `smtp`, `imap` or `pop3` (or for any, when empty). Raises ProbeFailed."""
        if self._token is None or self._clock() >= self._until:
            self.renew()
        self._judge_scope(protocol)
        assert self._token is not None
        # The redactor may be younger than the token: a service that runs on does not remember all it ever had.
        self.reach.redactor.learn(self._token.reveal())
        return self._token

    def renew(self) -> None:
        """Get another access token. Raises ProbeFailed; a refusal is repeated without asking for some minutes."""
        for secret in (self._grant.client_secret, self._grant.refresh_token, self._grant.access_token):
            if secret is not None:
                self.reach.redactor.learn(secret.reveal())
        if self._refusal is not None and self._clock() < self._refused_until:
            raise self._refusal
        try:
            answer = self._locked_ask()
        except Unanswered:
            raise
        except ProbeFailed as refused:
            if refused.failure.kind == "refused":
                self._refusal, self._refused_until = refused, self._clock() + HOLD_OFF
            raise
        self._token, self._scope, self._refusal = Secret(answer.access_token), answer.scope, None
        # A token that lives shorter than twice the margin would never be young enough.
        self._until = self._clock() + max(answer.seconds - min(MARGIN, answer.seconds / 2), 0)

    def _locked_ask(self) -> Answer:
        if self._store is None:
            answer = self._ask_twice(self._newest)
            self._newest = answer.refresh_token or self._newest
            return answer
        with self._store.locked(min(_LOCK_SECONDS, self.reach.left())):
            kept = self._store.read()
            not_before = kept.get("not_before", 0)
            if isinstance(not_before, int | float) and self._clock() < not_before:
                seconds = not_before - self._clock()
                raise Unanswered(_throttled(seconds), int(seconds) + 1)
            self._store.check()
            newest = kept.get("refresh_token")
            if isinstance(newest, str) and newest:
                self._newest = newest
                self.reach.redactor.learn(newest)
            try:
                answer = self._ask_twice(self._newest)
            except Unanswered as busy:
                if busy.retry_after:
                    self._store.write({**kept, "not_before": self._clock() + busy.retry_after})
                raise
            if answer.refresh_token and answer.refresh_token != self._newest:
                self._newest = answer.refresh_token
                # On the disk before anybody uses what came with it: the older one may be dead from now on.
                self._store.write({"refresh_token": self._newest, "obtained_at": int(self._clock())})
            return answer

    def _ask_twice(self, refresh_token: str) -> Answer:
        """Ask; after a passing failure wait as told, where there is time for it, and ask once more."""
        try:
            return ask(self._grant, refresh_token, self.reach)
        except Unanswered as busy:
            pause = _UNSAID_WAIT if busy.retry_after is None else busy.retry_after
            # What took its whole time once takes it again.
            if busy.failure.kind == "timeout" or pause > min(self.reach.left() / 2, self.reach.step_seconds):
                raise
        self._wait(pause)
        return ask(self._grant, refresh_token, self.reach)

    def _judge_scope(self, protocol: str) -> None:
        """What was granted is less than what was asked for: said now, not guessed from a refusal later."""
        wanted = SCOPES.get(protocol, "").lower()
        asked = [scope for scope in self._grant.scopes if scope.lower().endswith("/" + wanted)]
        granted = {scope.rpartition("/")[2].lower() for scope in self._scope.split()}
        if wanted and asked and granted and wanted not in granted:
            words = f"the token endpoint granted {self._scope!r}, without {asked[0]}"
            raise ProbeFailed(Failure("refused", words, "entra"))


def _throttled(seconds: float) -> Failure:
    return Failure("refused", f"HTTP 429: the token endpoint asked to wait {seconds:.0f} more seconds", "entra")


def tokens_for(grant: Grant, reach: Reach, folder: Any) -> Tokens:
    """Tokens of a grant whose newer refresh token is kept in `folder` (None: in memory only, for flows without one)."""
    store = None if folder is None or not grant.rotates else TokenStore(folder, *fingerprint_of(grant))
    return Tokens(grant, reach, store)
