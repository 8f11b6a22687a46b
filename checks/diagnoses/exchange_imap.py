"""IMAP at Exchange Online: refused, accepted without a mailbox behind it, cut off later."""

from __future__ import annotations

from . import links, roles
from .exchange_imap_connection import IMAP_CONNECTION
from .model import Diagnosis, Words

_SESSION = "the login worked."

IMAP: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="imap-auth-refused",
        layer="imap",
        title="IMAP refuses the login and does not say why",
        cause="`NO AUTHENTICATE failed.` is one text for many causes: a token for another resource, without the IMAP "
        "permission, of another user, expired or damaged, or an app without rights. The token decides which.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile} --only imap      reads the token and says which of them it is",
            "by hand: aud must be https://outlook.office.com, scp hold IMAP.AccessAsUser.All, upn be {mailbox}",
            "then see the possible causes below",
        ),
        new_refresh_token_helps="maybe",
        helps_why="only if the token is at fault; look at it first.",
        doc=links.MAIL_OAUTH,
        evidence="MicrosoftDocs/office-developer-exchange-docs#87, Webklex/php-imap#81, freescout#5101, "
        "redmine_oauth#3; Dovecot 2.3 (RFC 5530)",
        words=(
            Words(r"\bNO AUTHENTICATE failed", 0.6),
            Words(r"\bAUTHENTICATE failed\.", 0.6),
            Words(r"NO \[AUTHENTICATIONFAILED\] Authentication failed\.", 0.6, "imap"),
        ),
        tells_apart="Use the same token for SMTP: if that works, the token is for Outlook and its user is right.",
        may_be=(
            "token-audience-graph",
            "token-audience-wrong",
            "token-of-another-tenant",
            "token-scope-imap-missing",
            "token-of-another-user",
            "app-only-not-set-up",
            "token-expired",
            "token-from-the-future",
            "token-malformed",
            "basic-auth-disabled",
            "user-disabled",
        ),
    ),
    Diagnosis(
        id="imap-authenticated-not-connected",
        layer="imap",
        title="IMAP accepts the token but opens no mailbox",
        cause="The token is good, but it opens no mailbox under the name given as user: IMAP is off for the mailbox, "
        "the token's user or app has no right on it, or the mailbox has no licence.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            "user must be {mailbox}, and the sign-in made by {mailbox} or somebody with Full Access on it",
            roles.CONNECT,
            "Get-CASMailbox {mailbox} | fl ImapEnabled,PopEnabled                                      # look",
            "Get-MailboxPermission {mailbox} | fl User,AccessRights                                    # look",
            "Set-CASMailbox {mailbox} -ImapEnabled $true                                               # if it was "
            "False",
            "Add-MailboxPermission -Identity {mailbox} -User <delegate or app> -AccessRights FullAccess",
            "undo: -ImapEnabled $false; Remove-MailboxPermission with the same arguments",
        ),
        new_refresh_token_helps="no",
        helps_why="the token was accepted; only if it belongs to another user does a new one help.",
        doc=links.XOAUTH2,
        evidence="simonrob/email-oauth2-proxy#74, #275, MailKit#1486, #1496, getmail6#214 (BAD on the first command); "
        "public transcript of 2026 (NO on AUTHENTICATE); RFC 5530 3",
        words=(
            Words(r"User is authenticated but not connected", 0.9),
            Words(r"Auth\w{1,10}ted but not connected\W{1,3}(?:exception|error)", 0.8, "imap"),
            Words(r"IMAP[^\n]{0,60}authenticated but not connected", 0.8, "imap"),
            Words(r"\bNO \[AUTHORIZATIONFAILED\]", 0.8, "imap"),
        ),
        tells_apart="Does SMTP accept the same token for this mailbox? Then user and token are right and IMAP is off.",
        may_be=(
            "imap-off-for-mailbox",
            "token-of-another-user",
            "app-only-not-set-up",
            "mailbox-without-licence",
        ),
        ticket=(
            "Please check IMAP for the mailbox {mailbox}: Get-CASMailbox {mailbox} | fl ImapEnabled must be True, and",
            "the account or app {client_id} that signs in needs FullAccess on it.",
        ),
        wait=roles.EXCHANGE_WAIT + ": oauthmail watch {profile} --only imap --for 60m",
    ),
    Diagnosis(
        id="imap-off-for-mailbox",
        layer="imap",
        title="IMAP is switched off for this mailbox",
        cause="The mailbox has IMAP switched off, or a policy or client access rule forbids it. Token, app and user "
        "are good.",
        who="tenant-admin",
        role=roles.EXCHANGE_ADMIN,
        fix=(
            roles.CONNECT,
            "Get-CASMailbox {mailbox} | fl ImapEnabled              # look: False",
            "Set-CASMailbox {mailbox} -ImapEnabled $true            # change",
            "Set-CASMailbox {mailbox} -ImapEnabled $false           # undo",
            "personal account: outlook.com > Settings > Mail > Forwarding and IMAP",
            "verify: oauthmail diagnose {profile} --only imap",
        ),
        new_refresh_token_helps="no",
        helps_why="the token was accepted.",
        doc=links.POP_IMAP,
        evidence="public capture of 2026-09-21 (SMTP accepts, IMAP and POP3 refuse the same token); LiveAgent and "
        "Atlassian knowledge bases",
        tells_apart="Get-CASMailbox {mailbox} | fl ImapEnabled",
        tied_with=("imap-authenticated-not-connected",),
        ticket=("Please switch IMAP on for {mailbox}: Set-CASMailbox {mailbox} -ImapEnabled $true",),
        wait=roles.EXCHANGE_WAIT + ": oauthmail watch {profile} --only imap --for 60m",
    ),
    Diagnosis(
        id="mailbox-without-licence",
        layer="imap",
        title="The mailbox has no licence that allows this protocol",
        cause="There is no Exchange Online plan, or one without IMAP and POP3 (some F plans), on the account.",
        who="tenant-admin",
        role="a License Administrator of {tenant}",
        fix=(
            "look: admin.microsoft.com > Active users > {mailbox} > Licenses and apps: an Exchange Online plan",
            f"look: {roles.CONNECT}; Get-Mailbox {{mailbox}} | fl RecipientTypeDetails,SKUAssigned",
        ),
        new_refresh_token_helps="no",
        helps_why="the mailbox is missing, not the token.",
        doc=links.POP_IMAP,
        evidence="reports behind `authenticated but not connected` (getmail6#221 and others)",
        tells_apart="admin.microsoft.com > Active users > {mailbox} > Licenses and apps",
        ticket=("Please assign a licence with Exchange Online to {mailbox}.",),
    ),
    Diagnosis(
        id="imap-session-token-expired",
        layer="imap",
        title="The access token ended during the session",
        cause="Exchange cuts a session when the access token it began with is over, after about an hour. That is "
        "normal; the client must log in again with a new one.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "let the client get a new access token and reconnect; end IDLE before the token does",
            "a client that gives up after an hour keeps the first token: update it",
        ),
        new_refresh_token_helps="no",
        helps_why="the refresh token must be used, not replaced.",
        doc=links.TOKEN_LIFETIMES,
        evidence="imapsync#250, joeyates/imap-backup#198, aioimaplib#83",
        words=(
            Words(r"Session invalidated - AccessTokenExpired"),
            Words(r"AccessTokenExpired", 0.9, "imap"),
        ),
        tells_apart="After about an hour of session: this. At the login: the application kept an old token.",
        tied_with=("token-expired",),
    ),
    Diagnosis(
        id="imap-throttled",
        layer="imap",
        title="IMAP slows this user down",
        cause="The mailbox was read so heavily that Exchange asks for a pause; the reply says how long.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "pause for the number of milliseconds in the reply",
            "fetch less at a time, with fewer connections, and less often",
        ),
        new_refresh_token_helps="no",
        helps_why=_SESSION,
        doc=links.POP_IMAP,
        evidence="imapsync FAQ.Office365",
        words=(Words(r"Request is throttled\. Suggested Backoff Time"),),
        wait="the time in the reply",
    ),
    Diagnosis(
        id="imap-server-unavailable",
        layer="imap",
        title="The mailbox server is not reachable just now",
        cause="The IMAP front end lost the server that holds the mailbox, or the mailbox is being moved.",
        who="microsoft",
        role=roles.MICROSOFT,
        fix=("try again after some minutes", "look: Microsoft 365 admin center > Health > Service health"),
        new_refresh_token_helps="no",
        helps_why=_SESSION,
        doc=links.POP_IMAP,
        evidence="public transcript (NO Server Unavailable. 15); RFC 5530 3",
        words=(
            Words(r"\bNO Server Unavailable\. \d{1,3}"),
            Words(r"\bSession invalidated - Invalid\b", 0.8),
            Words(r"\[UNAVAILABLE\] Server Unavailable\.", 0.9),
        ),
        wait="minutes",
    ),
    Diagnosis(
        id="imap-client-command-wrong",
        layer="imap",
        title="The client sends commands that Exchange does not accept",
        cause="Not the login but a command of the client is refused: an unquoted folder name, an extension that "
        "Exchange "
        "does not have, a command in the wrong state, or commands pipelined behind a LITERAL+ APPEND. To AUTHENTICATE "
        "itself it means a damaged XOAUTH2 string.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "look at the last command before the BAD in the client's log",
            "do not pipeline behind APPEND; quote folder names; use only capabilities that were offered",
        ),
        new_refresh_token_helps="no",
        helps_why="the token is not concerned.",
        doc=links.POP_IMAP,
        evidence="imapsync#250, isync patch mail, public transcripts; meaning of 11 and 12 from the on-premises "
        "product",
        words=(
            Words(r"\bBAD Command Argument Error", 0.8),
            Words(r"\bBAD Command is not valid in this state", 0.8),
            Words(r"\bBAD Command received in Invalid state", 0.55),
        ),
        tells_apart="BAD Command Argument Error to AUTHENTICATE means a damaged string: see token-malformed",
        tied_with=("token-malformed", "imap-session-token-expired", "imap-login-refused"),
    ),
    Diagnosis(
        id="imap-login-refused",
        layer="imap",
        title="A password login to IMAP was refused",
        cause="The client sent LOGIN with a password instead of AUTHENTICATE XOAUTH2. Exchange Online ended that in "
        "2022.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("let the client use XOAUTH2 and nothing else: Java mail.imap.auth.mechanisms=XOAUTH2",),
        new_refresh_token_helps="no",
        helps_why="it is not used at all.",
        doc=links.BASIC_AUTH,
        evidence="imapsync#368, zammad#4346 (up to the end of basic authentication)",
        words=(
            Words(r"\bNO LOGIN failed\.", 0.6),
            Words(r"\b(?-i:LO)GIN failed\b", 0.6, "imap"),
        ),
        tells_apart="The word in the client's log: LOGIN means a password, AUTHENTICATE XOAUTH2 a token.",
        tied_with=("basic-auth-disabled",),
    ),
    Diagnosis(
        id="imap-append-too-large",
        layer="imap",
        title="The message is too large to be stored by IMAP",
        cause="Exchange limits the size of messages that a client stores with APPEND.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "store smaller messages, or",
            f"{roles.CONNECT}; Get-Mailbox {{mailbox}} | fl MaxReceiveSize      # look",
            "Set-Mailbox {mailbox} -MaxReceiveSize 150MB      # change; undo: the size that Get-Mailbox showed",
        ),
        new_refresh_token_helps="no",
        helps_why=_SESSION,
        doc=links.POP_IMAP,
        evidence="imapsync FAQ.Office365",
        words=(Words(r"Maximum size of appendable message has been exceeded"),),
    ),
    *IMAP_CONNECTION,
)
