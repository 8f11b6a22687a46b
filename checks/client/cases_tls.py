"""Client cases: TLS before anything else, verified, and nothing kept from before it."""

from __future__ import annotations

from .case import Case
from .jobs import STATIC
from .rules import ASKS_AGAIN, NO_LOGIN, NOTHING_IN_CLEAR, NOTHING_INSIDE, SAYS_SO, SIGNED_IN
from .rules_tls import HANDSHAKE_FOLLOWS, NAMES_THE_HOST, NO_OLD_VERSIONS, STARTS_ONCE

ACTIONS = {"smtp": "send", "imap": "fetch-imap", "pop3": "fetch-pop3"}
_STARTTLS = {"smtp": "RFC 3207 4", "imap": "RFC 9051 6.2.1", "pop3": "RFC 2595 4"}
_FIRST = {"smtp": ("TLS-01", "IMP-07"), "imap": ("IMP4-01", "IMP-07"), "pop3": ("POP-15", "IMP-07")}
_AGAIN = {"smtp": ("TLS-05",), "imap": ("IMP4-02",), "pop3": ("POP-14", "POP-11")}
_INJECTED = {
    "smtp": ("starttls-injected-behind", "starttls-injected-before"),
    "imap": ("starttls-injected-behind", "starttls-capabilities-injected"),
    "pop3": ("starttls-injected-behind", "starttls-injected-before"),
}
# What is wrong with the certificate, and the clients that do not see it.
_CERTIFICATES = {
    "unknown-ca": ("tls-unverified",),
    "wrong-name": ("tls-unverified", "tls-any-name"),
    "expired": ("tls-unverified", "tls-any-date"),
    "not-yet-valid": ("tls-unverified", "tls-any-date"),
}


def _of(leg: str) -> tuple[Case, ...]:
    """The cases of one protocol."""
    action, section = ACTIONS[leg], (_STARTTLS[leg],)
    return (
        Case(
            f"client-tls.first_{leg}",
            f"{leg.upper()}: before TLS nothing is said but what asks for it.",
            action,
            (NOTHING_IN_CLEAR, HANDSHAKE_FOLLOWS, SIGNED_IN),
            _FIRST[leg],
            ("login-before-tls",),
            token=STATIC,
            core=True,
            also=section,
        ),
        Case(
            f"client-tls.capabilities_{leg}",
            f"{leg.upper()}: what is offered is asked for again inside TLS.",
            action,
            (ASKS_AGAIN, SIGNED_IN),
            _AGAIN[leg],
            ("keeps-capabilities",),
            token=STATIC,
            core=True,
            also=section,
        ),
        Case(
            f"client-tls.stripped_{leg}",
            f"{leg.upper()}: a server that hides STARTTLS gets no credential, and the user is told.",
            action,
            (NOTHING_IN_CLEAR, NO_LOGIN, SAYS_SO),
            ("TLS-10", "SAS-01"),
            ("goes-on-without-tls",),
            faults=(f"starttls-stripped@{leg}",),
            token=STATIC,
            core=True,
            also=section,
        ),
        Case(
            f"client-tls.refused_{leg}",
            f"{leg.upper()}: a server that refuses STARTTLS gets no credential, and the user is told.",
            action,
            (NOTHING_IN_CLEAR, NO_LOGIN, SAYS_SO),
            ("TLS-03",) if leg != "pop3" else ("TLS-03", "POP-15"),
            ("goes-on-without-tls",),
            faults=(f"starttls-refused@{leg}",),
            token=STATIC,
            core=leg == "smtp",
            also=section,
        ),
        *(
            Case(
                f"client-tls.{fault.removeprefix('starttls-').replace('-', '_')}_{leg}",
                f"{leg.upper()}: plain text put beside the answer to STARTTLS is not taken for the server's.",
                action,
                (NOTHING_IN_CLEAR, ASKS_AGAIN, STARTS_ONCE),
                ("TLS-07",) if leg != "imap" else ("IMP4-03",),
                ("keeps-capabilities",),
                faults=(f"{fault}@{leg}",),
                token=STATIC,
                also=("NO STARTTLS, USENIX Security 2021",),
            )
            for fault in _INJECTED[leg]
        ),
        *(
            Case(
                f"client-tls.{kind.replace('-', '_')}_{leg}",
                f"{leg.upper()}: a certificate that is {_SAID[kind]} ends the connection.",
                action,
                (NOTHING_INSIDE, SAYS_SO),
                ("IMP-06", "BRR-03", *(("IDN-01",) if kind == "wrong-name" else ())),
                mutants,
                faults=(f"certificate-{kind}@{leg}",),
                token=STATIC,
                core=leg == "smtp" and kind in {"unknown-ca", "wrong-name"},
            )
            for kind, mutants in _CERTIFICATES.items()
        ),
        Case(
            f"client-tls.old_{leg}",
            f"{leg.upper()}: a server that speaks nothing newer than TLS 1.1 gets no credential.",
            action,
            (NO_OLD_VERSIONS, NOTHING_INSIDE, SAYS_SO),
            ("IMP-04", "BTL-01"),
            ("speaks-old-tls",),
            faults=(f"tls-version-old@{leg}",),
            token=STATIC,
        ),
        Case(
            f"client-tls.once_{leg}",
            f"{leg.upper()}: STARTTLS that is offered inside TLS is not used.",
            action,
            (STARTS_ONCE, SIGNED_IN),
            ("TLS-08",),
            ("starts-tls-twice",),
            faults=(f"starttls-offered-inside-tls@{leg}",),
            token=STATIC,
        ),
        Case(
            f"client-tls.offered_in_clear_{leg}",
            f"{leg.upper()}: XOAUTH2 that is offered before TLS is not used there, nor remembered.",
            action,
            (NOTHING_IN_CLEAR, ASKS_AGAIN, NO_LOGIN, SAYS_SO),
            ("SMA-01", "TLS-05"),
            ("keeps-capabilities", "login-before-tls"),
            faults=(f"xoauth2-before-tls@{leg}", f"xoauth2-not-offered@{leg}"),
            token=STATIC,
        ),
    )


_SAID = {
    "unknown-ca": "vouched for by nobody known",
    "wrong-name": "for another name",
    "expired": "past its end",
    "not-yet-valid": "not valid yet",
}

TLS = (
    *(case for leg in ACTIONS for case in _of(leg)),
    Case(
        "client-tls.versions",
        "No version below TLS 1.2 is offered.",
        "send",
        (NO_OLD_VERSIONS, SIGNED_IN),
        ("BTL-01", "IMP-04"),
        ("speaks-old-tls",),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-tls.server_name",
        "The host of the settings is named in the handshake (SNI).",
        "send",
        (NAMES_THE_HOST, SIGNED_IN),
        ("BTL-03",),
        ("no-server-name",),
        token=STATIC,
        core=True,
    ),
    Case(
        "client-tls.preauth",
        "IMAP: a server that greets in clear with PREAUTH is left.",
        "fetch-imap",
        (NOTHING_IN_CLEAR, NO_LOGIN, SAYS_SO),
        ("IMP4-10",),
        ("trusts-preauth",),
        faults=("imap-preauth@imap",),
        token=STATIC,
    ),
)
