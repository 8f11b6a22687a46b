"""The 34 rules on a profile, and for each the checks that judge it or the refusal on reading that enforces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Rule:
    """`severity` as the rule states it: `fail` is FATAL, `warn` WARNING, `policy` as policy.basic_fallback says, `info`
    a remark of a check that passes, `refused` a profile that is not read. With two, the first is that of the check and
    the second one of its findings. `checks` are ids without `settings.`.
    """

    says: str
    severity: str
    checks: tuple[str, ...] = ()


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "R01": Rule("OAuth needs SMTP authentication switched on", "fail", ("smtp_auth",)),
        "R02": Rule("OAuth needs SMTP transport security TLS", "fail", ("smtp_tls",)),
        "R03": Rule("OAuth needs receive transport security TLS; its mode on the wire", "fail info", ("receive_tls",)),
        "R04": Rule("an email endpoint with OAuth receives by IMAP", "fail warn", ("endpoint_imap",)),
        "R05": Rule("task mail with OAuth has outgoing messages enabled", "fail", ("task_mail",)),
        "R06": Rule("the client id is a GUID, not the tenant's, without brackets", "fail", ("client_id",)),
        "R07": Rule(
            "the client secret is there, not its id, not masked; characters and ends",
            "fail warn",
            ("client_secret", "client_secret_id", "client_secret_characters", "secret_ends"),
        ),
        "R08": Rule(
            "the refresh token is there, in one piece, and is one",
            "fail warn",
            ("refresh_token", "refresh_token_kind", "secret_ends"),
        ),
        "R09": Rule("both legs have one authority and one redirect URI", "fail", ("legs",)),
        "R10": Rule("token scopes are of one resource and cover the use", "fail", ("scopes_resource", "scopes_use")),
        "R11": Rule("offline_access is asked for", "fail", ("offline_access",)),
        "R12": Rule("one token serves one user", "warn", ("one_user",)),
        "R13": Rule("From is the mailbox or one it may send as", "warn", ("from_address",)),
        "R14": Rule("a single-tenant application signs in at its tenant", "fail", ("audience_tenant",)),
        "R15": Rule("an application for personal accounts only", "fail info", ("audience_personal",)),
        "R16": Rule("cloud, login host and scope host belong together", "fail", ("cloud_hosts", "scopes_resource")),
        "R17": Rule("the switches of the implicit grant are off", "warn", ("implicit_grant",)),
        "R18": Rule("the redirect URI is under Web when there is a secret", "fail", ("redirect_platform",)),
        "R19": Rule("no scope beyond need", "warn", ("scopes_least",)),
        "R20": Rule("no consumer is left on basic authentication", "policy", ("basic_consumers",)),
        "R21": Rule("no password beside OAuth that is not a declared dummy", "policy", ("passwords",)),
        "R22": Rule("copies of id, secret and token are equal", "fail", ("copies",)),
        "R23": Rule("ports and TLS modes are those of Exchange Online", "fail warn", ("ports",)),
        "R24": Rule("the refresh token is kept up to date, or not about to end", "warn fail", ("rotation",)),
        "R25": Rule("one client secret is alive and does not end soon", "warn fail", ("client_secret_end",)),
        "R26": Rule("the flow renews its access token", "fail", ("flow_renews",)),
        "R27": Rule("client credentials are complete", "fail", ("app_only",)),
        "R28": Rule("no password mechanism beside XOAUTH2", "policy", ("mechanisms",)),
        "R29": Rule("POP3 uses the two-line form", "fail", ("pop3_two_line",)),
        "R30": Rule("endpoints do not poll too often", "warn", ("polling",)),
        "R31": Rule("no secret stands in the profile", "refused"),
        "R32": Rule("no sign-in frequency ends the refresh token early", "warn", ("sign_in_frequency",)),
        "R33": Rule("blank and None are the same; unknown values are refused", "refused"),
        "R34": Rule("the product's version can do OAuth", "fail warn", ("product_version",)),
    }
)
