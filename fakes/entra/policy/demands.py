"""What Conditional Access can demand that an unattended mail client cannot give, and which refusal says so.

Names for `Policy.demands` (everybody) and `User.demands` (one account). The order is that of the checks; it is
not known in the real service.
"""

from __future__ import annotations

DEMANDS = {
    "risk-password-change": "password-change-risk",
    "policy-password-change": "password-change-policy",
    "compliant-device": "device-not-compliant",
    "joined-device": "device-not-joined",
    "registered-device": "device-not-registered",
    "device-state": "device-state-required",
    "device-authentication": "device-authentication-required",
    "approved-app": "app-not-approved",
    "approved-app-list": "app-not-approved-by-policy",
    "app-protection": "app-protection-required",
    "supported-platform": "device-platform-unsupported",
    "managed-device": "device-not-managed",
    "known-device": "device-not-compliant-newer",
    "external-challenge": "external-challenge-required",
    "fresh-mfa": "mfa-expired",
    "strong-authentication": "strong-authentication-required",
    "reauthenticate": "refresh-token-reauthentication",
    "fresh-session": "session-sign-in-frequency",
    "sign-in-frequency-every-app": "refresh-token-sign-in-frequency-dead",
    "risk-block": "access-policy-blocks",
    "security-defaults": "security-defaults-blocked",
    "block": "conditional-access-blocked",
}
# The same of the two organisations of a guest; here the name is that of the refusal.
GUEST_DEMANDS = frozenset(
    {"guest-outbound-blocked", "guest-inbound-blocked", "guest-device-not-trusted", "guest-home-risk"}
)
KNOWN = frozenset(DEMANDS) | GUEST_DEMANDS | {"mfa"}
# An interactive sign-in satisfies these by taking place; they end the grants that went before.
ONLY_REFRESH = frozenset({"reauthenticate", "fresh-session", "sign-in-frequency-every-app", "fresh-mfa"})
