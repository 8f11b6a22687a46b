"""POP3 at Exchange Online: the two-line form, long tokens, one text for all refusals."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

POP3: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="pop3-auth-refused",
        layer="pop3",
        title="POP3 refuses the login and does not say why",
        cause="One text for all: a token for another resource, without the POP3 permission, of another user, expired "
        "or damaged, or POP3 switched off for the mailbox. No password is meant, whatever the text says.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile} --only pop3      reads the token and says which of them it is",
            "by hand: aud must be https://outlook.office.com, scp hold POP.AccessAsUser.All, upn be {mailbox}",
            "then see the possible causes below",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if the token is at fault; look at it first.",
        doc=links.MAIL_OAUTH,
        evidence="simonrob/email-oauth2-proxy#244, jakartaee/mail-api#614; Dovecot 2.3 (RFC 3206)",
        words=(
            Words(r"Authentication failure: unknown user name or bad password", 0.6),
            Words(r"-ERR Authentication failure", 0.55),
            Words(r"-ERR \[AUTH\] Authentication failed\.", 0.6, "pop3"),
        ),
        tells_apart="Use the same token for SMTP or IMAP: if that works, POP3 is off for the mailbox.",
        may_be=(
            "token-audience-graph",
            "token-audience-wrong",
            "token-of-another-tenant",
            "token-scope-pop3-missing",
            "token-of-another-user",
            "pop3-off-for-mailbox",
            "app-only-not-set-up",
            "token-expired",
            "token-malformed",
        ),
    ),
    Diagnosis(
        id="pop3-off-for-mailbox",
        layer="pop3",
        title="POP3 is switched off for this mailbox",
        cause="The mailbox has POP3 switched off; Exchange answers with the text of a wrong password.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            roles.CONNECT,
            "Get-CASMailbox {mailbox} | fl PopEnabled              # look: False",
            "Set-CASMailbox {mailbox} -PopEnabled $true            # change",
            "Set-CASMailbox {mailbox} -PopEnabled $false           # undo",
        ),
        new_refresh_token_helps="no",
        helps_why="the mailbox is closed for POP3, whatever the token.",
        doc=links.POP_IMAP,
        evidence="inferred from one token that SMTP takes and POP3 refuses (public capture of 2026-09-21)",
        tells_apart="Get-CASMailbox {mailbox} | fl PopEnabled",
        tied_with=("pop3-auth-refused",),
        ticket=("Please switch POP3 on for {mailbox}: Set-CASMailbox {mailbox} -PopEnabled $true",),
        wait=roles.EXCHANGE_WAIT + ": oauthmail watch {profile} --only pop3 --for 60m",
    ),
    Diagnosis(
        id="pop3-one-line-auth",
        layer="pop3",
        title="The token was sent on the AUTH line",
        cause="Exchange wants POP3's XOAUTH2 in two lines: AUTH XOAUTH2, its `+ `, then the string. This client sends "
        "both in one line, which is too long for the server.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "Java (Jakarta Mail): mail.pop3(s).auth.xoauth2.two.line.authentication.format=true",
            "  JavaMail 1.6 does not have it: update, or use IMAP",
            "getmail6, fetchmail and others: update to a version that sends two lines",
        ),
        new_refresh_token_helps="no",
        helps_why="the token was not read.",
        doc=links.MAIL_OAUTH,
        evidence="getmail6#256, jakartaee/mail-api#461 and PR#477, Atlassian knowledge base",
        words=(Words(r"Protocol error\. Connection is closed\. 10", 0.7), Words(r"-ERR Protocol error\.", 0.6)),
        tells_apart="If the client does send two lines, the token is too long: see pop3-token-too-long",
        tied_with=("pop3-token-too-long",),
    ),
    Diagnosis(
        id="pop3-token-too-long",
        layer="pop3",
        title="The token is too long for POP3",
        cause="Since July 2025 the POP3 front end refuses lines with tokens of more than 4096 characters, in two lines "
        "too. Many groups or permissions make a token that long.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "use IMAP instead; it takes tokens of that size",
            "or make the token smaller: fewer permissions on the app, fewer groups on the user",
        ),
        new_refresh_token_helps="no",
        helps_why="the next token is as long.",
        doc=links.MAIL_OAUTH,
        evidence="jstedfast/MailKit#1948 (open; since 2025-07-16)",
        words=(
            Words(r"Protocol error\. Connection is closed\. 10", 0.5),
            Words(r"Tokens? in excess of 4096 characters", 0.9),
        ),
        tells_apart="oauthmail diagnose {profile} --only token shows the size; more than 4096 characters is too long.",
        tied_with=("pop3-one-line-auth",),
    ),
    Diagnosis(
        id="pop3-password-login",
        layer="pop3",
        title="A password login to POP3 was refused",
        cause="The client sent USER and PASS instead of AUTH XOAUTH2. Exchange Online ended that in 2022.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("let the client use XOAUTH2 and nothing else: Java mail.pop3.auth.mechanisms=XOAUTH2",),
        new_refresh_token_helps="no",
        helps_why="it is not used at all.",
        doc=links.BASIC_AUTH,
        evidence="jakartaee/mail-api#614",
        words=(
            Words(r"Logon failure: unknown user name or bad password", 0.8, "pop3"),
            Words(r"-ERR Logon failure: unknown user name or bad password", 0.9),
        ),
        tied_with=("basic-auth-disabled",),
    ),
    Diagnosis(
        id="pop3-challenge-taken-for-success",
        layer="pop3",
        title="The client took a refusal for success",
        cause="Some POP3 clients read a `+ ` with an error in it as success and fail at the next command. The login "
        "had "
        "been refused. Exchange itself does not answer so; Gmail and RFC 7628 servers do.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("look at the server's own words in a log of the wire", "oauthmail diagnose {profile} --only pop3"),
        new_refresh_token_helps="maybe",
        helps_why="only if the token is at fault; the server's own words decide.",
        doc=links.MAIL_OAUTH,
        evidence="eclipse-ee4j/angus-mail sources and a public capture (I/O failed (Open failed))",
        words=(Words(r"I/O failed \(Open failed\)", 0.7, "pop3"), Words(r"Unexpected response: \+", 0.7, "pop3")),
    ),
)
