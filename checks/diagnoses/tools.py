"""What tools at a shell say of a connection or a login in words of their own: curl, fetchmail, msmtp, PowerShell."""

from __future__ import annotations

from .model import Words

NO_CONNECTION = (
    Words(r"TcpTestSucceeded : False", 0.6, "network"),
    Words(r"Unable to open connection to (?:SMTP|IMAP|POP3) server", 0.5, "network"),
)
"""Test-NetConnection (EvotecIT/Emailimo#2, 2019) and K-9 Mail (thunderbird/thunderbird-android#7141, 2023)."""

NO_ANSWER = (Words(r"timeout after \d{1,4} seconds waiting (?:for|to) \w", 0.9, "network"),)
"""fetchmail, whose text is the same for every step (simonrob/email-oauth2-proxy#177, 2023)."""

CUT = (Words(r"\bunexpected IMAP BYE\b", 0.5, "network"),)
"""imapfilter (lefcha/imapfilter#224, 2021)."""

HANDSHAKE = (Words(r"failed to receive handshake, SSL/TLS connection failed", 0.6, "tls"),)
"""curl with Schannel (datawookie/emayili#147, 2023)."""

HIDDEN_REFUSAL = (
    Words(r"errormsg='the server sent an invalid reply'", 0.4, "smtp"),
    Words(r"\bmsmtp\b[^\n]{0,60} exited with code 7\d\b", 0.3, "smtp", named=True),
    Words(r"\bauth failed\b", 0.3, "imap", named=True),
    Words(r"(?:Username|Password|AUTH) command failed: 5\d\d", 0.4, "smtp", named=True),
    Words(r"schemes\W{3,5}bearer\b", 0.3, "imap", named=True),
)
"""msmtp (marlam/msmtp#67, 2022; firefart/rt-docker#21, 2022, by its exit status); Horde
(nextcloud/mail#158, 2016); PHPMailer (PHPMailer/PHPMailer#313, 2014); a challenge of XOAUTH2 in clear."""
