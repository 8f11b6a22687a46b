"""Rules of the TLS handshake: versions, the name that is asked for, and what comes first."""

from __future__ import annotations

from .case import Evidence, Rule

_OLD = {"SSLv3", "TLSv1", "TLSv1.1"}


def no_old_versions(seen: Evidence) -> str:
    """The ClientHello offers TLS 1.2 or newer only."""
    for connection in seen.connections:
        offered = set((connection.hello or {}).get("versions", ())) & _OLD
        if offered or connection.version in _OLD:
            return f"{connection.listener}: {', '.join(sorted(offered) or [connection.version])} is spoken"
    return ""


def names_the_host(seen: Evidence) -> str:
    """SNI is the host of the settings."""
    for connection in seen.connections:
        if connection.hello is not None and connection.hello.get("server_name") != seen.host:
            return f"{connection.listener}: the server name is {connection.hello.get('server_name') or 'missing'}"
    return ""


def starts_once(seen: Evidence) -> str:
    """No STARTTLS inside TLS."""
    for connection in seen.mail():
        for command in connection.commands:
            if command.verb in {"STARTTLS", "STLS"} and command.line.tls:
                return f"TLS inside TLS: {connection.around(command.line)}"
    return ""


def handshake_follows(seen: Evidence) -> str:
    """Between the request for TLS and the handshake the client says nothing."""
    for connection in seen.mail():
        asked = next((c for c in connection.commands if c.verb in {"STARTTLS", "STLS"} and not c.line.tls), None)
        if asked is None or connection.hello is None:
            continue
        later = [line for line in connection.lines if line.inbound and not line.tls and line.number > asked.line.number]
        if later:
            return f"plain text after the request for TLS: {connection.around(later[0])}"
    return ""


NO_OLD_VERSIONS = Rule("no-old-versions", "speak TLS 1.2 or newer", no_old_versions)
NAMES_THE_HOST = Rule("names-the-host", "name the configured host in SNI", names_the_host)
STARTS_ONCE = Rule("starts-once", "ignore STARTTLS that is offered inside TLS", starts_once)
HANDSHAKE_FOLLOWS = Rule("handshake-follows", "send the ClientHello next after asking for TLS", handshake_follows)
