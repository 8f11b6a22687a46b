"""What a submission server says to everybody: greeting, extensions, its words for each event and refusal, by dialect.

Names in braces are filled in for each reply: `{host}` and `{server}` (short and long name), `{time}`, `{date}`,
`{session}`, `{peer}` (the client's address), `{mailhost}` and `{id}` (of a session at Google).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..faults.model import Fault, Reply

SIZE = 157286400
LONGEST_RESPONSE = 12288  # RFC 4954 4


@dataclass(frozen=True, slots=True)
class SmtpManner:
    """One manner of speaking SMTP.

    In `extensions`, `{tls}` is STARTTLS and, inside TLS, AUTH with the `mechanisms`. `suffix` ends every refusal.
    `said` are words by the name of an event, `replies` by the id of a fault. `in_clear` is the fault whose words answer
    AUTH before TLS. A `strict` server tells a response that is no base64, and one that was cancelled, from a wrong one.
    `old_tls` lets TLS 1.0 and 1.1 shake hands and refuses them at AUTH. `response_limit` is in octets with the line
    end; 0 is none of its own. A token must live for `token_life_s` more seconds; `names_address` is whether a user name
    that is no address has words of its own. `too_many` is the fault whose words answer too many connections.
    """

    greeting: str
    hello: str
    helo: str
    extensions: tuple[str, ...]
    mechanisms: tuple[str, ...]
    suffix: str
    size: int = SIZE
    said: Mapping[str, str] = field(default_factory=dict)
    replies: Mapping[str, str] = field(default_factory=dict)
    in_clear: str = "smtp-auth-before-tls"
    strict: bool = False
    old_tls: bool = False
    response_limit: int = 0
    token_life_s: int = 0
    names_address: bool = False
    too_many: str = "smtp-too-many-connections"

    def words(self, fault: Fault) -> str:
        """The words with which a fault refuses, in this manner."""
        told = fault.effect.smtp if isinstance(fault.effect, Reply) else ""
        return self.replies.get(fault.id, told)


# What has no source named is in Exchange's style and UNVERIFIED.
_EXCHANGE_WORDS = {
    "ok": "250 2.0.0 OK",
    "starttls": "220 2.0.0 SMTP server ready",  # public transcript, read whole
    "starttls-again": "503 5.5.2 Only one STARTTLS command can be issued per SMTP session",
    "hello-first": "503 5.5.2 Send hello first",  # FiloSottile/Heartbleed#62, to STARTTLS
    "unknown": "500 5.3.3 Unrecognized command 'unknown'",  # simonrob/email-oauth2-proxy#232
    "unimplemented": "502 5.3.3 Command not implemented",
    "arguments": "501 5.5.4 Invalid arguments",
    "parameter": "501 5.5.4 Unrecognized parameter",
    "address": "501 5.1.7 Invalid address",  # from memory
    "address-needs-utf8": "553 5.6.7 Address needs SMTPUTF8",  # the code: RFC 6531 3.5
    "too-long": "500 5.5.2 Command line too long",
    "response-too-long": "500 5.5.6 Authentication exchange line is too long",  # the code: RFC 4954 4
    "content-line-too-long": "500 5.5.2 Line too long",
    "too-many-errors": "421 4.7.0 Too many errors on this connection, closing transmission channel",
    "nested": "503 5.5.2 Sender already specified",
    "mail-first": "503 5.5.2 Need mail command",
    "rcpt-first": "503 5.5.2 Need rcpt command",
    "bdat-begun": "503 5.5.2 Bad sequence of commands: BDAT has begun",
    "binary-needs-bdat": "503 5.5.2 BINARYMIME needs BDAT",
    "authenticated": "235 2.7.0 Authentication successful",  # every transcript
    "authenticated-already": "503 5.5.2 Already authenticated",
    "not-base64": "501 5.5.2 Cannot decode the response",
    "cancelled": "501 5.7.0 Authentication cancelled",
    "username": "334 VXNlcm5hbWU6",  # public transcript, read whole; nodemailer#1484
    "password": "334 UGFzc3dvcmQ6",
    "sender": "250 2.1.0 Sender OK",  # public transcript, as the next three
    "recipient": "250 2.1.5 Recipient OK",
    "data": "354 Start mail input; end with <CRLF>.<CRLF>",
    "accepted": "250 2.0.0 OK <{message}@{mailhost}> [Hostname={mailhost}]",
    "chunk": "250 2.0.0 {octets} octets received",
    "too-many-recipients": "452 4.5.3 Too many recipients",
    "vrfy": "252 2.1.5 Cannot VRFY user",
    "help": "214 2.0.0 AUTH BDAT DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY",
    "trouble": "451 4.7.0 Temporary server error. Please try again later.",
    "quit": "221 2.0.0 Service closing transmission channel",  # transcripts
    # MicrosoftDocs/OfficeDocs-Exchange#3124; a public transcript.
    "refused-before": "530 5.7.57 Client not authenticated to send mail. Error: {refusal}",
}

# Greeting: simonrob/email-oauth2-proxy#297, freescout#4179, since summer 2024; suffix: simonrob/email-oauth2-proxy#193,
# 2023-09; extensions: public transcripts of 2025, jstedfast/MailKit#1770.
EXCHANGE_SMTP = SmtpManner(
    "220 {host} Microsoft ESMTP MAIL Service ready at {date} [{session}]",
    "{host} Hello [{peer}]",
    "250 {host} Hello [{peer}]",
    (
        "SIZE {size}",
        "PIPELINING",
        "DSN",
        "ENHANCEDSTATUSCODES",
        "{tls}",
        "8BITMIME",
        "BINARYMIME",
        "CHUNKING",
        "SMTPUTF8",
    ),
    ("LOGIN", "XOAUTH2"),
    "[{server} {time} {session}]",
    said=_EXCHANGE_WORDS,
    old_tls=True,
)
_ANONYMOUS = "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"
# Greeting: simonrob/email-oauth2-proxy#95, 2022-11; suffix: nodemailer#1484 and a public transcript; the 530:
# glowroot#226, lettre#217, 2017, and taken to have lasted; concurrent connections: sabuhish/fastapi-mail#75, 2021-07.
EXCHANGE_2022_SMTP = replace(
    EXCHANGE_SMTP,
    greeting="220 {host} Microsoft ESMTP MAIL Service ready at {date}",
    suffix="[{server}]",
    replies={"smtp-starttls-required": _ANONYMOUS, "smtp-client-not-authenticated": _ANONYMOUS},
    too_many="smtp-concurrent-connections",
)
# tarickb/sasl-xoauth2#110 and its README. What is not about AUTH is taken to be as on the ordinary host.
EXCHANGE_HVE_SMTP = replace(EXCHANGE_SMTP, token_life_s=600, names_address=True)
# RFC 5321 4.5.3.1.4, RFC 4954 4.
STRICT_SMTP = replace(
    EXCHANGE_SMTP,
    said={**_EXCHANGE_WORDS, "too-long": "500 5.5.2 Line too long"},
    response_limit=LONGEST_RESPONSE,
)
# Greeting, extensions, STARTTLS: PHPMailer/PHPMailer#633, 2016-02, and public transcripts to 2024; 530 with a link:
# simonrob/email-oauth2-proxy#270, 2024-08; 535: jstedfast/MailKit#1329, 2022, and transcripts of 2024; the rest:
# Google's SMTP error reference, undated. UNVERIFIED, from memory: the 552, `quit`, `starttls-again`; where nothing is
# named, Exchange's words stand.
GOOGLE_SMTP = SmtpManner(
    "220 smtp.gmail.com ESMTP {id} - gsmtp",
    "smtp.gmail.com at your service, [{peer}]",
    "250 smtp.gmail.com at your service",
    ("SIZE {size}", "8BITMIME", "{tls}", "ENHANCEDSTATUSCODES", "PIPELINING", "CHUNKING", "SMTPUTF8"),
    ("LOGIN", "PLAIN", "XOAUTH2", "PLAIN-CLIENTTOKEN", "OAUTHBEARER", "XOAUTH"),
    "{id} - gsmtp",
    size=35882577,
    said={
        **_EXCHANGE_WORDS,
        "ok": "250 2.0.0 OK {id} - gsmtp",
        "starttls": "220 2.0.0 Ready to start TLS",
        "starttls-again": "503 5.5.1 Already in TLS.",
        "hello-first": "503 5.5.1 EHLO/HELO first.",
        "unknown": "502 5.5.1 Unrecognized command.",
        "unimplemented": "502 5.5.1 Unimplemented command.",
        "arguments": "555 5.5.2 Syntax error.",
        "parameter": "555 5.5.2 Syntax error.",
        "address": "555 5.5.2 Syntax error.",
        "nested": "503 5.5.1 MAIL first.",
        "mail-first": "503 5.5.1 MAIL first.",
        "rcpt-first": "503 5.5.1 RCPT first.",
        "authenticated": "235 2.7.0 Accepted",
        "authenticated-already": "503 5.7.0 No identity changes permitted.",
        "not-base64": "501 5.5.2 Cannot Decode response.",
        "sender": "250 2.1.0 OK {id} - gsmtp",
        "recipient": "250 2.1.5 OK {id} - gsmtp",
        "data": "354  Go ahead {id} - gsmtp",
        "accepted": "250 2.0.0 OK  {seconds} {id} - gsmtp",
        "too-many-errors": "502 5.5.1 Too many unrecognized commands, goodbye.",
        "trouble": "421 4.3.0 Temporary System Problem. Try again later (10).",
        "quit": "221 2.0.0 closing connection {id} - gsmtp",
        "refused-before": "",
    },
    replies={
        "token-refused": "535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
        "535 5.7.8  https://support.google.com/mail/?p=BadCredentials",
        "smtp-password-wrong": "535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
        "535 5.7.8  https://support.google.com/mail/?p=BadCredentials",
        "basic-auth-disabled": "534-5.7.9 Application-specific password required. For more information, go to\r\n"
        "534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor",
        "smtp-starttls-required": "530 5.7.0 Must issue a STARTTLS command first.",
        "smtp-client-not-authenticated": "530-5.7.0 Authentication Required. For more information, go to\r\n"
        "530 5.7.0  https://support.google.com/mail/?p=WantAuthError",
        "smtp-auth-before-tls": "504 5.7.4 Unrecognized Authentication Type.",
        "smtp-message-too-large": "552 5.3.4 Your message exceeded Google's message size limits.",
        "smtp-invalid-ehlo-name": "501 5.5.4 HELO/EHLO argument is invalid.",
    },
    in_clear="smtp-starttls-required",
    strict=True,
)
# Codes: RFC 4954 4 and 6, RFC 3207 4, RFC 5321 4.2; the words are our own.
RFC7628_SMTP = SmtpManner(
    "220 {host} ESMTP ready",
    "{host} greets [{peer}]",
    "250 {host} greets [{peer}]",
    EXCHANGE_SMTP.extensions,
    ("OAUTHBEARER", "XOAUTH2"),
    "",
    said={
        **_EXCHANGE_WORDS,
        "starttls": "220 2.0.0 Ready to start TLS",
        "starttls-again": "503 5.5.1 TLS is in force",
        "hello-first": "503 5.5.1 EHLO first",
        "unknown": "500 5.5.1 Command not recognised",
        "unimplemented": "502 5.5.1 Command not implemented",
        "parameter": "555 5.5.4 Parameter not recognised",
        "address": "553 5.1.7 Address not valid",
        "nested": "503 5.5.1 Nested MAIL",
        "mail-first": "503 5.5.1 MAIL first",
        "rcpt-first": "503 5.5.1 RCPT first",
        "bdat-begun": "503 5.5.1 BDAT has begun",
        "binary-needs-bdat": "503 5.5.1 BINARYMIME needs BDAT",
        "authenticated-already": "503 5.5.1 Already authenticated",
        "accepted": "250 2.0.0 OK queued as {message}",
        "quit": "221 2.0.0 Closing",
        "refused-before": "",
    },
    replies={
        "token-refused": "535 5.7.8 Authentication credentials invalid",
        "smtp-starttls-required": "530 5.7.0 Must issue a STARTTLS command first",
        "smtp-client-not-authenticated": "530 5.7.0 Authentication required",
        "smtp-auth-before-tls": "504 5.5.4 Unrecognized authentication type",
        "smtp-invalid-ehlo-name": "501 5.5.4 Domain name not valid",
    },
    in_clear="smtp-starttls-required",
    strict=True,
    response_limit=LONGEST_RESPONSE,
)
