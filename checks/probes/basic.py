"""Is a password login still judged? Asked only on demand, with a random password: it counts as a failed login."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from ..survey import Look, Probe
from ..target import Target
from . import imap, pop3, smtp

PASSWORDS = frozenset({"LOGIN", "PLAIN"})


def offered(protocol: str, facts: Any) -> list[str]:
    """The ways to log in with a password that a server offers inside TLS, from the facts of its greeting."""
    found = [name for name in facts.get("mechanisms", ()) if name in PASSWORDS]
    capabilities = facts.get("capabilities", ())
    if protocol == "imap" and "LOGINDISABLED" not in capabilities:
        found.append("the command LOGIN")
    if protocol == "pop3" and "USER" in capabilities:
        found.append("the command USER")
    return found


def try_password(protocol: str, target: Target, look: Look, facts: dict[str, Any]) -> None:
    """One login with a wrong password, on a connection of its own.

    Facts: `asked`, `said`. Nothing is asked where no way is offered, or where this mailbox was not logged in to on this
    protocol: a second failing login is one too many, and without a token nobody judges the answer.
    """
    hello, session = look(f"{protocol}_hello"), look(f"{protocol}_session")
    facts["asked"] = bool(target.probe_basic and offered(protocol, hello.facts) and session.ok)
    if facts["asked"]:
        facts["said"] = _ASK[protocol](target, target.profile.mailbox.xoauth2_user, secrets.token_urlsafe(18))


def _smtp(target: Target, user: str, password: str) -> str:
    facts: dict[str, Any] = {}
    dialog = smtp.open_smtp(target, facts)
    with dialog.to_the_end():
        if "LOGIN" in facts["mechanisms"]:
            code, words = smtp.command(dialog, "AUTH LOGIN")
            for answer in (user, password):
                if code == 334:
                    code, words = smtp.command(dialog, base64.b64encode(answer.encode()).decode())
        else:
            plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
            _, words = smtp.command(dialog, f"AUTH PLAIN {plain}")
        return words


def _imap(target: Target, user: str, password: str) -> str:
    session = imap.open_imap(target, {})
    with session.dialog.to_the_end():
        _, words, _ = session.command(f"LOGIN {_quoted(user)} {_quoted(password)}")
        return words


def _pop3(target: Target, user: str, password: str) -> str:
    dialog = pop3.open_pop3(target, {})
    with dialog.to_the_end():
        words = pop3.command(dialog, f"USER {user}")
        if words.startswith("+OK"):
            words = pop3.command(dialog, f"PASS {password}")
        return words


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_ASK: dict[str, Callable[[Target, str, str], str]] = {"smtp": _smtp, "imap": _imap, "pop3": _pop3}

PROBES = tuple(
    Probe(
        f"{name}_basic",
        partial(try_password, name),
        f"{{{name}}} to refuse a wrong password",
        needs=(f"{name}_hello",),
        after=(f"{name}_session",),
    )
    for name in _ASK
)
