"""Client cases: whatever goes wrong, a client that is set to OAuth never falls back to a password."""

from __future__ import annotations

from .case import Case
from .cases_tls import ACTIONS
from .jobs import STATIC
from .rules import ENDS, NO_LOGIN, NO_PASSWORD, NOTHING_IN_CLEAR, SAYS_SO, TWO_LOGINS
from .rules_sasl import ANSWERS_CHALLENGE

_SECURITY = ("SAS-01", "SMA-13")

FALLBACK = (
    *(
        Case(
            f"client-fallback.not_offered_{leg}",
            f"{leg.upper()}: where only passwords are offered, none and no token is sent in their place.",
            ACTIONS[leg],
            (NO_PASSWORD, SAYS_SO),
            _SECURITY,
            ("falls-back-where-not-offered",),
            faults=(f"xoauth2-not-offered@{leg}",),
            token=STATIC,
            core=leg != "pop3",
        )
        for leg in ACTIONS
    ),
    *(
        Case(
            f"client-fallback.refused_{leg}",
            f"{leg.upper()}: where the token is refused, it is not sent as a password.",
            ACTIONS[leg],
            (NO_PASSWORD, TWO_LOGINS, SAYS_SO),
            ("SAS-01", "IMP4-08" if leg == "imap" else "POP-04" if leg == "pop3" else "SMA-21"),
            ("falls-back-where-refused",),
            faults=(f"token-refused@{leg}",),
            core=leg == "imap",
        )
        for leg in ACTIONS
    ),
    *(
        Case(
            f"client-fallback.stripped_{leg}",
            f"{leg.upper()}: without STARTTLS no password and no token goes out.",
            ACTIONS[leg],
            (NO_PASSWORD, NOTHING_IN_CLEAR, SAYS_SO),
            ("TLS-10", "IMP-05"),
            ("goes-on-without-tls",),
            faults=(f"starttls-stripped@{leg}",),
            token=STATIC,
            core=True,
        )
        for leg in ACTIONS
    ),
    Case(
        "client-fallback.wrong_certificate",
        "A server with another's certificate gets no password and no token.",
        "send",
        (NO_PASSWORD, NO_LOGIN, SAYS_SO),
        ("IMP-06", "IMP-08"),
        ("tls-unverified", "tls-any-name"),
        faults=("certificate-wrong-name@smtp",),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-fallback.no_token",
        "Without a token there is no login: not with a password, not with anything else.",
        "send",
        (NO_PASSWORD, NO_LOGIN, SAYS_SO),
        ("SAS-01", "OAU-22"),
        ("falls-back-without-token",),
        faults=("connection-dropped@token",),
        core=True,
    ),
    *(
        Case(
            f"client-fallback.challenge_{leg}",
            f"{leg.upper()}: an error challenge leads to no other mechanism and to no loop.",
            ACTIONS[leg],
            (NO_PASSWORD, ANSWERS_CHALLENGE, TWO_LOGINS, ENDS, SAYS_SO),
            ("OAB-08", "SAS-01"),
            ("falls-back-where-refused", "answers-challenge-with-token"),
            faults=(f"challenge-google@{leg}",),
        )
        for leg in ACTIONS
    ),
    *(
        Case(
            f"client-fallback.any_fault_{leg}",
            f"{leg.upper()}: under no fault at all a password, or a token in a password's place or in clear, goes out.",
            ACTIONS[leg],
            (NO_PASSWORD, NOTHING_IN_CLEAR),
            ("SAS-01", "IMP-07", "RED-01"),
            ("falls-back-where-refused", "falls-back-where-not-offered", "goes-on-without-tls"),
            sweep=leg,
            seconds=2.0,
        )
        for leg in ACTIONS
    ),
)
