"""What is wrong between the places of one product that hold mail settings: copies, passwords, polling."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis

_AGAIN = "verify: oauthmail check {profile}"
_SEED = "Adobe: OAuth2 support for the Microsoft mail server protocols (AEM Forms)"

CONSUMERS: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="settings-basic-consumers",
        layer="settings",
        title="One place still logs in by password",
        cause="OAuth is off there, so that user name and password are sent. Exchange Online ended this for IMAP and "
        "POP3 in 2022; for SMTP it goes off by default at the end of December 2026.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "AEM Forms: set OAuth 2.0 Authentication = True there and paste client id, client secret and refresh token",
            "  in Workbench: the operation's tab Connection Settings, Use Global Settings",
            "then say oauth = true for that consumer; oauthmail show {profile} tells what it inherits",
            'or allow it: basic_fallback = "warn" or "allow" in [policy]',
        ),
        new_refresh_token_helps="no",
        helps_why="it is not used there.",
        doc=links.BASIC_AUTH,
        evidence=f"{_SEED}, which offers this as a way back; 550 5.7.30 and 535 5.7.139 otherwise",
    ),
    Diagnosis(
        id="settings-passwords",
        layer="settings",
        title="A password is kept beside OAuth",
        cause="OAuth is on and a password field is filled in. A product that falls back, or an operation that switches "
        "OAuth off, sends it.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "empty the password field in the product, or fill in a word that is no password",
            "then take the key out of that consumer, or say dummy_passwords = true there",
            'or allow it: basic_fallback = "warn" or "allow" in [policy]',
        ),
        new_refresh_token_helps="no",
        helps_why="the password is the matter, not the token.",
        doc=links.BASIC_AUTH,
        evidence=f"{_SEED}; JavaMail falls back to LOGIN where XOAUTH2 is not offered (experiment, 2026-11)",
    ),
    Diagnosis(
        id="settings-copies",
        layer="settings",
        title="Copies of the same value differ",
        cause="Client id, client secret and refresh token are pasted in several places of the product. One copy is not "
        "that of the others, so one place works and another fails.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "find the good one: oauthmail diagnose {profile} tries each copy once",
            "paste it into {places}",
            "compare lengths and fingerprints: oauthmail show {profile}",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="the good copy is there; a new one would have to be pasted in as many places.",
        doc=links.MAIL_OAUTH,
        evidence=f"{_SEED}, which has the three values pasted into email service, task notifications and each endpoint",
    ),
    Diagnosis(
        id="settings-polling",
        layer="settings",
        title="Mailboxes are asked for mail very often",
        cause="Each poll is a login, and in an application that keeps no access token a token request too. Exchange "
        "and Entra slow down or block a client that asks without end; no figure is published.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "raise the repeat interval of the endpoints; once a minute is enough for most",
            "or say what is right for you: logins_per_hour in [policy]",
            _AGAIN,
        ),
        new_refresh_token_helps="no",
        helps_why="it would be used as often.",
        doc=links.MAIL_OAUTH,
        evidence="AADSTS50196 for loops of token requests; AEM's default of one poll in 10 s; the limit is assumed",
    ),
)
