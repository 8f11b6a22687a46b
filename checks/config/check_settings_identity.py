"""Is it said properly who asks (application), where (tenant) and for whom (mailbox)?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..check import WARNING, check, fail, not_applied
from .consumers import with_oauth
from .judging import (
    ADDRESS,
    CONSUMERS_TENANT,
    DOMAIN,
    GUID,
    is_aem,
    is_one_tenant,
    is_placeholder,
)
from .profile import Authority, Profile

FIRST_WITH_OAUTH = (6, 5, 15, 0)
REFRESH_TOKEN_DAYS = 90


@check("settings.client_id", refs=["R06", "Microsoft: application (client) ID"])
def check_client_id_is_an_application_id(profile: Profile) -> None:
    """The client id is an application id, and not the tenant's."""
    client_id = profile.grant.client_id
    registered = profile.app_registration.client_id
    if is_placeholder(client_id):
        fail("client_id still holds a placeholder or its brackets", "settings-client-id")
    if client_id.lower() == profile.authority.tenant.lower():
        fail("client_id and tenant are the same value", "settings-client-id")
    if profile.cloud.is_preset and not GUID.fullmatch(client_id):
        fail(f"client_id is not a GUID; it has {len(client_id)} characters", "settings-client-id")
    if registered and registered.lower() != client_id.lower():
        fail("client_id differs from app_registration.client_id", "settings-client-id")


@check("settings.tenant", refs=["S32", "S44", "Microsoft: OAuth 2.0 endpoints"])
def check_tenant_is_one_that_entra_can_know(profile: Profile) -> None:
    """The tenant is a GUID, a domain, or common, organizations or consumers."""
    tenant = profile.authority.tenant
    if is_placeholder(tenant) or re.search(r"[\s/\\@:\[\]<>{}?#]", tenant):
        fail("tenant still holds a placeholder, its brackets, or part of an address", "settings-tenant")
    if not profile.cloud.is_preset or not is_one_tenant(tenant):
        return
    if not (GUID.fullmatch(tenant) or DOMAIN.fullmatch(tenant)):
        fail("tenant is neither a GUID nor a domain name", "settings-tenant")


@check("settings.mailbox", refs=["G08", "Microsoft: SASL XOAUTH2"])
def check_mailbox_is_an_address(profile: Profile) -> None:
    """The mailbox and the signed-in user are e-mail addresses."""
    mailbox = profile.mailbox
    for key, value in (("xoauth2_user", mailbox.xoauth2_user), ("signed_in_user", mailbox.signed_in_user)):
        if is_placeholder(value) or not ADDRESS.fullmatch(value):
            fail(f"mailbox.{key} is not an e-mail address", "settings-mailbox")


@check("settings.one_user", refs=["R12", "S95"], severity=WARNING)
def check_one_token_serves_one_user(profile: Profile) -> None:
    """The token's user and every user name in XOAUTH2 are the same, or the mailbox is said to be shared."""
    if profile.grant.flow == "client_credentials":
        not_applied("with client_credentials nobody signs in")
    if profile.mailbox.shared:
        not_applied("mailbox.shared = true: the token's user opens somebody else's mailbox")
    signed_in = profile.mailbox.signed_in_user
    names = [("mailbox.xoauth2_user", profile.mailbox.xoauth2_user)]
    for one in with_oauth(profile):
        names += [(one.place("smtp_user"), one.smtp.user)] if one.smtp else []
        names += [(one.place("receive_user"), one.receive.user)] if one.receive else []
    others = dict.fromkeys(key for key, user in names if user.lower() != signed_in.lower())
    if others:
        fail(f"{', '.join(others)}: not the signed-in user {signed_in}", "settings-one-user")


@check("settings.from_address", refs=["R13", "S83"], severity=WARNING)
def check_from_is_the_mailbox_or_sendable(profile: Profile) -> None:
    """The From address is the mailbox, or one that it is said to send as."""
    if not profile.smtp:
        not_applied("the profile does not send")
    mailbox = profile.mailbox
    allowed = {address.lower() for address in (mailbox.xoauth2_user, *mailbox.send_as)}
    froms = [(one.place("from_address"), one.from_address) for one in with_oauth(profile) if one.smtp]
    strangers = dict.fromkeys(key for key, address in froms if address.lower() not in allowed)
    if strangers:
        fail(f"{', '.join(strangers)}: neither {mailbox.xoauth2_user} nor in mailbox.send_as", "settings-from-address")


