"""Every key of a profile, by its full name: one flat table."""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import (
    BASE_URL,
    BOOLEAN,
    COUNT,
    DATETIME,
    HOST,
    PORT,
    SECRET,
    TEXT,
    TEXTS,
    TLS_LABEL,
    URL,
    URLS,
    WIRE,
    Kind,
    choice,
    choices,
    number,
)

FLOWS = ("authorization_code", "device_code", "client_credentials", "ropc", "static_access_token")
MECHANISMS = ("XOAUTH2", "OAUTHBEARER", "LOGIN", "PLAIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", "GSSAPI", "SCRAM-SHA-256")
CONSUMERS = ("email-service", "operation", "email-provider", "email-endpoint", "task-notifications", "other")

_SERVER: Mapping[str, Kind] = {"host": HOST, "port": PORT, "wire": WIRE}

# A key of a table that may be repeated has [] after the table's name.
SCHEMA: Mapping[str, Kind] = {
    "schema": choice("mail-oauth-subject/v0"),
    "product.name": TEXT,
    "product.version": TEXT,
    "product.edition": choice("jee", "osgi", "cloud-service", "lts", "other"),
    "authority.cloud": choice("public", "usgov-gcch", "usgov-dod", "china", "custom"),
    "authority.login_base": BASE_URL,
    "authority.tenant": TEXT,
    "authority.observed_app_tenant": TEXT,
    "authority.legs.authorize": URL,
    "authority.legs.token": URL,
    "authority.legs.refresh": URL,
    "app_registration.client_id": TEXT,
    "app_registration.sign_in_audience": choice(
        "AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"
    ),
    "app_registration.redirect_uris.web": URLS,
    "app_registration.redirect_uris.public": URLS,
    "app_registration.redirect_uris.spa": URLS,
    "app_registration.implicit.access_token": BOOLEAN,
    "app_registration.implicit.id_token": BOOLEAN,
    "app_registration.permissions[].resource": choice("graph", "exchange"),
    "app_registration.permissions[].name": TEXT,
    "app_registration.permissions[].kind": choice("delegated", "application"),
    "app_registration.consent[].resource": choice("graph", "exchange"),
    "app_registration.consent[].scopes": TEXTS,
    "app_registration.consent[].principal": choice("all", "user"),
    "app_registration.consent[].user": TEXT,
    "app_registration.secrets[].key_id": TEXT,
    "app_registration.secrets[].hint": TEXT,
    "app_registration.secrets[].ends": DATETIME,
    "grant.flow": choice(*FLOWS),
    "grant.client_auth": choice("secret_post", "secret_basic", "assertion_cert", "none"),
    "grant.client_id": TEXT,
    "grant.client_secret": SECRET,
    "grant.certificate.path": TEXT,
    "grant.certificate.key": SECRET,
    "grant.certificate.passphrase": SECRET,
    "grant.redirect_uri": URL,
    "grant.token_redirect_uri": URL,
    "grant.authorize_scopes": TEXTS,
    "grant.token_scopes": TEXTS,
    "grant.refresh_token.ref": SECRET,
    "grant.refresh_token.obtained_at": DATETIME,
    "grant.refresh_token.rotation": choice("persisted", "static", "unknown"),
    "grant.refresh_token_store": SECRET,
    "grant.access_token": SECRET,
    "grant.store_lag_s": COUNT,
    "mailbox.xoauth2_user": TEXT,
    "mailbox.signed_in_user": TEXT,
    "mailbox.from_address": TEXT,
    "mailbox.shared": BOOLEAN,
    "mailbox.send_as": TEXTS,
    "mailbox.sign_in_frequency_days": number(1, 3650),
    "send.enabled": BOOLEAN,
    **{f"send.{key}": kind for key, kind in _SERVER.items()},
    "send.tls": TLS_LABEL,
    "send.mechanisms": choices(*MECHANISMS),
    "send.auth_required": BOOLEAN,
    "receive.enabled": BOOLEAN,
    "receive.protocol": choices("imap", "pop3"),
    **{f"receive.{key}": kind for key, kind in _SERVER.items()},
    **{f"receive.imap.{key}": kind for key, kind in _SERVER.items()},
    **{f"receive.pop3.{key}": kind for key, kind in _SERVER.items()},
    "receive.tls": TLS_LABEL,
    "receive.mechanisms": choices(*MECHANISMS),
    "receive.pop_two_line": BOOLEAN,
    "network.https_proxy": URL,
    "network.ca_bundle": TEXT,
    "network.tls_min": choice("1.2", "1.3"),
    "policy.basic_fallback": choice("forbid", "warn", "allow"),
    "policy.plaintext_token": choice("forbid"),
    "policy.least_privilege": choice("forbid", "warn", "allow"),
    "policy.rt_warn_days": COUNT,
    "policy.secret_warn_days": COUNT,
    "policy.logins_per_hour": number(1, 10**6),
    "consumers[].name": TEXT,
    "consumers[].kind": choice(*CONSUMERS),
    "consumers[].enabled": BOOLEAN,
    "consumers[].oauth": BOOLEAN,
    "consumers[].client_id": TEXT,
    "consumers[].client_secret": SECRET,
    "consumers[].refresh_token": SECRET,
    "consumers[].from_address": TEXT,
    "consumers[].smtp_host": HOST,
    "consumers[].smtp_port": PORT,
    "consumers[].smtp_auth": BOOLEAN,
    "consumers[].smtp_user": TEXT,
    "consumers[].smtp_password": SECRET,
    "consumers[].smtp_tls": TLS_LABEL,
    "consumers[].receive_host": HOST,
    "consumers[].receive_port": number(0, 65_535),
    "consumers[].receive_protocol": choice("imap", "pop3"),
    "consumers[].receive_user": TEXT,
    "consumers[].receive_password": SECRET,
    "consumers[].receive_tls": TLS_LABEL,
    "consumers[].dummy_passwords": BOOLEAN,
    "consumers[].timeout_s": COUNT,
    "consumers[].cron_expression": TEXT,
    "consumers[].repeat_count": number(-1, 10**9),
    "consumers[].repeat_interval_s": COUNT,
    "consumers[].start_delay_s": COUNT,
    "consumers[].batch_size": COUNT,
    "consumers[].user_name": TEXT,
    "consumers[].domain_name": TEXT,
    "consumers[].domain_pattern": TEXT,
    "consumers[].file_pattern": TEXT,
    "consumers[].recipient_successful_job": TEXT,
    "consumers[].recipient_failed_job": TEXT,
    "consumers[].char_set": TEXT,
    "consumers[].failed_job_folder": TEXT,
    "consumers[].asynchronous": BOOLEAN,
    "consumers[].validate_inbox": BOOLEAN,
}

