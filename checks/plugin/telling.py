"""What a run says of itself: before it, what it is and will do; after it, what it did not prove."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..config.profile import Profile
from ..config.view import SecretView
from ..probes.proxy import shown
from ..redact import printable
from ..report.few import few_of
from ..report.fresh import NOT_BEYOND_TLS, Note, header_of, notes_of_address, notes_of_fresh_token
from ..survey import Survey
from ..target import proxies_of
from ..tenant.tried import untried
from ..version import version
from .run import Run

EMBEDDED = "EMBEDDED TENANT, not yours"
LEFT_OUT = "client cases   not asked for: they run without --fault, --only and --profile, or with --adapter"
_GREETED = ("discovery", "smtp_hello", "imap_hello", "pop3_hello")
_WHAT_CLIENT = "Plays servers of its own on this machine, one case at a time, and judges what it saw on the wire."
_WHAT_EMBEDDED = "A fake tenant on this machine, offline: it proves the suite and shows what a run looks like."


def header(run: Run, started: float, client: str) -> list[str]:
    """What is diagnosed, from where, and what will be done. `started` is Unix seconds."""
    when = time.strftime("%Y-%m-%d %H:%M %z", time.localtime(started))
    begins = f"oauthmail {version()}"
    if run.mode == "embedded":
        faults = f"   faults: {', '.join(run.faults)}" if run.faults else ""
        return [f"{begins}   {EMBEDDED}   {when}{faults}", _WHAT_EMBEDDED]
    if run.mode == "client":
        return [f"{begins}   CLIENT   {client}   {when}", _WHAT_CLIENT]
    profile = run.profile
    assert profile is not None
    who = f"{profile.mailbox.xoauth2_user} in {profile.authority.tenant}   {profile.source}   {when}"
    if run.mode == "settings":
        return [f"{begins}   SETTINGS   {who}", "Judges the settings only; contacts nothing."]
    where = f"From host {platform.node() or 'unknown'}, {_way(profile)}."
    if run.mode == "address":
        first = f"{begins}   ADDRESS   {printable(run.address)}   {when}"
        return [first, where, *header_of(profile, run.address, "")]
    sends = "Sends 1 message, changes nothing else" if run.send_to else "Sends no mail, changes nothing"
    password = "logs in with a wrong password once a protocol" if run.probe_basic else "uses no password"
    return [
        f"{begins}   LIVE   {who}",
        f"{where} {sends}, {password}.",
        *(header_of(profile, run.address, run.way) if run.way else ()),
    ]


def _way(profile: Profile) -> str:
    trust = f"trust store {profile.network.ca_bundle}" if profile.network.ca_bundle else "system trust store"
    way = proxies_of(profile).get("https", "")
    return f"{f'proxy {shown(way)} for the login host' if way else 'no proxy'}, {trust}"


def about(run: Run, client: str) -> str:
    """Whose tenant the verdict is about, where it is not the reader's own."""
    told = {"embedded": EMBEDDED, "settings": "your tenant was not contacted", "client": f"client: {client}"}
    return told.get(run.mode, "")


def not_proven(run: Run, view: SecretView | None, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """What a run in which all is good leaves open."""
    if run.mode == "embedded":
        return ["anything about your own tenant: this one is built in, and it is good by design."]
    if run.mode == "client":
        return ["how the client behaves with a real tenant: the servers here are fakes on this machine."]
    if run.mode == "address":
        return NOT_BEYOND_TLS
    assert view is not None
    if run.mode == "settings":
        absent = [view.why_absent(name) for name in _SECRETS if view.get(name) is None]
        profile = run.profile
        lacks = profile is not None and profile.grant.flow == "authorization_code" and not view.get("refresh_token")
        return [
            *(f"{why}: its value was not judged." for why in absent if "the profile has no" not in why),
            *([f"how to get a refresh token: oauthmail guide {profile.source}"] if profile and lacks else []),
            "that the tenant, the token and the mailbox agree: your tenant was not contacted.",
        ]
    found = ["that the application uses these values. Compare with what it holds:", *_fingerprints(view)]
    if not run.send_to:
        found.append("that a message arrives: add --send-to ADDRESS.")
    elif not any(row["id"] == "message.whole" and row["outcome"] == "pass" for row in rows):
        found.append(f"that the message arrived at {run.send_to}: look there.")
    if run.profile is not None:
        trust = run.profile.network.ca_bundle or "that of this machine"
        found.append(f"that its own trust store and proxy work (tested: {trust}).")
    return found


def notes(run: Run, survey: Survey | None) -> Iterator[Note]:
    """What stands under the good word, each with its label."""
    profile = run.profile
    if survey is None or profile is None:
        return
    if run.mode == "address":
        yield from notes_of_address(profile, {id: survey.known(id) for id in _GREETED})
        return
    if run.way:
        yield from notes_of_fresh_token(profile, is_file=not run.address)
    yield from left_behind(run, survey)
    yield from left_untried(survey)
    if seen := survey.known("smtp_hello").facts.get("seen_from"):
        yield "Seen from", f"{seen} (your address as the SMTP server sees it, from its answer to EHLO)"


def left_behind(run: Run, survey: Survey | None) -> Iterator[Note]:
    """What the run has put into somebody's mailbox."""
    if survey is None or not run.send_to:
        return
    facts = survey.known("message").facts
    if facts.get("handed"):
        unknown = "" if facts.get("sent") else "; no answer to it came, so that it may not have been taken"
        yield "Left behind", f'1 message to {run.send_to}, subject "{facts["subject"]}"{unknown}'


def unjudged(survey: Survey | None, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What servers refused while the check of another one still waited: one line for each."""
    if survey is None:
        return []
    judged = {row["stage"] for row in rows}
    seen = {name: survey.known(f"{name}_session").failure for name in ("smtp", "imap", "pop3") if name not in judged}
    return [f"{name}   {printable(no.words)}" for name, no in seen.items() if no is not None]


def left_untried(survey: Survey | None) -> Iterator[Note]:
    """Which copies of the credentials nobody tried."""
    if survey is not None and (said := untried(survey.known("copies").facts)):
        yield "Not tried", few_of(said)


_SECRETS = ("client_secret", "refresh_token")


def _fingerprints(view: SecretView) -> list[str]:
    lines = []
    for name in _SECRETS:
        value = view.get(name)
        if value is not None:
            mark = f", sha256 {value.fingerprint()}..." if value.fingerprint() else ""
            lines.append(f"  {name.replace('_', ' ')}  {len(value)} characters{mark}")
    return lines
