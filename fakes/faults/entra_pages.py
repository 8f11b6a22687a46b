"""What the sign-in pages refuse: on a page that leads nowhere, or on the way back to the application."""

from __future__ import annotations

from .model import UNVERIFIED, Fault, TokenError

_CATALOGUE = "template: f-bader/EntraID-ErrorCodes; when it appears: Microsoft error code reference (entra-docs)"
_MEMORY = f"number: Microsoft error code reference (entra-docs); wording and condition {UNVERIFIED}"
_SEEN = "2025-09"


def _page(
    id: str,
    error: TokenError,
    shows: str,
    evidence: str,
    diagnosis: str,
    seen: str = _SEEN,
    condition: str = "",
    **defaults: str,
) -> Fault:
    return Fault(
        id, "authorize", ("token",), error, shows, evidence, seen, diagnosis, defaults=defaults, condition=condition
    )


ENTRA_PAGES = (
    # Pages from which nothing leads back
    _page(
        "redirect-uri-none-registered",
        TokenError(500113, "invalid_request", "No reply address is registered for the application."),
        "an application registered without any redirect URI",
        f"{_CATALOGUE}; that it is a page is {UNVERIFIED}",
        "redirect-uri-mismatch",
    ),
    _page(
        "redirect-uri-missing",
        TokenError(900971, "invalid_request", "No reply address provided."),
        "an authorize URL without redirect_uri",
        f"{_CATALOGUE}; that it is a page is {UNVERIFIED}",
        "redirect-uri-mismatch",
    ),
    _page(
        "redirect-uri-not-absolute",
        TokenError(90102, "invalid_request", "'redirect_uri' value must be a valid absolute URI."),
        "a redirect URI without its scheme",
        f"{_CATALOGUE}; that it is a page is {UNVERIFIED}",
        "redirect-uri-mismatch",
    ),
    # Permissions
    _page(
        "admin-consent-required",
        TokenError(
            90094, "access_denied", "Admin consent is required for the permissions requested by this application."
        ),
        "a tenant whose users may not consent by themselves",
        _CATALOGUE,
        "admin-consent-required",
    ),
    _page(
        "admin-consent-requested",
        TokenError(
            90095,
            "access_denied",
            "Admin consent is required for the permissions requested by this application. An admin consent request may "
            "be sent to the admin.",
        ),
        "a tenant whose users may only ask an administrator for consent",
        _CATALOGUE,
        "admin-consent-required",
    ),
    _page(
        "consent-declined",
        TokenError(65004, "access_denied", "User declined to consent to access the app."),
        "a listener that waits for a code and does not read the error",
        "entra-docs (auth code flow); MSAL for Android, MSAL.NET tests",
        "consent-declined",
    ),
    # Silent sign-in
    _page(
        "session-missing",
        TokenError(50058, "login_required", "Session information is not sufficient for single-sign-on."),
        "prompt=none without a session",
        "redirects with error=login_required in public captures; template: f-bader/EntraID-ErrorCodes",
        "interaction-required",
    ),
    _page(
        "session-ambiguous",
        TokenError(
            16000,
            "interaction_required",
            "Either multiple user identities are available for the current request or selected account is not "
            "supported for the scenario.",
        ),
        "prompt=none with several accounts signed in and no login_hint",
        "pnp/pnpframework#1067; AzureAD/microsoft-authentication-library-for-js#1450",
        "interaction-required",
        "2024-10-04",
    ),
    # The request
    _page(
        "response-type-token-not-enabled",
        TokenError(
            700051,
            "unsupported_response_type",
            "response_type '{response_type}' is not enabled for the application.",
        ),
        "a sign-in that asks for an access token from the page",
        "AzureAD/microsoft-authentication-library-for-js#766",
        "response-type-not-enabled",
        "2019-06-18",
        response_type="token",
    ),
    _page(
        "response-type-unknown",
        TokenError(
            70005, "unsupported_response_type", "response_type '{response_type}' is not supported for the application."
        ),
        "a misspelt response_type",
        "number and wording: OfficeDev/O365-jQuery-CORS#2; for an unknown word it is unverified",
        "response-type-not-enabled",
        "2015",
        response_type="kode",
    ),
    _page(
        "response-mode-unsupported",
        TokenError(
            70007,
            "invalid_request",
            "'{response_mode}' is not a supported value of 'response_mode' when requesting a token.",
        ),
        "tokens asked for in the query of a redirect, or a misspelt response_mode",
        _MEMORY,
        "response-type-not-enabled",
        response_mode="query",
    ),
    _page(
        "prompt-unsupported",
        TokenError(90023, "invalid_request", "Unsupported 'prompt' value."),
        "a misspelt prompt",
        _MEMORY,
        "request-malformed",
        condition="an unknown word in prompt",
    ),
    _page(
        "code-challenge-size",
        TokenError(50147, "invalid_request", "Invalid size of the code challenge parameter."),
        "a PKCE challenge that is not 43 to 128 characters long",
        _CATALOGUE,
        "pkce-mismatch",
    ),
    _page(
        "code-challenge-method-unknown",
        TokenError(9002313, "invalid_request", "Invalid request. Request is malformed or invalid."),
        "a code_challenge_method other than S256 and plain",
        f"{_CATALOGUE}; which number answers is {UNVERIFIED}",
        "request-malformed",
        condition="an unknown code_challenge_method",
    ),
    _page(
        "user-not-in-tenant",
        TokenError(
            50034,
            "invalid_grant",
            "The user account {user} does not exist in the {tenant_name} directory. To sign into this application, the "
            "account must be added to the directory.",
        ),
        "an account name with a typing error, or of another tenant",
        "HDInsight documentation",
        "user-not-in-tenant",
        "2019-04-29",
        user="nobody@contoso.example",
        tenant_name="Contoso",
    ),
)
