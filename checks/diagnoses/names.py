"""Entra's names for its errors: audit logs (LogonError) and sign-in logs write them in place of number and sentence.

From Microsoft's reference of error codes (MicrosoftDocs/azure-docs, 2020-04, and the present page). Names that any
program might use (InvalidRequest, RequestTimeout) are left out; the others count near a word of Microsoft's service.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .model import Words

_NAMES = {
    "tenant-not-found": ("InvalidTenantName",),
    "tenant-not-named": ("MissingTenantRealmAndNoUserInformationProvided", "MissingTenantRealm"),
    "authority-wrong-account-kind": (
        "V1ResourceV2GlobalEndpointNotSupported",
        "NonConvergedAppV2GlobalEndpointNotSupported",
    ),
    "national-cloud-wrong": ("NationalCloudTenantRedirection", "NationalCloudAuthCodeRedirection"),
    "authority-host-unknown": ("NoSuchInstanceForDiscovery",),
    "entra-throttled": ("TenantThrottlingError",),
    "entra-unavailable": (
        *("MsodsServiceUnavailable", "MsodsServiceUnretryableFailure", "ExternalServerRetryableError"),
        *("GraphRetryableError", "GraphServiceUnreachable", "RequestBudgetExceededError", "SasRetryableError"),
        *("MsaServerError", "TokenIssuanceError"),
    ),
    "client-secret-expired": ("InvalidClientSecretExpiredKeysProvided",),
    "app-not-in-tenant": ("UnauthorizedClient_DoesNotMatchRequest",),
    "app-disabled": ("UnauthorizedClientApplicationDisabled",),
    "refresh-token-expired": ("ExpiredOrRevokedGrantInactiveToken",),
    "refresh-token-revoked": ("FreshTokenNeeded",),
    "refresh-token-sign-in-frequency": ("BadTokenDueToSignInFrequency",),
    "session-changed": ("SsoArtifactInvalidOrExpired", "SsoArtifactRevoked"),
    "mfa-required": (
        *("UserStrongAuthClientAuthNRequired", "UserStrongAuthClientAuthNRequiredInterrupt"),
        *("UserStrongAuthEnrollmentRequired", "UserStrongAuthEnrollmentRequiredInterrupt"),
        *("UserStrongAuthExpired", "ProofUpBlockedDueToRisk", "ExternalSecurityChallenge"),
    ),
    "conditional-access-blocked": (
        *("BlockedByConditionalAccess", "BlockedByConditionalAccessOnSecurityPolicy"),
        *("ConditionalAccessFailed", "DevicePolicyError"),
    ),
    "device-required": (
        *("DeviceAuthenticationRequired", "DeviceNotCompliant", "DeviceNotDomainJoined"),
        *("DeviceIsNotWorkplaceJoined", "DeviceInformationNotProvided", "ApplicationUsedIsNotAnApprovedApp"),
        *("BrokerAppNotInstalled", "ProtectionPolicyRequired"),
    ),
    "user-disabled": ("UserDisabled",),
    "user-not-in-tenant": (
        *("UserAccountNotFound", "UserAccountNotInDirectory", "SsoUserAccountNotFoundInResourceTenant"),
        *("GuestUserInPendingState", "PassThroughUserMfaError"),
    ),
    "user-locked": ("IdsLocked",),
    "password-expired": (
        *("InvalidPasswordExpiredPassword", "InvalidPasswordExpiredOnPremPassword"),
        "PasswordChangeCompromisedPassword",
    ),
    "password-wrong": ("InvalidUserNameOrPassword",),
    "interaction-required": (
        *("UserInformationNotProvided", "PasswordResetRegistrationRequiredInterrupt", "ConflictingIdentities"),
        *("KmsiInterrupt", "CmsiInterrupt"),
    ),
    "on-premises-sign-in-failed": (
        *("OnPremiseStoreIsNotAvailable", "OnPremisePasswordValidatorRequestTimedout"),
        *("OnPremisePasswordValidatorErrorOccurredOnPrem", "OnPremisePasswordValidationTimeSkew"),
        *("OnPremisePasswordValidatorUnpredictableWebException", "OnPremisePasswordValidationEncryptionException"),
        "OnPremisePasswordValidationAccountLogonInvalidHours",
    ),
    "consent-missing": ("DelegationDoesNotExist",),
    "admin-consent-required": ("AdminConsentRequired", "GraphUserUnauthorized"),
    "consent-declined": ("UserDeclinedConsent",),
    "scope-two-resources": ("InvalidMultipleResourcesScope", "InvalidResourcelessScope"),
    "user-not-assigned-to-app": ("EntitlementGrantsNotFound",),
    "redirect-uri-mismatch": ("InvalidReplyTo", "InvalidRedirectUri"),
    "authorization-code-other-tenant": ("InvalidGrantRedeemAgainstWrongTenant",),
    "permission-not-registered": ("TokenForItselfRequiresGraphPermission",),
    "device-code-expired": ("BadVerificationCode", "InvalidDeviceFlowRequest"),
}

NAMES: Mapping[str, tuple[Words, ...]] = MappingProxyType(
    {id: tuple(Words(rf"\b{name}\b", 0.9, "entra", named=True) for name in names) for id, names in _NAMES.items()}
)
