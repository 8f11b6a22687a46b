"""What is wrong in the settings about how mail and token travel: hosts, ports, TLS, mechanisms."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

_AGAIN = "verify: oauthmail check {profile}"
_SEED = "Adobe: OAuth2 support for the Microsoft mail server protocols (AEM Forms)"
_TOKEN_UNTOUCHED = "the refresh token has nothing to do with it."
_SEND_CLEAR = "experiment with JavaMail 1.6.5, 2026-11: with STARTTLS hidden the token was sent in clear"

TRANSPORT: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="settings-cloud-hosts",
        layer="settings",
        title="Hosts of different clouds are mixed",
        cause="Each Microsoft cloud has its own login page, Outlook resource and mail hosts. A token of one cloud is "
        "worth nothing in another.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "say cloud = public, usgov-gcch, usgov-dod or china, and leave the hosts out: they follow",
            'for servers that are not Microsoft\'s, say cloud = "custom"',
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="it would be asked for at the wrong place again.",
        doc=links.ADDRESSES,
        evidence="tarickb/sasl-xoauth2 README (clouds); AADSTS900382, 90038",
    ),
    Diagnosis(
        id="settings-ports",
        layer="settings",
        title="Port and TLS mode are not those of Exchange Online",
        cause="Exchange Online takes mail on 587 with STARTTLS and gives it on 993 (IMAP) and 995 (POP3) with TLS from "
        "the first byte. 465 is not served; 25, 143 and 110 are often closed and easily used without TLS.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            'sending: host smtp.office365.com, port 587, wire = "starttls-required"',
            'receiving: host outlook.office365.com, port 993 (POP3: 995), wire = "implicit"',
            "the same in the application; or leave host, port and wire out of the profile: they are the defaults",
            "PHP (Laravel, Swift Mailer): the encryption is called tls there, which is STARTTLS on 587",
        ),
        new_refresh_token_helps="no",
        helps_why="the connection ends before any token is sent.",
        doc=links.DEVICES,
        evidence="Roundcube #9598 (ssl://smtp.office365.com); defaults 25, 143 and 110 of AEM's email endpoints; "
        "grokability/snipe-it#7251, #9669 (encryption=starttls in PHP, 2019 and 2021)",
        words=(Words(r"Unable to find the socket transport \W{0,2}starttls", 0.9, "tls"),),
    ),
    Diagnosis(
        id="settings-smtp-auth",
        layer="settings",
        title="SMTP authentication is switched off",
        cause="OAuth is a way to authenticate: where SMTP authentication is off, the token is never sent and Exchange "
        "answers 530 5.7.57 to the first sender.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "tick SMTP Authenticate in the product (AEM Forms: Email Service)",
            "and say auth_required = true in [send]",
        ),
        new_refresh_token_helps="no",
        helps_why="it is not used.",
        doc=links.SMTP_AUTH,
        evidence=f"{_SEED}; experiment with JavaMail 1.6.5, 2026-11",
    ),
    Diagnosis(
        id="settings-smtp-tls",
        layer="settings",
        title="Sending does not insist on TLS",
        cause="A token is a password for an hour. Without TLS that is required, anybody on the way can read it, or "
        "hide STARTTLS and then read it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            'say wire = "starttls-required" in [send]',
            "AEM Forms: SMTP Transport Security = TLS; JavaMail: mail.smtp.starttls.enable and .required = true",
        ),
        new_refresh_token_helps="no",
        helps_why="it would be shown to the same people.",
        doc=links.DEVICES,
        evidence=f"{_SEED}; {_SEND_CLEAR}",
    ),
    Diagnosis(
        id="settings-receive-tls",
        layer="settings",
        title="Receiving does not insist on TLS",
        cause="A token is a password for an hour. Without TLS that is required, anybody on the way can read it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            'say wire = "implicit" with port 993 (POP3: 995)',
            "AEM Forms: Receive Transport Security = TLS",
            "  what TLS means there on the wire is not documented; if it hangs on 993, ask Adobe",
        ),
        new_refresh_token_helps="no",
        helps_why="it would be shown to the same people.",
        doc=links.MAIL_OAUTH,
        evidence=f"{_SEED}; experiment with JavaMail 1.6.5, 2026-11: STARTTLS on an implicit port hangs",
    ),
    Diagnosis(
        id="settings-mechanisms",
        layer="settings",
        title="A mechanism that sends a password stands beside XOAUTH2",
        cause="Where LOGIN or PLAIN is allowed too, a client that is not offered XOAUTH2 falls back to it and sends "
        "the token as if it were a password; without XOAUTH2 in the list it always does.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            'say mechanisms = ["XOAUTH2"] in [send] and [receive]',
            "JavaMail: mail.smtp.auth.mechanisms = XOAUTH2, and the same for imap and pop3",
            'or allow it: basic_fallback = "allow" in [policy]',
        ),
        new_refresh_token_helps="no",
        helps_why=_TOKEN_UNTOUCHED,
        doc=links.BASIC_AUTH,
        evidence="experiment with JavaMail 1.6.5, 2026-11: AUTH LOGIN with the token as password",
    ),
    Diagnosis(
        id="settings-pop3-two-line",
        layer="settings",
        title="POP3 sends the token on the line of AUTH",
        cause="Exchange takes AUTH XOAUTH2 on one line, answers +, and wants the token on the next. With both on one "
        "line it says Protocol error and closes.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "Angus or Jakarta Mail: mail.pop3.auth.xoauth2.two.line.authentication.format = true",
            "JavaMail 1.6.5 does not know that property: use IMAP there",
            "then say pop_two_line = true in [receive]",
        ),
        new_refresh_token_helps="no",
        helps_why="it would be sent in the same wrong form.",
        doc=links.XOAUTH2,
        evidence="-ERR Protocol error. Connection is closed. 10 (getmail6#256); jakartaee/mail-api#477",
    ),
    Diagnosis(
        id="settings-endpoint-imap",
        layer="settings",
        title="An email endpoint receives by POP3 with OAuth",
        cause="AEM Forms does not support POP3 with OAuth for email endpoints.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=("set the endpoint's protocol to IMAP, host outlook.office365.com, port 993, TLS", _AGAIN),
        new_refresh_token_helps="no",
        helps_why="the product does not use it there.",
        doc=links.MAIL_OAUTH,
        evidence=_SEED,
    ),
    Diagnosis(
        id="settings-task-mail",
        layer="settings",
        title="Task notifications have OAuth, but sending is off",
        cause="OAuth is on for task notifications and Enable Outgoing Messages is not, so nothing is ever sent.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "AEM Forms: Services > Forms workflow > Server Settings > Email Settings: tick Enable Outgoing Messages",
            "and say enabled = true for that consumer",
        ),
        new_refresh_token_helps="no",
        helps_why=_TOKEN_UNTOUCHED,
        doc=links.MAIL_OAUTH,
        evidence=f"{_SEED}, which does not mention that box",
    ),
)
