"""Who and what a report is about: the values that its texts are filled in with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..config.consumers import places
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile
from ..config.references import SecretRef, SecretUnavailable
from .few import few
from .place import place_of


def identity_of(profile: Profile, source: str = "") -> Mapping[str, str]:
    """The values by placeholder. `source` names the profile where it is no file."""
    starttls = " ".join(f"{one.port}={one.protocol}" for one in profile.servers if one.wire.startswith("starttls"))
    first = next((f"{one.host} port {one.port}" for one in profile.servers), "")
    return {
        **place_of(first, {"starttls": starttls}),
        "mailbox": profile.mailbox.xoauth2_user,
        "tenant": profile.authority.tenant,
        "client_id": profile.grant.client_id,
        "profile": source or profile.source,
        "places": counted(places(profile)),
        "keep": _keep(profile.grant.refresh_token),
        "kept_secret": _where(profile.grant.client_secret),
        "kept_token": _where(profile.grant.refresh_token),
        "starttls": starttls,
        "again": f"{datetime.now(UTC) + REFRESH_TOKEN_LIFE:%Y-%m-%d}",
    }


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
