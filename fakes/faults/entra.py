"""How Entra ID refuses a refresh token, an application or a tenant; a fault and a real condition share an entry."""

from __future__ import annotations

from .model import UNVERIFIED, TokenError
from .published import DOCS, seen_refusal

ENTRA = (
    # The refresh token
    seen_refusal(
        "refresh-token-expired",
        "refresh",
        TokenError(
            700082,
            "invalid_grant",
            "The refresh token has expired due to inactivity.\u00a0The token was issued on {issued} and was inactive "
            "for {inactive}.",
            suberror="bad_token",
        ),
        "an application that goes on using the copy it was given and stores no newer token",
        "Azure CLI output, with the no-break space; the suberror is unverified",
        "2026-08-10",
        issued="2026-04-20T14:30:28.0990908Z",
        inactive="90.00:00:00",
    ),
    seen_refusal(
        "refresh-token-revoked",
        "refresh",
        TokenError(
            50173,
            "invalid_grant",
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have "
            "changed or reset their password. The grant was issued on '{issued}' and the TokensValidFrom date (before "
            "which tokens are not valid) for this user is '{valid_from}'.",
            suberror="bad_token",
        ),
        "a client that retries a dead grant instead of asking for a new sign-in",
        "azure-sdk-for-js recording of the real service",
        "2021-10-29",
        issued="2026-08-20T06:12:44.0000000Z",
        valid_from="2026-08-21T09:00:00.0000000Z",
    ),
    seen_refusal(
        "refresh-token-malformed",
        "refresh",
        TokenError(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid."),
        "a token that was cut, wrapped or encoded twice on its way into the settings",
        "two independent captures of the real service",
        "2025",
    ),
    seen_refusal(
        "refresh-token-of-another-app",
        "refresh",
        TokenError(70000, "invalid_grant", "Provided grant is invalid or malformed."),
        "a refresh token used with another application's client id",
        f"text: {DOCS}; this condition is {UNVERIFIED}",
        "2025-09",
        "refresh-token-invalid",
    ),
    seen_refusal(
        "refresh-token-sign-in-frequency",
        "refresh",
        TokenError(
            70043,
            "invalid_grant",
            "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The "
            "token was issued on {issued} and the maximum allowed lifetime for this request is {lifetime}.",
            suberror="token_expired",
        ),
        "an account under a Conditional Access sign-in frequency that no unattended client can meet",
        "simonrob/email-oauth2-proxy#181",
        "2023-07-06",
        issued="2026-11-20T14:27:05.8405153Z",
        lifetime="86400",
    ),
    # The application and its secret
    seen_refusal(
        "client-secret-wrong",
        "client",
        TokenError(
            7000215,
            "invalid_client",
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
            "not the client secret ID, for a secret added to app '{client_id}'.",
            status=401,
        ),
        "the secret id pasted for its value, or a secret with + % & that was not form-encoded",
        "Azure Arc documentation (HTTP 401), a Kubernetes log",
        "2020-08",
    ),
    seen_refusal(
        "client-secret-expired",
        "client",
        TokenError(
            7000222,
            "invalid_client",
            "The provided client secret keys for app '{client_id}' are expired. Visit the Azure portal to create new "
            "keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added "
            "security: https://aka.ms/certCreds.",
            status=401,
        ),
        "a secret whose end date nobody watches",
        "Bosh CPI log (HTTP 401)",
        "2019",
    ),
    seen_refusal(
        "client-secret-missing",
        "client",
        TokenError(
            7000218,
            "invalid_client",
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            status=401,
        ),
        "a confidential application redeemed as if it were a public one",
        "Microsoft support article on AADSTS7000218; the HTTP status is unverified",
        "2025",
    ),
    seen_refusal(
        "client-secret-unexpected",
        "client",
        TokenError(
            700025,
            "invalid_client",
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
            status=401,
        ),
        "a public application redeemed with a secret",
        "O365/python-o365#469",
        "2021",
        "client-not-confidential",
    ),
    seen_refusal(
        "app-not-in-tenant",
        "client",
        TokenError(
            700016,
            "unauthorized_client",
            "Application with identifier '{client_id}' was not found in the directory '{tenant_name}'. This can happen "
            "if the application has not been installed by the administrator of the tenant or consented to by any user "
            "in the tenant. You may have sent your authentication request to the wrong tenant.",
        ),
        "a client id of another tenant, or with a typing error",
        "many wire logs",
        "2020 to 2026",
    ),
    seen_refusal(
        "consent-missing",
        "consent",
        TokenError(
            65001,
            "invalid_grant",
            "The user or administrator has not consented to use the application with ID '{client_id}' named "
            "'{app_name}'. Send an interactive authorization request for this user and resource.",
            suberror="consent_required",
        ),
        "a scope that was added, or a consent that was withdrawn, after the refresh token was made",
        "captures of 2017; TheNetworg/oauth2-azure#135",
        "2017 to 2021",
    ),
    # The tenant
    seen_refusal(
        "tenant-not-found",
        "tenant",
        TokenError(
            90002,
            "invalid_tenant",
            "Tenant '{tenant_name}' not found. Check to make sure you have the correct tenant ID and are signing into "
            "the correct cloud. Check with your subscription administrator, this may happen if there are no active "
            "subscriptions for the tenant.",
        ),
        "a typing error in the tenant, or the wrong cloud",
        "a real log of the token endpoint; curl of the discovery document",
        "2020-11-24",
    ),
    seen_refusal(
        "tenant-malformed",
        "tenant",
        TokenError(
            900023,
            "invalid_request",
            "Specified tenant identifier '{tenant_name}' is neither a valid DNS name, nor a valid external domain.",
        ),
        "a placeholder left in the tenant",
        "MSAL.NET test recording",
        "2023-12-11",
        "tenant-not-found",
    ),
    seen_refusal(
        "authority-not-multitenant",
        "client",
        TokenError(
            50194,
            "invalid_request",
            "Application '{client_id}'({app_name}) is not configured as a multi-tenant application. Usage of the "
            "/common endpoint is not supported for such applications created after '10/15/2018'. Use a tenant-specific "
            "endpoint or configure the application to be multi-tenant.",
        ),
        "a single-tenant application used with /common",
        "simonrob/email-oauth2-proxy, reported log",
        "2022",
    ),
)
