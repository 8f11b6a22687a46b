"""Do the places in the product that hold mail settings agree, and do all of them use OAuth?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ..check import FATAL, WARNING, check, fail, not_applied
from .consumers import OWN, effective, with_oauth
from .judging import SEVERITY_BY_POLICY, is_aem, said_of
from .profile import Profile
from .references import Secret, SecretRef
from .view import SecretView

SECONDS_PER_HOUR = 3600
PASSWORDS = ("smtp_password", "receive_password")


def _severity(profile: Profile) -> str:
    if not profile.consumers:
        not_applied("the profile names no consumers")
    if profile.policy.basic_fallback not in SEVERITY_BY_POLICY:
        not_applied('policy.basic_fallback = "allow"')
    return SEVERITY_BY_POLICY[profile.policy.basic_fallback]


@check(
    "settings.basic_consumers", refs=["R20", "S67", "S85", "E15", "Microsoft: basic authentication in Exchange Online"]
)
def check_no_consumer_is_left_on_basic_authentication(profile: Profile) -> None:
    """No consumer has OAuth switched off."""
    severity = _severity(profile)
    switches = [one.settings["oauth"] for one in effective(profile) if one.connects and not one.oauth]
    basic = dict.fromkeys(f"{one.place} is {'false' if one.stated else 'off by default'}" for one in switches)
    if basic:
        fail("; ".join(basic), "settings-basic-consumers", severity=severity)


@check("settings.passwords", refs=["R21", "S67", "S84"])
def check_no_password_stands_beside_oauth(profile: Profile, secrets: SecretView) -> None:
    """No consumer with OAuth holds a password that is not declared a dummy."""
    severity = _severity(profile)
    with_one = {one.name for one in with_oauth(profile)}
    names = [
        f"{key} of {consumer.name}"
        for consumer in profile.consumers
        if consumer.name in with_one and not consumer.dummy_passwords
        for key in PASSWORDS
        if getattr(consumer, key) is not None
    ]
    for name in names:
        password = secrets.get(name)
        if password:
            fail(f"{name} holds {len(password)} characters while OAuth is on", "settings-passwords", severity=severity)
    for name in names:
        if secrets.get(name) is None:
            not_applied(secrets.why_absent(name))


@check("settings.copies", refs=["R22", "S88", "S89", "S94", "S95", "E20"])
def check_copies_are_equal(profile: Profile, secrets: SecretView) -> None:
    """Client id, client secret and refresh token are the same wherever a copy of them is kept."""
    if not profile.consumers:
        not_applied("the profile names no consumers")
    # Where each copy is tried, the tenant says which of them are good (app.copies, token.copies).
    severity = WARNING if secrets.copies_are_tried else FATAL
    absent: list[str] = []
    for user, holders in _holders(profile).items():
        ids = [(name, _value(profile, name, "client_id")) for name in holders]
        stated = [(name, str(value).lower()) for name, value in ids if value]
        if len({value for _, value in stated}) > 1:
            fail(f"client_id of {user} differs: {_listed(stated)}", "settings-copies", severity=severity)
        for key in ("client_secret", "refresh_token"):
            copies = []
            refs = [(name, ref) for name in holders if isinstance(ref := _value(profile, name, key), SecretRef)]
            if len({ref for _, ref in refs}) < 2:
                continue  # the same reference is the same value, at hand or not
            for name, _ in refs:
                copy = _read(profile, secrets, name, key)
                if isinstance(copy, Secret):
                    copies.append((name, copy))
                else:
                    absent.append(copy)
            if len({copy.reveal() for _, copy in copies}) > 1:
                shown = [(name, said_of(copy)) for name, copy in copies]
                fail(f"{key} of {user} differs: {_listed(shown)}", "settings-copies", severity=severity)
    if absent:
        not_applied(absent[0])


def _holders(profile: Profile) -> Mapping[str, Sequence[str]]:
    """Who holds copies of one mailbox's values, by that mailbox; an endpoint has one token for both of its users."""
    by_user: dict[str, list[str]] = defaultdict(list)
    for one in effective(profile):
        if one.oauth:
            leg = one.smtp or one.receive
            by_user[leg.user.lower() if leg else profile.mailbox.xoauth2_user.lower()].append(one.name)
    return by_user


def _value(profile: Profile, name: str, key: str) -> object:
    """What `name` itself says: an inherited value is no copy."""
    if name == OWN:
        grant = profile.grant
        return {"client_id": grant.client_id, "client_secret": grant.client_secret}.get(key, grant.refresh_token)
    (consumer,) = (one for one in profile.consumers if one.name == name)
    return getattr(consumer, key)


def _read(profile: Profile, secrets: SecretView, name: str, key: str) -> Secret | str:
    """The copy; of the profile's own refresh token the one that was pasted, for a rotated one differs rightly."""
    called = key if name == OWN else f"{key} of {name}"
    if called == "refresh_token" and profile.grant.refresh_token_store:
        called = "pasted refresh_token"
    return secrets.get(called) or secrets.why_absent(called) or f"{called} is empty"


def _listed(copies: Sequence[tuple[str, str]]) -> str:
    """`shape in A, B; shape in C`: who agrees with whom."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for name, shown in copies:
        by_value[shown].append(name)
    return "; ".join(f"{shown} in {', '.join(names)}" for shown, names in by_value.items())


@check("settings.polling", refs=["R30", "G15", "Adobe: configuring email endpoints"], severity=WARNING)
def check_polling_is_not_too_frequent(profile: Profile) -> str:
    """The email endpoints together do not log in more often than policy.logins_per_hour."""
    endpoints = [one for one in effective(profile) if one.connects and one.kind == "email-endpoint"]
    intervals = {
        one.name: max(one.get("repeat_interval_s"), 1)
        for one in endpoints
        if one.get("repeat_count") < 0 and one.get("cron_expression") is None
    }
    if not intervals:
        not_applied("the profile has no email endpoint that polls at an interval")
    hourly = sum(SECONDS_PER_HOUR // seconds for seconds in intervals.values())
    each = ", ".join(f"{name} every {seconds} s" for name, seconds in intervals.items())
    said = f"{hourly} IMAP logins an hour, and as many token requests if no access token is kept: {each}"
    if hourly > profile.policy.logins_per_hour:
        fail(said, "settings-polling")
    return said


@check("settings.endpoint_imap", refs=["R04", "S81"])
def check_email_endpoints_use_imap(profile: Profile) -> None:
    """Email endpoints with OAuth receive by IMAP."""
    endpoints = [one for one in effective(profile) if one.oauth and one.kind == "email-endpoint"]
    if not endpoints:
        not_applied("the profile has no email endpoint with OAuth")
    for endpoint in endpoints:
        if endpoint.receive and endpoint.receive.protocol == "pop3":
            severity = FATAL if is_aem(profile) else WARNING
            fail(f"the email endpoint {endpoint.name} uses POP3", "settings-endpoint-imap", severity=severity)


@check("settings.task_mail", refs=["R05", "S87"])
def check_task_notifications_are_switched_on(profile: Profile) -> None:
    """Task notifications with OAuth have outgoing messages switched on."""
    tasks = [one for one in effective(profile) if one.oauth and one.kind == "task-notifications"]
    if not tasks:
        not_applied("the profile has no task notifications with OAuth")
    for one in tasks:
        if one.get("enabled") is False:
            fail(f"oauth of {one.name} is true and enabled is false", "settings-task-mail")
