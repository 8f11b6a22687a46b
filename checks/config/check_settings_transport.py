"""Do hosts, ports, TLS modes and mechanisms fit, so that a token travels only where and how it may?"""

from __future__ import annotations

from ..check import WARNING, check, fail, not_applied
from .clouds import CLOUDS
from .consumers import OWN, Connection, Effective, with_oauth
from .judging import SEVERITY_BY_POLICY, is_aem, presets_only
from .profile import Profile, Server

SECURE_WIRES = ("starttls-required", "implicit")
PASSWORD_MECHANISMS = ("LOGIN", "PLAIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", "GSSAPI", "SCRAM-SHA-256")

# How Exchange Online listens: port -> TLS mode. 465 is not served at all; the second of each protocol works, but
# is often closed on the way and easily used without TLS (Microsoft: POP, IMAP and SMTP settings).
EXCHANGE_PORTS = {
    "smtp": {587: "starttls-required", 25: "starttls-required"},
    "imap": {993: "implicit", 143: "starttls-required"},
    "pop3": {995: "implicit", 110: "starttls-required"},
}
USUAL_PORTS = (587, 993, 995)


@check("settings.smtp_auth", refs=["R01", "S68"])
def check_smtp_authentication_is_on(profile: Profile) -> None:
    """SMTP authentication is on wherever OAuth is used for sending."""
    if not profile.smtp:
        not_applied("the profile does not send")
    for one in with_oauth(profile):
        if one.smtp and one.get("smtp_auth") is False:
            fail(f"{_key(one, 'smtp_auth')} is false while oauth is true", "settings-smtp-auth")


@check("settings.smtp_tls", refs=["R02", "S79"])
def check_smtp_uses_tls(profile: Profile) -> None:
    """Sending insists on TLS before the token."""
    if not profile.smtp:
        not_applied("the profile does not send")
    wrong_labels = ("blank", "SSL") if profile.cloud.is_preset else ("blank",)
    for one in with_oauth(profile):
        if not one.smtp:
            continue
        if one.smtp.label in wrong_labels:
            fail(f"{_key(one, 'smtp_tls')} is {one.smtp.label}, and must be TLS", "settings-smtp-tls")
        if one.smtp.wire not in SECURE_WIRES:
            fail(f"{_wire(one, 'send')} is {one.smtp.wire}", "settings-smtp-tls")


@check("settings.receive_tls", refs=["R03", "S80"])
def check_receiving_uses_tls(profile: Profile) -> str:
    """Receiving insists on TLS before the token."""
    servers = [server for server in (profile.imap, profile.pop3) if server]
    if not servers:
        not_applied("the profile does not receive")
    for server in servers:
        if server.wire not in SECURE_WIRES:
            fail(f"receive.{server.protocol}.wire is {server.wire}", "settings-receive-tls")
    wires = [f"{server.protocol} port {server.port}: {server.wire}" for server in servers]
    for one in with_oauth(profile):
        receive = one.receive
        if not receive:
            continue
        if receive.label == "blank":
            fail(f"{_key(one, 'receive_tls')} is blank, and must be TLS", "settings-receive-tls")
        if receive.wire not in SECURE_WIRES:
            fail(f"{_wire(one, 'receive')} is {receive.wire}", "settings-receive-tls")
        if receive.label == "SSL" and is_aem(profile):
            said = f"{_key(one, 'receive_tls')} is SSL, and AEM's document asks for TLS"
            fail(said, "settings-receive-tls", severity=WARNING)
        wires.append(f"{receive.protocol} port {receive.port}: {receive.wire}")
    return "on the wire: " + "; ".join(dict.fromkeys(wires))


def _key(one: Effective, key: str) -> str:
    """The key as it stands in the profile, with who inherits it, or that it is the product's default."""
    setting = one.settings[key]
    inherited = one.name != OWN and not setting.place.endswith(f" of {one.name}")
    return setting.place + f" ({one.name})" * inherited + " (default of the product)" * (not setting.stated)


