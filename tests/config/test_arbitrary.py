"""Whatever stands in a profile: it is read, or refused by ProfileError without a word of any secret."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.config import ProfileError, SecretUnavailable, SecretView, build, load
from checks.config.schema import SCHEMA, SHORT, five_lines

from .good import ENVIRON, FIVE, FULL, REFRESH_TOKEN, SECRET, changed, verdicts

WORDS = [
    "env:MAIL_SECRET",
    "env:NONE",
    "file:/none",
    "cmd:",
    "prompt:",
    "imap",
    "TLS",
    "https://a/b",
    "http://[",
    "~x/y",
    "",
]
SCALARS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    st.dates(),
    st.times(),
)
KEYS = sorted({part.removesuffix("[]") for key in (*SCHEMA, *SHORT) for part in key.split(".")})
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
FULL_KEYS = [key for key in SCHEMA if "[]" not in key] + [
    "consumers.0." + key[12:] for key in SCHEMA if key[:9] == "consumers"
]

# A slow machine is no failure.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def windows(secret: str) -> set[str]:
    return {secret[at : at + 12] for at in range(len(secret) - 11)}


@UNHURRIED
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), VALUES, max_size=6))
def test_any_mapping_is_read_or_refused(mapping: dict[str, Any]) -> None:
    try:
        build(FIVE | mapping, "aem.toml", ENVIRON)
    except ProfileError as error:
        assert str(error).startswith("aem.toml: ")
        assert "\n" not in str(error).split("Five lines")[0]


@UNHURRIED
@given(st.sampled_from(FULL_KEYS), SCALARS | st.lists(SCALARS, max_size=2))
def test_any_value_under_a_known_key_is_judged_or_refused(key: str, value: object) -> None:
    try:
        profile = build(changed(FULL, {key: value}), "aem.toml", ENVIRON, datetime(2026, 11, 23, tzinfo=UTC))
    except ProfileError:
        return
    verdicts(profile)


@UNHURRIED
@given(st.binary(max_size=60), st.integers(0, len(five_lines())))
def test_any_bytes_in_a_file_are_read_or_refused(noise: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "aem.toml")
        path.write_bytes(five_lines().encode()[:at] + noise + five_lines().encode()[at:])
        try:
            load(path, {})
        except ProfileError as error:
            assert str(path) in str(error)


@UNHURRIED
@given(st.sampled_from(FULL_KEYS), st.sampled_from([SECRET, REFRESH_TOKEN]))
def test_a_secret_pasted_under_any_key_is_not_repeated_by_a_refusal(key: str, secret: str) -> None:
    try:
        build(changed(FULL, {key: secret}), "aem.toml", ENVIRON)
    except ProfileError as error:
        assert not any(window in str(error) for window in windows(secret))


@UNHURRIED
@given(st.sampled_from(FULL_KEYS), st.sampled_from([None, 5, date(2026, 1, 1), "env:NONE", "x"]))
def test_no_secret_shows_in_a_profile_its_view_or_any_verdict(key: str, value: object) -> None:
    try:
        profile = build(changed(FULL, {key: value} if value is not None else {}), "aem.toml", ENVIRON)
    except ProfileError as error:
        shown = str(error)
    else:
        view = SecretView(profile, ENVIRON)
        secrets = [view.get(name) for name in ("client_secret", "refresh_token")]
        shown = f"{profile!r} {profile} {view!r} {secrets} {verdicts(profile)}"
    assert not any(window in shown for secret in (SECRET, REFRESH_TOKEN) for window in windows(secret))


@UNHURRIED
@given(st.text(min_size=1, max_size=30))
def test_any_reference_is_read_or_unavailable(target: str) -> None:
    for kind in ("env", "file"):
        try:
            profile = build(FIVE | {"client_secret": f"{kind}:{target}"}, "aem.toml", ENVIRON)
        except ProfileError:
            continue
        assert profile.grant.client_secret is not None
        try:
            profile.grant.client_secret.read("static", dict(os.environ))
        except SecretUnavailable as error:
            assert profile.grant.client_secret.where in str(error)
