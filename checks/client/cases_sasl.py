"""Client cases: the login itself, SMTP and IMAP; POP3 has a table of its own."""

from __future__ import annotations

from ..check import WARNING
from .case import Case
from .cases_tls import ACTIONS
from .jobs import STATIC
from .rules import OFFERED_ONLY, ONE_LOGIN, REFUSAL_IS_FINAL, SAYS_SO, SIGNED_IN
from .rules_sasl import ANSWERS_CHALLENGE, INITIAL_WHERE_OFFERED, SHORT_LINE, WAITS

_CHALLENGE = ("GXO-03", "OAB-08")

SASL = (
    Case(
        "client-sasl.smtp_line",
        "SMTP: a token that makes the AUTH line longer than 512 octets is sent alone, after 334.",
        "send",
        (SHORT_LINE, WAITS, SIGNED_IN),
        ("SMA-04",),
        ("long-auth-line", "response-too-early"),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-sasl.strict_length",
        "SMTP: a server that obeys the limit of 512 octets takes the login.",
        "send",
        (SIGNED_IN, SHORT_LINE),
        ("SMA-04", "SMA-05"),
        ("long-auth-line",),
        dialect="strict-length",
        token=STATIC,
    ),
    Case(
        "client-sasl.imap_initial_response",
        "IMAP: an initial response goes out only where SASL-IR is offered.",
        "fetch-imap",
        (INITIAL_WHERE_OFFERED, WAITS, SIGNED_IN),
        ("SIR-01", "IMP4-13"),
        ("always-initial-response",),
        faults=("imap-initial-response-withdrawn",),
        token=STATIC,
    ),
    Case(
        "client-sasl.offered_smtp",
        "SMTP: where XOAUTH2 is not offered it is not tried.",
        "send",
        (OFFERED_ONLY, SAYS_SO),
        ("SMA-02",),
        ("tries-what-is-not-offered",),
        faults=("xoauth2-not-offered@smtp",),
        token=STATIC,
        severity=WARNING,
        core=True,
    ),
    *(
        Case(
            f"client-sasl.refusal_{leg}",
            f"{leg.upper()}: a refused login ends the work, and the user is told.",
            ACTIONS[leg],
            (REFUSAL_IS_FINAL, ONE_LOGIN, SAYS_SO),
            requires,
            ("takes-refusal-for-success", "hides-failure", "tries-the-same-token-again"),
            faults=(f"token-refused@{leg}",),
            token=STATIC,
            core=leg == "smtp",
        )
        for leg, requires in (("smtp", ("SMA-12", "SMA-21")), ("imap", ("IMP4-09", "IMP4-08")))
    ),
    *(
        Case(
            f"client-sasl.{fault.replace('-', '_')}_{leg}",
            f"{leg.upper()}: an error challenge is answered with an empty line, and the refusal is reported.",
            ACTIONS[leg],
            (ANSWERS_CHALLENGE, REFUSAL_IS_FINAL, SAYS_SO),
            _CHALLENGE,
            ("answers-challenge-with-token",),
            faults=(f"{fault}@{leg}",),
            token=STATIC,
        )
        for leg in ACTIONS
        for fault in ("challenge-google", "challenge-rfc7628")
    ),
)
