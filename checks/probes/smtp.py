"""SMTP client submission: what is offered before and after STARTTLS, and is XOAUTH2 accepted?"""

from __future__ import annotations

import re
import socket
from typing import Any

from .. import xoauth2
from ..config.profile import Server
from ..survey import Look, Probe
from ..target import Target
from .dialog import Dialog
from .legs import server
from .secure import secure

# One line with the token in it is too long for many servers; an empty AUTH line never is (RFC 4954 4).
INITIAL_RESPONSE_LIMIT = 500
_REPLY = re.compile(r"([2-5][0-9]{2})([ -]|$)(.*)")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3} +")
_LINES = 200
_LONGEST = 4000


def hello(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Greet, upgrade, greet again; `session` goes on from there. Facts: those of `open_smtp`."""
    target.keep("smtp", open_smtp(target, facts))


def session(target: Target, look: Look, facts: dict[str, Any]) -> None:
    """Sign in, name the sender, take it back, and leave. Facts: `auth`, `mail_from`: the server's replies."""
    smtp = _server(target)
    target.allow(smtp.host, "smtp")
    dialog = kept(target, "smtp")
    if dialog is None:
        dialog = open_smtp(target, facts)
    else:
        facts.update(mechanisms=look("smtp_hello").facts["mechanisms"])
    with dialog.to_the_end():
        sign_in(target, dialog, facts)
        code, words = command(dialog, f"MAIL FROM:<{target.profile.mailbox.from_address}>")
        facts["mail_from"] = words
        if code != 250:
            raise dialog.failed("refused", words)
        command(dialog, "RSET")


def in_clear(target: Target, _look: Look, facts: dict[str, Any]) -> None:
    """Name the empty sender on a connection of its own without TLS, take it back, and leave.

    Facts: `asked` (only where STARTTLS comes first), `code` and `words` of the answer.
    """
    smtp = _server(target)
    facts["asked"] = smtp.wire.startswith("starttls")
    if not facts["asked"]:
        return
    dialog = Dialog("smtp", smtp.host, smtp.port, target.step_seconds, target.whole_seconds)
    with dialog.to_the_end():
        code, words = reply(dialog)
        if code != 220:
            raise dialog.failed("refused", words)
        _ehlo(dialog, {})
        facts["code"], facts["words"] = command(dialog, "MAIL FROM:<>")
        if facts["code"] == 250:
            command(dialog, "RSET")


def kept(target: Target, protocol: str) -> Dialog | None:
    """The connection that the greeting left open, unless the pause was too long for it."""
    dialog: Dialog | None = target.kept.pop(protocol, None)
    if dialog is None or dialog.fresh():
        return dialog
    dialog.close()
    return None


def open_smtp(target: Target, facts: dict[str, Any]) -> Dialog:
    """Connect and secure the connection as the profile's wire mode says.

    Facts: `greeting`, `extensions` before TLS, `starttls` (offered or not), `tls`, `mechanisms`, `seen_from`.
    """
    smtp = _server(target)
    dialog = Dialog("smtp", smtp.host, smtp.port, target.step_seconds, target.whole_seconds)
    try:
        if smtp.wire == "implicit":
            secure(target, dialog, smtp, facts)
        code, words = reply(dialog)
        facts["greeting"] = words
        if code != 220:
            raise dialog.failed("refused", words)
        extensions = _ehlo(dialog, facts)
        facts["starttls"] = "STARTTLS" in extensions
        if smtp.wire.startswith("starttls"):
            if not facts["starttls"]:
                words = (
                    f"STARTTLS is not offered by {smtp.host} port {smtp.port}: {', '.join(extensions) or 'nothing is'}"
                )
                raise dialog.failed("refused", words)
            code, words = command(dialog, "STARTTLS")
            if code != 220:
                raise dialog.failed("refused", f"STARTTLS was refused: {words}")
            secure(target, dialog, smtp, facts)
            extensions = _ehlo(dialog, facts)
        facts["mechanisms"] = _mechanisms(extensions)
    except BaseException as error:
        dialog.leave(error)
        raise
    return dialog


def sign_in(target: Target, dialog: Dialog, facts: dict[str, Any]) -> None:
    """AUTH XOAUTH2, only over verified TLS. An error challenge is answered by an empty line."""
    if not dialog.encrypted:
        raise dialog.failed("forbidden", "no token is sent without TLS")
    if "XOAUTH2" not in facts["mechanisms"]:
        offered = " ".join(facts["mechanisms"]) or "none"
        raise dialog.failed("refused", f"XOAUTH2 is not offered by {dialog.host} (AUTH mechanisms offered: {offered})")
    blob = xoauth2.encode(target.profile.mailbox.xoauth2_user, target.tokens["access_token"].reveal())
    if len(blob) <= INITIAL_RESPONSE_LIMIT:
        code, words = command(dialog, f"AUTH XOAUTH2 {blob.decode()}")
    else:
        code, words = command(dialog, "AUTH XOAUTH2")
        if code == 334:
            dialog.send(blob)
            code, words = reply(dialog)
    if code == 334:
        facts["challenge"] = xoauth2.read_challenge(words[4:].encode())
        code, words = command(dialog, "")
        words += f" (after the challenge {facts['challenge']})"
    facts["auth"] = words
    if code != 235:
        raise dialog.failed("refused", words)


def command(dialog: Dialog, line: str) -> tuple[int, str]:
    """Send a command and read its reply."""
    dialog.send(line.encode())
    return reply(dialog)


def reply(dialog: Dialog) -> tuple[int, str]:
    """A whole reply: its code and its words, several lines joined by blanks (RFC 5321 4.2).

    The enhanced code, which every line repeats (RFC 2034 4), is kept once.
    """
    parts: list[str] = []
    enhanced = ""
    for _ in range(_LINES):
        line = dialog.line()
        found = _REPLY.fullmatch(line)
        if found is None:
            raise dialog.failed("garbage", f"not an SMTP reply: {line[:120]!r}")
        repeated = _ENHANCED.match(text := found[3].strip())
        parts.append(text.removeprefix(enhanced))
        enhanced = enhanced or (repeated[0] if repeated else "")
        if found[2] != "-":
            return int(found[1]), f"{found[1]} {' '.join(parts)}".rstrip()[:_LONGEST]
    raise dialog.failed("garbage", f"a reply of more than {_LINES} lines")


def _ehlo(dialog: Dialog, facts: dict[str, Any]) -> list[str]:
    dialog.send(f"EHLO {_own_name()}".encode())
    lines: list[str] = []
    for _ in range(_LINES):
        line = dialog.line()
        found = _REPLY.fullmatch(line)
        if found is None:
            raise dialog.failed("garbage", f"not an SMTP reply: {line[:120]!r}")
        if found[1] != "250":
            raise dialog.failed("refused", line)
        lines.append(found[3].strip())
        if found[2] != "-":
            break
    else:
        raise dialog.failed("garbage", f"a reply of more than {_LINES} lines")
    if seen := re.search(r"\[([0-9a-fA-F.:]+)\]", lines[0]):
        facts["seen_from"] = seen[1]
    facts["extensions"] = lines[1:]
    return [line.upper() for line in lines[1:]]


def _own_name() -> str:
    """A name that Exchange accepts: a bare host name has been refused there (501 5.5.4)."""
    name = socket.getfqdn()
    return name if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", name) else "oauthmail.invalid"


def _mechanisms(extensions: list[str]) -> list[str]:
    """What AUTH offers, over all its lines; `AUTH=` is its form of old (Outlook Express, and servers made for it)."""
    named = [line.replace("AUTH=", "AUTH ", 1).split() for line in extensions]
    return list(dict.fromkeys(name for words in named if words[:1] == ["AUTH"] for name in words[1:]))


def _server(target: Target) -> Server:
    found = server(target.profile, "smtp")
    assert found is not None
    return found


PROBES = (
    Probe("smtp_hello", hello, "the SMTP greeting of {smtp}"),
    Probe("smtp_clear", in_clear, "{smtp} to refuse mail without TLS", needs=("smtp_hello",)),
    Probe("smtp_session", session, "{smtp} to take the token by SMTP", needs=("smtp_hello", "token")),
)
