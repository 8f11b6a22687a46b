"""What a mail client says when it keeps the server's words to itself, or fails before the server is asked."""

from __future__ import annotations

from . import links, roles, tools
from .model import Diagnosis, Words

_COULD_NOT = tuple(
    # Each spelt out: a phrase that stands in the text as it is costs a search next to nothing.
    Words(rf"\b{how} {what}\b", 0.3, "imap", named=True)
    for how in ("unable to", "cannot", "can't", "could not", "couldn't", "failed to")
    for what in ("authenticate", "login", "log in", "sign in")
)
"""What programs say in their own words of a login that failed."""

_REFUSED = tuple(
    # Spelt out for the same reason, and without the words that stand on every page of some logs.
    Words(rf"\b{phrase}\b", 0.3, "imap", named=True)
    for phrase in (
        *(f"{how} credentials" for how in ("invalid", "incorrect", "wrong", "bad", "rejected")),
        *(f"{how} password" for how in ("wrong", "incorrect", "invalid")),
        *(
            f"{how} {name} (?:or|and|/) password"
            for how in ("invalid", "incorrect")
            for name in ("user name", "username")
        ),
        *(
            f"{what} {verb} {how}"
            for what, verb in (("credentials", "are"), ("credentials", "were"), ("password", "is"))
            for how in ("incorrect", "wrong")
        ),
        *(f"{what} {how}" for what in ("credentials", "password") for how in ("rejected", "not accepted")),
        *(f"{what} failed" for what in ("sign-in", "logon", "authorization")),
        "login incorrect",
        *(
            f"{how} {what}"
            for how in ("rejected", "denied")
            for what in ("the login", "your login", "the credentials", "your credentials", "authentication")
        ),
        *(f"{how} authenticating" for how in ("error", "failed", "failure")),
        *(f"check your {what}" for what in ("username", "user name", "login", "credentials", "password")),
        "Anmeldung (?:ist )?fehlgeschlagen",
    )
)
"""The same where a program blames what it sent: made from the words of many, none of a server."""

_QUIT_WITHOUT_AUTH = (
    r"AUTH LOGIN XOAUTH2[\s\S]{0,400}SMTPUTF8\W{1,8}(?:(?!AUTH)[^\n]){0,60}\b(?:C|SERVER|send): \W{0,3}QUIT\b"
)
"""A client that leaves where Exchange has just offered the login; it had nothing to log in with."""

