"""The legs of the journey of a message: which host and port serve each."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..config.profile import Profile, Server
from ..observation import Failure, ProbeFailed

LEGS = ("entra", "smtp", "imap", "pop3")


def server(profile: Profile, leg: str) -> Server | None:
    """The mail server of a leg; None when the profile does not use it."""
    servers: dict[str, Server | None] = {"smtp": profile.smtp, "imap": profile.imap, "pop3": profile.pop3}
    return servers[leg]


def endpoint(profile: Profile, leg: str) -> tuple[str, int]:
    """Host and port of a leg. Raises ProbeFailed when the profile does not use it."""
    if leg == "entra":
        parts = urlsplit(profile.authority.login_base)
        return parts.hostname or "", parts.port or 443
    found = server(profile, leg)
    if found is None:
        raise ProbeFailed(Failure("unavailable", "not in the profile", leg))
    return found.host, found.port
