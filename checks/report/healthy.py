"""What is said where nothing is wrong: what the run left behind, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from ..config.consumers import effective
from ..config.profile import Profile

WORKS = "HEALTHY   Token, tenant, settings and mailbox work from this machine"
# Reports of Microsoft's announcement of 2026-01-27 (captaindns.com, kingsmtp.com): off by default for existing tenants
# at the end of December 2026; an administrator may switch it on again.
BASIC_SMTP_ENDS = date(2026, 12, 31)


def left_behind(message: Mapping[str, Any], send_to: str) -> Iterator[tuple[str, str]]:
    """The test message that was sent. `message` are the facts of the observation of that name."""
    if str(message.get("sent", "")).startswith("250"):
        where = "in INBOX" if message.get("found") else f"sent to {send_to}"
        yield "Left behind", f'1 message {where}, subject "{message["subject"]}"'


def what_comes_next(profile: Profile, now: datetime, ends: Mapping[str, datetime]) -> list[str]:
    """Days on which mail may stop, the next one first. `ends` are the ends of credentials, as nagios gets them."""
    coming: list[tuple[date, str]] = []
    if profile.cloud.is_preset and profile.smtp is not None:
        by_password = [one.name for one in effective(profile) if one.connects and not one.oauth]
        whom = f"concerns {', '.join(by_password)}" if by_password else "does not concern this profile (OAuth only)"
        coming.append((BASIC_SMTP_ENDS, f"basic SMTP AUTH goes off by default: {whom}"))
    if "rt" in ends:
        of = profile.grant.refresh_token_obtained_at
        since = f" of {of:%Y-%m-%d}" if of else ""
        coming.append((ends["rt"].date(), f"refresh token{since} dies, if the application keeps using this copy"))
    if "secret" in ends:
        coming.append((ends["secret"].date(), "client secret ends, as stated in the profile (not checked)"))
    lines = [f"    {day}  {text}" for day, text in sorted(coming) if day >= now.astimezone(UTC).date()]
    return ["", "  What comes next", *lines] if lines else []
