"""What several settings checks ask alike: the shapes of values, and which rules apply to this profile."""

from __future__ import annotations

import re

from ..check import FATAL, WARNING, not_applied
from .profile import Profile
from .references import Secret

GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.I)
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
MANY_TENANTS = ("common", "organizations", "consumers")
CONSUMERS_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
SEVERITY_BY_POLICY = {"forbid": FATAL, "warn": WARNING}
_LEFT_IN = re.compile(r'<.*>|\[.*\]|\{[^"]*\}|\$\w+|\$\{.*\}|.*\.\.\.|your[-_ ].*|change.?me|todo|x{4,}', re.I)
_MASK = re.compile(r"[*\u2022\u25cf\u00b7.xX#-]{3,}")
_MASKED_PORTAL = re.compile(r"[^*\u2022\u25cf]{0,4}[*\u2022\u25cf]{3,}[^*\u2022\u25cf]{0,4}")


def is_placeholder(text: str) -> bool:
    """Is `text` what documentation writes where a value belongs (`<secret>`, `[tenantid]`, `$NAME`, `...`)?"""
    return bool(_LEFT_IN.fullmatch(text.strip()))


def is_masked(text: str) -> bool:
    """Is `text` what a portal shows instead of a secret?"""
    return bool(_MASK.fullmatch(text.strip()) or _MASKED_PORTAL.fullmatch(text.strip()))


def is_one_tenant(tenant: str) -> bool:
    """Does `tenant` name one tenant, and not a group of them?"""
    return tenant.lower() not in MANY_TENANTS


def presets_only(profile: Profile) -> None:
    """Leave a rule about Microsoft's hosts alone where the hosts are not Microsoft's."""
    if not profile.cloud.is_preset:
        not_applied('cloud = "custom": rules about Microsoft\'s hosts, ports and scopes do not apply')


def is_aem(profile: Profile) -> bool:
    """Are these the settings of Adobe Experience Manager, for which some rules are stricter?"""
    return "aem" in profile.product.name.lower() or profile.product.edition != "other"


def said_of(secret: Secret) -> str:
    """What may be shown of a secret: its length, and for a long one the first 8 hex digits of its SHA-256."""
    fingerprint = secret.fingerprint()
    return f"{len(secret)} characters" + (f", sha256 {fingerprint}" if fingerprint else "")
