"""SMTP up to and including AUTH: order of commands, TLS first, the mechanism, refusals that name no cause."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_BEHIND_REFUSAL = (
    "token-audience-graph",
    "token-audience-wrong",
    "token-of-another-tenant",
    "token-scope-smtp-missing",
    "app-only-without-roles",
    "app-role-smtp-missing",
    "token-of-another-user",
    "shared-mailbox-as-smtp-user",
    "app-only-not-set-up",
    "app-only-without-mailbox-right",
    "token-expired",
    "token-from-the-future",
    "token-malformed",
    "user-disabled",
)

SMTP: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="smtp-auth-refused",
        layer="smtp",
        title="Exchange refuses the login and does not say why",
        cause="535 5.7.3 is one text for many causes: a token for another resource, without SMTP.Send, of another "
        "user, expired or damaged, a shared mailbox as user, or an app without rights. The token decides which.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile} --only smtp      reads the token and says which of them it is",
            "compare by hand: aud must be https://outlook.office.com, scp hold SMTP.Send, upn be {mailbox}",
            "then see the possible causes below",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if the token is at fault; look at it first.",
        doc=links.MAIL_OAUTH,
        evidence="tarickb/sasl-xoauth2#43, MailKit#1770, #1126, #1733, nextcloud/mail#13667; order of checks not firm; "
        "Postfix 3.7 (measured)",
        words=(
            Words(r"5\.7\.3\b[^\n]{0,4}Authentication unsuccessful", 0.6),
            Words(r"\b535[^\w\n]{1,5}(?:b['\"])?5\.7\.3(?!\d)", 0.6),
            Words(r"5\.7\.8 Error: authentication failed: (?:eyJ|[^\n]{0,40}\(after the challenge)", 0.6, "smtp"),
        ),
        tells_apart="Use the same token for IMAP: if that works, the token is for Outlook and its user is right.",
        may_be=_BEHIND_REFUSAL,
    ),
    Diagnosis(
        id="shared-mailbox-as-smtp-user",
        layer="smtp",
        title="A shared mailbox is used as the SMTP user",
        cause="A shared mailbox cannot log in to SMTP. The user must be the delegate whose token it is; the shared "
        "address belongs in From. (On IMAP and POP3 it is the other way round.)",
        who="app-owner",
        role=roles.APPLICATION + "; Send As: " + roles.EXCHANGE_ADMIN,
        fix=(
            "SMTP user and XOAUTH2 user: the delegate who signed in; MAIL FROM and From: {mailbox}",
            roles.CONNECT,
            "Get-RecipientPermission {mailbox}                                                   # look",
            "Add-RecipientPermission {mailbox} -Trustee <delegate> -AccessRights SendAs          # change",
            "Remove-RecipientPermission {mailbox} -Trustee <delegate> -AccessRights SendAs       # undo",
        ),
        new_refresh_token_helps="no",
        helps_why="the token of the delegate is the right one.",
        doc=links.XOAUTH2,
        evidence="nextcloud/mail#13667 and PR#13668 (confirmed 2026-09-16), simonrob/email-oauth2-proxy PR#426",
        tells_apart="Get-Mailbox {mailbox} | fl RecipientTypeDetails says SharedMailbox",
        wait=roles.EXCHANGE_WAIT,
    ),
    Diagnosis(
        id="smtp-client-not-authenticated",
        layer="smtp",
        title="The client sends mail without having logged in",
        cause="530 5.7.57 answers MAIL FROM without a successful AUTH: authentication is off in the client, it found "
        "no "
        "mechanism it likes, or its login failed before. .NET calls this a missing secure connection; it is not TLS.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "switch authentication on in the client (AEM: SMTP Authenticate; Java: mail.smtp.auth=true)",
            "Java: mail.smtp.auth.mechanisms=XOAUTH2 and mail.smtp.starttls.enable=true",
            "if the text holds `Error: 535 ...`, that is the cause: oauthmail explain '<that text>'",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was sent, or its refusal stands elsewhere.",
        doc=links.DEVICE_PROBLEMS,
        evidence="simonrob/email-oauth2-proxy#315, MicrosoftDocs/OfficeDocs-Exchange#3124",
        words=(
            Words(r"5\.7\.57\b[^\n]{0,8}Client (?:was )?not authenticated(?! [^\n]{0,60}Error:)", 0.95),
            Words(r"5\.7\.57\b[^\n]{0,20}Client (?:was )?not authenticated", 0.6),
            Words(r"\b530[^\w\n]{1,5}5\.7\.57\b", 0.6),
            Words(r"Client was not authenticated to send anonymous mail", 0.73),
            Words(r"\b5\.7\.1\b[^\n]{0,4}Client was not authenticated", 0.73, "smtp"),
            Words(
                r"requires a secure connection or the client was not authenticated"
                r"(?!\.? The server response was:? (?!(?:5\d\d )?5\.7\.(?:57|3\b|1 Client|139)))",
                0.5,
            ),
        ),
        tells_apart="Is there an AUTH in the client's log? Without STARTTLS Exchange offers none.",
        tied_with=("smtp-starttls-required",),
    ),
    Diagnosis(
        id="smtp-starttls-required",
        layer="smtp",
        title="The client did not switch to TLS before sending",
        cause="On port 587 the client must send STARTTLS first; this one went straight to MAIL FROM.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "switch STARTTLS on: Java mail.smtp.starttls.enable=true and mail.smtp.starttls.required=true",
            ".NET EnableSsl = true; nodemailer requireTLS: true with secure: false; PHPMailer SMTPSecure = 'tls'",
            "host smtp.office365.com, port 587",
        ),
        new_refresh_token_helps="no",
        helps_why="nobody was asked to log in yet.",
        doc=links.SMTP_AUTH,
        evidence="stack trace of Angus Mail, 2026-03-05 (451 5.7.3); r-smith/vmPing#73; the 530 form of 2017: "
        "glowroot#226",
        words=(
            Words(r"STARTTLS is required to send mail"),
            Words(r"Client was not authenticated to send anonymous mail during MAIL FROM", 0.7),
        ),
    ),
    Diagnosis(
        id="smtp-auth-before-tls",
        layer="smtp",
        title="AUTH was sent before STARTTLS, or with a mechanism that is not offered",
        cause="Before TLS Exchange offers no AUTH at all; after it only LOGIN and XOAUTH2. PLAIN and OAUTHBEARER are "
        "unknown to it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "order: EHLO, STARTTLS, EHLO again, AUTH XOAUTH2",
            "mechanism: XOAUTH2 and nothing else (Java: mail.smtp.auth.mechanisms=XOAUTH2)",
        ),
        new_refresh_token_helps="no",
        helps_why="the token was not looked at.",
        doc=links.SMTP_AUTH,
        evidence="public transcripts (AUTH LOGIN before TLS; AUTH PLAIN after it, 2025-01-12); nodemailer#1025 (502)",
        words=(
            Words(r"5\.7\.4\b[^\n]{0,4}Unrecogni[sz]ed authentication type"),
            Words(r"\b504[^\w\n]{1,5}5\.7\.4\b", 0.9),
            Words(r"Invalid login: 50[0-4]\b", 0.8, "smtp"),
            Words(r"responseCode: 50[0-4], command: 'AUTH", 0.8, "smtp"),
            Words(r"\b50[0-4]\b[^\n]{0,100} in (?:response|reply) to AUTH\b", 0.8, "smtp"),
        ),
        tells_apart="Is there a STARTTLS before the AUTH in the log?",
    ),
    Diagnosis(
        id="smtp-invalid-ehlo-name",
        layer="smtp",
        title="The client greets with an invalid host name",
        cause="The name behind EHLO is not a proper host name: empty labels, trailing dots, an underscore.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "set a full host name: Java mail.smtp.localhost=mailer.example.com, nodemailer name, smtplib "
            "local_hostname",
            "or correct the machine's own: hostname -f",
        ),
        new_refresh_token_helps="no",
        helps_why="nobody was asked to log in yet.",
        doc=links.DEVICES,
        evidence="public transcript, 2025-04-26 (EHLO MacBook..), about 5 s late",
        words=(Words(r"5\.5\.4\b[^\n]{0,4}Invalid domain name"), Words(r"\b501[^\w\n]{1,5}5\.5\.4\b", 0.6, "smtp")),
    ),
    Diagnosis(
        id="smtp-auth-temporary",
        layer="smtp",
        title="Exchange cannot judge the login just now",
        cause="The front end could not reach the server that judges logins. It passes by itself.",
        who="microsoft",
        role=roles.MICROSOFT,
        fix=(
            "try again later with growing pauses: it is a 4xx answer, mail stays in the queue",
            "look: Microsoft 365 admin center > Health > Service health",
        ),
        new_refresh_token_helps="no",
        helps_why="nothing was judged.",
        doc=links.NON_DELIVERY,
        evidence="public transcript (451 4.7.0 ... PRX4); the 454 text is weakly attested",
        words=(
            Words(r"4\.7\.0\b[^\n]{0,4}Temporary server error", 0.9),
            Words(r"4\.7\.0\b[^\n]{0,4}Temporary authentication failure", 0.9, "smtp"),
            Words(r"\b454[^\w\n]{1,5}4\.7\.0\b", 0.6, "smtp"),
        ),
        wait="minutes",
    ),
    Diagnosis(
        id="smtp-old-tls",
        layer="tls",
        title="Exchange refuses TLS 1.0 and 1.1",
        cause="The handshake succeeds with an old TLS version, and Exchange answers AUTH with a refusal of that "
        "version.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "let the client use TLS 1.2: Java 8 mail.smtp.ssl.protocols=TLSv1.2; update .NET, OpenSSL or the device",
            "for a device that cannot: host smtp-legacy.office365.com, and for the whole tenant",
            "  Set-TransportConfig -AllowLegacyTLSClients $true      (undo: $false)",
        ),
        new_refresh_token_helps="no",
        helps_why="the token was not looked at.",
        doc=links.DEVICE_PROBLEMS,
        evidence="zehm/sendEmail#1 (421 4.7.66); 5.7.67 (by the organisation): Microsoft's page on legacy TLS clients",
        words=(
            Words(r"4\.7\.66\b[^\n]{0,4}TLS 1\.0 and 1\.1 are not supported"),
            Words(r"TLS 1\.0 and 1\.1 are not supported\. Please upgrade", 0.95),
            Words(r"\b421[^\w\n]{1,5}4\.7\.66\b"),
            Words(r"TLS 1\.0 and 1\.1 are not supported by your organi[sz]ation"),
        ),
        tells_apart="421 4.7.66 comes behind a handshake that succeeded; without it the handshake itself failed.",
        tied_with=("tls-version-too-old",),
    ),
    Diagnosis(
        id="xoauth2-not-offered",
        layer="smtp",
        title="The server does not offer XOAUTH2",
        cause="Server and client have no mechanism in common: the capabilities hold no XOAUTH2. Either it was asked "
        "before TLS, or the host is not Exchange Online, or the client does not switch XOAUTH2 on.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "hosts: smtp.office365.com 587 (STARTTLS), outlook.office365.com 993 and 995 (TLS)",
            "Java: mail.<protocol>.auth.mechanisms=XOAUTH2; it is off unless named",
            "look at the capabilities: oauthmail diagnose {profile} --only smtp,imap",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was asked for.",
        doc=links.MAIL_OAUTH,
        evidence="sources of eclipse-ee4j/angus-mail, go-mail and lettre (dani-garcia/vaultwarden#1008, 2020-05); "
        "capability lists of Exchange Online, 2018 to 2026",
        words=(
            Words(r"No authentication mechanisms supported by both server and client", 0.95, "smtp"),
            Words(r"No login methods supported", 0.9, "imap"),
            Words(r"Doesn't support AUTH or the specified SASL handlers", 0.9, "pop3"),
            Words(r"server doesn't support AUTH\b", 0.8, "smtp"),
            Words(r"does not support the selected authentication method", 0.8, "smtp"),
            Words(r"SMTP AUTH extension not supported by server", 0.8, "smtp"),
            Words(r"No suitable authentication method found", 0.8, "smtp"),
            Words(r"no compatible authentication mechanism", 0.8, "smtp"),
            Words(r"server does not support SMTP AUTH\b", 0.8, "smtp"),
            Words(r"not able to detect a supported authentication mechanism", 0.8, "smtp"),
            Words(r"XOAUTH2 (?:is )?not (?:supported|offered)"),
        ),
    ),
    Diagnosis(
        id="basic-auth-retired",
        layer="smtp",
        title="Passwords for sending mail have been retired",
        cause="Exchange Online no longer takes passwords for client submission. OAuth (XOAUTH2) goes on working.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "move the application to XOAUTH2",
            "look who still uses passwords: Exchange admin center > Reports > Mail flow > SMTP AUTH clients",
        ),
        new_refresh_token_helps="no",
        helps_why="a password was sent, not a token.",
        doc=links.BASIC_AUTH,
        evidence="Microsoft's announcement of 2024-04 (text); plan of 2026-01-27: off by default from the end of "
        "2026-12",
        words=(
            Words(r"5\.7\.30\b[^\n]{0,4}Basic authentication is not supported"),
            Words(r"Basic authentication is not supported for Client Submission"),
            Words(r"\b550[^\w\n]{1,5}5\.7\.30\b", 0.9),
        ),
    ),
)