# A value given where a table could stand, or at the top of the file, goes to the key that it is short for.
SHORT: Mapping[str, str] = {
    "mailbox": "mailbox.xoauth2_user",
    "tenant": "authority.tenant",
    "cloud": "authority.cloud",
    "login_base": "authority.login_base",
    "flow": "grant.flow",
    "client_auth": "grant.client_auth",
    "client_id": "grant.client_id",
    "client_secret": "grant.client_secret",
    "refresh_token": "grant.refresh_token.ref",
    "refresh_token_store": "grant.refresh_token_store",
    "access_token": "grant.access_token",
    "ca_bundle": "network.ca_bundle",
    "grant.refresh_token": "grant.refresh_token.ref",
    "grant.certificate": "grant.certificate.path",
}

# Keys without which a table that may be repeated says nothing.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "app_registration.permissions[]": ("resource", "name", "kind"),
    "app_registration.consent[]": ("resource", "scopes", "principal"),
    "app_registration.secrets[]": ("ends",),
    "consumers[]": ("name", "kind"),
}

FIVE_LINES = """\
mailbox = "svc@contoso.com"
tenant = "contoso.com"
client_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
client_secret = "env:MAIL_SECRET"
refresh_token = "file:/etc/tokens/svc.json#refresh_token"
"""


def five_lines() -> str:
    """The shortest profile, to be shown where one is missing."""
    return FIVE_LINES


def tables() -> frozenset[str]:
    """The full names of all tables; those that may be repeated end with []."""
    return frozenset(path[:dot] for path in SCHEMA for dot, char in enumerate(path) if char == ".")
