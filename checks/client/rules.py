"""Rules of every protocol: what may travel in clear, how a login is made, and what a user must be told."""

from __future__ import annotations

from .case import Evidence, Rule
from .wire import Exchange

_IN_CLEAR = {
    "smtp": {"EHLO", "HELO", "NOOP", "STARTTLS", "QUIT", "HELP", "RSET"},
    "imap": {"CAPABILITY", "NOOP", "STARTTLS", "LOGOUT", "ID"},
    "pop3": {"CAPA", "NOOP", "STLS", "QUIT"},
}
_ASKS = {"smtp": ("EHLO", "HELO"), "imap": ("CAPABILITY",), "pop3": ("CAPA",)}
_GOODBYE = {"QUIT", "LOGOUT", "RSET", "NOOP"}
_TOKEN_MECHANISMS = {"XOAUTH2", "OAUTHBEARER"}


def no_password(seen: Evidence) -> str:
    """No login by anything but a token mechanism."""
    for exchange in seen.exchanges():
        if exchange.mechanism not in _TOKEN_MECHANISMS:
            return f"{exchange.mechanism} on {exchange.listener}: {seen.show(exchange.command)}"
    return ""


def nothing_in_clear(seen: Evidence) -> str:
    """Before TLS, commands that ask what there is and nothing else."""
    for connection in seen.mail():
        for line in connection.lines:
            if line.inbound and not line.tls and line.secret:
                return f"a credential in clear: {connection.around(line)}"
        for command in connection.commands:
            if not command.line.tls and command.verb not in _IN_CLEAR[connection.listener]:
                return f"{command.verb[:20]} in clear: {connection.around(command.line)}"
    for connection in seen.connections:
        if connection.listener == "token" and "HTTP_REQUEST" in connection.alerts:
            return "a request to the token endpoint in clear"
    return ""


def no_secret_printed(seen: Evidence) -> str:
    """Standard output and error hold no piece of a secret."""
    return "its output holds a piece of a token or secret" if any(run.leaked for run in seen.runs) else ""


def comes_to_an_end(seen: Evidence) -> str:
    """The client ends by itself."""
    for run in seen.runs:
        if run.result.timed_out:
            return "it did not end in the time it was given"
        if run.result.trouble:
            return run.result.trouble
    return ""


NO_PASSWORD = Rule("no-password", "no LOGIN, PLAIN, USER or PASS, with whatever in it", no_password)
NOTHING_IN_CLEAR = Rule("nothing-in-clear", "before TLS only ask for capabilities and for TLS", nothing_in_clear)
NO_SECRET_PRINTED = Rule("no-secret-printed", "print no token and no secret", no_secret_printed)
ENDS = Rule("ends", "come to an end", comes_to_an_end)
ALWAYS = (NO_PASSWORD, NOTHING_IN_CLEAR, NO_SECRET_PRINTED, ENDS)


def signed_in(seen: Evidence) -> str:
    """Each run signed in."""
    for number, run in enumerate(seen.runs):
        if not run.mail:
            continue
        if not any(exchange.accepted for exchange in seen.exchanges(number)):
            refusals = [exchange.verdict for exchange in seen.exchanges(number)]
            return f"run {number + 1} did not sign in (the server said: {'; '.join(refusals) or 'nothing'})"
        if not run.result.ok:
            return f"run {number + 1} signed in and reported failure"
    return ""


def delivered(seen: Evidence) -> str:
    """Every run handed over a message."""
    wrong = signed_in(seen)
    sent, wanted = seen.runs[-1].sent, sum(run.mail for run in seen.runs)
    return wrong or (f"{sent} messages arrived for {wanted} runs" if sent < wanted else "")


def says_so(seen: Evidence) -> str:
    """The last run reports failure."""
    return "it reported success" if seen.runs[-1].result.ok else ""


def no_login(seen: Evidence) -> str:
    """No attempt to sign in at all."""
    return "".join(f"it signed in: {seen.show(exchange.command)}" for exchange in seen.exchanges()[:1])


def nothing_inside(seen: Evidence) -> str:
    """Not one command inside TLS that could not be trusted."""
    for connection in seen.mail():
        for line in connection.lines:
            if line.inbound and line.tls:
                return f"it spoke to a server that it could not trust: {connection.around(line)}"
    return no_login(seen)


def two_logins(seen: Evidence) -> str:
    """At most one more attempt after the first."""
    tried = seen.exchanges()
    return f"{len(tried)} logins: {seen.show(tried[2].command)}" if len(tried) > 2 else ""


def one_login(seen: Evidence) -> str:
    """One attempt and no more: the token is the same, so the answer is."""
    tried = seen.exchanges()
    return f"{len(tried)} logins: {seen.show(tried[1].command)}" if len(tried) > 1 else ""


def refusal_is_final(seen: Evidence) -> str:
    """After a refused login no command but a goodbye, or another login."""
    for connection in seen.mail():
        refused: Exchange | None = None
        logins = {exchange.command.number: exchange for exchange in connection.exchanges}
        for command in connection.commands:
            if command.line.number in logins:
                refused = logins[command.line.number] if logins[command.line.number].refused else None
            elif refused is not None and command.verb not in _GOODBYE | set(_ASKS[connection.listener]):
                return f"it went on after a refusal: {connection.around(command.line)}"
    return ""


def asks_again_inside(seen: Evidence) -> str:
    """Capabilities are asked for inside TLS before the login."""
    for connection in seen.mail():
        upgraded = any(not command.line.tls for command in connection.commands)
        for exchange in connection.exchanges:
            asked = any(
                command.line.tls and command.verb in _ASKS[connection.listener]
                for command in connection.commands
                if command.line.number < exchange.command.number
            )
            if upgraded and not asked:
                return f"it did not ask for capabilities again: {connection.around(exchange.command)}"
    return ""


def offered_only(seen: Evidence) -> str:
    """A mechanism that the server offers, as its list says inside TLS."""
    for exchange in seen.exchanges():
        if exchange.mechanism in _TOKEN_MECHANISMS and f"AUTH={exchange.mechanism}" not in exchange.offered:
            return f"{exchange.mechanism} was not offered: {seen.show(exchange.command)}"
    return ""


SIGNED_IN = Rule("signed-in", "sign in", signed_in)
DELIVERED = Rule("delivered", "hand over the message", delivered)
SAYS_SO = Rule("says-so", "report the failure", says_so)
NO_LOGIN = Rule("no-login", "not try to sign in", no_login)
NOTHING_INSIDE = Rule("nothing-inside", "leave without a word inside TLS", nothing_inside)
TWO_LOGINS = Rule("two-logins", "try once more at most", two_logins)
ONE_LOGIN = Rule("one-login", "not try the same token again", one_login)
REFUSAL_IS_FINAL = Rule("refusal-is-final", "stop after a refusal", refusal_is_final)
ASKS_AGAIN = Rule("asks-again", "ask for capabilities again inside TLS", asks_again_inside)
OFFERED_ONLY = Rule("offered-only", "use a mechanism that is offered", offered_only)
