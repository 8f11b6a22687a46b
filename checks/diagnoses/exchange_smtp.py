"""SMTP up to and including AUTH: order of commands, TLS first, the mechanism, refusals that name no cause."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_BEHIND_REFUSAL = (
    "token-audience-graph",
    "token-audience-wrong",
    "token-of-another-tenant",
    "token-scope-smtp-missing",
    "token-of-another-user",
    "shared-mailbox-as-smtp-user",
    "app-only-not-set-up",
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
        id="app-only-not-set-up",
        layer="smtp",
        title="The app has a token of its own but no rights in Exchange",
        cause="An app-only token proves only that Entra knows the app. Exchange must know its service principal, by "
        "the object id of the enterprise application (not that of the app registration), with rights on the mailbox "
        "and the right role in the token.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN + ", with " + roles.APP_ADMIN + " for the permissions",
        fix=(
            "Entra: API permissions > Office 365 Exchange Online > Application: SMTP.SendAsApp, IMAP.AccessAsApp,",
            "  POP.AccessAsApp; then Grant admin consent",
            f"object id: {roles.PORTAL_ENTERPRISE} > Properties > Object ID",
            roles.CONNECT,
            "Get-ServicePrincipal | fl AppId,ObjectId,DisplayName                                      # look",
            "New-ServicePrincipal -AppId {client_id} -ObjectId <object id>",
            "Add-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess      # change",
            "Remove-MailboxPermission -Identity {mailbox} -User <object id> -AccessRights FullAccess   # undo",
        ),
        new_refresh_token_helps="no",
        helps_why="app-only access has none.",
        doc=links.MAIL_OAUTH,
        evidence="Microsoft's page on OAuth for IMAP, POP and SMTP; MailKit#1126",
        tells_apart="The token has roles and no scp. Get-ServicePrincipal must list the enterprise application's "
        "object id.",
        ticket=(
            "Please register app {client_id} in Exchange Online (New-ServicePrincipal with the object id of the",
            "enterprise application) and grant it FullAccess on {mailbox}.",
        ),
        wait="up to 1 to 2 hours until rights have spread (runbooks, 2024 to 2026)",
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
            Words(r"requires a secure connection or the client was not authenticated", 0.5),
        ),
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
        evidence="public transcripts (AUTH LOGIN before TLS; AUTH PLAIN after it, 2025-01-12)",
        words=(
            Words(r"5\.7\.4\b[^\n]{0,4}Unrecognized authentication type"),
            Words(r"\b504[^\w\n]{1,5}5\.7\.4\b", 0.9),
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
            Words(r"4\.7\.0\b[^\n]{0,4}Temporary (?:server error|authentication failure)", 0.9),
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
        evidence="eclipse-ee4j/angus-mail sources; capability lists of Exchange Online, 2018 to 2026",
        words=(
            Words(r"No authentication mechanisms supported by both server and client"),
            Words(r"No login methods supported", 0.9),
            Words(r"SMTP AUTH extension not supported by server", 0.8, "smtp"),
            Words(r"No suitable authentication method found", 0.8, "smtp"),
            Words(r"XOAUTH2 (?:is )?not (?:supported|offered)"),
        ),
    ),
    Diagnosis(
        id="client-token-not-found",
        layer="settings",
        title="The client had no token to log in with",
        cause="The library was asked to log in without a password or token: none was found for this user name.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "use the same account name where the authorisation is stored and where mail is sent",
            "Java: the plain access token is the password argument of connect()",
        ),
        new_refresh_token_helps="no",
        helps_why="the one that exists was not found.",
        doc=links.MAIL_OAUTH,
        evidence="assimbly/runtime#240",
        words=(Words(r"failed to connect, no password specified"),),
    ),
)
