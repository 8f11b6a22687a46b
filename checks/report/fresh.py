"""What is said of a run without a profile, and of one with a token that somebody has just signed in for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..address import PERSONAL
from ..config.profile import Profile
from ..observation import Observation
from ..redact import printable

Note = tuple[str, str]
REACHED = "REACHED   Tenant, names and TLS are good from this machine. Nothing beyond TLS was tested."
_MANY = {"consumers": "personal accounts ('consumers')"}
NOT_BEYOND_TLS = (
    "anything beyond TLS: no application, no token, no mailbox, no policy. Mail may still be refused for any of them.",
)


def notes_of_address(profile: Profile, seen: Mapping[str, Observation]) -> Iterator[Note]:
    """What the domain and the servers said of themselves. `seen` are observations by probe."""
    facts = seen["discovery"].facts
    domain = profile.mailbox.xoauth2_user.rpartition("@")[2].lower()
    if domain in PERSONAL:
        yield "Personal", f"addresses of {domain} belong to persons, not to a tenant: their authority is 'consumers'"
    if seen["discovery"].ok:
        instance = f" (instance {facts['cloud']})" if facts.get("cloud") else ""
        yield (
            "Tenant",
            f"{profile.authority.tenant} is {facts['tenant_id']} in the cloud '{profile.cloud.name}'{instance}",
        )
    for server in profile.servers:
        hello = seen[f"{server.protocol}_hello"]
        if hello.ok:
            offered = " ".join(hello.facts.get("mechanisms", ())) or "none"
            yield "Offered", f"{server.protocol.upper()}  {server.host} port {server.port}: {offered}"
    if seen_from := seen["smtp_hello"].facts.get("seen_from"):
        yield "Seen from", f"{seen_from} (your address as the SMTP server sees it)"
    mailbox = profile.mailbox.xoauth2_user
    yield "Next", f"with an application: oauthmail diagnose {mailbox} --client-id ID --login   (keeps nothing)"
    yield "", "with the settings of yours: oauthmail init PRODUCT --output mail.toml, then oauthmail diagnose mail.toml"


def notes_of_fresh_token(profile: Profile, *, is_file: bool) -> Iterator[Note]:
    """What it means that all is green with a token of today."""
    yield "Proves", "application, tenant, policies, mailbox and this machine are good with a token of today."
    file = profile.source if is_file else "PROFILE"
    yield (
        "The old one",
        "if the application still fails, it fails by what it holds: a refresh token that ended, was revoked or is of "
        f"another user, an older secret, or other settings than these. Replace it: oauthmail login {file} --copy",
    )


def header_of(profile: Profile, address: str, way: str) -> Sequence[str]:
    """What this run will do, beyond what every live run does."""
    if not way:
        about = printable(profile.authority.tenant)
        asked = _MANY.get(about, about)
        return [f"Asks the login host about {asked} and greets its mail servers. No sign-in, no token, no secret."]
    kind = {"browser": "in the browser", "paste": "in a browser, by pasting", "device": "by a device code"}[way]
    return [f"Somebody signs in {kind}; the token stays in memory{' and nothing is kept' if address else ''}."]
