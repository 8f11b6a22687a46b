"""TLS itself: versions, STARTTLS, TLS where none is spoken."""

from __future__ import annotations

from . import codes, links, roles, tools
from .model import Diagnosis, Words

_NOBODY = "nobody has seen it yet."

TLS: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="starttls-stripped",
        layer="tls",
        title="The server does not offer STARTTLS",
        cause="Exchange Online always offers STARTTLS on 587. If it is missing, something between this machine and "
        "Exchange removes it (an inspecting firewall, an antivirus mail shield), or the host is another one.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: openssl s_client {s_client}",
            "look at the greeting: it must come from *.outlook.office365.com; XXXX in the EHLO answer is a "
            "firewall's mark",
            "switch SMTP inspection off for this way (Cisco: no inspect esmtp; antivirus: mail shield)",
            "IMAP and POP3: use 993 and 995, where TLS begins with the first byte",
            "never send a token without TLS: leave STARTTLS required in the client",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was sent, and none must be on such a connection.",
        doc=links.SMTP_AUTH,
        evidence="jakartaee/mail-api#392 (text of Java); EHLO lists of Exchange Online, 2022 to 2026",
        words=(
            Words(r"STARTTLS is required but host does not support STARTTLS", 0.95, "tls"),
            Words(r"STARTTLS extension not supported by server", 0.95, "tls"),
            Words(r"does not (?:support|advertise|offer) (?:the )?(?:STARTTLS|STLS)\b", 0.9),
            Words(r"STARTTLS (?:is )?not (?:offered|supported|advertised|available)", 0.9),
            Words(r"STLS (?:is )?not (?:offered|supported|advertised|available)", 0.9),
            Words(r"TLS not supported by server", 0.7, "tls"),
            Words(r"TLS is required, but was not offered by host", 0.9, "tls"),
        ),
        tells_apart="The same from another network: if STARTTLS is there, the first network strips it.",
        tied_with=("starttls-refused",),
        ticket=(
            "Please do not inspect mail connections from this server to {host}:{port}: STARTTLS is removed on the",
            "way, so no mail can be sent safely.",
        ),
    ),
    Diagnosis(
        id="starttls-refused",
        layer="tls",
        title="STARTTLS is offered and then refused",
        cause="The server lists STARTTLS but answers the command with an error: a fault of the server, or something on "
        "the way that interferes.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "try again: a 454 is temporary",
            "look: openssl s_client {s_client}",
            "compare with another network",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.SMTP_AUTH,
        evidence="RFC 3207 section 4 (454); not seen at Exchange Online: unverified",
        words=(
            Words(r"TLS not available", 0.9, "tls"),
            Words(r"STARTTLS (?:was )?(?:refused|failed|rejected)", 0.9, "tls"),
            Words(r"STLS (?:was )?(?:refused|failed|rejected)", 0.9, "tls"),
            Words(r"\b(?:4|5)\d\d\b[^\n]{0,40}to STARTTLS", 0.8, "tls"),
        ),
        tells_apart="Is STARTTLS in the EHLO answer? If not, it is stripped; if it is, the reply to the command "
        "decides.",
        tied_with=("starttls-stripped",),
    ),
    Diagnosis(
        id="starttls-injected",
        layer="tls",
        title="Somebody speaks in clear where TLS has to begin",
        cause="Behind the reply to STARTTLS came more text that was not encrypted. No server sends any there: "
        "something on the way forges replies, so that a careless client takes them for the server's own. "
        "(A proxy that answers STARTTLS in its place and a broken server look the same.)",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "send no token over this network until it is explained; none was sent by this run",
            "look what comes in clear: openssl s_client {s_client} -debug",
            "compare with another network; if it is clean there, find the proxy or firewall that speaks here",
            "IMAP and POP3: use 993 and 995, where TLS begins with the first byte",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was sent, and none must be on such a connection.",
        doc=links.SMTP_AUTH,
        evidence="RFC 3207 section 4.2; NO STARTTLS (USENIX Security 2021), which found clients that believe it; "
        "in front of Exchange Online unverified",
        words=(
            Words(r"plaintext was injected behind the reply to STARTTLS", 1.0, "tls"),
            Words(
                r"(?:unexpected|extra|trailing|pending) (?:data|plaintext|bytes) (?:after|behind) STARTTLS", 0.9, "tls"
            ),
            Words(r"response injection (?:attack )?detected", 0.8, "tls"),
        ),
        tells_apart="The same from another network: if nothing stands behind the reply there, the first one forges it.",
        ticket=(
            "Something on the way from this server to {host}:{port} answers in clear behind STARTTLS.",
            "Please find what it is and exempt mail from it: no credential is sent until then.",
        ),
    ),
    Diagnosis(
        id="tls-version-too-old",
        layer="tls",
        title="No common TLS version",
        cause="One side wants TLS 1.2 or newer and the other does not offer it. Microsoft 365 takes no older one.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "Java 8: mail.smtp.ssl.protocols=TLSv1.2 and an update; .NET Framework 4.7 or newer; OpenSSL 1.0.1 or "
            "newer",
            "look what is offered: openssl s_client {s_client} -tls1_2",
            "an inspecting proxy may speak older versions: ask for an exemption",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.DEVICE_PROBLEMS,
        evidence="Microsoft's page on devices that send mail (TLS 1.2 is the floor); texts of OpenSSL and Java",
        words=(
            Words(r"UNSUPPORTED_PROTOCOL\b", 0.9, "tls"),
            Words(r"\bunsupported protocol\b(?! (?:scheme|for)\b)", 0.8, "tls"),
            Words(r"alert protocol version", 0.95, "tls"),
            Words(r"TLSV1_ALERT_PROTOCOL_VERSION", 0.95, "tls"),
            Words(r"No appropriate protocol \(protocol is disabled or cipher suites are inappropriate\)", 0.95, "tls"),
            Words(r"Received fatal alert: protocol_version", 0.95, "tls"),
            Words(r"NO_PROTOCOLS_AVAILABLE", 0.9, "tls"),
            Words(r"do not possess a common algorithm", 0.95, "tls"),
            Words(r"Could not create SSL/TLS secure channel", 0.85, "tls"),
            *codes.NO_COMMON_VERSION,
        ),
        tells_apart="openssl s_client {s_client} -tls1_2 works: the client is at fault.",
        tied_with=("smtp-old-tls", "entra-tls-too-old"),
    ),
    Diagnosis(
        id="tls-wrong-version-number",
        layer="tls",
        title="TLS from the first byte on a port that begins in plain text",
        cause="Ports 587, 143 and 110 begin in plain text and switch by STARTTLS; the client speaks TLS at once. "
        "Port 465 "
        "is not served by Exchange Online. (A proxy or captive portal that answers in plain text looks the same.)",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "SMTP: port 587 with STARTTLS: nodemailer secure: false, Java mail.smtp.ssl.enable=false with "
            "starttls.enable",
            "IMAP and POP3: ports 993 and 995 with TLS from the first byte",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.SMTP_AUTH,
        evidence="nodemailer#1219, #1390 (OpenSSL text); quarkusio/quarkus#39359 (Netty); texts of Rust's rustls, "
        "GnuTLS and .NET as public sources quote them; the Java text is unverified",
        words=(
            Words(r"wrong version number", 0.95, "tls"),
            Words(r"SSL23_GET_SERVER_HELLO:unknown protocol", 0.9, "tls"),
            Words(r"WRONG_VERSION_NUMBER", 0.95, "tls"),
            Words(r"Unrecognized SSL message, plaintext connection", 0.95, "tls"),
            Words(r"Unsupported or unrecognized SSL message", 0.95, "tls"),
            Words(r"packet length too long", 0.8, "tls"),
            Words(r"handshake failed due to an unexpected packet format", 0.9, "tls"),
            Words(r"first record does not look like a TLS handshake", 0.95, "tls"),
            Words(r"not an SSL/TLS record", 0.95, "tls"),
            Words(r"corrupt message of type InvalidContentType", 0.95, "tls"),
            Words(r"unexpected TLS packet was received", 0.9, "tls"),
            Words(r"Cannot determine the frame size or a corrupted frame was received", 0.9, "tls"),
        ),
    ),
    Diagnosis(
        id="tls-handshake-failed",
        layer="tls",
        title="The TLS handshake failed",
        cause="Client and server could not agree on a secure connection; the text does not say on what they differ. "
        "In Java the line `Caused by` further down names it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "look for `Caused by` or the OpenSSL reason in the full log and explain that line",
            "look: openssl s_client {s_client}",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="jakartaee/mail-api#392, adoptium-support#17 (Could not convert socket to TLS)",
        words=(
            Words(r"Could not convert socket to TLS", 0.6, "tls"),
            Words(r"while attempting to establish an SSL or TLS connection", 0.5, "tls"),
            Words(r"SSL connect attempt failed", 0.5, "tls"),
            Words(r"gnutls_handshake\(\) failed", 0.5, "tls"),
            Words(r"SSLHandshakeException", 0.5, "tls"),
            Words(r"SSLV3_ALERT_HANDSHAKE_FAILURE", 0.6, "tls"),
            Words(r"sslv3 alert handshake failure", 0.6, "tls"),
            Words(r"alert internal error", 0.6, "tls"),
            Words(r"ALERT_INTERNAL_ERROR", 0.6, "tls"),
            Words(r"Failed to enable crypto", 0.5, "tls"),
            Words(r"Stream_socket_enable_crypto\(\): SSL operation failed", 0.5, "tls"),
            Words(r"SSL connection could not be established", 0.5, "tls"),
            *codes.HANDSHAKE,
            *tools.HANDSHAKE,
        ),
        tells_apart="The `Caused by` line, or openssl s_client with -servername and -verify_return_error.",
        may_be=(
            "certificate-unknown-ca",
            "certificate-intercepted",
            "tls-version-too-old",
            "certificate-wrong-name",
            "tls-wrong-version-number",
        ),
    ),
)
