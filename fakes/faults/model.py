"""What a fault is: where it acts, what it says or does, what it shows, and who saw it in the real service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LISTENERS = ("token", "smtp", "imap", "pop3")
UNVERIFIED = "unverified"
SURVIVED = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A refusal of a mail server, by listener. `{suffix}` is Exchange's `[server time session]`."""

    smtp: str = ""
    imap: str = ""
    pop3: str = ""
    then_close: bool = False

    def on(self, listener: str) -> str:
        """The words for a listener, empty where it has none."""
        return {"smtp": self.smtp, "imap": self.imap, "pop3": self.pop3}[listener]


@dataclass(frozen=True, slots=True)
class TokenError:
    """A refusal of the token endpoint; `{names}` in the message are filled in by the tenant."""

    code: int
    error: str
    message: str
    status: int = 400
    suberror: str = ""


@dataclass(frozen=True, slots=True)
class Behave:
    """A way to misbehave. `how` is one of BEHAVIOURS; `argument` is what it needs to know."""

    how: str
    argument: str = ""


BEHAVIOURS = {
    "certificate": "show another certificate (argument: its kind)",
    "close": "close the connection",
    "reset": "reset the connection",
    "stall": "say nothing more and keep the connection open",
    "garbage": "answer with bytes that are no protocol, and close the connection",
    "slow": "send the reply octet by octet, each in a segment and record of its own",
    "split": "cut the reply in the middle of its lines and between CR and LF",
    "late": "send the reply about five seconds later, times --delay-scale",
    "inject-before": "put forged plaintext ahead of the reply, in one segment with it",
    "inject-behind": "glue forged plaintext to the reply, in one segment with it",
    "hide-starttls": "do not offer STARTTLS",
    "hide-xoauth2": "do not offer XOAUTH2",
    "hide-pop3-sasl": "do not offer SASL",
    "hide-sasl-ir": "do not offer SASL-IR",
    "hide-after-login": "offer hardly anything once the client is logged in",
    "offer-starttls": "offer STARTTLS inside TLS",
    "offer-xoauth2": "offer XOAUTH2 in the clear",
    "odd-case": "write the capabilities in the other case",
    "challenge": "say in a SASL challenge why the login fails, and refuse after the answer (argument: whose form)",
    "tls-oldest": "speak no TLS newer than the argument",
    "http": "answer with this HTTP status and no JSON, or not whole (argument: how)",
    "token": "change the access tokens that are issued (argument: how)",
    "message": "change what becomes of an accepted message (argument: how)",
    "discovery": "change the OpenID document (argument: how)",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of the table.

    `moment` is where in the conversation it acts (see docs/faults.md), `on` the listeners where it acts when none is
    named. `shows` says which mistake of a client, or which trouble of an administrator, it brings to light.
    `evidence` names who saw the words, `seen` when; a behaviour without evidence says UNVERIFIED. `diagnosis` is the
    id of the diagnosis it should lead to; `{listener}` in it stands for where the fault acted; SURVIVED where a right
    client does its work all the same, so that there is nothing to diagnose. `condition` is the state of the tenant, or
    the request, that is answered with the same words; empty where there is none.
    """

    id: str
    moment: str
    on: tuple[str, ...]
    effect: Reply | TokenError | Behave
    shows: str
    evidence: str
    seen: str
    diagnosis: str
    also_on: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    condition: str = ""

    def acts_on(self) -> tuple[str, ...]:
        """Every listener for which a SPEC may ask."""
        return self.on + self.also_on
