"""What the service refuses from its settings alone, before any connection: a sentence each, and what to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..observation import Failure, ProbeFailed


@dataclass(frozen=True, slots=True)
class Refusal:
    """`words` have places for {where} (who has the setting), {key}, {value} and {port}. `diagnosis` explains it."""

    words: str
    diagnosis: str


REFUSALS: Mapping[str, Refusal] = {
    "smtp-tls-off": Refusal(
        "{where}: {key} is {value}, so the connection would be in clear; set it to TLS (STARTTLS, port 587)",
        "settings-smtp-tls",
    ),
    "receive-tls-off": Refusal(
        "{where}: {key} is {value}, so the connection would be in clear; set it to TLS", "settings-receive-tls"
    ),
    "smtp-tls-optional": Refusal(
        "{where}: {key} is {value}, which goes on in clear where TLS is not offered; set it to starttls-required",
        "settings-smtp-tls",
    ),
    "receive-tls-optional": Refusal(
        "{where}: {key} is {value}, which goes on in clear where TLS is not offered; set it to starttls-required",
        "settings-receive-tls",
    ),
    "tls-implicit-on-starttls-port": Refusal(
        "{where}: {key} is {value}, which is TLS from the first byte, and port {port} begins in clear; set {key} to "
        "TLS (STARTTLS), or the port to the one for implicit TLS",
        "settings-ports",
    ),
    "tls-starttls-on-implicit-port": Refusal(
        "{where}: {key} is {value}, which begins in clear, and port {port} is TLS from the first byte; set {key} to "
        "implicit TLS, or the port to the one for STARTTLS",
        "settings-ports",
    ),
    "tls-unknown": Refusal("{where}: {key} is {value}; set it to starttls or implicit", "settings-smtp-tls"),
    "smtp-auth-off": Refusal(
        "{where}: {key} is false, so nobody would sign in before sending; set it to true", "settings-smtp-auth"
    ),
    "endpoint-pop3": Refusal(
        "{where}: {key} is POP3, which an e-mail endpoint does not support with OAuth; set it to IMAP",
        "settings-endpoint-imap",
    ),
    "pop3-one-line": Refusal(
        "{where}: {key} is false, and a token is never sent on the line of AUTH; set it to true",
        "settings-pop3-two-line",
    ),
    "basic-forbidden": Refusal(
        "{where}: {key} is false, so a password would be sent, and policy.basic_fallback is {value}; set {key} to true",
        "basic-auth-disabled",
    ),
    "basic-without-password": Refusal(
        "{where}: {key} is false, and there is no password; set {key} to true", "basic-auth-disabled"
    ),
    "switched-off": Refusal("{where}: {key} is false; set it to true to send", "settings-task-mail"),
    "no-server": Refusal("{where}: no server for {value}; set {key}", ""),
    "no-user": Refusal("{where}: no user to sign in as; set {key}", "settings-mailbox"),
    "bad-user": Refusal("{where}: {key} holds a blank or a control character; correct it", "settings-mailbox"),
    "bad-password": Refusal("{where}: {key} holds a control character; correct it", ""),
    "no-grant": Refusal("{where}: OAuth is on and there is nothing to get a token with; set {key}", ""),
    "flow-needs-a-person": Refusal(
        "{key} is {value}, and there is no refresh token; sign in once, or set one", "settings-refresh-token"
    ),
}


class Refused(ProbeFailed):
    """The settings forbid what was asked; `refusal` is the row of the table."""

    def __init__(self, refusal: str, **names: object) -> None:
        self.refusal = refusal
        super().__init__(Failure("forbidden", REFUSALS[refusal].words.format(**names), "settings"))
