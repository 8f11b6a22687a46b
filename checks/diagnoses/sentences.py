"""Microsoft's own sentences behind the AADSTS numbers, for texts and sign-in logs that pass on the sentence alone.

From the message templates (f-bader/EntraID-ErrorCodes, 2025-09) and Microsoft's reference of error codes. What other
programs might say as well counts only where the words are known to be Entra's (protocol entra).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .model import Words


def _own(*patterns: str) -> tuple[Words, ...]:
    return tuple(Words(pattern, 0.95) for pattern in patterns)


def _common(*patterns: str) -> tuple[Words, ...]:
    return tuple(Words(pattern, 0.8, "entra") for pattern in patterns)


SENTENCES: Mapping[str, tuple[Words, ...]] = MappingProxyType(
    {
        "tenant-blocked": _common(r"We are sorry, this resource is not available"),
        "tenant-access-restricted": _own(
            r"restricted proxy access on the tenant",
            r"outbound access policy that does not allow access to the resource tenant",
            r"cross-tenant access policy does not allow this user to access",
        ),
        "national-cloud-wrong": _own(r"Confidential Client isn't supported in Cross Cloud request"),
        "authority-not-multitenant": _common(r"application is not configured for use in the tenant"),
        "authority-wrong-account-kind": _own(
            r"is not supported over the /common or /consumers endpoints\. Please use",
            r"from external identity provider '[^'\n]{1,120}' is not supported for API version",
            r"account type can't be used for the resource you're trying to access",
            r"domain is not a valid login domain for the account type",
        ),
        "entra-unavailable": (
            *_own(r"unexpected, non-retryable error stemming from the directory service"),
            *_common(
                r"A transient error has occurred(?: during strong authentication)?\. Please try again",
                r"error issuing a token or an issue with our sign-in service",
                r"CCS could not serve the request",
            ),
        ),
        "client-certificate-refused": _own(
            r"used to sign the client assertion is not registered on application",
            r"Client assertion contains an invalid signature",
            r"Reason - The key was not found\W{1,3}Thumbprint of key used by client",
            r"No certificate thumbprint nor keyId specified in token header",
            r"Client assertion application identifier doesn't match 'client_id'",
            r"subject name in certificate is not authorized",
        ),
        "federated-credential-mismatch": _own(r"used to sign the federated credential could not be found"),
        "grant-of-another-client": _own(
            r"application identifier in the provided grant doesn't match 'client_id' parameter"
        ),
        "session-changed": _own(
            r"session is not valid due the following reasons: password expiration or recent password change"
        ),
        "refresh-token-sign-in-frequency": _own(r"due to re-authentication checks by conditional access"),
        "mfa-required": (
            *_own(
                r"Presented multi-factor authentication has expired due to policies configured",
                r"the user (?:must|is required to) use multi-factor authentication",
                r"complete the multi-factor authentication registration process",
                r"needs to enroll for second factor authentication",
                r"Cannot configure multi-factor authentication methods",
                r"authentication is required and the credential used [^\n]{1,60}is not supported as a First Factor",
            ),
            *_common(
                r"Limit on telecom MFA calls reached",
                r"Authentication failed during strong authentication request",
                r"User did not pass the MFA challenge",
            ),
        ),
        "conditional-access-blocked": (
            *_own(
                r"from a platform [^\n]{1,60}that's currently not supported through Conditional Access policy",
                r"delegated administrator was blocked from accessing the tenant due to account risk",
                r"tenant admin has configured a security policy that blocks this request",
            ),
            *_common(r"User blocked due to risk on home tenant"),
        ),
        "device-required": (
            *_own(
                r"Application does not meet the conditional access approved app requirements",
                r"Conditional Access policy requires a (?:compliant|domain joined) device",
                r"app used is not an approved app for Conditional Access",
                r"Your device is required to be (?:compliant|managed) to access this resource",
            ),
            *_common(
                r"Client app is a MAM app and device is not registered",
                r"device is not workplace joined",
                r"Failed to perform device authentication",
                r"Device object was not found in the tenant",
            ),
        ),
        "user-not-in-tenant": (
            *_own(r"does not exist in the directory or the user hasn't been explicitly added to the tenant"),
            *_common(r"user's redemption is in a pending state"),
        ),
        "user-locked": _common(r"tried to sign in too many times with an incorrect user ID or password"),
        "password-wrong": _common(
            r"Invalid or missing password: password does not exist in the directory",
            r"Credential validation on username or password has failed",
        ),
        "on-premises-sign-in-failed": _own(
            r"Authentication Agent is unable to (?:connect to Active Directory|validate user|decrypt password)",
        ),
        "user-not-assigned-to-app": _own(r"signed in user is not assigned to a role for the"),
        "app-not-in-tenant": _own(r"application wasn't found in the directory/tenant"),
        "interaction-required": (
            *_own(
                r"user confirmation is required for this request\. Please repeat the request allowing user interaction"
            ),
            *_common(
                r"provided access grant requires interaction",
                r"due to ['\"]Keep me signed in['\"] interrupt",
                r"Sign-in was interrupted (?:due to|because of) a password reset or password registration",
                r"User is required to permit SSO",
                r"Token acquisition in iframe failed due to timeout",
                r"\bmonitor_window_timeout\b",
            ),
        ),
        "scope-two-resources": _own(
            r"input parameter scope '[^'\n]{0,200}' isn't valid when requesting an access token"
        ),
        "resource-not-in-tenant": _own(
            r"resource is disabled or the resource named could not be found",
            r"that your organization '[^'\n]{0,120}' lacks a service principal for",
            r"asked for permissions to access a resource that has been removed or is no longer available",
        ),
        "permission-not-registered": _own(r"Misconfigured required resource access in client application"),
        "redirect-uri-mismatch": _own(
            r"input parameter 'redirect_uri' is not valid",
            r"does not match the \S{4,12} \S{3,10} configured for the application '",
            r"reply URI specified in the request contains invalid characters",
        ),
        "redirect-uri-differs-at-token": _own(r"Reply address must be provided when presenting an authorization code"),
        "authorization-code-expired": _own(r"Authentication failed due to flow token expired"),
        "request-malformed": _common(r"Requested query string is too long"),
        "device-code-pending": _own(r"OAuth 2\.0 device flow error\. Authorization is pending"),
        "device-code-expired": _common(r"request was already authorized or declined", r"user code is null or missing"),
    }
)
