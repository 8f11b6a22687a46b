"""Who and what a report is about: the values that its texts are filled in with."""

from __future__ import annotations

from collections.abc import Mapping

from ..config.consumers import places
from ..config.profile import Profile


def identity_of(profile: Profile, source: str = "") -> Mapping[str, str]:
    """The values by placeholder. `source` names the profile where it is no file."""
    return {
        "mailbox": profile.mailbox.xoauth2_user,
        "tenant": profile.authority.tenant,
        "client_id": profile.grant.client_id,
        "profile": source or profile.source,
        "places": " | ".join(places(profile)),
    }
