"""What stands around a connection: DNS, proxies, trusted inspection, clocks, and servers that let too much in."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_NOBODY = "nobody has seen it yet."
_OURS = "a rule of oauthmail on what it observes; "

SURROUNDINGS: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="dns-private-address",
        layer="network",
        title="DNS sends Microsoft's name to a private address",
        cause="The name of a Microsoft host has an address here that does not exist on the Internet. A resolver, a "
        "hosts file, a VPN or a filter puts something of its own in between.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: nslookup {host}; compare with: nslookup {host} 1.1.1.1",
            "look into the hosts file (/etc/hosts, C:\\Windows\\System32\\drivers\\etc\\hosts)",
            "have Microsoft's names resolved outside, without a filter",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence=_OURS + "RFC 6890; not seen in a report (unverified)",
        tells_apart="nslookup on another network: a public address there means that DNS here interferes.",
    ),
    Diagnosis(
        id="proxy-unreachable",
        layer="network",
        title="The proxy for HTTPS cannot be reached",
        cause="This machine is told to reach the login host through a proxy (HTTPS_PROXY, the system's settings or the "
        "profile), and that proxy has no address, is not running, or does not answer.",
        who="network",
        role=roles.NETWORK_ADMIN + "; for a typing error whoever set the proxy",
        fix=(
            "look: echo $HTTPS_PROXY; Windows: netsh winhttp show proxy",
            "try: curl -v -x $HTTPS_PROXY https://{login}/",
            "a proxy that is no longer there: take the setting away, or name the host in NO_PROXY",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="texts of curl, urllib3 and Chromium: from memory, unverified against one deployment",
        words=(
            Words(r"Could not resolve proxy", 0.95, "network"),
            Words(r"Unable to connect to proxy", 0.95, "network"),
            Words(r"Cannot connect to proxy", 0.95, "network"),
            Words(r"ERR_PROXY_CONNECTION_FAILED", 0.95, "network"),
        ),
        tells_apart="A proxy that answers, and refuses, is proxy-refused.",
    ),
    Diagnosis(
        id="proxy-refused",
        layer="network",
        title="The proxy refuses or wants a login",
        cause="The HTTP proxy on the way does not let the connection through: it wants a login (407), forbids host or "
        "port (403), cannot reach the host itself (502 to 504), is no proxy, or says yes and puts a page of its own in "
        "place of the host (a captive portal).",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: curl -v -x $HTTPS_PROXY https://{login}/",
            "  the proxy must allow CONNECT to that host and port",
            "a captive portal: agree to its page in a browser on this machine, or use another network",
            "SMTP, IMAP and POP3 do not use HTTP proxies by themselves: they need a direct way",
            "verify: oauthmail diagnose {profile} --only token",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="texts of urllib3, curl, Java and Node: unverified against one deployment",
        words=(
            Words(r"407 Proxy Authentication Required", 0.97, "network"),
            Words(r"proxy server requires authentication", 0.9, "network"),
            Words(r"Tunnel connection failed: \d{3}", 0.97, "network"),
            Words(r"Unable to tunnel through proxy", 0.9, "network"),
            Words(r"in place of TLS with \S{1,255} the proxy sent", 0.97, "network"),
            Words(r"Received HTTP code \d{3} from proxy after CONNECT", 0.9, "network"),
        ),
        ticket=("Please allow CONNECT to {login} through the proxy for this server (port 443 where none is named).",),
    ),
    Diagnosis(
        id="tls-inspected",
        layer="tls",
        title="A box that this machine trusts opens the TLS connection",
        cause="The certificate is verified, but it was not issued by an authority that Microsoft uses: a proxy with a "
        "CA of its own reads everything, tokens and secrets included. Programs with a trust store of their own (Java, "
        "Node, Python) refuse the same connection.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "have the login host and the mail hosts exempted from TLS inspection (Microsoft asks for that)",
            "or put the CA of the proxy into the trust store that the application uses",
            "look at the issuer: openssl s_client {s_client}",
        ),
        new_refresh_token_helps="no",
        helps_why="the connection works; who else can read it is the question.",
        doc=links.ADDRESSES,
        evidence=_OURS + "that Microsoft's certificates come from DigiCert or Microsoft is from memory (unverified)",
        tells_apart="The issuer of the same host seen from another network.",
        ticket=("Please exempt {hosts} from TLS inspection for this server.",),
    ),
    Diagnosis(
        id="clock-wrong",
        layer="tenant",
        title="The clock of this machine is minutes off",
        cause="The Date of the login host and the clock of this machine differ by minutes. Tokens then seem expired or "
        "not yet valid, certificates too, and signed assertions are refused.",
        who="app-owner",
        role="whoever runs this machine",
        fix=("look: date -u; timedatectl status", "switch NTP on: timedatectl set-ntp true; Windows: w32tm /resync"),
        new_refresh_token_helps="no",
        helps_why="the clock would be as wrong for the new one.",
        doc=links.CLAIMS,
        evidence=_OURS + "RFC 9110 6.6.1",
        tells_apart="date -u here against another machine",
    ),
    Diagnosis(
        id="token-from-the-future",
        layer="token",
        title="The token is not valid yet",
        cause="The token begins in the future as this machine sees it: the clock here is behind, or the issuer's is "
        "ahead. A server with the right time refuses a token of an issuer that is ahead.",
        who="app-owner",
        role="whoever runs this machine; if its clock is right, " + roles.MICROSOFT,
        fix=("look: date -u; timedatectl status; switch NTP on", "then ask for a new access token"),
        new_refresh_token_helps="no",
        helps_why="the refresh token is not at fault.",
        doc=links.CLAIMS,
        evidence="our own reading of the token (nbf); Exchange's words for it are inferred (unverified)",
        tells_apart="oauthmail diagnose {profile} --only token: nbf must not be in the future",
    ),
    Diagnosis(
        id="smtp-clear-accepted",
        layer="smtp",
        title="The server takes a sender before TLS",
        cause="MAIL FROM was accepted on a connection without TLS. Exchange Online does not do that on the submission "
        "port: either the host is another one, or something on the way speaks in its place. A client that forgets "
        "STARTTLS would not notice.",
        who="network",
        role=roles.NETWORK_ADMIN + "; for a relay of your own whoever runs it",
        fix=(
            "look at the greeting: openssl s_client {s_client}",
            "Postfix: smtpd_tls_security_level = encrypt on the submission service",
            "leave STARTTLS required in every client",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was sent in clear.",
        doc=links.SMTP_AUTH,
        evidence="RFC 3207 section 4 (530 before STARTTLS); measured at Postfix with smtpd_tls_security_level = may",
        tells_apart="Port 25 of a relay accepts mail in clear by design; the submission port should not.",
    ),
    Diagnosis(
        id="basic-auth-still-allowed",
        layer="smtp",
        title="Passwords are still judged",
        cause="A login with a wrong password was refused as a wrong password, not because passwords are off. Whoever "
        "finds the right one gets in, past the second factor.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            roles.CONNECT,
            "Get-AuthenticationPolicy | fl Name,AllowBasicAuth*",
            "New-AuthenticationPolicy -Name 'No basic'",
            "Set-User {mailbox} -AuthenticationPolicy 'No basic'",
            "  undo: Set-User {mailbox} -AuthenticationPolicy $null",
        ),
        new_refresh_token_helps="no",
        helps_why="OAuth is not concerned.",
        doc=links.BASIC_AUTH,
        evidence=_OURS + "Microsoft: basic authentication in Exchange Online; that a server may hide that basic "
        "authentication is off behind the words for a wrong password is assumed (unverified)",
        tells_apart="The words: 'basic authentication is disabled' means that it is off.",
        ticket=("Please forbid passwords for {mailbox} by an authentication policy: it is read with OAuth alone.",),
        wait=roles.EXCHANGE_WAIT,
    ),
)
