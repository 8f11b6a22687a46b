"""How STARTTLS is attacked from the path, and how capabilities change on the way through a session."""

from __future__ import annotations

from .model import SURVIVED, UNVERIFIED, Behave, Fault, Reply

_MAIL = ("smtp", "imap", "pop3")
_NO_STARTTLS = "NO STARTTLS (Poddebniak and others, USENIX Security 2021)"


def _offer(id: str, how: str, on: tuple[str, ...], shows: str, evidence: str, diagnosis: str = SURVIVED) -> Fault:
    return Fault(id, "capabilities-tls", on, Behave(how), shows, f"{evidence}; {UNVERIFIED}", "", diagnosis)


STARTTLS = (
    Fault(
        "starttls-stripped",
        "capabilities",
        ("smtp",),
        Behave("hide-starttls"),
        "a client that goes on in plaintext when STARTTLS is not offered",
        "RFC 3207 6; RFC 8314 3; NO STARTTLS attack",
        "2021-08",
        "starttls-stripped",
        also_on=("imap", "pop3"),
    ),
    Fault(
        "starttls-refused",
        "starttls",
        ("smtp",),
        Reply(
            smtp="454 4.7.0 TLS not available due to temporary reason",
            imap="NO STARTTLS failed.",
            pop3="-ERR STLS failed.",
        ),
        "a client that goes on in plaintext when STARTTLS is refused",
        f"454 is RFC 3207 4; Exchange Online has not been seen to say it ({UNVERIFIED})",
        "2002-02",
        "starttls-refused",
        also_on=("imap", "pop3"),
    ),
    Fault(
        "starttls-injected-behind",
        "starttls",
        ("smtp",),
        Behave("inject-behind"),
        "a client that takes plaintext behind the reply to STARTTLS for something said inside TLS",
        f"RFC 3207 4.2; {_NO_STARTTLS}",
        "2021-08",
        "starttls-injected",
        also_on=("imap", "pop3"),
    ),
    Fault(
        "starttls-injected-before",
        "starttls",
        ("smtp",),
        Behave("inject-before"),
        "a client that believes a forged reply ahead of the real one and keeps the rest",
        f"RFC 3207 4.2; {_NO_STARTTLS}",
        "2021-08",
        "starttls-injected",
        also_on=("pop3",),
    ),
    Fault(
        "starttls-capabilities-injected",
        "starttls",
        ("imap",),
        Behave("inject-before"),
        "a client that keeps capabilities which came in the clear, ahead of the reply to STARTTLS",
        f"RFC 9051 6.2.1; {_NO_STARTTLS}",
        "2021-08",
        SURVIVED,
    ),
    Fault(
        "xoauth2-not-offered",
        "capabilities-tls",
        _MAIL,
        Behave("hide-xoauth2"),
        "a client that falls back to a password when XOAUTH2 is missing",
        "lettre#217: Exchange Online in 2018",
        "2018",
        "xoauth2-not-offered",
    ),
    Fault(
        "xoauth2-before-tls",
        "capabilities",
        ("smtp",),
        Behave("offer-xoauth2"),
        "a client that authenticates in the clear because it is offered; with `xoauth2-not-offered` as well, one that "
        "keeps what it was offered before TLS",
        f"RFC 3207 4.2; RFC 8314 5.2; {UNVERIFIED}",
        "",
        SURVIVED,
        also_on=("imap", "pop3"),
    ),
    _offer(
        "starttls-offered-inside-tls",
        "offer-starttls",
        _MAIL,
        "a client that starts TLS inside TLS",
        "RFC 3207 4.2, RFC 9051 6.2.1 and RFC 2595 4 forbid it",
    ),
    _offer(
        "imap-initial-response-withdrawn",
        "hide-sasl-ir",
        ("imap",),
        "a client that sends its token with AUTHENTICATE though SASL-IR is not offered",
        "RFC 4959 3",
    ),
    _offer(
        "capabilities-withdrawn-after-login",
        "hide-after-login",
        ("imap", "pop3"),
        "a client that uses after the login what was offered before it",
        "RFC 9051 6.2.2; RFC 2449 5",
    ),
    _offer(
        "capabilities-in-odd-case",
        "odd-case",
        _MAIL,
        "a client that compares capabilities letter by letter",
        "RFC 5321 4.1.1.1; RFC 9051 7.2.2; RFC 2449 3",
    ),
)