def _wire(one: Effective, table: str) -> str:
    return f"{table}.wire" if one.name == OWN else f"what {one.name} does to {table}"


@check("settings.cloud_hosts", refs=["R16", "G13", "Microsoft: national clouds"])
def check_hosts_are_of_the_cloud(profile: Profile) -> None:
    """The login host and the mail hosts belong to one cloud."""
    presets_only(profile)
    cloud = profile.cloud
    if profile.authority.host not in cloud.login_hosts:
        fail(f"{profile.authority.host} is not a login host of the {cloud.name} cloud", "settings-cloud-hosts")
    for host in sorted(profile.hosts() - cloud.hosts()):
        for other in CLOUDS.values():
            if host in other.hosts():
                fail(f"{host} is of the {other.name} cloud, not of {cloud.name}", "settings-cloud-hosts")


@check("settings.ports", refs=["R23", "G01", "Microsoft: POP, IMAP and SMTP settings"])
def check_ports_are_those_of_exchange_online(profile: Profile) -> None:
    """The ports and TLS modes are those on which Exchange Online listens."""
    presets_only(profile)
    exchange = {profile.cloud.smtp_host, profile.cloud.imap_host, profile.cloud.pop3_host}
    connections: list[tuple[str, Server | Connection]] = [(OWN, server) for server in profile.servers]
    connections += [(one.name, leg) for one in with_oauth(profile) for leg in (one.smtp, one.receive) if leg]
    connections = [(name, leg) for name, leg in connections if leg.host.lower() in exchange]
    if not connections:
        not_applied("no mail host of the profile is one of Exchange Online")
    for name, leg in connections:
        served, at = EXCHANGE_PORTS[leg.protocol], f"port {leg.port} of {leg.host}"
        if leg.port not in served:
            fail(f"{name} uses {at}", "settings-ports")
        wrong_label = isinstance(leg, Connection) and leg.protocol == "smtp" and leg.label == "SSL"
        if leg.wire not in SECURE_WIRES or wrong_label:
            continue  # that is the matter of the checks of TLS
        if leg.wire != served[leg.port]:
            fail(f"{name} uses TLS mode {leg.wire} on {at}", "settings-ports")
        if leg.port not in USUAL_PORTS:
            fail(f"{name} uses {at}", "settings-ports", severity=WARNING)


@check("settings.mechanisms", refs=["R28", "Microsoft: SASL XOAUTH2"])
def check_mechanisms_are_xoauth2_alone(profile: Profile) -> None:
    """XOAUTH2 is among the mechanisms, and none that sends a password is beside it."""
    used = {"send": profile.send.mechanisms if profile.smtp else ("XOAUTH2",)}
    used["receive"] = profile.receive.mechanisms if profile.imap or profile.pop3 else ("XOAUTH2",)
    for table, mechanisms in used.items():
        if profile.cloud.is_preset and "XOAUTH2" not in mechanisms:
            fail(f"{table}.mechanisms does not hold XOAUTH2", "settings-mechanisms")
    if profile.policy.basic_fallback not in SEVERITY_BY_POLICY:
        not_applied('policy.basic_fallback = "allow"')
    severity = SEVERITY_BY_POLICY[profile.policy.basic_fallback]
    for table, mechanisms in used.items():
        passwords = [mechanism for mechanism in mechanisms if mechanism in PASSWORD_MECHANISMS]
        if passwords:
            fail(f"{table}.mechanisms also holds {', '.join(passwords)}", "settings-mechanisms", severity=severity)


@check("settings.pop3_two_line", refs=["R29", "Microsoft: SASL XOAUTH2 for POP"])
def check_pop3_sends_the_token_on_a_line_of_its_own(profile: Profile) -> None:
    """POP3 sends AUTH XOAUTH2 and the token on two lines."""
    presets_only(profile)
    if not profile.pop3:
        not_applied("the profile does not use POP3")
    if profile.receive.pop_two_line is False:
        fail("receive.pop_two_line is false", "settings-pop3-two-line")
