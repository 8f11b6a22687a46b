"""Who and what a report is about: the values that its texts are filled in with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ..config.consumers import places
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile


def identity_of(profile: Profile, source: str = "") -> Mapping[str, str]:
    """The values by placeholder. `source` names the profile where it is no file."""
    return {
        "mailbox": profile.mailbox.xoauth2_user,
        "tenant": profile.authority.tenant,
        "client_id": profile.grant.client_id,
        "profile": source or profile.source,
        "places": counted(places(profile)),
        "again": f"{datetime.now(UTC) + REFRESH_TOKEN_LIFE:%Y-%m-%d}",
    }


def counted(named: Sequence[str]) -> str:
    """Places as a text names them: one by its name, several with their number, none not at all."""
    return f"{len(named)} places: {' | '.join(named)}" if len(named) > 1 else "".join(named)
