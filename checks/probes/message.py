"""Does a message with attachments arrive whole? The only probe that leaves something behind."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
import secrets
import time
from email.message import EmailMessage
from typing import Any

from ..observation import Failure, ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from . import imap as imap_probe
from . import smtp as smtp_probe

FOUND_SECONDS = 60.0
_PAUSE = 1.0
# What came between SEARCH and IDLE may not be announced; the next SEARCH finds it.
_IDLE = 5.0

# Names and contents that gateways and codecs get wrong: binary, non-ASCII, lines that begin with a dot.
ATTACHMENTS = (
    ("invoice.pdf", "application", "pdf", b"%PDF-1.4\r\n" + bytes(range(256)) * 24),
    ("Übersicht å.csv", "text", "csv", "Größe;Ärende\r\n.punkt;1\r\n".encode()),
    ("empty.bin", "application", "octet-stream", b""),
    ("form.xml", "application", "xml", b"<?xml version='1.0'?>\n<form>\n..\n.\n</form>\n"),
)


def message(target: Target, look: Look, facts: dict[str, Any]) -> None:
    """Send one message and find it again.

    Facts: `subject`, `sent` (the server's reply), `handed` (sent whole, and not refused), `found`, `after` (seconds),
    `attachments` (name to the octets compared), `wrong` (names that came back different). Raises ProbeFailed unless
    the run was told to send.
    """
    if not target.embedded and not target.send_to:
        raise ProbeFailed(Failure("forbidden", "no test message without --send-to ADDRESS", "message"))
    recipient = target.send_to or target.profile.mailbox.xoauth2_user
    sample = compose(target.profile.mailbox.from_address, recipient)
    facts["subject"] = str(sample["Subject"])
    _send(target, sample, recipient, facts)
    taken = time.monotonic()
    facts["found"] = False
    own = target.profile.imap is not None and recipient.lower() == target.profile.mailbox.xoauth2_user.lower()
    # A mailbox that has just refused the token is not asked again.
    facts["looked"] = own and look("imap_session").ok
    if not facts["looked"]:
        return
    received = _find(target, str(sample["Message-ID"]))
    facts.update(found=True, after=time.monotonic() - taken)
    facts.update(compare(sample, received))


def compose(sender: str, recipient: str) -> EmailMessage:
    """A message with several attachments; its subject says where it comes from."""
    tag = secrets.token_hex(3)
    sample = EmailMessage(policy=email.policy.SMTP)
    sample["From"] = sender
    sample["To"] = recipient
    sample["Subject"] = f"oauthmail test {tag}"
    sample["Message-ID"] = f"<oauthmail.{secrets.token_hex(12)}@{sender.rpartition('@')[2]}>"
    sample["Date"] = email.utils.formatdate()
    sample.set_content("A test message of oauthmail. It may be deleted.\r\n")
    for name, main, sub, content in ATTACHMENTS:
        sample.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return sample


def compare(sent: EmailMessage, received: bytes) -> dict[str, Any]:
    """Decoded attachments, byte for byte."""
    back = email.message_from_bytes(received, policy=email.policy.SMTP)
    found = {part.get_filename(): part.get_payload(decode=True) for part in back.walk() if part.get_filename()}
    wanted = {part.get_filename(): part.get_payload(decode=True) for part in sent.iter_attachments()}
    wrong = [str(name) for name, content in wanted.items() if _digest(found.get(name)) != _digest(content)]
    sizes = {str(name): len(content) for name, content in wanted.items() if isinstance(content, bytes)}
    return {"attachments": sizes, "wrong": wrong}


def _digest(content: object) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else "absent"


def _send(target: Target, sample: EmailMessage, recipient: str, facts: dict[str, Any]) -> None:
    dialog = smtp_probe.open_smtp(target, {})
    with dialog.to_the_end():
        more: dict[str, Any] = {"mechanisms": ["XOAUTH2"]}
        smtp_probe.sign_in(target, dialog, more)
        for line, wanted in (
            (f"MAIL FROM:<{target.profile.mailbox.from_address}>", 250),
            (f"RCPT TO:<{recipient}>", 250),
            ("DATA", 354),
        ):
            code, words = smtp_probe.command(dialog, line)
            if code != wanted:
                raise dialog.failed("refused", words)
        dialog.write(re.sub(rb"(?m)^\.", b"..", sample.as_bytes()) + b".\r\n")
        facts["handed"] = True
        code, facts["sent"] = smtp_probe.reply(dialog)
        if code != 250:
            facts["handed"] = False
            raise dialog.failed("refused", facts["sent"])


def _find(target: Target, message_id: str) -> bytes:
    """Ask until it is there; Exchange needs seconds. Raises ProbeFailed when it does not come."""
    imap = imap_probe.open_imap(target, {})
    limit = target.step_seconds if target.embedded else FOUND_SECONDS
    deadline = time.monotonic() + limit
    with imap.dialog.to_the_end():
        imap_probe.sign_in(target, imap, {})
        imap_probe.examine(imap, {})
        while True:
            status, words, untagged = imap.command(f'UID SEARCH HEADER Message-ID "{message_id}"')
            if status != "OK":
                raise imap.dialog.failed("refused", words)
            uids = [uid for line in untagged if line.upper().startswith(b"* SEARCH") for uid in line.split()[2:]]
            if uids:
                return _fetch(imap, uids[-1].decode())
            if time.monotonic() > deadline:
                words = f"the message was accepted by SMTP but not found in INBOX after {limit:g} seconds"
                raise ProbeFailed(Failure("lost", words, "message"))
            _wait_for_news(imap, min(_PAUSE, limit / 10))


def _wait_for_news(imap: imap_probe.Imap, pause: float) -> None:
    """Until the server says that something came (RFC 2177), or a while has passed; without IDLE a pause."""
    if "IDLE" not in imap.capabilities:
        imap.command("NOOP")
        time.sleep(pause)
        return
    status, words, _ = imap.command("IDLE")
    if status != "+":
        raise imap.dialog.failed("refused", words)
    imap.dialog.wait(_IDLE)
    imap.end_idle()


def _fetch(imap: imap_probe.Imap, uid: str) -> bytes:
    status, words, untagged = imap.command(f"UID FETCH {uid} BODY.PEEK[]")
    for line in untagged:
        if found := re.match(rb"\* [0-9]+ FETCH .*?\{([0-9]+)\}\r\n", line, re.DOTALL):
            return line[found.end() : found.end() + int(found[1])]
    raise imap.dialog.failed("refused" if status != "OK" else "garbage", words)


PROBES = (
    Probe(
        "message",
        message,
        f"the test message to arrive, {FOUND_SECONDS:.0f} s at most",
        needs=("smtp_session",),
        after=("imap_session",),
    ),
)
