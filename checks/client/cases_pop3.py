"""Client cases: POP3, where a token has one way in and many wrong ones."""

from __future__ import annotations

from .case import Case
from .jobs import STATIC
from .rules import NO_LOGIN, NO_PASSWORD, ONE_LOGIN, REFUSAL_IS_FINAL, SAYS_SO, SIGNED_IN
from .rules_sasl import TWO_LINES, WAITS

POP3 = (
    Case(
        "client-pop3.two_lines",
        "AUTH XOAUTH2 stands alone, and the token follows on a line of its own.",
        "fetch-pop3",
        (TWO_LINES, WAITS, SIGNED_IN),
        ("MSX-06", "POP-01"),
        ("pop3-one-line", "response-too-early"),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-pop3.never_user_pass",
        "Where XOAUTH2 is not offered, the token does not go out by USER and PASS.",
        "fetch-pop3",
        (NO_PASSWORD, NO_LOGIN, SAYS_SO),
        ("POP-04", "POP-09"),
        ("falls-back-where-not-offered", "tries-what-is-not-offered"),
        faults=("xoauth2-not-offered@pop3",),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-pop3.refused",
        "A refused token is an error, and is not sent again by USER and PASS.",
        "fetch-pop3",
        (NO_PASSWORD, REFUSAL_IS_FINAL, ONE_LOGIN, SAYS_SO),
        ("MSX-07", "POP-13"),
        ("falls-back-where-refused", "takes-refusal-for-success", "hides-failure"),
        faults=("token-refused@pop3",),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-pop3.connection_closed",
        "A server that ends the connection at the login gets no second try in another form.",
        "fetch-pop3",
        (NO_PASSWORD, TWO_LINES, SAYS_SO),
        ("MSX-06", "POP-08"),
        ("pop3-one-line", "falls-back-where-refused"),
        faults=("pop3-one-line-auth",),
        token=STATIC,
    ),
)
