"""Under which conditions each client is tried, and what a client that is right does there."""

from __future__ import annotations

from dataclasses import dataclass

# What the tenant saw. `kept` is: no credential crossed the wire at all; `refused`: one did, under good TLS, in vain.
WORKED, REFUSED, KEPT = "worked", "refused", "kept"
_ALL, _MAIL = ("smtp", "imap", "pop3"), ("imap", "pop3")


@dataclass(frozen=True, slots=True)
class Condition:
    """A state of the tenant. `{}` in a fault stands for the protocol; `tls` says which port a reader uses.

    To go on with a credential under TLS is right where plaintext was injected, and so is to hang up.
    """

    name: str
    protocols: tuple[str, ...]
    outcome: str
    faults: tuple[str, ...] = ()
    dialect: str = "exchange"
    tls: str = "implicit"

    @property
    def challenged(self) -> int | None:
        """Which error challenge the client meets, as a column of the table of answers; None for none."""
        return {"google": 0, "rfc7628": 1}.get(self.dialect) if self.outcome == REFUSED else None


CONDITIONS = (
    Condition("healthy", _ALL, WORKED),
    Condition("healthy-starttls", _MAIL, WORKED, tls="starttls"),
    Condition("exchange-2022", _ALL, WORKED, dialect="exchange-2022"),
    Condition("refused-at-once", _ALL, REFUSED, ("token-refused@{}",)),
    Condition("challenge-google", _ALL, REFUSED, ("token-refused@{}",), "google"),
    Condition("challenge-rfc7628", _ALL, REFUSED, ("token-refused@{}",), "rfc7628"),
    Condition("no-initial-response", ("imap",), WORKED, ("imap-initial-response-withdrawn",)),
    Condition("odd-case", _ALL, WORKED, ("capabilities-in-odd-case@{}",)),
    Condition("fewer-after-login", _MAIL, WORKED, ("capabilities-withdrawn-after-login@{}",)),
    Condition("strict-length", _ALL, WORKED, dialect="strict-length"),
    Condition("unknown-ca", _ALL, KEPT, ("certificate-unknown-ca@{}",)),
    Condition("wrong-name", _ALL, KEPT, ("certificate-wrong-name@{}",)),
    Condition("expired", _ALL, KEPT, ("certificate-expired@{}",)),
    Condition("starttls-stripped", _ALL, KEPT, ("starttls-stripped@{}",), tls="starttls"),
    Condition("starttls-refused", _ALL, KEPT, ("starttls-refused@{}",), tls="starttls"),
    Condition("offered-before-tls", _ALL, WORKED, ("xoauth2-before-tls@{}",), tls="starttls"),
    Condition("injected-behind", _ALL, WORKED, ("starttls-injected-behind@{}",), tls="starttls"),
    Condition("injected-before", ("smtp", "pop3"), WORKED, ("starttls-injected-before@{}",), tls="starttls"),
    Condition("capabilities-injected", ("imap",), WORKED, ("starttls-capabilities-injected@{}",), tls="starttls"),
    Condition("xoauth2-not-offered", _ALL, KEPT, ("xoauth2-not-offered@{}",)),
    Condition("temporary", ("smtp",), REFUSED, ("smtp-auth-temporary",)),
    Condition("throttled", ("smtp",), REFUSED, ("smtp-throttled",)),
    Condition("throttled", ("imap",), REFUSED, ("imap-throttled",)),
    Condition("not-connected", ("imap",), REFUSED, ("imap-login-not-connected",)),
)
