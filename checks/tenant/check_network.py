"""Can this machine reach the servers at all?"""

from __future__ import annotations

from ..check import check, not_applied
from ..config.profile import Profile
from ..judge import learned
from ..observation import Observation
from .used import must_use


@check("network.entra", refs=["RFC 1034", "Microsoft 365 URLs and IP address ranges"])
def check_login_host_is_reachable(reach_entra: Observation) -> str:
    """The login host has an address and takes connections."""
    return _reached(reach_entra)


@check("network.smtp", refs=["RFC 6409 3.1", "Microsoft 365 URLs and IP address ranges"])
def check_smtp_host_is_reachable(profile: Profile, reach_smtp: Observation) -> str:
    """The SMTP host has an address and takes connections."""
    must_use(profile, "smtp")
    return _reached(reach_smtp)


@check("network.imap", refs=["RFC 9051 2.1", "Microsoft 365 URLs and IP address ranges"])
def check_imap_host_is_reachable(profile: Profile, reach_imap: Observation) -> str:
    """The IMAP host has an address and takes connections."""
    must_use(profile, "imap")
    return _reached(reach_imap)


@check("network.pop3", refs=["RFC 1939 3", "Microsoft 365 URLs and IP address ranges"])
def check_pop3_host_is_reachable(profile: Profile, reach_pop3: Observation) -> str:
    """The POP3 host has an address and takes connections."""
    must_use(profile, "pop3")
    return _reached(reach_pop3)


def _reached(observation: Observation) -> str:
    facts = learned(observation).facts
    if facts.get("proxy"):
        not_applied(f"{facts['host']} is reached through the proxy")
    return str(facts["host"])
