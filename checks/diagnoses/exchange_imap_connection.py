"""IMAP connections that end, or begin, without a login having been judged."""

from __future__ import annotations

from . import links, roles
from .model import Diagnosis, Words

IMAP_CONNECTION: tuple[Diagnosis, ...] = (
    Diagnosis(
        id="imap-preauth",
        layer="imap",
        title="The IMAP server claims that somebody is logged in already",
        cause="The greeting is PREAUTH: no login is wanted, and on a port without TLS none can be begun any more. "
        "Exchange never greets so. It is another server, a proxy with a login of its own, or somebody in between who "
        "wants the mail in clear text.",
        who="network",
        role=roles.NETWORK_ADMIN,
        fix=(
            "look: is it the host you meant? Exchange Online is outlook.office365.com port 993",
            "use port 993 with TLS from the first byte; then nobody in between can greet",
            "a proxy of your own (email-oauth2-proxy and the like) must ask for a login",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was asked for.",
        doc=links.POP_IMAP,
        evidence="RFC 9051 7.1.4; NO STARTTLS, 2021-08",
        words=(Words(r"\* PREAUTH", 0.8), Words(r"greeted as logged in already")),
    ),
    Diagnosis(
        id="imap-turned-away",
        layer="imap",
        title="The IMAP server turns the connection away at once",
        cause="The greeting is BYE: the server takes no connection just now, or none from this address. Nobody was "
        "asked for a login.",
        who="microsoft",
        role=roles.MICROSOFT,
        fix=(
            "try again after some minutes, with fewer connections at a time",
            "look: Microsoft 365 admin center > Health > Service health",
            "from one network only? then ask who runs it",
        ),
        new_refresh_token_helps="no",
        helps_why="no token was asked for.",
        doc=links.POP_IMAP,
        evidence="RFC 9051 7.1.5; public transcript (* BYE Connection closed.)",
        words=(Words(r"turned away at the greeting"), Words(r"\* BYE Connection closed\.", 0.4, "imap")),
        tells_apart="Nothing was sent before the BYE: this. A login stands before it: see "
        "imap-authenticated-not-connected.",
        tied_with=("imap-server-unavailable", "imap-authenticated-not-connected"),
        wait="minutes",
    ),
    Diagnosis(
        id="imap-connection-timed-out",
        layer="imap",
        title="Exchange closed an IMAP connection that was silent for too long",
        cause="The client said nothing for about half an hour, or did not read what it was sent. The login worked.",
        who="app-owner",
        role=roles.APPLICATION,
        fix=(
            "let the client end and renew IDLE before 29 minutes are over (RFC 2177)",
            "let it connect again after a BYE",
        ),
        new_refresh_token_helps="no",
        helps_why="the login worked.",
        doc=links.POP_IMAP,
        evidence="UvA-FNWI/M365-IMAP#2, public transcript; the meaning of 13 from the on-premises product",
        words=(Words(r"\bBYE Connection is closed\. 13", 0.9),),
        tells_apart="About 30 minutes without a command before it: this. Earlier: something on the way cut the "
        "connection.",
        tied_with=("connection-dropped",),
    ),
)
