"""What comes next: which credentials end when, as far as the profile states it, and what Microsoft has announced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from ..config.consumers import effective
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile

# Exchange team, 2026-01-27: off by default for SMTP AUTH from the end of December 2026.
BASIC_SMTP_OFF = date(2026, 12, 31)


def ends(profile: Profile | None) -> Mapping[str, datetime]:
    """When the credentials end, by short name (`rt`, `secret`)."""
    if profile is None:
        return {}
    grant = profile.grant
    secrets = [secret.ends for secret in profile.app_registration.secrets]
    kept = grant.refresh_token_rotation == "persisted" or bool(grant.refresh_token_store)
    obtained = grant.refresh_token_obtained_at if grant.renews and not kept else None
    found = {"rt": obtained + REFRESH_TOKEN_LIFE} if obtained else {}
    return {**found, **({"secret": max(secrets)} if secrets else {})}


def coming(profile: Profile, today: date) -> list[str]:
    """A line for each, in the order in which they come; what is past is left out."""
    lines = [*_announced(profile), *_ends(profile)]
    return [f"{day.isoformat()}  {text}" for day, text in sorted(lines) if day >= today]


def _announced(profile: Profile) -> Iterator[tuple[date, str]]:
    if profile.cloud.name != "public":
        return
    by_password = [one.name for one in effective(profile) if one.connects and one.smtp and not one.oauth]
    whom = f"concerns {', '.join(by_password)}" if by_password else "does not concern this profile (OAuth only)"
    yield BASIC_SMTP_OFF, f"basic SMTP AUTH goes off by default: {whom}"


def _ends(profile: Profile) -> Iterator[tuple[date, str]]:
    obtained = profile.grant.refresh_token_obtained_at
    for name, end in ends(profile).items():
        if name == "rt" and obtained:
            since = obtained.date().isoformat()
            yield end.date(), f"refresh token of {since} dies, if the application keeps using this copy"
        else:
            yield end.date(), "client secret ends, as stated in the profile (not checked)"
