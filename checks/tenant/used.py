"""Does the profile use a protocol at all?"""

from __future__ import annotations

from ..check import not_applied
from ..config.profile import Profile
from ..probes.legs import server


def must_use(profile: Profile, protocol: str) -> None:
    """Leave the check alone when the profile does not use the protocol."""
    if server(profile, protocol) is None:
        not_applied("not in the profile")
