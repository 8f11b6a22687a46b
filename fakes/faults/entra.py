"""Every word with which the fake Entra ID refuses: the same entry serves a fault and a real condition."""

from __future__ import annotations

from .model import UNVERIFIED, Behave, Fault, TokenError

_DOCS = "Microsoft error code reference (entra-docs) and EntraIDErrorCodes.csv (f-bader), 2025-09"
_TOKEN = ("token",)


def _refusal(
    id: str, moment: str, error: TokenError, shows: str, evidence: str, seen: str, diagnosis: str = "", **defaults: str
) -> Fault:
    return Fault(id, moment, _TOKEN, error, shows, evidence, seen, diagnosis or id, defaults=defaults)


ENTRA = (
    # The refresh token
    _refusal(
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
    _refusal(
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
    _refusal(
        "refresh-token-malformed",
        "refresh",
        TokenError(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid."),
        "a token that was cut, wrapped or encoded twice on its way into the settings",
        "two independent captures of the real service",
        "2025",
    ),
    _refusal(
        "refresh-token-of-another-app",
        "refresh",
        TokenError(70000, "invalid_grant", "Provided grant is invalid or malformed."),
        "a refresh token used with another application's client id",
        f"text: {_DOCS}; this condition is {UNVERIFIED}",
        "2025-09",
        "refresh-token-invalid",
    ),
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    # The request
    _refusal(
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
    _refusal(
        "grant-unsupported",
        "token",
        TokenError(70003, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'."),
        "a grant that this authority does not know",
        f"number: {_DOCS}; wording {UNVERIFIED}",
        "2025-09",
        "grant-type-unsupported",
        grant="unknown",
    ),
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
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
    _refusal(
        "response-type-unsupported",
        "authorize",
        TokenError(
            700054,
            "unsupported_response_type",
            "response_type '{response_type}' is not enabled for the application.",
        ),
        "a sign-in that asks for tokens instead of a code",
        f"text: {_DOCS}; the condition is {UNVERIFIED}",
        "2025-09",
        "response-type-not-enabled",
    ),
    _refusal(
        "method-unsupported",
        "token",
        TokenError(
            900561,
            "invalid_request",
            "The endpoint only accepts POST requests. Received a {method} request.",
            status=405,
        ),
        "a token URL opened in a browser",
        f"text: {_DOCS}; the status is {UNVERIFIED}",
        "2025-09",
        "request-malformed",
        method="GET",
    ),
    # The code
    _refusal(
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
    _refusal(
        "code-expired",
        "code",
        TokenError(
            70008,
            "invalid_grant",
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive "
            "authorization request for this user and resource.",
        ),
        "a code pasted later than ten minutes after the sign-in",
        f"first sentence: {_DOCS}; the rest is {UNVERIFIED}",
        "2025-09",
        "authorization-code-expired",
    ),
    _refusal(
        "code-malformed",
        "code",
        TokenError(9002313, "invalid_grant", "Invalid request. Request is malformed or invalid."),
        "a code cut at the wrong place",
        "two independent captures of the real service",
        "2025",
        "refresh-token-malformed",
    ),
    _refusal(
        "code-verifier-wrong",
        "code",
        TokenError(
            501481,
            "invalid_grant",
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        ),
        "a PKCE verifier of another sign-in, or none",
        f"text: {_DOCS}; the error value is {UNVERIFIED}",
        "2025-09",
        "pkce-mismatch",
    ),
    _refusal(
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
    _refusal(
        "user-disabled",
        "user",
        TokenError(50057, "invalid_grant", "The user account is disabled."),
        "a service account that somebody switched off",
        f"text: {_DOCS}; the error value is {UNVERIFIED}",
        "2025-09",
    ),
    _refusal(
        "password-wrong",
        "sign-in",
        TokenError(50126, "invalid_grant", "Error validating credentials due to invalid username or password."),
        "a wrong password on the sign-in page",
        "captures of the real service (HTTP 400)",
        "2025-02-27",
    ),
    _refusal(
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
    _refusal(
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
    # Trouble
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
