"""How Entra ID refuses an account: its state, its home and what it was assigned to."""

from __future__ import annotations

from .published import DOCS, refusal

_NOT_HERE = (
    "User account '{user}' from identity provider '{idp}' does not exist in tenant '{tenant_name}' and cannot access "
    "the "
    "application '{client_id}'({app_name}) in that tenant. The account needs to be added as an external user in the "
    "tenant first. Sign out and sign in again with a different Azure Active Directory user account."
)

ENTRA_ACCOUNT = (
    # The account
    refusal(
        "user-deleted",
        "user",
        500341,
        "invalid_grant",
        "The user account {user_id} has been deleted from the {tenant_id} directory. To sign into this application, "
        "the "
        "account must be added to the directory.",
        "a service account that somebody deleted",
        "user-disabled",
        evidence="MSAL.NET documentation (wam-errors): V2Error invalid_grant",
        seen="2026",
    ),
    refusal(
        "user-locked",
        "sign-in",
        50053,
        "invalid_grant",
        "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
        "something that goes on trying an old password",
        "user-locked",
        evidence=f"text: {DOCS}; older captures say unauthorized_client",
        seen="2019-06-06",
    ),
    refusal(
        "password-expired",
        "sign-in",
        50055,
        "invalid_grant",
        "The password is expired.",
        "a service account whose password has an end date",
        "password-expired",
        "user_password_expired",
        evidence="HDInsight documentation (v1.0 body); the v2.0 error value is unverified",
        seen="2019-06-06",
    ),
    refusal(
        "user-without-password",
        "sign-in",
        50056,
        "invalid_grant",
        "Invalid or missing password: password does not exist in the directory for this user.",
        "a password sent for an account that signs in elsewhere",
        "password-wrong",
    ),
    refusal(
        "user-not-assigned",
        "user",
        50105,
        "invalid_grant",
        "Your administrator has configured the application {app_name} ('{client_id}') to block users unless they are "
        "specifically granted ('assigned') access to the application.  The signed in user '{user}' is blocked because "
        "they are not a direct member of a group with access, nor had access directly assigned by an administrator. "
        "Please contact your administrator to assign access to this application.",
        "an application that only assigned users may use",
        "user-not-assigned-to-app",
        user="svc-forms@contoso.example",
        app_name="oauthmail example",
    ),
    refusal(
        "account-not-in-tenant",
        "guest",
        50020,
        "invalid_grant",
        _NOT_HERE,
        "an account of another tenant, or a personal one, that is no guest here",
        "user-not-in-tenant",
    ),
    refusal(
        "account-removed-from-tenant",
        "guest",
        90072,
        "invalid_grant",
        _NOT_HERE,
        "a guest who was removed while the refresh token lived on",
        "user-not-in-tenant",
    ),
    refusal(
        "guest-not-redeemed",
        "guest",
        50014,
        "invalid_grant",
        "The user's redemption is in a pending state. The guest user account is not fully created yet.",
        "a guest who has not accepted the invitation",
        "user-not-in-tenant",
    ),
    refusal(
        "account-personal-at-organizations",
        "guest",
        500200,
        "invalid_request",
        "User account '{user}' is a personal Microsoft account. Personal Microsoft accounts are not supported for this "
        "application unless explicitly invited to an organization. Try signing out and signing back in with an "
        "organizational account.",
        "a personal account at /organizations",
        "authority-wrong-account-kind",
    ),
    refusal(
        "account-personal-not-enabled",
        "guest",
        9002339,
        "invalid_request",
        "Unsupported user account for this endpoint. The user is a Microsoft Accounts user, but this app does not have "
        "the Microsoft account audience enabled. Either enable Microsoft account support to use the /common endpoint "
        "or "
        "use the tenanted endpoint to target a specific Azure AD tenant for auth.",
        "a personal account in an application for work accounts",
        "authority-wrong-account-kind",
    ),
    refusal(
        "account-work-at-consumers",
        "guest",
        500207,
        "invalid_request",
        "The account type can't be used for the resource you're trying to access.",
        "a work account at /consumers",
        "authority-wrong-account-kind",
    ),
    refusal(
        "guest-outbound-blocked",
        "guest",
        500212,
        "access_denied",
        "The user's administrator has set an outbound access policy that does not allow access to the resource tenant.",
        "a guest whose own organisation does not let them out",
        "tenant-access-restricted",
    ),
    refusal(
        "guest-inbound-blocked",
        "guest",
        500213,
        "access_denied",
        "The resource tenant's cross-tenant access policy does not allow this user to access this tenant.",
        "a guest whom this tenant does not let in",
        "tenant-access-restricted",
    ),
    refusal(
        "guest-device-not-trusted",
        "guest",
        530004,
        "invalid_grant",
        "AcceptCompliantDevice setting isn't configured for this organization. The admin needs to configure this "
        "setting "
        "to allow external users access to protected resources.",
        "a guest whose device this tenant does not trust",
        "tenant-access-restricted",
    ),
    refusal(
        "guest-home-risk",
        "guest",
        53011,
        "invalid_grant",
        "User blocked due to risk on home tenant.",
        "a guest whom their own organisation takes for stolen",
        "conditional-access-blocked",
    ),
)
