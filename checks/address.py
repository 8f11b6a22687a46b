"""An address instead of a profile: the settings that follow from it alone, and the cloud that its domain lives in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .config.profile import Profile
from .config.read import build
from .config.references import parse
from .config.view import SecretView
from .observation import Observation, ProbeFailed
from .probes.entra import discovery
from .redactor import Redactor
from .target import Target, proxies_of

NO_APPLICATION = "00000000-0000-0000-0000-000000000000"
# A profile needs one; whoever asks about an address brings none, or signs in.
NO_REFRESH_TOKEN = "env:OAUTHMAIL_HAS_NONE"
# `cloud_instance_name` of the OpenID document, and its `tenant_region_sub_scope`, to the name of a cloud. The value of
# the public cloud is recorded (azure-sdk-for-js, 2023-10); the others are from memory.
_CLOUDS: Mapping[tuple[str, str], str] = {
    ("microsoftonline.us", "DOD"): "usgov-dod",
    ("microsoftonline.us", ""): "usgov-gcch",
    ("partner.microsoftonline.cn", ""): "china",
    ("chinacloudapi.cn", ""): "china",
}
# Where Microsoft gives addresses to persons: they belong to no tenant of their own (from memory, not all of them).
PERSONAL = frozenset({"outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com"})
_ASKED = ("public", "usgov-gcch", "china")


def profile_of(
    address: str, environ: Mapping[str, str], *, client_id: str = "", client_secret: str = "", cloud: str = "public"
) -> Profile:
    """The settings as far as an address says them; SMTP, IMAP and POP3. Raises ProfileError."""
    return build(mapping_of(address, client_id or NO_APPLICATION, client_secret, cloud), address, environ)


def mapping_of(address: str, client_id: str, client_secret: str, cloud: str) -> dict[str, Any]:
    """The same as a mapping shaped like the file."""
    return {
        "mailbox": address,
        "tenant": tenant_of(address),
        "client_id": client_id,
        **({"client_secret": client_secret} if client_secret else {}),
        "refresh_token": NO_REFRESH_TOKEN,
        "grant": {"flow": "authorization_code", **({} if client_secret else {"client_auth": "none"})},
        "authority": {"cloud": cloud},
        "receive": {"protocol": ["imap", "pop3"]},
    }


def tenant_of(address: str) -> str:
    """Whom to ask about an address: its domain, or the authority of personal accounts."""
    domain = address.rpartition("@")[2].lower()
    return "consumers" if domain in PERSONAL else domain


def cloud_of(address: str, environ: Mapping[str, str], redactor: Redactor, asks: Callable[[str], None]) -> str:
    """The cloud in which the domain of an address is a tenant, by the OpenID document; `public` where none says so.

    `asks` is told each host before it is asked.
    """
    for name in _ASKED:
        profile = profile_of(address, environ, cloud=name)
        asks(profile.authority.host)
        target = Target(profile, SecretView(profile, environ), redactor, proxies=proxies_of(profile))
        facts: dict[str, Any] = {}
        try:
            with target:
                discovery(target, Observation, facts)
        except ProbeFailed as failed:
            if failed.failure.kind == "refused":
                continue
            # Nobody answered, or not as a login host does; the run itself will say why.
            return "public"
        instance, region = facts["cloud"], facts["region"]
        return _CLOUDS.get((instance, region), _CLOUDS.get((instance, ""), name))
    return "public"


def five_lines_of(profile: Profile, address: str, file: Path, client_secret: str) -> str:
    """The text of a profile for the next run: every secret a reference, none a value."""
    values = {"mailbox": address, "tenant": profile.authority.tenant, "client_id": profile.grant.client_id}
    if client_secret:
        values["client_secret"] = _anywhere(client_secret)
    else:
        values["grant.client_auth"] = "none"
    values["refresh_token"] = f"file:{token_file(file).name}"
    if profile.authority.cloud != "public":
        values["authority.cloud"] = profile.authority.cloud
    # A text of JSON is one of TOML as well.
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


def _anywhere(reference: str) -> str:
    """The same reference from whatever folder it is read: that of the profile may be another one."""
    ref = parse(reference, Path.cwd(), "")
    if ref is None or ref.kind != "file":
        return reference
    _, hash_sign, key = ref.target.partition("#")
    return f"file:{ref.path}{hash_sign}{key}"


def token_file(file: Path) -> Path:
    """Where a saved profile looks for its refresh token."""
    return file.with_name(f"{file.stem}.token")
