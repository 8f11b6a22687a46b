"""Good profiles to be spoiled by one change, and what every settings check says to a profile."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.check import CheckFailed
from checks.config import (
    Profile,
    SecretView,
    build,
    check_settings_consumers,
    check_settings_credentials,
    check_settings_identity,
    check_settings_scopes,
    check_settings_transport,
)

NOW = datetime(2026, 11, 23, 7, 42, tzinfo=UTC)
CLIENT_ID = "00001111-aaaa-2222-bbbb-3333cccc4444"
SECRET = "Zq8~Canary_Of-The.Client.Secret_7Hk2pLx9"
REFRESH_TOKEN = "1.CanaryOfTheRefreshToken_" + "Ab3-dE5_fG7" * 12
PASSWORD = "Canary-of-a-password"
ENVIRON = {
    "MAIL_SECRET": SECRET,
    "MAIL_TOKEN": REFRESH_TOKEN,
    "MAIL_PASSWORD": PASSWORD,
    "MAIL_SECRET_2": SECRET[::-1],
    "MAIL_TOKEN_2": REFRESH_TOKEN.replace("dE5", "dE6"),
}

FIVE: dict[str, Any] = {
    "mailbox": "svc@contoso.com",
    "tenant": "contoso.com",
    "client_id": CLIENT_ID,
    "client_secret": "env:MAIL_SECRET",
    "refresh_token": "env:MAIL_TOKEN",
}

OUTLOOK = "https://outlook.office.com/"
FULL: dict[str, Any] = {
    "product": {"name": "AEM Forms", "version": "6.5.21.0", "edition": "jee"},
    "authority": {"cloud": "public", "tenant": "contoso.com"},
    "app_registration": {
        "client_id": CLIENT_ID,
        "sign_in_audience": "AzureADMyOrg",
        "redirect_uris": {"web": ["https://localhost/back"], "public": ["http://localhost/public"]},
        "implicit": {"access_token": False, "id_token": False},
        "permissions": [{"resource": "graph", "name": "SMTP.Send", "kind": "delegated"}],
        "consent": [{"resource": "graph", "scopes": ["SMTP.Send"], "principal": "all"}],
        "secrets": [{"ends": "2027-06-01", "hint": "Zq8"}],
    },
    "grant": {
        "client_id": CLIENT_ID,
        "client_secret": "env:MAIL_SECRET",
        "redirect_uri": "https://localhost/back",
        "authorize_scopes": [OUTLOOK + "SMTP.Send", OUTLOOK + "IMAP.AccessAsUser.All", "offline_access"],
        "token_scopes": [
            OUTLOOK + "SMTP.Send",
            OUTLOOK + "IMAP.AccessAsUser.All",
            OUTLOOK + "POP.AccessAsUser.All",
            "offline_access",
        ],
        "refresh_token": {"ref": "env:MAIL_TOKEN", "obtained_at": "2026-11-01", "rotation": "static"},
    },
    "mailbox": {"xoauth2_user": "svc@contoso.com", "sign_in_frequency_days": 90},
    "send": {"tls": "TLS", "mechanisms": ["XOAUTH2"], "auth_required": True},
    "receive": {"protocol": ["imap", "pop3"], "tls": "TLS", "pop_two_line": True},
    "policy": {"basic_fallback": "forbid"},
    "consumers": [
        {
            "name": "Email Service",
            "kind": "email-service",
            "oauth": True,
            "smtp_auth": True,
            "smtp_port": 587,
            "smtp_tls": "TLS",
            "smtp_user": "svc@contoso.com",
            "receive_port": 993,
            "receive_protocol": "imap",
            "receive_tls": "TLS",
        },
        {"name": "Invoices", "kind": "email-endpoint", "oauth": True, "receive_protocol": "imap"},
        {"name": "Tasks", "kind": "task-notifications", "oauth": True, "enabled": True},
    ],
}

MODULES = (
    check_settings_consumers,
    check_settings_credentials,
    check_settings_identity,
    check_settings_scopes,
    check_settings_transport,
)


@dataclass(frozen=True)
class Said:
    """What one check said: `outcome` is pass, fail, warn or skip."""

    outcome: str
    said: str = ""
    diagnoses: tuple[str, ...] = ()


def changed(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `base` with dotted keys set; a number in a key is an index, None removes the key."""
    result: dict[str, Any] = copy.deepcopy(dict(base))
    for key, value in changes.items():
        *path, last = key.split(".")
        place: Any = result
        for part in path:
            place = place[int(part)] if part.isdigit() else place.setdefault(part, {})
        at: Any = int(last) if last.isdigit() else last
        if value is None:
            del place[at]
        else:
            place[at] = value
    return result


def profile_of(mapping: Mapping[str, Any], environ: Mapping[str, str] = ENVIRON) -> Profile:
    return build(mapping, "aem.toml", environ, NOW)


def checks() -> dict[str, tuple[Callable[..., None], str]]:
    """Every settings check by id, with its usual severity."""
    found: dict[str, tuple[Callable[..., None], str]] = {}
    for module in MODULES:
        for name, function in vars(module).items():
            if name.startswith("check_") and inspect.isfunction(function):
                mark = function.pytestmark[0]  # type: ignore[attr-defined]
                assert mark.kwargs["id"] not in found
                found[mark.kwargs["id"]] = (function, mark.kwargs["severity"])
    return found


def verdicts(profile: Profile, environ: Mapping[str, str] = ENVIRON) -> dict[str, Said]:
    """What each settings check says to `profile`."""
    view = SecretView(profile, environ)
    result = {}
    for id, (function, severity) in checks().items():
        available = {"profile": profile, "secrets": view}
        try:
            function(**{name: available[name] for name in inspect.signature(function).parameters})
            result[id] = Said("pass")
        except CheckFailed as failed:
            outcome = "warn" if (failed.severity or severity) == "WARNING" else "fail"
            result[id] = Said(outcome, failed.said, failed.diagnoses)
        except pytest.skip.Exception as skipped:
            result[id] = Said("skip", str(skipped))
    return result
