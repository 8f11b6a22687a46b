"""Before TLS: names, addresses, ports, connections."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_NOBODY = "nobody has seen it yet."
_PORTS = (
    "allow out: login.microsoftonline.com 443, smtp.office365.com 587, outlook.office365.com 993 (and 995 for POP3)"
)
_TICKET = (
    "Please allow this server to reach login.microsoftonline.com:443, smtp.office365.com:587 and",
    "outlook.office365.com:993, over IPv4 and, where present, IPv6, without TLS inspection.",
)

NETWORK: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="host-not-found",
        layer="network",
        title="The host name cannot be resolved",
        cause="DNS knows no address for the host: a typing error in the name, or a resolver on this machine that does "
        "not answer or does not resolve outside names.",
        who="network",
        role=roles.NETWORK_ADMIN + "; for a typing error whoever runs the application",
        fix=(
            "look: nslookup smtp.office365.com; nslookup login.microsoftonline.com",
            "names: smtp.office365.com, outlook.office365.com, login.microsoftonline.com",
            "if it fails now and then, the resolver is unreliable: use another one",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="PHPMailer/PHPMailer#1078; texts of the C library, Java, Node and curl",
        words=(
            Words(r"getaddrinfo failed", 0.9, "network"),
            Words(r"Name or service not known", 0.9, "network"),
            Words(r"nodename nor servname provided", 0.9, "network"),
            Words(r"Temporary failure in name resolution", 0.9, "network"),
            Words(r"Name does not resolve", 0.9, "network"),
            Words(r"getaddrinfo (?:ENOTFOUND|EAI_AGAIN)", 0.95, "network"),
            Words(r"Could not resolve host", 0.9, "network"),
            Words(r"java\.net\.UnknownHostException", 0.95, "network"),
            Words(r"No such host is known", 0.9, "network"),
            Words(r"\bno such host\b", 0.9, "network"),
            Words(r"remote name could not be resolved", 0.95, "network"),
            Words(r"Remotename konnte nicht aufgel\S{1,4}st werden", 0.95, "network"),
            Words(r"No address associated with hostname", 0.9, "network"),
            Words(r"(?:SocketException|WinError|Socket error(?: code)?)[^\n\w]{1,6}11001\b", 0.9, "network"),
            Words(r"\bErrno -[235]\b", 0.85, "network"),
            Words(r"NameResolutionError", 0.9, "network"),
        ),
        ticket=_TICKET,
    ),
    Diagnosis(
        id="connection-refused",
        layer="network",
        title="The port is closed",
        cause="Something answered that nobody listens there: a wrong port, a firewall that rejects, or a proxy or "
        "local "
        "service that is not running.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=("check host and port in the settings", _PORTS, "look: nc -vz smtp.office365.com 587"),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="texts of the C library, Java, Node and .NET",
        words=(
            Words(r"\bConnection refused", 0.9, "network"),
            Words(r"\bECONNREFUSED\b", 0.9, "network"),
            Words(r"target machine actively refused it", 0.9, "network"),
            Words(r"Zielcomputer die Verbindung verweigerte", 0.9, "network"),
            Words(r"(?:SocketException|WinError|Socket error(?: code)?)[^\n\w]{1,6}10061\b", 0.9, "network"),
            Words(r"\bErrno (?:111|61)\b", 0.85, "network"),
        ),
        tells_apart="Refused at once means that something answered; no answer at all would be a time-out.",
        ticket=_TICKET,
    ),
    Diagnosis(
        id="connection-timed-out",
        layer="network",
        title="No answer from the host",
        cause="Packets to the host get no answer: a firewall drops them, mostly because the port is not allowed out, "
        "or "
        "the way over IPv6 or a VPN is broken.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(_PORTS, "look: nc -vz smtp.office365.com 587, with -4 and with -6", "cloud providers often block port 25"),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="nodemailer#1474 (resolved: the reporter's own network); Atlassian knowledge base (Read timed out)",
        words=(
            Words(r"\bConnection timed out", 0.9, "network"),
            Words(r"\bConnection timeout\b", 0.9, "network"),
            Words(r"\bETIMEDOUT\b", 0.9, "network"),
            Words(r"\bESOCKETTIMEDOUT\b", 0.9, "network"),
            Words(r"SocketTimeoutException", 0.9, "network"),
            Words(r"did not properly respond after a period of time", 0.9, "network"),
            Words(r"\bConnectTimeoutError\b", 0.9, "network"),
            Words(r"\bNet::(?:Open|Read)Timeout\b", 0.9, "network"),
            Words(r"dial tcp [^\n]{1,200}i/o timeout", 0.9, "network"),
            Words(r"Timed out while (?:connecting to|authenticating with) server", 0.8, "network"),
            Words(r"(?:SocketException|WinError|Socket error(?: code)?)[^\n\w]{1,6}10060\b", 0.9, "network"),
            Words(r"\bErrno (?:110|60)\b", 0.85, "network"),
        ),
        tells_apart="Does another port of the same host answer? Then a firewall blocks this one.",
        tied_with=("ipv6-unreachable", "server-silent"),
        ticket=_TICKET,
    ),
    Diagnosis(
        id="connection-dropped",
        layer="network",
        title="The connection was cut",
        cause="The connection was made and then closed from outside, without words: a firewall or proxy that dislikes "
        "what it sees, an idle limit, or a server that gave up.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look when it happens: at the first byte or at TLS (firewall, inspection), or after idle time (limit)",
            "Exchange closes idle IMAP sessions after about half an hour: reconnect",
            "exempt the mail hosts from TLS inspection",
        ),
        new_refresh_token_helps="no",
        helps_why="nobody refused it.",
        doc=links.ADDRESSES,
        evidence="texts of the C library, Python, Java and Node; `* BYE Connection is closed. 13` meaning from the "
        "on-premises product; eclipse-ee4j/angus-mail#164 (2025-05, open: this.resp is null); 421 4.4.x: an idle limit "
        "(from memory, unverified)",
        words=(
            Words(r"Connection reset by peer", 0.9, "network"),
            Words(r"\bECONNRESET\b", 0.9, "network"),
            Words(r"Connection unexpectedly closed", 0.9, "network"),
            Words(r"SMTPServerDisconnected", 0.9, "network"),
            Words(r"forcibly closed by the remote host", 0.9, "network"),
            Words(r"Remote end closed connection without response", 0.9, "network"),
            Words(r"UNEXPECTED_EOF_WHILE_READING", 0.8, "network"),
            Words(r"EOF occurred in violation of protocol", 0.8, "network"),
            Words(r"Remote host (?:closed connection during|terminated the) handshake", 0.8, "network"),
            Words(r"\b421 4\.4\.[12] Connection (?:timed out|dropped)", 0.97, "network"),
            Words(r"socket error: EOF", 0.85, "network"),
            Words(r"(?:SocketException|WinError|Socket error(?: code)?)[^\n\w]{1,6}10054\b", 0.9, "network"),
            Words(r"\bErrno (?:104|54|32)\b", 0.85, "network"),
            Words(r"Cannot read field \"ok\" because \"this\.resp\" is null", 0.7),
            Words(r"\bBYE Connection (?:is )?closed\. 1[34]\b", 0.5),
        ),
    ),
    Diagnosis(
        id="ipv6-unreachable",
        layer="network",
        title="IPv6 is chosen but does not work here",
        cause="The name has IPv6 addresses and the client tries them, but this network, VPN or filter has no way for "
        "IPv6.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "prefer IPv4: Java -Djava.net.preferIPv4Stack=true; Node --dns-result-order=ipv4first",
            "or repair IPv6: ping -6 outlook.office365.com",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="AdguardTeam/AdguardForAndroid#2905",
        words=(
            Words(r"2[0-9a-f]{3}:[0-9a-f:]{4,40}[^\n]{0,80}ENETUNREACH", 0.95, "network"),
            Words(r"2[0-9a-f]{3}:[0-9a-f:]{4,40}[^\n]{0,80}Network is unreachable", 0.95, "network"),
            Words(r"\bENETUNREACH\b", 0.85, "network"),
            Words(r"Network is unreachable", 0.8, "network"),
            Words(r"No route to host", 0.6, "network"),
        ),
        tells_apart="nc -4 -vz smtp.office365.com 587 works and nc -6 does not",
        tied_with=("connection-timed-out",),
    ),
    Diagnosis(
        id="connection-failed",
        layer="network",
        title="No connection, and the text does not say why",
        cause="The client could not connect to the host and keeps the reason to itself: name, firewall, port, proxy or "
        "TLS. Nobody was asked for a login.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look further down in the log: `nested exception`, `Caused by`, errno or SocketException names the reason",
            "look: nslookup smtp.office365.com; nc -vz smtp.office365.com 587; nc -vz outlook.office365.com 993",
            _PORTS,
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="zammad/zammad#5492 (2025-02, after a change of firewalls), Webklex/php-imap#251; texts of Java, "
        "PHPMailer and Symfony",
        words=(
            Words(r"Couldn't connect to host, port: \S{1,120}, \d{2,5}; timeout", 0.6, "network"),
            Words(r"SMTP connect\(\) failed", 0.5, "network"),
            Words(r"Connection could not be established with host", 0.5, "network"),
            Words(r"Webklex\S{1,80}ConnectionFailedException", 0.3, "network"),
            Words(r"microsoft365': Request failed! \(code: 0\)", 0.6),
            Words(r"Unable to connect to the remote server", 0.5, "network"),
            Words(r"Failed to establish a new connection", 0.5, "network"),
            Words(r"could not resolve endpoints", 0.5, "network"),
        ),
        tells_apart="nc -vz smtp.office365.com 587: refused, no answer, or connected?",
        may_be=(
            "host-not-found",
            "connection-refused",
            "connection-timed-out",
            "ipv6-unreachable",
            "connection-dropped",
        ),
        tied_with=("client-hides-refusal",),
        ticket=_TICKET,
    ),
    Diagnosis(
        id="proxy-refused",
        layer="network",
        title="The proxy refuses or wants a login",
        cause="The HTTP proxy on the way does not let the connection through: it wants a login, or forbids host or "
        "port.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: echo $HTTPS_PROXY; the proxy must allow CONNECT to login.microsoftonline.com:443",
            "SMTP, IMAP and POP3 do not use HTTP proxies by themselves: they need a direct way",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="texts of urllib3, curl, Java and Node: unverified against one deployment",
        words=(
            Words(r"407 Proxy Authentication Required", 0.9, "network"),
            Words(r"Tunnel connection failed: \d{3}", 0.9, "network"),
            Words(r"Unable to tunnel through proxy", 0.9, "network"),
            Words(r"Received HTTP code \d{3} from proxy after CONNECT", 0.9, "network"),
        ),
        ticket=("Please allow CONNECT to login.microsoftonline.com:443 through the proxy for this server.",),
    ),
    Diagnosis(
        id="server-answered-garbage",
        layer="network",
        title="Something else answers on this port",
        cause="What came back is not the protocol that was expected: another service on the port, a captive portal, a "
        "proxy's error page.",
        who="network",
        role=roles.NETWORK_ADMIN + "; for a wrong port whoever runs the application",
        fix=(
            "check host and port: SMTP 587, IMAP 993, POP3 995",
            "look what answers: openssl s_client -connect outlook.office365.com:993",
        ),
        new_refresh_token_helps="no",
        helps_why=_NOBODY,
        doc=links.ADDRESSES,
        evidence="texts of Python's libraries; measured against servers that answer nonsense",
        words=(
            Words(r"Got bad greeting from SMTP host", 0.9, "network"),
            Words(r"error proto: ['\"]?(?:unexpected response|line too long)", 0.7, "imap"),
            Words(r"\bbad greeting\b", 0.6, "network"),
            Words(r"JSONDecodeError: Expecting value: line 1 column 1", 0.6, "entra"),
            Words(r"not a valid (?:SMTP|IMAP|POP3) (?:greeting|reply|response)", 0.9, "network"),
        ),
    ),
)
