"""How Entra ID refuses codes, refresh tokens and scopes by what it knows of the sign-in behind them."""

from __future__ import annotations

from .model import UNVERIFIED
from .published import DOCS, refusal

ENTRA_GRANTS = (
    # Refresh tokens
    refusal(
        "refresh-token-expired-spa",
        "refresh",
        700084,
        "invalid_grant",
        "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of "
        "1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA "
        "to the "
        "sign in page. The token was issued on {issued}.",
        "a redirect URI registered as single-page application for a mail client",
        "spa-refresh-token-expired",
        issued="2026-11-20T14:27:05.8405153Z",
    ),
    refusal(
        "refresh-token-expired-max-age",
        "refresh",
        700081,
        "invalid_grant",
        "The refresh token has expired due to maximum lifetime. The token was issued on {issued} and the maximum "
        "allowed "
        "lifetime for this application is {lifetime}.",
        "a token lifetime policy of the time before 2021",
        "refresh-token-max-age",
        issued="2026-11-20T14:27:05.8405153Z",
        lifetime="30.00:00:00",
    ),
    refusal(
        "refresh-token-sign-in-frequency-dead",
        "refresh",
        70045,
        "invalid_grant",
        "The refresh token is invalid due to sign-in frequency checks by conditional access. Additionally, since the "
        "sign-in frequency policy applies to all applications, the token will never be usable, and should be deleted. "
        "The authInstant in this token was {issued} and the maximum allowed lifetime for this request is {lifetime}.",
        "a sign-in frequency for all applications",
        "refresh-token-sign-in-frequency",
        "bad_token",
        issued="2026-11-20T14:27:05.8405153Z",
        lifetime="86400",
    ),
    refusal(
        "refresh-token-device-origin",
        "refresh",
        530036,
        "invalid_grant",
        "The refresh token is invalid due to authentication flow checks by Conditional Access.",
        "a sign-in by device code, which a policy forbade afterwards",
        "device-code-session-blocked",
        "bad_token",
        evidence=f"meaning: entra-docs, authentication flows; the words and the suberror are {UNVERIFIED}",
    ),
    refusal(
        "refresh-token-reauthentication",
        "policy",
        70046,
        "invalid_grant",
        "The session has expired or is invalid due to re-authentication checks by conditional access.",
        "a policy that wants a new sign-in every time",
        "refresh-token-sign-in-frequency",
    ),
    refusal(
        "session-sign-in-frequency",
        "policy",
        70044,
        "invalid_grant",
        "The session has expired or is invalid due to sign-in frequency checks by conditional access.",
        "a session older than the sign-in frequency",
        "refresh-token-sign-in-frequency",
    ),
    refusal(
        "session-changed",
        "policy",
        50133,
        "invalid_grant",
        "The session is not valid due to password expiration or recent password change.",
        "a session from before a change of password",
        "session-changed",
    ),
    refusal(
        "device-not-found",
        "device-bound",
        700003,
        "invalid_grant",
        "Device object was not found in the tenant '{tenant_name}' directory.",
        "a token bound to a device that was deleted",
        "device-required",
        evidence=f"text: {DOCS}; Microsoft support article; the error value is {UNVERIFIED}",
    ),
    refusal(
        "device-disabled",
        "device-bound",
        50155,
        "invalid_grant",
        "Device authentication failed.",
        "a token bound to a device that was disabled",
        "device-required",
        "device_authentication_failed",
    ),
    # Codes
    refusal(
        "code-of-another-app",
        "code",
        700007,
        "invalid_grant",
        "The grant was issued for a different client id.",
        "a code redeemed with another application's client id",
        "grant-of-another-client",
    ),
    refusal(
        "grant-client-mismatch",
        "code",
        7000220,
        "invalid_grant",
        "Client application identifier in the provided grant doesn't match 'client_id' parameter.",
        "a grant of another application, in the newer words",
        "grant-of-another-client",
    ),
    refusal(
        "code-of-another-authority",
        "code",
        700005,
        "invalid_grant",
        "Provided Authorization Code is intended to use against other tenant, thus rejected.",
        "a sign-in at one authority redeemed at another",
        "authorization-code-other-tenant",
    ),
    refusal(
        "code-of-national-cloud",
        "code",
        90043,
        "invalid_grant",
        "OAuth2 grant was issued by National Cloud STS.",
        "a code of one cloud redeemed in another",
        "national-cloud-wrong",
    ),
    refusal(
        "code-verifier-wrong-older",
        "code",
        50148,
        "invalid_grant",
        "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
        "a PKCE verifier of another sign-in, in the older words",
        "pkce-mismatch",
    ),
    refusal(
        "redirect-uri-differs",
        "code",
        500112,
        "invalid_grant",
        "The reply address '{redirect_uri}' does not match the reply address '{wanted}' provided when requesting "
        "Authorization code.",
        "a redirect URI written differently in the two requests, often by a slash",
        "redirect-uri-differs-at-token",
    ),
    refusal(
        "redirect-uri-not-repeated",
        "code",
        700009,
        "invalid_grant",
        "Reply address must be provided when presenting an authorization code requested with an explicit reply "
        "address.",
        "a code redeemed without its redirect URI",
        "redirect-uri-differs-at-token",
    ),
    refusal(
        "origin-not-spa",
        "code",
        9002326,
        "invalid_request",
        "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request "
        "origin: "
        "'{http_origin}'.",
        "a page in a browser that redeems for a web application",
        "cross-origin-redemption",
        http_origin="http://localhost",
        evidence=f"entra-docs (auth code flow); text: {DOCS}",
    ),
    refusal(
        "spa-without-origin",
        "code",
        9002327,
        "invalid_request",
        "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
        "a program that redeems what belongs to a page in a browser",
        "cross-origin-redemption",
        evidence="capture of the real service",
        seen="2021-07-12",
    ),
    refusal(
        "spa-without-pkce",
        "code",
        9002325,
        "invalid_request",
        "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
        "a single-page application without PKCE",
        "cross-origin-redemption",
    ),
    # Scopes
    refusal(
        "code-scope-missing",
        "code",
        28003,
        "invalid_request",
        "Provided value for the input parameter scope cannot be empty when requesting an access token using the "
        "provided "
        "authorization code. Please specify a valid scope.",
        "a code for two resources redeemed without naming one",
        "scope-two-resources",
        evidence="AzureAD/microsoft-authentication-library-for-python#125",
        seen="2019-11-11",
    ),
    refusal(
        "scope-without-resource",
        "code",
        28002,
        "invalid_request",
        "Provided value for the input parameter scope '{scope}' isn't valid when requesting an access token. Please "
        "specify a valid scope.",
        "a request whose scopes name no resource",
        "scope-two-resources",
        scope="openid",
    ),
    refusal(
        "scope-two-resources-personal",
        "guest",
        70011,
        "invalid_scope",
        "The provided value for the input parameter 'scope' is not valid. One or more scopes in '{scope}' are not "
        "compatible with each other.",
        "Graph and Outlook in one request, for a personal account",
        "scope-two-resources",
        evidence="assast/outlookEmail#58",
        seen="2026-07-06",
        scope="https://graph.microsoft.com/Mail.Read https://outlook.office.com/SMTP.Send",
    ),
)
