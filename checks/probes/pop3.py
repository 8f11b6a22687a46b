"""POP3: what is offered, is XOAUTH2 accepted in two lines, and does the mailbox open?"""

from __future__ import annotations

from typing import Any

from .. import xoauth2
from ..config.profile import Server
from ..survey import Look, Probe
from ..target import Target
from .dialog import Dialog
from .legs import server
from .secure import secure
from .smtp import kept

_LINES = 200


def hello(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Greet; `session` goes on from there. Facts: those of `open_pop3`."""
    target.keep("pop3", open_pop3(target, facts))


def session(target: Target, look: Look, facts: dict[str, Any]) -> None:
    """Sign in by the two-line form that Exchange demands, and count the messages. Facts: `auth`, `first`."""
    target.allow(_server(target).host, "pop3")
    dialog = kept(target, "pop3")
    if dialog is None:
        dialog = open_pop3(target, facts)
    else:
        facts.update(mechanisms=look("pop3_hello").facts["mechanisms"])
    with dialog.to_the_end():
        _sign_in(target, dialog, facts)
        facts["first"] = words = command(dialog, "STAT")
        if not words.startswith("+OK"):
            raise dialog.failed("refused", words)


def one_line(target: Target, look: Look, facts: dict[str, Any]) -> None:
    """AUTH with the token on the same line, which Exchange refuses; only where two lines were accepted and only POP3
    was asked for. Facts: `asked`, `words`."""
    # A refusal here and one of --probe-basic would be two.
    facts["asked"] = target.only == ("pop3",) and not target.probe_basic and look("pop3_session").ok
    if not facts["asked"]:
        return
    target.allow(_server(target).host, "pop3")
    dialog = open_pop3(target, {})
    with dialog.to_the_end():
        blob = xoauth2.encode(target.profile.mailbox.xoauth2_user, target.tokens["access_token"].reveal())
        facts["words"] = command(dialog, f"AUTH XOAUTH2 {blob.decode()}")


def command(dialog: Dialog, line: str) -> str:
    """Send a command and read the first line of its answer: `+OK`, `-ERR` or a continuation (`+`)."""
    dialog.send(line.encode())
    return _status(dialog)


def open_pop3(target: Target, facts: dict[str, Any]) -> Dialog:
    """Connect and secure the connection as the profile's wire mode says.

    Facts: `greeting`, `starttls`, `tls`, `capabilities`, `mechanisms`.
    """
    place = _server(target)
    dialog = Dialog("pop3", place.host, place.port, target.step_seconds, target.whole_seconds)
    try:
        if place.wire == "implicit":
            secure(target, dialog, place, facts)
        facts["greeting"] = words = _status(dialog)
        if not words.startswith("+OK"):
            raise dialog.failed("refused", words)
        offered = _capabilities(dialog)
        if place.wire.startswith("starttls"):
            facts["starttls"] = "STLS" in offered
            if not facts["starttls"]:
                words = f"STARTTLS is not offered by {place.host} port {place.port} (no STLS in CAPA)"
                raise dialog.failed("refused", words)
            words = command(dialog, "STLS")
            if not words.startswith("+OK"):
                raise dialog.failed("refused", f"STARTTLS was refused: {words}")
            secure(target, dialog, place, facts)
            offered = _capabilities(dialog)
        facts["capabilities"] = offered
        facts["mechanisms"] = next((c.split()[1:] for c in offered if c.split()[:1] == ["SASL"]), [])
    except BaseException as error:
        dialog.leave(error)
        raise
    return dialog


def _sign_in(target: Target, dialog: Dialog, facts: dict[str, Any]) -> None:
    if not dialog.encrypted:
        raise dialog.failed("forbidden", "no token is sent without TLS")
    if "XOAUTH2" not in facts["mechanisms"]:
        offered = " ".join(facts["mechanisms"]) or "none"
        raise dialog.failed("refused", f"XOAUTH2 is not offered by {dialog.host} (SASL mechanisms offered: {offered})")
    blob = xoauth2.encode(target.profile.mailbox.xoauth2_user, target.tokens["access_token"].reveal())
    words = command(dialog, "AUTH XOAUTH2")
    if words.startswith("+") and not words.startswith("+OK"):
        dialog.send(blob)
        words = _status(dialog)
    if words.startswith("+") and not words.startswith("+OK"):
        facts["challenge"] = xoauth2.read_challenge(words[1:].strip().encode())
        words = f"{command(dialog, '')} (after the challenge {facts['challenge']})"
    facts["auth"] = words
    if not words.startswith("+OK"):
        raise dialog.failed("refused", words)


def _status(dialog: Dialog) -> str:
    line = dialog.line()
    if not line.startswith(("+", "-ERR")):
        raise dialog.failed("garbage", f"not a POP3 answer: {line[:120]!r}")
    return line


def _capabilities(dialog: Dialog) -> list[str]:
    """CAPA (RFC 2449); a server without it has none."""
    if not command(dialog, "CAPA").startswith("+OK"):
        return []
    found: list[str] = []
    for _ in range(_LINES):
        line = dialog.line()
        if line == ".":
            return found
        found.append(line.upper())
    raise dialog.failed("garbage", f"a list of more than {_LINES} lines")


def _server(target: Target) -> Server:
    found = server(target.profile, "pop3")
    assert found is not None
    return found


PROBES = (
    Probe("pop3_hello", hello, "the POP3 greeting of {pop3}"),
    Probe("pop3_session", session, "{pop3} to take the token by POP3", needs=("pop3_hello", "token")),
    Probe("pop3_one_line", one_line, "{pop3} to take the token by POP3 in one line", needs=("pop3_session",)),
)
