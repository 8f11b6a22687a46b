"""Who and what a report is about: the values that its texts are filled in with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from ..config.consumers import places
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile
from ..config.references import SecretRef, SecretUnavailable
from .few import few, listed
from .place import place_of


def identity_of(profile: Profile, source: str = "") -> Mapping[str, str]:
    """The values by placeholder. `source` names the profile where it is no file."""
    starttls = " ".join(f"{one.port}={one.protocol}" for one in profile.servers if one.wire.startswith("starttls"))
    first = next((f"{one.host} port {one.port}" for one in profile.servers), "")
    return {
        **place_of(first, {"starttls": starttls}),
        "login": urlsplit(profile.authority.login_base).netloc,
        "hosts": _hosts(profile),
        "scopes": _scopes(profile),
        "from": _other_sender(profile),
        "mailbox": profile.mailbox.xoauth2_user,
        "tenant": profile.authority.tenant,
        "client_id": profile.grant.client_id,
        "profile": source or profile.source,
        "places": counted(places(profile)),
        "keep": _keep(profile.grant.refresh_token),
        "kept_secret": _where(profile.grant.client_secret),
        "kept_token": _where(profile.grant.refresh_token),
        "starttls": starttls,
        "servers": " ".join(f"{one.protocol}={one.host}:{one.port}" for one in profile.servers),
        "again": f"{datetime.now(UTC) + REFRESH_TOKEN_LIFE:%Y-%m-%d}",
    }


def _hosts(profile: Profile) -> str:
    """Every host that must be reached, with its port: of a Microsoft cloud by its right name, however it is written."""
    cloud = profile.cloud
    login = urlsplit(cloud.login_base if cloud.is_preset else profile.authority.login_base)
    right = {"smtp": cloud.smtp_host, "imap": cloud.imap_host, "pop3": cloud.pop3_host}
    found = [f"{login.hostname}:{login.port or 443}"]
    found += [f"{right[one.protocol] if cloud.is_preset else one.host}:{one.port}" for one in profile.servers]
    return listed(list(dict.fromkeys(found)))


def _scopes(profile: Profile) -> str:
    """What a sign-in of a user asks for; empty for an application alone."""
    scopes = profile.grant.mail_scopes
    return "" if profile.grant.flow == "client_credentials" else " ".join([*scopes, "offline_access"] if scopes else [])


def _other_sender(profile: Profile) -> str:
    """The From address where it is not the one that logs in; else the server alone knows which was meant."""
    sender = profile.mailbox.from_address
    return sender if sender.lower() != profile.mailbox.xoauth2_user.lower() else ""


def _where(ref: SecretRef | None) -> str:
    return ref.where if ref else ""


def _keep(ref: SecretRef | None) -> str:
    """How a new refresh token comes to where the profile reads it; empty where it reads none."""
    if ref is None:
        return ""
    if ref.kind != "file":
        return f"put it into {ref.where} too, where the profile reads it"
    try:
        # `login` takes it from the folder it is started in.
        told = ref.where if ref.base.absolute() == Path.cwd() else ref.from_anywhere
        return f"add --store {shlex.quote(told)}, where the profile reads it"
    except SecretUnavailable:
        return ""


def counted(named: Sequence[str]) -> str:
    """Places as a text names them: one by its name, several with their number, none not at all."""
    return f"{len(named)} places: {few(named, ' | ')}" if len(named) > 1 else "".join(named)
