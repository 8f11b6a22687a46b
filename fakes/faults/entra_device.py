"""How Entra ID refuses device codes, certificate assertions and requests at the wrong endpoint."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault, TokenError

_DOCS = "Microsoft error code reference (entra-docs) and EntraIDErrorCodes.csv (f-bader), 2025-09"
_TOKEN = ("token",)
_CREDENTIALS = (
    " Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/"
    "active-directory-certificate-credentials ."
)


def _refusal(
    id: str,
    moment: str,
    error: TokenError,
    shows: str,
    evidence: str,
    seen: str,
    diagnosis: str = "",
    condition: str = "",
    **defaults: str,
) -> Fault:
    return Fault(
        id, moment, _TOKEN, error, shows, evidence, seen, diagnosis or id, defaults=defaults, condition=condition
    )


def _assertion(
    id: str,
    code: int,
    message: str,
    shows: str,
    diagnosis: str = "client-certificate-refused",
    condition: str = "",
) -> Fault:
    """All of them are `invalid_client`; only 700027 and 700025 have been seen with their status, which is 401."""
    error = TokenError(code, "invalid_client", message, status=401)
    evidence = f"text: {_DOCS}; error value and status are {UNVERIFIED}"
    return _refusal(id, "client", error, shows, evidence, "2025-09", diagnosis, condition)


INSTANCE_UNKNOWN = _refusal(
    "instance-unknown",
    "instance",
    TokenError(50049, "invalid_instance", "Unknown or invalid instance."),
    "instance discovery asked about a host that is no cloud of Microsoft's",
    "MSAL.NET test constants; the status is unverified",
    "2026",
    "authority-host-unknown",
)

ENTRA_DEVICE = (
    INSTANCE_UNKNOWN,
    # Polling for a device code
    _refusal(
        "device-code-pending",
        "device",
        TokenError(
            70016, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
        ),
        "a client that gives up, or polls without end, before the user has signed in",
        "capture of the real service",
        "2021-05-03",
    ),
    _refusal(
        "device-slow-down",
        "device",
        TokenError(70016, "slow_down", "OAuth 2.0 device flow error. Authorization is pending. Continue polling."),
        "a client that polls faster than the interval it was given",
        f"RFC 8628 3.5 and MSAL Python, which obeys it; that Entra ID says it at all is {UNVERIFIED}",
        "2026",
        "device-code-pending",
    ),
    _refusal(
        "device-code-declined",
        "device",
        TokenError(65004, "authorization_declined", "User declined to consent to access the app."),
        "a client that goes on polling after the user has said no",
        f"error value: entra-docs, device code flow; that the number is 65004 is {UNVERIFIED}",
        "2025",
        "consent-declined",
    ),
    _refusal(
        "device-code-unknown",
        "device",
        TokenError(70018, "bad_verification_code", "Invalid verification code."),
        "a client that polls with the user code, or with a device code of another request",
        f"error value and number: entra-docs; the text is {UNVERIFIED}",
        "2025",
        "device-code-expired",
    ),
    _refusal(
        "device-code-expired",
        "device",
        TokenError(
            70020,
            "expired_token",
            "The provided value for the input parameter device_code is not valid. This device code has expired.",
        ),
        "a client that polls on when the 15 minutes are over",
        f"error value: entra-docs, device code flow; text: {_DOCS}",
        "2025-09",
    ),
    _refusal(
        "device-code-redeemed",
        "device",
        TokenError(
            54005,
            "invalid_grant",
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
            "refresh token.",
        ),
        "a device code polled again after the tokens were handed out",
        f"the text is that of codes (simonrob/email-oauth2-proxy#183); for device codes {UNVERIFIED}",
        "2023-07-14",
        "authorization-code-used",
    ),
    _refusal(
        "device-code-on-common",
        "device-authorization",
        TokenError(90133, "invalid_request", "Device Code flow is not supported under /common or /consumers endpoint."),
        "a device sign-in at /common for an application that must name its tenant",
        f"text: comment in the device code sample of MSAL.NET; the error value is {UNVERIFIED}",
        "2026",
    ),
    # A certificate instead of a secret
    _assertion(
        "assertion-malformed",
        50012,
        "Authentication failed.",
        "a client assertion that is no JWT, or has no known type",
    ),
    _assertion(
        "assertion-of-another-app",
        700021,
        "Client assertion application identifier doesn't match 'client_id' parameter." + _CREDENTIALS,
        "an assertion whose issuer or subject is not the client id",
    ),
    _assertion(
        "assertion-without-subject",
        700022,
        "No Subject claim provided in the assertion." + _CREDENTIALS,
        "an assertion without `sub`",
    ),
    _assertion(
        "assertion-audience",
        700023,
        "Client assertion audience claim does not match Realm issuer." + _CREDENTIALS,
        "an assertion made for another tenant or another host than it is sent to",
    ),
    _assertion(
        "assertion-out-of-time",
        700024,
        "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {start}, "
        "expiry time of assertion {end}." + _CREDENTIALS,
        "a machine whose clock is wrong, or a library that keeps an old assertion",
        "client-assertion-out-of-time",
    ),
    _assertion(
        "app-without-keys",
        700026,
        "Client application has no configured keys.",
        "an assertion for an application at which no certificate was uploaded",
    ),
    _assertion(
        "assertion-signature",
        700027,
        "Client assertion failed signature validation.",
        "a certificate that was never uploaded, or a key that does not belong to it",
    ),
    _assertion(
        "assertion-used-twice",
        50012,
        "Authentication failed.",
        "an assertion sent twice, for tenants that forbid it: MSAL itself uses one for nine minutes",
        condition="manners.refuse_used_assertions, and a jti seen before",
    ),
    _refusal(
        "admin-consent-misconfigured",
        "admin-consent",
        TokenError(
            1003031, "access_denied", "Misconfigured required resource access in client application registration."
        ),
        "a registration that lists a permission which no longer exists",
        "capture of the redirect",
        "2023-02-08",
        "permission-not-registered",
        "admin consent to a permission that does not exist, or to a registration that lists none",
    ),
    # An issuer whose clock is wrong
    Fault(
        "token-from-the-future",
        "mint",
        _TOKEN,
        Behave("token", "ahead"),
        "tokens whose start lies five minutes ahead: a client that takes `nbf` for its own business",
        f"Exchange's words for it are inferred; {UNVERIFIED}",
        "",
        "token-from-the-future",
        condition="manners.skew_s",
    ),
    # The wrong kind of request
    _refusal(
        "resource-parameter",
        "token",
        TokenError(901002, "invalid_request", "The 'resource' request parameter is not supported."),
        "a v1.0 request at the v2.0 endpoint",
        f"text: {_DOCS}; the error value is {UNVERIFIED}",
        "2025-09",
        "request-resource-parameter",
    ),
    _refusal(
        "claims-parameter-malformed",
        "token",
        TokenError(90100, "invalid_request", "{parameter} parameter is empty or not valid."),
        "a claims parameter that is no JSON object",
        f"text: {_DOCS}; this condition is {UNVERIFIED}",
        "2025-09",
        "request-parameter-missing",
        parameter="claims",
    ),
    _refusal(
        "grant-not-on-common",
        "token",
        TokenError(
            9001023,
            "invalid_request",
            "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations "
            "or tenant-specific endpoint.",
        ),
        "a password, or client credentials, sent to /common",
        f"text: {_DOCS}; the error value is {UNVERIFIED}",
        "2025-09",
        "tenant-not-named",
    ),
)
