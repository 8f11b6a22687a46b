"""How Entra ID refuses what is asked and who asks: the request itself, a code, a user."""

from __future__ import annotations

from .model import UNVERIFIED, TokenError
from .published import DOCS, seen_refusal

ENTRA_REQUEST = (
    # The request
    seen_refusal(
        "parameter-missing",
        "token",
        TokenError(
            900144,
            "invalid_request",
            "The request body must contain the following parameter: '{parameter}'.",
        ),
        "a form that is not form-encoded, or lacks a parameter",
        "wire log (HTTP 400)",
        "2021-07-19",
        "request-parameter-missing",
        parameter="grant_type",
    ),
    seen_refusal(
        "grant-unsupported",
        "token",
        TokenError(70003, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'."),
        "a grant that this authority does not know",
        f"number: {DOCS}; wording {UNVERIFIED}",
        "2025-09",
        "grant-type-unsupported",
        grant="unknown",
    ),
    seen_refusal(
        "scope-two-resources",
        "scope",
        TokenError(
            28000,
            "invalid_request",
            "Provided value for the input parameter scope is not valid because it contains more than one resource. "
            "Scope {scope} is not valid.",
        ),
        "scopes of Graph and of Outlook in one token request",
        "Earlybyte/aad_oauth#328; the error value is unverified",
        "2024-07-17",
        scope="https://graph.microsoft.com/User.Read https://outlook.office.com/SMTP.Send",
    ),
    seen_refusal(
        "scope-unknown",
        "scope",
        TokenError(
            70011,
            "invalid_scope",
            "The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
        ),
        "a misspelt scope name",
        "entra-docs; O365/python-o365#427",
        "2020",
        scope="https://outlook.office.com/IMAP.AccessUser.All",
    ),
    seen_refusal(
        "scope-not-default",
        "scope",
        TokenError(
            1002012,
            "invalid_scope",
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with "
            "/.default suffixed to the resource identifier (application ID URI).",
        ),
        "named permissions asked for with client credentials",
        "microsoftgraph/msgraph-sdk-python#181; MSAL Go",
        "2023",
        "scope-default-required",
        scope="https://outlook.office.com/SMTP.Send",
    ),
    seen_refusal(
        "resource-not-found",
        "scope",
        TokenError(
            500011,
            "invalid_resource",
            "The resource principal named {resource} was not found in the tenant named {tenant_name}. This can "
            "happen if "
            "the application has not been installed by the administrator of the tenant or consented to by any user in "
            "the tenant. You might have sent your authentication request to the wrong tenant.",
        ),
        "a misspelt resource in front of a scope, or a tenant without Exchange Online",
        "MSAL.NET MockHelpers; simonrob/email-oauth2-proxy#389",
        "2024",
        "resource-not-in-tenant",
        resource="https://outlook.ofice.com",
        tenant_name="Contoso",
    ),
    seen_refusal(
        "scope-not-on-resource",
        "authorize",
        TokenError(
            650053,
            "invalid_client",
            "The application asked for scope '{scope}' that doesn't exist on the resource "
            "'00000003-0000-0000-c000-000000000000'. Contact the app vendor.",
        ),
        "a misspelt scope name at sign-in",
        "MicrosoftDocs/azure-docs#67211",
        "2020",
        "scope-unknown",
    ),
    seen_refusal(
        "response-type-unsupported",
        "authorize",
        TokenError(
            700054,
            "unsupported_response_type",
            "response_type '{response_type}' is not enabled for the application.",
        ),
        "a sign-in that asks for tokens instead of a code",
        f"text: {DOCS}; the condition is {UNVERIFIED}",
        "2025-09",
        "response-type-not-enabled",
    ),
    seen_refusal(
        "method-unsupported",
        "token",
        TokenError(
            900561,
            "invalid_request",
            "The endpoint only accepts POST requests. Received a {method} request.",
            status=405,
        ),
        "a token URL opened in a browser",
        f"text: {DOCS}; the status is {UNVERIFIED}",
        "2025-09",
        "request-malformed",
        method="GET",
    ),
    # The code
    seen_refusal(
        "code-redeemed",
        "code",
        TokenError(
            54005,
            "invalid_grant",
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
            "refresh token.",
        ),
        "a code posted twice",
        "simonrob/email-oauth2-proxy#183",
        "2023-07-14",
        "authorization-code-used",
    ),
    seen_refusal(
        "code-expired",
        "code",
        TokenError(
            70008,
            "invalid_grant",
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "
            "authorization request for this user and resource.",
        ),
        "a code pasted later than ten minutes after the sign-in",
        f"first sentence: {DOCS}; the rest is {UNVERIFIED}",
        "2025-09",
        "authorization-code-expired",
    ),
    seen_refusal(
        "code-malformed",
        "code",
        TokenError(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid."),
        "a code cut at the wrong place",
        "two independent captures of the real service",
        "2025",
        "refresh-token-malformed",
    ),
    seen_refusal(
        "code-verifier-wrong",
        "code",
        TokenError(
            501481,
            "invalid_grant",
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        ),
        "a PKCE verifier of another sign-in, or none",
        f"text: {DOCS}; the error value is {UNVERIFIED}",
        "2025-09",
        "pkce-mismatch",
    ),
    seen_refusal(
        "redirect-uri-mismatch",
        "code",
        TokenError(
            50011,
            "invalid_client",
            "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured "
            "for "
            "the application '{client_id}'. Make sure the redirect URI sent in the request matches one added to your "
            "application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about "
            "how to fix this.",
        ),
        "a redirect URI that differs by a slash, its case, its scheme or its platform",
        "Microsoft support article on AADSTS50011; the error value at /token from 2019",
        "2019",
    ),
    # The user
    seen_refusal(
        "user-disabled",
        "user",
        TokenError(50057, "invalid_grant", "The user account is disabled."),
        "a service account that somebody switched off",
        f"text: {DOCS}; the error value is {UNVERIFIED}",
        "2025-09",
    ),
    seen_refusal(
        "password-wrong",
        "sign-in",
        TokenError(50126, "invalid_grant", "Error validating credentials due to invalid username or password."),
        "a wrong password on the sign-in page",
        "captures of the real service (HTTP 400)",
        "2025-02-27",
    ),
    seen_refusal(
        "mfa-required",
        "user",
        TokenError(
            50076,
            "invalid_grant",
            "Due to a configuration change made by your administrator, or because you moved to a new location, you "
            "must "
            "use multi-factor authentication to access '00000002-0000-0ff1-ce00-000000000000'.",
            suberror="basic_action",
        ),
        "an unattended account that a new policy asks for a second factor",
        "capture of the v2 endpoint",
        "2023-11-25",
    ),
    seen_refusal(
        "conditional-access-blocked",
        "user",
        TokenError(
            53003,
            "invalid_grant",
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
            suberror="message_only",
        ),
        "a policy that blocks the place or the application",
        "azidentity log of the v2 endpoint",
        "2025-03-07",
        claims='{"access_token":{"capolids":{"essential":true,"values":["c3b6a1f0-2a54-4d0c-9d0e-5f1f7f3a8b21"]}}}',
    ),
)