@check("settings.legs", refs=["R09", "S44", "S59", "Microsoft: OAuth 2.0 authorization code flow"])
def check_both_legs_use_one_authority_and_redirect_uri(profile: Profile) -> None:
    """Sign-in, token and refresh requests go to one authority, with one redirect URI."""
    authority, grant = profile.authority, profile.grant
    urls = {"authorize": authority.legs_authorize, "token": authority.legs_token, "refresh": authority.legs_refresh}
    stated = {f"authority.legs.{leg}": url for leg, url in urls.items() if url}
    seen = authority.observed_app_tenant
    if not stated and not seen and grant.token_redirect_uri is None:
        not_applied("neither authority.legs, authority.observed_app_tenant nor grant.token_redirect_uri is stated")
    for key, url in stated.items():
        parts = urlsplit(url)
        aliases = {authority.host, *(profile.cloud.login_hosts if profile.cloud.is_preset else ())}
        if parts.hostname not in aliases or (not profile.cloud.is_preset and parts.netloc != _netloc(authority)):
            fail(f"{key} is at {parts.hostname}, and the authority at {authority.host}", "settings-legs")
        tenant = parts.path.strip("/").partition("/")[0]
        if _other_tenant(tenant, authority.tenant):
            fail(f"{key} is of another tenant than authority.tenant", "settings-legs")
    if seen and _other_tenant(seen, authority.tenant):
        fail("authority.observed_app_tenant is another than authority.tenant", "settings-legs")
    if grant.token_redirect_uri is not None and grant.token_redirect_uri != grant.redirect_uri:
        fail("grant.token_redirect_uri is not grant.redirect_uri, letter for letter", "settings-legs")


def _netloc(authority: Authority) -> str:
    return urlsplit(authority.login_base).netloc


def _other_tenant(one: str, other: str) -> bool:
    """Are these surely two? A GUID and a domain may be names of the same tenant."""
    guid_and_domain = bool(GUID.fullmatch(one)) != bool(GUID.fullmatch(other))
    may_be_same = guid_and_domain and is_one_tenant(one) and is_one_tenant(other)
    return one.lower() != other.lower() and not may_be_same


@check("settings.audience_tenant", refs=["R14", "S44"])
def check_single_tenant_app_uses_its_tenant(profile: Profile) -> None:
    """A single-tenant application signs in at its own tenant."""
    if profile.app_registration.sign_in_audience is None:
        not_applied("app_registration.sign_in_audience is not stated")
    tenant = profile.authority.tenant
    if profile.app_registration.sign_in_audience == "AzureADMyOrg" and not is_one_tenant(tenant):
        fail(f"sign_in_audience is AzureADMyOrg and tenant is {tenant}", "settings-audience-tenant")


@check("settings.audience_personal", refs=["R15", "S11"])
def check_personal_only_app_can_serve(profile: Profile) -> str | None:
    """An application for personal accounts only is used where that works."""
    if profile.app_registration.sign_in_audience is None:
        not_applied("app_registration.sign_in_audience is not stated")
    if profile.app_registration.sign_in_audience != "PersonalMicrosoftAccount":
        return None
    if is_aem(profile):
        fail("sign_in_audience is PersonalMicrosoftAccount, and the product is AEM", "settings-audience-personal")
    if profile.authority.tenant.lower() not in ("consumers", CONSUMERS_TENANT):
        fail("sign_in_audience is PersonalMicrosoftAccount, and tenant is not consumers", "settings-audience-personal")
    return "for personal accounts only, signing in at consumers"


@check("settings.sign_in_frequency", refs=["R32", "G07", "Microsoft: sign-in frequency"], severity=WARNING)
def check_sign_in_frequency_outlives_the_refresh_token(profile: Profile) -> None:
    """No sign-in frequency ends the refresh token before its 90 days."""
    days = profile.mailbox.sign_in_frequency_days
    if days is None:
        not_applied("mailbox.sign_in_frequency_days is not stated")
    if days < REFRESH_TOKEN_DAYS:
        fail(f"a policy asks the user to sign in again every {days} days", "settings-sign-in-frequency")


@check("settings.product_version", refs=["R34", "S01", "S65"])
def check_product_version_knows_oauth(profile: Profile) -> None:
    """The product's version can do OAuth 2.0 for mail."""
    product = profile.product
    if product.edition == "lts":
        fail("edition is lts, for which Adobe withdrew the page", "settings-product-version", severity=WARNING)
    if product.edition != "jee" or not product.version:
        not_applied("no version of AEM Forms on JEE is stated")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4}){1,3}", product.version):
        not_applied("product.version is not of the form 6.5.15.0")
    version = tuple(int(part) for part in product.version.split("."))
    if version < FIRST_WITH_OAUTH[: len(version)]:
        fail(f"version {product.version} is older than 6.5.15.0", "settings-product-version")
