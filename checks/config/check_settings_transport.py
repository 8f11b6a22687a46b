"""Do hosts, ports, TLS modes and mechanisms fit, so that a token travels only where and how it may?"""

from __future__ import annotations

from collections.abc import Iterator

from ..check import FATAL, WARNING, check, fail, not_applied
from .clouds import CLOUDS
from .judging import SEVERITY_BY_POLICY, is_aem, presets_only
from .profile import Consumer, Profile

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
LABEL_WIRES = {"TLS": None, "SSL": "implicit", "blank": "plain", None: None}


def _with_oauth(profile: Profile) -> Iterator[Consumer]:
    return (consumer for consumer in profile.consumers if consumer.oauth)


@check("settings.smtp_auth", refs=["R01", "S68"])
def check_smtp_authentication_is_on(profile: Profile) -> None:
    """SMTP authentication is on wherever OAuth is used for sending."""
    if not profile.smtp:
        not_applied("the profile does not send")
    if not profile.send.auth_required:
        fail("send.auth_required is false", "settings-smtp-auth")
    for consumer in _with_oauth(profile):
        if consumer.smtp_auth is False:
            fail(f"smtp_auth of {consumer.name} is false while oauth is true", "settings-smtp-auth")


@check("settings.smtp_tls", refs=["R02", "S79"])
def check_smtp_uses_tls(profile: Profile) -> None:
    """Sending insists on TLS before the token."""
    if not profile.smtp:
        not_applied("the profile does not send")
    if profile.smtp.wire not in SECURE_WIRES:
        fail(f"send.wire is {profile.smtp.wire}", "settings-smtp-tls")
    wrong_labels = ("blank", "SSL") if profile.cloud.is_preset else ("blank",)
    labels = [("send.tls", profile.send.tls)]
    labels += [(f"smtp_tls of {consumer.name}", consumer.smtp_tls) for consumer in _with_oauth(profile)]
    for key, label in labels:
        if label in wrong_labels:
            fail(f"{key} is {label}, and must be TLS", "settings-smtp-tls")


@check("settings.receive_tls", refs=["R03", "S80"])
def check_receiving_uses_tls(profile: Profile) -> None:
    """Receiving insists on TLS before the token."""
    servers = [server for server in (profile.imap, profile.pop3) if server]
    if not servers:
        not_applied("the profile does not receive")
    for server in servers:
        if server.wire not in SECURE_WIRES:
            fail(f"receive.{server.protocol}.wire is {server.wire}", "settings-receive-tls")
    labels = [("receive.tls", profile.receive.tls)]
    labels += [(f"receive_tls of {consumer.name}", consumer.receive_tls) for consumer in _with_oauth(profile)]
    for key, label in labels:
        if label == "blank":
            fail(f"{key} is blank, and must be TLS", "settings-receive-tls")
        if label == "SSL" and is_aem(profile):
            fail(f"{key} is SSL, and AEM's document asks for TLS", "settings-receive-tls", severity=WARNING)


@check("settings.cloud_hosts", refs=["R16", "G13"])
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
    connections = [c for c in _connections(profile) if c[2].lower() in exchange]
    if not connections:
        not_applied("no mail host of the profile is one of Exchange Online")
    for name, protocol, host, port, wire in connections:
        served = EXCHANGE_PORTS[protocol]
        if port not in served:
            fail(f"{name} uses port {port} of {host}", "settings-ports")
        if wire not in (None, *SECURE_WIRES):
            continue  # that is the matter of the checks of TLS
        if wire and wire != served[port]:
            fail(f"{name} uses TLS mode {wire} on port {port} of {host}", "settings-ports")
        if port not in USUAL_PORTS:
            fail(f"{name} uses port {port} of {host}", "settings-ports", severity=WARNING)


def _connections(profile: Profile) -> Iterator[tuple[str, str, str, int, str | None]]:
    """Who connects by which protocol to which host, port and TLS mode (None: not said)."""
    for server in profile.servers:
        yield "the profile", server.protocol, server.host, server.port, server.wire
    for consumer in _with_oauth(profile):
        smtp_host = consumer.smtp_host or (profile.smtp.host if profile.smtp else "")
        if consumer.smtp_port:
            yield consumer.name, "smtp", smtp_host, consumer.smtp_port, LABEL_WIRES[consumer.smtp_tls]
        protocol = consumer.receive_protocol or profile.receive.protocols[0]
        receiver = profile.pop3 if protocol == "pop3" else profile.imap
        receive_host = consumer.receive_host or (receiver.host if receiver else "")
        if consumer.receive_port:
            yield consumer.name, protocol, receive_host, consumer.receive_port, LABEL_WIRES[consumer.receive_tls]


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


@check("settings.endpoint_imap", refs=["R04", "S81"])
def check_email_endpoints_use_imap(profile: Profile) -> None:
    """Email endpoints with OAuth receive by IMAP."""
    endpoints = [consumer for consumer in _with_oauth(profile) if consumer.kind == "email-endpoint"]
    if not endpoints:
        not_applied("the profile has no email endpoint with OAuth")
    providers = [c.receive_protocol for c in profile.consumers if c.kind == "email-provider" and c.receive_protocol]
    for endpoint in endpoints:
        protocol = endpoint.receive_protocol or next(iter(providers), profile.receive.protocols[0])
        if protocol == "pop3":
            severity = FATAL if is_aem(profile) else WARNING
            fail(f"the email endpoint {endpoint.name} uses POP3", "settings-endpoint-imap", severity=severity)


@check("settings.task_mail", refs=["R05", "S87"])
def check_task_notifications_are_switched_on(profile: Profile) -> None:
    """Task notifications with OAuth have outgoing messages switched on."""
    tasks = [consumer for consumer in _with_oauth(profile) if consumer.kind == "task-notifications"]
    if not tasks:
        not_applied("the profile has no task notifications with OAuth")
    for consumer in tasks:
        if consumer.enabled is False:
            fail(f"oauth of {consumer.name} is true and enabled is false", "settings-task-mail")
