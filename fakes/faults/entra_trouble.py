"""How Entra ID has a bad day: throttling, passing failures, and answers that are none."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault
from .published import DOCS, TEXT_ONLY, refusal

_PASSING = "A transient error has occurred. Please try again."
_TOKEN = ("token",)


def _trouble(
    id: str, how: str, shows: str, diagnosis: str, evidence: str = UNVERIFIED, seen: str = "", moment: str = "token"
) -> Fault:
    return Fault(id, moment, _TOKEN, Behave("http", how), shows, evidence, seen, diagnosis)


def _passing(id: str, code: int, error: str, message: str, shows: str, diagnosis: str, status: int = 503) -> Fault:
    evidence = f"{TEXT_ONLY}, as is the status"
    return refusal(id, "app-only", code, error, message, shows, diagnosis, evidence=evidence, status=status)


ENTRA_TROUBLE = (
    # Trouble
    refusal(
        "request-loop",
        "token",
        50196,
        "invalid_grant",
        "The server terminated an operation because it encountered a client request loop. Please contact your app "
        "vendor.",
        "a client that repeats one request without waiting",
        "entra-throttled",
        evidence=f"MSAL.NET documentation on throttling; text: {DOCS}",
    ),
    refusal(
        "client-throttled",
        "app-only",
        90055,
        "temporarily_unavailable",
        "The tenant is throttled due to too many incoming requests.",
        "client credentials asked for anew instead of kept for an hour",
        "entra-throttled",
        evidence=f"status and Retry-After: MSAL documentation on throttling; number and words are {UNVERIFIED}",
        status=429,
    ),
    _passing(
        "entra-token-issuance-failed",
        50000,
        "server_error",
        "There was an error issuing a token or an issue with our sign-in service.",
        "a client that gives up for good on a passing failure",
        "entra-unavailable",
        500,
    ),
    _passing("entra-transient", 50033, "temporarily_unavailable", _PASSING, "the same", "entra-unavailable"),
    _passing(
        "entra-transient-external",
        90006,
        "temporarily_unavailable",
        _PASSING,
        "the same, behind Entra ID",
        "entra-unavailable",
    ),
    _passing(
        "entra-request-timed-out",
        90012,
        "temporarily_unavailable",
        "This request has timed out.",
        "a client that takes a time-out for a refusal",
        "entra-unavailable",
    ),
    _passing(
        "entra-budget-exceeded",
        90024,
        "temporarily_unavailable",
        _PASSING,
        "a client that discards a good token on a passing failure",
        "entra-unavailable",
    ),
    _passing(
        "entra-directory-unavailable",
        90033,
        "temporarily_unavailable",
        _PASSING,
        "the same, in the directory",
        "entra-unavailable",
    ),
    _passing(
        "entra-directory-failed",
        90036,
        "server_error",
        "An unexpected, non-retryable error stemming from the directory service has occurred.",
        "a failure that only Microsoft can end",
        "entra-unavailable",
        500,
    ),
    _trouble(
        "entra-unavailable-retry-after",
        "503 retry-after",
        "a client that does not wait as long as it is told",
        "entra-unavailable",
        "MSAL documentation on retries",
        "2026",
    ),
    _trouble("entra-internal-error", "500", "a client that reads JSON from every answer", "entra-unavailable"),
    _trouble(
        "entra-html-error", "400 html", "a client that dies of an HTML page instead of JSON", "login-host-not-entra"
    ),
    _trouble("entra-answer-truncated", "truncate", "a client that uses half an answer", "login-host-not-entra"),
    _trouble(
        "entra-answer-dropped", "drop", "a client that never tries again after a lost answer", "connection-dropped"
    ),
    _trouble(
        "entra-answer-slow",
        "slow",
        "a client without a time limit for the whole answer",
        "server-silent",
        moment="answer",
    ),
    Fault(
        "entra-throttled",
        "token",
        _TOKEN,
        Behave("http", "429"),
        "a client that does not wait for Retry-After",
        "MSAL documentation on throttling",
        "2026",
        "entra-throttled",
    ),
    Fault(
        "entra-unavailable",
        "token",
        _TOKEN,
        Behave("http", "503"),
        "a client that takes a passing failure for a dead token",
        "MSAL documentation on retries: 5xx, often without Retry-After",
        "2026",
        "entra-unavailable",
    ),
    Fault(
        "discovery-incomplete",
        "discovery",
        _TOKEN,
        Behave("discovery", "no-endpoints"),
        "a proxy that answers with a page of its own",
        UNVERIFIED,
        "",
        "login-host-not-entra",
    ),
    Fault(
        "discovery-foreign-endpoint",
        "discovery",
        _TOKEN,
        Behave("discovery", "foreign-endpoint"),
        "a client that sends its secret wherever a document points",
        UNVERIFIED,
        "",
        "discovery-foreign-endpoint",
    ),
)
