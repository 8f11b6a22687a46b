"""One client, one condition: what the tenant saw of it."""

from __future__ import annotations

from pathlib import Path

from fakes.exchange.dialect import DIALECTS
from fakes.thread import ThreadedBox

from . import seen
from .clients import Client
from .conditions import Condition
from .running import Clients, Ended, Job

_LETTER = (
    "From: {mailbox}\r\nTo: someone@fabrikam.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
    "Message-ID: <{subject}@client.example>\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
    "hello\r\n.leading dot\r\n"
)


class Run:
    """What a client did, and what the tenant saw of it."""

    def __init__(self, box: ThreadedBox, clients: Clients, folder: Path) -> None:
        self._box, self._clients, self._folder = box, clients, folder

    def __call__(self, client: Client, protocol: str, condition: Condition, seconds: float) -> seen.Seen:
        box, subject = self._box, "a-form"
        letter = self._folder / "letter.eml"
        letter.write_bytes(_LETTER.format(mailbox=box.settings.mailbox, subject=subject).encode())
        box.faults(*(fault.format(protocol) for fault in condition.faults))
        box.ask(lambda tenant: setattr(tenant, "dialect", DIALECTS[condition.dialect]))
        stored = box.ask(lambda tenant: tenant.mailboxes[box.settings.mailbox].store.deliver(letter.read_bytes()))
        tls = "starttls" if protocol == "smtp" else condition.tls
        name = "imap_starttls" if (protocol, tls) == ("imap", "starttls") else protocol
        name = "pop3_starttls" if (protocol, tls) == ("pop3", "starttls") else name
        port: int = getattr(box.settings, f"{name}_port")
        self.ended: Ended = self._clients.run(client, Job(protocol, port, tls, letter, subject, self._folder, seconds))
        self.flags = set(stored.flags)
        outgoing = box.ask(lambda tenant: [message.content for message in tenant.outgoing])
        events = box.ask(lambda tenant: tenant.transcript.events())
        self.bugs = box.ask(lambda tenant: [*tenant.bugs])
        if protocol == "smtp":
            body = b"\r\n\r\nhello\r\n.leading dot\r\n"
            done = any(f"Subject: {subject}".encode() in m and m.endswith(body) for m in outgoing)
            assert len(outgoing) <= 1
        else:
            said = "".join(str(e["data"]) for e in events if (e["listener"], e["kind"]) == (protocol, "out"))
            done = f"Subject: {subject}\r\n" in said and "hello\r\n" in said
        return seen.read(events, protocol, done=done)
