"""Which hosts belong together: the login host, the Outlook resource and the mail hosts of each Microsoft cloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PUBLIC_RESOURCE = "https://outlook.office.com"


@dataclass(frozen=True, slots=True)
class Cloud:
    """One Microsoft cloud.

    `resources` are the prefixes that a mail scope may have, the usual one first; `app_only_resource` is the one
    asked for with client credentials. `other_hosts` are further hosts of that cloud to which a credential may
    be sent. `evidence` says where the names were seen, `unverified` which of them were not seen anywhere.
    """

    name: str
    login_base: str
    login_hosts: tuple[str, ...]
    resources: tuple[str, ...]
    app_only_resource: str
    smtp_host: str
    imap_host: str
    pop3_host: str
    other_hosts: tuple[str, ...] = ()
    evidence: str = ""
    unverified: tuple[str, ...] = ()

    @property
    def is_preset(self) -> bool:
        """Are the hosts Microsoft's, so that rules about Microsoft's hosts apply?"""
        return self.name != "custom"

    @property
    def resource(self) -> str:
        """The prefix of the mail scopes that are asked for by default."""
        return self.resources[0]

    def hosts(self) -> frozenset[str]:
        """Every host of this cloud to which its own credentials may be sent."""
        if not self.is_preset:
            return frozenset()
        return frozenset({*self.login_hosts, self.smtp_host, self.imap_host, self.pop3_host, *self.other_hosts})


_ALL = (
    Cloud(
        name="public",
        login_base="https://login.microsoftonline.com",
        login_hosts=("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"),
        resources=(PUBLIC_RESOURCE, "https://outlook.office365.com"),
        app_only_resource="https://outlook.office365.com",
        smtp_host="smtp.office365.com",
        imap_host="outlook.office365.com",
        pop3_host="outlook.office365.com",
        other_hosts=("smtp-mail.outlook.com", "smtp-hve.office365.com"),
        evidence="Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth, 2026-06; login aliases from "
        "recorded instance discovery; smtp-hve: tarickb/sasl-xoauth2#110",
    ),
    Cloud(
        name="usgov-gcch",
        login_base="https://login.microsoftonline.us",
        login_hosts=("login.microsoftonline.us", "login.usgovcloudapi.net"),
        resources=("https://outlook.office365.us",),
        app_only_resource="https://outlook.office365.us",
        smtp_host="smtp.office365.us",
        imap_host="outlook.office365.us",
        pop3_host="outlook.office365.us",
        evidence="login and Outlook host: tarickb/sasl-xoauth2 README; login alias from recorded instance discovery; "
        "SMTP host: third-party configurations only",
        unverified=("smtp.office365.us",),
    ),
    Cloud(
        name="usgov-dod",
        login_base="https://login.microsoftonline.us",
        login_hosts=("login.microsoftonline.us", "login.usgovcloudapi.net"),
        resources=("https://outlook-dod.office365.us",),
        app_only_resource="https://outlook-dod.office365.us",
        smtp_host="outlook-dod.office365.us",
        imap_host="outlook-dod.office365.us",
        pop3_host="outlook-dod.office365.us",
        evidence="login host: recorded instance discovery; Outlook host, as resource and mail host: third-party code "
        "only",
        unverified=("outlook-dod.office365.us",),
    ),
    Cloud(
        name="china",
        login_base="https://login.partner.microsoftonline.cn",
        login_hosts=("login.partner.microsoftonline.cn", "login.chinacloudapi.cn"),
        resources=("https://partner.outlook.cn",),
        app_only_resource="https://partner.outlook.cn",
        smtp_host="smtp.partner.outlook.cn",
        imap_host="partner.outlook.cn",
        pop3_host="partner.outlook.cn",
        evidence="login and Outlook host: tarickb/sasl-xoauth2 README, simonrob/email-oauth2-proxy example "
        "configuration; login alias from recorded instance discovery; SMTP host: third-party code only",
        unverified=("smtp.partner.outlook.cn",),
    ),
    Cloud(
        name="custom",
        login_base="",
        login_hosts=(),
        resources=(PUBLIC_RESOURCE, "https://outlook.office365.com"),
        app_only_resource="https://outlook.office365.com",
        smtp_host="",
        imap_host="",
        pop3_host="",
        evidence="not a Microsoft cloud: every host comes from the profile",
    ),
)

CLOUDS: Mapping[str, Cloud] = MappingProxyType({cloud.name: cloud for cloud in _ALL})
