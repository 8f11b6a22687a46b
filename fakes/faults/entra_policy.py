"""How Entra ID refuses by tenant, audience, registration and resource: what was registered where."""

from __future__ import annotations

from .published import refusal

ENTRA_POLICY = (
    # The application and the authority
    refusal(
        "app-disabled",
        "client",
        7000112,
        "unauthorized_client",
        "Application '{client_id}'({app_name}) is disabled.",
        "an application that an administrator switched off",
        "app-disabled",
    ),
    refusal(
        "app-disabled-in-tenant",
        "authority",
        7000116,
        "unauthorized_client",
        "Client application '{client_id}'({app_name}) is disabled in tenant {tenant_name}. Please review the "
        "documentation: https://go.microsoft.com/fwlink/?linkid=2167553",
        "an application that Microsoft switched off",
        "app-disabled",
    ),
    refusal(
        "app-not-for-this-tenant",
        "authority",
        650059,
        "unauthorized_client",
        "The application is not configured for use in the tenant.",
        "another organisation's single-tenant application",
        "authority-not-multitenant",
    ),
    refusal(
        "app-id-empty",
        "authority",
        700038,
        "unauthorized_client",
        "00000000-0000-0000-0000-000000000000 is not a valid application identifier.",
        "a client id that nobody filled in",
        "client-id-not-a-guid",
    ),
    refusal(
        "app-misconfigured",
        "authority",
        650056,
        "invalid_client",
        "Misconfigured application. This could be due to one of the following: the client has not listed any "
        "permissions for '{resource}' in the requested permissions in the client's application registration. Or, the "
        "admin has not consented in the tenant. Or, check the application identifier in the request to ensure it "
        "matches the configured client application identifier. Or, check the certificate in the request to ensure "
        "it's valid. Please contact your admin to fix the configuration or consent on behalf of the tenant. Client app "
        "ID: {client_id}.",
        "a registration that lists no API permission",
        "permission-not-registered",
    ),
    refusal(
        "authority-work-accounts-only",
        "authority",
        9002332,
        "invalid_request",
        "Application '{client_id}'({app_name}) is configured for use by Azure Active Directory users only. Please do "
        "not use the /consumers endpoint to serve this request.",
        "an application for work accounts used with /consumers",
        "authority-wrong-account-kind",
    ),
    refusal(
        "authority-personal-accounts-only",
        "authority",
        9002331,
        "invalid_request",
        "Application '{client_id}'({app_name}) is configured for use by Microsoft Account users only. Please use the "
        "/consumers endpoint to serve this request.",
        "an application for personal accounts used with a tenant",
        "authority-wrong-account-kind",
    ),
    refusal(
        "tenant-blocked-inactive",
        "tenant",
        5000225,
        "invalid_request",
        "This tenant has been blocked due to inactivity.",
        "a tenant that nobody used for so long that Microsoft closed it",
        "tenant-blocked",
    ),
    refusal(
        "tenant-restricted",
        "authority",
        500021,
        "access_denied",
        "Access to '{tenant_name}' tenant is denied.",
        "a company proxy that lets its users into named tenants only",
        "tenant-access-restricted",
    ),
    refusal(
        "tenant-restricted-v2",
        "authority",
        500022,
        "access_denied",
        "Access to '{tenant_name}' tenant is denied.",
        "tenant restrictions of the second kind",
        "tenant-access-restricted",
    ),
    refusal(
        "client-credentials-without-secret",
        "app-only",
        7000216,
        "invalid_client",
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
        "client credentials without any credential",
        "client-secret-missing",
    ),
    refusal(
        "client-id-ambiguous",
        "authority",
        7000110,
        "invalid_request",
        "Request is ambiguous, multiple application identifiers found.",
        "one client id in the form and another in the Authorization header",
        "client-id-ambiguous",
    ),
    refusal(
        "client-secret-unexpected-personal",
        "authority",
        90023,
        "invalid_request",
        "Public clients can't send a client secret.",
        "a secret sent to /consumers by an application that is public there",
        "client-not-confidential",
        evidence="O365/python-o365#1189; onedrive-client#4",
        seen="2025-10",
    ),
    # Resource and consent
    refusal(
        "resource-disabled",
        "scope",
        500014,
        "invalid_resource",
        "The service principal for resource '{resource}' is disabled. This indicate that a subscription within the "
        "tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens "
        "from being issued for it.",
        "a tenant whose Exchange Online lapsed or was switched off",
        "resource-not-in-tenant",
        resource="00000002-0000-0ff1-ce00-000000000000",
    ),
)
