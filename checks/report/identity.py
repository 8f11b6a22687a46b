"""Who and what a report is about: the values that its texts are filled in with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ..config.consumers import places
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile


def identity_of(profile: Profile, source: str = "") -> Mapping[str, str]:
    """The values by placeholder. `source` names the profile where it is no file."""
    named = places(profile)
    return {
        "mailbox": profile.mailbox.xoauth2_user,
        "tenant": profile.authority.tenant,
        "client_id": profile.grant.client_id,
        "profile": source or profile.source,
        "places": f"{len(named)} place{'s' * (len(named) != 1)}: {' | '.join(named)}" if named else "",
        "again": f"{datetime.now(UTC) + REFRESH_TOKEN_LIFE:%Y-%m-%d}",
    }
