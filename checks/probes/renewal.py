"""Asking with the profile's refresh token: the newest is read, and a newer one kept before it is used."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..config.references import Secret, SecretUnavailable
from ..observation import Failure, ProbeFailed
from ..target import Target
from ..token_file import CannotStore, LockedTokenFile, TokenFile

_ROTATED = (
    "a newer refresh token came back though none was asked for, and it is lost: {why}. Where such an authority ends "
    "the one that was used, the one that the profile names is dead now"
)
_NO_STORE = "the profile has no refresh_token_store"


def renew(target: Target, request: Callable[[str], Mapping[str, Any]], facts: dict[str, Any]) -> Mapping[str, Any]:
    """The answer to a request with the newest refresh token. Fact: `unkept`, in words, where a newer one was lost.

    From reading the store to writing it nobody else may use it, because an authority that rotates ends the whole family
    when an older one is used. Raises ProbeFailed.
    """
    with _store(target) as (file, why):
        newest = _newest(target)
        answer = request(newest)
        newer = answer.get("refresh_token")
        if not isinstance(newer, str) or not newer or newer == newest:
            return answer
        target.redactor.learn(newer)
        target.tokens["refresh_token"] = Secret(newer)
        if file is None:
            facts["unkept"] = _ROTATED.format(why=why)
            return answer
        try:
            file.write(newer)
        except CannotStore as error:
            raise _unavailable(f"a newer refresh token came back and cannot be kept: {error}") from None
        return answer


@contextlib.contextmanager
def _store(target: Target) -> Iterator[tuple[LockedTokenFile | None, str]]:
    """The store while nobody else uses it; without one, why. It is tried before a token is spent.

    In Microsoft's clouds nothing rotates unasked (entra-docs, refresh tokens): there a store that cannot be written
    does not stand in the way of a diagnosis.
    """
    ref = target.profile.grant.refresh_token_store
    with contextlib.ExitStack() as stack:
        if ref is None:
            yield None, _NO_STORE
            return
        file: LockedTokenFile | None = None
        why = ""
        try:
            file = stack.enter_context(TokenFile(ref).locked(target.step_seconds))
            file.check()
        except CannotStore as error:
            if not target.profile.cloud.is_preset:
                words = f"nothing was asked, because a newer refresh token could not be kept: {error}"
                raise _unavailable(words) from None
            file, why = None, str(error)
        yield file, why


def _newest(target: Target) -> str:
    """What came last in this run, or what the store holds now; it may have been written since the run began."""
    if "refresh_token" in target.tokens:
        return target.tokens["refresh_token"].reveal()
    ref = target.profile.grant.refresh_token_store
    if ref is not None:
        with contextlib.suppress(SecretUnavailable):
            found = ref.read("live", os.environ)
            if found:
                target.redactor.learn(found.reveal())
                return found.reveal()
    return target.secret("refresh_token").reveal()


def _unavailable(words: str) -> ProbeFailed:
    return ProbeFailed(Failure("unavailable", words, "settings"))