CLIENT: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="client-hides-refusal",
        layer="settings",
        title="The client says that the login failed, but not what the server said",
        cause="The client or library puts a sentence of its own in place of the server's answer, or goes on without a "
        "login. The sentence is the same for every cause; often it speaks of a password although a token was sent.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "oauthmail diagnose {profile}      asks the same servers and shows their words",
            "or switch the client's protocol log on, and explain the line with 535, NO or -ERR:",
            "  MailKit ProtocolLogger; Java mail.debug=true; PHPMailer SMTPDebug=3; nodemailer debug, logger;",
            "  imapflow error.responseText; Python set_debuglevel(1); Postfix debug_peer_list",
        ),
        new_refresh_token_helps="maybe",
        helps_why="the server's own words decide.",
        doc=links.MAIL_OAUTH,
        evidence="MailKit#690, MailCore/mailcore2#2007, pluginsGLPI/oauthimap#67, znuny/Znuny#259, "
        "maathimself/mailflow#429, OfflineIMAP/offlineimap3#187, Graylog2/graylog2-server#1381; Thunderbird's text: "
        "support.mozilla.org",
        words=(
            Words(r"\bauthenticat(?:e|ion)\b[^\n]{0,60}(?:failed|failure|error|denied)\b", 0.3, "imap", named=True),
            Words(
                r"\blogin (?:failed|failure|denied|refused|rejected|unsuccessful|not possible)", 0.3, "imap", named=True
            ),
            *_COULD_NOT,
            *_REFUSED,
            *tools.HIDDEN_REFUSAL,
            Words(r"\bAuthorization failure on \S{1,200}", 0.3, "imap", named=True),
            Words(r"OAUTH2 asked for more", 0.5, "smtp"),
            Words(r"AuthenticationException: Authentication failed", 0.4, "imap"),
            Words(r"Unable to authenticate with the current session's credentials", 0.4, "imap"),
            Words(r"cannot login, user or password wrong", 0.4, "imap"),
            Words(r"server \S{1,120} rejected the (?:password|user name)", 0.4, "imap"),
            Words(r"Login to server \S{1,120} with username \S{1,120} failed", 0.4, "imap"),
            Words(r"Auth for user \S{1,200} failed", 0.4, "imap"),
            Words(r"Failed to connect[^\n]{0,120}: Command failed", 0.4, "imap"),
            Words(r"illegal in state NONAUTH", 0.4, "imap"),
            Words(r"IMAP wants more steps despite successful SASL authentication", 0.5, "imap"),
            Words(
                r"cannot authenticate to server [^\n]{1,120}: (?:generic failure|bad protocol|no mechanism)",
                0.4,
                "smtp",
            ),
            Words(r"SMTP Error: Could not authenticate", 0.4, "smtp"),
            Words(r"Failed to authenticate on SMTP server", 0.4, "smtp"),
            Words(r"Sending the email to the following server failed", 0.3, "smtp"),
            Words(r"SMTP authentication error", 0.3, "smtp"),
            # The name of an exception, where no words of a server follow it.
            Words(r"\bAuthenticationFailedException\b(?!: \S)", 0.3, "imap"),
            Words(r"MailKit\.Security\.AuthenticationException\b(?!: \d)", 0.3, "imap"),
            Words(r"Webklex\S{1,80}AuthFailedException", 0.3, "imap"),
            Words(r"code: 'EAUTH'(?![\s\S]{0,200}response: )", 0.3, "smtp", named=True),
        ),
        tells_apart="The line of the server: 535, NO or -ERR and the words behind it.",
        may_be=(
            "smtp-auth-refused",
            "imap-auth-refused",
            "pop3-auth-refused",
            "imap-login-refused",
            "imap-authenticated-not-connected",
            "basic-auth-disabled",
            "smtp-auth-disabled-tenant",
        ),
    ),
    Diagnosis(
        id="client-token-not-found",
        layer="settings",
        title="The client had no token to log in with",
        cause="The library was asked to log in without a password or token: none was found for this user name, or the "
        "command that fetches it failed.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "use the same account name where the authorisation is stored and where mail is sent",
            "Java: the plain access token is the password argument of connect()",
            "mutt, mbsync, msmtp, getmail: run the command that fetches the token by hand; it says what is wrong",
        ),
        new_refresh_token_helps="no",
        helps_why="the one that exists was not found.",
        doc=links.MAIL_OAUTH,
        evidence="assimbly/runtime#240; getmail6#228 (2025-02); PHPMailer#3035 (2024-03, QUIT where AUTH was due); "
        "Atlassian knowledge base 1095250181; mutt's and NeoMutt's sources; MSAL's texts for an empty cache (.NET, "
        "Node, Java): from memory, unverified",
        words=(
            Words(r"failed to connect, no password specified"),
            Words(r"No account or login hint was passed to the AcquireTokenSilent call"),
            Words(r"\bno_account_in_silent_request\b"),
            Words(r"Token not found in the cache", 0.8),
            Words(r"Can't create new access token for user", 0.8, "smtp"),
            Words(r"Missing credentials for \W{1,2}\w{4,8}", 0.8, "smtp"),
            Words(
                r"\bOAuth2? token (?:is |was )?(?:not (?:defined|found|set)|missing|null|empty)\b",
                0.7,
                "imap",
                named=True,
            ),
            Words(
                r"\baccess token (?:is |was )?(?:not (?:defined|found|set)|missing|null|empty)\b",
                0.7,
                "imap",
                named=True,
            ),
            Words(r"OAuth token not defined for connection", 0.9, "imap"),
            Words(r"oauth[\w.-]{0,40} exited with (?:status |code )?[1-9]", 0.8, "imap", named=True),
            Words(r"\bpassword command exited with (?:status|code) [1-9]", 0.7, "imap", named=True),
            Words(r"\bgetoauthbearer: \w", 0.8, "imap"),
            Words(r"No OAUTH refresh command defined", 0.9),
            Words(_QUIT_WITHOUT_AUTH, 0.6),
        ),
    ),
    Diagnosis(
        id="client-sasl-plugin",
        layer="settings",
        title="The SASL library of this machine has no XOAUTH2",
        cause="mbsync, Postfix, mutt and others log in through Cyrus SASL, and its plugin for XOAUTH2 is missing, "
        "not found, or cannot get the token. The mail libraries of Ruby and Perl knew no XOAUTH2 for long either. "
        "Nothing was sent to the server.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "look: pluginviewer -c      must list XOAUTH2 among the client mechanisms",
            "install sasl-xoauth2 (Postfix) or cyrus-sasl-xoauth2 (mbsync, mutt); check its folder: SASL_PATH",
            "Postfix: smtp_sasl_mechanism_filter = xoauth2, smtp_sasl_security_options =",
            "Ruby: net-imap 0.3 or newer, net-smtp 0.5 or newer; Perl: Authen::SASL with XOAUTH2; others: update",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was sent.",
        doc=links.XOAUTH2,
        evidence="harishkrupo/oauth2ms#9 (2021-04, callback 18948), tarickb/sasl-xoauth2#86 "
        "(2024-05, 32775); 'No worthy mechs found' is the text of Cyrus SASL "
        "(from memory, unverified); ruby/net-imap#146 (2023-04), net-smtp's release 0.5; Perl: Authen::SASL's sources",
        words=(
            Words(r"Unable to find a callback:? \d{3,6}", 0.95, "imap"),
            Words(r"No worthy mechs found", 0.9, "smtp"),
            Words(r"No authenticators available", 0.6, "imap"),
            Words(r"SASL\(-4\): no mechanism available", 0.9, "smtp"),
            Words(r"available mechanisms do not fulfill requirements", 0.8, "smtp"),
            Words(r"\bNo SASL mechanism found at \S{1,200}Authen", 0.9, "smtp"),
            Words(r"Unknown SASL mechanism[^\n]{0,20}XOAUTH2", 0.9),
            Words(
                r"\b(?:unknown|wrong|unsupported|invalid) auth\w{0,12} (?:type|mechanism|method|mode)\b\W{1,6}XOAUTH2",
                0.9,
            ),
        ),
        tells_apart="pluginviewer -c",
    ),
    Diagnosis(
        id="token-store-unreadable",
        layer="settings",
        title="The stored refresh token cannot be decrypted",
        cause="The client keeps its token encrypted with the password that the mail program uses towards it. Another "
        "program, or another protocol, came with another password, so the stored token cannot be read.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "use one and the same password towards the proxy for IMAP, POP3 and SMTP of {mailbox}",
            "then remove the stored token (davmail: davmail.oauth.<address>.refreshToken; email-oauth2-proxy: the",
            "  token lines of the account) and sign in once more",
        ),
        new_refresh_token_helps="maybe",
        helps_why="once, but it is lost again as long as the passwords differ.",
        doc=links.REFRESH_TOKENS,
        evidence="mguessan/davmail#173 (2021-08; resolved: different passwords for SMTP and IMAP), #301; "
        "simonrob/email-oauth2-proxy#183 (InvalidToken)",
        words=(
            Words(r"refresh token failed javax\.crypto\.BadPaddingException"),
            Words(r"O365Token[^\n]{0,40}BadPaddingException", 0.95),
            Words(r"fernet\.InvalidToken", 0.7, "entra"),
        ),
    ),
)
