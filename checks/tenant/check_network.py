"""Can this machine reach the servers at all?"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from ..check import WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned
from ..observation import Observation
from .used import must_use

_DIAGNOSIS = {"IPv6": "ipv6-unreachable", "IPv4": "connection-timed-out"}


@check("network.entra", refs=["RFC 1034", "Microsoft 365 URLs and IP address ranges"])
def check_login_host_is_reachable(profile: Profile, reach_entra: Observation) -> str:
    """The login host has an address and takes connections."""
    return _reached(profile, reach_entra)


@check("network.smtp", refs=["RFC 6409 3.1", "Microsoft 365 URLs and IP address ranges"])
def check_smtp_host_is_reachable(profile: Profile, reach_smtp: Observation) -> str:
    """The SMTP host has an address and takes connections."""
    must_use(profile, "smtp")
    return _reached(profile, reach_smtp)


@check("network.imap", refs=["RFC 9051 2.1", "Microsoft 365 URLs and IP address ranges"])
def check_imap_host_is_reachable(profile: Profile, reach_imap: Observation) -> str:
    """The IMAP host has an address and takes connections."""
    must_use(profile, "imap")
    return _reached(profile, reach_imap)


@check("network.pop3", refs=["RFC 1939 3", "Microsoft 365 URLs and IP address ranges"])
def check_pop3_host_is_reachable(profile: Profile, reach_pop3: Observation) -> str:
    """The POP3 host has an address and takes connections."""
    must_use(profile, "pop3")
    return _reached(profile, reach_pop3)


@check(
    "network.addresses",
    refs=["RFC 1918", "RFC 6890", "Microsoft 365 URLs and IP address ranges"],
    severity=WARNING,
)
def check_microsofts_hosts_have_public_addresses(profile: Profile, reaches: Sequence[Observation]) -> None:
    """The names of Microsoft's hosts lead to public addresses."""
    if not profile.cloud.is_preset:
        not_applied(f'cloud = "{profile.cloud.name}": its hosts may be anywhere')
    if not any(seen.facts.get("addresses") for seen in reaches):
        not_applied("no name was resolved")
    for seen in reaches:
        if said := _inside(profile, seen):
            fail(said, "dns-private-address")


@check("network.families", refs=["RFC 8305", "RFC 6724"], severity=WARNING)
def check_every_family_answers(reaches: Sequence[Observation]) -> None:
    """Where a host answers by one address family, it answers by the other one that it has."""
    if all(seen.failure for seen in reaches):
        not_applied("no host answered at all")
    for seen in reaches:
        families = seen.facts.get("families", {})
        silent = [name for name, error in families.items() if error and name not in seen.facts["absent"]]
        if silent and seen.failure is None:
            name = silent[0]
            where = f"{seen.facts['host']} port {seen.facts['port']}"
            fail(f"{where} does not answer by {name}: {families[name]}", _DIAGNOSIS[name])
        for name, words in seen.facts.get("unresolved", {}).items():
            if seen.failure is None:
                fail(f"the resolver does not say whether {seen.facts['host']} has {name}: {words}", "dns-no-answer")


def _is_public(text: str) -> bool:
    return ipaddress.ip_address(text.partition("%")[0]).is_global


def _inside(profile: Profile, seen: Observation) -> str:
    """What is odd about the addresses of a host of Microsoft's: none of the world; empty where nothing is."""
    host, resolved = seen.facts.get("host", ""), seen.facts.get("addresses", {})
    inside = [text for texts in resolved.values() for text in texts if not _is_public(text)]
    odd = profile.cloud.is_preset and host in profile.cloud.hosts() and inside
    return f"{host} is {', '.join(inside[:3])} here, which is no public address" if odd else ""


def _reached(profile: Profile, observation: Observation) -> str:
    failure = observation.failure
    if failure is not None and failure.kind in {"unreachable", "timeout"} and (said := _inside(profile, observation)):
        # A closed port at a wrong address says nothing about the port.
        fail(f"{failure.words} ({said})", "dns-private-address")
    facts = learned(observation).facts
    host = str(facts["host"])
    return f"{host} through the proxy {facts['proxy']}" if "proxy" in facts else host
