"""What the access token says: audience, permissions, user, lifetime. Found by reading it, or behind a refusal."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_READ = "oauthmail diagnose {profile} --only token"
_SHOWS = _READ + "      shows audience, permissions, user and life of the token"


def _scope_missing(id: str, protocol: str, permission: str, refusal: str) -> Diagnosis:
    return Diagnosis(
        id=id,
        layer="token",
        title=f"The access token lacks {permission}",
        cause=f"The token is for Outlook but does not carry {permission}, so {protocol} refuses it. The permission was "
        "not asked for, or not consented to.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            f"ask for https://outlook.office.com/{permission} in the sign-in and in the token request",
            f"check that it is listed: {roles.PORTAL_APP} > API permissions",
            "sign in again as {mailbox} and allow it (steps: oauthmail login {profile} --copy)",
        ),
        new_refresh_token_helps="yes",
        helps_why="if the sign-in asks for this permission; not if the scope list stays as it is.",
        doc=links.MAIL_OAUTH,
        evidence=f"Microsoft's page on OAuth for IMAP, POP and SMTP (permissions); the refusal: {refusal}",
        tells_apart=f"{_READ}: scp must hold {permission}",
    )


TOKENS: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="token-audience-graph",
        layer="token",
        title="The access token is for Microsoft Graph, not for Outlook",
        cause="A permission without its address (SMTP.Send), or with https://graph.microsoft.com/, means Microsoft "
        "Graph. Entra issues such a token gladly, and every mail server refuses it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            f"scopes with the address, in the sign-in and in the token request: {roles.MAIL_SCOPES}",
            "do not mix them with Graph scopes such as User.Read",
            _SHOWS,
        ),
        new_refresh_token_helps="no",
        helps_why="the same refresh token serves Outlook once the scope says so; consent may still be needed.",
        doc=links.MAIL_OAUTH,
        evidence="MicrosoftDocs/office-developer-exchange-docs#87, AzureAD/microsoft-authentication-library-for-dotnet"
        "#3234, jstedfast/MailKit#1770, Azure-Samples/ms-identity-python-webapp#70",
        words=(
            Words(r"scopes?\W{1,6}[^\n]{0,200}https://graph\.microsoft\.com/(?:IMAP|SMTP|POP)\.", 0.7),
            Words(r"Microsoft Graph endpoint doesn't work with MailKit", 0.7),
        ),
        tells_apart=f"{_READ}: aud 00000003-0000-0000-c000-000000000000 is Graph",
    ),
    _scope_missing("token-scope-smtp-missing", "SMTP", "SMTP.Send", "535 5.7.3"),
    _scope_missing("token-scope-imap-missing", "IMAP", "IMAP.AccessAsUser.All", "NO AUTHENTICATE failed."),
    _scope_missing("token-scope-pop3-missing", "POP3", "POP.AccessAsUser.All", "-ERR Authentication failure"),
    Diagnosis(
        id="token-of-another-user",
        layer="token",
        title="The token belongs to another user than the mailbox",
        cause="Whoever signed in is not {mailbox}: often an administrator's or one's own account that was still "
        "signed in in the browser.",
        who="user",
        role=roles.SIGNS_IN,
        fix=(
            "sign out of the other account, or use a private window",
            "sign in again as {mailbox} (steps: oauthmail login {profile} --copy)",
            "shared mailbox, SMTP: user is the delegate who signed in, From the shared address, with Send As",
            "shared mailbox, IMAP and POP3: user is the shared address, the token the delegate's, with Full Access:",
            "  Add-MailboxPermission -Identity {mailbox} -User <delegate> -AccessRights FullAccess",
            "  undo: Remove-MailboxPermission with the same arguments",
        ),
        new_refresh_token_helps="yes",
        helps_why="if it is obtained by signing in as {mailbox}.",
        doc=links.XOAUTH2,
        evidence="tarickb/sasl-xoauth2#43 (signed in as the administrator), simonrob/email-oauth2-proxy#74, "
        "mguessan/davmail#367 (2024-09)",
        words=(Words(r"Authenticated user(?:name)? \S{1,200} does not match", 0.9, "entra", named=True),),
        tells_apart=f"{_READ}: upn must be {{mailbox}}, or a delegate with rights on it",
    ),
    Diagnosis(
        id="token-expired",
        layer="token",
        title="The access token has expired",
        cause="An access token lives 60 to 90 minutes. The application keeps an old one instead of getting a new one "
        "with its refresh token.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "get a new access token with the refresh token before each login, or when expires_in is nearly over",
            "check the clock of this machine",
            "a product that has a field for an access token only stops after an hour: it needs the refresh token",
        ),
        new_refresh_token_helps="no",
        helps_why="the refresh token is not at fault; it must be used.",
        doc=links.TOKEN_LIFETIMES,
        evidence="Microsoft's page on token lifetimes; that Exchange answers 535 5.7.3 to it is inferred",
        words=(
            Words(r"\baccess token[^\n]{0,60}(?:has expired|is expired)", 0.7, "entra"),
            Words(r"IDX10223: Lifetime validation failed", 0.9),
            Words(r"Lifetime validation failed, the token is expired", 0.9),
            Words(r"CompactToken validation failed with reason code: 80049228", 0.8),
            Words(r"TokenExpiredError\W{1,3}\(token_expired\)", 0.8, "entra"),
            Words(r"InvalidAuthenticationToken\W{1,4}Token (?:has |is )?expired", 0.8, "entra"),
        ),
        tells_apart=f"{_READ}; one that is minutes old cannot be expired unless the clock is wrong",
        tied_with=("imap-session-token-expired",),
    ),
    Diagnosis(
        id="token-expires-soon",
        layer="smtp",
        title="The token has too little life left (high-volume e-mail)",
        cause="The host for high-volume e-mail refuses a token that ends within about ten minutes.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("renew the access token when fewer than 600 seconds are left (sasl-xoauth2: refresh_window 600)",),
        new_refresh_token_helps="no",
        helps_why="the access token must be renewed earlier.",
        doc=links.MAIL_OAUTH,
        evidence="tarickb/sasl-xoauth2 README (501 5.5.127)",
        words=(
            Words(r"5\.5\.127\b[^\n]{0,40}Invalid XOAUTH2 auth data"),
            Words(r"Token will expire soon", 0.9, "smtp"),
        ),
    ),
    Diagnosis(
        id="token-malformed",
        layer="token",
        title="The XOAUTH2 string or the token in it is damaged",
        cause="What was sent cannot be read: base64 wrapped over lines or encoded twice, the token cut off or quoted, "
        "^A written as two characters, a user that is no address, or a password in place of a token.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "the string is: base64 of  user={mailbox} ^A auth=Bearer <token> ^A ^A  with ^A one byte 0x01, on one line",
            "base64 -w0, not base64, which breaks lines; libraries encode by themselves: give them the plain token",
            "a library that prefers XOAUTH2 takes a password for a token: configure the mechanism",
            _SHOWS,
        ),
        new_refresh_token_helps="no",
        helps_why="a good token in a bad string fails as well.",
        doc=links.XOAUTH2,
        evidence="tarickb/sasl-xoauth2#110 (501 5.5.124), a public transcript of BAD Command Argument Error for base64 "
        "encoded twice, vert-x3/vertx-mail-client#115 (a password sent as token)",
        words=(Words(r"5\.5\.124\b[^\n]{0,40}Invalid XOAUTH2 auth data"),),
        tells_apart="Log in with oauthmail, which builds the string by the book: if that works, the string was wrong.",
    ),
)
