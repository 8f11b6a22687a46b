"""Are the secrets what they should be, and do they last? Judged by shape and date, never shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from ..check import FATAL, WARNING, check, fail, not_applied
from .judging import GUID, is_masked, is_placeholder
from .lifetimes import REFRESH_TOKEN_LIFE
from .profile import Profile
from .references import Secret
from .view import USED, SecretView

SHORTEST_REFRESH_TOKEN = 101
# What is pasted in its place. An authorization code alone looks like a refresh token and cannot be told from one.
NO_REFRESH_TOKEN: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\AeyJ"), "begins with eyJ, as an access token does"),
    (re.compile(r"\AEw[A-Z]"), "begins as an access token of a personal account does"),
    (re.compile(r"\A\{"), "is a whole answer of the token endpoint, of which it is one field"),
    (re.compile(rf"\A{GUID.pattern}\Z", re.I), "is a GUID, as the id of a client secret is"),
    (
        re.compile(r"https?://|(?:\A|[?&#])(?:code|state|session_state)=|&", re.I),
        "is a piece of a URL, with an authorization code perhaps",
    ),
)


def _client_secret(profile: Profile, secrets: SecretView) -> Secret:
    """The secret that requests are made with."""
    return _copies("client_secret", profile, secrets, ("client_secret",))[0][1]


def _refresh_token(profile: Profile, secrets: SecretView) -> Secret:
    """The token that requests are made with."""
    return _copies("refresh_token", profile, secrets, ("refresh_token",))[0][1]


def _everywhere(key: str, profile: Profile) -> tuple[str, ...]:
    """The profile's own value and each consumer's copy."""
    return key, *(f"{key} of {consumer.name}" for consumer in profile.consumers if getattr(consumer, key))


def _copies(key: str, profile: Profile, secrets: SecretView, names: Sequence[str]) -> list[tuple[str, Secret]]:
    """Those of `names` that are at hand; the rule is not applied where none is, or where the flow has none."""
    if key == "client_secret" and profile.grant.client_secret is None:
        not_applied(f'client_auth = "{profile.grant.client_auth}": there is no client secret')
    if key == "refresh_token" and not profile.grant.renews:
        not_applied(f'flow = "{profile.grant.flow}" has no refresh token')
    at_hand = [(name, secret) for name in names if (secret := secrets.get(name)) is not None]
    if not at_hand:
        not_applied(secrets.why_absent(names[0]))
    return at_hand


def _at_hand(profile: Profile, secrets: SecretView) -> dict[str, Secret]:
    """Every secret that is sent, and every copy, as far as they can be read; the rule is not applied where none can."""
    names = [name for name, refs in profile.secret_refs().items() if refs and (name in USED or " of " in name)]
    at_hand = {name: secret for name in names if (secret := secrets.get(name)) is not None}
    if names and not at_hand:
        not_applied(secrets.why_absent(names[0]))
    return at_hand


@check("settings.client_secret", refs=["R07", "S14", "Microsoft: application credentials"])
def check_client_secret_is_there(profile: Profile, secrets: SecretView) -> None:
    """The client secret is there, and is neither masked nor a placeholder."""
    value = _client_secret(profile, secrets).reveal().strip()
    if not value:
        fail("client_secret is empty", "settings-client-secret")
    if is_masked(value):
        fail("client_secret is the masked form that a portal shows", "settings-client-secret")
    if is_placeholder(value):
        fail("client_secret is a placeholder", "settings-client-secret")


@check("settings.client_secret_id", refs=["R07", "S14", "Microsoft: application credentials"])
def check_client_secret_is_not_its_id(profile: Profile, secrets: SecretView) -> None:
    """The client secret is the secret's value, not its id."""
    for name, secret in _copies("client_secret", profile, secrets, _everywhere("client_secret", profile)):
        if GUID.fullmatch(secret.reveal().strip()):
            fail(f"{name} is a GUID, as a secret's id is and its value is not", "settings-client-secret-id")


@check("settings.client_secret_characters", refs=["R07", "S60", "E04"], severity=WARNING)
def check_client_secret_needs_no_encoding(profile: Profile, secrets: SecretView) -> None:
    """The client secret has no characters that a form or a shell changes when they are not encoded."""
    found = sorted(set(_client_secret(profile, secrets).reveal()) & set("+&%="))
    if found:
        fail(f"client_secret holds {' '.join(found)}", "settings-client-secret-characters")


@check("settings.refresh_token", refs=["R08", "S64"])
def check_refresh_token_is_there(profile: Profile, secrets: SecretView) -> None:
    """The refresh token is there, in one piece."""
    value = _refresh_token(profile, secrets).reveal().strip()
    if not value:
        fail("refresh_token is empty", "settings-refresh-token")
    if is_masked(value) or is_placeholder(value):
        fail("refresh_token is a placeholder", "settings-refresh-token")
    if re.search(r"\s", value):
        fail("refresh_token has a blank or a line break inside", "settings-refresh-token")


