"""Is every connection encrypted, by a server that is who it says, before anything secret is sent?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..check import WARNING, check, fail, not_applied
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from ..probes.legs import server
from .used import must_use

# From memory, unverified: the authorities of login.microsoftonline.com, outlook.office365.com and smtp.office365.com.
MICROSOFTS_AUTHORITIES = ("DigiCert", "Microsoft Corporation")
_NAMES = ["RFC 9525 6", "RFC 5280 6", "RFC 8446"]


@check("tls.entra", refs=_NAMES, needs=["network.entra"])
def check_login_host_is_verified(entra_tls: Observation) -> str:
    """The login host shows a certificate that holds."""
    return str(_shown(entra_tls, entra_tls.facts)["version"])


@check("tls.inspection", refs=["Microsoft 365 network connectivity principles"], severity=WARNING)
def check_nobody_opens_the_connections(
    profile: Profile,
    entra_tls: Observation,
    smtp_hello: Observation,
    imap_hello: Observation,
    pop3_hello: Observation,
) -> None:
    """Microsoft's hosts show certificates of the authorities that Microsoft uses."""
    if not profile.cloud.is_preset:
        not_applied(f'cloud = "{profile.cloud.name}": its certificates may come from anywhere')
    mail = (("smtp", smtp_hello), ("imap", imap_hello), ("pop3", pop3_hello))
    shown = [(profile.authority.host, "", entra_tls.facts if entra_tls.ok else {})]
    for protocol, seen in mail:
        if (place := server(profile, protocol)) and "tls" in seen.facts:
            # By port: IMAP and POP3 have one host, and a box may look into one of them only.
            shown.append((place.host, f" port {place.port}", seen.facts.get("shown", {})))
    if not any(certificate for host, _, certificate in shown if host in profile.cloud.hosts()):
        not_applied("none of Microsoft's hosts showed a certificate that holds")
    found = []
    for host, port, certificate in shown:
        organization = str(certificate.get("organization", ""))
        if host in profile.cloud.hosts() and certificate and not organization.startswith(MICROSOFTS_AUTHORITIES):
            issuer = f"{certificate['issuer']} ({organization or 'no organization'})"
            found.append(f"{host}{port} shows a certificate that {issuer} issued")
    if found:
        fail("; ".join(found), "tls-inspected")


@check("tls.starttls", refs=["RFC 3207 4", "RFC 8314 3", "RFC 9051 6.2.1", "RFC 2595 4"])
def check_starttls_is_offered(
    profile: Profile, smtp_hello: Observation, imap_hello: Observation, pop3_hello: Observation
) -> str:
    """STARTTLS is offered wherever the profile relies on it."""
    asked = []
    for protocol, seen in (("smtp", smtp_hello), ("imap", imap_hello), ("pop3", pop3_hello)):
        place = server(profile, protocol)
        if place is None or not place.wire.startswith("starttls") or "starttls" not in seen.facts:
            continue
        asked.append(f"{protocol.upper()} port {place.port}")
        if not seen.facts["starttls"] and seen.failure is not None:
            fail(seen.failure.words, "starttls-stripped")
    if not asked:
        not_applied("no server answered, or none is used with STARTTLS")
    return "STARTTLS offered: " + ", ".join(asked)


@check("tls.xoauth2", refs=["Microsoft: SASL XOAUTH2", "RFC 4954 3", "RFC 9051 6.2.2", "RFC 5034 6"])
def check_xoauth2_is_offered(
    profile: Profile, smtp_hello: Observation, imap_hello: Observation, pop3_hello: Observation
) -> str:
    """XOAUTH2 is offered inside TLS by every mail server of the profile that answers."""
    offered = []
    for protocol, seen in (("smtp", smtp_hello), ("imap", imap_hello), ("pop3", pop3_hello)):
        place = server(profile, protocol)
        if place is None or "tls" not in seen.facts or "mechanisms" not in seen.facts:
            continue
        if "XOAUTH2" not in seen.facts["mechanisms"]:
            named = " ".join(seen.facts["mechanisms"]) or "none"
            fail(f"XOAUTH2 is not offered by {place.host} (mechanisms offered: {named})", "xoauth2-not-offered")
        offered.append(protocol.upper())
    if not offered:
        not_applied("no mail server answered inside TLS")
    return "XOAUTH2: " + " ".join(offered)


@check("tls.smtp", refs=["RFC 3207 4", *_NAMES], needs=["network.smtp"])
def check_smtp_is_verified(profile: Profile, smtp_hello: Observation) -> str:
    """The SMTP server starts TLS and shows a certificate that holds."""
    return _verified(profile, "smtp", smtp_hello)


@check("tls.imap", refs=["RFC 8314 3", *_NAMES], needs=["network.imap"])
def check_imap_is_verified(profile: Profile, imap_hello: Observation) -> str:
    """The IMAP server starts TLS and shows a certificate that holds."""
    return _verified(profile, "imap", imap_hello)


@check("tls.pop3", refs=["RFC 8314 3", "RFC 2595 4", *_NAMES], needs=["network.pop3"])
def check_pop3_is_verified(profile: Profile, pop3_hello: Observation) -> str:
    """The POP3 server starts TLS and shows a certificate that holds."""
    return _verified(profile, "pop3", pop3_hello)


def _shown(seen: Observation, certificate: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a handshake that held; of one that did not, what the server showed is said as well."""
    failure = seen.failure
    if failure is not None and failure.kind == "tls" and "issuer" in certificate:
        names = ", ".join(certificate["names"][:3]) or "no name"
        until = certificate["not_after"][:10]
        fail(f"{failure.words} (shown: a certificate for {names}, issued by {_issuer(certificate)}, good to {until})")
    if failure is not None:
        refuse(failure)
    return learned(seen).facts


def _issuer(certificate: Mapping[str, Any]) -> str:
    """Common name and organization: products name themselves in either."""
    names = (certificate["issuer"], certificate.get("organization", ""))
    return " of ".join(dict.fromkeys(name for name in names if name))


def _verified(profile: Profile, protocol: str, seen: Observation) -> str:
    must_use(profile, protocol)
    if seen.failure is not None and "tls" not in seen.facts:
        _shown(seen, seen.facts.get("shown", {}))
    learned(seen, protocol)
    if "tls" not in seen.facts:
        fail(f"the profile uses {protocol.upper()} without TLS: no token is sent in clear", "starttls-stripped")
    return str(seen.facts["tls"]["version"])
