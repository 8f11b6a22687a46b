"""What a live run would do: hosts, accounts, scopes, what changes. Nobody is asked anything to say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from ..config.copies import MOST_COPIES, has_copies, number_of_others
from ..config.judging import is_one_tenant
from ..config.profile import Profile
from ..redact import printable
from ..stages import STAGES
from .cause import wrapped
from .few import few

_LABEL = 14
_NAMES = {"smtp": "SMTP", "imap": "IMAP", "pop3": "POP3"}
_WIRES = {
    "implicit": "TLS from the first byte",
    "starttls-required": "STARTTLS",
    "starttls": "STARTTLS",
    "plain": "no TLS: no token is sent",
}


def plan(
    profile: Profile,
    only: Sequence[str],
    send_to: str,
    proxies: Mapping[str, str],
    *,
    probe_basic: bool = False,
    all_copies: bool = False,
) -> list[str]:
    """The lines of `--plan`. `only` are the stages asked for, none for all."""
    lines: list[str] = []
    stages, most = set(only or STAGES), None if all_copies else MOST_COPIES
    for label, texts in _parts(profile, stages, send_to, proxies, probe_basic=probe_basic, most=most):
        for n, text in enumerate(texts):
            start = f"  {label if n == 0 else '':<{_LABEL}}"
            lines += wrapped(start, printable(text), " " * len(start))
    return lines


def _parts(
    profile: Profile,
    stages: set[str],
    send_to: str,
    proxies: Mapping[str, str],
    *,
    probe_basic: bool,
    most: int | None,
) -> Iterator[tuple[str, list[str]]]:
    user = profile.mailbox.xoauth2_user
    names = {s.protocol for s in profile.servers}
    # A message goes by SMTP and is looked for by IMAP.
    logged_in = names & (stages | ({"smtp", "imap"} if "message" in stages else set()))
    greeted = names if stages & {"network", "tls"} else logged_in
    by_proxy = "   through the proxy of this machine" if proxies else ""
    yield (
        "Hosts",
        [
            f"{profile.authority.host} port {urlsplit(profile.authority.login_base).port or 443}   TLS{by_proxy}",
            *(f"{s.host} port {s.port}   {_WIRES[s.wire]}" for s in profile.servers if s.protocol in greeted),
        ],
    )
    signs_in = bool(logged_in or stages & {"app", "token"})
    yield from _sign_in(profile, stages, most) if signs_in else [("Signs in", ["nobody"])]
    asked = [_NAMES[s.protocol] for s in profile.servers if s.protocol in logged_in]
    logins = [f"{user} by XOAUTH2, once on each of {', '.join(asked)}"] if asked else ["nobody"]
    if asked and send_to:
        logins.append("once more for the test message and for finding it")
    if asked == ["POP3"] and stages == {"pop3"}:
        logins.append("where that was accepted, once more with AUTH on one line, which Exchange refuses")
    passwords = "no password is sent; at most one failing login for each protocol"
    if probe_basic and asked:
        passwords = "a random, wrong password, once on each where one is offered: it counts as a failing login"
    yield "Logs in", [*logins, passwords]
    if profile.smtp and "smtp" in logged_in:
        sender = f"MAIL FROM:<{profile.mailbox.from_address}>, taken back by RSET"
        clear = "MAIL FROM:<> on a connection without TLS, which must be refused"
        yield "Tries", [sender, *([clear] if profile.smtp.wire.startswith("starttls") else [])]
    changes = [f"one message from {profile.mailbox.from_address} to {send_to}"] if send_to else []
    if profile.grant.refresh_token_store is not None:
        changes.append(f"{profile.grant.refresh_token_store.where}, if a newer refresh token comes unasked")
    yield "Changes", changes or ["nothing"]


def _copies(profile: Profile, most: int | None) -> Iterator[str]:
    """The token requests for copies that are not the profile's own, at most so many of them."""
    there, holders = number_of_others(profile)
    if not there or not has_copies(profile):
        return
    number = min(there, there if most is None else most)
    times = f"once for each other copy of the credentials, at most {number} more token request{'s' * (number != 1)}"
    rest = f"; {there - number} more with --all-copies" if number < there else ""
    yield f"{times}{rest}: {few(holders)}"


def _sign_in(profile: Profile, stages: set[str], most: int | None) -> Iterator[tuple[str, list[str]]]:
    grant = profile.grant
    ways = [f"as application {grant.client_id} in {profile.authority.tenant}, by {_GRANTS[grant.flow]}"]
    scopes = [*grant.mail_scopes, "without offline_access: no token rotates"]
    if grant.renews and grant.proves_itself and is_one_tenant(profile.authority.tenant):
        ways.append("where that is refused, as the application alone, once; that token is thrown away")
        scopes.append(f"{profile.cloud.app_only_resource}/.default   (of the application alone)")
    if stages & {"app", "token"}:
        ways += _copies(profile, most)
    yield "Signs in", ways
    yield "Scopes", scopes


_GRANTS = {
    "authorization_code": "its refresh token",
    "device_code": "its refresh token",
    "client_credentials": "client credentials",
    "static_access_token": "the access token of the profile, as it is",
    "ropc": "nothing: its password is never sent",
}