@check("settings.refresh_token_kind", refs=["R08", "S50", "S64"])
def check_refresh_token_is_a_refresh_token(profile: Profile, secrets: SecretView) -> None:
    """The refresh token is neither an access token nor a code nor a URL."""
    judged = False
    client_secret = secrets.get("client_secret")
    for name, secret in _copies("refresh_token", profile, secrets, _everywhere("refresh_token", profile)):
        value = secret.reveal().strip()
        if not value or is_masked(value) or is_placeholder(value):
            continue
        judged = True
        if client_secret and value == client_secret.reveal().strip():
            fail(f"{name} is the same value as client_secret", "settings-refresh-token-kind")
        for shape, said in NO_REFRESH_TOKEN:
            if shape.search(value):
                fail(f"{name} {said}", "settings-refresh-token-kind")
        if len(value) < SHORTEST_REFRESH_TOKEN:
            fail(f"{name} has {len(value)} characters, and real ones many hundred", "settings-refresh-token-kind")
    if not judged:
        not_applied("there is no refresh token to judge")


@check("settings.secret_ends", refs=["R07", "R08", "S14", "S64"], severity=WARNING)
def check_secrets_have_clean_ends(profile: Profile, secrets: SecretView) -> None:
    """No secret begins or ends with a blank or a line break."""
    for name, secret in _at_hand(profile, secrets).items():
        if secret.reveal() != secret.reveal().strip():
            fail(f"{name} begins or ends with a blank or a line break", "settings-secret-ends")
        if secret.stripped_newline:
            fail(f"{name} ended with a line break, which was dropped here", "settings-secret-ends")
        if secret.stripped_mark:
            fail(f"{name} began with a byte order mark, which was dropped here", "settings-secret-ends")


@check("settings.secret_files", refs=["Microsoft: application credentials"], severity=WARNING)
def check_secret_files_are_closed(profile: Profile, secrets: SecretView) -> None:
    """No secret lies in a file that everybody on this machine can read."""
    at_hand = _at_hand(profile, secrets)
    for name, secret in at_hand.items():
        if secret.open_to_others:
            fail(f"{name} lies in a file that everybody on this machine can read", "settings-secret-files")


@check("settings.rotation", refs=["R24", "S72", "G04", "Microsoft: refresh tokens"], severity=WARNING)
def check_refresh_token_does_not_end_soon(profile: Profile) -> None:
    """The refresh token is renewed, or its 90 days are not about to end."""
    grant = profile.grant
    if not grant.renews:
        not_applied(f'flow = "{grant.flow}" has no refresh token')
    if grant.refresh_token_rotation == "persisted" or grant.refresh_token_store:
        return
    if grant.refresh_token_obtained_at is None:
        not_applied("grant.refresh_token.obtained_at is not stated")
    if grant.refresh_token_obtained_at > profile.read_at + timedelta(days=1):
        fail("grant.refresh_token.obtained_at lies in the future", "settings-rotation")
    ends = grant.refresh_token_obtained_at + REFRESH_TOKEN_LIFE
    said = f'refresh_token.rotation is "{grant.refresh_token_rotation}" (R24) and the token of '
    said += f"{grant.refresh_token_obtained_at:%Y-%m-%d} "
    if ends <= profile.read_at:
        fail(f"{said}ended on {ends:%Y-%m-%d}", "settings-rotation", severity=FATAL)
    if ends - profile.read_at < timedelta(days=profile.policy.rt_warn_days):
        fail(f"{said}ends on {ends:%Y-%m-%d}", "settings-rotation")


@check("settings.client_secret_end", refs=["R25", "S13", "E11"], severity=WARNING)
def check_client_secret_does_not_end_soon(profile: Profile) -> None:
    """One client secret is alive, only one, and it does not end soon."""
    if not profile.app_registration.secrets:
        not_applied("app_registration.secrets is not stated")
    ends = sorted(secret.ends for secret in profile.app_registration.secrets)
    alive = [end for end in ends if end > profile.read_at]
    if not alive:
        fail(
            f"every client secret has ended, the last on {ends[-1]:%Y-%m-%d}",
            "settings-client-secret-end",
            severity=FATAL,
        )
    if alive[-1] - profile.read_at < timedelta(days=profile.policy.secret_warn_days):
        fail(f"the newest client secret ends on {alive[-1]:%Y-%m-%d}", "settings-client-secret-end")
    if len(alive) > 1:
        fail(f"{len(alive)} client secrets are alive at once", "settings-client-secret-end")


@check("settings.flow_renews", refs=["R26", "G19", "Microsoft: configurable token lifetimes"])
def check_flow_gets_new_access_tokens(profile: Profile) -> None:
    """The flow gets a new access token when the old one ends."""
    if profile.grant.flow == "static_access_token":
        fail("flow is static_access_token, and an access token ends after about an hour", "settings-flow-renews")
