"""One request to the token endpoint, through MSAL: an answer that can be used, or a failure that says what is next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from ..application import application as msal_application
from ..observation import Failure, ProbeFailed
from ..probes.http import LoginSession
from .reach import Reach, within
from .refusals import Refused
from .settings import Grant

OIDC = frozenset({"openid", "profile", "email", "offline_access"})
# Errors that pass by themselves (RFC 6749 4.1.2.1; Microsoft: reference-error-codes).
PASSING = ("temporarily_unavailable", "server_error")
_LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """A token that was issued. `seconds` is how long it lives, `scope` what the endpoint says it is for."""

    access_token: str
    seconds: int
    scope: str
    refresh_token: str | None


class Unanswered(ProbeFailed):
    """The endpoint gave no verdict; `retry_after` is how many seconds it asked to wait, None when it did not say."""

    def __init__(self, failure: Failure, retry_after: int | None) -> None:
        super().__init__(failure)
        self.retry_after = retry_after


class Session(LoginSession):
    """MSAL's HTTP client; it also remembers status and Retry-After, and holds ports to be part of a host's name."""

    def __init__(self, reach: Reach) -> None:
        super().__init__(reach)
        self._reach = reach
        self.headers["User-Agent"] = "oauthmail (mail service)"
        self.status = 0
        self.retry_after: int | None = None

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """As LoginSession. Raises ProbeFailed also for another port of the same host."""
        parts = urlsplit(str(url))
        self._reach.allow(parts.hostname or "", "entra", parts.port or 443)
        self.status, self.retry_after, self.document, self.refusal = 0, None, None, ""
        response = super().request(method, url, *args, **{**kwargs, "timeout": self._reach.step()})
        self.status = response.status_code
        wait = response.headers.get("Retry-After", "")
        self.retry_after = min(int(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdecimal() else None
        return response


def application(grant: Grant, reach: Reach) -> tuple[Any, Session]:
    """MSAL for this grant, and the session below it."""
    session = Session(reach)
    secret = grant.client_secret.reveal() if grant.client_secret is not None else None
    credential = secret if grant.proof is None else grant.proof.credential()

    def make() -> Any:
        return msal_application(grant.client_id, grant.authority, session, credential)

    return asked(reach, session, make), session


def ask(grant: Grant, refresh_token: str, reach: Reach) -> Answer:
    """Ask once. Raises Unanswered when asking again may help, Refused or ProbeFailed when it will not."""
    app, session = application(grant, reach)
    scopes = [scope for scope in grant.scopes if scope not in OIDC]
    if grant.flow == "client_credentials":
        return judge(asked(reach, session, lambda: app.acquire_token_for_client(scopes)), session, reach)
    if not refresh_token:
        raise Refused("flow-needs-a-person", key="oauth.flow", value=grant.flow)
    return judge(
        asked(reach, session, lambda: app.acquire_token_by_refresh_token(refresh_token, scopes)), session, reach
    )


def judge(answer: object, session: Session, reach: Reach) -> Answer:
    """Read what MSAL made of an answer. Raises Unanswered or ProbeFailed."""
    raw = session.document if isinstance(session.document, dict) else {}
    if not isinstance(answer, dict):
        raise _garbage(session)
    if "error" in answer:
        _refuse(answer, session)
    token, kind = answer.get("access_token"), raw.get("token_type")
    if not isinstance(token, str) or not token or not isinstance(answer.get("refresh_token") or "", str):
        raise _garbage(session)
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise _failed("garbage", "the token endpoint issued a token whose type is not Bearer; it is not used")
    newer = answer.get("refresh_token") or None
    for secret in (token, newer or ""):
        reach.redactor.learn(secret)
    return Answer(token, _seconds(raw), str(raw.get("scope") or ""), newer)


def asked(reach: Reach, session: Session, call: Callable[[], Any], seconds: float | None = None) -> Any:
    """Run an MSAL call for at most so many seconds (a step's); what MSAL makes of a broken answer becomes a failure.

    Raises ProbeFailed with the server's words.
    """
    from msal.exceptions import MsalServiceError  # noqa: PLC0415

    late = Failure("timeout", f"{_host(session)}: no whole answer in time", "network")
    try:
        return within(reach.step() if seconds is None else seconds, call, late)
    except (MsalServiceError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
        document = session.document
        if isinstance(document, dict) and "access_token" in document:
            # MSAL stumbled over something beside the token; a newer refresh token in it must not be lost.
            return document
        if isinstance(document, dict) and "error" in document:
            _refuse(document, session)
        raise _garbage(session) from None
    except Refused:
        raise
    except ProbeFailed as failed:
        if failed.failure.kind in ("closed", "silent", "timeout"):
            raise Unanswered(failed.failure, None) from None
        raise


def _refuse(answer: Mapping[str, Any], session: Session) -> None:
    error, description = str(answer.get("error")), str(answer.get("error_description", ""))
    failure = Failure("refused", f"{error}, {description}", "entra")
    if session.status == 429 or session.status >= 500 or error in PASSING:
        raise Unanswered(_busy(session) if session.refusal else failure, session.retry_after)
    raise ProbeFailed(failure)


def _garbage(session: Session) -> ProbeFailed:
    if session.status == 429 or session.status >= 500:
        return Unanswered(_busy(session), session.retry_after)
    what = session.refusal or "it holds neither a token nor an error"
    return _failed("garbage", f"the login host did not answer as a token endpoint: {what}")


def _busy(session: Session) -> Failure:
    wait = f" (Retry-After: {session.retry_after})" if session.retry_after is not None else ""
    return Failure("refused", f"{session.refusal.rstrip()}{wait}", "entra")


def _failed(kind: str, words: str) -> ProbeFailed:
    return ProbeFailed(Failure(kind, words, "entra"))


def _host(session: Session) -> str:
    return "the login host" if not session.status else f"the login host (HTTP {session.status})"


def _seconds(answer: Mapping[str, Any]) -> int:
    """`expires_in`, which may be a text; an hour where there is none (RFC 6749 5.1 only recommends it)."""
    try:
        return int(answer.get("expires_in", 3599))
    except (TypeError, ValueError, OverflowError):
        return 0


def fingerprint_of(grant: Grant) -> tuple[str, ...]:
    """What tells one grant from another, for the name of its store."""
    given = grant.refresh_token.reveal() if grant.refresh_token else ""
    return (grant.authority, grant.client_id, given)
